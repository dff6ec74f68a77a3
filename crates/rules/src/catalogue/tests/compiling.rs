//! What stands over what: corrections over the draft, matters over the list, the zone's own column.

use super::city::*;
use crate::calendar::Date;
use crate::catalogue::source::*;
use crate::catalogue::{Edition, Needed, TermKind, compile};

fn edition(change: impl FnOnce(&mut Sources)) -> Edition {
    let mut sources = sources();
    change(&mut sources);
    let compiled = compile(&sources, &law());
    compiled.edition.ok_or(compiled.findings).unwrap()
}

fn needed(edition: &Edition, term: &str) -> Vec<String> {
    let needs = &edition.term(term).unwrap().needs;
    needs
        .iter()
        .flat_map(|need| need.matters.matters())
        .map(|index| edition.matter_at(*index).unwrap().code.clone())
        .collect()
}

#[test]
fn a_modelled_matter_stands_for_all_listed_names_of_it() {
    let edition = edition(|_| {});
    assert_eq!(needed(&edition, "H2002"), ["m-food"]);
    assert_eq!(edition.matter("P2").unwrap().code, "m-food");
    assert_eq!(needed(&edition, "O3001"), ["P3"]);
    assert!(!edition.matter("P3").unwrap().modelled());
}

/// Proves CAT-12.
#[test]
fn a_term_is_classified_by_what_it_needs() {
    let edition = edition(|_| {});
    let kinds: Vec<TermKind> = edition.terms().iter().map(|term| term.kind).collect();
    assert_eq!(kinds, [TermKind::Permit, TermKind::Filing, TermKind::General, TermKind::Permit]);
}

#[test]
fn a_correction_holds_from_its_day_and_names_itself_as_the_rule() {
    let now = edition(|_| {});
    assert_eq!(now.term("F1001").unwrap().needs[0].rule.to_string(), "F1001@2021-04-29");
    let before = edition(|sources| sources.corrections[0].value.from = Some(Date::constant(2027, 1, 1)));
    assert_eq!(needed(&before, "F1001"), ["F1"]);
    assert_eq!(before.term("F1001").unwrap().needs[0].rule.to_string(), "scope-terms.tsv:3");
    assert_ne!(now.hash, before.hash);
}

#[test]
fn a_correction_may_offer_alternatives() {
    let edition = edition(|sources| {
        let correction = &mut sources.corrections[0].value;
        correction.needs = Some(vec![NeedText {
            any_of: vec!["m-packed".into(), "m-food".into()],
            note: "按实际经营取一项".into(),
            ..NeedText::default()
        }]);
    });
    assert!(matches!(&edition.term("F1001").unwrap().needs[0].matters, Needed::AnyOf(matters) if matters.len() == 2));
}

#[test]
fn a_correction_may_take_everything_away() {
    let edition = edition(|sources| sources.corrections[0].value.needs = Some(vec![]));
    assert_eq!(edition.term("F1001").unwrap().kind, TermKind::General);
}

#[test]
fn a_correction_that_only_drops_leaves_the_rest() {
    let edition = edition(|sources| {
        sources.terms[1].value.filings.push("P3".into());
        sources.corrections[0].value.needs = None;
    });
    assert_eq!(needed(&edition, "F1001"), ["P3"]);
}

#[test]
fn a_term_that_needs_something_only_under_a_condition_keeps_its_kind() {
    let edition = edition(|sources| {
        let need = NeedText {
            all_of: vec!["m-food".into()],
            when: "现场制售".into(),
            ..NeedText::default()
        };
        sources.corrections[0].value.needs = Some(vec![need]);
    });
    assert_eq!(edition.term("F1001").unwrap().kind, TermKind::General);
}

#[test]
fn the_zone_has_its_own_column_unless_that_is_clipped() {
    let with = |status: &'static str| {
        edition(move |sources| {
            sources.terms[3].value.permits_ftz.clear();
            sources.terms[3].value.cell_status = status.into();
        })
    };
    assert_eq!(with("ok").term("O3001").unwrap().needs_ftz.len(), 0);
    assert_eq!(with("ok/ftz_clipped").term("O3001").unwrap().needs_ftz.len(), 1);
}

#[test]
fn a_filing_and_its_variant_for_the_zone_are_never_both_needed() {
    let edition = edition(|sources| {
        let zone = ListedRow {
            free_trade_zone: "yes".into(),
            ..listed("F9", "仅销售预包装食品备案", "filing")
        };
        sources.listed.push(placed(zone, "listed-matters.tsv", 9));
        sources.terms[1].value.filings.push("F9".into());
        sources.corrections.clear();
    });
    assert_eq!(needed(&edition, "F1001"), ["F1"]);
    let zone = &edition.term("F1001").unwrap().needs_ftz[0].matters;
    assert_eq!(zone.matters(), [edition.matter_index("F9").unwrap()]);
}

#[test]
fn the_same_files_have_the_same_hash_and_a_changed_file_another() {
    let (one, same) = (edition(|_| {}), edition(|_| {}));
    assert_eq!(one.hash, same.hash);
    assert_eq!(one.hash.len(), 64);
    assert_ne!(one.hash, edition(|sources| sources.files[0].sm3 = "01".into()).hash);
}

#[test]
fn the_nearest_office_serves_a_place() {
    let edition = edition(|sources| {
        let mut city = sources.units[0].value.clone();
        (city.code, city.place) = ("330100-sc".into(), "330100".into());
        sources.units.push(placed(city, "units.toml", 9));
    });
    assert_eq!(edition.unit_for("market", "330108").unwrap().code, "330108-sc");
    assert_eq!(edition.unit_for("market", "330106").unwrap().code, "330100-sc");
    assert!(edition.unit_for("market", "140702").is_none());
}
