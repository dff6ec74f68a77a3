//! The guide from outside: a wish, a choice, the notice; what cannot be read; the open interface over the catalogue.

use crate::markup::{Markup, select, text};
use crate::site::{As, STRANGER, Site};
use rules::access::Role;
use testkit::{City, On, PASSWORD, PLACE};

fn site() -> (City, Site) {
    let city = City::open(On::Sqlite);
    let site = Site::open(city.app.clone(), &std::env::temp_dir());
    (city, site)
}

/// The texts of what a selector finds on a page.
fn texts(page: &str, selector: &str) -> Vec<String> {
    let markup = Markup::read(page);
    select(&markup.html, selector).into_iter().map(text).collect()
}

/// Proves CAT-12.
#[test]
fn a_wish_finds_its_term_and_a_trade_chooses_its_terms() {
    let (_city, site) = site();
    let wish = site.get("/guide?q=%E6%88%91%E6%83%B3%E5%BC%80%E7%81%AB%E9%94%85%E5%BA%97", STRANGER);
    let found = texts(&wish.text(), ".zw-found li");
    assert!(found.first().is_some_and(|first| first.contains("餐饮服务")), "{found:?}");
    let shop = site.get("/guide?trade=convenience-shop", STRANGER).text();
    assert_eq!(texts(&shop, ".zw-sel > li").len(), 4);
    let needed = texts(&shop, ".zw-permit h3 a");
    assert_eq!(needed, ["烟草专卖零售许可证核发", "仅销售预包装食品备案"]);
}

/// Each button is a submit of the same form, so the address holds the choice.
#[test]
fn the_buttons_change_the_choice() {
    let (_city, site) = site();
    let chosen = |query: &str| texts(&site.get(&format!("/guide?{query}"), STRANGER).text(), ".zw-sel > li b");
    assert_eq!(chosen("term=H2002&add=F2008"), ["餐饮服务", "烟草制品零售"]);
    assert_eq!(chosen("term=H2002&term=F2008&main=F2008"), ["烟草制品零售", "餐饮服务"]);
    assert_eq!(chosen("term=H2002&term=F2008&drop=H2002"), ["烟草制品零售"]);
    assert_eq!(chosen("term=H2002&add=H2002&add="), ["餐饮服务"]);
}

/// Proves WIN-08.
#[test]
fn a_notice_is_made_shown_and_printed_and_says_its_conditions() {
    let (_city, site) = site();
    let form = [
        ("term", "H2002"),
        ("term", "F1201"),
        ("place", PLACE),
        ("free_trade_zone", "no"),
        ("form_token", "a"),
    ];
    let made = site.post("/guide/notice", &form, STRANGER);
    assert_eq!(made.status, 303);
    let address = made.header("location").to_owned();
    assert_eq!(
        site.post("/guide/notice", &form, STRANGER).header("location"),
        address,
        "sent twice, made once"
    );
    let page = site.get(&address, STRANGER).text();
    assert!(texts(&page, ".zw-matter h2 a").contains(&"食品经营许可".to_owned()));
    let fire = texts(&page, ".zw-matter")
        .into_iter()
        .find(|matter| matter.contains("消防安全检查"))
        .unwrap();
    assert!(
        fire.contains("仅在") && fire.contains("时需要") && fire.contains("规则 H2002@"),
        "{fire}"
    );
    let paper = site.get(&format!("{address}/pdf"), STRANGER);
    assert_eq!((paper.status, paper.header("content-type")), (200, "application/pdf"));
    assert!(paper.bytes.starts_with(b"%PDF"));
    assert_eq!(site.get("/guide/notice/GZ20261102000000000", STRANGER).status, 404);
}

#[test]
fn what_cannot_be_taken_is_said_at_its_field() {
    let (_city, site) = site();
    let strange = site.get("/guide?term=ZZZ&term=H2002&place=99", STRANGER);
    assert_eq!(strange.status, 422);
    let page = strange.text();
    assert!(texts(&page, "#chosen-error").concat().contains("ZZZ") && !texts(&page, "#place-error").is_empty());
    assert_eq!(texts(&page, ".zw-sel > li").len(), 1, "what is known stays chosen");
    for form in [vec![], vec![("term", "ZZZ")], vec![("term", "H2002"), ("place", "1' or 1=1")]] {
        let refused = site.post("/guide/notice", &form, STRANGER);
        assert_eq!(refused.status, 422, "{form:?}");
        assert!(!texts(&refused.text(), ".govuk-error-summary li").is_empty(), "{form:?}");
    }
    assert_eq!(site.get("/matters/nothing", STRANGER).status, 404);
    assert_eq!(site.get("/matters/L157", STRANGER).header("location"), "/matters/food-business");
    assert_eq!(
        site.get("/matters?page=99999999999999999999&letter=%00&mode=x", STRANGER).status,
        200
    );
}

/// Staff whose post has nothing to do with it read the guide like anybody.
#[test]
fn a_supervisor_may_have_a_notice_too() {
    let (city, site) = site();
    let person = city.officer("market-supervision", &[Role::Supervisor]).person;
    let token = office::access::sign_in(&city.app, &person.login, PASSWORD, PLACE).unwrap().token;
    assert_eq!(site.post("/guide/notice", &[("term", "O1007")], As::token(&token)).status, 303);
}

#[test]
fn the_list_of_matters_is_filtered_by_its_address() {
    let (_city, site) = site();
    let page = |query: &str| site.get(&format!("/matters{query}"), STRANGER).text();
    assert_eq!(texts(&page(""), ".zw-matters > li").len(), 20);
    let filings = texts(&page("?mode=record_filing"), ".zw-matters > li");
    assert!(
        filings.len() >= 3 && filings.iter().all(|line| line.contains("审批改为备案")),
        "{filings:?}"
    );
    let found = texts(&page("?q=shipinjingying"), ".zw-matters h2");
    assert!(found.first().is_some_and(|name| name.starts_with("食品经营许可")), "{found:?}");
    let needed = texts(&page("?q=%E7%81%AB%E9%94%85%E5%BA%97"), ".zw-matters h2");
    assert!(needed.iter().any(|name| name == "食品经营许可"), "{needed:?}");
}

/// The shapes of the outside contract.
#[test]
fn the_open_interface_answers_as_the_contract_says() {
    let (_city, site) = site();
    let terms = site.get("/api/v1/scope-terms?q=%E7%81%AB%E9%94%85&limit=5", STRANGER).json();
    let first = &terms["items"][0];
    assert_eq!(
        (first["code"].as_str(), first["kind"].as_str(), first["why"].as_str()),
        (Some("H2002"), Some("permit"), Some("everyday"))
    );
    let body = r#"{"terms":["H2002"],"place":"330108","free_trade_zone":false}"#;
    let notice = site.post_json("/api/v1/notices", body, STRANGER).json();
    let food = &notice["matters"][0];
    assert_eq!(
        (food["code"].as_str(), food["mode"].as_str()),
        (Some("food-business"), Some("optimized_approval"))
    );
    assert_eq!((food["legal_days"].as_u64(), food["promised_days"].as_u64()), (Some(10), Some(5)));
    assert!(food["because"][0]["rule"].as_str().is_some_and(|rule| rule.starts_with("H2002@")));
    assert_eq!(
        notice["matters"][1]["when"].as_array().map(Vec::len),
        Some(1),
        "what only some shops need says so"
    );
    let edition = site.get("/api/v1/catalogue/edition", STRANGER).json();
    assert_eq!(
        (edition["hash"].as_str(), edition["terms"].as_u64()),
        (notice["edition"].as_str(), Some(1_997))
    );
    let due = site.get("/api/v1/calendar/due?start=2026-02-13&working_days=3", STRANGER).json();
    assert_eq!(
        (due["due"].as_str(), due["provisional"].as_bool()),
        (Some("2026-02-25"), Some(false))
    );
    assert_eq!(due["days"].as_array().map(Vec::len), Some(13));
    let unknown = site.get("/api/v1/calendar/due?start=2026-12-21&working_days=10", STRANGER).json();
    assert_eq!((unknown["due"].as_str(), unknown["provisional"].as_bool()), (None, Some(true)));
}

#[test]
fn what_the_open_interface_cannot_read_is_a_problem_with_its_code() {
    let (_city, site) = site();
    let asked = |body: &str| {
        let answer = site.post_json("/api/v1/notices", body, STRANGER);
        (answer.status, answer.json()["code"].as_str().unwrap_or_default().to_owned())
    };
    let refused = |code: &str| (422, code.to_owned());
    assert_eq!(asked(r#"{"terms":["X1"]}"#), refused("term-unknown"));
    assert_eq!(asked(r#"{"terms":[]}"#), refused("scope-empty"));
    assert_eq!(asked(r#"{"terms":["H2002"],"place":"999999"}"#), refused("place-unknown"));
    assert_eq!(asked(r#"{"terms":["#), refused("field-invalid"));
    assert_eq!(asked(r#"{"terms":["H2002"],"zone":1}"#), refused("field-invalid"));
    for path in [
        "/api/v1/calendar/due",
        "/api/v1/calendar/due?start=2026-02-30&working_days=1",
        "/api/v1/calendar/due?start=2026-02-13&working_days=-1",
        "/api/v1/calendar/due?start=2026-02-13&working_days=1001",
        "/api/v1/scope-terms?q=x&limit=many",
    ] {
        let answer = site.get(path, STRANGER);
        assert_eq!(
            (answer.status, answer.json()["code"].as_str()),
            (422, Some("field-invalid")),
            "{path}"
        );
    }
}
