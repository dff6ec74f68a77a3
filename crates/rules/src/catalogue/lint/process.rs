//! Checks of how a matter runs: limits, validity, steps in their order, visits.

use super::citation::by_law_or_regulation;
use super::matter::is;
use super::wording::joint_review;
use super::{Finding, Findings, Lint};
use crate::catalogue::detail::StepKind;
use crate::catalogue::edition::Mode;
use crate::catalogue::source::{MatterText, Placed, StepText};
use std::cmp::Ordering;

/// All checks of the process. `general_days` is the legal limit of who has none of his own.
pub(super) fn check(matter: &Placed<MatterText>, general_days: Option<u32>, out: &mut Findings) {
    time(matter, general_days, out);
    order(matter, out);
    for step in &matter.value.steps {
        one_step(matter, step, out);
    }
    let permit = is(&matter.value, Mode::OptimizedApproval) || is(&matter.value, Mode::NotificationCommitment);
    let decisions = matter
        .value
        .steps
        .iter()
        .filter(|step| kind(step) == Some(StepKind::Decision))
        .count();
    if permit && !matter.value.steps.is_empty() && decisions != 1 {
        out.of(matter, Lint::DecisionNotOne, &matter.at, "decisions", decisions);
    }
    if let Some(visits) = matter.value.visits.filter(|visits| *visits > 1) {
        out.of(matter, Lint::SeveralVisits, &matter.at, "visits", visits);
    }
}

fn kind(step: &Placed<StepText>) -> Option<StepKind> {
    StepKind::from_name(&step.value.code)
}

/// Acceptance, examination, decision, delivery. Upon a commitment the examination comes afterwards.
fn order(matter: &Placed<MatterText>, out: &mut Findings) {
    let commitment = is(&matter.value, Mode::NotificationCommitment);
    let steps = &matter.value.steps;
    let decided = steps.iter().position(|step| kind(step) == Some(StepKind::Decision));
    for (place, step) in steps.iter().enumerate() {
        let misplaced = match kind(step) {
            Some(StepKind::Acceptance) => place > 0,
            Some(StepKind::Review | StepKind::Survey | StepKind::Inspection | StepKind::ExpertReview) => {
                !commitment && decided.is_some_and(|decided| place > decided)
            }
            Some(StepKind::Issue) => decided.is_some_and(|decided| place < decided),
            Some(StepKind::Publicity | StepKind::Decision | StepKind::Filing) | None => false,
        };
        if misplaced {
            out.of(matter, Lint::StepsOutOfOrder, &step.at, "step", &step.value.name);
        }
    }
}

fn one_step(matter: &Placed<MatterText>, step: &Placed<StepText>, out: &mut Findings) {
    let excluded = matches!(kind(step), Some(StepKind::Inspection | StepKind::ExpertReview));
    if excluded && step.value.days == 0 {
        out.of(matter, Lint::ExcludedTimeUnstated, &step.at, "step", &step.value.name);
    }
    if joint_review(&step.value.name) {
        out.of(matter, Lint::JointReviewStep, &step.at, "step", &step.value.name);
    }
}

fn time(matter: &Placed<MatterText>, general_days: Option<u32>, out: &mut Findings) {
    let text = &matter.value;
    let own = text.legal_limit.as_ref();
    if let Some(own) = own {
        if own.value.article.is_empty() {
            out.of(matter, Lint::LimitWithoutBasis, &own.at, "days", own.value.days);
        } else if let Some(general) = general_days.filter(|general| own.value.days > *general && !by_law_or_regulation(&own.value.article))
        {
            out.add(
                Finding::new(Lint::LimitAboveGeneral, &own.at)
                    .with("matter", &text.code)
                    .with("days", own.value.days)
                    .with("general", general),
            );
        }
    }
    if let Some(validity) = text.validity.as_ref().filter(|validity| validity.value.article.is_empty())
        && let Some(months) = validity.value.months
    {
        out.of(matter, Lint::ValidityWithoutBasis, &validity.at, "months", months);
    }
    let Some(promised) = &text.promised_limit else { return };
    let days = promised.value.days;
    let legal = own.map(|own| own.value.days).or(general_days);
    let lint = match legal.map(|legal| days.cmp(&legal)) {
        Some(Ordering::Greater) => Some(Lint::PromisedAboveLegal),
        // Nothing is shorter than on the spot.
        Some(Ordering::Equal) if days > 1 => Some(Lint::PromiseReducesNothing),
        Some(Ordering::Equal | Ordering::Less) | None => None,
    };
    if let Some((lint, legal)) = lint.zip(legal) {
        out.add(
            Finding::new(lint, &promised.at)
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
