//! The registers beside the matters as written: laws and what happened to them, powers and duties, proofs, batches of visit
//! classes, and the tables of discretion in a matter's file.

use super::Placed;
use crate::calendar::Date;
use crate::law::Mark;

/// Everything the registers' files hold. A catalogue without them is whole: only what is listed is tracked.
#[derive(Clone, Debug, Default)]
pub struct Registers {
    /// `[[law]]` of `laws.toml`.
    pub enactments: Vec<Placed<EnactmentText>>,
    /// `[[change]]` of `laws.toml`.
    pub changes: Vec<Placed<ChangeText>>,
    /// `[[power_item]]` of `responsibilities.toml`.
    pub powers: Vec<Placed<PowerItemText>>,
    /// `[[duty_item]]` of `responsibilities.toml`.
    pub duties: Vec<Placed<PowerItemText>>,
    /// `proofs.toml`
    pub proofs: Vec<Placed<ProofText>>,
    /// `visits.tsv`
    pub visits: Vec<Placed<VisitRow>>,
}

/// A law or document that matters rest on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnactmentText {
    /// Title, without marks of a title.
    pub name: String,
    /// Number of the document; empty where it has none or it does not tell editions apart.
    pub number: String,
    /// `law`, `administrative_regulation`, `rule`, `local_regulation`, `normative`.
    pub rank: String,
    /// First day in force of the text that is cited.
    pub from: Option<Date>,
    /// How sure we are.
    pub mark: Option<Mark>,
}

/// What happened to a law.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeText {
    /// Title of the law.
    pub law: String,
    /// The articles it is about; empty: the whole law.
    pub articles: Vec<String>,
    /// `repealed`, `amended`, `renumbered`.
    pub kind: String,
    /// First day of the change.
    pub from: Option<Date>,
    /// The document that makes it.
    pub by: String,
    /// What the keeper should look at.
    pub note: String,
    /// How sure we are.
    pub mark: Option<Mark>,
    /// The matters that were looked at because of it.
    pub confirmed: Vec<ConfirmationText>,
}

/// A dependent matter that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfirmationText {
    /// Code of the matter.
    pub matter: String,
    /// The day.
    pub on: Option<Date>,
    /// `kept`, `revised`, `cancelled`.
    pub outcome: String,
    /// Who looked.
    pub by: String,
    /// Last day of a transition, where one was given.
    pub until: Option<Date>,
}

/// An entry of the power list or of the responsibility list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PowerItemText {
    /// Code in the list.
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of the department that holds it.
    pub department: String,
    /// Codes of the matters it is about.
    pub matters: Vec<String>,
    /// First day on which it stands in the list no more.
    pub removed: Option<Date>,
}

/// A proof that somebody demands or demanded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProofText {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Other names it goes by.
    pub also: Vec<String>,
    /// Codes of the matters that demand or demanded it; empty: of any.
    pub matters: Vec<String>,
    /// What it rests on.
    pub basis: String,
    /// Who would have to write it.
    pub issuer: String,
    /// `keep`, `data_check`, `commitment`, `abolished`.
    pub disposal: String,
    /// The law excludes a commitment for it.
    pub commitment_excluded: String,
    /// Day of the disposal.
    pub day: Option<Date>,
    /// How sure we are.
    pub mark: Option<Mark>,
    /// Why.
    pub note: String,
}

/// One row of `visits.tsv`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VisitRow {
    /// Number of the batch.
    pub batch: String,
    /// The day it was published.
    pub date: String,
    /// Code of the matter.
    pub matter: String,
    /// `zero`, `one`.
    pub class: String,
    /// `added`, `withdrawn`.
    pub change: String,
    /// The document it was published by.
    pub basis: String,
}

/// 裁量: what is decided within a range, by which factors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiscretionText {
    /// Code within the matter.
    pub code: String,
    /// What is decided.
    pub name: String,
    /// Unit of a number; empty: a choice of words.
    pub unit: String,
    /// Article that leaves the choice.
    pub article: String,
    /// How sure we are.
    pub mark: Option<Mark>,
    /// Its rows.
    pub rules: Vec<DiscretionRuleText>,
}

/// One row of a table of discretion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiscretionRuleText {
    /// The factors in words.
    pub when: String,
    /// The same as an expression over the fields of the form; empty: always.
    pub condition: String,
    /// Least outcome.
    pub from: Option<i64>,
    /// Greatest outcome.
    pub to: Option<i64>,
    /// Outcomes in words.
    pub choices: Vec<String>,
}
