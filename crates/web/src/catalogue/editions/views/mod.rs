//! What follows from a draft, to read and never to edit: 承诺书 (A10), 检查表 (A11), 推送规则 (A13), 判断规则 (A07). Each entry leads to
//! where its words are edited, so that no page is a second truth.

mod checks;
mod deciding;
mod letters;
mod pushes;

use super::edition::opened;
use super::told;
use crate::Page;
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::parts::{Labelled, Pager, Tab, query};
use crate::reply::{Reply, percent};
use crate::shell::About;
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use office::catalogue::editions::Opened;
use office::catalogue::tables::{self, Looked};
use rules::catalogue::{Edition, Finding, Matter, Mode};
use rules::law::Law;
use rules::{Code, Refusal};
use serde::Serialize;

pub(super) fn pages() -> Vec<Page> {
    vec![Page::get("/admin/editions/{number}/views/{view}", page)]
}

/// One way to look at a draft: its name in addresses and words, and what makes its entries.
struct View {
    name: &'static str,
    cards: fn(&Seen<'_>) -> Result<Vec<Card>, Failure>,
}

/// Every view, in the order of the tabs.
const VIEWS: &[View] = &[
    View {
        name: "letters",
        cards: letters::cards,
    },
    View {
        name: "checks",
        cards: checks::cards,
    },
    View {
        name: "pushes",
        cards: pushes::cards,
    },
    View {
        name: "rules",
        cards: deciding::cards,
    },
];

/// Entries of one page.
const PAGE: usize = 20;

/// What the entries are made from.
struct Seen<'s> {
    opened: &'s Opened,
    looked: &'s Looked,
    law: Law,
    base: String,
    words: &'s Wording,
}

impl Seen<'_> {
    fn edition(&self) -> &Edition {
        &self.looked.edition
    }

    /// Where a modelled matter is edited, at a part of its form.
    fn matter_href(&self, matter: &Matter, part: &str) -> String {
        format!("{}/matters/{}#{part}", self.base, percent(&matter.code))
    }

    /// A department as people read it.
    fn department(&self, code: &str) -> String {
        let unit = self
            .edition()
            .unit(code)
            .or_else(|| self.edition().unit_for(code, self.law.place()));
        unit.map_or_else(|| code.to_owned(), |unit| unit.name.clone())
    }

    fn fact(&self, label: &str, value: impl Into<String>) -> Labelled {
        Labelled {
            label: self.words.word(&format!("views.{label}")),
            value: value.into(),
            source: None,
        }
    }

    fn findings(&self) -> &[Finding] {
        &self.looked.findings
    }
}

/// One entry.
#[derive(Default, Serialize)]
struct Card {
    title: String,
    href: String,
    mode: Option<&'static str>,
    /// Under what it is sorted.
    group: Option<String>,
    /// What must be put right.
    alarm: Option<String>,
    facts: Vec<Labelled>,
    points: Vec<Point>,
    /// The text as its reader will see it.
    preview: Vec<String>,
    /// A further page about it.
    more: Option<crate::parts::Link>,
}

#[derive(Serialize)]
struct Point {
    text: String,
    small: String,
}

impl Card {
    fn of(matter: &Matter, href: String) -> Card {
        Card {
            title: matter.name.clone(),
            mode: Some(matter.mode.map_or("unknown", Mode::name)),
            href,
            ..Card::default()
        }
    }

    fn fits(&self, wanted: &str) -> bool {
        let facts = self.facts.iter().flat_map(|fact| [&fact.label, &fact.value]);
        let points = self.points.iter().flat_map(|point| [&point.text, &point.small]);
        let texts = [&self.title, &self.href].into_iter().chain(&self.group).chain(facts).chain(points);
        wanted.is_empty() || texts.into_iter().any(|text| text.to_lowercase().contains(wanted))
    }
}

#[derive(Serialize)]
struct ViewContext {
    menu: Vec<MenuGroup>,
    edition: i64,
    title: String,
    view: &'static str,
    name: String,
    hint: String,
    back_href: String,
    action: String,
    tabs: Vec<Tab>,
    q: String,
    alarms: usize,
    only: String,
    alarms_href: String,
    cards: Vec<Card>,
    pager: Pager,
    trial: Option<deciding::Trial>,
}

/// `GET …/views/{view}`
fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (words, opened) = (hall.words(visit), opened(hall, visit)?);
    let view = VIEWS.iter().find(|view| view.name == visit.param("view"));
    let view = view.ok_or_else(|| Refusal::new(Code::NotFound))?;
    let (looked, base) = (tables::look(hall.app(), &opened)?, told::href(opened.line.number));
    let seen = Seen {
        opened: &opened,
        looked: &looked,
        law: hall.app().law(&hall.settings().place),
        base: base.clone(),
        words,
    };
    let (q, only) = (visit.query.get("q").trim(), visit.query.get("only"));
    let cards = (view.cards)(&seen)?;
    let alarms = cards.iter().filter(|card| card.alarm.is_some()).count();
    let wanted = q.to_lowercase();
    let found: Vec<Card> = cards
        .into_iter()
        .filter(|card| card.fits(&wanted) && (only != "alarms" || card.alarm.is_some()))
        .collect();
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let number = Pager::asked(visit);
    let start = usize::try_from(number - 1).unwrap_or_default() * PAGE;
    let href =
        |view: &str, q: &str, only: &str, page: &str| format!("{base}/views/{view}{}", query(&[("q", q), ("only", only), ("page", page)]));
    let name = words.word(&format!("views.{}", view.name));
    let context = ViewContext {
        menu: desk::menu(hall, visit, "/admin/matters")?,
        edition: opened.line.number,
        title: opened.line.title.clone(),
        view: view.name,
        name: name.clone(),
        hint: words.word(&format!("views.{}_hint", view.name)),
        back_href: base.clone(),
        action: href(view.name, "", "", ""),
        tabs: VIEWS
            .iter()
            .map(|one| Tab {
                text: words.word(&format!("views.{}", one.name)),
                href: href(one.name, "", "", ""),
                count: None,
                current: one.name == view.name,
            })
            .collect(),
        alarms,
        alarms_href: href(view.name, q, "alarms", ""),
        only: only.to_owned(),
        pager: Pager::new(number, 20, total, |page| href(view.name, q, only, &page.to_string())),
        cards: found.into_iter().skip(start).take(PAGE).collect(),
        trial: if view.name == "rules" {
            deciding::trial(&seen, visit)
        } else {
            None
        },
        q: q.to_owned(),
    };
    let about = About {
        title: name,
        section: Some(words.word("nav.desk")),
        nav: "desk",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "admin/view.html", &about, context)?))
}
