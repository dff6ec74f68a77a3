//! Steps land once, in order, whole, and never change afterwards.

use sql::{Error, Migration, State};

use crate::{cluster, few, on_both};

const ONE: Migration = Migration {
    number: 1,
    name: "one",
    text: "create table one (a bigint);\n",
};
const TWO: Migration = Migration {
    number: 2,
    name: "two",
    text: "create table two (a bigint);\ninsert into two (a) values (1);\n",
};
const THREE: Migration = Migration {
    number: 3,
    name: "three",
    text: "create table three (a bigint);\ninsert into nowhere (a) values (1);\n",
};

fn refusal<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer {
        Err(Error::Statement(text)) => text,
        other => panic!("{other:?}"),
    }
}

on_both! {
    fn steps_land_once_and_in_order(bed) {
        assert_eq!(bed.db.pending(&[ONE, TWO]), Ok(State { pending: vec![1, 2], ..State::default() }));
        assert_eq!(bed.db.migrate(&[ONE]), Ok(vec![1]));
        assert_eq!(bed.db.pending(&[ONE, TWO]), Ok(State { applied: vec![1], pending: vec![2], unknown: vec![] }));
        assert_eq!(bed.db.migrate(&[ONE, TWO]), Ok(vec![2]));
        assert_eq!(bed.db.migrate(&[ONE, TWO]), Ok(vec![]));
        assert_eq!(bed.number("select a as n from two"), 1);
    }

    fn a_step_of_a_newer_program_is_unknown(bed) {
        bed.db.migrate(&[ONE, TWO]).unwrap();
        assert_eq!(bed.db.pending(&[ONE]), Ok(State { applied: vec![1], pending: vec![], unknown: vec![2] }));
    }

    fn a_landed_step_never_changes(bed) {
        bed.db.migrate(&[ONE]).unwrap();
        let changed = Migration { text: "create table one (a bigint, b bigint);\n", ..ONE };
        assert!(refusal(bed.db.migrate(&[changed])).contains("migration 1 one has landed with another text"));
        assert!(refusal(bed.db.pending(&[changed])).contains("another text"));
        let other_line_ends = Migration { text: "create table one (a bigint);\r\n", ..ONE };
        assert_eq!(bed.db.migrate(&[other_line_ends]), Ok(vec![]));
    }

    fn a_failing_step_leaves_nothing_behind(bed) {
        assert!(refusal(bed.db.migrate(&[ONE, THREE])).contains("migration 3 three"));
        assert_eq!(bed.db.pending(&[ONE]), Ok(State { applied: vec![1], ..State::default() }));
        assert!(matches!(bed.query("select a from three", &[]), Err(Error::Statement(_))));
    }

    fn a_step_cannot_land_behind_a_later_one(bed) {
        bed.db.migrate(&[TWO]).unwrap();
        assert!(refusal(bed.db.migrate(&[ONE, TWO])).contains("give it a higher number"));
        assert!(refusal(bed.db.migrate(&[TWO, ONE])).contains("not in order"));
    }

    fn constraints_that_wait_for_the_commit_are_refused(bed) {
        let text = "create table a (b bigint references c (d) deferrable initially deferred);\n";
        assert!(refusal(bed.db.migrate(&[Migration { text, ..ONE }])).contains("deferrable"));
    }

    fn an_insert_only_line_must_name_a_table(bed) {
        let text = "-- insert-only: Robert'); drop table x\n";
        assert!(refusal(bed.db.migrate(&[Migration { text, ..ONE }])).contains("not the name of a table"));
    }

    fn two_migrators_at_once_land_each_step_once(bed) {
        let options = sql::Options { busy: std::time::Duration::from_secs(60), ..few() };
        let landed: Vec<u32> = std::thread::scope(|scope| {
            let migrate = || sql::Database::open(&bed.url, options.clone()).unwrap().migrate(&[ONE, TWO]).unwrap();
            let (a, b) = (scope.spawn(migrate), scope.spawn(migrate));
            [a.join().unwrap(), b.join().unwrap()].concat()
        });
        assert_eq!(landed.len(), 2);
    }

    fn a_prepared_text_survives_a_change_of_its_table(bed) {
        bed.db.migrate(&[ONE]).unwrap();
        let text = "select * from one";
        for _ in 0..6 {
            bed.query(text, &[]).unwrap();
        }
        let wider = Migration { number: 2, name: "wider", text: "alter table one add column b bigint;\ninsert into one (a, b) values (1, 2);\n" };
        bed.db.migrate(&[ONE, wider]).unwrap();
        for _ in 0..6 {
            assert_eq!(bed.query(text, &[]).unwrap().first().unwrap().int("b"), Ok(2));
        }
    }
}

#[test]
fn a_postgres_database_with_another_order_of_text_is_refused() {
    let name = format!("another_order_{}", std::process::id());
    cluster().administer(&format!("drop database if exists {name}"));
    cluster().administer(&format!(
        "create database {name} template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'"
    ));
    let db = sql::Database::open(&cluster().url(&name), few()).unwrap();
    assert!(refusal(db.migrate(&[ONE])).contains(&format!("createdb -T template0 -l C -E UTF8 {name}")));
}
