//! The keepers' tables from outside: handed in, reported on, taken in once, and laid beside ours.

use crate::site::{Answer, As};
use crate::town::{Town, Who};
use testkit::tables::{csv, docx, rows, superior_list, xlsx};

fn asks(town: &Town, who: Who) -> As<'_> {
    As::token(town.token(who).unwrap())
}

fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.headers["location"].to_str().unwrap().to_owned()
}

fn hidden(answer: &Answer, name: &str) -> String {
    let text = answer.text();
    let (_, rest) = text.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// Proves CAT-03.
#[test]
fn a_superior_list_is_handed_in_confirmed_and_compared_with_the_published_figures() {
    let town = Town::open();
    let keeper = asks(&town, Who::Keeper);
    let path = format!("/admin/editions/{}/import", town.edition);
    let form = [
        ("form_token", "t1"),
        ("kind", "layer-state"),
        ("extent", "whole"),
        ("mark", "confirmed"),
        ("sort", ""),
    ];
    let report = location(&town.site.upload(&path, &form, ("file", &docx(&superior_list())), keeper));
    let shown = town.site.get(&report, keeper);
    assert_eq!(shown.status, 200);
    assert!(shown.text().contains("529"), "{}", shown.text());
    let version = hidden(&shown, "version");
    let confirm = [("form_token", "t2"), ("version", version.as_str())];
    let back = location(&town.site.post(&report, &confirm, keeper));
    assert!(back.ends_with("?done=imported"));
    // The same click once more gives the same answer and changes nothing.
    assert_eq!(location(&town.site.post(&report, &confirm, keeper)), back);
    // Somebody else's older page does not overwrite it.
    let other = csv(&rows(&[&["说法", "条目"], &["早茶铺", "H2002"]]));
    let other = location(&town.site.upload(&path, &[("form_token", "t4")], ("file", &other), keeper));
    let stale = town.site.post(&other, &[("form_token", "t3"), ("version", &version)], keeper);
    assert_eq!(stale.status, 409, "{}", stale.text());

    let compared = town.site.get(&format!("/admin/compare?edition={}", town.edition), keeper);
    let text = compared.text();
    for figure in ["<td class=\"num\">529</td>", "<td class=\"num\">76</td>", "<b>453</b>"] {
        assert!(text.contains(figure), "{figure}");
    }
    let one = town.site.get(
        &format!(
            "/admin/compare?edition={}&q=%E8%AE%B8%E5%8F%AF7&view=superior_unmatched",
            town.edition
        ),
        keeper,
    );
    assert!(one.text().contains("许可77") && !one.text().contains("许可85"));
}

#[test]
fn a_table_with_errors_says_where_and_offers_nothing_to_confirm() {
    let town = Town::open();
    let keeper = asks(&town, Who::Keeper);
    let path = format!("/admin/editions/{}/import", town.edition);
    let bad = rows(&[&["编码", "规范表述"], &["X9001", "甲"], &["", "乙"], &["X9001", "=丙"]]);
    let report = location(&town.site.upload(&path, &[("form_token", "t1")], ("file", &xlsx(&bad)), keeper));
    let shown = town.site.get(&report, keeper).text();
    assert!(shown.contains("必填，却是空的") && shown.contains("重复，第2行已有"), "{shown}");
    assert!(!shown.contains("name=\"version\""), "nothing to confirm");
    let refused = town.site.post(&report, &[("form_token", "t2"), ("version", "1")], keeper);
    assert!(matches!(refused.status, 409 | 422), "{}", refused.status);
    let table = town.site.get(&format!("{report}/report"), keeper).text();
    assert!(table.contains("\"有误\",\"Sheet1\",\"3\",\"A\",\"编码\""), "{table}");
}

#[test]
fn what_is_no_table_comes_back_at_its_field_and_strangers_see_nothing() {
    let town = Town::open();
    let keeper = asks(&town, Who::Keeper);
    let path = format!("/admin/editions/{}/import", town.edition);
    for bytes in [&b"%PDF-1.7"[..], b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"] {
        let refused = town.site.upload(&path, &[("form_token", "t")], ("file", bytes), keeper);
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("文件不能当作表格读取"), "{}", refused.text());
    }
    let nothing = town.site.post(&path, &[("form_token", "t")], keeper);
    assert_eq!(nothing.status, 422);
    let odd = town.site.upload(&path, &[("kind", "x")], ("file", b"a,b"), keeper);
    assert_eq!(odd.status, 422);
    let good = csv(&rows(&[&["名称", "性质"], &["新许可", "许可"]]));
    for who in [Who::Founder, Who::Approver, Who::Supervisor] {
        let refused = town.site.upload(&path, &[("form_token", "u")], ("file", &good), asks(&town, who));
        assert!(matches!(refused.status, 403 | 404 | 422), "{who:?} {}", refused.status);
    }
    for address in [
        format!("{path}/99"),
        format!("{path}/x"),
        "/admin/editions/999/import".to_owned(),
        "/admin/compare?edition=x".to_owned(),
    ] {
        assert_eq!(town.site.get(&address, keeper).status, 404, "{address}");
    }
    assert_eq!(town.site.get("/admin/compare", asks(&town, Who::Approver)).status, 403);
}
