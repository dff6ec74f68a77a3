//! Names: looked up by keys, judged by `rules`, held by the database, which alone decides who has one.

use crate::application::{day_number, day_of};
use crate::bureau::{App, Office};
use crate::failure::Failure;
use crate::shelf::Shelf;
use rules::access::Actor;
use rules::calendar::Date;
use rules::ids::NameHoldId;
use rules::registry::SubjectKind;
use rules::registry::name::{Preapproval, Reason, judge, kept_until};
use rules::registry::name_keys::{NameKeys, Registered, SameOrSimilar, Weight, alternatives, compare, keys};
use rules::registry::name_parse::{Parsed, parse};
use rules::{Code, Refusal};
use sql::{Row, Tx, Value, params};
use std::collections::BTreeMap;

/// The three verdicts of the outside contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameVerdict {
    /// Free.
    Available,
    /// Free, but near others: a registrar looks at it.
    Similar,
    /// Not to be had.
    Refused,
}

impl NameVerdict {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            NameVerdict::Available => "available",
            NameVerdict::Similar => "similar",
            NameVerdict::Refused => "refused",
        }
    }
}

/// A name in the way or near.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimilarName {
    /// The other name.
    pub name: String,
    /// How they meet.
    pub rule: SameOrSimilar,
    /// Article.
    pub article: &'static str,
    /// Bars or warns.
    pub weight: Weight,
}

/// The answer to "may I have this name".
#[derive(Clone, Debug)]
pub struct NameAnswer {
    /// Verdict.
    pub verdict: NameVerdict,
    /// The parts as read.
    pub parsed: Parsed,
    /// What is against it by itself.
    pub reasons: Vec<Reason>,
    /// Names it meets, the barring ones first.
    pub similar: Vec<SimilarName>,
    /// Free alternatives, at most three, when it is not to be had.
    pub alternatives: Vec<String>,
}

/// Names looked at for one check; more share a key only when the trade name is a very common word.
const CANDIDATES_MAX: u32 = 300;
const SIMILAR_SHOWN: usize = 10;

/// Judges a name and compares it with everything held, on the day of `app`.
pub fn check_name(app: &App, name: &str, place: &str) -> Result<NameAnswer, Failure> {
    let (shelf, today) = (app.shelf().clone(), app.now().day());
    let (name, place) = (name.trim().to_owned(), place.to_owned());
    app.view("registry.check_name", move |tx| {
        let mut answer = answer(tx, &shelf, &name, &place, today, None)?;
        if answer.verdict != NameVerdict::Available && !answer.parsed.trade_name.is_empty() {
            answer.alternatives = free_alternatives(tx, &shelf, &answer.parsed, &place, today)?;
        }
        Ok(answer)
    })
}

/// As [`check_name`] inside a transaction; a hold of `own` is not in the way.
pub(crate) fn answer(tx: &mut Tx, shelf: &Shelf, name: &str, place: &str, today: Date, own: Option<&str>) -> Result<NameAnswer, Failure> {
    let law = shelf.names();
    let judged = judge(name, SubjectKind::Company, place, law);
    let refused = !judged.is_clear() && !judged.needs_only_consent();
    let (parsed, reasons) = (judged.parsed, judged.reasons);
    let mut similar = if parsed.trade_name.is_empty() {
        Vec::new()
    } else {
        meeting(tx, shelf, &parsed, place, today, own)?
    };
    similar.sort_by_key(|one| (one.weight != Weight::Bars, one.rule, one.name.clone()));
    similar.truncate(SIMILAR_SHOWN);
    let barred = similar.iter().any(|one| one.weight == Weight::Bars);
    let verdict = match (refused || barred, similar.is_empty() && reasons.is_empty()) {
        (true, _) => NameVerdict::Refused,
        (false, true) => NameVerdict::Available,
        (false, false) => NameVerdict::Similar,
    };
    Ok(NameAnswer {
        verdict,
        parsed,
        reasons,
        similar,
        alternatives: Vec::new(),
    })
}

fn meeting(tx: &mut Tx, shelf: &Shelf, parsed: &Parsed, place: &str, today: Date, own: Option<&str>) -> Result<Vec<SimilarName>, Failure> {
    let law = shelf.names();
    let keys = keys(parsed, place, law);
    let mut met: BTreeMap<String, SimilarName> = BTreeMap::new();
    for row in candidates(tx, &keys)? {
        let (name, authority, state) = (row.text("name")?, row.text("authority")?, row.text("state")?);
        let expired = state == "reserved" && day_of(row.int("until_day")?) < today;
        if expired || own == Some(row.text("id")?.as_str()) || met.contains_key(&name) {
            continue;
        }
        let registered = Registered {
            parsed: parse(&name, &authority, law),
            authority,
        };
        if let Some(similarity) = compare(parsed, place, &registered, law) {
            let (rule, article, weight) = (similarity.rule, similarity.article, similarity.weight);
            met.insert(
                name.clone(),
                SimilarName {
                    name,
                    rule,
                    article,
                    weight,
                },
            );
        }
    }
    Ok(met.into_values().collect())
}

const HOLD: &str = "h.id, h.name, h.authority, h.state, h.until_day";

fn candidates(tx: &mut Tx, keys: &NameKeys) -> Result<Vec<Row>, Failure> {
    let standing = "h.state in ('reserved', 'registered')";
    let mut rows = tx.query(
        &format!(
            "select {HOLD} from name_hold h where h.whole_key = $1 and {standing}
             union select {HOLD} from name_hold h where h.unique_key = $2 and {standing}"
        ),
        params![&keys.whole_key, &keys.unique_key],
    )?;
    let mut trade_keys: Vec<Value> = vec![Value::from(keys.trade_key.as_str())];
    trade_keys.extend(keys.look_alikes.iter().take(60).map(|key| Value::from(key.as_str())));
    rows.extend(tx.query(
        &format!(
            "select {HOLD} from name_hold h where h.trade_key in ({}) and {standing} limit {CANDIDATES_MAX}",
            places(trade_keys.len())
        ),
        &trade_keys,
    )?);
    for (runs, whole) in [(runs_of(keys, false), "and r.whole = 1"), (runs_of(keys, true), "")] {
        if !runs.is_empty() {
            rows.extend(tx.query(
                &format!(
                    "select {HOLD} from name_run r join name_hold h on h.id = r.hold_id
                     where r.run in ({}) {whole} and {standing} limit {CANDIDATES_MAX}",
                    places(runs.len())
                ),
                &runs,
            )?);
        }
    }
    Ok(rows)
}

fn runs_of(keys: &NameKeys, whole_only: bool) -> Vec<Value> {
    keys.sound_runs
        .iter()
        .filter(|run| run.whole || !whole_only)
        .take(100)
        .map(|run| Value::from(run.text.as_str()))
        .collect()
}

fn places(n: usize) -> String {
    (1..=n).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

fn free_alternatives(tx: &mut Tx, shelf: &Shelf, parsed: &Parsed, place: &str, today: Date) -> Result<Vec<String>, Failure> {
    let mut free = Vec::new();
    for name in alternatives(parsed, shelf.names(), 12) {
        if answer(tx, shelf, &name, place, today, None)?.verdict == NameVerdict::Available {
            free.push(name);
        }
        if free.len() == 3 {
            break;
        }
    }
    Ok(free)
}

/// Reserves a name for an account. The unique keys of the database decide between two who ask at the same moment.
pub(crate) fn reserve(
    office: &mut Office,
    name: &str,
    holder: &str,
    own: Option<&str>,
) -> Result<(NameHoldId, Date, NameVerdict), Failure> {
    let (today, place) = (office.today(), office.actor.place.clone());
    let shelf = office.shelf.clone();
    let answer = answer(office.tx, &shelf, name, &place, today, own)?;
    if let Some(bar) = answer.similar.iter().find(|one| one.weight == Weight::Bars) {
        let refusal = Refusal::field(Code::NameTaken, "trade_name")
            .with("name", &bar.name)
            .with("rule", bar.rule.name());
        return Err(refusal.under(bar.article).into());
    }
    let consent = answer.reasons.iter().all(Reason::needs_consent);
    if answer.verdict == NameVerdict::Refused || !consent {
        judge(name, SubjectKind::Company, &place, shelf.names()).accept()?;
    }
    let held = office.tx.query_one(
        "select cast(count(*) as bigint) as n from name_hold where holder = $1 and state = 'reserved' and until_day >= $2",
        params![holder, day_number(today)],
    )?;
    let quota = office.law().number("registration.names_held_per_person")?;
    if own.is_none() && held.int("n")? >= quota {
        return Err(Refusal::new(Code::NameQuota).with("quota", quota).into());
    }
    if let Some(own) = own {
        release(office, own)?;
    }
    let until = kept_until(today, Preapproval::None, office.law())?;
    let id = hold(office, name, &place, holder, "reserved", until)?;
    Ok((id, until, answer.verdict))
}

/// Gives a held name back.
pub(crate) fn release(office: &mut Office, hold: &str) -> Result<(), Failure> {
    let released = office.tx.execute(
        "update name_hold set state = 'released', version = version + 1 where id = $1 and state = 'reserved'",
        params![hold],
    )?;
    if released == 1 {
        office.changed("name", hold, "released");
    }
    Ok(())
}

/// Puts a name with its keys in; also used by the import of an existing register.
pub(crate) fn hold(
    office: &mut Office,
    name: &str,
    authority: &str,
    holder: &str,
    state: &str,
    until: Date,
) -> Result<NameHoldId, Failure> {
    let law = office.shelf.clone();
    let parsed = parse(name, authority, law.names());
    let keys = keys(&parsed, authority, law.names());
    let today = day_number(office.today());
    office.tx.execute(
        "insert into name_guard (key, turns) values ($1, 1) on conflict (key) do update set turns = name_guard.turns + 1",
        params![format!("{}|{}", authority, keys.trade_key)],
    )?;
    // Reservations end by law on their day; whoever asks next writes that down.
    office.tx.execute(
        "update name_hold set state = 'released', version = version + 1
         where state = 'reserved' and until_day < $3 and (unique_key = $1 or whole_key = $2)",
        params![&keys.unique_key, &keys.whole_key, today],
    )?;
    let id = NameHoldId(office.id());
    let inserted = office.tx.execute(
        "insert into name_hold (id, unique_key, whole_key, trade_key, name, authority, industry_class, holder, state, until_day, at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)",
        params![
            id.to_string(),
            &keys.unique_key,
            &keys.whole_key,
            &keys.trade_key,
            name,
            authority,
            &keys.industry_class,
            holder,
            state,
            day_number(until),
            office.at().micros()
        ],
    );
    match inserted {
        Ok(_) => {}
        Err(sql::Error::Constraint(constraint)) if constraint.starts_with("name_hold_") => {
            return Err(Refusal::field(Code::NameTaken, "trade_name").with("name", name).into());
        }
        Err(error) => return Err(error.into()),
    }
    let runs: Vec<Vec<Value>> = keys
        .sound_runs
        .iter()
        .map(|run| {
            vec![
                Value::from(run.text.as_str()),
                Value::from(i64::from(run.whole)),
                Value::from(id.to_string()),
            ]
        })
        .collect();
    if !runs.is_empty() {
        office.tx.insert_many("name_run (run, whole, hold_id)", &runs)?;
    }
    office.changed("name", id, state);
    Ok(id)
}

/// The actor's own caller name, as holds carry it.
pub(crate) fn holder(actor: &Actor) -> String {
    actor.caller()
}
