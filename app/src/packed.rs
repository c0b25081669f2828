//! An answer of the server that is taken apart only where it is shown.
//!
//! What a lazy route loads is named in its `data`, and that is code of the start page, which every
//! phone loads. Packed, it is a text there; the code that makes values of it is in the surface's
//! own chunk, and there once, not once for answers and once for what stands in the page.

use std::marker::PhantomData;

use leptos::server_fn::{
    Bytes, ContentType, Decodes, Encodes, Format, FormatType,
    codec::{JsonEncoding, Post},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::api::ApiError;

/// A `T` as JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent, bound = "")]
pub struct Packed<T> {
    json: String,
    #[serde(skip)]
    of: PhantomData<fn() -> T>,
}

impl<T> Packed<T> {
    /// # Errors
    /// [`ApiError::Broken`] if it cannot be written as JSON.
    pub fn pack(value: &T) -> Result<Self, ApiError>
    where
        T: Serialize,
    {
        let json = serde_json::to_string(value).map_err(|_| ApiError::Broken)?;
        Ok(Self {
            json,
            of: PhantomData,
        })
    }

    /// # Errors
    /// [`ApiError::Broken`] if the server is of another version than the page.
    pub fn open(&self) -> Result<T, ApiError>
    where
        T: DeserializeOwned,
    {
        serde_json::from_str(&self.json).map_err(|_| ApiError::Broken)
    }
}

/// How a server function answers with something packed: on the wire it is the value itself.
pub type PackedJson = Post<AsItIs>;

pub struct AsItIs;

impl ContentType for AsItIs {
    const CONTENT_TYPE: &'static str = JsonEncoding::CONTENT_TYPE;
}

impl FormatType for AsItIs {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T> Encodes<Packed<T>> for AsItIs {
    type Error = std::convert::Infallible;

    fn encode(packed: &Packed<T>) -> Result<Bytes, Self::Error> {
        Ok(Bytes::copy_from_slice(packed.json.as_bytes()))
    }
}

impl<T> Decodes<Packed<T>> for AsItIs {
    type Error = std::string::FromUtf8Error;

    fn decode(bytes: Bytes) -> Result<Packed<T>, Self::Error> {
        Ok(Packed {
            json: String::from_utf8(bytes.into())?,
            of: PhantomData,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_the_same_and_is_plain_json_on_the_way() {
        let packed = Packed::pack(&vec![1, 2]).unwrap();
        let sent = AsItIs::encode(&packed).unwrap();
        assert_eq!(&*sent, b"[1,2]");
        let received: Packed<Vec<i32>> = AsItIs::decode(sent).unwrap();
        assert_eq!(received.open().unwrap(), [1, 2]);
    }

    #[test]
    fn an_answer_of_another_version_is_an_error() {
        let packed: Packed<u8> = AsItIs::decode(Bytes::from_static(b"{}")).unwrap();
        assert_eq!(packed.open(), Err(ApiError::Broken));
    }
}
