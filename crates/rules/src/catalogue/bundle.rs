//! 一件事: what a choice of scope terms comes to when all of it is done together, beside the same done one by one.
//!
//! Requirements LIC-16, LIC-18, CAT-13. Matters run side by side unless the law grants one only upon another; a material is
//! brought once, whoever asks for it; a field that several forms ask for is filled once. Everything is worked out from the
//! matters themselves, so that the plan of a trade cannot say anything else than the forms do.

use super::condition::Answers;
use super::detail::{Field, Material, StepKind};
use super::diff::{Effort, Shift};
use super::edition::{Edition, Matter, MatterIndex};
use super::notice::{Notice, NoticeMatter, Settled};
use super::trade::{Order, Waiver};
use std::collections::{BTreeMap, BTreeSet};

/// What must be done, together.
#[derive(Clone, Debug)]
pub struct Bundle<'n, 'e> {
    /// The matters that are needed, in the order in which they can begin.
    pub parts: Vec<Part<'n, 'e>>,
    /// Matters of which nobody knows yet whether they are needed; they are not counted.
    pub open: Vec<&'n NoticeMatter<'e>>,
    /// Matters that the answers spare.
    pub spared: Vec<&'n NoticeMatter<'e>>,
    /// Every material of the parts, each once: those to bring first.
    pub papers: Vec<Paper<'e>>,
    /// Every field of the parts' forms, each once.
    pub fields: Vec<&'e Field>,
    /// Fields there are when every form is filled by itself.
    pub fields_apart: usize,
    /// What each step does, each kind once: one acceptance, one survey, one decision.
    pub steps: Vec<StepKind>,
    /// One by one, and together. Days run one after another before; afterwards only where the law says so.
    pub effort: Shift<Effort>,
    /// How often the applicant must come, one by one and together.
    pub visits: Shift<u32>,
    /// Parts whose materials and steps the catalogue does not hold; they count with their legal days only.
    pub unmodelled: usize,
}

/// One needed matter and when it runs.
#[derive(Clone, Debug)]
pub struct Part<'n, 'e> {
    /// The matter.
    pub entry: &'n NoticeMatter<'e>,
    /// Working days after the beginning at which it can begin.
    pub starts: u32,
    /// Working days after the beginning at which it is done.
    pub ends: u32,
    /// Why it must wait, when it must.
    pub after: Vec<&'e Order>,
}

impl Part<'_, '_> {
    /// Working days it takes; none when it is done on the spot.
    pub fn days(&self) -> u32 {
        self.ends - self.starts
    }
}

/// A material, whoever asks for it.
#[derive(Clone, Debug)]
pub struct Paper<'e> {
    /// The material, as the first matter asks for it.
    pub material: &'e Material,
    /// The matters that ask for it.
    pub matters: Vec<&'e Matter>,
    /// Whether it is brought.
    pub given: Given<'e>,
}

/// Whether a material is brought.
#[derive(Clone, Copy, Debug)]
pub enum Given<'e> {
    /// The applicant brings it, once.
    Brought,
    /// Nobody brings it: shared, or made from the form.
    Spared,
    /// Another matter of the bundle results in it.
    Results(&'e Waiver),
}

impl Paper<'_> {
    /// Whether the applicant brings it.
    pub fn brought(&self) -> bool {
        matches!(self.given, Given::Brought)
    }
}

impl<'e> Notice<'e> {
    /// Everything this notice asks for, done together, as far as the answers tell.
    pub fn bundle<'n>(&'n self, answers: &Answers) -> Bundle<'n, 'e> {
        let (mut needed, mut open, mut spared) = (Vec::new(), Vec::new(), Vec::new());
        for settlement in self.settle(answers).into_iter().filter(|settlement| settlement.entry.asks()) {
            match settlement.settled {
                Settled::Needed => needed.push(settlement.entry),
                Settled::OneOf | Settled::Unknown => open.push(settlement.entry),
                Settled::NotNeeded => spared.push(settlement.entry),
            }
        }
        let parts = parts(self.edition, &needed);
        let papers = papers(self.edition, &parts);
        let (fields, fields_apart) = fields(&parts);
        let steps = steps(&parts);
        let effort = Shift {
            before: apart(&parts),
            after: Effort {
                materials: count(papers.iter().filter(|paper| paper.brought()).count()),
                days: i64::from(parts.iter().map(|part| part.ends).max().unwrap_or(0)),
                steps: count(steps.len()),
                fee_fen: apart(&parts).fee_fen,
            },
        };
        let visits = || {
            parts
                .iter()
                .filter_map(|part| part.entry.matter.detail.as_ref())
                .map(|detail| detail.visits)
        };
        Bundle {
            visits: Shift {
                before: visits().sum(),
                after: visits().max().unwrap_or(0),
            },
            unmodelled: parts.iter().filter(|part| !part.entry.matter.modelled()).count(),
            parts,
            open,
            spared,
            papers,
            fields,
            fields_apart,
            steps,
            effort,
        }
    }
}

impl<'e> Bundle<'_, 'e> {
    /// 一证变更: the matters whose certificates say this, so that a change of it changes them.
    pub fn changed_by(&self, field: &str) -> impl Iterator<Item = &'e Matter> {
        self.certified().filter(move |matter| {
            let certificate = matter.detail.as_ref().and_then(|detail| detail.certificate.as_ref());
            certificate.is_some_and(|certificate| certificate.fields.iter().any(|said| said == field))
        })
    }

    /// 一注到底: the matters that leave a certificate, which ends when the shop closes.
    pub fn certified(&self) -> impl Iterator<Item = &'e Matter> {
        let matters = self.parts.iter().map(|part| part.entry.matter);
        matters.filter(|matter| matter.detail.as_ref().is_some_and(|detail| detail.certificate.is_some()))
    }
}

/// Working days a matter takes by itself.
fn days(entry: &NoticeMatter) -> u32 {
    if entry.matter.on_the_spot() {
        return 0;
    }
    entry.days().unwrap_or(0)
}

/// When each matter can begin: at once, or when all those are done that the law puts before it.
fn parts<'n, 'e>(edition: &'e Edition, needed: &[&'n NoticeMatter<'e>]) -> Vec<Part<'n, 'e>> {
    let orders = |index: MatterIndex| edition.orders().iter().filter(move |order| order.matter == index);
    let mut ends: BTreeMap<MatterIndex, u32> = needed.iter().map(|entry| (entry.index, days(entry))).collect();
    // How many wait one behind the other, for those that take no day.
    let mut places: BTreeMap<MatterIndex, usize> = needed.iter().map(|entry| (entry.index, 0)).collect();
    let starts = |index: MatterIndex, ends: &BTreeMap<MatterIndex, u32>| {
        let before = orders(index).filter_map(|order| ends.get(&order.after).copied());
        before.max().unwrap_or(0)
    };
    // As many rounds as there are matters settle every chain; a circle, which the lints deny, ends there too.
    for _ in needed {
        for entry in needed {
            let end = starts(entry.index, &ends) + days(entry);
            ends.insert(entry.index, end);
            let before = orders(entry.index).filter_map(|order| places.get(&order.after));
            let place = before.max().map_or(0, |place| (place + 1).min(needed.len()));
            places.insert(entry.index, place);
        }
    }
    let mut parts: Vec<Part> = needed
        .iter()
        .map(|entry| {
            let end = ends.get(&entry.index).copied().unwrap_or(0);
            Part {
                entry,
                starts: end - days(entry).min(end),
                ends: end,
                after: orders(entry.index).filter(|order| ends.contains_key(&order.after)).collect(),
            }
        })
        .collect();
    parts.sort_by_key(|part| (part.starts, part.ends, places.get(&part.entry.index).copied(), part.entry.index));
    parts
}

fn papers<'e>(edition: &'e Edition, parts: &[Part<'_, 'e>]) -> Vec<Paper<'e>> {
    let here: BTreeSet<MatterIndex> = parts.iter().map(|part| part.entry.index).collect();
    let mut papers: Vec<Paper<'e>> = Vec::new();
    for part in parts {
        let waived = |material: &Material| {
            let mut waivers = edition.waivers().iter();
            waivers.find(|waiver| waiver.matter == part.entry.index && waiver.material == material.code && here.contains(&waiver.by))
        };
        for material in part.entry.materials() {
            let given = match waived(material) {
                _ if !material.handed_in() => Given::Spared,
                Some(waiver) => Given::Results(waiver),
                None => Given::Brought,
            };
            match papers.iter_mut().find(|paper| paper.material.name == material.name) {
                Some(paper) => {
                    paper.matters.push(part.entry.matter);
                    // Whoever must have it from the applicant decides.
                    if matches!(given, Given::Brought) {
                        paper.given = given;
                    }
                }
                None => papers.push(Paper {
                    material,
                    matters: vec![part.entry.matter],
                    given,
                }),
            }
        }
    }
    papers.sort_by_key(|paper| !paper.brought());
    papers
}

/// The fields of all forms, each once, and how many there are apart.
fn fields<'e>(parts: &[Part<'_, 'e>]) -> (Vec<&'e Field>, usize) {
    let all = parts
        .iter()
        .filter_map(|part| part.entry.matter.detail.as_ref())
        .flat_map(|detail| &detail.fields);
    let (mut once, mut apart) = (Vec::<&Field>::new(), 0);
    for field in all {
        apart += 1;
        if !once.iter().any(|known| same(known, field)) {
            once.push(field);
        }
    }
    (once, apart)
}

/// Whether people read two fields as the same question.
pub(super) fn same(one: &Field, other: &Field) -> bool {
    one.label == other.label && one.kind == other.kind && one.unit == other.unit && one.choices == other.choices
}

/// What the steps do, in the order of a procedure.
fn steps(parts: &[Part<'_, '_>]) -> Vec<StepKind> {
    let details = parts.iter().filter_map(|part| part.entry.matter.detail.as_ref());
    let used: Vec<StepKind> = details.flat_map(|detail| detail.steps.iter().map(|step| step.kind)).collect();
    StepKind::ALL.iter().copied().filter(|kind| used.contains(kind)).collect()
}

/// What the parts cost when each is done by itself, one after another.
fn apart(parts: &[Part<'_, '_>]) -> Effort {
    let one = |part: &Part| {
        let effort = part.entry.matter.detail.as_deref().map(Effort::of).unwrap_or_default();
        Effort {
            days: i64::from(days(part.entry)),
            ..effort
        }
    };
    parts.iter().map(one).sum()
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
