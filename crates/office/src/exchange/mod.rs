//! 推送交换: pushes are written in the act that causes them; sending, receipts, signing and feedback follow.

mod desk;
mod sender;
mod told;

pub use desk::{
    Item, Line, Open, Overdue, Receiver, detail, feedback, line, list, overdue, overdue_count, receivers, register_receiver, sign, transfer,
};
pub use sender::{Courier, ReceiptBody, Sent};
pub use told::{Told, told};

use crate::application::day_number;
use crate::bureau::Office;
use crate::failure::Failure;
use rules::duty::DutyKind;
use rules::exchange::{EventKind, PushState};
use rules::ids::{DutyId, NumberKind, PushId};
use rules::law::Law;
use rules::record::sm3_hex;
use serde::Serialize;
use sql::params;

/// What a push says, as CloudEvents `data`: facts of the register, no personal numbers.
#[derive(Clone, Debug, Serialize)]
pub struct EventData {
    /// Credit code.
    pub credit_code: String,
    /// Name.
    pub enterprise: String,
    /// Division code.
    pub place: String,
    /// Address.
    pub address: String,
    /// Scope terms: code and wording.
    pub terms: Vec<(String, String)>,
    /// Matters the receiver answers for: code, name, reform mode.
    pub matters: Vec<EventMatter>,
    /// Application number.
    pub application: String,
    /// Day of the event.
    pub day: String,
}

/// A matter within a push.
#[derive(Clone, Debug, Serialize)]
pub struct EventMatter {
    pub code: String,
    pub name: String,
    pub mode: String,
    pub part: &'static str,
}

#[derive(Serialize)]
struct CloudEvent<'a> {
    specversion: &'static str,
    id: String,
    source: String,
    #[serde(rename = "type")]
    kind: &'static str,
    subject: &'a str,
    time: String,
    datacontenttype: &'static str,
    data: &'a EventData,
}

/// Writes a push and the duty to sign for it, in the transaction of the act that causes it.
pub fn push(
    office: &mut Office,
    receiver: &str,
    subject: &str,
    application: &str,
    kind: EventKind,
    data: &EventData,
) -> Result<PushId, Failure> {
    let id = PushId(office.id());
    let number = office.number(NumberKind::Push);
    let place = office.actor.place.clone();
    let event = CloudEvent {
        specversion: "1.0",
        id: id.to_string(),
        source: format!("/places/{place}"),
        kind: kind.name(),
        subject,
        time: office.at().rfc3339(),
        datacontenttype: "application/json",
        data,
    };
    let body = serde_json::to_string(&event)?;
    let sm3 = sm3_hex(body.as_bytes());
    office.tx.execute(
        "insert into push (id, number, receiver, place, subject, application_id, kind, body, body_sm3, state, created_at, attempts, last_error,
           receipt, feedback, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued', $10, 0, '', '', '', 1)",
        params![
            id.to_string(),
            number.as_str(),
            receiver,
            &place,
            subject,
            application,
            kind.name(),
            body,
            sm3,
            office.at().micros()
        ],
    )?;
    office.changed("push", id, PushState::Queued.name());
    open_duty(office, DutyKind::SignPush, receiver, &format!("push:{id}"), "exchange.sign_days")?;
    Ok(id)
}

/// Opens a duty of a unit with the limit of a law parameter, starting today.
pub fn open_duty(office: &mut Office, kind: DutyKind, unit: &str, subject: &str, parameter: &str) -> Result<DutyId, Failure> {
    let clock = office.law().clock(parameter, office.today())?;
    let due = clock.due(office.law().calendar()).date;
    insert_duty(office, kind, unit, subject, &clock, due)
}

/// Opens a duty that is due on a calendar day (a period in months or days).
pub fn open_duty_until(office: &mut Office, kind: DutyKind, unit: &str, subject: &str, parameter: &str) -> Result<DutyId, Failure> {
    let law: Law = office.law().clone();
    let due = law.period_end(parameter, office.today())?;
    let days = law
        .calendar()
        .working_days_between(office.today(), due)
        .and_then(|days| u32::try_from(days).ok())
        .unwrap_or(0);
    let clock = rules::calendar::Clock::new(office.today(), days, law.value(parameter)?.article.clone());
    insert_duty(office, kind, unit, subject, &clock, Some(due))
}

fn insert_duty(
    office: &mut Office,
    kind: DutyKind,
    unit: &str,
    subject: &str,
    clock: &rules::calendar::Clock,
    due: Option<rules::calendar::Date>,
) -> Result<DutyId, Failure> {
    let id = DutyId(office.id());
    let place = office.actor.place.clone();
    office.tx.execute(
        "insert into duty (id, kind, unit, place, subject, start_day, limit_days, article, due_day, state, proof)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', '')",
        params![
            id.to_string(),
            kind.name(),
            unit,
            place,
            subject,
            day_number(clock.start),
            i64::from(clock.limit),
            &clock.article,
            due.map(day_number)
        ],
    )?;
    office.changed("duty", id, "open");
    Ok(id)
}

/// Closes a unit's duty with its proof, if it is open.
pub fn close_duty(office: &mut Office, kind: DutyKind, unit: &str, subject: &str, proof: &str) -> Result<(), Failure> {
    let row = office.tx.query_opt(
        "select id from duty where subject = $1 and kind = $2 and unit = $3 and state = 'open'",
        params![subject, kind.name(), unit],
    )?;
    if let Some(row) = row {
        let id = row.text("id")?;
        office.tx.execute(
            "update duty set state = 'closed', closed_at = $2, closed_by = $3, proof = $4 where id = $1",
            params![&id, office.at().micros(), office.actor.caller(), proof],
        )?;
        office.changed("duty", id, "closed");
    }
    Ok(())
}
