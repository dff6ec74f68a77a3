//! 试城: a city for tests, on both engines, with a clock that only the test moves. Callers are types: a [`Founder`] cannot
//! decide, an [`Officer`] cannot hand in.
#![expect(clippy::expect_used, reason = "test code: a broken city should stop the test at once")]

pub mod generated;
pub mod tables;

use office::access::{self, NewAccount, Person};
use office::licensing::registration;
use office::registry::{PersonForm, Section};
use office::{App, Caller, Failure, Numbers, Shelf, Time};
use rules::access::{Actor, Role};
use rules::calendar::{Date, Moment};
use rules::ids::{ApplicationId, EnterpriseId};
use rules::{Code, Refusal};
use sql::{Database, Options};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// The place of every test: 杭州市滨江区.
pub const PLACE: &str = "330108";
/// The password of everybody in the city.
pub const PASSWORD: &str = "correct horse battery";

static CLUSTER: OnceLock<sql::trial::Cluster> = OnceLock::new();
static SHELF: OnceLock<Shelf> = OnceLock::new();
static HASH: OnceLock<String> = OnceLock::new();
static COUNTER: AtomicU64 = AtomicU64::new(0);

/// On which engine the city runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// Embedded.
    Sqlite,
    /// A throw-away cluster.
    Postgres,
}

/// Runs a test on both engines.
pub fn on_both(test: impl Fn(City)) {
    for on in [On::Sqlite, On::Postgres] {
        test(City::open(on));
    }
}

/// An office with its database and clock.
pub struct City {
    /// The office.
    pub app: App,
    /// Its database's address.
    pub url: String,
    clock: Arc<AtomicI64>,
    folder: Option<std::path::PathBuf>,
}

impl Drop for City {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// 09:00 legal time of a day.
pub fn morning(day: Date) -> Moment {
    Moment::start_of(day).plus_seconds(9 * 3_600)
}

impl City {
    /// A fresh city on 2026-11-02, a Monday.
    pub fn open(on: On) -> City {
        let number = COUNTER.fetch_add(1, Ordering::SeqCst);
        let (url, folder) = match on {
            On::Sqlite => {
                let folder = std::env::temp_dir().join(format!("zhunying-city-{}-{number}", std::process::id()));
                std::fs::create_dir_all(&folder).expect("a temporary folder");
                (format!("sqlite:{}", folder.join("city.sqlite3").display()), Some(folder))
            }
            On::Postgres => (CLUSTER.get_or_init(sql::trial::Cluster::start).fresh(), None),
        };
        let clock = Arc::new(AtomicI64::new(morning(Date::constant(2026, 11, 2)).micros()));
        let app = App::new(
            database(&url),
            shelf(),
            Time::Given(clock.clone()),
            Numbers::seeded(number),
            paper::seal::Key::generate(),
        );
        app.database().migrate(office::schema::STEPS).expect("the schema");
        office::certificates::publish_key(&app).expect("the key");
        City { app, url, clock, folder }
    }

    /// A second server over the same database, with its own connections and numbers.
    pub fn second_server(&self) -> App {
        App::new(
            database(&self.url),
            shelf(),
            Time::Given(self.clock.clone()),
            Numbers::seeded(1_000_000),
            paper::seal::Key::generate(),
        )
    }

    /// Moves the clock to 09:00 of a day.
    pub fn on_day(&self, day: &str) {
        self.clock.store(morning(day.parse().expect("a day")).micros(), Ordering::SeqCst);
    }

    /// Moves the clock on.
    pub fn later(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    /// A founder with an account.
    pub fn founder(&self, name: &str) -> Founder {
        let login = format!("founder{}", COUNTER.fetch_add(1, Ordering::SeqCst));
        let account = NewAccount {
            login: login.clone(),
            display_name: name.to_owned(),
            phone: "13800138021".to_owned(),
            identity_number: identity(COUNTER.fetch_add(1, Ordering::SeqCst)),
            unit: String::new(),
            place: PLACE.to_owned(),
            password_hash: hash(),
            roles: Vec::new(),
        };
        access::register(&self.app, &Caller::new(Actor::visitor(PLACE)), account).expect("an account");
        Founder {
            person: access::find(&self.app, &login).expect("a view").expect("the account"),
            app: self.app.clone(),
        }
    }

    /// An officer of a unit with these roles.
    pub fn officer(&self, unit: &str, roles: &[Role]) -> Officer {
        let login = format!("officer{}", COUNTER.fetch_add(1, Ordering::SeqCst));
        let account = NewAccount {
            login: login.clone(),
            display_name: "王晓岚".to_owned(),
            phone: String::new(),
            identity_number: String::new(),
            unit: unit.to_owned(),
            place: PLACE.to_owned(),
            password_hash: hash(),
            roles: roles.iter().map(|role| role.name().to_owned()).collect(),
        };
        access::create(&self.app, &Caller::new(Actor::system(PLACE)), account).expect("an account");
        Officer {
            person: access::find(&self.app, &login).expect("a view").expect("the account"),
        }
    }

    /// The workers' turn: certificates signed, record sealed.
    pub fn work(&self) {
        while office::certificates::issue_prepared(&self.app, PLACE, 200).expect("issuing") > 0 {}
        while office::record::seal_once(&self.app).expect("sealing").entries > 0 {}
    }
}

fn database(url: &str) -> Database {
    Database::open(
        url,
        Options {
            postgres_connections: 4,
            ..Options::default()
        },
    )
    .expect("a database")
}

fn shelf() -> Shelf {
    SHELF
        .get_or_init(|| Shelf::shipped(Date::constant(2026, 11, 2)).expect("the shipped law"))
        .clone()
}

fn hash() -> String {
    HASH.get_or_init(|| access::hash_password(PASSWORD).expect("a hash")).clone()
}

/// A valid identity number of the test place, born 1990-01-01, by its sequence.
pub fn identity(sequence: u64) -> String {
    let body = format!("33010819900101{:03}", sequence % 1_000);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .bytes()
        .zip(weights)
        .map(|(byte, weight)| u32::from(byte - b'0') * weight)
        .sum();
    let check = "10X98765432".chars().nth((sum % 11) as usize).expect("a check character");
    format!("{body}{check}")
}

/// Somebody who opens a business.
pub struct Founder {
    /// The account.
    pub person: Person,
    app: App,
}

impl Founder {
    /// As a caller without idempotency key.
    pub fn caller(&self) -> Caller {
        Caller::new(self.person.actor.clone())
    }

    /// Starts a registration and fills every section but the name.
    pub fn fill_registration(&self, terms: &[&str]) -> Result<ApplicationId, Failure> {
        let terms = terms.iter().map(|term| (*term).to_owned()).collect();
        let id = registration::start(&self.app, &self.caller(), terms, false, "8021")?;
        let address = Section::Address {
            street: "江南大道128号".into(),
            detail: "1楼103室".into(),
            premises: "commercial".into(),
            commitment_sm3: Some(rules::record::sm3_hex("承诺".as_bytes())),
        };
        registration::save(&self.app, &self.caller(), id, None, address)?;
        let posts = ["legal-representative", "director", "manager", "finance-officer", "contact"];
        let person = PersonForm {
            name: self.person.display_name.clone(),
            identity_number: self.person.identity_number.clone(),
            phone: self.person.phone.clone(),
            posts: posts.iter().map(|post| (*post).to_owned()).collect(),
            share_ten_thousandths: 10_000,
        };
        let people = Section::People {
            people: vec![person],
            capital_yuan: Some(100_000),
            duration_years: 0,
        };
        registration::save(&self.app, &self.caller(), id, None, people)?;
        Ok(id)
    }

    /// Signs and hands in a filled registration.
    pub fn submit_registration(&self, id: ApplicationId) -> Result<registration::Submitted, Failure> {
        let (application, form) = registration::draft(&self.app, &self.person.actor, id)?;
        let text = registration::shown_text(&application, &form, self.app.shelf())?;
        let signed = access::sign(&self.app, &self.person, PASSWORD, &rules::record::sm3_hex(text.as_bytes()))?;
        registration::submit(&self.app, &self.caller(), id, application.version, signed)
    }

    /// Registers a company on the spot.
    pub fn register(&self, name: &str, terms: &[&str]) -> Result<EnterpriseId, Failure> {
        let id = self.fill_registration(terms)?;
        registration::reserve_name(&self.app, &self.caller(), id, None, name)?;
        let submitted = self.submit_registration(id)?;
        let enterprise = submitted.enterprise.and_then(|id| EnterpriseId::parse(&id));
        enterprise.ok_or_else(|| Refusal::new(Code::StateForbids).with("state", submitted.phase).into())
    }
}

/// Somebody who works in a unit.
pub struct Officer {
    /// The account.
    pub person: Person,
}

impl Officer {
    /// As a caller without idempotency key.
    pub fn caller(&self) -> Caller {
        Caller::new(self.person.actor.clone())
    }
}

/// The code of a refusal; anything else stops the test.
pub fn code<T: std::fmt::Debug>(result: Result<T, Failure>) -> Code {
    match result {
        Err(Failure::Refused(refusal)) => refusal.code,
        other => unreachable!("expected a refusal, got {other:?}"),
    }
}
