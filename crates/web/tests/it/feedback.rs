//! What comes back to the keepers, from outside: reports without an account, wishes on the scope page, searches that find nothing.

use crate::site::{Answer, As, STRANGER};
use crate::town::{Town, Who};
use office::catalogue::feedback;
use office::catalogue::proof_reports::{self, Which};
use rules::catalogue::feedback::WordSource;

fn asks(town: &Town, who: Who) -> As<'_> {
    As::token(town.token(who).unwrap())
}

/// What stands between two texts of a page.
fn between(answer: &Answer, before: &str, after: &str) -> String {
    let text = answer.text();
    let (_, rest) = text.split_once(before).unwrap();
    rest.split(after).next().unwrap().to_owned()
}

fn keeper(town: &Town) -> office::access::Person {
    office::access::session(&town.city.app, town.token(Who::Keeper).unwrap())
        .unwrap()
        .unwrap()
}

/// Proves CAT-15: the public reports without an account and is told the outcome.
#[test]
fn a_stranger_reports_a_proof_once_and_looks_the_outcome_up() {
    let town = Town::open();
    let before = proof_reports::list(&town.city.app, &keeper(&town).actor, Which::Open, 20, 0)
        .unwrap()
        .1;
    let form = [
        ("form_token", "report-1"),
        ("matter", "food-business"),
        ("proof", "居住证明"),
        ("story", "窗口要求社区盖章。"),
    ];
    let taken = town.site.post("/matters/report", &form, STRANGER);
    assert_eq!(taken.status, 200, "{}", taken.text());
    let number = between(&taken, "举报编号 <span class=\"zw-mono\">", "<");
    let code = between(&taken, "查询码 ", "。");
    let again = town.site.post("/matters/report", &form, STRANGER);
    assert_eq!(
        between(&again, "举报编号 <span class=\"zw-mono\">", "<"),
        number,
        "sent twice it is one"
    );
    let after = proof_reports::list(&town.city.app, &keeper(&town).actor, Which::Open, 20, 0)
        .unwrap()
        .1;
    assert_eq!(after, before + 1);

    let look = |digits: &str| {
        town.site
            .post("/matters/report/outcome", &[("number", &number), ("digits", digits)], STRANGER)
    };
    assert!(look(&code).text().contains("居住证明"));
    let wrong = if code == "0000" { "0001" } else { "0000" };
    let tries: Vec<u16> = (0..6).map(|_| look(wrong).status).collect();
    assert_eq!(tries, [422, 422, 422, 422, 422, 429]);
    assert_eq!(look(&code).status, 429, "also the right digits wait");
    for (field, value) in [("proof", ""), ("story", ""), ("phone", "123")] {
        let changed: Vec<(&str, &str)> = form[1..]
            .iter()
            .map(|(name, kept)| (*name, if *name == field { value } else { *kept }))
            .collect();
        let changed = [changed, vec![("phone", if field == "phone" { value } else { "" })]].concat();
        assert_eq!(town.site.post("/matters/report", &changed, STRANGER).status, 422, "{field}");
    }
}

#[test]
fn a_telephone_is_masked_until_the_keeper_asks_for_it() {
    let town = Town::open();
    let path = format!("/admin/proof-reports/{}", town.proof_report);
    let (keeper, supervisor) = (asks(&town, Who::Keeper), asks(&town, Who::Supervisor));
    let shown = town.site.get(&path, keeper).text();
    assert!(shown.contains("138****8021") && !shown.contains("13800138021"));
    let asked = town.site.post(&format!("{path}/contact"), &[("form_token", "c1")], keeper);
    assert!(asked.text().contains("13800138021"));
    assert_eq!(
        town.site
            .post(&format!("{path}/contact"), &[("form_token", "c2")], supervisor)
            .status,
        403
    );
    assert_eq!(town.site.post(&path, &[("form_token", "d1"), ("version", "1")], keeper).status, 422);
    let kept = [("form_token", "d2"), ("version", "1"), ("disposal", "keep"), ("answer", "照旧")];
    let refused = town.site.post(&path, &kept, keeper);
    assert!(refused.status == 422 && refused.text().contains("保留证明要写明法律依据"));
    let abolished = [
        ("form_token", "d3"),
        ("version", "1"),
        ("disposal", "abolished"),
        ("answer", "不再要求。"),
    ];
    assert_eq!(town.site.post(&path, &abolished, keeper).status, 303);
}

/// Proves GOV-06: a founder who misses a term says so while the company is opened, and keeps the nearest one meanwhile.
#[test]
fn a_missing_term_is_told_on_the_scope_page_and_its_outcome_stands_in_my_space() {
    let town = Town::open();
    let founder = asks(&town, Who::Founder);
    let path = format!("/open/{}/scope", town.registration);
    let send = |words: &str, token: &str| {
        let form = [
            ("form_token", token),
            ("act", "wish"),
            ("term", "H2002"),
            ("wish_words", words),
            ("wish_business", "教人做陶艺"),
        ];
        town.site.post(&path, &form, founder)
    };
    assert_eq!(send("", "w1").status, 422);
    let taken = send("陶艺体验", "w2");
    assert_eq!(taken.status, 200);
    assert!(taken.text().contains("执照先用“餐饮服务”"));
    let space = town.site.get("/me", founder).text();
    assert!(space.contains("陶艺体验") && space.contains("执照暂用“餐饮服务”"));
    let stranger = town
        .site
        .post(&path, &[("act", "wish"), ("wish_words", "陶艺")], asks(&town, Who::Neighbour));
    assert_eq!(stranger.status, 404);
}

#[test]
fn only_a_search_that_was_made_and_found_nothing_is_counted() {
    let town = Town::open();
    let q = "%E9%AD%91%E9%AD%85%E9%AD%8D%E9%AD%89";
    for path in [
        format!("/guide?q={q}"),
        format!("/guide?q={q}&act=search"),
        format!("/guide?q={q}&add=H2002"),
        format!("/guide/suggestions?q={q}"),
        "/guide?q=%E7%81%AB%E9%94%85".to_owned(),
        format!("/api/v1/scope-terms?q={q}"),
    ] {
        assert_eq!(town.site.get(&path, STRANGER).status, 200, "{path}");
    }
    feedback::write_unfound(&town.city.app, testkit::PLACE).unwrap();
    let loose = feedback::overview(&town.city.app, &keeper(&town).actor).unwrap().loose;
    let word = loose.iter().flatten().find(|word| word.word == "魑魅魍魉").unwrap();
    let times = |source| word.times.get(&source).copied();
    assert_eq!((times(WordSource::Guide), times(WordSource::Api)), (Some(2), Some(1)));
    assert!(!loose.iter().flatten().any(|word| word.word.contains("火锅")));
}

/// Proves CAT-05: the guide and the open interface say of a trade outside the list that the licence is enough, for every kind of
/// subject alike.
#[test]
fn a_trade_without_permit_is_told_that_the_licence_is_enough_for_everybody() {
    let town = Town::open();
    let page = town.site.get("/guide?term=R5018", STRANGER).text();
    assert!(page.contains("领取营业执照即可经营"));
    assert!(page.contains("公司、个体工商户、农民专业合作社等各类经营主体都一样"));
    assert!(!town.site.get("/guide?term=H2002", STRANGER).text().contains("等各类经营主体都一样"));
    let unlisted = town.site.get("/guide?q=%E9%AD%91%E9%AD%85%E9%AD%8D%E9%AD%89", STRANGER).text();
    assert!(unlisted.contains("如果没有列入许可清单，领取营业执照就可以经营"));
    let ask = |term: &str| {
        town.site
            .post_json("/api/v1/notices", &format!("{{\"terms\":[\"{term}\"]}}"), STRANGER)
            .json()
    };
    let (free, bound) = (ask("R5018"), ask("H2002"));
    assert_eq!(
        (free["licence_is_enough"].as_bool(), bound["licence_is_enough"].as_bool()),
        (Some(true), Some(false))
    );
    let kinds: Vec<&str> = free["holds_for"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|kind| kind.as_str())
        .collect();
    for kind in ["company", "individual-business", "cooperative"] {
        assert!(kinds.contains(&kind), "{kind}");
    }
}

/// Proves CAT-05: a refusal on the desk rests on a condition of the published matter.
#[test]
fn an_officer_cannot_refuse_for_a_reason_of_his_own() {
    let town = Town::open();
    let path = format!("/desk/applications/{}/decide", town.accepted);
    let officer = asks(&town, Who::Approver);
    let shown = town.site.get(&path, officer);
    let hidden = |name: &str| between(&shown, &format!("name=\"{name}\" value=\""), "\"");
    let (version, hash) = (hidden("version"), hidden("text_hash"));
    let form = [
        ("form_token", "own-reason"),
        ("version", version.as_str()),
        ("text_hash", hash.as_str()),
        ("outcome", "refuse"),
        ("reasons", "周边居民不同意"),
        ("password", testkit::PASSWORD),
    ];
    let refused = town.site.post(&path, &form, officer);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("清单之外的理由不能不予许可"));
}
