//! `trades.toml`: trades with their scenes, which matter waits for which, and what is not brought twice.

use crate::law::reading::{Files, LawError, LawErrors, Toml};
use rules::catalogue::source::{CompositeText, OrderText, Placed, SceneText, TradeText, WaiverText};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

const PATH: &str = "catalogue/trades.toml";

/// What the file holds.
#[derive(Default)]
pub(super) struct Bundles {
    pub(super) trades: Vec<Placed<TradeText>>,
    pub(super) orders: Vec<Placed<OrderText>>,
    pub(super) waivers: Vec<Placed<WaiverText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TradesFile {
    #[serde(default)]
    trade: Vec<TradeEntry>,
    #[serde(default)]
    order: Vec<OrderEntry>,
    #[serde(default)]
    waiver: Vec<WaiverEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TradeEntry {
    code: Spanned<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    icon: String,
    #[serde(default)]
    terms: Vec<String>,
    promised_days: Option<u32>,
    composite: Option<CompositeEntry>,
    #[serde(default)]
    scene: Vec<SceneEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CompositeEntry {
    #[serde(default)]
    name: String,
    #[serde(default)]
    basis: String,
    mark: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SceneEntry {
    code: Spanned<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    answers: BTreeMap<String, Said>,
}

/// An answer, written as expressions write it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Said {
    YesNo(bool),
    Whole(u64),
    Decimal(f64),
    Chosen(String),
}

impl Said {
    fn text(self) -> String {
        match self {
            Said::YesNo(true) => "yes".to_owned(),
            Said::YesNo(false) => "no".to_owned(),
            Said::Whole(number) => number.to_string(),
            Said::Decimal(number) => number.to_string(),
            Said::Chosen(value) => value,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderEntry {
    matter: Spanned<String>,
    #[serde(default)]
    after: String,
    #[serde(default)]
    basis: String,
    mark: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WaiverEntry {
    matter: Spanned<String>,
    #[serde(default)]
    material: String,
    #[serde(default)]
    by: String,
    #[serde(default)]
    basis: String,
    mark: Option<Spanned<String>>,
}

/// Reads the file. A catalogue without one is whole: it only offers no quick choices.
pub(super) fn read(files: &Files) -> Result<Bundles, LawErrors> {
    let Ok(text) = files.text(PATH) else {
        return Ok(Bundles::default());
    };
    let (file, toml): (TradesFile, Toml<'_>) = Toml::read(PATH, text)?;
    let trades: Result<Vec<_>, LawError> = file.trade.into_iter().map(|entry| trade(&toml, entry)).collect();
    let orders: Result<Vec<_>, LawError> = file.order.into_iter().map(|entry| order(&toml, entry)).collect();
    let waivers: Result<Vec<_>, LawError> = file.waiver.into_iter().map(|entry| waiver(&toml, entry)).collect();
    Ok(Bundles {
        trades: trades?,
        orders: orders?,
        waivers: waivers?,
    })
}

fn trade(toml: &Toml<'_>, entry: TradeEntry) -> Result<Placed<TradeText>, LawError> {
    let composite = |entry: CompositeEntry| {
        Ok(CompositeText {
            name: entry.name,
            basis: entry.basis,
            mark: entry.mark.as_ref().map(|mark| toml.mark(mark)).transpose()?,
        })
    };
    let scene = |entry: SceneEntry| {
        toml.placed(entry.code, |code| SceneText {
            code,
            name: entry.name,
            answers: entry.answers.into_iter().map(|(fact, said)| (fact, said.text())).collect(),
        })
    };
    let composite: Option<CompositeText> = entry.composite.map(composite).transpose()?;
    Ok(toml.placed(entry.code, |code| TradeText {
        code,
        name: entry.name,
        icon: entry.icon,
        terms: entry.terms,
        promised_days: entry.promised_days,
        composite,
        scenes: entry.scene.into_iter().map(scene).collect(),
    }))
}

fn order(toml: &Toml<'_>, entry: OrderEntry) -> Result<Placed<OrderText>, LawError> {
    let mark = entry.mark.as_ref().map(|mark| toml.mark(mark)).transpose()?;
    Ok(toml.placed(entry.matter, |matter| OrderText {
        matter,
        after: entry.after,
        basis: entry.basis,
        mark,
    }))
}

fn waiver(toml: &Toml<'_>, entry: WaiverEntry) -> Result<Placed<WaiverText>, LawError> {
    let mark = entry.mark.as_ref().map(|mark| toml.mark(mark)).transpose()?;
    Ok(toml.placed(entry.matter, |matter| WaiverText {
        matter,
        material: entry.material,
        by: entry.by,
        basis: entry.basis,
        mark,
    }))
}
