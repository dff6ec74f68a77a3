//! Facts, answers and expressions by themselves.

use super::city::*;
use crate::catalogue::condition::{Facts, Known, read};
use crate::catalogue::{Answer, Answers, Quantity, Truth};
use proptest::prelude::*;

fn facts() -> Facts {
    Facts::declared(&asked().facts)
}

/// Answers from `code=text` pairs.
pub fn answers(facts: &[crate::catalogue::Fact], given: &[(&str, &str)]) -> Answers {
    let answer = |(code, text): &(&str, &str)| {
        let fact = facts.iter().find(|fact| fact.code == *code).unwrap();
        ((*code).to_owned(), fact.answer(text).unwrap())
    };
    given.iter().map(answer).collect()
}

fn truth(expression: &str, given: &[(&str, &str)]) -> Truth {
    let facts = facts();
    let answers = answers(facts.all(), given);
    read(expression, &facts).unwrap().truth(&Known::given(&facts, &answers))
}

#[test]
fn an_expression_says_what_it_says() {
    let (large, small) = ([("floor_area", "300")], [("floor_area", "299.999")]);
    for (expression, at, below) in [
        ("floor_area >= 300", true, false),
        ("floor_area > 300", false, false),
        ("300 > floor_area", false, true),
        ("300 <= floor_area", true, false),
        ("floor_area == 300.0", true, false),
        ("floor_area != 299.999", true, false),
        ("floor_area <= 299.999", false, true),
        ("floor_area in [100, 300]", true, false),
    ] {
        assert_eq!(truth(expression, &large), Truth::of(at), "{expression}");
        assert_eq!(truth(expression, &small), Truth::of(below), "{expression}");
    }
    let (fresh, packed) = ([("product", "fresh")], [("product", "packed")]);
    for (expression, of_fresh, of_packed) in [
        (r#"product == "fresh""#, true, false),
        (r#""fresh" != product"#, false, true),
        (r#"product in ["packed"]"#, false, true),
        (r#"!(product in ["packed"])"#, true, false),
    ] {
        assert_eq!(truth(expression, &fresh), Truth::of(of_fresh), "{expression}");
        assert_eq!(truth(expression, &packed), Truth::of(of_packed), "{expression}");
    }
    assert_eq!(truth("has_pool", &[("has_pool", "yes")]), Truth::True);
    assert_eq!(truth("has_pool != true", &[("has_pool", "yes")]), Truth::False);
}

#[test]
fn and_binds_closer_than_or() {
    let given = [("has_pool", "yes"), ("floor_area", "10"), ("product", "packed")];
    assert_eq!(truth(r#"has_pool || floor_area > 20 && product == "fresh""#, &given), Truth::True);
    assert_eq!(
        truth(r#"(has_pool || floor_area > 20) && product == "fresh""#, &given),
        Truth::False
    );
}

#[test]
fn what_is_known_decides_as_soon_as_it_can() {
    assert_eq!(truth("has_pool", &[]), Truth::Unknown);
    assert_eq!(truth("!has_pool", &[]), Truth::Unknown);
    let pool = [("has_pool", "yes")];
    assert_eq!(truth("has_pool || floor_area > 300", &pool), Truth::True);
    assert_eq!(truth("has_pool && floor_area > 300", &pool), Truth::Unknown);
    assert_eq!(truth("!has_pool && floor_area > 300", &pool), Truth::False);
}

#[test]
fn an_answer_is_what_its_fact_takes() {
    let facts = facts();
    let cases = [
        ("has_pool", "yes", true),
        ("has_pool", "no", true),
        ("has_pool", "maybe", false),
        ("has_pool", "1", false),
        ("floor_area", "0", true),
        ("floor_area", "299.5", true),
        ("floor_area", "007.250", true),
        ("floor_area", "-3", false),
        ("floor_area", "+3", false),
        ("floor_area", "3.", false),
        ("floor_area", ".5", false),
        ("floor_area", "0.0001", false),
        ("floor_area", "１２", false),
        ("floor_area", "1e3", false),
        ("floor_area", "", false),
        ("floor_area", "99999999999999999999", false),
        ("product", "fresh", true),
        ("product", "frozen", false),
    ];
    for (code, text, taken) in cases {
        let fact = facts.all().iter().find(|fact| fact.code == code).unwrap();
        assert_eq!(fact.answer(text).is_some(), taken, "{code}={text}");
    }
    let wrong = Answers::from([("has_pool".to_owned(), Answer::Choice("fresh".into()))]);
    let test = read("has_pool", &facts).unwrap();
    assert_eq!(test.truth(&Known::given(&facts, &wrong)), Truth::Unknown, "a wrong answer is none");
}

#[test]
fn a_test_knows_its_words_and_its_facts() {
    let facts = facts();
    let test = read("floor_area > 3 && (has_pool || floor_area < 2)", &facts).unwrap();
    assert_eq!(test.expression(), "floor_area > 3 && (has_pool || floor_area < 2)");
    let named: Vec<&str> = test.facts().iter().map(|index| facts.get(*index).unwrap().code.as_str()).collect();
    assert_eq!(named, ["has_pool", "floor_area"]);
}

#[test]
fn parts_in_parts_end_somewhere() {
    let facts = facts();
    let deep = |depth: usize| format!("{}has_pool{}", "!(!(".repeat(depth), "))".repeat(depth));
    assert!(read(&deep(4), &facts).is_ok());
    assert!(read(&deep(40), &facts).is_err());
    assert!(read(&"!([(".repeat(200), &facts).is_err());
    assert!(read(&format!("{}has_pool", "!".repeat(900)), &facts).is_ok());
    assert!(read(&format!("has_pool{}", "||has_pool".repeat(90)), &facts).is_ok());
    assert!(read(&format!("has_pool{}", " || has_pool".repeat(200)), &facts).is_err());
}

proptest! {
    #[test]
    fn a_quantity_reads_as_it_is_written(thousandths in 0u64..10_000_000_000) {
        let text = format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000);
        let quantity = Quantity::parse(&text).unwrap();
        prop_assert_eq!(Quantity::parse(&quantity.to_string()), Some(quantity));
        prop_assert_eq!(quantity.to_string().parse::<f64>().unwrap(), text.parse::<f64>().unwrap());
    }

    /// Whatever stands in the files, reading it comes to an end.
    #[test]
    fn any_text_is_read_or_refused(text in "(\\PC|[a-z_ ()&|!<>=\"'\\[\\],.0-9?:{}`\\\\-]){0,60}") {
        if let Ok(test) = read(&text, &facts()) {
            prop_assert!(test.expression() == text);
        }
    }

    #[test]
    fn any_mixture_of_signs_is_read_or_refused(parts in prop::collection::vec(
        prop::sample::select(vec!["has_pool", "floor_area", "product", "nothing", "300", "-1", "0.5", "2u", "\"fresh\"", "b\"x\"", "null", "true",
            "==", "!=", "<", ">=", "&&", "||", "!", "-", "in", "[", "]", "(", ")", "{", "}", ",", ".", "?", ":", "has(", "all(", "r'"]), 0..14)) {
        let (text, facts) = (parts.join(" "), facts());
        if let Ok(test) = read(&text, &facts) {
            let nothing = test.truth(&Known::nothing(&facts));
            prop_assert!(!test.facts().is_empty() || nothing != Truth::Unknown);
        }
    }
}
