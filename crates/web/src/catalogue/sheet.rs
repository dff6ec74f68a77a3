//! The one-time notice on paper. What is printed is Chinese whatever language the screen shows.

use super::needed::{NeededMatter, Reason, asking, office_name, summary};
use super::notice::{address, material_source, outdated, short_hash};
use crate::hall::Hall;
use crate::wording::{Lang, Wording};
use office::Failure;
use office::catalogue::notices::{Issued, Told};
use paper::{Condition, Document, Material, Matter, Notice, Pair, Term, Verify};
use rules::catalogue::NoticeMatter;

/// The paper of a notice.
pub(super) fn document(hall: &Hall, issued: &Issued, told: &Told) -> Result<Document, Failure> {
    let words = hall.templates().words(Lang::Chinese);
    let notice = &told.notice;
    let url = hall.public_href(&address(&issued.number));
    let terms = notice.terms.iter().map(|term| Term {
        code: term.code.clone(),
        name: term.name.clone(),
        kind: words.word(&format!("kind.{}", term.kind.name())),
    });
    let tally = notice.tally();
    let mut remarks = outdated(hall, issued, told, words)?;
    remarks.push(words.word("notice.remark_complete"));
    remarks.push(words.word("notice.remark_waived"));
    if notice.matters.iter().any(|entry| !entry.matter.verified()) {
        remarks.push(words.word("notice.unverified"));
    }
    let edition = [("name", notice.edition.title.as_str()), ("hash", &short_hash(&notice.edition.hash))];
    Ok(Document::Notice(Notice {
        date: issued.at.day(),
        demo: hall.settings().demo,
        title: words.word("notice.title"),
        number: issued.number.to_string(),
        place: place(hall, issued, words),
        edition: words.say("notice.paper_edition", &edition),
        terms: terms.collect(),
        summary: figures(&tally, words),
        lead: Some(words.say("notice.lead", &[("summary", &summary(&tally, words))])),
        matters: asking(notice)
            .into_iter()
            .map(|entry| matter(entry, &NeededMatter::of(notice, entry, words), words))
            .collect(),
        remarks,
        office: hall.settings().site_name.clone(),
        seal: None,
        verify: Verify {
            printed: url.clone(),
            hint: words.word("notice.paper_hint"),
            url,
        },
    }))
}

fn place(hall: &Hall, issued: &Issued, words: &Wording) -> String {
    let name = hall.place_name(&issued.place);
    match issued.zone {
        rules::catalogue::Zone::FreeTrade => words.say("notice.paper_ftz", &[("place", &name)]),
        rules::catalogue::Zone::Elsewhere => name,
    }
}

fn figures(tally: &rules::catalogue::Tally, words: &Wording) -> Vec<Pair> {
    let pair = |label: &str, value: String| Pair {
        label: words.word(label),
        value,
    };
    let counted = |count: usize| words.say("notice.paper_count", &[("n", &count.to_string())]);
    let days = match tally.days_max {
        Some(days) => words.say("home.days", &[("n", &days.to_string())]),
        None if tally.totals.matters > 0 => words.word("limit.spot"),
        None => "—".to_owned(),
    };
    vec![
        pair("notice.paper_permits", counted(tally.permits)),
        pair("notice.paper_filings", counted(tally.filings + tally.with_registration)),
        pair("notice.paper_conditional", counted(tally.choices + tally.conditional)),
        pair("notice.paper_days", days),
    ]
}

fn matter(entry: &NoticeMatter, short: &NeededMatter, words: &Wording) -> Matter {
    let detail = entry.matter.detail.as_deref();
    let (legal_days, promised_days) = limits(short, words);
    let conditions = detail
        .map_or(&[][..], |detail| &detail.conditions)
        .iter()
        .map(|condition| Condition {
            text: condition.text.clone(),
            evidence: condition.evidence.clone(),
        });
    let materials = entry.materials().iter().map(|material| {
        let source = material_source(material, words);
        Material {
            name: material.name.clone(),
            waiver: (!material.handed_in()).then(|| source.clone()),
            source,
            basis: material.basis.clone(),
        }
    });
    let marks = [
        ("mode", words.word(&format!("mark.{}", entry.matter.mode_mark.name()))),
        ("department", words.word(&format!("mark.{}", entry.matter.department_mark.name()))),
    ];
    let marks: Vec<(&str, &str)> = marks.iter().map(|(name, word)| (*name, word.as_str())).collect();
    let basis = match detail {
        Some(detail) => detail.basis.iter().map(ToString::to_string).collect(),
        None => vec![words.word("guide.unknown")],
    };
    Matter {
        code: short.code.clone(),
        name: short.name.clone(),
        mode: words.word(&format!("mode.{}", short.mode)),
        office: office_name(&entry.approving).unwrap_or_else(|| short.department.clone()),
        legal_days,
        promised_days,
        when: words.word(match (short.certainty, short.with_registration) {
            ("when", _) => "notice.paper_when_some",
            ("one_of", _) => "notice.paper_when_one_of",
            (_, true) => "notice.with_registration",
            (_, false) => "notice.paper_when",
        }),
        rule: short
            .because
            .iter()
            .map(|reason| because(reason, words))
            .collect::<Vec<_>>()
            .join("　"),
        conditions: conditions.collect(),
        materials: materials.collect(),
        basis,
        verification: words.say("notice.paper_marks", &marks),
    }
}

/// Legal and promised limit as the paper shows them; the same text twice is shown once.
fn limits(short: &NeededMatter, words: &Wording) -> (String, String) {
    let days = |days: u32| words.say("home.days", &[("n", &days.to_string())]);
    let legal = short.legal_days.map(days);
    let promised = if short.spot {
        Some(words.word("limit.spot"))
    } else {
        short.promised_days.map(days)
    };
    match (legal, promised) {
        (Some(legal), Some(promised)) => (legal, promised),
        (Some(only), None) | (None, Some(only)) => (only.clone(), only),
        (None, None) => (words.word("guide.unknown"), words.word("guide.unknown")),
    }
}

/// Why a matter applies, in one sentence, with its condition or its alternatives.
fn because(reason: &Reason, words: &Wording) -> String {
    let mut parts = Vec::new();
    if let Some(when) = &reason.when {
        parts.push(words.say("notice.only_when", &[("when", when)]));
    }
    if let Some(others) = &reason.one_of {
        parts.push(words.say("notice.one_of", &[("matters", others)]));
    }
    if let Some(note) = &reason.note {
        parts.push(note.clone());
    }
    parts.push(words.say("notice.because_text", &[("term", &reason.term), ("basis", &reason.basis)]));
    parts.push(words.say("notice.rule", &[("rule", &reason.rule)]));
    format!("{}。", parts.join("；"))
}
