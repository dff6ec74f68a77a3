//! The documents a press can print, as plain data. Words are the caller's (pages own the wording); these types fix what
//! each paper must carry, so that one without number, date or remedy cannot be printed.

use crate::seal::Signature;
use jiff::civil::Date;
use serde::{Serialize, Serializer};

/// One paper, complete. Nothing else is needed to print it.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Document {
    /// 营业执照
    Licence(Licence),
    /// 许可证、备案凭证
    Permit(Permit),
    /// 一次性告知书
    Notice(Notice),
    /// 受理通知书、补正告知书、决定书、备案回执
    Letter(Letter),
}

/// 营业执照: one landscape A4 page.
#[derive(Clone, Debug, Serialize)]
pub struct Licence {
    /// The day the registrar issued it; also the file's creation date.
    #[serde(serialize_with = "iso")]
    pub date: Date,
    /// Marks the paper as one of a demonstration city, across the page.
    pub demo: bool,
    /// 正本 or 副本 with its number, e.g. `副本 1-1`; printed under the title.
    pub copy: Option<String>,
    /// 统一社会信用代码
    pub credit_code: String,
    /// 名称
    pub name: String,
    /// 类型, e.g. `有限责任公司（自然人投资或控股）`
    pub kind: String,
    /// 法定代表人; the label differs by form (经营者、执行事务合伙人、投资人), so it comes with the value.
    pub principal: Pair,
    /// 经营范围: 许可项目 and 一般项目, each with its closing sentence.
    pub scope: Vec<ScopePart>,
    /// 注册资本 with its label (出资额 for partnerships); none for individual businesses.
    pub capital: Option<Pair>,
    /// 成立日期
    #[serde(serialize_with = "iso")]
    pub established: Date,
    /// 营业期限, in words: `长期` or `自…至…`; none where the form has no term.
    pub term: Option<String>,
    /// 住所 with its label (经营场所、主要经营场所).
    pub address: Pair,
    /// 登记机关
    pub authority: String,
    /// The registrar's round seal.
    pub seal: SealMark,
    /// Where a stranger verifies this paper.
    pub verify: Verify,
    /// What is attached and proves the paper.
    #[serde(skip)]
    pub signed: SignedData,
}

/// 许可证、备案凭证、行业综合许可证: portrait A4.
#[derive(Clone, Debug, Serialize)]
pub struct Permit {
    /// The day of issue; also the file's creation date.
    #[serde(serialize_with = "iso")]
    pub date: Date,
    /// Marks the paper as one of a demonstration city.
    pub demo: bool,
    /// e.g. `食品经营许可证`
    pub title: String,
    /// Under the title, e.g. `副本`.
    pub subtitle: Option<String>,
    /// 证照编号
    pub number: String,
    /// What the certificate states, in its legal order.
    pub fields: Vec<Pair>,
    /// A state the reader must see, e.g. `已领证未达条件`; printed framed under the number.
    pub state: Option<String>,
    /// Small print at the foot, e.g. what the holder must keep to.
    pub remarks: Vec<String>,
    /// 发证机关
    pub authority: String,
    /// Its round seal.
    pub seal: SealMark,
    /// Where a stranger verifies this paper.
    pub verify: Verify,
    /// What is attached and proves the paper.
    #[serde(skip)]
    pub signed: SignedData,
}

/// 一次性告知书: everything to be told, once; as many pages as it takes.
#[derive(Clone, Debug, Serialize)]
pub struct Notice {
    /// The day it was made; also the file's creation date.
    #[serde(serialize_with = "iso")]
    pub date: Date,
    /// Marks the paper as one of a demonstration city.
    pub demo: bool,
    /// Usually `一次性告知书`.
    pub title: String,
    /// 编号
    pub number: String,
    /// The place whose rules were applied, in words.
    pub place: String,
    /// Which catalogue edition answered, in words.
    pub edition: String,
    /// The scope terms that were chosen.
    pub terms: Vec<Term>,
    /// The box at the top: figure and what it counts, e.g. `需办许可` `2 项`.
    pub summary: Vec<Pair>,
    /// The sentence under the box; none when the figures say it all.
    pub lead: Option<String>,
    /// Each matter to be done before or after opening.
    pub matters: Vec<Matter>,
    /// What holds for all of them.
    pub remarks: Vec<String>,
    /// Who tells.
    pub office: String,
    /// Its round seal, when the notice was made at a window and is signed; a self-served one has none.
    pub seal: Option<SealMark>,
    /// Where the notice can be opened again.
    pub verify: Verify,
}

/// A chosen scope term.
#[derive(Clone, Debug, Serialize)]
pub struct Term {
    /// Code of the standard wording.
    pub code: String,
    /// The standard wording.
    pub name: String,
    /// e.g. `许可项目`
    pub kind: String,
}

/// One matter of a notice.
#[derive(Clone, Debug, Serialize)]
pub struct Matter {
    /// Code in the catalogue.
    pub code: String,
    /// 事项名称
    pub name: String,
    /// Reform mode in words, e.g. `实行告知承诺`.
    pub mode: String,
    /// Who decides.
    pub office: String,
    /// Legal limit with unit, e.g. `20 个工作日`.
    pub legal_days: String,
    /// Promised limit with unit, e.g. `当场办结`.
    pub promised_days: String,
    /// When to do it, e.g. `领取营业执照之后、开业之前`.
    pub when: String,
    /// Why it applies to this applicant: the rule that fired, in words.
    pub rule: String,
    /// What must be true.
    pub conditions: Vec<Condition>,
    /// What to bring, or why not.
    pub materials: Vec<Material>,
    /// Legal basis, one article each.
    pub basis: Vec<String>,
    /// Who verified this entry and when, or that nobody has yet.
    pub verification: String,
}

/// One measurable condition.
#[derive(Clone, Debug, Serialize)]
pub struct Condition {
    /// The condition.
    pub text: String,
    /// What proves it.
    pub evidence: String,
}

/// One material.
#[derive(Clone, Debug, Serialize)]
pub struct Material {
    /// What it is called.
    pub name: String,
    /// Where it comes from, e.g. `申请人自备`, `部门核查`.
    pub source: String,
    /// Why it need not be handed in; none when it must be.
    pub waiver: Option<String>,
    /// The article that asks for it.
    pub basis: String,
}

/// A letter of an office to one person: 受理、补正、决定、回执.
#[derive(Clone, Debug, Serialize)]
pub struct Letter {
    /// The day of the letter; also the file's creation date.
    #[serde(serialize_with = "iso")]
    pub date: Date,
    /// Marks the paper as one of a demonstration city.
    pub demo: bool,
    /// e.g. `行政许可申请受理通知书`
    pub title: String,
    /// 文号
    pub number: String,
    /// Who is written to.
    pub addressee: String,
    /// The text, a string per paragraph.
    pub paragraphs: Vec<String>,
    /// A table after the text, e.g. what is to be corrected.
    pub table: Option<Table>,
    /// How to object (行政复议、行政诉讼); required where the letter decides against someone.
    pub remedy: Option<String>,
    /// The office that signs.
    pub office: String,
    /// Its round seal; none where the procedure asks for no seal.
    pub seal: Option<SealMark>,
    /// Where the letter can be verified.
    pub verify: Verify,
}

/// A small table; each row has as many cells as the head.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// Column heads.
    pub head: Vec<String>,
    /// Rows of cells.
    pub rows: Vec<Vec<String>>,
}

/// A label and its value.
#[derive(Clone, Debug, Serialize)]
pub struct Pair {
    /// The label.
    pub label: String,
    /// The value.
    pub value: String,
}

/// One part of the 经营范围.
#[derive(Clone, Debug, Serialize)]
pub struct ScopePart {
    /// `许可项目` or `一般项目`.
    pub label: String,
    /// The terms, joined as the register joins them.
    pub text: String,
    /// The fixed closing sentence in its brackets; may be empty.
    pub closing: String,
}

/// The drawn round seal: the office's name along the rim, a neutral rosette, a line below. It is a picture of the
/// signature that the file carries, no substitute for it.
#[derive(Clone, Debug, Serialize)]
pub struct SealMark {
    /// The office's name, along the rim.
    pub authority: String,
    /// The line below the centre, e.g. `电子证照专用章`.
    pub caption: Option<String>,
}

/// The QR and the line beside it.
#[derive(Clone, Debug, Serialize)]
pub struct Verify {
    /// What the QR says; a web address.
    pub url: String,
    /// What to do with it, e.g. `扫码核验本执照`.
    pub hint: String,
    /// The address as printed, short enough to type.
    pub printed: String,
}

/// The data that was signed, attached to the PDF as `certificate.json`, `certificate.sig` and `key.pem`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedData {
    /// The exact bytes.
    pub content: Vec<u8>,
    /// The signature over them.
    pub signature: Signature,
    /// The signer's public key.
    pub public_pem: String,
}

impl Document {
    /// The template that sets it.
    pub(crate) fn template(&self) -> &'static str {
        match self {
            Document::Licence(_) => "/licence.typ",
            Document::Permit(_) => "/permit.typ",
            Document::Notice(_) => "/notice.typ",
            Document::Letter(_) => "/letter.typ",
        }
    }

    pub(crate) fn verify(&self) -> &Verify {
        match self {
            Document::Licence(it) => &it.verify,
            Document::Permit(it) => &it.verify,
            Document::Notice(it) => &it.verify,
            Document::Letter(it) => &it.verify,
        }
    }

    pub(crate) fn signed(&self) -> Option<&SignedData> {
        match self {
            Document::Licence(it) => Some(&it.signed),
            Document::Permit(it) => Some(&it.signed),
            Document::Notice(_) | Document::Letter(_) => None,
        }
    }
}

/// Dates travel to the templates as `2026-11-24`.
fn iso<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}
