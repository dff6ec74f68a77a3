//! Lists of a matter laid side by side: what came, what went, and what says something else under the same code.

use crate::catalogue::detail::{Basis, Condition, Field, Material, ProcessStep, StepKind};
use std::collections::{BTreeMap, BTreeSet};

/// What something was, and what it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shift<T> {
    /// In the earlier edition.
    pub before: T,
    /// In the later one.
    pub after: T,
}

/// One entry of a list that is not the same in both editions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry<T> {
    /// Only in the later edition.
    Added(T),
    /// Only in the earlier one.
    Removed(T),
    /// In both, with other words.
    Changed(Shift<T>),
}

impl<T> Entry<T> {
    /// As it was.
    pub fn before(&self) -> Option<&T> {
        match self {
            Entry::Added(_) => None,
            Entry::Removed(before) | Entry::Changed(Shift { before, .. }) => Some(before),
        }
    }

    /// As it is.
    pub fn after(&self) -> Option<&T> {
        match self {
            Entry::Removed(_) => None,
            Entry::Added(after) | Entry::Changed(Shift { after, .. }) => Some(after),
        }
    }
}

/// What stands in a list under a key and can be laid beside its earlier self.
pub(in crate::catalogue) trait Keyed: Clone {
    /// By what it is found again.
    type Key<'k>: Ord
    where
        Self: 'k;

    /// Its key; entries with the same key are paired in their order.
    fn key(&self) -> Self::Key<'_>;

    /// Whether both say the same. How sure the keeper is (the mark) is no part of what they say.
    fn says(&self, other: &Self) -> bool;
}

impl Keyed for Basis {
    type Key<'k> = &'k str;

    fn key(&self) -> &str {
        &self.law
    }

    fn says(&self, other: &Basis) -> bool {
        let mark = other.mark;
        Basis { mark, ..self.clone() } == *other
    }
}

impl Keyed for Condition {
    type Key<'k> = &'k str;

    fn key(&self) -> &str {
        &self.code
    }

    fn says(&self, other: &Condition) -> bool {
        let mark = other.mark;
        Condition { mark, ..self.clone() } == *other
    }
}

impl Keyed for Material {
    type Key<'k> = &'k str;

    fn key(&self) -> &str {
        &self.code
    }

    fn says(&self, other: &Material) -> bool {
        let mark = other.mark;
        Material { mark, ..self.clone() } == *other
    }
}

impl Keyed for Field {
    type Key<'k> = &'k str;

    fn key(&self) -> &str {
        &self.code
    }

    fn says(&self, other: &Field) -> bool {
        self == other
    }
}

impl Keyed for ProcessStep {
    type Key<'k> = (StepKind, &'k str);

    fn key(&self) -> (StepKind, &str) {
        (self.kind, &self.name)
    }

    fn says(&self, other: &ProcessStep) -> bool {
        self == other
    }
}

/// Every entry that is not the same on both sides, by key.
pub(in crate::catalogue) fn entries<T: Keyed>(before: &[T], after: &[T]) -> Vec<Entry<T>> {
    let mut sides: BTreeMap<(T::Key<'_>, usize), Shift<Option<&T>>> = BTreeMap::new();
    for (place, entry) in numbered(before) {
        sides.entry(place).or_default().before = Some(entry);
    }
    for (place, entry) in numbered(after) {
        sides.entry(place).or_default().after = Some(entry);
    }
    let entry = |side: Shift<Option<&T>>| match (side.before, side.after) {
        (Some(before), Some(after)) if before.says(after) => None,
        (Some(before), Some(after)) => Some(Entry::Changed(Shift {
            before: before.clone(),
            after: after.clone(),
        })),
        (Some(before), None) => Some(Entry::Removed(before.clone())),
        (None, Some(after)) => Some(Entry::Added(after.clone())),
        (None, None) => None,
    };
    sides.into_values().filter_map(entry).collect()
}

/// An entry's key, and how many with the same key stood before it.
type Place<'l, T> = (<T as Keyed>::Key<'l>, usize);

fn numbered<T: Keyed>(list: &[T]) -> Vec<(Place<'_, T>, &T)> {
    let mut seen: BTreeMap<T::Key<'_>, usize> = BTreeMap::new();
    let mut placed = Vec::with_capacity(list.len());
    for entry in list {
        let earlier = seen.entry(entry.key()).or_default();
        placed.push(((entry.key(), *earlier), entry));
        *earlier += 1;
    }
    placed
}

/// The steps both editions have, in the order of each, when that order is not the same.
pub(super) fn reordered(before: &[ProcessStep], after: &[ProcessStep]) -> Option<Shift<Vec<String>>> {
    let (earlier, later) = (numbered(before), numbered(after));
    let common = |own: &[(Place<'_, ProcessStep>, &ProcessStep)], other: &[(Place<'_, ProcessStep>, &ProcessStep)]| {
        let known: BTreeSet<&Place<'_, ProcessStep>> = other.iter().map(|(place, _)| place).collect();
        let both = own.iter().filter(|(place, _)| known.contains(place));
        both.map(|(_, step)| (step.kind, step.name.clone())).collect::<Vec<_>>()
    };
    let (before, after) = (common(&earlier, &later), common(&later, &earlier));
    let names = |steps: Vec<(StepKind, String)>| steps.into_iter().map(|(_, name)| name).collect();
    (before != after).then(|| Shift {
        before: names(before),
        after: names(after),
    })
}
