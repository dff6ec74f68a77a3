//! Trades and guides from outside: what a scene asks for is what the forms ask for, and a guide says what the catalogue says.

use crate::markup::{Markup, select, text};
use crate::site::{As, STRANGER, Site};
use crate::town::{Town, Who};
use office::catalogue::{self, editions};
use office::licensing;
use rules::access::Role;
use std::collections::BTreeSet;
use testkit::{City, On, PLACE};

/// The texts of what a selector finds on a page.
fn texts(page: &str, selector: &str) -> Vec<String> {
    let markup = Markup::read(page);
    select(&markup.html, selector).into_iter().map(text).collect()
}

/// Names of the documents a page lists in this state, by the words of the state.
fn documents(page: &str, list: &str, state: &str) -> BTreeSet<String> {
    let markup = Markup::read(page);
    let lines = select(&markup.html, &format!("{list} > li")).into_iter().map(text);
    let names = texts(page, &format!("{list} > li b"));
    lines
        .zip(names)
        .filter(|(line, _)| line.contains(state))
        .map(|(_, name)| name)
        .collect()
}

fn site() -> (City, Site) {
    let city = City::open(On::Sqlite);
    let site = Site::open(city.app.clone(), &std::env::temp_dir());
    (city, site)
}

/// Proves CAT-13.
#[test]
fn a_scene_asks_for_the_documents_that_the_application_forms_ask_for() {
    let (city, site) = site();
    let founder = city.founder("赵一");
    let login = office::access::sign_in(&city.app, &founder.person.login, testkit::PASSWORD, PLACE).unwrap();
    // An enterprise asks for each matter once.
    for (scene, name) in [
        ("overnight", "杭州云裳洗浴有限公司"),
        ("day", "杭州溪畔洗浴有限公司"),
        ("small", "杭州松鹤洗浴有限公司"),
    ] {
        let enterprise = founder.register(name, &["O1011"]).unwrap();
        let page = site.get(&format!("/trades/bath-house?scene={scene}"), STRANGER).text();
        let told = documents(&page, ".zw-papers", "要传");
        let mut asked = BTreeSet::new();
        for href in select(&Markup::read(&page).html, ".zw-plan b a")
            .into_iter()
            .filter_map(|a| a.value().attr("href"))
        {
            let matter = href.strip_prefix("/matters/").unwrap();
            let id = licensing::start(&city.app, &founder.caller(), enterprise, matter, None, "8021").unwrap();
            let form = site.get(&format!("/apply/{id}"), As::token(&login.token)).text();
            asked.extend(documents(&form, "#documents .zw-docs", "要传"));
        }
        assert!(!told.is_empty());
        assert_eq!(told, asked, "{scene}");
    }
}

/// Proves CAT-13.
#[test]
fn changing_a_material_in_configuration_changes_the_guide_at_once() {
    let (city, site) = site();
    let path = "catalogue/matters/food-business.toml";
    let guide = || documents(&site.get("/matters/food-business", STRANGER).text(), ".zw-docs", "要传");
    let name = "主要设备设施布局和操作流程图";
    catalogue::publish(&city.app, PLACE).unwrap();
    assert!(guide().contains(name), "{:?}", guide());
    let keeper = || city.officer("market-supervision", &[Role::Keeper]);
    let (one, two) = (keeper(), keeper());
    let text = city
        .app
        .current()
        .shelf()
        .catalogue()
        .text(path)
        .unwrap()
        .replace(name, "食品经营场所布局图");
    let number = editions::draft(&city.app, &one.caller(), "改一份材料的名称", None).unwrap();
    let version = editions::save_file(&city.app, &one.caller(), number, 1, path, Some(&text)).unwrap();
    let version = editions::hand_in(&city.app, &one.caller(), number, version, "2026-11-02".parse().unwrap()).unwrap();
    assert!(guide().contains(name), "nothing changes before it is published");
    editions::publish(&city.app, &two.caller(), number, version, "合法").unwrap();
    editions::refresh(&city.app).unwrap();
    let now = guide();
    assert!(now.contains("食品经营场所布局图") && !now.contains(name), "{now:?}");
    let trade = site.get("/trades/restaurant", STRANGER).text();
    assert!(documents(&trade, ".zw-papers", "要传").contains("食品经营场所布局图"));
    // The history says since when and what.
    catalogue::publish(&city.app, PLACE).unwrap();
    let history = texts(&site.get("/matters/food-business", STRANGER).text(), "aside .zw-timeline > li");
    assert_eq!(history.len(), 2, "{history:?}");
    assert!(history.concat().contains("食品经营场所布局图"), "{history:?}");
}

#[test]
fn a_scene_and_answers_settle_what_a_trade_needs() {
    let (_city, site) = site();
    let plan = |address: &str| texts(&site.get(address, STRANGER).text(), ".zw-plan b a");
    assert_eq!(plan("/trades/restaurant"), ["食品经营许可"]);
    let fire = "公众聚集场所投入使用、营业前消防安全检查";
    assert_eq!(plan("/trades/restaurant?scene=dine-in-large"), [fire, "食品经营许可"]);
    assert_eq!(plan("/trades/restaurant?fact_crowded_place=yes"), [fire, "食品经营许可"]);
    // An answer on the page goes before the scene's.
    assert_eq!(
        plan("/trades/restaurant?scene=dine-in-large&fact_crowded_place=no"),
        ["食品经营许可"]
    );
    assert_eq!(
        site.get("/trades/restaurant?scene=nothing&fact_x=1&free_trade_zone=%00", STRANGER)
            .status,
        200
    );
    assert_eq!(site.get("/trades/nothing", STRANGER).status, 404);
}

/// Proves LIC-18.
#[test]
fn a_configured_trade_shows_fewer_documents_steps_and_days_than_its_parts() {
    let (_city, site) = site();
    let page = site.get("/trades/cinema?scene=domestic", STRANGER).text();
    let rows = texts(&page, ".zw-table tbody tr");
    assert_eq!(rows.len(), 5, "{rows:?}");
    let page = site.get("/trades/pharmacy?scene=plain", STRANGER).text();
    let cells = texts(&page, ".zw-table tbody td.num");
    let numbers: Vec<i64> = cells.iter().filter_map(|cell| cell.parse().ok()).collect();
    // Documents, steps, days: apart, together, saved.
    for row in numbers.chunks(3).take(3) {
        assert!(row[0] > row[1] && row[0] - row[1] == row[2], "{cells:?}");
    }
    // What the permit for the third class has is not brought again for the filing of the second.
    assert!(documents(&page, ".zw-papers", "一并办理").contains("经营质量管理制度目录"));
}

#[test]
fn a_trade_starts_an_opening_with_its_terms_and_its_guides_name_it() {
    let (_city, site) = site();
    let page = site.get("/trades/bookshop", STRANGER).text();
    let markup = Markup::read(&page);
    let terms: Vec<&str> = select(&markup.html, "aside form input[name=term]")
        .into_iter()
        .filter_map(|term| term.value().attr("value"))
        .collect();
    assert_eq!(terms, ["F2026"]);
    let guide = site.get("/matters/publication-retail", STRANGER).text();
    let links = select(&Markup::read(&guide).html, "a[href='/trades/bookshop']").len();
    assert_eq!(links, 1);
    let town = Town::open();
    let home = town.site.get("/", As::token(town.token(Who::Founder).unwrap())).text();
    assert!(texts(&home, ".zw-trades b").contains(&"餐饮店".to_owned()));
    assert_eq!(select(&Markup::read(&home).html, "a[href='/trades/restaurant']").len(), 1);
}
