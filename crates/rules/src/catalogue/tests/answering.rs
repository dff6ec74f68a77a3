//! The notice with answers, against a loop that tries every shop.

use super::city::*;
use super::conditions::answers;
use super::notices::edition;
use crate::catalogue::source::*;
use crate::catalogue::{Answers, Edition, Notice, Settled, Truth, Zone, notice, rebuild};
use crate::law::Law;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn told<'e>(edition: &'e Edition, terms: &[&str], law: &'e Law) -> Notice<'e> {
    notice(edition, terms, PLACE, Zone::Elsewhere, law).unwrap()
}

fn settled(notice: &Notice<'_>, answers: &Answers) -> BTreeMap<String, Settled> {
    let settled = notice.settle(answers).into_iter();
    settled.map(|one| (one.entry.matter.code.clone(), one.settled)).collect()
}

fn open<'e>(notice: &Notice<'e>, answers: &Answers) -> Vec<&'e str> {
    notice.open_questions(answers).into_iter().map(|fact| fact.code.as_str()).collect()
}

/// Proves WIN-08.
#[test]
fn each_answer_settles_what_it_decides_and_asks_no_more_about_it() {
    let (law, edition) = (law(), edition(&asked()));
    let notice = told(&edition, &["O3001"], &law);
    let given = |given: &[(&str, &str)]| answers(edition.facts(), given);
    let none = given(&[]);
    let of = |code: &str, answers: &Answers| settled(&notice, answers)[code];
    assert_eq!(open(&notice, &none), ["has_pool", "floor_area", "product"]);
    assert_eq!(of("P3", &none), Settled::Needed, "nothing decides about it");
    assert_eq!(of("m-hygiene", &none), Settled::Unknown);
    assert_eq!(of("m-food", &none), Settled::Unknown);
    let pool = given(&[("has_pool", "yes")]);
    assert_eq!(open(&notice, &pool), ["product"], "the size no longer matters");
    assert_eq!(of("m-hygiene", &pool), Settled::Needed);
    let small = given(&[("has_pool", "no"), ("floor_area", "299.5")]);
    assert_eq!(
        (of("m-hygiene", &small), open(&notice, &small)),
        (Settled::NotNeeded, vec!["product"])
    );
    let packed = given(&[("product", "packed")]);
    assert_eq!(
        (of("m-food", &packed), of("m-packed", &packed)),
        (Settled::NotNeeded, Settled::Needed)
    );
}

#[test]
fn each_result_names_rule_article_and_the_facts_it_rests_on() {
    let (law, edition) = (law(), edition(&asked()));
    let notice = told(&edition, &["O3001"], &law);
    let given = answers(edition.facts(), &[("has_pool", "no"), ("floor_area", "300"), ("product", "packed")]);
    let settled = notice.settle(&given);
    let of = |code: &str| settled.iter().find(|one| one.entry.matter.code == code).unwrap();
    let hygiene = of("m-hygiene");
    assert_eq!((hygiene.settled, hygiene.traces.len(), hygiene.open.len()), (Settled::Needed, 1, 0));
    let trace = &hygiene.traces[0];
    assert_eq!(trace.truth, Truth::True);
    assert_eq!(
        (trace.rule().to_string().as_str(), trace.basis()),
        ("O3001@2021-07-01", "《公共场所卫生管理条例》第八条")
    );
    let inputs: Vec<String> = trace
        .inputs
        .iter()
        .map(|input| format!("{}={}", input.fact.code, input.answer.as_ref().unwrap()))
        .collect();
    assert_eq!(inputs, ["has_pool=no", "floor_area=300"]);
    let food = of("m-food");
    assert_eq!((food.settled, food.instead), (Settled::NotNeeded, edition.matter_index("m-packed")));
    assert_eq!(
        food.traces.iter().map(|trace| trace.truth).collect::<Vec<_>>(),
        [Truth::True, Truth::False]
    );
}

#[test]
fn a_condition_in_words_is_asked_in_its_words() {
    let mut sources = sources();
    let need = NeedText {
        all_of: vec!["m-hygiene".into()],
        when: "设有堂食".into(),
        ..NeedText::default()
    };
    sources.corrections.push(asking(&[need]));
    let (law, edition) = (law(), edition(&sources));
    let notice = told(&edition, &["O3001"], &law);
    assert_eq!(open(&notice, &Answers::new()), ["设有堂食"]);
    assert!(edition.fact("设有堂食").unwrap().in_words);
    for (answer, expected) in [("yes", Settled::Needed), ("no", Settled::NotNeeded)] {
        let given = answers(edition.facts(), &[("设有堂食", answer)]);
        assert_eq!((settled(&notice, &given)["m-hygiene"], open(&notice, &given)), (expected, vec![]));
    }
}

/// An edition of old is built as it was; what can no longer be read of it is asked in words and never taken for unconditional.
#[test]
fn what_an_old_edition_says_under_a_condition_is_never_needed_in_any_case() {
    for (when, condition, asked) in [
        ("设有堂食", "dining &&", "设有堂食"),
        ("", "dining &&", "dining &&"),
        ("", "has_pool", "has_pool"),
    ] {
        let mut sources = super::city::asked();
        let need = NeedText {
            when: when.into(),
            ..under("m-hygiene", condition)
        };
        sources.corrections[1] = asking(&[need]);
        let law = law();
        let edition = rebuild(&sources, &law);
        let notice = told(&edition, &["O3001"], &law);
        assert_eq!(settled(&notice, &Answers::new())["m-hygiene"], Settled::Unknown, "{condition}");
        assert_eq!(open(&notice, &Answers::new()), [asked]);
        assert_eq!(notice.tally().conditional, 1);
    }
}

/// Two terms that between them need a matter in any case, each under its own condition.
#[test]
fn what_every_answer_leads_to_is_not_asked() {
    let mut sources = asked();
    sources.corrections[1] = asking(&[under("m-hygiene", "has_pool")]);
    let mut other = asking(&[under("m-hygiene", "!has_pool"), under("m-food", "floor_area > 3")]);
    other.value.term = "L2001".into();
    sources.corrections.push(other);
    let (law, edition) = (law(), edition(&sources));
    let notice = told(&edition, &["O3001", "L2001"], &law);
    assert_eq!(settled(&notice, &Answers::new())["m-hygiene"], Settled::Needed);
    assert_eq!(open(&notice, &Answers::new()), ["floor_area"]);
}

#[test]
fn the_head_counts_with_the_answers() {
    let (law, edition) = (law(), edition(&asked()));
    let notice = told(&edition, &["O3001"], &law);
    let tally = |given: &[(&str, &str)]| {
        let tally = notice.tally_with(&answers(edition.facts(), given));
        (
            tally.permits,
            tally.filings + tally.with_registration,
            tally.choices,
            tally.conditional,
        )
    };
    // The two alternatives count once while nobody knows which.
    assert_eq!(tally(&[]), (1, 0, 0, 2));
    assert_eq!(tally(&[("product", "packed"), ("has_pool", "yes")]), (2, 1, 0, 0));
    assert_eq!(tally(&[("product", "fresh"), ("has_pool", "yes")]), (3, 0, 0, 0));
    assert_eq!(
        tally(&[("product", "fresh"), ("has_pool", "no"), ("floor_area", "1")]),
        (2, 0, 0, 0)
    );
}

/// A shop, with everything that any rule below looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shop {
    has_pool: bool,
    outside: bool,
    floor_area: &'static str,
    product: &'static str,
}

type Holds = fn(&Shop) -> bool;

const AREAS: [&str; 8] = ["0", "20", "299", "299.999", "300", "300.5", "500", "501"];
const OUTSIDE: &str = "有外摆";

/// Conditions, each beside what it means.
const CONDITIONS: [(&str, Holds); 10] = [
    ("", |_| true),
    (OUTSIDE, |shop| shop.outside),
    ("has_pool", |shop| shop.has_pool),
    ("!has_pool", |shop| !shop.has_pool),
    ("floor_area >= 300", |shop| area(shop) >= 300.0),
    ("floor_area < 300", |shop| area(shop) < 300.0),
    (r#"product == "fresh""#, |shop| shop.product == "fresh"),
    (r#"product != "fresh" && floor_area > 300"#, |shop| {
        shop.product != "fresh" && area(shop) > 300.0
    }),
    ("has_pool || floor_area in [300, 500]", |shop| {
        shop.has_pool || [300.0, 500.0].contains(&area(shop))
    }),
    (r#"has_pool == (true) && !(product in ["fresh"]) || floor_area == 500"#, |shop| {
        shop.has_pool && shop.product != "fresh" || area(shop) == 500.0
    }),
];

fn area(shop: &Shop) -> f64 {
    shop.floor_area.parse().unwrap()
}

fn shops() -> Vec<Shop> {
    let mut shops = Vec::new();
    for (has_pool, outside) in [(false, false), (false, true), (true, false), (true, true)] {
        for floor_area in AREAS {
            for product in ["fresh", "packed"] {
                shops.push(Shop {
                    has_pool,
                    outside,
                    floor_area,
                    product,
                });
            }
        }
    }
    shops
}

/// Facts in the order of the edition, with the shop's answer.
fn told_of(shop: &Shop) -> [(&'static str, &'static str); 4] {
    let word = |truth: bool| if truth { "yes" } else { "no" };
    [
        ("has_pool", word(shop.has_pool)),
        ("floor_area", shop.floor_area),
        ("product", shop.product),
        (OUTSIDE, word(shop.outside)),
    ]
}

/// A rule of the random catalogue: its term, its matters, whether one of them is enough, and when it holds.
struct RandomNeed {
    matters: Vec<String>,
    one_of: bool,
    condition: usize,
}

/// Two needs for each of six terms, over five matters. Alternatives and direct needs stand at different terms, so that they
/// meet only in a notice.
fn random_needs(seed: &[u8]) -> Vec<RandomNeed> {
    let pick = |n: usize, from: usize| usize::from(seed[n % seed.len()]) % from;
    let need = |n: usize| {
        let first = pick(5 * n, 5);
        let one_of = n % 4 < 2;
        let second = (first + 1 + pick(5 * n + 1, 4)) % 5;
        RandomNeed {
            matters: [first, second][..if one_of { 2 } else { 1 + pick(5 * n + 2, 2) }]
                .iter()
                .map(|matter| format!("L{matter}"))
                .collect(),
            one_of,
            condition: pick(5 * n + 3, CONDITIONS.len()),
        }
    };
    (0..12).map(need).collect()
}

fn random_sources(needs: &[RandomNeed]) -> Sources {
    let mut sources = asked();
    sources.listed.extend((0..5).map(|n| {
        placed(
            listed(&format!("L{n}"), &format!("事项{n}"), "permit"),
            "listed-matters.tsv",
            n + 10,
        )
    }));
    sources.corrections.clear();
    for (at, pair) in needs.chunks(2).enumerate() {
        let code = format!("T{at}");
        sources
            .terms
            .push(placed(term(&code, &format!("项目{at}"), &["L0"], &[]), "scope-terms.tsv", 20));
        let text = |need: &RandomNeed| {
            let (condition, _) = CONDITIONS[need.condition];
            let (all_of, any_of) = if need.one_of {
                (vec![], need.matters.clone())
            } else {
                (need.matters.clone(), vec![])
            };
            NeedText {
                all_of,
                any_of,
                when: condition.into(),
                condition: if condition == OUTSIDE { String::new() } else { condition.into() },
                note: "按实际经营取一项".into(),
            }
        };
        let mut correction = asking(&[]);
        (correction.value.term, correction.value.needs) = (code, Some(pair.iter().map(text).collect()));
        sources.corrections.push(correction);
    }
    sources
}

/// What a shop that is fully known needs, by a plain loop.
fn plain(needs: &[&RandomNeed], shop: &Shop) -> BTreeMap<String, Settled> {
    let holding: Vec<&&RandomNeed> = needs.iter().filter(|need| CONDITIONS[need.condition].1(shop)).collect();
    let sure: BTreeSet<&String> = holding.iter().filter(|need| !need.one_of).flat_map(|need| &need.matters).collect();
    let unanswered = holding
        .iter()
        .filter(|need| need.one_of && !need.matters.iter().any(|matter| sure.contains(matter)));
    let to_choose: BTreeSet<&String> = unanswered.flat_map(|need| &need.matters).collect();
    let settled = |matter: &String| match (sure.contains(matter), to_choose.contains(matter)) {
        (true, _) => Settled::Needed,
        (false, true) => Settled::OneOf,
        (false, false) => Settled::NotNeeded,
    };
    (0..5).map(|n| format!("L{n}")).map(|code| (code.clone(), settled(&code))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Full answers settle everything; partial ones settle exactly what no further answer could change, and exactly the
    /// questions that could change something stay open; answering more never unsettles anything.
    #[test]
    fn answers_settle_what_a_loop_over_all_shops_settles(
        seed in prop::collection::vec(any::<u8>(), 60),
        chosen in prop::collection::btree_set(0usize..6, 1..5),
        known in 0usize..16,
        shop in 0usize..64,
    ) {
        let needs = random_needs(&seed);
        let (law, edition) = (law(), edition(&random_sources(&needs)));
        let terms: Vec<String> = chosen.iter().map(|at| format!("T{at}")).collect();
        let terms: Vec<&str> = terms.iter().map(String::as_str).collect();
        let notice = told(&edition, &terms, &law);
        let needs: Vec<&RandomNeed> = chosen.iter().flat_map(|at| &needs[2 * at..2 * at + 2]).collect();
        let (all, here) = (shops(), &shops()[shop]);
        // A condition in words is a fact only where somebody uses it.
        let answered = |shop: &Shop, keep: &dyn Fn(usize) -> bool| {
            let told: Vec<(&str, &str)> = told_of(shop).into_iter().enumerate().filter(|(at, _)| keep(*at)).map(|(_, pair)| pair)
                .filter(|(code, _)| edition.fact(code).is_some()).collect();
            answers(edition.facts(), &told)
        };
        let kept = |at: usize| known & (1 << at) != 0;
        let same = |shop: &&Shop| told_of(shop).iter().zip(told_of(here)).enumerate().all(|(at, (a, b))| !kept(at) || *a == b);
        let possible: Vec<&Shop> = all.iter().filter(same).collect();
        let (partly, fully) = (answered(here, &kept), answered(here, &|_| true));

        let outcomes: Vec<BTreeMap<String, Settled>> = possible.iter().map(|shop| plain(&needs, shop)).collect();
        let (some, full) = (settled(&notice, &partly), settled(&notice, &fully));
        for (code, settled) in &some {
            let possible: BTreeSet<Settled> = outcomes.iter().map(|outcome| outcome[code]).collect();
            let expected = if possible.len() == 1 { *possible.first().unwrap() } else { Settled::Unknown };
            prop_assert_eq!(*settled, expected, "{} with {:?}", code, partly);
        }
        let in_notice = |outcome: &BTreeMap<String, Settled>| outcome.iter().filter(|(code, _)| full.contains_key(*code)).map(|(code, settled)| (code.clone(), *settled)).collect::<BTreeMap<_, _>>();
        prop_assert_eq!(&full, &in_notice(&plain(&needs, here)));
        prop_assert!(open(&notice, &fully).is_empty());
        prop_assert!(some.iter().all(|(code, settled)| *settled == Settled::Unknown || full[code] == *settled));

        // A question is open when two possible shops differ in its answer alone and need something else.
        let mut decides: BTreeSet<&str> = BTreeSet::new();
        for (at, (code, _)) in told_of(here).iter().enumerate() {
            for (a, left) in possible.iter().zip(&outcomes) {
                for (b, right) in possible.iter().zip(&outcomes) {
                    let alone = told_of(a).iter().zip(told_of(b)).enumerate().all(|(place, (a, b))| (*a != b) == (place == at));
                    if alone && in_notice(left) != in_notice(right) {
                        decides.insert(code);
                    }
                }
            }
        }
        let asked: Vec<&str> = open(&notice, &partly);
        prop_assert_eq!(asked.iter().copied().collect::<BTreeSet<_>>(), decides);
        prop_assert_eq!(asked.is_empty(), some.values().all(|settled| *settled != Settled::Unknown));
        let order = |code: &&str| edition.facts().iter().position(|fact| fact.code == **code);
        prop_assert!(asked.is_sorted_by_key(order));
    }
}
