//! A client's phone follows the ticket: where it stands, its call, and two things to ask for.

mod alarm;
pub mod api;
#[cfg(feature = "ssr")]
pub mod find;
mod following;
mod page;
mod stage;
pub mod texts;
mod wishes;

pub use page::page;
