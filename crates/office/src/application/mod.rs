//! 办件: the table of applications, whatever row they belong to; stored columns are read back into the law's states.

mod rows;
mod views;

pub use rows::{Claim, day_number, day_of, insert, load, save};
pub use views::{Counts, DueFilter, Filter, Item, Page, Tracked, by_applicant, detail, queue, track};
