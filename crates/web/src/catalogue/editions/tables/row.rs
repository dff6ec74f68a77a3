//! One row of a table as a form, checked while it is filled; what else an edit breaks or mends is told before it is saved.

use super::super::edition::may_edit;
use super::super::fields::{Form, PartView};
use super::super::matter::PlacedFinding;
use super::super::told::{self, FindingView, Rows};
use super::super::{number, version};
use super::term::{Chain, chain};
use super::{Desk, TableView, label, part_title, row_name, told_value};
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::parts::{Choice, FieldError};
use crate::reply::Reply;
use crate::shell::{About, Failed};
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use office::catalogue::editions;
use office::catalogue::sheet::{Filled, Part};
use office::catalogue::tables::{self, Change, Edit, Names, ROW, TableOf, Tried};
use rules::catalogue::Finding;
use rules::{Code, Refusal};
use serde::Serialize;

#[derive(Serialize)]
struct RowContext {
    menu: Vec<MenuGroup>,
    edition: i64,
    title: String,
    version: i64,
    table: TableView,
    name: String,
    id: String,
    change: Option<&'static str>,
    adding: bool,
    may_edit: bool,
    file: String,
    files: Vec<Choice>,
    parts: Vec<PartView>,
    #[serde(flatten)]
    checks: Checks,
    differences: Vec<Difference>,
    chain: Option<Chain>,
    errors: Vec<FieldError>,
    done: bool,
    action: String,
    check_action: String,
    remove_href: Option<String>,
    restore_action: Option<String>,
    text_href: String,
    codes_action: String,
}

/// What the checks say of the row, and what else an edit changes.
#[derive(Serialize, Default)]
struct Checks {
    /// Whether anything was checked yet.
    checked: bool,
    /// Why nothing could be checked.
    problems: Vec<FieldError>,
    findings: Vec<PlacedFinding>,
    elsewhere: Vec<FindingView>,
    mended: usize,
}

/// A field that says something else than in the edition the draft started from.
#[derive(Serialize)]
struct Difference {
    label: String,
    before: String,
    after: String,
}

/// What a page of a row shows beside the draft.
#[derive(Default)]
struct Shown {
    /// Its name; none for a row that is added.
    id: Option<String>,
    filled: Filled,
    file: String,
    checks: Checks,
    errors: Vec<FieldError>,
}

/// `GET …/tables/{table}/{row}`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (desk, id) = (Desk::open(hall, visit)?, visit.param("row"));
    let row = desk.rows.iter().chain(&desk.before).find(|row| row.id == id);
    let row = row.ok_or_else(|| Refusal::new(Code::NotFound))?;
    let findings: Vec<Finding> = match desk.changes.get(id) {
        Some(Change::Removed) => Vec::new(),
        Some(Change::Added | Change::Changed) | None => desk.looked.about(row).cloned().collect(),
    };
    let shown = Shown {
        id: Some(row.id.clone()),
        filled: desk.names().show(desk.table, &row.filled),
        file: row.file.clone(),
        checks: checks(&desk, &findings, &[], 0),
        errors: Vec::new(),
    };
    Ok(Reply::html(html(hall, visit, &desk, shown)?))
}

/// `GET …/add/{table}`: an empty form; `row.…` of the query is filled in.
pub(super) fn blank(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let desk = Desk::open(hall, visit)?;
    let sent = visit.query.iter().filter(|(name, _)| name.starts_with("row."));
    let filled: Filled = sent.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let shown = Shown {
        filled: desk.names().show(desk.table, &filled),
        ..Shown::default()
    };
    Ok(Reply::html(html(hall, visit, &desk, shown)?))
}

/// What the form sends, with codes where names were typed.
fn typed(visit: &Visit, desk: &Desk) -> Filled {
    let known = |name: &str| desk.table.parts.iter().any(|part| name.split('.').next() == Some(part.name));
    let sent = visit.form.iter().filter(|(name, _)| known(name));
    let filled: Filled = sent.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    desk.names().read(desk.table, &filled)
}

/// `POST …/tables/{table}/{row}`
pub(super) fn save(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (desk, id) = (Desk::open(hall, visit)?, visit.param("row").to_owned());
    let typed = typed(visit, &desk);
    let edit = desk.table.change(&desk.opened.files, &id, &typed);
    keep(hall, visit, &desk, Some(id), typed, edit)
}

/// `POST …/add/{table}`
pub(super) fn add(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let desk = Desk::open(hall, visit)?;
    let typed = typed(visit, &desk);
    let edit = desk.table.add(&desk.opened.files, file(visit, &desk), &typed);
    keep(hall, visit, &desk, None, typed, edit)
}

/// `POST …/tables/{table}/{row}/check`: nothing is saved.
pub(super) fn check(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (desk, id) = (Desk::open(hall, visit)?, visit.param("row").to_owned());
    let typed = typed(visit, &desk);
    let edit = desk.table.change(&desk.opened.files, &id, &typed);
    tell(hall, visit, &desk, Some(id), typed, edit)
}

/// `POST …/add/{table}/check`
pub(super) fn check_new(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let desk = Desk::open(hall, visit)?;
    let typed = typed(visit, &desk);
    let edit = desk.table.add(&desk.opened.files, file(visit, &desk), &typed);
    tell(hall, visit, &desk, None, typed, edit)
}

/// The file a new row goes to; the only one when there is no choice.
fn file<'v>(visit: &'v Visit, desk: &'v Desk) -> &'v str {
    let sent = visit.form.get("file");
    let paths = desk.table.paths(&desk.opened.files);
    if sent.is_empty() {
        paths.first().copied().unwrap_or_default()
    } else {
        sent
    }
}

fn keep(hall: &Hall, visit: &Visit, desk: &Desk, id: Option<String>, typed: Filled, edit: Result<Edit, Failure>) -> Result<Reply, Failure> {
    let (number, version) = (number(visit)?, version(visit)?);
    let saved = edit.and_then(|edit| {
        editions::save_files(hall.app(), &visit.caller(), number, version, edit.texts())?;
        Ok(edit.row)
    });
    match saved {
        Ok(Some(id)) => Ok(Reply::see(format!("{}?done=1", desk.row_href(&id)))),
        Ok(None) => Ok(Reply::see(desk.href())),
        Err(failure) => refused(hall, visit, desk, id, typed, failure),
    }
}

fn refused(hall: &Hall, visit: &Visit, desk: &Desk, id: Option<String>, typed: Filled, failure: Failure) -> Result<Reply, Failure> {
    let errors = hall.at_form(visit, named(hall, visit, desk, failure), &first_field(desk))?;
    let shown = Shown {
        id,
        filled: desk.names().show(desk.table, &typed),
        file: visit.form.get("file").to_owned(),
        errors,
        ..Shown::default()
    };
    Ok(Reply::invalid(html(hall, visit, desk, shown)?))
}

fn tell(hall: &Hall, visit: &Visit, desk: &Desk, id: Option<String>, typed: Filled, edit: Result<Edit, Failure>) -> Result<Reply, Failure> {
    let tried = edit.and_then(|edit| tables::try_edit(hall.app(), &desk.opened, &desk.looked, desk.table, &edit));
    match tried {
        Ok(tried) => {
            let Tried {
                here, elsewhere, mended, ..
            } = tried;
            let checks = checks(desk, &here, &elsewhere, mended);
            if visit.fragment {
                return Ok(Reply::html(hall.render(
                    visit,
                    "admin/_row_findings.html",
                    &About::default(),
                    checks,
                )?));
            }
            let shown = Shown {
                id,
                filled: desk.names().show(desk.table, &typed),
                file: visit.form.get("file").to_owned(),
                checks,
                errors: Vec::new(),
            };
            Ok(Reply::html(html(hall, visit, desk, shown)?))
        }
        Err(failure) if visit.fragment => {
            let checks = Checks {
                problems: hall.at_form(visit, named(hall, visit, desk, failure), &first_field(desk))?,
                ..Checks::default()
            };
            Ok(Reply::html(hall.render(
                visit,
                "admin/_row_findings.html",
                &About::default(),
                checks,
            )?))
        }
        Err(failure) => refused(hall, visit, desk, id, typed, failure),
    }
}

/// The same failure with the column's name where it names a field.
fn named(hall: &Hall, visit: &Visit, desk: &Desk, failure: Failure) -> Failure {
    match failure {
        Failure::Refused(refusal) => {
            let missing = refusal.facts.get("fields");
            match missing.and_then(|name| name_of(desk.table, name, hall.words(visit))) {
                Some(label) => refusal.with("fields", label).into(),
                None => refusal.into(),
            }
        }
        fault => fault,
    }
}

/// Where what belongs to no other field is told.
fn first_field(desk: &Desk) -> String {
    format!("{ROW}.{}", desk.table.key.first().copied().unwrap_or_default())
}

fn checks(desk: &Desk, here: &[Finding], elsewhere: &[Finding], mended: usize) -> Checks {
    let rows = Rows::of(&desk.opened.files, here.iter(), &desk.base);
    let placed = here.iter().map(|finding| PlacedFinding {
        at: first_field(desk),
        finding: told::finding(finding, &desk.base).at_row(&rows, finding),
    });
    Checks {
        checked: true,
        problems: Vec::new(),
        findings: placed.collect(),
        elsewhere: desk.told(elsewhere),
        mended,
    }
}

fn html(hall: &Hall, visit: &Visit, desk: &Desk, shown: Shown) -> Result<String, Failure> {
    let (person, words, names) = (visit.staff()?, hall.words(visit), desk.names());
    let (table, adding) = (desk.table, shown.id.is_none());
    let change = shown.id.as_ref().and_then(|id| desk.changes.get(id)).copied();
    let may_edit = may_edit(&desk.opened, &person.actor);
    let form = Form {
        words,
        units: &[],
        title: &|part: &Part| part_title(table, part),
        label: &|part: &Part, key: &str| label(table, part, key),
    };
    let id = shown.id.clone().unwrap_or_default();
    let own = if adding {
        super::add_href(&desk.base, table)
    } else {
        desk.row_href(&id)
    };
    let current = desk.rows.iter().find(|row| row.id == id);
    let name = current
        .or_else(|| desk.before.iter().find(|row| row.id == id))
        .map(|row| row_name(table, &names, &row.filled, words))
        .unwrap_or_else(|| words.say("tables.new_row", &[("table", &words.word(&format!("column.{}", table.name)))]));
    let file = if shown.file.is_empty() {
        table.paths(&desk.opened.files).first().copied().unwrap_or_default().to_owned()
    } else {
        shown.file
    };
    let failed = if shown.errors.is_empty() { Failed::No } else { Failed::Yes };
    let context = RowContext {
        menu: desk::menu(hall, visit, "/admin/matters")?,
        edition: desk.opened.line.number,
        title: desk.opened.line.title.clone(),
        version: desk.opened.line.version,
        table: TableView::of(table, &desk.base, words),
        name: name.clone(),
        change: change.map(Change::name),
        adding,
        may_edit: may_edit && change != Some(Change::Removed),
        files: table
            .paths(&desk.opened.files)
            .into_iter()
            .map(|path| Choice::new(path, path.trim_start_matches("catalogue/")))
            .collect(),
        text_href: format!("{}/file{}", desk.base, crate::parts::query(&[("path", &file)])),
        file,
        parts: table.parts.iter().map(|part| form.part(part, &shown.filled)).collect(),
        checks: shown.checks,
        differences: match change {
            Some(Change::Changed) => differences(desk, &names, &id, words),
            Some(Change::Added | Change::Removed) | None => Vec::new(),
        },
        chain: if table.name == "terms" && current.is_some() {
            chain(hall, &person.actor, desk, &id, words)?
        } else {
            None
        },
        done: shown.errors.is_empty() && visit.query.get("done") == "1",
        errors: shown.errors,
        check_action: format!("{own}/check"),
        remove_href: (may_edit && current.is_some()).then(|| format!("{own}/remove")),
        restore_action: (may_edit && matches!(change, Some(Change::Changed | Change::Removed))).then(|| format!("{own}/restore")),
        action: own,
        codes_action: format!("{}/codes", desk.base),
        id,
    };
    let about = About {
        title: name,
        section: Some(words.word("nav.desk")),
        nav: "desk",
        failed,
    };
    hall.render(visit, "admin/row.html", &about, context)
}

/// What a changed row says now and said before, field by field.
fn differences(desk: &Desk, names: &Names<'_>, id: &str, words: &Wording) -> Vec<Difference> {
    let find = |rows: &[tables::Row]| rows.iter().find(|row| row.id == id).map(|row| row.filled.clone());
    let (Some(before), Some(after)) = (find(&desk.before), find(&desk.rows)) else {
        return Vec::new();
    };
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    let value = |filled: &Filled, name: &str| -> Option<String> {
        let (_, field) = field_of(desk.table, name)?;
        let written = filled.get(name).map_or("", String::as_str);
        Some(told_value(names, field.kind, field.key, written, words))
    };
    let differ = keys.into_iter().filter(|name| before.get(*name) != after.get(*name));
    let difference = |name: &String| {
        Some(Difference {
            label: name_of(desk.table, name, words)?,
            before: value(&before, name)?,
            after: value(&after, name)?,
        })
    };
    differ.filter_map(difference).collect()
}

fn field_of(table: &TableOf, name: &str) -> Option<(&'static Part, &'static office::catalogue::sheet::FieldOf)> {
    let (part, key) = (name.split('.').next()?, name.rsplit('.').next()?);
    let part = table.parts.iter().find(|one| one.name == part)?;
    Some((part, part.fields.iter().find(|field| field.key == key)?))
}

fn name_of(table: &TableOf, name: &str, words: &Wording) -> Option<String> {
    let (part, field) = field_of(table, name)?;
    let own = words.word(&label(table, part, field.key));
    if !part.rows {
        return Some(own);
    }
    let number = name.split('.').nth(1)?.parse::<usize>().ok()? + 1;
    let place = words.say("editions.row", &[("n", &number.to_string())]);
    Some(format!("{} {place} {own}", words.word(&part_title(table, part))))
}
