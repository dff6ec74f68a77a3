//! 辖区配置: on which points the rules of places differ, where each place has its rule from, and whether it may differ so.
//!
//! Requirement GOV-07. A profile is no second kind of law: its points are parameters (`profile.…`), dated and with article, that a
//! place inherits from the nearest place above it which says something.

use super::{Law, Mark, Parameter, Statutes, Unit, Value, covers, nearness};
use crate::access::named;
use crate::calendar::Date;
use std::sync::Arc;

/// Codes of the points of a profile begin so.
const POINT: &str = "profile.";

/// Whether a parameter is a point of the profile.
pub fn is_point(code: &str) -> bool {
    code.starts_with(POINT)
}

named! {
    /// How a place may differ from the one above it.
    #[derive(Default)]
    Child {
        /// As it likes.
        #[default]
        Any = "any",
        /// Only upwards: a higher number is the stricter rule.
        Higher = "higher",
        /// Only downwards: a lower number is the stricter rule.
        Lower = "lower",
        /// Not at all.
        Never = "never",
    }
}

impl Child {
    fn allows(self, above: i64, below: i64) -> bool {
        match self {
            Child::Any => true,
            Child::Higher => below >= above,
            Child::Lower => below <= above,
            Child::Never => below == above,
        }
    }
}

/// One point of a place's profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Code of the parameter.
    pub code: String,
    /// What it decides.
    pub name: String,
    /// What the place says: number, or place in the words.
    pub value: i64,
    /// In what.
    pub unit: Unit,
    /// The word, when it is a choice.
    pub word: Option<String>,
    /// The place that says so; empty: the whole country.
    pub place: String,
    /// Article.
    pub article: String,
    /// How sure we are.
    pub mark: Mark,
    /// How a place may differ from the one above it.
    pub child: Child,
}

/// The profile of a place on a day, in the order of the codes.
pub fn profile(statutes: &Arc<Statutes>, day: Date, place: &str) -> Vec<Point> {
    let law = Law::on(Arc::clone(statutes), day, place);
    let points = statutes.parameters.iter().filter(|(code, _)| is_point(code));
    points
        .filter_map(|(code, parameter)| {
            let value = law.value(code).ok()?;
            Some(Point {
                code: code.clone(),
                name: parameter.name.clone(),
                value: value.value,
                unit: value.unit,
                word: law.word(code).ok().filter(|_| value.unit == Unit::Choice).map(str::to_owned),
                place: value.place.clone(),
                article: value.article.clone(),
                mark: value.mark,
                child: parameter.child,
            })
        })
        .collect()
}

/// A place that says what the place above it does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// The value that is not allowed.
    pub below: Value,
    /// What the place above says then.
    pub above: Value,
}

/// Every value that a place above does not allow, each with what that says: when the value begins, and when the other one does.
pub fn looser(parameter: &Parameter) -> Vec<Deviation> {
    let mut found = Vec::new();
    for below in &parameter.values {
        let begins = parameter.values.iter().map(|value| value.from).filter(|day| *day >= below.from);
        for day in begins {
            let replaced = parameter
                .values
                .iter()
                .any(|later| later.place == below.place && later.from > below.from && later.from <= day);
            let above = parameter
                .values
                .iter()
                .filter(|above| above.from <= day && above.place != below.place && covers(&above.place, &below.place))
                .max_by_key(|above| (nearness(&above.place), above.from));
            let denied = above.filter(|above| !replaced && !parameter.child.allows(above.value, below.value));
            if let Some(above) = denied {
                let deviation = Deviation {
                    below: below.clone(),
                    above: above.clone(),
                };
                if !found.contains(&deviation) {
                    found.push(deviation);
                }
            }
        }
    }
    found
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn value(place: &str, from: Date, value: i64) -> Value {
        Value {
            from,
            place: place.into(),
            value,
            unit: Unit::YesNo,
            article: format!("{place}第一条"),
            mark: Mark::Confirmed,
        }
    }

    fn parameter(child: Child, values: Vec<Value>) -> Parameter {
        Parameter {
            name: "备案当场办结".into(),
            child,
            choices: Vec::new(),
            values,
        }
    }

    const EARLY: Date = Date::constant(2020, 1, 1);
    const LATE: Date = Date::constant(2022, 1, 1);

    /// Proves GOV-07.
    #[test]
    fn a_place_inherits_from_the_nearest_above_it_that_says_something() {
        let values = vec![value("", EARLY, 0), value("330000", EARLY, 1), value("330402", LATE, 0)];
        let statutes = Arc::new(Statutes {
            parameters: BTreeMap::from([("profile.on_the_spot".to_owned(), parameter(Child::Any, values))]),
            ..Statutes::default()
        });
        let said = |day: Date, place: &str| {
            let points = profile(&statutes, day, place);
            (points[0].value, points[0].place.clone())
        };
        assert_eq!(said(EARLY, "140702"), (0, String::new()));
        assert_eq!(said(EARLY, "330108"), (1, "330000".to_owned()));
        assert_eq!(said(EARLY, "330402"), (1, "330000".to_owned()), "not yet its own");
        assert_eq!(said(LATE, "330402"), (0, "330402".to_owned()));
    }

    /// Proves GOV-07: stricter child allowed, looser child refused where the parent forbids.
    #[test]
    fn a_stricter_child_is_allowed_and_a_looser_one_is_not() {
        let case = |child: Child, above: i64, below: i64| {
            looser(&parameter(
                child,
                vec![value("330000", EARLY, above), value("330100", EARLY, below)],
            ))
            .len()
        };
        assert_eq!((case(Child::Higher, 0, 1), case(Child::Higher, 1, 0)), (0, 1));
        assert_eq!((case(Child::Lower, 5, 3), case(Child::Lower, 3, 5)), (0, 1));
        assert_eq!((case(Child::Never, 1, 1), case(Child::Never, 1, 0)), (0, 1));
        assert_eq!(case(Child::Any, 1, 0), 0);
    }

    #[test]
    fn a_parent_that_becomes_stricter_later_finds_the_child_that_stayed() {
        let mut values = vec![value("330000", EARLY, 0), value("330000", LATE, 1), value("330100", EARLY, 0)];
        let found = looser(&parameter(Child::Higher, values.clone()));
        assert_eq!((found.len(), found[0].above.from), (1, LATE));
        values.push(value("330100", LATE, 1));
        assert!(looser(&parameter(Child::Higher, values)).is_empty(), "it followed the same day");
    }

    #[test]
    fn who_does_not_lie_within_does_not_inherit() {
        let values = vec![value("330000", EARLY, 1), value("140700", EARLY, 0)];
        assert!(looser(&parameter(Child::Never, values)).is_empty());
    }

    #[test]
    fn a_choice_says_its_word() {
        let mut entry = parameter(Child::Any, vec![value("", EARLY, 1)]);
        entry.choices = vec!["准入即营".into(), "准入即准营".into()];
        entry.values[0].unit = Unit::Choice;
        let statutes = Arc::new(Statutes {
            parameters: BTreeMap::from([("profile.entry_word".to_owned(), entry)]),
            ..Statutes::default()
        });
        assert_eq!(profile(&statutes, EARLY, "330108")[0].word.as_deref(), Some("准入即准营"));
        assert_eq!(Law::on(statutes, EARLY, "330108").word("profile.entry_word").unwrap(), "准入即准营");
    }
}
