//! What the office's administrator sees to.

pub mod api;
mod page;
pub mod texts;

pub use page::{DeviceForm, DeviceProblem, DevicesRoute};
