//! Laws, powers, proofs and batches: the change that breaks each rule, and the one that comes near.

use super::super::city::*;
use super::{CANCELLED, COMMITMENT, FILING, OPTIMISED, Spoil, material_of, matter_of};
use crate::calendar::Date;
use crate::catalogue::Lint;
use crate::catalogue::source::*;

const PAST: Date = Date::constant(2025, 1, 1);
const COMING: Date = Date::constant(2027, 1, 1);

/// All matters of the city rest on 第三十五条; these were looked at.
fn looked_at(sources: &mut Sources, outcomes: [&str; 4]) {
    let codes = ["m-food", "m-hygiene", "m-packed", "m-gone"];
    let confirmed = codes.iter().zip(outcomes).map(|(code, outcome)| confirmed(code, outcome));
    let mut change = change(&["第三十五条"], PAST);
    change.value.kind = "amended".into();
    change.value.confirmed = confirmed.collect();
    sources.registers.changes = vec![change];
}

fn change_of(sources: &mut Sources) -> &mut ChangeText {
    looked_at(sources, ["kept", "kept", "kept", "kept"]);
    &mut sources.registers.changes[0].value
}

fn table_of(sources: &mut Sources) -> &mut DiscretionText {
    &mut matter_of(sources, OPTIMISED).discretion[0].value
}

/// A material with a basis that would let a proof stand.
fn material_named(sources: &mut Sources, name: &str) {
    material_of(sources, 0).name = name.into();
    material_of(sources, 0).basis = "《中华人民共和国食品安全法》第三十三条".into();
}

/// Bad cases: the rule and the one change that breaks it.
pub const BAD: &[(Lint, Spoil)] = &[
    (Lint::MatterUnknown, |s| s.registers.powers[0].value.matters.push("m-none".into())),
    (Lint::MatterUnknown, |s| s.registers.duties[0].value.matters.push("P1".into())),
    (Lint::MatterUnknown, |s| s.registers.proofs[0].value.matters.push("m-none".into())),
    (Lint::MatterUnknown, |s| s.registers.visits[0].value.matter = "m-none".into()),
    (Lint::MatterUnknown, |s| change_of(s).confirmed.push(confirmed("m-none", "kept"))),
    (Lint::LawTwice, |s| s.registers.enactments.push(s.registers.enactments[0].clone())),
    (Lint::ElementMissing, |s| s.registers.enactments[0].value.from = None),
    (Lint::ValueUnknown, |s| s.registers.enactments[0].value.rank = "notice".into()),
    (Lint::LawUnlisted, |s| change_of(s).law = "食品卫生法".into()),
    (Lint::ArticleUnreadable, |s| change_of(s).articles.push("许可一章".into())),
    (Lint::ElementMissing, |s| change_of(s).by.clear()),
    (Lint::ElementMissing, |s| change_of(s).confirmed[0].on = None),
    (Lint::ValueUnknown, |s| change_of(s).kind = "gone".into()),
    (Lint::ValueUnknown, |s| change_of(s).confirmed[0].outcome = "seen".into()),
    (Lint::BasisChanged, |s| s.registers.changes.push(change(&["第三十五条"], PAST))),
    (Lint::BasisChanged, |s| {
        s.registers.changes.push(change(&["第三十五条第一款"], PAST))
    }),
    (Lint::BasisChanged, |s| s.registers.changes.push(change(&[], PAST))),
    (Lint::BasisChanged, |s| {
        change_of(s).confirmed.remove(2);
    }),
    // Somebody means to look at it tomorrow.
    (Lint::BasisChanged, |s| {
        change_of(s).confirmed[0].on = Some(Date::constant(2026, 3, 3))
    }),
    // The transition is over.
    (Lint::BasisChanged, |s| {
        change_of(s).confirmed[0].until = Some(Date::constant(2026, 3, 1))
    }),
    // What the condition rests on, not only the matter.
    (Lint::BasisChanged, |s| {
        matter_of(s, COMMITMENT).conditions[0].value.article = "《食品安全法》第六十三条".into();
        s.registers.changes.push(change(&["第六十三条"], PAST));
    }),
    (Lint::BasisChangeComing, |s| {
        s.registers.changes.push(change(&["第三十五条"], COMING))
    }),
    (Lint::ConfirmationUntrue, |s| looked_at(s, ["cancelled", "kept", "kept", "kept"])),
    (Lint::ConfirmationUntrue, |s| change_of(s).kind = "repealed".into()),
    (Lint::ConfirmationUntrue, |s| {
        looked_at(s, ["revised", "revised", "revised", "cancelled"]);
        s.registers.changes[0].value.kind = "repealed".into();
    }),
    (Lint::PowerItemTwice, |s| s.registers.powers.push(s.registers.powers[0].clone())),
    (Lint::PowerItemTwice, |s| s.registers.duties[0].value.code = "XK-1".into()),
    (Lint::UnitUnknown, |s| s.registers.duties[0].value.department = "weather".into()),
    (Lint::ElementMissing, |s| s.registers.powers[0].value.matters.clear()),
    (Lint::MatterWithoutPower, |s| {
        s.registers.powers[0].value.matters.remove(0);
        s.registers.duties[0].value.matters.remove(0);
    }),
    (Lint::PowerItemOfCancelled, |s| {
        s.registers.powers[0].value.matters.push("m-gone".into())
    }),
    (Lint::PowerItemOfCancelled, |s| {
        let mut former = listed_power("XK-2", &["m-gone"]);
        former.value.removed = Some(COMING);
        s.registers.powers.push(former);
    }),
    (Lint::DutyDropped, |s| {
        s.registers.duties[0].value.matters.pop();
    }),
    (Lint::DutyDropped, |s| {
        s.registers.duties[0].value.removed = Some(PAST);
        s.registers.powers[0].value.removed = Some(PAST);
    }),
    (Lint::DutyClaimedTwice, |s| {
        let mut other = listed_power("ZR-2", &["m-food"]);
        other.value.department = "approval".into();
        s.registers.duties.push(other);
    }),
    (Lint::DutyOfAnother, |s| s.registers.duties[0].value.department = "approval".into()),
    (Lint::ProofTwice, |s| s.registers.proofs.push(s.registers.proofs[0].clone())),
    (Lint::ProofUndisposed, |s| s.registers.proofs[3].value.disposal.clear()),
    (Lint::ElementMissing, |s| s.registers.proofs[3].value.basis.clear()),
    (Lint::ElementMissing, |s| s.registers.proofs[0].value.day = None),
    (Lint::ValueUnknown, |s| s.registers.proofs[0].value.disposal = "gone".into()),
    (Lint::ProofCommitmentExcluded, |s| {
        s.registers.proofs[2].value.commitment_excluded = "《某某法》第三条".into()
    }),
    (Lint::AbolishedProof, |s| material_named(s, "经营场所证明")),
    (Lint::AbolishedProof, |s| material_named(s, "关于经营场所的情况说明")),
    (Lint::AbolishedProof, |s| material_named(s, "经营场所声明")),
    (Lint::AbolishedProof, |s| {
        material_named(s, "住所证明");
        s.registers.proofs[0].value.also.push("住所证明".into());
    }),
    // Nor does the platform make it, nor a department share it.
    (Lint::AbolishedProof, |s| {
        material_named(s, "经营场所证明");
        material_of(s, 0).source = "generated".into();
    }),
    (Lint::ProofReplaced, |s| material_named(s, "从业经历证明")),
    (Lint::ProofReplaced, |s| material_named(s, "从业经历情况说明")),
    (Lint::ProofReplaced, |s| material_named(s, "资信证明")),
    (Lint::VisitTwice, |s| s.registers.visits.push(s.registers.visits[0].clone())),
    (Lint::VisitTwice, |s| s.registers.visits.push(visit("2", "m-food", "added"))),
    (Lint::VisitNotListed, |s| {
        s.registers.visits.push(visit("2", "m-packed", "withdrawn"))
    }),
    (Lint::VisitClassWrong, |s| matter_of(s, OPTIMISED).visits = Some(1)),
    (Lint::VisitClassWrong, |s| matter_of(s, OPTIMISED).visits = Some(2)),
    (Lint::VisitClassWrong, |s| s.registers.visits[0].value.class = "one".into()),
    (Lint::VisitBatchOrder, |s| s.registers.visits[2].value.date = "2024-01-01".into()),
    (Lint::VisitBatchOrder, |s| s.registers.visits[2].value.batch = "3".into()),
    (Lint::VisitBatchTwice, |s| s.registers.visits[1].value.date = "2024-03-02".into()),
    (Lint::VisitBatchTwice, |s| {
        let mut again = s.registers.visits.clone();
        again.retain(|row| row.value.batch == "1");
        again
            .iter_mut()
            .for_each(|row| (row.value.batch, row.value.date) = ("3".into(), "2025-01-01".into()));
        s.registers.visits.extend(again);
    }),
    (Lint::ValueUnknown, |s| s.registers.visits[0].value.date = "2024-02-30".into()),
    (Lint::ValueUnknown, |s| s.registers.visits[0].value.batch = "第一批".into()),
    (Lint::ValueUnknown, |s| s.registers.visits[0].value.class = "two".into()),
    (Lint::ElementMissing, |s| s.registers.visits[0].value.basis.clear()),
    (Lint::DiscretionTwice, |s| matter_of(s, OPTIMISED).discretion.push(period())),
    (Lint::DiscretionWithoutBasis, |s| table_of(s).article.clear()),
    (Lint::DiscretionRange, |s| table_of(s).rules[0].from = Some(37)),
    (Lint::DiscretionRange, |s| table_of(s).rules[0].to = None),
    (Lint::DiscretionRange, |s| table_of(s).rules[0].choices = vec!["从短".into()]),
    (Lint::DiscretionRange, |s| table_of(s).unit.clear()),
    (Lint::DiscretionGap, |s| table_of(s).rules[1].condition = "area > 300".into()),
    (Lint::DiscretionGap, |s| {
        table_of(s).rules.pop();
    }),
    (Lint::DiscretionOverlap, |s| table_of(s).rules[0].condition = "area <= 300".into()),
    (Lint::DiscretionOverlap, |s| {
        let rule = &mut table_of(s).rules[0];
        (rule.when, rule.condition) = (String::new(), String::new());
    }),
    (Lint::ElementMissing, |s| table_of(s).rules[0].when.clear()),
    (Lint::ExpressionBroken, |s| table_of(s).rules[0].condition = "area <".into()),
    (Lint::FactUnknown, |s| table_of(s).rules[0].condition = "has_pool".into()),
    (Lint::FactTypeWrong, |s| table_of(s).rules[0].condition = "area".into()),
];

/// The rule and the change that it lets pass.
pub const GOOD: &[(Lint, Spoil)] = &[
    (Lint::MatterUnknown, |s| s.registers.proofs[0].value.matters.push("m-gone".into())),
    (Lint::LawTwice, |s| {
        let mut former = s.registers.enactments[0].clone();
        former.value.number = "主席令第9号".into();
        s.registers.enactments.push(former);
    }),
    (Lint::LawUnlisted, |s| change_of(s).law = "《中华人民共和国食品安全法》".into()),
    (Lint::ArticleUnreadable, |s| {
        change_of(s).articles.push("第三十六条第一款第（三）项".into())
    }),
    (Lint::BasisChanged, |s| looked_at(s, ["kept", "revised", "kept", "kept"])),
    (Lint::BasisChanged, |s| s.registers.changes.push(change(&["第三十六条"], PAST))),
    (Lint::BasisChanged, |s| s.registers.changes.push(change(&["第三十五条"], COMING))),
    // Another document of another number.
    (Lint::BasisChanged, |s| {
        let mut former = s.registers.enactments[0].clone();
        former.value.number = "主席令第9号".into();
        s.registers.enactments[0] = former;
        for matter in &mut s.matters {
            matter.value.basis[0].value.law = "《中华人民共和国食品安全法》（主席令第21号）".into();
        }
        s.registers.changes.push(change(&["第三十五条"], PAST));
    }),
    (Lint::BasisChangeComing, |s| s.registers.changes.push(change(&["第三条"], COMING))),
    (Lint::ConfirmationUntrue, |s| {
        looked_at(s, ["kept", "revised", "revised", "cancelled"])
    }),
    (Lint::ConfirmationUntrue, |s| {
        let change = change_of(s);
        change.kind = "repealed".into();
        change.confirmed.iter_mut().for_each(|confirmed| confirmed.until = Some(COMING));
    }),
    (Lint::PowerItemTwice, |s| s.registers.powers.push(listed_power("XK-2", &["m-food"]))),
    // Where no list is kept, none is missing.
    (Lint::MatterWithoutPower, |s| {
        s.registers.powers.clear();
        s.registers.duties.clear();
    }),
    (Lint::PowerItemOfCancelled, |s| {
        let mut former = listed_power("XK-2", &["m-gone"]);
        former.value.removed = Some(PAST);
        s.registers.powers.push(former);
    }),
    (Lint::DutyDropped, |s| s.registers.powers[0].value.removed = Some(PAST)),
    (Lint::DutyClaimedTwice, |s| {
        let mut former = listed_power("ZR-2", &["m-food"]);
        (former.value.department, former.value.removed) = ("approval".into(), Some(PAST));
        s.registers.duties.push(former);
    }),
    (Lint::DutyOfAnother, |s| s.registers.powers[0].value.department = "approval".into()),
    (Lint::ProofTwice, |s| s.registers.proofs[0].value.also.push("健康证明".into())),
    (Lint::ProofUndisposed, |s| s.registers.proofs[1].value.basis.clear()),
    (Lint::ProofCommitmentExcluded, |s| {
        s.registers.proofs[1].value.commitment_excluded = "《某某法》第三条".into()
    }),
    (Lint::ProofReplaced, |s| material_of(s, 1).name = "从业经历证明".into()),
    (Lint::ProofReplaced, |s| material_named(s, "健康证明")),
    (Lint::ProofReplaced, |s| {
        material_named(s, "从业经历证明");
        s.registers.proofs[1].value.matters.push("m-packed".into());
    }),
    (Lint::VisitTwice, |s| s.registers.visits.push(visit("2", "m-packed", "added"))),
    (Lint::VisitNotListed, |s| s.registers.visits.push(visit("2", "m-food", "withdrawn"))),
    (Lint::VisitClassWrong, |s| matter_of(s, FILING).visits = Some(1)),
    (Lint::VisitClassWrong, |s| matter_of(s, CANCELLED).visits = Some(2)),
    (Lint::VisitBatchOrder, |s| s.registers.visits.reverse()),
    (Lint::VisitBatchTwice, |s| s.registers.visits[2].value.date = "2024-03-01".into()),
    (Lint::DiscretionTwice, |s| {
        let mut other = period();
        other.value.code = "survey".into();
        matter_of(s, OPTIMISED).discretion.push(other);
    }),
    (Lint::DiscretionWithoutBasis, |s| table_of(s).mark = None),
    (Lint::DiscretionRange, |s| table_of(s).rules[0].from = Some(36)),
    (Lint::DiscretionRange, |s| {
        let table = table_of(s);
        table.unit.clear();
        for rule in &mut table.rules {
            (rule.from, rule.to, rule.choices) = (None, None, vec!["现场核查".into()]);
        }
    }),
    (Lint::DiscretionGap, |s| {
        let table = table_of(s);
        table.rules.pop();
        (table.rules[0].when, table.rules[0].condition) = (String::new(), String::new());
    }),
    (Lint::DiscretionOverlap, |s| {
        table_of(s).rules[0].condition = "area < 100".into();
        table_of(s).rules[1].condition = "area > 300".into();
    }),
];
