//! What pages tell of an edition and of findings.

use crate::clock::{self, Event};
use crate::reply::percent;
use crate::wording::Wording;
use office::catalogue::editions::Line;
use office::catalogue::tables::TABLES;
use office::law::Files;
use rules::catalogue::{Finding, Severity};
use rules::ids::AccountId;
use serde::Serialize;
use std::ops::RangeInclusive;

/// An edition in a list and at the head of its page.
#[derive(Serialize)]
pub(super) struct EditionView {
    number: i64,
    title: String,
    state: &'static str,
    from: Option<String>,
    who: String,
    at: String,
    href: String,
}

pub(super) fn edition(line: &Line) -> EditionView {
    EditionView {
        number: line.number,
        title: line.title.clone(),
        state: line.standing.name(),
        from: line.version_of.from.map(|day| day.to_string()),
        who: name(line, line.drafted.0),
        at: clock::moment(line.drafted.1),
        href: href(line.number),
    }
}

pub(super) fn href(number: i64) -> String {
    format!("/admin/editions/{number}")
}

fn name(line: &Line, who: AccountId) -> String {
    line.people.get(&who).cloned().unwrap_or_default()
}

/// The course of an edition: who did what, when.
pub(super) fn events(line: &Line, words: &Wording) -> Vec<Event> {
    let event = |key: &str, (who, at): (AccountId, rules::calendar::Moment), text: Option<String>| Event {
        tone: "done",
        title: words.word(&format!("edition_event.{key}")),
        at: Some(clock::moment(at)),
        who: Some(name(line, who)),
        text,
    };
    let mut events = vec![event("drafted", line.drafted, None)];
    events.extend(line.checked.map(|checked| event("handed_in", checked, None)));
    let opinion = Some(line.opinion.clone()).filter(|text| !text.is_empty());
    events.extend(line.published.map(|published| event("published", published, opinion)));
    events
}

/// A finding as pages show it.
#[derive(Serialize)]
pub(super) struct FindingView {
    deny: bool,
    code: &'static str,
    title: String,
    fix: &'static str,
    place: String,
    href: Option<String>,
    article: &'static str,
}

/// A finding; `base` is the edition's address when its matter can be opened from here.
pub(super) fn finding(finding: &Finding, base: &str) -> FindingView {
    let file = finding.file.as_ref();
    let matter = file.strip_prefix("catalogue/matters/").and_then(|name| name.strip_suffix(".toml"));
    let href = match matter {
        Some(code) => format!("{base}/matters/{}", percent(code)),
        None => format!("{base}/file?path={}", percent(file)),
    };
    FindingView {
        deny: finding.level == Severity::Deny,
        code: finding.code.name(),
        title: finding.title(),
        fix: finding.code.fix(),
        place: format!("{file}:{}", finding.line),
        href: Some(href),
        article: finding.article,
    }
}

impl FindingView {
    /// The same, leading to the row of the table it is about.
    pub(super) fn at_row(mut self, rows: &Rows, finding: &Finding) -> FindingView {
        if let Some(href) = rows.href(finding) {
            self.href = Some(href);
        }
        self
    }
}

/// Where the rows of the tables are edited, for findings about their lines.
pub(super) struct Rows(Vec<(String, RangeInclusive<u32>, String)>);

impl Rows {
    /// The rows of the tables these findings are about.
    pub(super) fn of<'f>(files: &Files, findings: impl Iterator<Item = &'f Finding> + Clone, base: &str) -> Rows {
        let met = TABLES
            .iter()
            .filter(|table| findings.clone().any(|finding| table.holds(&finding.file)));
        let rows = met.flat_map(|table| {
            let rows = table.rows(files).unwrap_or_default();
            rows.into_iter().map(|row| {
                let href = row_href(base, table.name, &row.id);
                (row.file, row.lines, href)
            })
        });
        Rows(rows.collect())
    }

    fn href(&self, finding: &Finding) -> Option<String> {
        let met = |(file, lines, _): &&(String, RangeInclusive<u32>, String)| *file == *finding.file && lines.contains(&finding.line);
        self.0.iter().find(met).map(|(_, _, href)| href.clone())
    }
}

/// The address of a row of a table.
pub(super) fn row_href(base: &str, table: &str, id: &str) -> String {
    format!("{base}/tables/{table}/{}", percent(id))
}
