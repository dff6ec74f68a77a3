//! Certificates from outside: the answers of the check, the file to check without us, and the sealed paper.

use crate::markup::{Markup, select, text};
use crate::site::{As, STRANGER, Site};
use crate::town::{Town, Who};
use std::path::Path;
use std::process::{Command, Output};
use web::certificates::capital_in_words;

/// The heading is the answer.
fn answer(page: &str) -> String {
    let markup = Markup::read(page);
    select(&markup.html, "h1").first().map(|heading| text(*heading)).unwrap_or_default()
}

fn typed(site: &Site, number: &str, datum: &str) -> (u16, String) {
    let answer = site.post("/verify", &[("number", number), ("datum", datum)], STRANGER);
    (answer.status, answer.text())
}

/// Proves CER-02.
#[test]
fn a_stranger_with_the_qr_sees_the_public_facts_and_the_permits_of_the_holder() {
    let town = Town::open();
    let page = town.site.get(&format!("/v/{}", town.licence.statement.reference), STRANGER);
    assert_eq!(page.status, 200);
    let page = page.text();
    assert_eq!(answer(&page), "有效");
    for fact in [
        &town.licence.statement.number,
        &town.licence.statement.credit_code,
        "李明",
        "10 万元人民币",
        "有限责任公司",
    ] {
        assert!(page.contains(fact), "{fact}");
    }
    assert!(
        page.contains("仅销售预包装食品备案") || page.contains("预包装食品"),
        "the permits of the holder"
    );
    assert!(!page.contains(&town.founder.person.identity_number) && !page.contains(&town.founder.person.phone));
    let permit = town.site.get(&format!("/v/{}", town.permit.statement.reference), STRANGER).text();
    assert_eq!(answer(&permit), "有效");
    let nobody = town.site.get("/v/00000000000000000000000000000000", STRANGER);
    assert_eq!((nobody.status, answer(&nobody.text()).as_str()), (404, "查无此证"));
}

/// A wrong number and a wrong datum look the same, to the letter.
#[test]
fn a_typed_number_is_answered_only_with_its_datum() {
    let town = Town::open();
    let (number, code) = (&town.licence.statement.number, &town.licence.statement.credit_code);
    let (status, page) = typed(&town.site, number, &code[14..]);
    assert_eq!((status, answer(&page).as_str()), (200, "有效"));
    let other = &town.permit.statement.number;
    let wrong_datum = typed(&town.site, number, "0000");
    let wrong_number = typed(&town.site, &other.replace("ZZ2026", "ZZ2025"), &code[14..]);
    let bare = |page: &str| page.split("<main").nth(1).unwrap().split("</main>").next().unwrap().to_owned();
    assert_eq!(wrong_datum.0, wrong_number.0);
    assert_eq!(bare(&wrong_datum.1), bare(&wrong_number.1));
    assert_eq!(answer(&wrong_datum.1), "查无此证");
    for (number, datum) in [("", ""), (number.as_str(), "123"), ("", "1234")] {
        let (status, page) = typed(&town.site, number, datum);
        assert_eq!(status, 422, "{number} {datum}");
        assert!(page.contains("govuk-error-summary"));
    }
    let tries = (0..9)
        .map(|_| typed(&town.site, number, "9999").0)
        .filter(|status| *status == 422)
        .count();
    assert!(tries > 0, "nobody may try for ever");
}

#[test]
fn the_open_interface_gives_the_same_answers() {
    let town = Town::open();
    let get = |path: &str| town.site.get(&format!("/api/v1/certificates/{path}"), STRANGER);
    let statement = &town.licence.statement;
    let found = get(&statement.reference).json();
    assert_eq!(
        (&found["validity"], &found["state"], &found["kind"]),
        (&"valid".into(), &"valid".into(), &"business-licence".into())
    );
    assert_eq!(found["fields"]["capital_fen"], "10000000");
    let typed = get(&format!("{}?credit_code_end={}", statement.number, &statement.credit_code[14..]));
    assert_eq!(typed.json()["number"], statement.number);
    for absent in ["00000000000000000000000000000000", "x", statement.number.as_str()] {
        let answer = get(absent);
        assert_eq!(
            (answer.status, &answer.json()["facts"]["validity"]),
            (404, &"unknown".into()),
            "{absent}"
        );
    }
    let own = town
        .site
        .get("/api/v1/certificates", As::token(town.token(Who::Founder).unwrap()))
        .json();
    assert!(
        own["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["reference"] == statement.reference.as_str())
    );
    let others = town
        .site
        .get("/api/v1/certificates", As::token(town.token(Who::Neighbour).unwrap()))
        .json();
    assert_eq!(others["items"].as_array().unwrap().len(), 0);
}

/// The way that the file itself names, run as it stands.
#[test]
fn what_was_signed_is_checked_with_openssl_alone() {
    let town = Town::open();
    let file = town.site.get(&format!("/v/{}/signed", town.licence.statement.reference), STRANGER);
    let body = file.json();
    assert_eq!(body["content"], town.licence.content.as_str());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("signed-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{}.json", town.licence.statement.number)), &file.bytes).unwrap();
    let steps: Vec<&str> = body["check"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step.as_str().unwrap())
        .collect();
    let run = |script: &str| -> Output {
        let mut shell = Command::new("sh");
        shell.args(["-e", "-c", script]).current_dir(&folder).output().unwrap()
    };
    let tools = run("command -v jq && command -v xxd && command -v openssl");
    if tools.status.success() {
        let output = run(&steps.join("\n"));
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            said.contains("Verified Successfully"),
            "{said} {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Proves CER-03.
#[test]
fn the_paper_is_sealed_and_carries_what_was_signed() {
    let town = Town::open();
    let known = |id: &str| office::certificates::public_key(&town.city.app, id).unwrap();
    for certificate in [&town.licence, &town.permit] {
        let path = format!("/certificates/{}/pdf", certificate.id);
        let file = town.site.get(&path, As::token(town.token(Who::Founder).unwrap()));
        assert_eq!((file.status, file.header("content-type")), (200, "application/pdf"));
        assert_eq!(file.header("cache-control"), "no-store");
        let checked = paper::check(&file.bytes, known).unwrap();
        assert_eq!(checked.signed.unwrap().content, certificate.content.as_bytes());
        let again = town.site.get(&path, As::token(town.token(Who::Founder).unwrap()));
        assert_eq!(file.bytes, again.bytes, "the same paper has the same bytes");
        let mut changed = file.bytes.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        assert!(paper::check(&changed, known).is_err());
        assert_eq!(town.site.get(&path, As::token(town.token(Who::Neighbour).unwrap())).status, 404);
        assert_eq!(town.site.get(&path, STRANGER).status, 303);
    }
}

/// Proves CER-03: after the platform's key was replaced, what the earlier one signed still verifies.
#[test]
fn a_certificate_signed_under_an_earlier_key_is_printed_and_verified() {
    let town = Town::open();
    let next = town.city.second_server();
    office::certificates::publish_key(&next).unwrap();
    let site = Site::open(next.clone(), &std::env::temp_dir());
    let path = format!("/certificates/{}/pdf", town.licence.id);
    let file = site.get(&path, As::token(town.token(Who::Founder).unwrap()));
    let known = |id: &str| office::certificates::public_key(&next, id).unwrap();
    let checked = paper::check(&file.bytes, known).unwrap();
    assert_ne!(checked.key_id, town.licence.signature.key_id);
    assert_eq!(checked.signed.unwrap().signature.key_id, town.licence.signature.key_id);
    let page = site.get(&format!("/v/{}", town.licence.statement.reference), STRANGER).text();
    assert_eq!(answer(&page), "有效");
}

#[test]
fn money_is_written_as_licences_write_it() {
    let cases = [
        (0, "零元整"),
        (100, "壹元整"),
        (10_000_000, "壹拾万元整"),
        (100_000_000, "壹佰万元整"),
        (123_456, "壹仟贰佰叁拾肆元伍角陆分"),
        (100_500, "壹仟零伍元整"),
        (1_005_000, "壹万零伍拾元整"),
        (10_050_000_000, "壹亿零伍拾万元整"),
        (100_000_010_000, "壹拾亿零壹佰元整"),
        (10_100_000, "壹拾万壹仟元整"),
        (7, "零元零柒分"),
    ];
    for (fen, written) in cases {
        assert_eq!(capital_in_words(fen), written, "{fen}");
    }
}
