//! 告知承诺: the letter, byte for byte, and the ticks under each of its conditions (国发〔2021〕7号).

use crate::catalogue::{Commitment, Detail, Matter, Mode};
use crate::{Code, Refusal};
use std::collections::BTreeSet;

/// The letter a founder reads, ticks and signs. Its text is the signed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Lines of the letter; joined by line feeds they are what is signed.
    pub lines: Vec<String>,
}

impl Letter {
    /// The exact text.
    pub fn text(&self) -> String {
        self.lines.join("\n")
    }
}

/// The commitment of a matter that goes by it.
pub fn offered(matter: &Matter) -> Result<(&Detail, &Commitment), Refusal> {
    let refusal = || Refusal::new(Code::CommitmentNotOffered).with("matter", &matter.name);
    if matter.mode != Some(Mode::NotificationCommitment) {
        return Err(refusal());
    }
    let detail = matter.detail.as_deref().ok_or_else(refusal)?;
    Ok((detail, detail.commitment.as_ref().ok_or_else(refusal)?))
}

/// The letter of this matter for this enterprise under this edition: every condition with its measure and evidence, the
/// later check, the consequence. Nothing in it but the catalogue's own words and the applicant's facts.
pub fn letter(matter: &Matter, edition: &str, enterprise: &str, credit_code: &str, number: &str) -> Result<Letter, Refusal> {
    let (detail, commitment) = offered(matter)?;
    let mut lines = vec![
        matter.name.clone(),
        number.to_owned(),
        format!("{enterprise} {credit_code}"),
        edition.to_owned(),
        commitment.letter_intro.clone(),
    ];
    for (place, condition) in detail.conditions.iter().enumerate() {
        lines.push(format!("{}. {}", place + 1, condition.text));
        lines.push(condition.measure.clone());
        lines.push(condition.evidence.clone());
    }
    lines.push(commitment.consequence.clone());
    lines.push(commitment.verify_days.to_string());
    Ok(Letter { lines })
}

/// Refuses unless every condition is ticked, and nothing else.
pub fn check_ticks(matter: &Matter, ticks: &BTreeSet<String>) -> Result<(), Refusal> {
    let (detail, _) = offered(matter)?;
    let open: Vec<&str> = detail
        .conditions
        .iter()
        .map(|condition| condition.code.as_str())
        .filter(|code| !ticks.contains(*code))
        .collect();
    if !open.is_empty() {
        return Err(Refusal::new(Code::CommitmentIncomplete).with("conditions", open.join(" ")));
    }
    match ticks
        .iter()
        .find(|tick| !detail.conditions.iter().any(|condition| condition.code == **tick))
    {
        Some(unknown) => Err(Refusal::field(Code::FieldUnknown, unknown)),
        None => Ok(()),
    }
}
