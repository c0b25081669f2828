//! Who is being called, how many wait and how long: for people at home and in the lobby.

pub mod api;
mod lobby_status;
mod page;
pub mod texts;

pub use lobby_status::WorkplaceList;
#[cfg(feature = "ssr")]
pub use page::embedded_page;
pub use page::page;
