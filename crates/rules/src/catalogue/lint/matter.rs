//! Checks of one matter: its elements, what its mode obliges to, time, materials, form.

use super::wording::{catch_all, open_ended, unnamed_material};
use super::{Finding, Findings, Lint};
use crate::catalogue::detail::{FieldKind, Ground, Level, Service, SetBy, Source, StepKind};
use crate::catalogue::edition::Mode;
use crate::catalogue::source::{At, MatterText, Placed};
use std::collections::BTreeSet;

/// More typed fields than this on a form and people give up (`ux.md` 4.1).
const TYPED_FIELDS_MAX: usize = 8;

/// All checks of one matter. `general_days` is the legal limit of who has none of his own.
pub(in crate::catalogue) fn check_matter(matter: &Placed<MatterText>, general_days: Option<u32>, out: &mut Findings) {
    elements(matter, out);
    known_words(matter, out);
    match Mode::from_name(&matter.value.mode) {
        Some(Mode::ApprovalCancelled) => cancelled(matter, out),
        Some(Mode::RecordFiling) => filing(matter, out),
        Some(Mode::NotificationCommitment) => commitment(matter, out),
        Some(Mode::OptimizedApproval) => optimised(matter, out),
        None => {}
    }
    conditions(matter, out);
    time(matter, general_days, out);
    materials(matter, out);
    form(matter, out);
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
    if !text.quota.is_empty() && text.stock.is_empty() {
        out.of(matter, Lint::QuotaWithoutStock, &matter.at, "quota", &text.quota);
    }
    if let Some(fee) = text.fee_fen.filter(|fee| *fee != 0 && text.fee_basis.is_empty()) {
        out.of(matter, Lint::FeeWithoutBasis, &matter.at, "fee_fen", fee);
    }
}

fn is(text: &MatterText, mode: Mode) -> bool {
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

/// 直接取消审批: nothing is asked, and somebody still supervises.
fn cancelled(matter: &Placed<MatterText>, out: &mut Findings) {
    let text = &matter.value;
    if text.regulating.is_empty() {
        out.of(matter, Lint::CancelledWithoutRegulator, &matter.at, "competent", &text.competent);
    }
    let asks = [
        ("material", text.materials.len()),
        ("condition", text.conditions.len()),
        ("field", text.fields.len()),
        ("step", text.steps.len()),
    ];
    for (what, _) in asks.iter().filter(|(_, count)| *count > 0) {
        out.of(matter, Lint::CancelledButAsks, &matter.at, "element", what);
    }
}

/// 审批改为备案: done on the spot, nobody surveys first, and the data are shared (LIC-03).
fn filing(matter: &Placed<MatterText>, out: &mut Findings) {
    for step in &matter.value.steps {
        if let Some(kind @ (StepKind::Survey | StepKind::Inspection | StepKind::ExpertReview)) = StepKind::from_name(&step.value.code) {
            out.of(matter, Lint::FilingWithPrecondition, &step.at, "step", kind.name());
        }
    }
    if matter.value.filing.as_ref().is_none_or(|filing| filing.value.share_with.is_empty()) {
        out.of(matter, Lint::FilingWithoutSharing, &matter.at, "element", "filing.share_with");
    }
}

/// 告知承诺: conditions complete and checkable, verified afterwards, with consequences (LIC-05).
fn commitment(matter: &Placed<MatterText>, out: &mut Findings) {
    let text = &matter.value;
    if text.conditions.is_empty() {
        out.of(matter, Lint::CommitmentWithoutCondition, &matter.at, "element", "condition");
    }
    let terms = text.commitment.as_ref();
    let at = terms.map_or(&matter.at, |terms| &terms.at);
    if terms.is_none_or(|terms| terms.value.verify_days == 0) {
        out.of(matter, Lint::CommitmentNeverVerified, at, "element", "commitment.verify_days");
    }
    if terms.is_none_or(|terms| terms.value.consequence.is_empty()) {
        out.of(matter, Lint::CommitmentWithoutConsequence, at, "element", "commitment.consequence");
    }
}

/// 优化审批服务: why nothing lighter, and what became less.
fn optimised(matter: &Placed<MatterText>, out: &mut Findings) {
    if matter.value.ground.is_empty() {
        out.of(matter, Lint::OptimisedWithoutGround, &matter.at, "element", "ground");
    }
    let Some(reduction) = &matter.value.reduction else {
        return out.of(matter, Lint::OptimisedWithoutReduction, &matter.at, "element", "reduction");
    };
    let cut = &reduction.value;
    let pairs = [
        ("materials", i64::from(cut.materials.0), i64::from(cut.materials.1)),
        ("steps", i64::from(cut.steps.0), i64::from(cut.steps.1)),
        ("days", i64::from(cut.days.0), i64::from(cut.days.1)),
        ("fee_fen", cut.fee_fen.0, cut.fee_fen.1),
    ];
    if pairs.iter().all(|(_, before, after)| after >= before) {
        out.of(matter, Lint::OptimisedWithoutReduction, &reduction.at, "element", "reduction");
    }
    // What became of it is what the matter itself says; the ledger of the reform must not say otherwise.
    let text = &matter.value;
    let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    let promised = text.promised_limit.as_ref().map_or(0, |limit| i64::from(limit.value.days));
    let own = [
        count(text.materials.len()),
        count(text.steps.len()),
        promised,
        text.fee_fen.unwrap_or(0),
    ];
    for ((what, before, after), own) in pairs.into_iter().zip(own) {
        if after > before || after != own {
            let finding = Finding::new(Lint::ReductionUntrue, &reduction.at)
                .with("matter", &text.code)
                .with("element", what);
            out.add(finding.with("before", before).with("after", after).with("own", own));
        }
    }
}

fn conditions(matter: &Placed<MatterText>, out: &mut Findings) {
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
        if text.evidence.is_empty() {
            out.of(matter, Lint::ConditionWithoutEvidence, &condition.at, "condition", &text.code);
        }
    }
}

fn time(matter: &Placed<MatterText>, general_days: Option<u32>, out: &mut Findings) {
    let text = &matter.value;
    let own = text.legal_limit.as_ref();
    if let Some(own) = own.filter(|own| own.value.article.is_empty()) {
        out.of(matter, Lint::LimitWithoutBasis, &own.at, "days", own.value.days);
    }
    let Some(promised) = &text.promised_limit else { return };
    let days = promised.value.days;
    if let Some(legal) = own.map(|own| own.value.days).or(general_days).filter(|legal| days > *legal) {
        out.add(
            Finding::new(Lint::PromisedAboveLegal, &promised.at)
                .with("matter", &text.code)
                .with("promised", days)
                .with("legal", legal),
        );
    }
    let steps: u32 = text
        .steps
        .iter()
        .filter(|step| counts(&step.value.code))
        .map(|step| step.value.days)
        .sum();
    if steps > days {
        out.add(
            Finding::new(Lint::StepsAbovePromised, &promised.at)
                .with("matter", &text.code)
                .with("promised", days)
                .with("steps", steps),
        );
    }
}

/// Whether a step's days run on the deciding clock: inspection and expert review stop it (《行政许可法》第四十五条), delivery
/// comes after the decision and has a limit of its own (第四十四条).
fn counts(code: &str) -> bool {
    !matches!(
        StepKind::from_name(code),
        Some(StepKind::Inspection | StepKind::ExpertReview | StepKind::Issue)
    )
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
    }
    let typed = matter.value.fields.iter().filter(|field| field.value.required).count();
    if typed > TYPED_FIELDS_MAX {
        out.of(matter, Lint::TooManyFields, &matter.at, "fields", typed);
    }
}
