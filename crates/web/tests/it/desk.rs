//! The desk from outside: decisions are signed over what was shown, duties stay separate, exports reckon nothing, pushes are
//! signed for, fed back and handed on once.

use crate::site::{Answer, As};
use crate::town::{Town, Who};
use office::access::{self, NewAccount};
use office::{Caller, application, licensing};
use rules::access::{Actor, Role};
use rules::application::Phase;
use rules::ids::ApplicationId;
use testkit::{PASSWORD, PLACE};

fn asks(town: &Town, who: Who) -> As<'_> {
    As::token(town.token(who).unwrap())
}

/// The value of a hidden field.
fn hidden(answer: &Answer, name: &str) -> String {
    let text = answer.text();
    let (_, rest) = text.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn phase(town: &Town, id: ApplicationId) -> Phase {
    let own = licensing::own(&town.city.app, &town.founder.person.actor, id).unwrap();
    own.0.state.phase()
}

#[test]
fn a_decision_is_signed_over_what_was_shown_and_sent_twice_it_is_made_once() {
    let town = Town::open();
    let path = format!("/desk/applications/{}/decide", town.accepted);
    let officer = asks(&town, Who::Approver);
    let shown = town.site.get(&path, officer);
    let (version, hash) = (hidden(&shown, "version"), hidden(&shown, "text_hash"));
    let send = |outcome: &str, hash: &str, password: &str, token: &str| {
        let form = [
            ("form_token", token),
            ("version", version.as_str()),
            ("text_hash", hash),
            ("outcome", outcome),
            ("password", password),
        ];
        town.site.post(&path, &form, officer)
    };
    let other = "0".repeat(64);
    for (outcome, hash, password) in [
        ("", hash.as_str(), PASSWORD),
        ("refuse", &hash, PASSWORD),
        ("grant", &hash, ""),
        ("grant", &hash, "wrong wrong wrong"),
        ("grant", &other, PASSWORD),
    ] {
        assert_eq!(send(outcome, hash, password, "t1").status, 422, "{outcome} {hash} {password}");
        assert_eq!(phase(&town, town.accepted), Phase::Accepted);
    }
    let done = send("grant", &hash, PASSWORD, "t2");
    assert_eq!(done.status, 303, "{}", done.text());
    assert_eq!(phase(&town, town.accepted), Phase::Granted);
    let again = send("grant", &hash, PASSWORD, "t2");
    assert_eq!(
        (again.status, again.header("location")),
        (303, done.header("location")),
        "the same form twice is one decision"
    );
}

#[test]
fn whoever_took_it_in_sees_who_may_decide_and_cannot() {
    let town = Town::open();
    let officer = asks(&town, Who::Approver);
    let base = format!("/desk/applications/{}", town.submitted);
    let version = hidden(&town.site.get(&base, officer), "version");
    let accepted = town.site.post(&format!("{base}/accept"), &[("version", &version)], officer);
    assert_eq!(accepted.status, 303);
    let page = town.site.get(&format!("{base}/decide"), officer);
    assert_eq!(page.status, 200);
    assert!(!page.text().contains("name=\"password\""), "no form for whoever is barred");
    assert!(page.text().contains("王晓岚"), "a colleague who may is named");
    let window = town.site.get(&format!("{base}/decide"), asks(&town, Who::Window));
    assert_eq!(window.status, 403);
    assert_eq!(phase(&town, town.submitted), Phase::Accepted);
}

#[test]
fn a_correction_is_seen_before_it_is_served() {
    let town = Town::open();
    let officer = asks(&town, Who::Window);
    let path = format!("/desk/applications/{}/fix", town.submitted);
    let version = hidden(&town.site.get(&path, officer), "version");
    let send = |act: &str, defect: &str, text: &str| {
        let form = [
            ("version", version.as_str()),
            ("act", act),
            ("defect", defect),
            ("text_layout-plan", text),
        ];
        town.site.post(&path, &form, officer)
    };
    assert_eq!(send("send", "", "").status, 422, "nothing ticked");
    assert_eq!(send("send", "layout-plan", "").status, 422, "nothing said");
    let preview = send("preview", "layout-plan", "缺比例尺，请补充");
    assert_eq!(preview.status, 200);
    assert!(preview.text().contains("st-letter"));
    assert_eq!(phase(&town, town.submitted), Phase::Submitted);
    assert_eq!(send("send", "layout-plan", "缺比例尺，请补充").status, 303);
    assert_eq!(phase(&town, town.submitted), Phase::Correcting);
}

#[test]
fn a_review_says_which_points_are_open_and_then_stands_beside_the_decision() {
    let town = Town::open();
    let officer = asks(&town, Who::Window);
    let path = format!("/desk/applications/{}/review", town.accepted);
    let page = town.site.get(&path, officer);
    let (version, review) = (hidden(&page, "version"), hidden(&page, "review_version"));
    let matter = town.city.app.shelf().edition().matter("food-business").unwrap().clone();
    let codes: Vec<String> = matter
        .detail
        .unwrap()
        .conditions
        .iter()
        .map(|one| format!("point_{}", one.code))
        .collect();
    let head = [
        ("version", version.as_str()),
        ("review_version", review.as_str()),
        ("act", "finish"),
    ];
    let open = town.site.post(&path, &head, officer);
    assert_eq!(open.status, 422);
    assert!(codes.iter().all(|code| open.text().contains(&format!("href=\"#{code}\""))));
    let mut form = head.to_vec();
    form.extend(codes.iter().map(|code| (code.as_str(), "pass")));
    assert_eq!(town.site.post(&path, &form, officer).status, 303);
    let decide = town
        .site
        .get(&format!("/desk/applications/{}/decide", town.accepted), asks(&town, Who::Approver));
    assert!(decide.text().contains(&format!("审查完毕：{} 项符合，0 项不符合", codes.len())));
    assert_eq!(
        town.site.post(&path, &form, officer).status,
        409,
        "the page was older than the review"
    );
}

#[test]
fn an_exported_name_that_would_be_a_formula_stays_text() {
    let town = Town::open();
    let account = NewAccount {
        login: "formula".into(),
        display_name: "=1+1".into(),
        phone: String::new(),
        identity_number: String::new(),
        unit: "market-supervision".into(),
        place: PLACE.into(),
        password_hash: access::hash_password(PASSWORD).unwrap(),
        roles: vec![Role::Window.name().into()],
    };
    access::create(&town.city.app, &Caller::new(Actor::system(PLACE)), account).unwrap();
    let clerk = access::find(&town.city.app, "formula").unwrap().unwrap();
    licensing::claim(&town.city.app, &Caller::new(clerk.actor), town.submitted).unwrap();
    let table = town.site.get("/desk/mine/export", asks(&town, Who::Approver)).text();
    assert!(table.contains("\"'=1+1\""), "{table}");
    assert!(!table.contains("\"=1+1\""));
}

#[test]
fn a_push_is_signed_for_fed_back_and_handed_on_once() {
    let town = Town::open();
    let regulator = asks(&town, Who::Regulator);
    let base = format!("/desk/pushed/{}", town.push);
    assert_eq!(
        town.site
            .post(&format!("{base}/feedback"), &[("finding", "operating")], regulator)
            .status,
        422
    );
    assert_eq!(
        town.site.post(&format!("{base}/transfer"), &[("to", "health")], regulator).status,
        422,
        "no reason"
    );
    assert_eq!(town.site.post(&format!("{base}/sign"), &[], asks(&town, Who::Approver)).status, 403);
    assert_eq!(town.site.post(&format!("{base}/sign"), &[], regulator).status, 303);
    let wrong = town.site.post(&format!("{base}/feedback"), &[("finding", "fine")], regulator);
    assert_eq!(wrong.status, 422);
    assert_eq!(
        town.site
            .post(
                &format!("{base}/transfer"),
                &[("to", "health"), ("reason", "应由卫生健康部门监管")],
                regulator
            )
            .status,
        303
    );
    let late = town.site.post(&format!("{base}/feedback"), &[("finding", "operating")], regulator);
    assert_eq!(late.status, 422, "what was handed on is no longer fed back here");
    let closed = town.site.get("/api/v1/pushes?state=closed", regulator).json();
    assert_eq!(closed["items"][0]["state"], "transferred");
    let waiting = town.site.get("/api/v1/pushes?state=waiting&limit=1", regulator).json();
    let id = waiting["items"][0]["id"].as_str().unwrap().to_owned();
    let signed = town.site.post_json(&format!("/api/v1/pushes/{id}/sign"), "", regulator).json();
    assert_eq!(signed["state"], "signed");
    let fed = town
        .site
        .post_json(&format!("/api/v1/pushes/{id}/feedback"), "{\"finding\":\"operating\"}", regulator);
    assert_eq!(fed.json()["state"], "handled");
}

#[test]
fn what_is_typed_into_the_search_is_only_searched_for() {
    let town = Town::open();
    let officer = asks(&town, Who::Approver);
    for text in ["%25", "_", "%27%20or%201%3D1", "%00", "%F0%9F%8D%B2", "%3Cscript%3E"] {
        let page = town
            .site
            .get(&format!("/desk/mine?q={text}&page=999&due=x&step=x&claim=x&matter=x"), officer);
        assert_eq!(page.status, 200, "{text}");
        assert!(!page.text().contains("<script>"));
    }
    let actor = &access::session(&town.city.app, town.token(Who::Approver).unwrap())
        .unwrap()
        .unwrap()
        .actor;
    let number = application::at_desk(&town.city.app, actor, town.submitted)
        .unwrap()
        .application
        .number
        .to_string();
    let found = town.site.get(&format!("/desk/mine?q={}", number.to_lowercase()), officer).text();
    assert!(found.contains(&number));
}
