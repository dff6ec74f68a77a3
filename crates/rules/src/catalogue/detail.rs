//! Everything about a matter that is modelled in full (CAT-01): what the guide shows, the form asks and the letter says.

use super::discretion::Discretion;
use crate::access::named;
use crate::calendar::Date;
use crate::law::Mark;
use std::fmt;

named! {
    /// 审批层级
    Level {
        /// 国家级
        National = "national",
        /// 省级
        Province = "province",
        /// 市级
        City = "city",
        /// 县级
        County = "county",
    }
}

named! {
    /// Whose law made the matter.
    SetBy {
        /// 中央层面设定
        Central = "central",
        /// 地方层面设定
        Local = "local",
    }
}

named! {
    /// For whom a matter is.
    Service {
        /// Enterprises of any kind, individual businesses and cooperatives included.
        Enterprise = "enterprise",
        /// These, and natural persons.
        Both = "both",
    }
}

named! {
    /// The public interest for which a matter stays with an approval (国发〔2019〕25号 第二条第（二）项 4).
    Ground {
        /// 国家安全
        NationalSecurity = "national_security",
        /// 公共安全
        PublicSecurity = "public_security",
        /// 金融安全
        FinancialSecurity = "financial_security",
        /// 生态安全
        EcologicalSecurity = "ecological_security",
        /// 公众健康
        PublicHealth = "public_health",
        /// 其他重大公共利益
        PublicInterest = "public_interest",
    }
}

named! {
    /// What a step of a matter does.
    StepKind {
        /// 受理
        Acceptance = "acceptance",
        /// 审查
        Review = "review",
        /// 现场核查、实地勘查
        Survey = "survey",
        /// 检验检测
        Inspection = "inspection",
        /// 专家评审
        ExpertReview = "expert_review",
        /// 公示
        Publicity = "publicity",
        /// 决定
        Decision = "decision",
        /// 制证送达
        Issue = "issue",
        /// 备案
        Filing = "filing",
    }
}

named! {
    /// Where a material comes from.
    Source {
        /// The applicant brings it.
        Applicant = "applicant",
        /// It is the filled form.
        Form = "form",
        /// The platform makes it, such as the letter of commitment.
        Generated = "generated",
        /// A department shares it; nobody brings it.
        Shared = "shared",
    }
}

named! {
    /// Kind of a form field.
    FieldKind {
        /// One line.
        Text = "text",
        /// Whole or decimal number.
        Number = "number",
        /// One of the choices.
        Choice = "choice",
        /// Any of the choices.
        Choices = "choices",
        /// Yes or no.
        YesNo = "yes_no",
        /// Day.
        Date = "date",
    }
}

/// Everything about a matter modelled in full (CAT-01).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// 中央设定 or 地方设定.
    pub set_by: SetBy,
    /// The document by which it only runs in a territory.
    pub territory_basis: Option<String>,
    /// Code of its entry in the superior list; `None`: the entry has the same code.
    pub superior: Option<String>,
    /// Why mode, level or department are not those of the superior entry.
    pub deviation: Option<String>,
    /// The document that allows it.
    pub deviation_basis: Option<String>,
    /// Where the mode stands.
    pub mode_basis: String,
    /// 具体改革举措
    pub measures: Vec<String>,
    /// 设定依据
    pub basis: Vec<Basis>,
    /// 审批层级
    pub level: Level,
    /// Code of the 审批部门.
    pub approving: String,
    /// Code of the 监管部门.
    pub regulating: String,
    /// How sure we are of the departments.
    pub regulating_mark: Mark,
    /// 服务对象
    pub service: Service,
    /// Why optimised approval and nothing lighter.
    pub ground: Option<Ground>,
    /// Fee; 0: free.
    pub fee_fen: i64,
    /// Article of the fee.
    pub fee_basis: String,
    /// How often the applicant must come.
    pub visits: u32,
    /// 总量控制; `None` when there is none.
    pub quota: Option<String>,
    /// 布局规划; `None` when there is none.
    pub layout_plan: Option<String>,
    /// First day in force.
    pub valid_from: Date,
    /// Own legal limit; `None`: the general one.
    pub legal_limit: Option<Limit>,
    /// Promised limit; `None` only when approval is cancelled.
    pub promised_limit: Option<Limit>,
    /// How long the result holds.
    pub validity: Validity,
    /// The result; `None` only when approval is cancelled.
    pub certificate: Option<Certificate>,
    /// Conditions.
    pub conditions: Vec<Condition>,
    /// Materials, those nobody needs to bring too.
    pub materials: Vec<Material>,
    /// Fields of the form.
    pub fields: Vec<Field>,
    /// Steps.
    pub steps: Vec<ProcessStep>,
    /// 四减
    pub reduction: Option<Reduction>,
    /// 审批改为备案
    pub filing: Option<Filing>,
    /// 告知承诺
    pub commitment: Option<Commitment>,
    /// 裁量
    pub discretion: Vec<Discretion>,
    /// 事中事后监管
    pub supervision: Supervision,
}

/// A limit in working days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Working days.
    pub days: u32,
    /// Article; a promise needs none.
    pub article: String,
    /// How sure we are.
    pub mark: Mark,
}

/// 有效期
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Validity {
    /// So many months, by this article.
    Months { months: u32, article: String, mark: Mark },
    /// Long-term, or nothing that could run out.
    LongTerm,
}

/// 受理条件: measurable, with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
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
    pub mark: Mark,
}

/// 申请材料
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Material {
    /// Code within the matter.
    pub code: String,
    /// Name.
    pub name: String,
    /// Article.
    pub basis: String,
    /// Where it comes from.
    pub source: Source,
    /// Who shares it, when it is shared.
    pub shared_from: Option<String>,
    /// How many.
    pub copies: u32,
    /// Paper or electronic.
    pub form: String,
    /// What is looked at.
    pub note: String,
    /// How sure we are of the basis.
    pub mark: Mark,
}

impl Material {
    /// Whether the applicant has to bring it. Everything else is waived: shared, or made from the form.
    pub fn handed_in(&self) -> bool {
        self.source == Source::Applicant
    }
}

/// A field of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Code within the matter.
    pub code: String,
    /// Label.
    pub label: String,
    /// Kind.
    pub kind: FieldKind,
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessStep {
    /// What it does.
    pub kind: StepKind,
    /// Name.
    pub name: String,
    /// Who does it.
    pub post: String,
    /// Working days.
    pub days: u32,
}

/// 结果
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Title.
    pub name: String,
    /// Code of the kind of certificate.
    pub kind: String,
    /// Codes of what it says.
    pub fields: Vec<String>,
}

/// 四减: before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reduction {
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// Done with the registration (多证合一).
    pub with_registration: bool,
    /// Codes of the departments that get its data.
    pub share_with: Vec<String>,
}

/// 告知承诺
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// Days in which it is verified.
    pub verify_days: u32,
    /// What happens to who breaks it.
    pub consequence: String,
    /// First words of the letter.
    pub letter_intro: String,
}

/// 事中事后监管
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supervision {
    /// Measures.
    pub measure: String,
    /// 核查频度
    pub frequency: String,
}

/// 设定依据
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// Law or document.
    pub law: String,
    /// Article.
    pub article: String,
    /// How sure we are of the citation.
    pub mark: Mark,
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.law, self.article)
    }
}
