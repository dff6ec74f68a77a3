//! What strangers are told about certificates, on both engines.

use office::certificates::{self, Certificate};
use rules::Code;
use rules::access::Role;
use rules::certificates::Answer;
use rules::ids::CertificateId;
use sql::params;
use testkit::{City, Founder, code, on_both};

fn licensed(city: &City) -> (Founder, Certificate) {
    let founder = city.founder("李明");
    founder.register("杭州邻里小铺商贸有限公司", &["F1040"]).unwrap();
    city.work();
    let owner = founder.person.account.to_string();
    let own = certificates::of_owner(&city.app, &owner, 10).unwrap();
    let licence = own.into_iter().find(|one| one.statement.kind == office::registry::LICENCE).unwrap();
    (founder, licence)
}

#[test]
fn a_typed_number_needs_the_end_of_the_credit_code_and_a_wrong_one_tells_nothing() {
    on_both(|city| {
        let (_, licence) = licensed(&city);
        let number = licence.statement.number.as_str();
        let end = licence.statement.credit_code.get(14..).unwrap();
        let say = |number: &str, end: &str| certificates::verify_typed(&city.app, number, end).unwrap().0;
        assert_eq!(say(number, end), Answer::Valid);
        assert_eq!(say(&number.to_lowercase(), &format!(" {} ", end.to_lowercase())), Answer::Valid);
        assert_eq!(say(number, &licence.statement.credit_code), Answer::Valid);
        for (number, end) in [
            (number, "0000"),
            (number, &end[1..]),
            (number, ""),
            ("ZZ2026110200000000A", end),
            ("?", end),
        ] {
            assert_eq!(say(number, end), Answer::Unknown, "{number} {end}");
        }
    });
}

#[test]
fn an_accounts_certificates_come_in_pages() {
    on_both(|city| {
        let (founder, licence) = licensed(&city);
        let owner = founder.person.account.to_string();
        let page = |offset| certificates::page_of_owner(&city.app, &owner, 1, offset).unwrap();
        let (first, total) = page(0);
        let rest: Vec<_> = (1..total).flat_map(|offset| page(u32::try_from(offset).unwrap()).0).collect();
        assert_eq!((first.len() + rest.len()) as i64, total);
        assert!(first.iter().chain(&rest).any(|one| one.id == licence.id));
        assert!(page(9).0.is_empty());
    });
}

/// Proves CER-02.
#[test]
fn the_certificates_of_one_enterprise_hang_together() {
    on_both(|city| {
        let (_, licence) = licensed(&city);
        let all = certificates::of_enterprise(&city.app, &licence.enterprise, 10).unwrap();
        assert!(all.len() > 1, "the filing that went with the registration has its receipt");
        assert!(all.iter().all(|one| one.statement.credit_code == licence.statement.credit_code));
    });
}

/// Proves CER-02: a revoked certificate shows its state at once, an altered one fails.
#[test]
fn what_was_altered_in_the_database_was_never_issued() {
    let cases = [
        ("update certificate set fields = '[]' where reference = $1", Answer::Unknown),
        (
            "update certificate set statement = statement || ' ' where reference = $1",
            Answer::Unknown,
        ),
        (
            "update certificate set signature = substr(signature, 1, 20) where reference = $1",
            Answer::Unknown,
        ),
        ("update certificate set key_id = 'nobody' where reference = $1", Answer::CannotSay),
        (
            "update certificate set state = 'revoked' where reference = $1",
            Answer::NoLongerValid,
        ),
    ];
    for (statement, expected) in cases {
        on_both(|city| {
            let (_, licence) = licensed(&city);
            let reference = licence.statement.reference.clone();
            let changed = city
                .app
                .database()
                .write("alter", move |tx| tx.execute(statement, params![&reference]))
                .wait();
            assert_eq!(changed.unwrap(), 1, "{statement}");
            let (answer, shown) = certificates::verify(&city.app, &licence.statement.reference).unwrap();
            assert_eq!(answer, expected, "{statement}");
            assert_eq!(shown.is_some(), expected == Answer::NoLongerValid, "{statement}");
        });
    }
}

#[test]
fn a_certificate_is_opened_by_its_owner_and_the_staff_of_its_place() {
    on_both(|city| {
        let (founder, licence) = licensed(&city);
        let clerk = city.officer("market-supervision", &[Role::Window]);
        let stranger = city.founder("王芳");
        let open = |person: &office::access::Person, id| certificates::show(&city.app, &person.actor, id);
        assert!(open(&founder.person, licence.id).is_ok() && open(&clerk.person, licence.id).is_ok());
        assert_eq!(code(open(&stranger.person, licence.id)), Code::NotFound);
        let absent = CertificateId::parse("00000000000000000000000000").unwrap();
        assert_eq!(code(open(&founder.person, absent)), Code::NotFound);
    });
}
