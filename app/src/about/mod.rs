//! What the law asks an office to say about its pages: whose data it handles and how, and who can
//! use the pages and who cannot. The server puts the pages together, so that a phone loads nothing
//! for their sentences but the sentences.

#[cfg(feature = "ssr")]
mod accessibility;
pub mod api;
pub mod document;
mod page;
#[cfg(feature = "ssr")]
mod privacy;
#[cfg(feature = "ssr")]
pub mod texts;

pub use page::AboutRoute;
