//! Figures the city publishes, asked of an edition that is built to have them.

use super::city::*;
use crate::catalogue::source::*;
use crate::catalogue::*;
use std::collections::{BTreeMap, BTreeSet};

fn compiled(sources: &Sources) -> Edition {
    // What is compared need not pass the checks of today.
    rebuild(sources, &law())
}

const MODES: [&str; 4] = [
    "approval_cancelled",
    "record_filing",
    "notification_commitment",
    "optimized_approval",
];

/// 523 centrally set matters, 76 of them only within free-trade zones, and 6 locally set ones.
fn province() -> Sources {
    let mut sources = sources();
    sources.terms.clear();
    sources.corrections.clear();
    sources.everyday.clear();
    sources.trades.clear();
    sources.listed = (0..523)
        .map(|place| {
            let mut row = listed(&format!("C{place:03}"), &format!("许可{place}"), "permit");
            row.mode = MODES[place % MODES.len()].into();
            row.mode_mark = "secondary".into();
            row.free_trade_zone = if place < 76 { "yes" } else { "no" }.into();
            placed(row, "listed-matters.tsv", 2)
        })
        .collect();
    let local = (0..6).map(|place| {
        let mut own = matter(&format!("local-{place}"), "optimized_approval");
        own.set_by = "local".into();
        placed(own, "matters/x.toml", 1)
    });
    sources.matters = local.collect();
    sources
}

/// Proves CAT-03.
#[test]
fn of_523_central_and_6_local_matters_453_run_outside_the_zones() {
    let counts = counts(&compiled(&province()));
    assert_eq!((counts.listed.total(), counts.listed.central, counts.listed.local), (529, 523, 6));
    assert_eq!((counts.zone_only.total(), counts.zone_only_matters.len()), (76, 76));
    assert_eq!(
        (counts.elsewhere.total(), counts.elsewhere.central, counts.elsewhere.local),
        (453, 447, 6)
    );
    assert_eq!(counts.by_mode.values().sum::<usize>(), 453);
    assert_eq!(counts.by_mode[&Some(Mode::OptimizedApproval)], 111 + 6);
    assert_eq!(counts.by_level[&Some(Level::County)], 6);
    assert_eq!(counts.by_level[&None], 523);
    assert_eq!(counts.by_department.values().sum::<usize>(), 529);
    let said = counts.to_string();
    for line in [
        "  范围                    中央设定  地方设定  合计",
        "  清单所列事项                 523         6   529",
        "  其中仅在自贸试验区实施        76         0    76",
        "  自贸试验区外实施             447         6   453",
    ] {
        assert!(said.contains(line), "{line}\n---\n{said}");
    }
}

#[test]
fn the_variant_for_the_zone_of_a_matter_is_not_counted_again() {
    let mut sources = province();
    let mut variant = sources.listed[100].clone();
    variant.value.id = "C100-zone".into();
    variant.value.free_trade_zone = "yes".into();
    sources.listed.push(variant);
    let found = counts(&compiled(&sources));
    assert_eq!((found.listed.total(), found.zone_only.total()), (529, 76));
}

#[test]
fn a_matter_modelled_from_rows_of_the_zone_alone_runs_only_there() {
    let mut sources = province();
    let mut own = matter("m-zone", "record_filing");
    own.lists = vec!["C003".into(), "C007".into()];
    own.mode = "optimized_approval".into();
    (own.conditions, own.ground, own.reduction) = {
        let other = matter("x", "optimized_approval");
        (other.conditions, other.ground, other.reduction)
    };
    sources.matters.push(placed(own, "matters/x.toml", 1));
    let found = counts(&compiled(&sources));
    // Two rows became one matter.
    assert_eq!((found.listed.total(), found.zone_only.total()), (528, 75));
}

/// Proves CAT-07.
#[test]
fn the_zero_goal_is_green_only_at_zero_and_without_it_six_local_matters_alarm_nobody() {
    let six = compiled(&province());
    assert_eq!(local_licences(&six, Some(0)).standing(), GoalStanding::Above(6));
    assert_eq!(local_licences(&six, None).standing(), GoalStanding::NoGoal);
    assert_eq!(local_licences(&six, None).remaining.len(), 6);
    assert_eq!(local_licences(&six, Some(6)).standing(), GoalStanding::Reached);

    let mut sources = province();
    for matter in &mut sources.matters {
        let mode = if matter.value.code == "local-0" {
            "record_filing"
        } else {
            "approval_cancelled"
        };
        let mut repealed = super::city::matter(&matter.value.code, mode);
        repealed.set_by = "local".into();
        matter.value = repealed;
    }
    let none = local_licences(&compiled(&sources), Some(0));
    assert_eq!((none.standing(), none.remaining.len()), (GoalStanding::Reached, 0));
    sources.matters[5].value = province().matters[5].value.clone();
    let one = local_licences(&compiled(&sources), Some(0));
    assert_eq!(one.standing(), GoalStanding::Above(1));
    assert!(
        one.to_string().starts_with("地方层面设定的许可尚有1项；目标0项，还差1项。"),
        "{one}"
    );
}

/// Proves CAT-11.
#[test]
fn a_matter_without_form_lowers_the_coverage_and_is_named() {
    let full = coverage(&compiled(&sources()));
    // F1 and P3 are only listed: three of five can be asked for.
    assert_eq!((full.forms.have, full.forms.of, full.forms.per_mille()), (3, 5, Some(600)));
    assert_eq!(full.missing.iter().map(|own| own.code.as_str()).collect::<Vec<_>>(), ["F1", "P3"]);
    let county = |mode: Mode| CoverageKind {
        level: Some(Level::County),
        mode: Some(mode),
    };
    assert_eq!(full.by_kind[&county(Mode::RecordFiling)], Share { have: 1, of: 1 });
    assert_eq!(full.by_kind[&CoverageKind { level: None, mode: None }], Share { have: 0, of: 2 });

    let mut without = compiled(&sources());
    let food = without.matter_index("m-food").unwrap();
    without.matters[food.0 as usize].detail.as_mut().unwrap().fields.clear();
    let less = coverage(&without);
    assert_eq!((less.forms.have, less.forms.of), (2, 5));
    assert_eq!(less.missing[2].code, "m-food");
    assert_eq!(less.by_kind[&county(Mode::OptimizedApproval)], Share { have: 0, of: 1 });
    let said = less.to_string();
    for line in [
        "市级及以下事项可以网上申请：2/5（40.0%）。",
        "没有可用表单（3项）：",
        "m-food 核发（m-food）",
    ] {
        assert!(said.contains(line), "{line}\n---\n{said}");
    }
}

/// Proves CAT-11.
#[test]
fn a_cancelled_matter_needs_a_push_target_and_no_form() {
    let full = coverage(&compiled(&sources()));
    assert_eq!(full.pushes, Share { have: 1, of: 1 });
    let mut without = compiled(&sources());
    let gone = without.matter_index("m-gone").unwrap();
    without.matters[gone.0 as usize].detail.as_mut().unwrap().regulating = "weather".into();
    let less = coverage(&without);
    assert_eq!((less.pushes, less.unpushed[0].code.as_str()), (Share { have: 0, of: 1 }, "m-gone"));
    assert_eq!(less.forms, full.forms);
}

/// Proves CAT-11.
#[test]
fn national_and_provincial_matters_wait_for_their_delegation() {
    let mut sources = sources();
    sources.matters[1].value.level = "province".into();
    let found = coverage(&compiled(&sources));
    assert_eq!(found.pending_delegation[0].code, "m-hygiene");
    assert_eq!((found.forms.have, found.forms.of), (2, 4));
}

/// Proves REG-17.
#[test]
fn twenty_six_and_eighty_three_are_109_without_overlap() {
    let edition = compiled(&province());
    let named = |from: usize, to: usize| (from..to).map(|place| format!("C{place:03}")).collect::<BTreeSet<String>>();
    let two = |merged: BTreeSet<String>, joint: BTreeSet<String>| {
        let lists = BTreeMap::from([("多证合一".to_owned(), merged), ("证照联办".to_owned(), joint)]);
        check_lists(&edition, &lists)
    };
    let found = two(named(100, 126), named(126, 209));
    assert!(found.is_disjoint());
    assert_eq!((found.sizes["多证合一"], found.sizes["证照联办"], found.total), (26, 83, 109));

    let twice = two(named(100, 126), named(125, 208));
    assert!(!twice.is_disjoint());
    assert_eq!((twice.total, twice.overlaps.len()), (108, 1));
    assert!(twice.to_string().contains("许可125（C125）：多证合一、证照联办"), "{twice}");

    let unknown = two(named(100, 126), named(500, 524));
    assert_eq!(unknown.unknown, BTreeSet::from(["C523".to_owned()]));
    assert!(!unknown.is_disjoint());
}

#[test]
fn two_names_of_one_matter_are_one_matter_in_a_list() {
    let edition = compiled(&sources());
    let lists = BTreeMap::from([
        ("甲".to_owned(), BTreeSet::from(["P1".to_owned(), "P2".to_owned()])),
        ("乙".to_owned(), BTreeSet::from(["m-food".to_owned()])),
    ]);
    let found = check_lists(&edition, &lists);
    assert_eq!((found.sizes["甲"], found.total, found.is_disjoint()), (1, 1, false));
}
