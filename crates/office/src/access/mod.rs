//! 岗位权限: accounts, sign-in, sessions, and what it means to sign.
//!
//! There is no default password. Lockout tells nothing about whether an account exists. To sign is to authenticate again
//! over the hash of the exact text that was shown: [`Signed`] can only be made by [`sign`].

use crate::bureau::{App, Caller, Office};
use crate::failure::{Failure, Fault};
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use rules::access::{Actor, Grant, Role};
use rules::calendar::Moment;
use rules::ids::AccountId;
use rules::law::Law;
use rules::record::sm3_hex;
use rules::registry::credit_code::{IdentityNumber, Phone};
use rules::registry::person::PersonName;
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};
use sql::{Tx, params};

/// Characters a password must have at least; length beats composition (ASVS 5.0, 6.2.1).
pub const PASSWORD_LENGTH_MIN: usize = 12;
const PASSWORD_LENGTH_MAX: usize = 200;

/// An account to be made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewAccount {
    /// What is typed at sign-in.
    pub login: String,
    /// Name of the person.
    pub display_name: String,
    /// Mobile number; empty for staff.
    pub phone: String,
    /// Identity number; empty for staff.
    pub identity_number: String,
    /// Unit code, for staff.
    pub unit: String,
    /// Division code.
    pub place: String,
    /// Argon2 hash; hashed before the act. Its salt is new each time, so it is no part of what a repeated form is known by.
    #[serde(skip_serializing, default)]
    pub password_hash: String,
    /// Roles.
    pub roles: Vec<String>,
}

/// A person who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    /// The account.
    pub account: AccountId,
    /// Name.
    pub display_name: String,
    /// Login.
    pub login: String,
    /// Mobile number.
    pub phone: String,
    /// Identity number.
    pub identity_number: String,
    /// What the person may do.
    pub actor: Actor,
}

impl Person {
    /// What a stranger needs beside a number to look a case up.
    pub fn phone_last4(&self) -> String {
        let digits: Vec<char> = self.phone.chars().rev().take(4).collect();
        digits.into_iter().rev().collect()
    }
}

/// Proof that a person authenticated again over this text. Only [`sign`] makes one.
#[derive(Clone, Debug, Serialize)]
pub struct Signed {
    account: String,
    text_sm3: String,
    /// Microseconds; when it was given, if it waited for its act.
    given_at: Option<i64>,
}

impl Signed {
    /// Refuses unless this account signed exactly this text.
    pub fn check(&self, account: AccountId, text: &str) -> Result<(), Refusal> {
        if self.account != account.to_string() {
            return Err(Refusal::new(Code::SignatureMissing));
        }
        if self.text_sm3 != sm3_hex(text.as_bytes()) {
            return Err(Refusal::new(Code::SignedTextChanged));
        }
        Ok(())
    }

    /// Refuses a signature that waited longer for its act than the law of the place lets it. Asked in the act, so that an act
    /// repeated under its key is answered as before, however late.
    pub fn check_age(&self, at: Moment, law: &Law) -> Result<(), Failure> {
        let Some(given) = self.given_at.map(Moment::from_micros) else {
            return Ok(());
        };
        if at > given.plus_seconds(60 * law.number("access.signature_minutes")?) {
            return Err(Refusal::field(Code::SignatureMissing, "signature").into());
        }
        Ok(())
    }

    /// SM3 of what was signed.
    pub fn text_sm3(&self) -> &str {
        &self.text_sm3
    }
}

/// Hashes a password; refuses short ones. Slow on purpose, so never inside an act.
pub fn hash_password(password: &str) -> Result<String, Failure> {
    let length = password.chars().count();
    if !(PASSWORD_LENGTH_MIN..=PASSWORD_LENGTH_MAX).contains(&length) {
        return Err(Refusal::field(Code::PasswordWeak, "password")
            .with("minimum", PASSWORD_LENGTH_MIN)
            .into());
    }
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(|error| Fault::world("password hash", error))?.to_string())
}

fn password_fits(password: &str, hash: &str) -> bool {
    argon2::PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// A founder or agent makes an account.
pub fn register(app: &App, caller: &Caller, mut account: NewAccount) -> Result<AccountId, Failure> {
    let field = |name| Refusal::field(Code::FieldInvalid, name);
    let person = PersonName::parse(&account.display_name).ok_or_else(|| field("display_name"))?;
    let phone = Phone::parse(&account.phone).ok_or_else(|| field("phone"))?;
    let identity =
        IdentityNumber::parse(&account.identity_number).ok_or_else(|| Refusal::field(Code::IdentityInvalid, "identity_number"))?;
    account.display_name = person.as_str().to_owned();
    account.phone = phone.as_str().to_owned();
    account.identity_number = identity.as_str().to_owned();
    account.unit = String::new();
    account.roles = vec![Role::Applicant.name().to_owned()];
    let made = app.act(Grant::AccountRegister, caller, account, |office, account: &NewAccount| {
        insert(office, account)
    })?;
    parse_account(&made.result)
}

/// An administrator, or the command line, makes an account for staff.
pub fn create(app: &App, caller: &Caller, account: NewAccount) -> Result<AccountId, Failure> {
    let made = app.act(Grant::AccountCreate, caller, account, |office, account: &NewAccount| {
        insert(office, account)
    })?;
    parse_account(&made.result)
}

fn parse_account(id: &str) -> Result<AccountId, Failure> {
    Ok(AccountId::parse(id).ok_or_else(|| Fault::stored("account id", id))?)
}

fn insert(office: &mut Office, account: &NewAccount) -> Result<String, Failure> {
    let login = account.login.trim().to_lowercase();
    if login.chars().count() < 3 || login.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        return Err(Refusal::field(Code::FieldInvalid, "login").into());
    }
    let id = AccountId(office.id());
    let inserted = office.tx.execute(
        "insert into account (id, login, display_name, phone, identity_number, unit, place, password_hash, failures, locked_until, created_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, $9, 1) on conflict (login) do nothing",
        params![
            id.to_string(),
            login,
            &account.display_name,
            &account.phone,
            &account.identity_number,
            &account.unit,
            &account.place,
            &account.password_hash,
            office.at().micros()
        ],
    )?;
    if inserted == 0 {
        return Err(Refusal::field(Code::AccountTaken, "login").into());
    }
    for role in &account.roles {
        let known = Role::from_name(role).ok_or_else(|| Refusal::field(Code::FieldInvalid, "roles"))?;
        let values = params![id.to_string(), known.name()].to_vec();
        office
            .tx
            .execute("insert into account_role (account_id, role) values ($1, $2)", &values)?;
    }
    office.changed("account", id, "active");
    Ok(id.to_string())
}

/// A sign-in that succeeded: the secret for the cookie.
pub struct SignIn {
    /// The session token; only its hash is stored.
    pub token: String,
}

/// Signs in: the password is verified outside the transaction, its outcome is counted inside.
pub fn sign_in(app: &App, login: &str, password: &str, place: &str) -> Result<SignIn, Failure> {
    verify(app, login, password)?;
    let token = format!("{}{}", app.token()?, app.token()?);
    let (login, token_sm3) = (login.trim().to_lowercase(), sm3_hex(token.as_bytes()));
    app.act(
        Grant::SignIn,
        &Caller::new(Actor::visitor(place)),
        (login, token_sm3),
        |office, (login, token_sm3): &(String, String)| {
            let row = office.tx.query_one("select id from account where login = $1", params![login])?;
            let (id, at) = (row.text("id")?, office.at().micros());
            office.tx.execute(
                "insert into session (token_sm3, account_id, created_at, seen_at) values ($1, $2, $3, $3)",
                params![token_sm3, &id, at],
            )?;
            office.note("account", id);
            Ok(())
        },
    )?;
    Ok(SignIn { token })
}

/// Checks a password with lockout; the same time and the same answer whether or not the account exists.
fn verify(app: &App, login: &str, password: &str) -> Result<(), Failure> {
    let login = login.trim().to_lowercase();
    let key = login.clone();
    let found = app.view("access.password", move |tx| {
        let row = tx.query_opt("select password_hash, locked_until from account where login = $1", params![&key])?;
        row.map(|row| Ok((row.text("password_hash")?, row.int("locked_until")?)))
            .transpose()
    })?;
    let now = app.now();
    let (hash, locked_until) = found.unwrap_or_else(|| (NOBODY.to_owned(), 0));
    let fits = password_fits(password, &hash);
    if locked_until > now.micros() {
        return Err(Refusal::new(Code::LockedOut).into());
    }
    let law = app.law("");
    let (failures_max, minutes) = (law.number("access.lockout_failures")?, law.number("access.lockout_minutes")?);
    app.keep_books("access.count", move |tx, at| {
        let statement = if fits {
            "update account set failures = 0, locked_until = 0, version = version + 1 where login = $1 and failures > 0 and cast($2 as bigint) > 0 and cast($3 as bigint) > 0"
        } else {
            "update account set failures = case when failures + 1 >= cast($2 as bigint) then 0 else failures + 1 end,
             locked_until = case when failures + 1 >= cast($2 as bigint) then $3 else locked_until end, version = version + 1 where login = $1"
        };
        Ok(tx.execute(statement, params![&login, failures_max, at.plus_seconds(minutes * 60).micros()])?)
    })?;
    if fits {
        Ok(())
    } else {
        Err(Refusal::new(Code::CredentialsWrong).into())
    }
}

/// An argon2 hash that no password fits, so that unknown accounts cost the same time.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Signs: the person authenticates again over the SM3 of the text that was shown.
pub fn sign(app: &App, person: &Person, password: &str, text_sm3: &str) -> Result<Signed, Failure> {
    verify(app, &person.login, password)?;
    Ok(Signed {
        account: person.account.to_string(),
        text_sm3: text_sm3.to_owned(),
        given_at: None,
    })
}

/// Texts that one authentication may cover: an agent's papers of one sitting.
const SIGNATURES_AT_ONCE_MAX: usize = 100;

/// Signs several texts with one authentication, for systems and agents; each signature is kept and named by its id. It
/// covers exactly the texts whose SM3 were sent, and is good for as long as the law of the place lets it wait.
pub fn give_signatures(app: &App, caller: &Caller, person: &Person, password: &str, texts: Vec<String>) -> Result<Vec<String>, Failure> {
    let well_formed = |sm3: &String| sm3.len() == 64 && sm3.bytes().all(|byte| byte.is_ascii_hexdigit());
    if texts.is_empty() || texts.len() > SIGNATURES_AT_ONCE_MAX || !texts.iter().all(well_formed) {
        return Err(Refusal::field(Code::FieldInvalid, "texts").into());
    }
    verify(app, &person.login, password)?;
    let given = app.act(Grant::SignatureGive, caller, texts, |office, texts: &Vec<String>| {
        let (account, at) = (office.actor.account()?.to_string(), office.at().micros());
        let mut ids = Vec::with_capacity(texts.len());
        for text in texts {
            let id = office.id().to_string();
            office.tx.execute(
                "insert into signature (id, account_id, text_sm3, at) values ($1, $2, $3, $4)",
                params![&id, &account, text, at],
            )?;
            ids.push(id);
        }
        office.note("signatures", ids.len());
        Ok(ids)
    })?;
    Ok(given.result)
}

/// The signature with this id, of this person; anybody else's looks absent. The act it is for asks for its age.
pub fn given_signature(app: &App, person: &Person, id: &str) -> Result<Signed, Failure> {
    let (account, id) = (person.account.to_string(), id.to_owned());
    app.view("access.signature", move |tx| {
        let row = tx.query_opt(
            "select text_sm3, at from signature where id = $1 and account_id = $2",
            params![&id, &account],
        )?;
        let row = row.ok_or_else(|| Refusal::field(Code::SignatureMissing, "signature"))?;
        Ok(Signed {
            account: account.clone(),
            text_sm3: row.text("text_sm3")?,
            given_at: Some(row.int("at")?),
        })
    })
}

/// Ends a session.
pub fn sign_out(app: &App, person: &Person, token: &str) -> Result<(), Failure> {
    let token_sm3 = sm3_hex(token.as_bytes());
    app.act(
        Grant::SignOut,
        &Caller::new(person.actor.clone()),
        token_sm3,
        |office, token_sm3: &String| {
            office.tx.execute("delete from session where token_sm3 = $1", params![token_sm3])?;
            Ok(())
        },
    )?;
    Ok(())
}

/// The person behind a session token, within idle and absolute limits; touches the session at most once a minute.
pub fn session(app: &App, token: &str) -> Result<Option<Person>, Failure> {
    let token_sm3 = sm3_hex(token.as_bytes());
    let (now, law) = (app.now(), app.law(""));
    let idle = law.number("access.session_idle_minutes")?;
    let absolute = law.number("access.session_absolute_minutes")?;
    let key = token_sm3.clone();
    let found = app.view("access.session", move |tx| {
        let Some(row) = tx.query_opt(
            "select account_id, created_at, seen_at from session where token_sm3 = $1",
            params![&key],
        )?
        else {
            return Ok(None);
        };
        let seen = Moment::from_micros(row.int("seen_at")?);
        let created = Moment::from_micros(row.int("created_at")?);
        if now > seen.plus_seconds(idle * 60) || now > created.plus_seconds(absolute * 60) {
            return Ok(None);
        }
        Ok(person(tx, &row.text("account_id")?)?.map(|person| (person, seen)))
    })?;
    let Some((person, seen)) = found else { return Ok(None) };
    if now > seen.plus_seconds(60) {
        app.keep_books("access.touch", move |tx, at| {
            Ok(tx.execute(
                "update session set seen_at = $2 where token_sm3 = $1",
                params![&token_sm3, at.micros()],
            )?)
        })?;
    }
    Ok(Some(person))
}

/// The person with this login: for commands and tests.
pub fn find(app: &App, login: &str) -> Result<Option<Person>, Failure> {
    let login = login.trim().to_lowercase();
    app.view("access.find", move |tx| {
        let row = tx.query_opt("select id from account where login = $1", params![&login])?;
        match row {
            Some(row) => person(tx, &row.text("id")?),
            None => Ok(None),
        }
    })
}

fn person(tx: &mut Tx, id: &str) -> Result<Option<Person>, Failure> {
    let row = tx.query_opt(
        "select login, display_name, phone, identity_number, unit, place from account where id = $1",
        params![id],
    )?;
    let Some(row) = row else { return Ok(None) };
    let mut roles = Vec::new();
    for role in tx.query("select role from account_role where account_id = $1 order by role", params![id])? {
        let name = role.text("role")?;
        roles.push(Role::from_name(&name).ok_or_else(|| Fault::stored("role", name))?);
    }
    let account = parse_account(id)?;
    let unit = Some(row.text("unit")?).filter(|unit| !unit.is_empty());
    Ok(Some(Person {
        account,
        display_name: row.text("display_name")?,
        login: row.text("login")?,
        phone: row.text("phone")?,
        identity_number: row.text("identity_number")?,
        actor: Actor {
            account: Some(account),
            roles,
            unit,
            place: row.text("place")?,
        },
    }))
}

/// Somebody of one's own unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// The account.
    pub account: AccountId,
    /// Name.
    pub name: String,
    /// Roles held.
    pub roles: Vec<Role>,
}

/// The people of the actor's unit at its place, himself included, by name: who can be asked, and who did a step.
pub fn colleagues(app: &App, actor: &Actor) -> Result<Vec<Colleague>, Failure> {
    let (unit, place) = (
        actor.unit.clone().ok_or_else(|| Refusal::new(Code::NotGranted))?,
        actor.place.clone(),
    );
    app.view("access.colleagues", move |tx| {
        let rows = tx.query(
            "select a.id, a.display_name, r.role from account a left join account_role r on r.account_id = a.id
             where a.unit = $1 and a.place = $2 and a.unit <> '' order by a.display_name, a.id, r.role limit 1000",
            params![&unit, &place],
        )?;
        let mut people: Vec<Colleague> = Vec::new();
        for row in &rows {
            let account = parse_account(&row.text("id")?)?;
            let role = row.opt_text("role")?.and_then(|role| Role::from_name(&role));
            match people.last_mut().filter(|last| last.account == account) {
                Some(last) => last.roles.extend(role),
                None => people.push(Colleague {
                    account,
                    name: row.text("display_name")?,
                    roles: role.into_iter().collect(),
                }),
            }
        }
        Ok(people)
    })
}

/// Whether an administrator exists: `serve` refuses to start without one.
pub fn has_administrator(app: &App) -> Result<bool, Failure> {
    app.view("access.administrators", |tx| {
        Ok(tx
            .query_opt(
                "select account_id from account_role where role = 'administrator' limit 1",
                params![],
            )?
            .is_some())
    })
}
