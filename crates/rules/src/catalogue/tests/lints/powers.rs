//! Cases about who acts where: the test city gets a sound power and a sound territory first.

use super::super::city::*;
use super::{CANCELLED, COMMITMENT, FILING, OPTIMISED, Spoil, matter_of};
use crate::calendar::Date;
use crate::catalogue::Lint;
use crate::catalogue::source::*;

fn given(s: &mut Sources) -> &mut PowerText {
    s.powers.push(placed(power("m-food", "330108-sc"), "powers.toml", 1));
    &mut s.powers.last_mut().unwrap().value
}

fn zoned(s: &mut Sources) -> &mut MatterText {
    let text = matter_of(s, COMMITMENT);
    text.territory = "free_trade_zone".into();
    text.territory_basis = "国发〔2021〕7号附件2".into();
    text.instead_of = "m-food".into();
    text
}

/// The rule and the one change that breaks it.
pub const BAD: &[(Lint, Spoil)] = &[
    (Lint::PowerIncomplete, |s| given(s).basis.clear()),
    (Lint::PowerIncomplete, |s| given(s).form = "lent".into()),
    (Lint::UnitUnknown, |s| given(s).to = "nobody".into()),
    (Lint::PowerMatterUnknown, |s| given(s).matters = vec!["m-none".into()]),
    (Lint::PowerEndsFirst, |s| {
        let from = given(s).from;
        s.powers[0].value.until = from;
    }),
    (Lint::PowerTwice, |s| {
        given(s);
        given(s).to = "market".into();
    }),
    (Lint::PowerNotReady, |s| {
        let given = given(s);
        (given.form, given.trained) = ("empowered".into(), None);
    }),
    (Lint::PowerNotReady, |s| {
        let given = given(s);
        (given.form, given.able) = ("empowered".into(), Some(Date::constant(2026, 3, 1)));
    }),
    (Lint::PowerUntrained, |s| given(s).trained = None),
    (Lint::PowerUndelegable, |s| {
        given(s);
        matter_of(s, OPTIMISED).undelegable = "《药品管理法》第五十一条".into();
    }),
    (Lint::PowerOfCancelled, |s| {
        given(s).matters = vec![matter_of(s, CANCELLED).code.clone()]
    }),
    (Lint::TerritoryWithoutBasis, |s| zoned(s).territory_basis.clear()),
    (Lint::ValueUnknown, |s| zoned(s).territory = "island".into()),
    (Lint::InsteadOfWrong, |s| zoned(s).territory.clear()),
    (Lint::InsteadOfWrong, |s| zoned(s).instead_of = "m-none".into()),
    (Lint::InsteadOfWrong, |s| {
        zoned(s);
        let other = matter_of(s, FILING);
        (other.territory, other.territory_basis) = ("free_trade_zone".into(), "国发〔2021〕7号附件2".into());
        other.instead_of = "m-food".into();
    }),
];

/// The rule and the change that it lets pass.
pub const GOOD: &[(Lint, Spoil)] = &[
    (Lint::PowerIncomplete, |s| given(s).note.clear()),
    (Lint::PowerMatterUnknown, |s| given(s).matters.push("m-packed".into())),
    (Lint::PowerEndsFirst, |s| given(s).until = Some(Date::constant(2026, 1, 2))),
    (Lint::PowerTwice, |s| {
        given(s).until = Some(Date::constant(2026, 6, 1));
        let later = given(s);
        (later.to, later.from) = ("market".into(), Some(Date::constant(2026, 6, 1)));
    }),
    (Lint::PowerTwice, |s| {
        given(s);
        let nearer = given(s);
        (nearer.to, nearer.place) = ("market".into(), "330108001".into());
    }),
    (Lint::PowerNotReady, |s| {
        let given = given(s);
        (given.form, given.trained) = ("acceptance_only".into(), None);
    }),
    (Lint::PowerUntrained, |s| given(s).able = None),
    (Lint::PowerUndelegable, |s| {
        given(s).form = "acceptance_only".into();
        matter_of(s, OPTIMISED).undelegable = "《药品管理法》第五十一条".into();
    }),
    (Lint::PowerOfCancelled, |s| given(s).matters = vec!["m-hygiene".into()]),
    (Lint::TerritoryWithoutBasis, |s| {
        zoned(s);
    }),
    (Lint::InsteadOfWrong, |s| {
        zoned(s);
    }),
];
