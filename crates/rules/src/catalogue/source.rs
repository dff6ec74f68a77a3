//! The catalogue as written: what stood in the files, with file and line of everything, nothing checked yet.
//!
//! An empty text means that the element is missing; the lints say so. Reading the files is the office's work.

mod power;

pub use power::PowerText;
mod registers;

pub use registers::{
    ChangeText, ConfirmationText, DiscretionRuleText, DiscretionText, EnactmentText, PowerItemText, ProofText, Registers, VisitRow,
};

use super::layers::Layer;
use crate::calendar::Date;
use crate::law::Mark;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where something stands in the files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// Path below `law/`.
    pub file: Arc<str>,
    /// Line, the first is 1.
    pub line: u32,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub at: At,
}

/// All catalogue files of one edition.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The edition's own data.
    pub header: Header,
    /// 经营范围规范表述, as the draft has them.
    pub terms: Vec<Placed<TermRow>>,
    /// Permits and filings the draft names.
    pub listed: Vec<Placed<ListedRow>>,
    /// Superior lists that have a file.
    pub layers: BTreeMap<Layer, Vec<Placed<LayerRow>>>,
    /// Matters modelled in full.
    pub matters: Vec<Placed<MatterText>>,
    /// What stands over the draft.
    pub corrections: Vec<Placed<CorrectionText>>,
    /// Facts of a shop that decide what it needs.
    pub facts: Vec<Placed<FactText>>,
    /// Everyday words.
    pub everyday: Vec<Placed<EverydayRow>>,
    /// Trades with the terms they usually choose.
    pub trades: Vec<Placed<TradeText>>,
    /// Which matter the law grants only upon which.
    pub orders: Vec<Placed<OrderText>>,
    /// Materials that another matter of the same bundle results in.
    pub waivers: Vec<Placed<WaiverText>>,
    /// Offices of the places served.
    pub units: Vec<Placed<UnitText>>,
    /// Powers that somebody else than the list's own approving department uses.
    pub powers: Vec<Placed<PowerText>>,
    /// Laws, powers, proofs and batches.
    pub registers: Registers,
    /// The files themselves; the edition's hash is made of these.
    pub files: Vec<SourceFile>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path below `law/`.
    pub path: String,
    /// SM3 of its bytes, so that anybody can redo the edition's hash.
    pub sm3: String,
}

/// `catalogue.toml`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
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
    /// How many terms there must be.
    pub terms: Option<Placed<usize>>,
    /// How many listed matters there must be.
    pub listed_matters: Option<Placed<usize>>,
}

impl Default for Header {
    fn default() -> Header {
        Header {
            title: String::new(),
            issuer: String::new(),
            published: None,
            source: String::new(),
            draft: false,
            notes: Vec::new(),
            valid_from: Date::MIN,
            terms: None,
            listed_matters: None,
        }
    }
}

/// One row of `scope-terms.tsv`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermRow {
    /// Code, such as H2002.
    pub code: String,
    /// 规范表述
    pub name: String,
    /// `general`, `permit`, `filing`.
    pub kind: String,
    /// GB/T 4754 codes.
    pub industries: Vec<String>,
    /// Ids of listed permits.
    pub permits: Vec<String>,
    /// Ids of listed permits within a free-trade zone.
    pub permits_ftz: Vec<String>,
    /// Ids of listed filings.
    pub filings: Vec<String>,
    /// How the official table's cell was readable.
    pub cell_status: String,
}

/// One row of `listed-matters.tsv`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedRow {
    /// Id within this catalogue.
    pub id: String,
    /// Name in the draft.
    pub name: String,
    /// `permit` or `filing`.
    pub sort: String,
    /// `yes` for a variant that only holds within a free-trade zone.
    pub free_trade_zone: String,
    /// Competent department.
    pub department: String,
    /// How sure we are of it.
    pub department_mark: String,
    /// Reform mode, where known.
    pub mode: String,
    /// How sure we are of it.
    pub mode_mark: String,
    /// `whole`, or `clipped` where the official table cuts the name off.
    pub name_mark: String,
}

/// One row of `layers/*.tsv`, an entry of a superior list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LayerRow {
    /// Code within this list.
    pub code: String,
    /// Name.
    pub name: String,
    /// Reform mode.
    pub mode: String,
    /// Level of approval.
    pub level: String,
    /// Competent department, by name.
    pub department: String,
    /// Approval department, by name.
    pub approving: String,
    /// `yes` when it runs only within free-trade zones.
    pub free_trade_zone: String,
    /// `central` or `local`; empty: central.
    pub set_by: String,
    /// Conditions; empty: not stated.
    pub conditions: Vec<String>,
    /// Materials; empty: not stated.
    pub materials: Vec<String>,
    /// Codes of its entries in the layer above, parted by `|`; empty: the entry has the same code.
    pub superior: String,
    /// Why mode, level or department are not those of the entry above.
    pub deviation: String,
    /// The document that allows it.
    pub deviation_basis: String,
    /// The document it stands in.
    pub source: String,
    /// Remarks.
    pub note: String,
}

/// A citation as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BasisText {
    /// Law or document.
    pub law: String,
    /// Article.
    pub article: String,
    /// How sure we are.
    pub mark: Option<Mark>,
}

/// One file of `matters/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatterText {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Ids of the listed matters this one is.
    pub lists: Vec<String>,
    /// `central` or `local`; empty: central.
    pub set_by: String,
    /// Codes of its entries in the superior list, parted by `|`; empty: the entry of the same code, or those of `lists`.
    pub superior: String,
    /// Why mode, level or department are not those of the superior entry.
    pub deviation: String,
    /// The document that allows it.
    pub deviation_basis: String,
    /// `free_trade_zone`: it only runs there; empty: everywhere.
    pub territory: String,
    /// The document that says where it runs.
    pub territory_basis: String,
    /// Code of the matter that runs outside that territory in its place; empty: nothing does.
    pub instead_of: String,
    /// The article by which its power may not be given to anybody else; empty: it may.
    pub undelegable: String,
    /// Reform mode.
    pub mode: String,
    /// How sure we are of the mode.
    pub mode_mark: Option<Mark>,
    /// Where the mode stands.
    pub mode_basis: String,
    /// 具体改革举措
    pub measures: Vec<String>,
    /// 优化审批: the public interest for which it could not go by commitment.
    pub ground: String,
    /// 设定依据
    pub basis: Vec<Placed<BasisText>>,
    /// 审批层级
    pub level: String,
    /// Code of the 主管部门.
    pub competent: String,
    /// Code of the 审批部门.
    pub approving: String,
    /// Code of the 监管部门.
    pub regulating: String,
    /// How sure we are of the departments.
    pub regulating_mark: Option<Mark>,
    /// 服务对象
    pub service: String,
    /// Fee.
    pub fee_fen: Option<i64>,
    /// Article of the fee.
    pub fee_basis: String,
    /// How often the applicant must come.
    pub visits: Option<u32>,
    /// 总量控制 in words; empty: none.
    pub quota: String,
    /// 布局规划 in words; empty: none.
    pub layout_plan: String,
    /// 存量, when there is a quota.
    pub stock: String,
    /// First day in force.
    pub valid_from: Option<Date>,
    /// Legal limit.
    pub legal_limit: Option<Placed<LimitText>>,
    /// Promised limit.
    pub promised_limit: Option<Placed<LimitText>>,
    /// How long the result holds.
    pub validity: Option<Placed<ValidityText>>,
    /// The result.
    pub certificate: Option<Placed<CertificateText>>,
    /// Conditions.
    pub conditions: Vec<Placed<ConditionText>>,
    /// Materials.
    pub materials: Vec<Placed<MaterialText>>,
    /// Fields of the form.
    pub fields: Vec<Placed<FieldText>>,
    /// Steps.
    pub steps: Vec<Placed<StepText>>,
    /// 四减
    pub reduction: Option<Placed<ReductionText>>,
    /// 审批改为备案
    pub filing: Option<Placed<FilingText>>,
    /// 告知承诺
    pub commitment: Option<Placed<CommitmentText>>,
    /// 裁量
    pub discretion: Vec<Placed<DiscretionText>>,
    /// 事中事后监管
    pub supervision: SupervisionText,
}

/// A limit in working days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LimitText {
    /// Working days.
    pub days: u32,
    /// Article.
    pub article: String,
    /// How sure we are.
    pub mark: Option<Mark>,
}

/// 有效期
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValidityText {
    /// Months; nothing for long-term.
    pub months: Option<u32>,
    /// Article.
    pub article: String,
    /// How sure we are.
    pub mark: Option<Mark>,
}

/// 受理条件
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConditionText {
    /// Code within the matter.
    pub code: String,
    /// In words.
    pub text: String,
    /// The measurable criterion.
    pub measure: String,
    /// What proves it.
    pub evidence: String,
    /// Article.
    pub article: String,
    /// How sure we are.
    pub mark: Option<Mark>,
}

/// 申请材料
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MaterialText {
    /// Code within the matter.
    pub code: String,
    /// Name.
    pub name: String,
    /// Article.
    pub basis: String,
    /// `applicant`, `form`, `generated`, `shared`.
    pub source: String,
    /// Who shares it.
    pub shared_from: String,
    /// How many.
    pub copies: u32,
    /// `electronic`, `copy`, `original`.
    pub form: String,
    /// What is looked at.
    pub note: String,
    /// How sure we are.
    pub mark: Option<Mark>,
}

/// A field of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldText {
    /// Code within the matter.
    pub code: String,
    /// Label.
    pub label: String,
    /// Kind.
    pub kind: String,
    /// Unit of a number.
    pub unit: String,
    /// Choices.
    pub choices: Vec<String>,
    /// Must be filled.
    pub required: bool,
    /// Hint.
    pub hint: String,
}

/// 办理环节
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepText {
    /// What it does.
    pub code: String,
    /// Name.
    pub name: String,
    /// Who does it.
    pub post: String,
    /// Working days.
    pub days: u32,
}

/// The result of a matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateText {
    /// Title.
    pub name: String,
    /// Code of the kind of certificate.
    pub kind: String,
    /// What it says.
    pub fields: Vec<String>,
}

/// 四减: before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReductionText {
    /// Materials.
    pub materials: (u32, u32),
    /// Steps.
    pub steps: (u32, u32),
    /// Working days.
    pub days: (u32, u32),
    /// Fees.
    pub fee_fen: (i64, i64),
}

/// 审批改为备案
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilingText {
    /// Done with the registration (多证合一).
    pub with_registration: bool,
    /// Codes of the departments that get its data.
    pub share_with: Vec<String>,
}

/// 告知承诺
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommitmentText {
    /// Days in which the commitment is verified.
    pub verify_days: u32,
    /// What happens to who breaks it.
    pub consequence: String,
    /// First words of the letter.
    pub letter_intro: String,
}

/// 事中事后监管
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SupervisionText {
    /// Measures.
    pub measure: String,
    /// 核查频度
    pub frequency: String,
}

/// One entry of `corrections.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CorrectionText {
    /// The term it changes.
    pub term: String,
    /// Listed ids it takes away.
    pub drop: Vec<String>,
    /// When given, everything the term needs; an empty list needs nothing. When not, what is left after the drop.
    pub needs: Option<Vec<NeedText>>,
    /// The kind the term has after it; empty: what its needs make of it.
    pub kind: String,
    /// Article.
    pub basis: String,
    /// First day in force.
    pub from: Option<Date>,
    /// How sure we are.
    pub mark: Option<Mark>,
    /// Why.
    pub note: String,
}

impl CorrectionText {
    /// The name under which it is cited: the term and the day it holds from.
    pub fn id(&self) -> String {
        self.from.map_or_else(|| self.term.clone(), |from| format!("{}@{from}", self.term))
    }
}

/// One need of a correction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NeedText {
    /// All of these.
    pub all_of: Vec<String>,
    /// One of these.
    pub any_of: Vec<String>,
    /// Only then, in words.
    pub when: String,
    /// The same as an expression over facts; empty while nobody has written it.
    pub condition: String,
    /// How to choose among alternatives.
    pub note: String,
}

/// A fact of a shop that the guide asks for when it decides something, one `[[fact]]` of a corrections file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactText {
    /// Name in expressions.
    pub code: String,
    /// The question.
    pub question: String,
    /// `yes_no`, `number`, `choice`.
    pub kind: String,
    /// Unit of a number.
    pub unit: String,
    /// Choices: value in expressions and label.
    pub choices: Vec<(String, String)>,
    /// Hint.
    pub hint: String,
}

/// One row of `everyday.tsv`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EverydayRow {
    /// The word people use.
    pub word: String,
    /// Term codes, the best first.
    pub terms: Vec<String>,
    /// Why these.
    pub note: String,
}

/// One `[[trade]]` of `trades.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TradeText {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Name of its picture.
    pub icon: String,
    /// Term codes, the main one first.
    pub terms: Vec<String>,
    /// Working days in which all of it is promised.
    pub promised_days: Option<u32>,
    /// 行业综合许可证
    pub composite: Option<CompositeText>,
    /// 情形
    pub scenes: Vec<Placed<SceneText>>,
}

/// 行业综合许可证 of a trade.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompositeText {
    /// Title.
    pub name: String,
    /// The document that provides it.
    pub basis: String,
    /// How sure we are of it.
    pub mark: Option<Mark>,
}

/// One `[[trade.scene]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SceneText {
    /// Code within the trade.
    pub code: String,
    /// Name.
    pub name: String,
    /// Facts and what is true of them: `yes`, `no`, a number, or the value of a choice.
    pub answers: Vec<(String, String)>,
}

/// One `[[order]]` of `trades.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderText {
    /// The later matter.
    pub matter: String,
    /// The one that comes first.
    pub after: String,
    /// Article.
    pub basis: String,
    /// How sure we are of it.
    pub mark: Option<Mark>,
}

/// One `[[waiver]]` of `trades.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaiverText {
    /// The matter that asks for the material.
    pub matter: String,
    /// Code of the material within it.
    pub material: String,
    /// The matter whose result says the same.
    pub by: String,
    /// Article.
    pub basis: String,
    /// How sure we are of it.
    pub mark: Option<Mark>,
}

/// One office.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitText {
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
    /// Address, phone and hours are made up for the demo.
    pub demo: bool,
}
