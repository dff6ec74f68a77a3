//! Levels 1 and 2 of the page tests: every page for everybody who may see it, in both languages; and what people see who
//! may not.

use crate::looks::{Gives, LOOKS, Look};
use crate::markup::Markup;
use crate::site::{Answer, As, SITE_NAME, STRANGER};
use crate::town::{Town, Who};
use crate::words;
use std::collections::{BTreeMap, BTreeSet};
use web::Lang;

const LANGS: [Lang; 2] = [Lang::Chinese, Lang::English];
/// ux.md 9: first load of a public page, as it goes over the wire.
const FIRST_LOAD_MAX: usize = 60 * 1_024;

fn ask(town: &Town, look: &Look, who: Who, lang: Lang) -> Answer {
    let asking = As {
        token: town.token(who),
        lang,
    };
    town.site.get(&(look.path)(town), asking)
}

#[track_caller]
fn nothing(findings: &[String]) {
    assert!(findings.is_empty(), "{} finding(s):\n  {}", findings.len(), findings.join("\n  "));
}

#[test]
fn every_page_is_looked_at() {
    let looked: BTreeSet<&str> = LOOKS.iter().map(|look| look.route).collect();
    let routes: BTreeSet<&str> = web::pages()
        .iter()
        .filter(|page| page.method == "GET")
        .map(|page| page.path)
        .collect();
    let blind: Vec<&&str> = routes.difference(&looked).filter(|path| !NOT_LOOKED_AT.contains(path)).collect();
    let gone: Vec<&&str> = looked.difference(&routes).collect();
    assert!(blind.is_empty(), "pages without a line in looks.rs: {blind:?}");
    assert!(gone.is_empty(), "lines of looks.rs without a page: {gone:?}");
}

/// Files that exist only after an upload; the journeys fetch them.
const NOT_LOOKED_AT: [&str; 1] = ["/apply/{id}/papers/{material}"];

#[test]
fn every_page_keeps_the_rules_in_both_languages() {
    let (town, sections) = (Town::open(), words::sections());
    let mut findings = Vec::new();
    for look in LOOKS {
        for lang in LANGS {
            let answer = ask(&town, look, look.who, lang);
            let found = judged(look, lang, &answer, &sections);
            let path = (look.path)(&town);
            findings.extend(
                found
                    .into_iter()
                    .map(|finding| format!("{} {path} ({:?}): {finding}", lang.tag(), look.who)),
            );
        }
    }
    nothing(&findings);
}

fn judged(look: &Look, lang: Lang, answer: &Answer, sections: &BTreeSet<String>) -> Vec<String> {
    let wanted = if look.gives == Gives::Elsewhere { 303 } else { 200 };
    if answer.status != wanted {
        return vec![format!("status {} to {}", answer.status, answer.header("location"))];
    }
    let kind = answer.header("content-type");
    match look.gives {
        Gives::Page => Markup::read(&answer.text()).page_findings(lang.tag(), SITE_NAME, sections),
        Gives::Part => Markup::read(&answer.text()).part_findings(lang.tag(), sections),
        Gives::Data if kind != "application/json" => vec![format!("{kind} instead of JSON")],
        Gives::File if answer.header("content-disposition").is_empty() || answer.bytes.is_empty() => {
            vec!["no file".to_owned()]
        }
        Gives::Data | Gives::File | Gives::Elsewhere => Vec::new(),
    }
}

#[test]
fn every_address_on_a_page_is_one_of_ours() {
    let town = Town::open();
    let mut asked: BTreeMap<String, u16> = BTreeMap::new();
    let mut findings = BTreeSet::new();
    for look in LOOKS.iter().filter(|look| matches!(look.gives, Gives::Page | Gives::Part)) {
        let markup = Markup::read(&ask(&town, look, look.who, Lang::Chinese).text());
        for (method, address) in markup.addresses() {
            let path = address.split(['?', '#']).next().unwrap_or_default();
            let known = if path.starts_with("/assets/") {
                *asked.entry(path.to_owned()).or_insert_with(|| town.site.get(path, STRANGER).status) == 200
            } else {
                // The address that a QR holds is written out on the page, host and all.
                is_route(method, path.strip_prefix(crate::site::BASE).unwrap_or(path))
            };
            if !known {
                findings.insert(format!("{} ({:?}): {method} {address}", look.route, look.who));
            }
        }
    }
    nothing(&findings.into_iter().collect::<Vec<_>>());
}

fn is_route(method: &str, path: &str) -> bool {
    let pages = web::pages();
    let mut routes = pages.iter().filter(|page| page.method == method).map(|page| page.path);
    routes.any(|route| {
        let (route, path): (Vec<&str>, Vec<&str>) = (route.split('/').collect(), path.split('/').collect());
        route.len() == path.len()
            && route
                .iter()
                .zip(&path)
                .all(|(own, given)| own == given || (own.starts_with('{') && !given.is_empty()))
    })
}

#[test]
fn a_public_page_loads_light() {
    let town = Town::open();
    let mut findings = Vec::new();
    for look in LOOKS.iter().filter(|look| look.gives == Gives::Page && look.who == Who::Visitor) {
        let answer = ask(&town, look, look.who, Lang::Chinese);
        if answer.status != 200 {
            continue;
        }
        let path = (look.path)(&town);
        let page = town.site.weight(&path);
        let assets = Markup::read(&answer.text()).assets();
        let whole = page + assets.iter().map(|asset| town.site.weight(asset)).sum::<usize>();
        if whole > FIRST_LOAD_MAX {
            findings.push(format!("{path}: {whole} bytes, {page} of them the page"));
        }
    }
    nothing(&findings);
}

#[test]
fn who_is_not_signed_in_is_asked_to_and_comes_back() {
    let town = Town::open();
    let mut findings = Vec::new();
    for look in LOOKS.iter().filter(|look| look.who != Who::Visitor) {
        let answer = ask(&town, look, Who::Visitor, Lang::Chinese);
        let asked = answer.status == 303 && answer.header("location").starts_with("/sign-in?next=");
        let refused = answer.status == 401 && look.route.starts_with("/api/");
        let also_public = LOOKS.iter().any(|other| other.who == Who::Visitor && other.route == look.route);
        if !asked && !refused && !also_public {
            findings.push(format!("{}: {} {}", look.route, answer.status, answer.header("location")));
        }
    }
    nothing(&findings);
}

#[test]
fn other_peoples_things_look_absent() {
    let town = Town::open();
    let mut findings = Vec::new();
    for look in LOOKS.iter().filter(|look| look.route.contains('{') && look.who != Who::Visitor) {
        for who in [Who::Neighbour, Who::Supervisor] {
            if look.who == who {
                continue;
            }
            if [Who::Approver, Who::Regulator, Who::Keeper].contains(&look.who) && who == Who::Supervisor {
                // A supervisor of the same office may look, not act.
                continue;
            }
            let answer = ask(&town, look, who, Lang::Chinese);
            let of_place = who == Who::Supervisor && look.gives == Gives::File;
            if ![403, 404].contains(&answer.status) && !of_place {
                findings.push(format!(
                    "{} as {who:?}: {} {}",
                    look.route,
                    answer.status,
                    answer.header("location")
                ));
            }
        }
    }
    nothing(&findings);
}

/// Every form of the site sent empty, by everybody: a clear answer, never a failure of the world.
#[test]
fn an_empty_form_is_answered_on_the_page() {
    let (town, sections) = (Town::open(), words::sections());
    let mut findings = Vec::new();
    for page in web::pages().iter().filter(|page| page.method == "POST") {
        for who in [Who::Visitor, Who::Neighbour, Who::Window, Who::Regulator, Who::Founder] {
            // Signing out would end the session that the others need.
            if page.path == "/sign-out" {
                continue;
            }
            let path = page.path.replace("{id}", &town.draft.to_string());
            let answer = town.site.post(
                &path,
                &[],
                As {
                    token: town.token(who),
                    lang: Lang::Chinese,
                },
            );
            if answer.status >= 500 {
                findings.push(format!("{path} ({who:?}): {}", answer.status));
            } else if answer.status >= 400 && answer.header("content-type").starts_with("text/html") {
                let text = answer.text();
                let markup = Markup::read(&text);
                let found = if text.contains("<html") {
                    markup.page_findings("zh-CN", SITE_NAME, &sections)
                } else {
                    markup.part_findings("zh-CN", &sections)
                };
                findings.extend(
                    found
                        .into_iter()
                        .map(|finding| format!("{path} ({who:?}) {}: {finding}", answer.status)),
                );
            } else if answer.status >= 400 && answer.header("content-type") != "application/problem+json" {
                findings.push(format!("{path} ({who:?}): {} {}", answer.status, answer.header("content-type")));
            }
        }
    }
    nothing(&findings);
}

/// Ids that are none, of things that are not there, and far too long.
#[test]
fn a_wrong_address_is_not_found() {
    let (town, sections) = (Town::open(), words::sections());
    let mut findings = Vec::new();
    let long = "x".repeat(2_000);
    for page in web::pages().iter().filter(|page| page.method == "GET" && page.path.contains('{')) {
        for wrong in ["0", "00000000000000000000000000", "%00", "%F0%9F%8D%9C", &long] {
            let mut path = page.path.to_owned();
            while let (Some(from), Some(to)) = (path.find('{'), path.find('}')) {
                path.replace_range(from..=to, wrong);
            }
            let asking = As {
                token: town.token(Who::Founder),
                lang: Lang::Chinese,
            };
            let answer = town.site.get(&path, asking);
            if ![404, 403].contains(&answer.status) {
                findings.push(format!("{}: {}", page.path, answer.status));
            } else if answer.header("content-type").starts_with("text/html") {
                let found = Markup::read(&answer.text()).page_findings("zh-CN", SITE_NAME, &sections);
                findings.extend(found.into_iter().map(|finding| format!("{}: {finding}", page.path)));
            }
        }
    }
    findings.dedup();
    nothing(&findings);
}
