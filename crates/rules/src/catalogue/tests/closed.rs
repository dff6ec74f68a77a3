//! 清单之外不得设限.

use super::city::*;
use crate::catalogue::{Zone, beyond_the_list, compile, notice};

/// Proves CAT-05.
#[test]
fn a_matter_that_no_published_list_has_is_named_unless_it_stood_there_before() {
    let before = sources();
    assert!(beyond_the_list(&before, &before).is_empty());
    let mut after = sources();
    let unlisted = after
        .matters
        .iter_mut()
        .find(|matter| matter.value.mode != "approval_cancelled")
        .unwrap();
    unlisted.value.lists.clear();
    let name = unlisted.value.name.clone();
    assert_eq!(beyond_the_list(&before, &after).into_iter().collect::<Vec<_>>(), [name]);
    assert!(
        beyond_the_list(&after, &after).is_empty(),
        "what was there is for its keepers to mend"
    );
    for matter in &mut after.matters {
        matter.value.mode = "approval_cancelled".into();
    }
    assert!(beyond_the_list(&before, &after).is_empty(), "what asks for nothing bars nobody");
}

/// Proves CAT-05: a trade outside the list needs the business licence alone.
#[test]
fn a_term_that_no_matter_covers_needs_nothing() {
    let mut sources = sources();
    sources
        .terms
        .push(placed(term("Z9001", "剧本娱乐活动", &[], &[]), "scope-terms.tsv", 9));
    let (edition, law) = (compile(&sources, &law()).edition.unwrap(), law());
    for zone in [Zone::Elsewhere, Zone::FreeTrade] {
        let told = notice(&edition, &["Z9001"], PLACE, zone, &law).unwrap();
        assert!(told.matters.is_empty(), "{zone:?}");
    }
}
