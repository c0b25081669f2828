//! What the office's administrator sees to.

mod content;
mod page;
pub mod texts;

pub use page::{DeviceForm, DeviceProblem, DevicesPage};
