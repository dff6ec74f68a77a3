//! 裁量基准: where the law leaves a choice, a table by factors, so that the same facts give the same range (GOV-08).
//!
//! A table looks at nothing but the fields of the matter's own form. Compiling proves that every combination of answers meets
//! exactly one row. Who decides outside the range says why.

use super::condition::{Answers, Cases, Facts, Known, Problem, Test, Truth, read};
use super::edition::Edition;
use super::source::{DiscretionRuleText, DiscretionText, FactText, FieldText, Placed};
use crate::law::Mark;
use crate::{Code, Refusal};
use std::fmt;

/// What a row allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Range {
    /// From … to …, both allowed.
    Numbers {
        /// The least.
        from: i64,
        /// The greatest.
        to: i64,
    },
    /// One of these.
    Choices(Vec<String>),
}

impl Range {
    /// Whether the outcome lies within.
    pub fn holds(&self, outcome: &str) -> bool {
        match self {
            Range::Numbers { from, to } => outcome.trim().parse::<i64>().is_ok_and(|number| (*from..=*to).contains(&number)),
            Range::Choices(choices) => choices.iter().any(|choice| choice == outcome.trim()),
        }
    }

    /// Lets an outcome within the range pass, and one outside it only with its reason.
    pub fn allows(&self, outcome: &str, reason: &str) -> Result<(), Refusal> {
        if self.holds(outcome) || !reason.trim().is_empty() {
            return Ok(());
        }
        let refusal = Refusal::new(Code::OutsideDiscretion).with("outcome", outcome.trim());
        Err(refusal.with("range", self))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Range::Numbers { from, to } if from == to => write!(f, "{from}"),
            Range::Numbers { from, to } => write!(f, "{from}–{to}"),
            Range::Choices(choices) => f.write_str(&choices.join("、")),
        }
    }
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscretionRule {
    /// The factors in words; empty: always.
    pub when: String,
    /// The same as an expression over the form; empty: always.
    pub condition: String,
    test: Option<Test>,
    /// What it allows.
    pub range: Range,
}

/// A table of discretion.
#[derive(Clone, Debug)]
pub struct Discretion {
    /// Code within the matter.
    pub code: String,
    /// What is decided.
    pub name: String,
    /// Unit of a number; empty for a choice of words.
    pub unit: String,
    /// Article that leaves the choice.
    pub article: String,
    /// How sure we are of it.
    pub mark: Mark,
    /// Its rows.
    pub rules: Vec<DiscretionRule>,
    facts: Facts,
}

/// Equal are tables that say the same; what they are read with follows from that.
impl PartialEq for Discretion {
    fn eq(&self, other: &Discretion) -> bool {
        let said = |table: &Discretion| (table.code.clone(), table.name.clone(), table.unit.clone(), table.article.clone());
        said(self) == said(other) && self.mark == other.mark && self.rules == other.rules
    }
}

impl Eq for Discretion {}

/// What a table says for some facts.
#[derive(Clone, Copy, Debug)]
pub struct Ranged<'e> {
    /// The table.
    pub table: &'e Discretion,
    /// The row that holds; none while the facts do not tell.
    pub rule: Option<&'e DiscretionRule>,
}

impl Discretion {
    /// The row that holds for these facts; none while they do not tell.
    pub fn rule_for(&self, answers: &Answers) -> Option<&DiscretionRule> {
        let known = Known::given(&self.facts, answers);
        let holds = |rule: &&DiscretionRule| rule.test.as_ref().is_none_or(|test| test.truth(&known) == Truth::True);
        self.rules.iter().find(holds)
    }

    /// Each row as a leader reads it.
    pub(super) fn said(&self) -> Vec<String> {
        let row = |rule: &DiscretionRule| format!("{} {} {}{}", self.name, rule.when, rule.range, self.unit);
        self.rules.iter().map(row).collect()
    }
}

impl Edition {
    /// What the tables of a matter say for some facts, in the order of its file; `licensing::facts` makes them of a filled form.
    pub fn discretion(&self, matter: &str, answers: &Answers) -> Vec<Ranged<'_>> {
        let tables = self.matter(matter).and_then(|matter| matter.detail.as_deref());
        let ranged = |table| Ranged {
            table,
            rule: Discretion::rule_for(table, answers),
        };
        tables.map_or(&[][..], |detail| &detail.discretion).iter().map(ranged).collect()
    }
}

/// The fields of a form that a table may look at, as facts.
pub(super) fn facts(fields: &[Placed<FieldText>]) -> Facts {
    let fact = |field: &Placed<FieldText>| Placed {
        value: FactText {
            code: field.value.code.clone(),
            question: field.value.label.clone(),
            kind: field.value.kind.clone(),
            unit: field.value.unit.clone(),
            choices: field.value.choices.iter().map(|choice| (choice.clone(), choice.clone())).collect(),
            hint: field.value.hint.clone(),
        },
        at: field.at.clone(),
    };
    Facts::declared(&fields.iter().map(fact).collect::<Vec<_>>())
}

/// What a row allows, when it says exactly one thing.
pub(super) fn range(rule: &DiscretionRuleText) -> Option<Range> {
    match (rule.from, rule.to, rule.choices.as_slice()) {
        (Some(from), Some(to), []) if from <= to => Some(Range::Numbers { from, to }),
        (None, None, choices) if !choices.is_empty() => Some(Range::Choices(choices.to_vec())),
        _ => None,
    }
}

/// The test of a row; none: it always holds.
pub(super) fn test(rule: &DiscretionRuleText, facts: &Facts) -> Result<Option<Test>, Vec<Problem>> {
    if rule.condition.is_empty() {
        return Ok(None);
    }
    read(&rule.condition, facts).map(Some)
}

/// A table as compiled; a row that cannot be read is left out, which only an edition of old can have.
pub(super) fn discretion_of(text: &DiscretionText, fields: &[Placed<FieldText>]) -> Discretion {
    let facts = facts(fields);
    let rule = |rule: &DiscretionRuleText| {
        Some(DiscretionRule {
            when: rule.when.clone(),
            condition: rule.condition.clone(),
            test: test(rule, &facts).ok()?,
            range: range(rule)?,
        })
    };
    Discretion {
        code: text.code.clone(),
        name: text.name.clone(),
        unit: text.unit.clone(),
        article: text.article.clone(),
        mark: text.mark.unwrap_or(Mark::Recalled),
        rules: text.rules.iter().filter_map(rule).collect(),
        facts,
    }
}

/// A combination of answers for which a table does not say one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Hole {
    /// No row holds.
    Gap(String),
    /// Several rows hold: their numbers from 1, and the case.
    Overlap(String, String),
    /// More cases than can be gone through.
    TooMany,
}

/// The first case without a row, and the first with several.
pub(super) fn holes(tests: &[Option<Test>], facts: &Facts) -> Vec<Hole> {
    let read: Vec<&Test> = tests.iter().flatten().collect();
    let mut used: Vec<_> = read.iter().flat_map(|test| test.facts()).copied().collect();
    used.sort_unstable();
    used.dedup();
    let Some(cases) = Cases::of(used, &read, facts) else {
        return vec![Hole::TooMany];
    };
    let (mut known, mut gap, mut overlap) = (Known::nothing(facts), None, None);
    for number in 0..cases.count() {
        cases.suppose(number, &mut known);
        let holds = |test: &Option<Test>| test.as_ref().is_none_or(|test| test.truth(&known) == Truth::True);
        let holding: Vec<String> = (1_u32..)
            .zip(tests)
            .filter(|(_, test)| holds(test))
            .map(|(row, _)| row.to_string())
            .collect();
        match holding.len() {
            0 if gap.is_none() => gap = Some(Hole::Gap(cases.said(number, facts))),
            0 | 1 => {}
            _ if overlap.is_none() => overlap = Some(Hole::Overlap(holding.join("、"), cases.said(number, facts))),
            _ => {}
        }
    }
    gap.into_iter().chain(overlap).collect()
}
