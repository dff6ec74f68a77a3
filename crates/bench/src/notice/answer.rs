//! What the open interface answers, bytes in and bytes out.

use crate::{Outcome, Stop};
use office::Shelf;
use office::shelf::zone;
use rules::catalogue::{Because, Mode, Notice, NoticeMatter, notice};
use rules::law::Law;
use serde::ser::SerializeSeq;
use serde::{Deserialize, Serialize, Serializer};

#[derive(Deserialize)]
struct Query<'q> {
    #[serde(borrow)]
    terms: Vec<&'q str>,
    place: &'q str,
    free_trade_zone: bool,
}

#[derive(Serialize)]
struct Answer<'n> {
    edition: &'n str,
    matters: Matters<'n>,
}

struct Matters<'n>(&'n Notice<'n>);

impl Serialize for Matters<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut list = to.serialize_seq(Some(self.0.matters.len()))?;
        for entry in &self.0.matters {
            list.serialize_element(&Shown::of(entry))?;
        }
        list.end()
    }
}

#[derive(Serialize)]
struct Shown<'n> {
    code: &'n str,
    name: &'n str,
    mode: Option<&'n str>,
    department: &'n str,
    legal_days: Option<u32>,
    promised_days: Option<u32>,
    because: Reasons<'n>,
}

impl<'n> Shown<'n> {
    fn of(entry: &'n NoticeMatter<'n>) -> Shown<'n> {
        Shown {
            code: &entry.matter.code,
            name: &entry.matter.name,
            mode: entry.matter.mode.map(Mode::name),
            department: entry.competent.unit.map_or(entry.competent.department, |unit| &unit.name),
            legal_days: entry.legal.map(|legal| legal.days),
            promised_days: entry.promised_days,
            because: Reasons(&entry.because),
        }
    }
}

struct Reasons<'n>(&'n [Because<'n>]);

impl Serialize for Reasons<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.iter().map(Reason))
    }
}

struct Reason<'n>(&'n Because<'n>);

impl Serialize for Reason<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut one = to.serialize_struct("Reason", 3)?;
        one.serialize_field("term", &self.0.term.code)?;
        one.serialize_field("rule", &Text(self.0.rule()))?;
        one.serialize_field("basis", self.0.basis())?;
        one.end()
    }
}

struct Text<T>(T);

impl<T: std::fmt::Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

/// One query.
pub fn answer(shelf: &Shelf, law: &Law, query: &str) -> Outcome<String> {
    let query: Query = serde_json::from_str(query).map_err(|error| Stop::World(format!("the query: {error}")))?;
    let notice = notice(shelf.edition(), &query.terms, query.place, zone(query.free_trade_zone), law)
        .map_err(|unlawful| Stop::World(format!("the notice: {unlawful}")))?;
    let answer = Answer {
        edition: &notice.edition.hash,
        matters: Matters(&notice),
    };
    serde_json::to_string(&answer).map_err(|error| Stop::World(format!("the answer: {error}")))
}
