//! P14 一次性告知书: handed out under a number, shown and printed again whoever holds the number.

use super::guide;
use super::needed::{NeededMatter, asking};
use super::picker::{Desk, Picked, picker};
use super::sheet;
use crate::clock;
use crate::hall::Hall;
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use crate::wording::Wording;
use office::catalogue::notices::{self, Issued, Standing, Told};
use office::catalogue::published;
use office::{Caller, Failure, Fault};
use rules::access::{Actor, Grant};
use rules::catalogue::{Detail, Material, NoticeMatter, Source, Zone};
use rules::ids::HumanNumber;
use serde::Serialize;

/// Makes the notice of the terms chosen.
pub(super) fn issue(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let picked = Picked::read(hall, &visit.place, &visit.form);
    let issued = match picked.refusals.first() {
        Some(refusal) => Err(refusal.clone().into()),
        None => notices::issue(hall.app(), &anybody(visit), &picked.terms, &picked.place, picked.zone),
    };
    match issued {
        Ok(number) => Ok(Reply::see(address(&number))),
        Err(failure) => {
            let mut errors = hall.at_form(visit, failure, "chosen")?;
            if !picked.refusals.is_empty() {
                // The picker says them itself.
                errors.clear();
            }
            let context = picker(hall, visit, &picked, Desk::Guide, errors)?;
            guide::answer(hall, visit, guide::about(hall, visit), context)
        }
    }
}

/// Anybody may have a notice: staff whose post has nothing to do with it ask as visitors.
fn anybody(visit: &Visit) -> Caller {
    let caller = visit.caller();
    if caller.actor.check(Grant::NoticeIssue).is_ok() {
        return caller;
    }
    Caller {
        actor: Actor::visitor(&visit.place),
        key: caller.key,
    }
}

/// Where a notice stands.
pub(super) fn address(number: &HumanNumber) -> String {
    format!("/guide/notice/{number}")
}

#[derive(Serialize)]
struct EditionContext<'a> {
    name: &'a str,
    hash: String,
}

#[derive(Serialize)]
struct TermLine<'a> {
    code: &'a str,
    name: &'a str,
    kind: &'static str,
}

#[derive(Serialize)]
struct Document {
    name: String,
    state: &'static str,
    source: String,
    basis: String,
}

#[derive(Serialize)]
struct Step<'a> {
    name: &'a str,
    days: Option<u32>,
}

/// A matter with everything there is to tell.
#[derive(Serialize)]
struct FullMatter<'a> {
    #[serde(flatten)]
    short: NeededMatter,
    full: bool,
    visits: Option<u32>,
    fee: Option<String>,
    conditions: Vec<&'a str>,
    documents: Vec<Document>,
    steps: Vec<Step<'a>>,
    result: Option<&'a str>,
    supervision: Option<&'a str>,
    basis: Vec<String>,
}

#[derive(Serialize)]
struct Qr {
    image: String,
    href: String,
}

#[derive(Serialize)]
struct NoticeContext<'a> {
    number: String,
    made_at: String,
    place: String,
    place_code: String,
    free_trade_zone: bool,
    edition: EditionContext<'a>,
    terms: Vec<TermLine<'a>>,
    summary: String,
    matters: Vec<FullMatter<'a>>,
    unverified: bool,
    pdf_href: String,
    qr: Qr,
    outdated: Vec<String>,
}

pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let issued = notices::find(hall.app(), visit.param("number"))?;
    let (shelf, words) = (hall.app().shelf(), hall.words(visit));
    let law = issued.law(shelf, hall.app().now());
    let told = issued.tell(shelf.edition(), &law)?;
    let notice = &told.notice;
    let href = hall.public_href(&address(&issued.number));
    let terms = notice.terms.iter().map(|term| TermLine {
        code: &term.code,
        name: &term.name,
        kind: term.kind.name(),
    });
    let matters = asking(notice).into_iter();
    let context = NoticeContext {
        number: issued.number.to_string(),
        made_at: clock::moment(issued.at),
        place: hall.place_name(&issued.place),
        place_code: issued.place.clone(),
        free_trade_zone: issued.zone == Zone::FreeTrade,
        edition: EditionContext {
            name: &notice.edition.title,
            hash: short_hash(&notice.edition.hash),
        },
        terms: terms.collect(),
        summary: super::needed::summary(&notice.tally(), words),
        matters: matters
            .map(|entry| full(entry, NeededMatter::of(notice, entry, words), words))
            .collect(),
        unverified: asking(notice).iter().any(|entry| !entry.matter.verified()),
        pdf_href: format!("{}/pdf", address(&issued.number)),
        qr: Qr {
            image: hall.qr(&href)?,
            href,
        },
        outdated: outdated(hall, &issued, &told, words)?,
    };
    let about = About {
        title: words.word("notice.title"),
        section: Some(words.word("nav.guide")),
        nav: "guide",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "guide/notice.html", &about, context)?))
}

/// Enough of a hash to compare by eye; the whole one is in the open interface.
pub(super) fn short_hash(hash: &str) -> String {
    hash.chars().take(12).collect()
}

/// What changed since the notice was handed out; nothing while it says the same.
pub(super) fn outdated(hall: &Hall, issued: &Issued, told: &Told, words: &Wording) -> Result<Vec<String>, Failure> {
    let gone = match &told.standing {
        Standing::Current => return Ok(Vec::new()),
        Standing::Retold => return Ok(vec![words.word("notice.retold")]),
        Standing::Superseded { gone } => gone,
    };
    let edition = told.notice.edition;
    let then = match published(hall.app(), &issued.edition)? {
        Some(then) => then.title,
        None => words.word("notice.edition_unknown"),
    };
    let mut lines = vec![words.say(
        "notice.superseded",
        &[
            ("then", &then),
            ("then_hash", &short_hash(&issued.edition)),
            ("now", &edition.title),
            ("now_hash", &short_hash(&edition.hash)),
        ],
    )];
    if !gone.is_empty() {
        lines.push(words.say("notice.gone", &[("terms", &gone.join("、"))]));
    }
    Ok(lines)
}

fn full<'a>(entry: &NoticeMatter<'a>, short: NeededMatter, words: &Wording) -> FullMatter<'a> {
    let Some(detail) = entry.matter.detail.as_deref() else {
        return FullMatter {
            short,
            full: false,
            visits: None,
            fee: None,
            conditions: Vec::new(),
            documents: Vec::new(),
            steps: Vec::new(),
            result: None,
            supervision: None,
            basis: Vec::new(),
        };
    };
    let documents = detail.materials.iter().map(|material| Document {
        name: material.name.clone(),
        state: material_state(material),
        source: material_source(material, words),
        basis: material.basis.clone(),
    });
    FullMatter {
        short,
        full: true,
        visits: Some(detail.visits),
        fee: Some(fee(detail, words)),
        conditions: detail.conditions.iter().map(|condition| condition.text.as_str()).collect(),
        documents: documents.collect(),
        steps: steps(detail),
        result: detail.certificate.as_ref().map(|certificate| certificate.name.as_str()),
        supervision: Some(detail.supervision.measure.as_str()),
        basis: detail.basis.iter().map(ToString::to_string).collect(),
    }
}

fn steps(detail: &Detail) -> Vec<Step<'_>> {
    let steps = detail.steps.iter().map(|step| Step {
        name: &step.name,
        days: (step.days > 0).then_some(step.days),
    });
    steps.collect()
}

/// The key of `document.…`: whether a material must be brought.
pub(super) fn material_state(material: &Material) -> &'static str {
    match material.source {
        Source::Applicant => "needed",
        Source::Form => "form",
        Source::Generated => "generated",
        Source::Shared => "shared",
    }
}

/// Where a material comes from, in words.
pub(super) fn material_source(material: &Material, words: &Wording) -> String {
    let from = material.shared_from.as_deref().unwrap_or_default();
    words.say(&format!("source.{}", material.source.name()), &[("from", from)])
}

/// How many of a material, and whether on paper.
pub(super) fn material_form(material: &Material, words: &Wording) -> String {
    let form = match material.form.as_str() {
        "copy" => "paper.copy",
        "original" => "paper.original",
        _ => "paper.electronic",
    };
    words.say("paper.count", &[("n", &material.copies.to_string()), ("form", &words.word(form))])
}

/// The fee in words.
pub(super) fn fee(detail: &Detail, words: &Wording) -> String {
    if detail.fee_fen == 0 {
        return words.word("guide.free");
    }
    let yuan = format!("{}.{:02}", detail.fee_fen / 100, detail.fee_fen % 100);
    words.say("guide.fee_yuan", &[("yuan", &yuan), ("basis", &detail.fee_basis)])
}

/// The notice as a file.
pub(super) fn pdf(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let issued = notices::find(hall.app(), visit.param("number"))?;
    let shelf = hall.app().shelf();
    let law = issued.law(shelf, hall.app().now());
    let told = issued.tell(shelf.edition(), &law)?;
    let document = sheet::document(hall, &issued, &told)?;
    let bytes = hall.press()?.print(&document).map_err(|error| Fault::world("notice", error))?;
    Ok(Reply::File {
        bytes,
        media: "application/pdf",
        name: format!("{}.pdf", issued.number),
        inline: true,
    })
}
