//! The applicant's pages: nothing typed is lost or overwritten, each error stands at its field, nobody else sees anything.

use crate::site::{Answer, As, STRANGER};
use crate::town::{Town, Who};
use rules::ids::ApplicationId;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nplan";

fn founder(town: &Town) -> As<'_> {
    As::token(town.token(Who::Founder).unwrap())
}

/// The value of a hidden field of a page.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    page.split(&start).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Token and version of the form at a path.
fn form_of(town: &Town, path: &str) -> (String, String) {
    let page = town.site.get(path, founder(town));
    assert_eq!(page.status, 200, "{path}");
    (hidden(&page.text(), "form_token"), hidden(&page.text(), "version"))
}

fn save(town: &Town, id: ApplicationId, (token, version): &(String, String), fields: &[(&str, &str)]) -> Answer {
    let mut form = vec![("form_token", token.as_str()), ("version", version.as_str()), ("act", "next")];
    form.extend_from_slice(fields);
    town.site.post(&format!("/apply/{id}"), &form, founder(town))
}

fn answers(town: &Town, id: ApplicationId, field: &str) -> Option<String> {
    let (_, content) = office::licensing::own(&town.city.app, &town.founder.person.actor, id).unwrap();
    content.answers.get(field).cloned()
}

const REST: [(&str, &str); 6] = [
    ("answer_form", "餐饮服务经营者"),
    ("answer_items", "热食类食品制售"),
    ("answer_manager_name", "王芳"),
    ("answer_manager_phone", "13800138000"),
    ("answer_staff", "3"),
    ("answer_online", "是"),
];

#[test]
fn two_windows_overwrite_nothing_and_show_both_values() {
    let town = Town::open();
    let (id, path) = (town.draft, format!("/apply/{}", town.draft));
    let (first, second) = (form_of(&town, &path), form_of(&town, &path));
    let all = |area: &'static str| [&REST[..], &[("answer_area", area), ("answer_cold_room", "否")]].concat();
    assert_eq!(save(&town, id, &first, &all("100")).status, 303);
    let autosaved = town.site.post(
        &format!("{path}/save"),
        &[("form_token", "t"), ("version", &second.1), ("answer_area", "200")],
        founder(&town),
    );
    assert!(autosaved.text().contains("这里新填的没有保存"));
    assert_eq!(hidden(&autosaved.text(), "version"), second.1, "the old version goes on saying so");
    let back = save(&town, id, &second, &all("200"));
    assert_eq!(back.status, 422);
    assert!(back.text().contains("value=\"200\"") && back.text().contains("别处保存的是：100"));
    assert_eq!(answers(&town, id, "area").as_deref(), Some("100"));
    let confirmed = (hidden(&back.text(), "form_token"), hidden(&back.text(), "version"));
    assert_eq!(save(&town, id, &confirmed, &all("200")).status, 303);
    assert_eq!(answers(&town, id, "area").as_deref(), Some("200"));
}

#[test]
fn a_field_that_another_window_filled_is_not_emptied() {
    let town = Town::open();
    let (id, path) = (town.draft, format!("/apply/{}", town.draft));
    let old = form_of(&town, &path);
    let filled = [&REST[..], &[("answer_area", "100"), ("answer_cold_room", "否")]].concat();
    assert_eq!(save(&town, id, &form_of(&town, &path), &filled).status, 303);
    assert_eq!(save(&town, id, &old, &REST).status, 303);
    assert_eq!(answers(&town, id, "area").as_deref(), Some("100"));
}

#[test]
fn every_gap_is_told_at_once_and_what_can_be_read_is_kept() {
    let town = Town::open();
    let (id, path) = (town.draft, format!("/apply/{}", town.draft));
    let back = save(&town, id, &form_of(&town, &path), &[("answer_area", "viel"), ("answer_staff", "3")]);
    assert_eq!(back.status, 422);
    let page = back.text();
    for field in ["area", "form", "items", "manager_name", "manager_phone", "online", "cold_room"] {
        assert!(page.contains(&format!("id=\"answer_{field}-error\"")), "{field}");
    }
    assert!(page.contains("value=\"viel\""), "what was typed stands there again");
    assert_eq!(answers(&town, id, "staff").as_deref(), Some("3"));
}

#[test]
fn an_upload_is_judged_by_its_bytes_and_handed_out_only_to_those_concerned() {
    let town = Town::open();
    let (path, field) = (format!("/apply/{}", town.draft), "document_layout-plan");
    let send = |bytes: &[u8]| {
        let (token, version) = form_of(&town, &path);
        let form = [("form_token", token.as_str()), ("version", &version), ("act", "save")];
        town.site.upload(&path, &form, (field, bytes), founder(&town))
    };
    let page = send(b"<html>").text();
    assert!(page.contains(&format!("id=\"{field}-error\"")));
    send(PNG);
    let paper = format!("{path}/papers/layout-plan");
    let seen = town.site.get(&paper, founder(&town));
    assert_eq!((seen.status, seen.bytes.as_slice()), (200, PNG));
    assert_eq!(seen.header("content-type"), "image/png");
    assert!(seen.header("content-disposition").starts_with("attachment") && seen.header("content-disposition").ends_with("up.png"));
    for (who, status) in [(Who::Neighbour, 404), (Who::Approver, 200)] {
        assert_eq!(town.site.get(&paper, As::token(town.token(who).unwrap())).status, status, "{who:?}");
    }
}

/// Proves LIC-06.
#[test]
fn a_commitment_asks_for_each_condition_then_for_the_password_and_issues() {
    let town = Town::open();
    let (id, path) = (town.commitment, format!("/apply/{}/commitment", town.commitment));
    let page = town.site.get(&path, founder(&town)).text();
    let (token, version, hash) = (hidden(&page, "form_token"), hidden(&page, "version"), hidden(&page, "text_hash"));
    let form = [("form_token", token.as_str()), ("version", &version), ("text_hash", &hash)];
    let back = town.site.post(&path, &form, founder(&town));
    assert_eq!(back.status, 422);
    let page = back.text();
    let matter = town.city.app.shelf().edition().matter("public-hygiene").unwrap();
    let conditions: Vec<String> = matter
        .detail
        .as_ref()
        .unwrap()
        .conditions
        .iter()
        .map(|one| format!("condition_{}", one.code))
        .collect();
    for name in &conditions {
        assert!(page.contains(&format!("id=\"{name}-error\"")), "{name}");
    }
    assert!(page.contains("id=\"password-error\""));
    let (token, version) = (hidden(&page, "form_token"), hidden(&page, "version"));
    let mut form = vec![
        ("form_token", token.as_str()),
        ("version", &version),
        ("text_hash", &hash),
        ("password", testkit::PASSWORD),
    ];
    form.extend(conditions.iter().map(|name| (name.as_str(), "yes")));
    for _ in 0..2 {
        let signed = town.site.post(&path, &form, founder(&town));
        assert_eq!(
            (signed.status, signed.header("location")),
            (303, format!("/apply/{id}/receipt").as_str()),
            "sent twice, done once"
        );
    }
    let receipt = town.site.get(&format!("/apply/{id}/receipt"), founder(&town)).text();
    assert!(receipt.contains("证照正在签名"), "nobody has signed it yet");
    town.city.work();
    let receipt = town.site.get(&format!("/apply/{id}/receipt"), founder(&town)).text();
    assert!(receipt.contains("下载证照（PDF）") && !receipt.contains("证照正在签名"));
}

/// Proves LIC-29.
#[test]
fn a_correction_wants_another_paper_than_the_one_that_was_refused() {
    let town = Town::open();
    let path = format!("/apply/{}/fix", town.correcting);
    let (token, version) = form_of(&town, &path);
    let form = [("form_token", token.as_str()), ("version", &version), ("act", "next")];
    let back = town.site.post(&path, &form, founder(&town));
    assert_eq!(back.status, 422);
    assert!(back.text().contains("document_layout-plan-error"));
    town.city.later(60);
    let (token, version) = form_of(&town, &path);
    let form = [("form_token", token.as_str()), ("version", &version), ("act", "next")];
    let mended = town.site.upload(&path, &form, ("document_layout-plan", PNG), founder(&town));
    assert_eq!(
        (mended.status, mended.header("location")),
        (303, format!("/apply/{}/receipt", town.correcting).as_str())
    );
}

#[test]
fn letters_are_sealed_papers_for_the_applicant_and_the_deciding_unit() {
    let town = Town::open();
    let letter = |kind: &str, who: Who| {
        let path = format!("/applications/{}/letters/{kind}", town.refused);
        town.site.get(&path, As::token(town.token(who).unwrap()))
    };
    for kind in ["receipt", "acceptance", "decision"] {
        let paper = letter(kind, Who::Founder);
        assert_eq!((paper.status, paper.header("content-type")), (200, "application/pdf"), "{kind}");
        let key = town.city.app.seal();
        let sealed = paper::check(&paper.bytes, |id| (id == key.id()).then(|| key.public_pem()));
        assert!(sealed.is_ok(), "{kind}: {sealed:?}");
    }
    assert_eq!(letter("decision", Who::Approver).status, 200);
    assert_eq!(letter("decision", Who::Neighbour).status, 404);
    assert_eq!(letter("correction-1", Who::Founder).status, 404);
    let own = town.site.get(&format!("/me/applications/{}", town.refused), founder(&town)).text();
    assert!(own.contains("操作间与就餐区没有隔开") && own.contains("60 日内") && own.contains("6 个月内"));
}

#[test]
fn a_wrong_number_and_wrong_digits_look_the_same_and_both_run_out() {
    let town = Town::open();
    let (application, _) = office::licensing::own(&town.city.app, &town.founder.person.actor, town.submitted).unwrap();
    let number = application.number.to_string();
    let ask = |number: &str, digits: &str| town.site.post("/track", &[("number", number), ("phone_last4", digits)], STRANGER);
    let found = ask(&number.to_lowercase(), "8021");
    assert_eq!(found.status, 200);
    assert!(
        found.text().contains("已提交") && !found.text().contains("杭州松间堂餐饮有限公司"),
        "the name is masked"
    );
    let other =
        rules::ids::HumanNumber::draw(rules::ids::NumberKind::Application, rules::calendar::Date::constant(2026, 11, 2), 7).to_string();
    let (wrong, unknown) = (ask(&number, "0000"), ask(&other, "0000"));
    let bare = |answer: &Answer, number: &str| {
        answer
            .text()
            .split("<main")
            .nth(1)
            .unwrap()
            .split("form_token")
            .next()
            .unwrap()
            .replace(number, "")
    };
    assert_eq!(wrong.status, unknown.status);
    assert_eq!(bare(&wrong, &number), bare(&unknown, &other));
    for number in [&number, &other] {
        let tries: Vec<u16> = (0..5).map(|_| ask(number, "0000").status).collect();
        assert_eq!(tries, [422, 422, 422, 422, 429], "{number}");
    }
    assert_eq!(ask(&number, "8021").status, 429, "also the right digits wait");
    let body = format!("{{\"number\":\"{number}\",\"phone_last4\":\"8021\"}}");
    assert_eq!(town.site.post_json("/api/v1/applications/lookups", &body, STRANGER).status, 429);
    town.city.later(15 * 60);
    assert_eq!(ask(&number, "8021").status, 200);
    let answer = town.site.post_json("/api/v1/applications/lookups", &body, STRANGER).json();
    assert_eq!(
        (answer["state"].as_str(), answer["acts"]["who"].as_str()),
        (Some("submitted"), Some("office"))
    );
    assert_eq!(answer.get("id"), None);
}

#[test]
fn what_belongs_to_somebody_else_looks_absent() {
    let town = Town::open();
    let neighbour = As::token(town.token(Who::Neighbour).unwrap());
    for page in ["", "/check", "/commitment", "/fix", "/receipt"] {
        assert_eq!(
            town.site.get(&format!("/apply/{}{page}", town.draft), neighbour).status,
            404,
            "{page}"
        );
    }
    let form = [("form_token", "t"), ("version", "2")];
    for page in ["", "/save", "/check", "/commitment", "/ordinary", "/fix"] {
        assert_eq!(
            town.site.post(&format!("/apply/{}{page}", town.draft), &form, neighbour).status,
            404,
            "{page}"
        );
    }
    let own = format!("/me/applications/{}", town.draft);
    assert_eq!(town.site.get(&own, neighbour).status, 404);
    assert_eq!(town.site.post(&format!("{own}/withdraw"), &form, neighbour).status, 404);
    assert_eq!(
        town.site.get(&format!("/api/v1/applications/{}", town.draft), neighbour).status,
        404
    );
    assert_eq!(
        town.site.get("/api/v1/applications", neighbour).json()["items"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
}
