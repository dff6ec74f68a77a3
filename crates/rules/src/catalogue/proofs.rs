//! 证明事项清理: every proof that somebody demands or demanded, and what became of it (CAT-15).
//!
//! A proof that was abolished cannot come back as a 情况说明 or a 声明: names are compared without what such papers are called.

use super::edition::Edition;
use super::lint::wording::{is_written, paper_stem};
use super::source::{Placed, ProofText};
use crate::access::named;
use crate::calendar::Date;
use crate::law::Mark;

named! {
    /// What became of a proof.
    Disposal {
        /// 保留
        Keep = "keep",
        /// 改为部门核验
        DataCheck = "data_check",
        /// 改为告知承诺
        Commitment = "commitment",
        /// 取消
        Abolished = "abolished",
    }
}

/// A proof that somebody demands or demanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
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
    /// What became of it.
    pub disposal: Disposal,
    /// The article that excludes a commitment for it; empty: none does.
    pub commitment_excluded: String,
    /// Day of the disposal.
    pub day: Date,
    /// How sure we are.
    pub mark: Mark,
    /// Why.
    pub note: String,
}

impl ProofText {
    /// Whether a material of a matter is this proof, whatever it is called.
    pub(super) fn is(&self, matter: &str, material: &str) -> bool {
        let here = self.matters.is_empty() || self.matters.iter().any(|code| code == matter);
        here && std::iter::once(&self.name).chain(&self.also).any(|name| same(name, material))
    }
}

fn same(proof: &str, material: &str) -> bool {
    let about = paper_stem(proof);
    proof == material || (!about.is_empty() && is_written(material) && about == paper_stem(material))
}

/// What the lints have let pass; nothing of a row that they have not.
pub(super) fn proof_of(row: &Placed<ProofText>) -> Option<Proof> {
    let text = &row.value;
    Some(Proof {
        code: text.code.clone(),
        name: text.name.clone(),
        also: text.also.clone(),
        matters: text.matters.clone(),
        basis: text.basis.clone(),
        issuer: text.issuer.clone(),
        disposal: Disposal::from_name(&text.disposal)?,
        commitment_excluded: text.commitment_excluded.clone(),
        day: text.day?,
        mark: text.mark?,
        note: text.note.clone(),
    })
}

impl Edition {
    /// 证明事项, in the order of the file.
    pub fn proofs(&self) -> &[Proof] {
        &self.registers.proofs
    }

    /// The proof with this code.
    pub fn proof(&self, code: &str) -> Option<&Proof> {
        self.proofs().iter().find(|proof| proof.code == code)
    }

    /// The proof that goes by this name for a matter, whatever it is called there.
    pub fn proof_named(&self, matter: &str, name: &str) -> Option<&Proof> {
        let here = |proof: &&Proof| proof.matters.is_empty() || proof.matters.iter().any(|code| code == matter);
        let called = |proof: &&Proof| std::iter::once(&proof.name).chain(&proof.also).any(|known| same(known, name));
        self.proofs().iter().filter(here).find(called)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_known_under_another_name() {
        let proof = ProofText {
            name: "经营场所证明".into(),
            also: vec!["住所使用情况说明".into()],
            ..ProofText::default()
        };
        let same = [
            "经营场所证明",
            "经营场所情况说明",
            "居委会出具的经营场所证明",
            "关于经营场所的声明",
            "住所使用证明材料",
        ];
        let other = ["经营场所", "经营场所平面图", "经营场所租赁合同", "证明", "无犯罪记录证明"];
        for name in same {
            assert!(proof.is("food", name), "{name}");
        }
        for name in other {
            assert!(!proof.is("food", name), "{name}");
        }
        let elsewhere = ProofText {
            matters: vec!["hygiene".into()],
            ..proof
        };
        assert!(!elsewhere.is("food", "经营场所证明") && elsewhere.is("hygiene", "经营场所证明"));
    }
}
