//! 不予许可的依据: a refusal rests on what the published matter asks, and on nothing else (CAT-05; 《行政许可法》第三十八条).

use crate::application::Outcome;
use crate::catalogue::Detail;
use crate::{Code, Refusal};

/// A decision as an officer makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What is decided.
    pub outcome: Outcome,
    /// Codes of the conditions that are not met, or of the materials that prove too little.
    pub grounds: Vec<String>,
    /// The reasons as the letter carries them.
    pub reasons: String,
}

impl Verdict {
    /// 准予.
    pub fn granted(reasons: &str) -> Verdict {
        Verdict {
            outcome: Outcome::Granted,
            grounds: Vec::new(),
            reasons: reasons.to_owned(),
        }
    }

    /// 不予, for these conditions or materials of the matter.
    pub fn refused(grounds: &[&str], reasons: &str) -> Verdict {
        Verdict {
            outcome: Outcome::Refused,
            grounds: grounds.iter().map(|ground| (*ground).to_owned()).collect(),
            reasons: reasons.to_owned(),
        }
    }

    /// Refuses a ground that the matter does not have, and a refusal without any: what stands on no list bars nobody.
    pub fn check(&self, detail: &Detail) -> Result<(), Refusal> {
        let conditions = detail.conditions.iter().map(|condition| &condition.code);
        let known: Vec<&String> = conditions.chain(detail.materials.iter().map(|material| &material.code)).collect();
        let outside = || Refusal::new(Code::OutsideTheList).with("field", "reason_basis");
        if let Some(unknown) = self.grounds.iter().find(|ground| !known.contains(ground)) {
            return Err(outside().with("what", unknown));
        }
        match self.outcome {
            Outcome::Refused if self.grounds.is_empty() => Err(outside().with("what", "")),
            Outcome::Refused | Outcome::Granted => Ok(()),
        }
    }
}
