//! 书架: what every act looks up and never changes: law files, the compiled edition, search, names.

use crate::failure::Fault;
use crate::law::{Files, LawFiles};
use rules::calendar::Date;
use rules::catalogue::{Edition, Search, Severity, Zone, compile};
use rules::law::Law;
use rules::registry::address::NegativeEntry;
use rules::registry::name_law::NameLaw;
use rules::registry::scope::ScopeTerm;
use serde::Deserialize;
use std::sync::Arc;

/// The law files with the edition in force, compiled once and shared by all threads.
#[derive(Clone)]
pub struct Shelf {
    books: Arc<Books>,
}

struct Books {
    files: LawFiles,
    edition: Edition,
    search: Search,
    negative: Vec<NegativeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NegativeFile {
    entry: Vec<NegativeLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NegativeLine {
    division: String,
    pattern: String,
    reason: String,
    article: String,
    from: toml::value::Datetime,
    to: Option<toml::value::Datetime>,
    #[serde(rename = "mark")]
    _mark: String,
}

const NEGATIVE: &str = "registration/negative-addresses.toml";

fn negative_addresses(files: &Files) -> Result<Vec<NegativeEntry>, Fault> {
    let text = files.text(NEGATIVE).map_err(|error| Fault::world(NEGATIVE, error))?;
    let file: NegativeFile = toml::from_str(text).map_err(|error| Fault::world(NEGATIVE, error))?;
    let day = |date: toml::value::Datetime| date.to_string().parse::<Date>().map_err(|error| Fault::world(NEGATIVE, error));
    let read = |line: NegativeLine| -> Result<NegativeEntry, Fault> {
        let (from, to) = (day(line.from)?, line.to.map(day).transpose()?);
        Ok(NegativeEntry {
            division: line.division,
            pattern: line.pattern,
            reason: line.reason,
            article: line.article,
            from,
            to,
        })
    };
    file.entry.into_iter().map(read).collect()
}

impl Shelf {
    /// Reads and compiles the law that ships inside the program.
    pub fn shipped(today: Date) -> Result<Shelf, Fault> {
        let files = Files::embedded().map_err(|errors| Fault::world("law/", errors))?;
        Shelf::from_files(&files, today)
    }

    /// Reads and compiles the law in these files for a day; findings that stop publication are a fault of the deployment.
    pub fn from_files(files: &Files, today: Date) -> Result<Shelf, Fault> {
        let negative = negative_addresses(files)?;
        let files = LawFiles::read(files).map_err(|errors| Fault::world("law/", errors))?;
        let law = Law::on(files.statutes.clone(), today, "");
        let compiled = compile(&files.catalogue, &law);
        let Some(edition) = compiled.edition else {
            let denied = compiled.findings.iter().filter(|finding| finding.level == Severity::Deny);
            let names: Vec<String> = denied
                .map(|finding| format!("{}:{} {}", finding.file, finding.line, finding.code.name()))
                .collect();
            return Err(Fault::world("law/catalogue", names.join("; ")));
        };
        let search = Search::new(&edition);
        Ok(Shelf {
            books: Arc::new(Books {
                files,
                edition,
                search,
                negative,
            }),
        })
    }

    /// Addresses that may not be used (住所负面清单).
    pub fn negative_addresses(&self) -> &[NegativeEntry] {
        &self.books.negative
    }

    /// Every law file as read.
    pub fn files(&self) -> &LawFiles {
        &self.books.files
    }

    /// The edition in force.
    pub fn edition(&self) -> &Edition {
        &self.books.edition
    }

    /// Search over scope terms.
    pub fn search(&self) -> &Search {
        &self.books.search
    }

    /// The rules of names.
    pub fn names(&self) -> &NameLaw {
        &self.books.files.names
    }

    /// The law of a day and place.
    pub fn law(&self, day: Date, place: &str) -> Law {
        Law::on(self.books.files.statutes.clone(), day, place)
    }

    /// The name of a unit as it signs: the unit's own name, which carries its place.
    pub fn unit_name(&self, unit: &str) -> String {
        self.edition().unit(unit).map_or_else(|| unit.to_owned(), |unit| unit.name.clone())
    }

    /// The name under which a unit signs what leaves the house: one that serves every place carries the place's name in
    /// front (杭州市滨江区市场监督管理局).
    pub fn signing_name(&self, unit: &str, place: &str) -> String {
        let divisions = &self.files().divisions;
        let everywhere = self.edition().unit(unit).is_some_and(|unit| unit.place.is_empty());
        let own = divisions.get(place).filter(|_| everywhere);
        let city = own.filter(|own| own.level == "county").and_then(|own| divisions.name(&own.parent));
        [
            city.unwrap_or_default(),
            own.map_or("", |own| own.name.as_str()),
            &self.unit_name(unit),
        ]
        .concat()
    }

    /// The code of the unit that stands for a department at a place; a department that is no unit here keeps its own name,
    /// so that what is meant for it waits under that name until somebody claims it.
    pub fn unit_of(&self, department: &str, place: &str) -> String {
        let edition = self.edition();
        let unit = edition.unit(department).or_else(|| edition.unit_for(department, place));
        unit.map_or_else(|| department.to_owned(), |unit| unit.code.clone())
    }

    /// Chosen terms as they stand on the licence; unknown codes are left out (they were refused when chosen).
    pub fn scope_terms(&self, codes: &[String]) -> Vec<ScopeTerm> {
        let terms = codes.iter().filter_map(|code| self.edition().term(code));
        terms
            .map(|term| ScopeTerm {
                code: term.code.clone(),
                text: term.name.clone(),
                kind: term.kind,
            })
            .collect()
    }
}

/// The zone of a declared address.
pub fn zone(free_trade_zone: bool) -> Zone {
    if free_trade_zone { Zone::FreeTrade } else { Zone::Elsewhere }
}
