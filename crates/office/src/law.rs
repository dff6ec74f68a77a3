//! 法规数据: reads `law/` from a folder or from within the program, and says file and line of whatever cannot be read.
//!
//! Reading only: what a value means and whether a catalogue may be published is decided in `rules`.

mod catalogue;
mod names;
mod places;
pub(crate) mod reading;
pub(crate) mod statutes;

pub use names::{DatedWording, IndustryWord, PlacedWord, WordPlace};
pub use places::{Division, Divisions, Industries, Industry};
pub use reading::{Files, LawError, LawErrors, OldEdition};
pub use statutes::IdentityCodes;

use rules::calendar::Date;
use rules::catalogue::source::Sources;
use rules::law::Statutes;
use rules::registry::name_law::NameLaw;
use rules::registry::scope::ScopeWording;
use std::sync::Arc;

/// Everything in `law/`, read.
#[derive(Clone, Debug)]
pub struct LawFiles {
    /// Calendar and dated values.
    pub statutes: Arc<Statutes>,
    /// 行政区划
    pub divisions: Divisions,
    /// 国民经济行业分类
    pub industries: Industries,
    /// Rules of identity codes, as published.
    pub identity: IdentityCodes,
    /// Words and characters of names.
    pub names: NameLaw,
    /// Words of names that count only in their place.
    pub placed_words: Vec<PlacedWord>,
    /// Industry wordings of names whose GB/T 4754 code is known.
    pub industry_wordings: Vec<IndustryWord>,
    /// Fixed words around scope terms on the licence.
    pub wordings: Vec<DatedWording>,
    /// The catalogue as written; `rules::catalogue::compile` makes an edition of it.
    pub catalogue: Sources,
}

impl LawFiles {
    /// The fixed words of a scope text on this day at this place.
    pub fn wording(&self, day: Date, place: &str) -> Option<&ScopeWording> {
        names::wording_on(&self.wordings, day, place)
    }

    /// Wordings of names that fit these GB/T 4754 codes: of the industry itself, of one it lies in, or of one within it.
    pub fn fitting_words(&self, industries: &[String]) -> impl Iterator<Item = &str> {
        let fits = move |code: &str| {
            industries
                .iter()
                .any(|industry| industry.starts_with(code) || code.starts_with(industry.as_str()))
        };
        self.industry_wordings
            .iter()
            .filter(move |word| fits(&word.industry))
            .map(|word| word.word.as_str())
    }

    /// Reads the texts of a catalogue alone.
    pub fn read_catalogue(files: &Files) -> Result<Sources, LawErrors> {
        catalogue::read(files)
    }

    /// Reads all files; every file that cannot be read is named.
    pub fn read(files: &Files) -> Result<LawFiles, LawErrors> {
        let mut errors = LawErrors::default();
        let calendar = errors.take(statutes::calendar(files));
        let parameters = errors.take(statutes::parameters(files));
        let divisions = errors.take(places::divisions(files));
        let industries = errors.take(places::industries(files));
        let identity = errors.take(statutes::identity(files));
        let wordings = errors.take(names::wordings(files));
        let industry_wordings = errors.take(names::industry_wordings(files));
        let names = errors.take(names::names(files, divisions.as_ref()));
        let catalogue = errors.take(catalogue::read(files));
        match (
            calendar,
            parameters,
            divisions,
            industries,
            identity,
            names,
            industry_wordings,
            wordings,
            catalogue,
        ) {
            (
                Some(calendar),
                Some(parameters),
                Some(divisions),
                Some(industries),
                Some(identity),
                Some(names),
                Some(industry_wordings),
                Some(wordings),
                Some(catalogue),
            ) => {
                let statutes = Arc::new(Statutes { calendar, parameters });
                Ok(LawFiles {
                    statutes,
                    divisions,
                    industries,
                    identity,
                    names: names.law,
                    placed_words: names.placed_words,
                    industry_wordings,
                    wordings,
                    catalogue,
                })
            }
            _ => Err(errors),
        }
    }
}
