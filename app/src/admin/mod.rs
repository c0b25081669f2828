//! What supervisors and the office's administrator see to, by forms that need no program.

mod audit;
pub mod auditing;
pub mod backing_up;
mod backup;
pub mod closing;
mod closures;
mod concerned;
mod contact;
pub mod contacting;
mod content;
mod csv;
mod device_table;
mod fields;
mod form_page;
pub mod hours;
mod inputs;
pub mod notices;
pub mod offer;
mod page;
pub mod people;
pub mod person;
pub mod pictures;
pub mod plan;
mod printer;
pub mod texts;

pub use audit::audit_page;
pub use backup::backup_page;
pub use closures::closures_page;
pub use contact::contact_page;
pub use fields::Fields;
pub use page::{DeviceForm, DeviceProblem, DevicesPage, PlaceForm, PrinterForm};
