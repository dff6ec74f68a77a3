//! Who acts where and from when, and the two ways of one matter on both sides of a zone's border.

use super::city::*;
use crate::calendar::Date;
use crate::catalogue::source::*;
use crate::catalogue::{Edition, Mode, PowerForm, PowerStanding, Unit, Zone, compile, notice};

const CITY: &str = "330100";
const TOWN: &str = "330108001";

fn on(sources: &Sources, day: Date) -> Edition {
    let compiled = compile(sources, &law().at_day(day));
    assert!(compiled.edition.is_some(), "{:#?}", compiled.findings);
    compiled.edition.unwrap()
}

fn unit(code: &str, place: &str, departments: &[&str]) -> Placed<UnitText> {
    let text = UnitText {
        code: code.into(),
        name: code.into(),
        departments: departments.iter().map(|name| (*name).to_owned()).collect(),
        place: place.into(),
        address: "政务服务中心".into(),
        phone: "0571-12345".into(),
        ..UnitText::default()
    };
    placed(text, "units.toml", 9)
}

/// A city bureau above the district's, a town under it, and an approval bureau that concentrates powers.
fn city() -> Sources {
    let mut sources = sources();
    sources.units.push(unit("city-market", CITY, &["market", "approval"]));
    sources.units.push(unit("town-office", TOWN, &["town"]));
    sources.units.push(unit("approval-bureau", PLACE, &["bureau"]));
    sources
}

fn with(change: impl FnOnce(&mut PowerText)) -> Sources {
    let mut sources = city();
    let mut given = power("m-food", "approval-bureau");
    change(&mut given);
    sources.powers.push(placed(given, "powers.toml", 1));
    sources
}

/// Who takes in, and who decides.
fn acts(edition: &Edition, matter: &str, place: &str) -> (String, String) {
    let acting = edition.acting(edition.matter(matter).unwrap(), place);
    let code = |unit: Option<&Unit>| unit.map_or_else(String::new, |unit| unit.code.clone());
    (code(acting.accepts), code(acting.decides))
}

fn all(code: &str) -> (String, String) {
    (code.to_owned(), code.to_owned())
}

/// Proves CAT-09.
#[test]
fn from_its_day_on_the_receiving_body_approves_and_the_competent_department_goes_on_supervising() {
    let sources = with(|given| given.form = "transferred".into());
    let (before, after) = (on(&sources, Date::constant(2025, 12, 31)), on(&sources, Date::constant(2026, 1, 1)));
    assert_ne!(before.hash, after.hash, "an application keeps the hash it began under");
    assert_eq!(acts(&before, "m-food", PLACE), all("330108-sc"));
    assert_eq!(acts(&after, "m-food", PLACE), all("approval-bureau"));
    assert_eq!(
        acts(&after, "m-hygiene", PLACE),
        all("330108-sc"),
        "another matter stays where it was"
    );
    let law = law();
    let noticed = notice(&after, &["H2002"], PLACE, Zone::Elsewhere, &law).unwrap();
    let food = noticed.matters.iter().find(|entry| entry.matter.code == "m-food").unwrap();
    assert_eq!(food.power.unwrap().form, PowerForm::Transferred);
    assert_eq!(food.approving.unit.unwrap().code, "approval-bureau");
    assert_eq!(food.competent.unit.unwrap().code, "330108-sc");
    assert_eq!(food.regulating.unit.unwrap().code, "330108-sc");
    let told: Vec<&str> = noticed
        .receivers
        .iter()
        .map(|receiver| receiver.office.unit.unwrap().code.as_str())
        .collect();
    assert_eq!(told, ["330108-sc", "approval-bureau"], "the competent department is still told");
}

/// Proves CAT-10.
#[test]
fn who_is_entrusted_decides_in_the_name_of_who_entrusts() {
    let edition = on(
        &with(|given| (given.form, given.by) = ("entrusted".into(), "city-market".into())),
        Date::constant(2026, 3, 2),
    );
    assert_eq!(acts(&edition, "m-food", PLACE), all("approval-bureau"));
    let entrusting = |edition: &Edition, matter: &str| edition.entrusting(matter, "approval-bureau").map(|unit| unit.code.clone());
    assert_eq!(entrusting(&edition, "m-food").as_deref(), Some("city-market"));
    assert_eq!(entrusting(&edition, "m-hygiene"), None);
    let delegated = on(&with(|given| given.by = "city-market".into()), Date::constant(2026, 3, 2));
    assert_eq!(
        entrusting(&delegated, "m-food"),
        None,
        "a delegated power is used in one's own name"
    );
}

#[test]
fn a_matter_of_the_city_is_the_citys_until_its_power_is_delegated() {
    let mut sources = city();
    sources.matters[0].value.level = "city".into();
    let kept = on(&sources, Date::constant(2026, 3, 2));
    assert_eq!(acts(&kept, "m-food", PLACE), all("city-market"));
    let mut given = power("m-food", "market");
    given.by = "city-market".into();
    sources.powers.push(placed(given, "powers.toml", 1));
    let delegated = on(&sources, Date::constant(2026, 3, 2));
    assert_eq!(acts(&delegated, "m-food", PLACE), all("330108-sc"));
    assert_eq!(
        acts(&delegated, "m-food", "330106"),
        all("city-market"),
        "another district has received nothing"
    );
}

/// Proves GOV-04.
#[test]
fn a_town_has_what_it_was_given_until_it_gives_it_back() {
    let sources = with(|given| {
        (given.form, given.to, given.place) = ("empowered".into(), "town-office".into(), TOWN.into());
        given.until = Some(Date::constant(2026, 7, 1));
    });
    let last = on(&sources, Date::constant(2026, 6, 30));
    assert_eq!(acts(&last, "m-food", TOWN), all("town-office"));
    assert_eq!(acts(&last, "m-hygiene", TOWN), all("330108-sc"), "only what it was given");
    assert_eq!(acts(&last, "m-food", "330108002"), all("330108-sc"), "not in the next town");
    let back = on(&sources, Date::constant(2026, 7, 1));
    assert_eq!(acts(&back, "m-food", TOWN), all("330108-sc"));
    assert_eq!(back.powers()[0].standing, PowerStanding::Ended);
    assert_ne!(last.hash, back.hash);
}

/// Proves GOV-04.
#[test]
fn who_only_takes_papers_in_does_not_decide() {
    let edition = on(
        &with(|given| {
            (given.form, given.to) = ("acceptance_only".into(), "town-office".into());
            given.place = TOWN.into();
        }),
        Date::constant(2026, 3, 2),
    );
    assert_eq!(acts(&edition, "m-food", TOWN), ("town-office".into(), "330108-sc".into()));
}

/// A variant of the food permit that runs within the zone by commitment.
fn zoned() -> Sources {
    let mut sources = city();
    let mut within = matter("m-food-zone", "notification_commitment");
    within.name = "m-food 核发（自贸试验区）".into();
    (within.territory, within.instead_of) = ("free_trade_zone".into(), "m-food".into());
    within.territory_basis = "国发〔2021〕7号附件2".into();
    within.lists = vec!["P3".into()];
    sources.matters.push(placed(within, "matters/zone.toml", 1));
    sources.terms[3].value.permits = vec!["P4".into()];
    sources.terms[3].value.permits_ftz = vec!["P4".into()];
    sources
}

/// Proves CAT-04.
#[test]
fn one_matter_goes_two_ways_and_the_place_decides_which() {
    let (edition, law) = (on(&zoned(), Date::constant(2026, 3, 2)), law());
    let needed = |zone: Zone| -> Vec<(String, Mode, String)> {
        let noticed = notice(&edition, &["H2002"], PLACE, zone, &law).unwrap();
        let entries = noticed.matters.iter();
        entries
            .map(|entry| {
                let detail = entry.matter.detail.as_ref().unwrap();
                let rule = detail.territory_basis.clone().unwrap_or_else(|| detail.mode_basis.clone());
                (entry.matter.code.clone(), entry.matter.mode.unwrap(), rule)
            })
            .collect()
    };
    let basis = |text: &str| text.to_owned();
    assert_eq!(
        needed(Zone::FreeTrade),
        [("m-food-zone".into(), Mode::NotificationCommitment, basis("国发〔2021〕7号附件2"))]
    );
    assert_eq!(
        needed(Zone::Elsewhere),
        [("m-food".into(), Mode::OptimizedApproval, basis("国发〔2021〕7号附件1"))]
    );
}

#[test]
fn a_matter_of_the_zone_without_counterpart_is_not_needed_outside() {
    let mut sources = zoned();
    sources.matters.last_mut().unwrap().value.instead_of.clear();
    sources.terms[1].value.permits = vec!["P3".into()];
    sources.terms[1].value.permits_ftz = vec!["P3".into()];
    sources.corrections.clear();
    let (edition, law) = (on(&sources, Date::constant(2026, 3, 2)), law());
    let codes = |zone: Zone| -> Vec<String> {
        let noticed = notice(&edition, &["F1001"], PLACE, zone, &law).unwrap();
        noticed.matters.iter().map(|entry| entry.matter.code.clone()).collect()
    };
    assert!(codes(Zone::FreeTrade).contains(&"m-food-zone".to_owned()));
    assert!(!codes(Zone::Elsewhere).contains(&"m-food-zone".to_owned()));
}

#[test]
fn the_variant_of_a_matter_is_not_counted_twice() {
    let (with, without) = (on(&zoned(), Date::constant(2026, 3, 2)), on(&city(), Date::constant(2026, 3, 2)));
    let total = |edition: &Edition| crate::catalogue::counts(edition).listed.total();
    // P3 was an entry of its own and is the variant now.
    assert_eq!(total(&with) + 1, total(&without));
}

/// What a leader reads: who uses the power now, and until when.
#[test]
fn a_power_that_is_given_is_a_change_of_its_matter() {
    let (before, after) = (
        on(&city(), Date::constant(2026, 3, 2)),
        on(&with(|_| ()), Date::constant(2026, 3, 2)),
    );
    let lines = crate::catalogue::diff(&before, &after).lines();
    let told = lines
        .iter()
        .any(|line| line.contains("赋权、委托、集中行使") && line.contains("approval-bureau（下放"));
    assert!(told, "{lines:?}");
}
