//! The rules of the office, as pure functions: no input or output, no clock, no randomness.
//!
//! `now` is always an argument. An event is a UTC instant ([`chrono::DateTime<Utc>`]), an
//! appointment or an opening hour is civil time in the town's zone ([`moment::Moment`]).

pub mod announcement;
pub mod assignment;
pub mod audit;
pub mod closure;
pub mod code;
pub mod company_number;
pub mod contact;
pub mod desk;
pub mod device;
pub mod estimate;
pub mod follow;
mod forecast;
pub mod holidays;
pub mod ids;
pub mod internet;
pub mod keypad;
pub mod line;
pub mod lobby;
pub mod message;
pub mod moment;
pub mod notice;
pub mod opening_hours;
pub mod outside;
pub mod pace;
pub mod picture;
pub mod printer;
pub mod queue;
pub mod reminder;
pub mod reservation;
pub mod series;
pub mod set_up;
pub mod slots;
pub mod staff;
pub mod text;
pub mod ticket;
pub mod timetable;
pub mod town;
pub mod wire;
