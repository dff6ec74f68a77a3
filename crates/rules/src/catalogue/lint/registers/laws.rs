//! CAT-16: laws once, changes of listed laws, and every matter that rests on what changed looked at.

use super::{Known, missing, twice, unknown};
use crate::calendar::Date;
use crate::catalogue::edition::Mode;
use crate::catalogue::laws::{
    ChangeKind, Cited, Confirmation, Dependent, EnactmentRank, Outcome, citations, confirmation_of, dependents, extent, numbers,
};
use crate::catalogue::lint::matter::is;
use crate::catalogue::lint::{Finding, Findings, Lint};
use crate::catalogue::provision::Extent;
use crate::catalogue::source::{At, ChangeText, Placed, Sources};
use std::collections::BTreeMap;

const REGISTER: &str = "laws";

pub(super) fn check(sources: &Sources, known: &Known<'_>, day: Date, out: &mut Findings) {
    enactments(sources, out);
    let changes = &sources.registers.changes;
    if changes.is_empty() {
        return;
    }
    let cited = citations(sources);
    for change in changes {
        change_itself(sources, change, known, out);
        dependent_matters(sources, change, &cited, day, out);
    }
}

fn enactments(sources: &Sources, out: &mut Findings) {
    let names: Vec<(String, &At)> = sources
        .registers
        .enactments
        .iter()
        .map(|row| (format!("{}{}", row.value.name, row.value.number), &row.at))
        .collect();
    let mut first: BTreeMap<&str, &At> = BTreeMap::new();
    for (name, at) in &names {
        twice(Lint::LawTwice, name, at, &mut first, out);
    }
    for row in &sources.registers.enactments {
        let (text, at) = (&row.value, &row.at);
        let elements = [
            ("name", text.name.is_empty()),
            ("rank", text.rank.is_empty()),
            ("from", text.from.is_none()),
            ("mark", text.mark.is_none()),
        ];
        missing(REGISTER, &text.name, &elements, at, out);
        unknown("rank", &text.rank, EnactmentRank::from_name(&text.rank).is_some(), at, out);
    }
}

/// The numbers of the listed documents a change is about.
fn numbers_of<'s>(sources: &'s Sources, change: &ChangeText) -> Vec<&'s str> {
    let listed = sources.registers.enactments.iter();
    numbers(listed.map(|row| (row.value.name.as_str(), row.value.number.as_str())), &change.law)
}

fn change_itself(sources: &Sources, change: &Placed<ChangeText>, known: &Known<'_>, out: &mut Findings) {
    let (text, at) = (&change.value, &change.at);
    let elements = [
        ("law", text.law.is_empty()),
        ("kind", text.kind.is_empty()),
        ("from", text.from.is_none()),
        ("by", text.by.is_empty()),
        ("mark", text.mark.is_none()),
    ];
    missing(REGISTER, &text.law, &elements, at, out);
    unknown("kind", &text.kind, ChangeKind::from_name(&text.kind).is_some(), at, out);
    if !text.law.is_empty() && numbers_of(sources, text).is_empty() {
        out.add(Finding::new(Lint::LawUnlisted, at).with("law", &text.law));
    }
    for article in &text.articles {
        if extent(std::slice::from_ref(article)) == Extent::Whole {
            out.add(
                Finding::new(Lint::ArticleUnreadable, at)
                    .with("law", &text.law)
                    .with("article", article),
            );
        }
    }
    known.matters(text.confirmed.iter().map(|confirmed| &confirmed.matter), REGISTER, at, out);
    for confirmed in &text.confirmed {
        let elements = [
            ("confirmed.matter", confirmed.matter.is_empty()),
            ("confirmed.on", confirmed.on.is_none()),
            ("confirmed.outcome", confirmed.outcome.is_empty()),
            ("confirmed.by", confirmed.by.is_empty()),
        ];
        missing(REGISTER, &confirmed.matter, &elements, at, out);
        let known = Outcome::from_name(&confirmed.outcome).is_some();
        unknown("confirmed.outcome", &confirmed.outcome, known, at, out);
    }
}

/// Every matter that cites what changed was looked at, and what came of it is so.
fn dependent_matters(sources: &Sources, change: &Placed<ChangeText>, cited: &[Cited], day: Date, out: &mut Findings) {
    let (text, at) = (&change.value, &change.at);
    let (Some(from), Some(kind)) = (text.from, ChangeKind::from_name(&text.kind)) else {
        return;
    };
    let dependents = dependents(cited, numbers_of(sources, text), &text.law, &text.articles);
    let articles = text.articles.join("、");
    let about = |lint: Lint, matter: &str| {
        let finding = Finding::new(lint, at).with("law", &text.law).with("articles", &articles);
        finding.with("matter", matter).with("from", from)
    };
    let confirmed: Vec<Confirmation> = text.confirmed.iter().filter_map(confirmation_of).collect();
    let of = |matter: &str| {
        confirmed
            .iter()
            .filter(move |confirmed| confirmed.matter == matter && confirmed.holds(day))
            .max_by_key(|confirmed| confirmed.on)
    };
    for dependent in &dependents {
        if of(&dependent.matter).is_none() {
            let lint = if from <= day { Lint::BasisChanged } else { Lint::BasisChangeComing };
            let finding = about(lint, &dependent.matter).with("element", places(dependent));
            out.add(finding);
        }
    }
    for confirmed in confirmed.iter().filter(|confirmed| of(&confirmed.matter) == Some(*confirmed)) {
        let still_cited = dependents.iter().any(|dependent| dependent.matter == confirmed.matter);
        let cancelled = sources
            .matters
            .iter()
            .any(|matter| matter.value.code == confirmed.matter && is(&matter.value, Mode::ApprovalCancelled));
        // What is gone can be cited on only through a transition, and that has an end.
        let untrue = match (confirmed.outcome, kind) {
            (Outcome::Cancelled, _) => !cancelled,
            (Outcome::Revised, ChangeKind::Repealed) => still_cited && !cancelled,
            (Outcome::Kept, ChangeKind::Repealed) => still_cited && confirmed.until.is_none(),
            (Outcome::Revised | Outcome::Kept, ChangeKind::Amended | ChangeKind::Renumbered) => false,
        };
        if untrue && from <= day {
            out.add(about(Lint::ConfirmationUntrue, &confirmed.matter).with("outcome", confirmed.outcome.name()));
        }
    }
}

fn places(dependent: &Dependent) -> String {
    let elements: Vec<&str> = dependent.places.iter().map(|place| place.element.as_str()).collect();
    elements.join("、")
}
