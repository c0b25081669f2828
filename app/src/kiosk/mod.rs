//! `/kiosk/{lobby}`: a touch screen that hands out tickets.
//!
//! A kiosk changes the day, so only an enrolled device may be one; the same page enrols it.

pub mod api;
mod countdown;
pub(crate) mod enrolment;
mod footer;
mod keypad;
mod languages;
mod later;
mod not_by_code;
mod notices;
mod page;
#[cfg(feature = "ssr")]
mod qr;
mod services;
mod slip;
mod start;
mod state;
pub mod texts;
mod ticket;
mod touch;

pub use page::page;
#[cfg(feature = "ssr")]
pub use slip::Slip;
