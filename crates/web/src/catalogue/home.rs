//! P01 首页: start any task in one move.

use super::notice::short_hash;
use crate::hall::Hall;
use crate::parts::{Link, query};
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use office::Failure;
use rules::catalogue::{Mode, Trade, Zone, notice};
use rules::law::Law;
use serde::Serialize;

#[derive(Serialize)]
struct TradeCard<'a> {
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
struct ModeCount {
    code: &'static str,
    count: usize,
    href: String,
}

#[derive(Serialize)]
struct EditionContext<'a> {
    name: &'a str,
    hash: String,
    from: String,
    terms: usize,
    draft: bool,
}

#[derive(Serialize)]
struct HomeContext<'a> {
    quick: Vec<Link>,
    trades: Vec<TradeCard<'a>>,
    modes: Vec<ModeCount>,
    known: usize,
    unknown: usize,
    total: usize,
    edition: EditionContext<'a>,
}

pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (edition, words) = (hall.app().shelf().edition(), hall.words(visit));
    let law = hall.app().law(&visit.place);
    let trades = edition.trades().iter().map(|trade| card(hall, visit, trade, &law));
    // Words to try; the same in both languages, because the catalogue is searched in Chinese.
    let quick = words.word("home.quick").split('、').map(wish).collect();
    let count = |mode: Option<Mode>| edition.matters().iter().filter(|matter| matter.mode == mode).count();
    let modes: Vec<ModeCount> = Mode::ALL
        .iter()
        .map(|mode| ModeCount {
            code: mode.name(),
            count: count(Some(*mode)),
            href: format!("/matters{}", query(&[("mode", mode.name())])),
        })
        .collect();
    let context = HomeContext {
        quick,
        trades: trades.collect::<Result<_, _>>()?,
        known: modes.iter().map(|mode| mode.count).sum(),
        unknown: count(None),
        modes,
        total: edition.matters().len(),
        edition: EditionContext {
            name: &edition.title,
            hash: short_hash(&edition.hash),
            from: edition.valid_from.to_string(),
            terms: edition.terms().len(),
            draft: edition.draft,
        },
    };
    let about = About {
        title: words.word("home.title"),
        nav: "home",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "home.html", &about, context)?))
}

fn wish(word: &str) -> Link {
    Link {
        text: word.to_owned(),
        href: format!("/guide{}", query(&[("q", word)])),
    }
}

/// A trade with what its usual terms need in any case.
fn card<'a>(hall: &'a Hall, visit: &Visit, trade: &'a Trade, law: &Law) -> Result<TradeCard<'a>, Failure> {
    let edition = hall.app().shelf().edition();
    let terms = trade.terms.iter().filter_map(|term| edition.term_at(*term));
    let codes: Vec<&str> = terms.map(|term| term.code.as_str()).collect();
    let tally = notice(edition, &codes, &visit.place, Zone::Elsewhere, law)?.tally();
    Ok(TradeCard {
        icon: &trade.icon,
        name: &trade.name,
        href: format!("/guide{}", query(&[("trade", &trade.code)])),
        permits: tally.permits,
        filings: tally.filings + tally.with_registration,
        conditional: tally.choices + tally.conditional,
        days: tally.days_max,
        spot: tally.totals.matters > 0 && tally.days_max.is_none(),
    })
}
