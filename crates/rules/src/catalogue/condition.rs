//! 情形: facts of a shop that decide what it needs, answers to them, and tests over facts that may be partly known.
//!
//! A need that holds only for some shops carries a [`Test`]. What it looks at is declared as a [`Fact`] with its question, so that
//! a shop is asked and not left to read conditions. A need whose condition is only written in words has a fact of its own, with
//! those words as code and as question, until the keeper declares one. 受理条件 are [`super::Condition`], another thing.

mod cases;
mod reading;

pub(super) use cases::Cases;
pub(super) use reading::{Problem, read};

use super::source::{FactText, Placed};
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// Place of a fact in the edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactIndex(pub u32);

/// Something about a shop that decides what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Name in expressions and answers; for a fact in words those words.
    pub code: String,
    /// The question; for a fact in words those words.
    pub question: String,
    /// What an answer may be.
    pub kind: FactKind,
    /// What helps to answer; may be empty.
    pub hint: String,
    /// Nobody has declared it: the condition stands in words only, and is true of the shop or not.
    pub in_words: bool,
}

/// What an answer may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// Yes or no.
    YesNo,
    /// How many or how much, never below zero.
    Number {
        /// Of what.
        unit: String,
    },
    /// One of these.
    Choice(Vec<Choice>),
}

/// A value a fact may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// In expressions and answers.
    pub value: String,
    /// What people read.
    pub label: String,
}

/// What is true of a shop, for one fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// To a question of yes or no.
    YesNo(bool),
    /// To a question of how much.
    Number(Quantity),
    /// The value chosen.
    Choice(String),
}

/// Answers by the code of their fact. One that its fact does not take counts as not given.
pub type Answers = BTreeMap<String, Answer>;

impl Fact {
    /// The answer a text stands for: `yes`, `no`, a number, or the value of a choice. None when the fact does not take it.
    pub fn answer(&self, text: &str) -> Option<Answer> {
        let answer = match self.kind {
            FactKind::YesNo => match text {
                "yes" => Answer::YesNo(true),
                "no" => Answer::YesNo(false),
                _ => return None,
            },
            FactKind::Number { .. } => Answer::Number(Quantity::parse(text)?),
            FactKind::Choice(_) => Answer::Choice(text.to_owned()),
        };
        self.takes(&answer).then_some(answer)
    }

    /// Whether this can be an answer to it.
    pub fn takes(&self, answer: &Answer) -> bool {
        match (&self.kind, answer) {
            (FactKind::YesNo, Answer::YesNo(_)) | (FactKind::Number { .. }, Answer::Number(_)) => true,
            (FactKind::Choice(choices), Answer::Choice(value)) => choices.iter().any(|choice| choice.value == *value),
            (FactKind::YesNo | FactKind::Number { .. } | FactKind::Choice(_), _) => false,
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::YesNo(true) => f.write_str("yes"),
            Answer::YesNo(false) => f.write_str("no"),
            Answer::Number(number) => number.fmt(f),
            Answer::Choice(value) => f.write_str(value),
        }
    }
}

/// A number of a fact, exact to a thousandth and never below zero: square metres, kilograms, persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity {
    thousandths: u64,
}

impl Quantity {
    /// Nothing of it.
    pub const ZERO: Quantity = Quantity { thousandths: 0 };
    const ONE: u64 = 1_000;

    /// A whole number; none when it is too large to be true of a shop.
    pub fn whole(number: u64) -> Option<Quantity> {
        let thousandths = number.checked_mul(Quantity::ONE)?;
        Some(Quantity { thousandths })
    }

    /// The number a text says, such as `300` or `299.5`: digits with at most three after the point.
    pub fn parse(text: &str) -> Option<Quantity> {
        let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(rest) || rest.len() > 3 {
            return None;
        }
        let rest: u64 = format!("{rest:0<3}").parse().ok()?;
        let thousandths = Quantity::whole(whole.parse().ok()?)?.thousandths.checked_add(rest)?;
        Some(Quantity { thousandths })
    }

    /// A number between two, when there is one.
    fn between(self, other: Quantity) -> Option<Quantity> {
        let thousandths = self.thousandths.midpoint(other.thousandths);
        (self.thousandths < thousandths && thousandths < other.thousandths).then_some(Quantity { thousandths })
    }

    /// A number above it.
    fn above(self) -> Quantity {
        let thousandths = self.thousandths.saturating_add(Quantity::ONE);
        Quantity { thousandths }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.thousandths / Quantity::ONE, self.thousandths % Quantity::ONE);
        if rest == 0 {
            return write!(f, "{whole}");
        }
        let rest = format!("{rest:03}");
        write!(f, "{whole}.{}", rest.trim_end_matches('0'))
    }
}

/// Whether something is so, as far as the answers tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It is.
    True,
    /// It is not.
    False,
    /// What was answered does not tell.
    Unknown,
}

impl Truth {
    /// What is known to be so or not.
    pub(super) fn of(truth: bool) -> Truth {
        if truth { Truth::True } else { Truth::False }
    }

    /// Whether one of these is so; one that is decides, whatever the others are.
    pub(super) fn any(truths: impl IntoIterator<Item = Truth>) -> Truth {
        let mut all = Truth::False;
        for truth in truths {
            match truth {
                Truth::True => return Truth::True,
                Truth::Unknown => all = Truth::Unknown,
                Truth::False => {}
            }
        }
        all
    }

    /// Whether all of these are so.
    pub(super) fn all(truths: impl IntoIterator<Item = Truth>) -> Truth {
        !Truth::any(truths.into_iter().map(|truth| !truth))
    }
}

impl std::ops::Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

/// A condition over facts, read from its expression and checked against the facts' kinds. It always comes to an end and looks at
/// nothing but the facts it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    expression: String,
    facts: Vec<FactIndex>,
    rule: Rule,
}

/// What a test says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// So, or not so, whatever the facts.
    Constant(bool),
    /// The fact is answered with yes.
    Yes(FactIndex),
    /// The number stands so to this one.
    Number(FactIndex, Compare, Quantity),
    /// This was chosen.
    Chosen(FactIndex, String),
    /// Not this.
    Not(Box<Rule>),
    /// All of these.
    All(Vec<Rule>),
    /// One of these.
    Any(Vec<Rule>),
}

/// How a number stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compare {
    /// `==`
    Equal,
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

impl Compare {
    fn holds(self, left: Quantity, right: Quantity) -> bool {
        match self {
            Compare::Equal => left == right,
            Compare::Below => left < right,
            Compare::AtMost => left <= right,
            Compare::Above => left > right,
            Compare::AtLeast => left >= right,
        }
    }
}

impl Test {
    fn new(expression: &str, rule: Rule) -> Test {
        let mut facts = Vec::new();
        rule.each(&mut |part| match part {
            Rule::Yes(fact) | Rule::Number(fact, ..) | Rule::Chosen(fact, _) => facts.push(*fact),
            Rule::Constant(_) | Rule::Not(_) | Rule::All(_) | Rule::Any(_) => {}
        });
        facts.sort_unstable();
        facts.dedup();
        Test {
            expression: expression.to_owned(),
            facts,
            rule,
        }
    }

    /// The test of a condition in words: its own fact is so.
    pub(super) fn in_words(words: &str, fact: FactIndex) -> Test {
        Test::new(words, Rule::Yes(fact))
    }

    /// As the keeper wrote it.
    pub fn expression(&self) -> &str {
        &self.expression
    }

    /// The facts it looks at, in the order of the edition.
    pub fn facts(&self) -> &[FactIndex] {
        &self.facts
    }

    /// Whether it is so with what is known.
    pub(super) fn truth(&self, known: &Known<'_>) -> Truth {
        self.rule.truth(known)
    }
}

impl Rule {
    fn truth(&self, known: &Known<'_>) -> Truth {
        match self {
            Rule::Constant(truth) => Truth::of(*truth),
            Rule::Yes(fact) => known
                .get(*fact)
                .map_or(Truth::Unknown, |answer| Truth::of(*answer == Answer::YesNo(true))),
            Rule::Number(fact, compare, number) => match known.get(*fact) {
                Some(Answer::Number(answer)) => Truth::of(compare.holds(*answer, *number)),
                Some(Answer::YesNo(_) | Answer::Choice(_)) | None => Truth::Unknown,
            },
            Rule::Chosen(fact, value) => match known.get(*fact) {
                Some(Answer::Choice(answer)) => Truth::of(value == answer),
                Some(Answer::YesNo(_) | Answer::Number(_)) | None => Truth::Unknown,
            },
            Rule::Not(rule) => !rule.truth(known),
            Rule::All(rules) => Truth::all(rules.iter().map(|rule| rule.truth(known))),
            Rule::Any(rules) => Truth::any(rules.iter().map(|rule| rule.truth(known))),
        }
    }

    /// Visits every part of it.
    fn each<'r>(&'r self, visit: &mut impl FnMut(&'r Rule)) {
        visit(self);
        match self {
            Rule::Not(rule) => rule.each(visit),
            Rule::All(rules) | Rule::Any(rules) => rules.iter().for_each(|rule| rule.each(visit)),
            Rule::Constant(_) | Rule::Yes(_) | Rule::Number(..) | Rule::Chosen(..) => {}
        }
    }
}

/// All facts of an edition: those declared in the order of the files, then those in words.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    all: Vec<Fact>,
    codes: HashMap<String, FactIndex>,
}

impl Facts {
    /// The declared ones. One that is no fact at all is left out, and a second one of the same name; the lints name both.
    pub(super) fn declared(texts: &[Placed<FactText>]) -> Facts {
        let mut facts = Facts::default();
        for text in texts {
            let text = &text.value;
            if let Some(kind) = kind(text) {
                facts.add(Fact {
                    code: text.code.clone(),
                    question: text.question.clone(),
                    kind,
                    hint: text.hint.clone(),
                    in_words: false,
                });
            }
        }
        facts
    }

    /// The fact of a condition that is only written in words.
    pub(super) fn of_words(&mut self, words: &str) -> FactIndex {
        self.add(Fact {
            code: words.to_owned(),
            question: words.to_owned(),
            kind: FactKind::YesNo,
            hint: String::new(),
            in_words: true,
        })
    }

    fn add(&mut self, fact: Fact) -> FactIndex {
        if let Some(known) = self.codes.get(&fact.code) {
            return *known;
        }
        let index = FactIndex(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.codes.insert(fact.code.clone(), index);
        self.all.push(fact);
        index
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Fact] {
        &self.all
    }

    /// The fact at this place.
    pub(super) fn get(&self, index: FactIndex) -> Option<&Fact> {
        self.all.get(index.0 as usize)
    }

    /// The place of the fact with this code.
    pub(super) fn index(&self, code: &str) -> Option<FactIndex> {
        self.codes.get(code).copied()
    }
}

/// The kind of a fact as written; none when that is no kind.
pub(super) fn kind(text: &FactText) -> Option<FactKind> {
    Some(match text.kind.as_str() {
        "yes_no" => FactKind::YesNo,
        "number" => FactKind::Number { unit: text.unit.clone() },
        "choice" => {
            let choice = |(value, label): &(String, String)| Choice {
                value: value.clone(),
                label: label.clone(),
            };
            FactKind::Choice(text.choices.iter().map(choice).collect())
        }
        _ => return None,
    })
}

/// What is known of a shop: one place for each fact of the edition.
#[derive(Clone, Debug)]
pub(super) struct Known<'a> {
    answers: Vec<Option<&'a Answer>>,
}

impl<'a> Known<'a> {
    /// Nothing.
    pub(super) fn nothing(facts: &Facts) -> Known<'a> {
        Known {
            answers: vec![None; facts.all.len()],
        }
    }

    /// What was answered, as far as the facts take it.
    pub(super) fn given(facts: &Facts, answers: &'a Answers) -> Known<'a> {
        let answer = |fact: &Fact| answers.get(&fact.code).filter(|answer| fact.takes(answer));
        Known {
            answers: facts.all.iter().map(answer).collect(),
        }
    }

    /// The answer to a fact.
    pub(super) fn get(&self, fact: FactIndex) -> Option<&'a Answer> {
        self.answers.get(fact.0 as usize).copied().flatten()
    }

    /// Supposes an answer.
    pub(super) fn suppose(&mut self, fact: FactIndex, answer: &'a Answer) {
        if let Some(place) = self.answers.get_mut(fact.0 as usize) {
            *place = Some(answer);
        }
    }
}
