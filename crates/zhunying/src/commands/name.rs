//! `name check`: may these names be had.

use super::print_json;
use crate::ending::Stop;
use crate::opening;
use crate::settings::Settings;
use clap::Subcommand;
use office::registry::{NameAnswer, NameVerdict, check_name};
use rules::registry::name::{NameReason, Reason};
use rules::registry::name_keys::SameOrSimilar;
use serde_json::{Value, json};

#[derive(Subcommand, Debug)]
pub enum Wish {
    /// 名称是否可用：读出四个部分，逐条说明理由，列出相同相近的名称；有不可用的名称时退出码为 1
    #[command(after_help = "示例：\n  zhunying name check 杭州青禾餐饮管理有限公司\n  zhunying name check 杭州国务餐饮有限公司 --json")]
    Check {
        /// 企业名称全称
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,
        /// JSON，每个名称一行
        #[arg(long)]
        json: bool,
    },
}

pub fn run(settings: &Settings, wish: &Wish) -> Result<(), Stop> {
    let Wish::Check { names, json } = wish;
    let app = opening::app(settings)?;
    let mut refused = 0;
    for name in names {
        let answer = check_name(&app, name, &settings.place)?;
        refused += usize::from(answer.verdict == NameVerdict::Refused);
        if *json {
            print_json(&answer_json(&answer));
        } else {
            print_answer(name, &answer);
        }
    }
    if refused == 0 {
        Ok(())
    } else {
        Err(Stop::refused(format!("{refused} 个名称不可用")))
    }
}

fn answer_json(answer: &NameAnswer) -> Value {
    let reasons: Vec<Value> = answer
        .reasons
        .iter()
        .map(|reason| json!({"code": reason.code.name(), "message": reason_words(reason), "basis": reason.article}))
        .collect();
    let similar: Vec<Value> = answer
        .similar
        .iter()
        .map(|one| json!({"name": one.name, "why": similar_words(one.rule)}))
        .collect();
    json!({
        "verdict": answer.verdict.name(),
        "parts": {
            "place": answer.parsed.place.as_ref().map_or("", |place| place.text.as_str()),
            "trade_name": answer.parsed.trade_name,
            "industry": answer.parsed.industry,
            "form": answer.parsed.form,
        },
        "reasons": reasons,
        "similar": similar,
    })
}

fn print_answer(name: &str, answer: &NameAnswer) {
    let verdict = match answer.verdict {
        NameVerdict::Available => "可用",
        NameVerdict::Similar => "相近，由登记人员审查",
        NameVerdict::Refused => "不可用",
    };
    println!("{name}：{verdict}");
    let place = answer.parsed.place.as_ref().map_or("（无）", |place| place.text.as_str());
    println!(
        "  行政区划 {place}，字号 {}，行业 {}，组织形式 {}",
        answer.parsed.trade_name, answer.parsed.industry, answer.parsed.form
    );
    for reason in &answer.reasons {
        println!("  理由：{}（{}）", reason_words(reason), reason.article);
    }
    for one in &answer.similar {
        println!("  已有：{}（{}，{}）", one.name, similar_words(one.rule), one.article);
    }
    if !answer.alternatives.is_empty() {
        println!("  可以考虑：{}", answer.alternatives.join("、"));
    }
}

fn reason_words(reason: &Reason) -> String {
    let word = &reason.word;
    match reason.code {
        NameReason::Empty => "名称为空".to_owned(),
        NameReason::TooLong => "名称过长".to_owned(),
        NameReason::NotChinese => format!("名称应当使用规范汉字，不得含“{word}”"),
        NameReason::NotStandardCharacter => format!("“{word}”不是规范汉字，应当写作“{}”", reason.detail),
        NameReason::StrayBrackets => format!("括号内的“{word}”不是行政区划"),
        NameReason::TradeNameMissing => "缺少字号".to_owned(),
        NameReason::TradeNameShort => "字号应当由两个以上汉字组成".to_owned(),
        NameReason::TradeNameLong => "字号过长".to_owned(),
        NameReason::TradeNameIsDivision => format!("“{word}”是行政区划名称，不得单独作字号"),
        NameReason::TradeNameIsIndustry => format!("“{word}”是行业用语，不得单独作字号"),
        NameReason::FormMissing => "缺少组织形式".to_owned(),
        NameReason::FormOfOtherKind => format!("组织形式“{word}”与主体类型不符"),
        NameReason::ParentMissing => "分支机构名称应当冠以所从属企业的名称".to_owned(),
        NameReason::PlaceMissing => "缺少行政区划名称".to_owned(),
        NameReason::PlaceOutsideAuthority => format!("“{word}”不是本登记机关的行政区划"),
        NameReason::DistrictWithoutCity => format!("市辖区“{word}”应当同时冠以所属设区的市"),
        NameReason::PlaceWithoutBrackets => format!("置于中间的行政区划“{word}”应当加括号"),
        NameReason::ForbiddenWord => format!("“{word}”不得使用"),
        NameReason::RestrictedWord => format!("“{word}”须经批准或者授权方可使用"),
    }
}

fn similar_words(rule: SameOrSimilar) -> &'static str {
    match rule {
        SameOrSimilar::SameName => "名称相同",
        SameOrSimilar::SameCharactersOtherOrder => "文字相同而次序不同",
        SameOrSimilar::SameTradeNameAndIndustryOtherPlaceOrForm => "字号、行业相同",
        SameOrSimilar::SameMeaningIndustry => "字号相同，行业含义相同",
        SameOrSimilar::SameTradeNameWithoutIndustry => "字号相同，没有行业",
        SameOrSimilar::SameSound => "字号读音相同",
        SameOrSimilar::ContainsOrContained => "字号互相包含",
        SameOrSimilar::LookAlike => "字号字形相近",
    }
}
