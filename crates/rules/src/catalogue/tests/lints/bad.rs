//! Bad cases: the rule and the one change that breaks it.

use super::super::city::*;
use super::{
    CANCELLED, COMMITMENT, FILING, OPTIMISED, Spoil, above, asked_need, condition_of, field_of, material_of, matter_of, scene_of, terms_of,
};
use crate::calendar::Date;
use crate::catalogue::source::*;
use crate::catalogue::{Layer, Lint};

/// Bad cases: the rule and the one change that breaks it.
pub const BAD: &[(Lint, Spoil)] = &[
    (Lint::ValueUnknown, |s| matter_of(s, OPTIMISED).level = "village".into()),
    (Lint::LocalUnmatched, |s| {
        let rows = state().into_iter().skip(1).collect();
        s.layers.insert(Layer::State, rows);
    }),
    (Lint::SuperiorUnknown, |s| {
        s.layers.insert(Layer::State, state());
        matter_of(s, OPTIMISED).superior = "struck".into();
    }),
    (Lint::DeviationUnexplained, |s| above(s, |food| food.mode = "record_filing".into())),
    (Lint::DeviationUnexplained, |s| above(s, |food| food.level = "province".into())),
    (Lint::DeviationUnexplained, |s| above(s, |food| food.approving = "海关总署".into())),
    (Lint::ConditionAddedLocally, |s| {
        above(s, |food| food.conditions = vec!["有与品种相适应的场所".into()])
    }),
    (Lint::MaterialAddedLocally, |s| {
        above(s, |food| food.materials = vec!["健康证明".into()])
    }),
    (Lint::ThresholdStricter, |s| {
        let text = condition_of(s).text.clone();
        above(s, |food| food.conditions = vec![text])
    }),
    (Lint::LayerEntryTwice, |s| {
        let mut rows = state();
        rows.extend_from_within(..1);
        s.layers.insert(Layer::State, rows);
    }),
    (Lint::ValueUnknown, |s| above(s, |food| food.level = "village".into())),
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
    (Lint::TradeTwice, |s| s.trades[1].value.name = s.trades[0].value.name.clone()),
    (Lint::TermUnknown, |s| s.trades[0].value.terms.push("Z9999".into())),
    (Lint::ElementMissing, |s| s.trades[0].value.terms.clear()),
    (Lint::UnitWithoutPhone, |s| s.units[0].value.phone.clear()),
    (Lint::ValueUnknown, |s| material_of(s, 0).form = "paper".into()),
    (Lint::ValueUnknown, |s| s.corrections[0].value.kind = "licence".into()),
    (Lint::ElementMissing, |s| matter_of(s, OPTIMISED).steps[0].value.post.clear()),
    // A matter as a whole.
    (Lint::MeasuresMissing, |s| matter_of(s, OPTIMISED).measures.clear()),
    (Lint::MeasuresMissing, |s| matter_of(s, FILING).measures = vec![" ".into()]),
    (Lint::CancelledWithoutMeasures, |s| matter_of(s, CANCELLED).measures.clear()),
    (Lint::VagueFrequency, |s| {
        matter_of(s, OPTIMISED).supervision.frequency = "按风险".into()
    }),
    (Lint::MatterNameTwice, |s| {
        matter_of(s, COMMITMENT).name = matter_of(s, OPTIMISED).name.clone()
    }),
    (Lint::OpenMatterName, |s| {
        matter_of(s, OPTIMISED).name = "快餐、小吃等食品经营许可".into()
    }),
    (Lint::OpenMatterName, |s| matter_of(s, OPTIMISED).name = "其他许可事项".into()),
    (Lint::MatterUnlisted, |s| matter_of(s, COMMITMENT).lists.clear()),
    (Lint::ListedClaimedTwice, |s| {
        let twin = MatterText {
            code: "m-twin".into(),
            name: "另一事项".into(),
            ..matter_of(s, OPTIMISED).clone()
        };
        s.matters.push(placed(twin, "matters/y.toml", 1));
    }),
    (Lint::RegulatorNotCompetent, |s| {
        matter_of(s, OPTIMISED).regulating = "approval".into()
    }),
    // What it rests on.
    (Lint::ModeBasisUnnamed, |s| matter_of(s, OPTIMISED).mode_basis = "按上级要求".into()),
    (Lint::ValidBeforeBasis, |s| {
        matter_of(s, OPTIMISED).valid_from = Some(Date::constant(2020, 12, 31))
    }),
    (Lint::BasisNotLaw, |s| {
        matter_of(s, OPTIMISED).basis[0].value.law = "《管理办法》（市场监管总局令第78号）".into()
    }),
    (Lint::BasisNotLaw, |s| {
        matter_of(s, COMMITMENT).basis[0].value.law = "《关于加强管理的通知》（市监〔2020〕3号）".into()
    }),
    (Lint::BasisWholeText, |s| {
        matter_of(s, OPTIMISED).basis[0].value.article = "全文".into()
    }),
    (Lint::BasisOnlyNotice, |s| {
        material_of(s, 0).basis = "《实施细则》（国烟法〔2020〕205号）第三条".into()
    }),
    (Lint::BasisOnlyNotice, |s| {
        condition_of(s).article = "《实施细则》（国烟法〔2020〕205号）第三条".into()
    }),
    // What the mode obliges to.
    (Lint::SectionOfAnotherMode, |s| {
        matter_of(s, OPTIMISED).commitment = matter_of(s, COMMITMENT).commitment.clone()
    }),
    (Lint::SectionOfAnotherMode, |s| {
        matter_of(s, COMMITMENT).filing = matter_of(s, FILING).filing.clone()
    }),
    (Lint::SectionOfAnotherMode, |s| {
        matter_of(s, CANCELLED).reduction = matter_of(s, OPTIMISED).reduction.clone()
    }),
    (Lint::GroundAgainstMode, |s| {
        matter_of(s, COMMITMENT).ground = "national_security".into()
    }),
    (Lint::CancelledButIssues, |s| matter_of(s, CANCELLED).promised_limit = limit(5, "")),
    (Lint::CancelledButIssues, |s| {
        matter_of(s, CANCELLED).certificate = matter_of(s, OPTIMISED).certificate.clone()
    }),
    (Lint::CancelledButIssues, |s| matter_of(s, CANCELLED).fee_fen = Some(100)),
    (Lint::FilingWithDecision, |s| matter_of(s, FILING).steps.push(step("review", 0))),
    (Lint::FilingWithDecision, |s| matter_of(s, FILING).steps.push(step("decision", 0))),
    (Lint::FilingNotOnTheSpot, |s| matter_of(s, FILING).promised_limit = limit(2, "")),
    (Lint::FilingNotOnTheSpot, |s| {
        let filing = matter_of(s, FILING);
        filing.legal_limit = limit(6, "《备案管理办法》（商务部令2011年第5号）第七条");
        filing.promised_limit = limit(3, "");
    }),
    (Lint::FilingWithFee, |s| {
        let filing = matter_of(s, FILING);
        filing.fee_fen = Some(100);
        filing.fee_basis = "《某某条例》第九条".into();
    }),
    (Lint::FilingBarsTrading, |s| {
        matter_of(s, FILING).supervision.measure = "未备案的不得经营".into()
    }),
    (Lint::CommitmentNeverRevoked, |s| terms_of(s).consequence = "记入信用记录".into()),
    (Lint::CommitmentWithoutLetter, |s| terms_of(s).letter_intro.clear()),
    (Lint::CommitmentNotOnTheSpot, |s| {
        matter_of(s, COMMITMENT).promised_limit = limit(2, "")
    }),
    (Lint::CommitmentSurveysFirst, |s| {
        matter_of(s, COMMITMENT).steps.insert(0, step("survey", 0))
    }),
    (Lint::CommitmentSurveysFirst, |s| {
        matter_of(s, COMMITMENT).steps.insert(0, step("expert_review", 1))
    }),
    (Lint::CommitmentVerifiedLate, |s| terms_of(s).verify_days = 61),
    // Conditions.
    (Lint::ConditionWithoutBasis, |s| condition_of(s).article.clear()),
    (Lint::ConditionTwice, |s| {
        let again = matter_of(s, OPTIMISED).conditions[0].clone();
        matter_of(s, OPTIMISED).conditions.push(again);
    }),
    (Lint::ConditionTwice, |s| {
        let mut again = matter_of(s, OPTIMISED).conditions[0].clone();
        again.value.code = "c2".into();
        matter_of(s, OPTIMISED).conditions.push(again);
    }),
    (Lint::VagueMeasure, |s| condition_of(s).measure = "设备与规模相适应".into()),
    (Lint::OpenEvidence, |s| condition_of(s).evidence = "相关材料".into()),
    (Lint::OpenEvidence, |s| condition_of(s).evidence = "平面图、照片等".into()),
    // Time, steps, fees.
    (Lint::LimitAboveGeneral, |s| {
        matter_of(s, OPTIMISED).legal_limit = limit(21, "《管理办法》（市场监管总局令第78号）")
    }),
    // What kind of 办法 it is must be said when it is to lengthen the limit of the law.
    (Lint::LimitAboveGeneral, |s| {
        matter_of(s, OPTIMISED).legal_limit = limit(21, "《某某管理办法》第十条")
    }),
    (Lint::PromiseReducesNothing, |s| {
        matter_of(s, OPTIMISED).promised_limit = limit(20, "")
    }),
    (Lint::ValidityWithoutBasis, |s| {
        matter_of(s, OPTIMISED).validity.as_mut().unwrap().value.article.clear()
    }),
    (Lint::StepsOutOfOrder, |s| matter_of(s, OPTIMISED).steps.push(step("review", 1))),
    (Lint::StepsOutOfOrder, |s| matter_of(s, OPTIMISED).steps.push(step("acceptance", 0))),
    (Lint::StepsOutOfOrder, |s| matter_of(s, OPTIMISED).steps.insert(1, step("issue", 0))),
    (Lint::DecisionNotOne, |s| matter_of(s, OPTIMISED).steps.truncate(1)),
    (Lint::DecisionNotOne, |s| matter_of(s, COMMITMENT).steps.push(step("decision", 0))),
    (Lint::ExcludedTimeUnstated, |s| {
        matter_of(s, OPTIMISED).steps.insert(1, step("expert_review", 0))
    }),
    (Lint::ExcludedTimeUnstated, |s| {
        matter_of(s, OPTIMISED).steps.insert(1, step("inspection", 0))
    }),
    (Lint::JointReviewStep, |s| {
        matter_of(s, OPTIMISED).steps[0].value.name = "联审会商".into()
    }),
    (Lint::SeveralVisits, |s| matter_of(s, OPTIMISED).visits = Some(2)),
    (Lint::FeeBasisLow, |s| {
        let food = matter_of(s, OPTIMISED);
        food.fee_fen = Some(1_000);
        food.fee_basis = "《关于收费标准的通知》".into();
    }),
    // Materials.
    (Lint::MaterialIsField, |s| {
        matter_of(s, OPTIMISED).fields[0].value.label = "经营面积".into();
        material_of(s, 0).name = "经营面积情况说明".into();
    }),
    (Lint::MaterialAtDiscretion, |s| material_of(s, 0).note = "必要时提交".into()),
    (Lint::MaterialAtDiscretion, |s| {
        material_of(s, 0).name = "照片（工作人员要求时提供）".into()
    }),
    (Lint::MaterialOfCancelled, |s| {
        matter_of(s, CANCELLED).name = "对外贸易经营者备案登记".into();
        material_of(s, 0).name = "对外贸易经营者备案登记表".into();
    }),
    (Lint::MaterialOfCancelled, |s| {
        matter_of(s, CANCELLED).name = "成品油批发资格审批".into();
        material_of(s, 1).shared_from = "成品油批发资格证书".into();
    }),
    (Lint::AbolishedProof, |s| {
        material_of(s, 0).name = "居委会出具的经营场所证明".into();
        material_of(s, 0).basis = "《中华人民共和国食品安全法》第三十三条".into();
    }),
    (Lint::AbolishedProof, |s| {
        material_of(s, 0).name = "投资人无犯罪记录证明".into();
        material_of(s, 0).basis = "《管理办法》（市场监管总局令第78号）第三条".into();
    }),
    (Lint::ProofWithoutLaw, |s| {
        material_of(s, 0).name = "资金证明".into();
        material_of(s, 0).basis = "《管理办法》（市场监管总局令第78号）第三条".into();
    }),
    (Lint::SeveralCopies, |s| {
        material_of(s, 0).form = "electronic".into();
        material_of(s, 0).copies = 2;
    }),
    (Lint::PaperThoughOnline, |s| material_of(s, 0).form = "original".into()),
    (Lint::PaperThoughOnline, |s| material_of(s, 0).form = "copy".into()),
    // Form and certificate.
    (Lint::OpenFieldLabel, |s| field_of(s).label = "其他情况".into()),
    (Lint::NumberWithoutUnit, |s| field_of(s).unit.clear()),
    (Lint::SingleChoice, |s| {
        field_of(s).kind = "choice".into();
        field_of(s).choices = vec!["零售".into()];
    }),
    (Lint::ChoiceTwice, |s| {
        field_of(s).kind = "choices".into();
        field_of(s).choices = vec!["零售".into(), "批发".into(), "零售".into()];
    }),
    (Lint::CertificateKindTwice, |s| {
        matter_of(s, COMMITMENT).certificate = matter_of(s, OPTIMISED).certificate.clone()
    }),
    (Lint::CertificateFieldUnknown, |s| {
        matter_of(s, OPTIMISED)
            .certificate
            .as_mut()
            .unwrap()
            .value
            .fields
            .push("items".into())
    }),
    // The tables.
    (Lint::EverydayIdle, |s| s.everyday[0].value.word = "餐饮服务".into()),
    (Lint::UnitOverlap, |s| {
        let mut other = s.units[0].clone();
        other.value.code = "330108-other".into();
        s.units.push(other);
    }),
    (Lint::FactTwice, |s| s.facts.push(s.facts[0].clone())),
    (Lint::FactTwice, |s| {
        let choice = s.facts[2].value.choices[0].clone();
        s.facts[2].value.choices.push(choice);
    }),
    (Lint::FactUnused, |s| s.facts.push(fact("has_garden", "yes_no"))),
    (Lint::FactUnused, |s| asked_need(s, 0).condition = "has_pool".into()),
    (Lint::QuestionMissing, |s| s.facts[0].value.question.clear()),
    (Lint::QuestionMissing, |s| s.facts[1].value.unit.clear()),
    (Lint::QuestionMissing, |s| s.facts[2].value.choices.truncate(1)),
    (Lint::QuestionMissing, |s| s.facts[2].value.choices[0].1.clear()),
    (Lint::ValueUnknown, |s| s.facts.push(fact("has_garden", "date"))),
    (Lint::ValueUnknown, |s| s.facts.push(fact("有花园", "yes_no"))),
    (Lint::ValueUnknown, |s| s.facts.push(fact("in", "yes_no"))),
    (Lint::ConditionOnlyInWords, |s| asked_need(s, 0).condition.clear()),
    (Lint::ElementMissing, |s| asked_need(s, 0).when.clear()),
    (Lint::ExpressionBroken, |s| asked_need(s, 0).condition = "has_pool &&".into()),
    (Lint::FactUnknown, |s| asked_need(s, 0).condition = "has_garden".into()),
    (Lint::FactTypeWrong, |s| asked_need(s, 0).condition = "floor_area".into()),
    (Lint::ConditionNeverTrue, |s| {
        asked_need(s, 0).condition = "has_pool && !has_pool".into()
    }),
    (Lint::ConditionAlwaysTrue, |s| asked_need(s, 0).condition = "floor_area >= 0".into()),
    (Lint::AnswersUndetermined, |s| {
        asked_need(s, 2).condition = r#"product == "fresh" && has_pool"#.into()
    }),
    // Trades as bundles.
    (Lint::SceneTwice, |s| {
        let scene = s.trades[1].value.scenes[0].clone();
        s.trades[1].value.scenes.push(scene);
    }),
    (Lint::SceneTwice, |s| {
        let mut scene = s.trades[1].value.scenes[0].clone();
        scene.value.code = "other".into();
        scene.value.answers.reverse();
        s.trades[1].value.scenes.push(scene);
    }),
    (Lint::ElementMissing, |s| scene_of(s).answers.clear()),
    (Lint::SceneAnswerUnknown, |s| {
        scene_of(s).answers.push(("has_garden".into(), "yes".into()))
    }),
    (Lint::SceneAnswerUnknown, |s| scene_of(s).answers[0].1 = "maybe".into()),
    (Lint::SceneAnswerIdle, |s| {
        scene_of(s).answers.push(("floor_area".into(), "300".into()))
    }),
    (Lint::TradePromiseShort, |s| s.trades[1].value.promised_days = Some(4)),
    (Lint::TradeFieldConflict, |s| {
        matter_of(s, COMMITMENT).fields[0].value.unit = "亩".into()
    }),
    (Lint::OrderMatterUnknown, |s| s.orders[0].value.after = "m-fire".into()),
    (Lint::OrderMatterUnknown, |s| s.waivers[0].value.by = "m-fire".into()),
    (Lint::OrderCircle, |s| {
        s.orders.push(placed(order("m-food", "m-packed"), "trades.toml", 32));
        s.orders.push(placed(order("m-packed", "m-hygiene"), "trades.toml", 34));
    }),
    (Lint::OrderCircle, |s| s.orders[0].value.after = "m-hygiene".into()),
    (Lint::OrderIdle, |s| s.orders[0].value.after = "m-gone".into()),
    (Lint::ElementMissing, |s| s.orders[0].value.basis.clear()),
    (Lint::ElementMissing, |s| s.waivers[0].value.mark = None),
    (Lint::ElementMissing, |s| {
        s.trades[1].value.composite = Some(CompositeText::default())
    }),
    (Lint::WaiverIdle, |s| s.waivers[0].value.material = "营业执照".into()),
    (Lint::WaiverIdle, |s| s.waivers[0].value.material = "不在其中".into()),
];
