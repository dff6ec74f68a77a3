//! `/apply/start`: for which enterprise a matter is applied for, and on which road; without a matter, what each of one's
//! enterprises needs. What an enterprise has asked for already leads to that application instead of a second one.

use super::case::own_page;
use crate::clock;
use crate::hall::Hall;
use crate::parts::{FieldError, query};
use crate::reply::{Reply, percent};
use crate::shell::{About, Failed};
use crate::visit::Visit;
use office::application::{self, Item};
use office::registry::{self, Enterprise};
use office::shelf::zone;
use office::{Failure, licensing};
use rules::application::{Phase, Road};
use rules::catalogue::{Acting, Matter, notice};
use rules::ids::EnterpriseId;
use rules::licensing::{offered, open_for_application};
use rules::{Code, Refusal};
use serde::Serialize;

/// Enterprises of one person that are looked at.
const ENTERPRISES_MAX: u32 = 50;
/// Applications of one enterprise that are looked at.
const APPLICATIONS_MAX: u32 = 100;

/// An application that an enterprise has made already.
#[derive(Clone, Serialize)]
struct Begun {
    state: &'static str,
    href: String,
}

#[derive(Serialize)]
struct Candidate {
    id: String,
    name: String,
    credit_code: String,
    begun: Option<Begun>,
}

#[derive(Serialize)]
struct StartMatter {
    code: String,
    name: String,
    mode: Option<&'static str>,
    href: String,
}

#[derive(Serialize)]
struct StartContext {
    errors: Vec<FieldError>,
    matter: StartMatter,
    candidates: Vec<Candidate>,
    chosen: String,
    others: usize,
    commitment: bool,
    road: String,
}

/// `GET /apply/start`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (code, wanted) = (visit.query.get("matter"), visit.query.get("enterprise"));
    if visit.person.is_none() {
        let back = format!("/apply/start{}", query(&[("matter", code), ("enterprise", wanted)]));
        return Ok(Reply::see(format!("/sign-in?next={}", percent(&back))));
    }
    if code.is_empty() {
        return needs(hall, visit, wanted);
    }
    let matter = in_force(hall, code)?;
    open_for_application(matter)?;
    Ok(Reply::html(html(hall, visit, matter, wanted, Vec::new())?))
}

fn html(hall: &Hall, visit: &Visit, matter: &Matter, chosen: &str, errors: Vec<FieldError>) -> Result<String, Failure> {
    let all = registry::of_owner(hall.app(), visit.person()?.account, ENTERPRISES_MAX)?;
    let mut candidates = Vec::new();
    for enterprise in &all {
        if needed_by(hall, enterprise)?.iter().any(|needed| needed.matter.code == matter.code) {
            let made = application::of_enterprise(hall.app(), enterprise.id, APPLICATIONS_MAX)?;
            candidates.push(Candidate {
                id: enterprise.id.to_string(),
                name: enterprise.name.clone(),
                credit_code: enterprise.credit_code.clone(),
                begun: begun(&made, &matter.code),
            });
        }
    }
    // The only enterprise that still needs it is chosen at once.
    let open: Vec<&str> = candidates
        .iter()
        .filter(|one| one.begun.is_none())
        .map(|one| one.id.as_str())
        .collect();
    let chosen = match open.as_slice() {
        [only] if chosen.is_empty() => (*only).to_owned(),
        _ => chosen.to_owned(),
    };
    let words = hall.words(visit);
    let context = StartContext {
        matter: StartMatter {
            code: matter.code.clone(),
            name: matter.name.clone(),
            mode: matter.mode.map(|mode| mode.name()),
            href: format!("/matters/{}", matter.code),
        },
        others: all.len() - candidates.len(),
        candidates,
        chosen,
        commitment: offered(matter).is_ok(),
        road: visit.form.get("road").to_owned(),
        errors,
    };
    let about = About {
        title: words.say("apply.start_title", &[("name", &matter.name)]),
        section: Some(words.word("nav.me")),
        nav: "me",
        failed: if context.errors.is_empty() { Failed::No } else { Failed::Yes },
    };
    hall.render(visit, "apply/start.html", &about, context)
}

/// A matter that an enterprise's scope leads to.
struct Needed<'h> {
    matter: &'h Matter,
    /// Only when one of these is true of the shop; empty: in any case.
    when: Vec<String>,
}

/// The matters an enterprise's scope leads to and that can be applied for here.
fn needed_by<'h>(hall: &'h Hall, enterprise: &Enterprise) -> Result<Vec<Needed<'h>>, Failure> {
    let (shelf, law) = (hall.app().shelf(), hall.app().law(&enterprise.place));
    let terms: Vec<&str> = enterprise.terms.iter().map(String::as_str).collect();
    let noticed = notice(shelf.edition(), &terms, &enterprise.place, zone(enterprise.free_trade_zone), &law)?;
    let mut needed = Vec::new();
    for entry in &noticed.matters {
        let open = shelf
            .edition()
            .matter_at(entry.index)
            .filter(|matter| open_for_application(matter).is_ok());
        if let Some(matter) = open {
            let when = entry.when.iter().map(|when| (*when).to_owned()).collect();
            needed.push(Needed { matter, when });
        }
    }
    Ok(needed)
}

/// The application that stands in the way of another one for the same matter.
fn begun(made: &[Item], matter: &str) -> Option<Begun> {
    let over = |item: &&Item| matches!(item.standing.phase, Phase::Refused | Phase::Withdrawn);
    let item = made.iter().find(|item| item.application.matter == matter && !over(item))?;
    let (id, phase) = (item.application.id, item.standing.phase);
    Some(Begun {
        state: clock::state(phase, item.application.road),
        href: if phase == Phase::Draft {
            format!("/apply/{id}")
        } else {
            own_page(id)
        },
    })
}

/// `POST /apply/start`
pub(super) fn start(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (person, matter) = (visit.person()?, in_force(hall, visit.form.get("matter"))?);
    let chosen = visit.form.get("enterprise");
    let digits: Vec<char> = person.phone.chars().rev().take(4).collect();
    let phone_last4: String = digits.into_iter().rev().collect();
    let started = road(visit).and_then(|road| {
        let enterprise = EnterpriseId::parse(chosen).ok_or_else(|| Refusal::field(Code::FieldMissing, "enterprise"))?;
        Ok((enterprise, road))
    });
    let started = started
        .map_err(Failure::from)
        .and_then(|(enterprise, road)| licensing::start(hall.app(), &visit.caller(), enterprise, &matter.code, road, &phone_last4));
    match started {
        Ok(id) => Ok(Reply::see(format!("/apply/{id}"))),
        Err(failure) => {
            let missing = matches!(&failure, Failure::Refused(refusal) if refusal.code == Code::FieldMissing);
            let mut errors = hall.at_form(visit, failure, "enterprise")?;
            if missing {
                errors = vec![hall.error(visit, "enterprise", "apply.choose_enterprise")];
            }
            Ok(Reply::invalid(html(hall, visit, matter, chosen, errors)?))
        }
    }
}

/// The road that was chosen; none where the matter has only one.
fn road(visit: &Visit) -> Result<Option<Road>, Refusal> {
    match visit.form.get("road") {
        "" => Ok(None),
        name => Road::from_name(name)
            .map(Some)
            .ok_or_else(|| Refusal::field(Code::FieldInvalid, "road")),
    }
}

#[derive(Serialize)]
struct NeedLine {
    name: String,
    mode: Option<&'static str>,
    department: String,
    when: Option<String>,
    begun: Option<Begun>,
    href: String,
}

#[derive(Serialize)]
struct NeedingEnterprise {
    name: String,
    credit_code: String,
    matters: Vec<NeedLine>,
}

#[derive(Serialize)]
struct NeedsContext {
    enterprises: Vec<NeedingEnterprise>,
}

/// What one's enterprises need, all of them or the one that was asked for.
fn needs(hall: &Hall, visit: &Visit, wanted: &str) -> Result<Reply, Failure> {
    let mut enterprises = Vec::new();
    for enterprise in registry::of_owner(hall.app(), visit.person()?.account, ENTERPRISES_MAX)? {
        if wanted.is_empty() || enterprise.id.to_string() == wanted {
            enterprises.push(needing(hall, &enterprise)?);
        }
    }
    if enterprises.is_empty() && !wanted.is_empty() {
        return Err(Refusal::new(Code::NotFound).into());
    }
    let words = hall.words(visit);
    let about = About {
        title: words.word("apply.needs_title"),
        section: Some(words.word("nav.me")),
        nav: "me",
        ..About::default()
    };
    Ok(Reply::html(hall.render(
        visit,
        "apply/needs.html",
        &about,
        NeedsContext { enterprises },
    )?))
}

/// Where to go for a matter; the department's name where it is no office here.
fn office_of(acting: Acting) -> String {
    acting.accepts.map_or(acting.department, |unit| &unit.name).to_owned()
}

fn needing(hall: &Hall, enterprise: &Enterprise) -> Result<NeedingEnterprise, Failure> {
    let (shelf, made) = (
        hall.app().shelf(),
        application::of_enterprise(hall.app(), enterprise.id, APPLICATIONS_MAX)?,
    );
    let line = |needed: Needed| NeedLine {
        name: needed.matter.name.clone(),
        mode: needed.matter.mode.map(|mode| mode.name()),
        department: office_of(shelf.edition().acting(needed.matter, &enterprise.place)),
        when: (!needed.when.is_empty()).then(|| needed.when.join("；")),
        begun: begun(&made, &needed.matter.code),
        href: format!(
            "/apply/start{}",
            query(&[("matter", &needed.matter.code), ("enterprise", &enterprise.id.to_string())])
        ),
    };
    Ok(NeedingEnterprise {
        name: enterprise.name.clone(),
        credit_code: enterprise.credit_code.clone(),
        matters: needed_by(hall, enterprise)?.into_iter().map(line).collect(),
    })
}

/// A matter of the edition in force: what is started now goes by it.
fn in_force<'h>(hall: &'h Hall, code: &str) -> Result<&'h Matter, Refusal> {
    let matter = hall.app().shelf().edition().matter(code);
    matter.ok_or_else(|| Refusal::new(Code::MatterUnknown).with("matter", code))
}
