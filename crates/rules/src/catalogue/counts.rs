//! Questions about one edition that are answered by counting: how many matters of which mode, level and department, how many
//! run only in a free-trade zone, how many can be asked for on line, how many local licences are left (CAT-03, CAT-07, CAT-11).

use super::detail::{Level, SetBy};
use super::diff::{Department, MatterName};
use super::edition::{Edition, Matter, Mode};
use std::collections::{BTreeMap, BTreeSet};

impl Matter {
    /// Whose law made it; a matter of which nobody says so comes from the central list.
    pub fn set_by(&self) -> SetBy {
        let entry = self.entry.as_ref().map(|entry| entry.set_by);
        let own = self.detail.as_ref().map(|detail| detail.set_by);
        own.or(entry).unwrap_or(SetBy::Central)
    }

    /// 审批层级, where stated.
    pub fn level(&self) -> Option<Level> {
        let entry = self.entry.as_ref().and_then(|entry| entry.level);
        self.detail.as_ref().map(|detail| detail.level).or(entry)
    }
}

/// Central and local matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    /// 中央层面设定
    pub central: usize,
    /// 地方层面设定
    pub local: usize,
}

impl Origins {
    /// Both together.
    pub fn total(&self) -> usize {
        self.central + self.local
    }

    fn of<'e>(matters: impl Iterator<Item = &'e Matter>) -> Origins {
        let mut origins = Origins::default();
        for matter in matters {
            match matter.set_by() {
                SetBy::Central => origins.central += 1,
                SetBy::Local => origins.local += 1,
            }
        }
        origins
    }
}

/// How many matters there are, and of what kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// On the list.
    pub listed: Origins,
    /// Of these only within a free-trade zone; elsewhere the former procedure holds.
    pub zone_only: Origins,
    /// In force outside free-trade zones: the list without those.
    pub elsewhere: Origins,
    /// By mode, those outside free-trade zones; `None`: not known.
    pub by_mode: BTreeMap<Option<Mode>, usize>,
    /// By level, all listed; `None`: not stated.
    pub by_level: BTreeMap<Option<Level>, usize>,
    /// By competent department, all listed; `None`: not known.
    pub by_department: BTreeMap<Option<Department>, usize>,
    /// Codes of those only within a free-trade zone: the cases behind that figure.
    pub zone_only_matters: Vec<MatterName>,
}

/// The matters of the list, by code. The variant for a free-trade zone of a matter that also runs elsewhere is the same matter
/// once more and not counted again.
fn listed(edition: &Edition) -> Vec<&Matter> {
    let elsewhere: BTreeSet<&str> = edition
        .matters()
        .iter()
        .filter(|matter| !within_zone(matter))
        .flat_map(names)
        .collect();
    let own =
        |matter: &&Matter| !within_zone(matter) || (matter.elsewhere.is_none() && !names(matter).any(|name| elsewhere.contains(name)));
    let mut matters: Vec<&Matter> = edition.matters().iter().filter(own).collect();
    matters.sort_by(|a, b| a.code.cmp(&b.code));
    matters
}

/// Whether all it stands for only holds within a free-trade zone.
fn within_zone(matter: &Matter) -> bool {
    matter.free_trade_zone || (!matter.listed.is_empty() && matter.listed.iter().all(|listed| listed.free_trade_zone))
}

fn names(matter: &Matter) -> impl Iterator<Item = &str> {
    std::iter::once(matter.name.as_str()).chain(matter.listed.iter().map(|listed| listed.name.as_str()))
}

fn tally<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, usize> {
    let mut counts = BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    counts
}

/// Counts the matters of an edition.
pub fn counts(edition: &Edition) -> Counts {
    let listed = listed(edition);
    let (zone_only, elsewhere): (Vec<&Matter>, Vec<&Matter>) = listed.iter().partition(|matter| within_zone(matter));
    let department = |matter: &&Matter| (!matter.department.is_empty()).then(|| Department::of(&matter.department, edition));
    Counts {
        listed: Origins::of(listed.iter().copied()),
        zone_only: Origins::of(zone_only.iter().copied()),
        elsewhere: Origins::of(elsewhere.iter().copied()),
        by_mode: tally(elsewhere.iter().map(|matter| matter.mode)),
        by_level: tally(listed.iter().map(|matter| matter.level())),
        by_department: tally(listed.iter().map(department)),
        zone_only_matters: zone_only.into_iter().map(MatterName::of).collect(),
    }
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// That have it.
    pub have: usize,
    /// In all.
    pub of: usize,
}

impl Share {
    pub(super) fn count(&mut self, has: bool) {
        self.of += 1;
        self.have += usize::from(has);
    }

    /// Thousandths, rounded down so that only a full share shows as one; `None` of nothing.
    pub fn per_mille(&self) -> Option<usize> {
        (self.have * 1_000).checked_div(self.of)
    }
}

/// 一网通事项覆盖率 (CAT-11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Matters with a form one can fill, of those of city level and below that are on the list and not cancelled. A matter
    /// whose level is not stated is counted: nobody may drop out of the denominator by saying nothing.
    pub forms: Share,
    /// The same by level and mode.
    pub by_kind: BTreeMap<CoverageKind, Share>,
    /// Those without.
    pub missing: Vec<MatterName>,
    /// Cancelled matters with a regulating department that an office here serves, so that registrations can be pushed to it,
    /// of all cancelled ones.
    pub pushes: Share,
    /// Those without.
    pub unpushed: Vec<MatterName>,
    /// Of national and provincial level, not cancelled: only here once they are delegated.
    pub pending_delegation: Vec<MatterName>,
}

/// Level and mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CoverageKind {
    /// Level; `None`: not stated.
    pub level: Option<Level>,
    /// Mode; `None`: not known.
    pub mode: Option<Mode>,
}

/// How much of the list can be asked for here.
pub fn coverage(edition: &Edition) -> Coverage {
    let mut coverage = Coverage {
        forms: Share::default(),
        by_kind: BTreeMap::new(),
        missing: Vec::new(),
        pushes: Share::default(),
        unpushed: Vec::new(),
        pending_delegation: Vec::new(),
    };
    for matter in listed(edition) {
        if !matter.asks() {
            let reached = has_push_target(matter, edition);
            coverage.pushes.count(reached);
            if !reached {
                coverage.unpushed.push(MatterName::of(matter));
            }
            continue;
        }
        match matter.level() {
            Some(Level::National | Level::Province) => coverage.pending_delegation.push(MatterName::of(matter)),
            level @ (Some(Level::City | Level::County) | None) => {
                let usable = has_form(matter);
                let kind = CoverageKind { level, mode: matter.mode };
                coverage.forms.count(usable);
                coverage.by_kind.entry(kind).or_default().count(usable);
                if !usable {
                    coverage.missing.push(MatterName::of(matter));
                }
            }
        }
    }
    coverage
}

/// A form with fields, and a process that takes it up.
fn has_form(matter: &Matter) -> bool {
    let detail = matter.detail.as_ref();
    detail.is_some_and(|detail| !detail.fields.is_empty() && !detail.steps.is_empty())
}

fn has_push_target(matter: &Matter, edition: &Edition) -> bool {
    let regulating = matter.detail.as_ref().map_or(&matter.department, |detail| &detail.regulating);
    let serves = |unit: &super::edition::Unit| unit.departments.iter().any(|department| department == regulating);
    edition.units().iter().any(serves)
}

/// Local licences against the goal of the jurisdiction (CAT-07).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalLicences {
    /// Locally set matters that still grant something. Cancelled ones and filings are no licences any more.
    pub remaining: Vec<MatterName>,
    /// The goal, where the jurisdiction has one.
    pub goal: Option<usize>,
}

/// Where the jurisdiction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoalStanding {
    /// It has no goal: local matters are valid and nobody is alarmed.
    NoGoal,
    /// Not more than the goal.
    Reached,
    /// So many too many.
    Above(usize),
}

impl LocalLicences {
    /// Where the jurisdiction stands.
    pub fn standing(&self) -> GoalStanding {
        match self.goal.map(|goal| self.remaining.len().saturating_sub(goal)) {
            None => GoalStanding::NoGoal,
            Some(0) => GoalStanding::Reached,
            Some(above) => GoalStanding::Above(above),
        }
    }
}

/// The local licences left, against the goal; a city with the zero goal gives `Some(0)`, another none.
pub fn local_licences(edition: &Edition, goal: Option<usize>) -> LocalLicences {
    let licence = |matter: &&Matter| matter.set_by() == SetBy::Local && matter.asks() && !matter.is_filing();
    LocalLicences {
        remaining: listed(edition).into_iter().filter(licence).map(MatterName::of).collect(),
        goal,
    }
}

/// Named lists of matters laid side by side, such as 26 merged with the registration and 83 handled jointly (REG-17).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListCheck {
    /// How many matters each list has.
    pub sizes: BTreeMap<String, usize>,
    /// How many matters they have together.
    pub total: usize,
    /// Matters in several lists, with the names of these.
    pub overlaps: BTreeMap<MatterName, BTreeSet<String>>,
    /// Codes that the edition does not know.
    pub unknown: BTreeSet<String>,
}

impl ListCheck {
    /// Whether every matter is known and in one list only, so that the sizes add up.
    pub fn is_disjoint(&self) -> bool {
        self.overlaps.is_empty() && self.unknown.is_empty()
    }
}

/// Lays named lists of codes side by side. Two ids that stand for one matter are that matter, once.
pub fn check_lists(edition: &Edition, lists: &BTreeMap<String, BTreeSet<String>>) -> ListCheck {
    let mut of: BTreeMap<MatterName, BTreeSet<String>> = BTreeMap::new();
    let mut unknown = BTreeSet::new();
    for (name, codes) in lists {
        for code in codes {
            match edition.matter(code) {
                Some(matter) => {
                    of.entry(MatterName::of(matter)).or_default().insert(name.clone());
                }
                None => {
                    unknown.insert(code.clone());
                }
            }
        }
    }
    let size = |name: &String| of.values().filter(|names| names.contains(name)).count();
    ListCheck {
        sizes: lists.keys().map(|name| (name.clone(), size(name))).collect(),
        total: of.len(),
        overlaps: of.into_iter().filter(|(_, names)| names.len() > 1).collect(),
        unknown,
    }
}
