//! What is refused to somebody who is logged in: their pages ask for no such thing.

use app::services::{SESSION_COOKIE, Services, cookie};
use axum::{
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::Response,
};

/// Addresses of the staff begin so. Those of clients can hold what is theirs alone.
const OF_STAFF: [&str; 4] = ["/admin", "/counter", "/account", "/api/"];

/// Says in the log who asked for what they may not have, or for what is not there.
pub async fn note_refusal(
    State(services): State<Services>,
    request: Request,
    next: Next,
) -> Response {
    let (head, body) = request.into_parts();
    let answer = next.run(Request::from_parts(head.clone(), body)).await;
    let refusals = [
        StatusCode::BAD_REQUEST,
        StatusCode::FORBIDDEN,
        StatusCode::NOT_FOUND,
    ];
    let path = head.uri.path();
    let by_staff = OF_STAFF.iter().any(|begin| path.starts_with(begin))
        && cookie(&head, SESSION_COOKIE).is_some();
    if by_staff
        && refusals.contains(&answer.status())
        && let Ok(Some(session)) = services.session(&head).await
    {
        let login = &session.clerk.login;
        let status = answer.status().as_u16();
        tracing::warn!(login, method = %head.method, path, status, "refused");
    }
    answer
}
