//! 事项清单: scope terms, matters and units as checked data; the one-time notice; search.
//!
//! 国发〔2019〕25号 and 国发〔2021〕7号: one list, four reform modes, nothing outside the list may restrict entry. The files
//! are compiled like a program: [`compile`] either gives an [`Edition`] or findings that say what is wrong, where and by
//! which article. Everything the guide, registration and pushes need is derived from that one edition.

mod answers;
mod compare;
mod compile;
mod condition;
mod counts;
mod detail;
mod diff;
mod edition;
pub mod import;
mod layers;
mod lint;
mod notice;
mod query;
mod rows;
mod search;
mod sound;
pub mod source;
pub mod version;
mod words;

pub use answers::{Input, Settlement, Trace};
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
    Department, Diff, EditionName, Effort, Element, ElementChange, Entry, MatterChange, MatterFace, MatterName, Names, Reach, Shift,
    TermFace, TermNeed, Value, diff,
};
pub use edition::{
    Edition, Everyday, Listed, Matter, MatterIndex, Mode, NameMark, Need, Needed, RuleRef, Sort, Term, TermIndex, TermKind, Trade, Unit,
};
pub use layers::{Layer, LayerEntry, Step};
pub use lint::{Finding, Lint, Severity, render};
pub use notice::{Because, Days, Notice, NoticeMatter, Office, Receiver, Settled, Tally, Totals, Zone, legal_limit, notice};

pub use search::{Hit, MatterHit, Search, Why};
pub use sound::initial;

#[cfg(test)]
mod tests;
