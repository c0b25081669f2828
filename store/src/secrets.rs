//! What nobody may guess: tokens, codes, first passwords. All of it comes from the operating
//! system, and what opens a door is stored only as a hash.

use crate::StoreError;

/// 128 bits as 32 hexadecimal digits.
pub(crate) fn token() -> Result<String, StoreError> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits)?;
    Ok(bits.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The name under which a secret is stored. A plain hash is enough: nobody can try 128 bits.
pub(crate) fn hash(secret: &str) -> String {
    blake3::hash(secret.as_bytes()).to_hex().to_string()
}

/// A code to be read from one screen and typed in at another: six characters, none of which looks
/// like another.
pub(crate) fn code() -> Result<String, StoreError> {
    pick(b"23456789ABCDEFGHJKMNPQRSTUVWXYZ", 6)
}

/// A password to be read from a terminal: 12 characters of 31, in three groups; 59 bits.
pub(crate) fn password() -> Result<String, StoreError> {
    let text = pick(b"23456789abcdefghjkmnpqrstuvwxyz", 12)?;
    let groups = [&text[..4], &text[4..8], &text[8..]];
    Ok(groups.join("-"))
}

/// Each character of the ASCII `alphabet` is equally likely.
fn pick(alphabet: &[u8], length: usize) -> Result<String, StoreError> {
    // Above the last whole multiple the first characters would be likelier.
    let fair = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let mut byte = [0];
        getrandom::fill(&mut byte)?;
        let at = usize::from(byte[0]);
        if at < fair {
            text.push(char::from(alphabet[at % alphabet.len()]));
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_128_bits_and_is_never_the_same() {
        let (one, other) = (token().unwrap(), token().unwrap());
        assert_eq!(one.len(), 32);
        assert_ne!(one, other);
    }

    #[test]
    fn codes_have_no_look_alikes() {
        for _ in 0..200 {
            let code = code().unwrap();
            assert_eq!(code.len(), 6);
            assert!(!code.contains(['0', 'O', '1', 'I', 'L']), "{code}");
        }
        assert_eq!(password().unwrap().len(), 14);
    }
}
