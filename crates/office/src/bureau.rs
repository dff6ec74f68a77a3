//! The one door: everything that changes anything goes through [`App::act`].
//!
//! A write transaction opens; time, the law of that day and place, and fresh numbers enter here and nowhere else. The
//! idempotency key goes in first, the grant is checked, the act loads, decides and saves; then evidence and receipt are
//! written, and only after the commit anybody is told.

use crate::failure::{Failure, Fault};
use crate::shelf::Shelf;
use crate::tally::Tally;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use rules::access::{Actor, Grant};
use rules::calendar::{Date, Moment};
use rules::catalogue::feedback::WordSource;
use rules::ids::{EntryId, HumanNumber, Id, NumberKind};
use rules::law::Law;
use rules::record::{Change, Entry, Outcome, sha256_hex, sm3_hex};
use rules::{Code, Refusal};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sql::{Database, Tx, params};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock};
use std::time::Duration;

/// Where the time comes from. Tests give it; a server reads the operating system's clock.
#[derive(Clone)]
pub enum Time {
    /// The operating system's clock.
    System,
    /// Microseconds that a test sets and moves.
    Given(Arc<AtomicI64>),
}

impl Time {
    /// The present moment.
    pub fn now(&self) -> Moment {
        match self {
            Time::System => Moment::from_micros(system_micros()),
            Time::Given(micros) => Moment::from_micros(micros.load(Ordering::SeqCst)),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where a server's time comes in")]
fn system_micros() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |span| i64::try_from(span.as_micros()).unwrap_or(i64::MAX))
}

/// How often an act is tried with fresh numbers when one of them was drawn before.
const DRAWS_MAX: u32 = 8;

/// Where fresh numbers come from. A seed reproduces a run.
pub enum Numbers {
    /// The operating system.
    System,
    /// A seeded stream, for reproducible cities and tests.
    Seeded(Box<Mutex<ChaCha20Rng>>),
}

impl Numbers {
    /// A reproducible stream.
    pub fn seeded(seed: u64) -> Numbers {
        Numbers::Seeded(Box::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed))))
    }

    fn fork(&self) -> Result<ChaCha20Rng, Fault> {
        let mut seed = [0; 32];
        match self {
            Numbers::System => getrandom::fill(&mut seed).map_err(|error| Fault::world("random numbers", error))?,
            Numbers::Seeded(stream) => stream
                .lock()
                .map_err(|error| Fault::world("random numbers", error))?
                .fill_bytes(&mut seed),
        }
        Ok(ChaCha20Rng::from_seed(seed))
    }
}

/// Everything a running office holds. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
    /// What this copy looks things up in; [`App::current`] gives a copy with the newest.
    shelf: Shelf,
}

struct Inner {
    database: Database,
    newest: RwLock<Shelf>,
    time: Time,
    numbers: Numbers,
    seal: paper::seal::Key,
    wake: Wake,
    last_act: AtomicI64,
    unfound: Tally<Unfound>,
}

/// A word that a search did not find: the place, the word as it is counted, and where it was typed. Nobody's name.
pub(crate) type Unfound = (String, String, WordSource);

/// Wakes the workers after a commit, so that nobody polls.
#[derive(Default)]
pub struct Wake {
    turn: Mutex<u64>,
    changed: Condvar,
}

impl Wake {
    fn ring(&self) {
        if let Ok(mut turn) = self.turn.lock() {
            *turn += 1;
            self.changed.notify_all();
        }
    }

    /// Waits until something was committed since `seen`, at most so long; gives the new turn.
    pub fn wait(&self, seen: u64, at_most: Duration) -> u64 {
        let Ok(turn) = self.turn.lock() else { return seen };
        match self.changed.wait_timeout_while(turn, at_most, |turn| *turn == seen) {
            Ok((turn, _)) => *turn,
            Err(_) => seen,
        }
    }
}

/// Who calls, and under which idempotency key.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who acts.
    pub actor: Actor,
    /// The key; a page's form token is one. Without it the act cannot be repeated safely.
    pub key: Option<String>,
}

impl Caller {
    /// A caller without key.
    pub fn new(actor: Actor) -> Caller {
        Caller { actor, key: None }
    }

    /// A caller with a key.
    pub fn keyed(actor: Actor, key: impl Into<String>) -> Caller {
        Caller {
            actor,
            key: Some(key.into()),
        }
    }
}

/// What an act answers: its result and the hash of its evidence.
#[derive(Clone, Debug)]
pub struct Receipt<T> {
    /// The result.
    pub result: T,
    /// SM3 of the evidence entry.
    pub entry_sm3: String,
}

#[derive(Serialize, serde::Deserialize)]
struct StoredReceipt<T> {
    result: T,
    entry_sm3: String,
}

#[derive(Serialize, serde::Deserialize)]
struct StoredRefusal {
    code: String,
    article: Option<String>,
    facts: BTreeMap<String, String>,
}

/// What an act works with: transaction, actor, the one reading of the clock, the law of that day, fresh numbers.
pub struct Office<'a, 'tx> {
    /// The open transaction.
    pub tx: &'a mut Tx<'tx>,
    /// Who acts.
    pub actor: &'a Actor,
    /// The catalogue, names and other law files.
    pub shelf: &'a Shelf,
    at: Moment,
    law: Law,
    numbers: ChaCha20Rng,
    changes: Vec<Change>,
    facts: BTreeMap<String, String>,
}

impl Office<'_, '_> {
    /// The one moment of this act.
    pub fn at(&self) -> Moment {
        self.at
    }

    /// The legal day of this act.
    pub fn today(&self) -> Date {
        self.at.day()
    }

    /// The law of that day and place.
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// A fresh identity.
    pub fn id(&mut self) -> Id {
        let chance = self.chance();
        Id::new(self.at, chance)
    }

    /// A fresh human number.
    pub fn number(&mut self, kind: NumberKind) -> HumanNumber {
        let chance = self.numbers.next_u64();
        HumanNumber::draw(kind, self.today(), chance)
    }

    /// 128 random bits.
    pub fn chance(&mut self) -> u128 {
        u128::from(self.numbers.next_u64()) << 64 | u128::from(self.numbers.next_u64())
    }

    /// Notes a state for the evidence: folding the record gives the stored state again.
    pub fn changed(&mut self, kind: &'static str, id: impl ToString, state: &str) {
        self.changes.push(Change {
            kind,
            id: id.to_string(),
            state: state.to_owned(),
        });
    }

    /// Notes a fact for the evidence. No personal values.
    pub fn note(&mut self, fact: &str, value: impl ToString) {
        self.facts.insert(fact.to_owned(), value.to_string());
    }
}

impl App {
    /// Opens the office over a migrated database.
    pub fn new(database: Database, shelf: Shelf, time: Time, numbers: Numbers, seal: paper::seal::Key) -> App {
        App {
            shelf: shelf.clone(),
            inner: Arc::new(Inner {
                database,
                newest: RwLock::new(shelf),
                time,
                numbers,
                seal,
                wake: Wake::default(),
                last_act: AtomicI64::new(0),
                unfound: Tally::default(),
            }),
        }
    }

    /// The law files and the edition in force when this copy was made: one page or one job sees one edition.
    pub fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// The same office with the edition in force now.
    pub fn current(&self) -> App {
        App {
            inner: Arc::clone(&self.inner),
            shelf: self.newest(),
        }
    }

    fn newest(&self) -> Shelf {
        self.inner.newest.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts another edition in force for all acts and for every later [`App::current`].
    pub(crate) fn put_in_force(&self, shelf: Shelf) {
        *self.inner.newest.write().unwrap_or_else(PoisonError::into_inner) = shelf;
    }

    /// The platform's signing key.
    pub fn seal(&self) -> &paper::seal::Key {
        &self.inner.seal
    }

    /// The present moment.
    pub fn now(&self) -> Moment {
        self.inner.time.now()
    }

    /// The law of today and this place.
    pub fn law(&self, place: &str) -> Law {
        self.shelf.law(self.now().day(), place)
    }

    /// Words that searches did not find, until a worker writes them down.
    pub(crate) fn unfound(&self) -> &Tally<Unfound> {
        &self.inner.unfound
    }

    /// Rings when something was committed.
    pub fn wake(&self) -> &Wake {
        &self.inner.wake
    }

    /// Whether the database answers.
    pub fn ready(&self) -> Result<(), Fault> {
        Ok(self.inner.database.ready()?)
    }

    /// The database, for commands that maintain it (migrate, backup).
    pub fn database(&self) -> &Database {
        &self.inner.database
    }

    /// 128 random bits in hexadecimal: for tokens that are not part of an act.
    pub fn token(&self) -> Result<String, Fault> {
        let mut numbers = self.inner.numbers.fork()?;
        Ok(format!("{:016x}{:016x}", numbers.next_u64(), numbers.next_u64()))
    }

    /// Does one act: one function, one transaction, one evidence entry. `act` may run more than once.
    pub fn act<I, T>(
        &self,
        grant: Grant,
        caller: &Caller,
        input: I,
        act: impl Fn(&mut Office, &I) -> Result<T, Failure> + Send + Sync + 'static,
    ) -> Result<Receipt<T>, Failure>
    where
        I: Serialize + Send + Sync + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let span = tracing::info_span!("act", name = grant.name());
        let _entered = span.enter();
        let input_json = serde_json::to_string(&input)?;
        let attempt = Arc::new(Attempt {
            grant,
            caller: caller.clone(),
            input_sm3: sm3_hex(input_json.as_bytes()),
        });
        let work = Arc::new((input, act));
        let mut draws = 0;
        let done = loop {
            let (app, doing, work) = (self.clone(), attempt.clone(), work.clone());
            let tried = self
                .inner
                .database
                .write(grant.name(), move |tx| app.attempt(&doing, &work.0, &work.1, tx))
                .wait();
            draws += 1;
            match tried {
                Err(failure) if failure.is_clash_of_numbers() && draws < DRAWS_MAX => {}
                other => break other,
            }
        };
        match done {
            Ok(receipt) => {
                self.inner.wake.ring();
                Ok(receipt)
            }
            Err(Failure::Refused(refusal)) => {
                self.remember_refusal(attempt, refusal.clone())?;
                Err(Failure::Refused(refusal))
            }
            Err(fault) => Err(fault),
        }
    }

    /// The moment of an act: the clock's, but never the same or an earlier one twice in this server, so that the record's
    /// order is the order in which things happened, even when the system's clock steps back.
    fn next_moment(&self) -> Moment {
        let now = self.inner.time.now().micros();
        let before = self.inner.last_act.fetch_max(now, Ordering::SeqCst);
        if now > before {
            return Moment::from_micros(now);
        }
        Moment::from_micros(self.inner.last_act.fetch_add(1, Ordering::SeqCst) + 1)
    }

    fn attempt<I, T>(
        &self,
        attempt: &Attempt,
        input: &I,
        act: &(impl Fn(&mut Office, &I) -> Result<T, Failure> + Send + Sync),
        tx: &mut Tx,
    ) -> Result<Receipt<T>, Failure>
    where
        T: Serialize + DeserializeOwned,
    {
        let at = self.next_moment();
        let actor = &attempt.caller.actor;
        if let Some(stored) = attempt.claim_key(tx, at)? {
            let stored: StoredReceipt<T> = serde_json::from_str(&stored)?;
            return Ok(Receipt {
                result: stored.result,
                entry_sm3: stored.entry_sm3,
            });
        }
        actor.check(attempt.grant)?;
        let shelf = self.newest();
        let mut office = Office {
            tx,
            actor,
            shelf: &shelf,
            at,
            law: shelf.law(at.day(), &actor.place),
            numbers: self.inner.numbers.fork()?,
            changes: Vec::new(),
            facts: BTreeMap::new(),
        };
        let result = act(&mut office, input)?;
        let id = EntryId(office.id());
        let (changes, facts) = (std::mem::take(&mut office.changes), std::mem::take(&mut office.facts));
        let entry_sm3 = attempt.write_entry(tx, id, at, Outcome::Done, changes, facts)?;
        let stored = StoredReceipt { result, entry_sm3 };
        attempt.store_receipt(tx, "done", &serde_json::to_string(&stored)?, at)?;
        Ok(Receipt {
            result: stored.result,
            entry_sm3: stored.entry_sm3,
        })
    }

    /// A refusal leaves its key and the refused attempt; refusals of visitors are counted in the log only.
    fn remember_refusal(&self, attempt: Arc<Attempt>, refusal: Refusal) -> Result<(), Failure> {
        tracing::info!(code = refusal.code.name(), "refused");
        let nothing_to_keep = matches!(refusal.code, Code::KeyReused | Code::CredentialsWrong | Code::LockedOut);
        if attempt.caller.actor.account.is_none() || nothing_to_keep {
            return Ok(());
        }
        let app = self.clone();
        let keep = move |tx: &mut Tx| -> Result<(), Failure> {
            let at = app.next_moment();
            if attempt.claim_key_quietly(tx, at)? {
                let mut numbers = app.inner.numbers.fork()?;
                let chance = u128::from(numbers.next_u64()) << 64 | u128::from(numbers.next_u64());
                let facts = BTreeMap::from([("code".to_owned(), refusal.code.name().to_owned())]);
                attempt.write_entry(tx, EntryId(Id::new(at, chance)), at, Outcome::Refused, Vec::new(), facts)?;
                let stored = StoredRefusal {
                    code: refusal.code.name().to_owned(),
                    article: refusal.article.clone(),
                    facts: refusal.facts.clone(),
                };
                attempt.store_receipt(tx, "refused", &serde_json::to_string(&stored)?, at)?;
            }
            Ok(())
        };
        self.inner.database.write("refused", keep).wait()
    }

    /// Bookkeeping of the platform's own workers (leases, sealing, attempts): no law, no evidence of its own.
    pub(crate) fn keep_books<T: Send + 'static>(
        &self,
        name: &'static str,
        work: impl Fn(&mut Tx, Moment) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let time = self.inner.time.clone();
        self.inner.database.write(name, move |tx| work(tx, time.now())).wait()
    }

    /// Looks: one read transaction.
    pub fn view<T: Send + 'static>(
        &self,
        name: &'static str,
        look: impl Fn(&mut Tx) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.inner.database.read(name, look).wait()
    }
}

/// One attempt at an act, apart from its closure.
struct Attempt {
    grant: Grant,
    caller: Caller,
    input_sm3: String,
}

impl Attempt {
    /// Puts the key in first; a key that is there already gives its stored answer back, or refuses other input.
    fn claim_key(&self, tx: &mut Tx, at: Moment) -> Result<Option<String>, Failure> {
        let Some(key) = &self.caller.key else { return Ok(None) };
        if self.claim_key_quietly(tx, at)? {
            return Ok(None);
        }
        let caller = self.caller.actor.caller();
        let row = tx.query_one(
            "select act, input_sm3, outcome, receipt from act_key where caller = $1 and key = $2",
            params![caller, key],
        )?;
        if row.text("act")? != self.grant.name() || row.text("input_sm3")? != self.input_sm3 {
            return Err(Refusal::new(Code::KeyReused).into());
        }
        let receipt = row.text("receipt")?;
        if row.text("outcome")? == "refused" {
            let stored: StoredRefusal = serde_json::from_str(&receipt)?;
            let code = Code::from_name(&stored.code).ok_or_else(|| Fault::stored("refusal", &stored.code))?;
            return Err(Refusal {
                code,
                article: stored.article,
                facts: stored.facts,
            }
            .into());
        }
        Ok(Some(receipt))
    }

    fn claim_key_quietly(&self, tx: &mut Tx, at: Moment) -> Result<bool, Failure> {
        let Some(key) = &self.caller.key else { return Ok(true) };
        let claimed = tx.execute(
            "insert into act_key (caller, key, act, input_sm3, outcome, receipt, at) values ($1, $2, $3, $4, 'done', '', $5)
             on conflict (caller, key) do nothing",
            params![self.caller.actor.caller(), key, self.grant.name(), &self.input_sm3, at.micros()],
        )?;
        Ok(claimed == 1)
    }

    fn store_receipt(&self, tx: &mut Tx, outcome: &str, receipt: &str, at: Moment) -> Result<(), Failure> {
        let Some(key) = &self.caller.key else { return Ok(()) };
        tx.execute(
            "update act_key set outcome = $3, receipt = $4, at = $5 where caller = $1 and key = $2",
            params![self.caller.actor.caller(), key, outcome, receipt, at.micros()],
        )?;
        Ok(())
    }

    fn write_entry(
        &self,
        tx: &mut Tx,
        id: EntryId,
        at: Moment,
        outcome: Outcome,
        changes: Vec<Change>,
        facts: BTreeMap<String, String>,
    ) -> Result<String, Failure> {
        let actor = &self.caller.actor;
        let entry = Entry {
            id,
            act: self.grant.name(),
            outcome,
            caller: actor.caller(),
            unit: actor.unit.clone(),
            at,
            place: actor.place.clone(),
            input_sm3: self.input_sm3.clone(),
            changes,
            facts,
        };
        let body = entry.canonical();
        let sm3 = sm3_hex(body.as_bytes());
        tx.execute(
            "insert into record_entry (id, act, caller, at, body, sm3, sha256) values ($1, $2, $3, $4, $5, $6, $7)",
            params![
                id.to_string(),
                entry.act,
                entry.caller,
                at.micros(),
                &body,
                &sm3,
                sha256_hex(body.as_bytes())
            ],
        )?;
        tx.execute(
            "insert into record_pending (entry_id, at) values ($1, $2)",
            params![id.to_string(), at.micros()],
        )?;
        Ok(sm3)
    }
}
