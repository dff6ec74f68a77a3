//! A local list beside the one above it: what is unmatched, what deviates, and what nobody may add.

use super::city::*;
use crate::catalogue::source::*;
use crate::catalogue::*;
use std::collections::BTreeMap;

fn edition(change: impl FnOnce(&mut Sources)) -> Edition {
    let mut sources = sources();
    change(&mut sources);
    // What is compared need not pass the checks of today.
    rebuild(&sources, &law())
}

/// The test city beside the same list as the State's, with one change here.
fn compared(change: impl FnOnce(&mut Sources)) -> Comparison {
    compare(&edition(change), &edition(|_| {}), &BTreeMap::new())
}

const HYGIENE: usize = 1;

fn hygiene(sources: &mut Sources) -> &mut MatterText {
    &mut sources.matters[HYGIENE].value
}

fn names(breaches: &[Breach]) -> Vec<(&str, &str)> {
    breaches
        .iter()
        .map(|breach| (breach.name(), breach.matter().code.as_str()))
        .collect()
}

fn codes(matters: &[MatterName]) -> Vec<&str> {
    matters.iter().map(|matter| matter.code.as_str()).collect()
}

fn mapping(lines: &[(&str, &str)]) -> BTreeMap<String, String> {
    lines
        .iter()
        .map(|(local, superior)| ((*local).to_owned(), (*superior).to_owned()))
        .collect()
}

#[test]
fn the_list_above_copied_faithfully_has_no_breach() {
    let found = compared(|_| {});
    assert_eq!(found.breaches, []);
    assert_eq!(found.matched.len(), 6);
    assert!(found.superior_unmatched.is_empty() && found.deviations.is_empty() && found.reworded.is_empty());
}

/// Proves CAT-03.
#[test]
fn a_matter_without_its_mapping_is_unmatched_on_both_sides() {
    let renamed = |superior: &'static str| {
        compared(move |s| {
            hygiene(s).code = "330108-hygiene".into();
            hygiene(s).superior = superior.into();
        })
    };
    let mapped = renamed("m-hygiene");
    assert_eq!(mapped.breaches, []);
    assert!(mapped.superior_unmatched.is_empty());
    assert_eq!(mapped.matched[0].local.code, "330108-hygiene");
    assert_eq!(mapped.matched[0].superior.code, "m-hygiene");

    let lost = renamed("");
    assert_eq!(codes(&lost.superior_unmatched), ["m-hygiene"]);
    assert_eq!(
        lost.local_unmatched().collect::<Vec<_>>(),
        [&MatterName {
            code: "330108-hygiene".into(),
            name: "m-hygiene 核发".into()
        }]
    );
    assert_eq!(names(&lost.breaches), [("local-unmatched", "330108-hygiene")]);
    assert!(!lost.breaches[0].article().is_empty());
}

#[test]
fn a_mapping_stands_over_the_file_and_its_idle_lines_are_named() {
    let local = edition(|s| {
        hygiene(s).code = "330108-hygiene".into();
        hygiene(s).superior = "m-former".into();
    });
    let superior = edition(|_| {});
    let found = compare(&local, &superior, &mapping(&[("330108-hygiene", "m-hygiene"), ("gone", "m-food")]));
    assert_eq!(found.breaches, []);
    assert_eq!(found.mapping_idle, ["gone"]);

    // The entry was struck from the list above.
    let found = compare(&local, &superior, &BTreeMap::new());
    assert!(matches!(&found.breaches[..], [Breach::LocalUnmatched { named: Some(code), .. }] if code == "m-former"));
}

#[test]
fn several_local_matters_may_carry_out_one_entry() {
    let found = compared(|s| {
        let mut part = hygiene(s).clone();
        part.code = "m-hygiene-pool".into();
        part.superior = "m-hygiene".into();
        s.matters.push(placed(part, "matters/x.toml", 9));
    });
    assert_eq!(found.breaches, []);
    let carried = found.matched.iter().filter(|matched| matched.superior.code == "m-hygiene");
    assert_eq!(carried.count(), 2);
    assert!(found.superior_unmatched.is_empty());
}

#[test]
fn a_locally_set_matter_needs_no_entry_above() {
    let found = compared(|s| {
        let mut own = matter("m-local", "optimized_approval");
        own.set_by = "local".into();
        s.matters.push(placed(own, "matters/x.toml", 9));
    });
    assert_eq!(found.breaches, []);
    assert_eq!(codes(&found.local_only), ["m-local"]);
}

#[test]
fn whose_law_made_a_matter_is_central_or_local() {
    let mut sources = sources();
    hygiene(&mut sources).set_by = "regional".into();
    let findings = compile(&sources, &law()).findings;
    assert!(matches!(&findings[..], [one] if one.code == Lint::ValueUnknown && one.facts["element"] == "set_by"));
    let edition = edition(|_| {});
    assert!(edition.matters().iter().all(|matter| matter.set_by() == SetBy::Central));
}

/// Proves CAT-03.
#[test]
fn a_deviation_needs_a_reason_and_a_basis() {
    type Deviate = fn(&mut MatterText);
    let cases: &[(Element, Deviate)] = &[
        (Element::Level, |m| m.level = "city".into()),
        (Element::Competent, |m| m.competent = "approval".into()),
        (Element::Approving, |m| m.approving = "market".into()),
        (Element::Regulating, |m| m.regulating = "approval".into()),
        (Element::Mode, |m| {
            let other = matter("x", "optimized_approval");
            (m.mode, m.ground, m.reduction, m.commitment) = (other.mode, other.ground, other.reduction, None);
        }),
    ];
    for (element, deviate) in cases {
        let explained = |text: &'static str, basis: &'static str| {
            compared(|s| {
                deviate(hygiene(s));
                hygiene(s).deviation = text.into();
                hygiene(s).deviation_basis = basis.into();
            })
        };
        for silent in [explained("", ""), explained("相对集中行政许可权", ""), explained("", "批复")] {
            assert_eq!(
                names(&silent.breaches),
                [("deviation-unexplained", "m-hygiene")],
                "{}",
                element.name()
            );
            assert_eq!(silent.deviations[0].element, *element);
        }
        let recorded = explained("相对集中行政许可权", "浙政函〔2018〕1号");
        assert_eq!(recorded.breaches, []);
        assert_eq!(recorded.deviations[0].reason.as_ref().unwrap().basis, "浙政函〔2018〕1号");
    }
}

/// Proves CAT-06.
#[test]
fn a_condition_the_superior_entry_has_not_is_a_breach() {
    let found = compared(|s| {
        let mut own = condition("法定代表人为本地户籍");
        own.value.code = "c9".into();
        hygiene(s).conditions.push(own);
    });
    assert_eq!(names(&found.breaches), [("condition-added-locally", "m-hygiene")]);
}

#[test]
fn the_same_condition_under_another_code_or_with_other_punctuation_is_none() {
    let found = compared(|s| {
        let own = &mut hygiene(s).conditions[0].value;
        own.code = "c9".into();
        own.text = "经营场所面积足够。".into();
    });
    assert_eq!(found.breaches, []);
    assert!(found.reworded.is_empty());
}

#[test]
fn a_condition_in_other_words_is_left_to_a_person() {
    let found = compared(|s| hygiene(s).conditions[0].value.text = "经营场所面积充裕".into());
    assert_eq!(found.breaches, []);
    assert_eq!(found.reworded.len(), 1);
    assert_eq!(found.reworded[0].superior.text, "经营场所面积足够");
}

/// Proves CAT-06.
#[test]
fn a_stricter_number_is_a_breach_in_the_criterion_and_in_the_words() {
    let measured = |measure: &'static str| compared(move |s| hygiene(s).conditions[0].value.measure = measure.into());
    for stricter in ["不少于 8.5 平方米", "不少于12平方米", "面积≥二十平方米"] {
        assert_eq!(
            names(&measured(stricter).breaches),
            [("threshold-stricter", "m-hygiene")],
            "{stricter}"
        );
    }
    for lighter in ["不少于 8 平方米", "不少于6平方米", "80000平方厘米以上"] {
        assert_eq!(measured(lighter).breaches, [], "{lighter}");
    }
    let found = compared(|s| hygiene(s).conditions[0].value.text = "经营场所面积足够，从业不少于三年".into());
    assert!(matches!(
        &found.breaches[..],
        [Breach::ThresholdStricter { superior: None, local, .. }] if local.written == "三年" && local.bound == Bound::Least
    ));
}

/// Proves CAT-06.
#[test]
fn a_material_the_superior_entry_does_not_ask_for_is_a_breach() {
    let added = compared(|s| hygiene(s).materials.push(material("无违法证明", "applicant")));
    assert_eq!(names(&added.breaches), [("material-added-locally", "m-hygiene")]);
    let unasked = compared(|s| hygiene(s).materials.push(material("无违法证明", "shared")));
    assert_eq!(unasked.breaches, []);
    // The list above shares it; here it must be brought.
    let brought = compared(|s| {
        for matter in &mut s.matters {
            matter.value.materials.retain(|own| own.value.name != "营业执照");
        }
        hygiene(s).materials.push(material("营业执照", "applicant"));
        s.matters[0].value.reduction.as_mut().unwrap().value.materials = (6, 1);
    });
    assert!(matches!(
        &brought.breaches[..],
        [Breach::MaterialAdded {
            superior: Some(Source::Shared),
            ..
        }]
    ));
}

#[test]
fn what_the_list_above_only_names_cannot_be_compared_and_says_so() {
    let found = compared(|s| hygiene(s).superior = "P3".into());
    assert_eq!(found.breaches, []);
    let unread: Vec<&str> = found.unread.iter().map(|matched| matched.local.code.as_str()).collect();
    assert_eq!(unread, ["m-hygiene"]);
}

#[test]
fn a_leader_reads_what_may_not_be_published() {
    let found = compared(|s| {
        let own = hygiene(s);
        own.level = "city".into();
        own.conditions[0].value.measure = "不少于 12 平方米".into();
        own.materials.push(material("无违法证明", "applicant"));
        let mut lost = matter("m-lost", "record_filing");
        lost.superior = "m-former".into();
        s.matters.push(placed(lost, "matters/x.toml", 9));
    });
    let said = found.to_string();
    let lines = [
        "对应6项，本级无对应1项，地方自行设定0项，上级未承接0项；与上级不一致1处；不得发布4处。",
        "不得发布（4处）：",
        "m-hygiene 核发（m-hygiene）：审批层级上级为“县级”，本级为“市级”；没有记明理由和依据。规则deviation-unexplained",
        "条件“经营场所面积足够”抬高门槛，上级不少于8平方米，本级不少于12平方米。",
        "擅自增设材料“无违法证明”。规则material-added-locally，依据《中华人民共和国行政许可法》第三十一条",
        "m-lost 核发（m-lost）：所对应的m-former不在上级清单中。",
    ];
    for line in lines {
        assert!(said.contains(line), "{line}\n---\n{said}");
    }
}
