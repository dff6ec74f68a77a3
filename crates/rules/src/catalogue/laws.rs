//! 法律依据: the laws that matters rest on, what happened to them, and which matters depend on it (CAT-16).
//!
//! Only what the keeper lists is tracked. A change in force keeps every dependent matter from being published again until
//! somebody has looked at it: nothing renews itself silently over a repealed article.

use super::edition::Edition;
use super::provision::{Citation, Extent, folded};
use super::source::{At, ChangeText, ConfirmationText, EnactmentText, MatterText, Placed, Sources};
use crate::access::named;
use crate::calendar::Date;
use crate::law::Mark;
use std::collections::BTreeMap;

named! {
    /// 位阶: what kind of document it is.
    EnactmentRank {
        /// 法律
        Law = "law",
        /// 行政法规、国务院决定
        AdministrativeRegulation = "administrative_regulation",
        /// 规章
        Rule = "rule",
        /// 地方性法规
        LocalRegulation = "local_regulation",
        /// 行政规范性文件
        Normative = "normative",
    }
}

named! {
    /// What happened to a law.
    ChangeKind {
        /// 废止、删去
        Repealed = "repealed",
        /// 修改
        Amended = "amended",
        /// 条号变动
        Renumbered = "renumbered",
    }
}

named! {
    /// What came of looking at a dependent matter.
    Outcome {
        /// It stays as it is.
        Kept = "kept",
        /// Its file was revised.
        Revised = "revised",
        /// Its approval is cancelled.
        Cancelled = "cancelled",
    }
}

/// A law or document that matters rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enactment {
    /// Title.
    pub name: String,
    /// Number; may be empty.
    pub number: String,
    /// What kind of document it is.
    pub rank: EnactmentRank,
    /// First day in force of the text that is cited.
    pub from: Date,
    /// How sure we are.
    pub mark: Mark,
    /// Where it is listed.
    pub at: At,
}

/// What happened to a law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawChange {
    /// Title of the law.
    pub law: String,
    /// The articles in words; empty: the whole law.
    pub articles: Vec<String>,
    /// What happened.
    pub kind: ChangeKind,
    /// First day of the change.
    pub from: Date,
    /// The document that makes it.
    pub by: String,
    /// What the keeper should look at.
    pub note: String,
    /// How sure we are.
    pub mark: Mark,
    /// The matters that were looked at.
    pub confirmed: Vec<Confirmation>,
    /// Where it is listed.
    pub at: At,
}

/// A matter that was looked at because a law changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// Code of the matter.
    pub matter: String,
    /// The day.
    pub on: Date,
    /// What came of it.
    pub outcome: Outcome,
    /// Who looked.
    pub by: String,
    /// Last day of a transition; after it the matter must be looked at again.
    pub until: Option<Date>,
}

impl Confirmation {
    /// Whether it holds on a day: not before it was given, not after its transition.
    pub fn holds(&self, day: Date) -> bool {
        self.on <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// A place in a matter's file that cites something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// Code of the matter.
    pub matter: String,
    /// The element: `basis`, `condition.premises`, `material.plan`, …
    pub element: String,
    /// The citation as written.
    pub text: String,
    /// Where.
    pub at: At,
    /// What it cites.
    pub(super) citations: Vec<Citation>,
}

/// A matter that depends on a provision, and where it says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependent {
    /// Code of the matter.
    pub matter: String,
    /// The citations, in the order of its file.
    pub places: Vec<Cited>,
}

/// A dependent matter and how it stands to a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affected {
    /// The matter and its citations.
    pub dependent: Dependent,
    /// The newest confirmation that holds; without one the matter is blocked once the change is in force.
    pub confirmation: Option<Confirmation>,
}

/// All citations of one matter's file.
fn citations_of(matter: &Placed<MatterText>, out: &mut Vec<Cited>) {
    let text = &matter.value;
    let mut cite = |element: String, said: String, at: &At| {
        let citations = Citation::all(&said);
        if !citations.is_empty() {
            out.push(Cited {
                matter: text.code.clone(),
                element,
                text: said,
                at: at.clone(),
                citations,
            });
        }
    };
    for basis in &text.basis {
        let law = &basis.value.law;
        let title = if law.contains('《') { law.clone() } else { format!("《{law}》") };
        cite("basis".to_owned(), format!("{title}{}", basis.value.article), &basis.at);
    }
    let whole = [
        ("mode_basis", &text.mode_basis),
        ("fee_basis", &text.fee_basis),
        ("deviation_basis", &text.deviation_basis),
        ("quota", &text.quota),
        ("layout_plan", &text.layout_plan),
    ];
    for (element, said) in whole {
        cite(element.to_owned(), said.clone(), &matter.at);
    }
    for (element, limit) in [("legal_limit", &text.legal_limit), ("promised_limit", &text.promised_limit)] {
        if let Some(limit) = limit {
            cite(element.to_owned(), limit.value.article.clone(), &limit.at);
        }
    }
    if let Some(validity) = &text.validity {
        cite("validity".to_owned(), validity.value.article.clone(), &validity.at);
    }
    for condition in &text.conditions {
        let said = &condition.value;
        cite(format!("condition.{}", said.code), said.article.clone(), &condition.at);
    }
    for material in &text.materials {
        let said = &material.value;
        cite(format!("material.{}", said.code), said.basis.clone(), &material.at);
    }
    for table in &text.discretion {
        let said = &table.value;
        cite(format!("discretion.{}", said.code), said.article.clone(), &table.at);
    }
}

/// All citations of all matters.
pub(super) fn citations(sources: &Sources) -> Vec<Cited> {
    let mut out = Vec::new();
    for matter in &sources.matters {
        citations_of(matter, &mut out);
    }
    out
}

/// The matters that cite something of what changed, by code, each with the places where.
pub(super) fn dependents<'e>(
    cited: &[Cited],
    numbers: impl IntoIterator<Item = &'e str>,
    law: &str,
    articles: &[String],
) -> Vec<Dependent> {
    let numbers: Vec<&str> = numbers.into_iter().collect();
    let numbers: &[&str] = if numbers.is_empty() { &[""] } else { &numbers };
    let changed = extent(articles);
    let meets = |citation: &Citation| numbers.iter().any(|number| citation.is_of(law, number)) && citation.extent.meets(&changed);
    let mut by_matter: BTreeMap<&str, Vec<Cited>> = BTreeMap::new();
    for place in cited.iter().filter(|place| place.citations.iter().any(meets)) {
        by_matter.entry(&place.matter).or_default().push(place.clone());
    }
    let dependent = |(matter, places): (&str, Vec<Cited>)| Dependent {
        matter: matter.to_owned(),
        places,
    };
    by_matter.into_iter().map(dependent).collect()
}

/// What a change is about.
pub(super) fn extent(articles: &[String]) -> Extent {
    if articles.is_empty() {
        Extent::Whole
    } else {
        Extent::read(&articles.join("、"))
    }
}

/// The numbers of the listed documents of this title.
pub(super) fn numbers<'s>(enactments: impl Iterator<Item = (&'s str, &'s str)>, law: &str) -> Vec<&'s str> {
    let law = folded(law);
    enactments
        .filter(|(name, _)| folded(name) == law)
        .map(|(_, number)| number)
        .collect()
}

/// What the lints have let pass; nothing of a row that they have not.
pub(super) fn enactment_of(row: &Placed<EnactmentText>) -> Option<Enactment> {
    let text = &row.value;
    Some(Enactment {
        name: text.name.clone(),
        number: text.number.clone(),
        rank: EnactmentRank::from_name(&text.rank)?,
        from: text.from?,
        mark: text.mark?,
        at: row.at.clone(),
    })
}

pub(super) fn change_of(row: &Placed<ChangeText>) -> Option<LawChange> {
    let text = &row.value;
    Some(LawChange {
        law: text.law.clone(),
        articles: text.articles.clone(),
        kind: ChangeKind::from_name(&text.kind)?,
        from: text.from?,
        by: text.by.clone(),
        note: text.note.clone(),
        mark: text.mark?,
        confirmed: text.confirmed.iter().filter_map(confirmation_of).collect(),
        at: row.at.clone(),
    })
}

pub(super) fn confirmation_of(text: &ConfirmationText) -> Option<Confirmation> {
    Some(Confirmation {
        matter: text.matter.clone(),
        on: text.on?,
        outcome: Outcome::from_name(&text.outcome)?,
        by: text.by.clone(),
        until: text.until,
    })
}

impl Edition {
    /// The laws that are tracked, in the order of the file.
    pub fn laws(&self) -> &[Enactment] {
        &self.registers.enactments
    }

    /// What happened to them, in the order of the file.
    pub fn law_changes(&self) -> &[LawChange] {
        &self.registers.changes
    }

    /// The matters that cite one of these articles of a law (none named: anything of it), by code, and where they cite it.
    pub fn dependents(&self, law: &str, articles: &[String]) -> Vec<Dependent> {
        let listed = self.laws().iter().map(|law| (law.name.as_str(), law.number.as_str()));
        dependents(&self.registers.cited, numbers(listed, law), law, articles)
    }

    /// The matters that depend on what changed, and which of them were looked at by this day.
    pub fn affected(&self, change: &LawChange, day: Date) -> Vec<Affected> {
        let newest = |matter: &str| {
            let of = change
                .confirmed
                .iter()
                .filter(|confirmed| confirmed.matter == matter && confirmed.holds(day));
            of.max_by_key(|confirmed| confirmed.on).cloned()
        };
        let affected = |dependent: Dependent| Affected {
            confirmation: newest(&dependent.matter),
            dependent,
        };
        self.dependents(&change.law, &change.articles).into_iter().map(affected).collect()
    }
}
