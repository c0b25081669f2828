//! How values travel from the server to the pages: as Postcard, and in text as its base64.
//!
//! Postcard is read field by field, without names, so that a phone loads a quarter less code than
//! for JSON. The price is that both sides must be of one build; a page of an older one is loaded
//! anew as soon as it hears so ([`crate::live`]).

use leptos::{prelude::*, server_fn};
use serde::{Serialize, de::DeserializeOwned};

use crate::api::ApiError;

/// How texts are read and written with [`Wire`].
pub use leptos::server::codee::{Decoder, Encoder};
/// How server functions answer.
pub use server_fn::{
    ContentType, Decodes, Encodes,
    codec::{Postcard, PostcardEncoding},
};

/// What a page needs from the server first.
pub type Loading<T> = Resource<Result<T, ApiError>, Wire>;

/// Asks for something when the page is rendered and whenever `source` changes.
pub fn load<S, T, Answer>(
    source: impl Fn() -> S + Send + Sync + 'static,
    ask: impl Fn(S) -> Answer + Send + Sync + 'static,
) -> Resource<T, Wire>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Answer: Future<Output = T> + Send + 'static,
{
    Resource::new_with_options(source, ask, false)
}

/// The text of a value, for a stream or for the page itself.
pub struct Wire;

impl<T: Serialize> Encoder<T> for Wire {
    type Error = postcard::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        postcard::to_allocvec(value).map(|bytes| base64::encode(&bytes))
    }
}

impl<T: DeserializeOwned> Decoder<T> for Wire {
    type Error = postcard::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        let bytes = base64::decode(text).ok_or(postcard::Error::DeserializeBadEncoding)?;
        postcard::from_bytes(&bytes)
    }
}

#[cfg(feature = "ssr")]
mod base64 {
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    pub fn encode(bytes: &[u8]) -> String {
        STANDARD.encode(bytes)
    }

    pub fn decode(text: &str) -> Option<Vec<u8>> {
        STANDARD.decode(text).ok()
    }
}

/// The browser has it already.
#[cfg(not(feature = "ssr"))]
mod base64 {
    use leptos::prelude::window;

    /// Nothing is sent this way.
    pub fn encode(_: &[u8]) -> String {
        String::new()
    }

    pub fn decode(text: &str) -> Option<Vec<u8>> {
        // Each character is one byte.
        let bytes = window().atob(text).ok()?;
        bytes.chars().map(|byte| u8::try_from(byte).ok()).collect()
    }
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_comes_out_the_same() {
        let value = ("Kostelec nad Orlicí".to_owned(), vec![Some(300_u16), None]);
        let text = Wire::encode(&value).unwrap();
        assert!(text.is_ascii());
        let read: (String, Vec<Option<u16>>) = Wire::decode(&text).unwrap();
        assert_eq!(read, value);
    }

    #[test]
    fn what_is_no_such_value_is_an_error() {
        let read: Result<String, _> = Wire::decode("?");
        assert!(read.is_err());
        let cut: Result<String, _> = Wire::decode("Bw==");
        assert!(cut.is_err());
    }
}
