//! 一件事: a trade done together, beside the same done one by one.

use super::city::*;
use super::conditions::answers;
use super::notices::edition;
use crate::catalogue::source::*;
use crate::catalogue::{Answers, Bundle, Edition, Given, Notice, StepKind, Zone, notice};
use crate::law::Law;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn told<'e>(edition: &'e Edition, trade: &str, law: &'e Law) -> Notice<'e> {
    let terms = edition.trade(trade).unwrap().terms.iter();
    let codes: Vec<&str> = terms.map(|index| edition.term_at(*index).unwrap().code.as_str()).collect();
    notice(edition, &codes, PLACE, Zone::Elsewhere, law).unwrap()
}

fn scene(edition: &Edition) -> &Answers {
    &edition.trade("salon").unwrap().scene("pool").unwrap().answers
}

fn codes<'e>(bundle: &Bundle<'_, 'e>) -> Vec<&'e str> {
    bundle.parts.iter().map(|part| part.entry.matter.code.as_str()).collect()
}

/// The salon with a hygiene permit that takes seven days and, like the food permit, a survey.
fn surveyed() -> Sources {
    let mut sources = bundled();
    let hygiene = &mut sources.matters[1].value;
    *hygiene = MatterText {
        lists: hygiene.lists.clone(),
        ..matter("m-hygiene", "optimized_approval")
    };
    hygiene.promised_limit = limit(7, "");
    for (place, days) in [(0, 5), (1, 7)] {
        let text = &mut sources.matters[place].value;
        text.steps.insert(1, step("survey", 1));
        let cut = &mut text.reduction.as_mut().unwrap().value;
        (cut.steps.1, cut.days.1) = (3, days);
    }
    sources
}

/// Proves LIC-18.
#[test]
fn a_trade_done_together_takes_less_than_its_parts() {
    let (law, mut sources) = (law(), surveyed());
    sources.orders.clear();
    sources.waivers.clear();
    let edition = edition(&sources);
    let notice = told(&edition, "salon", &law);
    let bundle = notice.bundle(scene(&edition));
    // P3 is only named by the draft: it counts with its legal days and nothing else.
    assert_eq!(codes(&bundle), ["m-food", "m-hygiene", "P3"]);
    assert_eq!(bundle.unmodelled, 1);
    let (apart, together) = (bundle.effort.before, bundle.effort.after);
    assert_eq!((apart.days, together.days), (5 + 7 + 20, 20));
    assert_eq!((apart.steps, together.steps), (6, 3));
    assert_eq!(bundle.steps, [StepKind::Acceptance, StepKind::Survey, StepKind::Decision]);
    // Both ask for the same plan.
    assert_eq!((apart.materials, together.materials), (2, 1));
    assert_eq!((bundle.fields_apart, bundle.fields.len()), (2, 1));
}

#[test]
fn what_the_law_grants_only_upon_another_waits_for_it_and_says_why() {
    let (law, edition) = (law(), edition(&surveyed()));
    let notice = told(&edition, "salon", &law);
    let bundle = notice.bundle(scene(&edition));
    let times: Vec<(&str, u32, u32)> = bundle
        .parts
        .iter()
        .map(|part| (part.entry.matter.code.as_str(), part.starts, part.ends))
        .collect();
    assert_eq!(times, [("m-food", 0, 5), ("P3", 0, 20), ("m-hygiene", 5, 12)]);
    assert_eq!(bundle.effort.after.days, 20);
    let after: Vec<&str> = bundle
        .parts
        .iter()
        .flat_map(|part| &part.after)
        .map(|order| order.basis.as_str())
        .collect();
    assert_eq!(after, ["《消防法》第十五条"]);
}

#[test]
fn an_order_binds_only_where_both_matters_are_needed() {
    let (law, edition) = (law(), edition(&bundled()));
    let notice = told(&edition, "restaurant", &law);
    let bundle = notice.bundle(&Answers::new());
    assert_eq!(codes(&bundle), ["m-food"]);
    assert!(bundle.parts.iter().all(|part| part.after.is_empty()));
    assert!(
        bundle.papers.iter().any(|paper| paper.material.name == "平面图" && paper.brought()),
        "nothing waives it here"
    );
}

#[test]
fn a_material_is_brought_once_and_not_at_all_when_all_who_ask_for_it_are_answered() {
    let (law, mut sources) = (law(), bundled());
    let given = |sources: &Sources| {
        let edition = edition(sources);
        let notice = told(&edition, "salon", &law);
        let bundle = notice.bundle(scene(&edition));
        let paper = |paper: &crate::catalogue::Paper| {
            let given = match paper.given {
                Given::Brought => "brought",
                Given::Spared => "spared",
                Given::Results(_) => "results",
            };
            (paper.material.name.clone(), (given, paper.matters.len()))
        };
        bundle.papers.iter().map(paper).collect::<BTreeMap<_, _>>()
    };
    // The hygiene permit still asks for the plan that the food permit is spared.
    assert_eq!(given(&sources)["平面图"], ("brought", 2));
    assert_eq!(given(&sources)["营业执照"], ("spared", 2));
    sources.matters[1].value.materials[0] = material("方位图", "applicant");
    assert_eq!(given(&sources)["平面图"], ("results", 1));
    assert_eq!(given(&sources)["方位图"], ("brought", 1));
}

#[test]
fn what_nobody_has_answered_is_open_and_not_counted() {
    let (law, edition) = (law(), edition(&bundled()));
    let notice = told(&edition, "salon", &law);
    let bundle = notice.bundle(&Answers::new());
    assert_eq!(codes(&bundle), ["m-food", "P3"]);
    let open: Vec<&str> = bundle.open.iter().map(|entry| entry.matter.code.as_str()).collect();
    // The food matter is needed anyway; then nothing is left to choose, and the filing is spared.
    assert_eq!(open, ["m-hygiene", "m-packed"]);
    let dry = answers(edition.facts(), &[("has_pool", "no"), ("floor_area", "20"), ("product", "fresh")]);
    let spared: Vec<&str> = notice.bundle(&dry).spared.iter().map(|entry| entry.matter.code.as_str()).collect();
    assert_eq!(spared, ["m-hygiene", "m-packed"]);
}

/// Proves LIC-18.
#[test]
fn a_change_touches_the_certificates_that_say_it_and_closing_touches_all() {
    let (law, edition) = (law(), edition(&bundled()));
    let notice = told(&edition, "salon", &law);
    let bundle = notice.bundle(scene(&edition));
    let codes = |matters: Vec<&crate::catalogue::Matter>| matters.into_iter().map(|matter| matter.code.clone()).collect::<Vec<_>>();
    assert_eq!(codes(bundle.changed_by("area").collect()), ["m-food", "m-hygiene"]);
    assert_eq!(codes(bundle.changed_by("premises").collect()), Vec::<String>::new());
    assert_eq!(codes(bundle.certified().collect()), ["m-food", "m-hygiene"]);
}

proptest! {
    /// Whatever the law orders, nothing begins before what it waits for, all of it ends within the sum, and a circle ends too.
    #[test]
    fn no_matter_begins_before_what_it_waits_for(pairs in prop::collection::btree_set((0usize..4, 0usize..4), 0..6)) {
        let (law, mut sources) = (law(), surveyed());
        let names = ["m-food", "m-hygiene", "m-packed", "P3"];
        // Without circles: a later one waits for an earlier one.
        let pairs: BTreeSet<(usize, usize)> = pairs.into_iter().filter(|(later, earlier)| later > earlier).collect();
        sources.orders = pairs.iter().map(|(later, earlier)| placed(order(names[*later], names[*earlier]), "trades.toml", 30)).collect();
        let edition = edition(&sources);
        let notice = told(&edition, "salon", &law);
        let bundle = notice.bundle(scene(&edition));
        let ends: BTreeMap<_, _> = bundle.parts.iter().map(|part| (part.entry.index, part.ends)).collect();
        for part in &bundle.parts {
            for order in &part.after {
                prop_assert!(part.starts >= ends[&order.after]);
            }
        }
        prop_assert!(bundle.effort.after.days <= bundle.effort.before.days);
        prop_assert!(bundle.parts.iter().all(|part| part.days() <= 20));
    }
}
