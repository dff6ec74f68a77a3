//! SQL ↔ `rules::application::Application`.

use crate::bureau::Office;
use crate::failure::{Failure, Fault};
use rules::application::{Acceptance, Application, By, Decision, Defect, Limit, Outcome, Phase, Road, Round, State};
use rules::calendar::{Date, Moment};
use rules::ids::{AccountId, ApplicationId, EnterpriseId, HumanNumber};
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};
use sql::{Row, Tx, Value, params};

pub(crate) const COLUMNS: &str = "id, number, road, matter, edition, place, unit, applicant, enterprise_id, subject_name, phone_last4, legal_days, \
     legal_article, promised_days, phase, received_at, accepted_at, accepted_by, decided_at, decided_by, reasons, issued_at, withdrawn_at, \
     claimed_by, due_day, created_at, version, handed_in_at";

/// Days since the epoch: how legal days are stored.
pub fn day_number(day: Date) -> i64 {
    Moment::start_of(day).micros().div_euclid(86_400_000_000) + 1
}

/// The stored day back.
pub fn day_of(number: i64) -> Date {
    rules::calendar::days_after(Date::constant(1970, 1, 1), number)
}

/// Who has taken an application up, what people call it, and when it first came in.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The officer.
    pub claimed_by: Option<AccountId>,
    /// Name of the applicant enterprise as shown in lists.
    pub subject_name: String,
    /// When it was first handed in; states after that forget it.
    pub handed_in: Option<Moment>,
}

#[derive(Serialize, Deserialize)]
struct StoredDefect {
    item: String,
    what: String,
    new_fact: Option<String>,
}

fn by_text(by: &By) -> String {
    match by {
        By::Person(account) => format!("person:{account}"),
        By::Rule(rule) => format!("rule:{rule}"),
        By::Silence => "silence".to_owned(),
    }
}

fn by_from(text: &str) -> Result<By, Fault> {
    if text == "silence" {
        return Ok(By::Silence);
    }
    match text.split_once(':') {
        Some(("person", id)) => Ok(By::Person(AccountId::parse(id).ok_or_else(|| Fault::stored("by", text))?)),
        Some(("rule", rule)) => Ok(By::Rule(rule.to_owned())),
        _ => Err(Fault::stored("by", text)),
    }
}

/// The state's columns, in the order of the statements below.
fn state_columns(state: &State) -> [Value; 9] {
    let mut columns: [Value; 9] = std::array::from_fn(|_| Value::Null);
    let [
        phase,
        received,
        accepted_at,
        accepted_by,
        decided_at,
        decided_by,
        reasons,
        issued,
        withdrawn,
    ] = &mut columns;
    *phase = Value::from(state.phase().name());
    *reasons = Value::from("");
    let mut accept = |acceptance: &Acceptance| {
        *accepted_at = Value::from(acceptance.at.micros());
        *accepted_by = Value::from(by_text(&acceptance.by));
    };
    let mut decide = |decision: &Decision| {
        *decided_at = Value::from(decision.at.micros());
        *decided_by = Value::from(by_text(&decision.by));
        *reasons = Value::from(decision.reasons.clone());
    };
    match state {
        State::Draft => {}
        State::Submitted { received: at } | State::Correcting { received: at } => *received = Value::from(at.micros()),
        State::Accepted { acceptance } => accept(acceptance),
        State::Granted { acceptance, decision } | State::Refused { acceptance, decision } => {
            accept(acceptance);
            decide(decision);
        }
        State::Issued {
            acceptance,
            decision,
            issued: at,
        } => {
            accept(acceptance);
            decide(decision);
            *issued = Value::from(at.micros());
        }
        State::Withdrawn { at } => *withdrawn = Value::from(at.micros()),
    }
    columns
}

fn due_day(office: &Office, application: &Application) -> Result<Option<i64>, Failure> {
    let standing = application.standing(office.at(), office.law())?;
    Ok(standing
        .clock
        .and_then(|clock| clock.due(office.law().calendar()).date)
        .map(day_number))
}

/// This moment, once the applicant has let it out of his hands. A draft that is taken back was never handed in.
fn handed_in(office: &Office, state: &State) -> Option<i64> {
    match state {
        State::Draft | State::Withdrawn { .. } => None,
        State::Submitted { .. }
        | State::Correcting { .. }
        | State::Accepted { .. }
        | State::Granted { .. }
        | State::Refused { .. }
        | State::Issued { .. } => Some(office.at().micros()),
    }
}

/// Puts a new application in.
pub fn insert(office: &mut Office, application: &Application, subject_name: &str, phone_last4: &str) -> Result<(), Failure> {
    let due = due_day(office, application)?;
    let home = format!("{}00", application.place.get(..4).unwrap_or("0000"));
    let mut values = vec![
        Value::from(application.id.to_string()),
        Value::from(application.number.as_str()),
        Value::from(application.road.name()),
        Value::from(application.matter.as_str()),
        Value::from(application.edition.as_str()),
        Value::from(home),
        Value::from(application.place.as_str()),
        Value::from(application.unit.as_str()),
        Value::from(application.applicant.to_string()),
        Value::from(application.enterprise.map(|id| id.to_string())),
        Value::from(subject_name),
        Value::from(phone_last4),
        Value::from(i64::from(application.legal.days)),
        Value::from(application.legal.article.as_str()),
        Value::from(application.promised_days.map(i64::from)),
        Value::from(due),
        Value::from(office.at().micros()),
        Value::from(application.version),
        Value::from(handed_in(office, &application.state)),
    ];
    values.extend(state_columns(&application.state));
    office.tx.execute(
        "insert into application (id, number, road, matter, edition, home, place, unit, applicant, enterprise_id, subject_name, phone_last4,
           legal_days, legal_article, promised_days, due_day, created_at, version, handed_in_at,
           phase, received_at, accepted_at, accepted_by, decided_at, decided_by, reasons, issued_at, withdrawn_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27,
           $28)",
        &values,
    )?;
    office.changed("application", application.id, application.state.phase().name());
    Ok(())
}

/// Saves a changed application, guarded by the version it was loaded with (one less than its own, or the same for content).
pub fn save(office: &mut Office, application: &Application, loaded_version: i64) -> Result<(), Failure> {
    let due = due_day(office, application)?;
    let mut values = vec![
        Value::from(application.id.to_string()),
        Value::from(loaded_version),
        Value::from(application.version),
        Value::from(application.enterprise.map(|id| id.to_string())),
        Value::from(due),
        Value::from(handed_in(office, &application.state)),
    ];
    values.extend(state_columns(&application.state));
    values.extend([Value::from(&application.unit), Value::from(&application.place)]);
    let saved = office.tx.execute(
        "update application set version = $3, enterprise_id = $4, due_day = $5, handed_in_at = coalesce(handed_in_at, $6),
           phase = $7, received_at = $8, accepted_at = $9, accepted_by = $10, decided_at = $11, decided_by = $12, reasons = $13,
           issued_at = $14, withdrawn_at = $15, unit = $16, place = $17,
           claimed_by = case when unit = $16 then claimed_by else null end
         where id = $1 and version = $2",
        &values,
    )?;
    if saved == 0 {
        return Err(Refusal::new(Code::VersionChanged).into());
    }
    for (number, round) in application.rounds.iter().enumerate() {
        save_round(office, application.id, number, round)?;
    }
    office.changed("application", application.id, application.state.phase().name());
    Ok(())
}

fn save_round(office: &mut Office, id: ApplicationId, number: usize, round: &Round) -> Result<(), Failure> {
    let defects: Vec<StoredDefect> = round
        .defects
        .iter()
        .map(|defect| StoredDefect {
            item: defect.item.clone(),
            what: defect.what.clone(),
            new_fact: defect.new_fact.clone(),
        })
        .collect();
    office.tx.execute(
        "insert into correction_round (application_id, round, asked_at, asked_by, due_day, defects, answered_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (application_id, round) do update set answered_at = excluded.answered_at",
        params![
            id.to_string(),
            number,
            round.asked.micros(),
            round.by.to_string(),
            round.due.map(day_number),
            serde_json::to_string(&defects)?,
            round.answered.map(|at| at.micros())
        ],
    )?;
    Ok(())
}

/// Loads one application with its rounds; a missing one looks like a foreign one.
pub fn load(tx: &mut Tx, id: ApplicationId) -> Result<(Application, Claim), Failure> {
    let row = tx.query_opt(&format!("select {COLUMNS} from application where id = $1"), params![id.to_string()])?;
    let row = row.ok_or_else(|| Refusal::new(Code::NotFound))?;
    let rounds = rounds(tx, id)?;
    Ok((from_row(&row, rounds)?, claim_from(&row)?))
}

pub(crate) fn claim_from(row: &Row) -> Result<Claim, Failure> {
    let claimed_by = row.opt_text("claimed_by")?.and_then(|id| AccountId::parse(&id));
    Ok(Claim {
        claimed_by,
        subject_name: row.text("subject_name")?,
        handed_in: row.opt_int("handed_in_at")?.map(Moment::from_micros),
    })
}

fn rounds(tx: &mut Tx, id: ApplicationId) -> Result<Vec<Round>, Failure> {
    let rows = tx.query(
        "select asked_at, asked_by, due_day, defects, answered_at from correction_round where application_id = $1 order by round",
        params![id.to_string()],
    )?;
    rows.iter().map(round_from).collect()
}

fn round_from(row: &Row) -> Result<Round, Failure> {
    let defects: Vec<StoredDefect> = serde_json::from_str(&row.text("defects")?)?;
    let by = row.text("asked_by")?;
    Ok(Round {
        asked: Moment::from_micros(row.int("asked_at")?),
        by: AccountId::parse(&by).ok_or_else(|| Fault::stored("asked_by", by))?,
        due: row.opt_int("due_day")?.map(day_of),
        defects: defects
            .into_iter()
            .map(|stored| Defect {
                item: stored.item,
                what: stored.what,
                new_fact: stored.new_fact,
            })
            .collect(),
        answered: row.opt_int("answered_at")?.map(Moment::from_micros),
    })
}

/// An application from its row; the rounds are read beside.
pub(crate) fn from_row(row: &Row, rounds: Vec<Round>) -> Result<Application, Failure> {
    let text = |column: &'static str| -> Result<String, Failure> { Ok(row.text(column)?) };
    let broken = |column: &'static str| Fault::stored("application", column);
    let number = text("number")?;
    Ok(Application {
        id: ApplicationId::parse(&text("id")?).ok_or_else(|| broken("id"))?,
        number: HumanNumber::parse(&number).ok_or_else(|| broken("number"))?,
        road: Road::from_name(&text("road")?).ok_or_else(|| broken("road"))?,
        matter: text("matter")?,
        edition: text("edition")?,
        place: text("place")?,
        unit: text("unit")?,
        applicant: AccountId::parse(&text("applicant")?).ok_or_else(|| broken("applicant"))?,
        enterprise: row.opt_text("enterprise_id")?.and_then(|id| EnterpriseId::parse(&id)),
        legal: Limit {
            days: u32::try_from(row.int("legal_days")?).map_err(|_| broken("legal_days"))?,
            article: text("legal_article")?,
        },
        promised_days: row.opt_int("promised_days")?.and_then(|days| u32::try_from(days).ok()),
        state: state_from(row)?,
        rounds,
        version: row.int("version")?,
    })
}

fn state_from(row: &Row) -> Result<State, Failure> {
    let moment = |column: &'static str| -> Result<Moment, Failure> {
        Ok(Moment::from_micros(
            row.opt_int(column)?.ok_or_else(|| Fault::stored("application state", column))?,
        ))
    };
    let by = |column: &'static str| -> Result<By, Failure> {
        Ok(by_from(
            &row.opt_text(column)?.ok_or_else(|| Fault::stored("application state", column))?,
        )?)
    };
    let acceptance = || -> Result<Acceptance, Failure> {
        Ok(Acceptance {
            at: moment("accepted_at")?,
            by: by("accepted_by")?,
        })
    };
    let decision = |outcome| -> Result<Decision, Failure> {
        Ok(Decision {
            at: moment("decided_at")?,
            by: by("decided_by")?,
            outcome,
            reasons: row.text("reasons")?,
        })
    };
    let phase = row.text("phase")?;
    Ok(match Phase::from_name(&phase).ok_or_else(|| Fault::stored("phase", phase))? {
        Phase::Draft => State::Draft,
        Phase::Submitted => State::Submitted {
            received: moment("received_at")?,
        },
        Phase::Correcting => State::Correcting {
            received: moment("received_at")?,
        },
        Phase::Accepted => State::Accepted { acceptance: acceptance()? },
        Phase::Granted => State::Granted {
            acceptance: acceptance()?,
            decision: decision(Outcome::Granted)?,
        },
        Phase::Refused => State::Refused {
            acceptance: acceptance()?,
            decision: decision(Outcome::Refused)?,
        },
        Phase::Issued => State::Issued {
            acceptance: acceptance()?,
            decision: decision(Outcome::Granted)?,
            issued: moment("issued_at")?,
        },
        Phase::Withdrawn => State::Withdrawn {
            at: moment("withdrawn_at")?,
        },
    })
}
