//! A13 推送规则: which office is told of an enterprise for which matter, at which event, and by when it must answer. A department
//! that is no office here is an alarm: what is meant for it waits until somebody claims it.

use super::super::told;
use super::{Card, Seen};
use office::Failure;
use rules::catalogue::{Matter, MatterIndex};
use std::collections::BTreeSet;

pub(super) fn cards(seen: &Seen<'_>) -> Result<Vec<Card>, Failure> {
    let terms = seen.edition().terms().iter();
    let needs = terms.flat_map(|term| term.needs.iter().chain(&term.needs_ftz));
    let needed: BTreeSet<MatterIndex> = needs.flat_map(|need| need.matters.matters()).copied().collect();
    let matters = needed.iter().filter_map(|index| seen.edition().matter_at(*index));
    let mut cards = matters.map(|matter| card(seen, matter)).collect::<Result<Vec<_>, _>>()?;
    // What nobody would answer for comes first.
    cards.sort_by_key(|card| card.alarm.is_none());
    Ok(cards)
}

fn card(seen: &Seen<'_>, matter: &Matter) -> Result<Card, Failure> {
    let detail = matter.detail.as_deref();
    let parts: Vec<(&str, &str)> = match detail {
        Some(detail) => vec![
            ("competent", matter.department.as_str()),
            ("approving", detail.approving.as_str()),
            ("regulating", detail.regulating.as_str()),
        ],
        None => vec![("competent", matter.department.as_str())],
    };
    let unit = |department: &str| seen.edition().unit_for(department, seen.law.place());
    let missing = parts.iter().any(|(_, department)| unit(department).is_none());
    let shared = detail
        .and_then(|detail| detail.filing.as_ref())
        .map_or(&[][..], |filing| &filing.share_with);
    let mut facts: Vec<_> = parts
        .iter()
        .map(|(part, department)| {
            let unknown = || {
                if department.is_empty() {
                    seen.words.word("views.pushes_unknown")
                } else {
                    seen.words.say("views.pushes_no_office", &[("department", department)])
                }
            };
            seen.fact(part, unit(department).map_or_else(unknown, |unit| unit.name.clone()))
        })
        .collect();
    if !shared.is_empty() {
        let names: Vec<String> = shared.iter().map(|code| seen.department(code)).collect();
        facts.push(seen.fact("shared", names.join("、")));
    }
    facts.push(seen.fact("events", seen.words.word("views.pushes_events")));
    let limits = [
        limit(seen, "sign", "exchange.sign_days")?,
        limit(seen, "feedback", "exchange.feedback_days")?,
    ];
    facts.push(seen.fact("limits", limits.join("；")));
    let href = if detail.is_some() {
        seen.matter_href(matter, "matter.competent")
    } else {
        told::row_href(&seen.base, "listed", &matter.code)
    };
    Ok(Card {
        alarm: missing.then(|| seen.words.word("views.pushes_alarm")),
        facts,
        ..Card::of(matter, href)
    })
}

/// A limit with its article and how sure we are of it.
fn limit(seen: &Seen<'_>, what: &str, parameter: &str) -> Result<String, Failure> {
    let value = seen.law.value(parameter)?;
    let mark = seen.words.word(&format!("mark.{}", value.mark.name()));
    let said = [("n", value.value.to_string()), ("article", value.article.clone()), ("mark", mark)];
    let said: Vec<(&str, &str)> = said.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Ok(seen.words.say(&format!("views.pushes_{what}"), &said))
}
