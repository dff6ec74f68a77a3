//! 规范表述反馈 (GOV-06): trades met at registration that the library has no wording for. Words are collected, grouped, proposed with
//! their mapping, reported to the superior, and closed by the edition that has the approved term, never by hand.

use super::edition::{Edition, Sort, Term, TermKind};
use super::query::{bare, fold};
use crate::access::named;
use crate::{Code, Refusal};
use std::collections::BTreeSet;

named! {
    /// How far a gap in the library has come.
    GapStage {
        /// 已收集
        Collected = "collected",
        /// 已拟表述
        Proposed = "proposed",
        /// 已上报
        Reported = "reported",
        /// 已入库: an edition in force has the term.
        Approved = "approved",
        /// 上级未采纳
        Refused = "refused",
    }
}

named! {
    /// Where a word was met that no term answers.
    WordSource {
        /// 准营向导
        Guide = "guide",
        /// 登记
        Registration = "registration",
        /// 开放接口
        Api = "api",
    }
}

/// Letters of a word that is counted; longer texts are sentences and may name people.
const WORD_LENGTH: std::ops::RangeInclusive<usize> = 2..=16;
/// So many digits in a row may be a telephone or identity number.
const DIGITS_MAX: usize = 3;
/// Characters of a proposed wording.
const WORDING_MAX: usize = 60;
/// Matters one term may lead to.
const MATTERS_MAX: usize = 20;
/// Characters of a reason and of a superior's name.
const REASON_MAX: usize = 500;

/// The word a search is counted by, without the wish around it; `None` for what may be personal or says nothing.
pub fn counted_word(typed: &str) -> Option<String> {
    if typed.contains('@') || typed.chars().filter_map(fold).count() > WORD_LENGTH.end() * 2 {
        return None;
    }
    let word = bare(typed, *WORD_LENGTH.start());
    let mut digits = 0;
    for letter in word.chars() {
        digits = if letter.is_numeric() { digits + 1 } else { 0 };
        if digits > DIGITS_MAX {
            return None;
        }
    }
    let says_something = word.chars().any(char::is_alphabetic);
    (says_something && WORD_LENGTH.contains(&word.chars().count())).then_some(word)
}

/// The word of a wish that a person signed for: without the wish around it, whatever else stands in it.
pub fn wished_word(typed: &str) -> Option<String> {
    let word = bare(typed, *WORD_LENGTH.start());
    (!word.is_empty()).then_some(word)
}

/// How alike two words are, in percent of the neighbours they share; the same word is 100.
pub fn likeness(one: &str, other: &str) -> usize {
    let letters = |text: &str| text.chars().filter_map(fold).collect::<Vec<char>>();
    let (one, other) = (letters(one), letters(other));
    if one == other {
        return 100;
    }
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    if short.len() >= 2 && long.windows(short.len()).any(|part| part == short.as_slice()) {
        return 90;
    }
    let pairs = |letters: &[char]| -> BTreeSet<(char, char)> {
        let neighbours = letters.iter().zip(letters.iter().skip(1));
        neighbours.map(|(one, next)| (*one, *next)).collect()
    };
    let (one, other) = (pairs(&one), pairs(&other));
    let shared = one.intersection(&other).count();
    (200 * shared).checked_div(one.len() + other.len()).unwrap_or(0)
}

/// From here on words are shown as one group; the keeper may take some out.
pub const ALIKE: usize = 50;

/// Groups of like words: each word stands with the first group that has a word like it. Gives positions, in the order given.
pub fn groups(words: &[String]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let like = |group: &&mut Vec<usize>| {
            let mut members = group.iter().filter_map(|member| words.get(*member));
            members.any(|member| likeness(member, word) >= ALIKE)
        };
        match groups.iter_mut().find(like) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups
}

/// A wording with its mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The standard wording.
    pub wording: String,
    /// General, permit or filing: which follows from the matters.
    pub kind: TermKind,
    /// Codes of the matters it leads to; none for a general term.
    pub matters: Vec<String>,
}

impl Proposal {
    /// A wording that no term has, with matters of the edition: nothing outside the list may hang on a term.
    pub fn new(wording: &str, matters: &[String], edition: &Edition) -> Result<Proposal, Refusal> {
        let wording = wording.trim();
        let letters = wording.chars().filter_map(fold).count();
        if letters < *WORD_LENGTH.start() || wording.chars().count() > WORDING_MAX || wording.chars().any(char::is_control) {
            return Err(Refusal::field(Code::FieldInvalid, "wording"));
        }
        if let Some(known) = same_wording(wording, edition) {
            return Err(Refusal::field(Code::TermKnown, "wording").with("term", &known.name));
        }
        if matters.len() > MATTERS_MAX {
            return Err(Refusal::field(Code::FieldInvalid, "matters"));
        }
        let mut found = Vec::with_capacity(matters.len());
        for code in matters {
            let matter = edition.matter(code);
            found.push(matter.ok_or_else(|| Refusal::field(Code::MatterUnknown, "matters").with("matter", code))?);
        }
        let kind = if found.is_empty() {
            TermKind::General
        } else if found.iter().any(|matter| matter.sort == Sort::Permit) {
            TermKind::Permit
        } else {
            TermKind::Filing
        };
        Ok(Proposal {
            wording: wording.to_owned(),
            kind,
            matters: found.into_iter().map(|matter| matter.code.clone()).collect(),
        })
    }
}

/// The term of an edition with this wording, however it is spaced.
fn same_wording<'e>(wording: &str, edition: &'e Edition) -> Option<&'e Term> {
    let letters: Vec<char> = wording.chars().filter_map(fold).collect();
    edition
        .terms()
        .iter()
        .find(|term| term.name.chars().filter_map(fold).eq(letters.iter().copied()))
}

/// Where a gap stands, with what is known there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Words were put together.
    Collected,
    /// A wording is proposed.
    Proposed(Proposal),
    /// The superior was asked; once he has said yes, the code under which the term will come is known.
    Reported {
        proposal: Proposal,
        to: String,
        code: Option<String>,
    },
    /// The term stands in an edition in force.
    Approved { term: String },
    /// The superior said no.
    Refused { reason: String },
}

impl Gap {
    /// How far it is.
    pub fn stage(&self) -> GapStage {
        match self {
            Gap::Collected => GapStage::Collected,
            Gap::Proposed(_) => GapStage::Proposed,
            Gap::Reported { .. } => GapStage::Reported,
            Gap::Approved { .. } => GapStage::Approved,
            Gap::Refused { .. } => GapStage::Refused,
        }
    }

    /// Whether anything is still awaited.
    pub fn is_open(&self) -> bool {
        match self {
            Gap::Collected | Gap::Proposed(_) | Gap::Reported { .. } => true,
            Gap::Approved { .. } | Gap::Refused { .. } => false,
        }
    }

    /// Proposes a wording; another one as long as it is not reported, and after a no.
    pub fn propose(self, proposal: Proposal) -> Result<Gap, Refusal> {
        match self {
            Gap::Collected | Gap::Proposed(_) | Gap::Refused { .. } => Ok(Gap::Proposed(proposal)),
            Gap::Reported { .. } | Gap::Approved { .. } => Err(self.forbid("propose")),
        }
    }

    /// Reports it upward.
    pub fn report(self, to: &str) -> Result<Gap, Refusal> {
        match self {
            Gap::Proposed(proposal) => Ok(Gap::Reported {
                proposal,
                to: said(to, "reported_to")?,
                code: None,
            }),
            Gap::Collected | Gap::Reported { .. } | Gap::Approved { .. } | Gap::Refused { .. } => Err(self.forbid("report")),
        }
    }

    /// The superior said yes: the code the term will have. It is approved when an edition in force has it.
    pub fn expect(self, code: &str) -> Result<Gap, Refusal> {
        let code = code.trim();
        let plain = !code.is_empty() && code.len() <= 16 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        match self {
            Gap::Reported { .. } if !plain => Err(Refusal::field(Code::FieldInvalid, "code")),
            Gap::Reported { proposal, to, .. } => Ok(Gap::Reported {
                proposal,
                to,
                code: Some(code.to_owned()),
            }),
            Gap::Collected | Gap::Proposed(_) | Gap::Approved { .. } | Gap::Refused { .. } => Err(self.forbid("expect")),
        }
    }

    /// The superior said no, and why; whoever waits is told.
    pub fn refuse(self, reason: &str) -> Result<Gap, Refusal> {
        match self {
            Gap::Reported { .. } => Ok(Gap::Refused {
                reason: said(reason, "reason")?,
            }),
            Gap::Collected | Gap::Proposed(_) | Gap::Approved { .. } | Gap::Refused { .. } => Err(self.forbid("refuse")),
        }
    }

    /// The term of this edition that it waits for: the promised code, or the proposed wording.
    pub fn met<'e>(&self, edition: &'e Edition) -> Option<&'e Term> {
        match self {
            Gap::Proposed(proposal) => same_wording(&proposal.wording, edition),
            Gap::Reported { proposal, code, .. } => code
                .as_deref()
                .and_then(|code| edition.term(code))
                .or_else(|| same_wording(&proposal.wording, edition)),
            Gap::Collected | Gap::Approved { .. } | Gap::Refused { .. } => None,
        }
    }

    /// An edition in force has the term: it closes, and so does every gap linked with it.
    pub fn approve(self, term: &Term) -> Result<Gap, Refusal> {
        match self {
            Gap::Collected | Gap::Proposed(_) | Gap::Reported { .. } | Gap::Refused { .. } => Ok(Gap::Approved { term: term.code.clone() }),
            Gap::Approved { .. } => Err(self.forbid("approve")),
        }
    }

    fn forbid(&self, step: &str) -> Refusal {
        Refusal::new(Code::StateForbids)
            .under("")
            .with("step", step)
            .with("state", self.stage().name())
    }
}

fn said(text: &str, field: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::field(Code::FieldMissing, field).with("fields", field));
    }
    if text.chars().count() > REASON_MAX {
        return Err(Refusal::field(Code::FieldInvalid, field));
    }
    Ok(text.to_owned())
}
