//! What a supervisor sees of the whole office, and does at once.

pub mod api;
mod counter_editor;
mod counter_table;
mod deck;
mod frame;
mod message;
mod page;
mod panel;
mod table;
pub mod texts;
mod tickets_editor;
mod workplace_table;

pub use page::page;
