//! The rules of the office, as pure functions: no input or output, no clock, no randomness.
//!
//! `now` is always an argument. An event is a UTC instant ([`chrono::DateTime<Utc>`]), an
//! appointment or an opening hour is civil time in the town's zone ([`moment::Moment`]).

pub mod closure;
pub mod code;
pub mod company_number;
pub mod contact;
pub mod desk;
pub mod estimate;
pub mod holidays;
pub mod ids;
pub mod internet;
pub mod keypad;
pub mod lobby;
pub mod moment;
pub mod opening_hours;
pub mod queue;
pub mod reminder;
pub mod reservation;
pub mod series;
pub mod slots;
pub mod staff;
pub mod text;
pub mod ticket;
pub mod town;
pub mod wire;
