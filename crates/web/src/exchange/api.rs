//! The open interface of pushes and duties, for regulators and the systems that act for them. Same acts as the pages.

use super::told::{self, id, part};
use crate::hall::Hall;
use crate::reply::Reply;
use crate::visit::Visit;
use office::Failure;
use office::exchange::{self, Item, Open};
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

/// This row's part of the open interface.
#[derive(OpenApi)]
#[openapi(paths(list, one, sign, feedback, overdue))]
pub(crate) struct Interface;

/// Items of one answer when the caller does not say.
const LIMIT: u32 = 50;
const LIMIT_MAX: u32 = 100;
const OVERDUE_MAX: u32 = 200;
/// Characters of a feedback.
const TEXT_LENGTH_MAX: usize = 2_000;

/// Which pushes.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; it is read by name")]
pub(crate) struct Wanted {
    /// `waiting` (not signed for), `in_hand` (feedback owed) or `closed`; `waiting` when absent.
    state: Option<String>,
    /// At most 100.
    limit: Option<u32>,
    /// Items passed over.
    offset: Option<u32>,
}

/// A push to the caller's unit.
#[derive(Serialize, ToSchema)]
pub(crate) struct Push {
    /// Identity.
    id: String,
    /// Number that people use.
    number: String,
    /// What happened, as the type of the CloudEvent.
    kind: String,
    /// `queued`, `delivered`, `signed`, `transferred` or `handled`.
    state: &'static str,
    /// Unified social credit code of the enterprise.
    credit_code: String,
    /// Name of the enterprise.
    enterprise: String,
    /// Codes of the matters the unit answers for.
    matters: Vec<String>,
    /// When it was made.
    created: String,
    /// When the unit's own system had it.
    delivered: Option<String>,
    /// When somebody signed for it.
    signed: Option<String>,
    /// When it was fed back or handed on.
    handled: Option<String>,
    /// Last day of the duty that is open now.
    due: Option<String>,
    /// What was found.
    finding: Option<&'static str>,
    /// What was fed back, or why it was handed on.
    feedback: String,
    /// The unit that handed it on.
    transferred_from: Option<String>,
    /// SM3 of the body.
    body_sm3: String,
}

/// A page of pushes.
#[derive(Serialize, ToSchema)]
pub(crate) struct Pushes {
    /// How many there are in this state.
    total: i64,
    /// What is owed by its due day, what is closed from the newest.
    items: Vec<Push>,
}

/// A push with its body.
#[derive(Serialize, ToSchema)]
pub(crate) struct WholePush {
    #[serde(flatten)]
    push: Push,
    /// The CloudEvent, byte for byte as it was hashed.
    body: String,
}

/// What was found at the enterprise.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Feedback {
    /// `operating`, `not_operating`, `needs_permit`, `not_found` or `acted`.
    finding: String,
    /// What was checked and done.
    #[serde(default)]
    text: String,
}

/// A duty past its day.
#[derive(Serialize, ToSchema)]
pub(crate) struct OverdueDuty {
    /// `sign_push`, `feedback`, `verify_commitment` or `verify_address`.
    kind: String,
    /// The thing it is about, as `kind:id`.
    subject: String,
    /// Name of the enterprise.
    enterprise: String,
    /// The day that passed.
    due: String,
    /// Article of the limit.
    article: String,
}

/// The duties past their day.
#[derive(Serialize, ToSchema)]
pub(crate) struct OverdueDuties {
    /// How many there are.
    total: i64,
    /// The oldest first, at most 200.
    items: Vec<OverdueDuty>,
}

/// The pushes to the caller's unit.
#[utoipa::path(
    get,
    path = "/api/v1/pushes",
    operation_id = "pushes_list",
    tag = "signed-in",
    params(Wanted),
    responses((status = 200, description = "Pushes in this state.", body = Pushes)),
)]
pub(super) fn list(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let actor = &visit.staff()?.actor;
    let asked = visit.query.get("state");
    let (_, open) = match asked {
        "" => ("waiting", Open::Waiting),
        name => part(name).ok_or_else(|| Refusal::field(Code::FieldInvalid, "state"))?,
    };
    let limit = number(visit, "limit", LIMIT)?.clamp(1, LIMIT_MAX);
    let (items, total) = exchange::list(hall.app(), actor, open, limit, number(visit, "offset", 0)?)?;
    let items = items.iter().map(shown).collect::<Result<_, _>>()?;
    json(&Pushes { total, items })
}

fn number(visit: &Visit, name: &str, absent: u32) -> Result<u32, Refusal> {
    match visit.query.get(name) {
        "" => Ok(absent),
        text => text.parse().map_err(|_| Refusal::field(Code::FieldInvalid, name)),
    }
}

/// One push with its body.
#[utoipa::path(
    get,
    path = "/api/v1/pushes/{id}",
    operation_id = "push_one",
    tag = "signed-in",
    params(("id" = String, Path, description = "Identity of the push.")),
    responses((status = 200, description = "The push.", body = WholePush)),
)]
pub(super) fn one(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    whole(hall, visit)
}

fn whole(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let push = exchange::detail(hall.app(), &visit.staff()?.actor, id(visit)?)?;
    json(&WholePush {
        push: shown(&push)?,
        body: push.body,
    })
}

/// Signs for a push: somebody of the department has seen it, and the time to feed back begins.
#[utoipa::path(
    post,
    path = "/api/v1/pushes/{id}/sign",
    operation_id = "push_sign",
    tag = "signed-in",
    params(("id" = String, Path, description = "Identity of the push.")),
    responses((status = 200, description = "The push, signed for.", body = WholePush)),
)]
pub(super) fn sign(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    visit.staff()?;
    exchange::sign(hall.app(), &visit.caller(), id(visit)?)?;
    whole(hall, visit)
}

/// Feeds back what was found.
#[utoipa::path(
    post,
    path = "/api/v1/pushes/{id}/feedback",
    operation_id = "push_feedback",
    tag = "signed-in",
    params(("id" = String, Path, description = "Identity of the push.")),
    request_body = Feedback,
    responses((status = 200, description = "The push, fed back.", body = WholePush)),
)]
pub(super) fn feedback(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    visit.staff()?;
    let given: Feedback = visit.json()?;
    if given.text.chars().count() > TEXT_LENGTH_MAX {
        return Err(Refusal::field(Code::FieldInvalid, "text").into());
    }
    exchange::feedback(hall.app(), &visit.caller(), id(visit)?, &given.finding, &given.text)?;
    whole(hall, visit)
}

/// The duties of the caller's unit that are past their day.
#[utoipa::path(
    get,
    path = "/api/v1/duties/overdue",
    operation_id = "duties_overdue",
    tag = "signed-in",
    responses((status = 200, description = "Duties past their day.", body = OverdueDuties)),
)]
pub(super) fn overdue(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let actor = &visit.staff()?.actor;
    let late = exchange::overdue(hall.app(), actor, OVERDUE_MAX)?;
    let items = late.into_iter().map(|duty| OverdueDuty {
        kind: duty.kind,
        subject: duty.subject,
        enterprise: duty.enterprise,
        due: duty.due.to_string(),
        article: duty.article,
    });
    json(&OverdueDuties {
        total: exchange::overdue_count(hall.app(), actor)?,
        items: items.collect(),
    })
}

fn shown(push: &Item) -> Result<Push, Failure> {
    let facts = told::facts(push)?;
    Ok(Push {
        id: push.id.to_string(),
        number: push.number.clone(),
        kind: push.kind.clone(),
        state: push.state.name(),
        credit_code: facts.credit_code,
        enterprise: facts.enterprise,
        matters: facts.matters.into_iter().map(|matter| matter.code).collect(),
        created: push.created.rfc3339(),
        delivered: push.delivered.map(|at| at.rfc3339()),
        signed: push.signed.map(|at| at.rfc3339()),
        handled: push.handled.map(|at| at.rfc3339()),
        due: push.due.map(|day| day.to_string()),
        finding: push.finding.map(|finding| finding.name()),
        feedback: push.feedback.clone(),
        transferred_from: push.transferred_from.clone(),
        body_sm3: push.body_sm3.clone(),
    })
}

fn json(answer: &impl Serialize) -> Result<Reply, Failure> {
    Ok(Reply::json(serde_json::to_value(answer)?))
}
