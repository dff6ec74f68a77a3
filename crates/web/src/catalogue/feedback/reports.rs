//! 证明举报处理: the reports of this place by the days left, one of them with its clock, and its disposal.

use crate::clock::{self, DayRow, Due, moment};
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::parts::{Choice, FieldError, Pager, Tab, query};
use crate::reply::Reply;
use crate::shell::{About, Failed};
use crate::visit::Visit;
use office::Failure;
use office::catalogue::editions;
use office::catalogue::proof_reports::{self, Item, Which};
use rules::access::Grant;
use rules::catalogue::proof_report::{Disposal, Disposed};
use rules::catalogue::version::Stage;
use rules::ids::ProofReportId;
use rules::{Code, Refusal};
use serde::Serialize;

const PAGE_SIZE: u32 = 20;
/// Editions one may link a disposal with.
const EDITIONS_MAX: u32 = 50;

#[derive(Serialize)]
struct ReportsContext {
    menu: Vec<MenuGroup>,
    tabs: Vec<Tab>,
    rows: Vec<ReportLine>,
    open: bool,
    pager: Pager,
}

#[derive(Serialize)]
struct ReportLine {
    number: String,
    href: String,
    proof: String,
    asked_by: String,
    received: String,
    due: Option<Due>,
    disposal: Option<&'static str>,
}

#[derive(Serialize)]
struct ReportContext {
    menu: Vec<MenuGroup>,
    errors: Vec<FieldError>,
    report: ReportLine,
    story: String,
    contact: String,
    phone: Option<String>,
    days: Vec<DayRow>,
    days_summary: String,
    article: String,
    version: i64,
    action: String,
    may_dispose: bool,
    disposals: Vec<Choice>,
    disposal: Option<String>,
    basis: String,
    answer: String,
    editions: Vec<Choice>,
    edition: String,
    edition_href: Option<String>,
    disposed_at: Option<String>,
    done: bool,
}

fn line(hall: &Hall, visit: &Visit, item: &Item) -> ReportLine {
    let law = hall.app().law(&visit.actor().place);
    let words = hall.words(visit);
    ReportLine {
        number: item.number.clone(),
        href: href(item.id),
        proof: item.proof.clone(),
        asked_by: asked_by(hall, item),
        received: moment(item.received),
        due: item
            .done
            .is_none()
            .then(|| clock::due_of(&item.clock, law.day(), law.calendar(), words)),
        disposal: item.done.as_ref().map(|done| done.disposed.disposal.name()),
    }
}

/// The matter by its name, and the body that asked.
pub(in crate::catalogue) fn asked_by(hall: &Hall, item: &Item) -> String {
    let matter = hall.app().shelf().edition().matter(&item.matter);
    let matter = matter.map_or(item.matter.as_str(), |matter| matter.name.as_str());
    let parts: Vec<&str> = [matter, item.body.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

fn href(id: ProofReportId) -> String {
    format!("/admin/proof-reports/{id}")
}

/// `GET /admin/proof-reports`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (person, words) = (visit.staff()?, hall.words(visit));
    let which = if visit.query.get("tab") == "disposed" {
        Which::Disposed
    } else {
        Which::Open
    };
    let asked = Pager::asked(visit);
    let offset = u32::try_from(asked - 1).unwrap_or(0).saturating_mul(PAGE_SIZE);
    let (items, total) = proof_reports::list(hall.app(), &person.actor, which, PAGE_SIZE, offset)?;
    let (waiting, _) = proof_reports::waiting(hall.app(), &person.actor)?;
    let tab = |key: &str, name: &str, of: Which, count: Option<i64>| Tab {
        text: words.word(key),
        href: format!("/admin/proof-reports{}", query(&[("tab", name)])),
        count,
        current: which == of,
    };
    let name = if which == Which::Open { "" } else { "disposed" };
    let context = ReportsContext {
        menu: desk::menu(hall, visit, "/admin/proof-reports")?,
        tabs: vec![
            tab("proof_report.open", "", Which::Open, Some(waiting)),
            tab("proof_report.disposed", "disposed", Which::Disposed, None),
        ],
        rows: items.iter().map(|item| line(hall, visit, item)).collect(),
        open: which == Which::Open,
        pager: Pager::new(asked, i64::from(PAGE_SIZE), total, |page| {
            format!("/admin/proof-reports{}", query(&[("tab", name), ("page", &page.to_string())]))
        }),
    };
    let about = About {
        title: words.word("proof_report.tasks"),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "admin/proof-reports.html", &about, context)?))
}

fn id(visit: &Visit) -> Result<ProofReportId, Refusal> {
    ProofReportId::parse(visit.param("id")).ok_or_else(|| Refusal::new(Code::NotFound))
}

/// `GET /admin/proof-reports/{id}`
pub(super) fn one(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    Ok(Reply::html(html(hall, visit, Vec::new(), None)?))
}

/// `POST …/contact`: the telephone in full, after the record says who looked.
pub(super) fn contact(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    visit.staff()?;
    let phone = proof_reports::reveal(hall.app(), &visit.caller(), id(visit)?)?;
    Ok(Reply::html(html(hall, visit, Vec::new(), Some(phone))?))
}

/// `POST /admin/proof-reports/{id}`
pub(super) fn dispose(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    visit.staff()?;
    let (id, form) = (id(visit)?, &visit.form);
    let version = visit.version().ok_or_else(|| Refusal::new(Code::VersionChanged))?;
    let disposed = || -> Result<(), Failure> {
        let disposal = Disposal::from_name(form.get("disposal"));
        let disposal = disposal.ok_or_else(|| Refusal::field(Code::FieldMissing, "disposal").with("fields", "disposal"))?;
        let disposed = Disposed {
            disposal,
            basis: form.get("basis").to_owned(),
            answer: form.get("answer").to_owned(),
        };
        let edition = match form.get("edition") {
            "" => None,
            text => Some(text.parse().map_err(|_| Refusal::field(Code::FieldInvalid, "edition"))?),
        };
        proof_reports::dispose(hall.app(), &visit.caller(), id, version, &disposed, edition)
    };
    match disposed() {
        Ok(()) => Ok(Reply::see(format!("{}?done=disposed", href(id)))),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "disposal")?;
            let errors = errors.into_iter().map(|error| said(hall, visit, error)).collect();
            Ok(Reply::invalid(html(hall, visit, errors, None)?))
        }
    }
}

/// What is missing, said with the words of this form.
fn said(hall: &Hall, visit: &Visit, error: FieldError) -> FieldError {
    let word = match error.field.as_str() {
        "disposal" => "proof_report.disposal_missing",
        "basis" => "proof_report.basis_missing",
        "answer" => "proof_report.answer_missing",
        _ => return error,
    };
    hall.error(visit, &error.field, word)
}

fn html(hall: &Hall, visit: &Visit, errors: Vec<FieldError>, phone: Option<String>) -> Result<String, Failure> {
    let (person, words) = (visit.staff()?, hall.words(visit));
    let item = proof_reports::one(hall.app(), &person.actor, id(visit)?)?;
    let failed = if errors.is_empty() { Failed::No } else { Failed::Yes };
    let law = hall.app().law(&person.actor.place);
    let done = item.done.as_ref();
    let typed = |field: &str, kept: Option<String>| visit.form.opt(field).map_or(kept.unwrap_or_default(), str::to_owned);
    let edition = done.and_then(|done| done.edition);
    let context = ReportContext {
        menu: desk::menu(hall, visit, "/admin/proof-reports")?,
        errors,
        report: line(hall, visit, &item),
        story: item.story.clone(),
        contact: item.contact.clone(),
        phone,
        days: clock::days(&item.clock, law.calendar()),
        days_summary: clock::days_summary(&item.clock, law.calendar(), words),
        article: item.clock.article.clone(),
        version: item.version,
        action: href(item.id),
        may_dispose: done.is_none() && person.actor.check(Grant::ProofDispose).is_ok(),
        disposals: Disposal::ALL
            .iter()
            .map(|disposal| Choice {
                hint: Some(words.word(&format!("disposal_hint.{}", disposal.name()))),
                ..Choice::new(disposal.name(), words.word(&format!("disposal.{}", disposal.name())))
            })
            .collect(),
        disposal: visit.form.opt("disposal").map(str::to_owned),
        basis: typed("basis", done.map(|done| done.disposed.basis.clone())),
        answer: typed("answer", done.map(|done| done.disposed.answer.clone())),
        editions: drafts(hall, visit)?,
        edition: visit.form.get("edition").to_owned(),
        edition_href: edition.map(|number| format!("/admin/editions/{number}")),
        disposed_at: done.map(|done| moment(done.at)),
        done: visit.query.get("done") == "disposed",
    };
    let about = About {
        title: item.proof.clone(),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        failed,
    };
    hall.render(visit, "admin/proof-report.html", &about, context)
}

/// Editions in which the catalogue may be mended.
fn drafts(hall: &Hall, visit: &Visit) -> Result<Vec<Choice>, Failure> {
    let lines = editions::list(hall.app(), &visit.staff()?.actor, EDITIONS_MAX)?;
    let drafts = lines.iter().filter(|line| line.version_of.stage == Stage::Draft);
    Ok(drafts
        .map(|line| Choice::new(line.number.to_string(), format!("{} {}", line.number, line.title)))
        .collect())
}
