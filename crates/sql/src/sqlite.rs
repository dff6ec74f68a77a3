//! SQLite: one thread writes in groups, several read.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags};

use crate::dialect::{self, Engine};
use crate::job::{Job, Outcome};
use crate::queue::Queue;
use crate::tx::{Kind, Link};
use crate::{Error, Row, Tx, Value, constraint, pace};

/// Statements kept prepared on each connection; a program has some hundreds of texts.
const STATEMENTS: usize = 512;

/// Pages in the log before they move to the file; a page written often in between moves once.
const CHECKPOINT_PAGES: i64 = 4_000;

pub(crate) fn open(path: &Path, kind: Kind, busy: Duration) -> Result<Connection, Error> {
    let access = match kind {
        Kind::Write => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        Kind::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .and_then(|connection| set_up(&connection, kind, busy).map(|()| connection))
        .map_err(|error| Error::Unavailable(format!("{}: {error}", path.display())))?;
    Ok(connection)
}

fn set_up(connection: &Connection, kind: Kind, busy: Duration) -> rusqlite::Result<()> {
    connection.busy_timeout(busy)?;
    // A misspelt "column" must be an error, as on PostgreSQL, not a string.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // One plan for each text, whatever is bound: else a parameter compared with a partial index plans the text anew every time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    if kind == Kind::Write {
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    }
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // Without it `insert or replace` would delete rows behind the back of the insert-only triggers.
    connection.pragma_update(None, "recursive_triggers", true)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "cache_size", -32_000)?;
    Ok(())
}

/// The writer: takes a job and all that queued behind it, commits once, then answers.
pub(crate) struct Writer {
    pub connection: Connection,
    pub queue: Arc<Queue<Job>>,
    pub max_group: usize,
    pub group_time: Duration,
}

impl Writer {
    pub fn run(self) {
        while let Some(first) = self.queue.pop() {
            self.group(first);
        }
    }

    fn group(&self, first: Job) {
        if let Err(error) = self.control(dialect::begin(Engine::Sqlite, Kind::Write)) {
            // Another process holds the file. Who queued behind has waited as long: answer them too.
            first.fail(error.clone());
            for _ in 1..self.max_group {
                let Some(job) = self.queue.try_pop() else { return };
                job.fail(error.clone());
            }
            return;
        }
        let started = pace::now();
        let mut ran = Vec::new();
        let mut next = Some(first);
        let mut end = Ok(());
        while let Some(mut job) = next {
            end = self.run_one(&mut job);
            ran.push(job);
            next = if end.is_ok() && ran.len() < self.max_group && started.elapsed() < self.group_time {
                self.queue.try_pop()
            } else {
                None
            };
        }
        match end.and_then(|()| self.control("commit")) {
            Ok(()) => ran.into_iter().for_each(Job::answer),
            Err(error) => self.lose(ran, &error),
        }
    }

    /// One job behind its own savepoint. An error means that the whole group is gone.
    fn run_one(&self, job: &mut Job) -> Result<(), Error> {
        self.control("savepoint job")?;
        let mut tx = Tx::new(Link::Sqlite(&self.connection));
        let outcome = job.run(&mut tx);
        let cause = tx.failed().cloned();
        if self.connection.is_autocommit() {
            // A full disk or an I/O error made SQLite roll back everything since `begin`, other jobs included.
            return Err(cause.unwrap_or_else(|| Error::Unavailable("the transaction ended early".to_owned())));
        }
        if outcome != Outcome::Done {
            self.control("rollback to job")?;
        }
        self.control("release job")
    }

    /// Answers a whole group that was not kept, refusals too: they may have leaned on a neighbour's rows.
    fn lose(&self, ran: Vec<Job>, error: &Error) {
        tracing::error!(jobs = ran.len(), %error, "a group of jobs was rolled back");
        if !self.connection.is_autocommit()
            && let Err(error) = self.control("rollback")
        {
            tracing::error!(%error, "the rollback itself failed");
        }
        for job in ran {
            tracing::warn!(job = job.name(), "rolled back with its group");
            job.fail(Error::Unavailable(format!("not kept: {error}")));
        }
    }

    fn control(&self, sql: &str) -> Result<(), Error> {
        control(&self.connection, sql)
    }
}

/// A reader: each job sees one state of the database.
pub(crate) struct Reader {
    pub connection: Connection,
    pub queue: Arc<Queue<Job>>,
}

impl Reader {
    pub fn run(self) {
        while let Some(mut job) = self.queue.pop() {
            if let Err(error) = control(&self.connection, dialect::begin(Engine::Sqlite, Kind::Read)) {
                job.fail(error);
                continue;
            }
            job.run(&mut Tx::new(Link::Sqlite(&self.connection)));
            if !self.connection.is_autocommit()
                && let Err(error) = control(&self.connection, "rollback")
            {
                tracing::error!(%error, "a read did not end");
            }
            job.answer();
        }
    }
}

fn control(connection: &Connection, sql: &str) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(sql).map_err(|e| error(connection, e))?;
    statement.raw_execute().map(|_| ()).map_err(|e| error(connection, e))
}

pub(crate) fn execute(connection: &Connection, sql: &str, p: &[Value]) -> Result<u64, Error> {
    let mut statement = prepare(connection, sql, p)?;
    let returns_rows = statement.column_count() > 0;
    let mut rows = statement.raw_query();
    let mut count = 0;
    while rows.next().map_err(|e| error(connection, e))?.is_some() {
        count += 1;
    }
    Ok(if returns_rows { count } else { connection.changes() })
}

pub(crate) fn query(connection: &Connection, sql: &str, p: &[Value]) -> Result<Vec<Row>, Error> {
    let mut statement = prepare(connection, sql, p)?;
    let mut found = Vec::new();
    let mut columns: Option<Arc<[String]>> = None;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(|e| error(connection, e))? {
        // Only now: the first step prepares the text anew when a migration has changed its table.
        let columns = columns.get_or_insert_with(|| row.as_ref().column_names().map(str::to_owned).collect());
        let values = columns
            .iter()
            .enumerate()
            .map(|(i, column)| value(row.get_ref(i).map_err(|e| error(connection, e))?, column))
            .collect::<Result<_, _>>()?;
        found.push(Row::new(Arc::clone(columns), values));
    }
    Ok(found)
}

fn value(cell: ValueRef<'_>, column: &str) -> Result<Value, Error> {
    match cell {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(n) => Ok(Value::Int(n)),
        ValueRef::Text(bytes) => String::from_utf8(bytes.to_vec())
            .map(Value::Text)
            .map_err(|_| Error::Shape(format!("column {column} is not UTF-8"))),
        ValueRef::Real(_) | ValueRef::Blob(_) => Err(Error::Shape(format!("column {column} is neither integer nor text"))),
    }
}

/// Binds `$n` by name: SQLite numbers `$2 … $1` in order of appearance, PostgreSQL by the number.
fn prepare<'c>(connection: &'c Connection, sql: &str, p: &[Value]) -> Result<CachedStatement<'c>, Error> {
    let mut statement = connection.prepare_cached(sql).map_err(|e| error(connection, e))?;
    if statement.parameter_count() != p.len() {
        return Err(parameters(statement.parameter_count(), p.len(), sql));
    }
    for slot in 1..=p.len() {
        let bound = statement
            .parameter_name(slot)
            .and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok());
        let Some(value) = bound.and_then(|number| p.get(number.checked_sub(1)?)) else {
            return Err(parameters(statement.parameter_count(), p.len(), sql));
        };
        let done = match value {
            Value::Null => statement.raw_bind_parameter(slot, rusqlite::types::Null),
            Value::Int(n) => statement.raw_bind_parameter(slot, n),
            // PostgreSQL has no such text; better refused here too than lost on the way there.
            Value::Text(s) if s.contains('\0') => return Err(Error::Statement("text with a zero byte".to_owned())),
            Value::Text(s) => statement.raw_bind_parameter(slot, s),
        };
        done.map_err(|e| error(connection, e))?;
    }
    Ok(statement)
}

fn parameters(wanted: usize, given: usize, sql: &str) -> Error {
    Error::Statement(format!("{given} parameters for a text with {wanted}, named $1 onwards: {sql}"))
}

/// What SQLite's error means to a caller.
pub(crate) fn error(connection: &Connection, error: rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(code, message) = &error else {
        return Error::Statement(error.to_string());
    };
    match code.code {
        ErrorCode::ConstraintViolation => {
            let message = message.as_deref().unwrap_or_default();
            Error::Constraint(constraint::name(connection, code.extended_code, message))
        }
        ErrorCode::ReadOnly
        | ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::DiskFull
        | ErrorCode::SystemIoFailure
        | ErrorCode::CannotOpen
        | ErrorCode::PermissionDenied
        | ErrorCode::OutOfMemory
        | ErrorCode::DatabaseCorrupt
        | ErrorCode::NotADatabase
        | ErrorCode::FileLockingProtocolFailed
        | ErrorCode::OperationInterrupted => Error::Unavailable(error.to_string()),
        _ => Error::Statement(error.to_string()),
    }
}

/// A whole copy in a new file, synced before it is reported.
pub(crate) fn backup(from: &Path, to: &Path, busy: Duration) -> Result<(), Error> {
    let failed = |e: std::io::Error| Error::Unavailable(format!("{}: {e}", to.display()));
    if to.exists() {
        return Err(Error::Statement(format!("{} exists; a backup goes to a new file", to.display())));
    }
    let name = to.to_str().ok_or_else(|| Error::Statement("the path is not UTF-8".to_owned()))?;
    let connection = open(from, Kind::Read, busy)?;
    connection.execute("vacuum into ?1", [name]).map_err(|e| error(&connection, e))?;
    std::fs::File::open(to).and_then(|file| file.sync_all()).map_err(failed)?;
    let folder = to.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}
