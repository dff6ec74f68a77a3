//! Migrations go forward only; a step that has landed never changes.

use sha2::{Digest, Sha256};

use crate::dialect::{self, Engine};
use crate::postgres::Session;
use crate::tx::Link;
use crate::{Error, Tx, params, sqlite};

/// One step of the schema: one text for both engines.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub number: u32,
    pub name: &'static str,
    pub text: &'static str,
}

/// What has landed, seen from this program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub applied: Vec<u32>,
    pub pending: Vec<u32>,
    /// Landed by a newer program.
    pub unknown: Vec<u32>,
}

/// A connection for migrations alone.
pub(crate) enum Bench {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Session>),
}

impl Bench {
    fn tx(&mut self) -> Tx<'_> {
        match self {
            Bench::Sqlite(connection) => Tx::new(Link::Sqlite(connection)),
            Bench::Postgres(session) => Tx::new(Link::Postgres(session)),
        }
    }

    fn engine(&self) -> Engine {
        match self {
            Bench::Sqlite(_) => Engine::Sqlite,
            Bench::Postgres(_) => Engine::Postgres,
        }
    }

    /// Several statements without parameters.
    fn batch(&mut self, text: &str) -> Result<(), Error> {
        match self {
            Bench::Sqlite(connection) => connection.execute_batch(text).map_err(|e| sqlite::error(connection, e)),
            Bench::Postgres(session) => session.batch(text),
        }
    }
}

const TABLE: &str = "create table schema_migration (
    number bigint not null,
    name text not null,
    checksum text not null,
    constraint schema_migration_pkey primary key (number)
)";

pub(crate) fn migrate(bench: &mut Bench, steps: &[Migration]) -> Result<Vec<u32>, Error> {
    check_order(steps)?;
    if bench.engine() == Engine::Postgres {
        check_encoding(bench)?;
    }
    let mut landed = Vec::new();
    // One more round than steps, because another migrator may land some in between.
    while let Some(number) = land_next(bench, steps)? {
        landed.push(number);
    }
    Ok(landed)
}

pub(crate) fn state(bench: &mut Bench, steps: &[Migration]) -> Result<State, Error> {
    let find = dialect::find_migration_table(bench.engine());
    let mut tx = bench.tx();
    let rows = match tx.query_opt(find, &[])? {
        Some(_) => tx.query("select number, name, checksum from schema_migration order by number", &[])?,
        None => Vec::new(),
    };
    let mut state = State::default();
    for row in &rows {
        let number = row.int("number")?;
        match steps.iter().find(|step| i64::from(step.number) == number) {
            Some(step) if row.text("checksum")? != checksum(step.text) => {
                return Err(Error::Statement(format!(
                    "migration {number} {} has landed with another text; put the change into a new step",
                    step.name
                )));
            }
            Some(step) => state.applied.push(step.number),
            None => state.unknown.push(u32::try_from(number).unwrap_or(u32::MAX)),
        }
    }
    state.pending = steps
        .iter()
        .map(|step| step.number)
        .filter(|n| !state.applied.contains(n))
        .collect();
    Ok(state)
}

/// Lands the first pending step in a transaction of its own.
fn land_next(bench: &mut Bench, steps: &[Migration]) -> Result<Option<u32>, Error> {
    for text in dialect::begin_migration(bench.engine()) {
        bench.batch(text)?;
    }
    let landed = land(bench, steps);
    let end = if landed.is_ok() { "commit" } else { "rollback" };
    let ended = bench.batch(end);
    let landed = landed?;
    ended?;
    Ok(landed)
}

fn land(bench: &mut Bench, steps: &[Migration]) -> Result<Option<u32>, Error> {
    let state = state(bench, steps)?;
    let Some(step) = steps.iter().find(|step| state.pending.contains(&step.number)) else {
        return Ok(None);
    };
    if let Some(newer) = state.applied.iter().chain(&state.unknown).find(|n| **n > step.number) {
        return Err(Error::Statement(format!(
            "migration {} {} comes before {newer}, which has landed; give it a higher number",
            step.number, step.name
        )));
    }
    if state.applied.is_empty() && state.unknown.is_empty() {
        bench.batch(TABLE)?;
    }
    let text = dialect::migration(bench.engine(), step.text)?;
    bench.batch(&text).map_err(|error| in_step(step, error))?;
    bench.tx().execute(
        "insert into schema_migration (number, name, checksum) values ($1, $2, $3)",
        params![step.number, step.name, checksum(step.text)],
    )?;
    Ok(Some(step.number))
}

fn in_step(step: &Migration, error: Error) -> Error {
    match error {
        Error::Unavailable(_) | Error::Conflict => error,
        Error::Constraint(_) | Error::Shape(_) | Error::Statement(_) => {
            Error::Statement(format!("migration {} {}: {error}", step.number, step.name))
        }
    }
}

fn check_order(steps: &[Migration]) -> Result<(), Error> {
    for pair in steps.windows(2) {
        if let [a, b] = pair
            && a.number >= b.number
        {
            return Err(Error::Statement(format!("migration {} {} is not in order", b.number, b.name)));
        }
    }
    for step in steps {
        // Checked only at the commit, such a constraint would fail a whole group of jobs.
        if step.text.to_lowercase().contains("deferrable") {
            return Err(Error::Statement(format!(
                "migration {}: constraints are not deferrable here",
                step.number
            )));
        }
    }
    Ok(())
}

/// Text must sort by bytes, as on SQLite, or the two engines answer differently.
fn check_encoding(bench: &mut Bench) -> Result<(), Error> {
    let row = bench.tx().query_one(
        "select cast(datcollate as text) as collation, pg_encoding_to_char(encoding) as encoding, \
         cast(datname as text) as name, \
         cast((cast('Z' as text) < cast('a' as text)) as integer) as by_bytes \
         from pg_database where datname = current_database()",
        &[],
    )?;
    let collation = row.text("collation")?;
    if row.flag("by_bytes")? && ["C", "POSIX"].contains(&collation.as_str()) && row.text("encoding")? == "UTF8" {
        return Ok(());
    }
    let name = row.text("name")?;
    Err(Error::Statement(format!(
        "the database {name} sorts text by {collation} in {}; make it with: createdb -T template0 -l C -E UTF8 {name}",
        row.text("encoding")?
    )))
}

/// Line ends do not count: a checkout may change them.
fn checksum(text: &str) -> String {
    let digest = Sha256::digest(text.replace('\r', "").as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
