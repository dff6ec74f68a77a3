//! P20 告知承诺书: the letter exactly as it is signed, each condition ticked, signed with the password over the letter's SM3.
//! Nobody has to promise anything: while it is a draft, the ordinary road is one button away.

use super::apply;
use super::case::{Case, MatterLine, about, keyed, reply, version};
use super::fields::{at_all, condition_name, missing_errors};
use crate::hall::Hall;
use crate::parts::FieldError;
use crate::reply::Reply;
use crate::visit::Visit;
use office::Failure;
use office::licensing::{self, Saved};
use rules::Code;
use rules::application::Road;
use rules::licensing::{check_ticks, offered};
use rules::record::sm3_hex;
use serde::Serialize;
use std::collections::BTreeSet;

#[derive(Serialize)]
struct ConditionLine {
    name: String,
    text: String,
    measure: String,
    evidence: String,
    basis: String,
    ticked: bool,
}

#[derive(Serialize)]
struct CommitmentContext {
    action: String,
    ordinary: String,
    form_href: String,
    version: i64,
    errors: Vec<FieldError>,
    notice: Option<String>,
    matter: MatterLine,
    subject: String,
    number: String,
    intro: String,
    conditions: Vec<ConditionLine>,
    consequence: String,
    later_check: String,
    letter: Vec<String>,
    text_hash: String,
}

/// `GET /apply/{id}/commitment`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::load(hall, visit)?;
    match turned_away(&case) {
        Some(elsewhere) => Ok(elsewhere),
        None => Ok(Reply::html(html(hall, visit, &case, Vec::new(), None)?)),
    }
}

/// Where somebody is sent who cannot sign now: it is no draft, no commitment, or the form is not complete.
fn turned_away(case: &Case) -> Option<Reply> {
    let missing = case.missing();
    if !case.is_draft() {
        Some(case.elsewhere())
    } else if case.application.road != Road::Commitment {
        Some(Reply::see(case.after_form()))
    } else if !missing.fields.is_empty() || !missing.materials.is_empty() {
        Some(Reply::see(format!("{}?check=yes", case.href(""))))
    } else {
        None
    }
}

fn html(hall: &Hall, visit: &Visit, case: &Case, errors: Vec<FieldError>, notice: Option<String>) -> Result<String, Failure> {
    let words = hall.words(visit);
    let (detail, commitment) = offered(case.matter)?;
    let letter = licensing::commitment_letter(hall.app(), &visit.person()?.actor, case.application.id)?;
    let matter = case.matter_line(hall);
    let regulator = hall.app().shelf().unit_of(&detail.regulating, &case.application.place);
    let regulator = hall.app().shelf().unit_name(&regulator);
    let conditions = detail.conditions.iter().map(|condition| ConditionLine {
        name: condition_name(&condition.code),
        text: condition.text.clone(),
        measure: condition.measure.clone(),
        evidence: condition.evidence.clone(),
        basis: condition.article.clone(),
        ticked: case.content.ticks.contains(&condition.code),
    });
    let context = CommitmentContext {
        action: case.href("commitment"),
        ordinary: case.href("ordinary"),
        form_href: case.href(""),
        version: case.application.version,
        notice,
        subject: case.enterprise.name.clone(),
        number: case.application.number.to_string(),
        intro: commitment.letter_intro.clone(),
        conditions: conditions.collect(),
        consequence: commitment.consequence.clone(),
        later_check: words.say(
            "commitment.later_check",
            &[("n", &commitment.verify_days.to_string()), ("office", &regulator)],
        ),
        text_hash: sm3_hex(letter.text().as_bytes()),
        letter: letter.lines,
        matter,
        errors,
    };
    let title = format!("{} {}", words.word("commitment.title"), case.matter.name);
    let about = about(hall, visit, title, &context.errors);
    hall.render(visit, "apply/commitment.html", &about, context)
}

/// `POST /apply/{id}/commitment`: keeps the ticks first, so that a wrong password loses none; then signs and decides.
pub(super) fn sign(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::load(hall, visit)?;
    if !case.is_draft() {
        return Ok(Reply::see(case.href("receipt")));
    }
    if let Some(elsewhere) = turned_away(&case) {
        return Ok(elsewhere);
    }
    let ticked = case.detail.conditions.iter().map(|condition| &condition.code);
    let ticks: BTreeSet<String> = ticked
        .filter(|code| visit.form.get(&condition_name(code)) == "yes")
        .cloned()
        .collect();
    let part = Saved {
        ticks: Some(ticks.clone()),
        ..Saved::default()
    };
    let kept = match licensing::save(hall.app(), &keyed(visit, "ticks"), case.application.id, Some(version(visit)?), part) {
        Ok(kept) => kept,
        Err(failure) => return changed(hall, visit, failure),
    };
    let unticked = check_ticks(case.matter, &ticks).err();
    let mut errors = unticked.map_or_else(Vec::new, |refusal| at_all(hall, visit, case.detail, &refusal, "password"));
    let signed = match hall.signed(visit) {
        Ok(signed) => Some(signed),
        Err(failure) => {
            errors.extend(hall.at_form(visit, failure, "password")?);
            None
        }
    };
    if let Some(signed) = signed.filter(|_| errors.is_empty()) {
        match licensing::commit(hall.app(), &keyed(visit, "commit"), case.application.id, kept, signed) {
            Ok(()) => return Ok(Reply::see(case.href("receipt"))),
            Err(Failure::Refused(refusal)) if refusal.code == Code::SignedTextChanged => {
                errors.push(hall.error(visit, "password", "commitment.changed"));
            }
            Err(failure) => return refused(hall, visit, failure),
        }
    }
    let case = Case::load(hall, visit)?;
    Ok(reply(&errors, html(hall, visit, &case, errors.clone(), None)?))
}

/// Somebody changed the draft meanwhile: the page comes back as it is now, to be read and signed again.
fn changed(hall: &Hall, visit: &Visit, failure: Failure) -> Result<Reply, Failure> {
    match failure {
        Failure::Refused(refusal) if refusal.code == Code::VersionChanged => {
            let case = Case::load(hall, visit)?;
            let notice = Some(hall.words(visit).word("apply.changed"));
            Ok(Reply::invalid(html(hall, visit, &case, Vec::new(), notice)?))
        }
        other => Err(other),
    }
}

/// The act found what the page did not: each error at its field, or on the form when it is there.
fn refused(hall: &Hall, visit: &Visit, failure: Failure) -> Result<Reply, Failure> {
    let refusal = match failure {
        Failure::Refused(refusal) if refusal.code != Code::VersionChanged => refusal,
        other => return changed(hall, visit, other),
    };
    let case = Case::load(hall, visit)?;
    let missing = missing_errors(hall, visit, &case.missing());
    if !missing.is_empty() {
        return apply::with_errors(hall, visit, &case, missing);
    }
    hall.at_form(visit, refusal.clone().into(), "password")?;
    let errors = at_all(hall, visit, case.detail, &refusal, "password");
    Ok(Reply::invalid(html(hall, visit, &case, errors, None)?))
}

/// `POST /apply/{id}/ordinary`: the ordinary road instead of the promise; everything filled in stays.
pub(super) fn go_ordinary(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::load(hall, visit)?;
    if case.application.road == Road::Ordinary {
        return Ok(Reply::see(case.after_form()));
    }
    match licensing::go_ordinary(hall.app(), &keyed(visit, "ordinary"), case.application.id, version(visit)?) {
        Ok(_) => Ok(Reply::see(case.href("check"))),
        Err(failure) => changed(hall, visit, failure),
    }
}
