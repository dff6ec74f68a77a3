//! The open interface over the catalogue: search, the one-time notice, working days, the edition in force. Reading only: a notice
//! with a number is made by a page.

use super::needed::office_name;
use crate::hall::Hall;
use crate::reply::Reply;
use crate::visit::Visit;
use office::Failure;
use office::shelf::zone;
use rules::calendar::{Date, Day, DayKind, LIMIT_DAYS_MAX};
use rules::catalogue::{Mode, Notice, NoticeMatter, notice};
use rules::{Code, Refusal};
use serde::Deserialize;
use serde_json::{Value, json};

/// Scope terms given when no limit is asked for, and at most.
const TERMS_USUAL: usize = 10;
const TERMS_MAX: usize = 50;

/// `GET /api/v1/scope-terms?q=…&limit=…`
pub(super) fn scope_terms(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let limit = match visit.query.opt("limit").filter(|text| !text.is_empty()) {
        Some(text) => text.parse::<usize>().map_err(|_| Refusal::field(Code::FieldInvalid, "limit"))?,
        None => TERMS_USUAL,
    };
    let shelf = hall.app().shelf();
    let hits = shelf.search().find(visit.query.get("q"), limit.min(TERMS_MAX));
    let items: Vec<Value> = hits
        .iter()
        .filter_map(|hit| {
            let term = shelf.edition().term_at(hit.term)?;
            Some(json!({"code": term.code, "name": term.name, "kind": term.kind.name(), "why": hit.why.name()}))
        })
        .collect();
    Ok(Reply::json(json!({"items": items})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoticeWish {
    terms: Vec<String>,
    place: Option<String>,
    #[serde(default)]
    free_trade_zone: bool,
}

/// `POST /api/v1/notices`: what these scope terms need at this place.
pub(super) fn notices(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let wish: NoticeWish = visit.json()?;
    let place = wish.place.as_deref().unwrap_or(&visit.place);
    let shelf = hall.app().shelf();
    if shelf.files().divisions.get(place).is_none() {
        return Err(Refusal::field(Code::PlaceUnknown, "place").into());
    }
    let law = hall.app().law(place);
    let terms: Vec<&str> = wish.terms.iter().map(String::as_str).collect();
    let notice = notice(shelf.edition(), &terms, place, zone(wish.free_trade_zone), &law)?;
    let matters: Vec<Value> = notice.matters.iter().map(|entry| matter(&notice, entry)).collect();
    Ok(Reply::json(json!({"edition": notice.edition.hash, "matters": matters})))
}

/// A matter of a notice. `when` and `alternatives` are empty for what is needed in any case.
fn matter(notice: &Notice, entry: &NoticeMatter) -> Value {
    let because: Vec<Value> = entry
        .because
        .iter()
        .map(|because| json!({"term": because.term.code, "rule": because.rule().to_string(), "basis": because.basis()}))
        .collect();
    let others = entry.alternatives.iter().filter_map(|index| notice.edition.matter_at(*index));
    let alternatives: Vec<&str> = others.map(|matter| matter.code.as_str()).collect();
    json!({
        "code": entry.matter.code,
        "name": entry.matter.name,
        "mode": entry.matter.mode.map(Mode::name),
        "department": office_name(&entry.competent),
        "legal_days": entry.legal.map(|legal| legal.days),
        "promised_days": entry.promised_days,
        "because": because,
        "when": entry.when,
        "alternatives": alternatives,
    })
}

/// `GET /api/v1/calendar/due?start=…&working_days=…`: the day on which a limit ends, with its day table.
pub(super) fn calendar_due(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let invalid = |field: &str| Refusal::field(Code::FieldInvalid, field);
    let start: Date = visit.query.get("start").parse().map_err(|_| invalid("start"))?;
    let days: u32 = visit.query.get("working_days").parse().map_err(|_| invalid("working_days"))?;
    if days > LIMIT_DAYS_MAX {
        return Err(invalid("working_days").with("most", LIMIT_DAYS_MAX).into());
    }
    let law = hall.app().law(&visit.place);
    let due = law.calendar().due(start, days);
    let table: Vec<Value> = due.days.iter().map(day).collect();
    Ok(Reply::json(json!({
        "due": due.date.map(|date| date.to_string()),
        "provisional": due.provisional(),
        "days": table,
    })))
}

fn day(day: &Day) -> Value {
    let (kind, holiday) = match &day.kind {
        DayKind::Working => ("working", None),
        DayKind::MakeUp(holiday) => ("make_up", Some(holiday)),
        DayKind::Weekend => ("weekend", None),
        DayKind::Holiday(holiday) => ("holiday", Some(holiday)),
        DayKind::Unknown => ("unknown", None),
    };
    json!({"date": day.date.to_string(), "kind": kind, "holiday": holiday, "counted": day.counted})
}

/// `GET /api/v1/catalogue/edition`: the edition in force.
pub(super) fn edition(hall: &Hall, _: &Visit) -> Result<Reply, Failure> {
    let edition = hall.app().shelf().edition();
    Ok(Reply::json(json!({
        "hash": edition.hash,
        "title": edition.title,
        "from": edition.valid_from.to_string(),
        "terms": edition.terms().len(),
        "matters": edition.matters().len(),
    })))
}
