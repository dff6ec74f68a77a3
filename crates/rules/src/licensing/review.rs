//! 审查: what an officer found at each condition of the matter (《行政许可法》第三十四条). The points are the catalogue's
//! conditions and nothing else, so that nobody is asked for what no law asks.

use crate::access::named;
use crate::application::Phase;
use crate::catalogue::Detail;
use crate::{Code, Refusal};
use std::collections::BTreeMap;

named! {
    /// What was found at one condition.
    PointResult {
        /// 符合
        Pass = "pass",
        /// 不符合
        Fail = "fail",
        /// 不适用
        NotApplicable = "na",
    }
}

named! {
    /// How far a review has come.
    ReviewState {
        /// Some points may still be open.
        Open = "open",
        /// Every point has its result: handed to who decides.
        Finished = "finished",
    }
}

/// One condition looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointReview {
    /// What was found.
    pub result: PointResult,
    /// The fact it rests on.
    pub remark: String,
}

/// Condition code → what was found; a point nobody looked at is absent.
pub type Points = BTreeMap<String, PointReview>;

const REMARK_LENGTH_MAX: usize = 500;
const OPINION_LENGTH_MAX: usize = 2_000;

/// Whether an application of this phase is still looked at: handed in and not decided yet.
pub fn reviewable(phase: Phase) -> Result<(), Refusal> {
    match phase {
        Phase::Submitted | Phase::Accepted => Ok(()),
        Phase::Draft | Phase::Correcting | Phase::Granted | Phase::Refused | Phase::Issued | Phase::Withdrawn => {
            let refusal = Refusal::new(Code::StateForbids).with("step", "review");
            Err(refusal.with("state", phase.name()))
        }
    }
}

/// Refuses a point that is no condition of the matter, and a "no" without the fact it rests on. A finished review has a
/// result at every condition. The facts `fields` name the conditions, all at once.
pub fn check_review(detail: &Detail, points: &Points, opinion: &str, state: ReviewState) -> Result<(), Refusal> {
    let known = |code: &String| detail.conditions.iter().any(|condition| condition.code == *code);
    if let Some(unknown) = points.keys().find(|code| !known(code)) {
        return Err(Refusal::field(Code::FieldUnknown, unknown));
    }
    let long = |point: &PointReview| point.remark.chars().count() > REMARK_LENGTH_MAX;
    if let Some((code, _)) = points.iter().find(|(_, point)| long(point)) {
        return Err(Refusal::field(Code::FieldInvalid, code));
    }
    if opinion.chars().count() > OPINION_LENGTH_MAX {
        return Err(Refusal::field(Code::FieldInvalid, "opinion"));
    }
    let bare = |point: &PointReview| point.result == PointResult::Fail && point.remark.trim().is_empty();
    let bare: Vec<&str> = points
        .iter()
        .filter_map(|(code, point)| bare(point).then_some(code.as_str()))
        .collect();
    if !bare.is_empty() {
        return Err(Refusal::new(Code::ReasonMissing).with("fields", bare.join(" ")));
    }
    let codes = detail.conditions.iter().map(|condition| condition.code.as_str());
    let open: Vec<&str> = codes.filter(|code| !points.contains_key(*code)).collect();
    match state {
        ReviewState::Finished if !open.is_empty() => Err(Refusal::new(Code::FieldMissing).with("fields", open.join(" "))),
        ReviewState::Finished | ReviewState::Open => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_handed_in_and_undecided_is_reviewed() {
        for phase in Phase::ALL {
            let open = matches!(phase, Phase::Submitted | Phase::Accepted);
            assert_eq!(reviewable(*phase).is_ok(), open, "{phase:?}");
        }
    }
}
