//! Readings of characters, several for many of them, and what sounds alike.

use pinyin::{ToPinyin, ToPinyinMulti};
use std::collections::HashMap;

/// Place of a syllable in the table.
type SyllableIndex = u16;

/// Place of a character's readings in the table.
pub(super) type SoundIndex = u16;

/// One written syllable.
#[derive(Clone, Debug)]
struct Syllable {
    /// As typed, ü as v.
    text: String,
    /// What it is often taken for: zh as z, ng as n, n as l.
    near: NearIndex,
}

/// Place of a folded sound in the table.
pub(super) type NearIndex = u16;

/// Readings of every character seen while indexing.
#[derive(Clone, Debug, Default)]
pub(super) struct Sounds {
    syllables: Vec<Syllable>,
    by_text: HashMap<String, SyllableIndex>,
    by_near: HashMap<String, NearIndex>,
    readings: Vec<Vec<SyllableIndex>>,
    by_letter: HashMap<char, SoundIndex>,
}

/// How an ASCII run met a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// The whole syllable.
    Whole,
    /// Its beginning only.
    Beginning,
}

impl Sounds {
    /// The readings of a character, learned when new.
    pub(super) fn learn(&mut self, letter: char) -> SoundIndex {
        if let Some(known) = self.by_letter.get(&letter) {
            return *known;
        }
        let readings = readings(letter).into_iter().map(|text| self.syllable(text)).collect();
        let index = SoundIndex::try_from(self.readings.len()).unwrap_or(SoundIndex::MAX);
        self.readings.push(readings);
        self.by_letter.insert(letter, index);
        index
    }

    fn syllable(&mut self, text: String) -> SyllableIndex {
        if let Some(known) = self.by_text.get(&text) {
            return *known;
        }
        let index = SyllableIndex::try_from(self.syllables.len()).unwrap_or(SyllableIndex::MAX);
        let next = NearIndex::try_from(self.by_near.len()).unwrap_or(NearIndex::MAX);
        let near = *self.by_near.entry(near(&text)).or_insert(next);
        self.syllables.push(Syllable { near, text: text.clone() });
        self.by_text.insert(text, index);
        index
    }

    fn of(&self, sound: SoundIndex) -> impl Iterator<Item = &Syllable> {
        let readings = self.readings.get(sound as usize).map(Vec::as_slice).unwrap_or_default();
        readings.iter().filter_map(|index| self.syllables.get(*index as usize))
    }

    /// Letters its readings begin with, one bit each.
    pub(super) fn initials(&self, sound: SoundIndex) -> u32 {
        self.of(sound)
            .filter_map(|syllable| syllable.text.chars().next())
            .fold(0, |bits, letter| bits | initial_bit(letter))
    }

    /// Folded sounds of its readings, scattered over one word: absent bits mean that it surely sounds otherwise.
    pub(super) fn near_bits(&self, sound: SoundIndex) -> u64 {
        self.of(sound).fold(0, |bits, syllable| bits | near_bit(syllable.near))
    }

    /// Every way the beginning of `typed` can stand for this character: letters used, and how. Whole syllables first.
    pub(super) fn heard(&self, sound: SoundIndex, typed: &[char]) -> Vec<(usize, Heard)> {
        let mut ways: Vec<(usize, Heard)> = Vec::new();
        for syllable in self.of(sound) {
            let same = syllable.text.chars().zip(typed).take_while(|(a, b)| a == *b).count();
            let whole = syllable.text.chars().count();
            let initial = if matches!(syllable.text.get(..2), Some("zh" | "ch" | "sh")) {
                2
            } else {
                1
            };
            if same == whole {
                ways.push((whole, Heard::Whole));
            } else if same == typed.len() && same > initial {
                // The typing stopped within the syllable.
                ways.push((same, Heard::Beginning));
            }
            if same >= 1 && whole > 1 {
                ways.push((1, Heard::Beginning));
            }
            if initial == 2 && same >= 2 && whole > 2 {
                ways.push((2, Heard::Beginning));
            }
        }
        ways.sort_by_key(|(used, heard)| (*heard != Heard::Whole, std::cmp::Reverse(*used)));
        ways.dedup();
        ways
    }

    /// The folded sounds of a typed character.
    pub(super) fn near_of(&self, letter: char) -> Vec<NearIndex> {
        readings(letter)
            .iter()
            .filter_map(|text| self.by_near.get(&near(text)).copied())
            .collect()
    }

    /// Whether the character sounds like one of these.
    pub(super) fn sounds_like(&self, sound: SoundIndex, near: &[NearIndex]) -> bool {
        self.of(sound).any(|syllable| near.contains(&syllable.near))
    }
}

/// The letter under which a name stands in an index: of its first letter or character; `#` when it has none.
pub fn initial(name: &str) -> char {
    let first = name.chars().find_map(super::query::fold);
    let letter = first.and_then(|letter| match letter.to_pinyin() {
        Some(reading) => reading.plain().chars().next(),
        None => Some(letter),
    });
    letter
        .map(|letter| letter.to_ascii_uppercase())
        .filter(char::is_ascii_uppercase)
        .unwrap_or('#')
}

/// How a name is typed in pinyin, a syllable for each character; what has no reading is left out.
pub fn pinyin(name: &str) -> String {
    let syllables = name
        .chars()
        .filter_map(|letter| Some(letter.to_pinyin()?.plain().replace('ü', "v")));
    syllables.collect::<Vec<_>>().join(" ")
}

/// The bit of a keyboard letter.
pub(super) fn initial_bit(letter: char) -> u32 {
    if letter.is_ascii_lowercase() {
        1 << (u32::from(letter) - u32::from('a'))
    } else {
        0
    }
}

/// The bit of a folded sound.
pub(super) fn near_bit(near: NearIndex) -> u64 {
    1 << (near % 64)
}

/// All readings of a character as typed on a keyboard.
fn readings(letter: char) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for reading in letter.to_pinyin_multi().into_iter().flatten() {
        let typed = reading.plain().replace('ü', "v");
        if !all.contains(&typed) {
            all.push(typed);
        }
    }
    all
}

/// Folds sounds that dialects and keyboards mix up.
fn near(syllable: &str) -> String {
    let flat = match syllable.get(..2) {
        Some("zh" | "ch" | "sh") => format!("{}{}", syllable.get(..1).unwrap_or(""), syllable.get(2..).unwrap_or("")),
        _ => syllable.to_owned(),
    };
    let flat = flat.strip_suffix("ng").map_or(flat.clone(), |stem| format!("{stem}n"));
    flat.strip_prefix('n')
        .filter(|rest| !rest.is_empty())
        .map_or(flat.clone(), |rest| format!("l{rest}"))
}
