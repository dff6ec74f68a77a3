//! One gap of the library: its words and who waits, the wording that is proposed, the superior's answer, and what other districts
//! propose for the same thing.

use super::terms::{self, GapLine, WordLine, href};
use crate::clock::moment;
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::parts::FieldError;
use crate::reply::Reply;
use crate::shell::{About, Failed};
use crate::visit::Visit;
use office::Failure;
use office::catalogue::feedback::{self, Change, Detail};
use rules::access::Grant;
use rules::catalogue::feedback::{Gap, GapStage};
use rules::ids::GapId;
use rules::{Code, Refusal};
use serde::Serialize;

/// What the page says was done.
const DONE: [&str; 8] = ["collected", "propose", "report", "expect", "refuse", "join", "link", "unlink"];

#[derive(Serialize)]
struct GapContext {
    menu: Vec<MenuGroup>,
    errors: Vec<FieldError>,
    gap: GapLine,
    version: i64,
    action: String,
    opened: String,
    changed: String,
    reported_to: String,
    code: Option<String>,
    term: Option<String>,
    reason: Option<String>,
    linked: bool,
    words: Vec<WordLine>,
    more: Vec<WordLine>,
    wishes: Vec<WishView>,
    beside: Vec<BesideView>,
    /// Which steps are possible now.
    steps: Steps,
    wording: String,
    matters: String,
    done: Option<String>,
}

#[derive(Serialize)]
struct Steps {
    propose: bool,
    report: bool,
    answer: bool,
    link: bool,
}

#[derive(Serialize)]
struct WishView {
    words: String,
    business: String,
    kept: Option<String>,
    source: String,
    at: String,
}

#[derive(Serialize)]
struct BesideView {
    gap: GapLine,
    linked: bool,
}

fn id(visit: &Visit) -> Result<GapId, Refusal> {
    GapId::parse(visit.param("id")).ok_or_else(|| Refusal::new(Code::NotFound))
}

/// `GET /admin/term-feedback/{id}`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    Ok(Reply::html(html(hall, visit, Vec::new())?))
}

/// `POST /admin/term-feedback/{id}`
pub(super) fn step(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    visit.staff()?;
    let (id, form) = (id(visit)?, &visit.form);
    let version = visit.version().ok_or_else(|| Refusal::new(Code::VersionChanged))?;
    let text = |name: &str| form.get(name).to_owned();
    let act = form.get("act");
    let change = match act {
        "propose" => Change::Propose {
            wording: text("wording"),
            matters: listed(form.get("matters")),
        },
        "report" => Change::Report { to: text("reported_to") },
        "expect" => Change::Expect { code: text("code") },
        "refuse" => Change::Refuse { reason: text("reason") },
        "join" => Change::Join { words: form.all("words") },
        "link" => Change::Link { to: text("to") },
        "unlink" => Change::Unlink,
        _ => return Err(Refusal::field(Code::FieldInvalid, "act").into()),
    };
    match feedback::change(hall.app(), &visit.caller(), id, version, change) {
        Ok(_) => Ok(Reply::see(format!("{}?done={act}", href(id)))),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "wording")?;
            Ok(Reply::invalid(html(hall, visit, errors)?))
        }
    }
}

/// Codes or names, however they were set apart.
fn listed(typed: &str) -> Vec<String> {
    let parts = typed.split(['、', '，', ',', '；', ';', '\n', ' ']);
    parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn html(hall: &Hall, visit: &Visit, errors: Vec<FieldError>) -> Result<String, Failure> {
    let (person, words) = (visit.staff()?, hall.words(visit));
    let id = id(visit)?;
    let detail = feedback::detail(hall.app(), &person.actor, id)?;
    let failed = if errors.is_empty() { Failed::No } else { Failed::Yes };
    let (edition, card) = (hall.app().shelf().edition(), &detail.card);
    let (code, term, reason) = match &card.gap {
        Gap::Reported { code, .. } => (code.clone(), None, None),
        Gap::Approved { term } => (
            None,
            Some(edition.term(term).map_or_else(|| term.clone(), |term| term.name.clone())),
            None,
        ),
        Gap::Refused { reason } => (None, None, Some(reason.clone())),
        Gap::Collected | Gap::Proposed(_) => (None, None, None),
    };
    let typed = |field: &str, kept: String| visit.form.opt(field).map_or(kept, str::to_owned);
    let proposal = card.proposal.as_ref();
    let done = visit.query.get("done");
    let context = GapContext {
        menu: desk::menu(hall, visit, "/admin/term-feedback")?,
        errors,
        gap: terms::gap(hall, card),
        version: card.version,
        action: href(id),
        opened: moment(card.opened),
        changed: moment(card.changed),
        reported_to: typed("reported_to", detail.reported_to.clone()),
        code,
        term,
        reason,
        linked: card.linked_to.is_some(),
        words: detail.words.iter().map(terms::word).collect(),
        more: detail.more.iter().map(terms::word).collect(),
        wishes: wishes(hall, visit, &detail),
        beside: detail
            .beside
            .iter()
            .map(|beside| BesideView {
                gap: terms::gap(hall, &beside.card),
                linked: beside.linked,
            })
            .collect(),
        steps: steps(card.own && person.actor.check(Grant::GapChange).is_ok(), &card.gap),
        wording: typed("wording", proposal.map(|proposal| proposal.wording.clone()).unwrap_or_default()),
        matters: typed("matters", proposal.map(|proposal| proposal.matters.join("、")).unwrap_or_default()),
        done: DONE.contains(&done).then(|| words.word(&format!("gap_done.{done}"))),
    };
    let about = About {
        title: card.title.clone(),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        failed,
    };
    hall.render(visit, "admin/term-gap.html", &about, context)
}

fn wishes(hall: &Hall, visit: &Visit, detail: &Detail) -> Vec<WishView> {
    let (edition, words) = (hall.app().shelf().edition(), hall.words(visit));
    let wish = |wish: &feedback::Wished| WishView {
        words: wish.words.clone(),
        business: wish.business.clone(),
        kept: edition.term(&wish.kept_term).map(|term| term.name.clone()),
        source: words.word(&format!("wish_source.{}", wish.source)),
        at: moment(wish.at),
    };
    detail.wishes.iter().map(wish).collect()
}

/// What may be done now: the rules are asked by the stage, the person by his grant and place.
fn steps(may: bool, gap: &Gap) -> Steps {
    let stage = gap.stage();
    Steps {
        propose: may && matches!(stage, GapStage::Collected | GapStage::Proposed | GapStage::Refused),
        report: may && stage == GapStage::Proposed,
        answer: may && stage == GapStage::Reported,
        link: may && gap.is_open(),
    }
}
