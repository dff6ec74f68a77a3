//! The pages from outside: a whole city behind the router, in process, on the embedded engine.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod applicant;
mod certificates;
mod desk;
mod feedback;
mod generated;
mod guide;
mod interface;
mod keepers;
mod looks;
mod markup;
mod pages;
mod site;
mod tables;
mod town;
mod trades;
mod words;
