//! P10 `/open/{id}/check`: the whole registration to look over, and the signature over exactly this text.

use super::draft::{Own, about, reply};
use crate::Page;
use crate::catalogue::NeededMatter;
use crate::hall::Hall;
use crate::parts::{FieldError, Link};
use crate::reply::Reply;
use crate::visit::Visit;
use office::Failure;
use office::licensing::registration;
use rules::record::sm3_hex;
use rules::registry::credit_code::IdentityNumber;
use rules::{Code, Refusal};
use serde::Serialize;

pub fn pages() -> Vec<Page> {
    vec![Page::get("/open/{id}/check", page), Page::post("/open/{id}/check", submit)]
}

#[derive(Serialize)]
struct PersonLine {
    name: String,
    id_number: String,
    share: String,
    roles: Vec<String>,
    #[serde(rename = "self")]
    own: bool,
}

#[derive(Serialize)]
struct DraftShown {
    name: String,
    form: String,
    address: String,
    premises: String,
    capital: String,
    legal_representative: String,
    scope: String,
    people: Vec<PersonLine>,
}

#[derive(Serialize)]
struct CheckContext {
    base: String,
    version: i64,
    errors: Vec<FieldError>,
    blockers: Vec<Link>,
    draft: DraftShown,
    needed: Vec<NeededMatter>,
    promises: Vec<String>,
    text_hash: String,
}

const PROMISES: [&str; 4] = ["true", "address", "permits", "consent"];

fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let own = Own::load(hall, visit)?;
    if !own.is_draft() {
        return Ok(own.see_done());
    }
    render(hall, visit, &own, Vec::new())
}

fn render(hall: &Hall, visit: &Visit, own: &Own, errors: Vec<FieldError>) -> Result<Reply, Failure> {
    let words = hall.words(visit);
    let blockers = match registration::standing_against(hall.app(), &own.application, &own.form)? {
        Some(refusal) => blockers(hall, visit, own, &refusal),
        None => Vec::new(),
    };
    let text = if own.form.terms.is_empty() {
        String::new()
    } else {
        registration::shown_text(&own.application, &own.form, hall.app().shelf())?
    };
    let about = about(hall, visit, "check.title", &errors);
    let context = CheckContext {
        base: own.base(),
        version: own.application.version,
        draft: shown(hall, visit, own)?,
        needed: own.needed(hall, visit)?,
        promises: PROMISES
            .iter()
            .map(|promise| words.word(&format!("check.promise_{promise}")))
            .collect(),
        text_hash: sm3_hex(text.as_bytes()),
        blockers,
        errors,
    };
    Ok(reply(&context.errors, hall.render(visit, "open/check.html", &about, &context)?))
}

/// What is missing, each with the page where it is filled in.
fn blockers(hall: &Hall, visit: &Visit, own: &Own, refusal: &Refusal) -> Vec<Link> {
    let words = hall.words(visit);
    let link = |step: &str, text: String| Link {
        text,
        href: format!("{}/{step}", own.base()),
    };
    if refusal.code == Code::DraftIncomplete {
        let missing = refusal.facts.get("missing").map(String::as_str).unwrap_or_default();
        let mut steps: Vec<&str> = missing.split_whitespace().map(step_of).collect();
        steps.dedup();
        return steps
            .into_iter()
            .map(|step| link(step, words.word(&format!("open.step_{step}"))))
            .collect();
    }
    let step = match refusal.code {
        Code::NameHoldGone | Code::NameTaken | Code::NameRefused => "name",
        Code::AddressBarred | Code::AddressNotCommitted => "address",
        Code::ScopeEmpty | Code::TermUnknown => "scope",
        _ => "people",
    };
    vec![link(step, words.refusal(refusal))]
}

/// The page of a section that `Draft::missing` names.
fn step_of(section: &str) -> &'static str {
    match section {
        "name" => "name",
        "address" | "address-commitment" => "address",
        "scope" | "main-term" => "scope",
        _ => "people",
    }
}

fn shown(hall: &Hall, visit: &Visit, own: &Own) -> Result<DraftShown, Failure> {
    let (form, words) = (&own.form, hall.words(visit));
    let place = hall.place_name(&own.application.place);
    let scope = if form.terms.is_empty() {
        String::new()
    } else {
        registration::scope_text(hall.app().shelf(), &own.application, form)?
    };
    let people = form.people.iter().map(|person| PersonLine {
        name: person.name.clone(),
        id_number: IdentityNumber::parse(&person.identity_number).map_or_else(String::new, |number| number.masked()),
        share: super::people::percent_of(person.share_ten_thousandths),
        roles: person
            .posts
            .iter()
            .map(|post| words.word(&format!("role.{}", post.replace('-', "_"))))
            .collect(),
        own: person.identity_number == own.person.identity_number,
    });
    Ok(DraftShown {
        name: form.name.clone().unwrap_or_default(),
        form: words.word("licence.kind_company"),
        address: format!("{place}{}{}", form.street, form.detail),
        premises: if form.premises.is_empty() {
            String::new()
        } else {
            words.word(&format!("premises.{}", form.premises))
        },
        capital: form
            .capital_yuan
            .map_or_else(String::new, |yuan| super::people::in_ten_thousand(yuan, words)),
        legal_representative: form.representative().map(|person| person.name.clone()).unwrap_or_default(),
        scope,
        people: people.collect(),
    })
}

fn submit(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let own = Own::load(hall, visit)?;
    if !own.is_draft() {
        return Ok(own.see_done());
    }
    let version = visit.version().unwrap_or(own.application.version);
    let done = hall
        .signed(visit)
        .and_then(|signed| registration::submit(hall.app(), &visit.caller(), own.application.id, version, signed));
    match done {
        Ok(_) => Ok(own.see_done()),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "password")?;
            render(hall, visit, &own, errors)
        }
    }
}
