//! Pushes and their duties, on both engines; the wire itself is tested with the program's receivers.

use office::exchange::{self, Open};
use rules::Code;
use rules::access::Role;
use rules::duty::DutyKind;
use rules::exchange::PushState;
use testkit::{City, code, on_both};

fn one_push(city: &City, officer: &testkit::Officer) -> exchange::Item {
    let (items, _) = exchange::list(&city.app, &officer.person.actor, Open::Waiting, 10, 0).unwrap();
    items.into_iter().next().unwrap()
}

/// Proves EXC-06.
#[test]
fn feedback_on_the_third_working_day_is_in_time_and_on_the_fourth_overdue() {
    on_both(|city| {
        city.founder("李明").register("杭州云上味道餐饮有限公司", &["H2002"]).unwrap();
        let officer = city.officer("market-supervision", &[Role::Regulator]);
        let push = one_push(&city, &officer);
        assert_eq!(push.state, PushState::Queued);
        let early = exchange::feedback(&city.app, &officer.caller(), push.id, "operating", "");
        assert_eq!(code(early), Code::StateForbids);
        exchange::sign(&city.app, &officer.caller(), push.id).unwrap();
        assert_eq!(code(exchange::sign(&city.app, &officer.caller(), push.id)), Code::PushSettled);
        city.on_day("2026-11-05");
        assert!(
            !exchange::overdue(&city.app, &officer.person.actor, 10)
                .unwrap()
                .iter()
                .any(|duty| duty.kind == "feedback")
        );
        city.on_day("2026-11-06");
        assert!(
            exchange::overdue(&city.app, &officer.person.actor, 10)
                .unwrap()
                .iter()
                .any(|duty| duty.kind == "feedback")
        );
        exchange::feedback(&city.app, &officer.caller(), push.id, "operating", "正常经营").unwrap();
        assert!(
            !exchange::overdue(&city.app, &officer.person.actor, 10)
                .unwrap()
                .iter()
                .any(|duty| duty.kind == "feedback")
        );
    });
}

#[test]
fn a_push_is_handed_on_once_and_arrives_at_the_other_unit() {
    on_both(|city| {
        city.founder("李明").register("杭州云上味道餐饮有限公司", &["H2002"]).unwrap();
        let officer = city.officer("market-supervision", &[Role::Regulator]);
        let push = one_push(&city, &officer);
        assert_eq!(
            code(exchange::transfer(&city.app, &officer.caller(), push.id, "no-such-unit", "不归我")),
            Code::FieldInvalid
        );
        exchange::transfer(&city.app, &officer.caller(), push.id, "health", "应由卫生健康部门监管").unwrap();
        let health = city.officer("health", &[Role::Regulator]);
        let (items, _) = exchange::list(&city.app, &health.person.actor, Open::Waiting, 10, 0).unwrap();
        let handed = items
            .iter()
            .find(|item| item.transferred_from.as_deref() == Some("market-supervision"))
            .unwrap();
        assert_eq!(
            code(exchange::transfer(
                &city.app,
                &health.caller(),
                handed.id,
                "market-supervision",
                "退回"
            )),
            Code::TransferTwice
        );
        assert_eq!(
            code(exchange::detail(&city.app, &health.person.actor, push.id)),
            Code::NotFound,
            "another unit's push looks absent"
        );
    });
}

/// Proves SUP-02.
#[test]
fn a_subject_pushed_but_not_entered_within_the_limit_stands_in_the_gap_list_with_its_department() {
    on_both(|city| {
        city.founder("李明").register("杭州云上味道餐饮有限公司", &["H2002"]).unwrap();
        let officer = city.officer("market-supervision", &[Role::Regulator]);
        let keeper = city.officer("registration-authority", &[Role::Keeper]);
        let gaps = |unit: Option<&str>| exchange::gaps(&city.app, &keeper.person.actor, unit, 50).unwrap();
        let of_market = || {
            let found = gaps(None).units.into_iter().find(|unit| unit.unit == "market-supervision");
            found.map(|unit| (unit.unsigned, unit.unentered, unit.ever_answered))
        };
        let push = one_push(&city, &officer);
        city.on_day("2026-11-03");
        assert_eq!(of_market(), None, "within the limit nobody is behind");

        city.on_day("2026-11-20");
        assert_eq!(of_market(), Some((1, 0, false)));
        let listed = gaps(Some("market-supervision")).oldest;
        let told: Vec<_> = listed
            .iter()
            .map(|gap| (gap.push, gap.unit.as_str(), gap.kind, gap.enterprise.as_str()))
            .collect();
        assert_eq!(
            told,
            [(push.id, "market-supervision", DutyKind::SignPush, "杭州云上味道餐饮有限公司")]
        );
        let mut pushed_for = listed.iter().flat_map(|gap| &gap.matters);
        assert!(pushed_for.any(|matter| matter.code == "food-business"));
        assert!(gaps(Some("tobacco")).oldest.is_empty());

        // Signed for late, and then nothing follows: the gap is another, and as old as its own limit.
        exchange::sign(&city.app, &officer.caller(), push.id).unwrap();
        assert_eq!(of_market(), None);
        city.on_day("2026-11-27");
        assert_eq!(of_market(), Some((0, 1, true)));
        exchange::feedback(&city.app, &officer.caller(), push.id, "operating", "正常经营").unwrap();
        assert_eq!(of_market(), None);

        let own = exchange::gaps(&city.app, &officer.person.actor, None, 50);
        assert_eq!(
            own.map(|_| ()).map_err(|failure| matches!(failure, office::Failure::Refused(_))),
            Err(true)
        );
        let elsewhere = rules::access::Actor {
            place: "330106".to_owned(),
            ..keeper.person.actor.clone()
        };
        assert_eq!(exchange::gaps(&city.app, &elsewhere, None, 50).unwrap().total(), 0);
    });
}
