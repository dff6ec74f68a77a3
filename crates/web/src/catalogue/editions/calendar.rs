//! A08 时限与日历: the parameters that hold here today, each with article, mark and its next change; and the year's calendar. They
//! are law, not of an edition: they come with the program and are read here, never edited.

use crate::desk::{self, KEEPING, MenuGroup, holds};
use crate::hall::Hall;
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use rules::calendar::{Calendar, Date, DayKind};
use rules::law::{Unit, Value, covers, is_point, nearness};
use rules::{Code, Refusal};
use serde::Serialize;

/// The month from which next year's calendar is missed: the State Council's notice comes in autumn.
const EXPECTED_MONTH: i8 = 10;

#[derive(Serialize)]
struct CalendarContext {
    menu: Vec<MenuGroup>,
    place: String,
    day: String,
    q: String,
    parameters: Vec<ParameterLine>,
    year: i16,
    years: Vec<i16>,
    source: Option<String>,
    months: Vec<Month>,
    holidays: Vec<HolidayLine>,
    working: usize,
    missing: Option<i16>,
}

#[derive(Serialize)]
struct ParameterLine {
    name: String,
    value: String,
    article: String,
    mark: String,
    from: String,
    own: bool,
    next: Option<String>,
}

#[derive(Serialize)]
struct Month {
    number: i8,
    /// Blank days before the first.
    before: i8,
    days: Vec<DayCell>,
}

#[derive(Serialize)]
struct DayCell {
    number: i8,
    kind: &'static str,
    today: bool,
}

#[derive(Serialize)]
struct HolidayLine {
    name: String,
    days: String,
}

/// `GET /admin/calendar`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (person, words) = (visit.staff()?, hall.words(visit));
    if !holds(person, &KEEPING) {
        return Err(Refusal::new(Code::NotGranted).into());
    }
    let place = hall.settings().place.clone();
    let law = hall.app().law(&place);
    let (today, calendar) = (law.day(), law.calendar());
    let years: Vec<i16> = calendar.known_years().collect();
    let asked = visit.query.get("year").parse().ok().filter(|year| years.contains(year));
    let year = asked.unwrap_or_else(|| today.year());
    let q = visit.query.get("q").trim().to_owned();
    let parameters = hall.app().shelf().files().statutes.parameters.iter();
    let parameters = parameters.filter(|(code, one)| !is_point(code) && (q.is_empty() || code.contains(&q) || one.name.contains(&q)));
    let lines = parameters.filter_map(|(_, one)| parameter(&one.name, &one.values, today, &place, words));
    let months: Vec<Month> = (1..=12).filter_map(|month| self::month(calendar, year, month, today)).collect();
    let working = months
        .iter()
        .flat_map(|month| &month.days)
        .filter(|day| matches!(day.kind, "working" | "makeup"));
    let next = today.year() + 1;
    let context = CalendarContext {
        menu: desk::menu(hall, visit, "/admin/calendar")?,
        place: hall.place_name(&place),
        day: today.to_string(),
        q: q.clone(),
        parameters: lines.collect(),
        year,
        source: calendar.source(year).map(str::to_owned),
        holidays: holidays(calendar, year),
        working: working.count(),
        months,
        missing: (today.month() >= EXPECTED_MONTH && !years.contains(&next)).then_some(next),
        years,
    };
    let about = About {
        title: words.word("calendar.title"),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "admin/calendar.html", &about, context)?))
}

/// The value that holds on a day at a place, the nearest place first, and when it is followed by another.
fn parameter(name: &str, values: &[Value], today: Date, place: &str, words: &Wording) -> Option<ParameterLine> {
    let here = || values.iter().filter(|value| covers(&value.place, place));
    let rank = |value: &&Value| (nearness(&value.place), value.from);
    let holds = here().filter(|value| value.from <= today).max_by_key(rank)?;
    let next = here()
        .filter(|value| value.from > today && value.place == holds.place)
        .min_by_key(|value| value.from);
    Some(ParameterLine {
        name: name.to_owned(),
        value: amount(holds, words),
        article: holds.article.clone(),
        mark: words.word(&format!("mark.{}", holds.mark.name())),
        from: holds.from.to_string(),
        own: !holds.place.is_empty(),
        next: next.map(|next| words.say("calendar.next", &[("day", &next.from.to_string()), ("value", &amount(next, words))])),
    })
}

fn amount(value: &Value, words: &Wording) -> String {
    let unit = match value.unit {
        Unit::WorkingDay => "calendar.working_day",
        Unit::CalendarDay => "calendar.calendar_day",
        Unit::Month => "calendar.month",
        Unit::Year => "calendar.unit_year",
        Unit::Fen => "calendar.fen",
        Unit::Count => "calendar.count",
        Unit::Percent => "calendar.percent",
        Unit::Minute => "calendar.minute",
        Unit::YesNo if value.value == 0 => "places.no",
        Unit::YesNo => "places.yes",
        Unit::Choice => "calendar.count",
    };
    words.say(unit, &[("n", &value.value.to_string())])
}

fn month(calendar: &Calendar, year: i16, month: i8, today: Date) -> Option<Month> {
    let first = Date::new(year, month, 1).ok()?;
    let days = (1..=first.days_in_month()).filter_map(|number| {
        let date = Date::new(year, month, number).ok()?;
        Some(DayCell {
            number,
            kind: match calendar.kind(date) {
                DayKind::Working => "working",
                DayKind::MakeUp(_) => "makeup",
                DayKind::Weekend => "weekend",
                DayKind::Holiday(_) => "holiday",
                DayKind::Unknown => "unknown",
            },
            today: date == today,
        })
    });
    Some(Month {
        number: month,
        before: first.weekday().to_monday_zero_offset(),
        days: days.collect(),
    })
}

/// Holidays and make-up days of a year in words.
fn holidays(calendar: &Calendar, year: i16) -> Vec<HolidayLine> {
    let mut lines: Vec<HolidayLine> = Vec::new();
    let mut day = Date::new(year, 1, 1).ok();
    while let Some(date) = day.filter(|date| date.year() == year) {
        let name = match calendar.kind(date) {
            DayKind::Holiday(name) => Some((name, "")),
            DayKind::MakeUp(name) => Some((name, "makeup")),
            DayKind::Working | DayKind::Weekend | DayKind::Unknown => None,
        };
        if let Some((name, kind)) = name {
            let said = if kind.is_empty() {
                format!("{}-{:02}", date.month(), date.day())
            } else {
                format!("（{}-{:02}）", date.month(), date.day())
            };
            match lines.iter_mut().find(|line| line.name == name) {
                Some(line) => {
                    line.days.push(' ');
                    line.days.push_str(&said);
                }
                None => lines.push(HolidayLine { name, days: said }),
            }
        }
        day = date.tomorrow().ok();
    }
    lines
}
