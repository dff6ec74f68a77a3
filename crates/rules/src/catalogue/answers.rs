//! What becomes of the matters of a notice with what is known of the shop, which questions are still open, and why.
//!
//! Requirements WIN-08, CAT-13. Nothing is taken for granted: a condition that nobody answered leaves its matter unknown. A
//! matter is settled as soon as no further answer could change it, and then nobody is asked for more.

use super::condition::{Answer, Answers, Cases, Fact, FactIndex, Known, Test, Truth};
use super::edition::{MatterIndex, Need, Needed, RuleRef, Term};
use super::notice::{Because, Notice, NoticeMatter, Settled};
use std::collections::BTreeSet;

/// What becomes of one matter of a notice.
#[derive(Clone, Debug)]
pub struct Settlement<'n, 'e> {
    /// The matter.
    pub entry: &'n NoticeMatter<'e>,
    /// What becomes of it.
    pub settled: Settled,
    /// The alternative that is needed anyway, for which this one is not.
    pub instead: Option<MatterIndex>,
    /// Every rule that was asked, with what it looked at.
    pub traces: Vec<Trace<'e>>,
    /// What still decides it, in the order of the edition; empty when it is settled.
    pub open: Vec<&'e Fact>,
}

/// One rule that was asked about a matter.
#[derive(Clone, Debug)]
pub struct Trace<'e> {
    /// Term and need, with the rule and its article.
    pub because: Because<'e>,
    /// Whether its condition is fulfilled; a need without condition always is.
    pub truth: Truth,
    /// The facts its condition looks at, and what was answered.
    pub inputs: Vec<Input<'e>>,
}

/// A fact a rule looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input<'e> {
    /// The fact.
    pub fact: &'e Fact,
    /// What was answered; none when nothing, or nothing the fact takes.
    pub answer: Option<Answer>,
}

impl<'e> Trace<'e> {
    /// The rule.
    pub fn rule(&self) -> &'e RuleRef {
        self.because.rule()
    }

    /// Its article.
    pub fn basis(&self) -> &'e str {
        self.because.basis()
    }
}

impl<'e> Notice<'e> {
    /// What becomes of each matter with these answers, in the order of the notice.
    pub fn settle<'n>(&'n self, answers: &Answers) -> Vec<Settlement<'n, 'e>> {
        let known = Known::given(&self.edition.facts, answers);
        let needs: Vec<Because<'e>> = self.needs().collect();
        self.matters.iter().map(|entry| self.settlement(entry, &needs, &known)).collect()
    }

    /// The questions whose answers still decide something, in the order of the edition. With none open everything is settled.
    pub fn open_questions(&self, answers: &Answers) -> Vec<&'e Fact> {
        let known = Known::given(&self.edition.facts, answers);
        let needs: Vec<Because<'e>> = self.needs().collect();
        let open = self
            .matters
            .iter()
            .flat_map(|entry| Asked::about(entry.index, &needs).settle(self, &known).1);
        self.facts(open.collect::<BTreeSet<_>>())
    }

    /// Every need of the chosen terms.
    fn needs(&self) -> impl Iterator<Item = Because<'e>> {
        let zone = self.zone;
        self.terms
            .iter()
            .flat_map(move |term: &&'e Term| term.needs_in(zone).iter().map(|need| Because { term, need }))
    }

    fn facts(&self, indices: impl IntoIterator<Item = FactIndex>) -> Vec<&'e Fact> {
        indices.into_iter().filter_map(|index| self.edition.fact_at(index)).collect()
    }

    fn settlement<'n>(&'n self, entry: &'n NoticeMatter<'e>, needs: &[Because<'e>], known: &Known<'_>) -> Settlement<'n, 'e> {
        let asked = Asked::about(entry.index, needs);
        let (settled, open) = asked.settle(self, known);
        let traces = needs.iter().filter(|because| names(because.need, entry.index));
        let trace = |because: &Because<'e>| Trace {
            because: *because,
            truth: truth(because.need, known),
            inputs: because.need.test.iter().flat_map(|test| self.inputs(test, known)).collect(),
        };
        Settlement {
            entry,
            settled,
            instead: (settled == Settled::NotNeeded).then(|| asked.instead(known)).flatten(),
            traces: traces.map(trace).collect(),
            open: self.facts(open),
        }
    }

    fn inputs(&self, test: &Test, known: &Known<'_>) -> Vec<Input<'e>> {
        let input = |index: &FactIndex| {
            Some(Input {
                fact: self.edition.fact_at(*index)?,
                answer: known.get(*index).cloned(),
            })
        };
        test.facts().iter().filter_map(input).collect()
    }
}

fn names(need: &Need, matter: MatterIndex) -> bool {
    need.matters.matters().contains(&matter)
}

/// Whether a need holds with what is known.
fn truth(need: &Need, known: &Known<'_>) -> Truth {
    need.test.as_ref().map_or(Truth::True, |test| test.truth(known))
}

/// Whether a need leaves no choice: all of its matters, or the only alternative.
fn direct(need: &Need) -> bool {
    match &need.matters {
        Needed::AllOf(_) => true,
        Needed::AnyOf(matters) => matters.len() < 2,
    }
}

/// Everything that decides about one matter.
struct Asked<'e> {
    /// Needs that leave no choice but it.
    direct: Vec<&'e Need>,
    /// Needs that offer it among others, each with the needs that ask for one of those without choice.
    offers: Vec<Offer<'e>>,
}

/// A need that offers alternatives.
struct Offer<'e> {
    need: &'e Need,
    /// Needs that ask for one of the alternatives without choice; where one holds, there is nothing to choose.
    sure: Vec<&'e Need>,
}

impl<'e> Asked<'e> {
    fn about(matter: MatterIndex, needs: &[Because<'e>]) -> Asked<'e> {
        let needs = || needs.iter().map(|because| because.need);
        let sure = |offer: &Need| {
            let asks = |need: &&Need| direct(need) && need.matters.matters().iter().any(|matter| names(offer, *matter));
            needs().filter(asks).collect()
        };
        Asked {
            direct: needs().filter(|need| direct(need) && names(need, matter)).collect(),
            offers: needs()
                .filter(|need| !direct(need) && names(need, matter))
                .map(|need| Offer { need, sure: sure(need) })
                .collect(),
        }
    }

    /// What follows from what is known, without supposing anything.
    fn outcome(&self, known: &Known<'_>) -> Settled {
        let of = |needs: &[&Need]| Truth::any(needs.iter().map(|need| truth(need, known)));
        let needed = of(&self.direct);
        let offered = self
            .offers
            .iter()
            .map(|offer| Truth::all([truth(offer.need, known), !of(&offer.sure)]));
        match (needed, Truth::any(offered)) {
            (Truth::True, _) => Settled::Needed,
            (Truth::False, Truth::True) => Settled::OneOf,
            (Truth::False, Truth::False) => Settled::NotNeeded,
            (Truth::False, Truth::Unknown) | (Truth::Unknown, _) => Settled::Unknown,
        }
    }

    /// What becomes of the matter, and which facts still decide that. Where the rules themselves do not tell, every case of the
    /// open facts is tried: `a` at one term and `!a` at another come to the same.
    fn settle(&self, notice: &Notice<'_>, known: &Known<'_>) -> (Settled, Vec<FactIndex>) {
        let outcome = self.outcome(known);
        if outcome != Settled::Unknown {
            return (outcome, Vec::new());
        }
        let tests = self.tests();
        let facts: BTreeSet<FactIndex> = tests.iter().flat_map(|test| test.facts()).copied().collect();
        let open: Vec<FactIndex> = facts.into_iter().filter(|fact| known.get(*fact).is_none()).collect();
        let Some(cases) = Cases::of(open.iter().copied(), &tests, &notice.edition.facts) else {
            // Too many to try: all may decide, and fewer will be open after the next answer.
            return (outcome, open);
        };
        let mut supposed = known.clone();
        let mut outcomes = Vec::with_capacity(cases.count());
        for number in 0..cases.count() {
            cases.suppose(number, &mut supposed);
            outcomes.push(self.outcome(&supposed));
        }
        let deciding = cases.deciding(&outcomes);
        match outcomes.first() {
            Some(first) if deciding.is_empty() => (*first, deciding),
            Some(_) | None => (outcome, deciding),
        }
    }

    fn tests(&self) -> Vec<&'e Test> {
        let offers = self.offers.iter().flat_map(|offer| offer.sure.iter().chain([&offer.need]));
        self.direct.iter().chain(offers).filter_map(|need| need.test.as_deref()).collect()
    }

    /// The alternative that is needed anyway.
    fn instead(&self, known: &Known<'_>) -> Option<MatterIndex> {
        self.offers.iter().find_map(|offer| {
            let sure = offer.sure.iter().find(|need| truth(need, known) == Truth::True)?;
            sure.matters.matters().iter().copied().find(|other| names(offer.need, *other))
        })
    }
}
