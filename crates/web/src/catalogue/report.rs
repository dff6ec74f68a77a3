//! 举报奇葩证明: anybody says which proof he was asked for, and looks up what came of it; no account, no name.

use super::feedback::asked_by;
use super::needed::href;
use crate::clock::{self, Due, moment};
use crate::hall::Hall;
use crate::parts::{FieldError, Link};
use crate::reply::Reply;
use crate::shell::{About, Failed};
use crate::visit::Visit;
use office::catalogue::proof_reports::{self, Item, NewReport, Taken};
use office::{Caller, Failure};
use rules::Code;
use rules::access::{Actor, Grant};
use serde::Serialize;

#[derive(Serialize)]
struct ReportContext {
    errors: Vec<FieldError>,
    matter: Option<MatterChoice>,
    body: String,
    proof: String,
    story: String,
    phone: String,
    days: i64,
    taken: Option<TakenView>,
}

#[derive(Serialize)]
struct MatterChoice {
    code: String,
    name: String,
    href: String,
}

#[derive(Serialize)]
struct TakenView {
    number: String,
    code: Option<String>,
    due: Option<String>,
}

/// `GET /matters/report`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let code = visit.query.get("matter");
    Ok(Reply::html(html(hall, visit, code, Vec::new(), None)?))
}

/// Anybody may report: staff whose post has nothing to do with it report as visitors.
fn anybody(visit: &Visit) -> Caller {
    let caller = visit.caller();
    if caller.actor.check(Grant::ProofReport).is_ok() {
        return caller;
    }
    Caller {
        actor: Actor::visitor(&visit.place),
        key: caller.key,
    }
}

/// `POST /matters/report`: the receipt is the answer itself, so that the code stands in no address.
pub(super) fn send(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let form = &visit.form;
    let stranger = visit.person.is_none();
    if stranger && visit.address.is_some_and(|address| !hall.reports().allows(address)) {
        // What was typed is not lost.
        let errors = vec![hall.error(visit, "proof", "proof_report.too_fast")];
        let body = html(hall, visit, form.get("matter"), errors, None)?;
        return Ok(Reply::Html { status: 429, body });
    }
    let new = NewReport {
        matter: form.get("matter").to_owned(),
        body: form.get("body").to_owned(),
        proof: form.get("proof").to_owned(),
        story: form.get("story").to_owned(),
        phone: form.get("phone").to_owned(),
    };
    match proof_reports::report(hall.app(), &anybody(visit), new) {
        Ok(taken) => Ok(Reply::html(html(hall, visit, form.get("matter"), Vec::new(), Some(&taken))?)),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "proof")?;
            let errors = errors.into_iter().map(|error| said(hall, visit, error)).collect();
            Ok(Reply::invalid(html(hall, visit, form.get("matter"), errors, None)?))
        }
    }
}

/// What is missing or too long, said with the words of this form.
fn said(hall: &Hall, visit: &Visit, error: FieldError) -> FieldError {
    let empty = visit.form.get(&error.field).trim().is_empty();
    let word = match error.field.as_str() {
        "body" if empty => "proof_report.body_missing",
        "proof" if empty => "proof_report.proof_missing",
        "story" if empty => "proof_report.story_missing",
        "body" | "proof" | "story" => "proof_report.too_long",
        "phone" => "proof_report.phone_wrong",
        _ => return error,
    };
    hall.error(visit, &error.field, word)
}

fn html(hall: &Hall, visit: &Visit, code: &str, errors: Vec<FieldError>, taken: Option<&Taken>) -> Result<String, Failure> {
    let words = hall.words(visit);
    let matter = hall.app().shelf().edition().matter(code);
    let failed = if errors.is_empty() { Failed::No } else { Failed::Yes };
    let text = |name: &str| visit.form.get(name).to_owned();
    let context = ReportContext {
        errors,
        matter: matter.map(|matter| MatterChoice {
            code: matter.code.clone(),
            name: matter.name.clone(),
            href: href(&matter.code),
        }),
        body: text("body"),
        proof: text("proof"),
        story: text("story"),
        phone: text("phone"),
        days: hall.app().law(&visit.place).number("catalogue.proof_report_days")?,
        taken: taken.map(|taken| TakenView {
            number: taken.number.clone(),
            code: taken.code.clone(),
            due: taken.due().map(|day| day.to_string()),
        }),
    };
    let about = About {
        title: words.word("proof_report.title"),
        section: Some(words.word("nav.matters")),
        nav: "matters",
        failed,
    };
    hall.render(visit, "matters/report.html", &about, context)
}

#[derive(Default, Serialize)]
struct OutcomeContext {
    errors: Vec<FieldError>,
    number: String,
    digits: String,
    missing: bool,
    wait: Option<String>,
    report: Option<Outcome>,
}

#[derive(Serialize)]
struct Outcome {
    number: String,
    proof: String,
    asked_by: String,
    matter: Option<Link>,
    received: String,
    due: Due,
    disposal: Option<&'static str>,
    basis: String,
    answer: String,
    disposed_at: Option<String>,
}

/// `GET /matters/report/outcome`
pub(super) fn outcome(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    Ok(Reply::html(outcome_html(hall, visit, OutcomeContext::default())?))
}

/// `POST /matters/report/outcome`: with the same limits on wrong tries as applications.
pub(super) fn look_up(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let mut context = OutcomeContext {
        number: visit.form.get("number").trim().to_owned(),
        digits: visit.form.get("digits").trim().to_owned(),
        ..OutcomeContext::default()
    };
    for (field, typed, word) in [
        ("number", &context.number, "track.number_missing"),
        ("digits", &context.digits, "proof_report.digits_missing"),
    ] {
        if typed.is_empty() {
            context.errors.push(hall.error(visit, field, word));
        }
    }
    if !context.errors.is_empty() {
        return Ok(Reply::invalid(outcome_html(hall, visit, context)?));
    }
    let found = hall.within_tries(&context.number, || {
        proof_reports::track(hall.app(), &context.number, &context.digits)
    });
    match found {
        Ok(item) => {
            context.report = Some(shown(hall, visit, &item));
            Ok(Reply::html(outcome_html(hall, visit, context)?))
        }
        Err(Failure::Refused(refusal)) if refusal.code == Code::NotFound => {
            context.missing = true;
            Ok(Reply::invalid(outcome_html(hall, visit, context)?))
        }
        Err(Failure::Refused(refusal)) if refusal.code == Code::LockedOut => {
            context.wait = Some(hall.words(visit).refusal(&refusal));
            let body = outcome_html(hall, visit, context)?;
            Ok(Reply::Html { status: 429, body })
        }
        Err(failure) => Err(failure),
    }
}

fn shown(hall: &Hall, visit: &Visit, item: &Item) -> Outcome {
    let (law, words) = (hall.app().law(&visit.place), hall.words(visit));
    let matter = hall.app().shelf().edition().matter(&item.matter);
    let done = item.done.as_ref();
    Outcome {
        number: item.number.clone(),
        proof: item.proof.clone(),
        asked_by: asked_by(hall, item),
        matter: matter.map(|matter| Link {
            text: matter.name.clone(),
            href: href(&matter.code),
        }),
        received: moment(item.received),
        due: clock::due_of(&item.clock, law.day(), law.calendar(), words),
        disposal: done.map(|done| done.disposed.disposal.name()),
        basis: done.map(|done| done.disposed.basis.clone()).unwrap_or_default(),
        answer: done.map(|done| done.disposed.answer.clone()).unwrap_or_default(),
        disposed_at: done.map(|done| moment(done.at)),
    }
}

fn outcome_html(hall: &Hall, visit: &Visit, context: OutcomeContext) -> Result<String, Failure> {
    let words = hall.words(visit);
    let about = About {
        title: words.word("proof_report.outcome"),
        section: Some(words.word("nav.matters")),
        nav: "matters",
        failed: if context.errors.is_empty() { Failed::No } else { Failed::Yes },
    };
    hall.render(visit, "matters/report-outcome.html", &about, context)
}
