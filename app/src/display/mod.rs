//! What hangs in the lobby.

mod chime;
mod page;
pub mod texts;

pub use page::DisplayRoute;
