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
        ..Parameter::default()
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
            text.discretion = vec![period()];
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
        orders: Vec::new(),
        waivers: Vec::new(),
        everyday: vec![everyday("火锅店", "H2002", 2), everyday("理发店", "O3001", 3)],
        trades: vec![placed(
            TradeText {
                code: "restaurant".into(),
                name: "餐饮店".into(),
                icon: "utensils".into(),
                terms: words(&["H2002"]),
                ..TradeText::default()
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
        registers: registers(),
        powers: Vec::new(),
        files: vec![SourceFile {
            path: "catalogue/scope-terms.tsv".into(),
            sm3: "00".into(),
        }],
    }
}

/// A power of the test city's district, delegated from 2026 on.
pub fn power(matter: &str, to: &str) -> PowerText {
    PowerText {
        matters: words(&[matter]),
        form: "delegated".into(),
        by: "market".into(),
        to: to.into(),
        place: PLACE.into(),
        from: Some(Date::constant(2026, 1, 1)),
        until: None,
        basis: "浙政函〔2025〕1号".into(),
        mark: Some(Mark::Confirmed),
        able: Some(Date::constant(2025, 11, 1)),
        trained: Some(Date::constant(2025, 12, 1)),
        note: "试行一年".into(),
    }
}

/// A table over the area of the form: small shops get less time than large ones.
pub fn period() -> Placed<DiscretionText> {
    let rule = |when: &str, condition: &str, from: i64, to: i64| DiscretionRuleText {
        when: when.into(),
        condition: condition.into(),
        from: Some(from),
        to: Some(to),
        choices: Vec::new(),
    };
    let text = DiscretionText {
        code: "validity".into(),
        name: "有效期".into(),
        unit: "个月".into(),
        article: "《食品安全法》第四十条".into(),
        mark: Some(Mark::LocalDefault),
        rules: vec![
            rule("不足三百平方米", "area < 300", 12, 36),
            rule("三百平方米以上", "area >= 300", 36, 60),
        ],
    };
    placed(text, "matters/x.toml", 80)
}

/// An item of the power list or of the responsibility list.
pub fn listed_power(code: &str, matters: &[&str]) -> Placed<PowerItemText> {
    let text = PowerItemText {
        code: code.into(),
        name: format!("{code}权责"),
        department: "market".into(),
        matters: words(matters),
        removed: None,
    };
    placed(text, "responsibilities.toml", 1)
}

/// A row of a batch: number, matter, and whether it comes in or goes out.
pub fn visit(batch: &str, matter: &str, change: &str) -> Placed<VisitRow> {
    let day = if batch == "1" { "2024-03-01" } else { "2024-06-30" };
    let text = VisitRow {
        batch: batch.into(),
        date: day.into(),
        matter: matter.into(),
        class: "zero".into(),
        change: change.into(),
        basis: format!("第{batch}批公告"),
    };
    placed(text, "visits.tsv", 2)
}

/// What changed in a law from a day on.
pub fn change(articles: &[&str], from: Date) -> Placed<ChangeText> {
    let text = ChangeText {
        law: "食品安全法".into(),
        articles: words(articles),
        kind: "repealed".into(),
        from: Some(from),
        by: "修改决定".into(),
        note: String::new(),
        mark: Some(Mark::Confirmed),
        confirmed: Vec::new(),
    };
    placed(text, "laws.toml", 9)
}

pub fn confirmed(matter: &str, outcome: &str) -> ConfirmationText {
    ConfirmationText {
        matter: matter.into(),
        on: Some(Date::constant(2025, 1, 2)),
        outcome: outcome.into(),
        by: "market".into(),
        until: None,
    }
}

/// One law, lists of powers and duties, one proof of each disposal, two batches.
fn registers() -> Registers {
    let law = EnactmentText {
        name: "中华人民共和国食品安全法".into(),
        number: "主席令第21号".into(),
        rank: "law".into(),
        from: Some(Date::constant(2015, 10, 1)),
        mark: Some(Mark::Confirmed),
    };
    let proof = |code: &str, name: &str, disposal: &str, line: u32| {
        let text = ProofText {
            code: code.into(),
            name: name.into(),
            basis: "《食品安全法》第三十三条".into(),
            issuer: "街道".into(),
            disposal: disposal.into(),
            day: Some(Date::constant(2021, 1, 1)),
            mark: Some(Mark::LocalDefault),
            ..ProofText::default()
        };
        placed(text, "proofs.toml", line)
    };
    Registers {
        enactments: vec![placed(law, "laws.toml", 1)],
        changes: Vec::new(),
        powers: vec![listed_power("XK-1", &["m-food", "m-hygiene", "m-packed"])],
        duties: vec![listed_power("ZR-1", &["m-food", "m-hygiene", "m-packed", "m-gone"])],
        proofs: vec![
            proof("premises", "经营场所证明", "abolished", 1),
            proof("record", "从业经历证明", "data_check", 2),
            proof("funds", "资信证明", "commitment", 3),
            proof("health", "健康证明", "keep", 4),
        ],
        visits: vec![
            visit("1", "m-food", "added"),
            visit("1", "m-gone", "added"),
            visit("2", "m-gone", "withdrawn"),
        ],
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

/// The same catalogue, with a trade of two terms, a scene, and what the law says of its matters.
pub fn bundled() -> Sources {
    let mut sources = asked();
    sources.trades.push(salon());
    sources.orders.push(placed(order("m-hygiene", "m-food"), "trades.toml", 30));
    sources
        .waivers
        .push(placed(waiver("m-food", "平面图", "m-hygiene"), "trades.toml", 40));
    sources
}

/// A hairdresser with a restaurant.
fn salon() -> Placed<TradeText> {
    let scene = SceneText {
        code: "pool".into(),
        name: "有泳池，卖现做的".into(),
        answers: vec![("has_pool".into(), "yes".into()), ("product".into(), "fresh".into())],
    };
    let text = TradeText {
        code: "salon".into(),
        name: "理发餐饮店".into(),
        icon: "scissors".into(),
        terms: words(&["O3001", "H2002"]),
        scenes: vec![placed(scene, "trades.toml", 20)],
        ..TradeText::default()
    };
    placed(text, "trades.toml", 10)
}

/// The law grants one matter only upon another.
pub fn order(matter: &str, after: &str) -> OrderText {
    OrderText {
        matter: matter.into(),
        after: after.into(),
        basis: "《消防法》第十五条".into(),
        mark: Some(Mark::Confirmed),
    }
}

/// What need not be brought when another matter is done too.
pub fn waiver(matter: &str, material: &str, by: &str) -> WaiverText {
    WaiverText {
        matter: matter.into(),
        material: material.into(),
        by: by.into(),
        basis: "《监督管理办法》第十条".into(),
        mark: Some(Mark::Confirmed),
    }
}
