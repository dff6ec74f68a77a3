//! The office on its own files and engines.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod applicant;
mod catalogue;
mod certificates;
mod closed_list;
mod desk;
mod door;
mod editions;
mod exchange;
mod feedback;
mod files;
mod imports;
mod notices;
mod permits;
mod powers;
mod proof_reports;
mod registration;
mod search;
mod signatures;
mod trades;
