//! All tables of a draft: how many rows, what changed, what the checks say.

use super::super::edition::{may_edit, opened};
use super::super::told::{self, FindingView, Rows};
use super::{TableView, counted};
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use office::Failure;
use office::catalogue::tables::{self, Change, TABLES};
use rules::catalogue::Finding;
use serde::Serialize;

#[derive(Serialize)]
struct IndexContext {
    menu: Vec<MenuGroup>,
    edition: i64,
    title: String,
    back_href: String,
    tables: Vec<TableLine>,
    others: Vec<FindingView>,
    may_edit: bool,
}

#[derive(Serialize)]
struct TableLine {
    #[serde(flatten)]
    table: TableView,
    rows: usize,
    added: usize,
    changed: usize,
    removed: usize,
    denied: usize,
    warned: usize,
}

/// `GET …/tables`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (person, words, opened) = (visit.staff()?, hall.words(visit), opened(hall, visit)?);
    let (looked, base) = (tables::look(hall.app(), &opened)?, told::href(opened.line.number));
    let mut lines = Vec::new();
    for table in TABLES {
        let rows = table.rows(&opened.files)?;
        let untouched = !opened.changed.iter().any(|path| table.holds(path));
        let changes = if untouched {
            Vec::new()
        } else {
            table.changes(&table.rows(&opened.base)?, &rows).into_values().collect()
        };
        let of = |change: Change| changes.iter().filter(|one| **one == change).count();
        let findings = looked.findings.iter().filter(|finding| rows.iter().any(|row| row.has(finding)));
        let (denied, warned) = counted(findings);
        lines.push(TableLine {
            rows: rows.len(),
            added: of(Change::Added),
            changed: of(Change::Changed),
            removed: of(Change::Removed),
            denied,
            warned,
            table: TableView::of(table, &base, words),
        });
    }
    let elsewhere = |finding: &&Finding| !TABLES.iter().any(|table| table.holds(&finding.file)) && !is_matter(finding);
    let others: Vec<&Finding> = looked.findings.iter().filter(elsewhere).collect();
    let places = Rows::of(&opened.files, others.iter().copied(), &base);
    let context = IndexContext {
        menu: desk::menu(hall, visit, "/admin/matters")?,
        edition: opened.line.number,
        title: opened.line.title.clone(),
        back_href: base.clone(),
        tables: lines,
        others: others.iter().map(|one| told::finding(one, &base).at_row(&places, one)).collect(),
        may_edit: may_edit(&opened, &person.actor),
    };
    let about = About {
        title: words.word("tables.title"),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "admin/tables.html", &about, context)?))
}

fn is_matter(finding: &Finding) -> bool {
    finding.file.starts_with("catalogue/matters/")
}
