//! 系统核验: what the platform itself can say of an application, each from the register, the certificates, the form or the
//! stored review. Nothing is listed that was not looked at.

use super::case::Case;
use crate::wording::Wording;
use office::certificates::{self, Certificate};
use office::licensing::{self, Content, Review};
use office::registry::{Enterprise, LICENCE};
use office::{Failure, shelf};
use rules::application::Road;
use rules::catalogue::{Detail, Matter, notice};
use rules::certificates::{CertificateState, shown_state};
use rules::licensing::{PointResult, ReviewState, missing};
use serde::Serialize;

/// One line: `good`, `warn` or `bad`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Check {
    tone: &'static str,
    text: String,
}

impl Check {
    fn new(tone: &'static str, text: String) -> Check {
        Check { tone, text }
    }
}

/// Certificates of an enterprise that are looked at.
const CERTIFICATES_MAX: u32 = 50;

/// Everything that can be said of this application.
pub(super) fn checks(case: &Case, words: &Wording) -> Result<Vec<Check>, Failure> {
    if case.application.road == Road::Registration {
        return registration(case, words);
    }
    let (app, actor, id) = (case.hall.app(), &case.person.actor, case.application.id);
    let (matter, detail) = case.permit()?;
    let (content, enterprise) = (licensing::content(app, actor, id)?, licensing::subject(app, actor, id)?);
    let held = certificates::of_enterprise(app, &enterprise.id.to_string(), CERTIFICATES_MAX)?;
    let mut found = vec![subject(case, &enterprise, words)];
    found.extend(licence(case, &held, words));
    found.push(scope(case, matter, &enterprise, words)?);
    found.push(complete(detail, &content, words));
    found.extend(already_held(case, detail, &held, words));
    found.extend(licensing::review(app, actor, id)?.map(|review| reviewed(&review, words)));
    Ok(found)
}

/// The register knows the enterprise under the name of the application.
fn subject(case: &Case, enterprise: &Enterprise, words: &Wording) -> Check {
    if enterprise.name == case.claim.subject_name {
        Check::new("good", words.word("desk_check.subject"))
    } else {
        Check::new("warn", words.say("desk_check.subject_renamed", &[("name", &enterprise.name)]))
    }
}

/// The business licence, when it was issued here; of older ones the platform holds no certificate to check.
fn licence(case: &Case, held: &[Certificate], words: &Wording) -> Option<Check> {
    let licence = held.iter().rfind(|certificate| certificate.statement.kind == LICENCE)?;
    let state = shown_state(licence.state, licence.statement.until, case.law.day());
    Some(if state == CertificateState::Valid.name() {
        Check::new("good", words.word("desk_check.licence"))
    } else {
        let state = words.word(&format!("certificate.{state}"));
        Check::new("bad", words.say("desk_check.licence_bad", &[("state", &state)]))
    })
}

/// The scope still leads to the matter.
fn scope(case: &Case, matter: &Matter, enterprise: &Enterprise, words: &Wording) -> Result<Check, Failure> {
    let terms: Vec<&str> = enterprise.terms.iter().map(String::as_str).collect();
    let zone = shelf::zone(enterprise.free_trade_zone);
    let needed = notice(case.hall.app().shelf().edition(), &terms, &enterprise.place, zone, &case.law)?;
    let leads = needed.matters.iter().any(|entry| entry.matter.code == matter.code);
    Ok(if leads {
        Check::new("good", words.word("desk_check.scope"))
    } else {
        Check::new("warn", words.word("desk_check.scope_not"))
    })
}

/// Every required field is answered and every document that must be handed in is there.
fn complete(detail: &Detail, content: &Content, words: &Wording) -> Check {
    let open = missing(detail, &content.answers, &content.materials());
    let fields = open.fields.iter().map(|field| field.label.as_str());
    let names: Vec<&str> = fields.chain(open.materials.iter().map(|material| material.name.as_str())).collect();
    if names.is_empty() {
        Check::new("good", words.word("desk_check.complete"))
    } else {
        Check::new("bad", words.say("desk_check.incomplete", &[("names", &names.join("、"))]))
    }
}

/// A permit of the same kind that is in force and rests on another application.
fn already_held(case: &Case, detail: &Detail, held: &[Certificate], words: &Wording) -> Option<Check> {
    let kind = &detail.certificate.as_ref()?.kind;
    let id = case.application.id.to_string();
    let same = held.iter().find(|certificate| {
        let state = shown_state(certificate.state, certificate.statement.until, case.law.day());
        certificate.statement.kind == *kind && certificate.application != id && state == CertificateState::Valid.name()
    })?;
    Some(Check::new(
        "warn",
        words.say("desk_check.held", &[("number", &same.statement.number)]),
    ))
}

fn reviewed(review: &Review, words: &Wording) -> Check {
    let (passed, failed) = (review.count(PointResult::Pass), review.count(PointResult::Fail));
    let numbers = [("passed", passed.to_string()), ("failed", failed.to_string())];
    let facts: Vec<(&str, &str)> = numbers.iter().map(|(name, number)| (*name, number.as_str())).collect();
    let tone = if failed > 0 {
        "bad"
    } else if review.state == ReviewState::Finished {
        "good"
    } else {
        "warn"
    };
    let key = match review.state {
        ReviewState::Finished => "desk_check.reviewed",
        ReviewState::Open => "desk_check.reviewing",
    };
    Check::new(tone, words.say(key, &facts))
}

/// Why the rule left a registration to a person, and what would bar a grant.
fn registration(case: &Case, words: &Wording) -> Result<Vec<Check>, Failure> {
    let examined = licensing::examine(case.hall.app(), &case.person.actor, case.application.id)?;
    let bar = examined.bar.iter().map(|refusal| Check::new("bad", words.refusal(refusal)));
    let reasons = examined.reasons.iter().map(|reason| {
        let text = words.word(&format!("registrar_reason.{}", reason.name()));
        Check::new("warn", text)
    });
    let mut found: Vec<Check> = bar.chain(reasons).collect();
    if found.is_empty() {
        found.push(Check::new("good", words.word("desk_check.no_reason")));
    }
    Ok(found)
}
