//! The open interface of applications: the look-up for strangers as `contract.md` has it, and one's own applications and
//! enterprises for whoever is signed in. Refusals are those of the pages.

use super::case::id;
use super::letters;
use super::track::{look_up, matter_name};
use crate::clock;
use crate::fault::Problem;
use crate::hall::Hall;
use crate::reply::Reply;
use crate::visit::Visit;
use office::application::{self, Claim};
use office::registry::{self, Enterprise};
use office::{Failure, certificates};
use rules::application::{Application, Round, Standing, Turn};
use rules::calendar::{Calendar, Clock, Moment, Remaining};
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

/// This row's part of the open interface.
#[derive(OpenApi)]
#[openapi(paths(lookup, list, one, enterprises))]
pub(crate) struct Interface;

const LIMIT_USUAL: u32 = 20;
const LIMIT_MAX: u32 = 100;

/// Number and datum of an application.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApplicationLookup {
    /// 办件编号
    number: String,
    /// The last four digits of the applicant's phone.
    phone_last4: String,
}

/// What is said of every application: state, who acts, until when.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApplicationSummary {
    /// 办件编号
    number: String,
    /// `registration`, `filing`, `commitment` or `ordinary`.
    road: &'static str,
    /// What it asks for.
    matter: MatterName,
    /// `draft`, `submitted`, `correcting`, `accepted`, `granted`, `refused`, `issued` or `withdrawn`.
    state: &'static str,
    /// Whose turn it is.
    acts: WhoActs,
    /// Until when; null when no clock runs.
    due: Option<DueState>,
}

/// A matter by code and name.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatterName {
    /// Code of the matter.
    code: String,
    /// Its name.
    name: String,
}

/// Whose turn it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct WhoActs {
    /// `applicant`, `office` or `nobody`.
    who: &'static str,
    /// Code of the unit, when it is the office's turn.
    unit: Option<String>,
    /// Name of the unit.
    name: Option<String>,
}

/// The clock of an application.
#[derive(Serialize, ToSchema)]
pub(crate) struct DueState {
    /// The last day.
    date: Option<String>,
    /// Working days left; negative when late.
    working_days_left: Option<i32>,
    /// The calendar of that year is not published yet.
    provisional: bool,
    /// Why the clock stands.
    stopped: Option<&'static str>,
}

/// An application of the caller.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnApplication {
    /// Identity.
    id: String,
    /// Version, for the next act.
    version: i64,
    #[serde(flatten)]
    summary: ApplicationSummary,
    /// The enterprise it is about.
    subject: String,
    /// When it was handed in.
    handed_in: Option<String>,
}

/// The caller's applications.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnApplications {
    /// Newest first.
    items: Vec<OwnApplication>,
}

/// An application of the caller, whole.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApplicationDetail {
    #[serde(flatten)]
    own: OwnApplication,
    /// The day table of its clock.
    days: Option<DayTable>,
    /// The letters that were written.
    letters: Vec<LetterEntry>,
    /// Rounds of correction.
    corrections: Vec<CorrectionEntry>,
    /// What was issued.
    certificates: Vec<IssuedCertificate>,
}

/// A clock, day by day.
#[derive(Serialize, ToSchema)]
pub(crate) struct DayTable {
    /// The day of the event; the day after it is the first.
    start: String,
    /// Working days.
    limit: u32,
    /// Article of the limit.
    article: String,
    /// Every day.
    table: Vec<DayOfTable>,
}

/// A day of a clock.
#[derive(Serialize, ToSchema)]
pub(crate) struct DayOfTable {
    /// The day.
    date: String,
    /// `start`, `working`, `makeup`, `weekend`, `holiday`, `stopped` or `unknown`.
    kind: &'static str,
    /// Which working day it is.
    count: Option<u32>,
    /// The holiday.
    note: Option<String>,
    /// Whether it is the last.
    last: bool,
}

/// A letter as PDF.
#[derive(Serialize, ToSchema)]
pub(crate) struct LetterEntry {
    /// Kind of letter.
    kind: String,
    /// Title as printed.
    title: String,
    /// Number of the letter.
    number: String,
    /// When it was written.
    at: String,
    /// Where it is fetched.
    href: String,
}

/// A round of correction.
#[derive(Serialize, ToSchema)]
pub(crate) struct CorrectionEntry {
    /// When it was asked.
    asked: String,
    /// Until when to answer.
    due: Option<String>,
    /// When it was answered.
    answered: Option<String>,
    /// What to mend.
    defects: Vec<DefectEntry>,
}

/// A thing to mend.
#[derive(Serialize, ToSchema)]
pub(crate) struct DefectEntry {
    /// Code of the material or field.
    item: String,
    /// What is wrong and what to do.
    what: String,
}

/// A certificate that was issued.
#[derive(Serialize, ToSchema)]
pub(crate) struct IssuedCertificate {
    /// Number of the certificate.
    number: String,
    /// The reference that the QR holds.
    reference: String,
}

/// An enterprise of the caller.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnEnterprise {
    /// Identity.
    id: String,
    /// Unified social credit code.
    credit_code: String,
    /// Name.
    name: String,
    /// Kind of subject, `company` for companies.
    kind: String,
    /// Division code.
    place: String,
    /// Address.
    address: String,
    /// Legal representative.
    representative: String,
    /// Registered capital.
    capital_fen: i64,
    /// Codes of the scope terms.
    terms: Vec<String>,
    /// Whether it lies in a free-trade zone.
    free_trade_zone: bool,
    /// Day of registration.
    registered: String,
}

/// The caller's enterprises.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnEnterprises {
    /// Newest first.
    items: Vec<OwnEnterprise>,
}

/// How many are asked for.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; it is read by name")]
pub(crate) struct HowMany {
    /// At most so many, from 1 to 100; 20 when it is not said.
    limit: Option<u32>,
}

/// State, who acts and due day of an application, for whoever knows its number and the last four digits of the phone.
#[utoipa::path(
    post,
    path = "/api/v1/applications/lookups",
    operation_id = "application_look_up",
    tag = "open",
    request_body = ApplicationLookup,
    responses(
        (status = 200, description = "Where it stands.", body = ApplicationSummary),
        (status = 404, description = "No such number, or other digits: which of the two is not said.", content_type = "application/problem+json", body = Problem),
        (status = 429, description = "Too many wrong tries at this number.", content_type = "application/problem+json", body = Problem),
    ),
)]
pub(super) fn lookup(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let asked: ApplicationLookup = visit.json()?;
    let found = look_up(hall, &asked.number, &asked.phone_last4)?;
    let answer = summary(hall, visit, &found.application, &found.standing);
    Ok(Reply::json(serde_json::to_value(answer)?))
}

/// The caller's applications, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/applications",
    operation_id = "applications_own",
    tag = "signed-in",
    params(HowMany),
    responses((status = 200, description = "The account's applications.", body = OwnApplications)),
)]
pub(super) fn list(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (person, limit) = (visit.person()?, limit(visit)?);
    let items = application::by_applicant(hall.app(), person.account, limit)?;
    let items = items
        .iter()
        .map(|item| own(hall, visit, &item.application, &item.claim, &item.standing));
    let answer = OwnApplications { items: items.collect() };
    Ok(Reply::json(serde_json::to_value(answer)?))
}

/// One application of the caller: state, due day with its day table, letters, corrections, certificates.
#[utoipa::path(
    get,
    path = "/api/v1/applications/{id}",
    operation_id = "application_own",
    tag = "signed-in",
    params(("id" = String, Path, description = "Identity of the application.")),
    responses(
        (status = 200, description = "The application.", body = ApplicationDetail),
        (status = 404, description = "There is none, or it is not the caller's.", content_type = "application/problem+json", body = Problem),
    ),
)]
pub(super) fn one(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let person = visit.person()?;
    let (application, claim, standing) = application::detail(hall.app(), &person.actor, id(visit)?)?;
    if application.applicant != person.account {
        return Err(Refusal::new(Code::NotFound).into());
    }
    let law = hall.app().law(&application.place);
    let letters = letters::letters_of(hall.words(visit), &application, &claim, &standing);
    let issued = certificates::of_application(hall.app(), application.id)?;
    let answer = ApplicationDetail {
        own: own(hall, visit, &application, &claim, &standing),
        days: standing.clock.as_ref().map(|clock| day_table(clock, law.calendar())),
        letters: letters
            .into_iter()
            .map(|letter| LetterEntry {
                kind: letter.kind,
                title: letter.title,
                number: letter.number,
                at: letter.at.rfc3339(),
                href: hall.public_href(&letter.href),
            })
            .collect(),
        corrections: application.rounds.iter().map(correction).collect(),
        certificates: issued
            .into_iter()
            .map(|issued| IssuedCertificate {
                number: issued.statement.number,
                reference: issued.statement.reference,
            })
            .collect(),
    };
    Ok(Reply::json(serde_json::to_value(answer)?))
}

fn own(hall: &Hall, visit: &Visit, application: &Application, claim: &Claim, standing: &Standing) -> OwnApplication {
    OwnApplication {
        id: application.id.to_string(),
        version: application.version,
        summary: summary(hall, visit, application, standing),
        subject: claim.subject_name.clone(),
        handed_in: claim.handed_in.map(Moment::rfc3339),
    }
}

fn summary(hall: &Hall, visit: &Visit, application: &Application, standing: &Standing) -> ApplicationSummary {
    let unit = (standing.turn == Turn::Office).then(|| application.unit.clone());
    ApplicationSummary {
        number: application.number.to_string(),
        road: application.road.name(),
        matter: MatterName {
            code: application.matter.clone(),
            name: matter_name(hall, hall.words(visit), application),
        },
        state: standing.phase.name(),
        acts: WhoActs {
            who: match standing.turn {
                Turn::Applicant => "applicant",
                Turn::Office => "office",
                Turn::Nobody => "nobody",
            },
            name: unit.as_deref().map(|unit| hall.app().shelf().unit_name(unit)),
            unit,
        },
        due: standing.remaining.as_ref().map(due),
    }
}

fn due(remaining: &Remaining) -> DueState {
    let none = DueState {
        date: None,
        working_days_left: None,
        provisional: false,
        stopped: None,
    };
    match remaining {
        Remaining::Days { left, due } => DueState {
            date: Some(due.to_string()),
            working_days_left: Some(*left),
            ..none
        },
        Remaining::Overdue { days, due } => DueState {
            date: Some(due.to_string()),
            working_days_left: Some(-days),
            ..none
        },
        Remaining::Stopped { ground } => DueState {
            stopped: Some(ground.name()),
            ..none
        },
        Remaining::Provisional => DueState { provisional: true, ..none },
    }
}

fn day_table(clock: &Clock, calendar: &Calendar) -> DayTable {
    let table = clock::days(clock, calendar).into_iter().map(|row| DayOfTable {
        date: row.date,
        kind: row.kind,
        count: row.count,
        note: row.note,
        last: row.last,
    });
    DayTable {
        start: clock.start.to_string(),
        limit: clock.limit,
        article: clock.article.clone(),
        table: table.collect(),
    }
}

fn correction(round: &Round) -> CorrectionEntry {
    CorrectionEntry {
        asked: round.asked.rfc3339(),
        due: round.due.map(|due| due.to_string()),
        answered: round.answered.map(Moment::rfc3339),
        defects: round
            .defects
            .iter()
            .map(|defect| DefectEntry {
                item: defect.item.clone(),
                what: defect.what.clone(),
            })
            .collect(),
    }
}

/// The caller's enterprises, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/enterprises",
    operation_id = "enterprises_own",
    tag = "signed-in",
    params(HowMany),
    responses((status = 200, description = "The account's enterprises.", body = OwnEnterprises)),
)]
pub(super) fn enterprises(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (person, limit) = (visit.person()?, limit(visit)?);
    let owned = registry::of_owner(hall.app(), person.account, limit)?;
    let answer = OwnEnterprises {
        items: owned.into_iter().map(enterprise).collect(),
    };
    Ok(Reply::json(serde_json::to_value(answer)?))
}

fn enterprise(enterprise: Enterprise) -> OwnEnterprise {
    OwnEnterprise {
        id: enterprise.id.to_string(),
        address: format!("{}{}", enterprise.street, enterprise.detail),
        credit_code: enterprise.credit_code,
        name: enterprise.name,
        kind: enterprise.kind,
        place: enterprise.place,
        representative: enterprise.representative,
        capital_fen: enterprise.capital_fen,
        terms: enterprise.terms,
        free_trade_zone: enterprise.free_trade_zone,
        registered: enterprise.registered.to_string(),
    }
}

/// How many are asked for.
fn limit(visit: &Visit) -> Result<u32, Refusal> {
    let Some(text) = visit.query.opt("limit") else {
        return Ok(LIMIT_USUAL);
    };
    let limit = text.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit));
    limit.ok_or_else(|| Refusal::field(Code::FieldInvalid, "limit"))
}
