//! 监管缺口: what was pushed to a department and neither signed for nor entered within the limit (SUP-02), for those who watch
//! over all departments of a place.

use crate::application::{day_number, day_of};
use crate::bureau::App;
use crate::failure::{Failure, Fault};
use rules::access::{Actor, Role};
use rules::calendar::Date;
use rules::duty::DutyKind;
use rules::ids::PushId;
use rules::{Code, Refusal};
use serde::Deserialize;
use sql::{Row, Tx, params};
use std::collections::BTreeMap;

/// More gaps than this on one page are read by nobody.
const SHOWN_MAX: u32 = 200;
/// A place has not so many offices.
const UNITS_MAX: u32 = 1_000;

/// A subject that a department has not taken up in time.
#[derive(Clone, Debug)]
pub struct Gap {
    /// The push.
    pub push: PushId,
    /// Its number.
    pub number: String,
    /// The office that owes it.
    pub unit: String,
    /// Whether it was not signed for, or signed for and never entered.
    pub kind: DutyKind,
    /// Name of the enterprise.
    pub enterprise: String,
    /// The matters it was pushed for.
    pub matters: Vec<GapMatter>,
    /// The last day.
    pub due: Date,
    /// The article of the limit.
    pub article: String,
}

/// A matter of a pushed subject.
#[derive(Clone, Debug, Deserialize)]
pub struct GapMatter {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Reform mode.
    pub mode: String,
}

/// What one office has let pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitGaps {
    /// The office.
    pub unit: String,
    /// Subjects not signed for.
    pub unsigned: i64,
    /// Subjects signed for and not entered.
    pub unentered: i64,
    /// The oldest last day.
    pub oldest: Date,
    /// Whether it has ever signed for anything that was pushed to it.
    pub ever_answered: bool,
}

/// The gaps of a place: by office, and the oldest of them one by one.
#[derive(Clone, Debug)]
pub struct Gaps {
    /// Every office with a gap, by code.
    pub units: Vec<UnitGaps>,
    /// The oldest first.
    pub oldest: Vec<Gap>,
}

impl Gaps {
    /// How many there are.
    pub fn total(&self) -> i64 {
        self.units.iter().map(|unit| unit.unsigned + unit.unentered).sum()
    }
}

/// The gaps at the actor's place, those of one office or of all.
pub fn gaps(app: &App, actor: &Actor, unit: Option<&str>, limit: u32) -> Result<Gaps, Failure> {
    if !actor.is(Role::Keeper) && !actor.is(Role::Supervisor) {
        return Err(Refusal::new(Code::NotGranted).into());
    }
    let (place, unit) = (actor.place.clone(), unit.unwrap_or_default().to_owned());
    let today = day_number(app.now().day());
    app.view("exchange.gaps", move |tx| {
        Ok(Gaps {
            units: units(tx, &place, today)?,
            oldest: oldest(tx, &place, today, &unit, limit.min(SHOWN_MAX))?,
        })
    })
}

fn units(tx: &mut Tx, place: &str, today: i64) -> Result<Vec<UnitGaps>, Failure> {
    let rows = tx.query(
        "select unit, kind, cast(count(*) as bigint) as n, min(due_day) as oldest from duty
         where place = $1 and state = 'open' and due_day < $2 and kind in ('sign_push', 'feedback')
         group by unit, kind order by unit, kind limit $3",
        params![place, today, UNITS_MAX],
    )?;
    let mut units: BTreeMap<String, UnitGaps> = BTreeMap::new();
    for row in &rows {
        let (unit, count, oldest) = (row.text("unit")?, row.int("n")?, day_of(row.int("oldest")?));
        let gaps = units.entry(unit.clone()).or_insert(UnitGaps {
            unit,
            unsigned: 0,
            unentered: 0,
            oldest,
            ever_answered: false,
        });
        gaps.oldest = gaps.oldest.min(oldest);
        if kind(row)? == DutyKind::SignPush {
            gaps.unsigned += count;
        } else {
            gaps.unentered += count;
        }
    }
    let mut units: Vec<UnitGaps> = units.into_values().collect();
    for gaps in &mut units {
        let signed = tx.query_opt(
            "select id from push where receiver = $1 and place = $2 and state in ('signed', 'handled') limit 1",
            params![&gaps.unit, place],
        )?;
        gaps.ever_answered = signed.is_some();
    }
    Ok(units)
}

fn oldest(tx: &mut Tx, place: &str, today: i64, unit: &str, limit: u32) -> Result<Vec<Gap>, Failure> {
    let rows = tx.query(
        "select d.kind, d.unit, d.due_day, d.article, p.id, p.number, p.body from duty d join push p on p.id = substr(d.subject, 6)
         where d.place = $1 and d.state = 'open' and d.due_day < $2 and d.kind in ('sign_push', 'feedback') and ($3 = '' or d.unit = $3)
         order by d.due_day, d.id limit $4",
        params![place, today, unit, limit],
    )?;
    rows.iter().map(gap).collect()
}

fn kind(row: &Row) -> Result<DutyKind, Failure> {
    let kind = row.text("kind")?;
    Ok(DutyKind::from_name(&kind).ok_or_else(|| Fault::stored("duty kind", kind))?)
}

/// What a gap shows of the event that was pushed.
#[derive(Deserialize)]
struct Pushed {
    data: PushedData,
}

#[derive(Deserialize)]
struct PushedData {
    enterprise: String,
    matters: Vec<GapMatter>,
}

fn gap(row: &Row) -> Result<Gap, Failure> {
    let id = row.text("id")?;
    let pushed: Pushed = serde_json::from_str(&row.text("body")?)?;
    Ok(Gap {
        push: PushId::parse(&id).ok_or_else(|| Fault::stored("push id", id))?,
        number: row.text("number")?,
        unit: row.text("unit")?,
        kind: kind(row)?,
        enterprise: pushed.data.enterprise,
        matters: pushed.data.matters,
        due: day_of(row.int("due_day")?),
        article: row.text("article")?,
    })
}
