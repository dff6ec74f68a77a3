//! WIN-12: batches in order, each once, and what they say of a matter is what the matter says of itself.

use super::{Known, missing, unknown};
use crate::calendar::Date;
use crate::catalogue::lint::{Finding, Findings, Lint};
use crate::catalogue::source::{At, Sources};
use crate::catalogue::visits::{VisitChange, VisitClass, VisitEntry, visit_list, visit_of};
use std::collections::{BTreeMap, BTreeSet};

/// A row that can be read, and where it stands.
struct Read<'s> {
    entry: VisitEntry,
    at: &'s At,
}

pub(super) fn check(sources: &Sources, known: &Known<'_>, day: Date, out: &mut Findings) {
    let mut rows: Vec<Read<'_>> = Vec::new();
    for row in &sources.registers.visits {
        let (text, at) = (&row.value, &row.at);
        let elements = [
            ("matter", text.matter.is_empty()),
            ("class", text.class.is_empty()),
            ("change", text.change.is_empty()),
            ("date", text.date.is_empty()),
            ("basis", text.basis.is_empty()),
        ];
        missing("visits", &text.matter, &elements, at, out);
        unknown("class", &text.class, VisitClass::from_name(&text.class).is_some(), at, out);
        unknown("change", &text.change, VisitChange::from_name(&text.change).is_some(), at, out);
        unknown("date", &text.date, text.date.parse::<Date>().is_ok(), at, out);
        let numbered = text.batch.parse::<u32>().is_ok_and(|number| number > 0);
        unknown("batch", if text.batch.is_empty() { "-" } else { &text.batch }, numbered, at, out);
        known.matters([&text.matter], "visits", at, out);
        rows.extend(visit_of(row).map(|entry| Read { entry, at }));
    }
    batches(&rows, out);
    rows.sort_by_key(|row| (row.entry.batch, row.at.line));
    standing(&rows, out);
    classes(sources, &rows, day, out);
}

/// What a batch says.
struct Batch<'s> {
    date: Date,
    at: &'s At,
    said: BTreeSet<(&'s str, VisitClass, VisitChange)>,
}

/// One number, one day; a later number, no earlier day; and no batch that says what another has said.
fn batches(rows: &[Read<'_>], out: &mut Findings) {
    let mut batches: BTreeMap<u32, Batch<'_>> = BTreeMap::new();
    for row in rows {
        let entry = &row.entry;
        let batch = batches.entry(entry.batch).or_insert_with(|| Batch {
            date: entry.date,
            at: row.at,
            said: BTreeSet::new(),
        });
        batch.said.insert((&entry.matter, entry.class, entry.change));
        if batch.date != entry.date {
            let finding = Finding::new(Lint::VisitBatchTwice, row.at).with("batch", entry.batch);
            out.add(finding.with("date", entry.date).with("other", batch.date));
        }
    }
    let mut last: Option<(u32, Date)> = None;
    let mut seen: BTreeMap<&BTreeSet<_>, u32> = BTreeMap::new();
    for (number, batch) in &batches {
        let (earlier, before) = last.unwrap_or((0, Date::MIN));
        if batch.date < before || *number != earlier + 1 {
            let finding = Finding::new(Lint::VisitBatchOrder, batch.at).with("batch", number);
            let before = if earlier == 0 { String::new() } else { before.to_string() };
            out.add(finding.with("date", batch.date).with("other", earlier).with("before", before));
        }
        last = Some((*number, batch.date));
        let first = *seen.entry(&batch.said).or_insert(*number);
        if first != *number {
            let finding = Finding::new(Lint::VisitBatchTwice, batch.at).with("batch", number);
            out.add(finding.with("date", batch.date).with("other", first));
        }
    }
}

/// A matter once in a batch; out only who is in, in only who is out or changes its class.
fn standing(rows: &[Read<'_>], out: &mut Findings) {
    let mut said: BTreeSet<(u32, &str)> = BTreeSet::new();
    let mut list: BTreeMap<&str, VisitClass> = BTreeMap::new();
    for row in rows {
        let entry = &row.entry;
        let about = |lint: Lint| {
            let finding = Finding::new(lint, row.at).with("batch", entry.batch);
            finding.with("matter", &entry.matter)
        };
        let known = list.get(entry.matter.as_str()).copied();
        if !said.insert((entry.batch, &entry.matter)) {
            out.add(about(Lint::VisitTwice));
            continue;
        }
        match entry.change {
            VisitChange::Added if known == Some(entry.class) => out.add(about(Lint::VisitTwice)),
            VisitChange::Added => {
                list.insert(&entry.matter, entry.class);
            }
            VisitChange::Withdrawn => {
                if list.remove(entry.matter.as_str()).is_none() {
                    out.add(about(Lint::VisitNotListed));
                }
            }
        }
    }
}

/// 同步录入: who stands in the list comes as often as the guide says.
fn classes(sources: &Sources, rows: &[Read<'_>], day: Date, out: &mut Findings) {
    let entries: Vec<VisitEntry> = rows.iter().map(|row| row.entry.clone()).collect();
    let list = visit_list(&entries, day);
    for matter in &sources.matters {
        let Some(entry) = list.get(matter.value.code.as_str()) else {
            continue;
        };
        let visits = matter.value.visits.unwrap_or_default();
        let place = rows.iter().find(|row| row.entry == **entry).map_or(&matter.at, |row| row.at);
        if VisitClass::of(visits) != Some(entry.class) {
            let finding = Finding::new(Lint::VisitClassWrong, place).with("matter", &matter.value.code);
            out.add(finding.with("class", entry.class.name()).with("visits", visits));
        }
    }
}
