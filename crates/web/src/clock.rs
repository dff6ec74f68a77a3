//! The one clock as pages show it: due badges, day tables, and the course of an application. Decided in `rules`, only shown here.

use crate::hall::Hall;
use crate::wording::Wording;
use rules::application::{Application, By, Outcome, Phase, Road, Standing, State, Turn};
use rules::calendar::{Calendar, Clock, Date, DayKind, Moment, Remaining};
use serde::Serialize;

/// From this many working days left on, a due badge warns.
const SOON_DAYS: i32 = 2;

/// A due badge (`Due` of `shell/macros.html`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Due {
    /// `over`, `today`, `soon`, `ok`, `later` (the calendar is not published yet), `stop`, `done`.
    pub tone: &'static str,
    /// Working days left, or late.
    pub days: i32,
    /// Due day.
    pub date: Option<String>,
    /// Hour, on the last day.
    pub time: Option<String>,
    /// Why the clock stands.
    pub reason: Option<String>,
}

/// A line of the day table (`Day` of `shell/macros.html`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayRow {
    /// Day.
    pub date: String,
    /// `start`, `working`, `makeup`, `weekend`, `holiday`, `stopped`, `unknown`.
    pub kind: &'static str,
    /// Which working day it is.
    pub count: Option<u32>,
    /// The holiday.
    pub note: Option<String>,
    /// The due day.
    pub last: bool,
}

/// A step in the course of an application (`Event` of `shell/macros.html`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// `done`, `now`, `next`, `stop`, `bad`.
    pub tone: &'static str,
    /// What happened.
    pub title: String,
    /// When.
    pub at: Option<String>,
    /// Who.
    pub who: Option<String>,
    /// More.
    pub text: Option<String>,
}

/// A moment as templates read it: `2026-11-22 10:42`, legal time.
pub fn moment(at: Moment) -> String {
    let (hour, minute, _) = at.time_of_day();
    format!("{} {hour:02}:{minute:02}", at.day())
}

fn badge(tone: &'static str, days: i32, date: Option<Date>) -> Due {
    Due {
        tone,
        days,
        date: date.map(|day| day.to_string()),
        time: None,
        reason: None,
    }
}

/// What is left, as a badge.
pub fn remaining(left: &Remaining, words: &Wording) -> Due {
    match left {
        Remaining::Overdue { days, due } => badge("over", *days, Some(*due)),
        Remaining::Days { left: 0, due } => badge("today", 0, Some(*due)),
        Remaining::Days { left, due } => badge(if *left <= SOON_DAYS { "soon" } else { "ok" }, *left, Some(*due)),
        Remaining::Stopped { ground } => Due {
            reason: Some(words.word(&format!("due.ground_{}", ground.name()))),
            ..badge("stop", 0, None)
        },
        Remaining::Provisional => badge("later", 0, None),
    }
}

/// The badge of an application: the office's clock stands while the applicant corrects, and is over when nobody's turn is.
pub fn due(standing: &Standing, words: &Wording) -> Due {
    match (standing.turn, standing.phase, &standing.remaining) {
        (Turn::Nobody, _, _) => badge("done", 0, None),
        (Turn::Applicant, Phase::Correcting, left) => {
            let reply = left.as_ref().and_then(|left| remaining(left, words).date);
            Due {
                date: reply,
                reason: Some(words.word("due.ground_correction")),
                ..badge("stop", 0, None)
            }
        }
        (Turn::Applicant | Turn::Office, _, Some(left)) => remaining(left, words),
        (Turn::Applicant | Turn::Office, _, None) => Due {
            reason: Some(words.word("due.not_begun")),
            ..badge("stop", 0, None)
        },
    }
}

/// The badge of a bare clock (a push, a duty) on a day.
pub fn due_of(clock: &Clock, today: Date, calendar: &Calendar, words: &Wording) -> Due {
    remaining(&clock.remaining(today, calendar), words)
}

/// The day table of a clock.
pub fn days(clock: &Clock, calendar: &Calendar) -> Vec<DayRow> {
    let due = clock.due(calendar);
    let rows = due.days.iter().enumerate().map(|(index, day)| {
        let (kind, note) = match &day.kind {
            DayKind::Working => ("working", None),
            DayKind::MakeUp(name) => ("makeup", Some(name.clone())),
            DayKind::Weekend => ("weekend", None),
            DayKind::Holiday(name) => ("holiday", Some(name.clone())),
            DayKind::Unknown => ("unknown", None),
        };
        let stands = index > 0 && day.counted.is_none() && day.kind.works() == Some(true);
        let kind = if index == 0 {
            "start"
        } else if stands {
            "stopped"
        } else {
            kind
        };
        DayRow {
            date: day.date.to_string(),
            kind,
            count: day.counted,
            note,
            last: due.date == Some(day.date),
        }
    });
    rows.collect()
}

/// One sentence over the day table.
pub fn days_summary(clock: &Clock, calendar: &Calendar, words: &Wording) -> String {
    let limit = clock.limit + clock.extension.as_ref().map_or(0, |extension| extension.days);
    let (start, limit) = (clock.start.to_string(), limit.to_string());
    match clock.due(calendar).date {
        Some(date) => words.say("clock.summary", &[("start", &start), ("n", &limit), ("due", &date.to_string())]),
        None => words.say("clock.summary_open", &[("start", &start), ("n", &limit)]),
    }
}

/// The key of `state.…` for a legal phase; what a filing comes to is "filed".
pub fn state(phase: Phase, road: Road) -> &'static str {
    match phase {
        Phase::Draft => "draft",
        Phase::Submitted => "submitted",
        Phase::Correcting => "correction",
        Phase::Accepted => "accepted",
        Phase::Granted => "granted",
        Phase::Refused if road == Road::Registration => "not_registered",
        Phase::Refused => "refused",
        Phase::Issued if road == Road::Filing => "filed",
        Phase::Issued => "issued",
        Phase::Withdrawn => "withdrawn",
    }
}

/// Who a step was done by, without naming persons: the unit, the rule, or silence.
pub fn by(by: &By, unit: &str, words: &Wording) -> String {
    match by {
        By::Person(_) => unit.to_owned(),
        By::Rule(_) => words.word("event.by_rule"),
        By::Silence => words.word("event.by_silence"),
    }
}

/// The course of an application for its applicant or a stranger: what was, what is, what comes.
pub fn events(hall: &Hall, application: &Application, standing: &Standing, words: &Wording) -> Vec<Event> {
    let unit = hall.app().shelf().unit_name(&application.unit);
    let mut events = Vec::new();
    let mut push = |tone: &'static str, key: &str, at: Option<Moment>, who: Option<String>, text: Option<String>| {
        let title = words.word(&format!("event.{key}"));
        events.push(Event {
            tone,
            title,
            at: at.map(moment),
            who,
            text,
        });
    };
    if let State::Submitted { received } | State::Correcting { received } = &application.state {
        push("done", "submitted", Some(*received), None, None);
    }
    for round in &application.rounds {
        let text: Vec<&str> = round.defects.iter().map(|defect| defect.what.as_str()).collect();
        let open = round.answered.is_none();
        push(
            if open { "stop" } else { "done" },
            "correction",
            Some(round.asked),
            Some(unit.clone()),
            Some(text.join("；")),
        );
        if let Some(answered) = round.answered {
            push("done", "answered", Some(answered), None, None);
        }
    }
    if let Some(acceptance) = &standing.acceptance {
        push(
            "done",
            "accepted",
            Some(acceptance.at),
            Some(by(&acceptance.by, &unit, words)),
            None,
        );
    }
    match &application.state {
        State::Granted { decision, .. } | State::Issued { decision, .. } | State::Refused { decision, .. } => {
            let (tone, key) = match decision.outcome {
                Outcome::Granted => ("done", "granted"),
                Outcome::Refused if application.road == Road::Registration => ("bad", "not_registered"),
                Outcome::Refused => ("bad", "refused"),
            };
            let reasons = Some(decision.reasons.clone()).filter(|reasons| !reasons.is_empty());
            push(tone, key, Some(decision.at), Some(by(&decision.by, &unit, words)), reasons);
        }
        State::Withdrawn { at } => push("stop", "withdrawn", Some(*at), None, None),
        State::Draft | State::Submitted { .. } | State::Correcting { .. } | State::Accepted { .. } => {}
    }
    match standing.phase {
        Phase::Draft => push("now", "draft", None, None, None),
        // A registration is taken in and decided in one step.
        Phase::Submitted if application.road == Road::Registration => {
            push("now", "deciding", None, Some(unit.clone()), None);
            push("next", "issuing", None, None, None);
        }
        Phase::Submitted => {
            push("now", "examining", None, Some(unit.clone()), None);
            push("next", "deciding", None, None, None);
        }
        Phase::Accepted => {
            push("now", "deciding", None, Some(unit.clone()), None);
            push("next", "issuing", None, None, None);
        }
        Phase::Granted => push("now", "issuing", None, Some(unit.clone()), None),
        Phase::Issued => push("done", "issued", issued_at(application), Some(unit.clone()), None),
        Phase::Correcting | Phase::Refused | Phase::Withdrawn => {}
    }
    events
}

fn issued_at(application: &Application) -> Option<Moment> {
    match &application.state {
        State::Issued { issued, .. } => Some(*issued),
        State::Draft
        | State::Submitted { .. }
        | State::Correcting { .. }
        | State::Accepted { .. }
        | State::Granted { .. }
        | State::Refused { .. }
        | State::Withdrawn { .. } => None,
    }
}
