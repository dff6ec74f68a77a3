//! 一次性告知书: handing one out under a number, and telling it again (《行政许可法》第三十条; WIN-08).
//!
//! A notice keeps what was asked and under which edition, and the hash of what was told. It is told again from the same
//! edition under the law of its day; under a later edition it says what is asked now, and that something changed.

use crate::bureau::{App, Caller};
use crate::failure::{Failure, Fault};
use crate::shelf::Shelf;
use rules::access::Grant;
use rules::calendar::Moment;
use rules::catalogue::{Edition, Notice, Zone, notice};
use rules::ids::{HumanNumber, NoticeId, NumberKind};
use rules::law::Law;
use rules::record::sm3_hex;
use rules::{Code, Refusal};
use serde::Serialize;
use sql::params;

/// What a notice is asked for.
#[derive(Clone, Debug, Serialize)]
struct Asked {
    terms: Vec<String>,
    place: String,
    zone: &'static str,
}

/// Numbers drawn before giving up; a second one is needed once in many thousand notices of a day.
const DRAWS: u32 = 8;

/// Hands out the notice for these terms at this place; gives its number. Unknown terms and places are refused.
pub fn issue(app: &App, caller: &Caller, terms: &[String], place: &str, zone: Zone) -> Result<HumanNumber, Failure> {
    let asked = Asked {
        terms: terms.to_vec(),
        place: place.to_owned(),
        zone: zone.name(),
    };
    let issued = app.act(Grant::NoticeIssue, caller, asked, move |office, asked: &Asked| {
        if office.shelf.files().divisions.get(&asked.place).is_none() {
            return Err(Refusal::field(Code::PlaceUnknown, "place").into());
        }
        let law = office.shelf.law(office.today(), &asked.place);
        let terms: Vec<&str> = asked.terms.iter().map(String::as_str).collect();
        let told = notice(office.shelf.edition(), &terms, &asked.place, zone, &law)?;
        let codes: Vec<&str> = told.terms.iter().map(|term| term.code.as_str()).collect();
        let (codes, content) = (serde_json::to_string(&codes)?, content_sm3(&told));
        let (id, edition) = (NoticeId(office.id()), told.edition.hash.clone());
        for _ in 0..DRAWS {
            let number = office.number(NumberKind::Notice);
            let inserted = office.tx.execute(
                "insert into notice_issued (id, number, edition, place, zone, terms, content_sm3, at)
                 values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (number) do nothing",
                params![
                    id.to_string(),
                    number.as_str(),
                    &edition,
                    &asked.place,
                    asked.zone,
                    &codes,
                    &content,
                    office.at().micros()
                ],
            )?;
            if inserted == 1 {
                office.changed("notice", id, "issued");
                office.note("edition", &edition);
                office.note("content", &content);
                return Ok(number.to_string());
            }
        }
        Err(Fault::world("notice number", "no free number was drawn").into())
    })?;
    let number = HumanNumber::parse(&issued.result);
    Ok(number.ok_or_else(|| Fault::stored("notice number", &issued.result))?)
}

/// A notice that was handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Its number.
    pub number: HumanNumber,
    /// Hash of the edition it was made under.
    pub edition: String,
    /// Division code.
    pub place: String,
    /// Within a free-trade zone or not.
    pub zone: Zone,
    /// Codes of the terms.
    pub terms: Vec<String>,
    /// SM3 of what was told.
    pub content_sm3: String,
    /// When.
    pub at: Moment,
}

/// The notice with this number; a number that cannot be one looks absent.
pub fn find(app: &App, number: &str) -> Result<Issued, Failure> {
    let number = HumanNumber::parse(number).ok_or_else(|| Refusal::new(Code::NotFound))?;
    app.view("catalogue.notice", move |tx| {
        let row = tx.query_opt(
            "select edition, place, zone, terms, content_sm3, at from notice_issued where number = $1",
            params![number.as_str()],
        )?;
        let row = row.ok_or_else(|| Refusal::new(Code::NotFound))?;
        let zone = row.text("zone")?;
        Ok(Issued {
            number: number.clone(),
            edition: row.text("edition")?,
            place: row.text("place")?,
            zone: Zone::from_name(&zone).ok_or_else(|| Fault::stored("zone", zone))?,
            terms: serde_json::from_str(&row.text("terms")?)?,
            content_sm3: row.text("content_sm3")?,
            at: Moment::from_micros(row.int("at")?),
        })
    })
}

/// Whether a notice still says what holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The same edition, the same content.
    Current,
    /// The same edition, but what it says is told otherwise now.
    Retold,
    /// Another edition is in force; these terms are no longer in it.
    Superseded { gone: Vec<String> },
}

/// A notice told again.
#[derive(Clone, Debug)]
pub struct Told<'e> {
    /// What it says.
    pub notice: Notice<'e>,
    /// Whether that is what it said when it was handed out.
    pub standing: Standing,
}

impl Issued {
    /// The law it is told under: that of its day while its edition is in force, that of today afterwards.
    pub fn law(&self, shelf: &Shelf, now: Moment) -> Law {
        let at = if shelf.edition().hash == self.edition { self.at } else { now };
        shelf.law(at.day(), &self.place)
    }

    /// Tells it again under the edition in force and the law of [`Issued::law`].
    pub fn tell<'e>(&self, edition: &'e Edition, law: &'e Law) -> Result<Told<'e>, Failure> {
        let (known, gone): (Vec<&str>, Vec<&str>) = self.terms.iter().map(String::as_str).partition(|code| edition.term(code).is_some());
        // When nothing of it is left, the refusal names what is gone.
        let asked = if known.is_empty() { &gone } else { &known };
        let notice = notice(edition, asked, &self.place, self.zone, law)?;
        let standing = if edition.hash != self.edition {
            Standing::Superseded {
                gone: gone.into_iter().map(str::to_owned).collect(),
            }
        } else if content_sm3(&notice) == self.content_sm3 {
            Standing::Current
        } else {
            Standing::Retold
        };
        Ok(Told { notice, standing })
    }
}

/// The hash of what a notice tells: edition, place, zone, terms, and of each matter its days, reasons and materials.
fn content_sm3(notice: &Notice) -> String {
    let terms: Vec<&str> = notice.terms.iter().map(|term| term.code.as_str()).collect();
    let mut content = format!(
        "{}\n{}\n{}\n{}\n",
        notice.edition.hash,
        notice.place,
        notice.zone.name(),
        terms.join(",")
    );
    for entry in &notice.matters {
        let days = |days: Option<u32>| days.map_or_else(String::new, |days| days.to_string());
        let mut parts = vec![
            entry.matter.code.clone(),
            days(entry.legal.map(|legal| legal.days)),
            days(entry.promised_days),
            entry.approving.department.to_owned(),
        ];
        for because in &entry.because {
            let when = because.need.when.as_deref().unwrap_or_default();
            parts.push(format!("{}:{}:{when}", because.term.code, because.rule()));
        }
        for material in entry.materials() {
            parts.push(format!("{}:{}", material.code, material.source.name()));
        }
        content.push_str(&parts.join("\t"));
        content.push('\n');
    }
    sm3_hex(content.as_bytes())
}
