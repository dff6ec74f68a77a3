//! P11 `/open/{id}/done`: the licence at hand, what was filed with it, what is still needed, and who was told.

use super::draft::{Own, about};
use crate::Page;
use crate::catalogue::NeededMatter;
use crate::certificates::{LicenceCard, licence_card};
use crate::clock::{self, Due, moment};
use crate::hall::Hall;
use crate::reply::Reply;
use crate::visit::Visit;
use office::certificates::Certificate;
use office::registry::LICENCE;
use office::{Failure, application, certificates, exchange};
use rules::application::{By, Phase, Road, State};
use rules::ids::EnterpriseId;
use serde::Serialize;
use std::time::Duration;

pub fn pages() -> Vec<Page> {
    vec![Page::get("/open/{id}/done", page)]
}

#[derive(Serialize)]
struct Filed {
    matter: String,
    state: &'static str,
    pdf_href: Option<String>,
}

#[derive(Serialize)]
struct ToldLine {
    department: String,
    matters: String,
}

#[derive(Serialize)]
struct Refused {
    reasons: String,
    basis: String,
    remedy: String,
    at: String,
}

#[derive(Serialize)]
struct DoneContext {
    outcome: &'static str,
    number: String,
    due: Option<Due>,
    refusal: Option<Refused>,
    by_rule: bool,
    licence: Option<LicenceCard>,
    filings: Vec<Filed>,
    next: Vec<NeededMatter>,
    pushes: Vec<ToldLine>,
}

/// The worker signs within moments of the commit; so often, and so long each time, the page waits for it.
const WAITS: u32 = 20;
const WAIT: Duration = Duration::from_millis(100);
const LISTED: u32 = 50;

fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let own = Own::load(hall, visit)?;
    if own.is_draft() {
        return Ok(Reply::see(format!("{}/check", own.base())));
    }
    let (law, words) = (hall.app().law(&own.application.place), hall.words(visit));
    let standing = own.application.standing(hall.app().now(), &law)?;
    let outcome = match standing.phase {
        Phase::Granted | Phase::Issued => "granted",
        Phase::Refused | Phase::Withdrawn => "refused",
        Phase::Draft | Phase::Submitted | Phase::Correcting | Phase::Accepted => "review",
    };
    let licence = if outcome == "granted" { licence(hall, &own)? } else { None };
    let enterprise = own.application.enterprise.filter(|_| outcome == "granted");
    let about = about(hall, visit, &format!("done.{outcome}_title"), &[]);
    let context = DoneContext {
        outcome,
        number: own.application.number.to_string(),
        due: (outcome == "review").then(|| clock::due(&standing, words)),
        refusal: refused(hall, visit, &own),
        by_rule: matches!(
            &own.application.state,
            State::Granted { decision, .. } | State::Issued { decision, .. } if matches!(decision.by, By::Rule(_))
        ),
        filings: match enterprise {
            Some(id) => filings(hall, id)?,
            None => Vec::new(),
        },
        next: if enterprise.is_some() {
            next(hall, visit, &own)?
        } else {
            Vec::new()
        },
        pushes: match &licence {
            Some(certificate) => pushes(hall, &certificate.statement.credit_code)?,
            None => Vec::new(),
        },
        licence: licence
            .as_ref()
            .map(|certificate| licence_card(hall, visit, certificate))
            .transpose()?,
    };
    Ok(Reply::html(hall.render(visit, "open/done.html", &about, &context)?))
}

/// The licence, once the worker has signed it; the page says so when it takes longer.
fn licence(hall: &Hall, own: &Own) -> Result<Option<Certificate>, Failure> {
    let mut seen = 0;
    for _ in 0..WAITS {
        let all = certificates::of_application(hall.app(), own.application.id)?;
        if let Some(found) = all.into_iter().find(|certificate| certificate.statement.kind == LICENCE) {
            return Ok(Some(found));
        }
        seen = hall.app().wake().wait(seen, WAIT);
    }
    Ok(None)
}

fn refused(hall: &Hall, visit: &Visit, own: &Own) -> Option<Refused> {
    let State::Refused { decision, .. } = &own.application.state else {
        return None;
    };
    let words = hall.words(visit);
    Some(Refused {
        reasons: decision.reasons.clone(),
        basis: own.application.legal.article.clone(),
        remedy: words.word("done.remedy"),
        at: moment(decision.at),
    })
}

fn filings(hall: &Hall, enterprise: EnterpriseId) -> Result<Vec<Filed>, Failure> {
    let edition = hall.app().shelf().edition();
    let mut filed = Vec::new();
    for item in application::of_enterprise(hall.app(), enterprise, LISTED)? {
        if item.application.road != Road::Filing {
            continue;
        }
        let receipt = certificates::of_application(hall.app(), item.application.id)?.into_iter().next();
        filed.push(Filed {
            matter: edition
                .matter(&item.application.matter)
                .map_or_else(|| item.application.matter.clone(), |matter| matter.name.clone()),
            state: clock::state(item.standing.phase, item.application.road),
            pdf_href: receipt.map(|receipt| format!("/certificates/{}/pdf", receipt.id)),
        });
    }
    Ok(filed)
}

/// Permits still to be applied for; what was filed with the registration is done.
fn next(hall: &Hall, visit: &Visit, own: &Own) -> Result<Vec<NeededMatter>, Failure> {
    let all = own.needed(hall, visit)?;
    Ok(all.into_iter().filter(|matter| !matter.with_registration).collect())
}

fn pushes(hall: &Hall, credit_code: &str) -> Result<Vec<ToldLine>, Failure> {
    let told = exchange::told(hall.app(), credit_code, LISTED)?;
    let line = |one: exchange::Told| ToldLine {
        department: hall.app().shelf().unit_name(&one.unit),
        matters: one.matters.join("、"),
    };
    Ok(told.into_iter().map(line).collect())
}
