//! The peer on SQLite: the same row set over our own tables, prepared statements, full durability, one commit for each
//! registration.

use super::rows::{Cell, Piece, RowSet, number, spread};
use crate::measure::Stopwatch;
use crate::{Outcome, Stop};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use sql::{Database, Options};
use std::path::Path;

/// Rows that are there before, so many at once.
const BATCH: u64 = 2_000;

/// A database file of its own with our tables.
pub struct CommitEach {
    connection: Connection,
    writes: Vec<Write>,
    before: Vec<Write>,
    prepared: u64,
    next: u64,
}

/// A statement with the cells it binds.
struct Write {
    sql: String,
    cells: Vec<Cell>,
}

fn failed(error: impl std::fmt::Display) -> Stop {
    Stop::World(format!("commit for each: {error}"))
}

fn insert(table: &str, columns: &[String], rows: &[Vec<Cell>]) -> Write {
    let row = format!("({})", vec!["?"; columns.len()].join(", "));
    Write {
        sql: format!(
            "insert into {table} ({}) values {}",
            columns.join(", "),
            vec![row; rows.len()].join(", ")
        ),
        cells: rows.concat(),
    }
}

fn writes(set: &RowSet) -> Vec<Write> {
    let mut all: Vec<Write> = set.inserts.iter().map(|one| insert(&one.table, &one.columns, &one.rows)).collect();
    for update in &set.updates {
        let names = |pairs: &[(String, Cell)], by: &str| pairs.iter().map(|(name, _)| format!("{name} = ?")).collect::<Vec<_>>().join(by);
        all.push(Write {
            sql: format!(
                "update {} set {} where {}",
                update.table,
                names(&update.set, ", "),
                names(&update.find, " and ")
            ),
            cells: update.set.iter().chain(&update.find).map(|(_, cell)| cell.clone()).collect(),
        });
    }
    all
}

fn bound(cell: &Cell, registration: u64) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Int(number) => Value::Integer(*number),
        Cell::Text(pieces) => {
            let mut text = String::new();
            for piece in pieces {
                match piece {
                    Piece::Fixed(fixed) => text.push_str(fixed),
                    Piece::Number => text.push_str(&number(registration).to_string()),
                    Piece::Spread => text.push_str(&spread(registration).to_string()),
                }
            }
            Value::Text(text)
        }
    }
}

impl CommitEach {
    /// Makes the tables.
    pub fn make(set: &RowSet, path: &Path) -> Outcome<CommitEach> {
        let database = Database::open(&format!("sqlite:{}", path.display()), Options::default()).map_err(failed)?;
        database.migrate(office::schema::STEPS).map_err(failed)?;
        database.close();
        let connection = Connection::open(path).map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(64);
        // The settings of the product's writer.
        for (name, value) in [
            ("journal_mode", "wal"),
            ("synchronous", "full"),
            ("foreign_keys", "on"),
            ("temp_store", "memory"),
        ] {
            connection.pragma_update(None, name, value).map_err(failed)?;
        }
        connection.pragma_update(None, "cache_size", -32_000).map_err(failed)?;
        let before = set
            .updates
            .iter()
            .map(|update| insert(&update.table, &update.columns, std::slice::from_ref(&update.before)));
        Ok(CommitEach {
            connection,
            writes: writes(set),
            before: before.collect(),
            prepared: 0,
            next: 0,
        })
    }

    /// One turn; gives registrations a second.
    pub fn turn(&mut self, seconds: f64) -> Outcome<f64> {
        // More than there are commits in so many seconds on any disk of today.
        let enough = self.next + (seconds * 5_000.0) as u64;
        while self.prepared < enough {
            self.group(&self.before, self.prepared..self.prepared + BATCH).map_err(failed)?;
            self.prepared += BATCH;
        }
        let (watch, first) = (Stopwatch::start(), self.next);
        while watch.seconds() < seconds && self.next < self.prepared {
            self.group(&self.writes, self.next..self.next + 1).map_err(failed)?;
            self.next += 1;
        }
        Ok((self.next - first) as f64 / watch.seconds())
    }

    /// One transaction over these registrations; every statement must touch a row.
    fn group(&self, writes: &[Write], registrations: std::ops::Range<u64>) -> rusqlite::Result<()> {
        self.connection.prepare_cached("begin immediate")?.execute([])?;
        for registration in registrations {
            for write in writes {
                let mut statement = self.connection.prepare_cached(&write.sql)?;
                let touched = statement.execute(params_from_iter(write.cells.iter().map(|cell| bound(cell, registration))))?;
                if touched == 0 {
                    return Err(rusqlite::Error::StatementChangedRows(0));
                }
            }
        }
        self.connection.prepare_cached("commit")?.execute([])?;
        Ok(())
    }
}
