//! The one-time notice for twenty terms, JSON in and JSON out: the product against a Rego policy, and against what reading
//! and writing the same bytes costs anybody.

mod answer;
mod rego;

use crate::measure::{Contestant, Goal, Measure, beside, gate, processor_rate, take_turns};
use crate::{Folder, Outcome, Stop, Wish};
use office::{Shelf, Time};
use rego::{Rego, Way};
use rules::law::Law;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::hint::black_box;

const WORK: &str = "notice";
const PLACE: &str = "330108";
const TERMS: usize = 20;
/// Different queries, all compared before anything is measured.
const QUERIES: usize = 512;
const SEED: u64 = 20_210_316;

const PRODUCT: &str = "zhunying";
const PEER: &str = "regorus";
const PEER_PLAIN: &str = "regorus_interpreter";
const LIMIT: &str = "serde_json_same_bytes";

/// Runs it; gives what was missed.
pub fn run(wish: &Wish) -> Outcome<Vec<String>> {
    let today = Time::System.now().day();
    let shelf = Shelf::shipped(today).map_err(|fault| Stop::World(fault.to_string()))?;
    let law = shelf.law(today, PLACE);
    let queries = queries(&shelf);
    let folder = Folder::make()?;
    let mut rego = Rego::start(&wish.rego, &folder.0, &shelf, PLACE, &queries)?;
    let mut missed: Vec<String> = oracle(&shelf, &law, &queries, &mut rego)?.into_iter().collect();
    let rego = RefCell::new(rego);
    let pairs: Vec<(String, Value, Value)> = queries.iter().map(|query| bytes_of(&shelf, &law, query)).collect::<Outcome<_>>()?;
    let mut contestants = [
        Contestant::new(LIMIT, "notices/cpu-s", |_| {
            processor_rate(wish.seconds, &pairs, |(query, _, answer)| {
                let read: Value = serde_json::from_str(query).map_err(|error| Stop::World(error.to_string()))?;
                black_box(read);
                Ok(black_box(answer.to_string()).len())
            })
        }),
        Contestant::new(PEER, "notices/cpu-s", |_| rego.borrow_mut().turn(Way::Compiled, wish.seconds)),
        Contestant::new(PEER_PLAIN, "notices/cpu-s", |_| {
            rego.borrow_mut().turn(Way::Interpreted, wish.seconds)
        }),
        Contestant::new(PRODUCT, "notices/cpu-s", |_| {
            processor_rate(wish.seconds, &queries, |query| Ok(answer::answer(&shelf, &law, query)?.len()))
        }),
    ];
    let table = take_turns(WORK, Measure::Processor, wish.rounds, &mut contestants)?;
    missed.extend(table.print(&[Goal {
        of: PRODUCT,
        by: PEER,
        at_least: 40.0,
    }])?);
    Ok(missed)
}

/// A query read, and its answer as a value: what the limit writes.
fn bytes_of(shelf: &Shelf, law: &Law, query: &str) -> Outcome<(String, Value, Value)> {
    let broken = |error: serde_json::Error| Stop::World(error.to_string());
    let asked = serde_json::from_str(query).map_err(broken)?;
    let answer = serde_json::from_str(&answer::answer(shelf, law, query)?).map_err(broken)?;
    Ok((query.to_owned(), asked, answer))
}

/// All answer the same set of matters to every query.
fn oracle(shelf: &Shelf, law: &Law, queries: &[String], rego: &mut Rego) -> Outcome<Option<String>> {
    let mut matters = 0;
    let mut bytes = 0;
    let mut breach = None;
    for query in queries {
        let own = answer::answer(shelf, law, query)?;
        let ours = codes(&own)?;
        matters += ours.len();
        bytes += own.len();
        for theirs in [rego.line()?, rego.line()?] {
            if codes(&theirs)? != ours {
                breach.get_or_insert_with(|| format!("{query}: {own} and {theirs}"));
            }
        }
    }
    let each = |sum: usize| sum as f64 / queries.len() as f64;
    beside(WORK, "matters_per_notice", "matters", each(matters));
    beside(WORK, "answer_bytes", "bytes", each(bytes));
    Ok(gate(WORK, "the same set of matters", queries.len(), breach))
}

fn codes(answer: &str) -> Outcome<BTreeSet<String>> {
    let answer: Value = serde_json::from_str(answer).map_err(|error| Stop::World(error.to_string()))?;
    let matters = answer
        .get("matters")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    Ok(matters
        .iter()
        .filter_map(|matter| Some(matter.get("code")?.as_str()?.to_owned()))
        .collect())
}

/// Seeded queries of twenty different terms, drawn as people draw them: few terms often, most seldom (Zipf), and one query
/// in four within a free-trade zone.
fn queries(shelf: &Shelf) -> Vec<String> {
    let mut dice = Dice(SEED);
    let mut order: Vec<&str> = shelf.edition().terms().iter().map(|term| term.code.as_str()).collect();
    for place in (1..order.len()).rev() {
        order.swap(place, dice.below(place + 1));
    }
    let mut sums = Vec::with_capacity(order.len());
    let mut sum = 0.0;
    for rank in 1..=order.len() {
        sum += 1.0 / rank as f64;
        sums.push(sum);
    }
    let one = |dice: &mut Dice| {
        let mut terms: Vec<&str> = Vec::with_capacity(TERMS);
        while terms.len() < TERMS {
            let at = dice.share() * sum;
            let rank = sums.partition_point(|upto| *upto < at);
            match order.get(rank) {
                Some(term) if !terms.contains(term) => terms.push(term),
                Some(_) | None => {}
            }
        }
        json!({"terms": terms, "place": PLACE, "free_trade_zone": dice.below(4) == 0}).to_string()
    };
    (0..QUERIES).map(|_| one(&mut dice)).collect()
}

/// Throws from a seed (xorshift).
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.throw() % end.max(1) as u64).unwrap_or(0)
    }

    fn share(&mut self) -> f64 {
        (self.throw() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
