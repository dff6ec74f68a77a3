//! 事项表: a matter's file as the form that keepers fill, and back. One list of fields makes the form and the file; comments and
//! order of the file stay, and what the form does not know stays too.

use crate::failure::Failure;
use rules::{Code, Refusal};
use std::collections::BTreeMap;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value, value};

/// Rows of one list a form may have.
pub const ROWS_MAX: usize = 100;

/// How a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line.
    Line,
    /// Several lines of text that mean one.
    Text,
    /// Whole number.
    Number,
    /// Day.
    Day,
    /// Yes or no.
    YesNo,
    /// One entry a line.
    Lines,
    /// Two numbers: before and after.
    Pair,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Code of a department.
    Department,
    /// Code of something in another table.
    Code(Target),
    /// Codes of things in another table, one a line.
    Codes(Target),
    /// Names and values, one pair a line: `has_pool = yes`.
    Answers,
    /// Whether the rows of the part with this key are written at all: without them the key means something else than empty.
    Given,
}

/// The table a code is looked up in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// 经营范围条目
    Term,
    /// 事项, modelled or listed.
    Matter,
    /// 单位
    Unit,
}

/// One field of the form: path in the file and kind.
#[derive(Clone, Copy, Debug)]
pub struct FieldOf {
    /// Key in its table.
    pub key: &'static str,
    /// How it is written.
    pub kind: Kind,
}

/// A part of the form.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Name: of the table, or `matter` for the keys at the top.
    pub name: &'static str,
    /// Whether it stands as rows.
    pub rows: bool,
    /// Its fields.
    pub fields: &'static [FieldOf],
}

pub(super) const fn of(key: &'static str, kind: Kind) -> FieldOf {
    FieldOf { key, kind }
}

pub(super) const MARKS: &[&str] = &["confirmed", "secondary", "recalled", "local_default"];
pub(super) const MODES: &[&str] = &[
    "approval_cancelled",
    "record_filing",
    "notification_commitment",
    "optimized_approval",
];
const LEVELS: &[&str] = &["national", "province", "city", "county"];
const GROUNDS: &[&str] = &[
    "national_security",
    "public_security",
    "financial_security",
    "ecological_security",
    "public_health",
    "public_interest",
];
const STEPS: &[&str] = &[
    "acceptance",
    "review",
    "survey",
    "inspection",
    "expert_review",
    "publicity",
    "decision",
    "issue",
    "filing",
];

/// The whole form, in the order of the page.
pub const PARTS: &[Part] = &[
    Part {
        name: "matter",
        rows: false,
        fields: &[
            of("name", Kind::Line),
            of("mode", Kind::OneOf(MODES)),
            of("mode_mark", Kind::OneOf(MARKS)),
            of("mode_basis", Kind::Text),
            of("measures", Kind::Lines),
            of("ground", Kind::OneOf(GROUNDS)),
            of("level", Kind::OneOf(LEVELS)),
            of("competent", Kind::Department),
            of("approving", Kind::Department),
            of("regulating", Kind::Department),
            of("regulating_mark", Kind::OneOf(MARKS)),
            of("service", Kind::OneOf(&["enterprise", "both"])),
            of("fee_fen", Kind::Number),
            of("fee_basis", Kind::Line),
            of("visits", Kind::Number),
            of("quota", Kind::Line),
            of("layout_plan", Kind::Line),
            of("stock", Kind::Line),
            of("valid_from", Kind::Day),
            of("lists", Kind::Lines),
            of("territory", Kind::OneOf(&["free_trade_zone"])),
            of("territory_basis", Kind::Line),
            of("instead_of", Kind::Line),
            of("undelegable", Kind::Line),
        ],
    },
    Part {
        name: "basis",
        rows: true,
        fields: &[of("law", Kind::Line), of("article", Kind::Line), of("mark", Kind::OneOf(MARKS))],
    },
    Part {
        name: "condition",
        rows: true,
        fields: &[
            of("code", Kind::Line),
            of("text", Kind::Text),
            of("measure", Kind::Text),
            of("evidence", Kind::Line),
            of("article", Kind::Line),
            of("mark", Kind::OneOf(MARKS)),
        ],
    },
    Part {
        name: "material",
        rows: true,
        fields: &[
            of("code", Kind::Line),
            of("name", Kind::Line),
            of("basis", Kind::Line),
            of("source", Kind::OneOf(&["applicant", "form", "generated", "shared"])),
            of("shared_from", Kind::Line),
            of("copies", Kind::Number),
            of("form", Kind::OneOf(&["electronic", "copy", "original"])),
            of("note", Kind::Line),
            of("mark", Kind::OneOf(MARKS)),
        ],
    },
    Part {
        name: "field",
        rows: true,
        fields: &[
            of("code", Kind::Line),
            of("label", Kind::Line),
            of("kind", Kind::OneOf(&["text", "number", "choice", "choices", "yes_no", "date"])),
            of("unit", Kind::Line),
            of("choices", Kind::Lines),
            of("required", Kind::YesNo),
            of("hint", Kind::Line),
        ],
    },
    Part {
        name: "step",
        rows: true,
        fields: &[
            of("code", Kind::OneOf(STEPS)),
            of("name", Kind::Line),
            of("post", Kind::Line),
            of("days", Kind::Number),
        ],
    },
    Part {
        name: "legal_limit",
        rows: false,
        fields: &[of("days", Kind::Number), of("article", Kind::Line), of("mark", Kind::OneOf(MARKS))],
    },
    Part {
        name: "promised_limit",
        rows: false,
        fields: &[of("days", Kind::Number), of("mark", Kind::OneOf(MARKS))],
    },
    Part {
        name: "validity",
        rows: false,
        fields: &[
            of("months", Kind::Number),
            of("none", Kind::YesNo),
            of("article", Kind::Line),
            of("mark", Kind::OneOf(MARKS)),
        ],
    },
    Part {
        name: "certificate",
        rows: false,
        fields: &[of("name", Kind::Line), of("type", Kind::Line), of("fields", Kind::Lines)],
    },
    Part {
        name: "reduction",
        rows: false,
        fields: &[
            of("materials", Kind::Pair),
            of("steps", Kind::Pair),
            of("days", Kind::Pair),
            of("fee_fen", Kind::Pair),
        ],
    },
    Part {
        name: "filing",
        rows: false,
        fields: &[of("with_registration", Kind::YesNo), of("share_with", Kind::Lines)],
    },
    Part {
        name: "commitment",
        rows: false,
        fields: &[
            of("verify_days", Kind::Number),
            of("consequence", Kind::Text),
            of("letter_intro", Kind::Text),
        ],
    },
    Part {
        name: "supervision",
        rows: false,
        fields: &[of("measure", Kind::Text), of("frequency", Kind::Line)],
    },
];

/// What stands in the fields: by `part.key`, or `part.row.key` for rows, rows from 0.
pub type Filled = BTreeMap<String, String>;

/// A file that cannot be read.
pub(super) fn broken(error: &toml_edit::TomlError) -> Refusal {
    Refusal::new(Code::LawFileBroken).with("why", error.message())
}

/// The file's values as the form shows them, and how many rows each part of rows has.
pub fn read(text: &str) -> Result<(Filled, BTreeMap<&'static str, usize>), Failure> {
    let document: DocumentMut = text.parse().map_err(|error| broken(&error))?;
    let (mut filled, mut rows) = (Filled::new(), BTreeMap::new());
    for part in PARTS {
        if part.rows {
            let tables = document.get(part.name).and_then(Item::as_array_of_tables);
            rows.insert(part.name, tables.map_or(0, ArrayOfTables::len));
            for (number, table) in tables.into_iter().flat_map(ArrayOfTables::iter).enumerate() {
                show(table, part, &format!("{}.{number}", part.name), &mut filled);
            }
        } else if part.name == "matter" {
            show(document.as_table(), part, part.name, &mut filled);
        } else if let Some(table) = document.get(part.name).and_then(Item::as_table) {
            show(table, part, part.name, &mut filled);
        }
    }
    Ok((filled, rows))
}

pub(super) fn show(table: &dyn TableLike, part: &Part, prefix: &str, filled: &mut Filled) {
    for field in part.fields {
        if field.kind == Kind::Given {
            let given = if table.contains_key(field.key) { "yes" } else { "no" };
            filled.insert(format!("{prefix}.{}", field.key), given.to_owned());
        } else if let Some(found) = table.get(field.key).and_then(Item::as_value) {
            filled.insert(format!("{prefix}.{}", field.key), shown(found));
        }
    }
}

pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.value().clone(),
        Value::Boolean(yes) => if *yes.value() { "yes" } else { "no" }.to_owned(),
        Value::Array(entries) => entries.iter().map(shown).collect::<Vec<_>>().join("\n"),
        Value::InlineTable(pairs) => {
            let pairs = pairs.iter().map(|(name, value)| format!("{name} = {}", shown(value)));
            pairs.collect::<Vec<_>>().join("\n")
        }
        other => other.to_string().trim().to_owned(),
    }
}

/// The file with what the form says in place of its values. A row with nothing in it goes; so does one ticked `delete`. What
/// cannot be read as its kind is refused at its field.
pub fn write(text: &str, filled: &Filled) -> Result<String, Failure> {
    let mut document: DocumentMut = text.parse().map_err(|error| broken(&error))?;
    for part in PARTS {
        if part.rows {
            let rows = rows_of(part, filled)?;
            put_rows(&mut document, part, &rows);
        } else {
            let values = values_of(part, part.name, filled)?;
            if part.name == "matter" {
                put(document.as_table_mut(), part, values);
            } else if values.iter().all(Option::is_none) {
                document.remove(part.name);
            } else {
                let table = document.entry(part.name).or_insert_with(|| Item::Table(Table::new()));
                if let Some(table) = table.as_table_mut() {
                    put(table, part, values);
                }
            }
        }
    }
    Ok(document.to_string())
}

pub(super) type Values = Vec<Option<Value>>;

pub(super) fn put(table: &mut dyn TableLike, part: &Part, values: Values) {
    for (field, wanted) in part.fields.iter().zip(values).filter(|(field, _)| field.kind != Kind::Given) {
        match wanted {
            // What was written empty stays written empty.
            None if table
                .get(field.key)
                .and_then(Item::as_value)
                .is_some_and(|old| shown(old).is_empty()) => {}
            None => {
                table.remove(field.key);
            }
            Some(wanted) => match table.get_mut(field.key).and_then(Item::as_value_mut) {
                // Spaces and comments around the old value stay; an unchanged value stays as it was written.
                Some(old) if shown(old) == shown(&wanted) => {}
                Some(old) => {
                    let decor = old.decor().clone();
                    *old = wanted;
                    *old.decor_mut() = decor;
                }
                None => {
                    table.insert(field.key, value(wanted));
                }
            },
        }
    }
}

fn put_rows(document: &mut DocumentMut, part: &Part, rows: &[(usize, Values)]) {
    let old = document
        .get(part.name)
        .and_then(Item::as_array_of_tables)
        .cloned()
        .unwrap_or_default();
    if rows.is_empty() {
        document.remove(part.name);
        return;
    }
    let mut tables = ArrayOfTables::new();
    for (number, values) in rows {
        let mut table = old.get(*number).cloned().unwrap_or_default();
        put(&mut table, part, values.clone());
        tables.push(table);
    }
    document.insert(part.name, Item::ArrayOfTables(tables));
}

/// Rows with anything in them, with the number each had.
pub(super) fn rows_of(part: &Part, filled: &Filled) -> Result<Vec<(usize, Values)>, Refusal> {
    let mut rows = Vec::new();
    for number in 0..ROWS_MAX {
        let prefix = format!("{}.{number}", part.name);
        if filled.get(&format!("{prefix}.delete")).is_some_and(|ticked| ticked == "yes") {
            continue;
        }
        let values = values_of(part, &prefix, filled)?;
        // A "no" alone is what an untouched row of the form sends.
        let said = |value: &Option<Value>| value.as_ref().is_some_and(|value| value.as_bool() != Some(false));
        if values.iter().any(said) {
            rows.push((number, values));
        }
    }
    Ok(rows)
}

pub(super) fn values_of(part: &Part, prefix: &str, filled: &Filled) -> Result<Values, Refusal> {
    let read = |field: &FieldOf| {
        let name = format!("{prefix}.{}", field.key);
        let text = filled.get(&name).map(|text| text.trim()).unwrap_or_default();
        value_of(field.kind, text).ok_or_else(|| Refusal::field(Code::FieldInvalid, &name))
    };
    part.fields.iter().map(read).collect()
}

/// The value of a field: nothing when it is empty, no answer when it cannot be read.
#[expect(clippy::option_option, reason = "outside: readable or not; inside: written or not")]
fn value_of(kind: Kind, text: &str) -> Option<Option<Value>> {
    if text.is_empty() {
        return Some(None);
    }
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let made = match kind {
        Kind::Line | Kind::Department | Kind::Code(_) => Value::from(text.replace(['\r', '\n'], "").replace('\t', " ")),
        Kind::Text => Value::from(lines().collect::<String>()),
        Kind::Number => Value::from(text.parse::<i64>().ok().filter(|number| (0..=1_000_000_000).contains(number))?),
        Kind::Day => Value::from(text.parse::<toml_edit::Datetime>().ok().filter(|day| day.time.is_none())?),
        Kind::YesNo => Value::from(match text {
            "yes" => true,
            "no" => false,
            _ => return None,
        }),
        Kind::Lines | Kind::Codes(_) => Value::from(lines().collect::<Array>()),
        Kind::Answers => Value::InlineTable(lines().map(answer).collect::<Option<InlineTable>>()?),
        Kind::Given => return Some(None),
        Kind::Pair => {
            let numbers: Option<Vec<i64>> = text
                .split(|c: char| !c.is_ascii_digit())
                .filter(|part| !part.is_empty())
                .map(|part| part.parse().ok())
                .collect();
            Value::from(numbers.filter(|numbers| numbers.len() == 2)?.into_iter().collect::<Array>())
        }
        Kind::OneOf(words) => Value::from(*words.iter().find(|word| **word == text)?),
    };
    Some(Some(made))
}

/// The answer in a line: yes or no, a number, or a word.
fn answer(line: &str) -> Option<(String, Value)> {
    let (name, value) = line.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || value.is_empty() || !name.chars().all(plain) {
        return None;
    }
    let whole = value.parse::<i64>().ok().filter(|number| *number >= 0).map(Value::from);
    let decimal = || value.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from);
    let said = match value {
        "yes" => Value::from(true),
        "no" => Value::from(false),
        other => whole.or_else(decimal).unwrap_or_else(|| Value::from(other)),
    };
    Some((name.to_owned(), said))
}

/// The part and row a line of the file belongs to, as the form names it: `condition.2`, `validity`, `matter`.
pub fn place(text: &str, line: u32) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut place = "matter".to_owned();
    for (number, written) in (1u32..).zip(text.lines()) {
        let written = written.trim();
        if let Some(name) = written.strip_prefix("[[").and_then(|rest| rest.split("]]").next()) {
            let count = counts.entry(name).or_default();
            place = format!("{name}.{count}");
            *count += 1;
        } else if let Some(name) = written.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            name.clone_into(&mut place);
        }
        if number == line {
            break;
        }
    }
    place
}

/// The file of a new matter, with nothing but code and name: the findings say what is missing.
pub fn blank(code: &str, name: &str) -> String {
    let mut document = DocumentMut::new();
    document.insert("code", value(code));
    document.insert("name", value(name));
    document.to_string()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
mod tests {
    use super::*;
    use crate::law::Files;

    fn shipped() -> Vec<(String, String)> {
        let files = Files::embedded().unwrap();
        let matters = files.below("catalogue/matters/", ".toml");
        matters.map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
    }

    #[test]
    fn a_form_sent_back_unchanged_leaves_every_shipped_matter_as_it_was() {
        for (path, text) in shipped() {
            let (filled, _) = read(&text).unwrap();
            assert_eq!(write(&text, &filled).unwrap(), text, "{path}");
        }
    }

    #[test]
    fn what_is_written_is_read_back_and_the_rest_stays() {
        let (_, text) = shipped().swap_remove(0);
        let (mut filled, rows) = read(&text).unwrap();
        let next = rows["condition"];
        filled.insert("matter.name".into(), "新名称".into());
        filled.insert("condition.0.delete".into(), "yes".into());
        filled.insert(format!("condition.{next}.code"), "added".into());
        filled.insert(format!("condition.{next}.measure"), "面积≥10".into());
        let changed = write(&text, &filled).unwrap();
        let (again, counted) = read(&changed).unwrap();
        assert_eq!(again["matter.name"], "新名称");
        assert_eq!(counted["condition"], next);
        assert_eq!(again[&format!("condition.{}.measure", next - 1)], "面积≥10");
        assert_ne!(again["condition.0.code"], filled["condition.0.code"]);
        assert!(changed.starts_with(text.lines().next().unwrap()), "the comment at the top stays");
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_refused_at_its_field() {
        let (_, text) = shipped().swap_remove(0);
        for (name, typed) in [
            ("matter.visits", "-1"),
            ("matter.visits", "两次"),
            ("matter.mode", "审批"),
            ("matter.valid_from", "明天"),
            ("reduction.days", "20"),
        ] {
            let (mut filled, _) = read(&text).unwrap();
            filled.insert(name.into(), typed.into());
            let Err(Failure::Refused(refusal)) = write(&text, &filled) else {
                panic!("{name} = {typed}")
            };
            assert_eq!(refusal.facts["field"], name);
        }
    }

    #[test]
    fn a_line_belongs_to_the_row_it_stands_in() {
        let text = "code = \"x\"\n[[condition]]\ncode = \"a\"\n[[condition]]\ncode = \"b\"\n[validity]\nmonths = 1\n";
        let places: Vec<String> = (1..=7).map(|line| place(text, line)).collect();
        assert_eq!(
            places,
            [
                "matter",
                "condition.0",
                "condition.0",
                "condition.1",
                "condition.1",
                "validity",
                "validity"
            ]
        );
    }
}
