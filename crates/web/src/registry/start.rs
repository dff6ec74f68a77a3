//! P03 `/open`: what it takes, drafts to go on with, and the start. A guest's choice of terms comes along through sign-in.

use super::draft::base;
use crate::Page;
use crate::clock::moment;
use crate::hall::Hall;
use crate::parts::query;
use crate::reply::{Reply, percent};
use crate::shell::About;
use crate::visit::{Pairs, Visit};
use office::application;
use office::licensing::registration;
use office::{Failure, registry};
use rules::application::{Phase, Road};
use rules::calendar::days_after;
use serde::Serialize;

pub fn pages() -> Vec<Page> {
    vec![Page::get("/open", page), Page::post("/open/start", start)]
}

#[derive(Serialize)]
struct DraftLine {
    name: Option<String>,
    step: String,
    href: String,
    saved_at: String,
    until: String,
}

#[derive(Serialize)]
struct StartContext {
    drafts: Vec<DraftLine>,
    terms: Vec<String>,
    free_trade_zone: bool,
}

/// Drafts shown; who has more finds them in his space.
const DRAFTS_SHOWN: usize = 5;
const LOOKED_AT: u32 = 50;

fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let words = hall.words(visit);
    let drafts = match &visit.person {
        Some(_) => drafts(hall, visit)?,
        None => Vec::new(),
    };
    let context = StartContext {
        drafts,
        terms: known_terms(hall, &visit.query),
        free_trade_zone: visit.query.get("free_trade_zone") == "yes",
    };
    let about = About {
        title: words.word("open.title"),
        nav: "open",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "open/start.html", &about, context)?))
}

/// Chosen terms that the edition has; an old link may name others.
fn known_terms(hall: &Hall, pairs: &Pairs) -> Vec<String> {
    let edition = hall.app().shelf().edition();
    pairs.all("term").into_iter().filter(|code| edition.term(code).is_some()).collect()
}

fn drafts(hall: &Hall, visit: &Visit) -> Result<Vec<DraftLine>, Failure> {
    let (person, words) = (visit.person()?, hall.words(visit));
    let kept_days = hall.app().law(&person.actor.place).number("registration.draft_days")?;
    let mut lines = Vec::new();
    let all = application::by_applicant(hall.app(), person.account, LOOKED_AT)?;
    let own = all
        .into_iter()
        .filter(|item| item.application.road == Road::Registration && item.standing.phase == Phase::Draft);
    for item in own.take(DRAFTS_SHOWN) {
        let (application, form) = registration::draft(hall.app(), &person.actor, item.application.id)?;
        let step = next_step(&form);
        lines.push(DraftLine {
            name: form.name.clone(),
            step: words.word(&format!("open.step_{step}")),
            href: format!("{}/{step}", base(application.id)),
            saved_at: moment(item.created),
            until: days_after(item.created.day(), kept_days).to_string(),
        });
    }
    Ok(lines)
}

/// The first section that is still empty.
fn next_step(form: &registry::RegistrationForm) -> &'static str {
    let steps = [
        ("scope", form.terms.is_empty()),
        ("name", form.name.is_none()),
        ("address", form.street.is_empty()),
        ("people", form.people.is_empty()),
    ];
    steps.into_iter().find(|(_, empty)| *empty).map_or("check", |(step, _)| step)
}

fn start(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let terms = known_terms(hall, &visit.form);
    let free_trade_zone = visit.form.get("free_trade_zone") == "yes";
    let Some(person) = &visit.person else {
        let mut pairs: Vec<(&str, &str)> = terms.iter().map(|term| ("term", term.as_str())).collect();
        pairs.push(("free_trade_zone", if free_trade_zone { "yes" } else { "" }));
        return Ok(Reply::see(format!("/sign-in?next={}", percent(&format!("/open{}", query(&pairs))))));
    };
    let none_chosen = terms.is_empty();
    let id = registration::start(hall.app(), &visit.caller(), terms, free_trade_zone, &person.phone_last4())?;
    Ok(Reply::see(format!("{}/{}", base(id), if none_chosen { "scope" } else { "name" })))
}
