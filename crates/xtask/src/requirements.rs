//! Which test proves which requirement: collected from the lines `/// Proves CAT-12.` above tests (`// Proves …` above a
//! browser journey) into one page.

use crate::{Outcome, Stop};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The generated page.
pub const PAGE: &str = "docs/generated/requirements.md";

/// How far below the line its test may begin: attributes and further comments stand between.
const LINES_MAX: usize = 24;

/// The page as it should be for this tree.
pub fn page(root: &Path) -> Outcome<String> {
    let mut files = Vec::new();
    sources(&root.join("crates"), &mut files)?;
    files.sort();
    let mut proofs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in files {
        let text = fs::read_to_string(&path).map_err(|error| Stop::file(&path, &error))?;
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
        for (row, test) in proofs_in(&name, &text) {
            proofs.entry(row).or_default().insert(test);
        }
    }
    Ok(written(&proofs))
}

/// Row and test, for every row named above a test of this file.
pub fn proofs_in(name: &str, text: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut found = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let Some((lead, rest)) = line.split_once("Proves ") else { continue };
        let is_comment = lead.trim() == "///" || (lead.trim() == "//" && name.ends_with(".mjs"));
        let rows = ids(rest);
        if !is_comment || rows.is_empty() {
            continue;
        }
        if let Some(test) = lines.iter().skip(number + 1).take(LINES_MAX).find_map(|below| test_name(below)) {
            found.extend(rows.into_iter().map(|row| (row, format!("`{name}` {test}"))));
        }
    }
    found
}

/// `CAT-12`: three capitals, a dash, two digits.
fn ids(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words.filter(|word| is_id(word)).map(str::to_owned).collect()
}

fn is_id(word: &str) -> bool {
    word.split_once('-').is_some_and(|(area, number)| {
        area.len() == 3 && area.chars().all(|c| c.is_ascii_uppercase()) && number.len() == 2 && number.chars().all(|c| c.is_ascii_digit())
    })
}

/// The name of the test that begins on this line.
fn test_name(line: &str) -> Option<String> {
    let name = if let Some(rest) = line.strip_prefix("test(") {
        let quote = rest.chars().next()?;
        rest.get(quote.len_utf8()..)?.split(quote).next()?
    } else {
        let at = line.strip_prefix("fn ").or_else(|| line.strip_prefix("async fn "))?;
        at.split(|c: char| !(c.is_alphanumeric() || c == '_')).next()?
    };
    Some(format!("`{name}`"))
}

fn written(proofs: &BTreeMap<String, BTreeSet<String>>) -> String {
    let mut text = String::from(
        "# Requirements and the tests that prove them\n\nMade by `cargo xtask regenerate` from the lines `/// Proves …` above the tests; do not edit.\n",
    );
    text.push_str(&format!(
        "{} requirements have at least one test.\n\n| Requirement | Proved by |\n|---|---|\n",
        proofs.len()
    ));
    for (row, tests) in proofs {
        let tests: Vec<&str> = tests.iter().map(String::as_str).collect();
        text.push_str(&format!("| {row} | {} |\n", tests.join("<br>")));
    }
    text
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) -> Outcome {
    for entry in fs::read_dir(folder).map_err(|error| Stop::file(folder, &error))? {
        let path = entry.map_err(|error| Stop::file(folder, &error))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            // xtask speaks about such lines; it has none of its own.
            if !["node_modules", "dist", "target", "xtask"].contains(&name.as_str()) {
                sources(&path, into)?;
            }
        } else if name.ends_with(".rs") || name.ends_with(".mjs") {
            into.push(path);
        }
    }
    Ok(())
}
