//! P24 办件查询: where an application stands, for a stranger who knows its number and the last four digits of the phone, and
//! the same page for its applicant with letters and everything to be done. One answer for a wrong number and for wrong
//! digits; after too many wrong tries at a number everybody waits, whether it exists or not.

use super::case::{id, keyed, version};
use super::letters;
use crate::certificates::pdf_href;
use crate::clock::{self, DayRow, Due, Event, moment};
use crate::hall::Hall;
use crate::parts::{FieldError, Link};
use crate::reply::Reply;
use crate::shell::{About, Failed};
use crate::visit::Visit;
use crate::wording::Wording;
use office::application::{self, Claim, Tracked};
use office::{Failure, certificates, licensing};
use rules::application::{Application, Outcome, Phase, Road, Standing, Turn};
use rules::calendar::Moment;
use rules::{Code, Refusal};
use serde::Serialize;

#[derive(Serialize)]
struct RefusalView {
    reasons: Vec<String>,
    remedy: String,
}

#[derive(Serialize)]
struct Withdrawal {
    action: String,
    version: i64,
    draft: bool,
}

#[derive(Serialize)]
struct CaseView {
    number: String,
    matter: String,
    mode: Option<&'static str>,
    applicant: String,
    state: &'static str,
    meaning: String,
    with_whom: String,
    when: String,
    due: Option<Due>,
    events: Vec<Event>,
    days: Vec<DayRow>,
    days_summary: String,
    days_article: Option<String>,
    refusal: Option<RefusalView>,
    form_href: Option<String>,
    fix_href: Option<String>,
    certificate_href: Option<String>,
    letters: Vec<Link>,
    withdrawal: Option<Withdrawal>,
}

#[derive(Default, Serialize)]
struct TrackContext {
    number: String,
    phone_last4: String,
    errors: Vec<FieldError>,
    missing: bool,
    wait: Option<String>,
    own: bool,
    case: Option<CaseView>,
}

fn render(hall: &Hall, visit: &Visit, context: TrackContext) -> Result<String, Failure> {
    let words = hall.words(visit);
    let section = if context.own { "me" } else { "track" };
    let about = About {
        title: context
            .case
            .as_ref()
            .map_or_else(|| words.word("nav.track"), |case| case.matter.clone()),
        section: context.own.then(|| words.word("nav.me")),
        nav: section,
        failed: if context.errors.is_empty() { Failed::No } else { Failed::Yes },
    };
    hall.render(visit, "track.html", &about, context)
}

/// `GET /track`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    Ok(Reply::html(render(hall, visit, TrackContext::default())?))
}

/// `POST /track`: number and digits go in a form, so that they stand in no address and no log.
pub(super) fn find(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let mut context = TrackContext {
        number: visit.form.get("number").trim().to_owned(),
        phone_last4: visit.form.get("phone_last4").trim().to_owned(),
        ..TrackContext::default()
    };
    for (field, typed, word) in [
        ("number", &context.number, "track.number_missing"),
        ("phone_last4", &context.phone_last4, "track.phone_missing"),
    ] {
        if typed.is_empty() {
            context.errors.push(hall.error(visit, field, word));
        }
    }
    if !context.errors.is_empty() {
        return Ok(Reply::invalid(render(hall, visit, context)?));
    }
    match look_up(hall, &context.number, &context.phone_last4) {
        Ok(found) => {
            context.case = Some(for_stranger(hall, visit, &found)?);
            Ok(Reply::html(render(hall, visit, context)?))
        }
        Err(Failure::Refused(refusal)) if refusal.code == Code::NotFound => {
            context.missing = true;
            Ok(Reply::invalid(render(hall, visit, context)?))
        }
        Err(Failure::Refused(refusal)) if refusal.code == Code::LockedOut => {
            context.wait = Some(hall.words(visit).refusal(&refusal));
            let body = render(hall, visit, context)?;
            Ok(Reply::Html { status: 429, body })
        }
        Err(failure) => Err(failure),
    }
}

/// Looks an application up within the allowance of wrong tries; pages and the open interface share the count.
pub(super) fn look_up(hall: &Hall, number: &str, phone_last4: &str) -> Result<Tracked, Failure> {
    hall.within_tries(number, || application::track(hall.app(), number, phone_last4))
}

/// `GET /me/applications/{id}`
pub(super) fn own(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (person, id) = (visit.person()?, id(visit)?);
    let (application, claim, standing) = application::detail(hall.app(), &person.actor, id)?;
    if application.applicant != person.account {
        return Err(Refusal::new(Code::NotFound).into());
    }
    let context = TrackContext {
        own: true,
        case: Some(for_owner(hall, visit, &application, &claim, &standing)?),
        ..TrackContext::default()
    };
    Ok(Reply::html(render(hall, visit, context)?))
}

/// `POST /me/applications/{id}/withdraw`
pub(super) fn withdraw(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let id = id(visit)?;
    licensing::withdraw(hall.app(), &keyed(visit, "withdraw"), id, version(visit)?)?;
    let draft = visit.form.get("draft") == "yes";
    Ok(Reply::see(if draft { "/me".to_owned() } else { super::case::own_page(id) }))
}

fn for_stranger(hall: &Hall, visit: &Visit, found: &Tracked) -> Result<CaseView, Failure> {
    let view = view(hall, visit, &found.application, &found.standing, found.handed_in)?;
    let correcting = found.standing.phase == Phase::Correcting;
    Ok(CaseView {
        applicant: masked(&found.subject_name),
        fix_href: correcting.then(|| "/me".to_owned()),
        ..view
    })
}

fn for_owner(hall: &Hall, visit: &Visit, application: &Application, claim: &Claim, standing: &Standing) -> Result<CaseView, Failure> {
    let view = view(hall, visit, application, standing, claim.handed_in)?;
    let words = hall.words(visit);
    let issued = certificates::of_application(hall.app(), application.id)?;
    let may_withdraw = application.road != Road::Registration && application.clone().withdraw(hall.app().now()).is_ok();
    Ok(CaseView {
        applicant: claim.subject_name.clone(),
        form_href: (standing.phase == Phase::Draft).then(|| form_href(application)),
        fix_href: (standing.phase == Phase::Correcting).then(|| format!("/apply/{}/fix", application.id)),
        certificate_href: issued.first().map(pdf_href),
        letters: letters::letters_of(words, application, claim, standing)
            .into_iter()
            .map(letters::LetterLine::link)
            .collect(),
        withdrawal: may_withdraw.then(|| Withdrawal {
            action: format!("/me/applications/{}/withdraw", application.id),
            version: application.version,
            draft: standing.phase == Phase::Draft,
        }),
        ..view
    })
}

/// What both see.
fn view(
    hall: &Hall,
    visit: &Visit,
    application: &Application,
    standing: &Standing,
    handed_in: Option<Moment>,
) -> Result<CaseView, Failure> {
    let (words, law) = (hall.words(visit), hall.app().law(&application.place));
    let calendar = law.calendar();
    let state = clock::state(standing.phase, application.road);
    let matter = hall.app().shelf().edition_of(&application.edition).matter(&application.matter);
    let unit = hall.app().shelf().unit_name(&application.unit);
    let clock = standing.clock.as_ref();
    Ok(CaseView {
        number: application.number.to_string(),
        matter: matter_name(hall, words, application),
        mode: matter.and_then(|matter| matter.mode).map(|mode| mode.name()),
        applicant: String::new(),
        state,
        meaning: words.word(&format!("meaning.{state}")),
        with_whom: match standing.turn {
            Turn::Applicant => words.word("track.with_you"),
            Turn::Office => unit,
            Turn::Nobody => words.word("track.with_nobody"),
        },
        when: when(standing, words),
        due: shown_due(standing, words),
        events: events(hall, application, standing, handed_in, words),
        days: clock.map_or_else(Vec::new, |clock| clock::days(clock, calendar)),
        days_summary: clock.map_or_else(String::new, |clock| clock::days_summary(clock, calendar, words)),
        days_article: clock.map(|clock| clock.article.clone()),
        refusal: refusal(hall, words, application)?,
        form_href: None,
        fix_href: None,
        certificate_href: None,
        letters: Vec::new(),
        withdrawal: None,
    })
}

/// Where a draft is filled in.
pub(super) fn form_href(application: &Application) -> String {
    match application.road {
        Road::Registration => format!("/open/{}/check", application.id),
        Road::Filing | Road::Commitment | Road::Ordinary => format!("/apply/{}", application.id),
    }
}

/// The badge, while a clock runs or stands: a draft has no limit, and what is over needs none.
pub(super) fn shown_due(standing: &Standing, words: &Wording) -> Option<Due> {
    let runs = standing.phase != Phase::Draft && standing.turn != Turn::Nobody;
    runs.then(|| clock::due(standing, words))
}

/// What the clock that runs now waits for.
pub(super) fn when(standing: &Standing, words: &Wording) -> String {
    let key = match standing.phase {
        Phase::Submitted => "track.when_submitted",
        Phase::Correcting => "track.when_correction",
        Phase::Granted => "track.when_granted",
        Phase::Draft | Phase::Accepted | Phase::Refused | Phase::Issued | Phase::Withdrawn => "track.when",
    };
    words.word(key)
}

/// The name of what is applied for: a registration is no matter of the catalogue.
pub(super) fn matter_name(hall: &Hall, words: &Wording, application: &Application) -> String {
    let matter = hall.app().shelf().edition_of(&application.edition).matter(&application.matter);
    matter.map_or_else(|| words.word("letters.registration"), |matter| matter.name.clone())
}

/// The course, from the first hand-in on: the later states no longer know it, the application still does.
fn events(hall: &Hall, application: &Application, standing: &Standing, handed_in: Option<Moment>, words: &Wording) -> Vec<Event> {
    let mut events = clock::events(hall, application, standing, words);
    let title = words.word("event.submitted");
    events.retain(|event| event.title != title);
    if let Some(at) = handed_in {
        let first = Event {
            tone: "done",
            title,
            at: Some(moment(at)),
            who: None,
            text: None,
        };
        events.insert(0, first);
    }
    events
}

fn refusal(hall: &Hall, words: &Wording, application: &Application) -> Result<Option<RefusalView>, Failure> {
    let refused = letters::decision(application).filter(|decision| decision.outcome == Outcome::Refused);
    let Some(decision) = refused else { return Ok(None) };
    let reasons = decision.reasons.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(Some(RefusalView {
        reasons: reasons.map(str::to_owned).collect(),
        remedy: letters::remedy(hall, words, application, decision.at.day())?,
    }))
}

/// A name that its owner recognises and a stranger does not learn: the first two characters and the last two.
fn masked(name: &str) -> String {
    let length = name.chars().count();
    name.chars()
        .enumerate()
        .map(|(at, letter)| if at < 2 || at + 2 >= length { letter } else { '*' })
        .collect()
}
