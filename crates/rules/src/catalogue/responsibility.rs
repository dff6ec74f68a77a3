//! 权力清单、责任清单: which power each matter is, and whose duty to supervise it stays (CAT-16).
//!
//! 审批取消了，监管责任不取消: whose approval is cancelled leaves the power list and stays in the responsibility list.

use super::diff::MatterName;
use super::edition::Edition;
use super::source::PowerItemText;
use crate::calendar::Date;
use std::collections::BTreeSet;

/// An entry of the power list or of the responsibility list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PowerItem {
    /// Code in the list.
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of the department that holds it.
    pub department: String,
    /// Codes of the matters it is about.
    pub matters: Vec<String>,
    /// First day on which it stands in the list no more.
    pub removed: Option<Date>,
}

impl PowerItem {
    /// Whether it stands in the list on a day.
    pub fn stands(&self, day: Date) -> bool {
        self.removed.is_none_or(|removed| day < removed)
    }
}

/// Where the lists of powers and duties leave matters out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PowerGaps {
    /// Matters modelled here that stand in neither list.
    pub in_neither: Vec<MatterName>,
    /// Matters whose power is gone, or whose approval is cancelled, and that are nobody's duty either: a cancelled approval
    /// stays a duty to supervise.
    pub duty_dropped: Vec<MatterName>,
    /// Matters whose approval is cancelled and that still stand in the power list.
    pub power_kept: Vec<MatterName>,
}

impl Edition {
    /// 权力清单
    pub fn power_list(&self) -> &[PowerItem] {
        &self.registers.powers
    }

    /// 责任清单
    pub fn duty_list(&self) -> &[PowerItem] {
        &self.registers.duties
    }

    /// What the two lists leave out on a day; nothing where neither list is kept here.
    pub fn power_gaps(&self, day: Date) -> PowerGaps {
        let mut gaps = PowerGaps::default();
        if self.power_list().is_empty() && self.duty_list().is_empty() {
            return gaps;
        }
        let (powers, duties) = (Held::of(self.power_list(), day), Held::of(self.duty_list(), day));
        for matter in self.matters().iter().filter(|matter| matter.modelled()) {
            match gap(&matter.code, !matter.asks(), &powers, &duties) {
                Some(Gap::InNeither) => gaps.in_neither.push(MatterName::of(matter)),
                Some(Gap::DutyDropped) => gaps.duty_dropped.push(MatterName::of(matter)),
                Some(Gap::PowerKept) => gaps.power_kept.push(MatterName::of(matter)),
                None => {}
            }
        }
        gaps
    }
}

/// The matters of a list on a day.
pub(super) struct Held {
    standing: BTreeSet<String>,
    gone: BTreeSet<String>,
}

impl Held {
    pub(super) fn of(items: &[PowerItem], day: Date) -> Held {
        let matters = |stands: bool| {
            let items = items.iter().filter(move |item| item.stands(day) == stands);
            items.flat_map(|item| item.matters.iter().cloned()).collect()
        };
        Held {
            standing: matters(true),
            gone: matters(false),
        }
    }
}

/// What the lists say wrongly of a matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    InNeither,
    DutyDropped,
    PowerKept,
}

/// How a matter stands to the two lists; nothing when all is well.
pub(super) fn gap(code: &str, cancelled: bool, powers: &Held, duties: &Held) -> Option<Gap> {
    let supervised = duties.standing.contains(code);
    if cancelled && powers.standing.contains(code) {
        return Some(Gap::PowerKept);
    }
    if supervised {
        return None;
    }
    let power_gone = powers.gone.contains(code) && !powers.standing.contains(code);
    let dropped = duties.gone.contains(code) || power_gone || cancelled;
    match (dropped, powers.standing.contains(code)) {
        (true, _) => Some(Gap::DutyDropped),
        (false, false) => Some(Gap::InNeither),
        (false, true) => None,
    }
}

/// An item as compiled.
pub(super) fn power_of(text: &PowerItemText) -> PowerItem {
    PowerItem {
        code: text.code.clone(),
        name: text.name.clone(),
        department: text.department.clone(),
        matters: text.matters.clone(),
        removed: text.removed,
    }
}
