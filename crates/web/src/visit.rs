//! One request as a page sees it: who, in which language, with which fields. Read once at the edge.

use crate::wording::Lang;
use office::Caller;
use office::access::Person;
use rules::access::Actor;
use rules::{Code, Refusal};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Fields of a query or a form, in order; a name may stand more than once.
#[derive(Clone, Debug, Default)]
pub struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// Reads `application/x-www-form-urlencoded` text.
    pub fn parse(text: &str) -> Pairs {
        let unescape = |part: &str| -> String {
            let mut bytes = Vec::with_capacity(part.len());
            let mut rest = part.bytes();
            while let Some(byte) = rest.next() {
                match byte {
                    b'+' => bytes.push(b' '),
                    b'%' => {
                        let pair: Vec<u8> = rest.by_ref().take(2).collect();
                        let text = std::str::from_utf8(&pair).unwrap_or("");
                        bytes.push(u8::from_str_radix(text, 16).unwrap_or(b'?'));
                    }
                    other => bytes.push(other),
                }
            }
            // No database keeps a zero byte, and nobody types one.
            String::from_utf8_lossy(&bytes).replace('\0', "")
        };
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (unescape(name), unescape(value))
        });
        Pairs(pairs.collect())
    }

    /// Pairs from elsewhere (a multipart form).
    pub fn from_vec(pairs: Vec<(String, String)>) -> Pairs {
        Pairs(pairs)
    }

    /// The first value of a name; empty when absent.
    pub fn get(&self, name: &str) -> &str {
        self.opt(name).unwrap_or("")
    }

    /// The first value of a name.
    pub fn opt(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values of a name.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
            .collect()
    }

    /// All pairs.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// An uploaded file, still in memory.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Field name.
    pub field: String,
    /// Name as sent.
    pub name: String,
    /// Bytes.
    pub bytes: Vec<u8>,
}

/// A zero byte as JSON writes it; no database keeps one.
const ZERO: &[u8] = b"\\u0000";

/// One request.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// Language.
    pub lang: Lang,
    /// 适老版
    pub large: bool,
    /// Path without query.
    pub path: String,
    /// Query as sent.
    pub raw_query: String,
    /// Parts of the path, by the name in the route.
    pub params: BTreeMap<String, String>,
    /// Query fields.
    pub query: Pairs,
    /// Form fields.
    pub form: Pairs,
    /// Raw body, for JSON.
    pub body: Vec<u8>,
    /// Uploaded files.
    pub uploads: Vec<Upload>,
    /// Who is signed in.
    pub person: Option<Person>,
    /// The session token.
    pub token: Option<String>,
    /// htmx asked for a fragment.
    pub fragment: bool,
    /// `Idempotency-Key` of the open interface.
    pub idempotency_key: Option<String>,
    /// The place visitors look at.
    pub place: String,
    /// Where a stranger asks from, as far as this server sees it.
    pub address: Option<IpAddr>,
    /// Number of this request.
    pub request_id: String,
    /// This page's fresh form token.
    pub fresh_token: String,
}

impl Visit {
    /// A part of the path.
    pub fn param(&self, name: &str) -> &str {
        self.params.get(name).map_or("", String::as_str)
    }

    /// The signed-in person, or "sign in first".
    pub fn person(&self) -> Result<&Person, Refusal> {
        self.person.as_ref().ok_or_else(|| Refusal::new(Code::SignInFirst))
    }

    /// A signed-in member of staff.
    pub fn staff(&self) -> Result<&Person, Refusal> {
        let person = self.person()?;
        if person.actor.is_staff() {
            Ok(person)
        } else {
            Err(Refusal::new(Code::NotGranted))
        }
    }

    /// Who acts.
    pub fn actor(&self) -> Actor {
        self.person
            .as_ref()
            .map_or_else(|| Actor::visitor(&self.place), |person| person.actor.clone())
    }

    /// The caller of an act, with the form's token (or the header's key) as its idempotency key.
    pub fn caller(&self) -> Caller {
        let token = self
            .idempotency_key
            .clone()
            .or_else(|| self.form.opt("form_token").map(str::to_owned));
        Caller {
            actor: self.actor(),
            key: token.filter(|token| !token.is_empty() && token.len() <= 255),
        }
    }

    /// The body as JSON; what cannot be read is refused with the place where reading ended.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        let wrong = || Refusal::field(Code::FieldInvalid, "body");
        if self.body.windows(ZERO.len()).any(|part| part == ZERO) {
            return Err(wrong().with("detail", "zero byte"));
        }
        serde_json::from_slice(&self.body).map_err(|error| wrong().with("detail", error))
    }

    /// The version a form was loaded with.
    pub fn version(&self) -> Option<i64> {
        self.form.get("version").parse().ok()
    }
}
