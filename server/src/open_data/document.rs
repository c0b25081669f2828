//! The description of the open data, made of the very types that are answered.

use axum::Json;
use utoipa::OpenApi;

use super::{queues, services};

/// Dates are civil dates of the town (`2026-11-24`), times of day civil times of the town (`08:15`);
/// instants are by RFC 3339 with the town's offset. Texts are by language (`cs`, `en`, `de`, `uk`).
/// Fields are only ever added. An answer may be kept for five seconds; later ask with
/// `If-None-Match`.
#[derive(OpenApi)]
#[openapi(
    info(title = "Přepážka: open data of a town office", version = "1"),
    paths(
        services::services,
        services::days,
        services::times,
        queues::queues,
        queues::of_lobby
    )
)]
struct Document;

pub async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(Document::openapi())
}
