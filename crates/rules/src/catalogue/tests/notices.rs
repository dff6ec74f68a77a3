//! The one-time notice, against a plain loop over all terms and needs.

use super::city::*;
use crate::Code;
use crate::catalogue::source::*;
use crate::catalogue::{Edition, Needed, Notice, Zone, compile, notice};
use crate::law::Unlawful;
use proptest::prelude::*;
use std::collections::BTreeSet;

pub fn edition(sources: &Sources) -> Edition {
    let compiled = compile(sources, &law());
    compiled.edition.ok_or(compiled.findings).unwrap()
}

fn codes(notice: &Notice<'_>) -> Vec<String> {
    notice.matters.iter().map(|entry| entry.matter.code.clone()).collect()
}

/// Proves WIN-08, REG-19.
#[test]
fn a_notice_names_matters_offices_days_materials_and_reasons() {
    let law = law();
    let edition = edition(&sources());
    let notice = notice(&edition, &["F1001", "H2002", "H2002"], PLACE, Zone::Elsewhere, &law).unwrap();
    assert_eq!(codes(&notice), ["m-food", "m-packed"]);
    let food = &notice.matters[0];
    assert_eq!(food.approving.unit.unwrap().code, "330108-sc");
    assert_eq!(food.legal.as_ref().unwrap().days, 20);
    assert_eq!(food.promised_days, Some(5));
    assert_eq!(food.because.len(), 1);
    assert_eq!(food.because[0].rule().to_string(), "scope-terms.tsv:2");
    assert!(notice.matters[1].legal.is_none(), "a filing has no days to decide");
    assert_eq!(
        (
            notice.totals.matters,
            notice.totals.forms,
            notice.totals.materials,
            notice.totals.waived
        ),
        (2, 2, 1, 1)
    );
    assert_eq!(notice.receivers.len(), 1, "one office does all of it");
    assert_eq!(notice.receivers[0].matters.len(), 2);
}

/// Proves REG-18.
#[test]
fn who_needs_no_matter_may_operate_at_once() {
    let law = law();
    let edition = edition(&sources());
    let free = notice(&edition, &["L2001"], PLACE, Zone::Elsewhere, &law).unwrap();
    assert!(free.entry_equals_operation && free.matters.is_empty());
    let bound = notice(&edition, &["L2001", "H2002"], PLACE, Zone::Elsewhere, &law).unwrap();
    assert!(!bound.entry_equals_operation);
}

#[test]
fn a_cancelled_matter_is_shown_and_asks_for_nothing() {
    let mut sources = sources();
    sources.corrections[0].value.needs = Some(vec![NeedText {
        all_of: vec!["m-gone".into()],
        ..NeedText::default()
    }]);
    let law = law();
    let edition = edition(&sources);
    let notice = notice(&edition, &["F1001"], PLACE, Zone::Elsewhere, &law).unwrap();
    assert_eq!(codes(&notice), ["m-gone"]);
    assert!(notice.entry_equals_operation);
    assert_eq!(notice.totals.matters, 0);
}

#[test]
fn every_unknown_code_is_named_and_an_empty_scope_refused() {
    let law = law();
    let edition = edition(&sources());
    let refused = |terms: &[&str]| match notice(&edition, terms, PLACE, Zone::Elsewhere, &law) {
        Err(Unlawful::Refused(refusal)) => Some(refusal),
        Ok(_) | Err(Unlawful::Missing(_)) => None,
    };
    let refusal = refused(&["H2002", "X1", "X2"]).unwrap();
    assert_eq!((refusal.code, refusal.facts["terms"].as_str()), (Code::TermUnknown, "X1、X2"));
    assert_eq!(refused(&[]).unwrap().code, Code::ScopeEmpty);
}

#[test]
fn conditions_and_alternatives_are_said_and_fall_away_when_another_term_needs_the_matter_anyway() {
    let mut sources = sources();
    sources.corrections[0].value.needs = Some(vec![
        NeedText {
            any_of: vec!["m-packed".into(), "m-food".into()],
            note: "按实际经营取一项".into(),
            ..NeedText::default()
        },
        NeedText {
            all_of: vec!["m-hygiene".into()],
            when: "设有堂食".into(),
            ..NeedText::default()
        },
    ]);
    let law = law();
    let edition = edition(&sources);
    let alone = notice(&edition, &["F1001"], PLACE, Zone::Elsewhere, &law).unwrap();
    assert_eq!(codes(&alone), ["m-food", "m-hygiene", "m-packed"]);
    assert_eq!(alone.matters[0].alternatives, [edition.matter_index("m-packed").unwrap()]);
    assert_eq!(alone.matters[1].when, ["设有堂食"]);
    let both = notice(&edition, &["F1001", "H2002"], PLACE, Zone::Elsewhere, &law).unwrap();
    assert_eq!(codes(&both), ["m-food", "m-hygiene"]);
    assert!(both.matters[0].alternatives.is_empty());
    assert_eq!(both.matters[0].because.len(), 2);
}

#[test]
fn the_head_counts_what_is_needed_in_any_case_and_apart_what_is_to_be_chosen() {
    let mut sources = sources();
    sources.corrections[0].value.needs = Some(vec![
        NeedText {
            any_of: vec!["m-packed".into(), "m-food".into()],
            note: "按实际经营取一项".into(),
            ..NeedText::default()
        },
        NeedText {
            all_of: vec!["m-hygiene".into()],
            when: "设有堂食".into(),
            ..NeedText::default()
        },
    ]);
    let law = law();
    let edition = edition(&sources);
    let tally = |terms: &[&str]| notice(&edition, terms, PLACE, Zone::Elsewhere, &law).unwrap().tally();
    let alone = tally(&["F1001"]);
    assert_eq!((alone.permits + alone.filings, alone.choices, alone.conditional), (0, 1, 1));
    assert_eq!((alone.days_max, alone.totals.matters), (None, 0));
    let both = tally(&["F1001", "H2002"]);
    assert_eq!((both.permits, both.choices, both.conditional, both.totals.materials), (1, 0, 1, 1));
    assert_eq!(both.days_max, Some(5));
    assert_eq!(tally(&["L2001"]), crate::catalogue::Tally::default());
}

/// A catalogue of 30 terms over 70 listed matters with every kind of need.
pub fn random_sources(seed: &[u8]) -> Sources {
    let mut sources = sources();
    let pick = |n: usize| usize::from(seed[n % seed.len()]) * 31 + n * 7;
    sources.listed.extend((0..70).map(|n| {
        placed(
            listed(&format!("L{n:02}"), &format!("事项{n}"), "permit"),
            "listed-matters.tsv",
            n + 10,
        )
    }));
    let id = |n: usize| format!("L{:02}", pick(n) % 70);
    sources.terms = (0..30)
        .map(|n| {
            let permits: Vec<String> = (0..pick(n) % 4 + 1).map(|k| id(n * 5 + k)).collect();
            let permits: Vec<&str> = permits.iter().map(String::as_str).collect();
            placed(
                term(&format!("T{n:02}"), &format!("项目{n}"), &permits, &[]),
                "scope-terms.tsv",
                n as u32 + 2,
            )
        })
        .collect();
    sources.everyday.clear();
    sources.trades.clear();
    sources.corrections = (0..10)
        .map(|n| {
            let need = NeedText {
                all_of: if n % 2 == 0 { vec![id(n + 3)] } else { vec![] },
                any_of: if n % 2 == 1 { vec![id(n + 5), id(n + 6)] } else { vec![] },
                condition: String::new(),
                when: if n % 3 == 0 { "有外摆".into() } else { String::new() },
                note: "按实际经营取一项".into(),
            };
            let text = CorrectionText {
                term: format!("T{:02}", pick(n) % 30),
                drop: vec![id(n)],
                needs: (n % 5 != 4).then(|| {
                    vec![
                        need.clone(),
                        NeedText {
                            all_of: vec![id(n + 9)],
                            ..NeedText::default()
                        },
                    ]
                }),
                basis: "§".into(),
                from: Some(crate::calendar::days_after("2021-01-01".parse().unwrap(), n as i64)),
                mark: Some(crate::law::Mark::Confirmed),
                ..CorrectionText::default()
            };
            placed(text, "corrections.toml", n as u32 + 1)
        })
        .collect();
    sources
}

/// What a notice must contain, by a loop that knows no bits.
fn naive(edition: &Edition, terms: &[&str]) -> BTreeSet<String> {
    let needs: Vec<_> = terms.iter().flat_map(|code| &edition.term(code).unwrap().needs).collect();
    let certain: BTreeSet<_> = needs
        .iter()
        .filter(|need| need.when.is_none() && matches!(need.matters, Needed::AllOf(_)))
        .flat_map(|need| need.matters.matters())
        .collect();
    let open = needs
        .iter()
        .filter(|need| matches!(need.matters, Needed::AllOf(_)) || !need.matters.matters().iter().any(|matter| certain.contains(matter)));
    let all: BTreeSet<_> = certain
        .iter()
        .copied()
        .chain(open.flat_map(|need| need.matters.matters()))
        .collect();
    all.into_iter()
        .map(|index| edition.matter_at(*index).unwrap().code.clone())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn notice_sets_equal_a_plain_loop(seed in prop::collection::vec(any::<u8>(), 64), chosen in prop::collection::vec(0usize..30, 1..20)) {
        let (law, edition) = (law(), edition(&random_sources(&seed)));
        let names: Vec<String> = chosen.iter().map(|n| format!("T{n:02}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let notice = notice(&edition, &names, PLACE, Zone::Elsewhere, &law).unwrap();
        let listed: BTreeSet<String> = codes(&notice).into_iter().collect();
        prop_assert_eq!(&listed, &naive(&edition, &names));
        prop_assert!(notice.matters.iter().all(|entry| !entry.because.is_empty()));
        let again: Vec<&str> = names.iter().rev().copied().collect();
        let reversed = codes(&crate::catalogue::notice(&edition, &again, PLACE, Zone::Elsewhere, &law).unwrap());
        prop_assert_eq!(codes(&notice), reversed);
    }
}
