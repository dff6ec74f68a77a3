//! Checks of what a matter asks and gives: conditions, materials, form, certificate (CAT-06, CAT-14, CAT-15, LIC-05).

use super::citation::{Rank, by_law, highest};
use super::wording::{
    abolished, catch_all, discretion, is_proof, open_ended, open_label, proved_by_neighbours, repeats, unnamed_material, vague,
};
use super::{Finding, Findings, Lint};
use crate::catalogue::detail::{FieldKind, Source};
use crate::catalogue::source::{MaterialText, MatterText, Placed};
use std::collections::BTreeSet;

/// More typed fields than this on a form and people give up (`ux.md` 4.1).
const TYPED_FIELDS_MAX: usize = 8;

/// What a certificate can say without the form: from the registration, the decision and the certificate itself.
const ALWAYS_PRINTED: [&str; 10] = [
    "enterprise_name",
    "credit_code",
    "legal_representative",
    "premises",
    "address",
    "matter",
    "valid_until",
    "decision_date",
    "filing_date",
    "filing_number",
];

/// All checks of what is asked and given.
pub(super) fn check(matter: &Placed<MatterText>, out: &mut Findings) {
    conditions(matter, out);
    materials(matter, out);
    form(matter, out);
    certificate(matter, out);
}

/// CAT-06, LIC-05: each condition once, with basis, measure and evidence, and none that catches all.
fn conditions(matter: &Placed<MatterText>, out: &mut Findings) {
    let (mut codes, mut texts) = (BTreeSet::new(), BTreeSet::new());
    for condition in &matter.value.conditions {
        let text = &condition.value;
        if let Some(clause) = catch_all(&text.text) {
            out.add(
                Finding::new(Lint::CatchAllCondition, &condition.at)
                    .with("matter", &matter.value.code)
                    .with("condition", &text.code)
                    .with("clause", clause),
            );
        }
        if text.text.is_empty() || text.code.is_empty() {
            out.of(matter, Lint::ElementMissing, &condition.at, "element", "condition.text");
        }
        if text.measure.is_empty() {
            out.of(matter, Lint::ConditionWithoutMeasure, &condition.at, "condition", &text.code);
        }
        if let Some(word) = vague(&text.measure) {
            out.add(
                Finding::new(Lint::VagueMeasure, &condition.at)
                    .with("matter", &matter.value.code)
                    .with("condition", &text.code)
                    .with("word", word),
            );
        }
        if text.evidence.is_empty() {
            out.of(matter, Lint::ConditionWithoutEvidence, &condition.at, "condition", &text.code);
        } else if unnamed_material(&text.evidence) || open_ended(&text.evidence) {
            out.of(matter, Lint::OpenEvidence, &condition.at, "evidence", &text.evidence);
        }
        if text.article.is_empty() {
            out.of(matter, Lint::ConditionWithoutBasis, &condition.at, "condition", &text.code);
        } else if highest(&text.article) == Rank::Notice {
            out.of(matter, Lint::BasisOnlyNotice, &condition.at, "basis", &text.article);
        }
        let new = codes.insert(&text.code);
        if !texts.insert(&text.text) || !new {
            out.of(matter, Lint::ConditionTwice, &condition.at, "condition", &text.code);
        }
    }
}

/// CAT-14: basis, no catch-all, nothing the city already shares, nothing twice.
fn materials(matter: &Placed<MatterText>, out: &mut Findings) {
    let mut names = BTreeSet::new();
    for material in &matter.value.materials {
        let (text, at) = (&material.value, &material.at);
        if text.name.is_empty() || text.code.is_empty() || text.source.is_empty() {
            out.of(matter, Lint::ElementMissing, at, "element", "material");
        }
        if text.basis.is_empty() {
            out.of(matter, Lint::MaterialWithoutBasis, at, "material", &text.name);
        }
        if unnamed_material(&text.name) {
            out.of(matter, Lint::OtherMaterials, at, "material", &text.name);
        } else if open_ended(&text.name) {
            out.of(matter, Lint::OpenEndedMaterial, at, "material", &text.name);
        }
        if text.source == Source::Shared.name() && text.shared_from.is_empty() {
            out.of(matter, Lint::SharedFromNobody, at, "material", &text.name);
        }
        if !names.insert(&text.name) {
            out.of(matter, Lint::MaterialTwice, at, "material", &text.name);
        }
        let said = [&text.name, &text.note].into_iter().find_map(|said| discretion(said));
        if let Some(word) = said {
            let finding = Finding::new(Lint::MaterialAtDiscretion, at).with("matter", &matter.value.code);
            out.add(finding.with("material", &text.name).with("word", word));
        }
        if text.source == Source::Applicant.name() {
            brought(matter, material, out);
        }
    }
}

/// What the applicant has to bring: by law, not said already, and not on paper when he need not come (CAT-14, CAT-15).
fn brought(matter: &Placed<MatterText>, material: &Placed<MaterialText>, out: &mut Findings) {
    let (text, at) = (&material.value, &material.at);
    let mut add = |lint: Lint, fact: &str, value: &str| {
        let finding = Finding::new(lint, at).with("matter", &matter.value.code);
        out.add(finding.with("material", &text.name).with(fact, value));
    };
    if let Some(field) = matter.value.fields.iter().find(|field| repeats(&text.name, &field.value.label)) {
        add(Lint::MaterialIsField, "field", &field.value.label);
    }
    if proved_by_neighbours(&text.name) || abolished(&text.name) && !by_law(&text.basis) {
        add(Lint::AbolishedProof, "basis", &text.basis);
    } else if is_proof(&text.name) && !text.basis.is_empty() && !by_law(&text.basis) {
        add(Lint::ProofWithoutLaw, "basis", &text.basis);
    } else if highest(&text.basis) == Rank::Notice {
        add(Lint::BasisOnlyNotice, "basis", &text.basis);
    }
    if text.copies > 1 && text.form == "electronic" {
        add(Lint::SeveralCopies, "copies", &text.copies.to_string());
    }
    if ["original", "copy"].contains(&text.form.as_str()) && matter.value.visits == Some(0) {
        add(Lint::PaperThoughOnline, "form", &text.form);
    }
}

fn form(matter: &Placed<MatterText>, out: &mut Findings) {
    let mut codes = BTreeSet::new();
    for field in &matter.value.fields {
        let text = &field.value;
        if text.code.is_empty() || text.label.is_empty() || text.kind.is_empty() {
            out.of(matter, Lint::ElementMissing, &field.at, "element", "field");
        }
        let chosen = matches!(FieldKind::from_name(&text.kind), Some(FieldKind::Choice | FieldKind::Choices));
        if chosen && text.choices.is_empty() {
            out.of(matter, Lint::FieldWithoutChoices, &field.at, "field", &text.code);
        }
        if !codes.insert(&text.code) {
            out.of(matter, Lint::FieldTwice, &field.at, "field", &text.code);
        }
        if chosen && text.choices.len() == 1 {
            out.of(matter, Lint::SingleChoice, &field.at, "field", &text.code);
        }
        let mut choices = BTreeSet::new();
        for choice in text.choices.iter().filter(|choice| !choices.insert(*choice)) {
            let finding = Finding::new(Lint::ChoiceTwice, &field.at).with("matter", &matter.value.code);
            out.add(finding.with("field", &text.code).with("choice", choice));
        }
        if FieldKind::from_name(&text.kind) == Some(FieldKind::Number) && text.unit.is_empty() {
            out.of(matter, Lint::NumberWithoutUnit, &field.at, "field", &text.code);
        }
        if open_label(&text.label) {
            out.of(matter, Lint::OpenFieldLabel, &field.at, "label", &text.label);
        }
    }
    let typed = matter.value.fields.iter().filter(|field| field.value.required).count();
    if typed > TYPED_FIELDS_MAX {
        out.of(matter, Lint::TooManyFields, &matter.at, "fields", typed);
    }
}

/// A certificate says what registration and decision know, and what the form asks.
fn certificate(matter: &Placed<MatterText>, out: &mut Findings) {
    let Some(certificate) = &matter.value.certificate else { return };
    let asked: BTreeSet<&str> = matter.value.fields.iter().map(|field| field.value.code.as_str()).collect();
    let printed = certificate.value.fields.iter().map(String::as_str);
    let unknown: Vec<&str> = printed
        .filter(|field| !ALWAYS_PRINTED.contains(field) && !asked.contains(field))
        .collect();
    if !unknown.is_empty() {
        out.of(matter, Lint::CertificateFieldUnknown, &certificate.at, "fields", unknown.join(" "));
    }
}
