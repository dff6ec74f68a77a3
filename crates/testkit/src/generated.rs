//! Pages of `docs/generated/`: a test compares what is there with what should be, and writes it when
//! `cargo xtask regenerate` asks for that.

use std::path::Path;

/// The page with this name is as it should be.
///
/// # Panics
/// When it is not, and nobody asked for it to be written.
pub fn is_current(name: &str, wanted: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/generated");
    let path = folder.join(name);
    if asked_to_write() {
        std::fs::create_dir_all(&folder).expect("docs/generated");
        std::fs::write(&path, wanted).expect("a page of docs/generated");
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == wanted, "docs/generated/{name} is stale; run: cargo xtask regenerate");
}

#[expect(clippy::disallowed_methods, reason = "a switch of tests, never of the program")]
fn asked_to_write() -> bool {
    std::env::var_os("UPDATE_GENERATED").is_some()
}

/// A table in Markdown.
pub fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut text = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        text.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    text
}
