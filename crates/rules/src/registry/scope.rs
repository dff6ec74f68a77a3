//! 经营范围 on the licence: the text made of chosen terms (《市场主体登记管理条例》第十四条), and 准入即营.

pub use crate::catalogue::TermKind;
use crate::{Code, Refusal};
use std::collections::BTreeSet;

/// A chosen scope term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeTerm {
    /// Code in the catalogue.
    pub code: String,
    /// 规范表述
    pub text: String,
    /// What it leads to.
    pub kind: TermKind,
}

/// The fixed words around the terms; law text that the loader reads from `law/names/scope-wording.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeWording {
    /// Before the terms that need a permit.
    pub permit_heading: String,
    /// Before the others.
    pub general_heading: String,
    /// Between terms.
    pub separator: String,
    /// After the permit terms, in brackets.
    pub permit_closing: String,
    /// After the general terms, in brackets.
    pub general_closing: String,
    /// After each of the two parts.
    pub stop: String,
}

/// The text of the licence: permit terms first, each part in the order chosen, repeated terms once.
pub fn licence_text(terms: &[ScopeTerm], wording: &ScopeWording) -> Result<String, Refusal> {
    if terms.is_empty() {
        return Err(Refusal::new(Code::ScopeEmpty));
    }
    let part = |heading: &str, closing: &str, permits: &dyn Fn(TermKind) -> bool| {
        let mut seen = BTreeSet::new();
        let texts: Vec<&str> = terms
            .iter()
            .filter(|term| permits(term.kind) && seen.insert(&term.code))
            .map(|term| term.text.trim_end_matches(['。', '；', ';']))
            .collect();
        if texts.is_empty() {
            String::new()
        } else {
            format!("{heading}{}{closing}{}", texts.join(&wording.separator), wording.stop)
        }
    };
    let permit = part(&wording.permit_heading, &wording.permit_closing, &|kind| kind == TermKind::Permit);
    let general = part(&wording.general_heading, &wording.general_closing, &|kind| kind != TermKind::Permit);
    Ok(format!("{permit}{general}"))
}

/// 准入即营: no term leads to a permit, so the enterprise may operate with its licence alone (REG-18).
pub fn entry_equals_operation(terms: &[ScopeTerm]) -> bool {
    !terms.is_empty() && terms.iter().all(|term| term.kind != TermKind::Permit)
}
