//! 检查: the invariants that hold at every moment on a live database; each check is one read of one unchanging state.
//!
//! What a later row brings (draws, ratings, credit, publication, purposes) is checked when that row is there.

use crate::application::{self, day_of};
use crate::bureau::App;
use crate::failure::{Failure, Fault};
use crate::record::first_altered_entry;
use crate::shelf::Shelf;
use paper::seal::Signature;
use rules::application::{Application, State};
use rules::calendar::{Clock, Date, Moment};
use rules::duty::DutyKind;
use rules::ids::ApplicationId;
use rules::record::{Frontier, Hash, hex, sm3_hex};
use serde::Deserialize;
use sql::{Row, Tx, params};
use std::collections::{BTreeMap, HashMap};

/// What must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invariant {
    /// I1: what was answered is whole, and sealed within seconds.
    Durable,
    /// I2: the stored state is the fold of the record.
    Fold,
    /// I3: one seal for each entry, one push for each pushed event.
    Counts,
    /// I4: one decision for each permit, by somebody who did not take it in, or by a rule; certificates are signed.
    OneDecision,
    /// I5: credit codes and names are unique.
    Unique,
    /// I8: stored days equal recomputed ones.
    Deadlines,
    /// I9: the sealed order has no gap and fits its signed heads.
    Sequence,
    /// I12: no push is lost.
    Pushes,
    /// I13: what was taken in is decided or in hand.
    Sums,
    /// I14: receipts are of the very bytes.
    Receipts,
    /// I16: every idempotency key has its answer.
    Keys,
}

impl Invariant {
    /// All that can be checked now, in order.
    pub const ALL: &'static [Invariant] = &[
        Invariant::Durable,
        Invariant::Fold,
        Invariant::Counts,
        Invariant::OneDecision,
        Invariant::Unique,
        Invariant::Deadlines,
        Invariant::Sequence,
        Invariant::Pushes,
        Invariant::Sums,
        Invariant::Receipts,
        Invariant::Keys,
    ];

    /// Its number.
    pub fn name(self) -> &'static str {
        match self {
            Invariant::Durable => "I1",
            Invariant::Fold => "I2",
            Invariant::Counts => "I3",
            Invariant::OneDecision => "I4",
            Invariant::Unique => "I5",
            Invariant::Deadlines => "I8",
            Invariant::Sequence => "I9",
            Invariant::Pushes => "I12",
            Invariant::Sums => "I13",
            Invariant::Receipts => "I14",
            Invariant::Keys => "I16",
        }
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Things looked at.
    pub looked_at: u64,
    /// The first breach, if there is one.
    pub breach: Option<String>,
}

impl Checked {
    fn good(looked_at: impl TryInto<u64>) -> Checked {
        Checked {
            looked_at: looked_at.try_into().unwrap_or(0),
            breach: None,
        }
    }

    fn breach(what: impl ToString) -> Checked {
        Checked {
            looked_at: 0,
            breach: Some(what.to_string()),
        }
    }
}

/// Rows read at once.
const PAGE: i64 = 2_000;
/// An entry may wait so long for its seal.
const PENDING_SECONDS_MAX: i64 = 5;
/// Certificates whose signature is checked, the newest ones.
const SIGNATURES_MAX: i64 = 1_000;

/// Checks one invariant.
pub fn check(app: &App, invariant: Invariant) -> Result<Checked, Failure> {
    let (shelf, now) = (app.shelf().clone(), app.now());
    app.view("check", move |tx| match invariant {
        Invariant::Durable => durable(tx, now),
        Invariant::Fold => fold(tx),
        Invariant::Counts => counts(tx),
        Invariant::OneDecision => one_decision(tx),
        Invariant::Unique => unique(tx),
        Invariant::Deadlines => deadlines(tx, &shelf),
        Invariant::Sequence => sequence(tx),
        Invariant::Pushes => pushes(tx),
        Invariant::Sums => sums(tx),
        Invariant::Receipts => receipts(tx),
        Invariant::Keys => keys(tx),
    })
}

fn count(tx: &mut Tx, statement: &str) -> Result<i64, Failure> {
    Ok(tx
        .query_one(&format!("select cast(count(*) as bigint) as n from {statement}"), params![])?
        .int("n")?)
}

/// The first row of a statement that must find none, as its only column says it.
fn first(tx: &mut Tx, statement: &str) -> Result<Option<String>, Failure> {
    let row = tx.query_opt(&format!("{statement} limit 1"), params![])?;
    Ok(row.map(|row| row.text("what")).transpose()?)
}

fn durable(tx: &mut Tx, now: Moment) -> Result<Checked, Failure> {
    if let Some(id) = first_altered_entry(tx)? {
        return Ok(Checked::breach(format!("record_entry {id}: content and hash differ")));
    }
    let oldest = tx
        .query_one("select coalesce(min(at), 0) as at from record_pending", params![])?
        .int("at")?;
    if oldest > 0 && Moment::from_micros(oldest).plus_seconds(PENDING_SECONDS_MAX) < now {
        return Ok(Checked::breach(format!(
            "record_pending: waiting since {}",
            Moment::from_micros(oldest).rfc3339()
        )));
    }
    Ok(Checked::good(count(tx, "record_entry")?))
}

#[derive(Deserialize)]
struct StoredEntry {
    changes: Vec<StoredChange>,
}

#[derive(Deserialize)]
struct StoredChange {
    kind: String,
    id: String,
    state: String,
}

/// Tables whose states the record tells in full, with the column that holds the state.
const FOLDED: [(&str, &str); 6] = [
    ("application", "phase"),
    ("certificate", "state"),
    ("push", "state"),
    ("duty", "state"),
    ("term_gap", "state"),
    ("proof_report", "state"),
];

/// The last state of each thing in the order of the record: sealed entries by number, then pending ones by time.
fn fold(tx: &mut Tx) -> Result<Checked, Failure> {
    let mut states: BTreeMap<&str, HashMap<String, String>> = FOLDED.iter().map(|(kind, _)| (*kind, HashMap::new())).collect();
    let mut take = |body: &str| -> Result<(), Failure> {
        let entry: StoredEntry = serde_json::from_str(body)?;
        for change in entry.changes {
            if let Some(states) = states.get_mut(change.kind.as_str()) {
                states.insert(change.id, change.state);
            }
        }
        Ok(())
    };
    let mut next = 0;
    loop {
        let rows = tx.query(
            "select s.seq, e.body from record_seal s join record_entry e on e.id = s.entry_id where s.seq >= $1 order by s.seq limit $2",
            params![next, PAGE],
        )?;
        let Some(last) = rows.last() else { break };
        next = last.int("seq")? + 1;
        rows.iter().try_for_each(|row| take(&row.text("body")?))?;
    }
    let pending = tx.query(
        "select e.body from record_pending p join record_entry e on e.id = p.entry_id order by p.at, p.entry_id",
        params![],
    )?;
    pending.iter().try_for_each(|row| take(&row.text("body")?))?;
    let mut looked_at = 0u64;
    for (table, column) in FOLDED {
        let recorded = states.remove(table).unwrap_or_default();
        if let Some(breach) = compare(tx, table, column, &recorded)? {
            return Ok(Checked::breach(breach));
        }
        looked_at += u64::try_from(recorded.len()).unwrap_or(0);
    }
    Ok(Checked::good(looked_at))
}

fn compare(tx: &mut Tx, table: &str, column: &str, recorded: &HashMap<String, String>) -> Result<Option<String>, Failure> {
    let (mut after, mut rows_seen) = (String::new(), 0usize);
    loop {
        let rows = tx.query(
            &format!("select id, {column} as state from {table} where id > $1 order by id limit $2"),
            params![&after, PAGE],
        )?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let (id, state) = (row.text("id")?, row.text("state")?);
            match recorded.get(&id) {
                Some(told) if *told == state => {}
                Some(told) => return Ok(Some(format!("{table} {id}: stored {state}, recorded {told}"))),
                None => return Ok(Some(format!("{table} {id}: stored {state}, not in the record"))),
            }
            after = id;
        }
        rows_seen += rows.len();
    }
    Ok((rows_seen != recorded.len()).then(|| format!("{table}: {rows_seen} rows, {} in the record", recorded.len())))
}

fn counts(tx: &mut Tx) -> Result<Checked, Failure> {
    let entries = count(tx, "record_entry")?;
    let (sealed, pending) = (count(tx, "record_seal")?, count(tx, "record_pending")?);
    if entries != sealed + pending {
        return Ok(Checked::breach(format!("{entries} entries, {sealed} sealed, {pending} pending")));
    }
    let orphan = first(
        tx,
        "select s.entry_id as what from record_seal s left join record_entry e on e.id = s.entry_id where e.id is null",
    )?;
    if let Some(id) = orphan {
        return Ok(Checked::breach(format!("record_seal of {id}: no such entry")));
    }
    let untold = first(
        tx,
        "select a.id as what from application a where a.phase in ('granted', 'issued', 'refused') and a.road <> 'registration'
           and not exists (select 1 from push p where p.application_id = a.id)",
    )?;
    match untold {
        Some(id) => Ok(Checked::breach(format!("application {id}: decided, and no department was told"))),
        None => Ok(Checked::good(entries)),
    }
}

fn one_decision(tx: &mut Tx) -> Result<Checked, Failure> {
    let statements = [
        (
            "decided by whoever took it in",
            "select id as what from application where phase in ('granted', 'issued', 'refused') and substr(decided_by, 1, 7) = 'person:'
               and decided_by = accepted_by",
        ),
        (
            "granted without a decision",
            "select id as what from application where phase in ('granted', 'issued') and (decided_by is null or accepted_by is null)",
        ),
        (
            "decided by nobody who may",
            "select a.id as what from application a where a.phase in ('granted', 'issued', 'refused') and substr(decided_by, 1, 7) = 'person:'
               and not exists (select 1 from account_role r where 'person:' || r.account_id = a.decided_by and r.role in ('approver', 'registrar'))",
        ),
        (
            "certificate without a granted application",
            "select c.id as what from certificate c left join application a on a.id = c.application_id
             where c.application_id <> '' and (a.id is null or a.phase not in ('granted', 'issued'))",
        ),
        ("certificate shown without signature", "select id as what from certificate where state <> 'prepared' and signature = ''"),
    ];
    for (breach, statement) in statements {
        if let Some(id) = first(tx, statement)? {
            return Ok(Checked::breach(format!("{id}: {breach}")));
        }
    }
    if let Some(breach) = signatures(tx)? {
        return Ok(Checked::breach(breach));
    }
    Ok(Checked::good(count(
        tx,
        "application where phase in ('granted', 'issued', 'refused')",
    )?))
}

/// The newest certificates: their signatures fit their statements.
fn signatures(tx: &mut Tx) -> Result<Option<String>, Failure> {
    let rows = tx.query(
        "select c.id, c.statement, c.signature, c.key_id, k.public_pem from certificate c left join signing_key k on k.key_id = c.key_id
         where c.state <> 'prepared' order by c.id desc limit $1",
        params![SIGNATURES_MAX],
    )?;
    for row in &rows {
        let id = row.text("id")?;
        let Some(public_pem) = row.opt_text("public_pem")? else {
            return Ok(Some(format!("certificate {id}: unknown key")));
        };
        let signature = signature(row.text("key_id")?, row.text("signature")?);
        if paper::seal::verify(&public_pem, row.text("statement")?.as_bytes(), &signature).is_err() {
            return Ok(Some(format!("certificate {id}: the signature does not fit")));
        }
    }
    Ok(None)
}

fn signature(key_id: String, der_hex: String) -> Signature {
    Signature {
        algorithm: paper::seal::ALGORITHM.to_owned(),
        key_id,
        der_hex,
    }
}

fn unique(tx: &mut Tx) -> Result<Checked, Failure> {
    let statements = [
        "select 'credit code ' || credit_code as what from enterprise group by credit_code having count(*) > 1",
        "select 'enterprise name ' || name as what from enterprise group by name having count(*) > 1",
        "select 'name ' || min(name) as what from name_hold where state in ('reserved', 'registered') group by unique_key having count(*) > 1",
        "select 'name ' || min(name) as what from name_hold where state in ('reserved', 'registered') group by whole_key having count(*) > 1",
        "select 'enterprise ' || e.id as what from enterprise e
         where not exists (select 1 from name_hold h where h.enterprise_id = e.id and h.state = 'registered')",
    ];
    for statement in statements {
        if let Some(what) = first(tx, statement)? {
            return Ok(Checked::breach(what));
        }
    }
    Ok(Checked::good(count(tx, "enterprise")?))
}

fn deadlines(tx: &mut Tx, shelf: &Shelf) -> Result<Checked, Failure> {
    let (mut after, mut looked_at) = (String::new(), 0u64);
    loop {
        let rows = tx.query(
            "select id, due_day from application where phase in ('submitted', 'correcting', 'accepted', 'granted') and id > $1 order by id limit $2",
            params![&after, PAGE],
        )?;
        let Some(last) = rows.last() else { break };
        after = last.text("id")?;
        for row in &rows {
            let id = row.text("id")?;
            let parsed = ApplicationId::parse(&id).ok_or_else(|| Fault::stored("application id", &id))?;
            let (application, _) = application::load(tx, parsed)?;
            let (stored, due) = (row.opt_int("due_day")?.map(day_of), due_day(&application, shelf)?);
            if stored != due {
                return Ok(Checked::breach(format!("application {id}: stored {stored:?}, recomputed {due:?}")));
            }
            looked_at += 1;
        }
    }
    duty_days(tx, shelf, looked_at)
}

/// The due day as it was when the application came into its state; silence moves it only when it is written down.
fn due_day(application: &Application, shelf: &Shelf) -> Result<Option<Date>, Failure> {
    let since = match &application.state {
        State::Draft | State::Withdrawn { .. } | State::Refused { .. } | State::Issued { .. } => return Ok(None),
        State::Submitted { received } => *received,
        State::Correcting { received } => application.rounds.last().map_or(*received, |round| round.asked),
        State::Accepted { acceptance } => acceptance.at,
        State::Granted { decision, .. } => decision.at,
    };
    let law = shelf.law(since.day(), &application.place);
    let standing = application.standing(since, &law)?;
    Ok(standing.clock.and_then(|clock| clock.due(law.calendar()).date))
}

fn duty_days(tx: &mut Tx, shelf: &Shelf, mut looked_at: u64) -> Result<Checked, Failure> {
    let mut after = String::new();
    loop {
        let rows = tx.query(
            "select id, kind, place, start_day, limit_days, due_day from duty where state = 'open' and id > $1 order by id limit $2",
            params![&after, PAGE],
        )?;
        let Some(last) = rows.last() else { break };
        after = last.text("id")?;
        for row in &rows {
            let (stored, due) = (row.opt_int("due_day")?.map(day_of), duty_due(row, shelf)?);
            if stored != due {
                return Ok(Checked::breach(format!(
                    "duty {}: stored {stored:?}, recomputed {due:?}",
                    row.text("id")?
                )));
            }
            looked_at += 1;
        }
    }
    Ok(Checked::good(looked_at))
}

fn duty_due(row: &Row, shelf: &Shelf) -> Result<Option<Date>, Failure> {
    let (kind, start) = (row.text("kind")?, day_of(row.int("start_day")?));
    let law = shelf.law(start, &row.text("place")?);
    match DutyKind::from_name(&kind).ok_or_else(|| Fault::stored("duty kind", kind))? {
        DutyKind::SignPush | DutyKind::Feedback => {
            let limit = u32::try_from(row.int("limit_days")?).unwrap_or(0);
            Ok(Clock::new(start, limit, "").due(law.calendar()).date)
        }
        DutyKind::VerifyCommitment | DutyKind::VerifyAddress => Ok(Some(law.period_end("commitment.verify_days", start)?)),
    }
}

fn sequence(tx: &mut Tx) -> Result<Checked, Failure> {
    let head = tx.query_one("select size, peaks_sm3, peaks_sha256 from record_head where id = 1", params![])?;
    let size = head.int("size")?;
    let heads = tx.query(
        "select c.size, c.root_sm3, c.root_sha256, c.note, c.key_id, c.signature, k.public_pem from record_checkpoint c
         left join signing_key k on k.key_id = c.key_id order by c.size",
        params![],
    )?;
    let mut heads = heads.iter().peekable();
    let (mut sm3, mut sha256) = (Frontier::new(Hash::Sm3), Frontier::new(Hash::Sha256));
    let (mut next, mut sealed_before) = (0, i64::MIN);
    loop {
        let rows = tx.query(
            "select s.seq, s.sealed_at, e.body from record_seal s join record_entry e on e.id = s.entry_id where s.seq >= $1 order by s.seq limit $2",
            params![next, PAGE],
        )?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let (seq, sealed_at, body) = (row.int("seq")?, row.int("sealed_at")?, row.text("body")?);
            if seq != next {
                return Ok(Checked::breach(format!("record_seal: {seq} stands where {next} belongs")));
            }
            if sealed_at < sealed_before {
                return Ok(Checked::breach(format!("record_seal {seq}: sealed before the one ahead of it")));
            }
            (next, sealed_before) = (seq + 1, sealed_at);
            sm3.append(body.as_bytes());
            sha256.append(body.as_bytes());
            if let Some(head) = heads.next_if(|head| head.int("size") == Ok(next))
                && let Some(breach) = signed_head(head, &hex(&sm3.root()), &hex(&sha256.root()))?
            {
                return Ok(Checked::breach(breach));
            }
        }
    }
    if next != size {
        return Ok(Checked::breach(format!("record_head: {size} entries, {next} sealed")));
    }
    if let Some(head) = heads.next() {
        return Ok(Checked::breach(format!("record_checkpoint {}: no such size", head.int("size")?)));
    }
    let peaks = |frontier: &Frontier| frontier.peaks().iter().map(|peak| hex(peak)).collect::<Vec<_>>().join(" ");
    if peaks(&sm3) != head.text("peaks_sm3")? || peaks(&sha256) != head.text("peaks_sha256")? {
        return Ok(Checked::breach("record_head: the tree over the entries is another"));
    }
    Ok(Checked::good(next))
}

fn signed_head(head: &Row, root_sm3: &str, root_sha256: &str) -> Result<Option<String>, Failure> {
    let size = head.int("size")?;
    if head.text("root_sm3")? != root_sm3 || head.text("root_sha256")? != root_sha256 {
        return Ok(Some(format!("record_checkpoint {size}: the tree over the entries is another")));
    }
    let Some(public_pem) = head.opt_text("public_pem")? else {
        return Ok(Some(format!("record_checkpoint {size}: unknown key")));
    };
    let signature = signature(head.text("key_id")?, head.text("signature")?);
    let fits = paper::seal::verify(&public_pem, head.text("note")?.as_bytes(), &signature).is_ok();
    Ok((!fits).then(|| format!("record_checkpoint {size}: the signature does not fit")))
}

fn pushes(tx: &mut Tx) -> Result<Checked, Failure> {
    let statements = [
        (
            "unsigned and nobody is alarmed",
            "select p.id as what from push p where p.state in ('queued', 'delivered')
               and not exists (select 1 from duty d where d.subject = 'push:' || p.id and d.kind = 'sign_push' and d.state = 'open')",
        ),
        (
            "signed for, feedback not owed",
            "select p.id as what from push p where p.state = 'signed'
               and not exists (select 1 from duty d where d.subject = 'push:' || p.id and d.kind = 'feedback' and d.state = 'open')",
        ),
        (
            "settled, and a duty is open",
            "select p.id as what from push p where p.state in ('handled', 'transferred')
               and exists (select 1 from duty d where d.subject = 'push:' || p.id and d.unit = p.receiver and d.state = 'open')",
        ),
        (
            "delivered without a receipt",
            "select id as what from push where delivered_at is not null and receipt = ''",
        ),
    ];
    for (breach, statement) in statements {
        if let Some(id) = first(tx, statement)? {
            return Ok(Checked::breach(format!("push {id}: {breach}")));
        }
    }
    Ok(Checked::good(count(tx, "push")?))
}

fn sums(tx: &mut Tx) -> Result<Checked, Failure> {
    let torn = first(
        tx,
        "select id as what from application where
           (phase in ('draft', 'submitted', 'correcting', 'withdrawn') and (accepted_at is not null or decided_at is not null))
           or (phase = 'accepted' and (accepted_at is null or decided_at is not null))
           or (phase in ('granted', 'refused', 'issued') and (accepted_at is null or decided_at is null))
           or (phase = 'issued' and issued_at is null) or (phase = 'withdrawn' and withdrawn_at is null)",
    )?;
    if let Some(id) = torn {
        return Ok(Checked::breach(format!("application {id}: its times do not fit its phase")));
    }
    let unequal = first(
        tx,
        "select matter || ' ' || unit as what from application group by matter, unit
         having sum(case when accepted_at is not null then 1 else 0 end)
           <> sum(case when decided_at is not null then 1 else 0 end) + sum(case when phase = 'accepted' then 1 else 0 end)",
    )?;
    match unequal {
        Some(what) => Ok(Checked::breach(what)),
        None => Ok(Checked::good(count(tx, "application where accepted_at is not null")?)),
    }
}

fn receipts(tx: &mut Tx) -> Result<Checked, Failure> {
    #[derive(Deserialize)]
    struct Stored {
        push: String,
        body_sm3: String,
    }
    let (mut after, mut looked_at) = (String::new(), 0u64);
    loop {
        let rows = tx.query(
            "select id, body, body_sm3, receipt from push where id > $1 order by id limit $2",
            params![&after, PAGE],
        )?;
        if rows.is_empty() {
            return Ok(Checked::good(looked_at));
        }
        for row in &rows {
            let (id, receipt, body_sm3) = (row.text("id")?, row.text("receipt")?, row.text("body_sm3")?);
            if sm3_hex(row.text("body")?.as_bytes()) != body_sm3 {
                return Ok(Checked::breach(format!("push {id}: its bytes are not those of its hash")));
            }
            if !receipt.is_empty() {
                let stored: Stored = serde_json::from_str(&receipt)?;
                if stored.push != id || stored.body_sm3 != body_sm3 {
                    return Ok(Checked::breach(format!("push {id}: the receipt is of other bytes")));
                }
                looked_at += 1;
            }
            after = id;
        }
    }
}

fn keys(tx: &mut Tx) -> Result<Checked, Failure> {
    match first(tx, "select act || ' ' || key as what from act_key where receipt = ''")? {
        Some(what) => Ok(Checked::breach(format!("act_key {what}: no answer is kept"))),
        None => Ok(Checked::good(count(tx, "act_key")?)),
    }
}
