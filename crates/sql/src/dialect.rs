//! The one place that knows what the two engines say differently.

use crate::Error;
use crate::tx::Kind;

/// Which engine keeps the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Opens a transaction. SQLite takes the write lock at once, so that no read inside can go stale.
pub(crate) fn begin(engine: Engine, kind: Kind) -> &'static str {
    match (engine, kind) {
        (Engine::Sqlite, Kind::Write) => "begin immediate",
        (Engine::Sqlite, Kind::Read) => "begin deferred",
        (Engine::Postgres, Kind::Write) => "begin isolation level repeatable read",
        (Engine::Postgres, Kind::Read) => "begin isolation level repeatable read, read only",
    }
}

/// Opens a migration: one migrator at a time, and what the one before it landed is visible.
pub(crate) fn begin_migration(engine: Engine) -> &'static [&'static str] {
    match engine {
        Engine::Sqlite => &["begin immediate"],
        Engine::Postgres => &["begin", "select pg_advisory_xact_lock(7205759403792794)"],
    }
}

/// One row when the table of landed migrations exists.
pub(crate) fn find_migration_table(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "select 1 as found from sqlite_schema where type = 'table' and name = 'schema_migration'",
        Engine::Postgres => "select 1 as found where to_regclass('schema_migration') is not null",
    }
}

/// A migration's text for this engine: each line `-- insert-only: TABLE` adds the triggers that keep the table so.
pub(crate) fn migration(engine: Engine, text: &str) -> Result<String, Error> {
    let mut sql = text.to_owned();
    for line in text.lines() {
        if let Some(table) = line.trim().strip_prefix("-- insert-only:") {
            let table = table.trim();
            if table.is_empty() || !table.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
                return Err(Error::Statement(format!("`{table}` after insert-only is not the name of a table")));
            }
            sql.push('\n');
            sql.push_str(&insert_only(engine, table));
        }
    }
    Ok(sql)
}

/// Triggers that refuse with the constraint `TABLE_insert_only`.
fn insert_only(engine: Engine, table: &str) -> String {
    match engine {
        Engine::Sqlite => ["update", "delete"]
            .map(|event| {
                format!(
                    "create trigger {table}_no_{event} before {event} on {table} \
                     begin select raise(abort, '{table}_insert_only'); end;\n"
                )
            })
            .concat(),
        Engine::Postgres => format!(
            "create function {table}_insert_only() returns trigger language plpgsql as $refuse$ begin \
             raise exception '{table} only takes new rows' \
             using errcode = '23000', constraint = '{table}_insert_only'; end $refuse$;\n\
             create trigger {table}_no_change before update or delete on {table} \
             for each row execute function {table}_insert_only();\n\
             create trigger {table}_no_truncate before truncate on {table} \
             for each statement execute function {table}_insert_only();\n"
        ),
    }
}
