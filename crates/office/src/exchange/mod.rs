//! 推送交换: pushes are written in the act that causes them; sending, receipts, signing and feedback follow.

mod desk;
mod gaps;
mod sender;
mod told;

pub use desk::{
    Item, Line, Open, Overdue, Receiver, detail, feedback, line, list, overdue, overdue_count, receivers, register_receiver, sign, transfer,
};
pub use gaps::{Gap, GapMatter, Gaps, UnitGaps, gaps};
pub use sender::{Courier, ReceiptBody, Sent};
pub use told::{Told, told};

use crate::application::day_number;
use crate::bureau::Office;
use crate::failure::Failure;
use rules::calendar::{Clock, Date};
use rules::duty::DutyKind;
use rules::exchange::{EventKind, PushState};
use rules::ids::{ApplicationId, DutyId, NumberKind, PushId};
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
    source: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    subject: &'a str,
    time: &'a str,
    datacontenttype: &'static str,
    data: &'a EventData,
}

/// Queues one push for each receiver about the same event, each with the duty to sign for it.
pub fn push(
    office: &mut Office,
    subject: &str,
    application: ApplicationId,
    kind: EventKind,
    parcels: Vec<(String, EventData)>,
) -> Result<(), Failure> {
    let at = office.at();
    let (source, time, application) = (format!("/places/{}", office.actor.place), at.rfc3339(), application.to_string());
    let mut rows = Vec::with_capacity(parcels.len());
    let mut to_sign = Vec::with_capacity(parcels.len());
    for (receiver, data) in parcels {
        let id = PushId(office.id());
        let number = office.number(NumberKind::Push);
        let place = office.shelf.desk_place(&receiver, &data.place);
        let event = CloudEvent {
            specversion: "1.0",
            id: id.to_string(),
            source: &source,
            kind: kind.name(),
            subject,
            time: &time,
            datacontenttype: "application/json",
            data: &data,
        };
        let body = serde_json::to_string(&event)?;
        let sm3 = sm3_hex(body.as_bytes());
        rows.push(
            params![
                id.to_string(),
                number.as_str(),
                &receiver,
                &place,
                subject,
                &application,
                kind.name(),
                body,
                sm3,
                PushState::Queued.name(),
                at.micros(),
                0,
                "",
                "",
                "",
                1
            ]
            .to_vec(),
        );
        office.changed("push", id, PushState::Queued.name());
        to_sign.push(Owed {
            unit: receiver,
            place,
            subject: format!("push:{id}"),
        });
    }
    office.tx.insert_many(
        "push (id, number, receiver, place, subject, application_id, kind, body, body_sm3, state, created_at, attempts, last_error, receipt,
           feedback, version)",
        &rows,
    )?;
    open_duties(office, DutyKind::SignPush, &to_sign, "exchange.sign_days")
}

/// Opens a duty of a unit with the limit of a law parameter, starting today.
pub fn open_duty(office: &mut Office, kind: DutyKind, unit: &str, subject: &str, parameter: &str) -> Result<(), Failure> {
    let owed = Owed::of(office, unit, subject);
    open_duties(office, kind, &[owed], parameter)
}

/// Who owes something, and about what.
struct Owed {
    unit: String,
    place: String,
    subject: String,
}

impl Owed {
    fn of(office: &Office, unit: &str, subject: &str) -> Owed {
        Owed {
            place: office.shelf.desk_place(unit, &office.actor.place),
            unit: unit.to_owned(),
            subject: subject.to_owned(),
        }
    }
}

fn open_duties(office: &mut Office, kind: DutyKind, of: &[Owed], parameter: &str) -> Result<(), Failure> {
    let clock = office.law().clock(parameter, office.today())?;
    let due = clock.due(office.law().calendar()).date;
    insert_duties(office, kind, of, &clock, due)
}

/// Opens a duty that is due on a calendar day (a period in months or days).
pub fn open_duty_until(office: &mut Office, kind: DutyKind, unit: &str, subject: &str, parameter: &str) -> Result<(), Failure> {
    let law = office.law();
    let due = law.period_end(parameter, office.today())?;
    let days = law
        .calendar()
        .working_days_between(office.today(), due)
        .and_then(|days| u32::try_from(days).ok())
        .unwrap_or(0);
    let clock = Clock::new(office.today(), days, law.value(parameter)?.article.clone());
    let owed = Owed::of(office, unit, subject);
    insert_duties(office, kind, &[owed], &clock, Some(due))
}

/// Duties of one kind and limit.
fn insert_duties(office: &mut Office, kind: DutyKind, of: &[Owed], clock: &Clock, due: Option<Date>) -> Result<(), Failure> {
    let mut rows = Vec::with_capacity(of.len());
    for Owed { unit, place, subject } in of {
        let id = DutyId(office.id());
        rows.push(
            params![
                id.to_string(),
                kind.name(),
                unit,
                place,
                subject,
                day_number(clock.start),
                i64::from(clock.limit),
                &clock.article,
                due.map(day_number),
                "open",
                ""
            ]
            .to_vec(),
        );
        office.changed("duty", id, "open");
    }
    office.tx.insert_many(
        "duty (id, kind, unit, place, subject, start_day, limit_days, article, due_day, state, proof)",
        &rows,
    )?;
    Ok(())
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
