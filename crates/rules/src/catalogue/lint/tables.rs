//! Checks over the tables: codes once, ids known, marks present, every department served by a unit.

use super::matter::is;
use super::wording::matter_stem;
use super::{Finding, Findings, Lint};
use crate::catalogue::detail::Source;
use crate::catalogue::edition::{Mode, NameMark, Sort, TermKind};
use crate::catalogue::source::{At, CorrectionText, MaterialText, Placed, Sources, TermRow};
use crate::law::Mark;
use std::collections::{BTreeMap, BTreeSet};

/// A shorter name is part of too many others.
const STEM_LENGTH_MIN: usize = 4;

/// What can be named elsewhere.
struct Known<'s> {
    terms: BTreeSet<&'s str>,
    listed: BTreeSet<&'s str>,
    matters: BTreeSet<&'s str>,
    departments: BTreeSet<&'s str>,
    /// The name of each term.
    names: BTreeMap<&'s str, &'s str>,
    /// What the draft names for each term.
    named: BTreeMap<&'s str, BTreeSet<&'s str>>,
}

impl<'s> Known<'s> {
    fn of(sources: &'s Sources) -> Known<'s> {
        Known {
            terms: sources.terms.iter().map(|row| row.value.code.as_str()).collect(),
            listed: sources.listed.iter().map(|row| row.value.id.as_str()).collect(),
            matters: sources.matters.iter().map(|matter| matter.value.code.as_str()).collect(),
            names: sources
                .terms
                .iter()
                .map(|row| (row.value.code.as_str(), row.value.name.as_str()))
                .collect(),
            named: sources
                .terms
                .iter()
                .map(|row| (row.value.code.as_str(), named(&row.value)))
                .collect(),
            departments: sources
                .units
                .iter()
                .flat_map(|unit| unit.value.departments.iter().map(String::as_str))
                .collect(),
        }
    }

    fn matter(&self, id: &str) -> bool {
        self.matters.contains(id) || self.listed.contains(id)
    }
}

fn named(row: &TermRow) -> BTreeSet<&str> {
    row.permits
        .iter()
        .chain(&row.permits_ftz)
        .chain(&row.filings)
        .map(String::as_str)
        .collect()
}

/// All checks over the tables.
pub(in crate::catalogue) fn check_tables(sources: &Sources, out: &mut Findings) {
    let known = Known::of(sources);
    counts(sources, out);
    named_twice(sources, out);
    terms(sources, &known, out);
    listed(sources, out);
    matters(sources, &known, out);
    only_one(sources, out);
    papers_of_cancelled(sources, out);
    for correction in &sources.corrections {
        check_correction(correction, &known, out);
    }
    everyday(sources, &known, out);
    units(sources, out);
}

/// The header says how many rows there are, so that none is lost on the way.
fn counts(sources: &Sources, out: &mut Findings) {
    let header = &sources.header;
    let counts = [
        ("terms", &header.terms, sources.terms.len()),
        ("listed_matters", &header.listed_matters, sources.listed.len()),
    ];
    for (table, stated, found) in counts {
        if let Some(stated) = stated.as_ref().filter(|stated| stated.value != found) {
            out.add(
                Finding::new(Lint::CountWrong, &stated.at)
                    .with("table", table)
                    .with("stated", stated.value)
                    .with("found", found),
            );
        }
    }
}

pub(super) fn twice<'s>(rows: impl Iterator<Item = (&'s str, &'s At)>, lint: Lint, out: &mut Findings) {
    let mut first: BTreeMap<&str, &At> = BTreeMap::new();
    for (code, at) in rows {
        match first.get(code) {
            Some(earlier) => {
                let place = format!("{}:{}", earlier.file, earlier.line);
                out.add(Finding::new(lint, at).with("code", code).with("first", place));
            }
            None => {
                first.insert(code, at);
            }
        }
    }
}

fn named_twice(sources: &Sources, out: &mut Findings) {
    twice(
        sources.terms.iter().map(|row| (row.value.code.as_str(), &row.at)),
        Lint::TermTwice,
        out,
    );
    twice(
        sources.terms.iter().map(|row| (row.value.name.as_str(), &row.at)),
        Lint::TermTwice,
        out,
    );
    twice(
        sources.listed.iter().map(|row| (row.value.id.as_str(), &row.at)),
        Lint::ListedTwice,
        out,
    );
    twice(
        sources.matters.iter().map(|matter| (matter.value.code.as_str(), &matter.at)),
        Lint::MatterTwice,
        out,
    );
    let corrections: Vec<(String, &At)> = sources.corrections.iter().map(|text| (text.value.id(), &text.at)).collect();
    twice(corrections.iter().map(|(id, at)| (id.as_str(), *at)), Lint::CorrectionTwice, out);
    twice(
        sources.everyday.iter().map(|row| (row.value.word.as_str(), &row.at)),
        Lint::EverydayTwice,
        out,
    );
    twice(
        sources.units.iter().map(|unit| (unit.value.code.as_str(), &unit.at)),
        Lint::UnitTwice,
        out,
    );
}

fn terms(sources: &Sources, known: &Known<'_>, out: &mut Findings) {
    for row in &sources.terms {
        let (text, at) = (&row.value, &row.at);
        for id in text.permits.iter().chain(&text.permits_ftz).chain(&text.filings) {
            if !known.listed.contains(id.as_str()) {
                out.add(Finding::new(Lint::ListedUnknown, at).with("term", &text.code).with("id", id));
            }
        }
        let named = text.permits.len() + text.permits_ftz.len() + text.filings.len();
        match TermKind::from_name(&text.kind) {
            Some(TermKind::Permit | TermKind::Filing) if named > 0 => {}
            Some(TermKind::General) if named == 0 => {}
            Some(TermKind::General) => out.add(
                Finding::new(Lint::TermKindWrong, at)
                    .with("term", &text.code)
                    .with("kind", &text.kind),
            ),
            Some(TermKind::Permit | TermKind::Filing) => out.add(Finding::new(Lint::TermUnclassified, at).with("term", &text.code)),
            None if text.kind.is_empty() => out.add(Finding::new(Lint::TermUnclassified, at).with("term", &text.code)),
            None => out.add(
                Finding::new(Lint::ValueUnknown, at)
                    .with("element", "kind")
                    .with("value", &text.kind),
            ),
        }
    }
}

fn listed(sources: &Sources, out: &mut Findings) {
    for row in &sources.listed {
        let (text, at) = (&row.value, &row.at);
        if !text.department.is_empty() && Mark::from_name(&text.department_mark).is_none() {
            out.add(
                Finding::new(Lint::DepartmentUnmarked, at)
                    .with("matter", &text.id)
                    .with("department", &text.department),
            );
        }
        if !text.mode.is_empty() && Mark::from_name(&text.mode_mark).is_none() {
            out.add(
                Finding::new(Lint::ModeUnmarked, at)
                    .with("matter", &text.id)
                    .with("mode", &text.mode),
            );
        }
        let words = [
            ("mode", &text.mode, text.mode.is_empty() || Mode::from_name(&text.mode).is_some()),
            ("sort", &text.sort, Sort::from_name(&text.sort).is_some()),
            ("name_mark", &text.name_mark, NameMark::from_name(&text.name_mark).is_some()),
            (
                "free_trade_zone",
                &text.free_trade_zone,
                matches!(text.free_trade_zone.as_str(), "" | "yes" | "no"),
            ),
        ];
        for (element, word, _) in words.iter().filter(|(_, _, known)| !known) {
            out.add(
                Finding::new(Lint::ValueUnknown, at)
                    .with("matter", &text.id)
                    .with("element", element)
                    .with("value", word),
            );
        }
    }
}

/// What only one matter may be: the holder of a name, of an entry of the list, of a kind of certificate.
fn only_one(sources: &Sources, out: &mut Findings) {
    let mut names: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let mut entries: BTreeMap<&str, &str> = BTreeMap::new();
    let mut kinds: BTreeMap<&str, &str> = BTreeMap::new();
    for matter in &sources.matters {
        let text = &matter.value;
        let mut taken = |lint: Lint, at: &At, value: &str, other: &str| {
            if other != text.code {
                let finding = Finding::new(lint, at).with("matter", &text.code);
                out.add(finding.with("value", value).with("other", other));
            }
        };
        if !text.name.is_empty() {
            let first = names.entry((&text.name, &text.level)).or_insert(&text.code);
            taken(Lint::MatterNameTwice, &matter.at, &text.name, first);
        }
        for id in &text.lists {
            let first = entries.entry(id).or_insert(&text.code);
            taken(Lint::ListedClaimedTwice, &matter.at, id, first);
        }
        if let Some(certificate) = &text.certificate {
            let first = kinds.entry(&certificate.value.kind).or_insert(&text.code);
            taken(Lint::CertificateKindTwice, &certificate.at, &certificate.value.kind, first);
        }
    }
}

/// CAT-07, CAT-15: nobody asks for the paper of an approval that was cancelled.
fn papers_of_cancelled(sources: &Sources, out: &mut Findings) {
    let cancelled = sources.matters.iter().filter(|matter| is(&matter.value, Mode::ApprovalCancelled));
    let stems: Vec<&str> = cancelled
        .map(|matter| matter_stem(&matter.value.name))
        .filter(|stem| stem.chars().count() >= STEM_LENGTH_MIN)
        .collect();
    for matter in sources.matters.iter().filter(|matter| !is(&matter.value, Mode::ApprovalCancelled)) {
        for material in &matter.value.materials {
            let text = &material.value;
            let gone = stems
                .iter()
                .find(|stem| text.name.contains(**stem) || text.shared_from.contains(**stem));
            if let Some(gone) = gone {
                let finding = Finding::new(Lint::MaterialOfCancelled, &material.at).with("matter", &matter.value.code);
                out.add(finding.with("material", &text.name).with("cancelled", gone));
            }
        }
    }
}

fn matters(sources: &Sources, known: &Known<'_>, out: &mut Findings) {
    let mut modes: BTreeMap<&str, &str> = BTreeMap::new();
    let all = sources.matters.iter().flat_map(|matter| &matter.value.materials);
    let shared: BTreeSet<&str> = all
        .filter(|material| is_shared(&material.value))
        .map(|material| material.value.name.as_str())
        .collect();
    for matter in &sources.matters {
        let text = &matter.value;
        for id in &text.lists {
            if !known.listed.contains(id.as_str()) {
                out.of(matter, Lint::ListedUnknown, &matter.at, "id", id);
            }
        }
        for code in text.lists.iter().map(String::as_str).chain([text.code.as_str()]) {
            let mode = modes.entry(code).or_insert(&text.mode);
            if *mode != text.mode {
                let both = format!("{mode}|{}", text.mode);
                out.of(matter, Lint::TwoModes, &matter.at, "modes", both);
            }
        }
        let told = text.filing.iter().flat_map(|filing| &filing.value.share_with);
        let departments: BTreeSet<&str> = [&text.competent, &text.approving, &text.regulating]
            .into_iter()
            .chain(told)
            .map(String::as_str)
            .collect();
        for department in departments
            .into_iter()
            .filter(|department| !department.is_empty() && !known.departments.contains(department))
        {
            out.of(matter, Lint::UnitUnknown, &matter.at, "department", department);
        }
        // What one department shares for one matter is shared for all (CAT-14).
        for material in text
            .materials
            .iter()
            .filter(|material| !is_shared(&material.value) && shared.contains(material.value.name.as_str()))
        {
            out.of(matter, Lint::SharedMaterialAsked, &material.at, "material", &material.value.name);
        }
    }
}

fn is_shared(material: &MaterialText) -> bool {
    material.source == Source::Shared.name()
}

fn check_correction(correction: &Placed<CorrectionText>, known: &Known<'_>, out: &mut Findings) {
    let (text, at) = (&correction.value, &correction.at);
    let mut add = |lint: Lint, fact: &str, value: &str| out.add(Finding::new(lint, at).with("correction", text.id()).with(fact, value));
    if !known.terms.contains(text.term.as_str()) {
        add(Lint::TermUnknown, "term", &text.term);
    }
    let needs = text.needs.as_deref().unwrap_or_default();
    let ids = text
        .drop
        .iter()
        .chain(needs.iter().flat_map(|need| need.all_of.iter().chain(&need.any_of)));
    for id in ids.filter(|id| !known.matter(id)) {
        add(Lint::ListedUnknown, "id", id);
    }
    if text.basis.is_empty() {
        add(Lint::CorrectionWithoutBasis, "element", "basis");
    }
    for (element, missing) in [("from", text.from.is_none()), ("mark", text.mark.is_none())] {
        if missing {
            add(Lint::ElementMissing, "element", element);
        }
    }
    if needs.iter().any(|need| need.all_of.is_empty() == need.any_of.is_empty()) {
        add(Lint::ElementMissing, "element", "all_of | any_of");
    }
    if text.drop.is_empty() && text.needs.is_none() && text.kind.is_empty() {
        add(Lint::CorrectionIdle, "element", "needs");
    }
    let named = known.named.get(text.term.as_str()).cloned().unwrap_or_default();
    for id in text.drop.iter().filter(|id| !named.contains(id.as_str())) {
        add(Lint::CorrectionIdle, "element", &format!("drop {id}"));
    }
    if !text.kind.is_empty() && TermKind::from_name(&text.kind).is_none() {
        let finding = Finding::new(Lint::ValueUnknown, at).with("correction", text.id());
        out.add(finding.with("element", "kind").with("value", &text.kind));
    }
}

fn everyday(sources: &Sources, known: &Known<'_>, out: &mut Findings) {
    for row in &sources.everyday {
        let (text, at) = (&row.value, &row.at);
        if text.terms.is_empty() || text.word.is_empty() {
            out.add(Finding::new(Lint::EverydayEmpty, at).with("word", &text.word));
        }
        for term in text.terms.iter().filter(|term| !known.terms.contains(term.as_str())) {
            out.add(Finding::new(Lint::TermUnknown, at).with("word", &text.word).with("term", term));
        }
        let says_itself = |term: &String| known.names.get(term.as_str()).is_some_and(|name| *name == text.word);
        if !text.terms.is_empty() && text.terms.iter().all(says_itself) {
            out.add(Finding::new(Lint::EverydayIdle, at).with("word", &text.word));
        }
    }
}

fn units(sources: &Sources, out: &mut Findings) {
    let mut first: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for unit in &sources.units {
        let (text, at) = (&unit.value, &unit.at);
        if text.phone.is_empty() {
            out.add(Finding::new(Lint::UnitWithoutPhone, at).with("unit", &text.code));
        }
        for department in &text.departments {
            let other = *first.entry((&text.place, department)).or_insert(&text.code);
            if other != text.code {
                let finding = Finding::new(Lint::UnitOverlap, at).with("unit", &text.code);
                out.add(finding.with("department", department).with("other", other));
            }
        }
        let missing = [("code", &text.code), ("name", &text.name), ("address", &text.address)];
        for (element, _) in missing.iter().filter(|(_, value)| value.is_empty()) {
            out.add(
                Finding::new(Lint::ElementMissing, at)
                    .with("unit", &text.code)
                    .with("element", element),
            );
        }
    }
}
