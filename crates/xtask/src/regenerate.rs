//! Writes everything generated anew: the snapshots of all crates and the pages of `docs/generated/`. The tests that compare
//! them write them when `UPDATE_GENERATED` is set; a person then reads the difference.

use crate::{Outcome, assets, finish, test};
use std::path::Path;

/// Runs the tests in the mode in which they write what they would compare.
pub fn run(root: &Path) -> Outcome {
    assets::build(root)?;
    let mut tests = test::workspace_tests(root);
    tests
        .env("UPDATE_GENERATED", "1")
        .env("INSTA_UPDATE", "always")
        .env("INSTA_FORCE_PASS", "1");
    finish(&mut tests)
}
