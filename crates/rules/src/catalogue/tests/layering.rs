//! Superior lists as layers of an edition: read with it, laid beside each other, and binding for what lies below.

use super::city::*;
use crate::catalogue::source::*;
use crate::catalogue::*;

fn row(code: &str, name: &str) -> Placed<LayerRow> {
    entry(code, name)
}

fn edition(change: impl FnOnce(&mut Sources)) -> Edition {
    let mut sources = sources();
    change(&mut sources);
    rebuild(&sources, &law())
}

fn codes(matters: &[MatterName]) -> Vec<&str> {
    matters.iter().map(|matter| matter.code.as_str()).collect()
}

/// Proves CAT-03.
#[test]
fn each_layer_is_laid_beside_the_next_lower_one_and_the_lowest_beside_our_matters() {
    let edition = edition(|s| {
        s.layers.insert(Layer::State, state());
        let mut city = state();
        city.pop();
        s.layers.insert(Layer::City, city);
    });
    let chain = edition.chain();
    let pairs: Vec<_> = chain.iter().map(|step| (step.above, step.below)).collect();
    assert_eq!(pairs, [(Layer::State, Some(Layer::City)), (Layer::City, None)]);
    assert_eq!(codes(&chain[0].comparison.superior_unmatched), ["m-gone"]);
    assert_eq!(chain[0].comparison.matched.len(), 3);
    // What the city does not list is unmatched here too.
    assert!(chain[1].comparison.local_unmatched().any(|matter| matter.code == "m-gone"));
}

/// Proves CAT-03: without a list of its own the listed matters stand for the State's, and a matter is the entries it lists.
#[test]
fn without_a_file_the_listed_matters_are_the_states_list() {
    let edition = edition(|_| {});
    let state = edition.layer(Layer::State).unwrap();
    assert_eq!((state.matters().len(), state.source.as_str()), (7, "catalogue/listed-matters.tsv"));
    let chain = edition.chain();
    assert_eq!(chain.len(), 1);
    let step = &chain[0];
    let food: Vec<&str> = step
        .comparison
        .matched
        .iter()
        .filter(|matched| matched.local.code == "m-food")
        .map(|matched| matched.superior.code.as_str())
        .collect();
    assert_eq!(food, ["P1", "P2"]);
    assert!(!step.binding, "a draft binds nobody");
    assert!(step.comparison.superior_unmatched.is_empty());
}

/// Proves CAT-03: the list above was revised while the mapping was open.
#[test]
fn an_entry_struck_above_is_named_with_the_matter_that_still_carries_it_out() {
    let revised = |struck: bool| {
        let mut sources = sources();
        sources.matters[1].value.superior = "156".into();
        let mut rows = state();
        rows[1].value.code = if struck { "157" } else { "156" }.into();
        sources.layers.insert(Layer::State, rows);
        compile(&sources, &law())
    };
    assert!(revised(false).findings.is_empty(), "{:?}", revised(false).findings);
    let found = revised(true);
    let denied: Vec<_> = found.denied().collect();
    assert_eq!(denied.len(), 1);
    assert_eq!((denied[0].code, denied[0].facts["entry"].as_str()), (Lint::SuperiorUnknown, "156"));
    assert_eq!(&*denied[0].file, "matters/x.toml");
    assert!(found.edition.is_none(), "what is mapped to nothing is not published");
}

/// Proves CAT-03: one entry above, several matters below; and one matter that carries out two entries.
#[test]
fn split_and_joined_matters_are_matched_by_their_codes() {
    let edition = edition(|s| {
        s.layers
            .insert(Layer::State, vec![row("1", "食品"), row("2", "卫生"), row("3", "其余")]);
        for (matter, above) in s.matters.iter_mut().zip(["1", "2|3", "1", "3"]) {
            matter.value.superior = above.into();
        }
    });
    let found = &edition.chain()[0].comparison;
    let carried = |code: &str| {
        let of = found.matched.iter().filter(|matched| matched.superior.code == code);
        of.map(|matched| matched.local.code.clone()).collect::<Vec<_>>()
    };
    assert_eq!(carried("1"), ["m-food", "m-packed"]);
    assert_eq!((carried("2"), carried("3").len()), (vec!["m-hygiene".to_owned()], 2));
    assert!(found.superior_unmatched.is_empty());
}

/// Proves CAT-06.
#[test]
fn a_condition_a_material_or_a_number_that_the_layer_has_not_stops_publication() {
    let found = |change: fn(&mut LayerRow)| {
        let mut sources = sources();
        let mut rows = state();
        change(&mut rows[0].value);
        sources.layers.insert(Layer::State, rows);
        let compiled = compile(&sources, &law());
        (
            compiled.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(),
            compiled.edition.is_some(),
        )
    };
    assert_eq!(found(|_| ()), (vec![], true));
    assert_eq!(
        found(|row| row.conditions = vec!["有健康证明".into()]),
        (vec![Lint::ConditionAddedLocally], false)
    );
    assert_eq!(
        found(|row| row.materials = vec!["申请书".into()]),
        (vec![Lint::MaterialAddedLocally], false)
    );
    assert_eq!(found(|row| row.materials = vec!["平面图".into()]), (vec![], true));
    // The same words, and a number on top that nobody above asks for.
    assert_eq!(
        found(|row| row.conditions = vec!["经营场所面积足够".into()]),
        (vec![Lint::ThresholdStricter], false)
    );
}

/// Proves CAT-03.
#[test]
fn a_deviation_between_two_layers_needs_its_reason_there() {
    let findings = |reason: &'static str| {
        let mut sources = sources();
        sources.layers.insert(Layer::State, state());
        let mut city = state();
        (city[0].value.mode, city[0].value.deviation) = ("optimized_approval".into(), reason.into());
        city[0].value.deviation_basis = "浙政函〔2018〕1号".into();
        sources.layers.insert(Layer::City, city);
        sources.layers.get_mut(&Layer::State).unwrap()[0].value.mode = "notification_commitment".into();
        compile(&sources, &law()).findings
    };
    assert!(findings("试点").is_empty());
    let silent = findings("");
    assert_eq!(silent.len(), 1);
    assert_eq!(
        (silent[0].code, silent[0].facts["element"].as_str()),
        (Lint::DeviationUnexplained, "mode")
    );
}

/// Proves CAT-03.
#[test]
fn a_list_of_523_and_6_says_529_76_and_453_as_a_layer() {
    let edition = edition(|s| {
        let rows = (0..529).map(|place| {
            let mut row = row(&format!("C{place:03}"), &format!("许可{place}"));
            row.value.free_trade_zone = if place < 76 { "yes" } else { "no" }.into();
            row.value.set_by = if place < 523 { "central" } else { "local" }.into();
            row
        });
        s.layers.insert(Layer::State, rows.collect());
    });
    let counts = counts(edition.layer(Layer::State).unwrap());
    assert_eq!(
        (counts.listed.total(), counts.zone_only.total(), counts.elsewhere.total()),
        (529, 76, 453)
    );
    assert_eq!((counts.elsewhere.central, counts.elsewhere.local), (447, 6));
}
