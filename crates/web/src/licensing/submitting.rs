//! P21 check the answers and hand in; P22 the receipt, which a second sending shows again.

use super::apply;
use super::case::{Case, MatterLine, about, keyed, own_page, version};
use super::fields::{at_all, missing_errors};
use super::letters;
use super::papers::{self, DocumentLine};
use super::track::when;
use crate::certificates::{pdf_href, public_path};
use crate::clock::{self, Due, moment};
use crate::hall::Hall;
use crate::parts::{FieldError, Labelled};
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use office::certificates::{self, Certificate};
use office::{Failure, application, licensing};
use rules::Code;
use rules::application::{Phase, Road, Standing};
use serde::Serialize;
use std::time::Duration;

#[derive(Serialize)]
struct Part {
    title: String,
    href: Option<String>,
    rows: Vec<Labelled>,
}

#[derive(Serialize)]
struct CheckContext {
    action: String,
    version: i64,
    errors: Vec<FieldError>,
    notice: Option<String>,
    matter: MatterLine,
    fee: String,
    legal_days: u32,
    promised_days: Option<u32>,
    spot: bool,
    subject: String,
    sections: Vec<Part>,
    documents: Vec<DocumentLine>,
    documents_href: String,
    submit: String,
    statement: String,
}

/// `GET /apply/{id}/check`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::load(hall, visit)?;
    match turned_away(&case) {
        Some(elsewhere) => Ok(elsewhere),
        None => Ok(Reply::html(html(hall, visit, &case, Vec::new(), None)?)),
    }
}

/// Where somebody is sent who has nothing to hand in here: it is no draft, a commitment, or not complete.
fn turned_away(case: &Case) -> Option<Reply> {
    let missing = case.missing();
    if !case.is_draft() {
        Some(case.elsewhere())
    } else if case.application.road == Road::Commitment {
        Some(Reply::see(case.after_form()))
    } else if !missing.fields.is_empty() || !missing.materials.is_empty() {
        Some(Reply::see(format!("{}?check=yes", case.href(""))))
    } else {
        None
    }
}

fn html(hall: &Hall, visit: &Visit, case: &Case, errors: Vec<FieldError>, notice: Option<String>) -> Result<String, Failure> {
    let words = hall.words(visit);
    let answers = case.detail.fields.iter().map(|field| {
        let answer = case.content.answers.get(&field.code).filter(|answer| !answer.is_empty());
        Labelled {
            label: field.label.clone(),
            value: answer.map_or_else(|| words.word("apply.left_empty"), |answer| format!("{answer}{}", field.unit)),
            source: None,
        }
    });
    let matter = case.matter_line(hall);
    let filing = case.application.road == Road::Filing;
    let context = CheckContext {
        action: case.href("check"),
        version: case.application.version,
        notice,
        fee: fee(hall, visit, case),
        legal_days: case.application.legal.days,
        promised_days: case.application.promised_days,
        spot: filing,
        subject: case.enterprise.name.clone(),
        sections: vec![
            Part {
                title: words.word("apply.section_subject"),
                href: None,
                rows: case.known(hall, visit)?,
            },
            Part {
                title: words.word("apply.section_answers"),
                href: Some(format!("{}#answers", case.href(""))),
                rows: answers.collect(),
            },
        ],
        documents: papers::documents(case),
        documents_href: format!("{}#documents", case.href("")),
        submit: words.word(if filing { "apply.submit_filing" } else { "apply.submit" }),
        statement: words.say("apply.statement", &[("office", &matter.department)]),
        matter,
        errors,
    };
    let about = about(hall, visit, words.word("apply.check_title"), &context.errors);
    hall.render(visit, "apply/check.html", &about, context)
}

fn fee(hall: &Hall, visit: &Visit, case: &Case) -> String {
    let words = hall.words(visit);
    if case.detail.fee_fen == 0 {
        return words.word("guide.free");
    }
    let yuan = format!("{}.{:02}", case.detail.fee_fen / 100, case.detail.fee_fen % 100);
    words.say("guide.fee_yuan", &[("yuan", &yuan), ("basis", &case.detail.fee_basis)])
}

/// `POST /apply/{id}/check`: hands in; a filing is done with that.
pub(super) fn submit(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::load(hall, visit)?;
    if !case.is_draft() {
        return Ok(Reply::see(case.href("receipt")));
    }
    if let Some(elsewhere) = turned_away(&case) {
        return Ok(elsewhere);
    }
    let (app, caller, id, version) = (hall.app(), keyed(visit, "submit"), case.application.id, version(visit)?);
    let done = if case.application.road == Road::Filing {
        licensing::file(app, &caller, id, version)
    } else {
        licensing::submit(app, &caller, id, version)
    };
    match done {
        Ok(()) => Ok(Reply::see(case.href("receipt"))),
        Err(failure) => refused(hall, visit, failure),
    }
}

/// What was changed meanwhile is shown again to be checked; what is missing is said on the form.
fn refused(hall: &Hall, visit: &Visit, failure: Failure) -> Result<Reply, Failure> {
    let refusal = match failure {
        Failure::Refused(refusal) => refusal,
        fault => return Err(fault),
    };
    let case = Case::load(hall, visit)?;
    if refusal.code == Code::VersionChanged {
        let notice = Some(hall.words(visit).word("apply.changed"));
        return Ok(Reply::invalid(html(hall, visit, &case, Vec::new(), notice)?));
    }
    let missing = missing_errors(hall, visit, &case.missing());
    if !missing.is_empty() {
        return apply::with_errors(hall, visit, &case, missing);
    }
    hall.at_form(visit, refusal.clone().into(), "submit")?;
    let errors = at_all(hall, visit, case.detail, &refusal, "submit");
    Ok(Reply::invalid(html(hall, visit, &case, errors, None)?))
}

#[derive(Serialize)]
struct IssuedCard {
    title: String,
    number: String,
    pdf_href: String,
    qr: String,
}

#[derive(Serialize)]
struct ReceiptContext {
    outcome: &'static str,
    number: String,
    matter: String,
    subject: String,
    department: String,
    submitted_at: String,
    when: String,
    due: Option<Due>,
    next: Vec<String>,
    certificates: Vec<IssuedCard>,
    signing: bool,
    here: String,
    receipt_href: String,
    track_href: String,
}

/// `GET /apply/{id}/receipt`
pub(super) fn receipt(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::load(hall, visit)?;
    if case.is_draft() {
        return Ok(Reply::see(case.href("")));
    }
    let (_, claim, standing) = application::detail(hall.app(), &visit.person()?.actor, case.application.id)?;
    let (Some(outcome), Some(handed_in)) = (outcome(&standing, case.application.road), claim.handed_in) else {
        return Ok(case.elsewhere());
    };
    let decided = matches!(outcome, "granted" | "filed");
    let issued = if decided { issued(hall, &case)? } else { Vec::new() };
    let words = hall.words(visit);
    let context = ReceiptContext {
        outcome,
        number: case.application.number.to_string(),
        matter: case.matter.name.clone(),
        subject: case.enterprise.name.clone(),
        department: hall.app().shelf().unit_name(&case.application.unit),
        submitted_at: moment(handed_in),
        when: when(&standing, words),
        due: (!decided).then(|| clock::due(&standing, words)),
        next: next(hall, visit, &case, outcome)?,
        signing: decided && issued.is_empty(),
        certificates: issued.iter().map(|one| card(hall, one)).collect::<Result<_, _>>()?,
        here: case.href("receipt"),
        receipt_href: letters::href(case.application.id, "receipt"),
        track_href: own_page(case.application.id),
    };
    let about = About {
        title: words.word(&format!("receipt.{outcome}")),
        section: Some(words.word("nav.me")),
        nav: "me",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "apply/receipt.html", &about, context)?))
}

/// The worker signs within moments of the commit; so often, and so long each time, the page waits for it.
const WAITS: u32 = 10;
const WAIT: Duration = Duration::from_millis(100);

/// The certificates, once the worker has signed them; the page says so when that takes longer.
fn issued(hall: &Hall, case: &Case) -> Result<Vec<Certificate>, Failure> {
    let mut seen = 0;
    for _ in 0..WAITS {
        let issued = certificates::of_application(hall.app(), case.application.id)?;
        if !issued.is_empty() {
            return Ok(issued);
        }
        seen = hall.app().wake().wait(seen, WAIT);
    }
    Ok(Vec::new())
}

/// What the receipt confirms; nothing for what has gone further than a receipt says, and is looked at elsewhere.
fn outcome(standing: &Standing, road: Road) -> Option<&'static str> {
    match (standing.phase, road) {
        (Phase::Granted | Phase::Issued, Road::Filing) => Some("filed"),
        (Phase::Granted | Phase::Issued, Road::Commitment) => Some("granted"),
        (Phase::Submitted, _) => Some("submitted"),
        (Phase::Accepted, _) => Some("accepted"),
        (Phase::Granted | Phase::Issued, Road::Ordinary | Road::Registration)
        | (Phase::Draft | Phase::Correcting | Phase::Refused | Phase::Withdrawn, _) => None,
    }
}

/// What happens now, in order.
fn next(hall: &Hall, visit: &Visit, case: &Case, outcome: &str) -> Result<Vec<String>, Failure> {
    let (words, law) = (hall.words(visit), hall.app().law(&case.application.place));
    let office = hall.app().shelf().unit_name(&case.application.unit);
    let notice = law.number("licensing.supplement_notice_days")?.to_string();
    let delivery = law.number("licensing.delivery_days")?.to_string();
    let days = case.application.promised_days.unwrap_or(case.application.legal.days).to_string();
    let verify = case
        .detail
        .commitment
        .as_ref()
        .map_or(0, |commitment| commitment.verify_days)
        .to_string();
    let keys: &[&str] = match outcome {
        "submitted" => &["receipt.next_examine", "receipt.next_decide", "receipt.next_issue"],
        "accepted" => &["receipt.next_decide", "receipt.next_issue"],
        "granted" => &["receipt.next_open", "receipt.next_verify"],
        _ => &["receipt.next_nothing"],
    };
    let facts = [
        ("office", office.as_str()),
        ("n", &days),
        ("notice", &notice),
        ("delivery", &delivery),
        ("verify", &verify),
    ];
    Ok(keys.iter().map(|key| words.say(key, &facts)).collect())
}

fn card(hall: &Hall, certificate: &Certificate) -> Result<IssuedCard, Failure> {
    Ok(IssuedCard {
        title: certificate.statement.title.clone(),
        number: certificate.statement.number.clone(),
        pdf_href: pdf_href(certificate),
        qr: hall.qr(&hall.public_href(&public_path(certificate)))?,
    })
}
