//! Questions to the registers: who depends on an article, what the lists leave out, which list held on a day.

use super::city::*;
use crate::Code;
use crate::calendar::Date;
use crate::catalogue::source::*;
use crate::catalogue::{Answer, Quantity};
use crate::catalogue::{
    Compiled, Edition, Lint, Outcome, Severity, VisitChange, VisitClass, VisitEntry, assignment, compile, rebuild, visit_list,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

const DAY: Date = Date::constant(2026, 3, 2);

fn edition(sources: &Sources) -> Edition {
    let compiled = compile(sources, &law());
    compiled.edition.ok_or(compiled.findings).unwrap()
}

fn matters(sources: &Sources, law: &str, articles: &[&str]) -> Vec<String> {
    let articles: Vec<String> = articles.iter().map(|article| (*article).to_owned()).collect();
    let dependents = edition(sources).dependents(law, &articles);
    let places = |places: &[crate::catalogue::Cited]| places.iter().map(|place| place.element.clone()).collect::<Vec<_>>().join(" ");
    dependents
        .iter()
        .map(|dependent| format!("{}: {}", dependent.matter, places(&dependent.places)))
        .collect()
}

/// A condition, a material and a limit that rest on articles of their own.
fn citing() -> Sources {
    let mut sources = sources();
    sources.matters[0].value.conditions[0].value.article = "《中华人民共和国食品安全法》第三十三条第一款第（一）项、第四十四条".into();
    sources.matters[0].value.materials[0].value.basis = "《食品安全法》第三十六条至第三十八条".into();
    sources.matters[0].value.legal_limit = limit(10, "《食品安全法》（2021年修正）第四十四条第二款（本款所列期限）");
    sources.matters[1].value.mode_basis = "国发〔2021〕7号附件1；《食品安全法》第三十七条".into();
    sources
}

#[test]
fn the_dependents_of_an_article_are_exactly_those_that_cite_it() {
    let sources = citing();
    let all = ["m-food: basis", "m-gone: basis", "m-hygiene: basis", "m-packed: basis"];
    assert_eq!(matters(&sources, "食品安全法", &["第三十五条"]), all);
    assert_eq!(matters(&sources, "食品安全法", &["第三十四条"]), Vec::<String>::new());
    assert_eq!(
        matters(&sources, "《食品安全法》", &["第三十七条"]),
        ["m-food: material.平面图", "m-hygiene: mode_basis"]
    );
    assert_eq!(
        matters(&sources, "食品安全法", &["第四十四条"]),
        ["m-food: legal_limit condition.c1"]
    );
    assert_eq!(matters(&sources, "食品安全法", &["第四十四条第一款"]), ["m-food: condition.c1"]);
    assert_eq!(matters(&sources, "食品安全法", &["第三十三条第一款第二项"]), Vec::<String>::new());
    assert_eq!(matters(&sources, "食品安全法", &[]).len(), 4);
    assert_eq!(matters(&sources, "药品管理法", &[]), Vec::<String>::new());
}

/// The matters blocked by a change, and whether the catalogue may be published.
fn blocked(sources: &Sources) -> (BTreeSet<String>, bool) {
    let Compiled { findings, edition } = compile(sources, &law());
    let blocked = findings.iter().filter(|finding| finding.code == Lint::BasisChanged);
    (blocked.map(|finding| finding.facts["matter"].clone()).collect(), edition.is_some())
}

/// Proves CAT-16.
#[test]
fn a_repealed_article_blocks_exactly_its_dependents_until_each_is_confirmed() {
    let mut sources = citing();
    sources.registers.changes.push(change(&["第三十七条"], Date::constant(2026, 1, 1)));
    let set = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(blocked(&sources), (set(&["m-food", "m-hygiene"]), false));
    let change = &mut sources.registers.changes[0].value;
    change.confirmed.push(ConfirmationText {
        until: Some(Date::constant(2026, 12, 31)),
        ..confirmed("m-food", "kept")
    });
    assert_eq!(blocked(&sources), (set(&["m-hygiene"]), false));
    sources.registers.changes[0].value.confirmed.push(confirmed("m-hygiene", "revised"));
    sources.matters[1].value.mode_basis = "国发〔2021〕7号附件1".into();
    assert_eq!(blocked(&sources), (set(&[]), true));
    // The page tells the same as the check.
    let edition = edition(&sources);
    let affected = edition.affected(&edition.law_changes()[0], DAY);
    let told: Vec<_> = affected
        .iter()
        .map(|one| {
            (
                one.dependent.matter.as_str(),
                one.confirmation.as_ref().map(|confirmed| confirmed.outcome),
            )
        })
        .collect();
    assert_eq!(told, [("m-food", Some(Outcome::Kept))]);
    assert!(
        edition.affected(&edition.law_changes()[0], Date::constant(2027, 1, 1))[0]
            .confirmation
            .is_none()
    );
}

#[test]
fn a_change_that_comes_only_warns_and_says_its_day() {
    let mut sources = citing();
    sources.registers.changes.push(change(&["第三十七条"], Date::constant(2026, 3, 3)));
    let compiled = compile(&sources, &law());
    let told: Vec<_> = compiled
        .findings
        .iter()
        .map(|finding| (finding.level, finding.facts["from"].as_str()))
        .collect();
    assert_eq!(told, [(Severity::Warn, "2026-03-03"); 2]);
    assert!(compiled.edition.is_some());
}

/// Proves CAT-16.
#[test]
fn a_cancelled_approval_stays_a_duty_of_supervision() {
    let mut sources = sources();
    let gaps = edition(&sources).power_gaps(DAY);
    assert_eq!((gaps.in_neither.len(), gaps.duty_dropped.len(), gaps.power_kept.len()), (0, 0, 0));
    // The matter of a cancelled approval is dropped from the duties, too.
    sources.registers.duties[0].value.matters.retain(|code| code != "m-gone");
    let denied: Vec<_> = compile(&sources, &law())
        .denied()
        .map(|finding| (finding.code, finding.facts["matter"].clone()))
        .collect();
    assert_eq!(denied, [(Lint::DutyDropped, "m-gone".to_owned())]);
}

/// Some rows of batches, in any order: batches have the day of their number.
fn rows() -> impl Strategy<Value = Vec<VisitEntry>> {
    let row = (1_u32..5, 0_u8..6, proptest::bool::ANY, proptest::bool::ANY).prop_map(|(batch, matter, one, added)| VisitEntry {
        batch,
        date: Date::constant(2024, i8::try_from(batch).unwrap(), 1),
        matter: format!("m-{matter}"),
        class: if one { VisitClass::One } else { VisitClass::Zero },
        change: if added { VisitChange::Added } else { VisitChange::Withdrawn },
        basis: String::new(),
    });
    let once = |rows: Vec<VisitEntry>| {
        let mut seen = BTreeSet::new();
        rows.into_iter()
            .filter(|row| seen.insert((row.batch, row.matter.clone())))
            .collect::<Vec<_>>()
    };
    proptest::collection::vec(row, 0..30).prop_map(once).prop_shuffle()
}

proptest! {
    /// Proves WIN-12.
    #[test]
    fn the_list_of_a_day_is_the_union_of_the_batches_minus_the_withdrawals(rows in rows(), month in 1_i8..6) {
        let day = Date::constant(2024, month, 15);
        let list: BTreeSet<&str> = visit_list(&rows, day).into_keys().collect();
        // By definition: the last thing said of a matter until that day was that it comes in.
        let mut expected = BTreeSet::new();
        for matter in rows.iter().map(|row| row.matter.as_str()) {
            let said = rows.iter().filter(|row| row.matter == matter && row.date <= day).max_by_key(|row| row.batch);
            if said.is_some_and(|row| row.change == VisitChange::Added) {
                expected.insert(matter);
            }
        }
        prop_assert_eq!(list, expected);
        let mut turned = rows.clone();
        turned.reverse();
        prop_assert_eq!(visit_list(&turned, day), visit_list(&rows, day));
    }
}

/// Proves WIN-12.
#[test]
fn a_matter_withdrawn_after_publication_is_in_the_list_of_the_days_between() {
    let edition = edition(&sources());
    let on = |day: Date| edition.visits_on(day).into_keys().collect::<Vec<_>>();
    assert_eq!(on(Date::constant(2024, 2, 29)), Vec::<&str>::new());
    assert_eq!(on(Date::constant(2024, 3, 1)), ["m-food", "m-gone"]);
    assert_eq!(on(Date::constant(2024, 6, 29)), ["m-food", "m-gone"]);
    assert_eq!(on(Date::constant(2024, 6, 30)), ["m-food"]);
    let batches = edition.visit_batches();
    let told: Vec<_> = batches
        .iter()
        .map(|batch| (batch.number, batch.added.len(), batch.withdrawn.len()))
        .collect();
    assert_eq!(told, [(1, 2, 0), (2, 0, 1)]);
}

/// Proves CAT-15.
#[test]
fn an_abolished_proof_can_no_longer_be_attached_to_any_matter() {
    let abolished = edition(&sources()).proof("premises").unwrap().name.clone();
    for place in 0..3 {
        for name in [abolished.as_str(), "经营场所情况说明"] {
            let mut sources = sources();
            sources.matters[place].value.materials[0].value.name = name.into();
            let denied: BTreeSet<Lint> = compile(&sources, &law()).denied().map(|finding| finding.code).collect();
            assert_eq!(denied, BTreeSet::from([Lint::AbolishedProof]), "{place} {name}");
        }
    }
}

/// Proves SUP-01.
#[test]
fn no_matter_is_published_unassigned_or_claimed_twice_and_the_report_names_it() {
    let report = assignment(&edition(&sources()));
    assert_eq!((report.unassigned.len(), report.unserved.len(), report.claimed.len()), (0, 0, 0));
    let market = report.departments.values().next().unwrap();
    // The approval bureau approves three of them; the competent department supervises all four, the cancelled one too.
    assert_eq!(
        (market.matters, market.cancelled, market.filings, market.approved_elsewhere),
        (4, 1, 1, 3)
    );
    let spoils: [fn(&mut Sources); 4] = [
        |s| s.matters[3].value.regulating.clear(),
        |s| s.matters[0].value.regulating.clear(),
        |s| s.matters[0].value.regulating = "weather".into(),
        |s| {
            let mut other = listed_power("ZR-2", &["m-food"]);
            other.value.department = "approval".into();
            s.registers.duties.push(other);
        },
    ];
    for (place, spoil) in spoils.into_iter().enumerate() {
        let mut sources = sources();
        spoil(&mut sources);
        assert!(compile(&sources, &law()).edition.is_none(), "{place}");
        // An edition that was published before the checks is reported all the same.
        let report = assignment(&rebuild(&sources, &law()));
        let found = report.unassigned.len() + report.unserved.len() + report.claimed.len();
        assert!(found > 0, "{place}");
    }
}

/// What the table of the restaurant says for an area.
fn range_for(edition: &Edition, area: &str) -> (String, String) {
    let facts = [("area".to_owned(), Answer::Number(Quantity::parse(area).unwrap()))].into();
    let ranged = edition.discretion("m-food", &facts)[0];
    let rule = ranged.rule.unwrap();
    (rule.range.to_string(), format!("{} {}", rule.when, ranged.table.article))
}

/// Proves GOV-08.
#[test]
fn the_same_facts_give_the_same_range_and_an_outcome_outside_it_needs_a_reason() {
    let edition = edition(&sources());
    let small = ("12–36".to_owned(), "不足三百平方米 《食品安全法》第四十条".to_owned());
    assert_eq!(range_for(&edition, "299.9"), small);
    assert_eq!(range_for(&edition, "0"), small);
    assert_eq!(range_for(&edition, "300").0, "36–60");
    // Without the answer there is no range, and a matter without a table has none.
    assert!(edition.discretion("m-food", &Default::default())[0].rule.is_none());
    assert!(edition.discretion("m-packed", &Default::default()).is_empty());

    let facts = [("area".to_owned(), Answer::Number(Quantity::whole(86).unwrap()))].into();
    let range = &edition.discretion("m-food", &facts)[0].rule.unwrap().range;
    for inside in ["12", "24", "36"] {
        assert!(range.allows(inside, "").is_ok(), "{inside}");
    }
    for outside in ["11", "37", "-24", "长期", ""] {
        let refusal = range.allows(outside, " ").unwrap_err();
        assert_eq!(
            (refusal.code, refusal.facts["range"].as_str()),
            (Code::OutsideDiscretion, "12–36"),
            "{outside}"
        );
        assert!(range.allows(outside, "申请人自愿缩短").is_ok(), "{outside}");
    }
}

/// Proves GOV-08.
#[test]
fn a_hole_in_a_table_is_shown_as_a_case() {
    let case = |change: fn(&mut DiscretionText)| {
        let mut sources = sources();
        change(&mut sources.matters[0].value.discretion[0].value);
        let findings = compile(&sources, &law()).findings;
        let told = |finding: &crate::catalogue::Finding| (finding.code, finding.facts["case"].clone());
        findings.iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(
        case(|table| table.rules[1].condition = "area > 300".into()),
        [(Lint::DiscretionGap, "area=300".to_owned())]
    );
    assert_eq!(
        case(|table| table.rules[0].condition = "area <= 300".into()),
        [(Lint::DiscretionOverlap, "area=300".to_owned())]
    );
}
