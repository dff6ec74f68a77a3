//! Checks of trades as bundles: codes once, terms and facts known, no circle, one promise for all, one form for all.

use super::tables::twice;
use super::{Finding, Findings, Lint};
use crate::catalogue::bundle::same;
use crate::catalogue::condition::Answers;
use crate::catalogue::detail::Field;
use crate::catalogue::edition::{Edition, Matter, MatterIndex};
use crate::catalogue::notice::{Notice, Zone, notice};
use crate::catalogue::source::{At, OrderText, Placed, SceneText, Sources, TradeText, WaiverText};
use crate::catalogue::trade::{Scene, Trade};
use crate::law::{Law, Mark};
use std::collections::{BTreeMap, BTreeSet};

/// All checks of trades, with the edition the files make.
pub(in crate::catalogue) fn check_trades(sources: &Sources, edition: &Edition, law: &Law, out: &mut Findings) {
    twice(
        sources.trades.iter().map(|trade| (trade.value.code.as_str(), &trade.at)),
        Lint::TradeTwice,
        out,
    );
    twice(
        sources.trades.iter().map(|trade| (trade.value.name.as_str(), &trade.at)),
        Lint::TradeTwice,
        out,
    );
    let mut together: Vec<BTreeSet<MatterIndex>> = Vec::new();
    // The edition keeps the order of the file.
    for (text, trade) in sources.trades.iter().zip(edition.trades()) {
        written(text, edition, out);
        let notices = notices(trade, edition, law);
        together.extend(
            notices
                .iter()
                .map(|notice| notice.matters.iter().map(|entry| entry.index).collect()),
        );
        scenes(text, trade, edition, &notices, out);
        promise(text, trade, &notices, out);
        forms(text, &notices, out);
    }
    let rules = Rules {
        edition,
        together: &together,
        out,
    };
    rules.check(&sources.orders, &sources.waivers);
    circles(&sources.orders, edition, out);
}

/// What the trade needs outside free-trade zones and within; nothing for one without known terms.
fn notices<'e>(trade: &Trade, edition: &'e Edition, law: &'e Law) -> Vec<Notice<'e>> {
    let terms = trade.terms.iter().filter_map(|index| edition.term_at(*index));
    let codes: Vec<&str> = terms.map(|term| term.code.as_str()).collect();
    let zones = [Zone::Elsewhere, Zone::FreeTrade];
    zones
        .iter()
        .filter_map(|zone| notice(edition, &codes, law.place(), *zone, law).ok())
        .collect()
}

fn missing(at: &At, whose: (&str, &str), elements: &[(&str, bool)], out: &mut Findings) {
    for (element, _) in elements.iter().filter(|(_, missing)| *missing) {
        out.add(
            Finding::new(Lint::ElementMissing, at)
                .with(whose.0, whose.1)
                .with("element", element),
        );
    }
}

fn written(trade: &Placed<TradeText>, edition: &Edition, out: &mut Findings) {
    let (text, at) = (&trade.value, &trade.at);
    let elements = [
        ("code", text.code.is_empty()),
        ("name", text.name.is_empty()),
        ("icon", text.icon.is_empty()),
        ("terms", text.terms.is_empty()),
    ];
    missing(at, ("trade", &text.code), &elements, out);
    for term in text.terms.iter().filter(|term| edition.term(term).is_none()) {
        out.add(Finding::new(Lint::TermUnknown, at).with("trade", &text.code).with("term", term));
    }
    if let Some(composite) = &text.composite {
        let elements = [
            ("composite.name", composite.name.is_empty()),
            ("composite.basis", composite.basis.is_empty()),
            ("composite.mark", composite.mark.is_none()),
        ];
        missing(at, ("trade", &text.code), &elements, out);
    }
}

fn scenes(trade: &Placed<TradeText>, built: &Trade, edition: &Edition, notices: &[Notice<'_>], out: &mut Findings) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (scene, built) in trade.value.scenes.iter().zip(&built.scenes) {
        let (text, at) = (&scene.value, &scene.at);
        let named = |lint: Lint| Finding::new(lint, at).with("trade", &trade.value.code).with("scene", &text.code);
        let elements = [
            ("scene.code", text.code.is_empty()),
            ("scene.name", text.name.is_empty()),
            ("scene.answers", text.answers.is_empty()),
        ];
        missing(at, ("trade", &trade.value.code), &elements, out);
        for said in [text.code.clone(), said(text)] {
            let first = seen.entry(said).or_insert(&text.code);
            if !std::ptr::eq(*first, text.code.as_str()) {
                out.add(named(Lint::SceneTwice).with("other", first));
            }
        }
        for (fact, said) in &text.answers {
            let known = edition.fact(fact).filter(|fact| !fact.in_words);
            if known.and_then(|known| known.answer(said)).is_none() {
                out.add(named(Lint::SceneAnswerUnknown).with("fact", fact).with("answer", said));
            }
        }
        for fact in idle(built, notices) {
            out.add(named(Lint::SceneAnswerIdle).with("fact", fact));
        }
    }
}

/// The answers of a scene in words of the files, in order.
fn said(scene: &SceneText) -> String {
    let mut answers: Vec<String> = scene.answers.iter().map(|(fact, said)| format!("{fact}={said}")).collect();
    answers.sort();
    answers.join(" ")
}

/// Facts of a scene that nobody would be asked for, were they not answered.
fn idle<'s>(scene: &'s Scene, notices: &[Notice<'_>]) -> Vec<&'s str> {
    let asked = |fact: &str| {
        let others: Answers = scene
            .answers
            .iter()
            .filter(|(code, _)| *code != fact)
            .map(|(c, a)| (c.clone(), a.clone()))
            .collect();
        notices
            .iter()
            .any(|notice| notice.open_questions(&others).iter().any(|open| open.code == fact))
    };
    scene.answers.keys().map(String::as_str).filter(|fact| !asked(fact)).collect()
}

/// One promise for all holds for every scene: it is not shorter than the chain of matters that takes longest.
fn promise(trade: &Placed<TradeText>, built: &Trade, notices: &[Notice<'_>], out: &mut Findings) {
    let Some(promised) = trade.value.promised_days else { return };
    let anyway = Answers::new();
    let cases = built.scenes.iter().map(|scene| &scene.answers).chain([&anyway]);
    let longest = cases
        .flat_map(|answers| notices.iter().map(move |notice| notice.bundle(answers).effort.after.days))
        .max()
        .unwrap_or(0);
    if i64::from(promised) < longest {
        let finding = Finding::new(Lint::TradePromiseShort, &trade.at).with("trade", &trade.value.code);
        out.add(finding.with("promised_days", promised).with("longest", longest));
    }
}

/// What people read as one question is one field: of one kind, in one unit, with the same choices.
fn forms(trade: &Placed<TradeText>, notices: &[Notice<'_>], out: &mut Findings) {
    let mut known: BTreeMap<&str, (&Field, &Matter)> = BTreeMap::new();
    let mut reported: BTreeSet<(&str, &str)> = BTreeSet::new();
    for matter in notices.iter().flat_map(|notice| &notice.matters).map(|entry| entry.matter) {
        for field in matter.detail.iter().flat_map(|detail| &detail.fields) {
            let (first, other) = *known.entry(field.label.as_str()).or_insert((field, matter));
            if !same(first, field) && reported.insert((&field.label, &matter.code)) {
                let finding = Finding::new(Lint::TradeFieldConflict, &trade.at).with("trade", &trade.value.code);
                let finding = finding.with("field", &field.label).with("matter", &matter.code);
                out.add(finding.with("other", &other.code));
            }
        }
    }
}

/// Orders and waivers, while they are checked.
struct Rules<'c> {
    edition: &'c Edition,
    /// The matters each trade can bring together.
    together: &'c [BTreeSet<MatterIndex>],
    out: &'c mut Findings,
}

impl Rules<'_> {
    fn check(mut self, orders: &[Placed<OrderText>], waivers: &[Placed<WaiverText>]) {
        for order in orders {
            let text = &order.value;
            self.rule(&order.at, (&text.matter, &text.after), &text.basis, text.mark);
        }
        for waiver in waivers {
            let text = &waiver.value;
            self.rule(&waiver.at, (&text.matter, &text.by), &text.basis, text.mark);
            let detail = self.edition.matter(&text.matter).and_then(|matter| matter.detail.as_ref());
            let material = detail.and_then(|detail| detail.materials.iter().find(|material| material.code == text.material));
            if detail.is_some() && !material.is_some_and(|material| material.handed_in()) {
                let finding = Finding::new(Lint::WaiverIdle, &waiver.at).with("matter", &text.matter);
                self.out.add(finding.with("material", &text.material));
            }
        }
    }

    /// What both kinds must have: two known matters that meet somewhere, an article and a mark.
    fn rule(&mut self, at: &At, pair: (&str, &str), basis: &str, mark: Option<Mark>) {
        let elements = [("basis", basis.is_empty()), ("mark", mark.is_none())];
        missing(at, ("matter", pair.0), &elements, self.out);
        let known = |code: &str| self.edition.matter_index(code);
        match (known(pair.0), known(pair.1)) {
            (Some(one), Some(other)) => {
                let meet = |matters: &BTreeSet<MatterIndex>| matters.contains(&one) && matters.contains(&other);
                if !self.together.iter().any(meet) {
                    let finding = Finding::new(Lint::OrderIdle, at).with("matter", pair.0);
                    self.out.add(finding.with("other", pair.1));
                }
            }
            (one, other) => {
                for (code, _) in [(pair.0, one), (pair.1, other)].iter().filter(|(_, index)| index.is_none()) {
                    self.out.add(Finding::new(Lint::OrderMatterUnknown, at).with("matter", code));
                }
            }
        }
    }
}

/// Matters that wait for each other: every order that lies on a circle is named.
fn circles(orders: &[Placed<OrderText>], edition: &Edition, out: &mut Findings) {
    let edges: Vec<(Option<MatterIndex>, Option<MatterIndex>)> = orders
        .iter()
        .map(|order| (edition.matter_index(&order.value.matter), edition.matter_index(&order.value.after)))
        .collect();
    for (order, (matter, after)) in orders.iter().zip(&edges) {
        let mut reached: BTreeSet<MatterIndex> = after.iter().copied().collect();
        loop {
            let next: Vec<MatterIndex> = edges
                .iter()
                .filter(|(from, _)| from.is_some_and(|from| reached.contains(&from)))
                .filter_map(|(_, to)| *to)
                .filter(|to| !reached.contains(to))
                .collect();
            if next.is_empty() {
                break;
            }
            reached.extend(next);
        }
        if matter.is_some_and(|matter| reached.contains(&matter)) {
            let finding = Finding::new(Lint::OrderCircle, &order.at).with("matter", &order.value.matter);
            out.add(finding.with("after", &order.value.after));
        }
    }
}
