//! 零跑、最多跑一次: which matters were published as needing no visit or one, batch by batch (WIN-12).

use super::edition::Edition;
use super::source::{Placed, VisitRow};
use crate::access::named;
use crate::calendar::Date;
use std::collections::BTreeMap;

named! {
    /// How often the applicant must come at most.
    VisitClass {
        /// 零跑
        Zero = "zero",
        /// 最多跑一次
        One = "one",
    }
}

named! {
    /// What a batch does with a matter.
    VisitChange {
        /// 列入
        Added = "added",
        /// 退出
        Withdrawn = "withdrawn",
    }
}

impl VisitClass {
    /// The class of a matter whose applicant must come so often; none from twice on.
    pub fn of(visits: u32) -> Option<VisitClass> {
        match visits {
            0 => Some(VisitClass::Zero),
            1 => Some(VisitClass::One),
            _ => None,
        }
    }
}

/// One row of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitEntry {
    /// Number of the batch, the first is 1.
    pub batch: u32,
    /// The day it was published.
    pub date: Date,
    /// Code of the matter.
    pub matter: String,
    /// Its class.
    pub class: VisitClass,
    /// Whether it comes in or goes out.
    pub change: VisitChange,
    /// The document it was published by.
    pub basis: String,
}

/// 一批公布的事项
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitBatch<'e> {
    /// Number.
    pub number: u32,
    /// The day it was published.
    pub date: Date,
    /// The document.
    pub basis: &'e str,
    /// What came in.
    pub added: Vec<&'e VisitEntry>,
    /// What went out.
    pub withdrawn: Vec<&'e VisitEntry>,
}

/// A row as compiled; none of what cannot be read.
pub(super) fn visit_of(row: &Placed<VisitRow>) -> Option<VisitEntry> {
    let text = &row.value;
    Some(VisitEntry {
        batch: text.batch.parse().ok().filter(|number| *number > 0)?,
        date: text.date.parse().ok()?,
        matter: text.matter.clone(),
        class: VisitClass::from_name(&text.class)?,
        change: VisitChange::from_name(&text.change)?,
        basis: text.basis.clone(),
    })
}

/// The list on a day: everything the batches of that day and before brought in, without what they took out again. The order of
/// the rows does not matter.
pub fn visit_list(entries: &[VisitEntry], day: Date) -> BTreeMap<&str, &VisitEntry> {
    let mut published: Vec<&VisitEntry> = entries.iter().filter(|entry| entry.date <= day).collect();
    // Within a batch a matter stands once; should it stand twice all the same, out wins.
    published.sort_by_key(|entry| (entry.date, entry.batch, entry.change));
    let mut list = BTreeMap::new();
    for entry in published {
        match entry.change {
            VisitChange::Added => {
                list.insert(entry.matter.as_str(), entry);
            }
            VisitChange::Withdrawn => {
                list.remove(entry.matter.as_str());
            }
        }
    }
    list
}

impl Edition {
    /// All rows of all batches, in the order of the file.
    pub fn visits(&self) -> &[VisitEntry] {
        &self.registers.visits
    }

    /// The matters published on this day as needing no visit or one, by code.
    pub fn visits_on(&self, day: Date) -> BTreeMap<&str, &VisitEntry> {
        visit_list(self.visits(), day)
    }

    /// The batches by number.
    pub fn visit_batches(&self) -> Vec<VisitBatch<'_>> {
        let mut batches: BTreeMap<u32, VisitBatch<'_>> = BTreeMap::new();
        for entry in self.visits() {
            let batch = batches.entry(entry.batch).or_insert_with(|| VisitBatch {
                number: entry.batch,
                date: entry.date,
                basis: &entry.basis,
                added: Vec::new(),
                withdrawn: Vec::new(),
            });
            match entry.change {
                VisitChange::Added => batch.added.push(entry),
                VisitChange::Withdrawn => batch.withdrawn.push(entry),
            }
        }
        batches.into_values().collect()
    }
}
