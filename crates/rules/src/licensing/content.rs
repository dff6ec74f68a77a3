//! Answers and materials of an application against the matter's form.

use crate::catalogue::{Detail, Field, FieldKind, Material};
use crate::{Code, Refusal};
use std::collections::BTreeMap;

/// Field code → answer as typed.
pub type Answers = BTreeMap<String, String>;

/// Where a material stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MaterialState {
    /// Nothing yet.
    Missing,
    /// A file of this hash.
    Uploaded { sm3: String },
    /// Need not be handed in, for this reason.
    Waived,
}

/// Material code → state.
pub type Materials = BTreeMap<String, MaterialState>;

const TEXT_LENGTH_MAX: usize = 2_000;

/// One answer as its field reads it; `None` when it is empty.
pub fn read_answer(field: &Field, typed: &str) -> Result<Option<String>, Refusal> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let wrong = || Refusal::field(Code::FieldInvalid, &field.code).with("label", &field.label);
    if typed.chars().count() > TEXT_LENGTH_MAX || typed.chars().any(|letter| letter.is_control() && letter != '\n' && letter != '\r') {
        return Err(wrong());
    }
    let read = match field.kind {
        FieldKind::Text => Some(typed.to_owned()),
        FieldKind::Number => number(typed),
        FieldKind::Choice => field.choices.iter().find(|choice| *choice == typed).cloned(),
        FieldKind::Choices => choices(typed, field),
        FieldKind::YesNo => ["是", "否"].contains(&typed).then(|| typed.to_owned()),
        FieldKind::Date => typed.parse::<crate::calendar::Date>().ok().map(|day| day.to_string()),
    };
    read.map(Some).ok_or_else(wrong)
}

fn number(typed: &str) -> Option<String> {
    let folded: String = typed.chars().filter_map(crate::ids::fold_typed).collect();
    let (whole, part) = folded.split_once('.').unwrap_or((&folded, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = !whole.is_empty() && whole.len() <= 12 && digits(whole) && digits(part) && part.len() <= 2;
    plain.then_some(folded)
}

fn choices(typed: &str, field: &Field) -> Option<String> {
    let chosen: Vec<&str> = typed
        .split(['、', '\n', ','])
        .map(str::trim)
        .filter(|choice| !choice.is_empty())
        .collect();
    chosen
        .iter()
        .all(|choice| field.choices.iter().any(|known| known == choice))
        .then(|| chosen.join("、"))
}

/// What is still missing for an application to be complete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing<'d> {
    /// Required fields without an answer.
    pub fields: Vec<&'d Field>,
    /// Materials that must be handed in and are not there.
    pub materials: Vec<&'d Material>,
}

/// Everything that is missing, fields and materials, so that the applicant is told once.
pub fn missing<'d>(detail: &'d Detail, answers: &Answers, materials: &Materials) -> Missing<'d> {
    let answered = |field: &Field| answers.get(&field.code).is_some_and(|answer| !answer.trim().is_empty());
    let there = |material: &Material| {
        matches!(
            materials.get(&material.code),
            Some(MaterialState::Uploaded { .. } | MaterialState::Waived)
        )
    };
    Missing {
        fields: detail.fields.iter().filter(|field| field.required && !answered(field)).collect(),
        materials: detail
            .materials
            .iter()
            .filter(|material| material.handed_in() && !there(material))
            .collect(),
    }
}

/// Refuses, naming everything at once, unless each field is answered and each material that must be handed in is there.
pub fn check_complete(detail: &Detail, answers: &Answers, materials: &Materials) -> Result<(), Refusal> {
    if let Some(unknown) = answers.keys().find(|code| !detail.fields.iter().any(|field| field.code == **code)) {
        return Err(Refusal::field(Code::FieldUnknown, unknown));
    }
    for field in &detail.fields {
        read_answer(field, answers.get(&field.code).map_or("", String::as_str))?;
    }
    let missing = missing(detail, answers, materials);
    if !missing.fields.is_empty() {
        let codes: Vec<&str> = missing.fields.iter().map(|field| field.code.as_str()).collect();
        return Err(Refusal::new(Code::FieldMissing).with("fields", codes.join(" ")));
    }
    if missing.materials.is_empty() {
        return Ok(());
    }
    let codes: Vec<&str> = missing.materials.iter().map(|material| material.code.as_str()).collect();
    Err(Refusal::new(Code::MaterialMissing).with("materials", codes.join(" ")))
}
