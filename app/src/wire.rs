//! How values travel from the server to the pages: as Postcard, and in text as a letter for each of
//! its bytes. Texts in it stay readable, and so compress far better than as base64.
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
        let bytes = postcard::to_allocvec(value)?;
        Ok(bytes.into_iter().map(letter).collect())
    }
}

/// A letter that needs no escape in a script, and ends no line of a stream.
fn letter(byte: u8) -> char {
    let letter = char::from(byte);
    if byte.is_ascii_graphic() && !matches!(letter, '"' | '<' | '\\') {
        return letter;
    }
    // U+0100 to U+01FF are all letters.
    char::from_u32(0x100 | u32::from(byte)).unwrap_or(letter)
}

impl<T: DeserializeOwned> Decoder<T> for Wire {
    type Error = postcard::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        // The byte is the lower half of its letter.
        let bytes: Vec<u8> = text.chars().map(|letter| letter as u8).collect();
        postcard::from_bytes(&bytes)
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
        let read: (String, Vec<Option<u16>>) = Wire::decode(&text).unwrap();
        assert_eq!(read, value);
    }

    #[test]
    fn every_byte_is_a_letter_that_scripts_and_streams_leave_as_it_is() {
        let value: Vec<u8> = (0..=255).collect();
        let text = Wire::encode(&value).unwrap();
        assert_eq!(Wire::decode(&text), Ok(value));
        assert_eq!(format!("{text:?}"), format!("\"{text}\""));
        assert!(!text.contains(|c: char| c == '<' || c.is_control() || c.is_whitespace()));
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
        let cut: Result<String, _> = Wire::decode("\u{107}Kostel");
        assert!(cut.is_err());
    }
}
