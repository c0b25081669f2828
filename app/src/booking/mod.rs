//! What citizens do at home: they see what the office offers, book a time, confirm it, move it
//! and cancel it.
//!
//! Every form POSTs to the address of its page. [`cases`] is the one place where such a submission
//! is read and done: the server's handler of forms calls it, and the server function by which a
//! page submits without being loaded anew.

pub mod api;
mod book;
mod calendar;
mod cancel;
#[cfg(feature = "ssr")]
pub mod cases;
mod choose_service;
mod choose_time;
mod contact_form;
mod held;
#[cfg(feature = "ssr")]
pub mod limits;
mod reservation;
mod route;
mod sentences;
mod start;
mod submit;
mod summary;
pub mod texts;
#[cfg(feature = "ssr")]
mod views;

pub use route::BookingRoute;
pub use start::StartPage;
