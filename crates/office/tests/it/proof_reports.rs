//! Reports of absurd proofs: each a task with its day, each answered; on both engines.

use office::Caller;
use office::catalogue::editions;
use office::catalogue::proof_reports::{self, NewReport, Taken, Which};
use rules::Code;
use rules::access::{Actor, Role};
use rules::calendar::Remaining;
use rules::catalogue::proof_report::{Disposal, Disposed};
use testkit::{City, Officer, PLACE, code, on_both};

fn keeper(city: &City) -> Officer {
    city.officer("market-supervision", &[Role::Keeper])
}

fn stranger() -> Caller {
    Caller::new(Actor::visitor(PLACE))
}

fn report(city: &City, phone: &str) -> Taken {
    let new = NewReport {
        matter: "food-business".to_owned(),
        proof: "经营者无犯罪记录证明".to_owned(),
        story: "窗口要求先到派出所开证明。".to_owned(),
        phone: phone.to_owned(),
        ..NewReport::default()
    };
    proof_reports::report(&city.app, &stranger(), new).unwrap()
}

fn abolished() -> Disposed {
    Disposed {
        disposal: Disposal::Abolished,
        basis: String::new(),
        answer: "不再要求，已通知窗口。".to_owned(),
    }
}

/// Proves CAT-15: a public report on a proof opens a task, and must get its disposal, which the reporter is told.
#[test]
fn a_public_report_opens_a_task_that_ends_with_a_disposal_told_to_the_reporter() {
    on_both(|city| {
        let keeper = keeper(&city);
        let taken = report(&city, "138 0013 8021");
        assert_eq!(taken.code, None, "his own last four digits open it");
        assert_eq!(
            taken.due().map(|day| day.to_string()).as_deref(),
            Some("2026-11-16"),
            "ten working days"
        );
        let (open, total) = proof_reports::list(&city.app, &keeper.person.actor, Which::Open, 20, 0).unwrap();
        assert_eq!((open.len(), total), (1, 1));
        let task = open.first().unwrap();
        assert_eq!((task.contact.as_str(), task.matter.as_str()), ("138****8021", "food-business"));
        assert_eq!(proof_reports::track(&city.app, &taken.number, "8021").unwrap().done, None);

        let number = editions::draft(&city.app, &keeper.caller(), "取消无犯罪记录证明", None).unwrap();
        let send =
            |disposed: &Disposed, edition| proof_reports::dispose(&city.app, &keeper.caller(), task.id, task.version, disposed, edition);
        let kept = Disposed {
            disposal: Disposal::Keep,
            ..abolished()
        };
        assert_eq!(code(send(&kept, None)), Code::FieldMissing, "kept only with its law");
        assert_eq!(code(send(&abolished(), Some(99))), Code::FieldInvalid, "no such draft");
        send(&abolished(), Some(number)).unwrap();
        let told = proof_reports::track(&city.app, &taken.number, "8021").unwrap().done.unwrap();
        assert_eq!((told.disposed, told.edition), (abolished(), Some(number)));
        assert_eq!(code(send(&abolished(), None)), Code::StateForbids, "once");
        assert_eq!(proof_reports::waiting(&city.app, &keeper.person.actor).unwrap(), (0, 0));
    });
}

#[test]
fn what_is_past_its_day_comes_first_and_is_counted() {
    on_both(|city| {
        let keeper = keeper(&city);
        let first = report(&city, "");
        city.on_day("2026-11-10");
        report(&city, "");
        city.on_day("2026-11-17");
        assert_eq!(proof_reports::waiting(&city.app, &keeper.person.actor).unwrap(), (2, 1));
        let (open, _) = proof_reports::list(&city.app, &keeper.person.actor, Which::Open, 20, 0).unwrap();
        let late = open.first().unwrap();
        assert_eq!(late.number, first.number);
        let law = city.app.law(PLACE);
        let left = late.clock.remaining(city.app.now().day(), law.calendar());
        assert!(matches!(left, Remaining::Overdue { days: 1, .. }), "{left:?}");
    });
}

#[test]
fn without_telephone_four_digits_are_given_and_a_wrong_guess_tells_nothing() {
    on_both(|city| {
        let taken = report(&city, "");
        let digits = taken.code.unwrap();
        assert_eq!(digits.len(), 4);
        assert!(proof_reports::track(&city.app, &taken.number, &digits).is_ok());
        let wrong = if digits == "0000" { "0001" } else { "0000" };
        for (number, digits) in [
            (taken.number.as_str(), wrong),
            ("ZM202611020000000X", digits.as_str()),
            ("", ""),
            (&taken.number, ""),
        ] {
            assert_eq!(
                code(proof_reports::track(&city.app, number, digits)),
                Code::NotFound,
                "{number} {digits}"
            );
        }
    });
}

#[test]
fn a_telephone_is_seen_in_full_only_after_the_record_says_who_looked() {
    on_both(|city| {
        let keeper = keeper(&city);
        report(&city, "13800138021");
        report(&city, "");
        let (open, _) = proof_reports::list(&city.app, &keeper.person.actor, Which::Open, 20, 0).unwrap();
        let logged = || {
            city.app
                .view("entries", |tx| {
                    let rows = tx.query(
                        "select body from record_entry where act = 'catalogue.reveal_contact'",
                        sql::params![],
                    )?;
                    rows.iter()
                        .map(|row| Ok(row.text("body")?))
                        .collect::<Result<Vec<_>, office::Failure>>()
                })
                .unwrap()
        };
        assert!(logged().is_empty());
        let with = open.iter().find(|report| !report.contact.is_empty()).unwrap();
        assert_eq!(proof_reports::reveal(&city.app, &keeper.caller(), with.id).unwrap(), "13800138021");
        let entries = logged();
        assert_eq!(entries.len(), 1);
        assert!(
            entries
                .iter()
                .all(|body| body.contains(&with.id.to_string()) && !body.contains("13800138021"))
        );
        let without = open.iter().find(|report| report.contact.is_empty()).unwrap();
        assert_eq!(code(proof_reports::reveal(&city.app, &keeper.caller(), without.id)), Code::NotFound);
        let supervisor = city.officer("market-supervision", &[Role::Supervisor]);
        assert_eq!(
            code(proof_reports::reveal(&city.app, &supervisor.caller(), with.id)),
            Code::NotGranted
        );
    });
}

#[test]
fn reports_are_bounded_checked_and_not_for_other_places() {
    on_both(|city| {
        let taken = report(&city, "");
        let send = |change: fn(&mut NewReport)| {
            let mut new = NewReport {
                body: "某街道".to_owned(),
                proof: "无违规证明".to_owned(),
                story: "要求提供。".to_owned(),
                ..NewReport::default()
            };
            change(&mut new);
            proof_reports::report(&city.app, &stranger(), new)
        };
        assert_eq!(code(send(|new| new.proof.clear())), Code::FieldMissing);
        assert_eq!(code(send(|new| new.story = "长".repeat(1_001))), Code::FieldInvalid);
        assert_eq!(code(send(|new| new.phone = "12345".to_owned())), Code::FieldInvalid);
        assert_eq!(code(send(|new| new.matter = "no-such-matter".to_owned())), Code::MatterUnknown);
        let mut foreign = keeper(&city);
        foreign.person.actor.place = "330106".to_owned();
        let own = proof_reports::list(&city.app, &keeper(&city).person.actor, Which::Open, 20, 0)
            .unwrap()
            .0;
        assert_eq!(own.first().unwrap().number, taken.number);
        let id = own.first().unwrap().id;
        assert_eq!(code(proof_reports::one(&city.app, &foreign.person.actor, id)), Code::NotFound);
        assert_eq!(
            code(proof_reports::dispose(&city.app, &foreign.caller(), id, 1, &abolished(), None)),
            Code::NotFound
        );
        for _ in 0..199 {
            send(|_| {}).unwrap();
        }
        assert_eq!(code(send(|_| {})), Code::ReportsTooMany);
    });
}
