//! Names: reading, judging, comparing.

use super::{SubjectKind, law, name_law};
use crate::calendar::Date;
use crate::registry::name::{NameReason, Preapproval, judge, kept_until};
use crate::registry::name_keys::{
    NameKeys, Registered, Relation, SameOrSimilar, SoundRun, Standing, Weight, alternatives, compare, keys, sound_runs,
};
use crate::registry::name_parse::parse;
use proptest::prelude::*;

const HOME: &str = "330108";
const LONG: &str = concat!(
    "杭州阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴",
    "阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴餐饮有限公司",
    "阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴阿兴",
);

#[test]
fn a_name_is_read_into_its_four_parts_wherever_the_division_stands() {
    let law = name_law();
    let cases = [
        ("杭州阿兴餐饮有限公司", "杭州", "330100", "阿兴", "餐饮", "有限公司"),
        ("杭州市阿兴餐饮有限公司", "杭州市", "330100", "阿兴", "餐饮", "有限公司"),
        ("浙江省杭州市滨江区阿兴火锅店", "浙江省杭州市滨江区", "330108", "阿兴", "火锅", "店"),
        ("杭州滨江阿兴火锅店", "杭州滨江", "330108", "阿兴", "火锅", "店"),
        ("浙江海宁阿兴火锅店", "浙江海宁", "330481", "阿兴", "火锅", "店"),
        ("阿兴（杭州）火锅有限公司", "杭州", "330100", "阿兴", "火锅", "有限公司"),
        ("阿兴火锅(杭州)有限公司", "杭州", "330100", "阿兴", "火锅", "有限公司"),
        ("阿兴火锅杭州有限公司", "杭州", "330100", "阿兴", "火锅", "有限公司"),
        ("杭州滨江房产有限公司", "杭州", "330100", "滨江", "房产", "有限公司"),
        ("滨江阿兴餐饮有限公司", "", "", "滨江阿兴", "餐饮", "有限公司"),
        ("阿兴餐饮管理有限公司", "", "", "阿兴", "餐饮管理", "有限公司"),
        ("杭州阿興餐飲集团有限公司", "杭州", "330100", "阿兴", "餐饮", "集团有限公司"),
        ("杭州阿兴餐饮（集团）有限公司", "杭州", "330100", "阿兴", "餐饮", "(集团)有限公司"),
        ("杭州阿兴", "杭州", "330100", "阿兴", "", ""),
        ("杭州阿兴服务所（普通合伙）", "杭州", "330100", "阿兴服务所", "", "(普通合伙)"),
        ("吉林阿兴餐饮有限公司", "吉林", "220000", "阿兴", "餐饮", "有限公司"),
        ("景宁阿兴火锅店", "景宁", "331127", "阿兴", "火锅", "店"),
    ];
    for (name, place, code, trade, industry, form) in cases {
        let parsed = parse(name, HOME, &law);
        let found = parsed
            .place
            .as_ref()
            .map_or(("", ""), |place| (place.text.as_str(), place.code.as_str()));
        assert_eq!((found.0, found.1), (place, code), "{name}");
        assert_eq!(
            (parsed.trade_name.as_str(), parsed.industry.as_str(), parsed.form.as_str()),
            (trade, industry, form),
            "{name}"
        );
    }
}

#[test]
fn a_refused_name_is_told_every_reason() {
    use NameReason as R;
    use SubjectKind as K;
    let law = name_law();
    let cases: &[(&str, K, &[R])] = &[
        ("杭州阿兴餐饮有限公司", K::Company, &[]),
        ("杭州三一餐饮有限公司", K::Company, &[]),
        (LONG, K::Company, &[R::TooLong]),
        ("", K::Company, &[R::Empty]),
        (" 　", K::Company, &[R::Empty]),
        ("杭州A兴餐饮有限公司", K::Company, &[R::NotChinese]),
        ("杭州１２３餐饮有限公司", K::Company, &[R::NotChinese]),
        ("杭州阿興餐饮有限公司", K::Company, &[R::NotStandardCharacter]),
        ("杭州餐饮有限公司", K::Company, &[R::TradeNameIsIndustry]),
        ("杭州有限公司", K::Company, &[R::TradeNameMissing]),
        ("杭州兴餐饮有限公司", K::Company, &[R::TradeNameShort]),
        ("杭州一二三四五六七八九餐饮有限公司", K::Company, &[R::TradeNameLong]),
        ("杭州苏州餐饮有限公司", K::Company, &[R::TradeNameIsDivision]),
        ("杭州阿兴餐饮", K::Company, &[R::FormMissing]),
        ("杭州阿兴餐饮店", K::Company, &[R::FormOfOtherKind]),
        ("杭州阿兴餐饮店", K::IndividualBusiness, &[]),
        ("杭州阿兴餐饮专业合作社", K::Cooperative, &[]),
        ("苏州阿兴餐饮有限公司", K::Company, &[R::PlaceOutsideAuthority]),
        ("阿兴餐饮杭州有限公司", K::Company, &[R::PlaceWithoutBrackets]),
        ("阿兴餐饮有限公司", K::Company, &[R::PlaceMissing]),
        (
            "西湖区阿兴餐饮有限公司",
            K::Company,
            &[R::DistrictWithoutCity, R::PlaceOutsideAuthority],
        ),
        ("杭州算命大师餐饮有限公司", K::Company, &[R::ForbiddenWord]),
        ("杭州阿兴日本料理有限公司", K::Company, &[]),
        ("杭州新日本餐饮有限公司", K::Company, &[R::ForbiddenWord]),
        ("中国阿兴餐饮有限公司", K::Company, &[R::RestrictedWord, R::PlaceMissing]),
        ("杭州阿兴银行有限公司", K::Company, &[R::RestrictedWord]),
        ("杭州阿兴（快乐）餐饮有限公司", K::Company, &[R::StrayBrackets]),
        ("杭州阿兴餐饮有限公司滨江分公司", K::Branch, &[]),
        ("杭州阿兴餐饮分公司", K::Branch, &[R::ParentMissing]),
    ];
    for (name, kind, expected) in cases {
        let judged = judge(name, *kind, HOME, &law);
        let codes: Vec<NameReason> = judged.reasons.iter().map(|reason| reason.code).collect();
        let clear = judged.is_clear();
        assert!(judged.reasons.iter().all(|reason| !reason.article.is_empty()), "{name}");
        assert_eq!(judged.accept().is_ok(), clear, "{name}");
        assert_eq!(codes, *expected, "{name}");
    }
    assert!(
        judge("阿兴餐饮有限公司", K::Company, "330481", &law).is_clear(),
        "this authority may do without a division"
    );
}

/// Proves the comparison rules of 2017, article by article.
#[test]
fn two_names_are_the_same_or_too_near_by_the_strongest_rule() {
    use SameOrSimilar as S;
    let law = name_law();
    let cases = [
        ("杭州阿兴餐饮有限公司", "杭州阿兴餐饮有限公司", HOME, Some(S::SameName)),
        ("杭州阿兴餐饮有限公司", "杭州阿興餐饮有限公司", HOME, Some(S::SameName)),
        (
            "杭州阿兴餐饮有限公司",
            "阿兴（杭州）餐饮有限公司",
            HOME,
            Some(S::SameCharactersOtherOrder),
        ),
        (
            "杭州阿兴餐饮有限公司",
            "阿兴餐饮（杭州）有限公司",
            "440100",
            Some(S::SameCharactersOtherOrder),
        ),
        (
            "杭州阿兴餐饮有限公司",
            "杭州市阿兴餐饮有限公司",
            HOME,
            Some(S::SameTradeNameAndIndustryOtherPlaceOrForm),
        ),
        (
            "杭州阿兴餐饮有限公司",
            "浙江阿兴餐饮厂",
            "330000",
            Some(S::SameTradeNameAndIndustryOtherPlaceOrForm),
        ),
        (
            "杭州万青地产置业有限公司",
            "杭州万青地产房地产有限公司",
            HOME,
            Some(S::SameMeaningIndustry),
        ),
        ("杭州阿兴餐饮有限公司", "杭州阿兴火锅店", HOME, Some(S::SameMeaningIndustry)),
        (
            "杭州阿兴餐饮有限公司",
            "杭州阿兴实业有限公司",
            HOME,
            Some(S::SameTradeNameWithoutIndustry),
        ),
        ("杭州阿兴餐饮有限公司", "杭州阿星餐饮有限公司", HOME, Some(S::SameSound)),
        ("杭州阿兴餐饮有限公司", "杭州新阿兴餐饮有限公司", HOME, Some(S::ContainsOrContained)),
        ("杭州大阿兴餐饮有限公司", "杭州阿星餐饮有限公司", HOME, Some(S::ContainsOrContained)),
        ("杭州末央餐饮有限公司", "杭州未央餐饮有限公司", HOME, Some(S::LookAlike)),
        ("杭州阿兴餐饮有限公司", "杭州阿兴酒业有限公司", HOME, None),
        ("杭州阿兴餐饮有限公司", "苏州阿兴餐饮有限公司", "320500", None),
        ("杭州阿兴餐饮有限公司", "杭州朗月餐饮有限公司", HOME, None),
        ("杭州阿兴餐饮有限公司滨江分公司", "杭州阿兴餐饮有限公司", HOME, None),
    ];
    for (candidate, registered, authority, expected) in cases {
        let other = Registered {
            parsed: parse(registered, authority, &law),
            authority: authority.into(),
        };
        let found = compare(&parse(candidate, HOME, &law), HOME, &other, &law);
        assert_eq!(found.map(|similarity| similarity.rule), expected, "{candidate} / {registered}");
    }
}

/// How the office looks names up.
fn meet(own: &NameKeys, theirs: &NameKeys) -> bool {
    let sound = |run: &SoundRun| {
        theirs
            .sound_runs
            .iter()
            .any(|other| run.text == other.text && (run.whole || other.whole))
    };
    own.whole_key == theirs.whole_key
        || own.trade_key == theirs.trade_key
        || own.look_alikes.contains(&theirs.trade_key)
        || own.sound_runs.iter().any(sound)
}

/// 第十七条 bars at one authority; the same trade name at an authority above or below is a warning.
#[test]
fn the_same_trade_name_bars_at_one_authority_and_warns_along_the_chain() {
    let law = name_law();
    let weight = |registered: &str, authority: &str| {
        let other = Registered {
            parsed: parse(registered, authority, &law),
            authority: authority.into(),
        };
        compare(&parse("杭州阿兴餐饮有限公司", HOME, &law), HOME, &other, &law).map(|similarity| similarity.weight)
    };
    let cases = [
        ("浙江阿兴餐饮有限公司", HOME, Some(Weight::Bars)),
        ("浙江阿兴餐饮有限公司", "330000", Some(Weight::Warns)),
        ("杭州市阿兴餐饮有限公司", "330000", Some(Weight::Bars)),
        ("杭州阿兴火锅店", HOME, Some(Weight::Bars)),
        ("杭州阿星餐饮有限公司", HOME, Some(Weight::Warns)),
        ("海宁阿兴餐饮有限公司", "330481", None),
    ];
    for (name, authority, expected) in cases {
        assert_eq!(weight(name, authority), expected, "{name} {authority}");
    }
}

/// Proves the database needs no scan: what `compare` reports shares a key.
#[test]
fn every_similar_pair_meets_in_a_key() {
    let law = name_law();
    let names = [
        "杭州阿兴餐饮有限公司",
        "杭州阿星火锅有限公司",
        "杭州新阿兴餐饮有限公司",
        "杭州末央餐饮有限公司",
        "杭州未央火锅店",
        "阿兴（杭州）餐饮有限公司",
        "浙江阿兴实业有限公司",
        "杭州长乐餐饮有限公司",
        "杭州常月火锅店",
        "杭州重阳长乐餐饮有限公司",
        "杭州壹餐饮有限公司",
    ];
    for a in names {
        for b in names {
            let (own, other) = (parse(a, HOME, &law), parse(b, HOME, &law));
            let registered = Registered {
                parsed: other.clone(),
                authority: HOME.into(),
            };
            if compare(&own, HOME, &registered, &law).is_none() {
                continue;
            }
            let (own, theirs) = (keys(&own, HOME, &law), keys(&other, HOME, &law));
            assert!(meet(&own, &theirs), "{a} / {b}");
        }
    }
}

#[test]
fn the_unique_key_forgets_form_division_and_wording_of_one_meaning() {
    let law = name_law();
    let key = |name: &str| keys(&parse(name, HOME, &law), HOME, &law).unique_key;
    assert_eq!(key("杭州阿兴餐饮有限公司"), key("浙江阿兴火锅店"));
    assert_ne!(key("杭州阿兴餐饮有限公司"), key("杭州阿兴酒业有限公司"));
    assert_ne!(key("杭州阿兴餐饮有限公司"), key("杭州阿兴餐饮有限公司滨江分公司"));
    assert_eq!(
        keys(&parse("杭州阿兴餐饮有限公司", HOME, &law), HOME, &law).authorities,
        ["330108", "330100", "330000"]
    );
}

/// Proves L16: two months, a year with an approval beforehand; a name given up bars others for a year.
#[test]
fn reservations_end_and_names_given_up_wait_a_year() {
    let at = |year, month, day| law(Date::constant(year, month, day));
    let reserved = Date::constant(2026, 12, 31);
    let today = at(2026, 12, 31);
    assert_eq!(
        kept_until(reserved, Preapproval::None, &today).unwrap(),
        Date::constant(2027, 2, 28)
    );
    assert_eq!(
        kept_until(reserved, Preapproval::Needed, &today).unwrap(),
        Date::constant(2027, 12, 31)
    );
    let given_up = Standing::GivenUp(Date::constant(2026, 1, 10));
    let cases = [
        (given_up, Relation::None, at(2027, 1, 9), true),
        (given_up, Relation::None, at(2027, 1, 10), false),
        (given_up, Relation::Transferee, at(2026, 2, 1), false),
        (
            Standing::Annulled(Date::constant(2026, 1, 10)),
            Relation::Transferee,
            at(2026, 2, 1),
            true,
        ),
        (Standing::Registered, Relation::None, at(2050, 1, 1), true),
        (Standing::Registered, Relation::Investment, at(2026, 1, 1), false),
        (Standing::Reserved(Date::constant(2026, 3, 1)), Relation::None, at(2026, 3, 1), true),
        (
            Standing::Reserved(Date::constant(2026, 3, 1)),
            Relation::None,
            at(2026, 3, 2),
            false,
        ),
    ];
    for (standing, relation, law, bars) in cases {
        assert_eq!(
            standing.bars(relation, &law).unwrap(),
            bars,
            "{standing:?} {relation:?} {}",
            law.day()
        );
    }
}

/// Proves REG-25: the variant spelling makes no fourth type.
#[test]
fn an_agricultural_cooperative_is_a_cooperative() {
    for word in ["农民专业合作社", "农业专业合作社"] {
        assert_eq!(SubjectKind::from_word(word), Some(SubjectKind::Cooperative), "{word}");
    }
    assert_eq!(SubjectKind::from_word("个体工商户"), Some(SubjectKind::IndividualBusiness));
    assert_eq!(SubjectKind::from_word("其他"), None);
}

#[test]
fn three_alternatives_keep_a_character_and_pass_the_rules() {
    let law = name_law();
    let parsed = parse("杭州阿兴餐饮有限公司", HOME, &law);
    let names = alternatives(&parsed, &law, 3);
    assert_eq!(names, alternatives(&parsed, &law, 3));
    assert_eq!(names.len(), 3);
    for name in names {
        let judged = judge(&name, SubjectKind::Company, HOME, &law);
        let registered = Registered {
            parsed: parsed.clone(),
            authority: HOME.into(),
        };
        assert!(judged.is_clear(), "{name}");
        assert_eq!(compare(&judged.parsed, HOME, &registered, &law), None, "{name}");
    }
}

proptest! {
    #[test]
    fn folding_twice_changes_nothing(text in "[阿興兴飲〇零0-9０-９a-zＡ-Ｚ（）【】 ·\\[\\]杭州餐]{0,20}") {
        let law = name_law();
        let once = law.fold(&text);
        prop_assert_eq!(law.fold(&once), once);
    }

    #[test]
    fn containment_of_sound_is_seen_from_both_sides(left in "[阿兴长乐重阳行]{0,2}", core in "[阿兴长乐重阳行]{2,4}", right in "[阿兴长乐重阳行]{0,2}") {
        let outer = sound_runs(&format!("{left}{core}{right}"));
        let inner = sound_runs(&core);
        // The first reading of every character is followed in both, so the whole of the core stands in the longer name.
        prop_assert!(inner.iter().any(|run| run.whole && outer.iter().any(|other| other.text == run.text)));
    }

    #[test]
    fn alternatives_never_equal_the_wish(trade in "[阿兴瑞禾嘉泽长乐]{2,4}") {
        let law = name_law();
        let wish = format!("杭州{trade}餐饮有限公司");
        let parsed = parse(&wish, HOME, &law);
        for name in alternatives(&parsed, &law, 12) {
            prop_assert_ne!(law.fold(&name), law.fold(&wish));
            prop_assert_ne!(parse(&name, HOME, &law).trade_name, parsed.trade_name.clone());
        }
    }

    #[test]
    fn similar_names_always_meet_in_a_key(a in "[阿啊兴星行长乐末未士土重虫]{2,4}", b in "[阿啊兴星行长乐末未士土重虫]{2,4}") {
        let law = name_law();
        let (own, other) = (parse(&format!("杭州{a}餐饮有限公司"), HOME, &law), parse(&format!("杭州{b}火锅店"), HOME, &law));
        let registered = Registered { parsed: other.clone(), authority: HOME.into() };
        if compare(&own, HOME, &registered, &law).is_some() {
            prop_assert!(meet(&keys(&own, HOME, &law), &keys(&other, HOME, &law)));
        }
    }

    #[test]
    fn any_text_is_judged_without_panic(text: String) {
        let law = name_law();
        let judged = judge(&text, SubjectKind::Company, HOME, &law);
        let _ = (keys(&judged.parsed, HOME, &law), alternatives(&judged.parsed, &law, 3), judged.is_clear());
    }

    #[test]
    fn a_name_is_never_free_beside_itself(trade in "[阿兴长乐重阳]{2,5}", tail in "(餐饮|酒业|实业|)") {
        let law = name_law();
        let parsed = parse(&format!("杭州{trade}{tail}有限公司"), HOME, &law);
        let registered = Registered { parsed: parsed.clone(), authority: HOME.into() };
        prop_assert_eq!(compare(&parsed, HOME, &registered, &law).map(|found| found.rule), Some(SameOrSimilar::SameName));
    }
}
