//! The page of requirements is current, and its collector reads what people write.

use xtask::requirements::{PAGE, page, proofs_in};

#[test]
fn the_page_of_requirements_is_current() {
    let root = xtask::root();
    let wanted = page(&root).unwrap();
    if xtask::environment("UPDATE_GENERATED").is_some() {
        std::fs::create_dir_all(root.join("docs/generated")).unwrap();
        std::fs::write(root.join(PAGE), &wanted).unwrap();
    }
    let stored = std::fs::read_to_string(root.join(PAGE)).unwrap_or_default();
    assert!(stored == wanted, "{PAGE} is stale; run: cargo xtask regenerate");
}

#[test]
fn a_line_names_rows_and_the_next_test_proves_them() {
    let text = "/// Proves WIN-08, REG-19: both.\n#[test]\nfn everything_is_told_once() {}\n\n/// Proves nothing in particular.\n#[test]\nfn other() {}\n";
    let found = proofs_in("crates/a/tests/it/main.rs", text);
    let test = "`crates/a/tests/it/main.rs` `everything_is_told_once`".to_owned();
    assert_eq!(found, vec![("WIN-08".to_owned(), test.clone()), ("REG-19".to_owned(), test)]);
}

#[test]
fn a_journey_proves_too() {
    let found = proofs_in(
        "journeys/a.mjs",
        "// Proves CER-01.\ntest('a stranger checks a licence', async () => {\n",
    );
    assert_eq!(
        found,
        vec![("CER-01".to_owned(), "`journeys/a.mjs` `a stranger checks a licence`".to_owned())]
    );
    assert!(proofs_in("a.rs", "// Proves CER-01.\nfn f() {}").is_empty());
}
