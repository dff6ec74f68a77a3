//! GOV-08: every combination of the factors meets exactly one row of a table of discretion.

use super::{Finding, Findings, Lint};
use crate::catalogue::condition::Problem;
use crate::catalogue::discretion::{Hole, facts, holes, range, test};
use crate::catalogue::source::{DiscretionText, MatterText, Placed};
use std::collections::BTreeSet;

/// All tables of one matter.
pub(super) fn check(matter: &Placed<MatterText>, out: &mut Findings) {
    if matter.value.discretion.is_empty() {
        return;
    }
    let facts = facts(&matter.value.fields);
    let mut codes: BTreeSet<&str> = BTreeSet::new();
    for table in &matter.value.discretion {
        let text = &table.value;
        let mut add = |lint: Lint, named: &[(&str, &str)]| {
            let finding = Finding::new(lint, &table.at).with("matter", &matter.value.code);
            let finding = finding.with("discretion", &text.code).with("name", &text.name);
            out.add(named.iter().fold(finding, |finding, (fact, value)| finding.with(fact, value)));
        };
        let elements = [
            ("discretion.code", text.code.is_empty()),
            ("discretion.name", text.name.is_empty()),
            ("discretion.mark", text.mark.is_none()),
            ("discretion.rule", text.rules.is_empty()),
            (
                "discretion.when",
                text.rules.iter().any(|rule| rule.when.is_empty() != rule.condition.is_empty()),
            ),
        ];
        for (element, _) in elements.iter().filter(|(_, missing)| *missing) {
            add(Lint::ElementMissing, &[("element", element)]);
        }
        if !codes.insert(&text.code) {
            add(Lint::DiscretionTwice, &[]);
        }
        if text.article.is_empty() {
            add(Lint::DiscretionWithoutBasis, &[]);
        }
        ranges(text, &mut add);
        let place = format!("{} {}", matter.value.code, text.code);
        let mut tests = Vec::new();
        let mut broken = false;
        for rule in &text.rules {
            let expression = ("if", rule.condition.as_str());
            // What these rules call the text that holds the expression.
            let of = ("correction", place.as_str());
            match test(rule, &facts) {
                Ok(read) => tests.push(read),
                Err(problems) => {
                    broken = true;
                    for problem in &problems {
                        match problem {
                            Problem::Broken(part) => add(Lint::ExpressionBroken, &[of, expression, ("part", part)]),
                            Problem::FactUnknown(fact) => add(Lint::FactUnknown, &[of, expression, ("fact", fact)]),
                            Problem::TypeWrong { fact, with } => {
                                add(Lint::FactTypeWrong, &[of, expression, ("fact", fact), ("with", with)])
                            }
                        }
                    }
                }
            }
        }
        if broken || tests.is_empty() {
            continue;
        }
        for hole in holes(&tests, &facts) {
            match hole {
                Hole::Gap(case) => add(Lint::DiscretionGap, &[("case", &case)]),
                Hole::Overlap(rows, case) => add(Lint::DiscretionOverlap, &[("rows", &rows), ("case", &case)]),
                Hole::TooMany => add(
                    Lint::ExpressionBroken,
                    &[("correction", &place), ("if", &text.name), ("part", "cases")],
                ),
            }
        }
    }
}

/// Each row allows a range or choices, and not both; numbers have their unit.
fn ranges(text: &DiscretionText, add: &mut impl FnMut(Lint, &[(&str, &str)])) {
    for (row, rule) in (1_u32..).zip(&text.rules) {
        let counted = rule.from.is_some() || rule.to.is_some();
        if range(rule).is_none() || counted == text.unit.is_empty() {
            add(Lint::DiscretionRange, &[("row", &row.to_string())]);
        }
    }
}
