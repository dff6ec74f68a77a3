//! The office on its own files and engines.
#![expect(clippy::unwrap_used, reason = "tests")]

mod applicant;
mod catalogue;
mod certificates;
mod desk;
mod door;
mod editions;
mod exchange;
mod files;
mod imports;
mod notices;
mod permits;
mod registration;
mod search;
mod signatures;
