//! Lists and single looks at applications. Every list has a limit, an order and an index behind it.

use super::rows::{COLUMNS, Claim, claim_from, day_number, from_row, load};
use crate::bureau::App;
use crate::failure::{Failure, Fault};
use rules::access::{Actor, Role};
use rules::application::{Application, Standing};
use rules::calendar::{Date, Moment};
use rules::ids::{AccountId, ApplicationId, HumanNumber};
use rules::{Code, Refusal};
use sql::{Row, Value, params};

/// One line of a list.
#[derive(Clone, Debug)]
pub struct Item {
    /// The application, without its correction rounds.
    pub application: Application,
    /// Its legal standing now.
    pub standing: Standing,
    /// Claim and name.
    pub claim: Claim,
    /// When it was begun.
    pub created: Moment,
    /// Due day as sorted by.
    pub due: Option<Date>,
}

/// What a queue shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Matter code.
    pub matter: Option<String>,
    /// Stored phase.
    pub phase: Option<String>,
    /// Due on or before this many days from today.
    pub due: Option<DueFilter>,
    /// Only what this officer claimed.
    pub claimed_by: Option<AccountId>,
    /// First row, from 0.
    pub offset: u32,
    /// Rows; at most 100.
    pub limit: u32,
}

/// The counters above the queue, which are filters too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueFilter {
    /// Past the limit.
    Overdue,
    /// Today.
    Today,
    /// In the next two working days.
    Soon,
    /// Clock stopped.
    Stopped,
}

/// The counters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub overdue: i64,
    pub today: i64,
    pub soon: i64,
    pub stopped: i64,
    pub all: i64,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page {
    /// Lines.
    pub items: Vec<Item>,
    /// Counters of the whole queue.
    pub counts: Counts,
    /// How many fit the filter.
    pub total: i64,
}

const OPEN: &str = "phase in ('submitted', 'correcting', 'accepted', 'granted')";
const ROWS_MAX: u32 = 100;

/// The open applications of an officer's unit, by remaining working days.
pub fn queue(app: &App, actor: &Actor, filter: &Filter) -> Result<Page, Failure> {
    let unit = actor.unit.clone().ok_or_else(|| Refusal::new(Code::NotGranted))?;
    let deciding = [Role::Window, Role::Registrar, Role::Approver, Role::Supervisor]
        .iter()
        .any(|role| actor.is(*role));
    if !deciding {
        return Err(Refusal::new(Code::NotGranted).into());
    }
    let (app_at, law) = (app.now(), app.law(&actor.place));
    let today = day_number(app_at.day());
    let soon = law.calendar().due(app_at.day(), 2).date.map_or(today + 2, day_number);
    let (place, filter) = (actor.place.clone(), filter.clone());
    app.view("application.queue", move |tx| {
        let counts = tx.query_one(
            &format!(
                "select cast(count(*) as bigint) as everything,
                   cast(coalesce(sum(case when phase <> 'correcting' and due_day < $3 then 1 else 0 end), 0) as bigint) as overdue,
                   cast(coalesce(sum(case when phase <> 'correcting' and due_day = $3 then 1 else 0 end), 0) as bigint) as today,
                   cast(coalesce(sum(case when phase <> 'correcting' and due_day > $3 and due_day <= $4 then 1 else 0 end), 0) as bigint) as soon,
                   cast(coalesce(sum(case when phase = 'correcting' then 1 else 0 end), 0) as bigint) as stopped
                 from application where unit = $1 and place = $2 and {OPEN}"
            ),
            params![&unit, &place, today, soon],
        )?;
        let (clause, mut values) = filter_clause(&filter, &unit, &place, today, soon);
        let total = tx.query_one(&format!("select cast(count(*) as bigint) as n from application where {clause}"), &values)?.int("n")?;
        let (limit, offset) = (values.len() + 1, values.len() + 2);
        values.push(Value::from(i64::from(filter.limit.clamp(1, ROWS_MAX))));
        values.push(Value::from(i64::from(filter.offset)));
        // A draft has no due day; what has none (provisional calendar) comes last but is never left out.
        let rows = tx.query(
            &format!(
                "select {COLUMNS} from application where {clause}
                 order by case when phase = 'correcting' then 1 else 0 end, coalesce(due_day, 9999999), id limit ${limit} offset ${offset}"
            ),
            &values,
        )?;
        let items = rows.iter().map(|row| item(row, app_at, &law)).collect::<Result<_, _>>()?;
        let counts = Counts {
            overdue: counts.int("overdue")?,
            today: counts.int("today")?,
            soon: counts.int("soon")?,
            stopped: counts.int("stopped")?,
            all: counts.int("everything")?,
        };
        Ok(Page { items, counts, total })
    })
}

fn filter_clause(filter: &Filter, unit: &str, place: &str, today: i64, soon: i64) -> (String, Vec<Value>) {
    let mut clause = format!("unit = $1 and place = $2 and {OPEN}");
    let mut values = vec![Value::from(unit), Value::from(place)];
    let mut narrow = |condition: &str, value: Value| {
        values.push(value);
        clause.push_str(&condition.replace("$n", &format!("${}", values.len())));
    };
    if let Some(matter) = &filter.matter {
        narrow(" and matter = $n", Value::from(matter.as_str()));
    }
    if let Some(phase) = &filter.phase {
        narrow(" and phase = $n", Value::from(phase.as_str()));
    }
    if let Some(account) = filter.claimed_by {
        narrow(" and claimed_by = $n", Value::from(account.to_string()));
    }
    match filter.due {
        Some(DueFilter::Overdue) => narrow(" and phase <> 'correcting' and due_day < $n", Value::from(today)),
        Some(DueFilter::Today) => narrow(" and phase <> 'correcting' and due_day = $n", Value::from(today)),
        Some(DueFilter::Soon) => {
            narrow(" and phase <> 'correcting' and due_day > $n", Value::from(today));
            narrow(" and due_day <= $n", Value::from(soon));
        }
        Some(DueFilter::Stopped) => narrow(" and phase = $n", Value::from("correcting")),
        None => {}
    }
    (clause, values)
}

fn item(row: &Row, at: Moment, law: &rules::law::Law) -> Result<Item, Failure> {
    let application = from_row(row, Vec::new())?;
    Ok(Item {
        standing: application.standing(at, law)?,
        claim: claim_from(row)?,
        created: Moment::from_micros(row.int("created_at")?),
        due: row.opt_int("due_day")?.map(super::rows::day_of),
        application,
    })
}

/// Everything an applicant has begun, newest first.
pub fn by_applicant(app: &App, account: AccountId, limit: u32) -> Result<Vec<Item>, Failure> {
    let at = app.now();
    let law = app.law("");
    app.view("application.by_applicant", move |tx| {
        let rows = tx.query(
            &format!("select {COLUMNS} from application where applicant = $1 order by id desc limit $2"),
            params![account.to_string(), limit.min(ROWS_MAX)],
        )?;
        rows.iter().map(|row| item(row, at, &law)).collect()
    })
}

/// One application with everything, for those who may see it.
pub fn detail(app: &App, actor: &Actor, id: ApplicationId) -> Result<(Application, Claim, Standing), Failure> {
    let (at, law, actor) = (app.now(), app.law(&actor.place), actor.clone());
    app.view("application.detail", move |tx| {
        let (application, claim) = load(tx, id)?;
        application.visible_to(&actor)?;
        if actor.is_staff() && actor.place != application.place {
            return Err(Refusal::new(Code::NotFound).into());
        }
        let standing = application.standing(at, &law)?;
        Ok((application, claim, standing))
    })
}

/// What a stranger with number and last four digits may see.
#[derive(Clone, Debug)]
pub struct Tracked {
    /// The application.
    pub application: Application,
    /// Where it stands.
    pub standing: Standing,
    /// Name shown.
    pub subject_name: String,
}

/// Looks an application up by number and the last four digits of the phone; one answer for "no such number" and "other digits".
pub fn track(app: &App, number: &str, phone_last4: &str) -> Result<Tracked, Failure> {
    let number = HumanNumber::parse(number).ok_or_else(|| Refusal::new(Code::NotFound))?;
    let digits: String = phone_last4.chars().filter_map(rules::ids::fold_typed).collect();
    if digits.len() != 4 {
        return Err(Refusal::new(Code::NotFound).into());
    }
    let (at, law) = (app.now(), app.law(""));
    app.view("application.track", move |tx| {
        let row = tx.query_opt(
            "select id from application where number = $1 and phone_last4 = $2 and phase <> 'draft'",
            params![number.as_str(), &digits],
        )?;
        let row = row.ok_or_else(|| Refusal::new(Code::NotFound))?;
        let id = row.text("id")?;
        let (application, claim) = load(tx, ApplicationId::parse(&id).ok_or_else(|| Fault::stored("application id", id))?)?;
        let standing = application.standing(at, &law)?;
        Ok(Tracked {
            application,
            standing,
            subject_name: claim.subject_name,
        })
    })
}
