//! Those who register: accounts made before the server starts, drafts filled and signed over the open interface before the
//! measured phase.

use super::server::{PLACE, Site};
use super::wire::{Wire, text};
use crate::{Outcome, Stop};
use office::access::{self, NewAccount};
use office::{App, Caller, Numbers, Shelf, Time};
use rules::access::Actor;
use rules::record::sm3_hex;
use rules::registry::credit_code::IdentityNumber;
use serde_json::{Value, json};
use sql::{Database, Options};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering};

/// The law lets one person hold so many names at a time.
pub const NAMES_EACH: usize = 5;
/// Names tried for one draft.
const NAMES_TRIED: usize = 8;
/// Threads that prepare: enough to fill groups of the writer.
const THREADS: usize = 48;
/// Everybody's password, and its argon2 hash with the least work argon2 allows: how long hashing takes is not measured here,
/// and thousands of people sign in and sign before each round.
const PASSWORD: &str = "only for one measurement";
const PASSWORD_HASH: &str = "$argon2id$v=19$m=8,t=1,p=1$xY9XPlR/QLwhrohh+C6WvA$/ifU4CEhmHbTCdn66/zaWrKRK63IkD3igIEb3RsOF0M";
const NAME: &str = "李明";
/// A restaurant that also sells packed food and tobacco.
const TERMS: [&str; 3] = ["H2002", "F1041", "F2008"];
/// Syllables of trade names; all sound different, so that no two names of four are alike.
const SYLLABLES: &str = "安博辰达恩丰谷海佳康兰茂鹏启瑞泰祥远卓云星文顺荣清诺明坤金光福鼎川宝友雪然普欧美林凯杰高德昌晓";

/// A founder.
struct Founder {
    token: String,
    identity_number: String,
}

/// A registration that is ready to be handed in.
pub struct Draft {
    /// Identity.
    pub id: String,
    /// The founder's session.
    pub token: String,
    /// Version.
    pub version: i64,
    /// Signature over its text.
    pub signature: String,
}

/// All founders of an installation.
pub struct Founders {
    founders: Vec<Founder>,
    next_founder: AtomicUsize,
    next_name: AtomicU64,
    next_house: AtomicU64,
}

fn failed(error: impl std::fmt::Display) -> Stop {
    Stop::World(format!("the founders: {error}"))
}

/// An identity number of the place, born on this day of 1990 by its sequence.
fn identity(sequence: usize) -> String {
    let (month, day, last) = (sequence / 1_000 % 12 + 1, sequence / 12_000 % 28 + 1, sequence % 1_000);
    let body = format!("3301081990{month:02}{day:02}{last:03}");
    let mut whole = "0123456789X".chars().map(|check| format!("{body}{check}"));
    whole.find(|text| IdentityNumber::parse(text).is_some()).unwrap_or(body)
}

fn login(number: usize) -> String {
    format!("139{number:08}")
}

/// Runs the work in all threads, each with its number.
fn in_threads<T: Send>(threads: usize, work: impl Fn(usize) -> Outcome<T> + Sync) -> Outcome<Vec<T>> {
    std::thread::scope(|scope| {
        let started: Vec<_> = (0..threads)
            .map(|own| {
                scope.spawn({
                    let work = &work;
                    move || work(own)
                })
            })
            .collect();
        started
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err(failed("a thread panicked"))))
            .collect()
    })
}

impl Founders {
    /// Makes accounts and signs them in, by the acts that the pages call.
    pub fn settle(site: &Site, how_many: usize) -> Outcome<Founders> {
        let pem = std::fs::read_to_string(site.data.join("keys/platform.pem")).map_err(failed)?;
        let app = App::new(
            Database::open(&site.url, Options::default()).map_err(failed)?,
            Shelf::shipped(Time::System.now().day()).map_err(failed)?,
            Time::System,
            Numbers::System,
            paper::seal::Key::from_pem(&pem).map_err(failed)?,
        );
        let founders = in_threads(THREADS, |own| {
            let mut founders = Vec::new();
            for number in (own..how_many).step_by(THREADS) {
                let account = NewAccount {
                    login: login(number),
                    display_name: NAME.to_owned(),
                    phone: login(number),
                    identity_number: identity(number),
                    unit: String::new(),
                    place: PLACE.to_owned(),
                    password_hash: PASSWORD_HASH.to_owned(),
                    roles: Vec::new(),
                };
                access::register(&app, &Caller::new(Actor::visitor(PLACE)), account).map_err(failed)?;
                // Over the open interface one address may open so many sessions and no more.
                let session = access::sign_in(&app, &login(number), PASSWORD, PLACE).map_err(failed)?;
                founders.push(Founder {
                    token: session.token,
                    identity_number: identity(number),
                });
            }
            Ok(founders)
        })?;
        Ok(Founders {
            founders: founders.into_iter().flatten().collect(),
            next_founder: AtomicUsize::new(0),
            next_name: AtomicU64::new(0),
            next_house: AtomicU64::new(0),
        })
    }

    /// Fills and signs so many registrations, as many for each founder as the law allows at a time.
    pub fn prepare(&self, address: SocketAddr, how_many: usize) -> Outcome<Vec<Draft>> {
        let most = self.founders.len() * NAMES_EACH;
        if how_many > most {
            return Err(failed(format!("{how_many} drafts are wanted, {most} are allowed")));
        }
        let (left, tried) = (AtomicI64::new(i64::try_from(how_many).unwrap_or(0)), AtomicUsize::new(0));
        let drafts = in_threads(THREADS, |_| {
            let mut wire = Wire::open(address)?;
            let mut drafts = Vec::new();
            while left.load(Ordering::Relaxed) > 0 && tried.fetch_add(1, Ordering::Relaxed) < self.founders.len() {
                // In a ring: who comes again has handed in what he had.
                let next = self.next_founder.fetch_add(1, Ordering::Relaxed) % self.founders.len();
                let founder = self.founders.get(next).ok_or_else(|| failed("nobody"))?;
                let own = self.filled(&mut wire, founder)?;
                left.fetch_sub(i64::try_from(own.len()).unwrap_or(0), Ordering::Relaxed);
                drafts.extend(own);
            }
            Ok(drafts)
        })?;
        Ok(drafts.into_iter().flatten().collect())
    }

    /// The drafts of one founder, signed with one authentication.
    fn filled(&self, wire: &mut Wire, founder: &Founder) -> Outcome<Vec<Draft>> {
        let (mut drafts, mut texts) = (Vec::new(), Vec::new());
        while drafts.len() < NAMES_EACH {
            let Some((draft, text)) = self.one(wire, founder)? else { break };
            drafts.push(draft);
            texts.push(text);
        }
        if drafts.is_empty() {
            return Ok(drafts);
        }
        let body = json!({"password": PASSWORD, "texts": texts});
        let given = wire.ask("/api/v1/signatures", Some(&founder.token), &body)?;
        let signatures = given
            .get("signatures")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default();
        if signatures.len() != drafts.len() {
            return Err(failed(format!("{} signatures for {} texts", signatures.len(), drafts.len())));
        }
        for (draft, signature) in drafts.iter_mut().zip(signatures) {
            draft.signature = signature.as_str().unwrap_or_default().to_owned();
        }
        Ok(drafts)
    }

    /// One draft, all but signed, and the SM3 of its text; none when the founder may keep no further name.
    fn one(&self, wire: &mut Wire, founder: &Founder) -> Outcome<Option<(Draft, String)>> {
        let token = Some(founder.token.as_str());
        let started = wire.ask("/api/v1/registrations", token, &json!({"terms": TERMS, "free_trade_zone": false}))?;
        let id = text(&started, "id")?;
        let path = format!("/api/v1/registrations/{id}");
        let house = self.next_house.fetch_add(1, Ordering::Relaxed);
        let address = json!({
            "street": format!("江南大道{}号", house % 900 + 1), "detail": format!("{}幢103室", house / 900 + 1),
            "premises": "commercial", "commitment_sm3": sm3_hex("承诺".as_bytes()),
        });
        wire.ask(&format!("{path}/address"), token, &address)?;
        wire.ask(&format!("{path}/people"), token, &people(&founder.identity_number))?;
        if !self.named(wire, founder, &path)? {
            return Ok(None);
        }
        let shown = wire.look(&path, &founder.token)?;
        let version = shown
            .get("version")
            .and_then(Value::as_i64)
            .ok_or_else(|| failed("a draft without version"))?;
        let draft = Draft {
            id,
            token: founder.token.clone(),
            version,
            signature: String::new(),
        };
        Ok(Some((draft, text(&shown, "text_sm3")?)))
    }

    /// Reserves a name; false when the founder has as many as the law allows.
    fn named(&self, wire: &mut Wire, founder: &Founder, path: &str) -> Outcome<bool> {
        let mut refused = String::new();
        for _ in 0..NAMES_TRIED {
            let body = json!({"name": self.name()});
            let answer = wire.send(&format!("{path}/name"), Some(&founder.token), &body)?;
            if answer.status == 200 {
                return Ok(true);
            }
            refused = String::from_utf8_lossy(&answer.body).into_owned();
            if refused.contains("name-quota") {
                return Ok(false);
            }
            // Now and then the law knows a word of a trade name: the next one.
        }
        Err(failed(refused))
    }

    /// A name that nobody has.
    fn name(&self) -> String {
        let letters: Vec<char> = SYLLABLES.chars().collect();
        let base = letters.len() as u64;
        // Any odd number that shares no factor with the base reorders all names.
        let mut number = self.next_name.fetch_add(1, Ordering::Relaxed) * 2_654_435_761 % base.pow(4);
        let mut trade = String::new();
        for _ in 0..4 {
            trade.extend(usize::try_from(number % base).ok().and_then(|place| letters.get(place)));
            number /= base;
        }
        format!("杭州{trade}餐饮有限公司")
    }
}

/// The founder alone, in every post and with every share: what the rule decides without asking others.
fn people(identity_number: &str) -> Value {
    json!({
        "capital_yuan": 300_000,
        "duration_years": 0,
        "people": [{
            "name": NAME, "identity_number": identity_number, "phone": "13800138021", "share_ten_thousandths": 10_000,
            "posts": ["legal-representative", "director", "manager", "finance-officer", "contact"],
        }],
    })
}
