//! Who is being called, how many wait and how long: for people at home and in the lobby.

pub mod api;
mod lobby_status;
mod page;
pub mod texts;

pub use lobby_status::WorkplaceList;
pub use page::StatusRoute;
