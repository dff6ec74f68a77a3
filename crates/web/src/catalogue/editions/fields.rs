//! Fields of the keepers' forms: parts of a list of fields with what is filled in, as `admin/_parts.html` draws them.

use crate::parts::Choice;
use crate::wording::Wording;
use office::catalogue::sheet::{Filled, Kind, Part};
use serde::Serialize;

/// Empty rows that stand ready below the filled ones.
const SPARE_ROWS: usize = 2;

#[derive(Serialize)]
pub(super) struct PartView {
    name: &'static str,
    title: String,
    rows: bool,
    groups: Vec<GroupView>,
}

/// One row, or the one group of a part without rows.
#[derive(Serialize)]
struct GroupView {
    id: String,
    spare: bool,
    fields: Vec<FieldView>,
}

#[derive(Serialize)]
struct FieldView {
    id: String,
    label: String,
    hint: Option<String>,
    kind: &'static str,
    value: String,
    choices: Vec<Choice>,
    wide: bool,
    /// Lines of a field of several lines.
    height: usize,
}

/// How a form's parts and fields are called, and what its departments are.
pub(super) struct Form<'f> {
    /// Words.
    pub(super) words: &'f Wording,
    /// Departments to choose from.
    pub(super) units: &'f [Choice],
    /// The word of a part's title.
    pub(super) title: &'f dyn Fn(&Part) -> String,
    /// The word of a field; its hint has the same with `_hint` behind it.
    pub(super) label: &'f dyn Fn(&Part, &str) -> String,
}

impl Form<'_> {
    /// A part with what is filled in, and empty rows below.
    pub(super) fn part(&self, part: &Part, filled: &Filled) -> PartView {
        PartView {
            name: part.name,
            title: self.words.word(&(self.title)(part)),
            rows: part.rows,
            groups: groups(part, filled)
                .into_iter()
                .map(|(id, spare)| GroupView {
                    fields: part
                        .fields
                        .iter()
                        .map(|field| self.field(part, field.key, field.kind, &id, filled))
                        .collect(),
                    id,
                    spare,
                })
                .collect(),
        }
    }

    fn field(&self, part: &Part, key: &'static str, kind: Kind, group: &str, filled: &Filled) -> FieldView {
        let (name, label) = (format!("{group}.{key}"), (self.label)(part, key));
        let value = filled.get(&name).cloned().unwrap_or_default();
        FieldView {
            height: height(kind, &value),
            value,
            label: self.words.word(&label),
            hint: Some(format!("{label}_hint"))
                .filter(|hint| self.words.has(hint))
                .map(|hint| self.words.word(&hint)),
            kind: kind_name(kind),
            wide: matches!(kind, Kind::Text | Kind::Lines | Kind::Codes(_) | Kind::Answers | Kind::Given)
                || matches!(key, "article" | "fee_basis" | "evidence" | "note" | "basis" | "hint" | "if"),
            choices: self.choices(kind, key),
            id: name,
        }
    }

    fn choices(&self, kind: Kind, key: &str) -> Vec<Choice> {
        match kind {
            Kind::OneOf(known) => known
                .iter()
                .map(|value| Choice::new(*value, value_word(self.words, key, value)))
                .collect(),
            Kind::YesNo => ["yes", "no"]
                .iter()
                .map(|value| Choice::new(*value, self.words.word(&format!("sheet_value.{value}"))))
                .collect(),
            Kind::Given => ["yes", "no"]
                .iter()
                .map(|value| Choice::new(*value, self.words.word(&format!("sheet_value.given_{value}"))))
                .collect(),
            Kind::Department => self.units.to_vec(),
            Kind::Line
            | Kind::Text
            | Kind::Number
            | Kind::Day
            | Kind::Lines
            | Kind::Pair
            | Kind::Code(_)
            | Kind::Codes(_)
            | Kind::Answers => Vec::new(),
        }
    }
}

/// Lines a text needs to be seen whole, within reason.
fn height(kind: Kind, value: &str) -> usize {
    let needed = match kind {
        Kind::Lines | Kind::Codes(_) | Kind::Answers => value.lines().count() + 1,
        _ => value.chars().count() / LINE + 1,
    };
    needed.clamp(2, 12)
}

/// Characters that surely fit one line of a wide field.
const LINE: usize = 50;

/// The groups of a part by their ids, and whether they stand ready empty.
fn groups(part: &Part, filled: &Filled) -> Vec<(String, bool)> {
    if !part.rows {
        return vec![(part.name.to_owned(), false)];
    }
    let prefix = format!("{}.", part.name);
    let numbers = filled
        .keys()
        .filter_map(|name| name.strip_prefix(&prefix)?.split('.').next()?.parse::<usize>().ok());
    let next = numbers.max().map_or(0, |last| last + 1);
    (0..next + SPARE_ROWS)
        .map(|number| (format!("{}.{number}", part.name), number >= next))
        .collect()
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Line | Kind::Code(_) => "line",
        Kind::Text => "text",
        Kind::Number => "number",
        Kind::Day => "day",
        Kind::YesNo | Kind::OneOf(_) | Kind::Department | Kind::Given => "choice",
        Kind::Lines | Kind::Codes(_) | Kind::Answers => "lines",
        Kind::Pair => "pair",
    }
}

/// What a value of a choice is called.
pub(super) fn value_word(words: &Wording, key: &str, value: &str) -> String {
    words.word(&format!("sheet_value.{}_{value}", value_group(key)))
}

/// The words of marks are the same wherever a mark stands.
fn value_group(key: &str) -> &str {
    if key.ends_with("mark") { "mark" } else { key }
}
