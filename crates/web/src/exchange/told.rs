//! What a push says, read back from its body, and how far the department has come with it.

use crate::clock::{self, Due};
use crate::hall::Hall;
use crate::visit::Visit;
use crate::wording::Wording;
use office::exchange::{Item, Open};
use office::{Failure, Fault};
use rules::calendar::Calendar;
use rules::calendar::Date;
use rules::exchange::{EventKind, PushState};
use rules::ids::PushId;
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};

/// The facts of a push (`data` of its CloudEvent).
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Facts {
    pub credit_code: String,
    pub enterprise: String,
    pub place: String,
    pub address: String,
    pub terms: Vec<(String, String)>,
    pub matters: Vec<MatterFacts>,
    pub application: String,
}

/// A matter of the push.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct MatterFacts {
    pub code: String,
    pub name: String,
    pub mode: String,
}

#[derive(Deserialize)]
struct Body {
    data: Facts,
}

/// Reads the body of a push; it was written by the platform, so a broken one is a fault.
pub(super) fn facts(push: &Item) -> Result<Facts, Failure> {
    let body: Body = serde_json::from_str(&push.body).map_err(|error| Fault::stored("push body", error))?;
    Ok(body.data)
}

impl Facts {
    /// Names of the matters.
    pub fn matter_names(&self) -> String {
        let names: Vec<&str> = self.matters.iter().map(|matter| matter.name.as_str()).collect();
        names.join("、")
    }

    /// Wordings of the scope.
    pub fn scope(&self) -> String {
        let terms: Vec<&str> = self.terms.iter().map(|(_, text)| text.as_str()).collect();
        terms.join("；")
    }
}

/// The push in the path.
pub(super) fn id(visit: &Visit) -> Result<PushId, Refusal> {
    PushId::parse(visit.param("id")).ok_or_else(|| Refusal::new(Code::NotFound))
}

/// What happened, in words.
pub(super) fn event_word(push: &Item, words: &Wording) -> String {
    let key = match EventKind::from_name(&push.kind) {
        Some(EventKind::Registered) => "event_kind.registered",
        Some(EventKind::Filed) => "event_kind.filed",
        Some(EventKind::Granted) => "event_kind.granted",
        Some(EventKind::Refused) => "event_kind.refused",
        None => return push.kind.clone(),
    };
    words.word(key)
}

/// The key of `push.…` for a state; what only the department's system has is not signed for yet.
pub(super) fn state_key(state: PushState) -> &'static str {
    match state {
        PushState::Queued | PushState::Delivered => "unsigned",
        PushState::Signed => "signed",
        PushState::Transferred => "transferred",
        PushState::Handled => "fed_back",
    }
}

/// The badge of the duty that is open; what is settled has none.
pub(super) fn due(push: &Item, today: Date, calendar: &Calendar, words: &Wording) -> Due {
    match &push.clock {
        Some(clock) => clock::due_of(clock, today, calendar, words),
        None => Due {
            tone: "done",
            days: 0,
            date: None,
            time: None,
            reason: None,
        },
    }
}

/// The parts of a department's pushes, with their names in addresses.
pub(super) const PARTS: [(&str, Open); 3] = [("waiting", Open::Waiting), ("in_hand", Open::InHand), ("closed", Open::Closed)];

/// The part with this name.
pub(super) fn part(name: &str) -> Option<(&'static str, Open)> {
    PARTS.into_iter().find(|(known, _)| *known == name)
}

/// The name of a unit; a department that is no unit here keeps its own.
pub(super) fn unit_name(hall: &Hall, unit: &str) -> String {
    hall.app().shelf().unit_name(unit)
}
