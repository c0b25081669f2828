//! What citizens do at home. So far: the start page.

mod page;
pub mod texts;

pub use page::StartPage;
