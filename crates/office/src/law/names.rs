//! Words and characters of names, and the fixed words of a scope text.

use super::places::Divisions;
use super::reading::{Files, LawError, LawErrors, Row, Toml, table};
use super::statutes::date;
use rules::calendar::Date;
use rules::law::{Mark, covers};
use rules::registry::SubjectKind;
use rules::registry::name_law::{Forbidden, NameLaw, OrganisationForm, Position, Restricted};
use rules::registry::places::{Division, Places};
use rules::registry::scope::ScopeWording;
use serde::Deserialize;
use std::collections::HashMap;
use toml::value::Datetime;
use toml::{Spanned, Table};

/// The fixed words of a scope text, from a day on, for a place and all within it.
#[derive(Clone, Debug)]
pub struct DatedWording {
    /// First day.
    pub from: Date,
    /// Division code; empty for the whole country.
    pub place: String,
    /// The words.
    pub wording: ScopeWording,
    /// Article.
    pub article: String,
    /// How sure we are.
    pub mark: Mark,
}

/// The words of this day and place: the newest of the most particular place.
pub(super) fn wording_on<'w>(all: &'w [DatedWording], day: Date, place: &str) -> Option<&'w ScopeWording> {
    let holding = all.iter().filter(|wording| wording.from <= day && covers(&wording.place, place));
    holding
        .max_by_key(|wording| (rules::law::nearness(&wording.place), wording.from))
        .map(|dated| &dated.wording)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordingsText {
    wording: Vec<WordingText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordingText {
    from: Spanned<Datetime>,
    place: String,
    permit_heading: String,
    general_heading: String,
    separator: String,
    permit_closing: String,
    general_closing: String,
    stop: String,
    article: String,
    mark: Spanned<String>,
}

/// Reads `names/scope-wording.toml`.
pub(super) fn wordings(files: &Files) -> Result<Vec<DatedWording>, LawErrors> {
    let path = "names/scope-wording.toml";
    let (text, toml): (WordingsText, Toml<'_>) = Toml::read(path, files.text(path)?)?;
    let mut wordings = Vec::new();
    for text in text.wording {
        wordings.push(DatedWording {
            from: date(&toml, &text.from)?,
            place: text.place,
            article: text.article,
            mark: toml.mark(&text.mark)?,
            wording: ScopeWording {
                permit_heading: text.permit_heading,
                general_heading: text.general_heading,
                separator: text.separator,
                permit_closing: text.permit_closing,
                general_closing: text.general_closing,
                stop: text.stop,
            },
        });
    }
    Ok(wordings)
}

/// Where a word stands that `NameLaw` would find in the middle of harmless ones too: 民建 in 惠民建材.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordPlace {
    /// The trade name or the industry is just this word.
    Whole,
    /// The trade name or the industry ends with it.
    End,
}

/// A forbidden or restricted word that counts only in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedWord {
    /// The word.
    pub word: String,
    /// Where it counts.
    pub place: WordPlace,
    /// Stable code of the rule.
    pub rule: String,
    /// Who may consent; `None`: nobody may.
    pub consent_by: Option<String>,
    /// Article.
    pub article: String,
}

/// Everything about names.
pub(super) struct Names {
    pub(super) law: NameLaw,
    pub(super) placed_words: Vec<PlacedWord>,
}

/// `names/rules.toml`. What is only there for readers (how a rule is worded, where it stands) is read as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesText {
    #[serde(rename = "structure")]
    _structure: Table,
    #[serde(default)]
    place: PlaceRule,
    #[serde(rename = "script")]
    _script: Table,
    length: LengthRule,
    #[serde(rename = "trade_name")]
    _trade_name: Table,
    #[serde(rename = "industry")]
    _industry: Table,
    #[serde(rename = "same_authority")]
    _same_authority: Table,
    #[serde(rename = "comparison")]
    _comparison: Vec<Table>,
    #[serde(rename = "form")]
    _form: Vec<Table>,
    forbidden: Vec<ForbiddenRule>,
    restricted: Vec<RestrictedRule>,
    #[serde(default)]
    alternatives: AlternativesRule,
}

#[derive(Deserialize, Default)]
struct PlaceRule {
    /// Division codes whose authorities may register names without a division.
    #[serde(default)]
    placeless_authorities: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct AlternativesRule {
    /// Characters from which other names are proposed.
    characters: String,
}

#[derive(Deserialize)]
struct LengthRule {
    trade_name_min: usize,
    trade_name_max: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ForbiddenRule {
    code: String,
    #[serde(rename = "category")]
    _category: String,
    words: Vec<String>,
    #[serde(default)]
    words_whole: Vec<String>,
    #[serde(default)]
    words_end: Vec<String>,
    article: String,
    mark: Spanned<String>,
    #[serde(default, rename = "note")]
    _note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RestrictedRule {
    code: String,
    words: Vec<String>,
    #[serde(default)]
    words_whole: Vec<String>,
    #[serde(default)]
    words_end: Vec<String>,
    #[serde(rename = "where")]
    position: Spanned<String>,
    consent: String,
    article: String,
    mark: Spanned<String>,
    #[serde(default, rename = "exception")]
    _exception: String,
}

/// Reads the rules and the word and character tables of names.
pub(super) fn names(files: &Files, divisions: Option<&Divisions>) -> Result<Names, LawErrors> {
    let path = "names/rules.toml";
    let (rules, toml): (RulesText, Toml<'_>) = Toml::read(path, files.text(path)?)?;
    let mut placed_words = Vec::new();
    let forbidden = forbidden(files, rules.forbidden, &toml, &mut placed_words)?;
    let restricted = restricted(rules.restricted, &toml, &mut placed_words)?;
    let division = |division: &super::Division| Division {
        code: division.code.clone(),
        name: division.name.clone(),
    };
    let law = NameLaw {
        forbidden,
        restricted,
        organisation_forms: organisation_forms(files)?,
        industry_words: industry_rows(files)?
            .iter()
            .map(|row| (row.cell("word"), row.cell("synonym_class")))
            .map(|(word, class)| if class.is_empty() { (word.clone(), word) } else { (word, class) })
            .collect(),
        weak_words: table(files, "names/weak-words.tsv", &["word", "kind", "source", "mark"])?
            .iter()
            .filter(|row| row.cell("kind") == "filler")
            .map(|row| row.cell("word"))
            .collect(),
        traditional: traditional(files)?,
        similar: similar(files)?,
        trade_name_length: (rules.length.trade_name_min, rules.length.trade_name_max),
        places: Places::new(divisions.into_iter().flat_map(Divisions::iter).map(division)),
        placeless_authorities: rules.place.placeless_authorities,
        auspicious: rules.alternatives.characters.chars().collect(),
    };
    Ok(Names { law, placed_words })
}

fn industry_rows(files: &Files) -> Result<Vec<Row<'_>>, LawErrors> {
    table(files, "names/industry-words.tsv", &["word", "synonym_class", "gbt_code"])
}

/// An industry wording of names with the GB/T 4754 code it plainly belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndustryWord {
    /// Wording.
    pub word: String,
    /// Code of any level.
    pub industry: String,
}

/// The wordings whose industry is known, in the order of the table: the usual ones first.
pub fn industry_wordings(files: &Files) -> Result<Vec<IndustryWord>, LawErrors> {
    let rows = industry_rows(files)?;
    let words = rows.iter().map(|row| IndustryWord {
        word: row.cell("word"),
        industry: row.cell("gbt_code"),
    });
    Ok(words.filter(|word| !word.industry.is_empty()).collect())
}

/// Words of a rule that count only in their place.
fn in_place<'w>(whole: &'w [String], end: &'w [String], rule: &PlacedWord) -> impl Iterator<Item = PlacedWord> {
    let whole = whole.iter().map(|word| (word, WordPlace::Whole));
    let end = end.iter().map(|word| (word, WordPlace::End));
    whole.chain(end).map(|(word, place)| PlacedWord {
        word: word.clone(),
        place,
        ..rule.clone()
    })
}

fn restricted(rules: Vec<RestrictedRule>, toml: &Toml<'_>, placed_words: &mut Vec<PlacedWord>) -> Result<Vec<Restricted>, LawError> {
    let mut restricted = Vec::new();
    for rule in rules {
        toml.mark(&rule.mark)?;
        let position = match rule.position.get_ref().as_str() {
            "prefix" => Position::Front,
            "middle" | "any" => Position::Anywhere,
            other => return Err(toml.wrong(&rule.position.span(), format!("`{other}` is no position"))),
        };
        let blank = PlacedWord {
            word: String::new(),
            place: WordPlace::Whole,
            rule: rule.code,
            consent_by: Some(rule.consent.clone()),
            article: rule.article.clone(),
        };
        placed_words.extend(in_place(&rule.words_whole, &rule.words_end, &blank));
        restricted.extend(rule.words.into_iter().map(|word| Restricted {
            word,
            position,
            consent_by: rule.consent.clone(),
            article: rule.article.clone(),
        }));
    }
    Ok(restricted)
}

/// Forbidden words; those of `well-known.tsv` stand under the rule with the same article.
fn forbidden(
    files: &Files,
    rules: Vec<ForbiddenRule>,
    toml: &Toml<'_>,
    placed_words: &mut Vec<PlacedWord>,
) -> Result<Vec<Forbidden>, LawErrors> {
    let mut forbidden: Vec<Forbidden> = Vec::new();
    let blank = |rule: &Forbidden| PlacedWord {
        word: String::new(),
        place: WordPlace::Whole,
        rule: rule.category.clone(),
        consent_by: None,
        article: rule.article.clone(),
    };
    for rule in rules {
        toml.mark(&rule.mark)?;
        let (whole, end) = (rule.words_whole, rule.words_end);
        let rule = Forbidden {
            category: rule.code,
            words: rule.words,
            article: rule.article,
        };
        placed_words.extend(in_place(&whole, &end, &blank(&rule)));
        forbidden.push(rule);
    }
    for row in table(files, "names/well-known.tsv", &["word", "category", "match", "article", "mark"])? {
        let article = row.cell("article");
        let Some(rule) = forbidden.iter_mut().find(|rule| rule.article == article) else {
            return Err(wrong(&row, format!("no forbidden words rest on `{article}`")).into());
        };
        match row.cell("match").as_str() {
            "contains" => rule.words.push(row.cell("word")),
            "whole" => placed_words.push(PlacedWord {
                word: row.cell("word"),
                ..blank(rule)
            }),
            other => return Err(wrong(&row, format!("`{other}` is neither `contains` nor `whole`")).into()),
        }
    }
    Ok(forbidden)
}

fn wrong(row: &Row<'_>, message: impl ToString) -> LawError {
    LawError::new(&row.at.file, row.at.line, message)
}

/// One form may be carried by several kinds; the rows are joined by form.
fn organisation_forms(files: &Files) -> Result<Vec<OrganisationForm>, LawErrors> {
    let mut forms: Vec<OrganisationForm> = Vec::new();
    for row in table(files, "names/organisation-forms.tsv", &["form", "kind"])? {
        let kind = match row.cell("kind").as_str() {
            "limited_company" | "joint_stock_company" | "group" | "non_company_enterprise" => SubjectKind::Company,
            "branch" => SubjectKind::Branch,
            "sole_proprietorship" => SubjectKind::SoleProprietorship,
            "general_partnership" | "special_general_partnership" | "limited_partnership" => SubjectKind::Partnership,
            "individual_business" => SubjectKind::IndividualBusiness,
            "cooperative" | "cooperative_union" => SubjectKind::Cooperative,
            other => return Err(wrong(&row, format!("`{other}` is no kind of subject")).into()),
        };
        let form = row.cell("form");
        match forms.iter_mut().find(|known| known.form == form) {
            Some(known) if known.kinds.contains(&kind) => {}
            Some(known) => known.kinds.push(kind),
            None => forms.push(OrganisationForm { form, kinds: vec![kind] }),
        }
    }
    Ok(forms)
}

fn letter(row: &Row<'_>, column: &str) -> Result<char, LawError> {
    let cell = row.cell(column);
    let mut letters = cell.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => Ok(letter),
        (None | Some(_), _) => Err(wrong(row, format!("`{cell}` is not one character"))),
    }
}

fn traditional(files: &Files) -> Result<HashMap<char, char>, LawErrors> {
    let rows = table(files, "characters/traditional.tsv", &["traditional", "simplified"])?;
    let pairs: Result<_, LawError> = rows
        .iter()
        .map(|row| Ok((letter(row, "traditional")?, letter(row, "simplified")?)))
        .collect();
    Ok(pairs?)
}

/// Look-alikes, in both directions whichever the table has.
fn similar(files: &Files) -> Result<HashMap<char, Vec<char>>, LawErrors> {
    let mut similar: HashMap<char, Vec<char>> = HashMap::new();
    for row in table(files, "characters/similar.tsv", &["char", "look_alikes"])? {
        let one = letter(&row, "char")?;
        for other in row.cell("look_alikes").chars() {
            for (from, to) in [(one, other), (other, one)] {
                let list = similar.entry(from).or_default();
                if !list.contains(&to) {
                    list.push(to);
                }
            }
        }
    }
    Ok(similar)
}
