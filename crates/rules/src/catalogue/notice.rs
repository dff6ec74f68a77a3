//! 一次性告知: the matters a set of scope terms needs at a place, each with everything the applicant must know, and why.
//!
//! 《行政许可法》第三十条; requirements CAT-12, REG-18, REG-19, WIN-08. The answer borrows from the edition: nothing is
//! copied, the reason is found by index and not by deciding again.

use super::compile::DECISION_DAYS;
use super::condition::Answers;
use super::detail::Material;
use super::edition::{Edition, Matter, MatterIndex, Need, Needed, RuleRef, Term, TermIndex, Unit};
use super::power::Power;
use super::rows::Bits;
use crate::access::named;
use crate::law::{Law, Unlawful};
use crate::{Code, Refusal};
use std::collections::BTreeSet;

named! {
    /// Where the shop is.
    Zone {
        /// 自由贸易试验区内
        FreeTrade = "free_trade",
        /// 自由贸易试验区外
        Elsewhere = "elsewhere",
    }
}

/// A limit in working days and its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days<'e> {
    /// Working days.
    pub days: u32,
    /// Article.
    pub article: &'e str,
}

/// Why a matter is in the notice.
#[derive(Clone, Copy, Debug)]
pub struct Because<'e> {
    /// The term that asks for it.
    pub term: &'e Term,
    /// The need of the term, with condition, basis and the rule that fired.
    pub need: &'e Need,
}

impl<'e> Because<'e> {
    /// The rule that fired.
    pub fn rule(&self) -> &'e RuleRef {
        &self.need.rule
    }

    /// Article.
    pub fn basis(&self) -> &'e str {
        &self.need.basis
    }
}

/// A department and the office that does its business here.
#[derive(Clone, Copy, Debug)]
pub struct Office<'e> {
    /// As the matter names it; may be empty for a matter the draft only lists.
    pub department: &'e str,
    /// The office, when the place has one.
    pub unit: Option<&'e Unit>,
}

/// One matter of the notice.
#[derive(Clone, Debug)]
pub struct NoticeMatter<'e> {
    /// Its place in the edition.
    pub index: MatterIndex,
    /// The matter: name, mode, marks, and when modelled conditions, materials, basis.
    pub matter: &'e Matter,
    /// 主管部门
    pub competent: Office<'e>,
    /// 审批部门: where to go.
    pub approving: Office<'e>,
    /// The power by which the approving office is not the list's own.
    pub power: Option<&'e Power>,
    /// 监管部门
    pub regulating: Office<'e>,
    /// Legal limit: its own or the general one; none for filings and cancelled matters without an own one.
    pub legal: Option<Days<'e>>,
    /// Promised working days, when modelled.
    pub promised_days: Option<u32>,
    /// Why it is needed.
    pub because: Vec<Because<'e>>,
    /// Needed only when one of these is true of the shop; empty: needed anyway.
    pub when: Vec<&'e str>,
    /// One of these others is enough instead; empty: this one it must be.
    pub alternatives: Vec<MatterIndex>,
}

impl<'e> NoticeMatter<'e> {
    /// Materials, waived ones too.
    pub fn materials(&self) -> &'e [Material] {
        self.matter.detail.as_ref().map_or(&[], |detail| &detail.materials)
    }

    /// What is known of it before anybody was asked anything: [`Notice::settle`] tells more with every answer.
    pub fn unasked(&self) -> Settled {
        let always = self.because.iter().filter(|because| because.need.test.is_none());
        let mut settled = Settled::Unknown;
        for because in always {
            match because.need.matters {
                // Another term needs one of the alternatives anyway, or this is the only one.
                Needed::AnyOf(_) if !self.alternatives.is_empty() => settled = Settled::OneOf,
                Needed::AllOf(_) | Needed::AnyOf(_) => return Settled::Needed,
            }
        }
        settled
    }

    /// Working days it may take: those promised, or else the legal ones.
    pub fn days(&self) -> Option<u32> {
        self.promised_days.or(self.legal.map(|legal| legal.days))
    }

    /// Whether there is anything to do for it.
    pub fn asks(&self) -> bool {
        self.matter.asks()
    }
}

/// Whether a matter is needed, as far as the answers tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Settled {
    /// It is needed.
    Needed,
    /// It or one of its alternatives is needed; the note of the need says how to choose.
    OneOf,
    /// It is not needed.
    NotNeeded,
    /// That depends on what nobody has answered yet.
    Unknown,
}

/// Who must be told when an enterprise with these terms is registered.
#[derive(Clone, Debug)]
pub struct Receiver<'e> {
    /// The department and its office.
    pub office: Office<'e>,
    /// For which matters.
    pub matters: Vec<MatterIndex>,
}

/// Sums over the notice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Matters to do something for.
    pub matters: usize,
    /// Forms to fill.
    pub forms: usize,
    /// Distinct materials to hand in.
    pub materials: usize,
    /// Distinct materials that need not be handed in.
    pub waived: usize,
    /// Working days until the last one, when they are asked for together: the promised or else the legal days.
    pub days_max: u32,
}

/// 一次性告知书
#[derive(Clone, Debug)]
pub struct Notice<'e> {
    /// The edition it was made under.
    pub edition: &'e Edition,
    /// The terms, each once, in the order asked.
    pub terms: Vec<&'e Term>,
    /// Division code.
    pub place: String,
    /// Within a free-trade zone or not.
    pub zone: Zone,
    /// Matters, the heaviest mode first, then by code.
    pub matters: Vec<NoticeMatter<'e>>,
    /// 准入即营: nothing but the business licence is needed.
    pub entry_equals_operation: bool,
    /// Who must be told: competent, approving and regulating offices, each once.
    pub receivers: Vec<Receiver<'e>>,
    /// Sums.
    pub totals: Totals,
}

/// What must be done in any case, as the head of a notice counts it; what is to be chosen and what depends on the shop stand
/// apart, because nobody knows yet what it will come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Permits to ask for.
    pub permits: usize,
    /// Filings to make after the licence.
    pub filings: usize,
    /// Filings that are done with the registration.
    pub with_registration: usize,
    /// Groups of alternatives of which one must be done.
    pub choices: usize,
    /// Matters that are needed only when something is true of the shop that nobody has answered, each group of alternatives once.
    pub conditional: usize,
    /// Of those needed in any case: matters whose materials and visits the catalogue does not hold.
    pub unmodelled: usize,
    /// How often the applicant must come.
    pub visits: u32,
    /// Working days until the last one, when they are asked for together; none when all are decided on the spot.
    pub days_max: Option<u32>,
    /// Sums over those needed in any case.
    pub totals: Totals,
}

impl Tally {
    /// Nothing must be done and nothing still decides: for a trade that no list has, the business licence is enough (CAT-05).
    pub fn licence_is_enough(&self) -> bool {
        self.permits + self.filings + self.with_registration + self.choices + self.conditional == 0
    }
}

impl<'e> Notice<'e> {
    /// What must be done in any case, counted.
    pub fn tally(&self) -> Tally {
        tally(self.matters.iter().map(|entry| (entry, entry.unasked())))
    }

    /// What must be done with these answers, counted.
    pub fn tally_with(&self, answers: &Answers) -> Tally {
        let settled = self.settle(answers);
        tally(settled.iter().map(|settlement| (settlement.entry, settlement.settled)))
    }
}

fn tally<'n, 'e: 'n>(matters: impl Iterator<Item = (&'n NoticeMatter<'e>, Settled)>) -> Tally {
    let mut tally = Tally::default();
    let mut counted: Vec<&NoticeMatter> = Vec::with_capacity(16);
    // Of alternatives that are not settled, only the first is counted.
    let mut seen: Vec<MatterIndex> = Vec::with_capacity(16);
    let mut first = |entry: &NoticeMatter| {
        let first = !entry.alternatives.iter().any(|other| seen.contains(other));
        seen.push(entry.index);
        usize::from(first)
    };
    for (entry, settled) in matters.filter(|(entry, _)| entry.asks()) {
        match settled {
            Settled::NotNeeded => {}
            Settled::Unknown => tally.conditional += first(entry),
            Settled::OneOf => tally.choices += first(entry),
            Settled::Needed => counted.push(entry),
        }
    }
    for entry in &counted {
        match (entry.matter.is_filing(), entry.matter.with_registration()) {
            (true, true) => tally.with_registration += 1,
            (true, false) => tally.filings += 1,
            (false, _) => tally.permits += 1,
        }
        match &entry.matter.detail {
            Some(detail) => tally.visits += detail.visits,
            None => tally.unmodelled += 1,
        }
        if !entry.matter.on_the_spot() {
            tally.days_max = tally.days_max.max(entry.days());
        }
    }
    tally.totals = totals(counted.into_iter());
    tally
}

/// The one-time notice for these scope terms at this place. Refused when a code is not in the edition (all are named).
pub fn notice<'e>(edition: &'e Edition, terms: &[&str], place: &str, zone: Zone, law: &'e Law) -> Result<Notice<'e>, Unlawful> {
    let chosen = chosen(edition, terms)?;
    let (certain, shown) = matter_sets(edition, &chosen, zone);
    let general = general_days(law)?;
    let mut matters: Vec<NoticeMatter<'e>> = Vec::with_capacity(16);
    for index in shown.iter() {
        if let Some(matter) = edition.matter_at(index) {
            matters.push(entry(edition, place, index, matter, general));
        }
    }
    for (_, term) in &chosen {
        for need in term.needs_in(zone) {
            explain(&mut matters, term, need, &certain);
        }
    }
    let entry_equals_operation = !matters.iter().any(NoticeMatter::asks);
    let (receivers, totals) = (receivers(&matters), totals(matters.iter()));
    let terms = chosen.into_iter().map(|(_, term)| term).collect();
    Ok(Notice {
        edition,
        terms,
        place: place.to_owned(),
        zone,
        matters,
        entry_equals_operation,
        receivers,
        totals,
    })
}

/// The terms with these codes, each once; a refusal names every unknown one.
fn chosen<'e>(edition: &'e Edition, codes: &[&str]) -> Result<Vec<(TermIndex, &'e Term)>, Refusal> {
    let mut chosen: Vec<(TermIndex, &Term)> = Vec::with_capacity(codes.len());
    let mut unknown: Vec<&str> = Vec::new();
    for code in codes {
        match edition.term_index(code).and_then(|index| Some((index, edition.term_at(index)?))) {
            Some(found) if chosen.iter().any(|(index, _)| *index == found.0) => {}
            Some(found) => chosen.push(found),
            None => unknown.push(code),
        }
    }
    if chosen.is_empty() && unknown.is_empty() {
        return Err(Refusal::new(Code::ScopeEmpty));
    }
    if unknown.is_empty() {
        Ok(chosen)
    } else {
        Err(Refusal::new(Code::TermUnknown).with("terms", unknown.join("、")))
    }
}

/// What is needed in any case, and what the notice shows: that and the conditional and alternative ones.
fn matter_sets(edition: &Edition, chosen: &[(TermIndex, &Term)], zone: Zone) -> (Bits, Bits) {
    let rows = edition.rows.zone(zone);
    let mut certain = edition.rows.empty();
    for (index, _) in chosen {
        certain.or(edition.rows.row(rows, *index));
    }
    let mut shown = certain.clone();
    for (_, term) in chosen.iter().filter(|(index, _)| edition.rows.residual(rows, *index)) {
        for need in term.needs_in(zone) {
            if !satisfied(need, &certain) {
                need.matters.matters().iter().for_each(|matter| shown.set(*matter));
            }
        }
    }
    (certain, shown)
}

/// Whether what is needed in any case already answers an alternative.
fn satisfied(need: &Need, certain: &Bits) -> bool {
    match &need.matters {
        Needed::AnyOf(matters) => matters.iter().any(|matter| certain.has(*matter)),
        Needed::AllOf(_) => false,
    }
}

fn general_days(law: &Law) -> Result<Days<'_>, Unlawful> {
    let value = law.value(DECISION_DAYS)?;
    Ok(Days {
        days: u32::try_from(value.value).unwrap_or(u32::MAX),
        article: &value.article,
    })
}

/// The legal limit of a matter: its own, or the general one where a decision is made.
fn legal<'e>(matter: &'e Matter, general: Days<'e>) -> Option<Days<'e>> {
    let own = matter
        .detail
        .as_ref()
        .and_then(|detail| detail.legal_limit.as_ref())
        .map(|limit| Days {
            days: limit.days,
            article: &limit.article,
        });
    own.or((matter.asks() && !matter.is_filing()).then_some(general))
}

/// The legal limit of a matter under the law of a day, as a notice tells it.
pub fn legal_limit<'e>(matter: &'e Matter, law: &'e Law) -> Result<Option<Days<'e>>, Unlawful> {
    Ok(legal(matter, general_days(law)?))
}

fn entry<'e>(edition: &'e Edition, place: &str, index: MatterIndex, matter: &'e Matter, general: Days<'e>) -> NoticeMatter<'e> {
    let detail = matter.detail.as_deref();
    let office = |department: &'e str| Office {
        department,
        unit: edition.unit_for(department, place),
    };
    let competent = office(&matter.department);
    let acting = edition.acting_at(index, matter, place);
    NoticeMatter {
        index,
        matter,
        competent,
        approving: Office {
            department: acting.department,
            unit: acting.accepts,
        },
        power: acting.power,
        regulating: detail.map_or(competent, |detail| office(&detail.regulating)),
        legal: legal(matter, general),
        promised_days: detail.and_then(|detail| detail.promised_limit.as_ref()).map(|limit| limit.days),
        because: Vec::with_capacity(2),
        when: Vec::new(),
        alternatives: Vec::new(),
    }
}

/// Writes down, at each matter of a need, who asks for it and whether it could be spared.
fn explain<'e>(matters: &mut [NoticeMatter<'e>], term: &'e Term, need: &'e Need, certain: &Bits) {
    let satisfied = satisfied(need, certain);
    for index in need.matters.matters() {
        let Ok(place) = matters.binary_search_by_key(index, |entry| entry.index) else {
            continue;
        };
        let Some(entry) = matters.get_mut(place) else { continue };
        // An alternative that another term asks for anyway is answered by that matter alone.
        if satisfied && !certain.has(*index) {
            continue;
        }
        entry.because.push(Because { term, need });
        if certain.has(*index) {
            continue;
        }
        if let Some(when) = need.when.as_deref().filter(|when| !entry.when.contains(when)) {
            entry.when.push(when);
        }
        if let Needed::AnyOf(all) = &need.matters {
            let others = all.iter().filter(|other| *other != index);
            for other in others {
                if !entry.alternatives.contains(other) {
                    entry.alternatives.push(*other);
                }
            }
        }
    }
}

/// Every office that must be told, once, in the order of the matters.
fn receivers<'e>(matters: &[NoticeMatter<'e>]) -> Vec<Receiver<'e>> {
    let mut receivers: Vec<Receiver<'e>> = Vec::new();
    for entry in matters {
        for office in [entry.competent, entry.approving, entry.regulating] {
            if office.department.is_empty() {
                continue;
            }
            let same = |receiver: &&mut Receiver<'e>| match (receiver.office.unit, office.unit) {
                (Some(known), Some(unit)) => known.code == unit.code,
                (None, None) => receiver.office.department == office.department,
                (Some(_), None) | (None, Some(_)) => false,
            };
            match receivers.iter_mut().find(same) {
                Some(receiver) if receiver.matters.contains(&entry.index) => {}
                Some(receiver) => receiver.matters.push(entry.index),
                None => receivers.push(Receiver {
                    office,
                    matters: vec![entry.index],
                }),
            }
        }
    }
    receivers
}

fn totals<'m>(matters: impl Iterator<Item = &'m NoticeMatter<'m>>) -> Totals {
    let (mut handed_in, mut waived) = (BTreeSet::new(), BTreeSet::new());
    let mut totals = Totals::default();
    for entry in matters.filter(|entry| entry.asks()) {
        totals.matters += 1;
        totals.forms += usize::from(entry.matter.detail.as_ref().is_some_and(|detail| !detail.fields.is_empty()));
        for material in entry.materials() {
            let names = if material.handed_in() { &mut handed_in } else { &mut waived };
            names.insert(material.name.as_str());
        }
        totals.days_max = totals.days_max.max(entry.days().unwrap_or(0));
    }
    totals.materials = handed_in.len();
    totals.waived = waived.difference(&handed_in).count();
    totals
}
