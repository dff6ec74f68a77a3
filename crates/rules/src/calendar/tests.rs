//! The calendar as the law has it: golden vectors of 2026, the 2020 National Day case, and what must never be guessed.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn year(rest: &[(&str, &str)], work: &[&str]) -> Year {
    let mut year = Year::default();
    for (from, to) in rest {
        let (mut day, last) = (date(from), date(to));
        while day <= last {
            year.rest.insert(day, "节".into());
            day = days_after(day, 1);
        }
    }
    year.work = work.iter().map(|day| (date(day), "节".to_owned())).collect();
    year
}

/// The State Council's notices for 2020 (autumn) and 2026.
fn calendar() -> Calendar {
    let y2020 = year(&[("2020-10-01", "2020-10-08")], &["2020-09-27", "2020-10-10"]);
    let y2026 = year(
        &[
            ("2026-01-01", "2026-01-03"),
            ("2026-02-15", "2026-02-23"),
            ("2026-04-04", "2026-04-06"),
            ("2026-05-01", "2026-05-05"),
            ("2026-06-19", "2026-06-21"),
            ("2026-09-25", "2026-09-27"),
            ("2026-10-01", "2026-10-07"),
        ],
        &["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"],
    );
    Calendar::new(BTreeMap::from([(2020, y2020), (2026, y2026)]))
}

/// Proves WIN-10.
#[test]
fn working_days_skip_holidays_and_count_make_up_days() {
    let cases = [
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-02-10", 5, "2026-02-24"),
        ("2026-02-14", 20, "2026-03-20"),
        ("2026-04-30", 30, "2026-06-15"),
        ("2026-09-18", 20, "2026-10-22"),
        ("2026-09-24", 10, "2026-10-15"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2020-09-30", 3, "2020-10-12"),
    ];
    for (start, limit, due) in cases {
        assert_eq!(calendar().due(date(start), limit).date, Some(date(due)), "{start} + {limit}");
    }
}

#[test]
fn a_year_without_notice_is_provisional_and_never_guessed() {
    let due = calendar().due(date("2026-12-21"), 10);
    assert!(due.provisional());
    assert_eq!(due.days.last().map(|day| day.kind.clone()), Some(DayKind::Unknown));
}

#[test]
fn the_year_2026_has_248_working_days() {
    assert_eq!(calendar().working_days_between(date("2026-01-01"), date("2026-12-31")), Some(248));
}

#[test]
fn a_stopped_clock_gives_no_date_and_goes_on_where_it_stood() {
    let mut clock = Clock::new(date("2026-03-02"), 5, "§");
    assert_eq!(clock.due(&calendar()).date, Some(date("2026-03-09")));
    clock.stops.push(Stop {
        from: date("2026-03-04"),
        to: None,
        ground: Ground::Correction,
    });
    assert_eq!(
        clock.remaining(date("2026-03-20"), &calendar()),
        Remaining::Stopped {
            ground: Ground::Correction
        }
    );
    clock.stops.last_mut().unwrap().to = Some(date("2026-03-11"));
    assert_eq!(clock.due(&calendar()).date, Some(date("2026-03-16")));
}

#[test]
fn remaining_is_counted_in_working_days_and_a_weekend_after_the_due_day_is_late() {
    let clock = Clock::new(date("2026-03-02"), 4, "§");
    let due = date("2026-03-06");
    let cases = [
        ("2026-03-03", Remaining::Days { left: 3, due }),
        ("2026-03-06", Remaining::Days { left: 0, due }),
        ("2026-03-07", Remaining::Overdue { days: 1, due }),
        ("2026-03-10", Remaining::Overdue { days: 2, due }),
    ];
    for (today, expected) in cases {
        assert_eq!(clock.remaining(date(today), &calendar()), expected, "{today}");
    }
}

#[test]
fn the_legal_day_begins_at_midnight_of_plus_eight() {
    let midnight = Moment::start_of(date("2026-11-24"));
    assert_eq!(midnight.rfc3339(), "2026-11-24T00:00:00.000000+08:00");
    assert_eq!(midnight.plus_seconds(-1).day(), date("2026-11-23"));
}

proptest! {
    #[test]
    fn a_longer_limit_is_never_due_earlier(offset in 0i64..200, limit in 0u32..60) {
        let start = days_after(date("2026-01-01"), offset);
        let (shorter, longer) = (calendar().due(start, limit).date, calendar().due(start, limit + 1).date);
        if let (Some(shorter), Some(longer)) = (shorter, longer) {
            prop_assert!(shorter < longer);
        }
    }

    #[test]
    fn the_count_between_start_and_due_is_the_limit(offset in 0i64..250, limit in 0u32..60) {
        let start = days_after(date("2026-01-01"), offset);
        if let Some(due) = calendar().due(start, limit).date {
            prop_assert_eq!(calendar().working_days_between(start, due), Some(limit as i32));
        }
    }
}
