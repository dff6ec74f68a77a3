//! 限时办理事项: something a unit must do by a legal time; it warns, is overdue, escalates, and closes with proof.

use crate::access::named;
use crate::calendar::{Clock, Date, Moment, Remaining};
use crate::ids::{AccountId, DutyId};
use crate::law::Law;

named! {
    /// What has to be done.
    DutyKind {
        /// Sign for a push.
        SignPush = "sign_push",
        /// Feed back on a pushed enterprise.
        Feedback = "feedback",
        /// Verify a commitment after issue.
        VerifyCommitment = "verify_commitment",
        /// Verify an address that the library does not know.
        VerifyAddress = "verify_address",
    }
}

/// Where a duty stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DutyState {
    /// To be done.
    Open,
    /// Done, by whom, with what proof (the thing that proves it: a feedback, a receipt).
    Closed { at: Moment, by: Option<AccountId>, proof: String },
}

/// A duty of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Identity.
    pub id: DutyId,
    /// What has to be done.
    pub kind: DutyKind,
    /// The unit that owes it.
    pub unit: String,
    /// The thing it is about, as `kind:id`.
    pub subject: String,
    /// Its legal clock.
    pub clock: Clock,
    /// Open or closed.
    pub state: DutyState,
}

/// How a duty looks on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// Time is left.
    InTime(Remaining),
    /// Due today or tomorrow: yellow card.
    Warning(Remaining),
    /// Past the limit: red card, told to the head.
    Overdue(Remaining),
    /// Closed in time.
    Done,
    /// Closed after the limit.
    DoneLate,
}

impl Duty {
    /// The last day.
    pub fn due(&self, law: &Law) -> Option<Date> {
        self.clock.due(law.calendar()).date
    }

    /// How it stands on the day of `at`.
    pub fn urgency(&self, at: Moment, law: &Law) -> Urgency {
        if let DutyState::Closed { at: closed, .. } = &self.state {
            let late = self.due(law).is_some_and(|due| closed.day() > due);
            return if late { Urgency::DoneLate } else { Urgency::Done };
        }
        let remaining = self.clock.remaining(at.day(), law.calendar());
        match &remaining {
            Remaining::Days { left, .. } if *left <= 1 => Urgency::Warning(remaining),
            Remaining::Overdue { .. } => Urgency::Overdue(remaining),
            Remaining::Days { .. } | Remaining::Stopped { .. } | Remaining::Provisional => Urgency::InTime(remaining),
        }
    }
}
