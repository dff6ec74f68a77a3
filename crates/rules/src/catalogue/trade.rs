//! 行业一件事: trades as bundles of scope terms with their scenes, and what the law says of the order of matters in one bundle.
//!
//! Requirements LIC-16, LIC-18. A trade names terms and never matters: what it brings follows from the
//! terms, so that a correction of a term corrects every trade. What a bundle comes to is worked out in [`super::bundle`].

use super::condition::{Answers, Facts};
use super::edition::{MatterIndex, TermIndex};
use super::source::{OrderText, SceneText, Sources, TradeText, WaiverText};
use crate::law::Mark;
use std::collections::HashMap;

/// 行业: a kind of shop people open, and the terms it usually chooses.
#[derive(Clone, Debug)]
pub struct Trade {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Name of its picture.
    pub icon: String,
    /// The terms, the main one first.
    pub terms: Vec<TermIndex>,
    /// 情形: kinds of this shop, each with what is true of it.
    pub scenes: Vec<Scene>,
    /// Working days in which all of it is promised; `None`: what follows from its matters.
    pub promised_days: Option<u32>,
    /// The 行业综合许可证 that carries its permits, where a document provides one.
    pub composite: Option<Composite>,
}

impl Trade {
    /// The scene with this code.
    pub fn scene(&self, code: &str) -> Option<&Scene> {
        self.scenes.iter().find(|scene| scene.code == code)
    }
}

/// 情形: a kind of shop within a trade, with answers that need not be asked any more.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Code within the trade.
    pub code: String,
    /// Name.
    pub name: String,
    /// What is true of it.
    pub answers: Answers,
}

/// 行业综合许可证
#[derive(Clone, Debug)]
pub struct Composite {
    /// Title.
    pub name: String,
    /// The document that provides it.
    pub basis: String,
    /// How sure we are of it.
    pub mark: Mark,
}

/// The law grants one matter only upon another.
#[derive(Clone, Debug)]
pub struct Order {
    /// The later one.
    pub matter: MatterIndex,
    /// The one that comes first.
    pub after: MatterIndex,
    /// Article.
    pub basis: String,
    /// How sure we are of it.
    pub mark: Mark,
}

/// A material nobody brings when the matter that results in it is done in the same bundle.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// The matter that asks for it.
    pub matter: MatterIndex,
    /// Code of the material within that matter.
    pub material: String,
    /// The matter whose result says the same.
    pub by: MatterIndex,
    /// Article.
    pub basis: String,
    /// How sure we are of it.
    pub mark: Mark,
}

/// What codes stand for.
pub(super) struct Codes<'s> {
    pub(super) terms: &'s HashMap<String, TermIndex>,
    pub(super) matters: &'s HashMap<String, MatterIndex>,
    pub(super) facts: &'s Facts,
}

/// What the edition holds of bundles.
#[derive(Clone, Debug, Default)]
pub(super) struct Bundles {
    pub(super) trades: Vec<Trade>,
    pub(super) orders: Vec<Order>,
    pub(super) waivers: Vec<Waiver>,
}

impl Bundles {
    /// Resolves the files; what they name and nobody knows is left out, and the lints have said so.
    pub(super) fn of(sources: &Sources, codes: &Codes<'_>) -> Bundles {
        Bundles {
            trades: sources.trades.iter().map(|trade| codes.trade(&trade.value)).collect(),
            orders: sources.orders.iter().filter_map(|order| codes.order(&order.value)).collect(),
            waivers: sources.waivers.iter().filter_map(|waiver| codes.waiver(&waiver.value)).collect(),
        }
    }
}

impl Codes<'_> {
    fn matter(&self, code: &str) -> Option<MatterIndex> {
        self.matters.get(code).copied()
    }

    fn trade(&self, text: &TradeText) -> Trade {
        Trade {
            code: text.code.clone(),
            name: text.name.clone(),
            icon: text.icon.clone(),
            terms: text.terms.iter().filter_map(|code| self.terms.get(code).copied()).collect(),
            scenes: text.scenes.iter().map(|scene| self.scene(&scene.value)).collect(),
            promised_days: text.promised_days,
            composite: text.composite.as_ref().map(|composite| Composite {
                name: composite.name.clone(),
                basis: composite.basis.clone(),
                mark: composite.mark.unwrap_or(Mark::Recalled),
            }),
        }
    }

    fn scene(&self, text: &SceneText) -> Scene {
        let answer = |(fact, said): &(String, String)| {
            let known = self.facts.get(self.facts.index(fact)?)?;
            Some((fact.clone(), known.answer(said)?))
        };
        Scene {
            code: text.code.clone(),
            name: text.name.clone(),
            answers: text.answers.iter().filter_map(answer).collect(),
        }
    }

    fn order(&self, text: &OrderText) -> Option<Order> {
        Some(Order {
            matter: self.matter(&text.matter)?,
            after: self.matter(&text.after)?,
            basis: text.basis.clone(),
            mark: text.mark.unwrap_or(Mark::Recalled),
        })
    }

    fn waiver(&self, text: &WaiverText) -> Option<Waiver> {
        Some(Waiver {
            matter: self.matter(&text.matter)?,
            material: text.material.clone(),
            by: self.matter(&text.by)?,
            basis: text.basis.clone(),
            mark: text.mark.unwrap_or(Mark::Recalled),
        })
    }
}
