//! One client: a founder's agent who opens companies over the open interface, keeps his own ledger, and repeats with the same
//! key whatever was not answered.

use super::dice::Dice;
use super::http::{self, Answer, Request};
use super::json::{Json, quoted};
use super::ledger::{Act, Deed, Ledger};
use super::load::{Load, locked};
use super::watch::pause;
use crate::{Outcome, Stop};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Registrations filled in before one authentication signs them all; a person may hold five names.
const SITTING: usize = 4;
/// Names tried for one registration.
const NAMES_MAX: usize = 6;
/// An act that is not answered in this time by a server that is started again and again is broken.
const UNANSWERED: Duration = Duration::from_secs(180);
/// Each one that fails was answered; more than a few say that something else is wrong.
const SIGN_UPS_MAX: usize = 5;
const AGAIN: Duration = Duration::from_millis(25);

/// Scope terms, what such a company is called, how often among a hundred.
struct Trade {
    terms: &'static [&'static str],
    industry: &'static str,
    share: usize,
}

/// They lead to one filing made with the registration, to departments whose systems are sound, to one whose system is flaky,
/// and to nobody.
const TRADES: [Trade; 4] = [
    Trade {
        terms: &["H2002", "F1040"],
        industry: "餐饮",
        share: 42,
    },
    Trade {
        terms: &["F2008"],
        industry: "商贸",
        share: 30,
    },
    Trade {
        terms: &["O1007"],
        industry: "美发",
        share: 6,
    },
    Trade {
        terms: &["I3006"],
        industry: "软件",
        share: 22,
    },
];
const LETTERS: &str = "青禾安康瑞丰泰和嘉悦明远盛达恒信诚智慧云海天宇博雅清源凯鑫宏图伟业永兴顺发万福星辰锦绣春晖秋实松竹兰桂溪岚朗逸晟睿哲弘毅启航卓越飞翔聚贤汇融通润泽沐阳晴川";
const PASSWORD: &str = "correct horse battery";

/// A client at work.
pub struct Client<'a> {
    load: &'a Load,
    ledger: &'a Ledger,
    number: usize,
    seed: u64,
    dice: Dice,
    acts: usize,
    accounts: usize,
    account: Option<Account>,
}

#[derive(Clone)]
struct Account {
    identity: String,
    phone: String,
    token: String,
}

/// A registration being filled in.
struct Draft {
    id: String,
    version: i64,
}

/// What is about to be asked, under a key of its own.
struct Ask<'a> {
    deed: Deed,
    path: &'a str,
    body: &'a str,
    token: &'a str,
    registration: &'a str,
}

impl<'a> Client<'a> {
    /// The client with this number, from 0.
    pub fn new(load: &'a Load, ledger: &'a Ledger, number: usize, seed: u64) -> Client<'a> {
        let thing = 1_000 + u64::try_from(number).unwrap_or(0);
        Client {
            load,
            ledger,
            number,
            seed,
            dice: Dice::new(seed, thing),
            acts: 0,
            accounts: 0,
            account: None,
        }
    }

    /// Works until everything wished for is done.
    pub fn run(mut self) -> Outcome {
        self.load.pass()?;
        while !self.load.is_over() {
            self.sitting()?;
        }
        Ok(())
    }

    /// Some registrations filled in, signed with one authentication, handed in.
    fn sitting(&mut self) -> Outcome {
        let account = self.account()?;
        let mut drafts = Vec::new();
        for _ in 0..SITTING {
            drafts.extend(self.fill(&account)?);
        }
        let mut texts = Vec::new();
        for draft in &drafts {
            texts.push(quoted(&self.shown_text(&account, draft)?));
        }
        if texts.is_empty() {
            return Ok(());
        }
        let body = format!("{{\"password\":{},\"texts\":[{}]}}", quoted(PASSWORD), texts.join(","));
        let signed = self.act(Ask {
            deed: Deed::Sign,
            path: "/api/v1/signatures",
            body: &body,
            token: &account.token,
            registration: "",
        })?;
        let signed = Json::read(&signed.body).unwrap_or(Json::Null);
        for (draft, signature) in drafts.iter().zip(signed.list("signatures")) {
            let Json::Text(signature) = signature else { continue };
            self.submit(&account, draft, signature)?;
        }
        Ok(())
    }

    /// A draft with all its sections; none when the law gave it no name, and then this person has names enough.
    fn fill(&mut self, account: &Account) -> Outcome<Option<Draft>> {
        let mut throw = self.dice.below(100);
        let trade = TRADES.iter().find(|trade| {
            let hit = throw < trade.share;
            throw = throw.saturating_sub(trade.share);
            hit
        });
        let (terms, industry) = trade.map_or((&["I3006"][..], "软件"), |trade| (trade.terms, trade.industry));
        let terms: Vec<String> = terms.iter().map(|term| quoted(term)).collect();
        let started = self.act(Ask {
            deed: Deed::Start,
            path: "/api/v1/registrations",
            body: &format!("{{\"terms\":[{}],\"free_trade_zone\":false}}", terms.join(",")),
            token: &account.token,
            registration: "",
        })?;
        let started = Json::read(&started.body).unwrap_or(Json::Null);
        let mut draft = Draft {
            id: started.text("id").to_owned(),
            version: 1,
        };
        let (building, room) = (self.dice.below(40) + 1, self.dice.below(1_900) + 101);
        let address = format!(
            "\"street\":\"江南大道{}号\",\"detail\":\"{building}幢{room}室\",\"premises\":\"commercial\",\"commitment_sm3\":\"{:064x}\"",
            self.dice.below(3_000) + 1,
            self.dice.throw()
        );
        self.save(account, &mut draft, Deed::Address, &address)?;
        let people = format!(
            "\"capital_yuan\":100000,\"people\":[{{\"name\":\"李明\",\"identity_number\":\"{}\",\"phone\":\"{}\",\
             \"posts\":[\"legal-representative\",\"director\",\"manager\",\"finance-officer\",\"contact\"],\"share_ten_thousandths\":10000}}]",
            account.identity, account.phone
        );
        self.save(account, &mut draft, Deed::People, &people)?;
        for _ in 0..NAMES_MAX {
            let name = format!("\"name\":{}", quoted(&self.name(industry)));
            if self.save(account, &mut draft, Deed::Name, &name)?.status == 200 {
                return Ok(Some(draft));
            }
        }
        self.account = None;
        Ok(None)
    }

    /// A name nobody should have, or the very one that another client asks for at this moment.
    fn name(&mut self, industry: &str) -> String {
        let letters: Vec<char> = LETTERS.chars().collect();
        let four: String = (0..4).filter_map(|_| self.dice.pick(&letters)).collect();
        let own = format!("杭州{four}{industry}有限公司");
        if !self.dice.percent(10) {
            return own;
        }
        let mut wanted = locked(&self.load.wanted);
        match wanted.take() {
            Some(other) => other,
            None => {
                *wanted = Some(own.clone());
                own
            }
        }
    }

    fn save(&mut self, account: &Account, draft: &mut Draft, deed: Deed, members: &str) -> Outcome<Answer> {
        let path = format!("/api/v1/registrations/{}/{}", draft.id, deed.name());
        let answer = self.act(Ask {
            deed,
            path: &path,
            body: &format!("{{\"version\":{},{members}}}", draft.version),
            token: &account.token,
            registration: &draft.id,
        })?;
        if answer.status == 200 {
            draft.version += 1;
        }
        Ok(answer)
    }

    fn submit(&mut self, account: &Account, draft: &Draft, signature: &str) -> Outcome {
        let path = format!("/api/v1/registrations/{}/submission", draft.id);
        let answer = self.act(Ask {
            deed: Deed::Submit,
            path: &path,
            body: &format!("{{\"version\":{},\"signature\":{}}}", draft.version, quoted(signature)),
            token: &account.token,
            registration: &draft.id,
        })?;
        // One that waits for a registrar keeps its name reserved; the next sitting is another person's.
        let phase = Json::read(&answer.body).unwrap_or(Json::Null);
        if phase.text("phase") != "granted" {
            self.account = None;
        }
        Ok(())
    }

    /// The SM3 of the text to sign; what is shown must hold every act acknowledged so far.
    fn shown_text(&self, account: &Account, draft: &Draft) -> Outcome<String> {
        let path = format!("/api/v1/registrations/{}", draft.id);
        let request = Request {
            path: &path,
            token: Some(&account.token),
            ..Request::default()
        };
        let shown = self.until_answered(&request, "looking at a registration")?;
        let json = Json::read(&shown.body).unwrap_or(Json::Null);
        if shown.status != 200 || json.number("version") != Some(draft.version) {
            return Err(Stop::Refused(format!(
                "registration {}: version {} was acknowledged, but HTTP {} shows {}",
                draft.id, draft.version, shown.status, shown.body
            )));
        }
        Ok(json.text("text_sm3").to_owned())
    }

    /// Does one act: intent on disk, asked until answered, answer on disk.
    fn act(&mut self, ask: Ask) -> Outcome<Answer> {
        self.acts += 1;
        let key = format!("crash-{}-client-{}-act-{}", self.seed, self.number + 1, self.acts);
        self.ledger.intend(&key, ask.path, ask.body)?;
        let request = Request {
            path: ask.path,
            body: Some(ask.body),
            token: Some(ask.token),
            key: Some(&key),
            ..Request::default()
        };
        let answer = self.until_answered(&request, &key)?;
        let act = Act {
            deed: ask.deed,
            key,
            path: ask.path.to_owned(),
            body: ask.body.to_owned(),
            token: ask.token.to_owned(),
            registration: ask.registration.to_owned(),
            answer: answer.clone(),
        };
        let (is_done, text) = (
            act.is_done(),
            format!("{} {}: HTTP {} {}", ask.deed.name(), act.key, answer.status, answer.body),
        );
        self.ledger.acknowledge(act)?;
        if is_done {
            self.load.done.fetch_add(1, Ordering::SeqCst);
        } else if ask.deed != Deed::Name || answer.status != 422 {
            return Err(Stop::Refused(format!(
                "{text}: nothing in this act may be refused; what came before it is not there whole"
            )));
        }
        Ok(answer)
    }

    /// Repeats until there is an answer. 503 and a broken connection are none: the act may be done or not, and only the same
    /// key tells.
    fn until_answered(&self, request: &Request, what: &str) -> Outcome<Answer> {
        let patience = self.load.watch.within(UNANSWERED);
        loop {
            self.load.pass()?;
            match http::ask_counted(self.load.address, request, &self.load.in_flight) {
                Ok(answer) if answer.status == 503 => {}
                Ok(answer) => {
                    self.load.answered();
                    if answer.status >= 500 {
                        return Err(Stop::Refused(format!("{what}: HTTP {} {}", answer.status, answer.body)));
                    }
                    return Ok(answer);
                }
                Err(_) => {}
            }
            self.load.repeated.fetch_add(1, Ordering::SeqCst);
            if patience.is_over() {
                return Err(Stop::Refused(format!("{what}: not answered in {} s", UNANSWERED.as_secs())));
            }
            pause(AGAIN);
        }
    }

    /// Somebody signed in: a new person when there is none, or when the last one has names enough.
    fn account(&mut self) -> Outcome<Account> {
        if let Some(account) = &self.account {
            return Ok(account.clone());
        }
        self.accounts += 1;
        let sequence = self.number * 100 + self.accounts;
        let phone = format!("139{sequence:08}");
        let identity = identity(sequence);
        let mut told = Answer {
            status: 0,
            body: String::new(),
        };
        for _ in 0..SIGN_UPS_MAX {
            told = self.sign_up(&phone, &identity)?;
            // An account that signs in was made, whatever became of the answer.
            if let Some(token) = self.sign_in(&phone)? {
                let account = Account { identity, phone, token };
                self.account = Some(account.clone());
                return Ok(account);
            }
        }
        Err(Stop::Refused(format!(
            "account {phone}: HTTP {} at signing up, and nobody can sign in",
            told.status
        )))
    }

    fn sign_up(&self, phone: &str, identity: &str) -> Outcome<Answer> {
        let password = PASSWORD.replace(' ', "+");
        let body = format!("name=%E6%9D%8E%E6%98%8E&id_number={identity}&phone={phone}&password={password}&agree=yes");
        let request = Request {
            path: "/sign-up",
            body: Some(&body),
            media: Some("application/x-www-form-urlencoded"),
            ..Request::default()
        };
        self.until_answered(&request, "signing up")
    }

    fn sign_in(&self, phone: &str) -> Outcome<Option<String>> {
        let body = format!("{{\"account\":{},\"password\":{}}}", quoted(phone), quoted(PASSWORD));
        let request = Request {
            path: "/api/v1/sessions",
            body: Some(&body),
            ..Request::default()
        };
        let answer = self.until_answered(&request, "signing in")?;
        let token = Json::read(&answer.body).unwrap_or(Json::Null).text("token").to_owned();
        Ok((answer.status == 201).then_some(token))
    }
}

/// An invented identity number of the demo's place with its right check character (GB 11643).
fn identity(sequence: usize) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let body = format!("330108{:04}0101{:03}", 1960 + sequence / 1_000 % 40, sequence % 1_000);
    let sum: u32 = body
        .chars()
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight)
        .sum();
    let check = "10X98765432".chars().nth(usize::try_from(sum % 11).unwrap_or(0));
    format!("{body}{}", check.unwrap_or('0'))
}
