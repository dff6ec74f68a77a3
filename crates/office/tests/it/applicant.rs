//! The applicant's side of a permit, on both engines: the road is his choice, what he handed in stays known, and nobody
//! else's place sees it.

use office::application::{self, Own};
use office::licensing::{self, Saved};
use rules::Code;
use rules::access::Role;
use rules::application::{Phase, Road};
use rules::ids::{ApplicationId, EnterpriseId};
use testkit::{City, Founder, code, on_both};

fn salon(city: &City, founder: &Founder) -> EnterpriseId {
    let terms = city.app.shelf().edition().terms();
    let term = terms.iter().find(|term| term.name.contains("理发")).unwrap().code.clone();
    founder.register("杭州一剪之间理发有限公司", &[term.as_str()]).unwrap()
}

fn started(city: &City, founder: &Founder, enterprise: EnterpriseId, matter: &str) -> ApplicationId {
    licensing::start(&city.app, &founder.caller(), enterprise, matter, None, "8021").unwrap()
}

fn upload(city: &City, founder: &Founder, content: &str) -> String {
    let file = licensing::StoredFile {
        sm3: rules::record::sm3_hex(content.as_bytes()),
        name: "平面图.pdf".into(),
        media: "application/pdf".into(),
        size: 10,
    };
    licensing::store_file(&city.app, &founder.caller(), file).unwrap()
}

#[test]
fn a_commitment_may_be_left_for_the_ordinary_road_while_it_is_a_draft() {
    on_both(|city| {
        let founder = city.founder("李明");
        let id = started(&city, &founder, salon(&city, &founder), "public-hygiene");
        let answers = [("area".to_owned(), "86.5".to_owned())].into();
        let part = Saved {
            answers,
            ..Saved::default()
        };
        let version = licensing::save(&city.app, &founder.caller(), id, Some(1), part).unwrap();
        assert_eq!(
            code(licensing::go_ordinary(&city.app, &founder.caller(), id, 1)),
            Code::VersionChanged
        );
        let stranger = city.founder("王芳");
        assert_eq!(
            code(licensing::go_ordinary(&city.app, &stranger.caller(), id, version)),
            Code::NotFound
        );
        let version = licensing::go_ordinary(&city.app, &founder.caller(), id, version).unwrap();
        let (application, content) = licensing::own(&city.app, &founder.person.actor, id).unwrap();
        assert_eq!((application.road, application.version), (Road::Ordinary, version));
        assert_eq!(application.promised_days, None, "the promise was made for the commitment");
        assert_eq!(content.answers.get("area").map(String::as_str), Some("86.5"));
        assert_eq!(
            code(licensing::go_ordinary(&city.app, &founder.caller(), id, version)),
            Code::FieldInvalid
        );
    });
}

#[test]
fn what_was_handed_in_stays_known_and_a_discarded_draft_never_was() {
    on_both(|city| {
        let founder = city.founder("李明");
        let account = founder.person.account;
        let enterprise = founder.register("杭州云上味道餐饮有限公司", &["H2002"]).unwrap();
        let drafts = |which| application::own(&city.app, account, which, 0, 10).unwrap();
        let before = drafts(Own::HandedIn).1;
        let id = started(&city, &founder, enterprise, "food-business");
        assert_eq!(drafts(Own::Drafts).0.len(), 1);
        licensing::withdraw(&city.app, &founder.caller(), id, 1).unwrap();
        assert_eq!((drafts(Own::Drafts).1, drafts(Own::HandedIn).1), (0, before));
        let registration = drafts(Own::HandedIn).0.remove(0);
        assert!(registration.claim.handed_in.is_some(), "decided on the spot, still handed in");
        city.on_day("2026-11-05");
        city.work();
        let (_, claim, _) = application::detail(&city.app, &founder.person.actor, registration.application.id).unwrap();
        assert_eq!(claim.handed_in, registration.claim.handed_in, "issuing does not change it");
    });
}

#[test]
fn an_officer_of_the_same_unit_in_another_place_sees_neither_form_nor_papers() {
    on_both(|city| {
        let founder = city.founder("李明");
        let enterprise = founder.register("杭州云上味道餐饮有限公司", &["H2002"]).unwrap();
        let id = started(&city, &founder, enterprise, "food-business");
        let sm3 = upload(&city, &founder, "plan");
        let part = Saved {
            files: [("layout-plan".to_owned(), sm3)].into(),
            ..Saved::default()
        };
        licensing::save(&city.app, &founder.caller(), id, Some(1), part).unwrap();
        let here = city.officer("market-supervision", &[Role::Approver]).person.actor;
        let mut elsewhere = here.clone();
        elsewhere.place = "330106".to_owned();
        assert_eq!(licensing::papers(&city.app, &here, id).unwrap().len(), 1);
        assert!(licensing::subject(&city.app, &here, id).is_ok());
        assert_eq!(code(licensing::papers(&city.app, &elsewhere, id)), Code::NotFound);
        assert_eq!(
            code(licensing::stored_file(&city.app, &elsewhere, id, "layout-plan")),
            Code::NotFound
        );
        assert_eq!(code(licensing::content(&city.app, &elsewhere, id)), Code::NotFound);
        assert_eq!(code(licensing::subject(&city.app, &elsewhere, id)), Code::NotFound);
    });
}

#[test]
fn another_account_cannot_use_an_upload_that_it_did_not_make() {
    on_both(|city| {
        let (founder, stranger) = (city.founder("李明"), city.founder("王芳"));
        let enterprise = founder.register("杭州云上味道餐饮有限公司", &["H2002"]).unwrap();
        let id = started(&city, &founder, enterprise, "food-business");
        let part = Saved {
            files: [("layout-plan".to_owned(), upload(&city, &stranger, "secret"))].into(),
            ..Saved::default()
        };
        assert_eq!(
            code(licensing::save(&city.app, &founder.caller(), id, Some(1), part)),
            Code::FileRefused
        );
        let (application, _) = licensing::own(&city.app, &founder.person.actor, id).unwrap();
        assert_eq!(application.state.phase(), Phase::Draft);
    });
}
