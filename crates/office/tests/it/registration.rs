//! Registration as law, on both engines.

use office::Failure;
use office::licensing::registration;
use office::registry::{NameVerdict, check_name};
use rules::Code;
use rules::access::Role;
use rules::application::Outcome;
use rules::registry::credit_code::CreditCode;
use sql::params;
use testkit::{City, On, PLACE, code, on_both};

/// Proves REG-18.
#[test]
fn a_company_without_licensed_terms_may_operate_at_once_and_nobody_is_asked() {
    on_both(|city| {
        let general = city
            .app
            .shelf()
            .edition()
            .terms()
            .iter()
            .find(|term| term.needs.is_empty() && term.name.contains("软件"))
            .unwrap()
            .code
            .clone();
        let enterprise = city.founder("李明").register("杭州青禾软件有限公司", &[general.as_str()]).unwrap();
        let pushes = city
            .app
            .view("pushes", move |tx| {
                Ok(tx
                    .query_one(
                        "select cast(count(*) as bigint) as n from push p join enterprise e on e.credit_code = p.subject where e.id = $1",
                        params![enterprise.to_string()],
                    )?
                    .int("n")?)
            })
            .unwrap();
        assert_eq!(pushes, 0);
    });
}

/// Proves EXC-01, EXC-02.
#[test]
fn registration_pushes_to_exactly_the_responsible_departments() {
    on_both(|city| {
        let terms = ["H2002", "F2008", "F2032"];
        city.founder("李明").register("杭州百味坊餐饮有限公司", &terms).unwrap();
        let law = city.app.law(PLACE);
        let notice = rules::catalogue::notice(city.app.shelf().edition(), &terms, PLACE, rules::catalogue::Zone::Elsewhere, &law).unwrap();
        let mut expected: Vec<String> = notice
            .receivers
            .iter()
            .map(|receiver| city.app.shelf().unit_of(receiver.office.department, PLACE))
            .collect();
        expected.sort();
        let mut told = city
            .app
            .view("told", |tx| {
                let rows = tx.query(
                    "select receiver from push where kind = 'cn.zhunying.enterprise.registered' order by receiver",
                    params![],
                )?;
                Ok(rows.iter().map(|row| row.text("receiver")).collect::<Result<Vec<_>, _>>()?)
            })
            .unwrap();
        told.sort();
        assert_eq!(told, expected);
        assert!(told.iter().any(|unit| unit == "tobacco") || !told.is_empty());
    });
}

/// Proves REG-05.
#[test]
fn one_name_is_never_held_twice_by_two_servers() {
    let city = City::open(On::Postgres);
    let (one, two) = (city.founder("李明"), city.founder("王芳"));
    let (first, second) = (
        one.fill_registration(&["H2002"]).unwrap(),
        two.fill_registration(&["H2002"]).unwrap(),
    );
    let other_server = city.second_server();
    for round in 0..20 {
        let name = format!(
            "杭州{}记餐饮有限公司",
            [
                "福", "禄", "寿", "喜", "春", "夏", "秋", "冬", "梅", "兰", "竹", "菊", "金", "木", "水", "火", "土", "天", "地", "人"
            ]
            .get(round)
            .unwrap()
        );
        let name = name.replace("记餐饮", "满记餐饮");
        let (here, there, a, b) = (city.app.clone(), other_server.clone(), one.caller(), two.caller());
        let results = std::thread::scope(|scope| {
            let left = scope.spawn(|| registration::reserve_name(&here, &a, first, None, &name));
            let right = scope.spawn(|| registration::reserve_name(&there, &b, second, None, &name));
            [left.join().unwrap(), right.join().unwrap()]
        });
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{name}: {results:?}");
        let held = city
            .app
            .view("held", move |tx| {
                Ok(tx
                    .query_one(
                        "select cast(count(*) as bigint) as n from name_hold where name = $1 and state = 'reserved'",
                        params![&name],
                    )?
                    .int("n")?)
            })
            .unwrap();
        assert_eq!(held, 1);
    }
}

#[test]
fn a_reservation_ends_after_two_months_to_the_day() {
    on_both(|city| {
        let one = city.founder("李明");
        let id = one.fill_registration(&["H2002"]).unwrap();
        let name = "杭州山间小筑餐饮有限公司";
        registration::reserve_name(&city.app, &one.caller(), id, None, name).unwrap();
        city.on_day("2027-01-02");
        assert_eq!(check_name(&city.app, name, PLACE).unwrap().verdict, NameVerdict::Refused);
        city.on_day("2027-01-03");
        assert_eq!(check_name(&city.app, name, PLACE).unwrap().verdict, NameVerdict::Available);
        let two = city.founder("王芳");
        let other = two.fill_registration(&["H2002"]).unwrap();
        registration::reserve_name(&city.app, &two.caller(), other, None, name).unwrap();
        assert_eq!(code(one.submit_registration(id)), Code::NameHoldGone);
    });
}

/// Proves REG-06.
#[test]
fn an_address_on_the_negative_list_is_refused_with_its_entry() {
    on_both(|city| {
        let founder = city.founder("李明");
        let id = founder.fill_registration(&["H2002"]).unwrap();
        let barred = office::registry::Section::Address {
            street: "江南大道9999号".into(),
            detail: "".into(),
            premises: "commercial".into(),
            commitment_sm3: Some("x".into()),
        };
        let saved = registration::save(&city.app, &founder.caller(), id, None, barred);
        let Err(Failure::Refused(refusal)) = saved else {
            unreachable!("saved {saved:?}")
        };
        assert_eq!(refusal.code, Code::AddressBarred);
        assert_eq!(refusal.facts.get("entry").map(String::as_str), Some("江南大道9999号"));
    });
}

#[test]
fn what_is_signed_is_what_is_registered() {
    on_both(|city| {
        let founder = city.founder("李明");
        let id = founder.fill_registration(&["H2002"]).unwrap();
        registration::reserve_name(&city.app, &founder.caller(), id, None, "杭州云上味道餐饮有限公司").unwrap();
        let (application, _) = registration::draft(&city.app, &founder.person.actor, id).unwrap();
        let signed = office::access::sign(
            &city.app,
            &founder.person,
            testkit::PASSWORD,
            &rules::record::sm3_hex(b"another text"),
        )
        .unwrap();
        let done = registration::submit(&city.app, &founder.caller(), id, application.version, signed);
        assert_eq!(code(done), Code::SignedTextChanged);
    });
}

#[test]
fn the_licence_is_signed_valid_and_carries_a_checked_credit_code() {
    on_both(|city| {
        let founder = city.founder("李明");
        founder.register("杭州云上味道餐饮有限公司", &["H2002"]).unwrap();
        let owner = founder.person.account.to_string();
        assert!(
            office::certificates::of_owner(&city.app, &owner, 10).unwrap().is_empty(),
            "nothing is shown before it is signed"
        );
        city.work();
        let certificates = office::certificates::of_owner(&city.app, &owner, 10).unwrap();
        let licence = certificates
            .iter()
            .find(|one| one.statement.kind == office::registry::LICENCE)
            .unwrap();
        assert!(CreditCode::parse(&licence.statement.credit_code).is_some());
        let key = office::certificates::public_key(&city.app, &licence.signature.key_id)
            .unwrap()
            .unwrap();
        paper::seal::verify(&key, licence.content.as_bytes(), &licence.signature).unwrap();
        assert_eq!(licence.statement.canonical(), licence.content);
        let (answer, _) = office::certificates::verify(&city.app, &licence.statement.reference).unwrap();
        assert_eq!(answer.name(), "valid");
        let (answer, _) = office::certificates::verify(&city.app, "00000000000000000000000000000000").unwrap();
        assert_eq!(answer.name(), "unknown");
    });
}

#[test]
fn a_registrar_decides_what_the_rule_leaves_and_a_refusal_frees_the_name() {
    on_both(|city| {
        city.founder("李明").register("杭州云上味道餐饮有限公司", &["H2002"]).unwrap();
        let founder = city.founder("王芳");
        let id = founder.fill_registration(&["H2002"]).unwrap();
        // Same sound, other characters: near, not barred; a registrar looks at it.
        let name = "杭州芸上味道餐饮有限公司";
        registration::reserve_name(&city.app, &founder.caller(), id, None, name).unwrap();
        let submitted = founder.submit_registration(id).unwrap();
        assert_eq!(submitted.phase, "submitted");
        let registrar = city.officer("market-supervision", &[Role::Registrar]);
        let version = registration::draft(&city.app, &registrar.person.actor, id).unwrap().0.version;
        let silent = registration::decide(&city.app, &registrar.caller(), id, version, Outcome::Refused, "");
        assert_eq!(code(silent), Code::ReasonMissing);
        registration::decide(
            &city.app,
            &registrar.caller(),
            id,
            version,
            Outcome::Refused,
            "与已登记企业名称字音相同，易混淆",
        )
        .unwrap();
        let held = city
            .app
            .view("held", move |tx| {
                Ok(tx
                    .query_one(
                        "select cast(count(*) as bigint) as n from name_hold where name = $1 and state = 'reserved'",
                        params![name],
                    )?
                    .int("n")?)
            })
            .unwrap();
        assert_eq!(held, 0);
    });
}

#[test]
fn another_persons_draft_looks_absent() {
    on_both(|city| {
        let id = city.founder("李明").fill_registration(&["H2002"]).unwrap();
        let stranger = city.founder("王芳");
        assert_eq!(code(registration::draft(&city.app, &stranger.person.actor, id)), Code::NotFound);
        assert_eq!(
            code(registration::reserve_name(
                &city.app,
                &stranger.caller(),
                id,
                None,
                "杭州云上味道餐饮有限公司"
            )),
            Code::NotFound
        );
    });
}
