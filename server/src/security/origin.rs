//! Whatever changes something must come from a page of this very site.

use app::api::ApiError;
use axum::{
    extract::Request,
    http::{Method, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use crate::security::Refused;

/// Refuses a request that is no GET or HEAD unless the browser says that a page of this site sent
/// it. Browsers send `Origin` with every such request and no page can change it.
pub async fn same_origin(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads || is_own(&request) {
        next.run(request).await
    } else {
        Refused::from(ApiError::NotAllowed).into_response()
    }
}

fn is_own(request: &Request) -> bool {
    let text = |name| request.headers().get(name)?.to_str().ok();
    let Some((origin, host)) = text(header::ORIGIN).zip(text(header::HOST)) else {
        return false;
    };
    let origin = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"));
    origin.is_some_and(|origin| origin.eq_ignore_ascii_case(host))
}
