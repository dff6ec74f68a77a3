//! Documents that cannot rot: their links lead somewhere, and the paths they name exist.

use crate::finds;
use crate::tells;
use crate::tree::{Finding, Tree};

pub fn links_lead_somewhere(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.below("", "md") {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (number, line) in file.text.lines().enumerate() {
            for target in line.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
                let outside = target.is_empty() || target.contains("://") || target.starts_with("mailto:");
                if !outside && !exists(tree, &joined(folder, target)) {
                    findings.push(file.finding(number + 1, format!("the link leads nowhere: {target}")));
                }
            }
        }
    }
    findings
}

/// In `ARCHITECTURE.md` and `CONTRIBUTING.md`, `crates/…` and `law/…` in backticks are promises; `<row>` and `…` stand
/// for something and are not checked.
pub fn named_paths_exist(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree
        .files
        .iter()
        .filter(|file| ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"].contains(&file.path.as_str()))
    {
        for (number, line) in file.text.lines().enumerate() {
            for path in line.split('`').skip(1).step_by(2) {
                let is_path = ["crates/", "law/", "docs/", ".ci/", ".config/"]
                    .iter()
                    .any(|start| path.starts_with(start));
                let is_pattern = path.contains(['<', '…', '*', 'N', ' ']);
                if is_path && !is_pattern && !exists(tree, path) {
                    findings.push(file.finding(number + 1, format!("there is no {path}")));
                }
            }
        }
    }
    findings
}

fn exists(tree: &Tree, path: &str) -> bool {
    let path = path.trim_end_matches('/');
    tree.files.iter().any(|file| {
        file.path
            .strip_prefix(path)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

fn joined(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[test]
fn a_dead_link_is_found() {
    tells(
        links_lead_somewhere,
        "docs/a.md",
        "see [b](b.md)",
        "see [a](../docs/a.md#top) and [x](https://example.cn)",
    );
    assert!(!finds(named_paths_exist, "ARCHITECTURE.md", "`crates/nowhere/src/lib.rs`").is_empty());
    assert!(finds(named_paths_exist, "ARCHITECTURE.md", "`crates/<row>/acts.rs`").is_empty());
}
