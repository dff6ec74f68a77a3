//! Tidy: the house rules that no compiler holds, read from the sources themselves. Every check stands beside a test that
//! breaks it, so that a check which finds nothing is known to look.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod arrows;
mod crash;
mod demo;
mod documents;
mod pages;
mod requirements;
mod rust;
mod source;
mod text;
mod tree;

use tree::{Finding, Tree};

/// One rule of the house.
type Check = fn(&Tree) -> Vec<Finding>;

/// All of them, by the names that `tidy-allow.txt` uses.
const CHECKS: [(&str, Check); 17] = [
    ("arrows", arrows::crates_know_only_what_they_may),
    ("features", arrows::no_feature_changes_behaviour),
    ("rows", arrows::rows_look_back_only),
    ("length", text::files_stay_readable),
    ("opening", rust::every_file_says_what_it_is),
    ("chinese", rust::words_live_outside_the_law),
    ("names", text::names_say_something),
    ("door", rust::only_the_bureau_writes),
    ("clock", rust::time_is_an_argument),
    ("allow", rust::nothing_is_allowed_silently),
    ("expect", rust::expectations_are_invariants),
    ("punctuation", text::punctuation_is_full_width),
    ("inline", pages::nothing_is_inline),
    ("htmx", pages::only_the_agreed_attributes),
    ("workplace", text::no_machine_is_named),
    ("links", documents::links_lead_somewhere),
    ("paths", documents::named_paths_exist),
];

fn held(name: &str) {
    let tree = Tree::read();
    let (_, check) = CHECKS.iter().find(|(own, _)| *own == name).unwrap();
    let findings: Vec<String> = check(&tree)
        .into_iter()
        .filter(|finding| !tree.allows(name, finding))
        .map(|finding| finding.to_string())
        .collect();
    assert!(
        findings.is_empty(),
        "{} finding(s) of `{name}`:\n  {}",
        findings.len(),
        findings.join("\n  ")
    );
}

/// What a check says about one file alone.
fn finds(check: Check, path: &str, text: &str) -> Vec<String> {
    check(&Tree::of(&[(path, text)]))
        .into_iter()
        .map(|finding| finding.to_string())
        .collect()
}

/// The check finds something in the bad text and nothing in the good one.
fn tells(check: Check, path: &str, bad: &str, good: &str) {
    assert!(!finds(check, path, bad).is_empty(), "nothing found in {path}: {bad}");
    assert_eq!(finds(check, path, good), Vec::<String>::new(), "in {path}: {good}");
}

macro_rules! houses {
    ($($name:ident $check:literal;)*) => {
        $(#[test] fn $name() { held($check); })*
        #[test]
        fn every_check_is_held() {
            let held = [$($check),*];
            assert_eq!(CHECKS.map(|(name, _)| name).to_vec(), held.to_vec());
        }
    };
}

// houses! { the_arrows_hold "arrows"; } makes the test `the_arrows_hold`, which runs the check on the whole tree.
houses! {
    the_arrows_of_the_house_hold "arrows";
    no_feature_makes_a_second_program "features";
    rows_use_only_rows_before_them "rows";
    no_file_is_longer_than_a_reader_bears "length";
    every_rust_file_opens_with_its_purpose "opening";
    rules_office_and_sql_speak_no_chinese "chinese";
    no_name_is_empty_of_meaning "names";
    there_is_one_door "door";
    the_clock_is_read_where_it_is_listed "clock";
    no_lint_is_allowed_without_expectation "allow";
    expect_states_an_invariant "expect";
    chinese_text_has_full_width_punctuation "punctuation";
    templates_hold_no_inline_style_or_script "inline";
    templates_use_eight_htmx_attributes "htmx";
    no_file_names_a_machine "workplace";
    every_link_of_the_documents_leads_somewhere "links";
    every_path_of_the_map_exists "paths";
}

/// A check that looks at no file finds nothing either.
#[test]
fn the_checks_see_the_tree() {
    let tree = Tree::read();
    for (folder, end) in [
        ("crates/rules/src", "rs"),
        ("crates/office/src", "rs"),
        ("crates/web/pages", "html"),
        ("law", "toml"),
        ("docs", "md"),
    ] {
        assert!(
            tree.below(folder, end).any(|file| !file.text.is_empty()),
            "no {end} file below {folder}"
        );
    }
}

#[test]
fn every_exception_is_still_needed() {
    let tree = Tree::read();
    let mut used = std::collections::BTreeSet::new();
    for (name, check) in CHECKS {
        for finding in check(&tree) {
            used.extend(tree.allowing(name, &finding));
        }
    }
    let stale: Vec<String> = tree
        .exceptions()
        .filter(|line| !used.contains(line))
        .map(|line| line.to_string())
        .collect();
    assert!(stale.is_empty(), "tidy-allow.txt lines that allow nothing: {stale:?}");
}
