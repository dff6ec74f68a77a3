//! 零跑、最多跑一次: the published list of a day, and the batches it came from, as a page and as a table to take along (WIN-12).

use super::needed::{href, office_name};
use crate::hall::Hall;
use crate::parts::{Labelled, Pager, csv_line, query};
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use rules::calendar::Date;
use rules::catalogue::{Edition, Office, VisitBatch, VisitClass, VisitEntry};
use rules::{Code, Refusal};
use serde::Serialize;

/// Matters on a page.
const PAGE: usize = 50;
/// Tells spreadsheets that the bytes are UTF-8.
const MARK: &str = "\u{feff}";
const COLUMNS: [&str; 7] = [
    "visits.batch",
    "visits.date",
    "guide.code",
    "reform.name",
    "visits.class",
    "matters.by_office",
    "visits.basis",
];

#[derive(Serialize)]
struct VisitsContext {
    day: String,
    today: String,
    rows: Vec<Row>,
    figures: Vec<Labelled>,
    pager: Pager,
    csv_href: String,
    batches: Vec<Batch>,
}

#[derive(Serialize)]
struct Row {
    name: String,
    href: String,
    class: &'static str,
    office: String,
    batch: u32,
    date: String,
    basis: String,
    code: String,
}

#[derive(Serialize)]
struct Batch {
    number: u32,
    date: String,
    basis: String,
    added: Vec<Row>,
    withdrawn: Vec<Row>,
    day_href: String,
}

/// The day that is asked for; today when none is.
fn day(hall: &Hall, visit: &Visit) -> Result<Date, Refusal> {
    match visit.query.get("day") {
        "" => Ok(hall.app().now().day()),
        written => written.parse().map_err(|_| Refusal::field(Code::FieldInvalid, "day")),
    }
}

/// `GET /matters/visits`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (shelf, words, today) = (hall.app().shelf(), hall.words(visit), hall.app().now().day());
    let (edition, day) = (shelf.edition(), day(hall, visit)?);
    let list = edition.visits_on(day);
    let count = |class: VisitClass| list.values().filter(|entry| entry.class == class).count();
    let long = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let last = list.len().div_ceil(PAGE).max(1);
    let page = usize::try_from(Pager::asked(visit)).unwrap_or(1).min(last);
    let shown = list.values().skip((page - 1) * PAGE).take(PAGE);
    let written = day.to_string();
    let asked = |page: i64| {
        let page = if page > 1 { page.to_string() } else { String::new() };
        format!("/matters/visits{}", query(&[("day", &written), ("page", &page)]))
    };
    let labelled = |class: VisitClass| Labelled {
        label: words.word(&format!("visit_class.{}", class.name())),
        value: count(class).to_string(),
        source: None,
    };
    // What is not published yet is nobody's list.
    let mut batches: Vec<VisitBatch<'_>> = edition.visit_batches().into_iter().filter(|batch| batch.date <= today).collect();
    batches.reverse();
    let context = VisitsContext {
        rows: shown.map(|entry| row(edition, entry, &visit.place)).collect(),
        figures: VisitClass::ALL.iter().copied().map(labelled).collect(),
        pager: Pager::new(long(page), long(PAGE), long(list.len()), asked),
        csv_href: format!("/matters/visits/list{}", query(&[("day", &written)])),
        batches: batches.iter().map(|one| batch(edition, one, &visit.place)).collect(),
        today: today.to_string(),
        day: written.clone(),
    };
    let about = About {
        title: words.word("visits.title"),
        nav: "matters",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "matters/visits.html", &about, context)?))
}

/// `GET /matters/visits/list`: the list of the same day, as CSV.
pub(super) fn csv(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (shelf, words) = (hall.app().shelf(), hall.words(visit));
    let (edition, day) = (shelf.edition(), day(hall, visit)?);
    let mut table = String::from(MARK);
    csv_line(&mut table, &COLUMNS.map(|key| words.word(key)));
    for entry in edition.visits_on(day).into_values() {
        csv_line(&mut table, &cells(row(edition, entry, &visit.place), words));
    }
    Ok(Reply::File {
        bytes: table.into_bytes(),
        media: "text/csv; charset=utf-8",
        name: format!("{}-{day}.csv", words.word("visits.title")),
        inline: false,
    })
}

fn cells(row: Row, words: &Wording) -> [String; 7] {
    [
        row.batch.to_string(),
        row.date,
        row.code,
        row.name,
        words.word(&format!("visit_class.{}", row.class)),
        row.office,
        row.basis,
    ]
}

fn row(edition: &Edition, entry: &VisitEntry, place: &str) -> Row {
    let matter = edition.matter(&entry.matter);
    let office = matter.map(|matter| Office {
        department: &matter.department,
        unit: edition.unit_for(&matter.department, place),
    });
    Row {
        name: matter.map_or(&entry.matter, |matter| &matter.name).clone(),
        href: href(&entry.matter),
        class: entry.class.name(),
        office: office.as_ref().and_then(office_name).unwrap_or_default(),
        batch: entry.batch,
        date: entry.date.to_string(),
        basis: entry.basis.clone(),
        code: entry.matter.clone(),
    }
}

fn batch(edition: &Edition, batch: &VisitBatch<'_>, place: &str) -> Batch {
    let rows = |entries: &[&VisitEntry]| entries.iter().map(|entry| row(edition, entry, place)).collect();
    let date = batch.date.to_string();
    Batch {
        number: batch.number,
        basis: batch.basis.to_owned(),
        added: rows(&batch.added),
        withdrawn: rows(&batch.withdrawn),
        day_href: format!("/matters/visits{}", query(&[("day", &date)])),
        date,
    }
}
