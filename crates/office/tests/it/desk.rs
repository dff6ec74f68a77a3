//! The staff's desk: whose queue holds what, the next application, the review, the evidence of one application.

use office::application::{self, ClaimFilter, Filter};
use office::exchange;
use office::licensing::{self, ReviewPart, Saved, registration};
use rules::Code;
use rules::access::Role;
use rules::catalogue::FieldKind;
use rules::ids::ApplicationId;
use rules::licensing::{PointResult, PointReview, Points, ReviewState, Verdict};
use rules::registry::registration::RegistrarReason;
use testkit::{City, Founder, Officer, code, on_both};

const MATTER: &str = "food-business";

/// An application for a permit, filled in and handed in.
fn handed_in(city: &City, founder: &Founder, name: &str) -> ApplicationId {
    let enterprise = founder.register(name, &["H2002"]).unwrap();
    let id = licensing::start(&city.app, &founder.caller(), enterprise, MATTER, None, "8021").unwrap();
    let shelf = city.app.shelf().clone();
    let detail = shelf.edition().matter(MATTER).unwrap().detail.as_deref().unwrap();
    let mut part = Saved::default();
    for field in &detail.fields {
        let answer = match field.kind {
            FieldKind::Text => "演示内容",
            FieldKind::Number => "86.5",
            FieldKind::Choice | FieldKind::Choices => field.choices.first().unwrap(),
            FieldKind::YesNo => "是",
            FieldKind::Date => "2026-11-30",
        };
        part.answers.insert(field.code.clone(), answer.to_owned());
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
    let version = licensing::save(&city.app, &founder.caller(), id, None, part).unwrap();
    licensing::submit(&city.app, &founder.caller(), id, version).unwrap();
    id
}

/// A registration that the rule leaves to a registrar: its name sounds like another one.
fn to_registrar(city: &City) -> ApplicationId {
    city.founder("李明").register("杭州云上味道餐饮有限公司", &["H2002"]).unwrap();
    let founder = city.founder("王芳");
    let id = founder.fill_registration(&["H2002"]).unwrap();
    registration::reserve_name(&city.app, &founder.caller(), id, None, "杭州芸上味道餐饮有限公司").unwrap();
    assert_eq!(founder.submit_registration(id).unwrap().phase, "submitted");
    id
}

fn found(city: &City, officer: &Officer, filter: Filter) -> Vec<ApplicationId> {
    let filter = Filter { limit: 100, ..filter };
    let page = application::queue(&city.app, &officer.person.actor, &filter).unwrap();
    assert_eq!(usize::try_from(page.total).unwrap(), page.items.len());
    page.items.iter().map(|item| item.application.id).collect()
}

fn version(city: &City, officer: &Officer, id: ApplicationId) -> i64 {
    application::at_desk(&city.app, &officer.person.actor, id)
        .unwrap()
        .application
        .version
}

#[test]
fn registrations_lie_before_registrars_and_permits_before_window_and_approvers() {
    on_both(|city| {
        let registered = to_registrar(&city);
        let permit = handed_in(&city, &city.founder("赵敏"), "杭州海棠小馆餐饮有限公司");
        city.work();
        let officer = |roles: &[Role]| city.officer("market-supervision", roles);
        let (registrar, approver, window) = (officer(&[Role::Registrar]), officer(&[Role::Approver]), officer(&[Role::Window]));
        assert_eq!(found(&city, &registrar, Filter::default()), [registered]);
        assert_eq!(found(&city, &approver, Filter::default()), [permit]);
        assert_eq!(found(&city, &window, Filter::default()), [permit]);
        assert_eq!(found(&city, &officer(&[Role::Supervisor]), Filter::default()).len(), 2);
        let at_desk = |officer: &Officer, id| application::at_desk(&city.app, &officer.person.actor, id).map(|_| ());
        assert_eq!(code(at_desk(&approver, registered)), Code::NotFound);
        assert_eq!(code(at_desk(&registrar, permit)), Code::NotFound);
        assert_eq!(code(at_desk(&officer(&[Role::Regulator]), permit)), Code::NotGranted);
        assert_eq!(code(at_desk(&city.officer("health", &[Role::Approver]), permit)), Code::NotFound);
        assert!(at_desk(&approver, permit).is_ok());
    });
}

#[test]
fn a_draft_lies_on_no_desk() {
    on_both(|city| {
        let founder = city.founder("李明");
        let enterprise = founder.register("杭州云上味道餐饮有限公司", &["H2002"]).unwrap();
        let draft = licensing::start(&city.app, &founder.caller(), enterprise, MATTER, None, "8021").unwrap();
        let approver = city.officer("market-supervision", &[Role::Approver]);
        let seen = application::at_desk(&city.app, &approver.person.actor, draft).map(|_| ());
        assert_eq!(code(seen), Code::NotFound);
    });
}

#[test]
fn a_queue_is_searched_by_number_applicant_and_matter() {
    on_both(|city| {
        let one = handed_in(&city, &city.founder("李明"), "杭州云上味道餐饮有限公司");
        let two = handed_in(&city, &city.founder("王芳"), "杭州海棠小馆餐饮有限公司");
        let approver = city.officer("market-supervision", &[Role::Approver]);
        let by_text = |text: &str, matters: &[&str]| {
            let filter = Filter {
                text: Some(text.to_owned()),
                matters: matters.iter().map(|matter| (*matter).to_owned()).collect(),
                ..Filter::default()
            };
            found(&city, &approver, filter)
        };
        let on_desk = application::at_desk(&city.app, &approver.person.actor, one).unwrap();
        let number = on_desk.application.number.to_string().to_lowercase();
        assert_eq!(by_text(&number, &[]), [one]);
        assert_eq!(by_text(&format!(" {} ", number.get(4..).unwrap()), &[]), [one]);
        assert_eq!(by_text("海棠", &[]), [two]);
        assert_eq!(by_text("BJ", &[]).len(), 2);
        assert!(by_text("100%_'", &[]).is_empty());
        assert_eq!(by_text("食品", &[MATTER]).len(), 2);
    });
}

#[test]
fn the_next_application_is_the_most_urgent_that_nobody_has_and_the_officer_can_move() {
    on_both(|city| {
        let one = handed_in(&city, &city.founder("李明"), "杭州云上味道餐饮有限公司");
        city.on_day("2026-11-03");
        let two = handed_in(&city, &city.founder("王芳"), "杭州海棠小馆餐饮有限公司");
        let taker = city.officer("market-supervision", &[Role::Approver]);
        let other = city.officer("market-supervision", &[Role::Approver]);
        // Who took it in may not decide it, so it is no work for him.
        licensing::accept(&city.app, &taker.caller(), one, version(&city, &taker, one)).unwrap();
        assert_eq!(licensing::claim_next(&city.app, &taker.caller()).unwrap(), Some(two));
        assert_eq!(licensing::claim_next(&city.app, &taker.caller()).unwrap(), None);
        let keyed = office::Caller::keyed(other.person.actor.clone(), "one-form");
        assert_eq!(licensing::claim_next(&city.app, &keyed).unwrap(), Some(one));
        assert_eq!(
            licensing::claim_next(&city.app, &keyed).unwrap(),
            Some(one),
            "the same form takes nothing twice"
        );
        let claimed = |claim| {
            let filter = Filter {
                claim: Some(claim),
                ..Filter::default()
            };
            found(&city, &other, filter)
        };
        assert_eq!(claimed(ClaimFilter::By(other.person.account)), [one]);
        assert!(claimed(ClaimFilter::Nobody).is_empty());
    });
}

fn all_pass(city: &City) -> Points {
    let shelf = city.app.shelf().clone();
    let detail = shelf.edition().matter(MATTER).unwrap().detail.as_deref().unwrap();
    let pass = PointReview {
        result: PointResult::Pass,
        remark: String::new(),
    };
    detail
        .conditions
        .iter()
        .map(|condition| (condition.code.clone(), pass.clone()))
        .collect()
}

fn part(review_version: i64, points: Points, state: ReviewState) -> ReviewPart {
    ReviewPart {
        review_version,
        points,
        opinion: "符合条件".into(),
        state,
    }
}

#[test]
fn a_review_keeps_who_found_what_at_each_condition() {
    on_both(|city| {
        let id = handed_in(&city, &city.founder("李明"), "杭州云上味道餐饮有限公司");
        let one = city.officer("market-supervision", &[Role::Window]);
        let two = city.officer("market-supervision", &[Role::Approver]);
        let loaded = version(&city, &two, id);
        let save = |officer: &Officer, part| licensing::save_review(&city.app, &officer.caller(), id, loaded, part);
        let mut points = all_pass(&city);
        let (first, second) = {
            let mut codes = points.keys().cloned();
            (codes.next().unwrap(), codes.next().unwrap())
        };
        let only: Points = points.iter().take(1).map(|(code, point)| (code.clone(), point.clone())).collect();
        assert_eq!(code(save(&one, part(0, only.clone(), ReviewState::Finished))), Code::FieldMissing);
        save(&one, part(0, only, ReviewState::Open)).unwrap();
        let bare = PointReview {
            result: PointResult::Fail,
            remark: " ".into(),
        };
        points.insert(second.clone(), bare);
        assert_eq!(code(save(&two, part(1, points.clone(), ReviewState::Open))), Code::ReasonMissing);
        points.insert(
            second.clone(),
            PointReview {
                result: PointResult::Fail,
                remark: "没有冷藏设备".into(),
            },
        );
        assert_eq!(
            code(save(&two, part(0, points.clone(), ReviewState::Finished))),
            Code::VersionChanged
        );
        save(&two, part(1, points, ReviewState::Finished)).unwrap();
        let review = licensing::review(&city.app, &two.person.actor, id).unwrap().unwrap();
        assert_eq!(
            (review.state, review.version, review.by),
            (ReviewState::Finished, 2, two.person.account)
        );
        assert_eq!(review.count(PointResult::Fail), 1);
        assert_eq!(
            review.points.get(&first).unwrap().by,
            one.person.account,
            "what did not change keeps its finder"
        );
        assert_eq!(review.points.get(&second).unwrap().by, two.person.account);
        let stranger = city.officer("health", &[Role::Approver]);
        assert_eq!(code(licensing::review(&city.app, &stranger.person.actor, id)), Code::NotFound);
    });
}

#[test]
fn only_conditions_of_the_matter_are_reviewed_and_only_before_the_decision() {
    on_both(|city| {
        let id = handed_in(&city, &city.founder("李明"), "杭州云上味道餐饮有限公司");
        let clerk = city.officer("market-supervision", &[Role::Window]);
        let approver = city.officer("market-supervision", &[Role::Approver]);
        let save = |version, part| licensing::save_review(&city.app, &clerk.caller(), id, version, part);
        let loaded = version(&city, &clerk, id);
        let mut invented = all_pass(&city);
        let any = invented.values().next().unwrap().clone();
        invented.insert("parking".into(), any);
        assert_eq!(code(save(loaded, part(0, invented, ReviewState::Open))), Code::FieldUnknown);
        licensing::accept(&city.app, &clerk.caller(), id, loaded).unwrap();
        let accepted = version(&city, &clerk, id);
        assert_eq!(
            code(save(loaded, part(0, all_pass(&city), ReviewState::Open))),
            Code::VersionChanged
        );
        save(accepted, part(0, all_pass(&city), ReviewState::Finished)).unwrap();
        licensing::decide(&city.app, &approver.caller(), id, accepted, &Verdict::granted("")).unwrap();
        let decided = version(&city, &clerk, id);
        assert_eq!(code(save(decided, part(1, all_pass(&city), ReviewState::Open))), Code::StateForbids);
    });
}

#[test]
fn the_evidence_of_an_application_is_found_by_its_own_moments() {
    on_both(|city| {
        let founder = city.founder("李明");
        let id = handed_in(&city, &founder, "杭州云上味道餐饮有限公司");
        let clerk = city.officer("market-supervision", &[Role::Window]);
        let approver = city.officer("market-supervision", &[Role::Approver]);
        city.later(60);
        licensing::accept(&city.app, &clerk.caller(), id, version(&city, &clerk, id)).unwrap();
        city.later(60);
        let loaded = version(&city, &clerk, id);
        licensing::save_review(
            &city.app,
            &clerk.caller(),
            id,
            loaded,
            part(0, all_pass(&city), ReviewState::Finished),
        )
        .unwrap();
        city.later(60);
        licensing::decide(&city.app, &approver.caller(), id, loaded, &Verdict::granted("")).unwrap();
        city.work();
        let evidence = application::evidence(&city.app, &approver.person.actor, id).unwrap();
        let acts: Vec<&str> = evidence.iter().map(|entry| entry.act.as_str()).collect();
        let expected = [
            "licensing.start",
            "licensing.submit",
            "licensing.accept",
            "licensing.review",
            "licensing.decide",
            "certificates.issue",
        ];
        assert_eq!(acts, expected);
        assert!(evidence.iter().all(|entry| entry.sealed.is_some()));
        let by = |act: &str| evidence.iter().find(|entry| entry.act == act).unwrap().account;
        assert_eq!(by("licensing.accept"), Some(clerk.person.account));
        assert_eq!(by("certificates.issue"), None);
        let stranger = city.founder("王芳");
        assert_eq!(code(application::evidence(&city.app, &stranger.person.actor, id)), Code::NotFound);
    });
}

#[test]
fn a_registrar_sees_why_the_rule_left_it_to_a_person() {
    on_both(|city| {
        let id = to_registrar(&city);
        let registrar = city.officer("market-supervision", &[Role::Registrar]);
        let examined = licensing::examine(&city.app, &registrar.person.actor, id).unwrap();
        assert_eq!(examined.reasons, [RegistrarReason::NameSimilar]);
        assert_eq!(examined.bar, None);
        let near: Vec<&str> = examined.similar.iter().map(|similar| similar.name.as_str()).collect();
        assert_eq!(near, ["杭州云上味道餐饮有限公司"]);
    });
}

#[test]
fn colleagues_are_those_of_the_unit_with_their_roles() {
    on_both(|city| {
        let one = city.officer("market-supervision", &[Role::Approver, Role::Window]);
        city.officer("health", &[Role::Approver]);
        city.founder("李明");
        let colleagues = office::access::colleagues(&city.app, &one.person.actor).unwrap();
        let [only] = colleagues.as_slice() else {
            unreachable!("{colleagues:?}")
        };
        assert_eq!((only.account, only.roles.len()), (one.person.account, 2));
    });
}

#[test]
fn what_a_department_owes_comes_by_its_day_and_what_is_late_names_the_enterprise() {
    on_both(|city| {
        city.founder("李明").register("杭州云上味道餐饮有限公司", &["H2002"]).unwrap();
        let officer = city.officer("market-supervision", &[Role::Regulator]);
        let actor = &officer.person.actor;
        let (waiting, total) = exchange::list(&city.app, actor, exchange::Open::Waiting, 10, 0).unwrap();
        assert_eq!(usize::try_from(total).unwrap(), waiting.len());
        let push = waiting.first().unwrap();
        assert_eq!(push.clock.as_ref().unwrap().due(city.app.law("").calendar()).date, push.due);
        assert_eq!(exchange::overdue_count(&city.app, actor).unwrap(), 0);
        assert_eq!(exchange::line(&city.app, actor).unwrap(), None);
        city.on_day("2026-11-10");
        let late = exchange::overdue(&city.app, actor, 100).unwrap();
        assert_eq!(
            i64::try_from(late.len()).unwrap(),
            exchange::overdue_count(&city.app, actor).unwrap()
        );
        assert!(late.iter().all(|duty| duty.enterprise == "杭州云上味道餐饮有限公司"));
        exchange::sign(&city.app, &officer.caller(), push.id).unwrap();
        let signed = exchange::detail(&city.app, actor, push.id).unwrap();
        assert_eq!(signed.signed_by, Some(officer.person.account.to_string()));
    });
}
