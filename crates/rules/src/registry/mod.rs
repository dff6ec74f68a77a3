//! 主体登记: names, addresses, people, scope texts, credit codes and the draft of a registration.
//!
//! 《企业名称登记管理规定》, 《市场主体登记管理条例》 and 《中华人民共和国公司法》, as far as one company's opening needs them. Which words are
//! forbidden, which characters look alike and where the thresholds lie is data (`law/names/`, `law/characters/`,
//! `law/parameters/`) and comes in as arguments.

pub mod address;
pub mod credit_code;
pub mod name;
pub mod name_keys;
pub mod name_law;
pub mod name_parse;
pub mod person;
pub mod places;
pub mod registration;
pub mod scope;

#[cfg(test)]
mod tests;

use crate::access::named;

named! {
    /// 市场主体类型: what kind of subject registers. All reform rules hold for every one of them.
    SubjectKind {
        /// 公司
        Company = "company",
        /// 分支机构
        Branch = "branch",
        /// 个人独资企业
        SoleProprietorship = "sole-proprietorship",
        /// 合伙企业
        Partnership = "partnership",
        /// 个体工商户
        IndividualBusiness = "individual-business",
        /// 农民专业合作社
        Cooperative = "cooperative",
    }
}

impl SubjectKind {
    /// The kind by its Chinese word in documents and imports; 农业专业合作社 in one text is read as the same type (REG-25).
    pub fn from_word(word: &str) -> Option<SubjectKind> {
        Some(match word.trim() {
            "公司" | "企业" | "企业法人" => SubjectKind::Company,
            "分公司" | "分支机构" => SubjectKind::Branch,
            "个人独资企业" => SubjectKind::SoleProprietorship,
            "合伙企业" => SubjectKind::Partnership,
            "个体工商户" | "个体户" => SubjectKind::IndividualBusiness,
            "农民专业合作社" | "农业专业合作社" | "专业合作社" => SubjectKind::Cooperative,
            _ => return None,
        })
    }
}
