//! What the comparisons and counts of the catalogue say to a leader at the command line: every Chinese word of them stands in
//! this file and its folder, none in the law itself.

mod comparison;
mod counts;
mod diff;
mod import;
mod table;

use super::detail::{FieldKind, Ground, Level, Reduction, Service, SetBy, Source};
use super::diff::{EditionName, Element, MatterName, PowerFace, Value};
use super::edition::{Mode, Sort, TermKind};
use super::power::PowerForm;
use std::fmt;

/// Nothing is stated.
const NOTHING: &str = "无";

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::ApprovalCancelled => "直接取消审批",
        Mode::RecordFiling => "审批改为备案",
        Mode::NotificationCommitment => "实行告知承诺",
        Mode::OptimizedApproval => "优化审批服务",
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::National => "国家级",
        Level::Province => "省级",
        Level::City => "市级",
        Level::County => "县级",
    }
}

fn kind(kind: TermKind) -> &'static str {
    match kind {
        TermKind::General => "一般项目",
        TermKind::Permit => "许可项目",
        TermKind::Filing => "备案项目",
    }
}

fn ground(ground: Ground) -> &'static str {
    match ground {
        Ground::NationalSecurity => "涉及国家安全",
        Ground::PublicSecurity => "涉及公共安全",
        Ground::FinancialSecurity => "涉及金融安全",
        Ground::EcologicalSecurity => "涉及生态安全",
        Ground::PublicHealth => "涉及公众健康",
        Ground::PublicInterest => "涉及其他重大公共利益",
    }
}

fn source(source: Source) -> &'static str {
    match source {
        Source::Applicant => "申请人提交",
        Source::Form => "由所填表单生成",
        Source::Generated => "由平台生成",
        Source::Shared => "部门共享取得",
    }
}

/// How a material is handed in, as the files write it.
fn paper(form: &str) -> &str {
    match form {
        "electronic" => "电子件",
        "copy" => "复印件",
        "original" => "原件",
        other => other,
    }
}

fn field_kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "文字",
        FieldKind::Number => "数字",
        FieldKind::Choice => "单选",
        FieldKind::Choices => "多选",
        FieldKind::YesNo => "是或者否",
        FieldKind::Date => "日期",
    }
}

fn element(element: Element) -> &'static str {
    match element {
        Element::Name => "事项名称",
        Element::Mode => "改革方式",
        Element::ModeBasis => "改革方式依据",
        Element::Sort => "事项性质",
        Element::Lists => "对应目录名称",
        Element::FreeTradeZone => "仅限自贸试验区",
        Element::TerritoryBasis => "适用地域的依据",
        Element::Modelled => "要素是否列全",
        Element::SetBy => "设定层面",
        Element::Superior => "对应上级事项",
        Element::Deviation => "与上级不一致的理由",
        Element::DeviationBasis => "与上级不一致的依据",
        Element::Level => "审批层级",
        Element::Competent => "主管部门",
        Element::Approving => "审批部门",
        Element::Powers => "赋权、委托、集中行使",
        Element::Regulating => "监管部门",
        Element::Service => "服务对象",
        Element::Ground => "保留审批的理由",
        Element::Discretion => "裁量基准",
        Element::Quota => "总量控制",
        Element::LayoutPlan => "布局规划",
        Element::ValidFrom => "施行日期",
        Element::LegalDays => "法定时限",
        Element::LegalArticle => "法定时限依据",
        Element::PromisedDays => "承诺时限",
        Element::PromisedArticle => "承诺时限依据",
        Element::Flow => "环节顺序",
        Element::Visits => "到场次数",
        Element::Fee => "收费",
        Element::FeeBasis => "收费依据",
        Element::Validity => "有效期",
        Element::ValidityArticle => "有效期依据",
        Element::Certificate => "证件名称",
        Element::CertificateKind => "证件类型",
        Element::Measures => "具体改革举措",
        Element::CertificateFields => "证件记载内容",
        Element::Reduction => "改革前后对照",
        Element::WithRegistration => "随登记一并备案",
        Element::ShareWith => "信息共享部门",
        Element::VerifyDays => "承诺核查期限",
        Element::Consequence => "违反承诺的后果",
        Element::LetterIntro => "承诺书首段",
        Element::SupervisionMeasure => "监管措施",
        Element::SupervisionFrequency => "核查频度",
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(element(*self))
    }
}

/// What an element says; an own legal limit that is not there means the general one.
fn said(of: Element, value: Option<&Value>) -> String {
    match (value, of) {
        // Whole sentences.
        (Some(Value::Texts(sentences)), Element::Measures) => sentences.concat(),
        (Some(value), _) => value.to_string(),
        (None, Element::LegalDays) => "按一般时限".to_owned(),
        (None, Element::Mode) => "待核定".to_owned(),
        (None, _) => NOTHING.to_owned(),
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            Value::Texts(texts) => f.write_str(&texts.join("、")),
            Value::Departments(departments) => {
                let names: Vec<&str> = departments.iter().map(|department| department.name.as_str()).collect();
                f.write_str(&names.join("、"))
            }
            Value::Powers(powers) => {
                let powers: Vec<String> = powers.iter().map(power).collect();
                f.write_str(&powers.join("；"))
            }
            Value::Mode(own) => f.write_str(mode(*own)),
            Value::Sort(Sort::Permit) => f.write_str("许可"),
            Value::Sort(Sort::Filing) => f.write_str("备案"),
            Value::Level(own) => f.write_str(level(*own)),
            Value::Service(Service::Enterprise) => f.write_str("企业、个体工商户和农民专业合作社"),
            Value::Service(Service::Both) => f.write_str("企业、个体工商户、农民专业合作社和自然人"),
            Value::Ground(own) => f.write_str(ground(*own)),
            Value::SetBy(SetBy::Central) => f.write_str("中央层面设定"),
            Value::SetBy(SetBy::Local) => f.write_str("地方层面设定"),
            Value::Day(day) => write!(f, "{day}"),
            Value::YesNo(true) => f.write_str("是"),
            Value::YesNo(false) => f.write_str("否"),
            Value::WorkingDays(days) => write!(f, "{days}个工作日"),
            Value::Days(days) => write!(f, "{days}日"),
            Value::Times(times) => write!(f, "{times}次"),
            Value::Fen(fen) => f.write_str(&yuan(*fen)),
            Value::Months(months) => write!(f, "{months}个月"),
            Value::LongTerm => f.write_str("长期"),
            Value::Reduction(reduction) => f.write_str(&recorded(reduction)),
        }
    }
}

/// The form of law by which another acts.
fn power_form(form: PowerForm) -> &'static str {
    match form {
        PowerForm::Transferred => "集中行使",
        PowerForm::Delegated => "下放",
        PowerForm::Entrusted => "委托",
        PowerForm::Empowered => "赋权",
        PowerForm::AcceptanceOnly => "仅受理",
    }
}

fn power(own: &PowerFace) -> String {
    let until = own.until.map(|until| format!("至{until}前")).unwrap_or_default();
    let (to, form) = (&own.to.name, power_form(own.form));
    format!("{to}（{form}，区划{}，{}起{until}，依据{}）", own.place, own.from, own.basis)
}

/// 四减 as the matter's own file records it.
fn recorded(reduction: &Reduction) -> String {
    let (materials, steps, days) = (reduction.materials, reduction.steps, reduction.days);
    let fee = (yuan(reduction.fee_fen.0), yuan(reduction.fee_fen.1));
    format!(
        "材料{}份减为{}份，环节{}个减为{}个，时限{}个工作日减为{}个工作日，收费{}减为{}",
        materials.0, materials.1, steps.0, steps.1, days.0, days.1, fee.0, fee.1
    )
}

/// Fen as yuan, the fraction only when there is one.
fn yuan(fen: i64) -> String {
    if fen == 0 {
        return "不收费".to_owned();
    }
    format!("{}元", plain_yuan(fen))
}

fn plain_yuan(fen: i64) -> String {
    let (sign, whole, rest) = (if fen < 0 { "-" } else { "" }, fen.unsigned_abs() / 100, fen.unsigned_abs() % 100);
    if rest == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{rest:02}")
    }
}

impl fmt::Display for EditionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hash: String = self.hash.chars().take(12).collect();
        write!(f, "《{}》（{}起施行，版本{hash}）", self.title, self.valid_from)
    }
}

impl fmt::Display for MatterName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}（{}）", self.name, self.code)
    }
}

/// A heading with how many there are, then one line each; nothing at all when there are none.
fn section<T: fmt::Display>(f: &mut fmt::Formatter<'_>, heading: &str, counted: &str, lines: &[T]) -> fmt::Result {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(f, "\n{heading}（{}{counted}）：", lines.len())?;
    for line in lines {
        writeln!(f, "  {line}")?;
    }
    Ok(())
}
