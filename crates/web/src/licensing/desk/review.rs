//! 审查: the matter's conditions as check points, each with its result and the fact it rests on.

use super::application::{DocumentLine, documents, done};
use super::case::{Case, Identity, Names, Step};
use super::checks::{Check, checks};
use crate::clock;
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::licensing::case::version;
use crate::parts::FieldError;
use crate::reply::Reply;
use crate::shell::Failed;
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use office::licensing::{self, Review, ReviewPart};
use rules::catalogue::{Condition, Detail};
use rules::licensing::{PointResult, PointReview, Points, ReviewState};
use rules::{Code, Refusal};
use serde::Serialize;

#[derive(Serialize)]
struct ReviewContext {
    menu: Vec<MenuGroup>,
    a: Identity,
    action: String,
    version: i64,
    review_version: i64,
    errors: Vec<FieldError>,
    back_href: String,
    points: Vec<PointView>,
    opinion: String,
    saved: Option<Saved>,
    checks: Vec<Check>,
    documents: Vec<DocumentLine>,
}

#[derive(Serialize)]
struct PointView {
    name: String,
    text: String,
    measure: String,
    evidence: String,
    article: String,
    result: Option<&'static str>,
    remark: String,
    who: Option<String>,
}

#[derive(Serialize)]
struct Saved {
    who: String,
    at: String,
    finished: bool,
}

/// What was typed, so that a form that comes back shows it again.
struct Typed {
    points: Vec<TypedPoint>,
    opinion: String,
    state: ReviewState,
    review_version: i64,
}

/// One point as it was typed.
struct TypedPoint {
    code: String,
    result: Option<PointResult>,
    remark: String,
}

/// The name of a point on the page; a code of the catalogue may be any word, so it never stands alone.
fn name_of(code: &str) -> String {
    format!("point_{code}")
}

/// `GET /desk/applications/{id}/review`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::open(hall, visit)?;
    open_to(&case)?;
    Ok(Reply::html(html(&case, visit, None, Vec::new())?))
}

/// Whoever may not review now is told so, instead of filling in a form in vain.
fn open_to(case: &Case) -> Result<(), Failure> {
    case.permit()?;
    match case.review_step()? {
        Step::Open => Ok(()),
        Step::Barred(refusal) => Err(refusal.into()),
        Step::Absent => {
            case.person.actor.check(rules::access::Grant::ReviewSave)?;
            Err(Refusal::new(Code::StateForbids).into())
        }
    }
}

/// `POST /desk/applications/{id}/review`
pub(super) fn save(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::open(hall, visit)?;
    let (_, detail) = case.permit()?;
    let typed = typed(visit, detail)?;
    match licensing::save_review(hall.app(), &visit.caller(), case.application.id, version(visit)?, part(&typed)) {
        Ok(()) => Ok(done(&case, "review")),
        Err(failure) => {
            let errors = errors(hall, visit, detail, failure)?;
            Ok(Reply::invalid(html(&case, visit, Some(&typed), errors)?))
        }
    }
}

fn typed(visit: &Visit, detail: &Detail) -> Result<Typed, Refusal> {
    let read = |condition: &Condition| {
        let name = name_of(&condition.code);
        let result = match visit.form.get(&name) {
            "" => None,
            result => Some(PointResult::from_name(result).ok_or_else(|| Refusal::field(Code::FieldInvalid, &name))?),
        };
        let remark = visit.form.get(&format!("{name}_remark")).to_owned();
        let code = condition.code.clone();
        Ok(TypedPoint { code, result, remark })
    };
    Ok(Typed {
        points: detail.conditions.iter().map(read).collect::<Result<_, Refusal>>()?,
        opinion: visit.form.get("opinion").to_owned(),
        state: if visit.form.get("act") == "finish" {
            ReviewState::Finished
        } else {
            ReviewState::Open
        },
        review_version: visit.form.get("review_version").parse().unwrap_or(0),
    })
}

/// The points that have a result; a remark alone is no result.
fn part(typed: &Typed) -> ReviewPart {
    let points = typed.points.iter().filter_map(|typed| {
        let point = PointReview {
            result: typed.result?,
            remark: typed.remark.clone(),
        };
        Some((typed.code.clone(), point))
    });
    ReviewPart {
        review_version: typed.review_version,
        points: points.collect::<Points>(),
        opinion: typed.opinion.clone(),
        state: typed.state,
    }
}

/// Each point the refusal names gets its own error.
fn errors(hall: &Hall, visit: &Visit, detail: &Detail, failure: Failure) -> Result<Vec<FieldError>, Failure> {
    let key = match &failure {
        Failure::Refused(refusal) if refusal.code == Code::ReasonMissing => Some(("review.remark_missing", refusal.facts.get("fields"))),
        Failure::Refused(refusal) if refusal.code == Code::FieldMissing => Some(("review.result_missing", refusal.facts.get("fields"))),
        Failure::Refused(_) | Failure::Fault(_) => None,
    };
    if let Some((word, Some(codes))) = key {
        let named: Vec<&str> = codes.split(' ').collect();
        let points = (1..).zip(&detail.conditions);
        let bad = points.filter(|(_, condition)| named.contains(&condition.code.as_str()));
        return Ok(bad
            .map(|(place, condition): (u32, _)| FieldError {
                field: name_of(&condition.code),
                text: hall.words(visit).say(word, &[("n", &place.to_string())]),
            })
            .collect());
    }
    let errors = hall.at_form(visit, failure, "opinion")?;
    let known = |code: &str| detail.conditions.iter().any(|condition| condition.code == code);
    Ok(errors
        .into_iter()
        .map(|error| FieldError {
            field: if known(&error.field) { name_of(&error.field) } else { error.field },
            text: error.text,
        })
        .collect())
}

fn html(case: &Case, visit: &Visit, typed: Option<&Typed>, errors: Vec<FieldError>) -> Result<String, Failure> {
    let (hall, words) = (case.hall, case.hall.words(visit));
    let (_, detail) = case.permit()?;
    let stored = licensing::review(hall.app(), &case.person.actor, case.application.id)?;
    let names = Names::of(hall, &case.person.actor)?;
    let failed = if errors.is_empty() { Failed::No } else { Failed::Yes };
    let context = ReviewContext {
        menu: desk::menu(hall, visit, "/desk/mine")?,
        a: case.identity(words)?,
        action: case.href("review"),
        version: case.application.version,
        review_version: stored.as_ref().map_or(0, |review| review.version),
        back_href: case.href(""),
        points: detail
            .conditions
            .iter()
            .map(|condition| point(condition, stored.as_ref(), typed, &names, words))
            .collect(),
        opinion: typed.map_or_else(
            || stored.as_ref().map(|review| review.opinion.clone()).unwrap_or_default(),
            |typed| typed.opinion.clone(),
        ),
        saved: stored.as_ref().map(|review| Saved {
            who: names.name(review.by, words),
            at: clock::moment(review.at),
            finished: review.state == ReviewState::Finished,
        }),
        checks: checks(case, words)?,
        documents: documents(case, words)?,
        errors,
    };
    hall.render(visit, "desk/review.html", &case.about(words, "review.title", failed), context)
}

/// A point as typed, else as stored.
fn point(condition: &Condition, stored: Option<&Review>, typed: Option<&Typed>, names: &Names, words: &Wording) -> PointView {
    let known = stored.and_then(|review| review.points.get(&condition.code));
    let again = typed.and_then(|typed| typed.points.iter().find(|typed| typed.code == condition.code));
    let (result, remark) = match again {
        Some(typed) => (typed.result, typed.remark.clone()),
        None => (
            known.map(|reviewed| reviewed.point.result),
            known.map(|reviewed| reviewed.point.remark.clone()).unwrap_or_default(),
        ),
    };
    PointView {
        name: name_of(&condition.code),
        text: condition.text.clone(),
        measure: condition.measure.clone(),
        evidence: condition.evidence.clone(),
        article: condition.article.clone(),
        result: result.map(PointResult::name),
        remark,
        who: known.map(|reviewed| format!("{} {}", names.name(reviewed.by, words), clock::moment(reviewed.at))),
    }
}
