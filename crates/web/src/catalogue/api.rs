//! The open interface over the catalogue: search, the one-time notice, working days, the edition in force. Reading only: a notice
//! with a number is made by a page.

use super::needed::office_name;
use crate::hall::Hall;
use crate::reply::Reply;
use crate::visit::Visit;
use office::Failure;
use office::catalogue::feedback;
use office::shelf::zone;
use rules::calendar::{Date, Day, DayKind, LIMIT_DAYS_MAX};
use rules::catalogue::feedback::WordSource;
use rules::catalogue::{Answers, Edition, Fact, FactKind, Mode, Notice, Settled, Settlement, notice};
use rules::registry::SubjectKind;
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, OpenApi, ToSchema};

/// This row's part of the open interface.
#[derive(OpenApi)]
#[openapi(paths(scope_terms, notices, calendar_due, edition))]
pub(crate) struct Interface;

/// Scope terms given when no limit is asked for, and at most.
const TERMS_USUAL: usize = 10;
const TERMS_MAX: usize = 50;

/// What is searched for.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; it is read by name")]
pub(crate) struct Search {
    /// Everyday words, pinyin, initials, a code, even with wrong characters.
    q: String,
    /// At most 50; 10 when absent.
    limit: Option<u32>,
}

/// A scope term that was found.
#[derive(Serialize, ToSchema)]
pub(crate) struct FoundTerm {
    /// Code of the standard wording.
    code: String,
    /// The standard wording.
    name: String,
    /// `general`, `permit` or `filing`.
    kind: &'static str,
    /// Why it was found.
    why: &'static str,
}

/// What a search found.
#[derive(Serialize, ToSchema)]
pub(crate) struct FoundTerms {
    /// The best first.
    items: Vec<FoundTerm>,
}

/// Scope terms by everyday words, pinyin, initials or code.
#[utoipa::path(
    get,
    path = "/api/v1/scope-terms",
    operation_id = "catalogue_scope_terms",
    tag = "open",
    params(Search),
    responses((status = 200, description = "What was found.", body = FoundTerms)),
)]
pub(super) fn scope_terms(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let limit = match visit.query.opt("limit").filter(|text| !text.is_empty()) {
        Some(text) => text.parse::<usize>().map_err(|_| Refusal::field(Code::FieldInvalid, "limit"))?,
        None => TERMS_USUAL,
    };
    let shelf = hall.app().shelf();
    let hits = shelf.search().find(visit.query.get("q"), limit.min(TERMS_MAX));
    if hits.is_empty() && limit > 0 {
        feedback::unfound(hall.app(), &visit.place, visit.query.get("q"), WordSource::Api);
    }
    let items = hits.iter().filter_map(|hit| {
        let term = shelf.edition().term_at(hit.term)?;
        Some(FoundTerm {
            code: term.code.clone(),
            name: term.name.clone(),
            kind: term.kind.name(),
            why: hit.why.name(),
        })
    });
    let found = FoundTerms { items: items.collect() };
    Ok(Reply::json(serde_json::to_value(found)?))
}

/// What is planned, and where.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticeWish {
    /// Codes of scope terms.
    terms: Vec<String>,
    /// Division code; the place of the site when absent.
    place: Option<String>,
    /// Whether it lies in a free-trade zone.
    #[serde(default)]
    free_trade_zone: bool,
    /// What is known of the shop: fact and answer (`yes`, `no`, a number, or the value of a choice).
    #[serde(default)]
    answers: BTreeMap<String, String>,
}

/// What must be done before opening.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticeAnswer {
    /// Hash of the catalogue's edition.
    edition: String,
    /// Each matter once.
    matters: Vec<NeededMatter>,
    /// What still decides something; with none left everything is settled.
    questions: Vec<NoticeQuestion>,
    /// The business licence alone is enough: nothing asks for more, and nothing still decides.
    licence_is_enough: bool,
    /// Kinds of subjects for which this holds: all of them alike.
    holds_for: Vec<&'static str>,
}

/// A question about the shop.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticeQuestion {
    /// Code of the fact, as `answers` names it.
    fact: String,
    /// The question.
    question: String,
    /// What helps to answer.
    hint: String,
    /// `yes_no`, `number` or `choice`.
    kind: &'static str,
    /// Unit of a number.
    unit: String,
    /// Values of a choice and their labels.
    choices: BTreeMap<String, String>,
}

/// A matter that is needed. `when` and `alternatives` are empty for what is needed in any case.
#[derive(Serialize, ToSchema)]
pub(crate) struct NeededMatter {
    /// Code of the matter.
    code: String,
    /// Its name.
    name: String,
    /// `approval_cancelled`, `record_filing`, `notification_commitment` or `optimized_approval`.
    mode: Option<&'static str>,
    /// Who is competent.
    department: String,
    /// Legal limit in working days.
    legal_days: Option<u32>,
    /// Promised limit in working days.
    promised_days: Option<u32>,
    /// Which term leads to it, by which rule, on which basis.
    because: Vec<NoticeReason>,
    /// The facts on which it depends.
    when: Vec<String>,
    /// Codes of matters of which one is enough.
    alternatives: Vec<String>,
    /// With what was answered: `needed`, `one_of`, `not_needed` or `unknown`.
    settled: &'static str,
    /// The facts that were looked at, and what was answered; null: not yet.
    inputs: BTreeMap<String, Option<String>>,
}

/// Why a matter is needed.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticeReason {
    /// Code of the scope term.
    term: String,
    /// The rule that fired.
    rule: String,
    /// Where it stands.
    basis: String,
}

/// What these scope terms need at this place: the one-time notice without a number.
#[utoipa::path(
    post,
    path = "/api/v1/notices",
    operation_id = "catalogue_notices",
    tag = "open",
    request_body = NoticeWish,
    responses((status = 200, description = "What must be done.", body = NoticeAnswer)),
)]
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
    let answers = answers(&wish.answers, shelf.edition())?;
    let tally = notice.tally_with(&answers);
    let answer = NoticeAnswer {
        edition: notice.edition.hash.clone(),
        matters: notice.settle(&answers).iter().map(|one| matter(&notice, one)).collect(),
        questions: notice.open_questions(&answers).into_iter().map(question).collect(),
        licence_is_enough: tally.licence_is_enough(),
        holds_for: SubjectKind::ALL.iter().map(|kind| kind.name()).collect(),
    };
    Ok(Reply::json(serde_json::to_value(answer)?))
}

/// The answers as the facts take them; an unknown fact and an answer it does not take are refused by name.
fn answers(given: &BTreeMap<String, String>, edition: &Edition) -> Result<Answers, Refusal> {
    let read = |(code, text): (&String, &String)| {
        let fact = edition.fact(code).ok_or_else(|| Refusal::field(Code::FieldUnknown, code))?;
        let answer = fact.answer(text).ok_or_else(|| Refusal::field(Code::FieldInvalid, code))?;
        Ok((code.clone(), answer))
    };
    given.iter().map(read).collect()
}

fn question(fact: &Fact) -> NoticeQuestion {
    let (kind, unit, choices) = match &fact.kind {
        FactKind::YesNo => ("yes_no", String::new(), BTreeMap::new()),
        FactKind::Number { unit } => ("number", unit.clone(), BTreeMap::new()),
        FactKind::Choice(choices) => {
            let labels = choices.iter().map(|choice| (choice.value.clone(), choice.label.clone()));
            ("choice", String::new(), labels.collect())
        }
    };
    NoticeQuestion {
        fact: fact.code.clone(),
        question: fact.question.clone(),
        hint: fact.hint.clone(),
        kind,
        unit,
        choices,
    }
}

fn matter(notice: &Notice, one: &Settlement) -> NeededMatter {
    let entry = one.entry;
    let inputs = one.traces.iter().flat_map(|trace| &trace.inputs);
    let inputs = inputs.map(|input| (input.fact.code.clone(), input.answer.as_ref().map(ToString::to_string)));
    let because = entry.because.iter().map(|because| NoticeReason {
        term: because.term.code.clone(),
        rule: because.rule().to_string(),
        basis: because.basis().to_string(),
    });
    let others = entry.alternatives.iter().filter_map(|index| notice.edition.matter_at(*index));
    NeededMatter {
        code: entry.matter.code.clone(),
        name: entry.matter.name.clone(),
        mode: entry.matter.mode.map(Mode::name),
        department: office_name(&entry.competent).unwrap_or_default(),
        legal_days: entry.legal.map(|legal| legal.days),
        promised_days: entry.promised_days,
        because: because.collect(),
        when: entry.when.iter().map(|fact| (*fact).to_owned()).collect(),
        alternatives: others.map(|matter| matter.code.clone()).collect(),
        settled: match one.settled {
            Settled::Needed => "needed",
            Settled::OneOf => "one_of",
            Settled::NotNeeded => "not_needed",
            Settled::Unknown => "unknown",
        },
        inputs: inputs.collect(),
    }
}

/// From when, and how long.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; it is read by name")]
pub(crate) struct Limit {
    /// The day of the event; the day after it is the first.
    start: String,
    /// Working days.
    working_days: u32,
}

/// When a limit ends.
#[derive(Serialize, ToSchema)]
pub(crate) struct DueAnswer {
    /// The last day; null while the calendar of that year is not published.
    due: Option<String>,
    /// Whether a day of a year without a published calendar had to be counted.
    provisional: bool,
    /// Every day that was looked at.
    days: Vec<CountedDay>,
}

/// A day of the table.
#[derive(Serialize, ToSchema)]
pub(crate) struct CountedDay {
    /// The day.
    date: String,
    /// `working`, `make_up`, `weekend`, `holiday` or `unknown`.
    kind: &'static str,
    /// Its holiday, or the one it makes up for.
    holiday: Option<String>,
    /// Which working day it is.
    counted: Option<u32>,
}

/// The day on which a limit in working days ends, with its day table.
#[utoipa::path(
    get,
    path = "/api/v1/calendar/due",
    operation_id = "catalogue_calendar_due",
    tag = "open",
    params(Limit),
    responses((status = 200, description = "The last day.", body = DueAnswer)),
)]
pub(super) fn calendar_due(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let invalid = |field: &str| Refusal::field(Code::FieldInvalid, field);
    let start: Date = visit.query.get("start").parse().map_err(|_| invalid("start"))?;
    let days: u32 = visit.query.get("working_days").parse().map_err(|_| invalid("working_days"))?;
    if days > LIMIT_DAYS_MAX {
        return Err(invalid("working_days").with("most", LIMIT_DAYS_MAX).into());
    }
    let law = hall.app().law(&visit.place);
    let due = law.calendar().due(start, days);
    let answer = DueAnswer {
        due: due.date.map(|date| date.to_string()),
        provisional: due.provisional(),
        days: due.days.iter().map(day).collect(),
    };
    Ok(Reply::json(serde_json::to_value(answer)?))
}

fn day(day: &Day) -> CountedDay {
    let (kind, holiday) = match &day.kind {
        DayKind::Working => ("working", None),
        DayKind::MakeUp(holiday) => ("make_up", Some(holiday)),
        DayKind::Weekend => ("weekend", None),
        DayKind::Holiday(holiday) => ("holiday", Some(holiday)),
        DayKind::Unknown => ("unknown", None),
    };
    CountedDay {
        date: day.date.to_string(),
        kind,
        holiday: holiday.cloned(),
        counted: day.counted,
    }
}

/// The edition in force.
#[derive(Serialize, ToSchema)]
pub(crate) struct EditionFacts {
    /// Its hash, which is its name.
    hash: String,
    /// Title.
    title: String,
    /// First day.
    from: String,
    /// How many scope terms.
    terms: usize,
    /// How many matters.
    matters: usize,
}

/// The edition of the catalogue that is in force.
#[utoipa::path(
    get,
    path = "/api/v1/catalogue/edition",
    operation_id = "catalogue_edition",
    tag = "open",
    responses((status = 200, description = "The edition.", body = EditionFacts)),
)]
pub(super) fn edition(hall: &Hall, _: &Visit) -> Result<Reply, Failure> {
    let edition = hall.app().shelf().edition();
    let facts = EditionFacts {
        hash: edition.hash.clone(),
        title: edition.title.clone(),
        from: edition.valid_from.to_string(),
        terms: edition.terms().len(),
        matters: edition.matters().len(),
    };
    Ok(Reply::json(serde_json::to_value(facts)?))
}
