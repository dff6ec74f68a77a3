//! The office on its own files and engines.
#![expect(clippy::unwrap_used, reason = "tests")]

mod catalogue;
mod door;
mod exchange;
mod permits;
mod registration;
mod search;
