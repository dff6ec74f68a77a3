//! A07 判断规则: the terms whose needs depend on facts of the shop, each need with its expression; and a trial, where only what is
//! still open is asked. That every combination of answers has one result is proved when the draft is checked.

use super::super::super::picker::{FACT, Question, questions};
use super::super::told;
use super::{Card, Point, Seen};
use crate::catalogue::needed::mode;
use crate::parts::{Link, query};
use crate::visit::Visit;
use office::Failure;
use office::catalogue::tables::{Row, TableOf};
use rules::catalogue::{Answer, Answers, Lint, Need, RuleRef, Settled, Settlement, Term, Zone, notice};
use serde::Serialize;

/// Findings that say a rule is not sound.
const UNSOUND: [Lint; 7] = [
    Lint::ExpressionBroken,
    Lint::FactUnknown,
    Lint::FactTypeWrong,
    Lint::ConditionNeverTrue,
    Lint::ConditionAlwaysTrue,
    Lint::ConditionOnlyInWords,
    Lint::AnswersUndetermined,
];

pub(super) fn cards(seen: &Seen<'_>) -> Result<Vec<Card>, Failure> {
    let rows = TableOf::named("corrections").map_or(Ok(Vec::new()), |table| table.rows(&seen.opened.files))?;
    let depends = |term: &&Term| term.needs.iter().any(|need| need.when.is_some());
    let terms = seen.edition().terms().iter().filter(depends);
    Ok(terms.map(|term| card(seen, term, &rows)).collect())
}

fn card(seen: &Seen<'_>, term: &Term, rows: &[Row]) -> Card {
    let rule = term.needs.iter().find_map(|need| match &need.rule {
        RuleRef::Correction { file, line, .. } => rows.iter().find(|row| *row.file == **file && row.lines.contains(line)),
        RuleRef::Draft { .. } => None,
    });
    let unsound = rule.and_then(|row| {
        let mut findings = seen.findings().iter().filter(|finding| row.has(finding));
        findings.find(|finding| UNSOUND.contains(&finding.code))
    });
    let proof = if unsound.is_none() {
        seen.words.word("views.rules_proved")
    } else {
        seen.words.word("views.rules_unproved")
    };
    Card {
        title: format!("{} {}", term.code, term.name),
        href: match rule {
            Some(row) => told::row_href(&seen.base, "corrections", &row.id),
            None => told::row_href(&seen.base, "terms", &term.code),
        },
        alarm: unsound.map(rules::catalogue::Finding::title),
        facts: vec![seen.fact("facts", facts(seen, term)), seen.fact("proof", proof)],
        points: term.needs.iter().map(|need| point(seen, need)).collect(),
        more: Some(Link {
            text: seen.words.word("tables.trial"),
            href: format!(
                "{}/views/rules{}#trial",
                seen.base,
                query(&[("term", &term.code), ("q", &term.code)])
            ),
        }),
        ..Card::default()
    }
}

/// The questions that decide a term.
fn facts(seen: &Seen<'_>, term: &Term) -> String {
    let tests = term.needs.iter().filter_map(|need| need.test.as_deref());
    let mut asked: Vec<&str> = tests
        .flat_map(rules::catalogue::Test::facts)
        .filter_map(|index| seen.edition().fact_at(*index))
        .map(|fact| fact.question.as_str())
        .collect();
    asked.sort_unstable();
    asked.dedup();
    asked.join(" ")
}

fn point(seen: &Seen<'_>, need: &Need) -> Point {
    let matters = need.matters.matters().iter().filter_map(|index| seen.edition().matter_at(*index));
    let names: Vec<&str> = matters.map(|matter| matter.name.as_str()).collect();
    let names = names.join("、");
    let text = match &need.when {
        Some(when) => seen.words.say("views.rules_when", &[("when", when), ("matters", &names)]),
        None => seen.words.say("views.rules_always", &[("matters", &names)]),
    };
    let expression = need.test.as_ref().map_or("", |test| test.expression());
    let mark = seen.words.word(&format!("mark.{}", need.mark.name()));
    let said = [expression, &need.basis, &mark, &need.rule.to_string()].map(str::to_owned);
    Point {
        text,
        small: said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · "),
    }
}

/// A term tried with answers.
#[derive(Serialize)]
pub(super) struct Trial {
    term: String,
    name: String,
    questions: Vec<Question>,
    outcomes: Vec<Outcome>,
}

#[derive(Serialize)]
struct Outcome {
    name: String,
    mode: &'static str,
    settled: &'static str,
    why: Vec<String>,
}

/// What the answers of the query make of the term of the query.
pub(super) fn trial(seen: &Seen<'_>, visit: &Visit) -> Option<Trial> {
    let (edition, code) = (seen.edition(), visit.query.get("term"));
    let term = edition.term(code)?;
    let given = visit.query.iter().filter_map(|(name, text)| {
        let fact = edition.fact(name.strip_prefix(FACT)?)?;
        Some((fact.code.clone(), fact.answer(text.trim())?))
    });
    let answers: Answers = given.collect();
    let notice = notice(edition, &[code], seen.law.place(), Zone::Elsewhere, &seen.law).ok()?;
    let settled = notice.settle(&answers);
    Some(Trial {
        term: code.to_owned(),
        name: term.name.clone(),
        questions: questions(&notice, &answers, seen.words),
        outcomes: settled.iter().map(|one| outcome(seen, one)).collect(),
    })
}

fn outcome(seen: &Seen<'_>, one: &Settlement<'_, '_>) -> Outcome {
    let why = one.traces.iter().map(|trace| {
        let inputs = trace.inputs.iter().map(|input| {
            let answer = match &input.answer {
                None => seen.words.word("views.unanswered"),
                Some(Answer::YesNo(yes)) => seen.words.word(if *yes { "answer.yes" } else { "answer.no" }),
                Some(other) => other.to_string(),
            };
            format!("{} {answer}", input.fact.question)
        });
        let said = [trace.basis().to_owned(), trace.rule().to_string()].into_iter().chain(inputs);
        said.collect::<Vec<_>>().join(" · ")
    });
    Outcome {
        name: one.entry.matter.name.clone(),
        mode: mode(one.entry.matter),
        settled: match one.settled {
            Settled::Needed => "needed",
            Settled::OneOf => "one_of",
            Settled::NotNeeded => "not_needed",
            Settled::Unknown => "unknown",
        },
        why: why.collect(),
    }
}
