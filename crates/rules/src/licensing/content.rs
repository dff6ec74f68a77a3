//! Answers and materials of an application against the matter's form.

use crate::catalogue::{self, Answer, Detail, Field, FieldKind, Material, Quantity};
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
/// An answer of yes, as it is stored.
const YES: &str = "是";

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
        FieldKind::YesNo => [YES, "否"].contains(&typed).then(|| typed.to_owned()),
        FieldKind::Date => typed.parse::<crate::calendar::Date>().ok().map(|day| day.to_string()),
    };
    read.map(Some).ok_or_else(wrong)
}

fn number(typed: &str) -> Option<String> {
    // Folding forgives hyphens, which in a number would turn the sign around.
    if typed.contains(['-', '\u{ff0d}']) {
        return None;
    }
    let folded: String = typed.chars().filter_map(crate::ids::fold_typed).collect();
    let (whole, part) = folded.split_once('.').unwrap_or((&folded, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = !whole.is_empty() && whole.len() <= 12 && digits(whole) && digits(part) && part.len() <= 2;
    plain.then_some(folded)
}

/// What stands between the chosen ones of several choices. A choice may itself have commas and enumeration marks in it.
pub const BETWEEN: &str = "；";

/// Several choices, each once and in the order of the form, so that the same choice is always the same answer.
fn choices(typed: &str, field: &Field) -> Option<String> {
    let chosen = || typed.split(['；', '\n']).map(str::trim).filter(|choice| !choice.is_empty());
    let known = chosen().all(|choice| field.choices.iter().any(|known| known == choice));
    let ordered = field
        .choices
        .iter()
        .map(String::as_str)
        .filter(|known| chosen().any(|choice| choice == *known));
    known.then(|| ordered.collect::<Vec<_>>().join(BETWEEN))
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

/// The answers of a filled form as facts, for the tables of discretion of its matter: yes or no, numbers, choices. What cannot be
/// read counts as not answered.
pub fn facts(fields: &[Field], answers: &Answers) -> catalogue::Answers {
    let fact = |field: &Field| {
        let text = answers.get(&field.code)?;
        let answer = match field.kind {
            FieldKind::YesNo => Answer::YesNo(text == YES),
            FieldKind::Number => Answer::Number(Quantity::parse(text)?),
            FieldKind::Choice => Answer::Choice(text.clone()),
            FieldKind::Text | FieldKind::Choices | FieldKind::Date => return None,
        };
        Some((field.code.clone(), answer))
    };
    fields.iter().filter_map(fact).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: FieldKind, choices: &[&str]) -> Field {
        Field {
            code: "x".into(),
            label: "x".into(),
            kind,
            unit: String::new(),
            choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
            required: true,
            hint: String::new(),
        }
    }

    #[test]
    fn several_choices_are_one_answer_whatever_marks_they_have_and_in_whatever_order_they_came() {
        let field = field(FieldKind::Choices, &["住宿", "影剧院、游艺、歌舞", "商场、书店"]);
        let cases = [
            ("商场、书店；住宿", Some("住宿；商场、书店")),
            ("住宿\n住宿", Some("住宿")),
            ("商场", None),
            ("住宿；游泳", None),
        ];
        for (typed, expected) in cases {
            let read = read_answer(&field, typed).ok().flatten();
            assert_eq!(read.as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn a_filled_form_is_read_as_facts() {
        let coded = |code: &str, kind: FieldKind| Field {
            code: code.into(),
            ..field(kind, &["零售"])
        };
        let fields = [
            coded("area", FieldKind::Number),
            coded("online", FieldKind::YesNo),
            coded("cold", FieldKind::YesNo),
            coded("kind", FieldKind::Choice),
            coded("name", FieldKind::Text),
            coded("staff", FieldKind::Number),
        ];
        let typed = [
            ("area", "86.5"),
            ("online", "是"),
            ("cold", "否"),
            ("kind", "零售"),
            ("name", "李明"),
            ("staff", "几个"),
        ];
        let answers = typed.map(|(code, text)| (code.to_owned(), text.to_owned())).into();
        let read: Vec<String> = facts(&fields, &answers)
            .iter()
            .map(|(code, answer)| format!("{code}={answer}"))
            .collect();
        assert_eq!(read, ["area=86.5", "cold=no", "kind=零售", "online=yes"]);
    }

    #[test]
    fn a_number_is_forgiven_its_width_and_nothing_else() {
        let field = field(FieldKind::Number, &[]);
        let cases = [
            ("８６.5", Some("86.5")),
            ("86.555", None),
            ("-1", None),
            (".5", None),
            ("1 200", Some("1200")),
            ("abc", None),
        ];
        for (typed, expected) in cases {
            let read = read_answer(&field, typed).ok().flatten();
            assert_eq!(read.as_deref(), expected, "{typed}");
        }
    }
}
