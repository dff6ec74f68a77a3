//! Checks of who acts where: powers that others use (CAT-09, CAT-10, GOV-04), and matters that run in a territory (CAT-04).

use super::matter::is;
use super::{Finding, Findings, Lint};
use crate::calendar::Date;
use crate::catalogue::compile::{FREE_TRADE_ZONE, in_zone_only};
use crate::catalogue::edition::Mode;
use crate::catalogue::power::PowerForm;
use crate::catalogue::source::{At, MatterText, Placed, PowerText, Sources};
use crate::law::covers;
use std::collections::{BTreeMap, BTreeSet};

/// All checks of powers and territories.
pub(in crate::catalogue) fn check_powers(sources: &Sources, out: &mut Findings) {
    let matters: BTreeMap<&str, &MatterText> = sources
        .matters
        .iter()
        .map(|matter| (matter.value.code.as_str(), &matter.value))
        .collect();
    let offices: BTreeSet<&str> = sources
        .units
        .iter()
        .flat_map(|unit| std::iter::once(&unit.value.code).chain(&unit.value.departments))
        .map(String::as_str)
        .collect();
    for power in &sources.powers {
        elements(power, &offices, out);
        of_matters(power, &matters, out);
    }
    used_once(&sources.powers, out);
    territories(sources, &matters, out);
}

fn add(power: &Placed<PowerText>, lint: Lint, fact: &str, value: impl ToString, out: &mut Findings) {
    out.add(Finding::new(lint, &power.at).with("power", power.value.id()).with(fact, value));
}

fn elements(power: &Placed<PowerText>, offices: &BTreeSet<&str>, out: &mut Findings) {
    let text = &power.value;
    let form = PowerForm::from_name(&text.form);
    let missing = [
        ("matters", text.matters.is_empty()),
        ("form", form.is_none()),
        ("by", text.by.is_empty() && form == Some(PowerForm::Entrusted)),
        ("to", text.to.is_empty()),
        ("place", text.place.is_empty()),
        ("from", text.from.is_none()),
        ("basis", text.basis.is_empty()),
        ("mark", text.mark.is_none()),
    ];
    for (element, _) in missing.iter().filter(|(_, missing)| *missing) {
        add(power, Lint::PowerIncomplete, "element", element, out);
    }
    for office in [&text.by, &text.to]
        .into_iter()
        .filter(|office| !office.is_empty() && !offices.contains(office.as_str()))
    {
        add(power, Lint::UnitUnknown, "department", office, out);
    }
    if text.from.zip(text.until).is_some_and(|(from, until)| until <= from) {
        add(
            power,
            Lint::PowerEndsFirst,
            "until",
            text.until.map(|day| day.to_string()).unwrap_or_default(),
            out,
        );
    }
    // Who only takes papers in decides nothing, and a concentrated body is not a lower level.
    let late = |day: Option<Date>| day.is_none() || day > text.from;
    let asked: &[(Lint, &str, bool)] = match form {
        Some(PowerForm::Empowered) => &[
            (Lint::PowerNotReady, "able", late(text.able)),
            (Lint::PowerNotReady, "trained", late(text.trained)),
        ],
        Some(PowerForm::Delegated | PowerForm::Entrusted) => &[(Lint::PowerUntrained, "trained", late(text.trained))],
        Some(PowerForm::Transferred | PowerForm::AcceptanceOnly) | None => &[],
    };
    for (lint, element, _) in asked.iter().filter(|(_, _, late)| *late) {
        add(power, *lint, "element", element, out);
    }
}

fn of_matters(power: &Placed<PowerText>, matters: &BTreeMap<&str, &MatterText>, out: &mut Findings) {
    for code in &power.value.matters {
        let Some(matter) = matters.get(code.as_str()) else {
            add(power, Lint::PowerMatterUnknown, "matter", code, out);
            continue;
        };
        if is(matter, Mode::ApprovalCancelled) {
            add(power, Lint::PowerOfCancelled, "matter", code, out);
        }
        if !matter.undelegable.is_empty() && power.value.form != PowerForm::AcceptanceOnly.name() {
            let finding = Finding::new(Lint::PowerUndelegable, &power.at).with("power", power.value.id());
            out.add(finding.with("matter", code).with("basis", &matter.undelegable));
        }
    }
}

/// At one place and time a power is used by one office; a nearer place goes before a wider one, so these may lie over each other.
fn used_once(powers: &[Placed<PowerText>], out: &mut Findings) {
    for (position, power) in powers.iter().enumerate() {
        let one = &power.value;
        let earlier = powers.iter().take(position).map(|power| &power.value);
        let clash = earlier.filter(|other| {
            other.to != one.to
                && covers(&other.place, &one.place)
                && covers(&one.place, &other.place)
                && other.matters.iter().any(|matter| one.matters.contains(matter))
                && overlap(one, other)
        });
        for other in clash {
            add(power, Lint::PowerTwice, "other", other.id(), out);
        }
    }
}

fn overlap(one: &PowerText, other: &PowerText) -> bool {
    let begins_before_end = |one: &PowerText, other: &PowerText| other.until.is_none_or(|until| one.from.is_some_and(|from| from < until));
    begins_before_end(one, other) && begins_before_end(other, one)
}

/// The 76 of 国发〔2021〕7号第一条第（二）项 run in free-trade zones only; elsewhere the procedure is the former one.
fn territories(sources: &Sources, matters: &BTreeMap<&str, &MatterText>, out: &mut Findings) {
    let mut stood_for: BTreeSet<&str> = BTreeSet::new();
    for matter in &sources.matters {
        let text = &matter.value;
        if !matches!(text.territory.as_str(), "" | FREE_TRADE_ZONE) {
            let finding = Finding::new(Lint::ValueUnknown, &matter.at).with("matter", &text.code);
            out.add(finding.with("element", "territory").with("value", &text.territory));
        }
        if !text.territory.is_empty() && text.territory_basis.is_empty() {
            out.of(matter, Lint::TerritoryWithoutBasis, &matter.at, "territory", &text.territory);
        }
        if text.instead_of.is_empty() {
            continue;
        }
        let other = matters.get(text.instead_of.as_str());
        let wrong = !in_zone_only(text) || other.is_none_or(|other| in_zone_only(other) || other.code == text.code);
        if wrong || !stood_for.insert(&text.instead_of) {
            instead(matter, &matter.at, out);
        }
    }
}

fn instead(matter: &Placed<MatterText>, at: &At, out: &mut Findings) {
    out.of(matter, Lint::InsteadOfWrong, at, "other", &matter.value.instead_of);
}
