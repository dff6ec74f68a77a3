//! Checks of the registers beside the matters: laws, powers and duties, proofs, batches of visit classes.

mod laws;
mod proofs;
mod responsibility;
mod visits;

use super::{Finding, Findings, Lint};
use crate::calendar::Date;
use crate::catalogue::source::{At, Sources};
use std::collections::{BTreeMap, BTreeSet};

/// All checks of the registers. What has a day is compared with `day`.
pub(in crate::catalogue) fn check_registers(sources: &Sources, day: Date, out: &mut Findings) {
    let known = Known {
        matters: sources.matters.iter().map(|matter| matter.value.code.as_str()).collect(),
        departments: sources
            .units
            .iter()
            .flat_map(|unit| unit.value.departments.iter().map(String::as_str))
            .collect(),
    };
    laws::check(sources, &known, day, out);
    responsibility::check(sources, &known, day, out);
    proofs::check(sources, &known, out);
    visits::check(sources, &known, day, out);
}

/// What a register can name.
struct Known<'s> {
    matters: BTreeSet<&'s str>,
    departments: BTreeSet<&'s str>,
}

impl Known<'_> {
    /// The codes of matters that a row names, those that are none reported.
    fn matters<'c>(&self, codes: impl IntoIterator<Item = &'c String>, register: &str, at: &At, out: &mut Findings) {
        for code in codes.into_iter().filter(|code| !self.matters.contains(code.as_str())) {
            out.add(
                Finding::new(Lint::MatterUnknown, at)
                    .with("register", register)
                    .with("matter", code),
            );
        }
    }
}

/// The elements of a row that are missing, named.
fn missing(register: &str, code: &str, elements: &[(&str, bool)], at: &At, out: &mut Findings) {
    for (element, _) in elements.iter().filter(|(_, missing)| *missing) {
        let finding = Finding::new(Lint::ElementMissing, at).with("element", element);
        out.add(finding.with("register", register).with("code", code));
    }
}

/// A word that is none of those allowed.
fn unknown(element: &str, value: &str, known: bool, at: &At, out: &mut Findings) {
    if !value.is_empty() && !known {
        out.add(Finding::new(Lint::ValueUnknown, at).with("element", element).with("value", value));
    }
}

/// Reports a code that stood before, with the place of the first.
fn twice<'s>(lint: Lint, code: &'s str, at: &'s At, first: &mut BTreeMap<&'s str, &'s At>, out: &mut Findings) {
    let earlier = *first.entry(code).or_insert(at);
    if !std::ptr::eq(earlier, at) {
        let place = format!("{}:{}", earlier.file, earlier.line);
        out.add(Finding::new(lint, at).with("code", code).with("first", place));
    }
}
