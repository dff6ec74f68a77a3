//! Two editions side by side: every element that changed is named, whom it touches is known, and the sums add up.

use super::city::*;
use crate::calendar::Date;
use crate::catalogue::discretion::discretion_of;
use crate::catalogue::source::*;
use crate::catalogue::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

type Change = fn(&mut Sources);

fn edition(changes: &[Change]) -> Edition {
    let mut sources = sources();
    for change in changes {
        change(&mut sources);
    }
    // What is compared need not pass the checks of today.
    rebuild(&sources, &law())
}

/// What this change makes of the test city.
fn changed(change: Change) -> Diff {
    diff(&edition(&[]), &edition(&[change]))
}

fn only<T: std::fmt::Debug>(list: &[T]) -> &T {
    assert_eq!(list.len(), 1, "{list:#?}");
    &list[0]
}

fn shifted<T>(entry: &Entry<T>) -> Shift<&T> {
    Shift {
        before: entry.before().unwrap(),
        after: entry.after().unwrap(),
    }
}

fn of(sources: &mut Sources, code: &str) -> Option<usize> {
    sources.matters.iter().position(|matter| matter.value.code == code)
}

/// Works on a matter, unless an earlier change took it away.
fn with(sources: &mut Sources, code: &str, change: impl FnOnce(&mut MatterText)) {
    if let Some(place) = of(sources, code) {
        change(&mut sources.matters[place].value);
    }
}

const PLAN: &str = "平面图";

/// Changes that leave the catalogue publishable in any order and number.
const CHANGES: &[Change] = &[
    |s| with(s, "m-hygiene", |m| m.fee_fen = Some(0)),
    |s| with(s, "m-hygiene", |m| m.promised_limit = limit(9, "")),
    |s| with(s, "m-hygiene", |m| m.promised_limit = limit(12, "")),
    |s| with(s, "m-hygiene", |m| m.materials.retain(|own| own.value.name != PLAN)),
    |s| {
        with(s, "m-hygiene", |m| {
            m.materials.retain(|own| own.value.name != PLAN);
            m.materials.push(material(PLAN, "generated"));
        })
    },
    |s| with(s, "m-hygiene", |m| m.steps.push(step("publicity", 1))),
    |s| with(s, "m-hygiene", |m| m.steps.reverse()),
    |s| with(s, "m-hygiene", |m| m.name.push('改')),
    |s| {
        with(s, "m-hygiene", |m| {
            m.fee_fen = Some(20_050);
            m.fee_basis = "收费标准".into();
        })
    },
    |s| with(s, "m-hygiene", |m| m.conditions[0].value.measure = "不少于 12 平方米".into()),
    |s| with(s, "m-food", |m| m.level = "city".into()),
    |s| with(s, "m-food", |m| m.lists = vec!["P1".into(), "P2".into(), "P3".into()]),
    |s| with(s, "m-packed", |m| m.regulating = "approval".into()),
    |s| {
        let one = matter("m-new", "record_filing");
        if of(s, "m-new").is_none() {
            s.matters.push(placed(one, "matters/x.toml", 9));
        }
    },
    |s| s.matters.retain(|own| own.value.code != "m-gone"),
    |s| s.matters.retain(|own| own.value.code != "m-hygiene"),
    |s| s.corrections.clear(),
    |s| s.terms[3].value.permits_ftz.clear(),
    |s| s.terms[2].value.name = "企业管理咨询".into(),
    |s| {
        if s.terms.len() < 5 {
            s.terms.push(placed(term("Z1001", "攀岩", &["P3"], &[]), "scope-terms.tsv", 6));
        }
    },
];

fn turned<T: Clone>(shift: &Shift<T>) -> Shift<T> {
    Shift {
        before: shift.after.clone(),
        after: shift.before.clone(),
    }
}

fn turned_all<T: Clone>(entries: &[Entry<T>]) -> Vec<Entry<T>> {
    let turned = entries.iter().map(|entry| match entry {
        Entry::Added(own) => Entry::Removed(own.clone()),
        Entry::Removed(own) => Entry::Added(own.clone()),
        Entry::Changed(shift) => Entry::Changed(turned(shift)),
    });
    turned.collect()
}

/// What the same two editions say read backwards.
fn mirror(diff: &Diff) -> Diff {
    let changed = diff.changed.iter().map(|change| MatterChange {
        code: change.code.clone(),
        name: turned(&change.name),
        elements: change
            .elements
            .iter()
            .map(|change| ElementChange {
                element: change.element,
                value: turned(&change.value),
            })
            .collect(),
        bases: turned_all(&change.bases),
        conditions: turned_all(&change.conditions),
        materials: turned_all(&change.materials),
        fields: turned_all(&change.fields),
        steps: turned_all(&change.steps),
        effort: change.effort.as_ref().map(turned),
        terms: change.terms.clone(),
    });
    Diff {
        editions: turned(&diff.editions),
        added: diff.removed.clone(),
        removed: diff.added.clone(),
        changed: changed.collect(),
        terms: turned_all(&diff.terms),
        effort: turned(&diff.effort),
        compared: diff.compared,
        names: turned(&diff.names),
    }
}

fn some_changes() -> impl Strategy<Value = Vec<Change>> {
    proptest::collection::vec(proptest::sample::select(CHANGES), 0..8)
}

proptest! {
    #[test]
    fn an_edition_does_not_differ_from_itself(changes in some_changes()) {
        let one = edition(&changes);
        let found = diff(&one, &edition(&changes));
        prop_assert!(found.is_empty(), "{found}");
        prop_assert_eq!(found.effort.before, found.effort.after);
        prop_assert!(found.touches(Zone::Elsewhere).is_empty() && found.touches(Zone::FreeTrade).is_empty());
    }

    #[test]
    fn read_backwards_a_difference_is_its_mirror(one in some_changes(), other in some_changes()) {
        let (before, after) = (edition(&one), edition(&other));
        let (there, back) = (diff(&before, &after), diff(&after, &before));
        prop_assert_eq!(mirror(&there), back.clone());
        for zone in Zone::ALL {
            prop_assert_eq!(there.touches(*zone), back.touches(*zone));
        }
    }

    #[test]
    fn the_reductions_of_the_matters_add_up_to_the_total(one in some_changes(), other in some_changes()) {
        let found = diff(&edition(&one), &edition(&other));
        let each: Effort = found.changed.iter().filter_map(|change| change.effort.as_ref()).map(Shift::delta).sum();
        prop_assert_eq!(each, found.effort.delta());
        prop_assert_eq!(found.effort.before + each, found.effort.after);
    }

    #[test]
    fn codes_stand_in_order(one in some_changes(), other in some_changes()) {
        let found = diff(&edition(&one), &edition(&other));
        let codes = [
            found.added.iter().map(|matter| &matter.code).collect::<Vec<_>>(),
            found.removed.iter().map(|matter| &matter.code).collect(),
            found.changed.iter().map(|matter| &matter.code).collect(),
            found.terms.iter().filter_map(|entry| entry.after().or(entry.before())).map(|term| &term.code).collect(),
        ];
        for codes in codes {
            prop_assert!(codes.is_sorted(), "{codes:?}");
        }
    }
}

/// Proves CAT-08.
#[test]
fn what_became_less_is_shown_as_before_and_after_by_matter_and_in_all() {
    let found = changed(|s| {
        with(s, "m-hygiene", |m| {
            m.materials[0].value.source = "shared".into();
            m.materials[0].value.shared_from = "规划部门".into();
            m.promised_limit = limit(0, "");
            m.steps.remove(1);
        });
        others_ask_for_something_else(s);
    });
    // Four matters in full: three with one material to hand in, one of 5 days and two of 1, and a cancelled one.
    let before = Effort {
        materials: 3,
        days: 7,
        steps: 5,
        fee_fen: 0,
    };
    let after = Effort {
        materials: 2,
        days: 6,
        steps: 4,
        fee_fen: 0,
    };
    assert_eq!((found.compared, found.effort), (4, Shift { before, after }));
    let hygiene = found.changed.iter().find(|change| change.code == "m-hygiene").unwrap();
    assert_eq!(hygiene.effort.unwrap().delta(), after - before);
    let names = |materials: Vec<&Material>| materials.into_iter().map(|own| own.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(hygiene.materials_shared().collect()), [PLAN]);
    assert_eq!(names(hygiene.materials_spared().collect()), [PLAN]);
    assert_eq!(hygiene.materials_asked().count(), 0);
}

/// What one matter has shared, no other may ask for.
fn others_ask_for_something_else(sources: &mut Sources) {
    for code in ["m-food", "m-packed"] {
        with(sources, code, |m| m.materials[0].value.name = "布局图".into());
    }
}

#[test]
fn a_material_that_must_be_handed_in_now_is_asked_whether_new_or_no_longer_shared() {
    let found = changed(|s| {
        with(s, "m-hygiene", |m| {
            m.materials[1].value.source = "applicant".into();
            m.materials.push(material("检测报告", "applicant"));
            m.materials.push(material("登记信息", "shared"));
            // Asked before and now, in other words.
            m.materials[0].value.note = "看出入口".into();
        });
        // The lint for what one department shares looks at the others.
        for code in ["m-food", "m-packed"] {
            with(s, code, |m| m.materials[1].value.name = "登记证".into());
        }
    });
    let hygiene = found.changed.iter().find(|change| change.code == "m-hygiene").unwrap();
    let asked: BTreeSet<&str> = hygiene.materials_asked().map(|own| own.name.as_str()).collect();
    assert_eq!(asked, BTreeSet::from(["检测报告", "营业执照"]));
    assert_eq!(hygiene.materials_spared().count(), 0);
}

/// Every field of a modelled matter, changed alone in the edition, is found as this element.
#[test]
fn no_element_changes_unnoticed() {
    type Turn = fn(&mut Matter, &mut Detail);
    let cases: &[(Element, Turn)] = &[
        (Element::Name, |m, _| m.name.push('改')),
        (Element::Mode, |m, _| m.mode = Some(Mode::OptimizedApproval)),
        (Element::ModeBasis, |_, d| d.mode_basis.push('改')),
        (Element::Sort, |m, _| m.sort = Sort::Filing),
        (Element::Lists, |m, _| {
            m.listed.push(Listed {
                id: "P9".into(),
                name: "旧名".into(),
                free_trade_zone: false,
            })
        }),
        (Element::FreeTradeZone, |m, _| m.free_trade_zone = true),
        (Element::TerritoryBasis, |_, d| d.territory_basis = Some("附件2".into())),
        (Element::SetBy, |_, d| d.set_by = SetBy::Local),
        (Element::Superior, |_, d| d.superior = Some("S1".into())),
        (Element::Deviation, |_, d| d.deviation = Some("试点".into())),
        (Element::DeviationBasis, |_, d| d.deviation_basis = Some("批复".into())),
        (Element::Level, |_, d| d.level = Level::City),
        (Element::Competent, |m, _| m.department = "approval".into()),
        (Element::Approving, |_, d| d.approving = "market".into()),
        (Element::Regulating, |_, d| d.regulating = "approval".into()),
        (Element::Service, |_, d| d.service = Service::Enterprise),
        (Element::Ground, |_, d| d.ground = Some(Ground::PublicHealth)),
        (Element::Discretion, |_, d| {
            let fields = [field("area", "number")];
            d.discretion.push(discretion_of(&period().value, &fields))
        }),
        (Element::Quota, |_, d| d.quota = Some("3家".into())),
        (Element::LayoutPlan, |_, d| d.layout_plan = Some("规划".into())),
        (Element::ValidFrom, |_, d| d.valid_from = Date::constant(2030, 1, 1)),
        (Element::LegalDays, |_, d| d.legal_limit = d.promised_limit.clone()),
        (Element::PromisedDays, |_, d| d.promised_limit.as_mut().unwrap().days = 3),
        (Element::PromisedArticle, |_, d| {
            d.promised_limit.as_mut().unwrap().article = "公告".into()
        }),
        (Element::Flow, |_, d| d.steps.reverse()),
        (Element::Visits, |_, d| d.visits = 1),
        (Element::Fee, |_, d| d.fee_fen = 1),
        (Element::FeeBasis, |_, d| d.fee_basis.push('改')),
        (Element::Validity, |_, d| d.validity = Validity::LongTerm),
        (Element::ValidityArticle, |_, d| d.validity = Validity::LongTerm),
        (Element::Certificate, |_, d| d.certificate.as_mut().unwrap().name.push('改')),
        (Element::CertificateKind, |_, d| d.certificate.as_mut().unwrap().kind.push('y')),
        (Element::Measures, |_, d| d.measures.push("再减一份材料".into())),
        (Element::CertificateFields, |_, d| {
            d.certificate.as_mut().unwrap().fields.push("area".into())
        }),
        (Element::Reduction, |_, d| {
            d.reduction = Some(Reduction {
                materials: (2, 1),
                steps: (2, 1),
                days: (2, 1),
                fee_fen: (2, 1),
            })
        }),
        (Element::WithRegistration, |_, d| {
            d.filing = Some(Filing {
                with_registration: true,
                share_with: vec![],
            })
        }),
        (Element::ShareWith, |_, d| {
            d.filing = Some(Filing {
                with_registration: true,
                share_with: vec!["market".into()],
            })
        }),
        (Element::VerifyDays, |_, d| d.commitment.as_mut().unwrap().verify_days = 1),
        (Element::Consequence, |_, d| d.commitment.as_mut().unwrap().consequence.push('改')),
        (Element::LetterIntro, |_, d| d.commitment.as_mut().unwrap().letter_intro.push('改')),
        (Element::SupervisionMeasure, |_, d| d.supervision.measure.push('改')),
        (Element::SupervisionFrequency, |_, d| d.supervision.frequency.push('改')),
    ];
    let before = edition(&[]);
    for (element, turn) in cases {
        let mut after = edition(&[]);
        let index = after.matter_index("m-hygiene").unwrap();
        let matter = &mut after.matters[index.0 as usize];
        let mut detail = matter.detail.take().unwrap();
        turn(matter, &mut detail);
        matter.detail = Some(detail);
        let found = diff(&before, &after);
        let named = found.changed.iter().any(|change| change.element(*element).is_some());
        assert!(named, "{}: {found}", element.name());
        let said = found.to_string();
        assert!(said.contains("调整事项（1项）"), "{said}");
    }
    let tried: BTreeSet<Element> = cases.iter().map(|(element, _)| *element).collect();
    let untried: Vec<&Element> = Element::ALL.iter().filter(|element| !tried.contains(element)).collect();
    // A legal article comes with the days; a matter that becomes modelled and powers have tests of their own.
    assert_eq!(untried, [&Element::Modelled, &Element::Powers, &Element::LegalArticle]);
}

#[test]
fn entries_of_lists_are_told_apart_by_their_codes() {
    let found = changed(|s| {
        with(s, "m-hygiene", |m| {
            m.basis[0].value.article = "第四十条".into();
            m.conditions[0].value.measure = "不少于 12 平方米".into();
            let mut second = condition("有排风设施");
            second.value.code = "c2".into();
            m.conditions.push(second);
            m.fields[0].value.label = "营业面积".into();
            m.steps[0].value.days = 2;
        })
    });
    let hygiene = only(&found.changed);
    assert!(matches!(&hygiene.bases[..], [Entry::Changed(law)] if law.after.article == "第四十条"));
    let conditions = &hygiene.conditions[..];
    assert!(matches!(conditions, [Entry::Changed(own), Entry::Added(new)] if own.after.code == "c1" && new.code == "c2"));
    assert!(matches!(&hygiene.fields[..], [Entry::Changed(field)] if field.before.label == "area"));
    assert!(matches!(&hygiene.steps[..], [Entry::Changed(step)] if (step.before.days, step.after.days) == (1, 2)));
    assert!(hygiene.elements.is_empty(), "{found}");
}

#[test]
fn how_sure_the_keeper_is_changes_nothing() {
    let found = changed(|s| {
        with(s, "m-hygiene", |m| {
            m.mode_mark = Some(crate::law::Mark::Confirmed);
            m.conditions[0].value.mark = None;
            m.basis[0].value.mark = Some(crate::law::Mark::Recalled);
        })
    });
    assert!(found.is_empty(), "{found}");
}

#[test]
fn an_office_that_is_only_renamed_leaves_the_department_what_it_is() {
    let found = changed(|s| s.units[0].value.name = "市场监督管理局".into());
    assert!(found.is_empty(), "{found}");
}

#[test]
fn a_listed_matter_that_is_modelled_now_is_recast_and_not_made() {
    let found = changed(|s| with(s, "m-hygiene", |m| m.lists.push("P3".into())));
    let gone = only(&found.removed);
    let kin: Vec<&str> = gone.kin.iter().map(|kin| kin.code.as_str()).collect();
    assert_eq!((gone.code.as_str(), kin), ("P3", vec!["m-hygiene"]));
    assert!(found.added.is_empty());
    let back = mirror(&found);
    assert_eq!(back.added[0].kin, gone.kin);
}

#[test]
fn what_only_one_edition_states_in_full_is_no_reduction() {
    let mut before = edition(&[]);
    let index = before.matter_index("m-food").unwrap();
    before.matters[index.0 as usize].detail = None;
    let found = diff(&before, &edition(&[]));
    let food = found.changed.iter().find(|change| change.code == "m-food").unwrap();
    assert_eq!((food.effort, found.compared), (None, 3));
    assert!(food.element(Element::Modelled).is_some());
    assert_eq!(found.effort.delta(), Effort::default());
}

/// Proves CAT-12.
#[test]
fn a_term_with_another_kind_or_need_touches_its_holders_in_that_zone_only() {
    let found = changed(|s| s.terms[3].value.permits_ftz.clear());
    assert!(found.touches(Zone::Elsewhere).is_empty(), "{found}");
    assert_eq!(found.touches(Zone::FreeTrade), BTreeSet::from(["O3001"]));
    let term = shifted(only(&found.terms));
    assert_eq!((term.before.free_trade.len(), term.after.free_trade.len()), (1, 0));

    // Outside the zone nothing is needed any more; the kind is what holds there.
    let found = changed(|s| s.terms[3].value.permits.clear());
    assert_eq!(shifted(only(&found.terms)).after.kind, TermKind::General);
    assert_eq!(found.touches(Zone::Elsewhere), BTreeSet::from(["O3001"]));
    assert!(found.touches(Zone::FreeTrade).is_empty(), "{found}");

    let found = changed(|s| s.corrections[0].value.needs = Some(vec![]));
    let term = shifted(only(&found.terms));
    assert_eq!((term.before.kind, term.after.kind), (TermKind::Filing, TermKind::General));
    assert_eq!(found.touches(Zone::Elsewhere), BTreeSet::from(["F1001"]));
}

#[test]
fn a_changed_matter_touches_the_holders_of_its_terms_and_its_open_applications() {
    let found = changed(|s| with(s, "m-food", |m| m.visits = Some(1)));
    assert_eq!(found.touches(Zone::Elsewhere), BTreeSet::from(["H2002"]));
    assert_eq!(found.touched_matters(), BTreeSet::from(["m-food"]));
    let found = changed(|s| s.matters.retain(|own| own.value.code != "m-gone"));
    assert!(found.touches(Zone::Elsewhere).is_empty());
    assert_eq!(found.touched_matters(), BTreeSet::from(["m-gone"]));
}

#[test]
fn needs_written_in_other_rows_are_the_same_needs() {
    let both: Change = |s| {
        s.corrections[0].value.needs = Some(vec![NeedText {
            all_of: vec!["m-packed".into(), "P3".into()],
            ..NeedText::default()
        }])
    };
    let each: Change = |s| {
        let need = |code: &str| NeedText {
            all_of: vec![code.into()],
            ..NeedText::default()
        };
        s.corrections[0].value.needs = Some(vec![need("P3"), need("m-packed")]);
    };
    let either: Change = |s| {
        s.corrections[0].value.needs = Some(vec![NeedText {
            any_of: vec!["m-packed".into(), "P3".into()],
            note: "按实际经营取一项".into(),
            ..NeedText::default()
        }])
    };
    assert!(diff(&edition(&[both]), &edition(&[each])).is_empty());
    assert_eq!(diff(&edition(&[both]), &edition(&[either])).terms.len(), 1);
}

/// The words of a condition may stay while its expression moves a threshold.
#[test]
fn another_expression_under_the_same_words_is_a_change() {
    let large = |than: &'static str| {
        let mut sources = asked();
        let need = NeedText {
            when: "面积大".into(),
            ..under("m-hygiene", than)
        };
        sources.corrections[1] = asking(&[need]);
        compile(&sources, &law()).edition.unwrap()
    };
    let (one, same, other) = (large("floor_area >= 300"), large("floor_area >= 300"), large("floor_area >= 500"));
    assert!(diff(&one, &same).is_empty());
    assert_eq!(diff(&one, &other).terms.len(), 1);
}

#[test]
fn a_leader_reads_what_changed() {
    let found = changed(|s| {
        with(s, "m-hygiene", |m| {
            m.mode = "record_filing".into();
            m.filing = matter("x", "record_filing").filing;
            m.commitment = None;
            m.promised_limit = limit(0, "");
            m.materials[0].value.source = "shared".into();
            m.materials[0].value.shared_from = "规划部门".into();
            m.conditions.clear();
        });
        others_ask_for_something_else(s);
        s.matters.retain(|own| own.value.code != "m-gone");
        s.terms[2].value.name = "企业管理咨询".into();
    });
    let said = found.to_string();
    let lines = [
        "事项：新增1项，减少1项，调整3项；经营范围条目：变动1条。",
        "四减合计（两版都列全要素的3项事项）：",
        "四减                  原版  新版  增减",
        "须提交材料（份）         3     2    -1",
        "承诺时限（个工作日）     7     6    -1",
        "办理环节（个）           5     5     0",
        "四减分事项（1项有变化）：",
        "改革方式：实行告知承诺→审批改为备案",
        "信息共享部门：无→滨江区市场监管局",
        "承诺时限：1个工作日→0个工作日",
        "取消条件：经营场所面积足够",
        "不再提交：平面图（改为部门共享取得：规划部门）",
        "减少事项（1项）：",
        "m-gone 核发（m-gone），直接取消审批；与另一版的备案登记（P5）对应同一目录名称；没有经营范围条目涉及",
        "L2001“企业管理咨询”：表述：企业管理→企业管理咨询",
    ];
    for line in lines {
        assert!(said.contains(line), "{line}\n---\n{said}");
    }
    assert!(diff(&edition(&[]), &edition(&[])).to_string().ends_with("两版内容没有变化。\n"));
}
