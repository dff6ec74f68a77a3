//! Every rule: the good catalogue has none of it, one change brings exactly this finding.

use super::city::*;
use crate::catalogue::source::*;
use crate::catalogue::{Lint, compile};
use std::collections::BTreeSet;

type Spoil = fn(&mut Sources);
type SpoilMatter = fn(&mut MatterText);

fn found(spoil: Spoil) -> (BTreeSet<Lint>, bool) {
    let mut sources = sources();
    spoil(&mut sources);
    let compiled = compile(&sources, &law());
    (
        compiled.findings.iter().map(|finding| finding.code).collect(),
        compiled.edition.is_some(),
    )
}

#[test]
fn the_good_catalogue_has_no_finding() {
    let compiled = compile(&sources(), &law());
    assert!(compiled.findings.is_empty(), "{:#?}", compiled.findings);
    assert!(compiled.edition.is_some());
}

/// Position of each mode in the test city.
const OPTIMISED: usize = 0;
const COMMITMENT: usize = 1;
const FILING: usize = 2;
const CANCELLED: usize = 3;

fn matter_of(sources: &mut Sources, place: usize) -> &mut MatterText {
    &mut sources.matters[place].value
}

/// Bad cases: the rule and the one change that breaks it.
const BAD: &[(Lint, Spoil)] = &[
    (Lint::ValueUnknown, |s| matter_of(s, OPTIMISED).level = "village".into()),
    (Lint::MatterTwice, |s| s.matters.push(s.matters[OPTIMISED].clone())),
    (Lint::TwoModes, |s| matter_of(s, COMMITMENT).lists = vec!["P1".into()]),
    (Lint::TwoModes, |s| {
        matter_of(s, OPTIMISED).mode = "optimized_approval|record_filing".into()
    }),
    (Lint::QuotaWithoutStock, |s| matter_of(s, OPTIMISED).quota = "每街道 3 家".into()),
    (Lint::CancelledWithoutRegulator, |s| matter_of(s, CANCELLED).regulating.clear()),
    (Lint::CancelledButAsks, |s| {
        matter_of(s, CANCELLED).materials.push(material("申请书", "form"))
    }),
    (Lint::FilingWithPrecondition, |s| matter_of(s, FILING).steps.push(step("survey", 1))),
    (Lint::FilingWithPrecondition, |s| {
        matter_of(s, FILING).steps.push(step("inspection", 1))
    }),
    (Lint::FilingWithPrecondition, |s| {
        matter_of(s, FILING).steps.push(step("expert_review", 1))
    }),
    (Lint::FilingWithoutSharing, |s| matter_of(s, FILING).filing = None),
    (Lint::CommitmentWithoutCondition, |s| matter_of(s, COMMITMENT).conditions.clear()),
    (Lint::CatchAllCondition, |s| {
        matter_of(s, COMMITMENT).conditions.push(condition("法律、法规规定的其他条件"))
    }),
    (Lint::CatchAllCondition, |s| {
        matter_of(s, COMMITMENT).conditions.push(condition("有消毒柜、冷藏柜等设备"))
    }),
    (Lint::ConditionWithoutMeasure, |s| {
        matter_of(s, COMMITMENT).conditions[0].value.measure.clear()
    }),
    (Lint::ConditionWithoutEvidence, |s| {
        matter_of(s, COMMITMENT).conditions[0].value.evidence.clear()
    }),
    (Lint::CommitmentNeverVerified, |s| {
        matter_of(s, COMMITMENT).commitment.as_mut().unwrap().value.verify_days = 0
    }),
    (Lint::CommitmentWithoutConsequence, |s| {
        matter_of(s, COMMITMENT).commitment.as_mut().unwrap().value.consequence.clear()
    }),
    (Lint::OptimisedWithoutGround, |s| matter_of(s, OPTIMISED).ground.clear()),
    (Lint::OptimisedWithoutReduction, |s| matter_of(s, OPTIMISED).reduction = None),
    (Lint::OptimisedWithoutReduction, |s| {
        let cut = matter_of(s, OPTIMISED).reduction.as_mut().unwrap();
        cut.value = ReductionText {
            materials: (2, 2),
            steps: (2, 2),
            days: (5, 5),
            fee_fen: (0, 0),
        };
    }),
    (Lint::ReductionUntrue, |s| {
        matter_of(s, OPTIMISED).reduction.as_mut().unwrap().value.days = (20, 3)
    }),
    (Lint::PromisedAboveLegal, |s| matter_of(s, OPTIMISED).promised_limit = limit(21, "")),
    (Lint::PromisedAboveLegal, |s| {
        matter_of(s, OPTIMISED).legal_limit = limit(4, "第十条")
    }),
    (Lint::LimitWithoutBasis, |s| matter_of(s, OPTIMISED).legal_limit = limit(10, "")),
    (Lint::StepsAbovePromised, |s| matter_of(s, OPTIMISED).steps.push(step("review", 9))),
    (Lint::FeeWithoutBasis, |s| matter_of(s, OPTIMISED).fee_fen = Some(1_000)),
    (Lint::MaterialWithoutBasis, |s| {
        matter_of(s, OPTIMISED).materials[0].value.basis.clear()
    }),
    (Lint::OtherMaterials, |s| {
        matter_of(s, OPTIMISED).materials[0].value.name = "其他材料".into()
    }),
    (Lint::OtherMaterials, |s| {
        matter_of(s, OPTIMISED).materials[0].value.name = "相关材料".into()
    }),
    (Lint::OpenEndedMaterial, |s| {
        matter_of(s, OPTIMISED).materials[0].value.name = "平面图、流程图等".into()
    }),
    (Lint::SharedMaterialAsked, |s| {
        matter_of(s, OPTIMISED).materials[1].value.source = "applicant".into()
    }),
    (Lint::SharedFromNobody, |s| {
        matter_of(s, OPTIMISED).materials[1].value.shared_from.clear()
    }),
    (Lint::MaterialTwice, |s| {
        matter_of(s, OPTIMISED).materials.push(material("平面图", "applicant"))
    }),
    (Lint::FieldWithoutChoices, |s| {
        matter_of(s, OPTIMISED).fields.push(field("kind", "choice"))
    }),
    (Lint::FieldTwice, |s| matter_of(s, OPTIMISED).fields.push(field("area", "number"))),
    (Lint::TooManyFields, |s| {
        matter_of(s, OPTIMISED)
            .fields
            .extend((0..8).map(|n| field(&format!("f{n}"), "text")))
    }),
    (Lint::ModeUnmarked, |s| matter_of(s, OPTIMISED).mode_mark = None),
    (Lint::ModeUnmarked, |s| matter_of(s, OPTIMISED).mode_basis.clear()),
    (Lint::DepartmentUnmarked, |s| matter_of(s, OPTIMISED).regulating_mark = None),
    (Lint::ModeUnmarked, |s| s.listed[0].value.mode = "optimized_approval".into()),
    (Lint::DepartmentUnmarked, |s| s.listed[0].value.department_mark.clear()),
    (Lint::CountWrong, |s| s.header.terms = Some(placed(5, "catalogue.toml", 2))),
    (Lint::TermTwice, |s| {
        s.terms.push(placed(term("H2002", "餐饮", &["P1"], &[]), "scope-terms.tsv", 9))
    }),
    (Lint::TermTwice, |s| {
        s.terms.push(placed(term("H2999", "餐饮服务", &["P1"], &[]), "scope-terms.tsv", 9))
    }),
    (Lint::TermUnclassified, |s| s.terms[2].value.kind.clear()),
    (Lint::TermUnclassified, |s| s.terms[2].value.kind = "permit".into()),
    (Lint::TermKindWrong, |s| s.terms[0].value.kind = "general".into()),
    (Lint::ListedTwice, |s| s.listed.push(s.listed[0].clone())),
    (Lint::ListedUnknown, |s| s.terms[0].value.permits.push("P404".into())),
    (Lint::ListedUnknown, |s| matter_of(s, OPTIMISED).lists.push("P404".into())),
    (Lint::ListedUnknown, |s| s.corrections[0].value.drop.push("P404".into())),
    (Lint::TermUnknown, |s| s.corrections[0].value.term = "Z9999".into()),
    (Lint::TermUnknown, |s| s.everyday[0].value.terms.push("Z9999".into())),
    (Lint::CorrectionWithoutBasis, |s| s.corrections[0].value.basis.clear()),
    (Lint::CorrectionTwice, |s| s.corrections.push(s.corrections[0].clone())),
    (Lint::CorrectionIdle, |s| {
        s.corrections[0].value.drop.clear();
        s.corrections[0].value.needs = None;
    }),
    (Lint::CorrectionIdle, |s| s.corrections[0].value.drop = vec!["P3".into()]),
    (Lint::EverydayEmpty, |s| s.everyday[0].value.terms.clear()),
    (Lint::EverydayTwice, |s| s.everyday.push(s.everyday[0].clone())),
    (Lint::UnitUnknown, |s| matter_of(s, OPTIMISED).approving = "weather".into()),
    (Lint::UnitTwice, |s| s.units.push(s.units[0].clone())),
    (Lint::TradeTwice, |s| s.trades.push(s.trades[0].clone())),
    (Lint::TermUnknown, |s| s.trades[0].value.terms.push("Z9999".into())),
    (Lint::ElementMissing, |s| s.trades[0].value.terms.clear()),
    (Lint::UnitWithoutPhone, |s| s.units[0].value.phone.clear()),
];

/// Proves CAT-02, CAT-14, LIC-03, LIC-05.
#[test]
fn one_change_brings_the_finding_and_a_denied_catalogue_has_no_edition() {
    for (lint, spoil) in BAD {
        let (found, published) = found(*spoil);
        assert!(found.contains(lint), "{}: {found:?}", lint.name());
        let denies = found.iter().any(|lint| lint.severity() == crate::catalogue::Severity::Deny);
        assert_eq!(published, !denies, "{}", lint.name());
    }
}

#[test]
fn every_rule_has_a_bad_case() {
    let tried: BTreeSet<Lint> = BAD.iter().map(|(lint, _)| *lint).chain([Lint::ElementMissing]).collect();
    let untried: Vec<&Lint> = Lint::ALL.iter().filter(|lint| !tried.contains(lint)).collect();
    assert!(untried.is_empty(), "{untried:?}");
}

/// Proves CAT-01.
#[test]
fn a_missing_element_is_named() {
    let cases: &[(&str, SpoilMatter)] = &[
        ("name", |m| m.name.clear()),
        ("mode", |m| m.mode.clear()),
        ("basis", |m| m.basis.clear()),
        ("level", |m| m.level.clear()),
        ("competent", |m| m.competent.clear()),
        ("approving", |m| m.approving.clear()),
        ("regulating", |m| m.regulating.clear()),
        ("supervision.measure", |m| m.supervision.measure.clear()),
        ("supervision.frequency", |m| m.supervision.frequency.clear()),
        ("service", |m| m.service.clear()),
        ("material", |m| m.materials.clear()),
        ("field", |m| m.fields.clear()),
        ("step", |m| m.steps.clear()),
        ("promised_limit", |m| m.promised_limit = None),
        ("validity", |m| m.validity = None),
        ("fee_fen", |m| m.fee_fen = None),
        ("visits", |m| m.visits = None),
        ("valid_from", |m| m.valid_from = None),
        ("condition", |m| m.conditions.clear()),
        ("basis.article", |m| m.basis[0].value.article.clear()),
        ("certificate", |m| m.certificate = None),
        ("basis.mark", |m| m.basis[0].value.mark = None),
    ];
    for (element, spoil) in cases {
        let mut sources = sources();
        spoil(matter_of(&mut sources, OPTIMISED));
        let compiled = compile(&sources, &law());
        let named = compiled
            .findings
            .iter()
            .any(|finding| finding.code == Lint::ElementMissing && finding.facts["element"] == *element);
        assert!(named && compiled.edition.is_none(), "{element}: {:?}", compiled.findings);
    }
}

#[test]
fn a_finding_says_where_and_by_which_article() {
    let mut sources = sources();
    matter_of(&mut sources, COMMITMENT)
        .conditions
        .push(condition("法律、法规规定的其他条件"));
    let finding = compile(&sources, &law()).findings.remove(0);
    assert_eq!(
        finding.to_string(),
        "matters/x.toml:20: catch-all-condition clause=法律、法规规定的 condition=c1 matter=m-hygiene"
    );
    assert_eq!(finding.article, "国发〔2021〕7号第二条第（三）项");
}
