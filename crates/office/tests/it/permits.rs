//! Three roads to a permit, on both engines.

use office::licensing::{self, Saved};
use rules::Code;
use rules::access::Role;
use rules::application::{Defect, Phase};
use rules::catalogue::{FieldKind, Matter};
use rules::ids::{ApplicationId, EnterpriseId};
use rules::licensing::Verdict;
use std::collections::BTreeSet;
use testkit::{City, Founder, code, on_both};

/// Answers every field of a matter and uploads every material that must be handed in.
fn filled(city: &City, founder: &Founder, matter: &Matter) -> Saved {
    let detail = matter.detail.as_deref().unwrap();
    let mut part = Saved::default();
    for field in &detail.fields {
        let answer = match field.kind {
            FieldKind::Text => "演示内容".to_owned(),
            FieldKind::Number => "86.5".to_owned(),
            FieldKind::Choice | FieldKind::Choices => field.choices.first().unwrap().clone(),
            FieldKind::YesNo => "是".to_owned(),
            FieldKind::Date => "2026-11-30".to_owned(),
        };
        part.answers.insert(field.code.clone(), answer);
    }
    for material in detail.materials.iter().filter(|material| material.handed_in()) {
        let sm3 = rules::record::sm3_hex(material.code.as_bytes());
        let file = licensing::StoredFile {
            sm3: sm3.clone(),
            name: "图.pdf".into(),
            media: "application/pdf".into(),
            size: 10,
        };
        licensing::store_file(&city.app, &founder.caller(), file).unwrap();
        part.files.insert(material.code.clone(), sm3);
    }
    part.ticks = Some(detail.conditions.iter().map(|condition| condition.code.clone()).collect());
    part
}

/// Starts an application and fills it.
pub fn started(city: &City, founder: &Founder, enterprise: EnterpriseId, matter: &str) -> (ApplicationId, i64) {
    let id = licensing::start(&city.app, &founder.caller(), enterprise, matter, None, "8021").unwrap();
    let matter = city.app.current().shelf().edition().matter(matter).unwrap().clone();
    let part = filled(city, founder, &matter);
    let version = licensing::save(&city.app, &founder.caller(), id, None, part).unwrap();
    (id, version)
}

fn phase(city: &City, founder: &Founder, id: ApplicationId) -> (Phase, i64) {
    let (application, _) = licensing::own(&city.app, &founder.person.actor, id).unwrap();
    (application.state.phase(), application.version)
}

/// Proves LIC-29.
#[test]
fn an_ordinary_matter_goes_from_submission_over_one_correction_to_issue() {
    on_both(|city| {
        let founder = city.founder("李明");
        let enterprise = founder.register("杭州云上味道餐饮有限公司", &["H2002"]).unwrap();
        let (id, version) = started(&city, &founder, enterprise, "food-business");
        licensing::submit(&city.app, &founder.caller(), id, version).unwrap();
        let clerk = city.officer("market-supervision", &[Role::Approver]);
        let other = city.officer("market-supervision", &[Role::Approver]);
        let stranger = city.officer("health", &[Role::Approver]);
        let (_, version) = phase(&city, &founder, id);
        assert_eq!(code(licensing::accept(&city.app, &stranger.caller(), id, version)), Code::NotFound);
        let defect = |item: &str| Defect {
            item: item.into(),
            what: "缺比例尺，请补充".into(),
            new_fact: None,
        };
        let outside = licensing::ask_correction(&city.app, &clerk.caller(), id, version, vec![defect("never-told")]);
        assert_eq!(code(outside), Code::NotInNotice);
        let item = city
            .app
            .shelf()
            .edition()
            .matter("food-business")
            .unwrap()
            .detail
            .as_ref()
            .unwrap()
            .materials
            .first()
            .unwrap()
            .code
            .clone();
        licensing::ask_correction(&city.app, &clerk.caller(), id, version, vec![defect(&item)]).unwrap();
        let (_, version) = phase(&city, &founder, id);
        licensing::answer_correction(&city.app, &founder.caller(), id, version).unwrap();
        let (_, version) = phase(&city, &founder, id);
        assert_eq!(
            code(licensing::ask_correction(
                &city.app,
                &clerk.caller(),
                id,
                version,
                vec![defect(&item)]
            )),
            Code::CorrectionTwice
        );
        licensing::accept(&city.app, &clerk.caller(), id, version).unwrap();
        let (_, version) = phase(&city, &founder, id);
        assert_eq!(
            code(licensing::decide(&city.app, &clerk.caller(), id, version, &Verdict::granted(""))),
            Code::DutiesSeparate
        );
        licensing::decide(&city.app, &other.caller(), id, version, &Verdict::granted("")).unwrap();
        assert_eq!(phase(&city, &founder, id).0, Phase::Granted);
        city.work();
        assert_eq!(phase(&city, &founder, id).0, Phase::Issued);
        assert_eq!(office::certificates::of_application(&city.app, id).unwrap().len(), 1);
    });
}

/// Proves LIC-06.
#[test]
fn a_commitment_is_decided_on_the_spot_when_every_condition_is_ticked_and_signed() {
    on_both(|city| {
        let founder = city.founder("李明");
        let term = city
            .app
            .shelf()
            .edition()
            .terms()
            .iter()
            .find(|term| term.name.contains("理发"))
            .unwrap()
            .code
            .clone();
        let enterprise = founder.register("杭州一剪之间理发有限公司", &[term.as_str()]).unwrap();
        let (id, version) = started(&city, &founder, enterprise, "public-hygiene");
        let none = Saved {
            ticks: Some(BTreeSet::new()),
            ..Saved::default()
        };
        let unticked = licensing::save(&city.app, &founder.caller(), id, Some(version), none).unwrap();
        let sign = || {
            let letter = licensing::commitment_letter(&city.app, &founder.person.actor, id).unwrap();
            office::access::sign(
                &city.app,
                &founder.person,
                testkit::PASSWORD,
                &rules::record::sm3_hex(letter.text().as_bytes()),
            )
            .unwrap()
        };
        assert_eq!(
            code(licensing::commit(&city.app, &founder.caller(), id, unticked, sign())),
            Code::CommitmentIncomplete
        );
        let matter = city.app.shelf().edition().matter("public-hygiene").unwrap().clone();
        let version = licensing::save(&city.app, &founder.caller(), id, None, filled(&city, &founder, &matter)).unwrap();
        licensing::commit(&city.app, &founder.caller(), id, version, sign()).unwrap();
        city.work();
        assert_eq!(phase(&city, &founder, id).0, Phase::Issued);
    });
}

/// Proves LIC-02.
#[test]
fn a_filing_that_goes_with_the_registration_needs_nothing_more() {
    on_both(|city| {
        let edition = city.app.shelf().edition().clone();
        let founder = city.founder("李明");
        founder.register("杭州邻里小铺商贸有限公司", &["F1040"]).unwrap();
        city.work();
        let filed = office::application::by_applicant(&city.app, founder.person.account, 10).unwrap();
        let filing = filed
            .iter()
            .find(|item| item.application.matter == "prepackaged-food-filing")
            .unwrap();
        assert_eq!(filing.application.state.phase(), Phase::Issued);
        assert!(edition.matter("prepackaged-food-filing").unwrap().on_the_spot());
    });
}

/// Proves LIC-01.
#[test]
fn a_cancelled_matter_takes_no_application() {
    on_both(|city| {
        let founder = city.founder("李明");
        let enterprise = founder.register("杭州云上味道餐饮有限公司", &["H2002"]).unwrap();
        let started = licensing::start(&city.app, &founder.caller(), enterprise, "foreign-trade-filing", None, "8021");
        assert_eq!(code(started), Code::MatterCancelled);
    });
}

#[test]
fn silence_is_written_down_with_the_day_of_receipt() {
    on_both(|city| {
        let founder = city.founder("李明");
        let enterprise = founder.register("杭州云上味道餐饮有限公司", &["H2002"]).unwrap();
        let (id, version) = started(&city, &founder, enterprise, "food-business");
        licensing::submit(&city.app, &founder.caller(), id, version).unwrap();
        city.on_day("2026-11-09");
        assert_eq!(licensing::record_silence(&city.app, testkit::PLACE, 100).unwrap(), 0);
        city.on_day("2026-11-10");
        assert_eq!(licensing::record_silence(&city.app, testkit::PLACE, 100).unwrap(), 1);
        let (application, _) = licensing::own(&city.app, &founder.person.actor, id).unwrap();
        match application.state {
            rules::application::State::Accepted { acceptance } => {
                assert_eq!(acceptance.at.day().to_string(), "2026-11-02");
                assert_eq!(acceptance.by, rules::application::By::Silence);
            }
            other => unreachable!("{other:?}"),
        }
    });
}
