//! P01 首页: start any task in one move.

use super::notice::short_hash;
use super::trades::{TradeCard, cards};
use crate::hall::Hall;
use crate::parts::{Link, query};
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use office::Failure;
use rules::catalogue::Mode;
use serde::Serialize;

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
        trades: cards(hall, visit)?,
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
