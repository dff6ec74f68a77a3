//! What holds in Rust files.

use crate::source::{Part, Source, is_han};
use crate::tells;
use crate::tree::{File, Finding, Tree};

pub fn every_file_says_what_it_is(tree: &Tree) -> Vec<Finding> {
    let silent = tree.rust().filter(|file| !opens_with_purpose(&file.text));
    silent
        .map(|file| file.finding(1, "begins without a `//!` line that says what this is"))
        .collect()
}

/// `//!` is the first thing but inner attributes.
fn opens_with_purpose(text: &str) -> bool {
    let mut depth = 0_usize;
    for line in text.lines().map(str::trim) {
        if depth == 0 && line.starts_with("//!") {
            return line.len() > "//!".len();
        }
        if depth == 0 && !line.is_empty() && !line.starts_with("#![") {
            return false;
        }
        depth = (depth + line.matches('[').count()).saturating_sub(line.matches(']').count());
    }
    false
}

pub fn words_live_outside_the_law(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree
        .rust()
        .filter(|file| ["rules", "office", "sql"].contains(&file.krate()) && !file.is_test())
    {
        for (number, line) in Source::new(&file.text).lines(&[Part::Code, Part::Literal]).iter().enumerate() {
            let prose: Vec<&str> = line.split('"').filter(|part| !is_citation(part)).collect();
            if prose.iter().any(|part| part.chars().any(is_han)) {
                findings.push(file.finding(number + 1, format!("Chinese words in code: {}", line.trim())));
            }
        }
    }
    findings
}

/// `《行政许可法》第三十二条第一款`, `国发〔2021〕7号第二条`: the basis of a decision is part of it, and is no prose.
fn is_citation(text: &str) -> bool {
    let after = if text.starts_with('《') {
        text.split_once('》')
    } else {
        text.split_once('〕').and_then(|(_, rest)| rest.split_once('号'))
    };
    after.is_some_and(|(_, place)| {
        place
            .chars()
            .all(|c| c.is_ascii_digit() || "第条款项（）零一二三四五六七八九十百之".contains(c))
    })
}

pub fn only_the_bureau_writes(tree: &Tree) -> Vec<Finding> {
    let shipped = tree
        .rust()
        .filter(|file| ["office", "web", "zhunying"].contains(&file.krate()) && !file.is_test());
    let mut findings = Vec::new();
    for file in shipped.filter(|file| file.path != "crates/office/src/bureau.rs") {
        let source = Source::new(&file.text);
        for at in source.places("Database::write", &[Part::Code]) {
            findings.push(file.finding(source.line_of(at), "writes past `App::act`"));
        }
        for at in source.places(".write(", &[Part::Code]) {
            let rest = source.from(at + ".write(".len());
            // `.write()` is a lock, `.write(true)` opens a file, `.write(b…)` and `.write(&…)` fill a stream.
            if ![")", "true", "b\"", "&"]
                .iter()
                .any(|harmless| rest.trim_start().starts_with(harmless))
            {
                findings.push(file.finding(source.line_of(at), "writes past `App::act`"));
            }
        }
    }
    findings
}

pub fn time_is_an_argument(tree: &Tree) -> Vec<Finding> {
    everywhere(
        tree,
        &[
            "SystemTime::now",
            "Instant::now",
            "Timestamp::now",
            "Zoned::now",
            "UNIX_EPOCH.elapsed",
        ],
        "reads the clock",
    )
}

pub fn nothing_is_allowed_silently(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust() {
        let source = Source::new(&file.text);
        for at in source.places("allow(", &[Part::Code, Part::Test]) {
            if source.before(at).is_some_and(|c| c == '[' || c == ',') {
                findings.push(file.finding(
                    source.line_of(at),
                    "`allow` hides; `#[expect(lint, reason = \"…\")]` says why and ends by itself",
                ));
            }
        }
    }
    findings
}

pub fn expectations_are_invariants(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust().filter(|file| !file.is_test()) {
        let source = Source::new(&file.text);
        for at in source.places(".expect(", &[Part::Code]) {
            let rest = source.from(at + ".expect(".len());
            let rest = rest.trim_start();
            // A parser of ours may have an `expect` of its own; it is not given a text.
            if (rest.starts_with('"') || rest.starts_with("&format!")) && !rest.starts_with("\"invariant: ") {
                findings.push(file.finding(source.line_of(at), "`expect` without \"invariant: …\""));
            }
        }
    }
    findings
}

fn everywhere(tree: &Tree, words: &[&str], says: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust() {
        findings.extend(named(file, words, says));
    }
    findings
}

fn named(file: &File, words: &[&str], says: &str) -> Vec<Finding> {
    let source = Source::new(&file.text);
    let places = words
        .iter()
        .flat_map(|word| source.places(word, &[Part::Code, Part::Test]).into_iter().map(move |at| (at, word)));
    places
        .map(|(at, word)| file.finding(source.line_of(at), format!("{says}: `{word}`")))
        .collect()
}

#[test]
fn a_file_without_purpose_is_found() {
    let path = "crates/sql/src/queue.rs";
    tells(
        every_file_says_what_it_is,
        path,
        "use std::fs;\n//! late\n",
        "#![expect(\n    dead_code,\n    reason = \"x\"\n)]\n//! Early.\n",
    );
    tells(every_file_says_what_it_is, path, "//!\nfn main() {}\n", "//! One line.\n");
}

#[test]
fn chinese_in_code_is_found() {
    let path = "crates/office/src/licensing/acts.rs";
    tells(
        words_live_outside_the_law,
        path,
        "let x = \"受理\";",
        "/// 受理\nlet x = 1; // 受理\n#[cfg(test)]\nmod tests { const A: &str = \"受理\"; }",
    );
}

#[test]
fn a_citation_is_no_prose() {
    let path = "crates/rules/src/refusal.rs";
    let good = "a(\"《企业名称登记管理规定》第十一条第八项\", \"国发〔2021〕7号第二条第（二）项\")";
    tells(
        words_live_outside_the_law,
        path,
        "a(\"《企业名称登记管理规定》第十一条不允许\")",
        good,
    );
}

#[test]
fn a_write_past_the_door_is_found() {
    let path = "crates/office/src/exchange/jobs.rs";
    tells(
        only_the_bureau_writes,
        path,
        "database.write(|tx| Ok(()))",
        "lock.write().len(); options.write(true); stream.write(&bytes);",
    );
    tells(
        only_the_bureau_writes,
        path,
        "Database::write(&db, f)",
        "database.read(|tx| Ok(()))",
    );
}

#[test]
fn a_look_at_the_clock_is_found() {
    let path = "crates/rules/src/duty.rs";
    tells(
        time_is_an_argument,
        path,
        "let at = std::time::SystemTime::now();",
        "// SystemTime::now is banned\nlet at = \"Instant::now\";",
    );
}

#[test]
fn an_allow_is_found() {
    let path = "crates/web/src/lib.rs";
    tells(
        nothing_is_allowed_silently,
        path,
        "#[allow(dead_code)]\nfn f() {}",
        "#[expect(dead_code, reason = \"x\")]\nfn f() { allow(1) }",
    );
    tells(
        nothing_is_allowed_silently,
        path,
        "#![cfg_attr(test, allow(dead_code))]",
        "// #[allow(dead_code)]",
    );
}

#[test]
fn an_expect_that_explains_nothing_is_found() {
    let path = "crates/office/src/law.rs";
    tells(
        expectations_are_invariants,
        path,
        "x.expect(\n    \"should work\",\n)",
        "x.expect(\"invariant: a saved row has a version\")",
    );
}
