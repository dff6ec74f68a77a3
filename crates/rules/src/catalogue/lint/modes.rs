//! What the mode of a matter obliges to (CAT-02, LIC-03, LIC-05), and that nothing of another mode stands in the file.

use super::citation::by_law_or_regulation;
use super::wording::{bars_trading, revokes};
use super::{Finding, Findings, Lint};
use crate::catalogue::detail::StepKind;
use crate::catalogue::edition::Mode;
use crate::catalogue::source::{MatterText, Placed};

/// A promise of more working days than this is not on the spot.
const ON_THE_SPOT_DAYS: u32 = 1;

/// A commitment that waits longer is hardly verified: two months, as the cities write it. No law says a number.
const VERIFY_DAYS_MAX: u32 = 60;

/// All checks that depend on the mode.
pub(super) fn check(matter: &Placed<MatterText>, out: &mut Findings) {
    let Some(mode) = Mode::from_name(&matter.value.mode) else { return };
    match mode {
        Mode::ApprovalCancelled => cancelled(matter, out),
        Mode::RecordFiling => filing(matter, out),
        Mode::NotificationCommitment => commitment(matter, out),
        Mode::OptimizedApproval => optimised(matter, out),
    }
    of_one_mode(matter, mode, out);
}

/// A section of another mode is a second mode in disguise, and so is the ground why nothing lighter would do.
fn of_one_mode(matter: &Placed<MatterText>, mode: Mode, out: &mut Findings) {
    let text = &matter.value;
    let sections = [
        ("filing", text.filing.as_ref().map(|filing| &filing.at), mode == Mode::RecordFiling),
        (
            "commitment",
            text.commitment.as_ref().map(|terms| &terms.at),
            mode == Mode::NotificationCommitment,
        ),
        (
            "reduction",
            text.reduction.as_ref().map(|reduction| &reduction.at),
            mode != Mode::ApprovalCancelled,
        ),
    ];
    for (section, at, belongs) in sections {
        if let Some(at) = at.filter(|_| !belongs) {
            out.add(
                Finding::new(Lint::SectionOfAnotherMode, at)
                    .with("matter", &text.code)
                    .with("section", section)
                    .with("mode", mode.name()),
            );
        }
    }
    if !text.ground.is_empty() && mode != Mode::OptimizedApproval {
        out.add(
            Finding::new(Lint::GroundAgainstMode, &matter.at)
                .with("matter", &text.code)
                .with("ground", &text.ground)
                .with("mode", mode.name()),
        );
    }
}

/// 直接取消审批: nothing is asked or given, and somebody still supervises.
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
    let issues = [
        ("certificate", text.certificate.as_ref().map(|certificate| &certificate.at)),
        ("validity", text.validity.as_ref().map(|validity| &validity.at)),
        ("legal_limit", text.legal_limit.as_ref().map(|limit| &limit.at)),
        ("promised_limit", text.promised_limit.as_ref().map(|limit| &limit.at)),
        ("fee_fen", text.fee_fen.filter(|fee| *fee != 0).map(|_| &matter.at)),
    ];
    for (what, at) in issues {
        if let Some(at) = at {
            out.of(matter, Lint::CancelledButIssues, at, "element", what);
        }
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
    for step in &matter.value.steps {
        if let Some(kind @ (StepKind::Review | StepKind::Decision)) = StepKind::from_name(&step.value.code) {
            out.of(matter, Lint::FilingWithDecision, &step.at, "step", kind.name());
        }
    }
    // A regulation that orders the filing itself may give it days of its own.
    let own = matter.value.legal_limit.as_ref();
    if own.is_none_or(|own| own.value.days <= ON_THE_SPOT_DAYS || !by_law_or_regulation(&own.value.article)) {
        late(matter, Lint::FilingNotOnTheSpot, out);
    }
    if let Some(fee) = matter.value.fee_fen.filter(|fee| *fee != 0) {
        out.of(matter, Lint::FilingWithFee, &matter.at, "fee_fen", fee);
    }
    if let Some(word) = bars_trading(&matter.value.supervision.measure) {
        out.of(matter, Lint::FilingBarsTrading, &matter.at, "word", word);
    }
}

/// 当场: the day itself, the shortest the legal clock can promise beside at once.
fn late(matter: &Placed<MatterText>, lint: Lint, out: &mut Findings) {
    let promised = matter.value.promised_limit.as_ref();
    if let Some(promised) = promised.filter(|promised| promised.value.days > ON_THE_SPOT_DAYS) {
        out.of(matter, lint, &promised.at, "days", promised.value.days);
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
    if let Some(late) = terms.filter(|terms| terms.value.verify_days > VERIFY_DAYS_MAX) {
        out.of(matter, Lint::CommitmentVerifiedLate, at, "days", late.value.verify_days);
    }
    let consequence = terms.map_or("", |terms| terms.value.consequence.as_str());
    if consequence.is_empty() {
        out.of(matter, Lint::CommitmentWithoutConsequence, at, "element", "commitment.consequence");
    } else if !revokes(consequence) {
        out.of(matter, Lint::CommitmentNeverRevoked, at, "consequence", consequence);
    }
    if terms.is_none_or(|terms| terms.value.letter_intro.is_empty()) {
        out.of(matter, Lint::CommitmentWithoutLetter, at, "element", "commitment.letter_intro");
    }
    late(matter, Lint::CommitmentNotOnTheSpot, out);
    let kinds = text.steps.iter().map(|step| (step, StepKind::from_name(&step.value.code)));
    for (step, kind) in kinds.take_while(|(_, kind)| *kind != Some(StepKind::Decision)) {
        if let Some(kind @ (StepKind::Survey | StepKind::Inspection | StepKind::ExpertReview)) = kind {
            out.of(matter, Lint::CommitmentSurveysFirst, &step.at, "step", kind.name());
        }
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
