//! The program that a town runs: pages, server functions, forms, live streams and jobs over one
//! database. `main` only reads the command line.

// A page is one type, nested as deep as its elements.
#![recursion_limit = "512"]

pub mod clock;
pub mod config;
pub mod forms;
mod health;
pub mod jobs;
pub mod listen;
pub mod live;
pub mod mail;
pub mod router;
mod security;
pub mod start;
pub mod telemetry;
