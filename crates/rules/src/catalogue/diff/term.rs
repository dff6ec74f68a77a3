//! Scope terms laid side by side: wording, kind and needs, by the codes of the matters.

use super::entry::{Entry, Keyed};
use crate::catalogue::edition::{Edition, Need, Needed, Term, TermKind};
use crate::catalogue::notice::Zone;
use std::collections::{BTreeMap, BTreeSet};

/// What a term asks for: one of these matters; all that it needs together are so many of these.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TermNeed {
    /// Codes of the matters of which one is enough; a single one must be done.
    pub one_of: BTreeSet<String>,
    /// Only when this is true of the shop, in words.
    pub when: Option<String>,
    /// The expression of that condition, which decides; the words again where nobody has written one.
    pub expression: Option<String>,
}

/// What a term is and asks for in one edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermFace {
    /// Code.
    pub code: String,
    /// Wording.
    pub name: String,
    /// What it asks for as a rule, outside a free-trade zone.
    pub kind: TermKind,
    /// What it asks for outside a free-trade zone.
    pub elsewhere: BTreeSet<TermNeed>,
    /// What it asks for within one.
    pub free_trade: BTreeSet<TermNeed>,
}

impl TermFace {
    /// All terms of an edition.
    pub(super) fn all(edition: &Edition) -> Vec<TermFace> {
        let face = |term: &Term| TermFace {
            code: term.code.clone(),
            name: term.name.clone(),
            kind: term.kind,
            elsewhere: needs(edition, &term.needs),
            free_trade: needs(edition, &term.needs_ftz),
        };
        edition.terms().iter().map(face).collect()
    }

    /// What it asks for in this zone.
    pub fn needs_in(&self, zone: Zone) -> &BTreeSet<TermNeed> {
        match zone {
            Zone::FreeTrade => &self.free_trade,
            Zone::Elsewhere => &self.elsewhere,
        }
    }
}

impl Keyed for TermFace {
    type Key<'k> = &'k str;

    fn key(&self) -> &str {
        &self.code
    }

    fn says(&self, other: &TermFace) -> bool {
        self == other
    }
}

fn needs(edition: &Edition, needs: &[Need]) -> BTreeSet<TermNeed> {
    let mut found = BTreeSet::new();
    for need in needs {
        let codes = need.matters.matters().iter().filter_map(|index| edition.matter_at(*index));
        let codes = codes.map(|matter| matter.code.clone());
        let groups: Vec<BTreeSet<String>> = match need.matters {
            Needed::AllOf(_) => codes.map(|code| BTreeSet::from([code])).collect(),
            Needed::AnyOf(_) => vec![codes.collect()],
        };
        found.extend(groups.into_iter().map(|one_of| TermNeed {
            one_of,
            when: need.when.clone(),
            expression: need.test.as_ref().map(|test| test.expression().to_owned()),
        }));
    }
    found
}

/// The code of the term, when its holders in this zone are touched: all of them by another wording, the others by what is
/// asked of them.
pub(super) fn touched(entry: &Entry<TermFace>, zone: Zone) -> Option<&str> {
    match entry {
        Entry::Added(term) | Entry::Removed(term) => Some(&term.code),
        Entry::Changed(term) => {
            let kind_moved = zone == Zone::Elsewhere && term.before.kind != term.after.kind;
            let moved = kind_moved || term.before.name != term.after.name || term.before.needs_in(zone) != term.after.needs_in(zone);
            moved.then_some(&term.after.code)
        }
    }
}

/// The terms that ask for a matter, by zone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Outside a free-trade zone.
    pub elsewhere: BTreeSet<String>,
    /// Within one.
    pub free_trade: BTreeSet<String>,
}

impl Reach {
    /// The codes of the terms in this zone.
    pub fn within(&self, zone: Zone) -> &BTreeSet<String> {
        match zone {
            Zone::FreeTrade => &self.free_trade,
            Zone::Elsewhere => &self.elsewhere,
        }
    }

    /// The terms that ask for each matter of an edition, in any case or not.
    pub(super) fn all(edition: &Edition) -> BTreeMap<&str, Reach> {
        let mut all: BTreeMap<&str, Reach> = BTreeMap::new();
        for term in edition.terms() {
            for zone in Zone::ALL {
                let asked = term.needs_in(*zone).iter().flat_map(|need| need.matters.matters());
                for matter in asked.filter_map(|index| edition.matter_at(*index)) {
                    let reach = all.entry(matter.code.as_str()).or_default();
                    let terms = match zone {
                        Zone::FreeTrade => &mut reach.free_trade,
                        Zone::Elsewhere => &mut reach.elsewhere,
                    };
                    terms.insert(term.code.clone());
                }
            }
        }
        all
    }

    /// Adds the terms of another reach.
    pub(super) fn extend(&mut self, other: Option<&Reach>) {
        if let Some(other) = other {
            self.elsewhere.extend(other.elsewhere.iter().cloned());
            self.free_trade.extend(other.free_trade.iter().cloned());
        }
    }
}
