//! One push: what it says, and what its department does with it: sign, hand on once with the reason, feed back.

use super::told::{self, due, event_word, id, state_key};
use crate::clock::{self, DayRow, Due, Event};
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::parts::{Choice, FieldError};
use crate::reply::Reply;
use crate::shell::{About, Failed};
use crate::visit::Visit;
use crate::wording::Wording;
use office::access;
use office::exchange::{self, Item};
use office::{Failure, registry};
use rules::access::Grant;
use rules::exchange::{Finding, PushState};
use rules::ids::AccountId;
use rules::law::covers;
use serde::Serialize;
use std::collections::BTreeMap;

/// Characters of a feedback or a reason.
const TEXT_LENGTH_MAX: usize = 2_000;

#[derive(Serialize)]
struct PushContext {
    menu: Vec<MenuGroup>,
    push: PushView,
    sign_action: Option<String>,
    feedback_action: Option<String>,
    transfer_action: Option<String>,
    errors: Vec<FieldError>,
    done: Option<String>,
    form: Typed,
    findings: Vec<Choice>,
    units: Vec<Choice>,
    transfer_open: bool,
    answer: Option<Answer>,
    events: Vec<Event>,
    days: Vec<DayRow>,
    days_summary: String,
    days_article: Option<String>,
    back_href: String,
}

#[derive(Serialize)]
struct PushView {
    number: String,
    subject: String,
    credit_code: String,
    address: String,
    scope: String,
    representative: Option<String>,
    matter: String,
    matters: Vec<told::MatterFacts>,
    event: String,
    application: String,
    pushed_at: String,
    state: &'static str,
    due: Due,
    body_sm3: String,
    transferred_from: Option<String>,
}

#[derive(Serialize)]
struct Answer {
    result: Option<String>,
    text: String,
    at: String,
    who: Option<String>,
}

/// What was typed into one of the two forms.
#[derive(Clone, Default, Serialize)]
struct Typed {
    finding: String,
    text: String,
    to: String,
    reason: String,
}

/// Steps after which the page says that they are done.
const DONE: [&str; 3] = ["sign", "feedback", "transfer"];

/// `GET /desk/pushed/{id}`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let push = exchange::detail(hall.app(), &visit.staff()?.actor, id(visit)?)?;
    Ok(Reply::html(html(hall, visit, &push, Typed::default(), Vec::new())?))
}

/// `POST /desk/pushed/{id}/sign`
pub(super) fn sign(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let id = id(visit)?;
    visit.staff()?;
    match exchange::sign(hall.app(), &visit.caller(), id) {
        Ok(()) => Ok(Reply::see(format!("/desk/pushed/{id}?done=sign"))),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "acts")?;
            again(hall, visit, Typed::default(), errors)
        }
    }
}

/// `POST /desk/pushed/{id}/feedback`
pub(super) fn feedback(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let id = id(visit)?;
    visit.staff()?;
    let typed = Typed {
        finding: visit.form.get("finding").to_owned(),
        text: visit.form.get("text").to_owned(),
        ..Typed::default()
    };
    if typed.text.chars().count() > TEXT_LENGTH_MAX {
        let errors = vec![hall.error(visit, "text", "feedback.text_long")];
        return again(hall, visit, typed, errors);
    }
    match exchange::feedback(hall.app(), &visit.caller(), id, &typed.finding, &typed.text) {
        Ok(()) => Ok(Reply::see(format!("/desk/pushed/{id}?done=feedback"))),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "finding")?;
            again(hall, visit, typed, errors)
        }
    }
}

/// `POST /desk/pushed/{id}/transfer`
pub(super) fn transfer(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let id = id(visit)?;
    visit.staff()?;
    let typed = Typed {
        to: visit.form.get("to").to_owned(),
        reason: visit.form.get("reason").to_owned(),
        ..Typed::default()
    };
    let mut errors = Vec::new();
    if typed.to.is_empty() {
        errors.push(hall.error(visit, "to", "transfer.to_missing"));
    }
    if typed.reason.trim().is_empty() {
        errors.push(hall.error(visit, "reason", "transfer.reason_missing"));
    } else if typed.reason.chars().count() > TEXT_LENGTH_MAX {
        errors.push(hall.error(visit, "reason", "feedback.text_long"));
    }
    if !errors.is_empty() {
        return again(hall, visit, typed, errors);
    }
    match exchange::transfer(hall.app(), &visit.caller(), id, &typed.to, &typed.reason) {
        Ok(()) => Ok(Reply::see(format!("/desk/pushed/{id}?done=transfer"))),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "to")?;
            again(hall, visit, typed, errors)
        }
    }
}

fn again(hall: &Hall, visit: &Visit, typed: Typed, errors: Vec<FieldError>) -> Result<Reply, Failure> {
    let push = exchange::detail(hall.app(), &visit.staff()?.actor, id(visit)?)?;
    Ok(Reply::invalid(html(hall, visit, &push, typed, errors)?))
}

fn html(hall: &Hall, visit: &Visit, push: &Item, form: Typed, errors: Vec<FieldError>) -> Result<String, Failure> {
    let (person, words) = (visit.staff()?, hall.words(visit));
    let law = hall.app().law(&person.actor.place);
    let names = names(hall, visit)?;
    let may = |grant| person.actor.check(grant).is_ok();
    let action = |step: &str, open: bool| open.then(|| format!("/desk/pushed/{}/{step}", push.id));
    let step = DONE.into_iter().find(|step| *step == visit.query.get("done"));
    let failed = if errors.is_empty() { Failed::No } else { Failed::Yes };
    let transferable = rules::exchange::transfer(push.state, push.transferred_from.as_deref()).is_ok();
    let context = PushContext {
        menu: desk::menu(hall, visit, "/desk/pushed")?,
        sign_action: action("sign", may(Grant::PushSign) && rules::exchange::sign(push.state).is_ok()),
        feedback_action: action("feedback", may(Grant::PushFeedback) && rules::exchange::handle(push.state).is_ok()),
        transfer_action: action("transfer", may(Grant::PushTransfer) && transferable),
        done: step.map(|step| words.word(&format!("pushed_done.{step}"))),
        findings: Finding::ALL
            .iter()
            .map(|finding| Choice::new(finding.name(), words.word(&format!("finding.{}", finding.name()))))
            .collect(),
        units: units(hall, visit)?,
        transfer_open: !form.to.is_empty() || !form.reason.is_empty() || errors.iter().any(|error| error.field == "to"),
        answer: answer(push, &names, words),
        events: events(hall, push, &names, words),
        days: push
            .clock
            .as_ref()
            .map(|clock| clock::days(clock, law.calendar()))
            .unwrap_or_default(),
        days_summary: push
            .clock
            .as_ref()
            .map(|clock| clock::days_summary(clock, law.calendar(), words))
            .unwrap_or_default(),
        days_article: push.clock.as_ref().map(|clock| clock.article.clone()),
        back_href: format!("/desk/pushed?tab={}", tab_of(push.state)),
        push: view(hall, visit, push)?,
        form,
        errors,
    };
    let about = About {
        title: format!("{} {}", words.word("pushed.one"), push.number),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        failed,
    };
    hall.render(visit, "desk/push.html", &about, context)
}

fn tab_of(state: PushState) -> &'static str {
    match state {
        PushState::Queued | PushState::Delivered => "waiting",
        PushState::Signed => "in_hand",
        PushState::Transferred | PushState::Handled => "closed",
    }
}

fn view(hall: &Hall, visit: &Visit, push: &Item) -> Result<PushView, Failure> {
    let (person, words) = (visit.staff()?, hall.words(visit));
    let law = hall.app().law(&person.actor.place);
    let facts = told::facts(push)?;
    // The register may know the enterprise under newer facts; a push of one that is no longer there still stands.
    let representative = match registry::by_credit_code(hall.app(), &facts.credit_code) {
        Ok(enterprise) => Some(enterprise.representative),
        Err(Failure::Refused(_)) => None,
        Err(fault) => return Err(fault),
    };
    Ok(PushView {
        number: push.number.clone(),
        representative,
        matter: facts.matter_names(),
        scope: facts.scope(),
        address: format!("{}{}", hall.place_name(&facts.place), facts.address),
        subject: facts.enterprise,
        credit_code: facts.credit_code,
        matters: facts.matters,
        event: event_word(push, words),
        application: facts.application,
        pushed_at: clock::moment(push.created),
        state: state_key(push.state),
        due: due(push, law.day(), law.calendar(), words),
        body_sm3: push.body_sm3.clone(),
        transferred_from: push.transferred_from.as_deref().map(|unit| told::unit_name(hall, unit)),
    })
}

/// The names of the unit's people, by account as the record writes it.
fn names(hall: &Hall, visit: &Visit) -> Result<BTreeMap<String, String>, Failure> {
    let people = access::colleagues(hall.app(), &visit.staff()?.actor)?;
    Ok(people.into_iter().map(|person| (person.account.to_string(), person.name)).collect())
}

/// A colleague by name; anybody else (the unit's own system) as such.
fn who(names: &BTreeMap<String, String>, caller: &str, words: &Wording) -> String {
    let former = if AccountId::parse(caller).is_some() {
        "desk.former"
    } else {
        "roles.receiver"
    };
    names.get(caller).cloned().unwrap_or_else(|| words.word(former))
}

/// The other units that serve this place.
fn units(hall: &Hall, visit: &Visit) -> Result<Vec<Choice>, Failure> {
    let actor = &visit.staff()?.actor;
    let units = hall.app().shelf().edition().units().iter();
    let others = units.filter(|unit| covers(&unit.place, &actor.place) && Some(&unit.code) != actor.unit.as_ref());
    Ok(others.map(|unit| Choice::new(&unit.code, &unit.name)).collect())
}

fn answer(push: &Item, names: &BTreeMap<String, String>, words: &Wording) -> Option<Answer> {
    let at = push.handled?;
    Some(Answer {
        result: push.finding.map(|finding| words.word(&format!("finding.{}", finding.name()))),
        text: push.feedback.clone(),
        at: clock::moment(at),
        who: push.handled_by.as_deref().map(|caller| who(names, caller, words)),
    })
}

/// The course of a push: each fact with its own time.
fn events(hall: &Hall, push: &Item, names: &BTreeMap<String, String>, words: &Wording) -> Vec<Event> {
    let event = |tone, key: &str, at, who: Option<String>| Event {
        tone,
        title: words.word(&format!("push_event.{key}")),
        at: Some(clock::moment(at)),
        who,
        text: None,
    };
    let from = push.transferred_from.as_deref().map(|unit| told::unit_name(hall, unit));
    let mut events = vec![event("done", "created", push.created, from)];
    events.extend(push.delivered.map(|at| event("done", "delivered", at, None)));
    let signed_by = push.signed_by.as_deref().map(|caller| who(names, caller, words));
    events.extend(push.signed.map(|at| event("done", "signed", at, signed_by)));
    let handled_by = push.handled_by.as_deref().map(|caller| who(names, caller, words));
    let key = if push.state == PushState::Transferred {
        "transferred"
    } else {
        "handled"
    };
    events.extend(push.handled.map(|at| event("done", key, at, handled_by)));
    events
}
