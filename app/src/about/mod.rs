//! What the law asks an office to say about its pages: whose data it handles and how, and who can
//! use the pages and who cannot. Documents that the server puts together.

mod accessibility;
mod document;
mod page;
mod privacy;
pub mod texts;

pub use page::page;
