//! Expressions that are no rule, and answers that decide nothing or too much.

use super::super::city::*;
use super::{asked_need, found};
use crate::catalogue::source::NeedText;
use crate::catalogue::{Lint, compile};
use std::collections::BTreeSet;

/// Bad expressions: the rule and the one expression that breaks it.
const EXPRESSIONS: &[(Lint, &str)] = &[
    (Lint::ExpressionBroken, "has_pool &&"),
    (Lint::ExpressionBroken, "has_pool = true"),
    (Lint::ExpressionBroken, "有泳池"),
    (Lint::ExpressionBroken, "has_pool ? has_pool : has_pool"),
    (Lint::ExpressionBroken, "floor_area + 1 > 300"),
    (Lint::ExpressionBroken, "size(product) > 3"),
    (Lint::ExpressionBroken, "product.startsWith(\"fresh\")"),
    (Lint::ExpressionBroken, "[1, 2].exists(x, x == 1)"),
    (Lint::ExpressionBroken, "floor_area > floor_area"),
    (Lint::ExpressionBroken, "1 < floor_area < 300"),
    (Lint::ExpressionBroken, "1 < 300"),
    (Lint::ExpressionBroken, "product in floor_area"),
    (Lint::FactUnknown, "has_garden"),
    (Lint::FactUnknown, "has_pool || garden_area > 3"),
    (Lint::FactTypeWrong, "floor_area"),
    (Lint::FactTypeWrong, "has_pool && product"),
    (Lint::FactTypeWrong, "has_pool > 1"),
    (Lint::FactTypeWrong, "has_pool == \"yes\""),
    (Lint::FactTypeWrong, "floor_area == \"large\""),
    (Lint::FactTypeWrong, "floor_area in [300, \"large\"]"),
    (Lint::FactTypeWrong, "floor_area > -1"),
    (Lint::FactTypeWrong, "floor_area > 0.0001"),
    (Lint::FactTypeWrong, "product == \"frozen\""),
    (Lint::FactTypeWrong, "product in [\"fresh\", \"frozen\"]"),
    (Lint::FactTypeWrong, "product > \"fresh\""),
    (Lint::FactTypeWrong, "product == 3"),
    (Lint::FactTypeWrong, "product == null"),
    (Lint::ConditionNeverTrue, "has_pool && !has_pool"),
    (Lint::ConditionNeverTrue, "floor_area > 300 && floor_area < 300"),
    (Lint::ConditionNeverTrue, "floor_area < 0"),
    (Lint::ConditionNeverTrue, "product == \"fresh\" && product == \"packed\""),
    (Lint::ConditionNeverTrue, "product in []"),
    (Lint::ConditionNeverTrue, "false"),
    (Lint::ConditionAlwaysTrue, "has_pool || has_pool == false"),
    (Lint::ConditionAlwaysTrue, "floor_area >= 300 || 300 > floor_area"),
    (Lint::ConditionAlwaysTrue, "floor_area >= 0"),
    (Lint::ConditionAlwaysTrue, "product in [\"fresh\", \"packed\"]"),
    (Lint::ConditionAlwaysTrue, "product != \"fresh\" || product != \"packed\""),
    (Lint::ConditionAlwaysTrue, "true"),
    (Lint::AnswersUndetermined, "product == \"fresh\" && has_pool"),
    (Lint::AnswersUndetermined, "product == \"fresh\" || has_pool"),
];

/// Good expressions; the good catalogue has them in the place of the bad ones.
const SOUND: &[&str] = &[
    "has_pool",
    "!has_pool",
    "has_pool != true",
    "true == has_pool",
    "floor_area > 300",
    "300.5 <= floor_area && floor_area < 1000u",
    "floor_area in [100, 200]",
    "floor_area > 300 && floor_area < 301",
    "product == 'fresh'",
    "product != \"fresh\" || !(has_pool && floor_area > 20)",
    "product in [\"fresh\"]",
];

/// What is found when this expression decides about the hygiene permit; the choice between the two food matters when it is
/// about determination.
fn found_with(lint: Lint, expression: &str) -> (BTreeSet<Lint>, bool) {
    let mut sources = asked();
    let place = if lint == Lint::AnswersUndetermined { 2 } else { 0 };
    asked_need(&mut sources, place).condition = expression.into();
    let compiled = compile(&sources, &law());
    let found = compiled.findings.iter().map(|finding| finding.code);
    (found.collect(), compiled.edition.is_some())
}

/// Proves CAT-13.
#[test]
fn an_expression_that_is_no_rule_over_declared_facts_is_denied() {
    for (lint, expression) in EXPRESSIONS {
        let (found, published) = found_with(*lint, expression);
        let found: Vec<Lint> = found.into_iter().filter(|lint| *lint != Lint::FactUnused).collect();
        assert_eq!((found.as_slice(), published), ([*lint].as_slice(), false), "{expression}");
    }
    for expression in SOUND {
        let (found, published) = found_with(Lint::ExpressionBroken, expression);
        let found: Vec<Lint> = found.into_iter().filter(|lint| *lint != Lint::FactUnused).collect();
        assert_eq!((found, published), (vec![], true), "{expression}");
    }
}

#[test]
fn a_condition_in_words_and_a_fact_for_nothing_only_warn() {
    let (found, published) = found(|s| asked_need(s, 0).condition.clear());
    assert_eq!(
        (found, published),
        (
            BTreeSet::from([Lint::FactUnused, Lint::ConditionOnlyInWords, Lint::SceneAnswerIdle]),
            true
        )
    );
}

/// The counter-example of the one finding about determination, and what was chosen in it.
fn undetermined(needs: &[NeedText]) -> Vec<(String, Option<String>)> {
    let mut sources = asked();
    sources.corrections[1] = asking(needs);
    let mut found = compile(&sources, &law()).findings;
    found.retain(|finding| finding.code == Lint::AnswersUndetermined);
    found
        .into_iter()
        .map(|finding| (finding.facts["chosen"].clone(), finding.facts.get("case").cloned()))
        .collect()
}

#[test]
fn answers_that_leave_a_choice_open_or_choose_two_are_shown_as_a_case() {
    let [offer, fresh, packed] = chosen_by_product();
    let with = |expression: &str| under("m-packed", expression);
    let open = |case: &str| vec![("none".to_owned(), Some(case.to_owned()))];
    let several = |case: &str| vec![("several".to_owned(), Some(case.to_owned()))];
    let told = |needs: &[&NeedText]| undetermined(&needs.iter().map(|need| (*need).clone()).collect::<Vec<_>>());
    assert_eq!(told(&[&offer, &fresh, &packed]), []);
    assert_eq!(told(&[&offer]), [("none".to_owned(), None)]);
    assert_eq!(told(&[&offer, &fresh]), open("product=packed"));
    let large = with(r#"product == "packed" && floor_area > 300"#);
    assert_eq!(told(&[&offer, &fresh, &large]), open("floor_area=0, product=packed"));
    let pool = with(r#"product == "packed" || has_pool"#);
    assert_eq!(told(&[&offer, &fresh, &pool]), several("has_pool=yes, product=fresh"));
    let noted = NeedText {
        note: "按实际经营取一项".into(),
        ..offer.clone()
    };
    assert_eq!(told(&[&noted]), []);
    assert_eq!(told(&[&noted, &fresh]), []);
    assert_eq!(told(&[&noted, &fresh, &pool]), several("has_pool=yes, product=fresh"));
    // Where the offer does not hold, nothing needs to be chosen.
    let only_large = NeedText {
        when: "三百平方米以上".into(),
        condition: "floor_area >= 300".into(),
        ..offer
    };
    assert_eq!(told(&[&only_large, &fresh, &packed]), []);
    assert_eq!(told(&[&only_large, &fresh]), open("floor_area=300, product=packed"));
}

#[test]
fn two_names_of_one_matter_are_not_two_choices() {
    let [mut offer, fresh, packed] = chosen_by_product();
    let also_fresh = under("P2", r#"product == "fresh""#);
    offer.any_of[0] = "P1".into();
    assert_eq!(undetermined(&[offer, fresh, also_fresh, packed]), []);
}

#[test]
fn a_rule_of_more_cases_than_anybody_reads_is_denied() {
    let facts = |count: usize| {
        let mut sources = asked();
        let names: Vec<String> = (0..count).map(|n| format!("fact_{n}")).collect();
        sources.facts.extend(names.iter().map(|name| fact(name, "yes_no")));
        asked_need(&mut sources, 0).condition = names.join(" || ");
        let found = compile(&sources, &law()).findings.into_iter().map(|finding| finding.code);
        found.filter(|lint| *lint != Lint::FactUnused).collect::<Vec<_>>()
    };
    assert_eq!(facts(12), []);
    assert_eq!(facts(13), [Lint::ExpressionBroken]);
}
