//! One table: its rows by what stands in them, those that changed, those with findings; a wish in words tried on the draft; and
//! the codes of a name.

use super::super::edition::{may_edit, opened};
use super::super::told;
use super::{Desk, TableView, add_href, counted, label, told_value};
use crate::catalogue::search::{Piece, pieces, why};
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::parts::{Pager, Tab, query};
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use office::catalogue::sheet::{Filled, Target};
use office::catalogue::tables::{self, Change, Names, ROW, Row};
use rules::catalogue::Search;
use serde::Serialize;

/// Rows of one page.
const PAGE: usize = 50;
/// Characters of one cell.
const CELL_MAX: usize = 80;
/// Terms a wish shows, and codes a name shows.
const FOUND_MAX: usize = 20;

#[derive(Serialize)]
struct TableContext {
    menu: Vec<MenuGroup>,
    edition: i64,
    title: String,
    table: TableView,
    columns: Vec<String>,
    rows: Vec<RowLine>,
    tabs: Vec<Tab>,
    only: String,
    q: String,
    pager: Pager,
    add_href: Option<String>,
    back_href: String,
    trial: Option<Trial>,
    done: Option<String>,
}

#[derive(Serialize)]
struct RowLine {
    href: String,
    cells: Vec<String>,
    change: Option<&'static str>,
    denied: usize,
    warned: usize,
}

/// What a wish in words finds in this draft.
#[derive(Serialize)]
struct Trial {
    wish: String,
    found: Vec<FoundTerm>,
}

#[derive(Serialize)]
struct FoundTerm {
    code: String,
    parts: Vec<Piece>,
    kind: &'static str,
    why: Option<String>,
    href: String,
}

/// Tables whose pages try a wish.
const TRYING: [&str; 2] = ["terms", "everyday"];

/// `GET …/tables/{table}`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (person, words, desk) = (visit.staff()?, hall.words(visit), Desk::open(hall, visit)?);
    let names = desk.names();
    let (q, only) = (visit.query.get("q").trim(), visit.query.get("only"));
    let gone = desk.before.iter().filter(|row| desk.changes.get(&row.id) == Some(&Change::Removed));
    let with_findings = |row: &Row| desk.looked.about(row).next().is_some();
    let shown: Vec<&Row> = match only {
        "changed" => desk
            .rows
            .iter()
            .filter(|row| desk.changes.contains_key(&row.id))
            .chain(gone)
            .collect(),
        "findings" => desk.rows.iter().filter(|row| with_findings(row)).collect(),
        _ => desk.rows.iter().collect(),
    };
    let wanted = q.to_lowercase();
    let found: Vec<&Row> = shown.into_iter().filter(|row| fits(row, &desk, &names, &wanted)).collect();
    let page = Pager::asked(visit);
    let start = usize::try_from(page - 1).unwrap_or_default() * PAGE;
    let line = |row: &&Row| line(row, &desk, &names, words);
    let href = |only: &str, page: &str| format!("{}{}", desk.href(), query(&[("q", q), ("only", only), ("page", page)]));
    let count = |count: usize| i64::try_from(count).ok();
    let tab = |name: &str, rows: usize| Tab {
        text: words.word(&format!("tables.tab_{name}")),
        href: href(if name == "all" { "" } else { name }, ""),
        count: count(rows),
        current: only == name || (name == "all" && !matches!(only, "changed" | "findings")),
    };
    let done = visit.query.get("done");
    let context = TableContext {
        menu: desk::menu(hall, visit, "/admin/matters")?,
        edition: desk.opened.line.number,
        title: desk.opened.line.title.clone(),
        table: TableView::of(desk.table, &desk.base, words),
        columns: desk
            .table
            .listed
            .iter()
            .map(|key| short(&words.word(&label(desk.table, desk.table.own(), key))))
            .collect(),
        rows: found.iter().skip(start).take(PAGE).map(line).collect(),
        tabs: vec![
            tab("all", desk.rows.len()),
            tab("changed", desk.changes.len()),
            tab("findings", desk.rows.iter().filter(|row| with_findings(row)).count()),
        ],
        only: only.to_owned(),
        q: q.to_owned(),
        pager: Pager::new(page, 50, count(found.len()).unwrap_or_default(), |page| {
            href(only, &page.to_string())
        }),
        add_href: may_edit(&desk.opened, &person.actor).then(|| add_href(&desk.base, desk.table)),
        back_href: format!("{}/tables", desk.base),
        trial: TRYING.contains(&desk.table.name).then(|| trial(&desk, visit, words)),
        done: ["removed", "restored"]
            .contains(&done)
            .then(|| words.word(&format!("tables.done_{done}"))),
    };
    let about = About {
        title: words.word(&format!("column.{}", desk.table.name)),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "admin/table.html", &about, context)?))
}

/// Whether what was looked for stands in the row, as written or as people read it.
fn fits(row: &Row, desk: &Desk, names: &Names<'_>, wanted: &str) -> bool {
    let meets = |filled: &Filled| filled.values().any(|text| text.to_lowercase().contains(wanted));
    wanted.is_empty() || row.id.to_lowercase().contains(wanted) || meets(&row.filled) || meets(&names.show(desk.table, &row.filled))
}

fn line(row: &Row, desk: &Desk, names: &Names<'_>, words: &Wording) -> RowLine {
    let change = desk.changes.get(&row.id).copied();
    let findings = desk.looked.about(row).filter(|_| change != Some(Change::Removed));
    let (denied, warned) = counted(findings);
    let cell = |key: &&str| {
        let field = desk.table.own().fields.iter().find(|field| field.key == *key);
        let value = row.filled.get(&format!("{ROW}.{key}")).map_or("", String::as_str);
        field.map_or_else(String::new, |field| shortened(told_value(names, field.kind, key, value, words)))
    };
    RowLine {
        href: desk.row_href(&row.id),
        cells: desk.table.listed.iter().map(cell).collect(),
        change: change.map(Change::name),
        denied,
        warned,
    }
}

/// A list needs no word on how a field is filled.
fn short(label: &str) -> String {
    label.split(['（', '(']).next().unwrap_or_default().trim().to_owned()
}

/// A list shows the beginning of a long text.
fn shortened(text: String) -> String {
    match text.char_indices().nth(CELL_MAX) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

fn trial(desk: &Desk, visit: &Visit, words: &Wording) -> Trial {
    let (wish, edition) = (visit.query.get("wish").trim(), &desk.looked.edition);
    let hits = if wish.is_empty() {
        Vec::new()
    } else {
        Search::new(edition).find(wish, FOUND_MAX)
    };
    let found = hits.iter().filter_map(|hit| {
        let term = edition.term_at(hit.term)?;
        Some(FoundTerm {
            code: term.code.clone(),
            parts: pieces(&term.name, &hit.matched),
            kind: term.kind.name(),
            why: why(hit, words),
            href: told::row_href(&desk.base, "terms", &term.code),
        })
    });
    Trial {
        wish: wish.to_owned(),
        found: found.collect(),
    }
}

#[derive(Serialize)]
struct CodesContext {
    menu: Vec<MenuGroup>,
    edition: i64,
    q: String,
    action: String,
    back_href: String,
    found: Vec<FoundCode>,
}

#[derive(Serialize)]
struct FoundCode {
    what: &'static str,
    code: String,
    name: String,
}

/// `GET …/codes?q=`: what something is called in the files.
pub(super) fn codes(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (words, opened) = (hall.words(visit), opened(hall, visit)?);
    let (looked, q) = (tables::look(hall.app(), &opened)?, visit.query.get("q").trim().to_owned());
    let base = told::href(opened.line.number);
    let context = CodesContext {
        menu: desk::menu(hall, visit, "/admin/matters")?,
        edition: opened.line.number,
        action: format!("{base}/codes"),
        back_href: base,
        found: if q.is_empty() {
            Vec::new()
        } else {
            found_codes(&looked.edition, &q)
        },
        q,
    };
    let about = About {
        title: words.word("tables.codes"),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        ..About::default()
    };
    let template = if visit.fragment { "admin/_codes.html" } else { "admin/codes.html" };
    Ok(Reply::html(hall.render(visit, template, &about, context)?))
}

fn found_codes(edition: &rules::catalogue::Edition, q: &str) -> Vec<FoundCode> {
    let (names, search) = (Names::of(edition), Search::new(edition));
    let one = |what: &'static str, target: Target, code: &str| FoundCode {
        what,
        code: code.to_owned(),
        name: names.name(target, code).unwrap_or_default().to_owned(),
    };
    let units = edition
        .units()
        .iter()
        .filter(|unit| unit.name.contains(q) || unit.short.contains(q) || unit.code.contains(q));
    let matters = search.find_matters(edition, q, FOUND_MAX);
    let matters = matters.iter().filter_map(|hit| edition.matter_at(hit.matter));
    let terms = search.find(q, FOUND_MAX);
    let terms = terms.iter().filter_map(|hit| edition.term_at(hit.term));
    units
        .take(FOUND_MAX)
        .map(|unit| one("unit", Target::Unit, &unit.code))
        .chain(matters.map(|matter| one("matter", Target::Matter, &matter.code)))
        .chain(terms.map(|term| one("term", Target::Term, &term.code)))
        .collect()
}
