//! Who may know whom: crates by their manifests, rows by their `use` lines.

use crate::source::{Part, Source};
use crate::tells;
use crate::tree::{File, Finding, Tree};

/// 事项清单 … 公示与驾驶舱, in the order in which they may know each other.
const ROWS: [&str; 10] = [
    "catalogue",
    "certificates",
    "exchange",
    "credit",
    "registry",
    "licensing",
    "supervision",
    "evaluation",
    "ledger",
    "openness",
];
/// What the rows stand on.
const FOUNDATIONS: [&str; 9] = [
    "law",
    "calendar",
    "application",
    "duty",
    "access",
    "ids",
    "record",
    "refusal",
    "grants",
];

/// The whole of what the law may depend on.
const RULES_MAY: [&str; 6] = ["jiff", "thiserror", "sm3", "sha2", "pinyin", "cel"];
/// Crate, what it must not know.
const BANNED: [(&str, &[&str]); 4] = [
    ("sql", &["rules", "office", "paper", "web", "zhunying", "testkit"]),
    ("paper", &["sql", "office", "web", "zhunying", "rusqlite", "postgres"]),
    (
        "office",
        &[
            "web",
            "zhunying",
            "axum",
            "tower",
            "tower-http",
            "minijinja",
            "rusqlite",
            "postgres",
        ],
    ),
    ("web", &["sql", "zhunying", "rusqlite", "postgres"]),
];

pub fn crates_know_only_what_they_may(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in manifests(tree) {
        for (line, name) in dependencies(&file.text) {
            let banned = BANNED
                .iter()
                .any(|(krate, names)| *krate == file.krate() && names.contains(&name.as_str()));
            let beyond = file.krate() == "rules" && !RULES_MAY.contains(&name.as_str());
            let ships_tests = name == "testkit" || name == "xtask";
            if banned || beyond || ships_tests {
                findings.push(file.finding(line, format!("`{}` must not know `{name}`", file.krate())));
            }
        }
    }
    findings
}

pub fn no_feature_changes_behaviour(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in manifests(tree) {
        for (line, section, text) in entries(&file.text) {
            if section == "features" && text.replace(' ', "") != "default=[]" {
                findings.push(file.finding(line, format!("a feature makes a second program: {text}")));
            }
        }
    }
    findings
}

pub fn rows_look_back_only(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree
        .rust()
        .filter(|file| ["rules", "office", "web"].contains(&file.krate()) && !file.is_test())
    {
        let Some(own) = place(file) else { continue };
        for (line, row) in crate_paths(&Source::new(&file.text)) {
            if ROWS.iter().position(|name| *name == row).is_some_and(|other| Some(other) > own) {
                let says = format!(
                    "`crate::{row}` stands after this {}",
                    if own.is_some() { "row" } else { "foundation" }
                );
                findings.push(file.finding(line, says));
            }
        }
    }
    findings
}

/// `Some(Some(n))` in row n, `Some(None)` in a foundation, `None` where both meet (`lib.rs`, the wiring).
fn place(file: &File) -> Option<Option<usize>> {
    let inside = file.path.split("/src/").nth(1)?;
    let first = inside.split('/').next()?.trim_end_matches(".rs");
    if FOUNDATIONS.contains(&first) {
        return Some(None);
    }
    ROWS.iter().position(|row| *row == first).map(Some)
}

/// Every `crate::name` of code outside tests, `use crate::{a::B, c}` taken apart.
fn crate_paths(source: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for at in source.places("crate::", &[Part::Code]) {
        let line = source.line_of(at);
        let rest: String = source.from(at).chars().skip("crate::".len()).collect();
        if let Some(group) = rest.strip_prefix('{') {
            found.extend(heads(group).into_iter().map(|head| (line, head)));
        } else {
            found.push((line, word(&rest)));
        }
    }
    found
}

/// The first words of a `{…}` group, without those of groups inside it.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut heads, mut fresh) = (0, Vec::new(), true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            c if fresh && c.is_alphabetic() => {
                heads.push(word(group.get(at..).unwrap_or_default()));
                fresh = false;
            }
            _ => {}
        }
    }
    heads
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn manifests(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.below("crates/", "toml").filter(|file| file.name() == "Cargo.toml")
}

/// Line, section and text of every entry of a manifest.
fn entries(text: &str) -> Vec<(usize, &str, &str)> {
    let mut section = "";
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.split(" #").next().unwrap_or_default().trim();
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
            // [dependencies.name]
            if name.contains("dependencies.") {
                found.push((number + 1, "", line));
            }
        } else if !line.is_empty() && !line.starts_with('#') {
            found.push((number + 1, section, line));
        }
    }
    found
}

/// What is compiled into the crate; what only its tests use is their affair.
fn dependencies(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (line, section, text) in entries(text) {
        let head = section.rsplit('.').next().unwrap_or_default();
        if let Some((before, name)) = text
            .trim_matches(['[', ']'])
            .split_once("dependencies.")
            .filter(|_| section.is_empty())
        {
            if !before.ends_with("dev-") {
                found.push((line, name.to_owned()));
            }
        } else if head == "dependencies" || head == "build-dependencies" {
            let name = text.split(['.', '=', ' ']).next().unwrap_or_default();
            found.push((line, name.trim_matches('"').to_owned()));
        }
    }
    found
}

#[test]
fn an_arrow_against_the_house_is_found() {
    let web = "crates/web/Cargo.toml";
    tells(
        crates_know_only_what_they_may,
        web,
        "[dependencies]\nsql.workspace = true\n",
        "[dependencies]\noffice.workspace = true\n",
    );
    tells(
        crates_know_only_what_they_may,
        web,
        "[dependencies.sql]\npath = \"../sql\"\n",
        "[dev-dependencies]\nsql.workspace = true\n",
    );
    let rules = "crates/rules/Cargo.toml";
    tells(
        crates_know_only_what_they_may,
        rules,
        "[dependencies]\nserde = \"1\"\n",
        "[dependencies]\njiff.workspace = true\n",
    );
    let office = "crates/office/Cargo.toml";
    tells(
        crates_know_only_what_they_may,
        office,
        "[target.'cfg(unix)'.dependencies]\naxum = \"0\"\n",
        "[dependencies]\nsql = \"0\"\n",
    );
    let program = "crates/zhunying/Cargo.toml";
    tells(
        crates_know_only_what_they_may,
        program,
        "[dependencies]\ntestkit.workspace = true\n",
        "[dev-dependencies]\ntestkit = \"0\"\n",
    );
}

#[test]
fn a_feature_is_found() {
    tells(
        no_feature_changes_behaviour,
        "crates/web/Cargo.toml",
        "[features]\nfast = []\n",
        "[features]\ndefault = []\n",
    );
}

#[test]
fn a_row_that_looks_ahead_is_found() {
    let path = "crates/office/src/catalogue/acts.rs";
    tells(
        rows_look_back_only,
        path,
        "use crate::licensing::acts;",
        "// use crate::licensing::acts;\nuse crate::law::Files;",
    );
    tells(
        rows_look_back_only,
        path,
        "use crate::{law, registry::{self, names}};",
        "use crate::{law::{registry}, catalogue::source};",
    );
    tells(
        rows_look_back_only,
        "crates/rules/src/law.rs",
        "use crate::catalogue::Edition;",
        "use crate::calendar::Date;",
    );
    tells(
        rows_look_back_only,
        "crates/web/src/registry/open.rs",
        "fn f() { crate::openness::x() }",
        "#[cfg(test)]\nmod t { use crate::ledger; }",
    );
}
