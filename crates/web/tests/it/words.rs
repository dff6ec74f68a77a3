//! The words themselves: none is missing, none is there for nobody.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use web::{Lang, Wording};

fn own(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn text() -> String {
    let mut found = Vec::new();
    for entry in fs::read_dir(own("pages/words")).unwrap() {
        found.push(fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    found.join("\n")
}

/// Section and keys.
pub fn keys() -> BTreeMap<String, BTreeSet<String>> {
    let file: BTreeMap<String, BTreeMap<String, (String, String)>> = toml::from_str(&text()).unwrap();
    file.into_iter()
        .map(|(section, keys)| (section, keys.into_keys().collect()))
        .collect()
}

/// Sections of the words: `verify.title` on a page is a key that has no word.
pub fn sections() -> BTreeSet<String> {
    keys().into_keys().collect()
}

fn files(folder: &Path, into: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|end| end == "html" || end == "rs") {
            into.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    files(&own("pages"), &mut found);
    files(&own("src"), &mut found);
    found
}

/// Everything between quotes that looks like `section.key`.
fn named(source: &str, sections: &BTreeSet<String>) -> BTreeSet<String> {
    let quoted = source.split('"').skip(1).step_by(2).chain(source.split('"').step_by(2));
    quoted
        .filter(|part| {
            part.split_once('.').is_some_and(|(section, key)| {
                sections.contains(section)
                    && !key.is_empty()
                    && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            })
        })
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_word_that_is_named_is_there() {
    let (keys, sections) = (keys(), sections());
    let mut missing = Vec::new();
    for (file, source) in sources() {
        for key in named(&source, &sections) {
            let (section, rest) = key.split_once('.').unwrap();
            // Names of files have dots too.
            let beginning = rest.ends_with('_');
            if !beginning && !keys[section].contains(rest) && !["html", "toml", "json", "svg", "css", "js"].contains(&rest) {
                missing.push(format!("{file}: {key}"));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "words that are named but not there:\n  {}",
        missing.join("\n  ")
    );
}

#[test]
fn every_refusal_has_its_sentence_in_both_languages() {
    for lang in [Lang::Chinese, Lang::English] {
        let words = Wording::read(&text(), lang).unwrap();
        assert_eq!(words.missing_refusals(), Vec::<&str>::new());
    }
}

/// A key is used when it is written out, or when its beginning is and the rest is put behind it.
#[test]
fn no_word_is_there_for_nobody() {
    let sources = sources();
    let mut idle = Vec::new();
    for (section, keys) in keys() {
        for key in keys {
            let whole = format!("\"{section}.{key}\"");
            let beginnings: Vec<String> = (0..=key.len())
                .filter(|at| *at == 0 || key.as_bytes()[at - 1] == b'_')
                .flat_map(|at| {
                    let start = format!("{section}.{}", &key[..at]);
                    [format!("\"{start}\" ~"), format!("\"{start}{{")]
                })
                .collect();
            let used = sources
                .iter()
                .any(|(_, text)| text.contains(&whole) || beginnings.iter().any(|start| text.contains(start)));
            if !used {
                idle.push(format!("{section}.{key}"));
            }
        }
    }
    assert!(idle.is_empty(), "words that nobody uses: {}", idle.join(" "));
}

/// Chinese counts money in ten thousands.
const OTHER_WAY: [&str; 1] = ["licence.capital_value"];

#[test]
fn both_languages_fill_in_the_same_values() {
    let file: BTreeMap<String, BTreeMap<String, (String, String)>> = toml::from_str(&text()).unwrap();
    let holes = |word: &str| -> BTreeSet<String> {
        let parts = word.split('{').skip(1).filter_map(|part| part.split_once('}'));
        parts.map(|(name, _)| name.to_owned()).collect()
    };
    for (section, words) in file {
        for (key, (chinese, english)) in words {
            let (chinese, english) = (holes(&chinese), holes(&english));
            if OTHER_WAY.contains(&format!("{section}.{key}").as_str()) {
                continue;
            }
            assert!(english.is_subset(&chinese), "{section}.{key}: {english:?} but {chinese:?}");
        }
    }
}

/// Level 1: a template that no page names would never be seen.
#[test]
fn every_template_is_shown_by_somebody() {
    let sources = sources();
    let folder = own("pages");
    let mut unseen = Vec::new();
    for (path, _) in sources.iter().filter(|(path, _)| path.ends_with(".html")) {
        let name = Path::new(path).strip_prefix(&folder).unwrap().display().to_string();
        if !sources.iter().any(|(_, text)| text.contains(&format!("\"{name}\""))) {
            unseen.push(name);
        }
    }
    assert!(unseen.is_empty(), "templates that nobody shows: {unseen:?}");
}
