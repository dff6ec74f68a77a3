//! What holds in files of every kind: length, names, punctuation.

use crate::source::{Part, Source, is_han};
use crate::tells;
use crate::tree::{File, Finding, Tree};

const LINES_MAX: usize = 1_200;
/// They attract everything and say nothing.
const EMPTY: [&str; 8] = ["utils", "util", "helpers", "helper", "common", "manager", "service", "misc"];

pub fn files_stay_readable(tree: &Tree) -> Vec<Finding> {
    // Tables of law are as long as the law.
    let prose = tree
        .files
        .iter()
        .filter(|file| !file.path.starts_with("law/") && !["tsv", "txt", "json"].contains(&file.end()));
    let long = prose
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LINES_MAX);
    long.map(|(file, lines)| file.finding(LINES_MAX, format!("{lines} lines; split it by noun")))
        .collect()
}

pub fn names_say_something(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| file.path.starts_with("crates/")) {
        let parts = file
            .path
            .split('/')
            .map(|part| part.trim_start_matches('_').split('.').next().unwrap_or_default());
        for part in parts.filter(|part| EMPTY.contains(&part.to_lowercase().as_str())) {
            findings.push(file.finding(1, format!("`{part}` says nothing; name the thing")));
        }
    }
    for file in tree.rust() {
        for (number, line) in Source::new(&file.text).lines(&[Part::Code, Part::Test]).iter().enumerate() {
            if let Some(name) = defined(line).filter(|name| is_empty(name)) {
                findings.push(file.finding(number + 1, format!("`{name}` says nothing; name the thing")));
            }
        }
    }
    findings
}

/// The module or type that a line defines.
fn defined(line: &str) -> Option<&str> {
    let mut words = line
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty());
    words.find(|word| ["mod", "struct", "enum", "trait", "type"].contains(word))?;
    words.next()
}

/// `utils`, `FormUtils`, `SessionManager`.
fn is_empty(name: &str) -> bool {
    let last = name.rfind(|c: char| c.is_uppercase()).and_then(|at| name.get(at..)).unwrap_or(name);
    EMPTY.contains(&last.to_lowercase().as_str())
}

pub fn punctuation_is_full_width(tree: &Tree) -> Vec<Finding> {
    let templates = tree.below("crates/web/pages/", "html");
    let words = tree.below("crates/web/pages/", "toml").chain(tree.below("law/", "toml"));
    let mut findings = Vec::new();
    for file in templates {
        findings.extend(half_width(file, &without_notes(&file.text)));
    }
    for file in words {
        let bare: Vec<&str> = file
            .text
            .lines()
            .map(|line| if line.trim_start().starts_with('#') { "" } else { line })
            .collect();
        findings.extend(half_width(file, &bare.join("\n")));
    }
    findings
}

/// Half-width marks with Chinese on both sides, spaces between them or not.
fn half_width(file: &File, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let chars: Vec<char> = line.chars().filter(|c| *c != ' ').collect();
        for three in chars.windows(3) {
            if let [before, mark, after] = three
                && is_han(*before)
                && is_han(*after)
                && ",;:!?().".contains(*mark)
            {
                findings.push(file.finding(number + 1, format!("half-width `{mark}` in `{before}{mark}{after}`")));
            }
        }
    }
    findings
}

/// A template without its `{# … #}` notes, as many lines as before.
pub fn without_notes(text: &str) -> String {
    let mut rest = text;
    let mut bare = String::new();
    while let Some((before, after)) = rest.split_once("{#") {
        let (note, left) = after.split_once("#}").unwrap_or((after, ""));
        bare.push_str(before);
        bare.push_str(&"\n".repeat(note.matches('\n').count()));
        rest = left;
    }
    bare.push_str(rest);
    bare
}

pub fn no_machine_is_named(tree: &Tree) -> Vec<Finding> {
    // In pieces, so that this file does not name them either.
    let homes = [
        concat!("/ho", "me/"),
        concat!("/ro", "ot/"),
        concat!("/Us", "ers/"),
        concat!("/wo", "rk/"),
    ];
    let mut findings = Vec::new();
    for file in &tree.files {
        for (number, line) in file.text.lines().enumerate() {
            if let Some(home) = homes.iter().find(|home| names_path(line, home)) {
                findings.push(file.finding(number + 1, format!("names a folder of one machine (`{home}…`)")));
            }
        }
    }
    findings
}

/// The path stands at the beginning of a word, not inside a longer path or address.
fn names_path(line: &str, home: &str) -> bool {
    line.match_indices(home).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|c| !(c.is_alphanumeric() || "/._-})".contains(c)))
    }) && !line.contains("href=")
}

#[test]
fn a_long_file_is_found() {
    tells(
        files_stay_readable,
        "crates/web/src/a.rs",
        &"x\n".repeat(1_201),
        &"x\n".repeat(1_200),
    );
}

#[test]
fn an_empty_name_is_found() {
    tells(
        names_say_something,
        "crates/web/src/a.rs",
        "pub struct SessionManager;",
        "pub struct Session;\nfn f() { let manager = 1; }",
    );
    tells(names_say_something, "crates/web/src/a.rs", "mod utils;", "// mod utils;");
    assert!(!crate::finds(names_say_something, "crates/web/src/helpers.rs", "").is_empty());
    assert!(!crate::finds(names_say_something, "crates/paper/templates/common.typ", "").is_empty());
}

#[test]
fn half_width_punctuation_is_found() {
    let page = "crates/web/pages/home.html";
    tells(
        punctuation_is_full_width,
        page,
        "<p>您好,请登录</p>",
        "<p>您好，请登录 {# 好,的 #}</p>",
    );
    tells(
        punctuation_is_full_width,
        "law/names/a.toml",
        "text = \"企业: 名称\"",
        "# 企业: 名称\ntext = \"企业：名称 (a)\"",
    );
}

#[test]
fn a_machine_is_found() {
    let path = "docs/a.md";
    let bad = concat!("see /ro", "ot/x");
    tells(no_machine_is_named, path, bad, "see ~/x and https://example.cn/home/");
}
