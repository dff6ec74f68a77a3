//! Checks of facts and expressions, and the proof that every combination of answers has a result.
//!
//! The proof goes through all cases: the facts of a rule have finitely many answers that its tests can tell apart. What fails
//! is shown with the case in which it fails.

use super::{Finding, Findings, Lint};
use crate::catalogue::condition::{Cases, FactIndex, Facts, Known, Problem, Test, Truth, kind, read};
use crate::catalogue::source::{CorrectionText, FactText, NeedText, Placed, Sources};
use std::collections::{BTreeMap, BTreeSet};

/// All checks of facts and expressions.
pub(in crate::catalogue) fn check_questions(sources: &Sources, out: &mut Findings) {
    declarations(sources, out);
    let facts = Facts::declared(&sources.facts);
    let stands_for = stands_for(sources);
    let mut used: BTreeSet<FactIndex> = BTreeSet::new();
    for correction in &sources.corrections {
        let mut check = Check {
            correction,
            facts: &facts,
            out,
        };
        let needs: Vec<Tested> = correction.value.needs.iter().flatten().map(|need| check.need(need)).collect();
        for offer in needs.iter().filter(|offer| offer.text.any_of.len() > 1) {
            check.determined(offer, &needs, &stands_for);
        }
        used.extend(needs.iter().filter_map(|need| need.test.as_ref()).flat_map(Test::facts).copied());
    }
    for text in &sources.facts {
        let index = facts.index(&text.value.code);
        if index.is_some_and(|index| !used.contains(&index)) {
            out.add(Finding::new(Lint::FactUnused, &text.at).with("fact", &text.value.code));
        }
    }
}

/// The matter each listed id stands for, so that two names of one matter are not taken for two.
fn stands_for(sources: &Sources) -> BTreeMap<&str, &str> {
    sources
        .matters
        .iter()
        .flat_map(|matter| matter.value.lists.iter().map(|id| (id.as_str(), matter.value.code.as_str())))
        .collect()
}

fn declarations(sources: &Sources, out: &mut Findings) {
    let mut codes: BTreeSet<&str> = BTreeSet::new();
    for text in &sources.facts {
        let fact = &text.value;
        let mut add = |lint: Lint, element: &str, value: &str| {
            let finding = Finding::new(lint, &text.at).with("fact", &fact.code);
            out.add(finding.with("element", element).with("value", value));
        };
        if !codes.insert(&fact.code) {
            add(Lint::FactTwice, "code", &fact.code);
        }
        if !is_name(&fact.code) {
            add(Lint::ValueUnknown, "code", &fact.code);
        }
        if kind(fact).is_none() {
            add(Lint::ValueUnknown, "kind", &fact.kind);
        }
        for (element, _) in asked(fact).into_iter().filter(|(_, missing)| *missing) {
            add(Lint::QuestionMissing, element, "");
        }
        let mut values: BTreeSet<&str> = BTreeSet::new();
        for (value, _) in &fact.choices {
            if !values.insert(value) {
                add(Lint::FactTwice, "choices", value);
            }
        }
    }
}

/// What a question of this kind needs, and whether it is missing.
fn asked(fact: &FactText) -> [(&'static str, bool); 3] {
    let unlabelled = |(value, label): &(String, String)| value.is_empty() || label.is_empty();
    [
        ("question", fact.question.is_empty()),
        ("unit", fact.kind == "number" && fact.unit.is_empty()),
        (
            "choices",
            fact.kind == "choice" && (fact.choices.len() < 2 || fact.choices.iter().any(unlabelled)),
        ),
    ]
}

/// Whether expressions can name it: small letters, digits and `_`, a letter first, and no word of the language.
fn is_name(code: &str) -> bool {
    let letters = code
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    letters && code.starts_with(|first: char| first.is_ascii_lowercase()) && !matches!(code, "in" | "true" | "false" | "null")
}

/// A need with its test, when it has one that can be read.
struct Tested<'s> {
    text: &'s NeedText,
    test: Option<Test>,
}

impl Tested<'_> {
    /// Whether its condition is known to the compiler: there is none, or it is a test.
    fn provable(&self) -> bool {
        self.test.is_some() || (self.text.when.is_empty() && self.text.condition.is_empty())
    }

    fn holds(&self, known: &Known<'_>) -> bool {
        self.test.as_ref().is_none_or(|test| test.truth(known) == Truth::True)
    }

    /// The matters it asks for without choice.
    fn direct(&self) -> &[String] {
        if self.text.any_of.len() == 1 {
            &self.text.any_of
        } else {
            &self.text.all_of
        }
    }
}

/// The needs of one correction, while they are checked.
struct Check<'c> {
    correction: &'c Placed<CorrectionText>,
    facts: &'c Facts,
    out: &'c mut Findings,
}

impl<'c> Check<'c> {
    fn add(&mut self, lint: Lint, named: &[(&str, &str)]) {
        let finding = Finding::new(lint, &self.correction.at).with("correction", self.correction.value.id());
        let add = |finding: Finding, (fact, value): &(&str, &str)| finding.with(fact, value);
        self.out.add(named.iter().fold(finding, add));
    }

    /// Reads the expression of a need and goes through its cases.
    fn need(&mut self, need: &'c NeedText) -> Tested<'c> {
        if need.condition.is_empty() {
            if !need.when.is_empty() {
                self.add(Lint::ConditionOnlyInWords, &[("when", &need.when)]);
            }
            return Tested { text: need, test: None };
        }
        // People read the words: on the notice, in the guide, on paper.
        if need.when.is_empty() {
            self.add(Lint::ElementMissing, &[("element", "when"), ("if", &need.condition)]);
        }
        let test = match read(&need.condition, self.facts) {
            Ok(test) => Some(test),
            Err(problems) => {
                problems.iter().for_each(|problem| self.problem(need, problem));
                None
            }
        };
        if let Some(test) = &test {
            self.reachable(need, test);
        }
        Tested { text: need, test }
    }

    fn problem(&mut self, need: &NeedText, problem: &Problem) {
        let expression = ("if", need.condition.as_str());
        match problem {
            Problem::Broken(part) => self.add(Lint::ExpressionBroken, &[expression, ("part", part)]),
            Problem::FactUnknown(fact) => self.add(Lint::FactUnknown, &[expression, ("fact", fact)]),
            Problem::TypeWrong { fact, with } => self.add(Lint::FactTypeWrong, &[expression, ("fact", fact), ("with", with)]),
        }
    }

    /// There are shops of which it is true, and shops of which it is not.
    fn reachable(&mut self, need: &NeedText, test: &Test) {
        let expression = ("if", need.condition.as_str());
        let Some(cases) = Cases::of(test.facts().iter().copied(), &[test], self.facts) else {
            return self.add(Lint::ExpressionBroken, &[expression, ("part", "cases")]);
        };
        let mut known = Known::nothing(self.facts);
        let mut seen: BTreeSet<bool> = BTreeSet::new();
        for number in 0..cases.count() {
            cases.suppose(number, &mut known);
            seen.insert(test.truth(&known) == Truth::True);
        }
        if !seen.contains(&true) {
            self.add(Lint::ConditionNeverTrue, &[expression]);
        } else if !seen.contains(&false) {
            self.add(Lint::ConditionAlwaysTrue, &[expression]);
        }
    }

    /// Where one of several matters is enough, either the need's note says how to choose, or other needs of the term choose by
    /// facts; then they choose one in every case, and never two.
    fn determined(&mut self, offer: &Tested<'_>, needs: &[Tested<'_>], stands_for: &BTreeMap<&str, &str>) {
        let matter = |id: &'_ String| stands_for.get(id.as_str()).map_or_else(|| id.clone(), |code| (*code).to_owned());
        let offered: BTreeSet<String> = offer.text.any_of.iter().map(matter).collect();
        let chosen = |need: &Tested<'_>| {
            need.direct()
                .iter()
                .map(matter)
                .filter(|id| offered.contains(id))
                .collect::<Vec<_>>()
        };
        let choosing: Vec<(&Tested<'_>, Vec<String>)> = needs
            .iter()
            .map(|need| (need, chosen(need)))
            .filter(|(_, chosen)| !chosen.is_empty())
            .collect();
        let noted = !offer.text.note.is_empty();
        let named = offer.text.any_of.join(" | ");
        if !offer.provable() || choosing.iter().any(|(need, _)| !need.provable()) {
            return;
        }
        let tests: Vec<&Test> = choosing
            .iter()
            .map(|(need, _)| *need)
            .chain([offer])
            .filter_map(|need| need.test.as_ref())
            .collect();
        let facts: BTreeSet<FactIndex> = tests.iter().flat_map(|test| test.facts()).copied().collect();
        let Some(cases) = Cases::of(facts, &tests, self.facts) else {
            return self.add(Lint::ExpressionBroken, &[("any_of", &named), ("part", "cases")]);
        };
        let (mut known, mut reported) = (Known::nothing(self.facts), BTreeSet::new());
        for number in 0..cases.count() {
            cases.suppose(number, &mut known);
            if !offer.holds(&known) {
                continue;
            }
            let holding = choosing.iter().filter(|(need, _)| need.holds(&known));
            let demanded: BTreeSet<&String> = holding.flat_map(|(_, chosen)| chosen).collect();
            let why = match demanded.len() {
                0 if noted => continue,
                0 => "none",
                1 => continue,
                _ => "several",
            };
            if reported.insert(why) {
                let case = cases.said(number, self.facts);
                let finding = [("any_of", named.as_str()), ("chosen", why), ("case", &case)];
                // Without any fact there is one case only, and nothing to say of it.
                self.add(
                    Lint::AnswersUndetermined,
                    finding.get(..if case.is_empty() { 2 } else { 3 }).unwrap_or_default(),
                );
            }
        }
    }
}
