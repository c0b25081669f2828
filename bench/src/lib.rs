//! The office seen from outside: a running server, and what stands in for a browser. For the
//! measurements here and for the tests that kill a server.

#![expect(
    clippy::missing_errors_doc,
    reason = "whatever fails here ends the run and says what it was"
)]

pub mod browser;
pub mod office;

pub type Failure = Box<dyn std::error::Error + Send + Sync>;
