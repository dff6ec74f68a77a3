//! All cases some facts can make: the finitely many answers between which no test sees a difference.

use super::{Answer, FactIndex, FactKind, Facts, Known, Quantity, Rule, Test};
use std::collections::BTreeSet;

/// More cases than this are nobody's rule; so many can be gone through at every answer.
const CASES_MAX: usize = 4_096;

/// Every combination of answers to some facts that some tests can tell apart.
pub(in crate::catalogue) struct Cases {
    facts: Vec<(FactIndex, Vec<Answer>)>,
    count: usize,
}

impl Cases {
    /// The cases of these facts, as far as these tests tell them apart. None when there are too many to go through.
    pub(in crate::catalogue) fn of(facts: impl IntoIterator<Item = FactIndex>, tests: &[&Test], table: &Facts) -> Option<Cases> {
        let mut cases = Cases {
            facts: Vec::new(),
            count: 1,
        };
        for fact in facts {
            let answers = answers(fact, tests, table);
            cases.count = cases.count.checked_mul(answers.len()).filter(|count| *count <= CASES_MAX)?;
            cases.facts.push((fact, answers));
        }
        Some(cases)
    }

    /// How many there are; one when there is nothing to tell apart.
    pub(in crate::catalogue) fn count(&self) -> usize {
        self.count
    }

    /// The answers of the case with this number.
    pub(in crate::catalogue) fn case(&self, number: usize) -> impl Iterator<Item = (FactIndex, &Answer)> {
        let mut left = number;
        self.facts.iter().filter_map(move |(fact, answers)| {
            let answer = answers.get(left % answers.len().max(1))?;
            left /= answers.len().max(1);
            Some((*fact, answer))
        })
    }

    /// Supposes the case with this number.
    pub(in crate::catalogue) fn suppose<'a>(&'a self, number: usize, known: &mut Known<'a>) {
        self.case(number).for_each(|(fact, answer)| known.suppose(fact, answer));
    }

    /// A case in words of the files: `has_pool=yes, floor_area=300`.
    pub(in crate::catalogue) fn said(&self, number: usize, table: &Facts) -> String {
        let parts = self
            .case(number)
            .filter_map(|(fact, answer)| Some(format!("{}={answer}", table.get(fact)?.code)));
        parts.collect::<Vec<_>>().join(", ")
    }

    /// The facts on which an outcome depends, given the outcome of every case in order: those of which another answer alone
    /// brings another outcome.
    pub(in crate::catalogue) fn deciding<T: PartialEq>(&self, outcomes: &[T]) -> Vec<FactIndex> {
        let mut step = 1;
        let mut deciding = Vec::new();
        for (fact, answers) in &self.facts {
            let span = step * answers.len();
            let differs = |at: usize| {
                let first = at - at % span + at % step;
                outcomes.get(first) != outcomes.get(at)
            };
            if (0..outcomes.len()).any(differs) {
                deciding.push(*fact);
            }
            step = span;
        }
        deciding
    }
}

/// Answers to a fact that stand for all others: yes and no, each choice, and of numbers those at, between and beyond what they
/// are compared with.
fn answers(fact: FactIndex, tests: &[&Test], table: &Facts) -> Vec<Answer> {
    match table.get(fact).map(|fact| &fact.kind) {
        Some(FactKind::YesNo) => vec![Answer::YesNo(false), Answer::YesNo(true)],
        Some(FactKind::Choice(choices)) => choices.iter().map(|choice| Answer::Choice(choice.value.clone())).collect(),
        Some(FactKind::Number { .. }) => numbers(fact, tests).into_iter().map(Answer::Number).collect(),
        None => Vec::new(),
    }
}

fn numbers(fact: FactIndex, tests: &[&Test]) -> BTreeSet<Quantity> {
    let compared: BTreeSet<Quantity> = tests.iter().flat_map(|test| constants(test, fact)).collect();
    let mut numbers = BTreeSet::from([Quantity::ZERO]);
    let mut below = Quantity::ZERO;
    for number in compared {
        numbers.extend(below.between(number));
        numbers.insert(number);
        below = number;
    }
    numbers.insert(below.above());
    numbers
}

/// The numbers a test compares a fact with.
fn constants(test: &Test, fact: FactIndex) -> Vec<Quantity> {
    let mut found = Vec::new();
    test.rule.each(&mut |part| {
        if let Rule::Number(of, _, number) = part
            && *of == fact
        {
            found.push(*number);
        }
    });
    found
}
