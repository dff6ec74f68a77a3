//! One cell made fit for the catalogue: blanks, width, lists and words.

use crate::catalogue::query::fold;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The words of each column, folded, with what they mean.
static VALUES: LazyLock<BTreeMap<(&'static str, String), &'static str>> = LazyLock::new(|| {
    let lines = include_str!("values.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut values = BTreeMap::new();
    for line in lines {
        let mut cells = line.split('\t');
        if let (Some(column), Some(value), Some(words)) = (cells.next(), cells.next(), cells.next()) {
            values.extend(words.split('|').map(|word| ((column, folded(word)), value)));
        }
    }
    values
});

/// Width, case, blanks and punctuation make no other word; a word of signs alone stays what it is.
pub(super) fn folded(text: &str) -> String {
    let letters: String = text.chars().filter_map(fold).collect();
    if letters.is_empty() { text.trim().to_owned() } else { letters }
}

/// Running text: no control or invisible characters, one blank between words of letters, none between Chinese characters.
pub(super) fn text(cell: &str) -> String {
    let mut said = String::with_capacity(cell.len());
    let mut blank = false;
    for letter in cell.chars() {
        if letter.is_whitespace() || letter.is_control() {
            blank = true;
            continue;
        }
        if matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}') {
            continue;
        }
        let latin = said.chars().last().is_some_and(|last| last.is_ascii()) && letter.is_ascii();
        if blank && latin {
            said.push(' ');
        }
        blank = false;
        said.push(letter);
    }
    said
}

/// A code: text in half width without blanks.
pub(super) fn code(cell: &str) -> String {
    let narrow = |letter: char| match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        other => other,
    };
    text(cell).chars().filter(|letter| !letter.is_whitespace()).map(narrow).collect()
}

/// The parts of a list: on lines of their own, or parted by a bar or a semicolon.
pub(super) fn list(cell: &str) -> Vec<String> {
    let parts = cell.split(['|', '\n', '\r', ';', '；', '｜']);
    parts.map(text).filter(|part| !part.is_empty()).collect()
}

/// What a word means in a column, and the words that are allowed there.
pub(super) fn word(column: &str, cell: &str) -> Option<&'static str> {
    let key = folded(cell);
    VALUES
        .iter()
        .find(|((of, word), _)| *of == column && *word == key)
        .map(|(_, value)| *value)
}

/// The words that are allowed in a column.
pub(super) fn words(column: &str) -> impl Iterator<Item = &'static str> {
    VALUES
        .iter()
        .filter(move |((of, _), _)| *of == column)
        .map(|((_, word), _)| word.as_str())
}

/// The letters of a column as spreadsheets show it, from 0.
pub(super) fn letters(column: usize) -> String {
    let (mut rest, mut letters) = (column, Vec::new());
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        match (rest / 26).checked_sub(1) {
            Some(more) => rest = more,
            None => break,
        }
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_made_fit_and_nothing_else_is_changed() {
        assert_eq!(text(" 　食品\n经营\u{200b}许可（新） "), "食品经营许可（新）");
        assert_eq!(text("ISO  9001\t认证"), "ISO 9001认证");
        assert_eq!(code(" Ｈ２ ００２　"), "H2002");
        assert_eq!(list("L001；L002\nL003||"), ["L001", "L002", "L003"]);
        assert_eq!(
            (word("kind", "许可 项目"), word("mode", "实行告知承诺。")),
            (Some("permit"), Some("notification_commitment"))
        );
        assert_eq!((word("free_trade_zone", "√"), word("free_trade_zone", "也许")), (Some("yes"), None));
        assert_eq!(["A", "Z", "AA", "CV"], [0, 25, 26, 99].map(letters).each_ref().map(String::as_str));
    }
}
