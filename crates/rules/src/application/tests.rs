//! The law of applications as tables of cases.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::calendar::{Calendar, Year};
use crate::ids::{Id, NumberKind};
use crate::law::{Mark, Parameter, Statutes, Unit, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

fn person(n: u128) -> AccountId {
    AccountId(Id::new(Moment::from_micros(0), n))
}

/// 09:00 legal time of a day of March 2026 (a month without holidays; 2026-03-02 is a Monday).
fn at(day: i8) -> Moment {
    Moment::start_of(Date::constant(2026, 3, day)).plus_seconds(9 * 3_600)
}

fn law() -> Law {
    let parameter = |days: i64| Parameter {
        name: String::new(),
        values: vec![Value {
            from: Date::constant(2004, 7, 1),
            place: String::new(),
            value: days,
            unit: Unit::WorkingDay,
            article: "《行政许可法》".into(),
            mark: Mark::Confirmed,
        }],
        ..Parameter::default()
    };
    let parameters = BTreeMap::from([
        ("licensing.supplement_notice_days".to_owned(), parameter(5)),
        ("licensing.correction_reply_days".to_owned(), parameter(30)),
        ("licensing.delivery_days".to_owned(), parameter(10)),
    ]);
    let calendar = Calendar::new(BTreeMap::from([(2026, Year::default())]));
    Law::on(Arc::new(Statutes { calendar, parameters }), Date::constant(2026, 3, 2), "330108")
}

fn draft() -> Application {
    Application {
        id: ApplicationId(Id::new(at(2), 1)),
        number: HumanNumber::draw(NumberKind::Application, at(2).day(), 1),
        road: Road::Ordinary,
        matter: "food-business".into(),
        edition: "e".into(),
        place: "330108".into(),
        unit: "market-supervision".into(),
        applicant: person(1),
        enterprise: None,
        legal: Limit {
            days: 20,
            article: "《行政许可法》第四十二条第一款".into(),
        },
        promised_days: Some(5),
        state: State::Draft,
        rounds: Vec::new(),
        version: 1,
    }
}

#[test]
fn a_registration_has_its_own_limit_from_receipt_and_silence_takes_nothing_in() {
    let registration = Application {
        road: Road::Registration,
        legal: Limit {
            days: 3,
            article: "《市场主体登记管理条例》第十九条第一款".into(),
        },
        promised_days: None,
        ..draft()
    };
    let submitted = registration.submit(at(2)).unwrap();
    let standing = submitted.standing(at(5), &law()).unwrap();
    assert_eq!(standing.remaining, Some(Remaining::Days { left: 0, due: at(5).day() }));
    let late = submitted.standing(at(20), &law()).unwrap();
    assert_eq!((late.phase, late.acceptance), (Phase::Submitted, None));
    assert!(matches!(late.remaining, Some(Remaining::Overdue { .. })));
}

#[test]
fn registrations_lie_before_registrars_and_permits_before_window_and_approvers() {
    let desk = |roles: &[Role]| {
        let actor = Actor {
            account: None,
            roles: roles.to_vec(),
            unit: Some("market-supervision".into()),
            place: "330108".into(),
        };
        Desk::of(&actor).map_err(|refusal| refusal.code)
    };
    let cases = [
        (vec![Role::Registrar], Ok(Desk::Registrations)),
        (vec![Role::Window], Ok(Desk::Permits)),
        (vec![Role::Approver], Ok(Desk::Permits)),
        (vec![Role::Approver, Role::Registrar], Ok(Desk::All)),
        (vec![Role::Supervisor], Ok(Desk::All)),
        (vec![Role::Regulator], Err(Code::NotGranted)),
        (vec![Role::Keeper], Err(Code::NotGranted)),
    ];
    for (roles, expected) in cases {
        assert_eq!(desk(&roles), expected, "{roles:?}");
    }
    assert!(Desk::Registrations.holds(Road::Registration) && !Desk::Registrations.holds(Road::Filing));
    assert!(Desk::Permits.holds(Road::Ordinary) && !Desk::Permits.holds(Road::Registration));
}

fn defect(new_fact: Option<&str>) -> Defect {
    Defect {
        item: "layout-plan".into(),
        what: "缺比例尺".into(),
        new_fact: new_fact.map(str::to_owned),
    }
}

fn code(result: Result<Application, Unlawful>) -> Code {
    match result {
        Err(Unlawful::Refused(refusal)) => refusal.code,
        other => unreachable!("expected a refusal, got {other:?}"),
    }
}

/// Proves LIC-29.
#[test]
fn silence_of_five_working_days_means_accepted_from_the_day_of_receipt() {
    let submitted = draft().submit(at(2)).unwrap();
    assert_eq!(
        submitted.standing(at(9), &law()).unwrap().phase,
        Phase::Submitted,
        "the fifth day is still in time"
    );
    let standing = submitted.standing(at(10), &law()).unwrap();
    assert_eq!(standing.phase, Phase::Accepted);
    assert_eq!(
        standing.acceptance,
        Some(Acceptance {
            at: at(2),
            by: By::Silence
        })
    );
    assert_eq!(standing.clock.unwrap().start, at(2).day());
    assert_eq!(
        code(submitted.clone().ask_correction(person(2), vec![defect(None)], at(10), &law())),
        Code::StateForbids
    );
    let recorded = submitted.accept(By::Person(person(2)), at(12), &law()).unwrap();
    assert_eq!(
        recorded.state,
        State::Accepted {
            acceptance: Acceptance {
                at: at(2),
                by: By::Silence
            }
        }
    );
}

#[test]
fn what_was_visible_in_the_first_round_is_not_asked_in_a_second() {
    let asked = draft()
        .submit(at(2))
        .unwrap()
        .ask_correction(person(2), vec![defect(None)], at(3), &law())
        .unwrap();
    let answered = asked.answer_correction(at(5)).unwrap();
    assert_eq!(answered.state, State::Submitted { received: at(5) });
    assert_eq!(
        code(answered.clone().ask_correction(person(2), vec![defect(None)], at(6), &law())),
        Code::CorrectionTwice
    );
    let new_fact = vec![defect(Some("补交的图纸与申请面积不一致"))];
    assert!(answered.ask_correction(person(2), new_fact, at(6), &law()).is_ok());
}

#[test]
fn a_correction_names_its_defects() {
    let submitted = draft().submit(at(2)).unwrap();
    assert_eq!(
        code(submitted.clone().ask_correction(person(2), vec![], at(3), &law())),
        Code::DefectMissing
    );
    let blank = Defect {
        what: " ".into(),
        ..defect(None)
    };
    assert_eq!(
        code(submitted.ask_correction(person(2), vec![blank], at(3), &law())),
        Code::DefectMissing
    );
}

#[test]
fn who_takes_in_does_not_decide() {
    let accepted = draft().submit(at(2)).unwrap().accept(By::Person(person(2)), at(3), &law()).unwrap();
    let own = accepted.clone().decide(By::Person(person(2)), Outcome::Granted, "", at(4), &law());
    assert_eq!(code(own), Code::DutiesSeparate);
    assert!(accepted.decide(By::Person(person(3)), Outcome::Granted, "", at(4), &law()).is_ok());
}

#[test]
fn a_refusal_states_its_reasons() {
    let accepted = draft().submit(at(2)).unwrap().accept(By::Person(person(2)), at(3), &law()).unwrap();
    let silent = accepted
        .clone()
        .decide(By::Person(person(3)), Outcome::Refused, "  ", at(4), &law());
    assert_eq!(code(silent), Code::ReasonMissing);
    let refused = accepted
        .decide(By::Person(person(3)), Outcome::Refused, "不符合布局要求", at(4), &law())
        .unwrap();
    assert_eq!(refused.state.phase(), Phase::Refused);
}

#[test]
fn the_promised_limit_runs_before_the_legal_one() {
    let accepted = draft().submit(at(2)).unwrap().accept(By::Person(person(2)), at(3), &law()).unwrap();
    let standing = accepted.standing(at(4), &law()).unwrap();
    assert_eq!(
        standing.remaining,
        Some(Remaining::Days {
            left: 4,
            due: Date::constant(2026, 3, 10)
        })
    );
    assert_eq!(
        standing.legal_clock.unwrap().due(law().calendar()).date,
        Some(Date::constant(2026, 3, 31))
    );
}

#[test]
fn every_step_goes_exactly_where_the_table_says() {
    let law = law();
    let submitted = draft().submit(at(2)).unwrap();
    let correcting = submitted
        .clone()
        .ask_correction(person(2), vec![defect(None)], at(3), &law)
        .unwrap();
    let accepted = submitted.clone().accept(By::Person(person(2)), at(3), &law).unwrap();
    let granted = accepted
        .clone()
        .decide(By::Person(person(3)), Outcome::Granted, "", at(4), &law)
        .unwrap();
    let refused = accepted
        .clone()
        .decide(By::Person(person(3)), Outcome::Refused, "理由", at(4), &law)
        .unwrap();
    let issued = granted.clone().issue(at(5)).unwrap();
    let withdrawn = draft().withdraw(at(2)).unwrap();
    for application in [draft(), submitted, correcting, accepted, granted, refused, issued, withdrawn] {
        for step in Step::ALL {
            let from = application.state.phase();
            let given = application.clone();
            let result = match step {
                Step::Submit => given.submit(at(5)),
                Step::AskCorrection => given.ask_correction(person(2), vec![defect(Some("新情况"))], at(5), &law),
                Step::AnswerCorrection => given.answer_correction(at(5)),
                Step::Accept => given.accept(By::Person(person(2)), at(5), &law),
                Step::Grant => given.decide(By::Person(person(3)), Outcome::Granted, "", at(5), &law),
                Step::Refuse => given.decide(By::Person(person(3)), Outcome::Refused, "理由", at(5), &law),
                Step::Issue => given.issue(at(5)),
                Step::Withdraw => given.withdraw(at(5)),
            };
            let expected = TRANSITIONS.iter().find(|row| row.0 == from && row.1 == *step).map(|row| row.2);
            assert_eq!(result.ok().map(|moved| moved.state.phase()), expected, "{from:?} {step:?}");
        }
    }
}
