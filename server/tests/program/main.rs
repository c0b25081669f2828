//! The program as a whole: who may do what, what it answers to whatever comes, and what is left
//! after it was killed. One test program, because each one links the database anew.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod bookings;
mod check_in;
mod kill;
mod kill_bookings;
mod mails;
mod office;
mod outage;
mod requests;
mod smtp;
