//! 清单版本: one compiled edition, immutable, identified by the SM3 hash of its sources.

use super::condition::{Fact, FactIndex, Facts, Test};
use super::detail::Detail;
use super::layers::{Layer, LayerEntry};
use super::notice::Zone;
use super::power::Powers;
use super::registers::Registers;
use super::rows::Rows;
use super::trade::{Bundles, Order, Trade, Waiver};
use crate::access::named;
use crate::calendar::Date;
use crate::law::{Mark, covers, nearness};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

named! {
    /// 改革方式: exactly four (国发〔2019〕25号 第二条第（二）项).
    Mode {
        /// 直接取消审批
        ApprovalCancelled = "approval_cancelled",
        /// 审批改为备案
        RecordFiling = "record_filing",
        /// 实行告知承诺
        NotificationCommitment = "notification_commitment",
        /// 优化审批服务
        OptimizedApproval = "optimized_approval",
    }
}

named! {
    /// What a scope term asks for outside a free-trade zone.
    TermKind {
        /// 一般: the business licence is enough.
        General = "general",
        /// 许可
        Permit = "permit",
        /// 备案
        Filing = "filing",
    }
}

named! {
    /// What a matter is by law.
    Sort {
        /// 许可
        Permit = "permit",
        /// 备案
        Filing = "filing",
    }
}

named! {
    /// Whether the official table shows the whole name.
    NameMark {
        /// Whole.
        Whole = "whole",
        /// Cut off in the official table itself.
        Clipped = "clipped",
    }
}

/// Place of a term in the edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermIndex(pub u32);

/// Place of a matter in the edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MatterIndex(pub u32);

/// The rule that made a need: a row of the draft, or a correction over it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleRef {
    /// The row of the draft.
    Draft { file: Arc<str>, line: u32 },
    /// A correction of the keeper.
    Correction { id: String, file: Arc<str>, line: u32 },
}

impl fmt::Display for RuleRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RuleRef::Draft { file, line } => write!(f, "{file}:{line}"),
            RuleRef::Correction { id, .. } => f.write_str(id),
        }
    }
}

/// Which matters a need asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needed {
    /// Every one of them.
    AllOf(Vec<MatterIndex>),
    /// One of them is enough.
    AnyOf(Vec<MatterIndex>),
}

impl Needed {
    /// All matters named.
    pub fn matters(&self) -> &[MatterIndex] {
        match self {
            Needed::AllOf(matters) | Needed::AnyOf(matters) => matters,
        }
    }
}

/// What a term asks for, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The matters.
    pub matters: Needed,
    /// Only when this is true of the shop, in words.
    pub when: Option<String>,
    /// The same as a test over facts; whenever there are words there is one.
    pub test: Option<Box<Test>>,
    /// Article.
    pub basis: String,
    /// How sure we are of it.
    pub mark: Mark,
    /// The rule that fired.
    pub rule: RuleRef,
    /// How to choose among alternatives, or why the keeper wrote it so.
    pub note: String,
}

/// 经营范围规范表述
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Code, such as H2002.
    pub code: String,
    /// Wording.
    pub name: String,
    /// What it asks for as a rule; needs with a condition come on top.
    pub kind: TermKind,
    /// GB/T 4754 codes.
    pub industries: Vec<String>,
    /// What it asks for outside a free-trade zone.
    pub needs: Vec<Need>,
    /// What it asks for within one.
    pub needs_ftz: Vec<Need>,
    /// How readable the official cell was; `ok` when fully.
    pub cell_status: String,
}

impl Term {
    /// What it asks for in this zone.
    pub fn needs_in(&self, zone: Zone) -> &[Need] {
        match zone {
            Zone::FreeTrade => &self.needs_ftz,
            Zone::Elsewhere => &self.needs,
        }
    }
}

/// 事项: named by the draft, or modelled in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// Code of the matter, or its id in the draft's list.
    pub code: String,
    /// Name.
    pub name: String,
    /// Permit or filing.
    pub sort: Sort,
    /// Reform mode; a listed matter's may not be known.
    pub mode: Option<Mode>,
    /// How sure we are of the mode.
    pub mode_mark: Mark,
    /// 主管部门: a department's code when modelled, its name in the list otherwise; may be empty there.
    pub department: String,
    /// How sure we are of the department.
    pub department_mark: Mark,
    /// Whether the official table shows the whole name.
    pub name_mark: NameMark,
    /// Only within a free-trade zone.
    pub free_trade_zone: bool,
    /// The same matter on the other side of the zone's border, where it goes another way there.
    pub elsewhere: Option<MatterIndex>,
    /// Draft rows it stands for.
    pub listed: Vec<Listed>,
    /// Everything about it, when it is modelled.
    pub detail: Option<Box<Detail>>,
    /// What a superior list says of it, when it is an entry of one.
    pub entry: Option<Box<LayerEntry>>,
}

impl Matter {
    /// Whether it can be applied for here.
    pub fn modelled(&self) -> bool {
        self.detail.is_some()
    }

    /// Whether anything must be done for it: not when its approval was cancelled.
    pub fn asks(&self) -> bool {
        self.mode != Some(Mode::ApprovalCancelled)
    }

    /// Whether it is filed and not granted: by law, or because its approval became a filing.
    pub fn is_filing(&self) -> bool {
        self.sort == Sort::Filing || self.mode == Some(Mode::RecordFiling)
    }

    /// Whether it is done together with the registration (多证合一).
    pub fn with_registration(&self) -> bool {
        let filing = self.detail.as_ref().and_then(|detail| detail.filing.as_ref());
        filing.is_some_and(|filing| filing.with_registration)
    }

    /// Whether its mode and its department were read in the primary text.
    pub fn verified(&self) -> bool {
        self.mode_mark == Mark::Confirmed && self.department_mark == Mark::Confirmed
    }

    /// Whether a published rule decides it at once: filings and commitments (LIC-03, LIC-05).
    pub fn on_the_spot(&self) -> bool {
        matches!(self.mode, Some(Mode::RecordFiling | Mode::NotificationCommitment))
    }
}

/// A row of the draft's list of matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Id.
    pub id: String,
    /// Name in the draft.
    pub name: String,
    /// Only within a free-trade zone.
    pub free_trade_zone: bool,
}

/// 办事机构
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Short name.
    pub short: String,
    /// Codes of the departments whose business it does.
    pub departments: Vec<String>,
    /// Division code it serves; empty: every place.
    pub place: String,
    /// Address of its window.
    pub address: String,
    /// Hours.
    pub hours: String,
    /// Phone.
    pub phone: String,
    /// Window numbers.
    pub window: String,
    /// Address, phone and hours are made up for the demo; screens say so.
    pub demo: bool,
}

/// A word people use, and the terms it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Everyday {
    /// The word.
    pub word: String,
    /// The terms, the best first.
    pub terms: Vec<TermIndex>,
}

/// 清单版本
#[derive(Clone, Debug)]
pub struct Edition {
    /// SM3 of the canonical sources.
    pub hash: String,
    /// Title.
    pub title: String,
    /// Who issued what the terms come from.
    pub issuer: String,
    /// When that was published.
    pub published: Option<Date>,
    /// Where the terms come from.
    pub source: String,
    /// Whether the source is only a draft.
    pub draft: bool,
    /// What the reader must know about the source.
    pub notes: Vec<String>,
    /// First day in force.
    pub valid_from: Date,
    pub(super) terms: Vec<Term>,
    pub(super) matters: Vec<Matter>,
    pub(super) units: Vec<Unit>,
    pub(super) everyday: Vec<Everyday>,
    pub(super) bundles: Bundles,
    pub(super) facts: Facts,
    pub(super) powers: Powers,
    pub(super) registers: Registers,
    pub(super) term_codes: HashMap<String, TermIndex>,
    /// Matter codes and the listed ids they stand for.
    pub(super) matter_codes: HashMap<String, MatterIndex>,
    pub(super) unit_codes: HashMap<String, usize>,
    /// Places of the units that do a department's business.
    pub(super) units_of: HashMap<String, Vec<usize>>,
    pub(super) rows: Rows,
    pub(super) layers: BTreeMap<Layer, Arc<Edition>>,
}

impl Edition {
    /// All terms, in the order of the list.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// All matters, those modelled in full first.
    pub fn matters(&self) -> &[Matter] {
        &self.matters
    }

    /// All offices.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// All everyday words.
    pub fn everyday(&self) -> &[Everyday] {
        &self.everyday
    }

    /// All trades, in the order of the file.
    pub fn trades(&self) -> &[Trade] {
        &self.bundles.trades
    }

    /// The trade with this code.
    pub fn trade(&self, code: &str) -> Option<&Trade> {
        self.trades().iter().find(|trade| trade.code == code)
    }

    /// Which matter the law grants only upon which.
    pub fn orders(&self) -> &[Order] {
        &self.bundles.orders
    }

    /// Materials that another matter of the same bundle results in.
    pub fn waivers(&self) -> &[Waiver] {
        &self.bundles.waivers
    }

    /// All facts that decide something, in the order of the files; those in words after them.
    pub fn facts(&self) -> &[Fact] {
        self.facts.all()
    }

    /// The fact with this code.
    pub fn fact(&self, code: &str) -> Option<&Fact> {
        self.fact_at(self.facts.index(code)?)
    }

    /// The fact at this place.
    pub fn fact_at(&self, index: FactIndex) -> Option<&Fact> {
        self.facts.get(index)
    }

    /// The term with this code.
    pub fn term(&self, code: &str) -> Option<&Term> {
        self.term_at(self.term_index(code)?)
    }

    /// The place of the term with this code.
    pub fn term_index(&self, code: &str) -> Option<TermIndex> {
        self.term_codes.get(code).copied()
    }

    /// The term at this place.
    pub fn term_at(&self, index: TermIndex) -> Option<&Term> {
        self.terms.get(index.0 as usize)
    }

    /// The matter with this code; a listed id finds the matter that stands for it.
    pub fn matter(&self, code: &str) -> Option<&Matter> {
        self.matter_at(self.matter_index(code)?)
    }

    /// The place of the matter with this code.
    pub fn matter_index(&self, code: &str) -> Option<MatterIndex> {
        self.matter_codes.get(code).copied()
    }

    /// The matter at this place.
    pub fn matter_at(&self, index: MatterIndex) -> Option<&Matter> {
        self.matters.get(index.0 as usize)
    }

    /// The office with this code.
    pub fn unit(&self, code: &str) -> Option<&Unit> {
        self.unit_codes.get(code).and_then(|index| self.units.get(*index))
    }

    /// The office that does this department's business for this place: the nearest one that serves it.
    pub fn unit_for(&self, department: &str, place: &str) -> Option<&Unit> {
        let serving = self.units_of.get(department)?.iter().filter_map(|index| self.units.get(*index));
        serving
            .filter(|unit| covers(&unit.place, place))
            .max_by_key(|unit| nearness(&unit.place))
    }

    /// The office that does this department's business nearest to a place, where the place has none: the codes of divisions
    /// share the more digits the nearer they are.
    pub fn unit_nearest(&self, department: &str, place: &str) -> Option<&Unit> {
        let shared = |unit: &Unit| {
            unit.place
                .bytes()
                .zip(place.bytes())
                .take_while(|(one, other)| one == other)
                .count()
        };
        let units = self
            .units
            .iter()
            .filter(|unit| unit.departments.iter().any(|name| name == department));
        // The first of the nearest.
        self.unit_for(department, place)
            .or_else(|| units.max_by_key(|unit| (shared(unit), std::cmp::Reverse(unit.code.as_str()))))
    }
}
