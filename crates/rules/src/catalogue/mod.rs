//! 事项清单: scope terms, matters and units as checked data; the one-time notice; search.
//!
//! 国发〔2019〕25号 and 国发〔2021〕7号: one list, four reform modes, nothing outside the list may restrict entry. The files
//! are compiled like a program: [`compile`] either gives an [`Edition`] or findings that say what is wrong, where and by
//! which article. Everything the guide, registration and pushes need is derived from that one edition.

mod answers;
mod assignment;
mod bundle;
mod closed;
mod compare;
mod compile;
mod condition;
mod counts;
mod detail;
mod diff;
mod discretion;
mod edition;
pub mod feedback;
pub mod import;
mod laws;
mod layers;
mod lint;
mod notice;
mod power;
pub mod proof_report;
mod proofs;
mod provision;
mod query;
mod registers;
mod responsibility;
mod rows;
mod search;
mod sound;
pub mod source;
mod trade;
pub mod version;
mod visits;
mod words;

pub use answers::{Input, Settlement, Trace};
pub use assignment::{Assigned, Assignment, Claimed, Supervised, assignment};
pub use bundle::{Bundle, Given, Paper, Part};
pub use closed::beyond_the_list;
pub use compare::{Bound, Breach, Comparison, Deviation, Matched, Reason, Reworded, Threshold, compare};
pub use compile::{Compiled, compile, rebuild};
pub use condition::{Answer, Answers, Choice, Fact, FactIndex, FactKind, Quantity, Test, Truth};
pub use counts::{
    Counts, Coverage, CoverageKind, GoalStanding, ListCheck, LocalLicences, Origins, Share, check_lists, counts, coverage, local_licences,
};
pub use detail::{
    Basis, Certificate, Commitment, Condition, Detail, Field, FieldKind, Filing, Ground, Level, Limit, Material, ProcessStep, Reduction,
    Service, SetBy, Source, StepKind, Supervision, Validity,
};
pub use diff::{
    Department, Diff, EditionName, Effort, Element, ElementChange, Entry, MatterChange, MatterFace, MatterName, Names, PowerFace, Reach,
    Shift, TermFace, TermNeed, Value, diff,
};
pub use discretion::{Discretion, DiscretionRule, Range, Ranged};
pub use edition::{
    Edition, Everyday, Listed, Matter, MatterIndex, Mode, NameMark, Need, Needed, RuleRef, Sort, Term, TermIndex, TermKind, Unit,
};
pub use laws::{Affected, ChangeKind, Cited, Confirmation, Dependent, Enactment, EnactmentRank, LawChange, Outcome};
pub use layers::{Layer, LayerEntry, Step};
pub use lint::{Finding, Lint, Severity, render};
pub use notice::{Because, Days, Notice, NoticeMatter, Office, Receiver, Settled, Tally, Totals, Zone, legal_limit, notice};
pub use power::{Acting, Power, PowerForm, PowerStanding};
pub use proofs::{Disposal, Proof};
pub use provision::{Citation, Extent, Provision};
pub use responsibility::{PowerGaps, PowerItem};
pub use search::{Hit, MatterHit, Search, Why};
pub use sound::{initial, pinyin};
pub use trade::{Composite, Order, Scene, Trade, Waiver};
pub use visits::{VisitBatch, VisitChange, VisitClass, VisitEntry, visit_list};

#[cfg(test)]
mod tests;
