//! The catalogue as the law wants it: every rule with a good and a bad case, notices against a plain loop, search.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod acting;
mod answering;
mod bundling;
mod city;
mod closed;
mod comparing;
mod compiling;
mod conditions;
mod counting;
mod diffing;
mod feedback;
mod importing;
mod layering;
mod lints;
mod notices;
mod registering;
mod searching;
