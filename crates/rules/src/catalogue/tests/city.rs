//! A small catalogue for tests: four matters, one of each mode, three terms, one office.

use crate::calendar::{Calendar, Date};
use crate::catalogue::source::*;
use crate::law::{Law, Mark, Parameter, Statutes, Unit, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

pub const PLACE: &str = "330108";

pub fn law() -> Law {
    let value = Value {
        from: Date::constant(2004, 7, 1),
        place: String::new(),
        value: 20,
        unit: Unit::WorkingDay,
        article: "《中华人民共和国行政许可法》第四十二条".into(),
        mark: Mark::Confirmed,
    };
    let parameter = Parameter {
        name: "作出决定".into(),
        values: vec![value],
    };
    let parameters = BTreeMap::from([("licensing.decision_days".to_owned(), parameter)]);
    Law::on(
        Arc::new(Statutes {
            calendar: Calendar::default(),
            parameters,
        }),
        Date::constant(2026, 3, 2),
        PLACE,
    )
}

pub fn placed<T>(value: T, file: &str, line: u32) -> Placed<T> {
    Placed {
        value,
        at: At {
            file: Arc::from(file),
            line,
        },
    }
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

pub fn term(code: &str, name: &str, permits: &[&str], filings: &[&str]) -> TermRow {
    let kind = if !permits.is_empty() {
        "permit"
    } else if !filings.is_empty() {
        "filing"
    } else {
        "general"
    };
    TermRow {
        code: code.into(),
        name: name.into(),
        kind: kind.into(),
        permits: words(permits),
        permits_ftz: words(permits),
        filings: words(filings),
        cell_status: "ok".into(),
        ..TermRow::default()
    }
}

pub fn listed(id: &str, name: &str, sort: &str) -> ListedRow {
    ListedRow {
        id: id.into(),
        name: name.into(),
        sort: sort.into(),
        department: "市场监管".into(),
        department_mark: "recalled".into(),
        name_mark: "whole".into(),
        free_trade_zone: "no".into(),
        ..ListedRow::default()
    }
}

pub fn basis() -> Placed<BasisText> {
    let text = BasisText {
        law: "中华人民共和国食品安全法".into(),
        article: "第三十五条".into(),
        mark: Some(Mark::Confirmed),
    };
    placed(text, "matters/x.toml", 3)
}

pub fn condition(text: &str) -> Placed<ConditionText> {
    let text = ConditionText {
        code: "c1".into(),
        text: text.into(),
        measure: "不少于 8 平方米".into(),
        evidence: "平面图".into(),
        article: "第三十三条".into(),
        mark: Some(Mark::Confirmed),
    };
    placed(text, "matters/x.toml", 20)
}

pub fn material(name: &str, source: &str) -> Placed<MaterialText> {
    let shared_from = if source == "shared" {
        "电子营业执照".into()
    } else {
        String::new()
    };
    let text = MaterialText {
        code: name.into(),
        name: name.into(),
        source: source.into(),
        shared_from,
        basis: "第三十五条".into(),
        ..MaterialText::default()
    };
    placed(text, "matters/x.toml", 30)
}

pub fn step(code: &str, days: u32) -> Placed<StepText> {
    placed(
        StepText {
            code: code.into(),
            name: code.into(),
            post: "审批".into(),
            days,
        },
        "matters/x.toml",
        40,
    )
}

pub fn field(code: &str, kind: &str) -> Placed<FieldText> {
    placed(
        FieldText {
            code: code.into(),
            label: code.into(),
            kind: kind.into(),
            required: true,
            unit: if kind == "number" { "平方米".into() } else { String::new() },
            ..FieldText::default()
        },
        "matters/x.toml",
        50,
    )
}

pub fn limit(days: u32, article: &str) -> Option<Placed<LimitText>> {
    Some(placed(
        LimitText {
            days,
            article: article.into(),
            mark: Some(Mark::Confirmed),
        },
        "matters/x.toml",
        12,
    ))
}

/// A complete matter of this mode.
pub fn matter(code: &str, mode: &str) -> MatterText {
    let mut text = MatterText {
        code: code.into(),
        name: format!("{code} 核发"),
        mode: mode.into(),
        mode_mark: Some(Mark::Secondary),
        mode_basis: "国发〔2021〕7号附件1".into(),
        measures: words(&["减少材料"]),
        basis: vec![basis()],
        level: "county".into(),
        competent: "market".into(),
        approving: "approval".into(),
        regulating: "market".into(),
        regulating_mark: Some(Mark::Recalled),
        service: "both".into(),
        fee_fen: Some(0),
        visits: Some(0),
        valid_from: Some(Date::constant(2021, 7, 1)),
        supervision: SupervisionText {
            measure: "双随机抽查".into(),
            frequency: "每年一次".into(),
        },
        ..MatterText::default()
    };
    if mode == "approval_cancelled" {
        return text;
    }
    text.materials = vec![material("平面图", "applicant"), material("营业执照", "shared")];
    text.fields = vec![field("area", "number")];
    text.steps = vec![step("acceptance", 1), step("decision", 2)];
    text.promised_limit = limit(5, "");
    text.validity = Some(placed(
        ValidityText {
            months: Some(60),
            article: "第十八条".into(),
            mark: Some(Mark::Confirmed),
        },
        "matters/x.toml",
        15,
    ));
    text.certificate = Some(placed(
        CertificateText {
            name: "许可证".into(),
            kind: format!("{code}-permit"),
            fields: words(&["enterprise_name", "area"]),
        },
        "matters/x.toml",
        16,
    ));
    match mode {
        "record_filing" => {
            text.steps = vec![step("filing", 1)];
            text.promised_limit = limit(1, "");
            text.filing = Some(placed(
                FilingText {
                    with_registration: true,
                    share_with: words(&["market"]),
                },
                "matters/x.toml",
                60,
            ))
        }
        "notification_commitment" => {
            text.conditions = vec![condition("经营场所面积足够")];
            text.steps = vec![step("decision", 1), step("issue", 0)];
            text.promised_limit = limit(1, "");
            let terms = CommitmentText {
                verify_days: 60,
                consequence: "撤销许可并记入信用记录".into(),
                letter_intro: "承诺如下".into(),
            };
            text.commitment = Some(placed(terms, "matters/x.toml", 60));
        }
        "optimized_approval" => {
            text.conditions = vec![condition("经营场所面积足够")];
            text.ground = "public_health".into();
            let cut = ReductionText {
                materials: (6, 2),
                steps: (4, 2),
                days: (20, 5),
                fee_fen: (0, 0),
            };
            text.reduction = Some(placed(cut, "matters/x.toml", 70));
        }
        _ => {}
    }
    text
}

/// Prepackaged food was a permit and is a filing now.
fn correction() -> Placed<CorrectionText> {
    let need = NeedText {
        all_of: words(&["m-packed"]),
        ..NeedText::default()
    };
    let text = CorrectionText {
        term: "F1001".into(),
        drop: words(&["F1"]),
        needs: Some(vec![need]),
        basis: "《食品安全法》第三十五条".into(),
        from: Some(Date::constant(2021, 4, 29)),
        mark: Some(Mark::Confirmed),
        ..CorrectionText::default()
    };
    placed(text, "corrections.toml", 1)
}

fn everyday(word: &str, term: &str, line: u32) -> Placed<EverydayRow> {
    placed(
        EverydayRow {
            word: word.into(),
            terms: words(&[term]),
            note: String::new(),
        },
        "everyday.tsv",
        line,
    )
}

/// A catalogue without any finding.
pub fn sources() -> Sources {
    let modes = [
        ("m-food", "optimized_approval"),
        ("m-hygiene", "notification_commitment"),
        ("m-packed", "record_filing"),
        ("m-gone", "approval_cancelled"),
    ];
    let mut food = matter(modes[0].0, modes[0].1);
    food.lists = words(&["P1", "P2"]);
    let lists = [&["P4"], &["F2"], &["P5"]];
    let others = modes[1..].iter().zip(lists).map(|((code, mode), lists)| {
        let mut text = matter(code, mode);
        text.lists = words(lists);
        text
    });
    Sources {
        header: Header {
            title: "清单".into(),
            source: "征求意见稿".into(),
            valid_from: Date::constant(2021, 7, 1),
            ..Header::default()
        },
        terms: vec![
            placed(term("H2002", "餐饮服务", &["P1", "P2"], &[]), "scope-terms.tsv", 2),
            placed(term("F1001", "食品销售（仅销售预包装食品）", &[], &["F1"]), "scope-terms.tsv", 3),
            placed(term("L2001", "企业管理", &[], &[]), "scope-terms.tsv", 4),
            placed(term("O3001", "理发服务", &["P3"], &[]), "scope-terms.tsv", 5),
        ],
        listed: vec![
            placed(listed("P1", "食品经营许可", "permit"), "listed-matters.tsv", 2),
            placed(listed("P2", "餐饮服务许可", "permit"), "listed-matters.tsv", 3),
            placed(listed("P3", "公共场所卫生许可", "permit"), "listed-matters.tsv", 4),
            placed(listed("F1", "仅销售预包装食品备案", "filing"), "listed-matters.tsv", 5),
            placed(listed("P4", "卫生许可", "permit"), "listed-matters.tsv", 6),
            placed(listed("F2", "预包装食品备案", "filing"), "listed-matters.tsv", 7),
            placed(listed("P5", "备案登记", "permit"), "listed-matters.tsv", 8),
        ],
        matters: std::iter::once(food)
            .chain(others)
            .enumerate()
            .map(|(at, text)| placed(text, "matters/x.toml", at as u32 + 1))
            .collect(),
        layers: BTreeMap::new(),
        facts: Vec::new(),
        corrections: vec![correction()],
        everyday: vec![everyday("火锅店", "H2002", 2), everyday("理发店", "O3001", 3)],
        trades: vec![placed(
            TradeText {
                code: "restaurant".into(),
                name: "餐饮店".into(),
                icon: "utensils".into(),
                terms: words(&["H2002"]),
            },
            "trades.toml",
            1,
        )],
        units: vec![placed(
            UnitText {
                code: "330108-sc".into(),
                name: "滨江区市场监管局".into(),
                departments: words(&["market", "approval"]),
                place: PLACE.into(),
                address: "政务服务中心".into(),
                hours: "工作日".into(),
                phone: "0571-12345".into(),
                ..UnitText::default()
            },
            "units.toml",
            1,
        )],
        files: vec![SourceFile {
            path: "catalogue/scope-terms.tsv".into(),
            sm3: "00".into(),
        }],
    }
}

/// An entry of a superior list.
pub fn entry(code: &str, name: &str) -> Placed<LayerRow> {
    let row = LayerRow {
        code: code.into(),
        name: name.into(),
        ..LayerRow::default()
    };
    placed(row, "layers/state.tsv", 2)
}

/// The State's list for the four matters of the city, each entry found by the matter's own code.
pub fn state() -> Vec<Placed<LayerRow>> {
    ["m-food", "m-hygiene", "m-packed", "m-gone"].map(|code| entry(code, code)).into()
}

pub fn fact(code: &str, kind: &str) -> Placed<FactText> {
    let choice = |value: &str| (value.to_owned(), format!("{value}食品"));
    let text = FactText {
        code: code.into(),
        question: format!("{code}？"),
        kind: kind.into(),
        unit: if kind == "number" { "平方米".into() } else { String::new() },
        choices: if kind == "choice" {
            ["fresh", "packed"].map(choice).into()
        } else {
            vec![]
        },
        hint: String::new(),
    };
    placed(text, "corrections.toml", 90)
}

/// A need of one matter under a condition.
pub fn under(matter: &str, condition: &str) -> NeedText {
    NeedText {
        all_of: words(&[matter]),
        when: format!("当 {condition}"),
        condition: condition.into(),
        ..NeedText::default()
    }
}

/// A correction of the hairdresser's term, which needs a hygiene permit in any case, with these needs on top.
pub fn asking(needs: &[NeedText]) -> Placed<CorrectionText> {
    let always = NeedText {
        all_of: words(&["P3"]),
        ..NeedText::default()
    };
    let text = CorrectionText {
        term: "O3001".into(),
        needs: Some(std::iter::once(always).chain(needs.iter().cloned()).collect()),
        basis: "《公共场所卫生管理条例》第八条".into(),
        from: Some(Date::constant(2021, 7, 1)),
        mark: Some(Mark::Confirmed),
        ..CorrectionText::default()
    };
    placed(text, "corrections.toml", 40)
}

/// One of two, chosen by the answer to `product`.
pub fn chosen_by_product() -> [NeedText; 3] {
    let offer = NeedText {
        any_of: words(&["m-food", "m-packed"]),
        ..NeedText::default()
    };
    [
        offer,
        under("m-food", r#"product == "fresh""#),
        under("m-packed", r#"product == "packed""#),
    ]
}

/// The same catalogue, with a fact of each kind that decides something.
pub fn asked() -> Sources {
    let mut sources = sources();
    sources.facts = vec![fact("has_pool", "yes_no"), fact("floor_area", "number"), fact("product", "choice")];
    let [offer, fresh, packed] = chosen_by_product();
    let pool = under("m-hygiene", "has_pool || floor_area >= 300");
    sources.corrections.push(asking(&[pool, offer, fresh, packed]));
    sources
}
