//! 办理: every act that changes something, the tables, the views, the jobs.
//!
//! Foundations (`bureau`, `failure`, `files`, `shelf`, `tally`, `law`, `record`, `access`, `application`) before the rows; one act is one
//! function, one transaction, one evidence entry, one name.

pub mod access;
pub mod application;
pub mod bureau;
pub mod check;
pub mod failure;
pub mod files;
pub mod jobs;
pub mod law;
pub mod record;
pub mod schema;
pub mod shelf;
mod tally;

pub mod catalogue;
pub mod certificates;
pub mod exchange;
pub mod registry;

pub mod licensing;

pub use bureau::{App, Caller, Numbers, Receipt, Time};
pub use failure::{Failure, Fault};
pub use shelf::Shelf;
