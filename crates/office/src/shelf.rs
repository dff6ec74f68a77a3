//! 书架: what every act looks up and never changes: law files, the compiled edition, search, names.

use crate::catalogue::texts::Tree;
use crate::failure::Fault;
use crate::law::{Files, LawErrors, LawFiles};
use rules::application::Application;
use rules::calendar::Date;
use rules::catalogue::{Compiled, Edition, Finding, Search, Zone, compile, rebuild};
use rules::law::{Law, Point};
use rules::registry::address::NegativeEntry;
use rules::registry::name_law::NameLaw;
use rules::registry::scope::ScopeTerm;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The law files with the edition in force, compiled once and shared by all threads.
#[derive(Clone)]
pub struct Shelf {
    books: Arc<Books>,
}

struct Books {
    files: LawFiles,
    /// Texts of the catalogue that ships with the program, and their tree.
    shipped: Arc<(Files, String)>,
    /// Texts of the catalogue in force, their tree, and the day they were compiled for.
    catalogue: Files,
    tree: String,
    day: Date,
    edition: Arc<Edition>,
    /// Editions that open applications were made under, by hash.
    kept: BTreeMap<String, Arc<Edition>>,
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

/// The edition these files make on a day.
fn compiled(files: &LawFiles, day: Date) -> Result<Edition, Fault> {
    let compiled = compile(&files.catalogue, &Law::on(files.statutes.clone(), day, ""));
    let denied: Vec<String> = compiled
        .denied()
        .map(|finding| format!("{}:{} {}", finding.file, finding.line, finding.code.name()))
        .collect();
    compiled.edition.ok_or_else(|| Fault::world("law/catalogue", denied.join("; ")))
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
        let catalogue = files.catalogue();
        let tree = Tree::of(&catalogue).sm3();
        let files = LawFiles::read(files).map_err(|errors| Fault::world("law/", errors))?;
        let edition = Arc::new(compiled(&files, today)?);
        let search = Search::new(&edition);
        Ok(Shelf {
            books: Arc::new(Books {
                files,
                shipped: Arc::new((catalogue.clone(), tree.clone())),
                catalogue,
                tree,
                day: today,
                edition,
                kept: BTreeMap::new(),
                search,
                negative,
            }),
        })
    }

    /// The texts of the catalogue that ships with the program.
    pub fn shipped_catalogue(&self) -> &Files {
        &self.books.shipped.0
    }

    /// The tree of these.
    pub(crate) fn shipped_tree(&self) -> &str {
        &self.books.shipped.1
    }

    /// The texts of the catalogue in force.
    pub fn catalogue(&self) -> &Files {
        &self.books.catalogue
    }

    /// The tree of these.
    pub(crate) fn tree(&self) -> &str {
        &self.books.tree
    }

    /// The day the catalogue was compiled for.
    pub(crate) fn day(&self) -> Date {
        self.books.day
    }

    /// The edition these texts make on a day, whatever today's checks say: what was published once holds as it was.
    pub(crate) fn rebuild(&self, catalogue: &Files, day: Date) -> Result<Edition, Fault> {
        let sources = LawFiles::read_catalogue(catalogue).map_err(|errors| Fault::world("catalogue", errors))?;
        Ok(rebuild(&sources, &self.law(day, "")))
    }

    /// Checks and compiles a catalogue's texts for a day, with the law of this shelf around them.
    pub fn compile(&self, catalogue: &Files, day: Date) -> Result<Compiled, LawErrors> {
        let sources = LawFiles::read_catalogue(catalogue)?;
        Ok(compile(&sources, &self.law(day, "")))
    }

    /// The same, and the edition the texts make even where a finding denies it: to look at, not to act under.
    pub(crate) fn examine(&self, catalogue: &Files, day: Date) -> Result<(Vec<Finding>, Edition), LawErrors> {
        let (sources, law) = (LawFiles::read_catalogue(catalogue)?, self.law(day, ""));
        let compiled = compile(&sources, &law);
        let edition = compiled.edition.unwrap_or_else(|| rebuild(&sources, &law));
        Ok((compiled.findings, edition))
    }

    /// The same shelf with this catalogue in force on a day, and with editions that open applications were made under.
    pub(crate) fn with_catalogue(&self, catalogue: &Files, day: Date, kept: BTreeMap<String, Arc<Edition>>) -> Result<Shelf, Fault> {
        let mut files = self.books.files.clone();
        files.catalogue = LawFiles::read_catalogue(catalogue).map_err(|errors| Fault::world("catalogue", errors))?;
        let edition = Arc::new(rebuild(&files.catalogue, &self.law(day, "")));
        let search = Search::new(&edition);
        Ok(Shelf {
            books: Arc::new(Books {
                files,
                shipped: Arc::clone(&self.books.shipped),
                tree: Tree::of(catalogue).sm3(),
                catalogue: catalogue.clone(),
                day,
                edition,
                kept,
                search,
                negative: self.books.negative.clone(),
            }),
        })
    }

    /// The edition with this hash, if it is on the shelf.
    pub(crate) fn kept(&self, hash: &str) -> Option<Arc<Edition>> {
        if self.books.edition.hash == hash {
            return Some(Arc::clone(&self.books.edition));
        }
        self.books.kept.get(hash).cloned()
    }

    /// The edition an application was made under: an open application keeps its own. One that is not on the shelf any more
    /// (nothing open was made under it) gives way to the one in force.
    pub fn edition_of(&self, hash: &str) -> &Edition {
        self.books.kept.get(hash).unwrap_or(&self.books.edition)
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

    /// The unit in whose name an application is decided: who entrusts the deciding unit with it (《行政许可法》第二十四条), or that unit itself.
    pub fn in_the_name_of<'s>(&'s self, application: &'s Application) -> &'s str {
        let entrusting = self
            .edition_of(&application.edition)
            .entrusting(&application.matter, &application.unit);
        entrusting.map_or(&application.unit, |unit| &unit.code)
    }

    /// The name under which an application is decided.
    pub fn issuer(&self, application: &Application) -> String {
        self.signing_name(self.in_the_name_of(application), &application.place)
    }

    /// The place a unit's desk for another place works for: the unit's own; one that serves every place has a desk in each county.
    pub fn desk_place(&self, unit: &str, place: &str) -> String {
        let own = self
            .edition()
            .unit(unit)
            .map(|unit| unit.place.as_str())
            .filter(|own| !own.is_empty());
        own.or(place.get(..6)).unwrap_or(place).to_owned()
    }

    /// 辖区配置: on which points the rules of a place may differ, and what it says, on a day.
    pub fn profile(&self, day: Date, place: &str) -> Vec<Point> {
        rules::law::profile(&self.books.files.statutes, day, place)
    }

    /// The code of the unit that stands for a department at a place; a department that is no unit here keeps its own name,
    /// so that what is meant for it waits under that name until somebody claims it.
    pub fn unit_of(&self, department: &str, place: &str) -> String {
        let edition = self.edition();
        let unit = edition.unit_for(department, place).or_else(|| edition.unit(department));
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
