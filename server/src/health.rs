//! For whoever watches over the program.

use app::services::Services;
use axum::{Router, extract::State, http::StatusCode, routing::get};

/// `/healthz`: the program runs. `/readyz`: the database answers too.
pub fn routes() -> Router<Services> {
    Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
}

async fn ready(State(services): State<Services>) -> (StatusCode, &'static str) {
    match services.store.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
        }
    }
}
