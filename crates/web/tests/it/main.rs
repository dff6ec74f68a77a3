//! The pages from outside: a whole city behind the router, in process, on the embedded engine.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod applicant;
mod certificates;
mod desk;
mod generated;
mod guide;
mod interface;
mod keepers;
mod looks;
mod markup;
mod pages;
mod site;
mod town;
mod words;
