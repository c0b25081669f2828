//! What all answers have in common: pages of any site may read them, and caches may keep them for
//! some seconds.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use chrono::{NaiveDate, NaiveTime, SecondsFormat};
use domain::{moment::Moment, text::Localized, town::Town};

use super::problem::Problem;

/// The same text by language: `cs`, and others where the office has them.
pub type Names = BTreeMap<String, String>;

pub fn names(text: &Localized) -> Names {
    text.all()
        .map(|(language, text)| (language.tag().to_owned(), text.to_owned()))
        .collect()
}

/// `08:15`
pub fn time_of_day(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// A civil time of the town as an instant with its offset, by RFC 3339.
pub fn instant(town: &Town, now: Moment, date: NaiveDate, time: NaiveTime) -> String {
    let instant = now.instant_of(date, time).with_timezone(&town.zone);
    instant.to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// What is published changes with every ticket; so long it may be old.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=5");

/// No answer is as large.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// Answers what browsers ask before they let a page of another site read, and gives each answer the
/// headers of open data.
pub async fn for_everybody(mut request: Request, next: Next) -> Response {
    // The mark is of what a GET is answered.
    let head_alone = *request.method() == Method::HEAD;
    if head_alone {
        *request.method_mut() = Method::GET;
    }
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let mut response = if *request.method() == Method::OPTIONS {
        may_be_asked()
    } else {
        marked(next.run(request).await, known.as_ref()).await
    };
    let headers = response.headers_mut();
    let any = HeaderValue::from_static("*");
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
    let mark = HeaderValue::from_static("etag");
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, mark);
    let everywhere = HeaderValue::from_static("cross-origin");
    let name = HeaderName::from_static("cross-origin-resource-policy");
    headers.insert(name, everywhere);
    if head_alone {
        response.map(|_| Body::empty())
    } else {
        response
    }
}

fn may_be_asked() -> Response {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "*"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// An answer with a mark of its content; without the content for whoever has it.
async fn marked(response: Response, known: Option<&HeaderValue>) -> Response {
    if response.status() != StatusCode::OK {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(body) = to_bytes(body, MOST_BYTES).await else {
        return Problem::from(app::api::ApiError::Broken).into_response();
    };
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    // Weak, for the same content is also sent compressed.
    let mark = format!("W/\"{:016x}\"", hasher.finish());
    let is_known = known
        .and_then(|known| known.to_str().ok())
        .is_some_and(|known| known.split(',').any(|it| it.trim() == mark || it == "*"));
    let Ok(mark) = HeaderValue::from_str(&mark) else {
        return Problem::from(app::api::ApiError::Broken).into_response();
    };
    if is_known {
        let mut headers = HeaderMap::new();
        headers.insert(header::ETAG, mark);
        headers.insert(header::CACHE_CONTROL, KEPT);
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    head.headers.insert(header::ETAG, mark);
    head.headers.insert(header::CACHE_CONTROL, KEPT);
    Response::from_parts(head, Body::from(body))
}
