//! The one door: keys, refusals, evidence, sealing; on both engines.

use office::licensing::registration;
use office::{Caller, Failure, Fault};
use rules::Code;
use rules::access::Grant;
use sql::params;
use std::collections::BTreeMap;
use testkit::{City, PLACE, code, on_both};

fn count(city: &City, statement: &'static str) -> i64 {
    city.app
        .view("count", move |tx| Ok(tx.query_one(statement, params![])?.int("n")?))
        .unwrap()
}

#[test]
fn the_same_key_gives_the_same_answer_and_one_effect() {
    on_both(|city| {
        let founder = city.founder("李明");
        let caller = Caller::keyed(founder.person.actor.clone(), "form-1");
        let start = || office::licensing::registration::start(&city.app, &caller, vec!["H2002".into()], false, "8021");
        let first = start().unwrap();
        city.later(60);
        assert_eq!(start().unwrap(), first);
        assert_eq!(count(&city, "select cast(count(*) as bigint) as n from application"), 1);
        let other = office::licensing::registration::start(&city.app, &caller, vec!["F1041".into()], false, "8021");
        assert_eq!(code(other), Code::KeyReused);
    });
}

#[test]
fn a_refusal_leaves_its_key_and_one_entry_and_nothing_else() {
    on_both(|city| {
        let founder = city.founder("李明");
        let caller = Caller::keyed(founder.person.actor.clone(), "form-2");
        let entries = "select cast(count(*) as bigint) as n from record_entry";
        let before = count(&city, entries);
        let start = || office::licensing::registration::start(&city.app, &caller, vec!["Z9999".into()], false, "8021");
        assert_eq!(code(start()), Code::TermUnknown);
        assert_eq!(code(start()), Code::TermUnknown, "the stored refusal is the answer");
        assert_eq!(count(&city, entries), before + 1);
        assert_eq!(count(&city, "select cast(count(*) as bigint) as n from application"), 0);
    });
}

#[test]
fn an_applicant_may_not_decide() {
    on_both(|city| {
        let founder = city.founder("李明");
        let done = city.app.act(Grant::ApplicationDecide, &founder.caller(), (), |_, ()| Ok(()));
        assert_eq!(code(done.map(|receipt| receipt.result)), Code::NotGranted);
    });
}

#[test]
fn the_record_is_sealed_without_gap_and_a_changed_export_is_found() {
    on_both(|city| {
        let founder = city.founder("李明");
        founder.register("杭州云上味道餐饮有限公司", &["H2002"]).unwrap();
        city.work();
        office::record::checkpoint(&city.app).unwrap();
        assert_eq!(count(&city, "select cast(count(*) as bigint) as n from record_pending"), 0);
        let mut lines = Vec::new();
        office::record::export(&city.app, |line| {
            lines.push(line.clone());
            Ok(())
        })
        .unwrap();
        let verified = office::record::verify(lines.iter().cloned().map(Ok)).unwrap();
        assert_eq!(verified.checkpoints, 1);
        assert_eq!(
            i64::try_from(verified.entries).unwrap(),
            count(&city, "select cast(count(*) as bigint) as n from record_entry")
        );
        let mut changed = lines.clone();
        if let Some(office::record::Line::Entry { body, .. }) = changed.first_mut() {
            *body = body.replacen("access.register", "access.create", 1);
        }
        assert!(office::record::verify(changed.into_iter().map(Ok)).is_err(), "an edited entry");
        lines.remove(1);
        assert!(office::record::verify(lines.into_iter().map(Ok)).is_err(), "a missing entry");
    });
}

#[test]
fn the_record_can_be_neither_changed_nor_deleted() {
    on_both(|city| {
        city.founder("李明");
        for statement in ["update record_entry set body = 'x'", "delete from record_entry"] {
            let done: Result<u64, sql::Error> = city
                .app
                .database()
                .write("tamper", move |tx| tx.execute(statement, params![]))
                .wait();
            assert!(done.is_err(), "{statement}");
        }
    });
}

/// Folding the record gives the stored states again (I2).
#[test]
fn the_fold_of_the_record_is_the_stored_state() {
    on_both(|city| {
        let founder = city.founder("李明");
        founder.register("杭州云上味道餐饮有限公司", &["H2002", "F1041"]).unwrap();
        let id = founder.fill_registration(&["H2002"]).unwrap();
        office::licensing::registration::reserve_name(&city.app, &founder.caller(), id, None, "杭州山间小筑餐饮有限公司").unwrap();
        city.work();
        let (folded, stored) = city
            .app
            .view("fold", |tx| {
                let mut folded: BTreeMap<(String, String), String> = BTreeMap::new();
                for row in tx.query(
                    "select e.body from record_seal s join record_entry e on e.id = s.entry_id order by s.seq",
                    params![],
                )? {
                    for (kind, id, state) in changes(&row.text("body")?) {
                        folded.insert((kind, id), state);
                    }
                }
                let mut stored: BTreeMap<(String, String), String> = BTreeMap::new();
                let tables = [
                    ("application", "select id, phase as state from application"),
                    ("certificate", "select id, state from certificate"),
                    ("push", "select id, state from push"),
                    ("duty", "select id, state from duty"),
                    ("name", "select id, state from name_hold"),
                    ("enterprise", "select id, state from enterprise"),
                ];
                for (kind, statement) in tables {
                    for row in tx.query(statement, params![])? {
                        stored.insert((kind.to_owned(), row.text("id")?), row.text("state")?);
                    }
                }
                folded.retain(|(kind, _), _| tables.iter().any(|(known, _)| known == kind));
                Ok((folded, stored))
            })
            .unwrap();
        assert_eq!(folded, stored);
        assert!(stored.len() > 10);
    });
}

fn changes(body: &str) -> Vec<(String, String, String)> {
    let entry: serde_json::Value = serde_json::from_str(body).unwrap();
    let text = |value: &serde_json::Value, key: &str| value.get(key).and_then(|text| text.as_str()).unwrap().to_owned();
    let list = entry.get("changes").and_then(|changes| changes.as_array()).unwrap();
    list.iter()
        .map(|change| (text(change, "kind"), text(change, "id"), text(change, "state")))
        .collect()
}

#[test]
fn a_password_tried_too_often_locks_without_telling_whether_the_account_exists() {
    on_both(|city| {
        let founder = city.founder("李明");
        for _ in 0..5 {
            assert_eq!(
                code(office::access::sign_in(&city.app, &founder.person.login, "wrong wrong wrong", PLACE).map(|_| ())),
                Code::CredentialsWrong
            );
        }
        assert_eq!(
            code(office::access::sign_in(&city.app, &founder.person.login, testkit::PASSWORD, PLACE).map(|_| ())),
            Code::LockedOut
        );
        assert_eq!(
            code(office::access::sign_in(&city.app, "nobody", "wrong wrong wrong", PLACE).map(|_| ())),
            Code::CredentialsWrong
        );
        city.later(16 * 60);
        let session = office::access::sign_in(&city.app, &founder.person.login, testkit::PASSWORD, PLACE).unwrap();
        assert!(office::access::session(&city.app, &session.token).unwrap().is_some());
        city.later(31 * 60);
        assert!(
            office::access::session(&city.app, &session.token).unwrap().is_none(),
            "an idle session ends"
        );
    });
}

#[test]
fn a_closed_database_is_a_passing_fault_and_never_a_success() {
    let city = City::open(testkit::On::Sqlite);
    let founder = city.founder("李明");
    city.app.database().clone().close();
    let done = founder.fill_registration(&["H2002"]);
    assert!(
        matches!(&done, Err(Failure::Fault(fault)) if matches!(fault, Fault::Sql(_))),
        "{done:?}"
    );
}

#[test]
fn numbers_that_meet_are_drawn_again() {
    on_both(|city| {
        let founder = city.founder("李明");
        // Two servers with the same seed draw the same numbers.
        let (one, two) = (city.second_server(), city.second_server());
        let start = |app: &office::App| registration::start(app, &founder.caller(), vec!["H2002".to_owned()], false, "8021");
        start(&one).unwrap();
        city.later(60);
        start(&two).unwrap();
        assert_eq!(
            count(&city, "select cast(count(distinct number) as bigint) as n from application"),
            2
        );
    });
}
