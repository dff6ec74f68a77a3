//! Lists and single looks at applications. Every list has a limit, an order and an index behind it.

use super::rows::{COLUMNS, Claim, claim_from, day_number, from_row, load};
use crate::bureau::App;
use crate::failure::{Failure, Fault};
use rules::access::Actor;
use rules::application::{Application, Desk, Phase, Standing};
use rules::calendar::{Date, Moment};
use rules::ids::{AccountId, ApplicationId, EnterpriseId, HumanNumber};
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
    /// Credit code of the enterprise, once there is one.
    pub credit_code: Option<String>,
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
    /// Only what this officer claimed, or what nobody did.
    pub claim: Option<ClaimFilter>,
    /// Only what holds this text: part of the number or of the applicant's name, or one of `matters`.
    pub text: Option<String>,
    /// Matters that the text names, too.
    pub matters: Vec<String>,
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

/// Who has claimed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimFilter {
    /// This officer.
    By(AccountId),
    /// Nobody.
    Nobody,
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

/// What the index of the queue holds; narrower conditions stand beside it, so that both engines find the index.
pub(crate) const OPEN: &str = "phase in ('submitted', 'correcting', 'accepted', 'granted')";
const ROWS_MAX: u32 = 100;
/// Longer than any number or name that is looked for.
const TEXT_LENGTH_MAX: usize = 60;

/// A line of a list: the application's own columns and the enterprise's credit code.
fn line_columns() -> String {
    format!("{COLUMNS}, (select credit_code from enterprise where enterprise.id = application.enterprise_id) as credit_code")
}

/// The roads that lie on the desk, as a condition.
fn roads_clause(desk: Desk) -> &'static str {
    match desk {
        Desk::Registrations => "road = 'registration'",
        Desk::Permits => "road <> 'registration'",
        Desk::All => "road <> ''",
    }
}

/// The open applications on an officer's desk, by remaining working days.
pub fn queue(app: &App, actor: &Actor, filter: &Filter) -> Result<Page, Failure> {
    let unit = actor.unit.clone().ok_or_else(|| Refusal::new(Code::NotGranted))?;
    let roads = roads_clause(Desk::of(actor)?);
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
                 from application where unit = $1 and place = $2 and {roads} and {OPEN}"
            ),
            params![&unit, &place, today, soon],
        )?;
        let (clause, mut values) = filter_clause(&filter, &unit, &place, today, soon);
        let (clause, columns) = (format!("{clause} and {roads}"), line_columns());
        let total = tx.query_one(&format!("select cast(count(*) as bigint) as n from application where {clause}"), &values)?.int("n")?;
        let (limit, offset) = (values.len() + 1, values.len() + 2);
        values.push(Value::from(i64::from(filter.limit.clamp(1, ROWS_MAX))));
        values.push(Value::from(i64::from(filter.offset)));
        // A draft has no due day; what has none (provisional calendar) comes last but is never left out.
        let rows = tx.query(
            &format!(
                "select {columns} from application where {clause}
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
    match filter.claim {
        Some(ClaimFilter::By(account)) => narrow(" and claimed_by = $n", Value::from(account.to_string())),
        Some(ClaimFilter::Nobody) => narrow(" and coalesce(claimed_by, $n) = ''", Value::from("")),
        None => {}
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
    if let Some(text) = &filter.text {
        text_clause(&mut clause, &mut values, text, &filter.matters);
    }
    (clause, values)
}

/// What holds a text loses it when the text is replaced by nothing: one meaning on both engines, where `like` has two.
fn text_clause(clause: &mut String, values: &mut Vec<Value>, text: &str, matters: &[String]) {
    let short = |text: String| text.chars().take(TEXT_LENGTH_MAX).collect::<String>();
    let number = short(text.chars().filter_map(rules::ids::fold_typed).collect());
    values.push(Value::from(number));
    values.push(Value::from(short(text.trim().to_owned())));
    let (number, name) = (values.len() - 1, values.len());
    clause.push_str(&format!(
        " and (replace(number, ${number}, '') <> number or replace(subject_name, ${name}, '') <> subject_name"
    ));
    for matter in matters {
        values.push(Value::from(matter.as_str()));
        clause.push_str(&format!(" or matter = ${}", values.len()));
    }
    clause.push(')');
}

fn item(row: &Row, at: Moment, law: &rules::law::Law) -> Result<Item, Failure> {
    let application = from_row(row, Vec::new())?;
    Ok(Item {
        standing: application.standing(at, law)?,
        claim: claim_from(row)?,
        created: Moment::from_micros(row.int("created_at")?),
        due: row.opt_int("due_day")?.map(super::rows::day_of),
        credit_code: row.opt_text("credit_code")?,
        application,
    })
}

/// Everything an applicant has begun, newest first.
pub fn by_applicant(app: &App, account: AccountId, limit: u32) -> Result<Vec<Item>, Failure> {
    let at = app.now();
    let law = app.law("");
    app.view("application.by_applicant", move |tx| {
        let rows = tx.query(
            &format!(
                "select {} from application where applicant = $1 order by id desc limit $2",
                line_columns()
            ),
            params![account.to_string(), limit.min(ROWS_MAX)],
        )?;
        rows.iter().map(|row| item(row, at, &law)).collect()
    })
}

/// Which of an applicant's own applications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// Not handed in yet.
    Drafts,
    /// Waiting for his answer to a correction.
    Correcting,
    /// Handed in at some time, whatever became of it.
    HandedIn,
}

impl Own {
    fn clause(self) -> &'static str {
        match self {
            Own::Drafts => "applicant = $1 and phase = 'draft'",
            Own::Correcting => "applicant = $1 and phase = 'correcting'",
            Own::HandedIn => "applicant = $1 and handed_in_at is not null",
        }
    }
}

/// A part of what an applicant has begun, newest first, and how many there are of it.
pub fn own(app: &App, account: AccountId, which: Own, offset: u32, limit: u32) -> Result<(Vec<Item>, i64), Failure> {
    let at = app.now();
    let law = app.law("");
    app.view("application.own", move |tx| {
        let (account, clause) = (account.to_string(), which.clause());
        let count = tx.query_one(
            &format!("select cast(count(*) as bigint) as n from application where {clause}"),
            params![&account],
        )?;
        let rows = tx.query(
            &format!(
                "select {} from application where {clause} order by id desc limit $2 offset $3",
                line_columns()
            ),
            params![&account, limit.min(ROWS_MAX), offset],
        )?;
        let items = rows.iter().map(|row| item(row, at, &law)).collect::<Result<_, _>>()?;
        Ok((items, count.int("n")?))
    })
}

/// What was applied for on behalf of an enterprise, newest first; for those who may see the enterprise's file.
pub fn of_enterprise(app: &App, enterprise: EnterpriseId, limit: u32) -> Result<Vec<Item>, Failure> {
    let at = app.now();
    let law = app.law("");
    app.view("application.of_enterprise", move |tx| {
        let rows = tx.query(
            &format!(
                "select {} from application where enterprise_id = $1 order by id desc limit $2",
                line_columns()
            ),
            params![enterprise.to_string(), limit.min(ROWS_MAX)],
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

/// One application on an officer's desk.
#[derive(Clone, Debug)]
pub struct OnDesk {
    /// The application.
    pub application: Application,
    /// Claim and name.
    pub claim: Claim,
    /// Where it stands.
    pub standing: Standing,
}

/// An application of the officer's unit and place, of a road that lies on the desk, and handed in. Anything else looks absent.
pub fn at_desk(app: &App, actor: &Actor, id: ApplicationId) -> Result<OnDesk, Failure> {
    let desk = Desk::of(actor)?;
    let (application, claim, standing) = detail(app, actor, id)?;
    actor.check_unit(&application.unit)?;
    if desk.holds(application.road) && application.state.phase() != Phase::Draft {
        Ok(OnDesk {
            application,
            claim,
            standing,
        })
    } else {
        Err(Refusal::new(Code::NotFound).into())
    }
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
    /// When it was handed in.
    pub handed_in: Option<Moment>,
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
            "select id from application where number = $1 and phone_last4 = $2 and handed_in_at is not null",
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
            handed_in: claim.handed_in,
        })
    })
}
