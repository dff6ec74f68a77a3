//! 想开什么店: from everyday words, pinyin, initials, look-alike and sound-alike characters or a code to scope terms.
//!
//! Everyday words are catalogue data and come first; then the wording of the terms; then what sounds like it; then what
//! shares most of its characters. Every hit says why it was found. Matters are found by their names in the same way, and by the
//! terms that need them.

use super::edition::{Edition, MatterIndex, TermIndex};
use super::query::{Reading, fold, readings};
use super::sound::{Heard, NearIndex, SoundIndex, Sounds, initial_bit, near_bit};
use crate::access::named;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

named! {
    /// Why a term was found.
    Why {
        /// The wording of the term.
        Name = "name",
        /// An everyday word means it.
        Everyday = "everyday",
        /// Full pinyin, or pinyin mixed with initials or characters.
        Pinyin = "pinyin",
        /// Initials.
        Initials = "initials",
        /// Characters that sound the same.
        NearSound = "near_sound",
        /// Most characters are the same.
        Similar = "similar",
        /// Its code.
        Code = "code",
    }
}

/// A term that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The term.
    pub term: TermIndex,
    /// Why.
    pub why: Why,
    /// Bytes of the term's name that were met; empty when something else was.
    pub matched: Range<usize>,
    /// The everyday word that was met, however it was typed.
    pub word: Option<Arc<str>>,
}

/// A matter that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterHit {
    /// The matter.
    pub matter: MatterIndex,
    /// Why it, or the term that needs it, was found.
    pub why: Why,
    /// Bytes of the matter's name that were met; empty when something else was.
    pub matched: Range<usize>,
    /// The term that needs it, when that was found and not the matter's own name.
    pub term: Option<TermIndex>,
}

/// Whom a text leads to.
#[derive(Clone, Debug)]
enum Owner {
    /// The wording of this term.
    Term(TermIndex),
    /// The name of this matter.
    Matter(MatterIndex),
    /// An everyday word for these terms, the best first.
    Word(Arc<str>, Vec<TermIndex>),
}

/// A text that can be met.
#[derive(Clone, Debug)]
struct Target {
    letters: Vec<char>,
    sounds: Vec<SoundIndex>,
    /// Letters, scattered over one word: a letter whose bit is absent is surely not there.
    letter_bits: u64,
    /// Folded sounds, scattered likewise.
    near_bits: u64,
    /// For each letter, what it may begin with on a keyboard.
    initials: Vec<u32>,
    /// What speaks for the text when others were met equally well.
    favour: i32,
    /// Byte offset of each letter in the original, and the end.
    offsets: Vec<usize>,
    owner: Owner,
}

impl Target {
    /// The bytes of the original that these letters stand for.
    fn bytes(&self, letters: &Range<usize>) -> Range<usize> {
        let offset = |letter: usize| self.offsets.get(letter).copied().unwrap_or(0);
        if letters.is_empty() {
            0..0
        } else {
            offset(letters.start)..offset(letters.end)
        }
    }
}

/// The search index of one edition.
#[derive(Clone, Debug)]
pub struct Search {
    sounds: Sounds,
    targets: Vec<Target>,
    matters: Vec<Target>,
    codes: Vec<Vec<char>>,
}

/// How a text was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Written,
    Pinyin,
    Initials,
    NearSound,
    Similar,
}

impl How {
    /// Why something was found; `written` when it was met as written.
    fn why(self, written: Why) -> Why {
        match self {
            How::Written => written,
            How::Pinyin => Why::Pinyin,
            How::Initials => Why::Initials,
            How::NearSound => Why::NearSound,
            How::Similar => Why::Similar,
        }
    }
}

/// A text that was met, how well, and where.
#[derive(Clone, Debug)]
struct Met {
    points: i32,
    how: How,
    letters: Range<usize>,
}

/// A query ready to be met.
struct Asked {
    reading: Reading,
    near: Vec<Vec<NearIndex>>,
    near_bits: Vec<u64>,
    letter_bits: u64,
    /// Only letters and digits of a keyboard.
    typed: bool,
}

/// The bit of a letter.
fn letter_bit(letter: char) -> u64 {
    1 << (u32::from(letter) % 64)
}

/// Hits that lie so many points behind the best are noise.
const FAR_BEHIND: i32 = 400;

/// Shortest query that is also tried by its sound.
const HEARD_MIN: usize = 2;

/// So many of the terms found are looked through for matters.
const TERMS_FOLLOWED: usize = 3;

impl Search {
    /// Indexes an edition.
    pub fn new(edition: &Edition) -> Search {
        let mut sounds = Sounds::default();
        let words = edition.everyday().iter().map(|word| {
            let owner = Owner::Word(Arc::from(word.word.as_str()), word.terms.clone());
            (word.word.as_str(), owner)
        });
        let names = (0u32..)
            .zip(edition.terms())
            .map(|(index, term)| (term.name.as_str(), Owner::Term(TermIndex(index))));
        let targets = words.chain(names).map(|(text, owner)| target(text, owner, &mut sounds)).collect();
        let matters = (0u32..)
            .zip(edition.matters())
            .map(|(index, matter)| target(&matter.name, Owner::Matter(MatterIndex(index)), &mut sounds));
        let matters = matters.collect();
        let codes = edition
            .terms()
            .iter()
            .map(|term| term.code.chars().filter_map(fold).collect())
            .collect();
        Search {
            sounds,
            targets,
            matters,
            codes,
        }
    }

    /// The best matters, each once: those whose names were met, best first, then those the terms found need.
    pub fn find_matters(&self, edition: &Edition, query: &str, limit: usize) -> Vec<MatterHit> {
        let asked: Vec<Asked> = readings(query).into_iter().map(|reading| self.asked(reading)).collect();
        let mut named: Vec<(i32, MatterHit)> = Vec::new();
        for target in &self.matters {
            let (Owner::Matter(matter), Some(met)) = (&target.owner, self.best(target, &asked)) else {
                continue;
            };
            let hit = MatterHit {
                matter: *matter,
                why: met.how.why(Why::Name),
                matched: target.bytes(&met.letters),
                term: None,
            };
            named.push((met.points, hit));
        }
        named.sort_by(|a, b| (b.0, a.1.matter).cmp(&(a.0, b.1.matter)));
        let floor = named.first().map_or(0, |(points, _)| points - FAR_BEHIND);
        let mut hits: Vec<MatterHit> = named
            .into_iter()
            .take_while(|(points, _)| *points >= floor)
            .map(|(_, hit)| hit)
            .collect();
        for found in self.find(query, TERMS_FOLLOWED) {
            let needs = edition.term_at(found.term).map_or(&[][..], |term| &term.needs);
            for matter in needs.iter().flat_map(|need| need.matters.matters()) {
                if !hits.iter().any(|hit| hit.matter == *matter) {
                    hits.push(MatterHit {
                        matter: *matter,
                        why: found.why,
                        matched: 0..0,
                        term: Some(found.term),
                    });
                }
            }
        }
        hits.truncate(limit);
        hits
    }

    /// The best hits, each term once, best first.
    pub fn find(&self, query: &str, limit: usize) -> Vec<Hit> {
        let asked: Vec<Asked> = readings(query).into_iter().map(|reading| self.asked(reading)).collect();
        let mut best: HashMap<TermIndex, (i32, Hit)> = HashMap::new();
        let mut keep = |points: i32, hit: Hit| match best.get(&hit.term) {
            Some((known, _)) if *known >= points => {}
            Some(_) | None => {
                best.insert(hit.term, (points, hit));
            }
        };
        if let Some(literal) = asked.first() {
            self.by_code(&literal.reading.letters, &mut keep);
        }
        for target in &self.targets {
            if let Some(met) = self.best(target, &asked) {
                credit(target, &met, &mut keep);
            }
        }
        let mut hits: Vec<(i32, Hit)> = best.into_values().collect();
        hits.sort_by(|a, b| (b.0, a.1.term).cmp(&(a.0, b.1.term)));
        let floor = hits.first().map_or(0, |(points, _)| points - FAR_BEHIND);
        hits.into_iter()
            .take_while(|(points, _)| *points >= floor)
            .take(limit)
            .map(|(_, hit)| hit)
            .collect()
    }

    fn asked(&self, reading: Reading) -> Asked {
        let near: Vec<Vec<NearIndex>> = reading.letters.iter().map(|letter| self.sounds.near_of(*letter)).collect();
        let near_bits = near
            .iter()
            .map(|near| near.iter().fold(0, |bits, near| bits | near_bit(*near)))
            .collect();
        let letter_bits = reading.letters.iter().fold(0, |bits, letter| bits | letter_bit(*letter));
        let typed = reading.letters.iter().all(char::is_ascii_alphanumeric);
        Asked {
            reading,
            near,
            near_bits,
            letter_bits,
            typed,
        }
    }

    /// The reading that meets a text best.
    fn best(&self, target: &Target, asked: &[Asked]) -> Option<Met> {
        let met = asked.iter().filter_map(|asked| self.meet(target, asked));
        met.max_by_key(|met| met.points)
    }

    fn by_code(&self, letters: &[char], keep: &mut impl FnMut(i32, Hit)) {
        let code_like =
            letters.len() >= 2 && letters.iter().any(char::is_ascii_digit) && letters.first().is_some_and(char::is_ascii_alphabetic);
        if !code_like {
            return;
        }
        for (index, code) in (0u32..).zip(&self.codes) {
            if code.starts_with(letters) {
                let points = if code.len() == letters.len() { 1_100 } else { 900 };
                keep(
                    points,
                    Hit {
                        term: TermIndex(index),
                        why: Why::Code,
                        matched: 0..0,
                        word: None,
                    },
                );
            }
        }
    }

    /// How well one text answers one reading of the query.
    fn meet(&self, target: &Target, asked: &Asked) -> Option<Met> {
        let found = written(target, asked)
            .or_else(|| self.sounding(target, asked))
            .or_else(|| similar(target, asked))?;
        let surplus = i32::try_from(target.letters.len().abs_diff(asked.reading.letters.len()))
            .unwrap_or(40)
            .min(40);
        let surplus = if found.how == How::Written || asked.typed {
            surplus
        } else {
            surplus * 2
        };
        Some(Met {
            points: found.points - asked.reading.cost - surplus + target.favour,
            ..found
        })
    }

    /// Met by sound: full pinyin, initials, or characters that sound the same.
    fn sounding(&self, target: &Target, asked: &Asked) -> Option<Met> {
        if asked.reading.letters.len() < HEARD_MIN {
            return None;
        }
        if !self.may_sound(target, asked) {
            return None;
        }
        let first = asked.reading.letters.first().copied().unwrap_or(' ');
        // Two characters sound like something in the middle of far too many names.
        let starts = if !asked.typed && asked.reading.letters.len() < 3 {
            1
        } else {
            target.sounds.len()
        };
        let mut best: Option<Met> = None;
        for start in 0..starts {
            let begins = target
                .initials
                .get(start)
                .is_some_and(|initials| initials & initial_bit(first) != 0);
            if first.is_ascii_lowercase() && !begins && target.letters.get(start) != Some(&first) {
                continue;
            }
            let mut trace = Trace::default();
            let Some(end) = self.hear(target, start, asked, 0, &mut trace) else {
                continue;
            };
            let (how, base) = match trace {
                Trace { near: true, .. } => (How::NearSound, 600),
                Trace { whole: 0, .. } => (How::Initials, 560),
                Trace { beginnings: 0, .. } => (How::Pinyin, 700),
                Trace { .. } => (How::Pinyin, 630),
            };
            let points = base - place_cost(start, end, target.letters.len());
            if best.as_ref().is_none_or(|best| best.points < points) {
                best = Some(Met {
                    points,
                    how,
                    letters: start..end,
                });
            }
        }
        best
    }

    /// Whether the bits leave it possible that the text sounds like the query.
    fn may_sound(&self, target: &Target, asked: &Asked) -> bool {
        let letters = asked.reading.letters.iter().zip(&asked.near_bits);
        letters
            .into_iter()
            .all(|(letter, near)| letter.is_ascii() || near & target.near_bits != 0 || letter_bit(*letter) & target.letter_bits != 0)
    }

    /// Follows the typed letters along the text; the end of what was met.
    fn hear(&self, target: &Target, at: usize, asked: &Asked, from: usize, trace: &mut Trace) -> Option<usize> {
        let Some(rest) = asked.reading.letters.get(from..).filter(|rest| !rest.is_empty()) else {
            return Some(at);
        };
        let (letter, sound, typed) = (target.letters.get(at)?, target.sounds.get(at)?, rest.first()?);
        if letter == typed {
            return self.hear(target, at + 1, asked, from + 1, trace);
        }
        if !typed.is_ascii() {
            let near = asked.near.get(from)?;
            trace.near = true;
            return if self.sounds.sounds_like(*sound, near) {
                self.hear(target, at + 1, asked, from + 1, trace)
            } else {
                None
            };
        }
        for (used, heard) in self.sounds.heard(*sound, rest) {
            let mut further = *trace;
            match heard {
                Heard::Whole => further.whole += 1,
                Heard::Beginning => further.beginnings += 1,
            }
            if let Some(end) = self.hear(target, at + 1, asked, from + used, &mut further) {
                *trace = further;
                return Some(end);
            }
        }
        None
    }
}

/// How a text was heard so far.
#[derive(Clone, Copy, Debug, Default)]
struct Trace {
    whole: u32,
    beginnings: u32,
    near: bool,
}

fn target(text: &str, owner: Owner, sounds: &mut Sounds) -> Target {
    let (mut letters, mut offsets) = (Vec::new(), Vec::new());
    for (offset, letter) in text.char_indices() {
        if let Some(letter) = fold(letter) {
            letters.push(letter);
            offsets.push(offset);
        }
    }
    offsets.push(text.len());
    let heard: Vec<SoundIndex> = letters.iter().map(|letter| sounds.learn(*letter)).collect();
    let favour = match &owner {
        Owner::Term(_) => FAVOURED
            .iter()
            .find(|(part, _)| text.contains(part))
            .map_or(0, |(_, points)| *points),
        Owner::Word(..) | Owner::Matter(_) => 0,
    };
    Target {
        letter_bits: letters.iter().fold(0, |bits, letter| bits | letter_bit(*letter)),
        near_bits: heard.iter().fold(0, |bits, sound| bits | sounds.near_bits(*sound)),
        initials: heard.iter().map(|sound| sounds.initials(*sound)).collect(),
        letters,
        sounds: heard,
        favour,
        offsets,
        owner,
    }
}

/// Founders open shops more often than factories: among terms met equally well these come first or last.
const FAVOURED: &[(&str, i32)] = &[
    ("零售", 6),
    ("销售", 4),
    ("服务", 4),
    ("经营", 3),
    ("生产", -3),
    ("制造", -4),
    ("进出口", -4),
];

/// What it costs that a text was met in its middle, or not to its end.
fn place_cost(start: usize, end: usize, length: usize) -> i32 {
    match (start == 0, end == length) {
        (true, true) => 0,
        (true, false) => 40,
        (false, _) => 80,
    }
}

/// Met as written: the same, its beginning, within it, or the text within the query.
fn written(target: &Target, asked: &Asked) -> Option<Met> {
    let (text, bits) = (&target.letters, asked.letter_bits);
    let (within, around) = (bits & !target.letter_bits == 0, target.letter_bits & !bits == 0);
    let asked = asked.reading.letters.as_slice();
    let met = |points, letters| {
        Some(Met {
            points,
            how: How::Written,
            letters,
        })
    };
    if text == asked {
        return met(1_000, 0..text.len());
    }
    if let Some(start) = within.then(|| position(text, asked)).flatten() {
        // One character alone says little unless the text begins with it.
        let base = if asked.len() == 1 { 500 } else { 900 };
        return met(
            base - place_cost(start, start + asked.len(), text.len()),
            start..start + asked.len(),
        );
    }
    let length = i32::try_from(text.len()).unwrap_or(0);
    if around && text.len() >= 2 && position(asked, text).is_some() {
        return met(730 + 20 * length.min(6), 0..text.len());
    }
    None
}

fn position(text: &[char], part: &[char]) -> Option<usize> {
    (!part.is_empty() && part.len() <= text.len())
        .then(|| text.windows(part.len()).position(|window| window == part))
        .flatten()
}

/// Met by most of its characters, neighbours counting most: one wrong or missing character of three.
fn similar(target: &Target, asked: &Asked) -> Option<Met> {
    let (text, typed) = (&target.letters, asked.typed);
    let asked = asked.reading.letters.as_slice();
    let possible = asked.iter().filter(|letter| letter_bit(**letter) & target.letter_bits != 0).count();
    if asked.len() < 3 || typed || possible * 10 < asked.len() * 6 {
        return None;
    }
    let shared = asked.iter().filter(|letter| text.contains(letter)).count();
    if shared * 10 < asked.len() * 6 {
        return None;
    }
    let pairs = asked.windows(2).filter(|pair| position(text, pair).is_some()).count();
    let part = |of: usize, all: usize, points: usize| i32::try_from(of * points / all.max(1)).unwrap_or(0);
    let points = 300 + part(shared, asked.len(), 100) + part(pairs, asked.len() - 1, 120) + part(shared, text.len().max(shared), 60);
    Some(Met {
        points,
        how: How::Similar,
        letters: 0..0,
    })
}

/// Gives the points to the terms the text leads to.
fn credit(target: &Target, met: &Met, keep: &mut impl FnMut(i32, Hit)) {
    match &target.owner {
        Owner::Matter(_) => {}
        Owner::Term(term) => keep(
            met.points,
            Hit {
                term: *term,
                why: met.how.why(Why::Name),
                matched: target.bytes(&met.letters),
                word: None,
            },
        ),
        Owner::Word(word, terms) => {
            // Everyday words come before wording that is met equally well; their first term before the second.
            for (order, term) in (0i32..).zip(terms) {
                let hit = Hit {
                    term: *term,
                    why: met.how.why(Why::Everyday),
                    matched: 0..0,
                    word: Some(Arc::clone(word)),
                };
                keep(met.points + 30 - order * 2, hit);
            }
        }
    }
}
