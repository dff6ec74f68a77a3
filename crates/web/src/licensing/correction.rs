//! P25 补正: the answer to a correction. Only what was listed is asked, each point with the officer's words beside it.

use super::case::{Case, about, keyed, own_page, version};
use super::fields::{self, FieldView};
use super::letters;
use super::papers::{self, FileLine};
use crate::clock::{self, Due};
use crate::hall::Hall;
use crate::parts::{FieldError, Link};
use crate::reply::Reply;
use crate::visit::Visit;
use office::licensing::{self, Saved};
use office::{Failure, application};
use rules::Code;
use rules::application::{Defect, Phase, Round};
use rules::calendar::Remaining;
use rules::catalogue::{Field, Material};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Point {
    field: String,
    title: String,
    text: String,
    basis: Option<String>,
    upload: bool,
    files: Vec<FileLine>,
    input: Option<FieldView>,
}

#[derive(Serialize)]
struct FixContext {
    action: String,
    version: i64,
    errors: Vec<FieldError>,
    notice: Option<String>,
    number: String,
    matter: String,
    letter: Link,
    due: Due,
    past: Option<String>,
    defects: Vec<Point>,
}

/// What the last round asks for, by the parts of the form that answer it.
struct Asked<'a> {
    round: &'a Round,
    fields: Vec<&'a Field>,
    materials: Vec<&'a Material>,
}

fn asked<'a>(case: &'a Case) -> Option<Asked<'a>> {
    let round = case.application.rounds.last()?;
    let named = |code: &str| round.defects.iter().any(|defect| defect.item == code);
    Some(Asked {
        round,
        fields: case.detail.fields.iter().filter(|field| named(&field.code)).collect(),
        materials: case.detail.materials.iter().filter(|material| named(&material.code)).collect(),
    })
}

/// `GET /apply/{id}/fix`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::load(hall, visit)?;
    match asked(&case) {
        Some(asked) if case.application.state.phase() == Phase::Correcting => {
            let body = html(hall, visit, &case, &asked, &BTreeMap::new(), (Vec::new(), None))?;
            Ok(Reply::html(body))
        }
        Some(_) | None => Ok(Reply::see(own_page(case.application.id))),
    }
}

fn html(
    hall: &Hall,
    visit: &Visit,
    case: &Case,
    asked: &Asked,
    typed: &BTreeMap<String, String>,
    (errors, notice): (Vec<FieldError>, Option<String>),
) -> Result<String, Failure> {
    let words = hall.words(visit);
    let (_, _, standing) = application::detail(hall.app(), &visit.person()?.actor, case.application.id)?;
    let late = matches!(standing.remaining, Some(Remaining::Overdue { .. }));
    let kind = format!("correction-{}", case.application.rounds.len());
    let context = FixContext {
        action: case.href("fix"),
        version: case.application.version,
        notice,
        number: case.application.number.to_string(),
        matter: case.matter.name.clone(),
        letter: Link {
            text: words.word("letters.correction"),
            href: letters::href(case.application.id, &kind),
        },
        due: clock::due(&standing, words),
        past: late.then(|| words.word("fix.past")),
        defects: asked
            .round
            .defects
            .iter()
            .map(|defect| point(hall, visit, case, typed, defect))
            .collect(),
        errors,
    };
    let about = about(hall, visit, words.word("fix.title"), &context.errors);
    hall.render(visit, "apply/fix.html", &about, context)
}

fn point(hall: &Hall, visit: &Visit, case: &Case, typed: &BTreeMap<String, String>, defect: &Defect) -> Point {
    let material = case.detail.materials.iter().find(|material| material.code == defect.item);
    let field = case.detail.fields.iter().find(|field| field.code == defect.item);
    let stored = case.content.answers.get(&defect.item).map_or("", String::as_str);
    let answer = typed.get(&defect.item).map_or(stored, String::as_str);
    Point {
        field: material.map_or_else(|| fields::name_of(&defect.item), |_| fields::document_name(&defect.item)),
        title: match (material, field) {
            (Some(material), _) => material.name.clone(),
            (None, Some(field)) => field.label.clone(),
            (None, None) => defect.item.clone(),
        },
        text: defect.what.clone(),
        basis: material.map(|material| material.basis.clone()).filter(|basis| !basis.is_empty()),
        upload: material.is_some(),
        files: papers::files(case, &defect.item),
        input: field.map(|field| FieldView::new(hall.words(visit), field, answer)),
    }
}

/// `POST /apply/{id}/fix`: keeps what is given; hands in when everything that was asked is there.
pub(super) fn answer(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::load(hall, visit)?;
    let Some(asked) = asked(&case).filter(|_| case.application.state.phase() == Phase::Correcting) else {
        return Ok(Reply::see(own_page(case.application.id)));
    };
    let typed = fields::typed(hall, visit, asked.fields.iter().copied());
    let taken = papers::take(hall, visit, asked.materials.iter().copied())?;
    let part = Saved {
        answers: typed.readable,
        files: taken.files,
        ticks: None,
    };
    let mut errors: Vec<FieldError> = typed.errors.into_iter().chain(taken.errors).collect();
    let saved = match licensing::save(hall.app(), &keyed(visit, "save"), case.application.id, Some(version(visit)?), part) {
        Ok(saved) => saved,
        Err(failure) => return changed(hall, visit, failure),
    };
    let now = Case::load(hall, visit)?;
    if visit.form.get("act") == "save" && errors.is_empty() {
        return Ok(Reply::see("/me"));
    }
    errors.extend(unmended(hall, visit, &now, &asked, &errors));
    if errors.is_empty() {
        match licensing::answer_correction(hall.app(), &keyed(visit, "answer"), case.application.id, saved) {
            Ok(()) => return Ok(Reply::see(case.href("receipt"))),
            Err(Failure::Refused(refusal)) => {
                hall.at_form(visit, refusal.clone().into(), "submit")?;
                errors = fields::at_all(hall, visit, now.detail, &refusal, "submit");
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(Reply::invalid(html(hall, visit, &now, &asked, &typed.raw, (errors, None))?))
}

/// Points that are not mended: a paper that is still the one of before, an answer that is empty.
fn unmended(hall: &Hall, visit: &Visit, case: &Case, asked: &Asked, known: &[FieldError]) -> Vec<FieldError> {
    let words = hall.words(visit);
    let fresh = |code: &str| {
        case.papers
            .iter()
            .any(|paper| paper.material == code && paper.at > asked.round.asked)
    };
    let papers = asked
        .materials
        .iter()
        .filter(|material| !fresh(&material.code))
        .map(|material| FieldError {
            field: fields::document_name(&material.code),
            text: words.say("fix.replace", &[("name", &material.name)]),
        });
    let missing = fields::missing_errors(hall, visit, &case.missing());
    let mut errors: Vec<FieldError> = papers.collect();
    for error in missing {
        if !errors.iter().any(|other| other.field == error.field) {
            errors.push(error);
        }
    }
    errors.retain(|error| !known.iter().any(|other| other.field == error.field));
    errors
}

/// Somebody changed the answer meanwhile: the page comes back as it is now.
fn changed(hall: &Hall, visit: &Visit, failure: Failure) -> Result<Reply, Failure> {
    let meanwhile = matches!(&failure, Failure::Refused(refusal) if refusal.code == Code::VersionChanged);
    let case = Case::load(hall, visit)?;
    match asked(&case) {
        Some(asked) if meanwhile => {
            let notice = Some(hall.words(visit).word("apply.changed"));
            let body = html(hall, visit, &case, &asked, &BTreeMap::new(), (Vec::new(), notice))?;
            Ok(Reply::invalid(body))
        }
        Some(_) | None => Err(failure),
    }
}
