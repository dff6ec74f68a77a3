//! 奇葩证明举报 (CAT-15): anybody reports a proof that should not be asked for; the keepers of the place dispose of every report within
//! the limit of the law files, and the reporter learns what came of it without an account.

use crate::application::{day_number, day_of};
use crate::bureau::{App, Caller};
use crate::failure::{Failure, Fault};
use rules::access::{Actor, Grant, Role};
use rules::calendar::{Clock, Date, Moment};
use rules::catalogue::proof_report::{Disposal, Disposed, Report};
use rules::ids::{HumanNumber, NumberKind, ProofReportId};
use rules::registry::credit_code::Phone;
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};
use sql::{Row, Tx, params};

/// What a reporter sends.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NewReport {
    /// Code of the matter; empty when he does not know.
    pub matter: String,
    /// Who asked for the proof.
    pub body: String,
    /// Which proof.
    pub proof: String,
    /// What happened.
    pub story: String,
    /// Telephone; may be empty.
    pub phone: String,
}

/// What a reporter gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Number of the report.
    pub number: String,
    /// Four digits to look it up with; `None` when these are the last of his telephone.
    pub code: Option<String>,
    /// Last day for the disposal, as a day number; none while that calendar is not published.
    due: Option<i64>,
}

impl Taken {
    /// Last day for the disposal.
    pub fn due(&self) -> Option<Date> {
        self.due.map(day_of)
    }
}

/// Takes a report in at the caller's place: a task of the keepers from then on.
pub fn report(app: &App, caller: &Caller, new: NewReport) -> Result<Taken, Failure> {
    let done = app.act(Grant::ProofReport, caller, new, |office, new: &NewReport| {
        let report = Report {
            matter: Some(new.matter.clone()).filter(|matter| !matter.is_empty()),
            body: new.body.clone(),
            proof: new.proof.clone(),
            story: new.story.clone(),
        };
        report.check()?;
        if let Some(matter) = &report.matter
            && office.shelf.edition().matter(matter).is_none()
        {
            return Err(Refusal::field(Code::MatterUnknown, "body").with("matter", matter).into());
        }
        let phone = match new.phone.trim() {
            "" => None,
            typed => Some(Phone::parse(typed).ok_or_else(|| Refusal::field(Code::FieldInvalid, "phone"))?),
        };
        let (place, today) = (office.actor.place.clone(), office.today());
        let most = office.law().number("catalogue.proof_reports_day_max")?;
        let row = office.tx.query_one(
            "select cast(count(*) as bigint) as n from proof_report where place = $1 and received_at >= $2",
            params![&place, Moment::start_of(today).micros()],
        )?;
        if row.int("n")? >= most {
            return Err(Refusal::new(Code::ReportsTooMany).into());
        }
        let clock = office.law().clock("catalogue.proof_report_days", today)?;
        let due = clock.due(office.law().calendar()).date.map(day_number);
        let (id, number) = (ProofReportId(office.id()), office.number(NumberKind::ProofReport));
        let code = match &phone {
            Some(_) => None,
            None => Some(format!("{:04}", office.chance() % 10_000)),
        };
        let code4 = phone.as_ref().map_or_else(|| code.clone().unwrap_or_default(), |phone| phone.last4().to_owned());
        office.tx.execute(
            "insert into proof_report (id, number, place, matter, body, proof, story, phone, code4, received_at, start_day, limit_days, article,
               due_day, state, basis, answer, version)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'open', '', '', 1)",
            params![
                id.to_string(),
                number.as_str(),
                &place,
                &new.matter,
                new.body.trim(),
                new.proof.trim(),
                new.story.trim(),
                phone.as_ref().map_or("", Phone::as_str),
                &code4,
                office.at().micros(),
                day_number(clock.start),
                i64::from(clock.limit),
                &clock.article,
                due
            ],
        )?;
        office.changed("proof_report", id, "open");
        Ok(Taken {
            number: number.to_string(),
            code,
            due,
        })
    })?;
    Ok(done.result)
}

/// A report as it is stored, without telephone.
#[derive(Clone, Debug)]
pub struct Item {
    /// Identity.
    pub id: ProofReportId,
    /// Number.
    pub number: String,
    /// Code of the matter; may be empty.
    pub matter: String,
    /// Who asked for it.
    pub body: String,
    /// Which proof.
    pub proof: String,
    /// What happened.
    pub story: String,
    /// The telephone, masked; empty without one.
    pub contact: String,
    /// When it came.
    pub received: Moment,
    /// Its clock.
    pub clock: Clock,
    /// What came of it.
    pub done: Option<Done>,
    /// Version, for those who change it.
    pub version: i64,
}

/// What came of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The disposal with its basis and the answer.
    pub disposed: Disposed,
    /// The draft edition in which the catalogue is mended.
    pub edition: Option<i64>,
    /// When.
    pub at: Moment,
}

const COLUMNS: &str = "id, number, place, matter, body, proof, story, phone, received_at, start_day, limit_days, article, disposal, basis, answer, \
     edition, disposed_at, version";

fn read(row: &Row) -> Result<Item, Failure> {
    let (id, phone) = (row.text("id")?, row.text("phone")?);
    let limit = u32::try_from(row.int("limit_days")?).map_err(|error| Fault::stored("limit_days", error))?;
    let done = match (row.opt_text("disposal")?, row.opt_int("disposed_at")?) {
        (Some(disposal), Some(at)) => Some(Done {
            disposed: Disposed {
                disposal: Disposal::from_name(&disposal).ok_or_else(|| Fault::stored("disposal", disposal))?,
                basis: row.text("basis")?,
                answer: row.text("answer")?,
            },
            edition: row.opt_int("edition")?,
            at: Moment::from_micros(at),
        }),
        _ => None,
    };
    Ok(Item {
        id: ProofReportId::parse(&id).ok_or_else(|| Fault::stored("report id", id))?,
        number: row.text("number")?,
        matter: row.text("matter")?,
        body: row.text("body")?,
        proof: row.text("proof")?,
        story: row.text("story")?,
        contact: Phone::parse(&phone).map_or_else(String::new, |phone| phone.masked()),
        received: Moment::from_micros(row.int("received_at")?),
        clock: Clock::new(day_of(row.int("start_day")?), limit, row.text("article")?),
        done,
        version: row.int("version")?,
    })
}

/// The report with this number, for whoever knows the four digits; one answer for a wrong number and for wrong digits.
pub fn track(app: &App, number: &str, digits: &str) -> Result<Item, Failure> {
    let number = HumanNumber::parse(number).ok_or_else(|| Refusal::new(Code::NotFound))?;
    let digits: String = digits.chars().filter_map(rules::ids::fold_typed).collect();
    app.view("catalogue.track_report", move |tx| {
        let row = tx.query_opt(
            &format!("select {COLUMNS} from proof_report where number = $1 and code4 = $2"),
            params![number.as_str(), &digits],
        )?;
        read(&row.ok_or_else(|| Refusal::new(Code::NotFound))?)
    })
}

fn check_reader(actor: &Actor) -> Result<(), Refusal> {
    if actor.is(Role::Keeper) || actor.is(Role::Supervisor) {
        return Ok(());
    }
    Err(Refusal::new(Code::NotGranted))
}

/// Which reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// To be disposed of, by the days left.
    Open,
    /// Disposed of, the newest first.
    Disposed,
}

/// The reports of the keeper's place, and how many there are in all.
pub fn list(app: &App, actor: &Actor, which: Which, limit: u32, offset: u32) -> Result<(Vec<Item>, i64), Failure> {
    check_reader(actor)?;
    let place = actor.place.clone();
    let (state, order) = match which {
        Which::Open => ("open", "coalesce(due_day, 9999999), id"),
        Which::Disposed => ("disposed", "disposed_at desc, id"),
    };
    app.view("catalogue.proof_reports", move |tx| {
        let total = tx.query_one(
            &format!("select cast(count(*) as bigint) as n from proof_report where place = $1 and state = '{state}'"),
            params![&place],
        )?;
        let rows = tx.query(
            &format!("select {COLUMNS} from proof_report where place = $1 and state = '{state}' order by {order} limit $2 offset $3"),
            params![&place, limit.min(100), offset],
        )?;
        Ok((rows.iter().map(read).collect::<Result<_, _>>()?, total.int("n")?))
    })
}

/// How many wait, and how many of them are past their day.
pub fn waiting(app: &App, actor: &Actor) -> Result<(i64, i64), Failure> {
    check_reader(actor)?;
    let (place, today) = (actor.place.clone(), day_number(app.now().day()));
    app.view("catalogue.proof_reports_count", move |tx| {
        let row = tx.query_one(
            "select cast(count(*) as bigint) as n, cast(coalesce(sum(case when due_day < $2 then 1 else 0 end), 0) as bigint) as late
             from proof_report where place = $1 and state = 'open'",
            params![&place, today],
        )?;
        Ok((row.int("n")?, row.int("late")?))
    })
}

fn load(tx: &mut Tx, actor: &Actor, id: ProofReportId) -> Result<Row, Failure> {
    let row = tx.query_opt(
        &format!("select {COLUMNS} from proof_report where id = $1 and place = $2"),
        params![id.to_string(), &actor.place],
    )?;
    Ok(row.ok_or_else(|| Refusal::new(Code::NotFound))?)
}

/// One report; another place's looks absent.
pub fn one(app: &App, actor: &Actor, id: ProofReportId) -> Result<Item, Failure> {
    check_reader(actor)?;
    let actor = actor.clone();
    app.view("catalogue.proof_report", move |tx| read(&load(tx, &actor, id)?))
}

/// The telephone in full. Who looked, and when, is in the record before anybody sees it.
pub fn reveal(app: &App, caller: &Caller, id: ProofReportId) -> Result<String, Failure> {
    app.act(Grant::ContactReveal, caller, id.to_string(), move |office, _| {
        let row = load(office.tx, office.actor, id)?;
        if row.text("phone")?.is_empty() {
            return Err(Refusal::new(Code::NotFound).into());
        }
        office.note("proof_report", id);
        Ok(())
    })?;
    let actor = caller.actor.clone();
    app.view("catalogue.reporter", move |tx| Ok(load(tx, &actor, id)?.text("phone")?))
}

/// Disposes of a report: the proof is kept with its law, replaced, abolished, or was never asked for here. `edition` is the
/// draft in which the catalogue is mended.
pub fn dispose(
    app: &App,
    caller: &Caller,
    id: ProofReportId,
    version: i64,
    disposed: &Disposed,
    edition: Option<i64>,
) -> Result<(), Failure> {
    let input = (
        id.to_string(),
        version,
        disposed.disposal.name(),
        disposed.basis.clone(),
        disposed.answer.clone(),
        edition,
    );
    type Input = (String, i64, &'static str, String, String, Option<i64>);
    let disposal = disposed.disposal;
    app.act(
        Grant::ProofDispose,
        caller,
        input,
        move |office, (_, version, _, basis, answer, edition): &Input| {
            let item = read(&load(office.tx, office.actor, id)?)?;
            if item.done.is_some() {
                return Err(Refusal::new(Code::StateForbids)
                    .under("")
                    .with("step", "dispose")
                    .with("state", "disposed")
                    .into());
            }
            let disposed = Disposed {
                disposal,
                basis: basis.trim().to_owned(),
                answer: answer.trim().to_owned(),
            };
            disposed.check()?;
            if let Some(number) = edition {
                let draft = office.tx.query_opt(
                    "select number from edition where number = $1 and state in ('draft', 'checked', 'scheduled')",
                    params![*number],
                )?;
                if draft.is_none() {
                    return Err(Refusal::field(Code::FieldInvalid, "edition").into());
                }
            }
            let saved = office.tx.execute(
                "update proof_report set state = 'disposed', disposal = $3, basis = $4, answer = $5, edition = $6, disposed_by = $7,
                   disposed_at = $8, version = version + 1
                 where id = $1 and version = $2 and state = 'open'",
                params![
                    id.to_string(),
                    *version,
                    disposal.name(),
                    &disposed.basis,
                    &disposed.answer,
                    *edition,
                    office.actor.account()?.to_string(),
                    office.at().micros()
                ],
            )?;
            if saved == 0 {
                return Err(Refusal::new(Code::VersionChanged).into());
            }
            office.changed("proof_report", id, "disposed");
            office.note("disposal", disposal.name());
            Ok(())
        },
    )?;
    Ok(())
}
