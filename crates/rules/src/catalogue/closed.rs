//! 清单之外不得设限 (CAT-05): whoever changes the catalogue may not bring in what no published list has.

use super::edition::Mode;
use super::source::{MatterText, Placed, Sources};
use std::collections::BTreeSet;

/// Names of the matters that ask for something, cite no entry of a published list, and did not stand so before. What the
/// catalogue had already is a finding for its keepers, no bar.
pub fn beyond_the_list(before: &Sources, after: &Sources) -> BTreeSet<String> {
    let unlisted = |matter: &&Placed<MatterText>| {
        let text = &matter.value;
        text.lists.iter().all(|entry| entry.trim().is_empty()) && text.mode != Mode::ApprovalCancelled.name()
    };
    let known: BTreeSet<&str> = before
        .matters
        .iter()
        .filter(unlisted)
        .map(|matter| matter.value.code.as_str())
        .collect();
    let beyond = after.matters.iter().filter(unlisted);
    beyond
        .filter(|matter| !known.contains(matter.value.code.as_str()))
        .map(|matter| matter.value.name.clone())
        .collect()
}
