//! How values travel from the server to the pages: as Postcard, and in text as its base64.
//!
//! Postcard is read field by field, without names, so that a phone loads a quarter less code than
//! for JSON. The price is that both sides must be of one build; a page of an older one is loaded
//! anew as soon as it hears so ([`crate::live`]).

use std::{any::Any, pin::Pin, sync::Arc};

use leptos::{prelude::*, server_fn};
#[cfg(feature = "ssr")]
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};

use crate::api::ApiError;

/// How texts are read and written with [`Wire`].
pub use leptos::server::codee::{Decoder, Encoder};
/// How server functions answer.
pub use server_fn::{
    ContentType, Decodes, Encodes,
    codec::{Postcard, PostcardEncoding},
};

/// What a page needs from the server first.
pub type Loading = Resource<Result<Brought, ApiError>, Wire>;

/// Asks for something when the page is rendered and whenever `source`, what the address says,
/// changes.
pub fn load<T, Answer>(
    source: impl Fn() -> String + Send + Sync + 'static,
    ask: impl Fn(String) -> Answer + Send + Sync + 'static,
) -> Loading
where
    T: Serialize + Send + Sync + 'static,
    Answer: Future<Output = Result<T, ApiError>> + Send + 'static,
{
    let ask = move |source| -> Answering {
        let answer = ask(source);
        Box::pin(async move { answer.await.map(Brought::new) })
    };
    loading(Box::new(source), Box::new(ask))
}

type Answering = Pin<Box<dyn Future<Output = Result<Brought, ApiError>> + Send>>;

/// [`load`] for any page; it is code that all of them share.
fn loading(
    source: Box<dyn Fn() -> String + Send + Sync>,
    ask: Box<dyn Fn(String) -> Answering + Send + Sync>,
) -> Loading {
    Resource::new_with_options(source, ask, false)
}

/// For what no address decides.
#[must_use]
pub fn always() -> String {
    String::new()
}

/// Something that the server brought. One type for all pages, because a phone loads all that
/// Leptos makes of the type of a resource.
#[derive(Clone)]
pub struct Brought(Form);

#[derive(Clone)]
enum Form {
    /// As it stood in the page.
    Written(Arc<[u8]>),
    /// As it was asked for.
    Value {
        value: Arc<dyn Any + Send + Sync>,
        #[cfg(feature = "ssr")]
        write: fn(&dyn Any) -> Option<Vec<u8>>,
    },
}

impl Brought {
    fn new<T: Serialize + Send + Sync + 'static>(value: T) -> Self {
        Self(Form::Value {
            value: Arc::new(value),
            #[cfg(feature = "ssr")]
            write: |value| postcard::to_allocvec(value.downcast_ref::<T>()?).ok(),
        })
    }

    /// # Errors
    /// [`ApiError::Broken`] if it is something else.
    pub fn open<T: DeserializeOwned + Clone + 'static>(&self) -> Result<T, ApiError> {
        match &self.0 {
            Form::Written(bytes) => postcard::from_bytes(bytes).ok(),
            Form::Value { value, .. } => value.downcast_ref().cloned(),
        }
        .ok_or(ApiError::Broken)
    }
}

impl Serialize for Brought {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Form::Written(bytes) => bytes.serialize(serializer),
            #[cfg(feature = "ssr")]
            Form::Value { value, write } => write(&**value)
                .ok_or_else(|| S::Error::custom("it cannot be written"))?
                .serialize(serializer),
            // The browser writes nothing into pages.
            #[cfg(not(feature = "ssr"))]
            Form::Value { .. } => serializer.serialize_unit(),
        }
    }
}

impl<'de> Deserialize<'de> for Brought {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes: Vec<u8> = Deserialize::deserialize(deserializer)?;
        Ok(Self(Form::Written(bytes.into())))
    }
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
    fn what_was_asked_for_is_the_same_in_the_page() {
        let brought = Brought::new(("Kostelec".to_owned(), 7_u16));
        let in_page: Brought = Wire::decode(&Wire::encode(&brought).unwrap()).unwrap();
        for brought in [brought, in_page] {
            assert_eq!(brought.open(), Ok(("Kostelec".to_owned(), 7_u16)));
        }
        assert_eq!(Brought::new(7_u16).open::<String>(), Err(ApiError::Broken));
    }

    #[test]
    fn what_is_no_such_value_is_an_error() {
        let read: Result<String, _> = Wire::decode("?");
        assert!(read.is_err());
        let cut: Result<String, _> = Wire::decode("Bw==");
        assert!(cut.is_err());
    }
}
