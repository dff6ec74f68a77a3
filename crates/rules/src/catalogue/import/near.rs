//! The nearest known word to one that is not known.

use std::collections::BTreeSet;

/// Share of common letter pairs, in hundredths, below which two words have nothing to do with each other.
const ALIKE_MIN: usize = 50;
/// Longer words are compared by their beginning.
const LETTERS_MAX: usize = 60;

fn pairs(word: &str) -> BTreeSet<(char, char)> {
    let letters: Vec<char> = std::iter::once('\0').chain(word.chars().take(LETTERS_MAX)).collect();
    letters
        .windows(2)
        .filter_map(|pair| Some((*pair.first()?, *pair.get(1)?)))
        .collect()
}

/// The candidate that shares most letter pairs with the word.
pub(super) fn nearest<'c>(word: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let own = pairs(word);
    let share = |candidate: &str| {
        let other = pairs(candidate);
        let common = own.intersection(&other).count();
        (2 * common * 100).checked_div(own.len() + other.len()).unwrap_or(0)
    };
    let scored = candidates.map(|candidate| (share(candidate), candidate));
    let best = scored
        .filter(|(share, _)| *share >= ALIKE_MIN)
        .max_by_key(|(share, candidate)| (*share, std::cmp::Reverse(*candidate)));
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_word_is_suggested_and_a_strange_one_is_not() {
        let known = ["食品经营许可", "食品生产许可", "公共场所卫生许可"];
        assert_eq!(nearest("食品经营许可证", known.into_iter()), Some("食品经营许可"));
        assert_eq!(nearest("公共场所卫生", known.into_iter()), Some("公共场所卫生许可"));
        assert_eq!(nearest("渔业捕捞", known.into_iter()), None);
    }
}
