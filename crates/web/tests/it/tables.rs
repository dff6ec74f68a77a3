//! The tables of a draft from outside: a row is changed, checked, added, taken out and put back, with and without script, by
//! keepers alone.

use crate::site::{Answer, As};
use crate::town::{CHANGED_UNIT, Town, Who};

fn asks(town: &Town, who: Who) -> As<'_> {
    As::token(town.token(who).unwrap())
}

/// What a form of a row holds when it is loaded: its hidden fields, its fields and what is chosen in them.
fn loaded(answer: &Answer) -> Vec<(String, String)> {
    let page = scraper::Html::parse_document(&answer.text());
    let select = |text: &str| scraper::Selector::parse(text).unwrap();
    let mut form = Vec::new();
    for field in page.select(&select("#sheet input[name], #sheet textarea[name], #sheet select[name]")) {
        let name = field.value().attr("name").unwrap().to_owned();
        let value = match field.value().name() {
            "textarea" => field.text().collect::<String>().trim_start_matches('\n').to_owned(),
            "select" => {
                let chosen = field.select(&select("option[selected]")).next();
                chosen
                    .and_then(|option| option.value().attr("value"))
                    .unwrap_or_default()
                    .to_owned()
            }
            _ if field.value().attr("type") == Some("checkbox") => continue,
            _ => field.value().attr("value").unwrap_or_default().to_owned(),
        };
        form.push((name, value));
    }
    form
}

fn set(form: &mut Vec<(String, String)>, name: &str, value: &str) {
    form.retain(|(one, _)| one != name);
    form.push((name.to_owned(), value.to_owned()));
}

fn send(town: &Town, path: &str, form: &[(String, String)], who: Who) -> Answer {
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    town.site.post(path, &form, asks(town, who))
}

fn at(town: &Town, path: &str) -> String {
    format!("/admin/editions/{}/{path}", town.edition)
}

fn look(town: &Town, path: &str) -> Answer {
    let answer = town.site.get(&at(town, path), asks(town, Who::Keeper));
    assert_eq!(answer.status, 200, "{path}");
    answer
}

/// The page as read, with its addresses as written.
fn text(answer: &Answer) -> String {
    answer.text().replace("&#x2f;", "/")
}

fn value(answer: &Answer, name: &str) -> String {
    let form = loaded(answer);
    form.into_iter().find(|(one, _)| one == name).unwrap().1
}

/// What a form beside the row's own sends: its token and the version it was loaded with.
fn acts(answer: &Answer) -> Vec<(String, String)> {
    let text = answer.text();
    let hidden = |name: &str| {
        let (_, rest) = text.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    ["form_token", "version"].map(|name| (name.to_owned(), hidden(name))).to_vec()
}

#[test]
fn a_row_is_changed_by_its_form_and_can_be_put_back() {
    let town = Town::open();
    let path = "tables/units/health";
    let shown = look(&town, path);
    let (mut form, old) = (loaded(&shown), value(&shown, "row.phone"));
    set(&mut form, "row.phone", "0571-12345678");
    let saved = send(&town, &at(&town, path), &form, Who::Keeper);
    assert_eq!(
        (saved.status, saved.header("location")),
        (303, at(&town, "tables/units/health?done=1").as_str())
    );
    let again = look(&town, path);
    assert_eq!(value(&again, "row.phone"), "0571-12345678");
    assert!(
        again.text().contains(&format!("<del>{old}</del> <ins>0571-12345678</ins>")),
        "before and after"
    );
    let changed = text(&look(&town, "tables/units?only=changed"));
    assert!(changed.contains("/units/health\"") && changed.contains(&format!("/units/{CHANGED_UNIT}\"")));
    assert!(!changed.contains("/units/tobacco\""));
    let restored = send(&town, &at(&town, "tables/units/health/restore"), &acts(&again), Who::Keeper);
    assert_eq!(restored.status, 303);
    assert_eq!(value(&look(&town, path), "row.phone"), old);
}

#[test]
fn what_a_row_breaks_elsewhere_is_told_before_it_is_gone() {
    let town = Town::open();
    let asked = look(&town, "tables/units/health/remove");
    assert!(text(&asked).contains("unit-unknown") && text(&asked).contains("/matters/clinic-filing\""));
    let gone = send(&town, &at(&town, "tables/units/health/remove"), &acts(&asked), Who::Keeper);
    assert_eq!(gone.status, 303);
    let kept = look(&town, "tables/units/health");
    assert!(kept.text().contains("草稿里已经删去这一行"), "what it was can still be read");
    let twice = send(&town, &at(&town, "tables/units/health/remove"), &acts(&kept), Who::Keeper);
    assert_eq!(twice.status, 404);
    let back = send(&town, &at(&town, "tables/units/health/restore"), &acts(&kept), Who::Keeper);
    assert_eq!(back.status, 303);
    assert!(!text(&look(&town, "tables/units?only=changed")).contains("/units/health\""));
}

#[test]
fn a_new_row_takes_names_for_codes_and_is_checked_without_being_saved() {
    let town = Town::open();
    let mut form = loaded(&look(&town, "add/everyday?row.word=%E8%AF%95%E5%BC%80%E5%BC%A0"));
    assert!(
        form.contains(&("row.word".to_owned(), "试开张".to_owned())),
        "filled in from the address"
    );
    set(&mut form, "row.terms", "NOPE");
    let checked = send(&town, &at(&town, "add/everyday/check"), &form, Who::Keeper);
    assert_eq!(checked.status, 200);
    assert!(checked.text().contains("term-unknown"));
    assert!(!text(&look(&town, "tables/everyday?q=%E8%AF%95%E5%BC%80%E5%BC%A0")).contains("/everyday/%E8"));
    set(&mut form, "row.terms", "餐饮服务\nH1001");
    let added = send(&town, &at(&town, "add/everyday"), &form, Who::Keeper);
    assert_eq!(added.status, 303);
    let shown = look(&town, "tables/everyday/%E8%AF%95%E5%BC%80%E5%BC%A0");
    assert!(value(&shown, "row.terms").starts_with("H2002 餐饮服务\nH1001 "));
    let found = look(&town, "tables/terms?wish=%E8%AF%95%E5%BC%80%E5%BC%A0").text();
    assert!(found.contains("id=\"trial\"") && found.contains("<small class=\"zw-muted\"><span class=\"zw-mono\">H2002</span>"));
    let mut twice = loaded(&look(&town, "add/everyday"));
    set(&mut twice, "row.word", "试开张");
    let refused = send(&town, &at(&town, "add/everyday"), &twice, Who::Keeper);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("id=\"row.word-error\""));
    set(&mut twice, "row.word", " ");
    let empty = send(&town, &at(&town, "add/everyday/check"), &twice, Who::Keeper);
    assert!(
        empty.status == 422 && empty.text().contains("还有没填的：说法"),
        "the column is named"
    );
}

#[test]
fn only_keepers_change_rows_and_only_they_and_supervisors_see_them() {
    let town = Town::open();
    let path = at(&town, "tables/units/health");
    let form = loaded(&look(&town, "tables/units/health"));
    for who in [Who::Supervisor, Who::Approver, Who::Founder] {
        let mut form = form.clone();
        set(&mut form, "form_token", &format!("{who:?}"));
        set(&mut form, "row.phone", "0571-00000000");
        assert_eq!(send(&town, &path, &form, who).status, 403, "{who:?}");
    }
    assert_eq!(town.site.get(&path, asks(&town, Who::Supervisor)).status, 200);
    for who in [Who::Approver, Who::Founder] {
        for shown in [
            "tables",
            "tables/units",
            "views/letters",
            "matters/public-hygiene/guide",
            "codes?q=a",
        ] {
            assert_eq!(town.site.get(&at(&town, shown), asks(&town, who)).status, 403, "{who:?} {shown}");
        }
        assert_eq!(town.site.get("/admin/calendar", asks(&town, who)).status, 403);
    }
    assert_ne!(value(&look(&town, "tables/units/health"), "row.phone"), "0571-00000000");
}

#[test]
fn the_guide_of_a_draft_is_what_applicants_would_read() {
    let town = Town::open();
    let draft = text(&look(&town, "matters/public-hygiene/guide"));
    assert!(draft.contains("公共场所卫生许可证核发") && draft.contains("还没有生效"));
    assert!(!draft.contains("/apply/start"), "nobody applies under a draft");
    let now = town.site.get("/matters/public-hygiene", asks(&town, Who::Keeper)).text();
    assert!(!now.contains("公共场所卫生许可证核发"));
}

#[test]
fn rules_are_tried_with_answers() {
    let town = Town::open();
    let settled = |answer: &str| look(&town, &format!("views/rules?term=R5002&q=R5002{answer}")).text();
    assert!(settled("").contains("还说不准"));
    let answered = settled("&fact_foreign_investor=no&fact_crowded_place=no");
    assert!(answered.contains("不用办") && !answered.contains("还说不准"));
}
