//! Open data: what the office offers, when there is a free time, and how long the queues are, as JSON
//! for other programs and for pages of other sites. No personal data, and nothing but what is kept in
//! memory for the screens: the database is never asked. The addresses and fields are stable;
//! [`document`] describes them.

mod document;
mod problem;
mod queues;
mod services;
mod shared;

use axum::{
    Router, middleware,
    routing::{MethodRouter, any, get},
};

use self::{
    problem::{Problem, method_not_allowed},
    shared::for_everybody,
};
use crate::router::AppState;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/v1/openapi.json", reads(get(document::openapi)))
        .route("/api/v1/services", reads(get(services::services)))
        .route(
            "/api/v1/services/{service}/days",
            reads(get(services::days)),
        )
        .route(
            "/api/v1/services/{service}/days/{date}",
            reads(get(services::times)),
        )
        .route("/api/v1/queues", reads(get(queues::queues)))
        .route("/api/v1/queues/{lobby}", reads(get(queues::of_lobby)))
        .route("/api/v1", any(nothing))
        .route("/api/v1/", any(nothing))
        .route("/api/v1/{*rest}", any(nothing))
        .layer(middleware::from_fn(for_everybody))
}

fn reads(method: MethodRouter<AppState>) -> MethodRouter<AppState> {
    method.fallback(method_not_allowed)
}

async fn nothing() -> Problem {
    Problem::not_found("There is nothing at this address; see /api/v1/openapi.json.")
}
