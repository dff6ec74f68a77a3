//! 许可办理: is what was handed in complete, is every condition of a commitment ticked, what does the letter say, what did
//! the review of each condition find.

mod commitment;
mod content;
mod grounds;
mod review;

pub use commitment::{Letter, check_ticks, letter, offered};
pub use content::{Answers, BETWEEN, MaterialState, Materials, Missing, check_complete, facts, missing, read_answer};
pub use grounds::Verdict;
pub use review::{PointResult, PointReview, Points, ReviewState, check_review, reviewable};

use crate::application::Road;
use crate::catalogue::{Detail, Matter, Mode};
use crate::{Code, Refusal};

/// Whether an application for this matter can be taken at all.
pub fn open_for_application(matter: &Matter) -> Result<&Detail, Refusal> {
    if matter.mode == Some(Mode::ApprovalCancelled) {
        return Err(Refusal::new(Code::MatterCancelled).with("matter", &matter.name));
    }
    matter
        .detail
        .as_deref()
        .ok_or_else(|| Refusal::new(Code::MatterNotOpen).with("matter", &matter.name))
}

/// The working days an office promises on this road. What is promised for a commitment is promised for the commitment only:
/// who goes the ordinary road instead has the legal limit.
pub fn promised_days(matter: &Matter, detail: &Detail, road: Road) -> Option<u32> {
    let left = matter.mode == Some(Mode::NotificationCommitment) && road == Road::Ordinary;
    detail.promised_limit.as_ref().map(|limit| limit.days).filter(|_| !left)
}
