//! Forms that bring a file (`multipart/form-data`).

use app::{admin::Fields, api::ApiError};
use axum::{
    body::{Body, Bytes},
    extract::{FromRequest as _, Multipart, Request, multipart::Field},
    http::request::Parts,
};

/// So much, in bytes, of a file that is too large is taken all the same, and dropped: browsers show
/// an answer only to a form that they could send to its end.
const MOST_DROPPED: usize = 300_000_000;

/// How much a form takes, in bytes.
#[derive(Clone, Copy)]
pub struct Largest {
    pub file: usize,
    /// What stands in any other field.
    pub text: usize,
}

/// A form, as it was filled in.
pub struct Upload {
    pub fields: Fields,
    pub file: Chosen,
}

/// What was chosen in the field of the file.
pub enum Chosen {
    Nothing,
    File(Bytes),
    TooLarge,
}

/// Reads a form with a file of at most so many bytes; larger ones are not kept, only passed.
///
/// # Errors
/// [`ApiError::Malformed`] if it is no such form, [`ApiError::TooLarge`] if there is no end to it.
pub async fn read(head: Parts, body: Body, largest: Largest) -> Result<Upload, ApiError> {
    let request = Request::from_parts(head, body);
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|_| ApiError::Malformed)?;
    let mut upload = Upload {
        fields: Fields::new(),
        file: Chosen::Nothing,
    };
    let mut passed = 0;
    while let Some(field) = form.next_field().await.map_err(|_| ApiError::Malformed)? {
        let name = field.name().unwrap_or_default().to_owned();
        if field.file_name().is_some() {
            upload.file = match content(field, largest.file, &mut passed).await? {
                None => Chosen::TooLarge,
                // A browser sends the field of a file of which none was chosen.
                Some(file) if file.is_empty() => Chosen::Nothing,
                Some(file) => Chosen::File(file),
            };
        } else {
            let text = content(field, largest.text, &mut passed).await?;
            let text = text.ok_or(ApiError::Malformed)?;
            let text = String::from_utf8(text.into()).map_err(|_| ApiError::Malformed)?;
            upload.fields.insert(name, text);
        }
    }
    Ok(upload)
}

/// What is in a field; none: more than `largest`. `passed` counts what has been read of all.
async fn content(
    mut field: Field<'_>,
    largest: usize,
    passed: &mut usize,
) -> Result<Option<Bytes>, ApiError> {
    let mut content = Some(Vec::new());
    while let Some(chunk) = field.chunk().await.map_err(|_| ApiError::Malformed)? {
        *passed += chunk.len();
        if *passed > MOST_DROPPED {
            return Err(ApiError::TooLarge);
        }
        content = content.filter(|content| content.len() + chunk.len() <= largest);
        if let Some(content) = &mut content {
            content.extend_from_slice(&chunk);
        }
    }
    Ok(content.map(Bytes::from))
}
