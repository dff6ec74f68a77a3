//! A10 承诺书: the letter of each commitment matter, its conditions and consequence, and the version its text makes.

use super::{Card, Point, Seen};
use office::Failure;
use rules::catalogue::{Commitment, Detail, Matter};
use rules::licensing::offered;
use rules::record::sm3_hex;

/// Digits of a version that people compare.
const VERSION: usize = 12;

pub(super) fn cards(seen: &Seen<'_>) -> Result<Vec<Card>, Failure> {
    let matters = seen.edition().matters().iter();
    let offered = matters.filter_map(|matter| Some((matter, offered(matter).ok()?)));
    Ok(offered
        .map(|(matter, (detail, commitment))| card(seen, matter, detail, commitment))
        .collect())
}

fn card(seen: &Seen<'_>, matter: &Matter, detail: &Detail, commitment: &Commitment) -> Card {
    let mut lines = vec![commitment.letter_intro.clone()];
    for (place, condition) in detail.conditions.iter().enumerate() {
        lines.push(format!("{}. {}（{}）", place + 1, condition.text, condition.measure));
    }
    lines.push(commitment.consequence.clone());
    let version = sm3_hex(lines.join("\n").as_bytes());
    let version = version.get(..VERSION).unwrap_or_default().to_owned();
    let verify = seen
        .words
        .say("guide.verified_within", &[("n", &commitment.verify_days.to_string())]);
    Card {
        facts: vec![
            seen.fact("version", version),
            seen.fact("consequence", &commitment.consequence),
            seen.fact("verify", verify),
            seen.fact("verifier", seen.department(&detail.regulating)),
        ],
        points: detail
            .conditions
            .iter()
            .map(|condition| Point {
                text: condition.text.clone(),
                small: format!("{} · {} · {}", condition.measure, condition.evidence, condition.article),
            })
            .collect(),
        preview: lines,
        ..Card::of(matter, seen.matter_href(matter, "commitment"))
    }
}
