//! 办件: the table of applications, whatever row they belong to; stored columns are read back into the law's states.

mod evidence;
mod rows;
mod views;

pub use evidence::{Evidence, evidence};
pub use rows::{Claim, day_number, day_of, insert, load, save};
pub(crate) use views::OPEN;
pub use views::{
    ClaimFilter, Counts, DueFilter, Filter, Item, OnDesk, Own, Page, Tracked, at_desk, by_applicant, detail, of_enterprise, own, queue,
    track,
};
