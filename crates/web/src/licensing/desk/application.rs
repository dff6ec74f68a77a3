//! One application in tabs: what was declared, which documents, who said what, which letters went out, and what the record
//! proves. Beside it the enterprise, and the steps that are open to this officer.

mod tabs;

use super::case::{Act, Case, Identity, Names, applicant};
use super::checks::{Check, checks};
use crate::clock;
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::licensing::case::version;
use crate::parts::{FieldError, Tab};
use crate::reply::Reply;
use crate::shell::Failed;
use crate::visit::Visit;
use crate::wording::Wording;
use office::application::{self, Item};
use office::{Failure, certificates, licensing};
use rules::application::Turn;
use rules::certificates::shown_state;
use serde::Serialize;
use tabs::{Content, TABS};
pub(super) use tabs::{DocumentLine, documents};

/// Applications and certificates of the enterprise that are shown beside.
const SHOWN_MAX: u32 = 20;
/// Steps after which the page says that they are done.
const DONE: [&str; 5] = ["accept", "claim", "review", "fix", "decide"];

#[derive(Serialize)]
struct ApplicationContext {
    menu: Vec<MenuGroup>,
    a: Identity,
    tab: &'static str,
    tabs: Vec<Tab>,
    acts: Vec<Act>,
    accept_note: Option<String>,
    version: i64,
    errors: Vec<FieldError>,
    done: Option<String>,
    claimed: Option<String>,
    checks: Vec<Check>,
    firm: Option<Firm>,
    #[serde(flatten)]
    content: Content,
}

#[derive(Serialize)]
struct Firm {
    name: String,
    credit_code: String,
    representative: String,
    established: String,
    address: String,
    scope: String,
    certificates: Vec<CertificateLine>,
    siblings: Vec<Sibling>,
}

#[derive(Serialize)]
struct CertificateLine {
    title: String,
    state: &'static str,
    href: String,
}

#[derive(Serialize)]
struct Sibling {
    matter: String,
    number: String,
    state: &'static str,
    href: Option<String>,
}

/// `GET /desk/applications/{id}?tab=…`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::open(hall, visit)?;
    Ok(Reply::html(html(&case, visit, Vec::new())?))
}

/// `POST /desk/applications/{id}/claim`
pub(super) fn claim(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::open(hall, visit)?;
    licensing::claim(hall.app(), &visit.caller(), case.application.id)?;
    Ok(done(&case, "claim"))
}

/// `POST /desk/applications/{id}/accept`
pub(super) fn accept(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::open(hall, visit)?;
    match licensing::accept(hall.app(), &visit.caller(), case.application.id, version(visit)?) {
        Ok(()) => Ok(done(&case, "accept")),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "acts")?;
            Ok(Reply::invalid(html(&case, visit, errors)?))
        }
    }
}

/// Back to the application, which says what was done.
pub(super) fn done(case: &Case, step: &str) -> Reply {
    Reply::see(case.href(&format!("?done={step}")).replacen("/?", "?", 1))
}

fn html(case: &Case, visit: &Visit, errors: Vec<FieldError>) -> Result<String, Failure> {
    let (hall, words) = (case.hall, case.hall.words(visit));
    let names = Names::of(hall, &case.person.actor)?;
    let tab = TABS.into_iter().find(|tab| *tab == visit.query.get("tab")).unwrap_or(TABS[0]);
    let open = case.standing.turn != Turn::Nobody;
    let step = DONE.into_iter().find(|step| *step == visit.query.get("done"));
    let failed = if errors.is_empty() { Failed::No } else { Failed::Yes };
    let context = ApplicationContext {
        menu: desk::menu(hall, visit, "/desk/mine")?,
        a: case.identity(words)?,
        tab,
        tabs: tabs::links(case, tab, words)?,
        acts: case.acts(words)?,
        accept_note: accept_note(case, words)?,
        version: case.application.version,
        done: step.map(|step| words.word(&format!("desk_done.{step}"))),
        claimed: case.claimed(&names, words),
        checks: if open { checks(case, words)? } else { Vec::new() },
        firm: firm(case, words)?,
        content: tabs::content(case, &names, tab, words)?,
        errors,
    };
    let about = case.about(words, "desk.application", failed);
    hall.render(visit, "desk/application.html", &about, context)
}

/// What taking in now would begin: the day by which must be decided.
fn accept_note(case: &Case, words: &Wording) -> Result<Option<String>, Failure> {
    if !matches!(case.accept_step()?, super::case::Step::Open) {
        return Ok(None);
    }
    let standing = case.accepted()?.standing(case.hall.app().now(), &case.law)?;
    let clock = standing.clock.as_ref();
    let due = clock.and_then(|clock| clock.due(case.law.calendar()).date);
    Ok(clock.zip(due).map(|(clock, due)| {
        let facts = [("n", clock.limit.to_string()), ("due", due.to_string())];
        words.say("desk.accept_note", &facts.each_ref().map(|(name, value)| (*name, value.as_str())))
    }))
}

fn firm(case: &Case, words: &Wording) -> Result<Option<Firm>, Failure> {
    let Some(enterprise) = case.application.enterprise else {
        return Ok(None);
    };
    let (app, actor) = (case.hall.app(), &case.person.actor);
    let of = licensing::subject(app, actor, case.application.id)?;
    let held = certificates::of_enterprise(app, &enterprise.to_string(), SHOWN_MAX)?;
    let siblings = application::of_enterprise(app, enterprise, SHOWN_MAX)?;
    let others = siblings
        .iter()
        .filter(|item| item.application.id != case.application.id && item.claim.handed_in.is_some());
    Ok(Some(Firm {
        address: format!("{}{}{}", case.hall.place_name(&of.place), of.street, of.detail),
        name: of.name,
        credit_code: of.credit_code,
        representative: of.representative,
        established: of.registered.to_string(),
        scope: of.scope_text,
        certificates: held
            .iter()
            .map(|certificate| CertificateLine {
                title: crate::certificates::title(words, &certificate.statement),
                state: shown_state(certificate.state, certificate.statement.until, case.law.day()),
                href: format!("/certificates/{}/pdf", certificate.id),
            })
            .collect(),
        siblings: others.map(|item| sibling(case, item, words)).collect(),
    }))
}

/// Another application of the enterprise; only those of this desk can be opened.
fn sibling(case: &Case, item: &Item, words: &Wording) -> Sibling {
    let application = &item.application;
    let desk = rules::application::Desk::of(&case.person.actor);
    let here = application.unit == case.application.unit && desk.is_ok_and(|desk| desk.holds(application.road));
    Sibling {
        matter: super::queue::matter_name(case.hall, item, words),
        number: application.number.to_string(),
        state: clock::state(item.standing.phase, application.road),
        href: here.then(|| format!("/desk/applications/{}", application.id)),
    }
}

/// The applicant as the page names him.
fn named(case: &Case, words: &Wording) -> String {
    applicant(&case.claim.subject_name, words)
}
