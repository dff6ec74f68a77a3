//! 法规参数: the dated, cited values for a day and a place. No limit and no threshold stands in code.

mod profile;

pub use profile::{Child, Deviation, Point, is_point, looser, profile};

use crate::Refusal;
use crate::calendar::{Calendar, Clock, Date, months_after};
use std::collections::BTreeMap;
use std::sync::Arc;

/// In what a value is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 工作日
    WorkingDay,
    /// 自然日
    CalendarDay,
    /// 月
    Month,
    /// 年
    Year,
    /// 分（人民币）
    Fen,
    /// A plain number.
    Count,
    /// Per cent.
    Percent,
    /// Minutes.
    Minute,
    /// 1 for yes, 0 for no.
    YesNo,
    /// The place of a word in the parameter's list of words.
    Choice,
}

impl Unit {
    /// The unit with this name in the law files.
    pub fn from_name(name: &str) -> Option<Unit> {
        Some(match name {
            "working_day" => Unit::WorkingDay,
            "calendar_day" => Unit::CalendarDay,
            "month" => Unit::Month,
            "year" => Unit::Year,
            "fen" => Unit::Fen,
            "count" => Unit::Count,
            "percent" => Unit::Percent,
            "minute" => Unit::Minute,
            "yes_no" => Unit::YesNo,
            "choice" => Unit::Choice,
            _ => return None,
        })
    }
}

/// How sure we are of a value or a citation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Read in the primary text.
    Confirmed,
    /// Read in a secondary copy.
    Secondary,
    /// From memory; to be checked by the catalogue keeper before it is relied on.
    Recalled,
    /// Nobody says: the deployment's own default.
    LocalDefault,
}

impl Mark {
    /// The mark with this name in the law files (`official` is an older word for `confirmed`).
    pub fn from_name(name: &str) -> Option<Mark> {
        Some(match name {
            "confirmed" | "official" => Mark::Confirmed,
            "secondary" => Mark::Secondary,
            "recalled" | "unknown" => Mark::Recalled,
            "local_default" => Mark::LocalDefault,
            _ => return None,
        })
    }

    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Mark::Confirmed => "confirmed",
            Mark::Secondary => "secondary",
            Mark::Recalled => "recalled",
            Mark::LocalDefault => "local_default",
        }
    }
}

/// One value in force from a day on, for a place and all within it (empty: the whole country).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// First day in force.
    pub from: Date,
    /// Division code prefix; empty for the whole country.
    pub place: String,
    /// The number.
    pub value: i64,
    /// Its unit.
    pub unit: Unit,
    /// Article.
    pub article: String,
    /// How sure we are.
    pub mark: Mark,
}

/// A named parameter over time and places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameter {
    /// What it limits, in Chinese.
    pub name: String,
    /// How a place may differ from the one above it.
    pub child: Child,
    /// The words a choice is one of.
    pub choices: Vec<String>,
    /// Its values.
    pub values: Vec<Value>,
}

/// Everything the law files hold beside the catalogue; read once at start and shared.
#[derive(Clone, Debug, Default)]
pub struct Statutes {
    /// Holidays and make-up days.
    pub calendar: Calendar,
    /// Dated values by code.
    pub parameters: BTreeMap<String, Parameter>,
}

/// The law of one day and one place, the only law an act sees.
#[derive(Clone, Debug)]
pub struct Law {
    statutes: Arc<Statutes>,
    day: Date,
    place: String,
}

impl Law {
    /// The law of this day and place (division code).
    pub fn on(statutes: Arc<Statutes>, day: Date, place: &str) -> Law {
        Law {
            statutes,
            day,
            place: place.to_owned(),
        }
    }

    /// The same law on another day: for effects that are counted from then.
    pub fn at_day(&self, day: Date) -> Law {
        Law { day, ..self.clone() }
    }

    /// The working-day calendar.
    pub fn calendar(&self) -> &Calendar {
        &self.statutes.calendar
    }

    /// The day this law is of.
    pub fn day(&self) -> Date {
        self.day
    }

    /// The place this law is of.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The value in force: the newest of the most particular place.
    pub fn value(&self, code: &str) -> Result<&Value, MissingLaw> {
        let parameter = self.statutes.parameters.get(code).ok_or_else(|| MissingLaw::new(code, self.day))?;
        parameter
            .values
            .iter()
            .filter(|value| value.from <= self.day && covers(&value.place, &self.place))
            .max_by_key(|value| (nearness(&value.place), value.from))
            .ok_or_else(|| MissingLaw::new(code, self.day))
    }

    /// A plain number of the law.
    pub fn number(&self, code: &str) -> Result<i64, MissingLaw> {
        self.value(code).map(|value| value.value)
    }

    /// Whether the law of this place says yes.
    pub fn says(&self, code: &str) -> Result<bool, MissingLaw> {
        self.number(code).map(|number| number != 0)
    }

    /// The word the law of this place has chosen.
    pub fn word(&self, code: &str) -> Result<&str, MissingLaw> {
        let parameter = self.statutes.parameters.get(code);
        let chosen = usize::try_from(self.number(code)?).ok();
        let word = parameter.zip(chosen).and_then(|(parameter, chosen)| parameter.choices.get(chosen));
        word.map(String::as_str).ok_or_else(|| MissingLaw::new(code, self.day))
    }

    /// A clock that starts on `start` and runs for the working days of this parameter.
    pub fn clock(&self, code: &str, start: Date) -> Result<Clock, MissingLaw> {
        let value = self.value(code)?;
        let limit = u32::try_from(value.value).map_err(|_| MissingLaw::new(code, self.day))?;
        Ok(Clock::new(start, limit, value.article.clone()))
    }

    /// The day a period in months or years after `start` ends.
    pub fn period_end(&self, code: &str, start: Date) -> Result<Date, MissingLaw> {
        let value = self.value(code)?;
        let months = i32::try_from(value.value).map_err(|_| MissingLaw::new(code, self.day))?;
        match value.unit {
            Unit::Month => Ok(months_after(start, months)),
            Unit::Year => Ok(months_after(start, months.saturating_mul(12))),
            Unit::CalendarDay => Ok(crate::calendar::days_after(start, value.value)),
            Unit::WorkingDay | Unit::Fen | Unit::Count | Unit::Percent | Unit::Minute | Unit::YesNo | Unit::Choice => {
                Err(MissingLaw::new(code, self.day))
            }
        }
    }
}

/// Whether a rule for `outer` holds in `place`: division codes nest by their significant digits.
pub fn covers(outer: &str, place: &str) -> bool {
    place.starts_with(significant(outer))
}

/// The digits of a division code that say something: two each for province, city and county, three each for town and village.
fn significant(code: &str) -> &str {
    let (mut digits, counties) = (code, 6);
    while digits.len() > counties && digits.ends_with("000") {
        digits = digits.get(..digits.len() - 3).unwrap_or_default();
    }
    while digits.len() <= counties && digits.len() >= 2 && digits.ends_with("00") {
        digits = digits.get(..digits.len() - 2).unwrap_or_default();
    }
    digits
}

/// How particular a place is: of two that cover an address, the one with more digits is nearer.
pub fn nearness(code: &str) -> usize {
    significant(code).len()
}

/// The law files lack a value for a day: a fault of the deployment, found at start by `check-config`, not of the person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no value in law/ for {code} on {day}")]
pub struct MissingLaw {
    /// Parameter code.
    pub code: String,
    /// The day asked for.
    pub day: Date,
}

impl MissingLaw {
    fn new(code: &str, day: Date) -> MissingLaw {
        MissingLaw {
            code: code.to_owned(),
            day,
        }
    }
}

/// What a rule that needs the law can come back with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unlawful {
    /// The law says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The law files are incomplete.
    #[error(transparent)]
    Missing(#[from] MissingLaw),
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn law(day: Date, place: &str) -> Law {
        let value = |from, place: &str, value| Value {
            from,
            place: place.into(),
            value,
            unit: Unit::WorkingDay,
            article: "§".into(),
            mark: Mark::Confirmed,
        };
        let values = vec![
            value(Date::constant(2004, 7, 1), "", 20),
            value(Date::constant(2020, 1, 1), "330100", 10),
            value(Date::constant(2022, 1, 1), "", 18),
        ];
        let parameters = BTreeMap::from([(
            "x".to_owned(),
            Parameter {
                name: "x".into(),
                values,
                ..Parameter::default()
            },
        )]);
        Law::on(
            Arc::new(Statutes {
                calendar: Calendar::default(),
                parameters,
            }),
            day,
            place,
        )
    }

    #[test]
    fn a_value_holds_from_its_day_and_the_nearest_place_wins() {
        let cases = [
            (Date::constant(2019, 1, 1), "330108", 20),
            (Date::constant(2021, 1, 1), "330108", 10),
            (Date::constant(2023, 1, 1), "330108", 10),
            (Date::constant(2021, 1, 1), "140702", 20),
            (Date::constant(2022, 1, 1), "140702", 18),
        ];
        for (day, place, expected) in cases {
            assert_eq!(law(day, place).number("x").unwrap(), expected, "{day} {place}");
        }
        assert!(law(Date::constant(2000, 1, 1), "330108").number("x").is_err());
    }
}
