//! Good cases: a change that comes near to breaking the rule, and does not.

use super::super::city::*;
use super::{
    CANCELLED, COMMITMENT, FILING, OPTIMISED, Spoil, above, asked_need, condition_of, field_of, material_of, matter_of, scene_of, terms_of,
};
use crate::calendar::Date;
use crate::catalogue::source::*;
use crate::catalogue::{Layer, Lint};

/// The rule and the change that it lets pass.
pub const GOOD: &[(Lint, Spoil)] = &[
    (Lint::ElementMissing, |s| matter_of(s, FILING).conditions.clear()),
    (Lint::ValueUnknown, |s| material_of(s, 0).form = "copy".into()),
    (Lint::LocalUnmatched, |s| {
        s.layers.insert(Layer::State, state());
    }),
    (Lint::SuperiorUnknown, |s| {
        s.layers.insert(Layer::State, vec![entry("1", "食品"), entry("2", "其余")]);
        for place in [OPTIMISED, COMMITMENT, FILING, CANCELLED] {
            matter_of(s, place).superior = "1|2".into();
        }
    }),
    (Lint::DeviationUnexplained, |s| {
        let food = matter_of(s, OPTIMISED);
        (food.deviation, food.deviation_basis) = ("下放".into(), "浙政发〔2022〕1号".into());
        above(s, |food| food.level = "province".into())
    }),
    (Lint::ConditionAddedLocally, |s| above(s, |_| ())),
    (Lint::MaterialAddedLocally, |s| above(s, |_| ())),
    (Lint::ThresholdStricter, |s| {
        let (text, measure) = (condition_of(s).text.clone(), condition_of(s).measure.clone());
        above(s, |food| food.conditions = vec![format!("{text}，{measure}")]);
        condition_of(s).text = format!("{text}，{measure}");
    }),
    (Lint::LayerEntryTwice, |s| {
        s.layers.insert(Layer::State, state());
    }),
    (Lint::MatterTwice, |s| {
        let twin = twin(s);
        s.matters.push(twin);
    }),
    (Lint::TwoModes, |s| {
        let twin = twin(s);
        s.matters.push(twin);
    }),
    (Lint::QuotaWithoutStock, |s| {
        let food = matter_of(s, OPTIMISED);
        (food.quota, food.stock) = ("每街道 3 家".into(), "每街道 1 家".into());
    }),
    (Lint::MeasuresMissing, |s| matter_of(s, CANCELLED).measures.clear()),
    (Lint::CancelledWithoutMeasures, |s| matter_of(s, OPTIMISED).measures.clear()),
    (Lint::VagueFrequency, |s| {
        matter_of(s, OPTIMISED).supervision.frequency = "高风险每季度一次，其余按年度计划".into()
    }),
    (Lint::MatterNameTwice, |s| {
        let name = matter_of(s, OPTIMISED).name.clone();
        let other = matter_of(s, COMMITMENT);
        (other.name, other.level) = (name, "city".into());
    }),
    (Lint::OpenMatterName, |s| matter_of(s, OPTIMISED).name = "劳动能力等级评定".into()),
    (Lint::OpenMatterName, |s| {
        matter_of(s, OPTIMISED).name = "包装装潢印刷品和其他印刷品印刷经营许可".into()
    }),
    (Lint::MatterUnlisted, |s| matter_of(s, OPTIMISED).lists.truncate(1)),
    (Lint::ListedClaimedTwice, |s| {
        let twin = twin(s);
        s.matters.push(twin);
    }),
    (Lint::RegulatorNotCompetent, |s| {
        let food = matter_of(s, OPTIMISED);
        (food.competent, food.regulating) = ("approval".into(), "market".into());
        food.approving = "approval".into();
    }),
    (Lint::ModeBasisUnnamed, |s| {
        matter_of(s, OPTIMISED).mode_basis = "《医疗器械监督管理条例》第四十一条".into()
    }),
    (Lint::ValidBeforeBasis, |s| {
        matter_of(s, OPTIMISED).valid_from = Some(Date::constant(2021, 1, 1))
    }),
    (Lint::ValidBeforeBasis, |s| {
        matter_of(s, OPTIMISED).mode_basis = "《医疗器械监督管理条例》（2024年修正）第四十一条".into()
    }),
    (Lint::BasisNotLaw, |s| {
        let rule = BasisText {
            law: "《管理办法》（市场监管总局令第78号）".into(),
            ..basis().value
        };
        matter_of(s, OPTIMISED).basis.push(placed(rule, "matters/x.toml", 4));
    }),
    (Lint::BasisNotLaw, |s| {
        matter_of(s, OPTIMISED).basis[0].value.law = "《旅馆业治安管理办法》".into()
    }),
    (Lint::BasisNotLaw, |s| {
        matter_of(s, FILING).basis[0].value.law = "《备案管理办法》（市场监管总局令第78号）".into()
    }),
    (Lint::BasisWholeText, |s| {
        matter_of(s, OPTIMISED).basis[0].value.article = "附件1".into()
    }),
    (Lint::BasisOnlyNotice, |s| {
        condition_of(s).article = "《实施细则》（国烟法〔2020〕205号）；《烟草专卖法实施条例》第九条".into()
    }),
    (Lint::BasisOnlyNotice, |s| {
        material_of(s, 1).basis = "《实施细则》（国烟法〔2020〕205号）".into()
    }),
    (Lint::SectionOfAnotherMode, |s| {
        matter_of(s, COMMITMENT).reduction = matter_of(s, OPTIMISED).reduction.clone()
    }),
    (Lint::GroundAgainstMode, |s| {
        matter_of(s, OPTIMISED).ground = "national_security".into()
    }),
    (Lint::CancelledWithoutRegulator, |s| {
        matter_of(s, CANCELLED).regulating = "approval".into()
    }),
    (Lint::CancelledButAsks, |s| matter_of(s, CANCELLED).visits = Some(0)),
    (Lint::CancelledButIssues, |s| matter_of(s, CANCELLED).fee_fen = Some(0)),
    (Lint::FilingWithPrecondition, |s| {
        matter_of(s, OPTIMISED).steps.insert(1, step("survey", 1))
    }),
    (Lint::FilingWithoutSharing, |s| {
        matter_of(s, FILING).filing.as_mut().unwrap().value.with_registration = false
    }),
    (Lint::FilingWithDecision, |s| {
        matter_of(s, FILING).steps.insert(0, step("acceptance", 0))
    }),
    (Lint::FilingNotOnTheSpot, |s| matter_of(s, FILING).promised_limit = limit(0, "")),
    (Lint::FilingNotOnTheSpot, |s| {
        let filing = matter_of(s, FILING);
        filing.legal_limit = limit(6, "《商业特许经营管理条例》第九条");
        filing.promised_limit = limit(3, "");
    }),
    (Lint::FilingWithFee, |s| matter_of(s, OPTIMISED).fee_fen = Some(100)),
    (Lint::FilingBarsTrading, |s| {
        matter_of(s, FILING).supervision.measure = "未按规定备案的，责令限期补办".into()
    }),
    (Lint::CommitmentWithoutCondition, |s| {
        condition_of_commitment(s).text = "场所固定".into()
    }),
    (Lint::CatchAllCondition, |s| condition_of(s).text = "与其他房间隔开".into()),
    (Lint::ConditionWithoutMeasure, |s| condition_of(s).measure = "不少于 1 个".into()),
    (Lint::ConditionWithoutEvidence, |s| condition_of(s).evidence = "照片".into()),
    (Lint::CommitmentNeverVerified, |s| terms_of(s).verify_days = 1),
    (Lint::CommitmentWithoutConsequence, |s| terms_of(s).consequence = "撤销许可".into()),
    (Lint::CommitmentNeverRevoked, |s| {
        terms_of(s).consequence = "责令整改，逾期不改的依法撤销许可".into()
    }),
    (Lint::CommitmentWithoutLetter, |s| terms_of(s).letter_intro = "承诺。".into()),
    (Lint::CommitmentNotOnTheSpot, |s| {
        matter_of(s, COMMITMENT).promised_limit = limit(0, "")
    }),
    (Lint::CommitmentSurveysFirst, |s| {
        matter_of(s, COMMITMENT).steps.push(step("survey", 0))
    }),
    (Lint::CommitmentVerifiedLate, |s| terms_of(s).verify_days = 60),
    (Lint::OptimisedWithoutGround, |s| {
        matter_of(s, OPTIMISED).ground = "public_security".into()
    }),
    (Lint::OptimisedWithoutReduction, |s| {
        reduction_of(s).materials = (2, 2);
        reduction_of(s).steps = (2, 2);
    }),
    (Lint::ReductionUntrue, |s| reduction_of(s).days = (15, 5)),
    (Lint::ConditionWithoutBasis, |s| {
        condition_of(s).article = "《食品安全法》第三十三条".into()
    }),
    (Lint::ConditionTwice, |s| {
        let mut other = condition("有消毒设施").value;
        other.code = "c2".into();
        matter_of(s, OPTIMISED).conditions.push(placed(other, "matters/x.toml", 25));
    }),
    (Lint::VagueMeasure, |s| condition_of(s).measure = "必要的冷藏设备不少于 1 台".into()),
    (Lint::OpenEvidence, |s| condition_of(s).evidence = "学历等级证书".into()),
    (Lint::PromisedAboveLegal, |s| matter_of(s, OPTIMISED).promised_limit = limit(20, "")),
    (Lint::LimitWithoutBasis, |s| {
        matter_of(s, OPTIMISED).legal_limit = limit(10, "第十条")
    }),
    (Lint::LimitAboveGeneral, |s| {
        matter_of(s, OPTIMISED).legal_limit = limit(45, "《危险化学品安全管理条例》第十二条")
    }),
    (Lint::LimitAboveGeneral, |s| {
        matter_of(s, OPTIMISED).legal_limit = limit(20, "《管理办法》（市场监管总局令第78号）")
    }),
    (Lint::PromiseReducesNothing, |s| {
        matter_of(s, FILING).legal_limit = limit(1, "《医疗器械监督管理条例》第四十一条")
    }),
    (Lint::ValidityWithoutBasis, |s| {
        let validity = &mut matter_of(s, OPTIMISED).validity.as_mut().unwrap().value;
        validity.months = None;
        validity.article.clear();
    }),
    (Lint::StepsAbovePromised, |s| {
        matter_of(s, OPTIMISED).steps.insert(1, step("expert_review", 30))
    }),
    (Lint::StepsOutOfOrder, |s| {
        let food = matter_of(s, OPTIMISED);
        food.steps.insert(1, step("review", 1));
        food.steps.push(step("issue", 1));
    }),
    (Lint::StepsOutOfOrder, |s| matter_of(s, COMMITMENT).steps.push(step("survey", 0))),
    (Lint::DecisionNotOne, |s| matter_of(s, OPTIMISED).steps.insert(1, step("review", 1))),
    (Lint::ExcludedTimeUnstated, |s| {
        matter_of(s, OPTIMISED).steps.insert(1, step("expert_review", 10))
    }),
    (Lint::JointReviewStep, |s| {
        matter_of(s, OPTIMISED).steps[0].value.name = "联合勘查".into()
    }),
    (Lint::SeveralVisits, |s| matter_of(s, OPTIMISED).visits = Some(1)),
    (Lint::FeeWithoutBasis, |s| matter_of(s, OPTIMISED).fee_fen = Some(0)),
    (Lint::FeeBasisLow, |s| {
        let food = matter_of(s, OPTIMISED);
        food.fee_fen = Some(1_000);
        food.fee_basis = "《某某条例》第九条".into();
    }),
    (Lint::MaterialWithoutBasis, |s| material_of(s, 0).basis = "第三十五条第二款".into()),
    (Lint::OtherMaterials, |s| material_of(s, 0).name = "与其他房间的隔断图".into()),
    (Lint::OpenEndedMaterial, |s| material_of(s, 0).name = "防火等级报告".into()),
    (Lint::SharedMaterialAsked, |s| material_of(s, 0).name = "营业场所照片".into()),
    (Lint::SharedFromNobody, |s| material_of(s, 1).shared_from = "电子证照库".into()),
    (Lint::MaterialTwice, |s| {
        matter_of(s, OPTIMISED).materials.push(material("流程图", "applicant"))
    }),
    (Lint::MaterialIsField, |s| {
        matter_of(s, OPTIMISED).fields[0].value.label = "经营面积".into();
        material_of(s, 0).name = "经营场所平面图".into();
    }),
    (Lint::MaterialAtDiscretion, |s| material_of(s, 0).note = "经营冷藏食品的提交".into()),
    (Lint::MaterialOfCancelled, |s| {
        matter_of(s, CANCELLED).name = "许可审批".into();
        material_of(s, 0).name = "许可申请图".into();
    }),
    (Lint::AbolishedProof, |s| {
        material_of(s, 0).name = "无犯罪记录证明".into();
        material_of(s, 0).basis = "《保安服务管理条例》第九条".into();
    }),
    (Lint::AbolishedProof, |s| {
        material_of(s, 1).name = "无犯罪记录证明".into();
        material_of(s, 1).basis = "《管理办法》（市场监管总局令第78号）".into();
    }),
    (Lint::ProofWithoutLaw, |s| {
        material_of(s, 0).name = "资金证明".into();
        material_of(s, 0).basis = "《烟草专卖法实施条例》第九条".into();
    }),
    (Lint::ProofWithoutLaw, |s| {
        material_of(s, 0).name = "场所使用权证明或者租赁合同".into();
        material_of(s, 0).basis = "《管理办法》（市场监管总局令第78号）".into();
    }),
    (Lint::SeveralCopies, |s| {
        material_of(s, 0).form = "copy".into();
        material_of(s, 0).copies = 2;
    }),
    (Lint::PaperThoughOnline, |s| {
        matter_of(s, OPTIMISED).visits = Some(1);
        material_of(s, 0).form = "original".into();
    }),
    (Lint::FieldWithoutChoices, |s| field_of(s).kind = "text".into()),
    (Lint::FieldTwice, |s| matter_of(s, OPTIMISED).fields.push(field("rooms", "number"))),
    (Lint::TooManyFields, |s| {
        matter_of(s, OPTIMISED)
            .fields
            .extend((0..7).map(|n| field(&format!("f{n}"), "text")))
    }),
    (Lint::OpenFieldLabel, |s| field_of(s).label = "等级".into()),
    (Lint::NumberWithoutUnit, |s| {
        matter_of(s, OPTIMISED).fields.push(field("name", "text"))
    }),
    (Lint::SingleChoice, |s| {
        field_of(s).kind = "choice".into();
        field_of(s).choices = vec!["零售".into(), "批发".into()];
    }),
    (Lint::ChoiceTwice, |s| {
        field_of(s).kind = "choice".into();
        field_of(s).choices = vec!["零售".into(), "零售和批发".into()];
    }),
    (Lint::CertificateKindTwice, |s| matter_of(s, COMMITMENT).certificate = None),
    (Lint::CertificateFieldUnknown, |s| {
        let fields = &mut matter_of(s, OPTIMISED).certificate.as_mut().unwrap().value.fields;
        fields.extend(["area".into(), "valid_until".into()]);
    }),
    (Lint::CountWrong, |s| s.header.terms = Some(placed(4, "catalogue.toml", 2))),
    (Lint::TermTwice, |s| {
        s.terms.push(placed(term("H2003", "快餐服务", &["P1"], &[]), "scope-terms.tsv", 9))
    }),
    (Lint::TermUnclassified, |s| s.terms[2].value.kind = "general".into()),
    (Lint::TermKindWrong, |s| s.terms[0].value.kind = "filing".into()),
    (Lint::ListedTwice, |s| {
        s.listed.push(placed(listed("P9", "另一许可", "permit"), "listed-matters.tsv", 9))
    }),
    (Lint::ListedUnknown, |s| s.corrections[0].value.drop = vec!["P1".into()]),
    (Lint::DepartmentUnmarked, |s| {
        s.listed[0].value.department.clear();
        s.listed[0].value.department_mark.clear();
    }),
    (Lint::ModeUnmarked, |s| {
        s.listed[0].value.mode = "optimized_approval".into();
        s.listed[0].value.mode_mark = "recalled".into();
    }),
    (Lint::TermUnknown, |s| s.everyday[0].value.terms.push("L2001".into())),
    (Lint::CorrectionWithoutBasis, |s| s.corrections[0].value.basis = "第三十五条".into()),
    (Lint::CorrectionTwice, |s| {
        let mut later = s.corrections[0].clone();
        later.value.from = Some(Date::constant(2025, 1, 1));
        s.corrections.push(later);
    }),
    (Lint::CorrectionIdle, |s| {
        s.corrections[0].value.drop.clear();
        s.corrections[0].value.needs = Some(Vec::new());
    }),
    (Lint::EverydayEmpty, |s| s.everyday[0].value.note.clear()),
    (Lint::EverydayTwice, |s| {
        let mut other = s.everyday[0].clone();
        other.value.word = "小饭馆".into();
        s.everyday.push(other);
    }),
    (Lint::EverydayIdle, |s| {
        s.everyday[0].value.word = "餐饮服务".into();
        s.everyday[0].value.terms.push("O3001".into());
    }),
    (Lint::TradeTwice, |s| {
        let mut other = s.trades[0].clone();
        (other.value.code, other.value.name) = ("bakery".into(), "烘焙店".into());
        s.trades.push(other);
    }),
    (Lint::UnitUnknown, |s| matter_of(s, OPTIMISED).approving = "market".into()),
    (Lint::UnitTwice, |s| {
        let other = elsewhere(s);
        s.units.push(other);
    }),
    (Lint::UnitWithoutPhone, |s| s.units[0].value.phone = "12345".into()),
    (Lint::UnitOverlap, |s| {
        let other = elsewhere(s);
        s.units.push(other);
    }),
    (Lint::ExpressionBroken, |s| {
        asked_need(s, 0).condition = "has_pool && (floor_area > 300)".into()
    }),
    (Lint::FactUnknown, |s| {
        s.facts.push(fact("has_garden", "yes_no"));
        asked_need(s, 0).condition = "has_garden".into();
    }),
    // Two facts may have the same choices.
    (Lint::FactTwice, |s| s.facts.push(fact("ingredients", "choice"))),
    (Lint::FactTypeWrong, |s| {
        asked_need(s, 0).condition = "floor_area != 299.5 && has_pool == false".into()
    }),
    (Lint::FactUnused, |s| {
        s.facts.push(fact("has_garden", "yes_no"));
        asked_need(s, 0).condition = "has_pool || floor_area > 3 || !has_garden".into();
    }),
    // A hint helps, but a clear question needs none.
    (Lint::QuestionMissing, |s| s.facts[0].value.hint.clear()),
    (Lint::ConditionNeverTrue, |s| {
        asked_need(s, 0).condition = "floor_area > 300 && floor_area < 300.5".into()
    }),
    (Lint::ConditionAlwaysTrue, |s| {
        asked_need(s, 0).condition = "floor_area > 300 || floor_area < 300".into()
    }),
    (Lint::ConditionOnlyInWords, |s| {
        asked_need(s, 0).condition.clear();
        asked_need(s, 0).when.clear();
    }),
    // Facts choose none of them, and the note says what then.
    (Lint::AnswersUndetermined, |s| {
        asked_need(s, 2).condition = r#"product == "fresh" && has_pool"#.into();
        asked_need(s, 1).note = "两项都可以，按实际经营取一项".into();
    }),
    // Trades as bundles.
    (Lint::SceneTwice, |s| {
        let mut scene = s.trades[1].value.scenes[0].clone();
        scene.value.code = "dry".into();
        scene.value.answers[0].1 = "no".into();
        s.trades[1].value.scenes.push(scene);
    }),
    (Lint::SceneAnswerUnknown, |s| scene_of(s).answers[1].1 = "packed".into()),
    (Lint::SceneAnswerIdle, |s| {
        scene_of(s).answers[0].1 = "no".into();
        scene_of(s).answers.push(("floor_area".into(), "299.5".into()));
    }),
    (Lint::TradePromiseShort, |s| {
        s.trades[1].value.promised_days = Some(20);
    }),
    (Lint::TradeFieldConflict, |s| {
        let field = &mut matter_of(s, COMMITMENT).fields[0].value;
        (field.label, field.unit) = ("水面面积".into(), "亩".into());
    }),
    (Lint::OrderMatterUnknown, |s| s.orders[0].value.after = "P1".into()),
    (Lint::OrderCircle, |s| {
        s.orders.push(placed(order("m-hygiene", "m-packed"), "trades.toml", 32));
        s.orders.push(placed(order("m-packed", "m-food"), "trades.toml", 34));
    }),
    (Lint::OrderIdle, |s| s.orders[0].value.after = "m-packed".into()),
    (Lint::WaiverIdle, |s| {
        matter_of(s, OPTIMISED).materials[0].value.code = "plan".into();
        s.waivers[0].value.material = "plan".into();
    }),
];

/// Another matter of the same mode, with a name, a certificate and an entry of its own.
fn twin(sources: &mut Sources) -> Placed<MatterText> {
    let mut text = MatterText {
        code: "m-twin".into(),
        name: "另一许可".into(),
        lists: vec!["P3".into()],
        ..matter_of(sources, OPTIMISED).clone()
    };
    text.certificate.as_mut().unwrap().value.kind = "twin-permit".into();
    placed(text, "matters/y.toml", 1)
}

/// The same office for another place.
fn elsewhere(sources: &mut Sources) -> Placed<UnitText> {
    let mut unit = sources.units[0].clone();
    (unit.value.code, unit.value.place) = ("330106-sc".into(), "330106".into());
    unit
}

fn reduction_of(sources: &mut Sources) -> &mut ReductionText {
    &mut matter_of(sources, OPTIMISED).reduction.as_mut().unwrap().value
}

fn condition_of_commitment(sources: &mut Sources) -> &mut ConditionText {
    &mut matter_of(sources, COMMITMENT).conditions[0].value
}
