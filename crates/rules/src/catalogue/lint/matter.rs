//! Checks of one matter as a whole: its elements, closed words, names, what it rests on, who answers for it.

use super::citation::{Rank, by_law, earliest_year, highest, names_document, whole_text};
use super::wording::{open_name, says_how_often};
use super::{Finding, Findings, Lint, content, discretion, modes, process};
use crate::catalogue::detail::{FieldKind, Ground, Level, Service, SetBy, Source, StepKind};
use crate::catalogue::edition::Mode;
use crate::catalogue::source::{At, MatterText, Placed};

/// How a material is handed in.
const MATERIAL_FORMS: [&str; 3] = ["electronic", "copy", "original"];

/// All checks of one matter. `general_days` is the legal limit of who has none of his own.
pub(in crate::catalogue) fn check_matter(matter: &Placed<MatterText>, general_days: Option<u32>, out: &mut Findings) {
    elements(matter, out);
    known_words(matter, out);
    said_clearly(matter, out);
    rests_on_law(matter, out);
    modes::check(matter, out);
    content::check(matter, out);
    process::check(matter, general_days, out);
    discretion::check(matter, out);
}

/// CAT-01: every element is filled, or the mode says that there is none.
fn elements(matter: &Placed<MatterText>, out: &mut Findings) {
    let text = &matter.value;
    let always = [
        ("code", text.code.is_empty()),
        ("name", text.name.is_empty()),
        ("mode", text.mode.is_empty()),
        ("basis", text.basis.is_empty()),
        ("level", text.level.is_empty()),
        ("competent", text.competent.is_empty()),
        ("service", text.service.is_empty()),
        ("fee_fen", text.fee_fen.is_none()),
        ("visits", text.visits.is_none()),
        ("valid_from", text.valid_from.is_none()),
        ("supervision.measure", text.supervision.measure.is_empty()),
        ("supervision.frequency", text.supervision.frequency.is_empty()),
    ];
    let unless_cancelled = [
        ("approving", text.approving.is_empty()),
        ("regulating", text.regulating.is_empty()),
        ("material", text.materials.is_empty()),
        ("field", text.fields.is_empty()),
        ("step", text.steps.is_empty()),
        ("promised_limit", text.promised_limit.is_none()),
        ("validity", text.validity.is_none()),
        ("certificate", text.certificate.is_none()),
    ];
    // A commitment without conditions has its own, graver finding.
    let of_approvals = [("condition", text.conditions.is_empty())];
    let asked = always
        .into_iter()
        .chain(unless_cancelled.into_iter().filter(|_| !is(text, Mode::ApprovalCancelled)))
        .chain(of_approvals.into_iter().filter(|_| is(text, Mode::OptimizedApproval)));
    for (element, missing) in asked {
        if missing {
            out.of(matter, Lint::ElementMissing, &matter.at, "element", element);
        }
    }
    for basis in &text.basis {
        let parts = [
            ("basis.law", basis.value.law.is_empty()),
            ("basis.article", basis.value.article.is_empty()),
            ("basis.mark", basis.value.mark.is_none()),
        ];
        for (element, _) in parts.iter().filter(|(_, missing)| *missing) {
            out.of(matter, Lint::ElementMissing, &basis.at, "element", element);
        }
    }
    for step in &text.steps {
        let parts = [("step.name", step.value.name.is_empty()), ("step.post", step.value.post.is_empty())];
        for (element, _) in parts.iter().filter(|(_, missing)| *missing) {
            out.of(matter, Lint::ElementMissing, &step.at, "element", element);
        }
    }
    if text.measures.iter().all(|measure| measure.trim().is_empty()) {
        let lint = if is(text, Mode::ApprovalCancelled) {
            Lint::CancelledWithoutMeasures
        } else {
            Lint::MeasuresMissing
        };
        out.of(matter, lint, &matter.at, "element", "measures");
    }
    if !text.quota.is_empty() && text.stock.is_empty() {
        out.of(matter, Lint::QuotaWithoutStock, &matter.at, "quota", &text.quota);
    }
}

/// Whether the matter is of this mode.
pub(super) fn is(text: &MatterText, mode: Mode) -> bool {
    text.mode == mode.name()
}

/// Words of a closed set are of that set.
fn known_words(matter: &Placed<MatterText>, out: &mut Findings) {
    let text = &matter.value;
    let mut check = |at: &At, element: &str, word: &str, known: bool| {
        if !word.is_empty() && !known {
            out.add(
                Finding::new(Lint::ValueUnknown, at)
                    .with("matter", &text.code)
                    .with("element", element)
                    .with("value", word),
            );
        }
    };
    let modes = text.mode.split('|').all(|mode| Mode::from_name(mode.trim()).is_some());
    check(&matter.at, "mode", &text.mode, modes);
    check(&matter.at, "level", &text.level, Level::from_name(&text.level).is_some());
    check(&matter.at, "set_by", &text.set_by, SetBy::from_name(&text.set_by).is_some());
    check(&matter.at, "service", &text.service, Service::from_name(&text.service).is_some());
    check(&matter.at, "ground", &text.ground, Ground::from_name(&text.ground).is_some());
    for material in &text.materials {
        check(
            &material.at,
            "material.source",
            &material.value.source,
            Source::from_name(&material.value.source).is_some(),
        );
        check(
            &material.at,
            "material.form",
            &material.value.form,
            MATERIAL_FORMS.contains(&material.value.form.as_str()),
        );
    }
    for field in &text.fields {
        check(
            &field.at,
            "field.kind",
            &field.value.kind,
            FieldKind::from_name(&field.value.kind).is_some(),
        );
    }
    for step in &text.steps {
        check(
            &step.at,
            "step.code",
            &step.value.code,
            StepKind::from_name(&step.value.code).is_some(),
        );
    }
    if text.mode.contains('|') {
        out.of(matter, Lint::TwoModes, &matter.at, "modes", &text.mode);
    }
    if !text.mode.is_empty() && (text.mode_mark.is_none() || text.mode_basis.is_empty()) {
        out.of(matter, Lint::ModeUnmarked, &matter.at, "mode", &text.mode);
    }
    if !text.competent.is_empty() && text.regulating_mark.is_none() {
        out.of(matter, Lint::DepartmentUnmarked, &matter.at, "department", &text.competent);
    }
}

/// Names and frequencies that say what they mean, and who is left to supervise.
fn said_clearly(matter: &Placed<MatterText>, out: &mut Findings) {
    let text = &matter.value;
    if open_name(&text.name) {
        out.of(matter, Lint::OpenMatterName, &matter.at, "name", &text.name);
    }
    if !text.supervision.frequency.is_empty() && !says_how_often(&text.supervision.frequency) {
        out.of(matter, Lint::VagueFrequency, &matter.at, "frequency", &text.supervision.frequency);
    }
    if text.lists.is_empty() {
        out.of(matter, Lint::MatterUnlisted, &matter.at, "name", &text.name);
    }
    let named = !text.competent.is_empty() && !text.approving.is_empty() && !text.regulating.is_empty();
    if named && text.approving != text.competent && text.regulating != text.competent {
        out.add(
            Finding::new(Lint::RegulatorNotCompetent, &matter.at)
                .with("matter", &text.code)
                .with("regulating", &text.regulating)
                .with("competent", &text.competent),
        );
    }
}

/// Mode, permit and fee rest on documents that may order them (CAT-14, CAT-16).
fn rests_on_law(matter: &Placed<MatterText>, out: &mut Findings) {
    let text = &matter.value;
    if !text.mode_basis.is_empty() && !names_document(&text.mode_basis) {
        out.of(matter, Lint::ModeBasisUnnamed, &matter.at, "mode_basis", &text.mode_basis);
    }
    let issued = earliest_year(&text.mode_basis);
    if let Some((from, year)) = text.valid_from.zip(issued).filter(|(from, year)| from.year() < *year) {
        out.add(
            Finding::new(Lint::ValidBeforeBasis, &matter.at)
                .with("matter", &text.code)
                .with("valid_from", from)
                .with("year", year),
        );
    }
    for basis in text.basis.iter().filter(|basis| whole_text(&basis.value.article)) {
        out.of(matter, Lint::BasisWholeText, &basis.at, "law", &basis.value.law);
    }
    let permit = is(text, Mode::OptimizedApproval) || is(text, Mode::NotificationCommitment);
    if let Some(first) = text.basis.first().filter(|_| permit)
        && text.basis.iter().all(|basis| highest(&basis.value.law) > Rank::Unclear)
    {
        out.of(matter, Lint::BasisNotLaw, &first.at, "law", &first.value.law);
    }
    if let Some(fee) = text.fee_fen.filter(|fee| *fee != 0) {
        if text.fee_basis.is_empty() {
            out.of(matter, Lint::FeeWithoutBasis, &matter.at, "fee_fen", fee);
        } else if !by_law(&text.fee_basis) {
            out.of(matter, Lint::FeeBasisLow, &matter.at, "fee_basis", &text.fee_basis);
        }
    }
}
