//! Where clerks log in, sit down, and call the next client.

mod aim;
pub mod api;
mod asking;
#[cfg(feature = "ssr")]
mod booked;
mod booked_list;
mod choice;
mod client;
mod console;
mod later;
#[cfg(feature = "ssr")]
mod login;
mod lower_panel;
mod message;
mod offers;
mod page;
mod post;
mod queue_list;
#[cfg(feature = "ssr")]
mod seat;
mod seating;
mod shortcuts;
mod spans;
pub mod texts;

#[cfg(feature = "ssr")]
pub use login::{LoginForm, LoginPage, LoginProblem};
pub use page::CounterRoute;
