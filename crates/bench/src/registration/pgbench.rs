//! The peer on PostgreSQL: pgbench writes the same row set, one transaction a registration, prepared statements, one insert a
//! table. It reads nothing, checks nothing, hashes nothing and seals nothing.

use super::rows::{Cell, Piece, RowSet, SPREAD};
use crate::{Outcome, Stop};
use sql::{Database, Options};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// As many as the product has.
pub const CONNECTIONS: u64 = 16;
/// Threads of pgbench; the machine has two cores.
const THREADS: u64 = 2;
/// What one connection may write in a second; far beyond what it can.
const EACH_SECOND_MAX: f64 = 400.0;

/// A database of its own with our tables, and the script.
pub struct PgBench {
    program: PathBuf,
    url: String,
    script: PathBuf,
    database: Database,
    prepare: Vec<String>,
    count: String,
    next: u64,
    done: u64,
}

/// Where the variable parts of a statement come from.
struct Names {
    number: &'static str,
    spread: &'static str,
}

/// Variables of pgbench.
const SCRIPT: Names = Names {
    number: ":n",
    spread: ":r",
};
/// Columns of the statement that makes the rows that are there before.
const BEFORE: Names = Names {
    number: "i.n",
    spread: "i.r",
};

fn failed(error: impl std::fmt::Display) -> Stop {
    Stop::World(format!("pgbench: {error}"))
}

/// A literal. pgbench takes `:word` for a variable even inside quotes, so colons are written in another way.
fn literal(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('\'', "\\'")
        .replace('\n', "\\n")
        .replace(':', "\\x3A");
    format!("E'{escaped}'")
}

fn expression(cell: &Cell, names: &Names) -> String {
    match cell {
        Cell::Null => "null".to_owned(),
        Cell::Int(number) => number.to_string(),
        Cell::Text(pieces) => {
            let parts: Vec<String> = pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Fixed(text) => literal(text),
                    Piece::Number => format!("{}::text", names.number),
                    Piece::Spread => format!("{}::text", names.spread),
                })
                .collect();
            parts.join(" || ")
        }
    }
}

fn script(set: &RowSet) -> String {
    let mut text = format!(
        "\\set k :k + 1\n\\set i :base + :client_id * :stride + :k\n\\set n 10000000000000 + :i\n\
         \\set r 1000000000 + (:i * {SPREAD}) % 1000000000\nbegin;\n"
    );
    let row = |cells: &[Cell]| -> String {
        let cells: Vec<String> = cells.iter().map(|cell| expression(cell, &SCRIPT)).collect();
        format!("({})", cells.join(", "))
    };
    for insert in &set.inserts {
        let rows: Vec<String> = insert.rows.iter().map(|cells| row(cells)).collect();
        writeln!(
            text,
            "insert into {} ({}) values {};",
            insert.table,
            insert.columns.join(", "),
            rows.join(", ")
        )
        .ok();
    }
    for update in &set.updates {
        let pairs = |pairs: &[(String, Cell)], by: &str| -> String {
            let pairs: Vec<String> = pairs
                .iter()
                .map(|(name, cell)| format!("{name} = {}", expression(cell, &SCRIPT)))
                .collect();
            pairs.join(by)
        };
        let (set, find) = (pairs(&update.set, ", "), pairs(&update.find, " and "));
        writeln!(text, "update {} set {set} where {find};", update.table).ok();
    }
    text.push_str("commit;\n");
    text
}

/// The rows that a registration changes, for the registrations from `$1` up to `$2`.
fn rows_before(set: &RowSet) -> Vec<String> {
    let one = |update: &super::rows::Update| {
        let cells: Vec<String> = update.before.iter().map(|cell| expression(cell, &BEFORE)).collect();
        format!(
            "insert into {} ({}) select {} from (select 10000000000000 + x as n, 1000000000 + x * {SPREAD} % 1000000000 as r
             from generate_series(cast($1 as bigint), cast($2 as bigint)) as x) as i",
            update.table,
            update.columns.join(", "),
            cells.join(", ")
        )
    };
    set.updates.iter().map(one).collect()
}

impl PgBench {
    /// Makes the tables and writes the script.
    pub fn make(set: &RowSet, url: String, folder: &Path) -> Outcome<PgBench> {
        let database = Database::open(&url, Options::default()).map_err(failed)?;
        database.migrate(office::schema::STEPS).map_err(failed)?;
        let file = folder.join("registration.sql");
        fs::write(&file, script(set)).map_err(failed)?;
        let changed = set.inserts.iter().find(|insert| insert.table == "enterprise");
        changed.ok_or_else(|| failed("a registration without enterprise"))?;
        Ok(PgBench {
            program: program()?,
            url,
            script: file,
            database,
            prepare: rows_before(set),
            count: changes_made(set),
            next: 0,
            done: 0,
        })
    }

    /// One turn; gives registrations a second.
    pub fn turn(&mut self, seconds: f64) -> Outcome<f64> {
        let (whole, stride) = (seconds.ceil() as u64, (seconds * EACH_SECOND_MAX) as u64);
        let base = self.next;
        self.next += CONNECTIONS * stride;
        // The counters of the script begin with one.
        self.make_rows_before(base + 1, self.next)?;
        let mut command = Command::new(&self.program);
        command.args(["--no-vacuum", "--protocol", "prepared", "--file"]).arg(&self.script);
        for (name, value) in [("--client", CONNECTIONS), ("--jobs", THREADS), ("--time", whole)] {
            command.args([name, &value.to_string()]);
        }
        for (name, value) in [("base", base), ("stride", stride), ("k", 0)] {
            command.arg(format!("--define={name}={value}"));
        }
        let output = command.arg(&self.url).output().map_err(failed)?;
        let (text, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        if !output.status.success() {
            return Err(failed(errors));
        }
        let value = |name: &str| {
            let line = text.lines().find_map(|line| line.trim().strip_prefix(name))?;
            line.split([' ', '/']).find_map(|word| word.parse::<f64>().ok())
        };
        let (rate, count) = (value("tps = "), value("number of transactions actually processed: "));
        let (rate, count) = rate.zip(count).ok_or_else(|| failed(format!("cannot read {text}")))?;
        let done = count as u64;
        self.done += done;
        Ok(rate)
    }

    fn make_rows_before(&self, from: u64, upto: u64) -> Outcome {
        let bound = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let (statements, from, upto) = (self.prepare.clone(), bound(from), bound(upto));
        let done = self.database.write("bench.before", move |tx| -> Result<(), sql::Error> {
            for statement in &statements {
                tx.execute(statement, sql::params![from, upto])?;
            }
            Ok(())
        });
        done.wait().map_err(failed)
    }

    /// Whether every transaction wrote and changed its rows; the peer must not be fast by doing nothing.
    pub fn breach(&self) -> Outcome<Option<String>> {
        let count = self.count.clone();
        let counts = self.database.read("bench.after", move |tx| -> Result<(i64, i64), sql::Error> {
            let row = tx.query_one(&count, &[])?;
            Ok((row.int("written")?, row.int("changed")?))
        });
        let (written, changed) = counts.wait().map_err(failed)?;
        let done = i64::try_from(self.done).unwrap_or(i64::MAX);
        let whole = written >= done && changed >= done;
        Ok((!whole).then(|| format!("{done} transactions, {written} enterprises, {changed} changed applications")))
    }

    /// Transactions so far.
    pub fn done(&self) -> usize {
        usize::try_from(self.done).unwrap_or(usize::MAX)
    }
}

/// Enterprises written, and applications changed.
fn changes_made(set: &RowSet) -> String {
    let before = set.updates.iter().find(|update| update.table == "application");
    let version = before.and_then(|update| update.find.iter().find(|(name, _)| name == "version"));
    let version = version.map_or_else(|| "0".to_owned(), |(_, cell)| expression(cell, &SCRIPT));
    format!(
        "select (select count(*) from enterprise) as written,
           (select count(*) from application where road = 'registration' and version > {version}) as changed"
    )
}

/// The newest installed pgbench.
fn program() -> Outcome<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").map_err(failed)?;
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version = entry.file_name().to_str()?.parse().ok()?;
            let path = entry.path().join("bin/pgbench");
            path.exists().then_some((version, path))
        })
        .collect();
    found.sort();
    found
        .pop()
        .map(|(_, path)| path)
        .ok_or_else(|| failed("not installed; on Debian: apt-get install -y postgresql"))
}
