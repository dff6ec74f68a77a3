//! What was found about a name, in words: the verdict of the page and of the open interface.

use crate::wording::Wording;
use office::registry::{NameAnswer, SimilarName};
use rules::calendar::Date;
use rules::registry::name::Reason;
use serde::Serialize;

/// The four parts of a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NameParts {
    pub place: String,
    pub trade_name: String,
    pub industry: String,
    pub form: String,
}

#[derive(Serialize)]
pub struct ReasonLine {
    pub code: &'static str,
    pub message: String,
    pub basis: Option<String>,
}

#[derive(Serialize)]
pub struct SimilarLine {
    pub name: String,
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
