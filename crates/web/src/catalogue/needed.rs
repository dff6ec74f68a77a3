//! A matter that a choice of scope terms needs, as pages show it: how long, where, and why; conditions and alternatives are said.

use crate::wording::Wording;
use rules::catalogue::{Answers, Because, Material, Matter, MatterIndex, Mode, Needed, Notice, NoticeMatter, Office, Settled, Tally};
use serde::Serialize;
use std::collections::BTreeMap;

/// A needed matter, as templates show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct NeededMatter {
    /// Code.
    pub(crate) code: String,
    /// Name.
    pub(crate) name: String,
    /// Its guide.
    pub(crate) href: String,
    /// Name of its reform mode, or `unknown`.
    pub(crate) mode: &'static str,
    /// The office where to go, or words that say that nobody knows yet.
    pub(crate) department: String,
    /// Legal limit in working days.
    pub(crate) legal_days: Option<u32>,
    /// Promised limit in working days.
    pub(crate) promised_days: Option<u32>,
    /// Decided at once.
    pub(crate) spot: bool,
    /// Done with the registration.
    pub(crate) with_registration: bool,
    /// Mode and department were read in the primary text.
    pub(crate) verified: bool,
    /// `always`, `one_of` or `when`.
    pub(crate) certainty: &'static str,
    /// Names of the materials to hand in; none of them is known for a matter the catalogue only lists.
    pub(crate) hand_in: Vec<String>,
    /// Names of the materials that need not be handed in.
    pub(crate) waived: Vec<String>,
    /// Why.
    pub(crate) because: Vec<Reason>,
}

/// Why a matter is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Reason {
    /// The wording of the term that asks for it.
    pub(crate) term: String,
    /// The rule that fired.
    pub(crate) rule: String,
    /// Article.
    pub(crate) basis: String,
    /// Needed only when this is true of the shop.
    pub(crate) when: Option<String>,
    /// One of these others is enough instead.
    pub(crate) one_of: Option<String>,
    /// How to choose.
    pub(crate) note: Option<String>,
}

impl NeededMatter {
    /// A matter of a notice.
    pub(crate) fn of(notice: &Notice, entry: &NoticeMatter, words: &Wording) -> NeededMatter {
        NeededMatter {
            code: entry.matter.code.clone(),
            name: entry.matter.name.clone(),
            href: href(&entry.matter.code),
            mode: mode(entry.matter),
            department: office_name(&entry.approving).unwrap_or_else(|| words.word("matters.no_office")),
            legal_days: entry.legal.map(|legal| legal.days),
            promised_days: entry.promised_days,
            spot: entry.matter.on_the_spot(),
            with_registration: entry.matter.with_registration(),
            verified: entry.matter.verified(),
            certainty: certainty(entry),
            hand_in: materials(entry, Material::handed_in),
            waived: materials(entry, |material| !material.handed_in()),
            because: entry.because.iter().map(|because| reason(notice, entry, because)).collect(),
        }
    }
}

/// What the answers make of the matters of a notice: those that are or may be needed, and the names of those that are not.
pub(crate) fn answered(notice: &Notice, answers: &Answers, words: &Wording) -> (Vec<NeededMatter>, Vec<String>) {
    let settled: BTreeMap<MatterIndex, Settled> = notice
        .settle(answers)
        .into_iter()
        .map(|one| (one.entry.index, one.settled))
        .collect();
    let (mut needed, mut spared) = (Vec::new(), Vec::new());
    for entry in asking(notice) {
        let mut matter = NeededMatter::of(notice, entry, words);
        match settled.get(&entry.index) {
            Some(Settled::NotNeeded) => {
                spared.push(matter.name);
                continue;
            }
            Some(Settled::Needed) => {
                matter.certainty = "always";
                matter
                    .because
                    .iter_mut()
                    .for_each(|reason| (reason.when, reason.one_of) = (None, None));
            }
            Some(Settled::OneOf) => matter.certainty = "one_of",
            Some(Settled::Unknown) | None => matter.certainty = "when",
        }
        needed.push(matter);
    }
    needed.sort_by_key(|matter| matter.certainty != "always");
    (needed, spared)
}

/// All matters of a notice that ask for something, those needed in any case first.
pub(crate) fn needed(notice: &Notice, words: &Wording) -> Vec<NeededMatter> {
    asking(notice)
        .into_iter()
        .map(|entry| NeededMatter::of(notice, entry, words))
        .collect()
}

/// The entries of a notice that ask for something: those needed in any case first, then alternatives side by side, then those
/// that only some shops need.
pub(crate) fn asking<'n, 'e>(notice: &'n Notice<'e>) -> Vec<&'n NoticeMatter<'e>> {
    let mut entries: Vec<&NoticeMatter> = notice.matters.iter().filter(|entry| entry.asks()).collect();
    entries.sort_by_key(|entry| {
        let place = match entry.unasked() {
            Settled::Needed => 0,
            Settled::OneOf => 1,
            Settled::Unknown | Settled::NotNeeded => 2,
        };
        let group = entry.alternatives.iter().copied().chain([entry.index]).min();
        (place, group, entry.index)
    });
    entries
}

fn materials(entry: &NoticeMatter, wanted: impl Fn(&Material) -> bool) -> Vec<String> {
    let materials = entry.materials().iter().filter(|material| wanted(material));
    materials.map(|material| material.name.clone()).collect()
}

/// `always`, `one_of` or `when`: what holds before anything is known of the shop.
fn certainty(entry: &NoticeMatter) -> &'static str {
    match entry.unasked() {
        Settled::Needed => "always",
        Settled::OneOf => "one_of",
        Settled::Unknown | Settled::NotNeeded => "when",
    }
}

fn reason(notice: &Notice, entry: &NoticeMatter, because: &Because) -> Reason {
    let others: Vec<&str> = match &because.need.matters {
        Needed::AnyOf(matters) if !entry.alternatives.is_empty() => {
            let others = matters.iter().filter(|other| **other != entry.index);
            let others = others.filter_map(|other| notice.edition.matter_at(*other));
            others.map(|other| other.name.as_str()).collect()
        }
        // Needed by this term, or needed by another one anyway: there is nothing to choose.
        Needed::AnyOf(_) | Needed::AllOf(_) => Vec::new(),
    };
    Reason {
        term: because.term.name.clone(),
        rule: because.rule().to_string(),
        basis: because.basis().to_owned(),
        when: because.need.when.clone().filter(|_| certainty(entry) != "always"),
        note: Some(because.need.note.clone()).filter(|note| !note.is_empty() && !others.is_empty()),
        one_of: (!others.is_empty()).then(|| others.join("、")),
    }
}

/// The guide of a matter.
pub(crate) fn href(code: &str) -> String {
    format!("/matters/{}", crate::reply::percent(code))
}

/// The name of the mode, `unknown` when the list does not say.
pub(crate) fn mode(matter: &Matter) -> &'static str {
    matter.mode.map_or("unknown", Mode::name)
}

/// The office that does the business of a department here, else the department as the list names it.
pub(crate) fn office_name(office: &Office) -> Option<String> {
    let name = office.unit.map_or(office.department, |unit| unit.name.as_str());
    (!name.is_empty()).then(|| name.to_owned())
}

/// The head of a notice in one sentence.
pub(crate) fn summary(tally: &Tally, words: &Wording) -> String {
    let counted = [
        ("notice.head_permits", tally.permits),
        ("notice.head_filings", tally.filings),
        ("notice.head_with_registration", tally.with_registration),
    ];
    let mut parts: Vec<String> = Vec::new();
    for (key, count) in counted.into_iter().filter(|(_, count)| *count > 0) {
        parts.push(words.say(key, &[("n", &count.to_string())]));
    }
    // Where everything depends on the shop, nobody can say that the licence is enough.
    if parts.is_empty() && tally.choices == 0 && tally.conditional == 0 {
        parts.push(words.word("notice.free"));
    }
    let open = [
        ("notice.head_choices", tally.choices),
        ("notice.head_conditional", tally.conditional),
    ];
    for (key, count) in open.into_iter().filter(|(_, count)| *count > 0) {
        parts.push(words.say(key, &[("n", &count.to_string())]));
    }
    parts.join(&words.word("list.comma"))
}
