//! 清单的表 (A04, A05, A14): every table of a draft as pages: all tables, one table, one row.

mod index;
mod list;
mod removal;
mod row;
mod term;

use super::edition::opened;
use super::told::{self, FindingView, Rows};
use crate::Page;
use crate::hall::Hall;
use crate::reply::percent;
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use office::catalogue::editions::Opened;
use office::catalogue::sheet::{Filled, Kind, Part};
use office::catalogue::tables::{self, Change, Looked, Names, ROW, Row, TableOf};
use rules::catalogue::{Finding, Severity};
use rules::{Code, Refusal};
use serde::Serialize;
use std::collections::BTreeMap;

/// The pages of the tables.
pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/admin/editions/{number}/tables", index::page),
        Page::get("/admin/editions/{number}/tables/{table}", list::page),
        Page::get("/admin/editions/{number}/tables/{table}/{row}", row::page),
        Page::post("/admin/editions/{number}/tables/{table}/{row}", row::save),
        Page::post("/admin/editions/{number}/tables/{table}/{row}/check", row::check),
        Page::get("/admin/editions/{number}/tables/{table}/{row}/remove", removal::page),
        Page::post("/admin/editions/{number}/tables/{table}/{row}/remove", removal::remove),
        Page::post("/admin/editions/{number}/tables/{table}/{row}/restore", removal::restore),
        Page::get("/admin/editions/{number}/add/{table}", row::blank),
        Page::post("/admin/editions/{number}/add/{table}", row::add),
        Page::post("/admin/editions/{number}/add/{table}/check", row::check_new),
        Page::get("/admin/editions/{number}/codes", list::codes),
    ]
}

/// The table in the path.
fn table(visit: &Visit) -> Result<&'static TableOf, Refusal> {
    TableOf::named(visit.param("table")).ok_or_else(|| Refusal::new(Code::NotFound))
}

/// A draft with one of its tables, as it is and as it was.
struct Desk {
    opened: Opened,
    base: String,
    looked: Looked,
    table: &'static TableOf,
    rows: Vec<Row>,
    before: Vec<Row>,
    changes: BTreeMap<String, Change>,
}

impl Desk {
    fn open(hall: &Hall, visit: &Visit) -> Result<Desk, Failure> {
        let (table, opened) = (table(visit)?, opened(hall, visit)?);
        let looked = tables::look(hall.app(), &opened)?;
        let (rows, before) = (table.rows(&opened.files)?, table.rows(&opened.base)?);
        Ok(Desk {
            base: told::href(opened.line.number),
            changes: table.changes(&before, &rows),
            opened,
            looked,
            table,
            rows,
            before,
        })
    }

    fn names(&self) -> Names<'_> {
        Names::of(&self.looked.edition)
    }

    fn href(&self) -> String {
        format!("{}/tables/{}", self.base, self.table.name)
    }

    fn row_href(&self, id: &str) -> String {
        told::row_href(&self.base, self.table.name, id)
    }

    /// Findings as pages show them, each leading to its row.
    fn told(&self, findings: &[Finding]) -> Vec<FindingView> {
        let rows = Rows::of(&self.opened.files, findings.iter(), &self.base);
        findings
            .iter()
            .take(SHOWN_MAX)
            .map(|finding| told::finding(finding, &self.base).at_row(&rows, finding))
            .collect()
    }
}

/// Findings one page shows.
const SHOWN_MAX: usize = 100;

/// How a table is called on its pages.
#[derive(Serialize)]
struct TableView {
    name: &'static str,
    title: String,
    hint: String,
    href: String,
}

impl TableView {
    fn of(table: &TableOf, base: &str, words: &Wording) -> TableView {
        TableView {
            name: TableOf::named(table.name).map_or("", |table| table.name),
            title: words.word(&format!("column.{}", table.name)),
            hint: words.word(&format!("column.{}_hint", table.name)),
            href: format!("{base}/tables/{}", table.name),
        }
    }
}

/// The word of a column.
fn label(table: &TableOf, part: &Part, key: &str) -> String {
    if part.name == ROW {
        format!("column.{}_{key}", table.name)
    } else {
        format!("column.{}_{}_{key}", table.name, part.name)
    }
}

/// The word of a part.
fn part_title(table: &TableOf, part: &Part) -> String {
    if part.name == ROW {
        format!("column.{}", table.name)
    } else {
        format!("column.{}_{}_rows", table.name, part.name)
    }
}

/// A value as people read it: names for codes, words for values.
fn told_value(names: &Names<'_>, kind: Kind, key: &str, value: &str, words: &Wording) -> String {
    let lines = || value.lines().map(str::trim).filter(|line| !line.is_empty());
    match kind {
        _ if value.is_empty() => String::new(),
        Kind::OneOf(_) => super::fields::value_word(words, key, value),
        Kind::YesNo => words.word(&format!("sheet_value.{value}")),
        Kind::Given => words.word(&format!("sheet_value.given_{value}")),
        Kind::Code(target) | Kind::Codes(target) => {
            let named = lines().map(|code| names.name(target, code).unwrap_or(code));
            named.collect::<Vec<_>>().join("；")
        }
        Kind::Lines | Kind::Answers => lines().collect::<Vec<_>>().join("、"),
        Kind::Line | Kind::Text | Kind::Number | Kind::Day | Kind::Pair | Kind::Department => value.to_owned(),
    }
}

/// What a row is called: the name of what its key means, or its first two columns.
fn row_name(table: &TableOf, names: &Names<'_>, filled: &Filled, words: &Wording) -> String {
    let cell = |key: &str| {
        let field = table.own().fields.iter().find(|field| field.key == key);
        let value = filled.get(&format!("{ROW}.{key}")).map_or("", String::as_str);
        field.map_or_else(String::new, |field| told_value(names, field.kind, key, value, words))
    };
    let said = table.listed.iter().take(2).map(|key| cell(key)).filter(|text| !text.is_empty());
    said.collect::<Vec<_>>().join(" ")
}

/// How many of these findings stop publication, and how many do not.
fn counted<'f>(findings: impl Iterator<Item = &'f Finding>) -> (usize, usize) {
    findings.fold((0, 0), |(denied, warned), finding| match finding.level {
        Severity::Deny => (denied + 1, warned),
        Severity::Warn => (denied, warned + 1),
    })
}

fn add_href(base: &str, table: &TableOf) -> String {
    format!("{base}/add/{}", percent(table.name))
}
