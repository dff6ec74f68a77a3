//! What keepers do with words that have no term: put them together, propose, report, link, note the superior's answer. Approval is
//! nobody's act: the edition in force has the term, and the gap closes with everything linked to it.

use crate::bureau::{App, Caller, Office};
use crate::failure::{Failure, Fault};
use rules::access::{Actor, Grant, Role};
use rules::catalogue::feedback::{Gap, Proposal};
use rules::catalogue::{Edition, Term, TermKind};
use rules::ids::GapId;
use rules::law::covers;
use rules::{Code, Refusal};
use serde::Serialize;
use sql::{Row, Tx, params};

/// Words put into a gap at once.
const WORDS_MAX: usize = 100;
/// Open gaps looked at when an edition comes into force, and gaps linked with one.
const GAPS_MAX: u32 = 2_000;

/// A gap as it is stored.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) id: GapId,
    pub(super) place: String,
    pub(super) title: String,
    pub(super) gap: Gap,
    /// The proposal stays known after the answer.
    pub(super) proposal: Option<Proposal>,
    pub(super) reported_to: String,
    pub(super) linked_to: Option<GapId>,
    pub(super) opened_at: i64,
    pub(super) changed_at: i64,
    pub(super) version: i64,
}

pub(super) const COLUMNS: &str =
    "id, place, title, state, wording, kind, matters, reported_to, code, term, reason, linked_to, opened_at, changed_at, version";

pub(super) fn read(row: &Row) -> Result<Stored, Failure> {
    let id = |text: String| GapId::parse(&text).ok_or_else(|| Fault::stored("gap id", text));
    let (wording, kind, state) = (row.text("wording")?, row.text("kind")?, row.text("state")?);
    let proposal = if wording.is_empty() {
        None
    } else {
        Some(Proposal {
            wording,
            kind: TermKind::from_name(&kind).ok_or_else(|| Fault::stored("term kind", &kind))?,
            matters: serde_json::from_str(&row.text("matters")?)?,
        })
    };
    let reported_to = row.text("reported_to")?;
    let code = Some(row.text("code")?).filter(|code| !code.is_empty());
    let gap = match (state.as_str(), &proposal) {
        ("collected", _) => Gap::Collected,
        ("proposed", Some(proposal)) => Gap::Proposed(proposal.clone()),
        ("reported", Some(proposal)) => Gap::Reported {
            proposal: proposal.clone(),
            to: reported_to.clone(),
            code,
        },
        ("approved", _) => Gap::Approved { term: row.text("term")? },
        ("refused", _) => Gap::Refused {
            reason: row.text("reason")?,
        },
        _ => return Err(Fault::stored("gap state", state).into()),
    };
    Ok(Stored {
        id: id(row.text("id")?)?,
        place: row.text("place")?,
        title: row.text("title")?,
        gap,
        proposal,
        reported_to,
        linked_to: row.opt_text("linked_to")?.map(id).transpose()?,
        opened_at: row.int("opened_at")?,
        changed_at: row.int("changed_at")?,
        version: row.int("version")?,
    })
}

/// Only keepers and supervisors look; only keepers change, by their grant.
pub(super) fn check_reader(actor: &Actor) -> Result<(), Refusal> {
    if actor.is(Role::Keeper) || actor.is(Role::Supervisor) {
        return Ok(());
    }
    Err(Refusal::new(Code::NotGranted))
}

pub(super) fn load(tx: &mut Tx, id: GapId) -> Result<Stored, Failure> {
    let row = tx.query_opt(&format!("select {COLUMNS} from term_gap where id = $1"), params![id.to_string()])?;
    read(&row.ok_or_else(|| Refusal::new(Code::NotFound))?)
}

/// The gaps that hang on this one.
pub(super) fn followers(tx: &mut Tx, id: GapId) -> Result<Vec<Stored>, Failure> {
    let rows = tx.query(
        &format!("select {COLUMNS} from term_gap where linked_to = $1 order by id limit $2"),
        params![id.to_string(), GAPS_MAX],
    )?;
    rows.iter().map(read).collect()
}

fn save(office: &mut Office, stored: &Stored) -> Result<i64, Failure> {
    let proposal = match &stored.gap {
        Gap::Proposed(proposal) | Gap::Reported { proposal, .. } => Some(proposal),
        Gap::Collected | Gap::Approved { .. } | Gap::Refused { .. } => stored.proposal.as_ref(),
    };
    let (reported_to, code) = match &stored.gap {
        Gap::Reported { to, code, .. } => (to.as_str(), code.as_deref().unwrap_or_default()),
        Gap::Collected | Gap::Proposed(_) | Gap::Approved { .. } | Gap::Refused { .. } => (stored.reported_to.as_str(), ""),
    };
    let term = if let Gap::Approved { term } = &stored.gap { term } else { "" };
    let reason = if let Gap::Refused { reason } = &stored.gap { reason } else { "" };
    let saved = office.tx.execute(
        "update term_gap set state = $3, wording = $4, kind = $5, matters = $6, reported_to = $7, code = $8, term = $9, reason = $10,
           linked_to = $11, changed_at = $12, version = version + 1
         where id = $1 and version = $2",
        params![
            stored.id.to_string(),
            stored.version,
            stored.gap.stage().name(),
            proposal.map_or("", |proposal| proposal.wording.as_str()),
            proposal.map_or("", |proposal| proposal.kind.name()),
            serde_json::to_string(proposal.map_or(&[][..], |proposal| &proposal.matters))?,
            reported_to,
            code,
            term,
            reason,
            stored.linked_to.map(|lead| lead.to_string()),
            office.at().micros()
        ],
    )?;
    if saved == 0 {
        return Err(Refusal::new(Code::VersionChanged).into());
    }
    office.changed("term_gap", stored.id, stored.gap.stage().name());
    if !stored.gap.is_open() {
        let told = office.tx.execute(
            "update term_wish set told_at = $2 where gap_id = $1 and told_at is null",
            params![stored.id.to_string(), office.at().micros()],
        )?;
        office.note("told", told);
    }
    Ok(stored.version + 1)
}

/// Takes words of this place into a gap; words nobody met, and words another gap has, are refused.
fn take_words(office: &mut Office, id: GapId, place: &str, words: &[String]) -> Result<(), Failure> {
    if words.is_empty() || words.len() > WORDS_MAX {
        return Err(Refusal::field(Code::FieldMissing, "words").with("fields", "words").into());
    }
    for word in words {
        let met = office.tx.query_opt(
            "select 1 as met where exists (select 1 from unfound_word where place = $1 and word = $2)
               or exists (select 1 from term_wish where place = $1 and word = $2)",
            params![place, word],
        )?;
        if met.is_none() {
            return Err(Refusal::field(Code::FieldInvalid, "words").into());
        }
        let taken = office.tx.execute(
            "insert into term_gap_word (place, word, gap_id) values ($1, $2, $3) on conflict (place, word) do nothing",
            params![place, word, id.to_string()],
        )?;
        if taken == 0 {
            return Err(Refusal::new(Code::VersionChanged).with("step", "words").into());
        }
        office.tx.execute(
            "update term_wish set gap_id = $3 where place = $1 and word = $2 and gap_id is null",
            params![place, word, id.to_string()],
        )?;
    }
    Ok(())
}

/// Makes a gap of these words; the first is its title. Waiting wishes with one of the words come with them.
pub fn open(app: &App, caller: &Caller, words: Vec<String>) -> Result<GapId, Failure> {
    let done = app.act(Grant::GapOpen, caller, words, |office, words: &Vec<String>| {
        let (id, place, at) = (GapId(office.id()), office.actor.place.clone(), office.at().micros());
        office.tx.execute(
            "insert into term_gap (id, place, title, state, wording, kind, matters, reported_to, code, term, reason, opened_by, opened_at,
               changed_at, version)
             values ($1, $2, $3, 'collected', '', '', '[]', '', '', '', '', $4, $5, $5, 1)",
            params![
                id.to_string(),
                &place,
                words.first().map_or("", String::as_str),
                office.actor.account()?.to_string(),
                at
            ],
        )?;
        take_words(office, id, &place, words)?;
        office.changed("term_gap", id, Gap::Collected.stage().name());
        Ok(id.to_string())
    })?;
    Ok(GapId::parse(&done.result).ok_or_else(|| Fault::stored("gap id", &done.result))?)
}

/// One step of a gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Change {
    /// More words belong to it.
    Join { words: Vec<String> },
    /// A wording, and the matters it leads to, by code or name.
    Propose { wording: String, matters: Vec<String> },
    /// It is reported to the superior.
    Report { to: String },
    /// The superior said yes: the term will have this code.
    Expect { code: String },
    /// The superior said no.
    Refuse { reason: String },
    /// It is about the same thing as another gap, perhaps of another district.
    Link { to: String },
    /// It is not.
    Unlink,
}

/// Takes a step with a gap of one's own place, or of a place below it; gives the new version. Others' look absent.
pub fn change(app: &App, caller: &Caller, id: GapId, version: i64, change: Change) -> Result<i64, Failure> {
    let input = (id.to_string(), version, change);
    let done = app.act(
        Grant::GapChange,
        caller,
        input,
        move |office, (_, version, change): &(String, i64, Change)| {
            let mut stored = load(office.tx, id)?;
            if !covers(&office.actor.place, &stored.place) {
                return Err(Refusal::new(Code::NotFound).into());
            }
            if stored.version != *version {
                return Err(Refusal::new(Code::VersionChanged).into());
            }
            let edition = office.shelf.edition();
            let gap = stored.gap.clone();
            stored.gap = match change {
                Change::Propose { wording, matters } => gap.propose(Proposal::new(wording, &codes(edition, matters), edition)?)?,
                Change::Report { to } => gap.report(to)?,
                Change::Expect { code } => gap.expect(code)?,
                Change::Refuse { reason } => {
                    let refused = gap.refuse(reason)?;
                    for mut follower in followers(office.tx, id)? {
                        // What was reported together is answered together; what was not goes its own way.
                        if let Ok(refused) = follower.gap.clone().refuse(reason) {
                            follower.gap = refused;
                            save(office, &follower)?;
                        }
                    }
                    refused
                }
                Change::Join { words } => {
                    let place = stored.place.clone();
                    take_words(office, id, &place, words)?;
                    gap
                }
                Change::Link { to } => {
                    stored.linked_to = Some(lead(office, &stored, to)?);
                    gap
                }
                Change::Unlink => {
                    stored.linked_to = None;
                    gap
                }
            };
            let version = save(office, &stored)?;
            // What is promised may be in force already.
            let shelf = office.shelf.clone();
            if let (Change::Expect { .. }, Some(term)) = (change, stored.gap.met(shelf.edition())) {
                close(office, stored.linked_to.unwrap_or(id), term)?;
            }
            Ok(version)
        },
    )?;
    Ok(done.result)
}

/// Matters as typed: by code, or by their whole name.
fn codes(edition: &Edition, typed: &[String]) -> Vec<String> {
    let code = |text: &String| {
        let named = edition.matters().iter().find(|matter| matter.name == *text);
        named.map_or_else(|| text.clone(), |matter| matter.code.clone())
    };
    typed.iter().map(code).collect()
}

/// The gap that leads when this one is linked with another: that one, or the one it hangs on itself. What hung on this one
/// hangs on the leading one from now on.
fn lead(office: &mut Office, stored: &Stored, to: &str) -> Result<GapId, Failure> {
    let to = GapId::parse(to).ok_or_else(|| Refusal::new(Code::NotFound))?;
    let other = load(office.tx, to)?;
    let lead = other.linked_to.unwrap_or(other.id);
    if lead == stored.id || !other.gap.is_open() || !stored.gap.is_open() {
        return Err(Refusal::field(Code::FieldInvalid, "to").into());
    }
    office.tx.execute(
        "update term_gap set linked_to = $2, version = version + 1 where linked_to = $1",
        params![stored.id.to_string(), lead.to_string()],
    )?;
    Ok(lead)
}

/// Closes a gap and everything linked with it: the term can be chosen now.
fn close(office: &mut Office, lead: GapId, term: &Term) -> Result<usize, Failure> {
    let mut all = followers(office.tx, lead)?;
    all.push(load(office.tx, lead)?);
    let mut closed = 0;
    for mut stored in all {
        if let Ok(approved) = stored.gap.clone().approve(term) {
            stored.gap = approved;
            save(office, &stored)?;
            closed += 1;
        }
    }
    office.note("term", &term.code);
    Ok(closed)
}

/// Closes the gaps whose terms the edition in force has; gives how many. May run twice.
pub fn close_met(app: &App, place: &str) -> Result<usize, Failure> {
    let app = app.current();
    let waiting = app.view("catalogue.waiting_gaps", |tx| {
        let rows = tx.query(
            &format!("select {COLUMNS} from term_gap where state in ('proposed', 'reported') order by state, id limit $1"),
            params![GAPS_MAX],
        )?;
        rows.iter().map(read).collect::<Result<Vec<_>, Failure>>()
    })?;
    let caller = Caller::new(Actor::system(place));
    let mut closed = 0;
    for stored in waiting {
        if stored.gap.met(app.shelf().edition()).is_none() {
            continue;
        }
        let id = stored.id;
        let done = app.act(Grant::GapClose, &caller, id.to_string(), move |office, _| {
            let (stored, shelf) = (load(office.tx, id)?, office.shelf.clone());
            match stored.gap.met(shelf.edition()) {
                Some(term) => close(office, stored.linked_to.unwrap_or(id), term),
                None => Ok(0),
            }
        })?;
        closed += done.result;
    }
    Ok(closed)
}
