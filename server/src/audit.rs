//! The audit log as a file.

use app::{
    admin::{Fields, auditing},
    services::page_language,
};
use axum::{
    Router,
    extract::{Query, Request, State},
    http::header,
    response::{IntoResponse as _, Response},
    routing::get,
};
use domain::staff::Role;

use crate::{router::AppState, security::Refused};

pub fn routes() -> Router<AppState> {
    Router::new().route(auditing::FILE, get(file))
}

async fn file(
    State(state): State<AppState>,
    Query(query): Query<Fields>,
    request: Request,
) -> Result<Response, Refused> {
    let (head, _) = request.into_parts();
    let services = &state.services;
    services.onlooker(&head, Role::Admin).await?;
    let language = page_language(&head, &services.town());
    let table = auditing::table(services, &query, language).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"audit.csv\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, table).into_response())
}
