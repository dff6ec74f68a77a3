//! 规则: the law as pure functions and types.
//!
//! Same input, same decision: nothing in this crate reads a clock, a file, a row or a random number. The rows
//! (`catalogue` … `licensing`) stand on the foundations (`calendar`, `law`, `access`, `ids`, `record`, `refusal`,
//! `application`, `duty`), never the other way round.

pub mod access;
pub mod application;
pub mod calendar;
pub mod duty;
pub mod ids;
pub mod law;
pub mod record;
pub mod refusal;

pub mod catalogue;
pub mod certificates;
pub mod exchange;
pub mod licensing;
pub mod registry;

pub use refusal::{Code, Refusal};
