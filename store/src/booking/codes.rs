//! Six digits that nobody else has.

use domain::code::Code;

use crate::{
    StoreError, keys,
    transact::{Script, Tx},
};

/// The code to be tried, by how many were tried before.
pub(super) type Draw = fn(u32) -> Result<Code, StoreError>;

/// As many codes are tried at random. Even if half of all were taken, the chance that none of
/// these is free is less than one in 10³⁰.
const TRIES: u32 = 100;

pub(super) fn at_random(_tried: u32) -> Result<Code, StoreError> {
    Ok(Code::from_random(getrandom::u32()?))
}

/// A code that nobody has. Whoever takes the same one at the same moment writes the same row.
pub(super) async fn free(tx: &Tx, draw: Draw) -> Result<Code, StoreError> {
    for tried in 0..TRIES {
        let code = draw(tried)?;
        let script = Script::new("RETURN (SELECT VALUE id FROM ONLY $code) != NONE")
            .bind("code", keys::code(code));
        if !tx.read::<bool>(script).await? {
            return Ok(code);
        }
    }
    Err(StoreError::NoCode)
}
