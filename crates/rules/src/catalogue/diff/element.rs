//! Elements of a matter that hold one value each, so that two editions can be laid side by side element by element.
//!
//! Marks are left out: they say how sure the keeper is, not what the law asks.

use crate::access::named;
use crate::calendar::Date;
use crate::catalogue::detail::{Certificate, Detail, Ground, Level, Limit, Reduction, Service, SetBy, Supervision, Validity};
use crate::catalogue::discretion::Discretion;
use crate::catalogue::edition::{Edition, Matter, Mode, Sort};
use crate::catalogue::power::{Power, PowerForm};
use std::collections::BTreeMap;

named! {
    /// An element with one value, in the order a leader reads them.
    Element {
        /// 事项名称
        Name = "name",
        /// 改革方式
        Mode = "mode",
        /// 改革方式依据
        ModeBasis = "mode_basis",
        /// 具体改革举措
        Measures = "measures",
        /// 许可或备案
        Sort = "sort",
        /// 所列目录名称
        Lists = "lists",
        /// 仅在自贸试验区
        FreeTradeZone = "free_trade_zone",
        /// 适用地域的依据
        TerritoryBasis = "territory_basis",
        /// Whether every element is stated.
        Modelled = "modelled",
        /// 中央设定或地方设定
        SetBy = "set_by",
        /// 对应上级事项
        Superior = "superior",
        /// 与上级不一致的理由
        Deviation = "deviation",
        /// 与上级不一致的依据
        DeviationBasis = "deviation_basis",
        /// 审批层级
        Level = "level",
        /// 主管部门
        Competent = "competent",
        /// 审批部门
        Approving = "approving",
        /// 赋权、委托、集中行使
        Powers = "powers",
        /// 监管部门
        Regulating = "regulating",
        /// 服务对象
        Service = "service",
        /// 保留审批的理由
        Ground = "ground",
        /// 总量控制
        Quota = "quota",
        /// 布局规划
        LayoutPlan = "layout_plan",
        /// 施行日期
        ValidFrom = "valid_from",
        /// 法定时限
        LegalDays = "legal_days",
        /// 法定时限依据
        LegalArticle = "legal_article",
        /// 承诺时限
        PromisedDays = "promised_days",
        /// 承诺时限依据
        PromisedArticle = "promised_article",
        /// 办理环节的顺序
        Flow = "flow",
        /// 到场次数
        Visits = "visits",
        /// 收费
        Fee = "fee",
        /// 收费依据
        FeeBasis = "fee_basis",
        /// 有效期
        Validity = "validity",
        /// 有效期依据
        ValidityArticle = "validity_article",
        /// 证件名称
        Certificate = "certificate",
        /// 证件类型
        CertificateKind = "certificate_kind",
        /// 证件记载内容
        CertificateFields = "certificate_fields",
        /// 四减台账
        Reduction = "reduction",
        /// 随登记一并备案
        WithRegistration = "with_registration",
        /// 信息共享部门
        ShareWith = "share_with",
        /// 承诺核查期限
        VerifyDays = "verify_days",
        /// 违反承诺的后果
        Consequence = "consequence",
        /// 承诺书首段
        LetterIntro = "letter_intro",
        /// 裁量基准
        Discretion = "discretion",
        /// 监管措施
        SupervisionMeasure = "supervision_measure",
        /// 核查频度
        SupervisionFrequency = "supervision_frequency",
    }
}

/// A department as a matter names it, and what its office is called in the same edition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Department {
    /// Code; a name already where the list alone names it.
    pub code: String,
    /// Name of its first office; the code when no office does its business.
    pub name: String,
}

impl Department {
    /// The department with this code, by the name of its office in this edition.
    pub fn of(code: &str, edition: &Edition) -> Department {
        let unit = edition.units().iter().find(|unit| unit.departments.iter().any(|name| name == code));
        Department {
            code: code.to_owned(),
            name: unit.map_or(code, |unit| unit.name.as_str()).to_owned(),
        }
    }
}

/// A power over a matter that another office uses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PowerFace {
    /// Who uses it.
    pub to: Department,
    /// How.
    pub form: PowerForm,
    /// Where.
    pub place: String,
    /// First day.
    pub from: Date,
    /// The day it goes back.
    pub until: Option<Date>,
    /// By which document.
    pub basis: String,
}

impl PowerFace {
    fn of(power: &Power, edition: &Edition) -> PowerFace {
        let own = edition.unit(&power.to).map(|unit| Department {
            code: power.to.clone(),
            name: unit.name.clone(),
        });
        PowerFace {
            to: own.unwrap_or_else(|| Department::of(&power.to, edition)),
            form: power.form,
            place: power.place.clone(),
            from: power.from,
            until: power.until,
            basis: power.basis.clone(),
        }
    }
}

/// What an element says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Free text.
    Text(String),
    /// Several texts in their order.
    Texts(Vec<String>),
    /// Departments.
    Departments(Vec<Department>),
    /// Powers that others use.
    Powers(Vec<PowerFace>),
    /// Reform mode.
    Mode(Mode),
    /// Permit or filing.
    Sort(Sort),
    /// Level.
    Level(Level),
    /// For whom.
    Service(Service),
    /// Why still an approval.
    Ground(Ground),
    /// Whose law made it.
    SetBy(SetBy),
    /// A day.
    Day(Date),
    /// Yes or no.
    YesNo(bool),
    /// Working days.
    WorkingDays(u32),
    /// Calendar days.
    Days(u32),
    /// How often.
    Times(u32),
    /// Money.
    Fen(i64),
    /// Months.
    Months(u32),
    /// Without end.
    LongTerm,
    /// 四减 as the matter's own file records it.
    Reduction(Reduction),
}

impl Value {
    /// Whether the two say something else. An office that was only renamed leaves its department what it is.
    pub(in crate::catalogue) fn differs(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Departments(own), Value::Departments(others)) => {
                let codes = |list: &[Department]| list.iter().map(|department| department.code.clone()).collect::<Vec<_>>();
                codes(own) != codes(others)
            }
            (own, other) => own != other,
        }
    }
}

/// The elements of a matter that say something.
pub(in crate::catalogue) type Values = BTreeMap<Element, Value>;

/// All elements of a matter that hold one value, those left empty omitted. The flow is not among them: it is compared with
/// the steps.
pub(in crate::catalogue) fn values(matter: &Matter, edition: &Edition) -> Values {
    let department = |code: &str| (!code.is_empty()).then(|| Value::Departments(vec![Department::of(code, edition)]));
    let listed = matter
        .listed
        .iter()
        .map(|listed| format!("{} {}", listed.id, listed.name))
        .collect();
    let mut found = vec![
        (Element::Name, text(&matter.name)),
        (Element::Mode, matter.mode.map(Value::Mode)),
        (Element::Sort, Some(Value::Sort(matter.sort))),
        (Element::Lists, texts(listed)),
        (Element::FreeTradeZone, Some(Value::YesNo(matter.free_trade_zone))),
        (Element::Modelled, Some(Value::YesNo(matter.modelled()))),
        (Element::Competent, department(&matter.department)),
        (Element::Powers, powers(matter, edition)),
    ];
    if let Some(detail) = matter.detail.as_deref() {
        let told = detail.filing.iter().flat_map(|filing| &filing.share_with);
        let told: Vec<Department> = told.map(|code| Department::of(code, edition)).collect();
        found.push((Element::Approving, department(&detail.approving)));
        found.push((Element::Regulating, department(&detail.regulating)));
        found.push((Element::ShareWith, (!told.is_empty()).then_some(Value::Departments(told))));
        found.extend(of_the_list(detail));
        found.extend(of_the_office(detail));
        found.extend(of_the_mode(detail));
    }
    if let Some(entry) = matter.entry.as_deref() {
        found.push((Element::SetBy, Some(Value::SetBy(entry.set_by))));
        found.push((Element::Superior, stated(entry.superior.as_ref())));
        found.push((Element::Deviation, stated(entry.deviation.as_ref())));
        found.push((Element::DeviationBasis, stated(entry.deviation_basis.as_ref())));
        found.push((Element::Level, entry.level.map(Value::Level)));
        found.push((Element::Approving, department(&entry.approving)));
    }
    found
        .into_iter()
        .filter_map(|(element, value)| value.map(|value| (element, value)))
        .collect()
}

/// What others use of it, each in its place.
fn powers(matter: &Matter, edition: &Edition) -> Option<Value> {
    let index = edition.matter_index(&matter.code)?;
    let used = edition.powers().iter().filter(|power| power.matters.contains(&index));
    let mut faces: Vec<PowerFace> = used.map(|power| PowerFace::of(power, edition)).collect();
    faces.sort();
    (!faces.is_empty()).then_some(Value::Powers(faces))
}

type Found = Vec<(Element, Option<Value>)>;

fn text(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| Value::Text(text.to_owned()))
}

fn stated(text: Option<&String>) -> Option<Value> {
    text.cloned().map(Value::Text)
}

fn texts(texts: Vec<String>) -> Option<Value> {
    (!texts.is_empty()).then_some(Value::Texts(texts))
}

/// What the list says of it. Every field is named here, so that a new one must be given its place in the comparison.
fn of_the_list(detail: &Detail) -> Found {
    let Detail {
        set_by,
        territory_basis,
        superior,
        deviation,
        deviation_basis,
        mode_basis,
        measures,
        level,
        service,
        ground,
        quota,
        layout_plan,
        valid_from,
        // Departments: `values`.
        approving: _,
        regulating: _,
        regulating_mark: _,
        // What the office asks: `of_the_office`.
        fee_fen: _,
        fee_basis: _,
        visits: _,
        legal_limit: _,
        promised_limit: _,
        validity: _,
        certificate: _,
        // What the mode obliges to: `of_the_mode`.
        reduction: _,
        filing: _,
        commitment: _,
        supervision: _,
        discretion: _,
        // Lists are compared entry by entry.
        basis: _,
        conditions: _,
        materials: _,
        fields: _,
        steps: _,
    } = detail;
    vec![
        (Element::SetBy, Some(Value::SetBy(*set_by))),
        (Element::TerritoryBasis, stated(territory_basis.as_ref())),
        (Element::Superior, stated(superior.as_ref())),
        (Element::Deviation, stated(deviation.as_ref())),
        (Element::DeviationBasis, stated(deviation_basis.as_ref())),
        (Element::ModeBasis, text(mode_basis)),
        (Element::Measures, texts(measures.clone())),
        (Element::Level, Some(Value::Level(*level))),
        (Element::Service, Some(Value::Service(*service))),
        (Element::Ground, ground.map(Value::Ground)),
        (Element::Quota, stated(quota.as_ref())),
        (Element::LayoutPlan, stated(layout_plan.as_ref())),
        (Element::ValidFrom, Some(Value::Day(*valid_from))),
    ]
}

/// Time, fee, visits, and what comes of it.
fn of_the_office(detail: &Detail) -> Found {
    let limit = |limit: &Option<Limit>| limit.as_ref().map(|limit| Value::WorkingDays(limit.days));
    let article = |limit: &Option<Limit>| limit.as_ref().and_then(|limit| text(&limit.article));
    let (validity, validity_article) = match &detail.validity {
        Validity::Months { months, article, mark: _ } => (Value::Months(*months), text(article)),
        Validity::LongTerm => (Value::LongTerm, None),
    };
    let mut found = vec![
        (Element::LegalDays, limit(&detail.legal_limit)),
        (Element::LegalArticle, article(&detail.legal_limit)),
        (Element::PromisedDays, limit(&detail.promised_limit)),
        (Element::PromisedArticle, article(&detail.promised_limit)),
        (Element::Visits, Some(Value::Times(detail.visits))),
        (Element::Fee, Some(Value::Fen(detail.fee_fen))),
        (Element::FeeBasis, text(&detail.fee_basis)),
        (Element::Validity, Some(validity)),
        (Element::ValidityArticle, validity_article),
    ];
    if let Some(Certificate { name, kind, fields }) = &detail.certificate {
        found.push((Element::Certificate, text(name)));
        found.push((Element::CertificateKind, text(kind)));
        found.push((Element::CertificateFields, texts(fields.clone())));
    }
    found
}

/// What the reform mode obliges to, and the supervision afterwards.
fn of_the_mode(detail: &Detail) -> Found {
    let Supervision { measure, frequency } = &detail.supervision;
    let mut found = vec![
        (Element::Reduction, detail.reduction.map(Value::Reduction)),
        (
            Element::Discretion,
            texts(detail.discretion.iter().flat_map(Discretion::said).collect()),
        ),
        (Element::SupervisionMeasure, text(measure)),
        (Element::SupervisionFrequency, text(frequency)),
    ];
    if let Some(filing) = &detail.filing {
        found.push((Element::WithRegistration, Some(Value::YesNo(filing.with_registration))));
    }
    if let Some(commitment) = &detail.commitment {
        found.push((Element::VerifyDays, Some(Value::Days(commitment.verify_days))));
        found.push((Element::Consequence, text(&commitment.consequence)));
        found.push((Element::LetterIntro, text(&commitment.letter_intro)));
    }
    found
}
