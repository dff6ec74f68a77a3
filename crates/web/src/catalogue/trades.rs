//! `/trades`: every trade that is offered, with what it needs in any case; the same cards stand on the first page.

use crate::hall::Hall;
use crate::reply::{Reply, percent};
use crate::shell::About;
use crate::visit::Visit;
use office::Failure;
use rules::catalogue::{Notice, Trade, Zone, notice};
use rules::law::Law;
use serde::Serialize;

/// A trade with what its usual terms need in any case.
#[derive(Serialize)]
pub(super) struct TradeCard<'a> {
    icon: &'a str,
    name: &'a str,
    href: String,
    permits: usize,
    filings: usize,
    conditional: usize,
    days: Option<u32>,
    spot: bool,
}

#[derive(Serialize)]
struct TradesContext<'a> {
    trades: Vec<TradeCard<'a>>,
}

pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let words = hall.words(visit);
    let context = TradesContext {
        trades: cards(hall, visit)?,
    };
    let about = About {
        title: words.word("trade.title"),
        section: Some(words.word("nav.guide")),
        nav: "guide",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "guide/trades.html", &about, context)?))
}

/// All trades of the edition in force.
pub(super) fn cards<'a>(hall: &'a Hall, visit: &Visit) -> Result<Vec<TradeCard<'a>>, Failure> {
    let law = hall.app().law(&visit.place);
    let trades = hall.app().shelf().edition().trades().iter();
    trades.map(|trade| card(hall, visit, trade, &law)).collect()
}

/// Where a trade stands.
pub(super) fn href(trade: &Trade) -> String {
    format!("/trades/{}", percent(&trade.code))
}

/// The codes of a trade's terms.
pub(super) fn terms<'a>(hall: &'a Hall, trade: &Trade) -> Vec<&'a str> {
    let edition = hall.app().shelf().edition();
    let terms = trade.terms.iter().filter_map(|term| edition.term_at(*term));
    terms.map(|term| term.code.as_str()).collect()
}

/// What a trade needs at a place.
pub(super) fn told<'a>(hall: &'a Hall, trade: &Trade, place: &str, zone: Zone, law: &'a Law) -> Result<Notice<'a>, Failure> {
    Ok(notice(hall.app().shelf().edition(), &terms(hall, trade), place, zone, law)?)
}

fn card<'a>(hall: &'a Hall, visit: &Visit, trade: &'a Trade, law: &Law) -> Result<TradeCard<'a>, Failure> {
    let tally = told(hall, trade, &visit.place, Zone::Elsewhere, law)?.tally();
    Ok(TradeCard {
        icon: &trade.icon,
        name: &trade.name,
        href: href(trade),
        permits: tally.permits,
        filings: tally.filings + tally.with_registration,
        conditional: tally.choices + tally.conditional,
        days: tally.days_max,
        spot: tally.totals.matters > 0 && tally.days_max.is_none(),
    })
}
