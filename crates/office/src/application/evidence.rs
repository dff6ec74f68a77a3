//! 留痕 of one application: the evidence entries of the acts that its own row tells of.
//!
//! An entry carries the moment of its act in its identity, and the application keeps the moments of its steps: so each entry
//! is found by the primary key, without an index that every act would have to write. What leaves no moment in the row
//! (savings of a draft, a claim) is not listed.

use super::rows::{Claim, load};
use crate::bureau::App;
use crate::failure::Failure;
use rules::access::Actor;
use rules::application::{Application, State};
use rules::calendar::Moment;
use rules::ids::{AccountId, ApplicationId, Id};
use serde::Deserialize;
use sql::{Row, Tx, params};
use std::collections::BTreeSet;

/// One act on the application as the record holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// When.
    pub at: Moment,
    /// Name of the act.
    pub act: String,
    /// Account that acted; `None` for the platform's workers.
    pub account: Option<AccountId>,
    /// Unit acted for; empty for applicants and workers.
    pub unit: String,
    /// SM3 of the entry.
    pub sm3: String,
    /// Its number in the sealed record; `None` for the moment before it is sealed.
    pub sealed: Option<i64>,
}

#[derive(Deserialize)]
struct StoredEntry {
    changes: Vec<StoredChange>,
    unit: String,
}

#[derive(Deserialize)]
struct StoredChange {
    id: String,
}

/// More entries than this in one millisecond would be looked at in vain.
const ENTRIES_MAX: u32 = 200;

/// The evidence of an application, oldest first, for whoever may see it.
pub fn evidence(app: &App, actor: &Actor, id: ApplicationId) -> Result<Vec<Evidence>, Failure> {
    let actor = actor.clone();
    app.view("application.evidence", move |tx| {
        let (application, claim) = load(tx, id)?;
        application.visible_to(&actor)?;
        let mut found = Vec::new();
        for at in moments(tx, &application, &claim)? {
            found.extend(entries_at(tx, id, at)?);
        }
        Ok(found)
    })
}

/// Every moment at which the application is known to have changed.
fn moments(tx: &mut Tx, application: &Application, claim: &Claim) -> Result<BTreeSet<i64>, Failure> {
    let row = tx.query_one(
        "select a.created_at, r.at as reviewed_at from application a left join review r on r.application_id = a.id where a.id = $1",
        params![application.id.to_string()],
    )?;
    let mut known = vec![Moment::from_micros(row.int("created_at")?)];
    known.extend(row.opt_int("reviewed_at")?.map(Moment::from_micros));
    known.extend(claim.handed_in);
    for round in &application.rounds {
        known.push(round.asked);
        known.extend(round.answered);
    }
    match &application.state {
        State::Draft => {}
        State::Submitted { received } | State::Correcting { received } => known.push(*received),
        State::Accepted { acceptance } => known.push(acceptance.at),
        State::Granted { acceptance, decision } | State::Refused { acceptance, decision } => known.extend([acceptance.at, decision.at]),
        State::Issued {
            acceptance,
            decision,
            issued,
        } => known.extend([acceptance.at, decision.at, *issued]),
        State::Withdrawn { at } => known.push(*at),
    }
    Ok(known.into_iter().map(Moment::micros).collect())
}

fn entries_at(tx: &mut Tx, id: ApplicationId, at: i64) -> Result<Vec<Evidence>, Failure> {
    let first = Id::new(Moment::from_micros(at), 0);
    let after = Id::new(Moment::from_micros(at.saturating_add(1_000)), 0);
    let rows = tx.query(
        "select e.act, e.caller, e.body, e.sm3, s.seq from record_entry e left join record_seal s on s.entry_id = e.id
         where e.id >= $1 and e.id < $2 and e.at = $3 order by e.id limit $4",
        params![first.to_string(), after.to_string(), at, ENTRIES_MAX],
    )?;
    let read = |row: &Row| -> Result<Option<Evidence>, Failure> {
        let entry: StoredEntry = serde_json::from_str(&row.text("body")?)?;
        let here = entry.changes.iter().any(|change| change.id == id.to_string());
        let evidence = Evidence {
            at: Moment::from_micros(at),
            act: row.text("act")?,
            account: AccountId::parse(&row.text("caller")?),
            unit: entry.unit,
            sm3: row.text("sm3")?,
            sealed: row.opt_int("seq")?,
        };
        Ok(here.then_some(evidence))
    };
    rows.iter().filter_map(|row| read(row).transpose()).collect()
}
