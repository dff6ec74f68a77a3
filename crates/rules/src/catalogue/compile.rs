//! Compiling the catalogue: checks first, then the draft, the corrections over it, and the rows of bits.
//!
//! Nothing comes out while anything is denied: a half-checked list must not restrict anybody.

use super::condition::{Facts, Test, read};
use super::detail::{
    Basis, Certificate, Commitment, Condition, Detail, Field, FieldKind, Filing, Ground, Level, Limit, Material, ProcessStep, Reduction,
    Service, SetBy, Source, StepKind, Supervision, Validity,
};
use super::discretion::discretion_of;
use super::edition::{
    Edition, Everyday, Listed, Matter, MatterIndex, Mode, NameMark, Need, Needed, RuleRef, Sort, Term, TermIndex, TermKind, Unit,
};
use super::layers::layers;
use super::lint::{
    Finding, Findings, Severity, check_layers, check_matter, check_powers, check_questions, check_registers, check_tables, check_trades,
};
use super::power::{PowerStanding, Powers};
use super::registers::Registers;
use super::rows::Rows;
use super::source::{
    BasisText, CertificateText, ConditionText, CorrectionText, FieldText, LimitText, ListedRow, MaterialText, MatterText, NeedText, Placed,
    Sources, StepText, TermRow,
};
use super::trade::{Bundles, Codes};
use crate::law::{Law, Mark};
use crate::record::sm3_hex;
use std::collections::HashMap;
use std::sync::Arc;

/// The parameter with the general limit of a decision in working days.
pub(super) const DECISION_DAYS: &str = "licensing.decision_days";

/// The only territory smaller than the place of an office that a matter may have.
pub(super) const FREE_TRADE_ZONE: &str = "free_trade_zone";

/// What came of compiling.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The edition, unless a finding denies it.
    pub edition: Option<Edition>,
    /// Everything found, by file and line.
    pub findings: Vec<Finding>,
}

impl Compiled {
    /// The findings that stop publication.
    pub fn denied(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.level == Severity::Deny)
    }
}

/// Checks and compiles the files under the law of a day: limits are compared with the general ones of that day, and
/// corrections hold from their own day on.
pub fn compile(sources: &Sources, law: &Law) -> Compiled {
    let mut findings = Findings::default();
    check_tables(sources, &mut findings);
    check_questions(sources, &mut findings);
    check_powers(sources, &mut findings);
    check_registers(sources, law.day(), &mut findings);
    check_layers(sources, &mut findings);
    let general_days = law.number(DECISION_DAYS).ok().and_then(|days| u32::try_from(days).ok());
    for matter in &sources.matters {
        check_matter(matter, general_days, &mut findings);
    }
    // What a bundle comes to is seen on the edition these files would make.
    let edition = build(sources, law);
    check_trades(sources, &edition, law, &mut findings);
    let mut findings = findings.found;
    findings.sort_by(|a, b| (&a.file, a.line, a.code).cmp(&(&b.file, b.line, b.code)));
    let denied = findings.iter().any(|finding| finding.level == Severity::Deny);
    Compiled {
        edition: (!denied).then_some(edition),
        findings,
    }
}

/// The edition of files that were published once, whatever the checks of today say: it holds as it was.
pub fn rebuild(sources: &Sources, law: &Law) -> Edition {
    build(sources, law)
}

/// The edition's hash: SM3 over one line for each file, one for each correction that does not hold yet, and one for each power
/// that does not hold yet or no longer.
fn hash(sources: &Sources, law: &Law) -> String {
    let mut files: Vec<String> = sources.files.iter().map(|file| format!("{} {}\n", file.sm3, file.path)).collect();
    files.sort();
    let pending = sources.corrections.iter().filter(|text| !holds(text, law));
    let powers = sources.powers.iter().filter_map(|power| {
        let word = match power.value.standing(law.day()) {
            PowerStanding::Holds => return None,
            PowerStanding::Ahead => "ahead",
            PowerStanding::Ended => "ended",
        };
        Some(format!("{word} {}\n", power.value.id()))
    });
    let lines = files
        .into_iter()
        .chain(pending.map(|text| format!("pending {}\n", text.value.id())))
        .chain(powers);
    sm3_hex(lines.collect::<String>().as_bytes())
}

fn holds(correction: &Placed<CorrectionText>, law: &Law) -> bool {
    correction.value.from.is_none_or(|from| from <= law.day())
}

fn build(sources: &Sources, law: &Law) -> Edition {
    let mut matters = matters(sources);
    let mut matter_codes = HashMap::new();
    for (place, matter) in (0u32..).zip(&matters) {
        matter_codes.insert(matter.code.clone(), MatterIndex(place));
        for listed in &matter.listed {
            matter_codes.insert(listed.id.clone(), MatterIndex(place));
        }
    }
    let sides = sides(sources, &matter_codes);
    for (within, elsewhere) in &sides {
        for (one, other) in [(within, elsewhere), (elsewhere, within)] {
            if let Some(matter) = matters.get_mut(one.0 as usize) {
                matter.elsewhere = Some(*other);
            }
        }
    }
    let corrections: HashMap<&str, Vec<&Placed<CorrectionText>>> = corrections_by_term(sources, law);
    let facts = facts(sources, law);
    let context = Context {
        matters: &matters,
        codes: &matter_codes,
        corrections: &corrections,
        facts: &facts,
        draft_basis: &sources.header.source,
    };
    let terms: Vec<Term> = sources.terms.iter().map(|row| context.term(row)).collect();
    let term_codes: HashMap<String, TermIndex> = (0u32..)
        .zip(&terms)
        .map(|(place, term)| (term.code.clone(), TermIndex(place)))
        .collect();
    let indices = |codes: &[String]| codes.iter().filter_map(|code| term_codes.get(code).copied()).collect();
    let everyday = sources.everyday.iter().map(|row| Everyday {
        word: row.value.word.clone(),
        terms: indices(&row.value.terms),
    });
    let everyday = everyday.collect();
    let codes = Codes {
        terms: &term_codes,
        matters: &matter_codes,
        facts: &facts,
    };
    let bundles = Bundles::of(sources, &codes);
    let units: Vec<Unit> = sources.units.iter().map(|unit| unit_of(&unit.value)).collect();
    let mut units_of: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, unit) in units.iter().enumerate() {
        for department in &unit.departments {
            units_of.entry(department.clone()).or_default().push(place);
        }
    }
    let rows = Rows::of(&terms, matters.len());
    Edition {
        hash: hash(sources, law),
        title: sources.header.title.clone(),
        source: sources.header.source.clone(),
        issuer: sources.header.issuer.clone(),
        published: sources.header.published,
        draft: sources.header.draft,
        notes: sources.header.notes.clone(),
        valid_from: sources.header.valid_from,
        unit_codes: units.iter().enumerate().map(|(place, unit)| (unit.code.clone(), place)).collect(),
        units_of,
        terms,
        matters,
        units,
        everyday,
        bundles,
        facts,
        powers: Powers::of(&sources.powers, &matter_codes, law),
        registers: Registers::of(sources),
        term_codes,
        matter_codes,
        rows,
        layers: layers(sources),
    }
}

/// Matters that run only within a free-trade zone, each with the one that runs outside in its place (CAT-04).
fn sides(sources: &Sources, codes: &HashMap<String, MatterIndex>) -> Vec<(MatterIndex, MatterIndex)> {
    let within = sources.matters.iter().map(|matter| &matter.value).filter(|text| in_zone_only(text));
    within
        .filter_map(|text| Some((*codes.get(&text.code)?, *codes.get(&text.instead_of)?)))
        .collect()
}

/// Whether it only runs within a free-trade zone.
pub(super) fn in_zone_only(text: &MatterText) -> bool {
    text.territory == FREE_TRADE_ZONE
}

/// The declared facts, and one for each condition that holds and stands in words only; or could be read once and no longer, in
/// an edition of old.
fn facts(sources: &Sources, law: &Law) -> Facts {
    let mut facts = Facts::declared(&sources.facts);
    let holding = sources.corrections.iter().filter(|text| holds(text, law));
    for need in holding.flat_map(|text| text.value.needs.iter().flatten()) {
        let readable = !need.condition.is_empty() && read(&need.condition, &facts).is_ok();
        if let Some(words) = words(need).filter(|_| !readable) {
            facts.of_words(words);
        }
    }
    facts
}

/// The words of a need's condition; where an edition of old has none, its expression.
fn words(need: &NeedText) -> Option<&str> {
    [&need.when, &need.condition]
        .into_iter()
        .find(|words| !words.is_empty())
        .map(String::as_str)
}

/// Corrections that hold, by term, the oldest first, so that a later one has the last word.
fn corrections_by_term<'s>(sources: &'s Sources, law: &Law) -> HashMap<&'s str, Vec<&'s Placed<CorrectionText>>> {
    let mut holding: Vec<_> = sources.corrections.iter().filter(|text| holds(text, law)).collect();
    holding.sort_by(|a, b| (a.value.from, &a.at).cmp(&(b.value.from, &b.at)));
    let mut by_term: HashMap<&str, Vec<&Placed<CorrectionText>>> = HashMap::new();
    for correction in holding {
        by_term.entry(correction.value.term.as_str()).or_default().push(correction);
    }
    by_term
}

/// What terms are resolved against.
struct Context<'s> {
    matters: &'s [Matter],
    codes: &'s HashMap<String, MatterIndex>,
    corrections: &'s HashMap<&'s str, Vec<&'s Placed<CorrectionText>>>,
    facts: &'s Facts,
    draft_basis: &'s str,
}

/// Within a free-trade zone or outside, while compiling.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Elsewhere,
    FreeTrade,
}

impl Context<'_> {
    fn term(&self, row: &Placed<TermRow>) -> Term {
        let text = &row.value;
        let (mut needs, mut needs_ftz) = (self.draft(row, Side::Elsewhere), self.draft(row, Side::FreeTrade));
        let corrections = self.corrections.get(text.code.as_str()).map(Vec::as_slice).unwrap_or_default();
        for correction in corrections {
            self.correct(&mut needs, correction);
            self.correct(&mut needs_ftz, correction);
        }
        self.keep_to(&mut needs, Side::Elsewhere);
        self.keep_to(&mut needs_ftz, Side::FreeTrade);
        let stated = corrections
            .iter()
            .rev()
            .find_map(|correction| TermKind::from_name(&correction.value.kind));
        Term {
            code: text.code.clone(),
            name: text.name.clone(),
            kind: stated.unwrap_or_else(|| self.kind(&needs)),
            industries: text.industries.clone(),
            needs,
            needs_ftz,
            cell_status: text.cell_status.clone(),
        }
    }

    /// What the draft's row names.
    fn draft(&self, row: &Placed<TermRow>, side: Side) -> Vec<Need> {
        let text = &row.value;
        // A clipped cell says nothing; then the general one holds.
        let clipped = text.permits_ftz.is_empty() && text.cell_status.contains("ftz_clipped");
        let permits = if side == Side::Elsewhere || clipped {
            &text.permits
        } else {
            &text.permits_ftz
        };
        let mut matters: Vec<MatterIndex> = Vec::new();
        let filings = text.filings.iter().filter(|id| self.filing_holds(id, &text.filings, side));
        for matter in permits.iter().chain(filings).filter_map(|id| self.codes.get(id).copied()) {
            if !matters.contains(&matter) {
                matters.push(matter);
            }
        }
        if matters.is_empty() {
            return Vec::new();
        }
        matters.sort_unstable();
        vec![Need {
            matters: Needed::AllOf(matters),
            when: None,
            test: None,
            basis: self.draft_basis.to_owned(),
            mark: Mark::Secondary,
            rule: RuleRef::Draft {
                file: Arc::clone(&row.at.file),
                line: row.at.line,
            },
            note: String::new(),
        }]
    }

    /// The draft names a filing and its free-trade-zone variant in one cell: only one of the two holds.
    fn filing_holds(&self, id: &str, cell: &[String], side: Side) -> bool {
        let Some(row) = self.listed(id) else { return true };
        let variant = |other: &Listed| other.free_trade_zone && other.name == row.name;
        match side {
            Side::Elsewhere => !row.free_trade_zone,
            Side::FreeTrade => row.free_trade_zone || !cell.iter().filter_map(|other| self.listed(other)).any(variant),
        }
    }

    fn listed(&self, id: &str) -> Option<&Listed> {
        let matter = self.codes.get(id).and_then(|index| self.matters.get(index.0 as usize))?;
        matter.listed.iter().find(|listed| listed.id == id)
    }

    /// Lays one correction over the needs: those it states are all there are; otherwise what it drops goes.
    fn correct(&self, needs: &mut Vec<Need>, correction: &Placed<CorrectionText>) {
        let text = &correction.value;
        let Some(stated) = &text.needs else {
            let dropped = self.resolve(&text.drop);
            for need in needs.iter_mut() {
                let (Needed::AllOf(matters) | Needed::AnyOf(matters)) = &mut need.matters;
                matters.retain(|matter| !dropped.contains(matter));
            }
            return needs.retain(|need| !need.matters.matters().is_empty());
        };
        needs.clear();
        for wanted in stated {
            let groups = [
                Needed::AllOf(self.resolve(&wanted.all_of)),
                Needed::AnyOf(self.resolve(&wanted.any_of)),
            ];
            for matters in groups.into_iter().filter(|matters| !matters.matters().is_empty()) {
                needs.push(Need {
                    matters,
                    when: words(wanted).map(str::to_owned),
                    test: self.test(wanted).map(Box::new),
                    basis: text.basis.clone(),
                    mark: sure(text.mark),
                    rule: RuleRef::Correction {
                        id: text.id(),
                        file: Arc::clone(&correction.at.file),
                        line: correction.at.line,
                    },
                    note: if wanted.note.is_empty() {
                        text.note.clone()
                    } else {
                        wanted.note.clone()
                    },
                });
            }
        }
    }

    /// Puts the matter of this side of the zone's border in place of the one of the other side; one that runs on the other side
    /// only, and has no counterpart here, is not needed here.
    fn keep_to(&self, needs: &mut Vec<Need>, side: Side) {
        for need in needs.iter_mut() {
            let (Needed::AllOf(matters) | Needed::AnyOf(matters)) = &mut need.matters;
            let here = |index: MatterIndex| {
                let matter = self.matters.get(index.0 as usize)?;
                let modelled_for = if matter.free_trade_zone { Side::FreeTrade } else { Side::Elsewhere };
                match matter.elsewhere {
                    Some(other) if modelled_for != side => Some(other),
                    None if matter.modelled() && matter.free_trade_zone && side == Side::Elsewhere => None,
                    Some(_) | None => Some(index),
                }
            };
            *matters = matters.iter().filter_map(|index| here(*index)).collect();
            matters.sort_unstable();
            matters.dedup();
        }
        needs.retain(|need| !need.matters.matters().is_empty());
    }

    /// When a need holds: its expression, or its own words where there is none that can be read.
    fn test(&self, need: &NeedText) -> Option<Test> {
        let words = words(need)?;
        let expression = Some(&need.condition).filter(|expression| !expression.is_empty());
        let test = expression.and_then(|expression| read(expression, self.facts).ok());
        test.or_else(|| Some(Test::in_words(words, self.facts.index(words)?)))
    }

    fn resolve(&self, ids: &[String]) -> Vec<MatterIndex> {
        let mut matters: Vec<MatterIndex> = ids.iter().filter_map(|id| self.codes.get(id).copied()).collect();
        matters.sort_unstable();
        matters.dedup();
        matters
    }

    /// What the unconditional needs make of the term. Cancelled matters ask for nothing.
    fn kind(&self, needs: &[Need]) -> TermKind {
        let always = needs.iter().filter(|need| need.when.is_none());
        let asked = always
            .flat_map(|need| need.matters.matters())
            .filter_map(|index| self.matters.get(index.0 as usize));
        let mut kind = TermKind::General;
        for matter in asked.filter(|matter| matter.asks()) {
            if !matter.is_filing() {
                return TermKind::Permit;
            }
            kind = TermKind::Filing;
        }
        kind
    }
}

/// How heavy a matter is on who needs it; the order of every notice.
fn burden(matter: &Matter) -> u8 {
    match (matter.mode, matter.sort) {
        (Some(Mode::OptimizedApproval), _) => 0,
        (None, Sort::Permit) => 1,
        (Some(Mode::NotificationCommitment), _) => 2,
        (Some(Mode::RecordFiling), _) | (None, Sort::Filing) => 3,
        (Some(Mode::ApprovalCancelled), _) => 4,
    }
}

/// Matters modelled in full, and the listed ones that none of them stands for; in the order of notices.
pub(super) fn matters(sources: &Sources) -> Vec<Matter> {
    let rows: HashMap<&str, &ListedRow> = sources.listed.iter().map(|row| (row.value.id.as_str(), &row.value)).collect();
    let mut absorbed: HashMap<&str, ()> = HashMap::new();
    let mut matters = Vec::new();
    for matter in &sources.matters {
        absorbed.extend(matter.value.lists.iter().map(|id| (id.as_str(), ())));
        matters.push(full(&matter.value, &rows, sources));
    }
    matters.extend(
        sources
            .listed
            .iter()
            .filter(|row| !absorbed.contains_key(row.value.id.as_str()))
            .map(|row| listed_only(&row.value)),
    );
    matters.sort_by(|a, b| (burden(a), &a.code).cmp(&(burden(b), &b.code)));
    matters
}

fn listed_of(row: &ListedRow) -> Listed {
    Listed {
        id: row.id.clone(),
        name: row.name.clone(),
        free_trade_zone: row.free_trade_zone == "yes",
    }
}

pub(super) fn listed_only(row: &ListedRow) -> Matter {
    Matter {
        code: row.id.clone(),
        name: row.name.clone(),
        sort: Sort::from_name(&row.sort).unwrap_or(Sort::Permit),
        mode: Mode::from_name(&row.mode),
        mode_mark: Mark::from_name(&row.mode_mark).unwrap_or(Mark::Recalled),
        department: row.department.clone(),
        department_mark: Mark::from_name(&row.department_mark).unwrap_or(Mark::Recalled),
        name_mark: NameMark::from_name(&row.name_mark).unwrap_or(NameMark::Clipped),
        free_trade_zone: row.free_trade_zone == "yes",
        elsewhere: None,
        listed: vec![listed_of(row)],
        detail: None,
        entry: None,
    }
}

fn full(text: &MatterText, rows: &HashMap<&str, &ListedRow>, sources: &Sources) -> Matter {
    let listed = text.lists.iter().filter_map(|id| rows.get(id.as_str()));
    let mode = Mode::from_name(&text.mode);
    Matter {
        code: text.code.clone(),
        name: text.name.clone(),
        sort: if mode == Some(Mode::RecordFiling) {
            Sort::Filing
        } else {
            Sort::Permit
        },
        mode,
        mode_mark: sure(text.mode_mark),
        department: text.competent.clone(),
        department_mark: sure(text.regulating_mark),
        name_mark: NameMark::Whole,
        free_trade_zone: in_zone_only(text),
        elsewhere: None,
        listed: listed.map(|row| listed_of(row)).collect(),
        detail: Some(Box::new(detail(text, sources))),
        entry: None,
    }
}

fn stated(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn sure(mark: Option<Mark>) -> Mark {
    mark.unwrap_or(Mark::Recalled)
}

fn limit_of(limit: &Placed<LimitText>) -> Limit {
    Limit {
        days: limit.value.days,
        article: limit.value.article.clone(),
        mark: sure(limit.value.mark),
    }
}

/// Everything about a matter. The lints have seen to it that nothing is missing; the defaults are never reached.
fn detail(text: &MatterText, sources: &Sources) -> Detail {
    let validity = text.validity.as_ref().and_then(|validity| {
        let (article, mark) = (validity.value.article.clone(), sure(validity.value.mark));
        validity.value.months.map(|months| Validity::Months { months, article, mark })
    });
    Detail {
        set_by: SetBy::from_name(&text.set_by).unwrap_or(SetBy::Central),
        territory_basis: stated(&text.territory_basis),
        superior: stated(&text.superior),
        deviation: stated(&text.deviation),
        deviation_basis: stated(&text.deviation_basis),
        mode_basis: text.mode_basis.clone(),
        measures: text.measures.clone(),
        basis: text.basis.iter().map(|basis| basis_of(&basis.value)).collect(),
        level: Level::from_name(&text.level).unwrap_or(Level::County),
        approving: text.approving.clone(),
        regulating: text.regulating.clone(),
        regulating_mark: sure(text.regulating_mark),
        service: Service::from_name(&text.service).unwrap_or(Service::Both),
        ground: Ground::from_name(&text.ground),
        fee_fen: text.fee_fen.unwrap_or(0),
        fee_basis: text.fee_basis.clone(),
        visits: text.visits.unwrap_or(0),
        quota: stated(&text.quota),
        layout_plan: stated(&text.layout_plan),
        valid_from: text.valid_from.unwrap_or(sources.header.valid_from),
        legal_limit: text.legal_limit.as_ref().map(limit_of),
        promised_limit: text.promised_limit.as_ref().map(limit_of),
        validity: validity.unwrap_or(Validity::LongTerm),
        certificate: text.certificate.as_ref().map(|certificate| certificate_of(&certificate.value)),
        conditions: text.conditions.iter().map(|condition| condition_of(&condition.value)).collect(),
        materials: text.materials.iter().map(|material| material_of(&material.value)).collect(),
        fields: text.fields.iter().map(|field| field_of(&field.value)).collect(),
        steps: text.steps.iter().map(|step| step_of(&step.value)).collect(),
        reduction: text
            .reduction
            .as_ref()
            .map(|reduction| &reduction.value)
            .map(|reduction| Reduction {
                materials: reduction.materials,
                steps: reduction.steps,
                days: reduction.days,
                fee_fen: reduction.fee_fen,
            }),
        filing: text.filing.as_ref().map(|filing| &filing.value).map(|filing| Filing {
            with_registration: filing.with_registration,
            share_with: filing.share_with.clone(),
        }),
        commitment: text
            .commitment
            .as_ref()
            .map(|commitment| &commitment.value)
            .map(|commitment| Commitment {
                verify_days: commitment.verify_days,
                consequence: commitment.consequence.clone(),
                letter_intro: commitment.letter_intro.clone(),
            }),
        discretion: text
            .discretion
            .iter()
            .map(|table| discretion_of(&table.value, &text.fields))
            .collect(),
        supervision: Supervision {
            measure: text.supervision.measure.clone(),
            frequency: text.supervision.frequency.clone(),
        },
    }
}

fn basis_of(basis: &BasisText) -> Basis {
    Basis {
        law: basis.law.clone(),
        article: basis.article.clone(),
        mark: sure(basis.mark),
    }
}

fn certificate_of(certificate: &CertificateText) -> Certificate {
    Certificate {
        name: certificate.name.clone(),
        kind: certificate.kind.clone(),
        fields: certificate.fields.clone(),
    }
}

fn condition_of(condition: &ConditionText) -> Condition {
    Condition {
        code: condition.code.clone(),
        text: condition.text.clone(),
        measure: condition.measure.clone(),
        evidence: condition.evidence.clone(),
        article: condition.article.clone(),
        mark: sure(condition.mark),
    }
}

fn material_of(material: &MaterialText) -> Material {
    Material {
        code: material.code.clone(),
        name: material.name.clone(),
        basis: material.basis.clone(),
        source: Source::from_name(&material.source).unwrap_or(Source::Applicant),
        shared_from: stated(&material.shared_from),
        copies: material.copies,
        form: material.form.clone(),
        note: material.note.clone(),
        mark: sure(material.mark),
    }
}

fn field_of(field: &FieldText) -> Field {
    Field {
        code: field.code.clone(),
        label: field.label.clone(),
        kind: FieldKind::from_name(&field.kind).unwrap_or(FieldKind::Text),
        unit: field.unit.clone(),
        choices: field.choices.clone(),
        required: field.required,
        hint: field.hint.clone(),
    }
}

fn step_of(step: &StepText) -> ProcessStep {
    ProcessStep {
        kind: StepKind::from_name(&step.code).unwrap_or(StepKind::Review),
        name: step.name.clone(),
        post: step.post.clone(),
        days: step.days,
    }
}

pub(super) fn unit_of(unit: &super::source::UnitText) -> Unit {
    Unit {
        code: unit.code.clone(),
        name: unit.name.clone(),
        short: unit.short.clone(),
        departments: unit.departments.clone(),
        place: unit.place.clone(),
        address: unit.address.clone(),
        hours: unit.hours.clone(),
        phone: unit.phone.clone(),
        window: unit.window.clone(),
        demo: unit.demo,
    }
}
