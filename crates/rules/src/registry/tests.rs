//! Names, people, addresses, scope and registration, read as law.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod names;
mod registering;

use super::SubjectKind;
use super::name_law::{Forbidden, NameLaw, OrganisationForm, Position, Restricted};
use super::places::{Division, Places};
use crate::calendar::{Calendar, Date};
use crate::law::{Law, Mark, Parameter, Statutes, Unit, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

fn places() -> Places {
    let divisions = [
        ("330000", "浙江省"),
        ("330100", "杭州市"),
        ("330106", "西湖区"),
        ("330108", "滨江区"),
        ("330400", "嘉兴市"),
        ("330481", "海宁市"),
        ("320000", "江苏省"),
        ("320500", "苏州市"),
        ("220000", "吉林省"),
        ("220200", "吉林市"),
        ("110000", "北京市"),
        ("110105", "朝阳区"),
        ("331100", "丽水市"),
        ("331127", "景宁畲族自治县"),
    ];
    Places::new(divisions.map(|(code, name)| Division {
        code: code.into(),
        name: name.into(),
    }))
}

fn name_law() -> NameLaw {
    let words = [
        ("餐饮", "catering"),
        ("火锅", "catering"),
        ("酒业", "liquor"),
        ("房产", "estate"),
        ("房地产", "estate"),
        ("置业", "estate"),
        ("日本料理", "catering"),
        ("网络", "software"),
        ("软件", "software"),
        ("零售", "retail"),
    ];
    let form = |form: &str, kinds: &[SubjectKind]| OrganisationForm {
        form: form.into(),
        kinds: kinds.to_vec(),
    };
    NameLaw {
        forbidden: vec![
            Forbidden {
                category: "superstition".into(),
                words: vec!["算命".into()],
                article: "第十一条第五项".into(),
            },
            Forbidden {
                category: "foreign-state".into(),
                words: vec!["日本".into()],
                article: "第十一条第四项".into(),
            },
        ],
        restricted: vec![
            Restricted {
                word: "中国".into(),
                position: Position::Front,
                consent_by: "国务院".into(),
                article: "第十二条".into(),
            },
            Restricted {
                word: "银行".into(),
                position: Position::Anywhere,
                consent_by: "金融监管总局".into(),
                article: "x".into(),
            },
        ],
        organisation_forms: vec![
            form("有限公司", &[SubjectKind::Company]),
            form("有限责任公司", &[SubjectKind::Company]),
            form("厂", &[SubjectKind::SoleProprietorship, SubjectKind::IndividualBusiness]),
            form("店", &[SubjectKind::IndividualBusiness, SubjectKind::SoleProprietorship]),
            form("分公司", &[SubjectKind::Branch]),
            form("专业合作社", &[SubjectKind::Cooperative]),
            form("（普通合伙）", &[SubjectKind::Partnership]),
        ],
        industry_words: words.map(|(word, class)| (word.to_owned(), class.to_owned())).into(),
        weak_words: ["发展", "管理", "实业", "技术"].map(str::to_owned).into(),
        traditional: HashMap::from([('興', '兴'), ('飲', '饮'), ('業', '业')]),
        similar: HashMap::from([('末', vec!['未']), ('未', vec!['末']), ('士', vec!['土']), ('土', vec!['士'])]),
        trade_name_length: (2, 8),
        places: places(),
        placeless_authorities: vec!["330400".into()],
        auspicious: "瑞禾嘉泽和润丰朗".chars().collect(),
    }
}

fn law(day: Date) -> Law {
    let value = |value, unit| Value {
        from: Date::constant(2000, 1, 1),
        place: String::new(),
        value,
        unit,
        article: "§".into(),
        mark: Mark::Confirmed,
    };
    let parameters = [
        ("registration.legal_representative_age_min", 18, Unit::Year),
        ("registration.shareholders_max", 50, Unit::Count),
        ("registration.auto_capital_fen_max", 1_000_000_000, Unit::Fen),
        ("registration.auto_shareholders_max", 5, Unit::Count),
        ("registration.name_hold_months", 2, Unit::Month),
        ("registration.name_hold_preapproval_years", 1, Unit::Year),
        ("registration.name_free_years", 1, Unit::Year),
    ];
    let parameters: BTreeMap<_, _> = parameters
        .map(|(code, number, unit)| {
            (
                code.to_owned(),
                Parameter {
                    name: code.into(),
                    values: vec![value(number, unit)],
                    ..Parameter::default()
                },
            )
        })
        .into();
    Law::on(
        Arc::new(Statutes {
            calendar: Calendar::default(),
            parameters,
        }),
        day,
        "330108",
    )
}
