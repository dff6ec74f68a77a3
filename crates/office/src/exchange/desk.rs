//! The department's side: its list of pushes, signing, transfer, feedback; and the receivers' register.

use super::{close_duty, open_duty};
use crate::application::{day_number, day_of};
use crate::bureau::{App, Caller, Office};
use crate::failure::{Failure, Fault};
use rules::access::{Actor, Grant, Role};
use rules::calendar::{Clock, Date, Moment};
use rules::duty::DutyKind;
use rules::exchange::{self, Finding, PushState};
use rules::ids::PushId;
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};
use sql::{Row, Tx, params};

/// A department's system.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Receiver {
    /// Unit code.
    pub unit: String,
    /// Address that takes pushes.
    pub url: String,
    /// Identity of its key.
    pub key_id: String,
    /// Its public key: receipts are checked with it.
    pub public_pem: String,
}

/// Registers or replaces a department's system.
pub fn register_receiver(app: &App, caller: &Caller, receiver: Receiver) -> Result<(), Failure> {
    app.act(Grant::ReceiverRegister, caller, receiver, |office, receiver: &Receiver| {
        if !receiver.url.starts_with("http://") && !receiver.url.starts_with("https://") {
            return Err(Refusal::field(Code::FieldInvalid, "url").into());
        }
        office.tx.execute(
            "insert into receiver (unit, url, key_id, public_pem, failures, next_attempt_at) values ($1, $2, $3, $4, 0, 0)
             on conflict (unit) do update set url = excluded.url, key_id = excluded.key_id, public_pem = excluded.public_pem,
               failures = 0, next_attempt_at = 0",
            params![&receiver.unit, &receiver.url, &receiver.key_id, &receiver.public_pem],
        )?;
        office.changed("receiver", &receiver.unit, "registered");
        Ok(())
    })?;
    Ok(())
}

/// All departments' systems.
pub fn receivers(app: &App) -> Result<Vec<Receiver>, Failure> {
    app.view("exchange.receivers", |tx| {
        let rows = tx.query(
            "select unit, url, key_id, public_pem from receiver order by unit limit 1000",
            params![],
        )?;
        let read = |row: &Row| -> Result<Receiver, Failure> {
            Ok(Receiver {
                unit: row.text("unit")?,
                url: row.text("url")?,
                key_id: row.text("key_id")?,
                public_pem: row.text("public_pem")?,
            })
        };
        rows.iter().map(read).collect()
    })
}

/// A push as its department sees it.
#[derive(Clone, Debug)]
pub struct Item {
    pub id: PushId,
    pub number: String,
    pub kind: String,
    pub state: PushState,
    /// The CloudEvents body, byte for byte.
    pub body: String,
    pub body_sm3: String,
    pub created: Moment,
    pub attempts: i64,
    pub last_error: String,
    pub delivered: Option<Moment>,
    pub signed: Option<Moment>,
    pub handled: Option<Moment>,
    pub finding: Option<Finding>,
    pub feedback: String,
    pub transferred_from: Option<String>,
    /// Who signed for it and who fed back, as the record names them.
    pub signed_by: Option<String>,
    pub handled_by: Option<String>,
    /// Day of the duty that is open now.
    pub due: Option<Date>,
    /// The clock of that duty.
    pub clock: Option<Clock>,
    pub version: i64,
}

const COLUMNS: &str = "p.id, p.number, p.kind, p.state, p.body, p.body_sm3, p.created_at, p.attempts, p.last_error, p.delivered_at, p.signed_at, \
     p.signed_by, p.handled_at, p.handled_by, p.finding, p.feedback, p.transferred_from, p.version, p.receiver, d.due_day, d.start_day, \
     d.limit_days, d.article";

fn from_row(row: &Row) -> Result<Item, Failure> {
    let (id, state) = (row.text("id")?, row.text("state")?);
    let moment = |column: &'static str| -> Result<Option<Moment>, Failure> { Ok(row.opt_int(column)?.map(Moment::from_micros)) };
    Ok(Item {
        id: PushId::parse(&id).ok_or_else(|| Fault::stored("push id", id))?,
        number: row.text("number")?,
        kind: row.text("kind")?,
        state: PushState::from_name(&state).ok_or_else(|| Fault::stored("push state", state))?,
        body: row.text("body")?,
        body_sm3: row.text("body_sm3")?,
        created: Moment::from_micros(row.int("created_at")?),
        attempts: row.int("attempts")?,
        last_error: row.text("last_error")?,
        delivered: moment("delivered_at")?,
        signed: moment("signed_at")?,
        handled: moment("handled_at")?,
        finding: row.opt_text("finding")?.and_then(|finding| Finding::from_name(&finding)),
        feedback: row.text("feedback")?,
        transferred_from: row.opt_text("transferred_from")?,
        signed_by: row.opt_text("signed_by")?,
        handled_by: row.opt_text("handled_by")?,
        due: row.opt_int("due_day")?.map(day_of),
        clock: clock_from(row)?,
        version: row.int("version")?,
    })
}

fn clock_from(row: &Row) -> Result<Option<Clock>, Failure> {
    let Some(start) = row.opt_int("start_day")?.map(day_of) else {
        return Ok(None);
    };
    let limit = u32::try_from(row.int("limit_days")?).map_err(|error| Fault::stored("limit_days", error))?;
    Ok(Some(Clock::new(start, limit, row.text("article")?)))
}

fn regulator(actor: &Actor) -> Result<String, Refusal> {
    if !actor.is(Role::Regulator) && !actor.is(Role::Supervisor) {
        return Err(Refusal::new(Code::NotGranted));
    }
    actor.unit.clone().ok_or_else(|| Refusal::new(Code::NotGranted))
}

/// The pushes of a unit in these states: what is owed by its due day, what is closed from the newest.
pub fn list(app: &App, actor: &Actor, open: Open, limit: u32, offset: u32) -> Result<(Vec<Item>, i64), Failure> {
    let (unit, place) = (regulator(actor)?, actor.place.clone());
    let (states, order) = match open {
        Open::Waiting => ("('queued', 'delivered')", "coalesce(d.due_day, 9999999), p.id"),
        Open::InHand => ("('signed')", "coalesce(d.due_day, 9999999), p.id"),
        Open::Closed => ("('handled', 'transferred')", "p.id desc"),
    };
    app.view("exchange.list", move |tx| {
        let total = tx.query_one(
            &format!("select cast(count(*) as bigint) as n from push where receiver = $1 and place = $2 and state in {states}"),
            params![&unit, &place],
        )?;
        let rows = tx.query(
            &format!(
                "select {COLUMNS} from push p left join duty d on d.subject = 'push:' || p.id and d.unit = p.receiver and d.state = 'open'
                 where p.receiver = $1 and p.place = $2 and p.state in {states} order by {order} limit $3 offset $4"
            ),
            params![&unit, &place, limit.min(100), offset],
        )?;
        Ok((rows.iter().map(from_row).collect::<Result<_, _>>()?, total.int("n")?))
    })
}

/// Which part of a department's pushes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// Not signed for yet.
    Waiting,
    /// Signed for, feedback owed.
    InHand,
    /// Fed back or handed on.
    Closed,
}

/// One push, for its department.
pub fn detail(app: &App, actor: &Actor, id: PushId) -> Result<Item, Failure> {
    let actor = actor.clone();
    regulator(&actor)?;
    app.view("exchange.detail", move |tx| Ok(load(tx, &actor, id)?.0))
}

fn load(tx: &mut Tx, actor: &Actor, id: PushId) -> Result<(Item, String), Failure> {
    let row = tx.query_opt(
        &format!(
            "select {COLUMNS} from push p left join duty d on d.subject = 'push:' || p.id and d.unit = p.receiver and d.state = 'open'
             where p.id = $1 and p.place = $2"
        ),
        params![id.to_string(), &actor.place],
    )?;
    let row = row.ok_or_else(|| Refusal::new(Code::NotFound))?;
    let receiver = row.text("receiver")?;
    actor.check_unit(&receiver)?;
    Ok((from_row(&row)?, receiver))
}

fn guarded(office: &mut Office, id: PushId, version: i64, set: &str, values: &[sql::Value]) -> Result<(), Failure> {
    let mut all = vec![sql::Value::from(id.to_string()), sql::Value::from(version)];
    all.extend_from_slice(values);
    let saved = office.tx.execute(
        &format!("update push set version = version + 1, {set} where id = $1 and version = $2"),
        &all,
    )?;
    if saved == 0 {
        Err(Refusal::new(Code::VersionChanged).into())
    } else {
        Ok(())
    }
}

/// 签收: a person of the department has seen it; the feedback duty begins.
pub fn sign(app: &App, caller: &Caller, id: PushId) -> Result<(), Failure> {
    app.act(Grant::PushSign, caller, id.to_string(), move |office, _| {
        let (push, unit) = load(office.tx, office.actor, id)?;
        let state = exchange::sign(push.state)?;
        let (at, by) = (office.at().micros(), office.actor.caller());
        guarded(
            office,
            id,
            push.version,
            "state = $3, signed_at = $4, signed_by = $5",
            params![state.name(), at, by],
        )?;
        office.changed("push", id, state.name());
        close_duty(office, DutyKind::SignPush, &unit, &format!("push:{id}"), "signed")?;
        open_duty(office, DutyKind::Feedback, &unit, &format!("push:{id}"), "exchange.feedback_days")?;
        Ok(())
    })?;
    Ok(())
}

/// 转办: once, to the unit it belongs to, with the reason.
pub fn transfer(app: &App, caller: &Caller, id: PushId, to: &str, reason: &str) -> Result<(), Failure> {
    let input = (id.to_string(), to.to_owned(), reason.to_owned());
    app.act(
        Grant::PushTransfer,
        caller,
        input,
        move |office, (_, to, reason): &(String, String, String)| {
            let (push, unit) = load(office.tx, office.actor, id)?;
            if reason.trim().is_empty() {
                return Err(Refusal::field(Code::FieldMissing, "reason").into());
            }
            if *to == unit || office.shelf.edition().unit(to).is_none() {
                return Err(Refusal::field(Code::FieldInvalid, "to").into());
            }
            let state = exchange::transfer(push.state, push.transferred_from.as_deref())?;
            // The new department gets the same push as a new one of its own; this one stays as proof.
            let row = office.tx.query_one(
                "select subject, application_id, kind, body from push where id = $1",
                params![id.to_string()],
            )?;
            let at = office.at().micros();
            guarded(
                office,
                id,
                push.version,
                "state = $3, handled_at = $4, feedback = $5",
                params![state.name(), at, reason],
            )?;
            office.changed("push", id, state.name());
            close_duty(office, DutyKind::SignPush, &unit, &format!("push:{id}"), "transferred")?;
            close_duty(office, DutyKind::Feedback, &unit, &format!("push:{id}"), "transferred")?;
            copy_to(office, &row, to, &unit)
        },
    )?;
    Ok(())
}

fn copy_to(office: &mut Office, from: &Row, to: &str, former: &str) -> Result<(), Failure> {
    let id = PushId(office.id());
    let number = office.number(rules::ids::NumberKind::Push);
    let mut body: serde_json::Value = serde_json::from_str(&from.text("body")?)?;
    if let Some(event) = body.as_object_mut() {
        event.insert("id".into(), id.to_string().into());
    }
    let body = serde_json::to_string(&body)?;
    let sm3 = rules::record::sm3_hex(body.as_bytes());
    let place = office.shelf.desk_place(to, &office.actor.place);
    office.tx.execute(
        "insert into push (id, number, receiver, place, subject, application_id, kind, body, body_sm3, state, created_at, attempts, last_error,
           receipt, feedback, transferred_from, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued', $10, 0, '', '', '', $11, 1)",
        params![
            id.to_string(),
            number.as_str(),
            to,
            place,
            from.text("subject")?,
            from.text("application_id")?,
            from.text("kind")?,
            body,
            sm3,
            office.at().micros(),
            former
        ],
    )?;
    office.changed("push", id, PushState::Queued.name());
    open_duty(office, DutyKind::SignPush, to, &format!("push:{id}"), "exchange.sign_days")?;
    Ok(())
}

/// 反馈: what was found, within the working days the law gives.
pub fn feedback(app: &App, caller: &Caller, id: PushId, finding: &str, text: &str) -> Result<(), Failure> {
    let input = (id.to_string(), finding.to_owned(), text.to_owned());
    app.act(
        Grant::PushFeedback,
        caller,
        input,
        move |office, (_, finding, text): &(String, String, String)| {
            let (push, unit) = load(office.tx, office.actor, id)?;
            let finding = Finding::from_name(finding).ok_or_else(|| Refusal::field(Code::FindingMissing, "finding"))?;
            let state = exchange::handle(push.state)?;
            let (at, by) = (office.at().micros(), office.actor.caller());
            guarded(
                office,
                id,
                push.version,
                "state = $3, handled_at = $4, handled_by = $5, finding = $6, feedback = $7",
                params![state.name(), at, by, finding.name(), text.trim()],
            )?;
            office.changed("push", id, state.name());
            office.note("finding", finding.name());
            close_duty(office, DutyKind::Feedback, &unit, &format!("push:{id}"), finding.name())
        },
    )?;
    Ok(())
}

/// A duty past its day.
#[derive(Clone, Debug)]
pub struct Overdue {
    pub kind: String,
    /// The thing it is about, as `kind:id`.
    pub subject: String,
    pub due: Date,
    pub article: String,
    /// Name of the enterprise it is about.
    pub enterprise: String,
}

/// The open duties of the actor's unit that are past their day, the oldest first.
pub fn overdue(app: &App, actor: &Actor, limit: u32) -> Result<Vec<Overdue>, Failure> {
    let (unit, place) = (regulator(actor)?, actor.place.clone());
    let today = day_number(app.now().day());
    app.view("duty.overdue", move |tx| {
        let rows = tx.query(
            "select kind, subject, due_day, article from duty where unit = $1 and place = $2 and state = 'open' and due_day < $3
             order by due_day, id limit $4",
            params![&unit, &place, today, limit.min(200)],
        )?;
        let mut duties = Vec::with_capacity(rows.len());
        for row in &rows {
            let subject = row.text("subject")?;
            duties.push(Overdue {
                kind: row.text("kind")?,
                enterprise: enterprise_of(tx, &subject)?,
                subject,
                due: day_of(row.int("due_day")?),
                article: row.text("article")?,
            });
        }
        Ok(duties)
    })
}

/// How many duties of the actor's unit are past their day.
pub fn overdue_count(app: &App, actor: &Actor) -> Result<i64, Failure> {
    let (unit, place) = (regulator(actor)?, actor.place.clone());
    let today = day_number(app.now().day());
    app.view("duty.overdue_count", move |tx| {
        let row = tx.query_one(
            "select cast(count(*) as bigint) as n from duty where unit = $1 and place = $2 and state = 'open' and due_day < $3",
            params![&unit, &place, today],
        )?;
        Ok(row.int("n")?)
    })
}

/// The name of the enterprise that a duty's subject leads to; empty when it leads to none.
fn enterprise_of(tx: &mut Tx, subject: &str) -> Result<String, Failure> {
    let (kind, id) = subject.split_once(':').unwrap_or(("", subject));
    let statement = match kind {
        "push" => "select e.name as name from push p join enterprise e on e.credit_code = p.subject where p.id = $1",
        "application" => "select subject_name as name from application where id = $1",
        "enterprise" => "select name from enterprise where id = $1",
        _ => return Ok(String::new()),
    };
    let row = tx.query_opt(statement, params![id])?;
    Ok(row.map(|row| row.text("name")).transpose()?.unwrap_or_default())
}

/// How the line to the unit's own system stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Attempts that failed since the last that did not.
    pub failures: i64,
    /// When the next one is due.
    pub next_attempt: Moment,
    /// Pushes that the system does not have yet.
    pub undelivered: i64,
}

/// The line to the system of the actor's unit; `None` when the unit has no system of its own.
pub fn line(app: &App, actor: &Actor) -> Result<Option<Line>, Failure> {
    let unit = regulator(actor)?;
    app.view("exchange.line", move |tx| {
        let row = tx.query_opt("select failures, next_attempt_at from receiver where unit = $1", params![&unit])?;
        let Some(row) = row else { return Ok(None) };
        let waiting = tx.query_one(
            "select cast(count(*) as bigint) as n from push where receiver = $1 and delivered_at is null",
            params![&unit],
        )?;
        Ok(Some(Line {
            failures: row.int("failures")?,
            next_attempt: Moment::from_micros(row.int("next_attempt_at")?),
            undelivered: waiting.int("n")?,
        }))
    })
}
