//! The open interface of applications: the look-up for strangers as `contract.md` has it, and one's own applications and
//! enterprises for whoever is signed in. Refusals are those of the pages.

use super::case::id;
use super::letters;
use super::track::{look_up, matter_name};
use crate::clock;
use crate::hall::Hall;
use crate::reply::Reply;
use crate::visit::Visit;
use crate::wording::Wording;
use office::application::{self, Item};
use office::registry::{self, Enterprise};
use office::{Failure, certificates};
use rules::application::{Application, Standing, Turn};
use rules::calendar::{Clock, Remaining};
use rules::{Code, Refusal};
use serde::Deserialize;
use serde_json::{Value, json};

const LIMIT_USUAL: u32 = 20;
const LIMIT_MAX: u32 = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lookup {
    number: String,
    phone_last4: String,
}

/// `POST /api/v1/applications/lookups`
pub(super) fn lookup(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let asked: Lookup = visit.json()?;
    let found = look_up(hall, &asked.number, &asked.phone_last4)?;
    let mut body = summary(hall, hall.words(visit), &found.application, &found.standing);
    if let Value::Object(fields) = &mut body {
        fields.remove("id");
    }
    Ok(Reply::json(body))
}

/// `GET /api/v1/applications?limit=20`
pub(super) fn list(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (person, limit) = (visit.person()?, limit(visit)?);
    let items = application::by_applicant(hall.app(), person.account, limit)?;
    let line = |item: &Item| {
        let mut body = summary(hall, hall.words(visit), &item.application, &item.standing);
        if let Value::Object(fields) = &mut body {
            fields.insert("subject".to_owned(), json!(item.claim.subject_name));
            fields.insert("started".to_owned(), json!(item.created.rfc3339()));
            fields.insert(
                "handed_in".to_owned(),
                json!(item.claim.handed_in.map(rules::calendar::Moment::rfc3339)),
            );
        }
        body
    };
    Ok(Reply::json(json!({"items": items.iter().map(line).collect::<Vec<_>>()})))
}

/// `GET /api/v1/applications/{id}`
pub(super) fn one(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let person = visit.person()?;
    let (application, claim, standing) = application::detail(hall.app(), &person.actor, id(visit)?)?;
    if application.applicant != person.account {
        return Err(Refusal::new(Code::NotFound).into());
    }
    let words = hall.words(visit);
    let mut body = summary(hall, words, &application, &standing);
    let letters = letters::letters_of(words, &application, &claim, &standing)
        .into_iter()
        .map(|letter| {
            json!({
                "kind": letter.kind, "title": letter.title, "number": letter.number, "at": letter.at.rfc3339(),
                "href": hall.public_href(&letter.href),
            })
        });
    let corrections = application.rounds.iter().map(|round| {
        json!({
            "asked": round.asked.rfc3339(),
            "due": round.due.map(|due| due.to_string()),
            "answered": round.answered.map(rules::calendar::Moment::rfc3339),
            "defects": round.defects.iter().map(|defect| json!({"item": defect.item, "what": defect.what})).collect::<Vec<_>>(),
        })
    });
    let issued = certificates::of_application(hall.app(), application.id)?;
    let issued = issued
        .iter()
        .map(|one| json!({"number": one.statement.number, "reference": one.statement.reference}));
    if let Value::Object(fields) = &mut body {
        let law = hall.app().law(&application.place);
        let days = standing.clock.as_ref().map(|clock| days(clock, law.calendar()));
        fields.insert("subject".to_owned(), json!(claim.subject_name));
        fields.insert("version".to_owned(), json!(application.version));
        fields.insert("handed_in".to_owned(), json!(claim.handed_in.map(rules::calendar::Moment::rfc3339)));
        fields.insert("days".to_owned(), json!(days));
        fields.insert("letters".to_owned(), letters.collect());
        fields.insert("corrections".to_owned(), corrections.collect());
        fields.insert("certificates".to_owned(), issued.collect());
    }
    Ok(Reply::json(body))
}

/// What is said of every application: state, who acts, until when.
fn summary(hall: &Hall, words: &Wording, application: &Application, standing: &Standing) -> Value {
    let shelf = hall.app().shelf();
    let acts = match standing.turn {
        Turn::Applicant => json!({"who": "applicant"}),
        Turn::Office => json!({"who": "office", "unit": application.unit, "name": shelf.unit_name(&application.unit)}),
        Turn::Nobody => json!({"who": "nobody"}),
    };
    json!({
        "id": application.id.to_string(),
        "number": application.number.as_str(),
        "road": application.road.name(),
        "matter": {"code": application.matter, "name": matter_name(hall, words, application)},
        "state": standing.phase.name(),
        "acts": acts,
        "due": standing.remaining.as_ref().map(due),
    })
}

fn due(remaining: &Remaining) -> Value {
    match remaining {
        Remaining::Days { left, due } => json!({"date": due.to_string(), "working_days_left": left, "provisional": false}),
        Remaining::Overdue { days, due } => json!({"date": due.to_string(), "working_days_left": -days, "provisional": false}),
        Remaining::Stopped { ground } => {
            json!({"date": null, "working_days_left": null, "provisional": false, "stopped": ground.name()})
        }
        Remaining::Provisional => json!({"date": null, "working_days_left": null, "provisional": true}),
    }
}

fn days(clock: &Clock, calendar: &rules::calendar::Calendar) -> Value {
    let rows = clock::days(clock, calendar)
        .into_iter()
        .map(|row| json!({"date": row.date, "kind": row.kind, "count": row.count, "note": row.note, "last": row.last}));
    json!({"start": clock.start.to_string(), "limit": clock.limit, "article": clock.article, "table": rows.collect::<Vec<_>>()})
}

/// `GET /api/v1/enterprises?limit=20`
pub(super) fn enterprises(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (person, limit) = (visit.person()?, limit(visit)?);
    let owned = registry::of_owner(hall.app(), person.account, limit)?;
    let line = |enterprise: &Enterprise| {
        json!({
            "id": enterprise.id.to_string(),
            "credit_code": enterprise.credit_code,
            "name": enterprise.name,
            "kind": enterprise.kind,
            "place": enterprise.place,
            "address": format!("{}{}", enterprise.street, enterprise.detail),
            "representative": enterprise.representative,
            "capital_fen": enterprise.capital_fen,
            "terms": enterprise.terms,
            "free_trade_zone": enterprise.free_trade_zone,
            "registered": enterprise.registered.to_string(),
        })
    };
    Ok(Reply::json(json!({"items": owned.iter().map(line).collect::<Vec<_>>()})))
}

/// How many are asked for.
fn limit(visit: &Visit) -> Result<u32, Refusal> {
    match visit.query.opt("limit") {
        None => Ok(LIMIT_USUAL),
        Some(text) => match text.parse() {
            Ok(limit) if (1..=LIMIT_MAX).contains(&limit) => Ok(limit),
            Ok(_) | Err(_) => Err(Refusal::field(Code::FieldInvalid, "limit")),
        },
    }
}
