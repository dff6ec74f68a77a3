//! 清单版本对照: what changed between two editions, whom it touches, and what became of the four reductions (CAT-08).
//!
//! Everything is found by code and stands in the order of codes. Not compared are marks (how sure the keeper is), offices,
//! everyday words and trades: they are no part of what the list asks of anybody.

mod element;
mod entry;
mod term;

pub use element::{Department, Element, PowerFace, Value};
pub use entry::{Entry, Shift};
pub use term::{Reach, TermFace, TermNeed};

pub(super) use element::values;

use super::detail::{Basis, Condition, Detail, Field, Material, ProcessStep, Source};
use super::edition::{Edition, Matter, Mode};
use super::notice::Zone;
use crate::calendar::Date;
use entry::{entries, reordered};
use std::collections::{BTreeMap, BTreeSet};
use std::iter::Sum;
use std::ops::{Add, Sub};

/// Which edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionName {
    /// SM3 of its sources.
    pub hash: String,
    /// Title.
    pub title: String,
    /// First day in force.
    pub valid_from: Date,
}

impl EditionName {
    /// The name of this edition.
    pub fn of(edition: &Edition) -> EditionName {
        EditionName {
            hash: edition.hash.clone(),
            title: edition.title.clone(),
            valid_from: edition.valid_from,
        }
    }
}

/// A matter by code and name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MatterName {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
}

impl MatterName {
    /// The name of this matter.
    pub fn of(matter: &Matter) -> MatterName {
        MatterName {
            code: matter.code.clone(),
            name: matter.name.clone(),
        }
    }
}

/// What a matter costs the applicant: the four that 四减 counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// Materials to hand in; those shared or made from the form cost nothing.
    pub materials: i64,
    /// Promised working days.
    pub days: i64,
    /// Steps.
    pub steps: i64,
    /// Fee.
    pub fee_fen: i64,
}

impl Effort {
    /// What a modelled matter costs.
    pub fn of(detail: &Detail) -> Effort {
        let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
        Effort {
            materials: count(detail.materials.iter().filter(|material| material.handed_in()).count()),
            days: detail.promised_limit.as_ref().map_or(0, |limit| i64::from(limit.days)),
            steps: count(detail.steps.len()),
            fee_fen: detail.fee_fen,
        }
    }
}

impl Add for Effort {
    type Output = Effort;

    fn add(self, other: Effort) -> Effort {
        Effort {
            materials: self.materials + other.materials,
            days: self.days + other.days,
            steps: self.steps + other.steps,
            fee_fen: self.fee_fen + other.fee_fen,
        }
    }
}

impl Sub for Effort {
    type Output = Effort;

    fn sub(self, other: Effort) -> Effort {
        Effort {
            materials: self.materials - other.materials,
            days: self.days - other.days,
            steps: self.steps - other.steps,
            fee_fen: self.fee_fen - other.fee_fen,
        }
    }
}

impl Sum for Effort {
    fn sum<I: Iterator<Item = Effort>>(efforts: I) -> Effort {
        efforts.fold(Effort::default(), Effort::add)
    }
}

impl Shift<Effort> {
    /// After minus before: what became less is negative.
    pub fn delta(&self) -> Effort {
        self.after - self.before
    }
}

/// A matter that only one of the editions has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterFace {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Reform mode, where known.
    pub mode: Option<Mode>,
    /// The matters that stand for the same listed names in the other edition: it was only recast, not made or ended.
    pub kin: BTreeSet<MatterName>,
    /// The terms that ask for it.
    pub terms: Reach,
}

/// One element that says something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementChange {
    /// The element.
    pub element: Element,
    /// What it said and says; `None`: nothing.
    pub value: Shift<Option<Value>>,
}

/// A matter both editions have, with other content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterChange {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Shift<String>,
    /// Elements with one value, in the order of [`Element`].
    pub elements: Vec<ElementChange>,
    /// 设定依据
    pub bases: Vec<Entry<Basis>>,
    /// 受理条件
    pub conditions: Vec<Entry<Condition>>,
    /// 申请材料
    pub materials: Vec<Entry<Material>>,
    /// Fields of the form.
    pub fields: Vec<Entry<Field>>,
    /// 办理环节
    pub steps: Vec<Entry<ProcessStep>>,
    /// 四减; `None` when only one of the editions states every element, so that there is nothing to compare.
    pub effort: Option<Shift<Effort>>,
    /// The terms that ask for it in one edition or the other.
    pub terms: Reach,
}

impl MatterChange {
    /// Materials that must be handed in now and had not to be before.
    pub fn materials_asked(&self) -> impl Iterator<Item = &Material> {
        let asked = self
            .materials
            .iter()
            .filter(|entry| !handed_in(entry.before()) && handed_in(entry.after()));
        asked.filter_map(Entry::after)
    }

    /// Materials that had to be handed in and need not any more, whether gone, shared or made by the platform.
    pub fn materials_spared(&self) -> impl Iterator<Item = &Material> {
        let spared = self
            .materials
            .iter()
            .filter(|entry| handed_in(entry.before()) && !handed_in(entry.after()));
        spared.filter_map(Entry::before)
    }

    /// Materials that had to be handed in and are shared now, with who shares them.
    pub fn materials_shared(&self) -> impl Iterator<Item = &Material> {
        let was_asked = self.materials.iter().filter(|entry| handed_in(entry.before()));
        was_asked
            .filter_map(Entry::after)
            .filter(|material| material.source == Source::Shared)
    }

    /// How this element changed, if it did.
    pub fn element(&self, element: Element) -> Option<&Shift<Option<Value>>> {
        self.elements
            .iter()
            .find(|change| change.element == element)
            .map(|change| &change.value)
    }

    fn is_empty(&self) -> bool {
        let lists = self.bases.len() + self.conditions.len() + self.materials.len() + self.fields.len() + self.steps.len();
        self.elements.is_empty() && lists == 0
    }
}

fn handed_in(material: Option<&Material>) -> bool {
    material.is_some_and(Material::handed_in)
}

/// What codes are called in one edition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Matters that changed terms ask for, by code.
    pub matters: BTreeMap<String, String>,
    /// Touched terms, by code.
    pub terms: BTreeMap<String, String>,
}

/// What changed between two editions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// Which two.
    pub editions: Shift<EditionName>,
    /// Matters only the later edition has.
    pub added: Vec<MatterFace>,
    /// Matters only the earlier edition has.
    pub removed: Vec<MatterFace>,
    /// Matters with other content.
    pub changed: Vec<MatterChange>,
    /// Terms that came, went, or have another wording, kind or need.
    pub terms: Vec<Entry<TermFace>>,
    /// 四减 over all matters that both editions state in full, changed or not.
    pub effort: Shift<Effort>,
    /// How many these are.
    pub compared: usize,
    /// What the codes mentioned above are called in each edition.
    pub names: Shift<Names>,
}

impl Diff {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty() && self.terms.is_empty()
    }

    /// Codes of the terms whose holders in this zone are touched: their term or a matter of theirs changed.
    pub fn touches(&self, zone: Zone) -> BTreeSet<&str> {
        let faces = self.added.iter().chain(&self.removed).map(|matter| &matter.terms);
        let matters = faces.chain(self.changed.iter().map(|matter| &matter.terms));
        let mut touched: BTreeSet<&str> = matters.flat_map(|reach| reach.within(zone)).map(String::as_str).collect();
        touched.extend(self.terms.iter().filter_map(|entry| term::touched(entry, zone)));
        touched
    }

    /// What the codes mentioned here are called in an edition.
    fn names_in(&self, edition: &Edition) -> Names {
        let faces = self.terms.iter().flat_map(|entry| [entry.before(), entry.after()]).flatten();
        let asked = faces
            .flat_map(|term| term.elsewhere.iter().chain(&term.free_trade))
            .flat_map(|need| &need.one_of);
        let touched = Zone::ALL.iter().flat_map(|zone| self.touches(*zone));
        Names {
            matters: asked
                .filter_map(|code| edition.matter(code).filter(|matter| matter.code == *code))
                .map(|matter| (matter.code.clone(), matter.name.clone()))
                .collect(),
            terms: touched
                .filter_map(|code| edition.term(code))
                .map(|term| (term.code.clone(), term.name.clone()))
                .collect(),
        }
    }

    /// Codes of the matters whose open applications are touched: changed and removed ones.
    pub fn touched_matters(&self) -> BTreeSet<&str> {
        let changed = self.changed.iter().map(|matter| matter.code.as_str());
        changed.chain(self.removed.iter().map(|matter| matter.code.as_str())).collect()
    }
}

/// What changed from one edition to another.
pub fn diff(before: &Edition, after: &Edition) -> Diff {
    let sides = Shift {
        before: Side::of(before),
        after: Side::of(after),
    };
    let both: Vec<Shift<&Matter>> = sides.both().collect();
    let efforts = both.iter().filter_map(effort);
    let mut found = Diff {
        editions: Shift {
            before: EditionName::of(before),
            after: EditionName::of(after),
        },
        added: sides.after.without(&sides.before),
        removed: sides.before.without(&sides.after),
        changed: both.iter().filter_map(|matter| sides.change(*matter)).collect(),
        terms: entries(&TermFace::all(before), &TermFace::all(after)),
        effort: Shift {
            before: efforts.clone().map(|effort| effort.before).sum(),
            after: efforts.clone().map(|effort| effort.after).sum(),
        },
        compared: efforts.count(),
        names: Shift::default(),
    };
    found.names = Shift {
        before: found.names_in(before),
        after: found.names_in(after),
    };
    found
}

/// What a matter costs in both editions, when both state it in full.
fn effort(matter: &Shift<&Matter>) -> Option<Shift<Effort>> {
    let of = |matter: &Matter| matter.detail.as_deref().map(Effort::of);
    of(matter.before)
        .zip(of(matter.after))
        .map(|(before, after)| Shift { before, after })
}

/// One edition, looked up by code.
struct Side<'e> {
    edition: &'e Edition,
    matters: BTreeMap<&'e str, &'e Matter>,
    /// Matters by their own codes and by the listed ids they stand for.
    names: BTreeMap<&'e str, BTreeSet<&'e str>>,
    reach: BTreeMap<&'e str, Reach>,
}

impl<'e> Side<'e> {
    fn of(edition: &'e Edition) -> Side<'e> {
        let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for matter in edition.matters() {
            for name in names_of(matter) {
                names.entry(name).or_default().insert(&matter.code);
            }
        }
        Side {
            edition,
            matters: edition.matters().iter().map(|matter| (matter.code.as_str(), matter)).collect(),
            names,
            reach: Reach::all(edition),
        }
    }

    /// The matters the other edition does not have.
    fn without(&self, other: &Side<'_>) -> Vec<MatterFace> {
        let own = self.matters.iter().filter(|(code, _)| !other.matters.contains_key(*code));
        let face = |(code, matter): (&&str, &&Matter)| MatterFace {
            code: (*code).to_owned(),
            name: matter.name.clone(),
            mode: matter.mode,
            kin: other.kin(matter),
            terms: self.reach.get(code).cloned().unwrap_or_default(),
        };
        own.map(face).collect()
    }

    /// The matters here that stand for one of the names of that one.
    fn kin(&self, matter: &Matter) -> BTreeSet<MatterName> {
        let codes = names_of(matter).filter_map(|name| self.names.get(name)).flatten();
        codes
            .filter_map(|code| self.matters.get(code))
            .map(|kin| MatterName::of(kin))
            .collect()
    }
}

fn names_of(matter: &Matter) -> impl Iterator<Item = &str> {
    let listed = matter.listed.iter().map(|listed| listed.id.as_str());
    std::iter::once(matter.code.as_str()).chain(listed)
}

impl Shift<Side<'_>> {
    fn both(&self) -> impl Iterator<Item = Shift<&Matter>> {
        self.before.matters.iter().filter_map(|(code, before)| {
            let after = self.after.matters.get(code)?;
            Some(Shift {
                before: *before,
                after: *after,
            })
        })
    }

    fn change(&self, matter: Shift<&Matter>) -> Option<MatterChange> {
        let code = matter.before.code.as_str();
        let lists = Shift {
            before: Lists::of(matter.before),
            after: Lists::of(matter.after),
        };
        let mut reach = self.before.reach.get(code).cloned().unwrap_or_default();
        reach.extend(self.after.reach.get(code));
        let change = MatterChange {
            code: code.to_owned(),
            name: Shift {
                before: matter.before.name.clone(),
                after: matter.after.name.clone(),
            },
            elements: self.elements(matter, &lists),
            bases: entries(lists.before.bases, lists.after.bases),
            conditions: entries(lists.before.conditions, lists.after.conditions),
            materials: entries(lists.before.materials, lists.after.materials),
            fields: entries(lists.before.fields, lists.after.fields),
            steps: entries(lists.before.steps, lists.after.steps),
            effort: effort(&matter),
            terms: reach,
        };
        (!change.is_empty()).then_some(change)
    }

    fn elements(&self, matter: Shift<&Matter>, lists: &Shift<Lists<'_>>) -> Vec<ElementChange> {
        let before = values(matter.before, self.before.edition);
        let after = values(matter.after, self.after.edition);
        let flow = reordered(lists.before.steps, lists.after.steps).map(|flow| Shift {
            before: Some(Value::Texts(flow.before)),
            after: Some(Value::Texts(flow.after)),
        });
        let value = |element: Element| {
            let (before, after) = (before.get(&element), after.get(&element));
            let differs = match (before, after) {
                (Some(before), Some(after)) => before.differs(after),
                (before, after) => before.is_some() || after.is_some(),
            };
            differs.then(|| Shift {
                before: before.cloned(),
                after: after.cloned(),
            })
        };
        let changes = Element::ALL.iter().filter_map(|element| {
            let value = if *element == Element::Flow { flow.clone() } else { value(*element) };
            value.map(|value| ElementChange { element: *element, value })
        });
        changes.collect()
    }
}

/// The lists of a matter; empty when it is only listed.
#[derive(Default)]
struct Lists<'e> {
    bases: &'e [Basis],
    conditions: &'e [Condition],
    materials: &'e [Material],
    fields: &'e [Field],
    steps: &'e [ProcessStep],
}

impl Lists<'_> {
    fn of(matter: &Matter) -> Lists<'_> {
        matter.detail.as_deref().map_or_else(Lists::default, |detail| Lists {
            bases: &detail.basis,
            conditions: &detail.conditions,
            materials: &detail.materials,
            fields: &detail.fields,
            steps: &detail.steps,
        })
    }
}
