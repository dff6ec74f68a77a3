//! Which day works, and the day a limit in working days falls on.

use super::{Date, days_after};
use jiff::civil::Weekday;
use std::collections::BTreeMap;

/// One year of the State Council's notice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Year {
    /// Days off beside ordinary weekends, with the holiday's name.
    pub rest: BTreeMap<Date, String>,
    /// Saturdays and Sundays that work, with the holiday they make up for.
    pub work: BTreeMap<Date, String>,
    /// Where the notice is published.
    pub source: String,
}

/// The years whose notices are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<i16, Year>,
}

/// What a day is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// An ordinary working day.
    Working,
    /// A Saturday or Sunday that works (调休上班), for this holiday.
    MakeUp(String),
    /// An ordinary weekend.
    Weekend,
    /// A day off by the notice.
    Holiday(String),
    /// The year's notice is not published or not loaded.
    Unknown,
}

impl DayKind {
    /// Whether the day counts as a working day; `None` when nobody can say yet.
    pub fn works(&self) -> Option<bool> {
        match self {
            DayKind::Working | DayKind::MakeUp(_) => Some(true),
            DayKind::Weekend | DayKind::Holiday(_) => Some(false),
            DayKind::Unknown => None,
        }
    }
}

/// One line of the day table that every due date can be opened to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// What it is.
    pub kind: DayKind,
    /// Its number among the counted days, when it counts.
    pub counted: Option<u32>,
}

/// The answer to "when is it due".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last day; `None` when the count runs into a year that is not known.
    pub date: Option<Date>,
    /// Day by day, the start first (day 0, not counted).
    pub days: Vec<Day>,
}

impl Due {
    /// Whether the answer waits for a calendar that is not published.
    pub fn provisional(&self) -> bool {
        self.date.is_none()
    }
}

/// A limit above this is a mistake, not a legal period; it also bounds every loop over days.
pub const LIMIT_DAYS_MAX: u32 = 1_000;

impl Calendar {
    /// A calendar of these years.
    pub fn new(years: BTreeMap<i16, Year>) -> Calendar {
        Calendar { years }
    }

    /// The years whose notices are known.
    pub fn known_years(&self) -> impl Iterator<Item = i16> + '_ {
        self.years.keys().copied()
    }

    /// Where the notice of a year is published.
    pub fn source(&self, year: i16) -> Option<&str> {
        self.years.get(&year).map(|year| year.source.as_str())
    }

    /// What this day is.
    pub fn kind(&self, date: Date) -> DayKind {
        let Some(year) = self.years.get(&date.year()) else {
            return DayKind::Unknown;
        };
        if let Some(name) = year.rest.get(&date) {
            return DayKind::Holiday(name.clone());
        }
        if let Some(name) = year.work.get(&date) {
            return DayKind::MakeUp(name.clone());
        }
        match date.weekday() {
            Weekday::Saturday | Weekday::Sunday => DayKind::Weekend,
            _ => DayKind::Working,
        }
    }

    /// The day on which `limit` working days after `start` end. The first day is not counted.
    pub fn due(&self, start: Date, limit: u32) -> Due {
        self.due_skipping(start, limit, |_| false)
    }

    /// As `due`, leaving out the days for which the clock stood still.
    pub fn due_skipping(&self, start: Date, limit: u32, stands_still: impl Fn(Date) -> bool) -> Due {
        let limit = limit.min(LIMIT_DAYS_MAX);
        let mut days = vec![Day {
            date: start,
            kind: self.kind(start),
            counted: None,
        }];
        let (mut date, mut counted) = (start, 0);
        while counted < limit {
            let next = days_after(date, 1);
            if next == date {
                return Due { date: None, days };
            }
            date = next;
            let kind = self.kind(date);
            let Some(works) = kind.works() else {
                days.push(Day { date, kind, counted: None });
                return Due { date: None, days };
            };
            let counts = works && !stands_still(date);
            counted += u32::from(counts);
            days.push(Day {
                date,
                kind,
                counted: counts.then_some(counted),
            });
        }
        Due { date: Some(date), days }
    }

    /// Working days after `from` up to and including `to`; negative when `to` lies before. `None` when a day between
    /// is unknown.
    pub fn working_days_between(&self, from: Date, to: Date) -> Option<i32> {
        let (mut date, last, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
        let mut count = 0;
        while date < last {
            date = days_after(date, 1);
            count += i32::from(self.kind(date).works()?);
        }
        Some(count * sign)
    }
}
