//! 推送待签收: the pushes of a department, what is owed first.

use super::told::{self, PARTS, due, event_word, state_key};
use crate::clock::{self, Due};
use crate::desk::{self, MenuGroup, REGULATING, holds};
use crate::hall::Hall;
use crate::parts::{Pager, Tab, query};
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use office::exchange::{self, Item, Line, Open};
use rules::access::Grant;
use rules::law::Law;
use rules::{Code, Refusal};
use serde::Serialize;

const PAGE_SIZE: u32 = 20;

#[derive(Serialize)]
struct PushedContext {
    menu: Vec<MenuGroup>,
    tabs: Vec<Tab>,
    hint: String,
    line: Option<String>,
    rows: Vec<RowLine>,
    pager: Pager,
}

#[derive(Serialize)]
struct RowLine {
    href: String,
    subject: String,
    credit_code: String,
    matter: String,
    event: String,
    pushed_at: String,
    state: &'static str,
    due: Due,
    sign_action: Option<String>,
    delivered: Option<String>,
    transferred_from: Option<String>,
    finding: Option<String>,
    handled: Option<String>,
}

/// `GET /desk/pushed?tab=waiting|in_hand|closed`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (person, words) = (visit.staff()?, hall.words(visit));
    if !holds(person, &REGULATING) {
        return Err(Refusal::new(Code::NotGranted).into());
    }
    let (here, open) = told::part(visit.query.get("tab")).unwrap_or(("waiting", Open::Waiting));
    let page = Pager::asked(visit);
    let offset = u32::try_from(page - 1).unwrap_or(0).saturating_mul(PAGE_SIZE);
    let (items, total) = exchange::list(hall.app(), &person.actor, open, PAGE_SIZE, offset)?;
    let law = hall.app().law(&person.actor.place);
    let mut rows = items
        .iter()
        .map(|item| row(hall, words, &law, item))
        .collect::<Result<Vec<_>, _>>()?;
    if person.actor.check(Grant::PushSign).is_err() {
        rows.iter_mut().for_each(|row| row.sign_action = None);
    }
    let sign_days = law.value("exchange.sign_days")?.value.to_string();
    let feedback_days = law.value("exchange.feedback_days")?.value.to_string();
    let context = PushedContext {
        menu: desk::menu(hall, visit, "/desk/pushed")?,
        tabs: tabs(hall, visit, here)?,
        hint: words.say("pushed.hint", &[("sign", &sign_days), ("feedback", &feedback_days)]),
        line: exchange::line(hall.app(), &person.actor)?.and_then(|line| line_note(&line, words)),
        rows,
        pager: Pager::new(page, i64::from(PAGE_SIZE), total, |page| {
            format!("/desk/pushed{}", query(&[("tab", here), ("page", &page.to_string())]))
        }),
    };
    let about = About {
        title: words.word("pushed.title"),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "desk/pushed.html", &about, context)?))
}

fn tabs(hall: &Hall, visit: &Visit, here: &str) -> Result<Vec<Tab>, Failure> {
    let (actor, words) = (&visit.staff()?.actor, hall.words(visit));
    let mut tabs = Vec::new();
    for (name, open) in PARTS {
        let (_, count) = exchange::list(hall.app(), actor, open, 1, 0)?;
        tabs.push(Tab {
            text: words.word(&format!("pushed.tab_{name}")),
            href: format!("/desk/pushed?tab={name}"),
            count: Some(count),
            current: name == here,
        });
    }
    Ok(tabs)
}

/// A department whose system does not answer still has its pushes here: nothing is lost.
fn line_note(line: &Line, words: &Wording) -> Option<String> {
    let facts = [("n", line.failures.to_string()), ("waiting", line.undelivered.to_string())];
    let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
    (line.failures > 0).then(|| words.say("pushed.line_down", &facts))
}

fn row(hall: &Hall, words: &Wording, law: &Law, item: &Item) -> Result<RowLine, Failure> {
    let facts = told::facts(item)?;
    let href = format!("/desk/pushed/{}", item.id);
    let open = rules::exchange::sign(item.state).is_ok();
    Ok(RowLine {
        sign_action: open.then(|| format!("{href}/sign")),
        matter: facts.matter_names(),
        subject: facts.enterprise,
        credit_code: facts.credit_code,
        event: event_word(item, words),
        pushed_at: clock::moment(item.created),
        state: state_key(item.state),
        due: due(item, law.day(), law.calendar(), words),
        delivered: item.delivered.map(clock::moment),
        transferred_from: item.transferred_from.as_deref().map(|unit| told::unit_name(hall, unit)),
        handled: item.handled.map(clock::moment),
        finding: item.finding.map(|finding| words.word(&format!("finding.{}", finding.name()))),
        href,
    })
}
