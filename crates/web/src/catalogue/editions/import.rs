//! 导入: an official table handed in for a draft, the report on its rows, and taking it in when nothing is wrong.
//!
//! Tables have 20,000 rows at most, so that the report is there with the answer; no job runs behind it.

use super::edition::{may_edit, opened};
use super::told;
use super::{number, version};
use crate::clock;
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::parts::{Choice, FieldError, csv_line};
use crate::reply::Reply;
use crate::shell::{About, Failed};
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use office::catalogue::editions::Opened;
use office::catalogue::imports::{self, Checked, HandedIn};
use office::files::Files;
use rules::catalogue::Sort;
use rules::catalogue::import::{Extent, Kind, Problem, RowChange, Wish};
use rules::law::Mark;
use rules::{Code, Refusal};
use serde::Serialize;

/// Rows of each list that a page shows; the report to download has all that were kept.
const SHOWN_MAX: usize = 200;
/// Tables that were handed in, the newest so many.
const LISTED_MAX: u32 = 50;
/// How sure one may be of a table.
const MARKS: [Mark; 3] = [Mark::Confirmed, Mark::Secondary, Mark::Recalled];
/// What makes a spreadsheet read the file as UTF-8.
const MARK_OF_ORDER: &str = "\u{feff}";

#[derive(Serialize)]
struct ImportContext {
    menu: Vec<MenuGroup>,
    edition: i64,
    title: String,
    back_href: String,
    action: String,
    may_edit: bool,
    kinds: Vec<Choice>,
    extents: Vec<Choice>,
    sorts: Vec<Choice>,
    marks: Vec<Choice>,
    kind: String,
    extent: String,
    sort: String,
    mark: String,
    tables: Vec<TableLine>,
    errors: Vec<FieldError>,
}

/// A table that was handed in.
#[derive(Serialize)]
struct TableLine {
    name: String,
    at: String,
    href: String,
}

#[derive(Serialize)]
struct ReportContext {
    menu: Vec<MenuGroup>,
    edition: i64,
    title: String,
    version: i64,
    back_href: String,
    again_href: String,
    action: String,
    csv_href: String,
    name: String,
    kind: Option<String>,
    extent: String,
    read: usize,
    good: bool,
    may_edit: bool,
    wrong: usize,
    problems: Vec<ProblemLine>,
    remarks: Vec<ProblemLine>,
    added: Vec<String>,
    changed: Vec<String>,
    removed: Vec<String>,
    counts: [usize; 4],
    errors: Vec<FieldError>,
}

/// One thing that is wrong or worth a remark.
#[derive(Serialize)]
struct ProblemLine {
    sheet: String,
    row: u32,
    column: String,
    heading: String,
    reason: String,
    suggestion: String,
}

fn line(problem: &Problem) -> ProblemLine {
    let place = &problem.place;
    ProblemLine {
        sheet: place.sheet.clone(),
        row: place.row,
        column: place.column.clone(),
        heading: place.heading.clone(),
        reason: problem.reason(),
        suggestion: problem.suggestion(),
    }
}

fn href(number: i64) -> String {
    format!("{}/import", told::href(number))
}

/// `GET …/import`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    Ok(Reply::html(html(hall, visit, Vec::new())?))
}

/// How the form says the table is to be taken; what it does not say is what is usual.
fn wish(visit: &Visit) -> Result<Wish, Refusal> {
    let form = &visit.form;
    let chosen = |field: &str| form.opt(field).filter(|value| !value.is_empty());
    fn known<T>(field: &str, value: Option<&str>, read: fn(&str) -> Option<T>) -> Result<Option<T>, Refusal> {
        let read = |value: &str| read(value).ok_or_else(|| Refusal::field(Code::FieldInvalid, field));
        value.map(read).transpose()
    }
    let usual = Wish::default();
    Ok(Wish {
        kind: known("kind", chosen("kind"), Kind::from_name)?,
        extent: known("extent", chosen("extent"), Extent::from_name)?.unwrap_or(usual.extent),
        sort: known("sort", chosen("sort"), Sort::from_name)?,
        mark: known("mark", chosen("mark"), Mark::from_name)?.unwrap_or(usual.mark),
    })
}

/// `POST …/import`: a file, looked at before it is kept.
pub(super) fn hand_in(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let number = number(visit)?;
    // Whoever may not see the draft is told so, and not what is wrong with his file.
    opened(hall, visit)?;
    match kept(hall, visit, number) {
        Ok(position) => Ok(Reply::see(format!("{}/{position}", href(number)))),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "file")?;
            Ok(Reply::invalid(html(hall, visit, errors)?))
        }
    }
}

fn kept(hall: &Hall, visit: &Visit, number: i64) -> Result<i64, Failure> {
    let wish = wish(visit)?;
    let missing = || Refusal::new(Code::FieldMissing).with("field", "file").with("fields", "file");
    let upload = visit.uploads.iter().find(|upload| upload.field == "file").ok_or_else(missing)?;
    imports::read(&upload.bytes)?;
    let sm3 = Files::of_data(&hall.settings().data).put(&upload.bytes)?;
    imports::hand_in(hall.app(), &visit.caller(), number, &sm3, &upload.name, wish)
}

fn html(hall: &Hall, visit: &Visit, errors: Vec<FieldError>) -> Result<String, Failure> {
    let (person, words, opened) = (visit.staff()?, hall.words(visit), opened(hall, visit)?);
    let number = opened.line.number;
    let tables = imports::list(hall.app(), &person.actor, number, LISTED_MAX)?;
    let table = |table: &HandedIn| TableLine {
        name: table.name.clone(),
        at: clock::moment(table.at),
        href: format!("{}/{}", href(number), table.position),
    };
    let (usual, form) = (Wish::default(), &visit.form);
    let failed = if errors.is_empty() { Failed::No } else { Failed::Yes };
    let typed = |field: &str, usual: &str| form.opt(field).unwrap_or(usual).to_owned();
    let context = ImportContext {
        menu: desk::menu(hall, visit, "/admin/matters")?,
        edition: number,
        title: opened.line.title.clone(),
        back_href: told::href(number),
        action: href(number),
        may_edit: may_edit(&opened, &person.actor),
        kinds: Kind::ALL
            .iter()
            .map(|kind| Choice::new(kind.name(), words.word(&format!("import_kind.{}", key(kind.name())))))
            .collect(),
        extents: Extent::ALL
            .iter()
            .map(|extent| Choice::new(extent.name(), words.word(&format!("import_extent.{}", key(extent.name())))))
            .collect(),
        sorts: Sort::ALL
            .iter()
            .map(|sort| Choice::new(sort.name(), words.word(&format!("import_sort.{}", key(sort.name())))))
            .collect(),
        marks: MARKS
            .iter()
            .map(|mark| Choice::new(mark.name(), words.word(&format!("import_mark.{}", key(mark.name())))))
            .collect(),
        kind: typed("kind", ""),
        extent: typed("extent", usual.extent.name()),
        sort: typed("sort", ""),
        mark: typed("mark", usual.mark.name()),
        tables: tables.iter().map(table).collect(),
        errors,
    };
    hall.render(
        visit,
        "admin/import.html",
        &about(words.word("import.title"), words, failed),
        context,
    )
}

/// A name as the key of a word.
fn key(name: &str) -> String {
    name.replace('-', "_")
}

fn about(title: String, words: &Wording, failed: Failed) -> About {
    About {
        title,
        section: Some(words.word("nav.desk")),
        nav: "desk",
        failed,
    }
}

/// The draft, the table in the path, its bytes, and what it would do to the draft as it is now.
struct Looked {
    opened: Opened,
    table: HandedIn,
    bytes: Vec<u8>,
    checked: Checked,
}

fn look(hall: &Hall, visit: &Visit) -> Result<Looked, Failure> {
    let (person, opened) = (visit.staff()?, opened(hall, visit)?);
    let position = visit.param("position").parse().map_err(|_| Refusal::new(Code::NotFound))?;
    let table = imports::find(hall.app(), &person.actor, opened.line.number, position)?;
    let bytes = Files::of_data(&hall.settings().data).read(&table.sm3)?;
    let checked = imports::check(&opened.files, &bytes, &table.name, &table.wish, table.at.day())?;
    Ok(Looked {
        opened,
        table,
        bytes,
        checked,
    })
}

/// `GET …/import/{position}`
pub(super) fn report(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let looked = look(hall, visit)?;
    Ok(Reply::html(report_html(hall, visit, &looked, Vec::new())?))
}

/// `POST …/import/{position}`: takes it in.
pub(super) fn take(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (looked, version) = (look(hall, visit)?, version(visit)?);
    let taken = imports::take(hall.app(), &visit.caller(), &looked.opened, version, &looked.table, &looked.bytes);
    match taken {
        Ok(_) => Ok(Reply::see(format!("{}?done=imported", told::href(looked.opened.line.number)))),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "problems")?;
            Ok(Reply::invalid(report_html(hall, visit, &looked, errors)?))
        }
    }
}

fn report_html(hall: &Hall, visit: &Visit, looked: &Looked, errors: Vec<FieldError>) -> Result<String, Failure> {
    let (person, words) = (visit.staff()?, hall.words(visit));
    let (line_of, report, table) = (&looked.opened.line, &looked.checked.report, &looked.table);
    let own = format!("{}/{}", href(line_of.number), table.position);
    let failed = if errors.is_empty() { Failed::No } else { Failed::Yes };
    let change = &report.change;
    let rows = |rows: &[RowChange]| rows.iter().take(SHOWN_MAX).map(ToString::to_string).collect();
    let context = ReportContext {
        menu: desk::menu(hall, visit, "/admin/matters")?,
        edition: line_of.number,
        title: line_of.title.clone(),
        version: line_of.version,
        back_href: told::href(line_of.number),
        again_href: href(line_of.number),
        csv_href: format!("{own}/report"),
        action: own,
        name: table.name.clone(),
        kind: report.kind.map(|kind| words.word(&format!("import_kind.{}", key(kind.name())))),
        extent: words.word(&format!("import_extent.{}", key(table.wish.extent.name()))),
        read: report.read,
        good: report.is_good(),
        may_edit: may_edit(&looked.opened, &person.actor),
        wrong: report.wrong,
        problems: report.problems.iter().take(SHOWN_MAX).map(line).collect(),
        remarks: report.remarks.iter().take(SHOWN_MAX).map(line).collect(),
        added: rows(&change.added),
        changed: rows(&change.changed),
        removed: rows(&change.removed),
        counts: [change.added.len(), change.changed.len(), change.removed.len(), change.same],
        errors,
    };
    hall.render(
        visit,
        "admin/import_report.html",
        &about(table.name.clone(), words, failed),
        context,
    )
}

/// `GET …/import/{position}/report`: what is wrong as a table, for whoever mends the file.
pub(super) fn csv(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (looked, words) = (look(hall, visit)?, hall.words(visit));
    let mut table = String::from(MARK_OF_ORDER);
    let heads = [
        "import.weight",
        "import.sheet",
        "import.row",
        "import.column",
        "import.heading",
        "import.reason",
        "import.suggestion",
    ];
    csv_line(&mut table, &heads.map(|key| words.word(key)));
    let report = &looked.checked.report;
    for problem in report.problems.iter().chain(&report.remarks) {
        let weight = if problem.wrong.is_remark() {
            "import.remark"
        } else {
            "import.wrong"
        };
        let said = line(problem);
        let cells = [
            words.word(weight),
            said.sheet,
            said.row.to_string(),
            said.column,
            said.heading,
            said.reason,
            said.suggestion,
        ];
        csv_line(&mut table, &cells);
    }
    Ok(Reply::File {
        bytes: table.into_bytes(),
        media: "text/csv; charset=utf-8",
        name: format!("{}-{}.csv", words.word("import.report"), looked.table.position),
        inline: false,
    })
}
