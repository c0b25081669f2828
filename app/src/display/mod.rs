//! What hangs in the lobby.

mod announcer;
mod awake;
mod board;
mod counter;
#[cfg(feature = "ssr")]
mod enrol;
mod page;
mod sound;
pub mod texts;
mod turns;

#[cfg(feature = "ssr")]
pub use enrol::enrol_page;
pub use page::page;
