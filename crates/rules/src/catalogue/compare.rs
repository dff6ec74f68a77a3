//! 与上级清单逐项比对: which local matter is which entry of a superior list, where it deviates, and what was added to it.
//!
//! 《行政许可法》第十六条 forbids conditions beyond the superior law; 国发〔2021〕7号 keeps one list by levels. Requirements
//! CAT-03 and CAT-06. Each layer (State, province, city, district) is an edition of its own; they are compared two by two, and the
//! lowest with the edition's own matters.

mod department;
mod threshold;

pub use threshold::{Bound, Threshold};

use super::detail::{Condition, Material, SetBy, Source};
use super::diff::{EditionName, Element, MatterName, Shift, Value, values};
use super::edition::{Edition, Matter};
use super::lint::Lint;
use super::query::fold;
use crate::law::Mark;
use department::same_department;
use std::collections::{BTreeMap, BTreeSet};
use threshold::stricter;

/// A local matter and the superior entry it carries out. Several local ones may carry out one entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Matched {
    /// Here.
    pub local: MatterName,
    /// In the superior list.
    pub superior: MatterName,
}

/// Why a matter deviates, and which document allows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// In words.
    pub text: String,
    /// The document.
    pub basis: String,
}

/// Mode, level or department that is not the superior entry's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// Which matter.
    pub matched: Matched,
    /// Mode, level, or one of the departments.
    pub element: Element,
    /// What the superior list says.
    pub superior: Value,
    /// What is said here.
    pub local: Value,
    /// The recorded reason; `None` when reason or basis is missing.
    pub reason: Option<Reason>,
}

/// A condition both have, in other words and without a stricter number: for a person to read, because only a person sees
/// whether more is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reworded {
    /// Which matter.
    pub matched: Matched,
    /// As the superior list words it.
    pub superior: Condition,
    /// As it is worded here.
    pub local: Condition,
}

/// What a local list may not do. Each breaks a rule of the catalogue, which says whether that stops publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Breach {
    /// A centrally set matter without an entry in the superior list.
    LocalUnmatched {
        /// The matter.
        matter: MatterName,
        /// The entry it names, which the superior list does not have; `None` when it names none.
        named: Option<String>,
    },
    /// A deviation without recorded reason.
    DeviationUnexplained(Deviation),
    /// A condition the superior entry has not.
    ConditionAdded {
        /// Which matter.
        matched: Matched,
        /// The condition.
        condition: Condition,
    },
    /// A material the applicant must hand in here and need not by the superior entry.
    MaterialAdded {
        /// Which matter.
        matched: Matched,
        /// The material.
        material: Material,
        /// Where the superior entry has it from; `None` when it does not know the material.
        superior: Option<Source>,
    },
    /// A number of a condition that is stricter than the superior entry's.
    ThresholdStricter {
        /// Which matter.
        matched: Matched,
        /// The condition here.
        condition: Condition,
        /// The number here.
        local: Threshold,
        /// The superior entry's; `None` when it has no such number.
        superior: Option<Threshold>,
    },
}

impl Breach {
    /// The rule it breaks.
    pub fn lint(&self) -> Lint {
        match self {
            Breach::LocalUnmatched { named: Some(_), .. } => Lint::SuperiorUnknown,
            Breach::LocalUnmatched { named: None, .. } => Lint::LocalUnmatched,
            Breach::DeviationUnexplained(_) => Lint::DeviationUnexplained,
            Breach::ConditionAdded { .. } => Lint::ConditionAddedLocally,
            Breach::MaterialAdded { .. } => Lint::MaterialAddedLocally,
            Breach::ThresholdStricter { .. } => Lint::ThresholdStricter,
        }
    }

    /// The stable name of that rule.
    pub fn name(&self) -> &'static str {
        self.lint().name()
    }

    /// The article it rests on.
    pub fn article(&self) -> &'static str {
        self.lint().article()
    }

    /// The local matter.
    pub fn matter(&self) -> &MatterName {
        match self {
            Breach::LocalUnmatched { matter, .. } => matter,
            Breach::DeviationUnexplained(Deviation { matched, .. })
            | Breach::ConditionAdded { matched, .. }
            | Breach::MaterialAdded { matched, .. }
            | Breach::ThresholdStricter { matched, .. } => &matched.local,
        }
    }
}

/// A list beside its superior list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The list here.
    pub local: EditionName,
    /// The list above.
    pub superior: EditionName,
    /// Which matter is which entry, by local code.
    pub matched: Vec<Matched>,
    /// Locally set matters, which need no entry above and have none.
    pub local_only: Vec<MatterName>,
    /// Entries above that no local matter carries out.
    pub superior_unmatched: Vec<MatterName>,
    /// Lines of the mapping whose local matter is not in the list.
    pub mapping_idle: Vec<String>,
    /// Every deviation, with its reason where one is recorded.
    pub deviations: Vec<Deviation>,
    /// Conditions in other words.
    pub reworded: Vec<Reworded>,
    /// Matters modelled here whose entry above is only listed: conditions and materials could not be compared.
    pub unread: Vec<Matched>,
    /// What may not be.
    pub breaches: Vec<Breach>,
}

impl Comparison {
    /// Centrally set matters without an entry above.
    pub fn local_unmatched(&self) -> impl Iterator<Item = &MatterName> {
        self.breaches.iter().filter_map(|breach| match breach {
            Breach::LocalUnmatched { matter, .. } => Some(matter),
            Breach::DeviationUnexplained(_)
            | Breach::ConditionAdded { .. }
            | Breach::MaterialAdded { .. }
            | Breach::ThresholdStricter { .. } => None,
        })
    }
}

/// Compares a list with the one above it. A local matter is the entries that the mapping names for it, or else its own file
/// (`superior`), or else the entry of the same code, or else those of its listed ids. The mapping, local code to superior codes
/// parted by `|`, is for matters that are only listed and for a superior list that was revised before the files were.
pub fn compare(local: &Edition, superior: &Edition, mapping: &BTreeMap<String, String>) -> Comparison {
    let idle = mapping
        .keys()
        .filter(|code| local.matter(code).is_none_or(|matter| matter.code != **code));
    let mut comparison = Comparison {
        local: EditionName::of(local),
        superior: EditionName::of(superior),
        matched: Vec::new(),
        local_only: Vec::new(),
        superior_unmatched: Vec::new(),
        mapping_idle: idle.cloned().collect(),
        deviations: Vec::new(),
        reworded: Vec::new(),
        unread: Vec::new(),
        breaches: Vec::new(),
    };
    let mut carried_out: BTreeSet<&str> = BTreeSet::new();
    for matter in by_code(local) {
        let named = mapping.get(&matter.code).map(String::as_str).or(names_above(matter));
        let entries = match entries_above(matter, named, superior) {
            Ok(entries) => entries,
            Err(missing) => {
                comparison.unmatched(matter, missing);
                continue;
            }
        };
        for entry in entries {
            carried_out.insert(&entry.code);
            let pair = Pair {
                matched: Matched {
                    local: MatterName::of(matter),
                    superior: MatterName::of(entry),
                },
                matter: Shift {
                    before: entry,
                    after: matter,
                },
                editions: Shift {
                    before: superior,
                    after: local,
                },
            };
            pair.compare(&mut comparison);
            comparison.matched.push(pair.matched);
        }
    }
    let missing = by_code(superior)
        .into_iter()
        .filter(|matter| !carried_out.contains(matter.code.as_str()));
    comparison.superior_unmatched = missing.map(MatterName::of).collect();
    comparison
}

/// What the matter itself says it is in the list above.
fn names_above(matter: &Matter) -> Option<&str> {
    let own = matter.detail.as_ref().and_then(|detail| detail.superior.as_deref());
    own.or_else(|| matter.entry.as_ref().and_then(|entry| entry.superior.as_deref()))
}

/// The entries a matter carries out; an error names the first that is not there, if any was named.
fn entries_above<'e>(matter: &Matter, named: Option<&str>, superior: &'e Edition) -> Result<Vec<&'e Matter>, Option<String>> {
    if let Some(named) = named {
        let codes = named.split('|').map(str::trim).filter(|code| !code.is_empty());
        return codes
            .map(|code| superior.matter(code).ok_or_else(|| Some(code.to_owned())))
            .collect();
    }
    let own = superior.matter(&matter.code).into_iter();
    let mut found: Vec<&Matter> = own.collect();
    if found.is_empty() {
        let listed = matter
            .listed
            .iter()
            .filter_map(|listed| superior.matter(&listed.id).filter(|entry| entry.code == listed.id));
        for entry in listed {
            if !found.iter().any(|known| known.code == entry.code) {
                found.push(entry);
            }
        }
    }
    if found.is_empty() { Err(None) } else { Ok(found) }
}

fn by_code(edition: &Edition) -> Vec<&Matter> {
    let mut matters: Vec<&Matter> = edition.matters().iter().collect();
    matters.sort_by(|a, b| a.code.cmp(&b.code));
    matters
}

impl Comparison {
    /// A locally set matter needs no entry above, but may not name one that is not there.
    fn unmatched(&mut self, matter: &Matter, named: Option<String>) {
        if matter.set_by() == SetBy::Local && named.is_none() {
            return self.local_only.push(MatterName::of(matter));
        }
        self.breaches.push(Breach::LocalUnmatched {
            matter: MatterName::of(matter),
            named,
        });
    }
}

/// An entry above (before) and the matter that carries it out (after).
struct Pair<'e> {
    matched: Matched,
    matter: Shift<&'e Matter>,
    editions: Shift<&'e Edition>,
}

/// What may only deviate with a reason.
const BINDING: [Element; 5] = [
    Element::Mode,
    Element::Level,
    Element::Competent,
    Element::Approving,
    Element::Regulating,
];

impl Pair<'_> {
    fn compare(&self, into: &mut Comparison) {
        self.deviations(into);
        let (superior, local) = (Asked::of(self.matter.before), Asked::of(self.matter.after));
        if let (Some(superior), Some(local)) = (&superior.conditions, &local.conditions) {
            self.conditions(superior, local, into);
        }
        if let (Some(superior), Some(local)) = (&superior.materials, &local.materials) {
            self.materials(superior, local, into);
        }
        if self.matter.after.modelled() && superior.conditions.is_none() && superior.materials.is_none() {
            into.unread.push(self.matched.clone());
        }
    }

    fn deviations(&self, into: &mut Comparison) {
        let superior = values(self.matter.before, self.editions.before);
        let local = values(self.matter.after, self.editions.after);
        let reason = reason(self.matter.after);
        // The listed matters name departments by name, a file by code: these cannot be compared. The entries of a layer name
        // theirs as offices are called, which can.
        let by_name = self.matter.before.entry.is_some() || self.matter.after.entry.is_some();
        let comparable = by_name || self.matter.before.modelled() == self.matter.after.modelled();
        let elements = BINDING.iter().filter(|element| comparable || **element != Element::Competent);
        for element in elements {
            let (Some(superior), Some(local)) = (superior.get(element), local.get(element)) else {
                continue;
            };
            let same = match (superior, local) {
                (Value::Departments(superior), Value::Departments(local)) if by_name => {
                    superior.len() == local.len()
                        && superior
                            .iter()
                            .zip(local)
                            .all(|(one, other)| same_department(&one.name, &other.name))
                }
                _ => !superior.differs(local),
            };
            if same {
                continue;
            }
            let deviation = Deviation {
                matched: self.matched.clone(),
                element: *element,
                superior: superior.clone(),
                local: local.clone(),
                reason: reason.clone(),
            };
            if reason.is_none() {
                into.breaches.push(Breach::DeviationUnexplained(deviation.clone()));
            }
            into.deviations.push(deviation);
        }
    }

    fn conditions(&self, superior: &[Condition], local: &[Condition], into: &mut Comparison) {
        for condition in local {
            let matched = self.matched.clone();
            let Some(known) = counterpart(condition, superior) else {
                let condition = condition.clone();
                into.breaches.push(Breach::ConditionAdded { matched, condition });
                continue;
            };
            // The criterion decides; the words may still hide a number the criterion has not.
            let mut found = stricter(&condition.measure, &known.measure);
            if found.is_empty() {
                found = stricter(&condition.text, &known.text);
            }
            if found.is_empty() && !same_words(condition, known) {
                into.reworded.push(Reworded {
                    matched: matched.clone(),
                    superior: known.clone(),
                    local: condition.clone(),
                });
            }
            into.breaches
                .extend(found.into_iter().map(|(own, other)| Breach::ThresholdStricter {
                    matched: matched.clone(),
                    condition: condition.clone(),
                    local: own,
                    superior: other,
                }));
        }
    }

    fn materials(&self, superior: &[Material], local: &[Material], into: &mut Comparison) {
        for material in local.iter().filter(|material| material.handed_in()) {
            let same = |other: &&Material| other.code == material.code || folded(&other.name) == folded(&material.name);
            let known: Vec<&Material> = superior.iter().filter(same).collect();
            if known.iter().any(|known| known.handed_in()) {
                continue;
            }
            into.breaches.push(Breach::MaterialAdded {
                matched: self.matched.clone(),
                material: material.clone(),
                superior: known.first().map(|known| known.source),
            });
        }
    }
}

/// Whether both say the same. A layer's entry has no criterion apart from its words.
fn same_words(condition: &Condition, other: &Condition) -> bool {
    let alike = |one: &str, other: &str| folded(one) == folded(other);
    alike(&condition.text, &other.text) && (alike(&condition.measure, &other.measure) || other.measure == other.text)
}

/// Why a matter or an entry differs from the list above it; both the words and the document must be there.
fn reason(matter: &Matter) -> Option<Reason> {
    let detail = matter.detail.as_ref().map(|detail| (&detail.deviation, &detail.deviation_basis));
    let entry = matter.entry.as_ref().map(|entry| (&entry.deviation, &entry.deviation_basis));
    let (text, basis) = detail.or(entry)?;
    let (text, basis) = text.clone().zip(basis.clone())?;
    Some(Reason { text, basis })
}

/// What a matter asks for; `None` where nothing is stated that could be compared.
struct Asked {
    conditions: Option<Vec<Condition>>,
    materials: Option<Vec<Material>>,
}

impl Asked {
    fn of(matter: &Matter) -> Asked {
        if let Some(detail) = &matter.detail {
            return Asked {
                conditions: Some(detail.conditions.clone()),
                materials: Some(detail.materials.clone()),
            };
        }
        let entry = matter.entry.as_deref();
        let condition = |text: &String| Condition {
            code: text.clone(),
            text: text.clone(),
            measure: text.clone(),
            evidence: String::new(),
            article: String::new(),
            mark: Mark::Secondary,
        };
        let material = |name: &String| Material {
            code: name.clone(),
            name: name.clone(),
            basis: String::new(),
            source: Source::Applicant,
            shared_from: None,
            copies: 1,
            form: String::new(),
            note: String::new(),
            mark: Mark::Secondary,
        };
        let conditions: Vec<Condition> = entry.iter().flat_map(|entry| &entry.conditions).map(condition).collect();
        let materials: Vec<Material> = entry.iter().flat_map(|entry| &entry.materials).map(material).collect();
        Asked {
            conditions: Some(conditions).filter(|stated| !stated.is_empty()),
            materials: Some(materials).filter(|stated| !stated.is_empty()),
        }
    }
}

/// The same condition above: by its code, or by its words when it was given another code.
fn counterpart<'c>(condition: &Condition, others: &'c [Condition]) -> Option<&'c Condition> {
    let by_code = others.iter().find(|other| other.code == condition.code);
    by_code.or_else(|| others.iter().find(|other| folded(&other.text) == folded(&condition.text)))
}

/// Width, case, spaces and punctuation make no other condition.
fn folded(text: &str) -> String {
    text.chars().filter_map(fold).collect()
}
