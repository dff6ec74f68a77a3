//! The open interface describes itself: every route and nothing else, and what it describes is what it answers.

use crate::site::{As, STRANGER};
use crate::town::{Town, Who};
use serde_json::Value;
use std::collections::BTreeSet;

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            found.push((method.to_uppercase(), path.clone(), operation.clone()));
        }
    }
    found
}

#[test]
fn every_function_of_the_open_interface_is_described_and_nothing_else() {
    let document = web::document().unwrap();
    let described: BTreeSet<(String, String)> = operations(&document).into_iter().map(|(method, path, _)| (method, path)).collect();
    let pages = web::pages();
    let routes: BTreeSet<(String, String)> = pages
        .iter()
        .filter(|page| page.path.starts_with("/api/v1/"))
        .map(|page| (page.method.to_owned(), page.path.to_owned()))
        .collect();
    let silent: Vec<_> = routes.difference(&described).collect();
    let invented: Vec<_> = described.difference(&routes).collect();
    assert!(silent.is_empty(), "not described: {silent:?}");
    assert!(invented.is_empty(), "described, but not there: {invented:?}");
}

#[test]
fn every_operation_says_who_may_what_comes_back_and_how_to_repeat() {
    let document = web::document().unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let about = format!("{method} {path}");
        assert!(
            ids.insert(operation["operationId"].as_str().unwrap().to_owned()),
            "{about}: its id is taken"
        );
        assert!(
            operation["summary"].as_str().is_some_and(|text| !text.is_empty()),
            "{about}: no summary"
        );
        assert!(operation["security"].is_array(), "{about}: who may?");
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.contains_key("default"), "{about}: no problem document");
        assert!(answers.keys().any(|status| status.starts_with('2')), "{about}: no good answer");
        let parameters: Vec<&str> = operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        assert_eq!(parameters.contains(&"Idempotency-Key"), method == "POST", "{about}");
        for part in path.split('/').filter_map(|part| part.strip_prefix('{')) {
            assert!(parameters.contains(&part.trim_end_matches('}')), "{about}: {part} is not described");
        }
    }
}

#[test]
fn every_operation_has_its_title_and_no_title_its_operation_lost() {
    let titled = crate::words::keys().remove("api_operation").unwrap();
    let document = web::document().unwrap();
    let ids: BTreeSet<String> = operations(&document)
        .into_iter()
        .map(|(_, _, operation)| operation["operationId"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, titled);
}

/// A reference that leads nowhere breaks every generator of clients.
#[test]
fn every_reference_of_the_document_leads_somewhere() {
    fn references(value: &Value, into: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(target)) = fields.get("$ref") {
                    into.push(target.clone());
                }
                fields.values().for_each(|field| references(field, into));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, into)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let document = web::document().unwrap();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(!found.is_empty());
    for target in found {
        assert!(document.pointer(target.trim_start_matches('#')).is_some(), "{target} is not there");
    }
}

/// Who may call is what the document says: without a token only what is open answers.
#[test]
fn what_is_not_open_asks_for_a_token() {
    let town = Town::open();
    for (method, path, operation) in operations(&web::document().unwrap()) {
        let open = operation["security"].as_array().unwrap().is_empty();
        let path = path
            .replace("{id}", &town.draft.to_string())
            .replace("{reference}", &town.licence.statement.reference);
        let answer = match method.as_str() {
            "POST" => town.site.post_json(&path, "{}", STRANGER),
            _ => town.site.get(&path, STRANGER),
        };
        let asks = answer.status == 401 && answer.json()["code"] == "sign-in-first";
        assert!(open != asks, "{method} {path}: {} {}", answer.status, answer.text());
    }
}

/// Broken JSON, JSON of another shape and nothing at all: a problem document that says where.
#[test]
fn bad_bodies_are_refused_with_a_problem_document() {
    let town = Town::open();
    let asking = As::token(town.token(Who::Founder).unwrap());
    for (method, path, _) in operations(&web::document().unwrap()) {
        if method != "POST" {
            continue;
        }
        let path = path.replace("{id}", &town.registration.to_string());
        for body in ["", "{", "[]", "{\"nobody\":1}", "\u{0}", "{\"terms\":[1]}"] {
            let answer = town.site.post_json(&path, body, asking);
            assert!(
                (400..500).contains(&answer.status),
                "{path} {body:?}: {} {}",
                answer.status,
                answer.text()
            );
            assert_eq!(answer.header("content-type"), "application/problem+json", "{path} {body:?}");
            let problem = answer.json();
            assert_eq!(problem["status"], answer.status, "{path}");
            assert!(
                problem["code"].is_string() && problem["request_id"].is_string(),
                "{path}: {problem}"
            );
        }
    }
}
