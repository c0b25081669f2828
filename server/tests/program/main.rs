//! The program as a whole: who may do what, what it answers to whatever comes, and what is left
//! after it was killed. One test program, because each one links the database anew.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod audit;
mod backups;
mod booked_by_clerk;
mod bookings;
mod check_in;
mod clock_change;
mod closures;
mod contact;
mod devices;
mod fields;
mod hours;
mod import;
mod kill;
mod kill_bookings;
mod mails;
mod notices;
mod offer;
mod office;
mod open_data;
mod outage;
mod people;
mod person;
mod pictures;
mod plan;
mod power_cut;
mod printer;
mod printing;
mod requests;
mod running;
mod smtp;
mod takes_no_bookings;
mod ticket;
