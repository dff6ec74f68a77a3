//! Checks over the superior lists, and of everything below them against them.

use super::{Finding, Findings, Lint};
use crate::catalogue::compare::{Breach, Deviation, compare};
use crate::catalogue::compile::{matters, unit_of};
use crate::catalogue::detail::{Level, SetBy};
use crate::catalogue::edition::{Edition, Mode};
use crate::catalogue::layers::{Layer, layers, listing};
use crate::catalogue::source::{At, LayerRow, Placed, Sources};
use std::collections::BTreeMap;
use std::sync::Arc;

/// All checks over the layers. The listed matters, which stand for the State's list where it has no file, bind nobody: they are a
/// draft, with modes that nobody has confirmed.
pub(in crate::catalogue) fn check_layers(sources: &Sources, out: &mut Findings) {
    for rows in sources.layers.values() {
        check_rows(rows, out);
    }
    if sources.layers.is_empty() {
        return;
    }
    let lists: Vec<(Layer, Arc<Edition>)> = layers(sources)
        .into_iter()
        .filter(|(layer, _)| sources.layers.contains_key(layer))
        .collect();
    for pair in lists.windows(2) {
        if let [(_, superior), (layer, local)] = pair {
            let rows = sources.layers.get(layer).map(Vec::as_slice).unwrap_or_default();
            let places = rows.iter().map(|row| (row.value.code.as_str(), &row.at)).collect();
            against(local, superior, &places, out);
        }
    }
    if let Some((_, superior)) = lists.last() {
        let places = sources
            .matters
            .iter()
            .map(|matter| (matter.value.code.as_str(), &matter.at))
            .collect();
        against(&own(sources), superior, &places, out);
    }
}

/// The edition's own matters with its offices, and nothing else.
fn own(sources: &Sources) -> Edition {
    let mut own = listing(sources, sources.header.title.clone(), "", matters(sources));
    own.units = sources.units.iter().map(|unit| unit_of(&unit.value)).collect();
    own
}

/// What is below against what is above. A matter without place in a file is only listed, and nobody can mend it there.
fn against(local: &Edition, superior: &Edition, places: &BTreeMap<&str, &At>, out: &mut Findings) {
    for breach in compare(local, superior, &BTreeMap::new()).breaches {
        if let Some(at) = places.get(breach.matter().code.as_str()) {
            out.add(finding(&breach, at, superior));
        }
    }
}

fn finding(breach: &Breach, at: &At, superior: &Edition) -> Finding {
    let finding = Finding::new(breach.lint(), at)
        .with("matter", &breach.matter().code)
        .with("layer", &superior.title);
    match breach {
        Breach::LocalUnmatched { named, .. } => finding.with("entry", named.as_deref().unwrap_or_default()),
        Breach::DeviationUnexplained(Deviation {
            matched,
            element,
            superior,
            local,
            reason: _,
        }) => finding
            .with("entry", &matched.superior)
            .with("element", element.name())
            .with("above", superior)
            .with("here", local),
        Breach::ConditionAdded { matched, condition } => finding.with("entry", &matched.superior).with("condition", &condition.text),
        Breach::MaterialAdded { matched, material, .. } => finding.with("entry", &matched.superior).with("material", &material.name),
        Breach::ThresholdStricter {
            matched, condition, local, ..
        } => finding
            .with("entry", &matched.superior)
            .with("condition", &condition.text)
            .with("here", local),
    }
}

fn check_rows(rows: &[Placed<LayerRow>], out: &mut Findings) {
    let mut first: BTreeMap<&str, &At> = BTreeMap::new();
    for row in rows {
        let (text, at) = (&row.value, &row.at);
        for (element, value) in [("code", &text.code), ("name", &text.name)] {
            if value.is_empty() {
                out.add(
                    Finding::new(Lint::ElementMissing, at)
                        .with("matter", &text.code)
                        .with("element", element),
                );
            }
        }
        let words = [
            ("mode", &text.mode, text.mode.is_empty() || Mode::from_name(&text.mode).is_some()),
            (
                "level",
                &text.level,
                text.level.is_empty() || Level::from_name(&text.level).is_some(),
            ),
            (
                "set_by",
                &text.set_by,
                text.set_by.is_empty() || SetBy::from_name(&text.set_by).is_some(),
            ),
            (
                "free_trade_zone",
                &text.free_trade_zone,
                matches!(text.free_trade_zone.as_str(), "" | "yes" | "no"),
            ),
        ];
        for (element, word, _) in words.iter().filter(|(_, _, known)| !known) {
            out.add(
                Finding::new(Lint::ValueUnknown, at)
                    .with("matter", &text.code)
                    .with("element", element)
                    .with("value", word),
            );
        }
        match first.get(text.code.as_str()) {
            Some(earlier) => {
                let place = format!("{}:{}", earlier.file, earlier.line);
                out.add(
                    Finding::new(Lint::LayerEntryTwice, at)
                        .with("code", &text.code)
                        .with("first", place),
                );
            }
            None => {
                first.insert(&text.code, at);
            }
        }
    }
}
