//! A11 检查表: what each regulating department checks, how often, by which conditions and with which evidence.

use super::{Card, Point, Seen};
use office::Failure;
use rules::catalogue::{Detail, Matter};

pub(super) fn cards(seen: &Seen<'_>) -> Result<Vec<Card>, Failure> {
    let matters = seen.edition().matters().iter();
    let modelled = matters.filter_map(|matter| Some((matter, matter.detail.as_deref()?)));
    let mut cards: Vec<Card> = modelled.map(|(matter, detail)| card(seen, matter, detail)).collect();
    cards.sort_by(|one, other| (&one.group, &one.title).cmp(&(&other.group, &other.title)));
    Ok(cards)
}

fn card(seen: &Seen<'_>, matter: &Matter, detail: &Detail) -> Card {
    let without = detail.supervision.measure.is_empty() || detail.supervision.frequency.is_empty();
    Card {
        group: Some(seen.department(&detail.regulating)),
        alarm: without.then(|| seen.words.word("views.checks_none")),
        facts: vec![
            seen.fact("measure", &detail.supervision.measure),
            seen.fact("frequency", &detail.supervision.frequency),
            seen.fact("basis", detail.basis.iter().map(ToString::to_string).collect::<Vec<_>>().join("；")),
        ],
        points: detail
            .conditions
            .iter()
            .map(|condition| Point {
                text: format!("{}（{}）", condition.text, condition.measure),
                small: format!("{} · {}", condition.evidence, condition.article),
            })
            .collect(),
        ..Card::of(matter, seen.matter_href(matter, "supervision"))
    }
}
