//! The pages: rendered by the server, taken over by the browser. One folder per surface.

// A page is one type, nested as deep as its elements.
#![recursion_limit = "512"]

#[cfg(feature = "ssr")]
pub mod about;
#[cfg(feature = "ssr")]
pub mod account;
pub mod address;
#[cfg(feature = "ssr")]
pub mod admin;
pub mod api;
pub mod booking;
pub mod counter;
pub mod display;
pub mod kiosk;
pub mod live;
#[cfg(feature = "ssr")]
pub mod services;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod status;
pub mod supervisor;
#[cfg(not(feature = "ssr"))]
pub mod takeover;
pub mod texts;
pub mod ticket;
pub mod ui;
pub mod wire;
