//! 赋权: who acts for a matter at a place, when it is not the approving department of the list.
//!
//! Powers move from a day on: to a concentrated approval body (《行政许可法》第二十五条), from a superior to a lower level by
//! delegation (下放) or entrustment (委托, 《行政许可法》第二十四条), to towns and streets (赋权), or only the acceptance does.
//! Requirements CAT-09, CAT-10, GOV-04. An edition is that of one day, and an application keeps its edition: so applications
//! from that day on go to whom the power is given, and earlier ones end where they began.

use super::detail::{Detail, Level};
use super::edition::{Edition, Matter, MatterIndex, Unit};
use super::source::{Placed, PowerText};
use crate::access::named;
use crate::calendar::Date;
use crate::law::{Law, Mark, covers, nearness};
use std::collections::HashMap;

named! {
    /// By which form of law another acts.
    PowerForm {
        /// 相对集中行政许可权: the receiving body approves in its own name, the competent department goes on supervising.
        Transferred = "transferred",
        /// 下放: the lower level approves in its own name.
        Delegated = "delegated",
        /// 委托: the receiving office approves in the name of who entrusts it.
        Entrusted = "entrusted",
        /// 赋权: a town or street approves in its own name.
        Empowered = "empowered",
        /// 仅受理: the receiving office takes applications in, and the list's own office decides.
        AcceptanceOnly = "acceptance_only",
    }
}

/// Whether a power is used today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PowerStanding {
    /// From a later day on.
    Ahead,
    /// Today.
    Holds,
    /// It went back.
    Ended,
}

impl PowerText {
    /// Where it stands on a day.
    pub fn standing(&self, day: Date) -> PowerStanding {
        if self.until.is_some_and(|until| until <= day) {
            PowerStanding::Ended
        } else if self.from.is_some_and(|from| from <= day) {
            PowerStanding::Holds
        } else {
            PowerStanding::Ahead
        }
    }
}

/// A power that another uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Power {
    /// The name under which it is cited.
    pub id: String,
    /// The matters.
    pub matters: Vec<MatterIndex>,
    /// How.
    pub form: PowerForm,
    /// Code of the office whose power it is; empty: of the matter's own approving department.
    pub by: String,
    /// Code of the office or department that uses it.
    pub to: String,
    /// Division code of the place it holds for.
    pub place: String,
    /// First day.
    pub from: Date,
    /// The day it goes back.
    pub until: Option<Date>,
    /// The document that gives it.
    pub basis: String,
    /// How sure we are.
    pub mark: Mark,
    /// The day it was found that the receiving office can do it.
    pub able: Option<Date>,
    /// The day its people were trained.
    pub trained: Option<Date>,
    /// What one should know of it.
    pub note: String,
    /// Whether it is used on the day of the edition.
    pub standing: PowerStanding,
}

impl Power {
    /// In whose name the receiving office decides, when not in its own.
    pub fn in_the_name_of(&self) -> Option<&str> {
        (self.form == PowerForm::Entrusted).then_some(self.by.as_str())
    }
}

/// Who acts for a matter at a place.
#[derive(Clone, Copy, Debug)]
pub struct Acting<'e> {
    /// 审批部门, as the list has it.
    pub department: &'e str,
    /// The office that takes the application in.
    pub accepts: Option<&'e Unit>,
    /// The office that decides it.
    pub decides: Option<&'e Unit>,
    /// The power by which it is not the list's own office.
    pub power: Option<&'e Power>,
}

/// The division an office of this level has the place in.
fn place_at(level: Level, place: &str) -> String {
    let digits = match level {
        Level::National => 0,
        Level::Province => 2,
        Level::City => 4,
        Level::County => return place.to_owned(),
    };
    let kept: String = place.chars().take(digits).collect();
    if kept.is_empty() { kept } else { format!("{kept:0<6}") }
}

/// The powers of an edition, and which of them hold for each matter.
#[derive(Clone, Debug, Default)]
pub(super) struct Powers {
    all: Vec<Power>,
    holding: HashMap<MatterIndex, Vec<usize>>,
}

impl Powers {
    pub(super) fn of(rows: &[Placed<PowerText>], codes: &HashMap<String, MatterIndex>, law: &Law) -> Powers {
        let mut powers = Powers::default();
        for row in rows {
            let text = &row.value;
            let (Some(form), Some(from)) = (PowerForm::from_name(&text.form), text.from) else {
                continue;
            };
            let matters: Vec<MatterIndex> = text.matters.iter().filter_map(|code| codes.get(code).copied()).collect();
            let standing = text.standing(law.day());
            if standing == PowerStanding::Holds {
                for matter in &matters {
                    powers.holding.entry(*matter).or_default().push(powers.all.len());
                }
            }
            powers.all.push(Power {
                id: text.id(),
                matters,
                form,
                by: text.by.clone(),
                to: text.to.clone(),
                place: text.place.clone(),
                from,
                until: text.until,
                basis: text.basis.clone(),
                mark: text.mark.unwrap_or(Mark::Recalled),
                able: text.able,
                trained: text.trained,
                note: text.note.clone(),
                standing,
            });
        }
        powers
    }

    /// The power that holds for a matter at a place: of the most particular place, the latest.
    fn holding(&self, matter: MatterIndex, place: &str) -> Option<&Power> {
        let holding = self.holding.get(&matter)?.iter().filter_map(|index| self.all.get(*index));
        holding
            .filter(|power| covers(&power.place, place))
            .max_by_key(|power| (nearness(&power.place), power.from))
    }
}

impl Edition {
    /// All powers that others use, those of the past and those to come too, in the order of the file.
    pub fn powers(&self) -> &[Power] {
        &self.powers.all
    }

    /// The office that entrusts this one with a matter: in its name is decided (《行政许可法》第二十四条).
    pub fn entrusting(&self, matter: &str, unit: &str) -> Option<&Unit> {
        let index = self.matter_index(matter)?;
        let own = self.unit(unit)?;
        let used = |power: &&Power| power.to == own.code || own.departments.contains(&power.to);
        let holding = self
            .powers
            .holding
            .get(&index)?
            .iter()
            .filter_map(|index| self.powers.all.get(*index));
        let by = holding.filter(used).find_map(Power::in_the_name_of)?;
        self.unit(by).or_else(|| self.unit_for(by, &own.place))
    }

    /// Who acts for a matter at a place on the day of the edition. Who is competent and who supervises is not moved by any power.
    pub fn acting<'e>(&'e self, matter: &'e Matter, place: &str) -> Acting<'e> {
        let index = self.matter_index(&matter.code).unwrap_or(MatterIndex(u32::MAX));
        self.acting_at(index, matter, place)
    }

    pub(super) fn acting_at<'e>(&'e self, index: MatterIndex, matter: &'e Matter, place: &str) -> Acting<'e> {
        let detail = matter.detail.as_deref();
        let department = detail.map_or(matter.department.as_str(), |detail| &detail.approving);
        let own = match detail {
            Some(Detail { level, .. }) => self.unit_for(department, &place_at(*level, place)),
            None => self.unit_for(department, place),
        };
        let Some(power) = self.powers.holding(index, place) else {
            return Acting {
                department,
                accepts: own,
                decides: own,
                power: None,
            };
        };
        let receiving = self.unit(&power.to).or_else(|| self.unit_for(&power.to, place));
        Acting {
            department,
            accepts: receiving,
            decides: if power.form == PowerForm::AcceptanceOnly { own } else { receiving },
            power: Some(power),
        }
    }
}
