//! JSON as far as an outsider needs it to read answers, receipts and the exported record. Written here so that the test
//! shares no code with what it tests.

use std::collections::BTreeMap;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    Null,
    Truth(bool),
    /// As written.
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

/// Values inside values, no deeper than this.
const DEPTH_MAX: usize = 64;

impl Json {
    /// Reads one whole text.
    pub fn read(text: &str) -> Option<Json> {
        let mut reader = Reader { rest: text };
        let value = reader.value(0)?;
        reader.blanks();
        reader.rest.is_empty().then_some(value)
    }

    /// A member of an object.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members.get(name),
            _ => None,
        }
    }

    /// A member that is text; empty when it is not there.
    pub fn text(&self, name: &str) -> &str {
        match self.get(name) {
            Some(Json::Text(text)) => text,
            _ => "",
        }
    }

    /// A member that is a whole number.
    pub fn number(&self, name: &str) -> Option<i64> {
        match self.get(name) {
            Some(Json::Number(digits)) => digits.parse().ok(),
            _ => None,
        }
    }

    /// The items of a list; none when it is not one.
    pub fn items(&self) -> &[Json] {
        match self {
            Json::List(items) => items,
            _ => &[],
        }
    }

    /// The items of a member.
    pub fn list(&self, name: &str) -> &[Json] {
        self.get(name).map(Json::items).unwrap_or_default()
    }

    /// Without one member.
    pub fn without(mut self, name: &str) -> Json {
        if let Json::Object(members) = &mut self {
            members.remove(name);
        }
        self
    }
}

/// Text in quotes.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            control if control < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\n', '\r', '\t']);
    }

    /// Passes over a text that must come next.
    fn pass(&mut self, text: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(text)?;
        Some(())
    }

    fn next(&mut self) -> Option<char> {
        let next = self.rest.chars().next()?;
        self.rest = self.rest.get(next.len_utf8()..)?;
        Some(next)
    }

    fn take(&mut self, bytes: usize) -> Option<&'a str> {
        let taken = self.rest.get(..bytes)?;
        self.rest = self.rest.get(bytes..)?;
        Some(taken)
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        if depth > DEPTH_MAX {
            return None;
        }
        self.blanks();
        match self.rest.chars().next()? {
            '{' => self.object(depth),
            '[' => self.list(depth),
            '"' => self.text().map(Json::Text),
            't' => self.pass("true").map(|()| Json::Truth(true)),
            'f' => self.pass("false").map(|()| Json::Truth(false)),
            'n' => self.pass("null").map(|()| Json::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Json> {
        self.pass("{")?;
        let mut members = BTreeMap::new();
        self.blanks();
        if self.pass("}").is_some() {
            return Some(Json::Object(members));
        }
        loop {
            self.blanks();
            let name = self.text()?;
            self.blanks();
            self.pass(":")?;
            members.insert(name, self.value(depth + 1)?);
            self.blanks();
            match self.next()? {
                ',' => {}
                '}' => return Some(Json::Object(members)),
                _ => return None,
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<Json> {
        self.pass("[")?;
        let mut items = Vec::new();
        self.blanks();
        if self.pass("]").is_some() {
            return Some(Json::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.blanks();
            match self.next()? {
                ',' => {}
                ']' => return Some(Json::List(items)),
                _ => return None,
            }
        }
    }

    fn number(&mut self) -> Option<Json> {
        let end = self.rest.find(|c: char| !(c.is_ascii_digit() || "+-.eE".contains(c)));
        let digits = self.take(end.unwrap_or(self.rest.len()))?;
        digits.parse::<f64>().ok()?;
        Some(Json::Number(digits.to_owned()))
    }

    fn text(&mut self) -> Option<String> {
        self.pass("\"")?;
        let mut text = String::new();
        loop {
            match self.next()? {
                '"' => return Some(text),
                '\\' => text.push(self.escaped()?),
                other => text.push(other),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        match self.next()? {
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'u' => {
                let first = u32::from_str_radix(self.take(4)?, 16).ok()?;
                if !(0xd800..0xdc00).contains(&first) {
                    return char::from_u32(first);
                }
                self.pass("\\u")?;
                let second = u32::from_str_radix(self.take(4)?, 16).ok()?;
                char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + second.checked_sub(0xdc00)?)
            }
            plain @ ('"' | '\\' | '/') => Some(plain),
            _ => None,
        }
    }
}
