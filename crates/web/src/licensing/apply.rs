//! P18: the form of one matter. What is known stands there with its source, only gaps are fields; it saves itself, and what
//! two windows typed is never overwritten without being shown.

use super::case::{Case, MatterLine, about, keyed, own_page, version};
use super::fields::{self, FieldView, Group, Typed};
use super::papers::{self, DocumentLine, Taken};
use crate::hall::Hall;
use crate::parts::{FieldError, Labelled};
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use office::licensing::{self, Saved};
use office::{Caller, Failure};
use rules::catalogue::{Detail, Field};
use rules::{Code, Refusal};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Counts {
    all: usize,
    prefilled: usize,
    gaps: usize,
}

#[derive(Serialize)]
struct Section {
    id: &'static str,
    title: String,
    state: &'static str,
    state_text: String,
    current: bool,
    known: Vec<Labelled>,
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct FormContext {
    action: String,
    save_href: String,
    version: i64,
    saved_at: Option<String>,
    conflict: Option<String>,
    errors: Vec<FieldError>,
    matter: MatterLine,
    subject: String,
    own_href: String,
    counts: Counts,
    sections: Vec<Section>,
    documents: Vec<DocumentLine>,
    needed: usize,
}

/// How the form comes back.
#[derive(Default)]
struct Shown {
    /// What was typed, when it differs from what is stored.
    typed: BTreeMap<String, String>,
    /// Codes of fields in which somebody else saved something else.
    disputed: Vec<String>,
    errors: Vec<FieldError>,
}

/// `GET /apply/{id}`; with `?check=yes` everything that is missing is said at once.
pub(super) fn form(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::load(hall, visit)?;
    if !case.is_draft() {
        return Ok(case.elsewhere());
    }
    let errors = if visit.query.get("check") == "yes" {
        fields::missing_errors(hall, visit, &case.missing())
    } else {
        Vec::new()
    };
    let shown = Shown {
        errors,
        ..Shown::default()
    };
    Ok(Reply::html(html(hall, visit, &case, shown)?))
}

/// The form with the errors of a later step.
pub(super) fn with_errors(hall: &Hall, visit: &Visit, case: &Case, errors: Vec<FieldError>) -> Result<Reply, Failure> {
    let shown = Shown {
        errors,
        ..Shown::default()
    };
    Ok(Reply::invalid(html(hall, visit, case, shown)?))
}

fn html(hall: &Hall, visit: &Visit, case: &Case, shown: Shown) -> Result<String, Failure> {
    let words = hall.words(visit);
    let known = case.known(hall, visit)?;
    let view = |field: &Field| {
        let stored = case.content.answers.get(&field.code).map_or("", String::as_str);
        let view = FieldView::new(words, field, shown.typed.get(&field.code).map_or(stored, String::as_str));
        if shown.disputed.contains(&field.code) {
            view.beside(stored)
        } else {
            view
        }
    };
    let fields: Vec<FieldView> = case.detail.fields.iter().map(view).collect();
    let answers = &case.content.answers;
    let gaps = case.detail.fields.iter().filter(|field| !answers.contains_key(&field.code)).count();
    let to_fill = case.missing().fields.len();
    let wrong = fields
        .iter()
        .any(|field| shown.errors.iter().any(|error| error.field == field.name));
    let (state, state_text) = match to_fill {
        0 if !wrong => ("done", words.word("apply.filled")),
        count if wrong => ("error", words.say("apply.to_mend", &[("n", &count.max(1).to_string())])),
        count if answers.is_empty() => ("empty", words.say("apply.to_fill", &[("n", &count.to_string())])),
        count => ("empty", words.say("apply.to_mend", &[("n", &count.to_string())])),
    };
    let documents = papers::documents(case);
    let context = FormContext {
        action: case.href(""),
        save_href: case.href("save"),
        version: case.application.version,
        saved_at: None,
        conflict: (!shown.disputed.is_empty()).then(|| words.word("apply.disputed")),
        matter: case.matter_line(hall),
        subject: case.enterprise.name.clone(),
        own_href: own_page(case.application.id),
        counts: Counts {
            all: known.len() + fields.len(),
            prefilled: known.len(),
            gaps,
        },
        needed: documents.iter().filter(|document| document.is_needed()).count(),
        documents,
        sections: vec![
            Section {
                id: "subject",
                title: words.word("apply.section_subject"),
                state: "done",
                state_text: words.word("apply.known"),
                current: false,
                known,
                groups: Vec::new(),
            },
            Section {
                id: "answers",
                title: words.word("apply.section_answers"),
                state,
                state_text,
                current: true,
                known: Vec::new(),
                groups: fields::grouped(fields),
            },
        ],
        errors: shown.errors,
    };
    let title = words.say("apply.title", &[("name", &case.matter.name)]);
    let about = about(hall, visit, title, &context.errors);
    hall.render(visit, "apply/form.html", &about, context)
}

/// `POST /apply/{id}`: saves what can be saved, then goes on or says what to mend.
pub(super) fn save(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::load(hall, visit)?;
    if !case.is_draft() {
        return Ok(case.elsewhere());
    }
    let typed = fields::typed(hall, visit, case.detail.fields.iter());
    let taken = papers::take(hall, visit, case.detail.materials.iter().filter(|material| material.handed_in()))?;
    let standing = store(hall, visit, &case, &typed, &taken)?;
    let going_on = visit.form.get("act") != "save";
    let case = Case::load(hall, visit)?;
    let mut errors: Vec<FieldError> = typed.errors.into_iter().chain(taken.errors).collect();
    for field in case.detail.fields.iter().filter(|field| standing.disputed.contains(&field.code)) {
        let text = hall.words(visit).say("apply.disputed_field", &[("label", &field.label)]);
        errors.push(FieldError {
            field: fields::name_of(&field.code),
            text,
        });
    }
    if going_on {
        let known: Vec<String> = errors.iter().map(|error| error.field.clone()).collect();
        let missing = fields::missing_errors(hall, visit, &case.missing());
        errors.extend(missing.into_iter().filter(|error| !known.contains(&error.field)));
    }
    let place = |error: &FieldError| order(case.detail).position(|name| name == error.field);
    errors.sort_by_key(|error| place(error).unwrap_or(usize::MAX));
    if errors.is_empty() {
        let to = if going_on { case.after_form() } else { "/me".to_owned() };
        return Ok(Reply::see(to));
    }
    let mut raw = typed.raw;
    raw.retain(|code, _| !standing.filled.contains(code));
    let shown = Shown {
        typed: raw,
        disputed: standing.disputed,
        errors,
    };
    Ok(Reply::invalid(html(hall, visit, &case, shown)?))
}

/// The names of the form's fields in the order of the page, so that errors stand in it too.
fn order(detail: &Detail) -> impl Iterator<Item = String> {
    let fields = detail.fields.iter().map(|field| fields::name_of(&field.code));
    fields.chain(detail.materials.iter().map(|material| fields::document_name(&material.code)))
}

/// What stands although the form says something else, because somebody saved it meanwhile.
#[derive(Default)]
struct Standing {
    /// Codes of fields in which the form has another answer.
    disputed: Vec<String>,
    /// Codes of fields that the form left empty.
    filled: Vec<String>,
}

/// Saves the form. When the application was changed meanwhile, only what overwrites nothing is saved.
fn store(hall: &Hall, visit: &Visit, case: &Case, typed: &Typed, taken: &Taken) -> Result<Standing, Failure> {
    let mut part = Saved {
        answers: typed.readable.clone(),
        files: taken.files.clone(),
        ticks: None,
    };
    let id = case.application.id;
    match licensing::save(hall.app(), &keyed(visit, "save"), id, Some(version(visit)?), part.clone()) {
        Ok(_) => return Ok(Standing::default()),
        Err(failure) if changed_meanwhile(&failure) => {}
        Err(failure) => return Err(failure),
    }
    let now = Case::load(hall, visit)?;
    let mut standing = Standing::default();
    part.answers.retain(|code, answer| {
        let other = now.content.answers.get(code).is_some_and(|stored| stored != answer);
        match (other, answer.is_empty()) {
            (true, true) => standing.filled.push(code.clone()),
            (true, false) => standing.disputed.push(code.clone()),
            (false, _) => {}
        }
        !other
    });
    part.files.retain(|code, _| !now.content.files.contains_key(code));
    // Without a key: it is only ever done once more with the same content, and that changes nothing.
    licensing::save(hall.app(), &Caller::new(visit.actor()), id, Some(now.application.version), part)?;
    Ok(standing)
}

fn changed_meanwhile(failure: &Failure) -> bool {
    matches!(failure, Failure::Refused(refusal) if matches!(refusal.code, Code::VersionChanged | Code::KeyReused))
}

#[derive(Serialize)]
struct SavedContext {
    version: i64,
    saved_at: Option<String>,
    conflict: Option<String>,
}

/// `POST /apply/{id}/save`: the form saves itself while it is filled. What cannot be read yet is left for the form's own
/// button; what somebody else changed is not touched, and the old version goes on saying so until the form is sent.
pub(super) fn autosave(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::load(hall, visit)?;
    if !case.is_draft() {
        return Err(Refusal::new(Code::StateForbids).into());
    }
    let typed = fields::typed(hall, visit, case.detail.fields.iter());
    let (unread, loaded) = (typed.errors.len(), version(visit)?);
    let part = Saved {
        answers: typed.readable,
        ..Saved::default()
    };
    let words = hall.words(visit);
    let context = match licensing::save(hall.app(), &keyed(visit, "autosave"), case.application.id, Some(loaded), part) {
        Ok(version) => {
            let (hour, minute, _) = hall.app().now().time_of_day();
            let conflict = (unread > 0).then(|| words.say("apply.not_saved", &[("n", &unread.to_string())]));
            SavedContext {
                version,
                saved_at: Some(format!("{hour:02}:{minute:02}")),
                conflict,
            }
        }
        Err(failure) if changed_meanwhile(&failure) => SavedContext {
            version: loaded,
            saved_at: None,
            conflict: Some(words.word("apply.conflict")),
        },
        Err(failure) => return Err(failure),
    };
    Ok(Reply::html(hall.render(visit, "apply/_saved.html", &About::default(), context)?))
}
