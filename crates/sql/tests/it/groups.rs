//! Jobs that share a commit do not share a fate, except the commit itself; jobs that collide try again.

use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Barrier, Mutex};
use std::task::{Context, Waker};

use sql::{Engine, Error, Options, Pending, Tx, params};

use crate::{Bed, few, on_both};

const COUNTER: &str = "
create table counter (
    id bigint not null,
    n bigint not null,
    constraint counter_pkey primary key (id),
    constraint counter_small check (n < 1000)
);
insert into counter (id, n) values (1, 0);
";

/// Holds SQLite's writer, so that all jobs sent before `Sender::send` meet in one group.
fn hold(bed: &Bed) -> (Sender<()>, Pending<Result<(), Error>>) {
    let (release, held) = channel::<()>();
    let (started, running) = channel();
    let held = Mutex::new(held);
    let pending = bed.db.write("trial.hold", move |_| {
        started.send(()).unwrap();
        held.lock().unwrap().recv().unwrap();
        Ok(())
    });
    running.recv().unwrap();
    (release, pending)
}

fn add(id: i64) -> impl Fn(&mut Tx) -> Result<u64, Error> + Send {
    move |tx| tx.execute("insert into counter (id, n) values ($1, 1)", params![id])
}

on_both! {
    fn a_failing_job_harms_no_other(bed) {
        bed.schema(COUNTER);
        let (release, held) = hold(bed);
        let before = bed.db.write("good", add(10));
        let refused = bed.db.write("refused", |tx| {
            tx.execute("insert into counter (id, n) values (20, 1)", &[])?;
            Err::<(), _>(Error::Shape("no".to_owned()))
        });
        let broken = bed.db.write("broken", |tx| {
            tx.execute("insert into counter (id, n) values (21, 1)", &[])?;
            tx.execute("insert into counter (id, n) values (1, 1)", &[])
        });
        let panicking = bed.db.write("panicking", |tx| {
            tx.execute("insert into counter (id, n) values (22, 1)", &[])?;
            if tx.query("select 1 as a", &[])?.len() == 1 {
                panic!("a bug");
            }
            Ok::<_, Error>(())
        });
        let after = bed.db.write("good", add(11));
        release.send(()).unwrap();
        assert_eq!(held.wait(), Ok(()));
        assert_eq!(before.wait(), Ok(1));
        assert_eq!(refused.wait(), Err(Error::Shape("no".to_owned())));
        assert_eq!(broken.wait(), Err(Error::Constraint("counter_pkey".to_owned())));
        assert_eq!(panicking.wait(), Err(Error::Unavailable("panicking panicked".to_owned())));
        assert_eq!(after.wait(), Ok(1));
        assert_eq!(bed.number("select count(*) as n from counter where id in (10, 11)"), 2);
        assert_eq!(bed.number("select count(*) as n from counter"), 3);
    }

    fn writers_on_one_row_lose_no_step(bed) {
        bed.schema(COUNTER);
        let runs = Arc::new(AtomicU32::new(0));
        let meet = Arc::new(Barrier::new(2));
        let pending: Vec<_> = (0..2).map(|_| {
            let (runs, meet, parallel) = (Arc::clone(&runs), Arc::clone(&meet), bed.db.engine() == Engine::Postgres);
            bed.db.write("trial.step", move |tx| {
                let n = tx.query_one("select n from counter where id = 1", &[])?.int("n")?;
                // The first two attempts have both read the same number before either writes.
                if runs.fetch_add(1, Ordering::SeqCst) < 2 && parallel {
                    meet.wait();
                }
                tx.execute("update counter set n = $1 where id = 1", params![n + 1])
            })
        }).collect();
        for answer in pending {
            assert_eq!(answer.wait(), Ok(1));
        }
        assert_eq!(bed.number("select n from counter where id = 1"), 2);
        let expected = match bed.db.engine() { Engine::Sqlite => 2, Engine::Postgres => 3 };
        assert_eq!(runs.load(Ordering::SeqCst), expected);
    }

    fn a_full_queue_answers_at_once(bed) {
        let small = Options { queue: 1, postgres_connections: 1, ..few() };
        let db = sql::Database::open(&bed.url, small).unwrap();
        let small = Bed { db, url: bed.url.clone(), _folder: crate::Folder::new() };
        let (release, held) = hold(&small);
        let waiting = small.db.write("waiting", |_| Ok::<_, Error>(()));
        let one_too_many = small.db.write("one too many", |_| Ok::<_, Error>(()));
        assert!(matches!(one_too_many.wait(), Err(Error::Unavailable(_))));
        release.send(()).unwrap();
        assert_eq!((held.wait(), waiting.wait()), (Ok(()), Ok(())));
    }

    fn closing_works_off_the_queue_and_refuses_what_comes_later(bed) {
        bed.schema(COUNTER);
        let answers: Vec<_> = (10..30).map(|id| bed.db.write("good", add(id))).collect();
        bed.db.clone().close();
        for answer in answers {
            assert_eq!(answer.wait(), Ok(1));
        }
        assert!(matches!(bed.db.write("late", add(99)).wait(), Err(Error::Unavailable(_))));
    }
}

#[test]
fn postgres_gives_up_after_eight_tries() {
    let bed = Bed::new(Engine::Postgres, few());
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    let answer = bed.write(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        Err::<(), _>(Error::Conflict)
    });
    assert_eq!(answer, Err(Error::Conflict));
    assert_eq!(runs.load(Ordering::SeqCst), 8);
}

#[test]
fn sqlite_commits_each_job_alone_when_told_so() {
    let bed = Bed::new(Engine::Sqlite, Options { max_group: 1, ..few() });
    bed.schema(COUNTER);
    let (release, held) = hold(&bed);
    let first = bed.db.write("good", add(10));
    let url = bed.url.clone();
    // The second job looks from outside: the first is already committed.
    let second = bed.db.write("look", move |_| {
        let outside = sql::Database::open(&url, few())?;
        let ask = |tx: &mut Tx| tx.query_one("select count(*) as n from counter", &[])?.int("n");
        outside.read("look", ask).wait()
    });
    release.send(()).unwrap();
    assert_eq!((held.wait(), first.wait(), second.wait()), (Ok(()), Ok(1), Ok(2)));
}

/// `or rollback` does what a full disk may do: SQLite itself rolls back everything since `begin`.
#[test]
fn a_sqlite_group_that_is_rolled_back_is_answered_so_to_all_its_jobs() {
    let bed = Bed::new(Engine::Sqlite, few());
    bed.schema(COUNTER);
    let (release, held) = hold(&bed);
    let before = bed.db.write("good", add(10));
    let refused = bed.db.write("refused", |_| Err::<(), _>(Error::Shape("no".to_owned())));
    let fatal = bed.db.write("fatal", |tx| {
        let _swallowed = tx.execute("insert or rollback into counter (id, n) values (1, 1)", &[]);
        // In autocommit now: were this to run, it would be kept on its own.
        let _not_run = tx.execute("insert into counter (id, n) values (30, 1)", &[]);
        Ok::<_, Error>(())
    });
    let after = bed.db.write("good", add(11));
    release.send(()).unwrap();
    let lost = "not kept: constraint counter_pkey refused the change";
    for answer in [held.wait(), before.wait().map(|_| ()), refused.wait(), fatal.wait()] {
        assert_eq!(answer, Err(Error::Unavailable(lost.to_owned())));
    }
    assert_eq!(after.wait(), Ok(1));
    assert_eq!(bed.number("select count(*) as n from counter where id <> 11"), 1);
}

#[test]
fn sqlite_answers_nothing_before_the_commit() {
    let bed = Bed::new(Engine::Sqlite, few());
    bed.schema(COUNTER);
    let (release, held) = hold(&bed);
    let mut good = bed.db.write("good", add(10));
    let (started, running) = channel();
    let (finish, finished) = channel::<()>();
    let finished = Mutex::new(finished);
    let last = bed.db.write("last", move |_| {
        started.send(()).unwrap();
        finished.lock().unwrap().recv().unwrap();
        Ok::<_, Error>(())
    });
    release.send(()).unwrap();
    running.recv().unwrap();
    // `good` has run in this group, and the group has not ended.
    let mut context = Context::from_waker(Waker::noop());
    assert!(Pin::new(&mut good).poll(&mut context).is_pending());
    assert_eq!(bed.number("select count(*) as n from counter"), 1);
    finish.send(()).unwrap();
    assert_eq!((held.wait(), good.wait(), last.wait()), (Ok(()), Ok(1), Ok(())));
}
