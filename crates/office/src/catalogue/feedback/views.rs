//! What keepers see: words that belong to no gap yet in groups, gaps with their counts, one gap with everything beside it.

use super::gaps::{COLUMNS, Stored, check_reader, followers, load, read};
use crate::application::day_of;
use crate::bureau::App;
use crate::failure::{Failure, Fault};
use rules::access::Actor;
use rules::calendar::{Date, Moment};
use rules::catalogue::feedback::{ALIKE, Gap, Proposal, WordSource, groups, likeness};
use rules::ids::GapId;
use rules::law::covers;
use sql::{Tx, params};
use std::collections::BTreeMap;

/// Words, wishes and gaps one page looks at.
const WORDS_MAX: u32 = 1_000;
const WISHES_MAX: u32 = 500;
const GAPS_MAX: u32 = 300;

/// A word that found nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub word: String,
    /// How often, by where it was typed.
    pub times: BTreeMap<WordSource, i64>,
    /// The last day.
    pub last: Option<Date>,
    /// How many people wait for it.
    pub waiting: i64,
}

impl Word {
    /// How often in all.
    pub fn total(&self) -> i64 {
        self.times.values().sum()
    }
}

/// A wish without its person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wished {
    /// The trade in his own words.
    pub words: String,
    /// What the business does.
    pub business: String,
    /// Code of the term kept meanwhile.
    pub kept_term: String,
    /// `founder` or `registrar`.
    pub source: String,
    /// When.
    pub at: Moment,
}

/// A gap in a list.
#[derive(Clone, Debug)]
pub struct Card {
    /// Identity.
    pub id: GapId,
    /// Whose it is.
    pub place: String,
    /// Its first word.
    pub title: String,
    /// Where it stands.
    pub gap: Gap,
    /// What was proposed, also after the answer.
    pub proposal: Option<Proposal>,
    /// How often its words found nothing.
    pub times: i64,
    /// How many people wait, or waited, for it.
    pub waiting: i64,
    /// The gap it hangs on.
    pub linked_to: Option<GapId>,
    /// Since when, and when it last moved.
    pub opened: Moment,
    /// When it last moved.
    pub changed: Moment,
    /// Whether the one who looks may change it.
    pub own: bool,
    /// Version, for those who change it.
    pub version: i64,
}

/// Everything at one glance.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// Like words that belong to no gap yet, the most asked first.
    pub loose: Vec<Vec<Word>>,
    /// Gaps, those that wait for a step first.
    pub gaps: Vec<Card>,
}

fn words(tx: &mut Tx, condition: &str, values: &[sql::Value]) -> Result<BTreeMap<String, Word>, Failure> {
    let rows = tx.query(
        &format!(
            "select u.word, u.source, cast(sum(u.times) as bigint) as n, max(u.day) as day from unfound_word u
             where {condition} group by u.word, u.source order by n desc, u.word limit {WORDS_MAX}"
        ),
        values,
    )?;
    let mut words: BTreeMap<String, Word> = BTreeMap::new();
    for row in &rows {
        let (word, source, day) = (row.text("word")?, row.text("source")?, day_of(row.int("day")?));
        let source = WordSource::from_name(&source).ok_or_else(|| Fault::stored("source", source))?;
        let entry = words.entry(word.clone()).or_insert_with(|| blank(word));
        entry.times.insert(source, row.int("n")?);
        entry.last = entry.last.max(Some(day));
    }
    Ok(words)
}

fn blank(word: String) -> Word {
    Word {
        word,
        times: BTreeMap::new(),
        last: None,
        waiting: 0,
    }
}

/// Words of a place in no gap, with those of wishes. A word that only few typed may be a name, and is not shown.
fn loose(tx: &mut Tx, place: &str, shown_min: i64) -> Result<Vec<Vec<Word>>, Failure> {
    let mut found = words(
        tx,
        "u.place = $1 and not exists (select 1 from term_gap_word g where g.place = u.place and g.word = u.word)",
        params![place],
    )?;
    found.retain(|_, word| word.total() >= shown_min);
    let wishes = tx.query(
        "select word from term_wish where place = $1 and gap_id is null order by id limit $2",
        params![place, WISHES_MAX],
    )?;
    for wish in &wishes {
        let word = wish.text("word")?;
        found.entry(word.clone()).or_insert_with(|| blank(word)).waiting += 1;
    }
    let mut all: Vec<Word> = found.into_values().collect();
    all.sort_by(|a, b| (b.waiting, b.total(), &a.word).cmp(&(a.waiting, a.total(), &b.word)));
    let names: Vec<String> = all.iter().map(|word| word.word.clone()).collect();
    let grouped = groups(&names);
    Ok(grouped
        .into_iter()
        .map(|group| group.into_iter().filter_map(|at| all.get(at).cloned()).collect())
        .collect())
}

fn counts(tx: &mut Tx, statement: &str) -> Result<BTreeMap<String, i64>, Failure> {
    let rows = tx.query(statement, params![])?;
    rows.iter().map(|row| Ok((row.text("gap_id")?, row.int("n")?))).collect()
}

fn cards(tx: &mut Tx, stored: Vec<Stored>, actor: &Actor) -> Result<Vec<Card>, Failure> {
    let times = counts(
        tx,
        "select g.gap_id, cast(sum(u.times) as bigint) as n from term_gap_word g join unfound_word u on u.place = g.place and u.word = g.word
         group by g.gap_id order by g.gap_id limit 2000",
    )?;
    let waiting = counts(
        tx,
        "select gap_id, cast(count(*) as bigint) as n from term_wish where gap_id is not null group by gap_id order by gap_id limit 2000",
    )?;
    let count = |of: &BTreeMap<String, i64>, id: GapId| of.get(&id.to_string()).copied().unwrap_or(0);
    let card = |stored: Stored| Card {
        times: count(&times, stored.id),
        waiting: count(&waiting, stored.id),
        own: covers(&actor.place, &stored.place),
        id: stored.id,
        place: stored.place,
        title: stored.title,
        gap: stored.gap,
        proposal: stored.proposal,
        linked_to: stored.linked_to,
        opened: Moment::from_micros(stored.opened_at),
        changed: Moment::from_micros(stored.changed_at),
        version: stored.version,
    };
    Ok(stored.into_iter().map(card).collect())
}

fn all_gaps(tx: &mut Tx) -> Result<Vec<Stored>, Failure> {
    let rows = tx.query(
        &format!(
            "select {COLUMNS} from term_gap order by case when state in ('collected', 'proposed', 'reported') then 0 else 1 end, id desc limit $1"
        ),
        params![GAPS_MAX],
    )?;
    rows.iter().map(read).collect()
}

/// Words and gaps, for keepers and supervisors.
pub fn overview(app: &App, actor: &Actor) -> Result<Overview, Failure> {
    check_reader(actor)?;
    let (actor, shown_min) = (actor.clone(), app.law(&actor.place).number("catalogue.unfound_shown_min")?);
    app.view("catalogue.term_feedback", move |tx| {
        let gaps = all_gaps(tx)?;
        Ok(Overview {
            loose: loose(tx, &actor.place, shown_min)?,
            gaps: cards(tx, gaps, &actor)?,
        })
    })
}

/// How many gaps of this place wait for a step, and how many wishes are in none: the number in the menu.
pub fn waiting(app: &App, actor: &Actor) -> Result<i64, Failure> {
    check_reader(actor)?;
    let place = actor.place.clone();
    app.view("catalogue.term_feedback_count", move |tx| {
        let row = tx.query_one(
            "select cast((select count(*) from term_gap where place = $1 and state in ('collected', 'proposed'))
               + (select count(*) from term_wish where place = $1 and gap_id is null) as bigint) as n",
            params![&place],
        )?;
        Ok(row.int("n")?)
    })
}

/// A gap beside this one.
#[derive(Clone, Debug)]
pub struct Beside {
    /// The gap.
    pub card: Card,
    /// Whether it is linked with this one already.
    pub linked: bool,
}

/// One gap with everything that belongs to it.
#[derive(Clone, Debug)]
pub struct Detail {
    /// The gap.
    pub card: Card,
    /// To whom it was reported.
    pub reported_to: String,
    /// Its words.
    pub words: Vec<Word>,
    /// Wishes, without their people.
    pub wishes: Vec<Wished>,
    /// Gaps linked with it, and open ones of any district with like words.
    pub beside: Vec<Beside>,
    /// Words of the same place that are like its own and belong to no gap yet.
    pub more: Vec<Word>,
}

/// One gap, for keepers and supervisors.
pub fn detail(app: &App, actor: &Actor, id: GapId) -> Result<Detail, Failure> {
    check_reader(actor)?;
    let (actor, shown_min) = (actor.clone(), app.law(&actor.place).number("catalogue.unfound_shown_min")?);
    app.view("catalogue.term_gap", move |tx| {
        let stored = load(tx, id)?;
        let mut own = words(
            tx,
            "exists (select 1 from term_gap_word g where g.place = u.place and g.word = u.word and g.gap_id = $1)",
            params![id.to_string()],
        )?;
        let rows = tx.query(
            "select word from term_gap_word where gap_id = $1 order by word limit $2",
            params![id.to_string(), WORDS_MAX],
        )?;
        for row in &rows {
            let word = row.text("word")?;
            own.entry(word.clone()).or_insert_with(|| blank(word));
        }
        let rows = tx.query(
            "select words, word, business, kept_term, source, at from term_wish where gap_id = $1 order by id limit $2",
            params![id.to_string(), WISHES_MAX],
        )?;
        let mut wishes = Vec::with_capacity(rows.len());
        for row in &rows {
            if let Some(word) = own.get_mut(&row.text("word")?) {
                word.waiting += 1;
            }
            wishes.push(Wished {
                words: row.text("words")?,
                business: row.text("business")?,
                kept_term: row.text("kept_term")?,
                source: row.text("source")?,
                at: Moment::from_micros(row.int("at")?),
            });
        }
        let like = |text: &str| own.keys().any(|word| likeness(word, text) >= ALIKE);
        let loose = if stored.gap.is_open() && covers(&actor.place, &stored.place) {
            loose(tx, &stored.place, shown_min)?
        } else {
            Vec::new()
        };
        let more = loose.into_iter().flatten().filter(|word| like(&word.word)).collect();
        let beside = beside(tx, &stored, &actor, like)?;
        let (reported_to, card) = (stored.reported_to.clone(), cards(tx, vec![stored], &actor)?.pop());
        let mut words: Vec<Word> = own.into_values().collect();
        words.sort_by(|a, b| (b.total(), &a.word).cmp(&(a.total(), &b.word)));
        Ok(Detail {
            card: card.ok_or_else(|| Fault::stored("gap", id))?,
            reported_to,
            words,
            wishes,
            beside,
            more,
        })
    })
}

fn beside(tx: &mut Tx, stored: &Stored, actor: &Actor, like: impl Fn(&str) -> bool) -> Result<Vec<Beside>, Failure> {
    let lead = stored.linked_to.unwrap_or(stored.id);
    let mut linked = followers(tx, lead)?;
    if lead != stored.id {
        linked.push(load(tx, lead)?);
    }
    linked.retain(|other| other.id != stored.id);
    let is_like = |other: &Stored| like(&other.title) || other.proposal.as_ref().is_some_and(|proposal| like(&proposal.wording));
    let others = all_gaps(tx)?;
    let others: Vec<Stored> = others
        .into_iter()
        .filter(|other| other.id != stored.id && other.gap.is_open() && is_like(other))
        .filter(|other| !linked.iter().any(|known| known.id == other.id))
        .collect();
    let known = linked.len();
    linked.extend(others);
    let cards = cards(tx, linked, actor)?;
    Ok(cards
        .into_iter()
        .enumerate()
        .map(|(at, card)| Beside { card, linked: at < known })
        .collect())
}
