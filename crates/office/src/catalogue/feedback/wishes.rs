//! "没有我要的条目": who misses a term says so, keeps the nearest one meanwhile, and is told what came of it.

use crate::application;
use crate::bureau::{App, Caller};
use crate::failure::{Failure, Fault};
use rules::access::{Grant, Role};
use rules::application::Phase;
use rules::calendar::Moment;
use rules::catalogue::feedback::{GapStage, wished_word};
use rules::ids::{AccountId, ApplicationId, WishId};
use rules::{Code, Refusal};
use serde::Serialize;
use sql::params;

/// Characters of the words and of what the business does.
const WORDS_MAX: usize = 30;
const BUSINESS_MAX: usize = 300;

/// What somebody misses.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NewWish {
    /// The trade in his own words.
    pub words: String,
    /// What the business does.
    pub business: String,
    /// Code of the nearest term, which the licence keeps meanwhile; may be empty.
    pub kept_term: String,
    /// The registration it was met in: a draft of the caller's own.
    pub application: Option<String>,
}

fn typed<'t>(text: &'t str, field: &str, most: usize) -> Result<&'t str, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::field(Code::FieldMissing, field).with("fields", field));
    }
    if text.chars().count() > most
        || text
            .chars()
            .any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))
    {
        return Err(Refusal::field(Code::FieldInvalid, field));
    }
    Ok(text)
}

/// Takes a wish in. The same word of the same person is one wish.
pub fn wish(app: &App, caller: &Caller, new: NewWish) -> Result<WishId, Failure> {
    let done = app.act(Grant::TermWish, caller, new, |office, new: &NewWish| {
        let words = typed(&new.words, "wish_words", WORDS_MAX)?;
        let business = typed(&new.business, "wish_business", BUSINESS_MAX)?;
        let word = wished_word(words).ok_or_else(|| Refusal::field(Code::FieldInvalid, "wish_words"))?;
        let edition = office.shelf.edition();
        if let Some(term) = edition.terms().iter().find(|term| term.name == words) {
            return Err(Refusal::field(Code::TermKnown, "wish_words").with("term", &term.name).into());
        }
        if !new.kept_term.is_empty() && edition.term(&new.kept_term).is_none() {
            return Err(Refusal::field(Code::TermUnknown, "wish_words").with("terms", &new.kept_term).into());
        }
        let account = office.actor.account()?;
        let mut place = office.actor.place.clone();
        if let Some(id) = &new.application {
            let id = ApplicationId::parse(id).ok_or_else(|| Refusal::new(Code::NotFound))?;
            let (application, _) = application::load(office.tx, id)?;
            if application.applicant != account || application.state.phase() != Phase::Draft {
                return Err(Refusal::new(Code::NotFound).into());
            }
            place = application.place;
        }
        let known = office.tx.query_opt(
            "select id from term_wish where account = $1 and word = $2",
            params![account.to_string(), &word],
        )?;
        if let Some(known) = known {
            return Ok(known.text("id")?);
        }
        let open = office.tx.query_one(
            "select cast(count(*) as bigint) as n from term_wish where account = $1 and told_at is null",
            params![account.to_string()],
        )?;
        let most = office.law().number("catalogue.wishes_open_max")?;
        if open.int("n")? >= most {
            return Err(Refusal::field(Code::WishesTooMany, "wish_words").with("most", most).into());
        }
        // A gap that has these words already takes the wish; one that is closed does not, so that it is looked at again.
        let gap = office.tx.query_opt(
            "select w.gap_id from term_gap_word w join term_gap g on g.id = w.gap_id
             where w.place = $1 and w.word = $2 and g.state in ('collected', 'proposed', 'reported')",
            params![&place, &word],
        )?;
        let gap = gap.map(|row| row.text("gap_id")).transpose()?;
        let source = if office.actor.is(Role::Registrar) { "registrar" } else { "founder" };
        let (id, at) = (WishId(office.id()), office.at().micros());
        office.tx.execute(
            "insert into term_wish (id, place, account, source, words, word, business, kept_term, gap_id, at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            params![
                id.to_string(),
                &place,
                account.to_string(),
                source,
                words,
                &word,
                business,
                &new.kept_term,
                gap,
                at
            ],
        )?;
        office.changed("term_wish", id, "waiting");
        Ok(id.to_string())
    })?;
    Ok(WishId::parse(&done.result).ok_or_else(|| Fault::stored("wish id", &done.result))?)
}

/// A wish as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyWish {
    /// What he wrote.
    pub words: String,
    /// The nearest term, which the licence keeps meanwhile.
    pub kept_term: String,
    /// When.
    pub at: Moment,
    /// How far it is; `None` while nobody has put it into a gap.
    pub stage: Option<GapStage>,
    /// Code of the term that came of it.
    pub term: String,
    /// Why not.
    pub reason: String,
}

/// The newest wishes of an account with what came of them.
pub fn mine(app: &App, account: AccountId, limit: u32) -> Result<Vec<MyWish>, Failure> {
    app.view("catalogue.my_wishes", move |tx| {
        let rows = tx.query(
            "select w.words, w.kept_term, w.at, g.state, g.term, g.reason from term_wish w left join term_gap g on g.id = w.gap_id
             where w.account = $1 order by w.id desc limit $2",
            params![account.to_string(), limit.min(100)],
        )?;
        let read = |row: &sql::Row| -> Result<MyWish, Failure> {
            let stage = row.opt_text("state")?;
            Ok(MyWish {
                words: row.text("words")?,
                kept_term: row.text("kept_term")?,
                at: Moment::from_micros(row.int("at")?),
                stage: stage
                    .map(|name| GapStage::from_name(&name).ok_or_else(|| Fault::stored("gap state", name)))
                    .transpose()?,
                term: row.opt_text("term")?.unwrap_or_default(),
                reason: row.opt_text("reason")?.unwrap_or_default(),
            })
        };
        rows.iter().map(read).collect()
    })
}
