//! What citizens do at home: they see what the office offers, book a time, confirm it, move it
//! and cancel it. Clerks do the same for those who call or come, by an entrance of their own
//! ([`by_clerk`]).
//!
//! The booking pages are rendered by the server, always: also when one moves between them without
//! loading anew, and when a form is refused. The browser's program ([`portal`]) brings them in,
//! submits their forms and keeps what was typed; so it is small, and all of it works without it.
//! Every form POSTs to the address of its page, and [`cases`] does what it asks for.

pub mod api;
#[cfg(feature = "ssr")]
mod by_clerk;
#[cfg(feature = "ssr")]
pub mod cases;
#[cfg(feature = "ssr")]
pub mod limits;
mod page;
#[cfg(feature = "ssr")]
mod pages;
mod portal;
mod start;
pub mod texts;

pub use page::page;
#[cfg(feature = "ssr")]
pub(crate) use pages::other_times;
