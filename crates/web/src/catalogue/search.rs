//! Scope terms that were found, with what was met and why, for the list and for the suggestions of the picker.

use crate::hall::Hall;
use crate::visit::Visit;
use crate::wording::Wording;
use rules::catalogue::{Hit, Why};
use serde::Serialize;
use std::ops::Range;

/// A piece of a name; hits are marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Piece {
    text: String,
    hit: bool,
}

/// A term that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Found {
    code: String,
    parts: Vec<Piece>,
    kind: &'static str,
    why: Option<String>,
    chosen: bool,
}

/// The terms a query finds; `chosen` are those that are chosen already.
pub(crate) fn found(hall: &Hall, visit: &Visit, query: &str, limit: usize, chosen: &[String]) -> Vec<Found> {
    if query.is_empty() {
        return Vec::new();
    }
    let (shelf, words) = (hall.app().shelf(), hall.words(visit));
    let hits = shelf.search().find(query, limit);
    let found = hits.iter().filter_map(|hit| {
        let term = shelf.edition().term_at(hit.term)?;
        Some(Found {
            code: term.code.clone(),
            parts: pieces(&term.name, &hit.matched),
            kind: term.kind.name(),
            why: why(hit, words),
            chosen: chosen.contains(&term.code),
        })
    });
    found.collect()
}

/// A name cut at what was met.
pub(crate) fn pieces(name: &str, matched: &Range<usize>) -> Vec<Piece> {
    let cut = |range: Range<usize>, hit: bool| Piece {
        text: name.get(range).unwrap_or_default().to_owned(),
        hit,
    };
    let all = [
        cut(0..matched.start, false),
        cut(matched.clone(), true),
        cut(matched.end..name.len(), false),
    ];
    all.into_iter().filter(|piece| !piece.text.is_empty()).collect()
}

/// Why it was found, in words; nothing to say when the words themselves were met.
pub(crate) fn why(hit: &Hit, words: &Wording) -> Option<String> {
    let how = how(hit.why).map(|key| words.word(key));
    match (&hit.word, how) {
        (None, how) => how,
        (Some(word), None) => Some(words.say("why.everyday", &[("word", word)])),
        (Some(word), Some(how)) => Some(words.say("why.everyday_by", &[("word", word), ("how", &how)])),
    }
}

/// The word for how something was met; none when as written.
pub(crate) fn how(why: Why) -> Option<&'static str> {
    match why {
        Why::Name | Why::Everyday => None,
        Why::Pinyin => Some("why.pinyin"),
        Why::Initials => Some("why.initials"),
        Why::NearSound => Some("why.near_sound"),
        Why::Similar => Some("why.similar"),
        Why::Code => Some("why.code"),
    }
}
