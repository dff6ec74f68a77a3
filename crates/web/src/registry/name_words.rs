//! What was found about a name, in words: the verdict of the page and of the open interface.

use crate::wording::Wording;
use office::registry::{NameAnswer, SimilarName};
use rules::calendar::Date;
use rules::registry::name::Reason;
use serde::Serialize;
use utoipa::ToSchema;

/// The four parts of a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NameParts {
    /// 行政区划
    pub place: String,
    /// 字号
    pub trade_name: String,
    /// 行业或者经营特点
    pub industry: String,
    /// 组织形式
    pub form: String,
}

/// What speaks against a name.
#[derive(Serialize, ToSchema)]
pub struct ReasonLine {
    /// Stable code.
    pub code: &'static str,
    /// In words.
    pub message: String,
    /// Article.
    pub basis: Option<String>,
}

/// A name of the register that is near.
#[derive(Serialize, ToSchema)]
pub struct SimilarLine {
    /// The name.
    pub name: String,
    /// In which way it is near.
    pub why: String,
}

/// A verdict, as `open/_name.html` shows it.
#[derive(Serialize)]
pub struct NameCheck {
    pub full_name: String,
    pub verdict: &'static str,
    pub parts: NameParts,
    pub reasons: Vec<ReasonLine>,
    pub similar: Vec<SimilarLine>,
    pub alternatives: Vec<String>,
    pub held_until: Option<String>,
}

/// The parts of a name as read.
pub fn parts(answer: &NameAnswer) -> NameParts {
    NameParts {
        place: answer.parsed.place.as_ref().map_or_else(String::new, |place| place.text.clone()),
        trade_name: answer.parsed.trade_name.clone(),
        industry: answer.parsed.industry.clone(),
        form: answer.parsed.form.clone(),
    }
}

/// The verdict in words.
pub fn check(name: &str, answer: &NameAnswer, held_until: Option<Date>, words: &Wording) -> NameCheck {
    NameCheck {
        full_name: name.to_owned(),
        verdict: answer.verdict.name(),
        parts: parts(answer),
        reasons: answer.reasons.iter().map(|one| reason(one, words)).collect(),
        similar: answer.similar.iter().map(|one| similar(one, words)).collect(),
        alternatives: answer.alternatives.clone(),
        held_until: held_until.map(|day| day.to_string()),
    }
}

fn reason(reason: &Reason, words: &Wording) -> ReasonLine {
    let key = format!("name_reason.{}", reason.code.name());
    ReasonLine {
        code: reason.code.name(),
        message: words.say(&key, &[("word", &reason.word), ("detail", &reason.detail)]),
        basis: Some(reason.article.clone()).filter(|article| !article.is_empty()),
    }
}

fn similar(one: &SimilarName, words: &Wording) -> SimilarLine {
    SimilarLine {
        name: one.name.clone(),
        why: words.word(&format!("name_similar.{}", one.rule.name())),
    }
}
