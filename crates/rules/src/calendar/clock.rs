//! The legal clock: a limit in working days, its lawful stops, its one extension; the same number for everybody.

use super::{Calendar, Date, Due};

/// Why the clock may stand still (《行政许可法》第三十二条、第四十五条). Nothing else stops it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// The applicant was asked to complete the materials.
    Correction,
    /// Hearing.
    Hearing,
    /// Inspection, testing or quarantine.
    Testing,
    /// Expert review or appraisal.
    ExpertReview,
}

impl Ground {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Ground::Correction => "correction",
            Ground::Hearing => "hearing",
            Ground::Testing => "testing",
            Ground::ExpertReview => "expert_review",
        }
    }
}

/// A time the clock stood still: from the day after `from` up to and including `to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The day it stopped.
    pub from: Date,
    /// The day it went on; `None` while it stands.
    pub to: Option<Date>,
    /// The legal ground.
    pub ground: Ground,
}

impl Stop {
    fn covers(&self, day: Date) -> bool {
        day > self.from && self.to.is_none_or(|to| day <= to)
    }
}

/// An extension granted by the head of the organ (《行政许可法》第四十二条第一款).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Working days added.
    pub days: u32,
    /// The article.
    pub article: String,
}

/// A running legal limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Day 0: the day of acceptance, receipt or decision.
    pub start: Date,
    /// Working days allowed.
    pub limit: u32,
    /// The article the limit rests on.
    pub article: String,
    /// Lawful stops, in order.
    pub stops: Vec<Stop>,
    /// The extension, at most one.
    pub extension: Option<Extension>,
}

/// How much is left, in working days, on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remaining {
    /// So many working days after today until the due day; 0 is today.
    Days { left: i32, due: Date },
    /// The due day has passed by so many working days.
    Overdue { days: i32, due: Date },
    /// The clock stands still.
    Stopped { ground: Ground },
    /// The count runs into a year whose calendar is not published.
    Provisional,
}

impl Clock {
    /// A clock without stops.
    pub fn new(start: Date, limit: u32, article: impl Into<String>) -> Clock {
        Clock {
            start,
            limit,
            article: article.into(),
            stops: Vec::new(),
            extension: None,
        }
    }

    /// The due day with its day-by-day table.
    pub fn due(&self, calendar: &Calendar) -> Due {
        let limit = self.limit + self.extension.as_ref().map_or(0, |extension| extension.days);
        if self.stops.iter().any(|stop| stop.to.is_none()) {
            return Due {
                date: None,
                days: Vec::new(),
            };
        }
        calendar.due_skipping(self.start, limit, |day| self.stops.iter().any(|stop| stop.covers(day)))
    }

    /// What is left on `today`.
    pub fn remaining(&self, today: Date, calendar: &Calendar) -> Remaining {
        if let Some(stop) = self.stops.iter().find(|stop| stop.to.is_none()) {
            return Remaining::Stopped { ground: stop.ground };
        }
        let Some(due) = self.due(calendar).date else {
            return Remaining::Provisional;
        };
        match calendar.working_days_between(today, due) {
            None => Remaining::Provisional,
            Some(left) if today <= due => Remaining::Days { left, due },
            // A weekend after the due day is already late though no working day has passed.
            Some(left) => Remaining::Overdue { days: (-left).max(1), due },
        }
    }
}
