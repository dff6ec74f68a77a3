//! When the world fails nobody is told that it worked, and work goes on when the world does.

use sql::{Database, Engine, Error, params};

use crate::{Bed, cluster, few, on_both};

const HEAP: &str = "
create table heap (
    id bigint not null,
    body text not null,
    constraint heap_pkey primary key (id)
);
";

fn unavailable<T>(answer: &Result<T, Error>) -> bool {
    matches!(answer, Err(Error::Unavailable(_)))
}

on_both! {
    fn a_panic_is_rolled_back_and_the_thread_lives(bed) {
        bed.schema(HEAP);
        for _ in 0..10 {
            let answer = bed.write(|tx| {
                tx.execute("insert into heap (id, body) values (1, 'x')", &[])?;
                assert_eq!(tx.query("select id from heap", &[])?.len(), 2, "a bug");
                Ok(())
            });
            assert!(unavailable(&answer));
        }
        assert_eq!(bed.execute("insert into heap (id, body) values (1, 'x')", &[]), Ok(1));
    }

    fn ready_says_so_until_closed(bed) {
        assert_eq!(bed.db.ready(), Ok(()));
        bed.db.clone().close();
        assert!(unavailable(&bed.db.ready()));
    }
}

#[test]
fn a_full_sqlite_refuses_and_works_again_when_there_is_room() {
    let bed = Bed::new(Engine::Sqlite, few());
    bed.schema(HEAP);
    bed.write(|tx| tx.query("pragma max_page_count = 40", &[])).unwrap();
    let fill = |id: i64| move |tx: &mut sql::Tx| tx.execute("insert into heap (id, body) values ($1, $2)", params![id, "x".repeat(60_000)]);
    let answers: Vec<_> = (0..8).map(|id| bed.db.write("fill", fill(id))).collect();
    let kept = answers
        .into_iter()
        .map(sql::Pending::wait)
        .filter(|answer| {
            assert!(answer == &Ok(1) || unavailable(answer), "{answer:?}");
            answer.is_ok()
        })
        .count();
    assert!(kept < 8);
    // What was answered as kept is there, and nothing else.
    assert_eq!(usize::try_from(bed.number("select count(*) as n from heap")), Ok(kept));
    bed.write(|tx| tx.query("pragma max_page_count = 100000", &[])).unwrap();
    assert_eq!(bed.write(fill(100)), Ok(1));
}

#[test]
fn sqlite_held_by_another_process_is_unavailable_and_then_recovers() {
    let bed = Bed::new(Engine::Sqlite, few());
    bed.schema(HEAP);
    let path = bed.url.strip_prefix("sqlite:").unwrap();
    let other = rusqlite::Connection::open(path).unwrap();
    other.execute_batch("begin immediate").unwrap();
    assert!(unavailable(&bed.execute("insert into heap (id, body) values (1, 'x')", &[])));
    assert_eq!(bed.number("select count(*) as n from heap"), 0);
    other.execute_batch("commit").unwrap();
    assert_eq!(bed.execute("insert into heap (id, body) values (1, 'x')", &[]), Ok(1));
}

#[test]
fn a_killed_postgres_backend_is_unavailable_and_then_recovers() {
    let bed = Bed::new(Engine::Postgres, few());
    bed.schema(HEAP);
    for id in 0..10 {
        let answer = bed.write(move |tx| {
            tx.execute("insert into heap (id, body) values ($1, 'x')", params![id])?;
            tx.query("select pg_terminate_backend(pg_backend_pid()) as gone", &[])
        });
        assert!(unavailable(&answer), "{answer:?}");
    }
    assert_eq!(bed.number("select count(*) as n from heap"), 0);
    assert_eq!(bed.execute("insert into heap (id, body) values (1, 'x')", &[]), Ok(1));
}

#[test]
fn a_postgres_connection_that_died_while_idle_is_replaced_unnoticed() {
    let bed = Bed::new(Engine::Postgres, few());
    bed.schema(HEAP);
    for id in 0..10 {
        let name = bed.url.rsplit('/').next().unwrap();
        cluster().administer(&format!(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{name}'"
        ));
        let insert = move |tx: &mut sql::Tx| tx.execute("insert into heap (id, body) values ($1, 'x')", params![id]);
        assert_eq!(bed.write(insert), Ok(1));
    }
}

#[test]
fn a_postgres_that_is_not_there_is_unavailable() {
    let answer = Database::open("postgres://postgres@%2Ftmp%2Fno-such-folder/x", few());
    assert!(matches!(answer.map(|_| ()), Err(Error::Unavailable(_))));
}

#[test]
fn a_postgres_that_forgets_is_refused_by_the_name_of_its_setting() {
    let url = cluster().fresh();
    let name = url.rsplit('/').next().unwrap();
    cluster().administer(&format!("alter database {name} set synchronous_commit = off"));
    let Err(Error::Unavailable(text)) = Database::open(&url, few()).map(|_| ()) else {
        panic!("opened")
    };
    assert!(text.contains("synchronous_commit = off"), "{text}");
}

#[test]
fn a_backup_is_whole_and_never_overwrites() {
    let bed = Bed::new(Engine::Sqlite, few());
    bed.schema(HEAP);
    bed.execute("insert into heap (id, body) values (1, 'x')", &[]).unwrap();
    let copy = bed.file("copy.db");
    bed.db.backup_to(&copy).unwrap();
    assert!(matches!(bed.db.backup_to(&copy), Err(Error::Statement(_))));
    let copy = rusqlite::Connection::open(copy).unwrap();
    let count: i64 = copy.query_row("select count(*) from heap", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 1);
}

#[test]
fn postgres_names_its_own_tool_for_backups() {
    let bed = Bed::new(Engine::Postgres, few());
    let Err(Error::Statement(text)) = bed.db.backup_to(&bed.file("copy")) else {
        panic!("backed up")
    };
    assert!(text.contains("pg_dump"));
}

#[test]
fn an_address_of_neither_engine_is_refused() {
    for url in ["mysql://x", "sqlite:", "sqlite::memory:", "/tmp/x.db"] {
        assert!(matches!(Database::open(url, few()).map(|_| ()), Err(Error::Statement(_))), "{url}");
    }
}
