//! PostgreSQL: threads that own a connection each take jobs from one queue.

use std::collections::HashMap;
use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::BytesMut;
use postgres::error::SqlState;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Config, NoTls, Statement};

use crate::dialect::{self, Engine};
use crate::job::{Job, Outcome};
use crate::queue::Queue;
use crate::tx::{Kind, Link};
use crate::{Error, Row, Tx, Value, pace};

const TRIES: u32 = 8;
/// Texts kept prepared on a connection before the cache starts anew.
const STATEMENTS: usize = 1024;
/// Without these a commit that was answered can be lost.
const DURABLE: &str = "select name, setting from pg_settings \
     where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off' order by name";

/// A connection and what is prepared on it.
pub(crate) struct Session {
    client: Client,
    prepared: HashMap<String, Prepared>,
}

#[derive(Clone)]
struct Prepared {
    statement: Statement,
    columns: Arc<[String]>,
}

pub(crate) fn config(url: &str) -> Result<Config, Error> {
    let mut config: Config = url.parse().map_err(|e| Error::Statement(format!("the database address: {e}")))?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(5));
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(Duration::from_secs(30));
    }
    Ok(config)
}

impl Session {
    /// Connects, and refuses a server that would forget what it has acknowledged.
    pub fn connect(config: &Config) -> Result<Session, Error> {
        let client = config
            .connect(NoTls)
            .map_err(|e| Error::Unavailable(format!("no connection: {}", chain(&e))))?;
        let mut session = Session {
            client,
            prepared: HashMap::new(),
        };
        let unsafe_settings = session.query(DURABLE, &[])?;
        if let Some(row) = unsafe_settings.first() {
            let setting = row.text("name")?;
            return Err(Error::Unavailable(format!("PostgreSQL runs with {setting} = off; turn it on")));
        }
        Ok(session)
    }

    pub fn execute(&mut self, sql: &str, p: &[Value]) -> Result<u64, Error> {
        let prepared = self.prepare(sql, p)?;
        self.client.execute(&prepared.statement, &bound(p)).map_err(|e| self.error(&e))
    }

    pub fn query(&mut self, sql: &str, p: &[Value]) -> Result<Vec<Row>, Error> {
        let prepared = self.prepare(sql, p)?;
        let rows = self.client.query(&prepared.statement, &bound(p)).map_err(|e| self.error(&e))?;
        rows.iter()
            .map(|row| {
                let values = (0..row.len()).map(|i| value(row, i)).collect::<Result<_, _>>()?;
                Ok(Row::new(Arc::clone(&prepared.columns), values))
            })
            .collect()
    }

    /// Statements without parameters or rows, several in one text.
    pub fn batch(&mut self, sql: &str) -> Result<(), Error> {
        self.client.batch_execute(sql).map_err(|e| self.error(&e))
    }

    fn prepare(&mut self, sql: &str, p: &[Value]) -> Result<Prepared, Error> {
        let prepared = match self.prepared.get(sql) {
            Some(prepared) => prepared.clone(),
            None => {
                let statement = self.client.prepare(sql).map_err(|e| self.error(&e))?;
                let columns = statement.columns().iter().map(|c| c.name().to_owned()).collect();
                let prepared = Prepared { statement, columns };
                if self.prepared.len() >= STATEMENTS {
                    self.prepared.clear();
                }
                self.prepared.insert(sql.to_owned(), prepared.clone());
                prepared
            }
        };
        let wanted = prepared.statement.params().len();
        if wanted != p.len() {
            return Err(Error::Statement(format!("{} parameters for a text with {wanted}: {sql}", p.len())));
        }
        Ok(prepared)
    }

    /// What PostgreSQL's error means to a caller.
    fn error(&mut self, error: &postgres::Error) -> Error {
        if let Some(db) = error.as_db_error()
            && *db.code() == SqlState::FEATURE_NOT_SUPPORTED
            && db.message().starts_with("cached plan")
        {
            // A migration changed the table under a prepared text: prepare anew in a new attempt.
            self.prepared.clear();
            return Error::Conflict;
        }
        meaning(error, self.client.is_closed())
    }
}

fn meaning(error: &postgres::Error, closed: bool) -> Error {
    let text = chain(error);
    let Some(db) = error.as_db_error() else {
        let broken = closed || error.source().is_some_and(|s| s.is::<std::io::Error>());
        return if broken { Error::Unavailable(text) } else { Error::Statement(text) };
    };
    let named = |fallback: &str| Error::Constraint(db.constraint().unwrap_or(fallback).to_owned());
    match db.code().code() {
        "40001" | "40P01" => Error::Conflict,
        "23001" | "23503" => Error::Constraint("foreign_key".to_owned()),
        "23502" => {
            let (table, column) = (db.table().unwrap_or_default(), db.column().unwrap_or_default());
            Error::Constraint(format!("{table}_{column}_not_null"))
        }
        code if code.starts_with("23") => named(db.message()),
        // Connection, resources, operator and system; a server that only reads; a limit of time.
        code if ["08", "53", "57", "58", "XX"].iter().any(|class| code.starts_with(class)) => Error::Unavailable(text),
        "25006" | "55P03" => Error::Unavailable(text),
        _ => Error::Statement(text),
    }
}

/// The error with its causes: the outermost text alone only says "db error".
fn chain(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => format!("{} ({})", db.message(), db.code().code()),
        None => error
            .source()
            .map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}")),
    }
}

fn bound(p: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    p.iter().map(|v| v as &(dyn ToSql + Sync)).collect()
}

fn value(row: &postgres::Row, i: usize) -> Result<Value, Error> {
    let column = row
        .columns()
        .get(i)
        .ok_or_else(|| Error::Shape("a row shorter than its columns".to_owned()))?;
    let found = match *column.type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(i).map(Value::from),
        Type::INT4 => row.try_get::<_, Option<i32>>(i).map(Value::from),
        Type::INT2 => row.try_get::<_, Option<i16>>(i).map(Value::from),
        Type::BOOL => row.try_get::<_, Option<bool>>(i).map(Value::from),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME => row.try_get::<_, Option<String>>(i).map(Value::from),
        Type::VOID => Ok(Value::Null),
        ref other => {
            let name = column.name();
            return Err(Error::Shape(format!("column {name} is {other}: cast it to bigint or text")));
        }
    };
    found.map_err(|e| Error::Shape(e.to_string()))
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match (self, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(n), &Type::INT8) => n.to_sql(ty, out),
            (Value::Int(n), &Type::INT4) => i32::try_from(*n)?.to_sql(ty, out),
            (Value::Int(n), &Type::INT2) => i16::try_from(*n)?.to_sql(ty, out),
            (Value::Int(n @ (0 | 1)), &Type::BOOL) => (*n == 1).to_sql(ty, out),
            (Value::Text(s), &(Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN)) => s.to_sql(ty, out),
            (Value::Int(_), ty) => Err(format!("an integer where the text wants {ty}").into()),
            (Value::Text(_), ty) => Err(format!("text where the text wants {ty}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A thread's connection, and how it gets it back.
pub(crate) struct Worker {
    pub config: Config,
    pub queue: Arc<Queue<(Kind, Job)>>,
    /// How many workers have a connection: while one has, jobs need not fail because another has none.
    pub connected: Arc<AtomicUsize>,
    pub session: Option<Session>,
    pub failures: u32,
    pub retry_at: Instant,
}

/// What became of one attempt.
enum End {
    Answer,
    Again(Error),
    Fail(Error),
}

impl Worker {
    pub fn new(config: Config, queue: Arc<Queue<(Kind, Job)>>, connected: Arc<AtomicUsize>) -> Worker {
        Worker {
            config,
            queue,
            connected,
            session: None,
            failures: 0,
            retry_at: pace::now(),
        }
    }

    pub fn run(mut self) {
        while let Some((kind, job)) = self.queue.pop() {
            match self.connect() {
                Ok(()) => self.serve(kind, job),
                Err(_) if self.connected.load(Ordering::Relaxed) > 0 => {
                    self.queue.give_back((kind, job));
                    self.queue.rest_until(self.retry_at);
                }
                Err(error) => job.fail(error),
            }
        }
        self.disconnect();
    }

    fn connect(&mut self) -> Result<(), Error> {
        if self.session.is_some() {
            return Ok(());
        }
        // While the server is away, only one attempt per back-off; in between jobs are answered at once.
        if pace::now() < self.retry_at && self.connected.load(Ordering::Relaxed) == 0 {
            return Err(Error::Unavailable("PostgreSQL does not answer; trying again soon".to_owned()));
        }
        match Session::connect(&self.config) {
            Ok(session) => {
                self.session = Some(session);
                self.failures = 0;
                self.connected.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }
            Err(error) => {
                tracing::warn!(%error, failures = self.failures, "no connection to PostgreSQL");
                self.retry_at = pace::now() + pace::jitter(Duration::from_millis(100), self.failures, 6);
                self.failures = self.failures.saturating_add(1);
                Err(error)
            }
        }
    }

    fn disconnect(&mut self) {
        if self.session.take().is_some() {
            self.connected.fetch_sub(1, Ordering::Relaxed);
        }
    }

    fn serve(&mut self, kind: Kind, mut job: Job) {
        for tried in 1..=TRIES {
            match self.attempt(kind, &mut job) {
                End::Answer => return job.answer(),
                End::Fail(error) => return job.fail(error),
                End::Again(error) if tried == TRIES => {
                    tracing::warn!(job = job.name(), tried, "given up after conflicts");
                    return job.fail(error);
                }
                End::Again(_) => self
                    .queue
                    .rest_until(pace::now() + pace::jitter(Duration::from_millis(1), tried, 8)),
            }
        }
    }

    fn attempt(&mut self, kind: Kind, job: &mut Job) -> End {
        let session = match self.begin(kind) {
            Ok(session) => session,
            Err(error) => return End::Fail(error),
        };
        let mut tx = Tx::new(Link::Postgres(session));
        let outcome = job.run(&mut tx);
        let lost = matches!(tx.failed(), Some(Error::Unavailable(_)));
        let ended = session.batch(if outcome == Outcome::Done { "commit" } else { "rollback" });
        if session.client.is_closed() || (lost && ended.is_err()) {
            self.disconnect();
        }
        match (outcome, ended) {
            (Outcome::Conflict, _) => End::Again(Error::Conflict),
            (Outcome::Refused, _) | (Outcome::Done, Ok(())) => End::Answer,
            (Outcome::Done, Err(Error::Conflict)) => End::Again(Error::Conflict),
            (Outcome::Done, Err(Error::Unavailable(text))) => {
                tracing::error!(job = job.name(), text, "the outcome of a commit is unknown");
                self.disconnect();
                End::Fail(Error::Unavailable(format!("the outcome of the commit is unknown: {text}")))
            }
            (Outcome::Done, Err(error)) => End::Fail(error),
        }
    }

    /// Opens a transaction. A connection that died while idle is replaced at once: nothing has been done on it.
    fn begin(&mut self, kind: Kind) -> Result<&mut Session, Error> {
        let text = dialect::begin(Engine::Postgres, kind);
        let alive = self.session.as_mut().is_some_and(|session| session.batch(text).is_ok());
        if !alive {
            self.disconnect();
            self.connect()?;
        }
        let session = self
            .session
            .as_mut()
            .ok_or_else(|| Error::Unavailable("no connection to PostgreSQL".to_owned()))?;
        if !alive {
            session.batch(text)?;
        }
        Ok(session)
    }
}
