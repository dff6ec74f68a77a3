//! The database as its callers see it: open, write, read, keep.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::dialect::Engine;
use crate::job::{Job, Pending};
use crate::migrate::{self, Bench, Migration, State};
use crate::postgres::{self, Session, Worker};
use crate::queue::{Queue, Refused};
use crate::sqlite::{self, Reader, Writer};
use crate::tx::Kind;
use crate::{Error, Retry, Tx};

/// How much of the machine the database may use.
#[derive(Clone, Debug)]
pub struct Options {
    /// SQLite: threads that read.
    pub readers: usize,
    /// PostgreSQL: threads, each with its connection.
    pub postgres_connections: usize,
    /// Jobs that may wait; one more is answered `Unavailable` at once.
    pub queue: usize,
    /// SQLite: jobs that share one commit; 1 commits each alone.
    pub max_group: usize,
    /// SQLite: work after which a group takes no further job.
    pub group_time: Duration,
    /// SQLite: how long to wait for another process that holds the file.
    pub busy: Duration,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            readers: 4,
            postgres_connections: 16,
            queue: 1024,
            max_group: 64,
            group_time: Duration::from_millis(25),
            busy: Duration::from_secs(5),
        }
    }
}

/// A handle; clones share threads, queues and connections. The last one dropped ends them after what is queued.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    lanes: Lanes,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// Where jobs queue, and how to open one more connection.
enum Lanes {
    Sqlite {
        path: PathBuf,
        busy: Duration,
        write: Arc<Queue<Job>>,
        read: Arc<Queue<Job>>,
    },
    Postgres {
        config: Box<::postgres::Config>,
        queue: Arc<Queue<(Kind, Job)>>,
    },
}

impl Database {
    /// Opens `sqlite:PATH` (made if absent) or `postgres://…`.
    pub fn open(url: &str, options: Options) -> Result<Database, Error> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            open_sqlite(Path::new(path), &options)
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            open_postgres(url, &options)
        } else {
            Err(Error::Statement("a database address begins with sqlite: or postgres://".to_owned()))
        }
    }

    pub fn engine(&self) -> Engine {
        match self.inner.lanes {
            Lanes::Sqlite { .. } => Engine::Sqlite,
            Lanes::Postgres { .. } => Engine::Postgres,
        }
    }

    /// Runs `f` in a write transaction, perhaps more than once. An `Err` rolls back this job and no other.
    pub fn write<T, E>(&self, name: &'static str, f: impl Fn(&mut Tx) -> Result<T, E> + Send + 'static) -> Pending<Result<T, E>>
    where
        T: Send + 'static,
        E: From<Error> + Retry + Send + 'static,
    {
        self.submit(Kind::Write, name, f)
    }

    /// Runs `f` on one unchanging state of the database. It cannot write.
    pub fn read<T, E>(&self, name: &'static str, f: impl Fn(&mut Tx) -> Result<T, E> + Send + 'static) -> Pending<Result<T, E>>
    where
        T: Send + 'static,
        E: From<Error> + Retry + Send + 'static,
    {
        self.submit(Kind::Read, name, f)
    }

    fn submit<T, E>(&self, kind: Kind, name: &'static str, f: impl Fn(&mut Tx) -> Result<T, E> + Send + 'static) -> Pending<Result<T, E>>
    where
        T: Send + 'static,
        E: From<Error> + Retry + Send + 'static,
    {
        let (job, pending) = Job::new(name, f);
        let pushed = match &self.inner.lanes {
            Lanes::Sqlite { write, .. } if kind == Kind::Write => write.push(job),
            Lanes::Sqlite { read, .. } => read.push(job),
            Lanes::Postgres { queue, .. } => queue.push((kind, job)).map_err(|((_, job), why)| (job, why)),
        };
        if let Err((job, why)) = pushed {
            let text = match why {
                Refused::Full => "too many jobs are waiting",
                Refused::Closed => "the database is closed",
            };
            job.fail(Error::Unavailable(text.to_owned()));
        }
        pending
    }

    /// Lands the steps that have not landed, in order, and says which. One transaction each.
    pub fn migrate(&self, steps: &[Migration]) -> Result<Vec<u32>, Error> {
        self.apart(|bench| migrate::migrate(bench, steps))
    }

    /// Compares the steps this program knows with those that have landed.
    pub fn pending(&self, steps: &[Migration]) -> Result<State, Error> {
        self.apart(|bench| migrate::state(bench, steps))
    }

    /// Whether reads and writes are answered now.
    pub fn ready(&self) -> Result<(), Error> {
        let ask = |tx: &mut Tx| tx.query_one("select 1 as ready", &[]).map(|_| ());
        let write = self.write("ready", ask);
        let read = self.read("ready", ask);
        write.wait().and(read.wait())
    }

    /// Writes a whole and synced copy to a new file (SQLite). PostgreSQL has its own tools.
    pub fn backup_to(&self, path: &Path) -> Result<(), Error> {
        match &self.inner.lanes {
            Lanes::Sqlite { path: from, busy, .. } => sqlite::backup(from, path, *busy),
            Lanes::Postgres { .. } => Err(Error::Statement("PostgreSQL is backed up with pg_dump or pg_basebackup".to_owned())),
        }
    }

    /// Refuses new jobs, works off what is queued and ends the threads. Clones are closed with it.
    pub fn close(self) {
        self.inner.close();
    }

    /// Work on a connection of its own, off any asynchronous runtime (the PostgreSQL client would panic inside one).
    fn apart<T: Send>(&self, f: impl FnOnce(&mut Bench) -> Result<T, Error> + Send) -> Result<T, Error> {
        let lanes = &self.inner.lanes;
        off_runtime(|| {
            let mut bench = match lanes {
                Lanes::Sqlite { path, busy, .. } => Bench::Sqlite(sqlite::open(path, Kind::Write, *busy)?),
                Lanes::Postgres { config, .. } => Bench::Postgres(Box::new(Session::connect(config)?)),
            };
            f(&mut bench)
        })
    }
}

impl Inner {
    fn close(&self) {
        match &self.lanes {
            Lanes::Sqlite { write, read, .. } => {
                write.close();
                read.close();
            }
            Lanes::Postgres { queue, .. } => queue.close(),
        }
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // The last handle may be dropped by a job: a thread cannot wait for itself.
            if thread.thread().id() != std::thread::current().id() && thread.join().is_err() {
                tracing::error!("a storage thread ended with a panic");
            }
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

fn open_sqlite(path: &Path, options: &Options) -> Result<Database, Error> {
    if path.as_os_str().is_empty() || path.as_os_str() == ":memory:" {
        return Err(Error::Statement("SQLite needs a file: sqlite:PATH".to_owned()));
    }
    let write = Arc::new(Queue::new(options.queue));
    let read = Arc::new(Queue::new(options.queue));
    let connection = sqlite::open(path, Kind::Write, options.busy)?;
    let writer = Writer {
        connection,
        queue: Arc::clone(&write),
        max_group: options.max_group.max(1),
        group_time: options.group_time,
    };
    let mut threads = vec![spawn("sql-write", Arc::clone(&write), || writer.run())?];
    for _ in 0..options.readers.max(1) {
        let reader = Reader {
            connection: sqlite::open(path, Kind::Read, options.busy)?,
            queue: Arc::clone(&read),
        };
        threads.push(spawn("sql-read", Arc::clone(&read), || reader.run())?);
    }
    let lanes = Lanes::Sqlite {
        path: path.to_owned(),
        busy: options.busy,
        write,
        read,
    };
    Ok(Database {
        inner: Arc::new(Inner {
            lanes,
            threads: Mutex::new(threads),
        }),
    })
}

fn open_postgres(url: &str, options: &Options) -> Result<Database, Error> {
    let config = postgres::config(url)?;
    // Fails here and now when the address is wrong or the server forgets; the threads connect when they have work.
    off_runtime(|| Session::connect(&config).map(drop))?;
    let queue = Arc::new(Queue::new(options.queue));
    let connected = Arc::new(AtomicUsize::new(0));
    let mut threads = Vec::new();
    for _ in 0..options.postgres_connections.max(1) {
        let worker = Worker::new(config.clone(), Arc::clone(&queue), Arc::clone(&connected));
        threads.push(spawn("sql-postgres", Arc::clone(&queue), || worker.run())?);
    }
    let lanes = Lanes::Postgres {
        config: Box::new(config),
        queue,
    };
    Ok(Database {
        inner: Arc::new(Inner {
            lanes,
            threads: Mutex::new(threads),
        }),
    })
}

/// Starts a thread. Should it die, its queue closes and empties, so that nobody waits for an answer that cannot come.
fn spawn<T: Send + 'static>(name: &str, queue: Arc<Queue<T>>, f: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, Error> {
    struct Last<T>(Arc<Queue<T>>);
    impl<T> Drop for Last<T> {
        fn drop(&mut self) {
            if std::thread::panicking() {
                self.0.close();
                while self.0.try_pop().is_some() {}
            }
        }
    }
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            let _last = Last(queue);
            f();
        })
        .map_err(|e| Error::Unavailable(format!("no thread: {e}")))
}

fn off_runtime<T: Send>(f: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    std::thread::scope(|scope| scope.spawn(f).join()).unwrap_or_else(|_| Err(Error::Unavailable("the storage thread panicked".to_owned())))
}
