//! 工作日历: moments, legal days (+08:00), working days with holidays and make-up days, and the legal clock.
//!
//! Working days are days without statutory holidays (《行政许可法》第八十二条); the State Council's yearly notice says which
//! days rest and which Saturdays or Sundays work. A year whose notice is not loaded is provisional, never guessed.

mod clock;
mod days;

pub use clock::{Clock, Extension, Ground, Remaining, Stop};
pub use days::{Calendar, Day, DayKind, Due, LIMIT_DAYS_MAX, Year};
pub use jiff::civil::Date;

/// An instant: microseconds since 1970-01-01T00:00:00Z. It enters the rules as an argument only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Moment(i64);

/// Legal time of the whole country is constant +08:00, so no zone files are read.
const LEGAL_OFFSET_SECONDS: i64 = 8 * 3_600;

impl Moment {
    /// From microseconds since the epoch.
    pub const fn from_micros(micros: i64) -> Moment {
        Moment(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The beginning of a legal day.
    pub fn start_of(day: Date) -> Moment {
        let days = i64::from(day.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days()));
        Moment((days * 86_400 - LEGAL_OFFSET_SECONDS) * 1_000_000)
    }

    /// The legal day this moment falls on.
    pub fn day(self) -> Date {
        let seconds = self.0.div_euclid(1_000_000) + LEGAL_OFFSET_SECONDS;
        let days = seconds.div_euclid(86_400);
        let span = jiff::Span::new().try_days(days);
        span.and_then(|span| Date::constant(1970, 1, 1).checked_add(span))
            .unwrap_or(if days < 0 { Date::MIN } else { Date::MAX })
    }

    /// Hour, minute and second of the legal day.
    pub fn time_of_day(self) -> (u8, u8, u8) {
        let second = (self.0.div_euclid(1_000_000) + LEGAL_OFFSET_SECONDS).rem_euclid(86_400);
        let part = |value: i64| u8::try_from(value).unwrap_or(0);
        (part(second / 3_600), part(second / 60 % 60), part(second % 60))
    }

    /// This moment and so many seconds.
    pub const fn plus_seconds(self, seconds: i64) -> Moment {
        Moment(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// RFC 3339 text in legal time, as receipts and pushes carry it.
    pub fn rfc3339(self) -> String {
        let (hour, minute, second) = self.time_of_day();
        let day = self.day();
        let micros = self.0.rem_euclid(1_000_000);
        format!("{day}T{hour:02}:{minute:02}:{second:02}.{micros:06}+08:00")
    }
}

/// The same day some months later, or the month's last day (《民法典》第二百零二条).
pub fn months_after(day: Date, months: i32) -> Date {
    jiff::Span::new()
        .try_months(months)
        .and_then(|span| day.checked_add(span))
        .unwrap_or(Date::MAX)
}

/// Some calendar days later; the first day is not counted (《民法典》第二百零一条).
pub fn days_after(day: Date, days: i64) -> Date {
    jiff::Span::new()
        .try_days(days)
        .and_then(|span| day.checked_add(span))
        .unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests;
