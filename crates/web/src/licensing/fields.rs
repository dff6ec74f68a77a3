//! Fields of a matter's form on a page: how each is shown, what was typed into it, and every error at its own field.

use crate::hall::Hall;
use crate::parts::{Choice, FieldError};
use crate::visit::Visit;
use crate::wording::Wording;
use rules::Refusal;
use rules::catalogue::{Detail, Field, FieldKind};
use rules::licensing::{BETWEEN, Missing, read_answer};
use serde::Serialize;
use std::collections::BTreeMap;

/// Up to so many choices are shown as cards, more of them as a list.
const CARDS_MAX: usize = 6;
/// The two answers of a yes-or-no field, as the rules read them.
const YES_NO: [(&str, &str); 2] = [("是", "form.yes"), ("否", "form.no")];

/// A field as `apply/_field.html` shows it.
#[derive(Serialize)]
pub(super) struct FieldView {
    pub name: String,
    kind: &'static str,
    label: String,
    hint: Option<String>,
    value: String,
    values: Vec<String>,
    choices: Vec<Choice>,
    suffix: Option<String>,
    optional: bool,
    /// What somebody else saved meanwhile, when it is something else.
    stored: Option<String>,
}

impl FieldView {
    /// The field with this answer in it.
    pub fn new(words: &Wording, field: &Field, answer: &str) -> FieldView {
        let choices = match field.kind {
            FieldKind::YesNo => YES_NO.map(|(value, key)| Choice::new(value, words.word(key))).to_vec(),
            FieldKind::Text | FieldKind::Number | FieldKind::Choice | FieldKind::Choices | FieldKind::Date => {
                field.choices.iter().map(|choice| Choice::new(choice, choice)).collect()
            }
        };
        FieldView {
            name: name_of(&field.code),
            kind: kind(field),
            label: field.label.clone(),
            hint: Some(field.hint.clone()).filter(|hint| !hint.is_empty()),
            value: answer.to_owned(),
            values: answer.split(BETWEEN).map(str::to_owned).collect(),
            choices,
            suffix: Some(field.unit.clone()).filter(|unit| !unit.is_empty()),
            optional: !field.required,
            stored: None,
        }
    }

    /// Whether two of its kind have room beside each other.
    fn is_short(&self) -> bool {
        !matches!(self.kind, "radios" | "checkboxes") || self.choices.len() <= YES_NO.len()
    }

    /// The same field beside what somebody else saved.
    pub fn beside(mut self, stored: &str) -> FieldView {
        self.stored = Some(stored.to_owned());
        self
    }
}

fn kind(field: &Field) -> &'static str {
    match field.kind {
        FieldKind::Text => "text",
        FieldKind::Number => "number",
        FieldKind::Choice if field.choices.len() > CARDS_MAX => "select",
        FieldKind::Choice | FieldKind::YesNo => "radios",
        FieldKind::Choices => "checkboxes",
        FieldKind::Date => "date",
    }
}

/// The name of a field on the page; a code of the catalogue may be any word, so it never stands alone.
pub(super) fn name_of(code: &str) -> String {
    format!("answer_{code}")
}

/// The name of a document's file field.
pub(super) fn document_name(code: &str) -> String {
    format!("document_{code}")
}

/// Fields that stand together: short ones two beside each other, a long one by itself.
#[derive(Serialize)]
pub(super) struct Group {
    beside: bool,
    fields: Vec<FieldView>,
}

/// Puts short neighbours together, in the order of the form.
pub(super) fn grouped(fields: Vec<FieldView>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for field in fields {
        let short = field.is_short();
        match groups.last_mut() {
            Some(group) if group.beside && short => group.fields.push(field),
            Some(_) | None => groups.push(Group {
                beside: short,
                fields: vec![field],
            }),
        }
    }
    groups
}

/// What was typed: as it was, as it is read, and what cannot be read.
pub(super) struct Typed {
    /// Field code → text as typed.
    pub raw: BTreeMap<String, String>,
    /// Field code → text that can be saved.
    pub readable: BTreeMap<String, String>,
    /// Errors of the others.
    pub errors: Vec<FieldError>,
}

/// Reads these fields from the form that was sent.
pub(super) fn typed<'f>(hall: &Hall, visit: &Visit, fields: impl Iterator<Item = &'f Field>) -> Typed {
    let mut typed = Typed {
        raw: BTreeMap::new(),
        readable: BTreeMap::new(),
        errors: Vec::new(),
    };
    for field in fields {
        let text = visit.form.all(&name_of(&field.code)).join(BETWEEN);
        match read_answer(field, &text) {
            Ok(answer) => {
                typed.readable.insert(field.code.clone(), answer.unwrap_or_default());
            }
            Err(_) => typed.errors.push(unreadable(hall.words(visit), field)),
        }
        typed.raw.insert(field.code.clone(), text);
    }
    typed
}

fn at(code: &str, text: String) -> FieldError {
    FieldError {
        field: name_of(code),
        text,
    }
}

fn unreadable(words: &Wording, field: &Field) -> FieldError {
    let key = match field.kind {
        FieldKind::Number => "apply.wrong_number",
        FieldKind::Date => "apply.wrong_date",
        FieldKind::Text => "apply.wrong_text",
        FieldKind::Choice | FieldKind::Choices | FieldKind::YesNo => "apply.wrong_choice",
    };
    at(&field.code, words.say(key, &[("label", &field.label)]))
}

fn unanswered(words: &Wording, field: &Field) -> FieldError {
    let (label, hint) = (("label", field.label.as_str()), ("hint", field.hint.as_str()));
    let text = match field.kind {
        FieldKind::Choice | FieldKind::Choices | FieldKind::YesNo => words.say("apply.choose_one", &[label]),
        FieldKind::Text | FieldKind::Number | FieldKind::Date if field.hint.is_empty() => words.say("apply.fill", &[label]),
        FieldKind::Text | FieldKind::Number | FieldKind::Date => words.say("apply.fill_hint", &[label, hint]),
    };
    at(&field.code, text)
}

/// Everything that is missing, each at its place.
pub(super) fn missing_errors(hall: &Hall, visit: &Visit, missing: &Missing) -> Vec<FieldError> {
    let words = hall.words(visit);
    let fields = missing.fields.iter().map(|field| unanswered(words, field));
    let materials = missing.materials.iter().map(|material| FieldError {
        field: document_name(&material.code),
        text: words.say("apply.hand_in", &[("name", &material.name)]),
    });
    fields.chain(materials).collect()
}

/// The errors of a refusal at all the fields, documents and conditions it names; at `fallback` when it names none.
pub(super) fn at_all(hall: &Hall, visit: &Visit, detail: &Detail, refusal: &Refusal, fallback: &str) -> Vec<FieldError> {
    let words = hall.words(visit);
    let named = |fact: &str| -> Vec<&str> { refusal.facts.get(fact).map_or_else(Vec::new, |codes| codes.split(' ').collect()) };
    let mut errors = Vec::new();
    for code in named("fields").into_iter().chain(named("field")) {
        let field = detail.fields.iter().find(|field| field.code == code);
        errors.push(match field {
            Some(field) if refusal.facts.contains_key("fields") => unanswered(words, field),
            Some(field) => unreadable(words, field),
            None if detail.materials.iter().any(|material| material.code == code) => FieldError {
                field: document_name(code),
                text: words.refusal(refusal),
            },
            None => FieldError {
                field: code.to_owned(),
                text: words.refusal(refusal),
            },
        });
    }
    for code in named("materials") {
        let name = detail.materials.iter().find(|material| material.code == code);
        errors.push(FieldError {
            field: document_name(code),
            text: words.say("apply.hand_in", &[("name", name.map_or(code, |material| &material.name))]),
        });
    }
    for code in named("conditions") {
        errors.push(condition_error(words, detail, code));
    }
    if errors.is_empty() {
        errors.push(FieldError {
            field: fallback.to_owned(),
            text: words.refusal(refusal),
        });
    }
    errors
}

/// A condition that was not ticked.
fn condition_error(words: &Wording, detail: &Detail, code: &str) -> FieldError {
    let place = detail.conditions.iter().position(|condition| condition.code == code);
    let number = place.map_or_else(String::new, |place| (place + 1).to_string());
    FieldError {
        field: condition_name(code),
        text: words.say("commitment.tick", &[("n", &number)]),
    }
}

/// The name of a condition's box.
pub(super) fn condition_name(code: &str) -> String {
    format!("condition_{code}")
}
