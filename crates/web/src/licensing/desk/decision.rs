//! 决定: what it will do, its reasons and the remedy, signed with the officer's password over the content that is decided on.
//! Whoever took an application in sees who may decide instead of the form.

use super::application::done;
use super::case::{Case, Identity, Names, Step};
use super::checks::{Check, checks};
use crate::clock;
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::licensing::letters;
use crate::parts::{Choice, FieldError};
use crate::reply::Reply;
use crate::shell::Failed;
use crate::visit::Visit;
use crate::wording::Wording;
use office::access;
use office::licensing::{self, Review, registration};
use office::{Failure, shelf};
use rules::access::{Grant, allows};
use rules::application::{Outcome, Road};
use rules::catalogue::{Condition, Detail, Matter, Validity, notice};
use rules::licensing::{PointResult, ReviewState, Verdict};
use rules::record::sm3_hex;
use rules::{Code, Refusal};
use serde::Serialize;

/// Characters of the reasons.
const REASONS_LENGTH_MAX: usize = 2_000;

#[derive(Serialize)]
struct DecideContext {
    menu: Vec<MenuGroup>,
    a: Identity,
    action: String,
    version: i64,
    errors: Vec<FieldError>,
    back_href: String,
    barred: Option<Barred>,
    outcome: Option<String>,
    outcomes: Vec<Choice>,
    reasons: String,
    reason_choices: Vec<Choice>,
    reason_chosen: Vec<String>,
    summary: Option<Summary>,
    checks: Vec<Check>,
    grant: Vec<String>,
    refuse: Vec<String>,
    remedy: String,
    text_hash: String,
}

#[derive(Serialize)]
struct Barred {
    reason: String,
    who_may: String,
}

#[derive(Serialize)]
struct Summary {
    passed: usize,
    failed: usize,
    not_applicable: usize,
    open: usize,
    finished: bool,
    opinion: String,
    reviewer: String,
    at: String,
}

/// What was chosen and typed.
#[derive(Default)]
struct Typed {
    outcome: String,
    reasons: String,
    grounds: Vec<String>,
}

/// `GET /desk/applications/{id}/decide`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::open(hall, visit)?;
    let barred = match case.decide_step()? {
        Step::Open => None,
        Step::Barred(refusal) => Some(barred(&case, &refusal, hall.words(visit))?),
        Step::Absent => {
            case.person.actor.check(grant_of(&case))?;
            return Err(Refusal::new(Code::StateForbids).into());
        }
    };
    Ok(Reply::html(html(&case, visit, &Typed::default(), Vec::new(), barred)?))
}

fn grant_of(case: &Case) -> Grant {
    if case.application.road == Road::Registration {
        Grant::RegistrationDecide
    } else {
        Grant::ApplicationDecide
    }
}

/// `POST /desk/applications/{id}/decide`
pub(super) fn sign(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::open(hall, visit)?;
    let typed = Typed {
        outcome: visit.form.get("outcome").to_owned(),
        reasons: visit.form.get("reasons").trim().to_owned(),
        grounds: visit.form.all("reason_basis"),
    };
    let errors = match decided(&case, visit, &typed) {
        Ok(()) => return Ok(done(&case, "decide")),
        Err(Undecided::Errors(errors)) => errors,
        Err(Undecided::Failure(failure)) => hall.at_form(visit, failure, "outcome")?,
    };
    Ok(Reply::invalid(html(&case, visit, &typed, errors, None)?))
}

/// Why nothing was decided.
enum Undecided {
    /// The form says what to mend.
    Errors(Vec<FieldError>),
    /// The law or the world.
    Failure(Failure),
}

impl<F: Into<Failure>> From<F> for Undecided {
    fn from(failure: F) -> Undecided {
        Undecided::Failure(failure.into())
    }
}

/// Checks the form, has the officer sign the content he decides on, and calls the act.
fn decided(case: &Case, visit: &Visit, typed: &Typed) -> Result<(), Undecided> {
    let hall = case.hall;
    let at = |field: &str, word: &str| Undecided::Errors(vec![hall.error(visit, field, word)]);
    let outcome = match typed.outcome.as_str() {
        "grant" => Outcome::Granted,
        "refuse" => Outcome::Refused,
        _ => return Err(at("outcome", "decide.outcome_missing")),
    };
    if typed.reasons.chars().count() > REASONS_LENGTH_MAX {
        return Err(at("reasons", "decide.reasons_long"));
    }
    if outcome == Outcome::Granted && !typed.grounds.is_empty() {
        return Err(at("reason_basis", "decide.basis_with_grant"));
    }
    if outcome == Outcome::Refused && case.application.road != Road::Registration && typed.grounds.is_empty() {
        return Err(at("reason_basis", "decide.basis_missing"));
    }
    let reasons = reasons(case, typed, hall.words(visit))?;
    if outcome == Outcome::Refused && reasons.is_empty() {
        let refusal = Refusal::new(Code::ReasonMissing);
        return Err(Undecided::Errors(hall.errors(visit, &refusal, "reasons")));
    }
    let version = crate::licensing::case::version(visit)?;
    let signed = hall.signed(visit)?;
    signed
        .check(case.person.account, &signed_text(case, version)?)
        .map_err(|refusal| refusal.with("field", "password"))?;
    let (app, caller, id) = (hall.app(), visit.caller(), case.application.id);
    if case.application.road == Road::Registration {
        registration::decide(app, &caller, id, version, outcome, &reasons)?;
    } else {
        let verdict = Verdict {
            outcome,
            grounds: typed.grounds.clone(),
            reasons,
        };
        licensing::decide(app, &caller, id, version, &verdict)?;
    }
    Ok(())
}

/// The reasons as the letter will carry them: the conditions that are not met with their articles, then what was typed.
fn reasons(case: &Case, typed: &Typed, words: &Wording) -> Result<String, Failure> {
    let mut lines: Vec<String> = Vec::new();
    if let Some((_, detail)) = case.matter()? {
        let chosen = detail.conditions.iter().filter(|condition| typed.grounds.contains(&condition.code));
        lines.extend(chosen.map(|condition| {
            words.say(
                "decide.ground",
                &[
                    ("condition", condition.text.trim_end_matches('。')),
                    ("article", &condition.article),
                ],
            )
        }));
    }
    if !typed.reasons.is_empty() {
        lines.push(typed.reasons.clone());
    }
    Ok(lines.join("\n"))
}

/// What the officer signs: the application as it was shown, whatever he decides.
fn signed_text(case: &Case, version: i64) -> Result<String, Failure> {
    let (app, actor, id) = (case.hall.app(), &case.person.actor, case.application.id);
    let (content, review) = if case.application.road == Road::Registration {
        let (application, form) = registration::draft(app, actor, id)?;
        (registration::shown_text(&application, &form, app.shelf())?, 0)
    } else {
        let review = licensing::review(app, actor, id)?.map_or(0, |review| review.version);
        (serde_json::to_string(&licensing::content(app, actor, id)?)?, review)
    };
    Ok([
        format!("number: {}", case.application.number),
        format!("matter: {}", case.application.matter),
        format!("applicant: {}", case.claim.subject_name),
        format!("content: {}", sm3_hex(content.as_bytes())),
        format!("review: {review}"),
        format!("version: {version}"),
        "outcomes: grant refuse".to_owned(),
    ]
    .join("\n"))
}

/// Who may decide instead.
fn barred(case: &Case, refusal: &Refusal, words: &Wording) -> Result<Barred, Failure> {
    let grant = grant_of(case);
    let colleagues = access::colleagues(case.hall.app(), &case.person.actor)?;
    let may = colleagues
        .into_iter()
        .filter(|person| person.account != case.person.account && person.roles.iter().any(|role| allows(*role, grant)));
    let who: Vec<String> = may.map(|person| person.name).collect();
    Ok(Barred {
        reason: words.refusal(refusal),
        who_may: if who.is_empty() {
            words.word("decide.nobody_may")
        } else {
            words.say("decide.who_may", &[("who", &who.join("、"))])
        },
    })
}

fn html(case: &Case, visit: &Visit, typed: &Typed, errors: Vec<FieldError>, barred: Option<Barred>) -> Result<String, Failure> {
    let (hall, words) = (case.hall, case.hall.words(visit));
    let names = Names::of(hall, &case.person.actor)?;
    let review = licensing::review(hall.app(), &case.person.actor, case.application.id)?;
    let matter = case.matter()?;
    let failed = if errors.is_empty() { Failed::No } else { Failed::Yes };
    let first_look = visit.form.get("form_token").is_empty();
    let context = DecideContext {
        menu: desk::menu(hall, visit, "/desk/mine")?,
        a: case.identity(words)?,
        action: case.href("decide"),
        version: case.application.version,
        back_href: case.href(""),
        barred,
        outcome: Some(typed.outcome.clone()).filter(|outcome| !outcome.is_empty()),
        outcomes: outcomes(case, words),
        reasons: typed.reasons.clone(),
        reason_choices: matter
            .map(|(_, detail)| grounds(detail, review.as_ref(), words))
            .unwrap_or_default(),
        reason_chosen: if first_look { Vec::new() } else { typed.grounds.clone() },
        summary: matter.and_then(|(_, detail)| Some(summary(detail, review.as_ref()?, &names, words))),
        checks: checks(case, words)?,
        grant: if_granted(case, matter, words)?,
        refuse: if_refused(case, matter, words),
        remedy: letters::remedy(hall, words, &case.application, case.law.day())?,
        text_hash: sm3_hex(signed_text(case, case.application.version)?.as_bytes()),
        errors,
    };
    hall.render(visit, "desk/decide.html", &case.about(words, "decide.title", failed), context)
}

fn outcomes(case: &Case, words: &Wording) -> Vec<Choice> {
    let (grant, grant_hint, refuse) = if case.application.road == Road::Registration {
        (
            "decide.grant_registration",
            "decide.grant_registration_hint",
            "decide.refuse_registration",
        )
    } else {
        ("decide.grant", "decide.grant_hint", "decide.refuse")
    };
    let refusing = Choice {
        hint: Some(words.word("decide.refuse_hint")),
        ..Choice::new("refuse", words.word(refuse))
    };
    let granting = Choice {
        hint: Some(words.word(grant_hint)),
        ..Choice::new("grant", words.word(grant))
    };
    vec![granting, refusing]
}

/// The conditions of the matter: a refusal names those that are not met. What the review found stands beside its condition;
/// nothing is ticked for the officer.
fn grounds(detail: &Detail, review: Option<&Review>, words: &Wording) -> Vec<Choice> {
    let hint = |condition: &Condition| {
        let found = review.and_then(|review| review.points.get(&condition.code));
        match found.filter(|found| found.point.result == PointResult::Fail) {
            Some(found) => words.say("decide.found", &[("remark", &found.point.remark), ("article", &condition.article)]),
            None => condition.article.clone(),
        }
    };
    let choice = |condition: &Condition| Choice {
        value: condition.code.clone(),
        text: condition.text.clone(),
        hint: Some(hint(condition)),
    };
    detail.conditions.iter().map(choice).collect()
}

fn summary(detail: &Detail, review: &Review, names: &Names, words: &Wording) -> Summary {
    Summary {
        passed: review.count(PointResult::Pass),
        failed: review.count(PointResult::Fail),
        not_applicable: review.count(PointResult::NotApplicable),
        open: detail.conditions.len().saturating_sub(review.points.len()),
        finished: review.state == ReviewState::Finished,
        opinion: review.opinion.clone(),
        reviewer: names.name(review.by, words),
        at: clock::moment(review.at),
    }
}

/// The names of the units that will be told.
fn told(case: &Case, matter: &Matter, detail: &Detail) -> String {
    let shelf = case.hall.app().shelf();
    let mut units: Vec<String> = Vec::new();
    for department in [&matter.department, &detail.regulating] {
        let name = shelf.unit_name(&shelf.unit_of(department, &case.application.place));
        if !units.contains(&name) {
            units.push(name);
        }
    }
    units.join("、")
}

fn if_granted(case: &Case, matter: Option<(&Matter, &Detail)>, words: &Wording) -> Result<Vec<String>, Failure> {
    let Some((matter, detail)) = matter else {
        return registration_granted(case, words);
    };
    let certificate = detail.certificate.as_ref().map_or(&matter.name, |certificate| &certificate.name);
    let validity = match &detail.validity {
        Validity::Months { months, .. } => words.say("decide.months", &[("n", &months.to_string())]),
        Validity::LongTerm => words.word("certificate.lasting"),
    };
    let clock = case.law.clock("licensing.delivery_days", case.law.day())?;
    let mut lines = vec![
        words.say("decide.then_certificate", &[("name", certificate), ("validity", &validity)]),
        words.say("decide.then_told", &[("units", &told(case, matter, detail))]),
    ];
    if let Some(due) = clock.due(case.law.calendar()).date {
        let facts = [("date", due.to_string()), ("article", clock.article.clone())];
        let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
        lines.push(words.say("decide.then_delivered", &facts));
    }
    Ok(lines)
}

fn if_refused(case: &Case, matter: Option<(&Matter, &Detail)>, words: &Wording) -> Vec<String> {
    let Some((matter, detail)) = matter else {
        return ["decide.then_letter", "decide.then_name_free", "decide.then_again"]
            .map(|key| words.word(key))
            .to_vec();
    };
    vec![
        words.word("decide.then_letter"),
        words.say("decide.then_told_refused", &[("units", &told(case, matter, detail))]),
        words.word("decide.then_again"),
    ]
}

/// The licence, the filings that go with it, and the departments that will be told.
fn registration_granted(case: &Case, words: &Wording) -> Result<Vec<String>, Failure> {
    let app = case.hall.app();
    let (_, form) = registration::draft(app, &case.person.actor, case.application.id)?;
    let terms: Vec<&str> = form.terms.iter().map(String::as_str).collect();
    let needed = notice(
        app.shelf().edition(),
        &terms,
        &case.application.place,
        shelf::zone(form.free_trade_zone),
        &case.law,
    )?;
    let mut lines = vec![words.word("decide.then_licence")];
    let filings = needed
        .matters
        .iter()
        .filter(|entry| licensing::files_with_registration(entry.matter) && entry.when.is_empty() && entry.alternatives.is_empty());
    let filings: Vec<&str> = filings.map(|entry| entry.matter.name.as_str()).collect();
    if !filings.is_empty() {
        lines.push(words.say("decide.then_filed", &[("names", &filings.join("、"))]));
    }
    let units: Vec<String> = needed
        .receivers
        .iter()
        .map(|receiver| {
            let unit = receiver.office.unit;
            unit.map_or_else(|| receiver.office.department.to_owned(), |unit| unit.name.clone())
        })
        .collect();
    if !units.is_empty() {
        lines.push(words.say("decide.then_told", &[("units", &units.join("、"))]));
    }
    lines.push(words.word("decide.then_address"));
    Ok(lines)
}
