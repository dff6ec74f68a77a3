//! What holds in templates: a strict content policy needs pages without inline style and script, and readers of htmx 2
//! and 4 need the few attributes that mean the same in both.

use crate::tells;
use crate::text::without_notes;
use crate::tree::{File, Finding, Tree};

const HTMX: [&str; 8] = [
    "hx-get",
    "hx-post",
    "hx-target",
    "hx-swap",
    "hx-trigger",
    "hx-push-url",
    "hx-indicator",
    "hx-include",
];

pub fn nothing_is_inline(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, number, line) in template_lines(tree) {
        let lower = line.to_lowercase();
        for (name, _) in attributes(&lower) {
            if name == "style" || (name.starts_with("on") && name.len() > 2 && name.chars().all(|c| c.is_ascii_alphabetic())) {
                findings.push(file.finding(number, format!("inline `{name}=`")));
            }
        }
        if lower.contains("<style") || lower.contains("javascript:") {
            findings.push(file.finding(number, "inline style or script"));
        }
        for (_, rest) in lower.match_indices("<script").map(|(at, _)| lower.split_at(at)) {
            let tag = rest.split('>').next().unwrap_or_default();
            if !tag.contains(" src=") {
                findings.push(file.finding(number, "inline script"));
            }
        }
    }
    findings
}

pub fn only_the_agreed_attributes(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, number, line) in template_lines(tree) {
        for (name, value) in attributes(&line) {
            let Some(at) = name.find("hx-").filter(|at| *at == 0 || name.get(..*at) == Some("data-")) else {
                continue;
            };
            let plain = at == 0 && HTMX.contains(&name.as_str());
            if !plain {
                findings.push(file.finding(number, format!("`{name}` is not one of the eight attributes")));
            }
            if value.contains("js:") || value.contains("javascript:") || (name == "hx-trigger" && value.contains('[')) {
                findings.push(file.finding(number, format!("`{name}` holds script")));
            }
        }
        if let Some(at) = line.find("hx-on") {
            findings.push(file.finding(
                number,
                format!(
                    "`{}` is script",
                    line.get(at..).unwrap_or_default().chars().take(12).collect::<String>()
                ),
            ));
        }
    }
    findings
}

fn template_lines(tree: &Tree) -> Vec<(&File, usize, String)> {
    let mut found = Vec::new();
    for file in tree.below("crates/web/pages/", "html") {
        let bare = without_notes(&file.text);
        found.extend(bare.lines().enumerate().map(|(number, line)| (file, number + 1, line.to_owned())));
    }
    found
}

/// Everything that looks like `name="value` on a line.
fn attributes(line: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices('=') {
        let (before, after) = line.split_at(at);
        let name: String = before
            .chars()
            .rev()
            .take_while(|c| c.is_ascii_alphanumeric() || "-:_.".contains(*c))
            .collect();
        let name: String = name.chars().rev().collect();
        let mut rest = after.chars().skip(1);
        let value: String = match rest.next() {
            Some(quote @ ('"' | '\'')) => rest.take_while(|c| *c != quote).collect(),
            _ => String::new(),
        };
        let starts_word = before
            .strip_suffix(name.as_str())
            .is_some_and(|left| left.is_empty() || left.ends_with([' ', '"', '\'', '}']));
        if !name.is_empty() && starts_word {
            found.push((name, value));
        }
    }
    found
}

#[test]
fn inline_style_and_script_are_found() {
    let page = "crates/web/pages/home.html";
    let good = "<script src=\"/a.js\" defer></script>\n<p class=\"x\">{# style=\"a\" #}</p>";
    for bad in [
        "<p style=\"color:red\">",
        "<a onclick=\"x()\">",
        "<script>x()</script>",
        "<style>",
        "<a href=\"javascript:x\">",
    ] {
        tells(nothing_is_inline, page, bad, good);
    }
}

#[test]
fn htmx_beyond_the_eight_is_found() {
    let page = "crates/web/pages/home.html";
    let good = "<div hx-get=\"/x\" hx-trigger=\"change from:closest form delay:1s\" hx-target=\"#a\">";
    for bad in [
        "<a hx-boost=\"true\">",
        "<a hx-on:click=\"x\">",
        "<a data-hx-get=\"/x\">",
        "<a hx-trigger=\"click[x]\">",
        "<a hx-include=\"js:x\">",
    ] {
        tells(only_the_agreed_attributes, page, bad, good);
    }
}
