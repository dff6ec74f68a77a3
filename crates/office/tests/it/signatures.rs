//! Signatures given beforehand, and forms sent twice.

use office::Caller;
use office::access::{self, NewAccount};
use office::licensing::registration;
use rules::Code;
use rules::access::Actor;
use rules::record::sm3_hex;
use testkit::{PASSWORD, PLACE, code, identity, on_both};

#[test]
fn a_signature_waits_an_hour_for_its_act_and_a_repeated_act_is_answered_however_late() {
    on_both(|city| {
        let founder = city.founder("李明");
        let id = founder.fill_registration(&["H2002"]).unwrap();
        registration::reserve_name(&city.app, &founder.caller(), id, None, "杭州云上味道餐饮有限公司").unwrap();
        let (application, form) = registration::draft(&city.app, &founder.person.actor, id).unwrap();
        let text = registration::shown_text(&application, &form, city.app.shelf()).unwrap();
        let sign = || {
            let texts = vec![sm3_hex(text.as_bytes())];
            access::give_signatures(&city.app, &founder.caller(), &founder.person, PASSWORD, texts)
                .unwrap()
                .remove(0)
        };
        let submit = |signature: &str, key: &str| {
            let signed = access::given_signature(&city.app, &founder.person, signature)?;
            let caller = Caller::keyed(founder.person.actor.clone(), key);
            registration::submit(&city.app, &caller, id, application.version, signed)
        };
        let old = sign();
        city.later(3_601);
        assert_eq!(code(submit(&old, "late")), Code::SignatureMissing);
        let fresh = sign();
        city.later(3_600);
        let first = submit(&fresh, "in time").unwrap();
        city.later(30 * 86_400);
        assert_eq!(submit(&fresh, "in time").unwrap().enterprise, first.enterprise);
    });
}

#[test]
fn a_form_of_registration_sent_twice_makes_one_account() {
    on_both(|city| {
        let caller = Caller::keyed(Actor::visitor(PLACE), "one form");
        let register = || {
            let account = NewAccount {
                login: "13900001111".to_owned(),
                display_name: "周明远".to_owned(),
                phone: "13900001111".to_owned(),
                identity_number: identity(77),
                unit: String::new(),
                place: PLACE.to_owned(),
                password_hash: access::hash_password(PASSWORD).unwrap(),
                roles: Vec::new(),
            };
            access::register(&city.app, &caller, account).unwrap()
        };
        assert_eq!(register(), register());
    });
}
