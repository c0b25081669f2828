//! Where clerks log in, sit down, and call the next client.

pub(crate) mod aim;
pub mod api;
pub(crate) mod asking;
#[cfg(feature = "ssr")]
mod booked;
mod booked_list;
mod choice;
mod client;
mod console;
mod draft;
#[cfg(feature = "ssr")]
mod errands;
mod later;
#[cfg(feature = "ssr")]
pub mod leaving;
mod list_keys;
#[cfg(feature = "ssr")]
mod login;
mod lower_panel;
pub(crate) mod message;
mod offers;
mod page;
mod post;
mod printers;
mod queue_list;
mod search;
#[cfg(feature = "ssr")]
mod seat;
mod seating;
mod sheet;
mod sheets;
mod shortcuts;
pub(crate) mod spans;
pub mod texts;

#[cfg(feature = "ssr")]
pub use login::{LoggedOutMeanwhile, LoginForm, LoginPage, LoginProblem};
pub use page::page;
