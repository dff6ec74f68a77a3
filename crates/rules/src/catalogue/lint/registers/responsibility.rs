//! CAT-16, SUP-01: every matter stands in the power list or the responsibility list, and its supervision is one department's.

use super::{Known, missing, twice};
use crate::calendar::Date;
use crate::catalogue::edition::Mode;
use crate::catalogue::lint::matter::is;
use crate::catalogue::lint::{Finding, Findings, Lint};
use crate::catalogue::responsibility::{Gap, Held, PowerItem, gap, power_of};
use crate::catalogue::source::{At, Placed, PowerItemText, Sources};
use std::collections::BTreeMap;

pub(super) fn check(sources: &Sources, known: &Known<'_>, day: Date, out: &mut Findings) {
    let (powers, duties) = (&sources.registers.powers, &sources.registers.duties);
    let mut first: BTreeMap<&str, &At> = BTreeMap::new();
    for (register, item) in powers
        .iter()
        .map(|item| ("powers", item))
        .chain(duties.iter().map(|item| ("duties", item)))
    {
        let (text, at) = (&item.value, &item.at);
        twice(Lint::PowerItemTwice, &text.code, at, &mut first, out);
        let elements = [
            ("code", text.code.is_empty()),
            ("name", text.name.is_empty()),
            ("department", text.department.is_empty()),
            ("matters", text.matters.is_empty()),
        ];
        missing(register, &text.code, &elements, at, out);
        if !text.department.is_empty() && !known.departments.contains(text.department.as_str()) {
            let finding = Finding::new(Lint::UnitUnknown, at).with("code", &text.code);
            out.add(finding.with("department", &text.department));
        }
        known.matters(&text.matters, register, at, out);
    }
    if powers.is_empty() && duties.is_empty() {
        return;
    }
    against_matters(sources, day, out);
    claims(sources, day, out);
}

fn compiled(items: &[Placed<PowerItemText>]) -> Vec<PowerItem> {
    items.iter().map(|item| power_of(&item.value)).collect()
}

/// What the two lists say of each matter, against what the matter says of itself.
fn against_matters(sources: &Sources, day: Date, out: &mut Findings) {
    let powers = Held::of(&compiled(&sources.registers.powers), day);
    let duties = Held::of(&compiled(&sources.registers.duties), day);
    for matter in &sources.matters {
        let lint = match gap(&matter.value.code, is(&matter.value, Mode::ApprovalCancelled), &powers, &duties) {
            Some(Gap::InNeither) => Lint::MatterWithoutPower,
            Some(Gap::DutyDropped) => Lint::DutyDropped,
            Some(Gap::PowerKept) => Lint::PowerItemOfCancelled,
            None => continue,
        };
        out.of(matter, lint, &matter.at, "name", &matter.value.name);
    }
}

/// SUP-01: one department supervises, and it is the one the matter names.
fn claims(sources: &Sources, day: Date, out: &mut Findings) {
    let regulating: BTreeMap<&str, &str> = sources
        .matters
        .iter()
        .map(|matter| (matter.value.code.as_str(), matter.value.regulating.as_str()))
        .collect();
    let mut claimed: BTreeMap<&str, &str> = BTreeMap::new();
    let standing = sources
        .registers
        .duties
        .iter()
        .filter(|item| item.value.removed.is_none_or(|removed| day < removed));
    for item in standing {
        let (text, at) = (&item.value, &item.at);
        for matter in &text.matters {
            let about = |lint: Lint, other: &str| {
                let finding = Finding::new(lint, at).with("code", &text.code).with("matter", matter);
                finding.with("department", &text.department).with("other", other)
            };
            let first = *claimed.entry(matter).or_insert(&text.department);
            let named = regulating.get(matter.as_str()).copied().unwrap_or_default();
            if first != text.department {
                out.add(about(Lint::DutyClaimedTwice, first));
            } else if !named.is_empty() && named != text.department {
                out.add(about(Lint::DutyOfAnother, named));
            }
        }
    }
}
