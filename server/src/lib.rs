//! The program that a town runs: pages, server functions, forms, live streams and jobs over one
//! database. `main` only reads the command line.

// A page is one type, nested as deep as its elements.
#![recursion_limit = "512"]

mod audit;
pub mod backups;
pub mod clock;
pub mod config;
pub mod display;
pub mod forms;
mod health;
pub mod jobs;
pub mod listen;
pub mod live;
pub mod mail;
pub mod open_data;
pub mod pictures;
pub mod printing;
pub mod router;
mod security;
pub mod start;
pub mod telemetry;
mod upload;

/// A third of all that the database does is to ask for memory and to give it back, for every value
/// of every row it reads; this does it faster than the system. Whatever links the program has it, so
/// that what is measured beside it is measured alike.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;
