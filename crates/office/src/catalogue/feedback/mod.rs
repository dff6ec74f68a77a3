//! 规范表述反馈 (GOV-06): words that find no term are counted, wishes are taken in, keepers make gaps of them and carry these
//! upward; the edition that has the term closes them, and whoever waits is told.

mod gaps;
mod views;
mod wishes;

pub use gaps::{Change, change, close_met, open};
pub use views::{Beside, Card, Detail, Overview, Wished, Word, detail, overview, waiting};
pub use wishes::{MyWish, NewWish, mine, wish};

use crate::application::day_number;
use crate::bureau::{App, Caller};
use crate::failure::Failure;
use rules::access::{Actor, Grant};
use rules::catalogue::feedback::{WordSource, counted_word};
use sql::params;
use std::collections::BTreeMap;

/// Distinct words of one place that are counted on one day; who floods the search fills no disk.
const WORDS_A_DAY_MAX: i64 = 500;
/// Words one act writes down.
const WORDS_AN_ACT: usize = 200;
/// Counts are written down so long after the first of them.
const WRITTEN_SECONDS: i64 = 60;

/// Notes that a search found nothing. Kept in memory, so that no search waits for it; what may be personal is not kept.
pub fn unfound(app: &App, place: &str, typed: &str, source: WordSource) {
    if let Some(word) = counted_word(typed) {
        app.unfound().add((place.to_owned(), word, source), app.now());
    }
}

/// Writes down what was counted, when some of it has waited long enough.
pub fn write_unfound_when_due(app: &App, place: &str) -> Result<usize, Failure> {
    match app.unfound().since() {
        Some(since) if app.now() >= since.plus_seconds(WRITTEN_SECONDS) => write_unfound(app, place),
        Some(_) | None => Ok(0),
    }
}

/// Writes down the words this server did not find; gives how many. What is too old is forgotten.
pub fn write_unfound(app: &App, place: &str) -> Result<usize, Failure> {
    let counts: Vec<(String, String, &'static str, i64)> = app
        .unfound()
        .take()
        .into_iter()
        .map(|((place, word, source), times)| (place, word, source.name(), times))
        .collect();
    let caller = Caller::new(Actor::system(place));
    for part in counts.chunks(WORDS_AN_ACT) {
        type Counted = Vec<(String, String, &'static str, i64)>;
        app.act(Grant::UnfoundCount, &caller, part.to_vec(), |office, counts: &Counted| {
            let day = day_number(office.today());
            let oldest = day - office.law().number("catalogue.unfound_keep_days")?;
            let mut room: BTreeMap<&str, i64> = BTreeMap::new();
            for (place, word, source, times) in counts {
                if !room.contains_key(place.as_str()) {
                    office
                        .tx
                        .execute("delete from unfound_word where place = $1 and day < $2", params![place, oldest])?;
                    let row = office.tx.query_one(
                        "select cast(count(distinct word) as bigint) as n from unfound_word where place = $1 and day = $2",
                        params![place, day],
                    )?;
                    room.insert(place, WORDS_A_DAY_MAX - row.int("n")?);
                }
                let known = office.tx.execute(
                    "update unfound_word set times = times + $5 where place = $1 and word = $2 and source = $3 and day = $4",
                    params![place, word, *source, day, *times],
                )?;
                let left = room.entry(place).or_insert(0);
                if known == 0 && *left > 0 {
                    office.tx.execute(
                        "insert into unfound_word (place, word, source, day, times) values ($1, $2, $3, $4, $5)
                         on conflict (place, word, source, day) do update set times = unfound_word.times + excluded.times",
                        params![place, word, *source, day, *times],
                    )?;
                    *left -= 1;
                }
            }
            office.note("words", counts.len());
            Ok(())
        })?;
    }
    Ok(counts.len())
}
