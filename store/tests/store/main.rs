//! The use cases against a real database. Each test runs on `mem://` and on `surrealkv://` in a
//! folder of its own, and on a server as well where `PREPAZKA_TEST_WS` names one, such as
//! `ws://root:root@127.0.0.1:8000`; there each test has a database of its own.

mod audit;
mod backups;
mod booking;
mod by_clerk;
mod changes;
mod check_in;
mod closures;
mod counter;
mod devices;
mod erasure;
mod errands;
mod follow;
mod harness;
mod instances;
mod kiosk;
mod mails;
mod night;
mod notices;
mod outage;
mod people;
mod pictures;
mod plan;
mod set_up;
mod setup;
mod staff;
mod supervisor;
mod tell;
mod timetables;
mod town_file;
