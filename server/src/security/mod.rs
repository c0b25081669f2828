//! What protects the office from the outside: headers, the same-origin check, and refusals that
//! say nothing about the inside.

mod client;
mod headers;
mod origin;
mod refused;
mod staff;

pub use client::know_client;
pub use headers::{content_security_policy, protect};
pub use origin::same_origin;
pub use refused::Refused;
pub use staff::note_refusal;
