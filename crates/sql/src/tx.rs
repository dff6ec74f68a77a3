//! A transaction, the same to its caller on both engines.

use crate::dialect::Engine;
use crate::postgres::Session;
use crate::{Error, Row, Value, sqlite};

/// Most parameters one statement may bind: SQLite allows 32,766, PostgreSQL 65,535.
const BIND_LIMIT: usize = 32_000;
/// Most rows one insert carries; beyond this a longer text gains nothing.
const ROW_LIMIT: usize = 256;

/// What a transaction may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Read,
    Write,
}

/// One open transaction. Its first failed statement ends it, on both engines.
pub struct Tx<'a> {
    link: Link<'a>,
    failed: Option<Error>,
}

pub(crate) enum Link<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(&'a mut Session),
}

impl<'a> Tx<'a> {
    pub(crate) fn new(link: Link<'a>) -> Tx<'a> {
        Tx { link, failed: None }
    }

    /// The error that ended the transaction, if one did.
    pub(crate) fn failed(&self) -> Option<&Error> {
        self.failed.as_ref()
    }

    pub fn engine(&self) -> Engine {
        match self.link {
            Link::Sqlite(_) => Engine::Sqlite,
            Link::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement and says how many rows it touched.
    pub fn execute(&mut self, sql: &str, p: &[Value]) -> Result<u64, Error> {
        self.run(sql, |link| match link {
            Link::Sqlite(connection) => sqlite::execute(connection, sql, p),
            Link::Postgres(session) => session.execute(sql, p),
        })
    }

    /// Runs a statement and returns its rows.
    pub fn query(&mut self, sql: &str, p: &[Value]) -> Result<Vec<Row>, Error> {
        self.run(sql, |link| match link {
            Link::Sqlite(connection) => sqlite::query(connection, sql, p),
            Link::Postgres(session) => session.query(sql, p),
        })
    }

    /// No row or one; more are another shape.
    pub fn query_opt(&mut self, sql: &str, p: &[Value]) -> Result<Option<Row>, Error> {
        let mut rows = self.query(sql, p)?;
        if rows.len() > 1 {
            return Err(Error::Shape(format!("{} rows where at most one is expected: {sql}", rows.len())));
        }
        Ok(rows.pop())
    }

    /// Exactly one row.
    pub fn query_one(&mut self, sql: &str, p: &[Value]) -> Result<Row, Error> {
        self.query_opt(sql, p)?
            .ok_or_else(|| Error::Shape(format!("no row where one is expected: {sql}")))
    }

    /// Inserts all rows in as few statements as the engines allow: `insert_many("t (a, b)", &rows)`.
    pub fn insert_many(&mut self, table_and_columns: &str, rows: &[Vec<Value>]) -> Result<u64, Error> {
        let Some(first) = rows.first() else { return Ok(0) };
        let width = first.len();
        if width == 0 || width > BIND_LIMIT || rows.iter().any(|row| row.len() != width) {
            return Err(Error::Statement(format!("the rows for {table_and_columns} are not equally wide")));
        }
        let mut inserted = 0;
        for chunk in rows.chunks((BIND_LIMIT / width).min(ROW_LIMIT)) {
            let sql = insert_text(table_and_columns, chunk.len(), width);
            inserted += self.execute(&sql, &chunk.concat())?;
        }
        Ok(inserted)
    }

    fn run<T>(&mut self, sql: &str, f: impl FnOnce(&mut Link) -> Result<T, Error>) -> Result<T, Error> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let result = refuse_control(sql).and_then(|()| f(&mut self.link));
        if let Err(error) = &result {
            self.failed = Some(error.clone());
        }
        result
    }
}

/// A job that ended its transaction itself would be answered as kept when it is not.
fn refuse_control(sql: &str) -> Result<(), Error> {
    const CONTROL: [&str; 9] = [
        "begin",
        "start",
        "commit",
        "end",
        "rollback",
        "abort",
        "savepoint",
        "release",
        "prepare",
    ];
    let first = sql
        .trim_start()
        .split(|c: char| !c.is_ascii_alphabetic())
        .next()
        .unwrap_or_default();
    if CONTROL.iter().any(|word| first.eq_ignore_ascii_case(word)) {
        return Err(Error::Statement(format!(
            "`{first}` inside a job: transactions are opened and ended around it"
        )));
    }
    Ok(())
}

fn insert_text(table_and_columns: &str, rows: usize, width: usize) -> String {
    let mut sql = format!("insert into {table_and_columns} values ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=width {
            sql.push_str(if column == 1 { "$" } else { ", $" });
            sql.push_str(&(row * width + column).to_string());
        }
        sql.push(')');
    }
    sql
}
