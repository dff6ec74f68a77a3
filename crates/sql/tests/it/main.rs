//! One SQL text on two engines: every law here is tried on both, unless its name says on which.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod constraints;
mod failures;
mod groups;
mod migrations;
mod text;

use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use sql::trial::Cluster;
use sql::{Database, Engine, Error, Migration, Options, Row, Tx, Value};

/// Makes one test per engine out of a function of a [`Bed`].
macro_rules! on_both {
    ($($(#[$note:meta])* fn $name:ident($bed:ident) $body:block)*) => { $(
        $(#[$note])*
        mod $name {
            use super::*;
            fn law($bed: &crate::Bed) $body
            #[test]
            fn sqlite() {
                law(&crate::Bed::new(sql::Engine::Sqlite, crate::few()));
            }
            #[test]
            fn postgres() {
                law(&crate::Bed::new(sql::Engine::Postgres, crate::few()));
            }
        }
    )* };
}
pub(crate) use on_both;

/// A fresh database of one engine.
pub struct Bed {
    pub db: Database,
    pub url: String,
    _folder: Folder,
}

impl Bed {
    pub fn new(engine: Engine, options: Options) -> Bed {
        let folder = Folder::new();
        let url = match engine {
            Engine::Sqlite => format!("sqlite:{}", folder.file("trial.db").display()),
            Engine::Postgres => cluster().fresh(),
        };
        let db = Database::open(&url, options).unwrap();
        Bed { db, url, _folder: folder }
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self._folder.file(name)
    }

    /// Lands one step with this text.
    pub fn schema(&self, text: &'static str) {
        self.db
            .migrate(&[Migration {
                number: 1,
                name: "trial",
                text,
            }])
            .unwrap();
    }

    pub fn write<T: Send + 'static>(&self, f: impl Fn(&mut Tx) -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
        self.db.write("trial.write", f).wait()
    }

    pub fn execute(&self, sql: &'static str, p: &[Value]) -> Result<u64, Error> {
        let p = p.to_vec();
        self.write(move |tx| tx.execute(sql, &p))
    }

    pub fn query(&self, sql: &'static str, p: &[Value]) -> Result<Vec<Row>, Error> {
        let p = p.to_vec();
        self.db.read("trial.read", move |tx| tx.query(sql, &p)).wait()
    }

    pub fn number(&self, sql: &'static str) -> i64 {
        self.query(sql, &[]).unwrap().first().unwrap().int("n").unwrap()
    }
}

/// Few threads, and groups that end by count, never by the clock.
pub fn few() -> Options {
    Options {
        readers: 2,
        postgres_connections: 3,
        group_time: Duration::from_secs(3600),
        busy: Duration::from_millis(50),
        ..Options::default()
    }
}

pub fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(Cluster::start)
}

struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let path = std::env::temp_dir().join(format!("sql-{:016x}", RandomState::new().hash_one(0)));
        std::fs::create_dir(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}
