//! 奇葩证明举报 (CAT-15): whoever was asked for an absurd proof reports it, and every report gets its disposal, with a reason, in time.

use crate::access::named;
use crate::{Code, Refusal};

named! {
    /// What became of a reported proof.
    Disposal {
        /// 保留: a law asks for it.
        Keep = "keep",
        /// 改为数据核验
        DataCheck = "data_check",
        /// 改为告知承诺
        Commitment = "commitment",
        /// 取消
        Abolished = "abolished",
        /// 不是本地清单要求的
        NotDemanded = "not_demanded",
    }
}

/// What somebody reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The matter it was asked for, if he knows.
    pub matter: Option<String>,
    /// Who asked for it.
    pub body: String,
    /// Which proof.
    pub proof: String,
    /// What happened.
    pub story: String,
}

/// Characters of the answers.
const BODY_MAX: usize = 100;
const PROOF_MAX: usize = 100;
const STORY_MAX: usize = 1_000;
const ANSWER_MAX: usize = 1_000;

impl Report {
    /// Refuses a report without proof or without anybody who asked for it.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.matter.is_none() || !self.body.trim().is_empty() {
            said(&self.body, "body", BODY_MAX)?;
        }
        said(&self.proof, "proof", PROOF_MAX)?;
        said(&self.story, "story", STORY_MAX)
    }
}

/// What is done about a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disposed {
    /// What became of the proof.
    pub disposal: Disposal,
    /// The article, when it is kept.
    pub basis: String,
    /// What the reporter is told.
    pub answer: String,
}

impl Disposed {
    /// Refuses a disposal that tells the reporter nothing, and a proof that is kept without its law and article.
    pub fn check(&self) -> Result<(), Refusal> {
        let cites = self.basis.contains('《') && self.basis.contains('》');
        match self.disposal {
            Disposal::Keep if self.basis.trim().is_empty() => return Err(missing("basis")),
            Disposal::Keep if !cites => return Err(Refusal::field(Code::FieldInvalid, "basis")),
            Disposal::Keep | Disposal::DataCheck | Disposal::Commitment | Disposal::Abolished | Disposal::NotDemanded => {}
        }
        if self.basis.chars().count() > ANSWER_MAX {
            return Err(Refusal::field(Code::FieldInvalid, "basis"));
        }
        said(&self.answer, "answer", ANSWER_MAX)
    }
}

fn missing(field: &str) -> Refusal {
    Refusal::field(Code::FieldMissing, field).with("fields", field)
}

fn said(text: &str, field: &str, most: usize) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(missing(field));
    }
    let control = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    if text.chars().count() > most || text.chars().any(control) {
        return Err(Refusal::field(Code::FieldInvalid, field));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(result: Result<(), Refusal>) -> Option<String> {
        result.err().and_then(|refusal| refusal.facts.get("field").cloned())
    }

    #[test]
    fn a_report_names_the_proof_who_asked_for_it_and_what_happened() {
        let whole = Report {
            matter: None,
            body: "某街道办事处".into(),
            proof: "无违规证明".into(),
            story: "办营业执照时被要求提供。".into(),
        };
        assert_eq!(whole.check(), Ok(()));
        let of_a_matter = Report {
            matter: Some("food-business".into()),
            body: String::new(),
            ..whole.clone()
        };
        assert_eq!(of_a_matter.check(), Ok(()));
        let nobody = Report {
            body: " ".into(),
            ..whole.clone()
        };
        assert_eq!(field(nobody.check()).as_deref(), Some("body"));
        let nothing = Report {
            proof: String::new(),
            ..whole.clone()
        };
        assert_eq!(field(nothing.check()).as_deref(), Some("proof"));
        let novel = Report {
            story: "长".repeat(1_001),
            ..whole
        };
        assert_eq!(field(novel.check()).as_deref(), Some("story"));
    }

    #[test]
    fn a_proof_is_kept_only_with_its_law_and_nothing_is_disposed_of_in_silence() {
        for disposal in Disposal::ALL {
            let silent = Disposed {
                disposal: *disposal,
                basis: "《户口登记条例》第十条".into(),
                answer: " ".into(),
            };
            assert_eq!(field(silent.check()).as_deref(), Some("answer"), "{disposal:?}");
            let bare = Disposed {
                basis: String::new(),
                answer: "已处理。".into(),
                ..silent
            };
            assert_eq!(bare.check().is_err(), *disposal == Disposal::Keep, "{disposal:?}");
        }
    }
}
