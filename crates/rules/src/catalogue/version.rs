//! 清单版本的流转: draft → checked → scheduled → in force → superseded (CAT-08). Two people: whoever drafted, changed or handed in
//! an edition does not publish it; the second one also gives the opinion of legality (GOV-08). Force comes with its day, without
//! anybody's doing.

use crate::access::named;
use crate::calendar::Date;
use crate::ids::AccountId;
use crate::{Code, Refusal};
use std::collections::BTreeSet;

named! {
    /// What people have done with an edition so far.
    Stage {
        /// 草稿
        Draft = "draft",
        /// 待审核
        Checked = "checked",
        /// 已审核，到日生效
        Scheduled = "scheduled",
        /// 已作废
        Dropped = "dropped",
    }
}

named! {
    /// What an edition is on a day.
    Standing {
        /// 草稿
        Draft = "draft",
        /// 待审核
        Checked = "checked",
        /// 定时生效
        Scheduled = "scheduled",
        /// 在用
        InForce = "in_force",
        /// 停用: a later one is in force.
        Superseded = "superseded",
        /// 已作废
        Dropped = "dropped",
    }
}

/// An edition on its way, with the people who had their hands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// How far it is.
    pub stage: Stage,
    /// Who drafted, changed or handed it in.
    pub hands: BTreeSet<AccountId>,
    /// First day in force, once somebody has proposed one.
    pub from: Option<Date>,
}

/// What handing in must know of the texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Findings that stop publication.
    pub denied: usize,
    /// Whether anything differs from what it started from.
    pub changed: bool,
    /// Whether what it started from is still the latest published edition.
    pub base_is_latest: bool,
    /// Matters that stand on no published list and did not stand so before.
    pub beyond_the_list: BTreeSet<String>,
}

impl Checked {
    /// Nothing that the checks deny, and no matter that no published list has (CAT-05).
    fn check(&self) -> Result<(), Refusal> {
        if self.denied > 0 {
            return Err(Refusal::new(Code::EditionRefused).with("findings", self.denied));
        }
        if !self.beyond_the_list.is_empty() {
            let named: Vec<&str> = self.beyond_the_list.iter().map(String::as_str).collect();
            return Err(Refusal::new(Code::OutsideTheList).with("what", named.join("、")));
        }
        Ok(())
    }
}

impl Version {
    /// Refuses unless the texts may still be changed.
    pub fn check_open(&self) -> Result<(), Refusal> {
        self.check_stage(Stage::Draft, "edit")
    }

    /// Hands it in for publication on a day.
    pub fn hand_in(&mut self, by: AccountId, from: Date, today: Date, texts: Checked) -> Result<(), Refusal> {
        self.check_stage(Stage::Draft, "hand_in")?;
        if from < today {
            return Err(Refusal::field(Code::DayPassed, "from").with("day", from));
        }
        if !texts.changed {
            return Err(Refusal::new(Code::EditionUnchanged));
        }
        if !texts.base_is_latest {
            return Err(Refusal::new(Code::EditionMoved).with("paths", ""));
        }
        texts.check()?;
        self.hands.insert(by);
        self.from = Some(from);
        self.stage = Stage::Checked;
        Ok(())
    }

    /// Gives it back to its drafters.
    pub fn send_back(&mut self) -> Result<(), Refusal> {
        self.check_stage(Stage::Checked, "send_back")?;
        self.stage = Stage::Draft;
        self.from = None;
        Ok(())
    }

    /// The second person publishes it, with an opinion of legality; `texts` is looked at again.
    pub fn publish(&mut self, by: AccountId, opinion: &str, today: Date, texts: Checked) -> Result<Date, Refusal> {
        self.check_stage(Stage::Checked, "publish")?;
        if self.hands.contains(&by) {
            return Err(Refusal::new(Code::SecondPersonNeeded));
        }
        if opinion.trim().is_empty() {
            return Err(Refusal::field(Code::FieldMissing, "opinion"));
        }
        let from = self.from.ok_or_else(|| Refusal::field(Code::FieldMissing, "from"))?;
        if from < today {
            return Err(Refusal::field(Code::DayPassed, "from").with("day", from));
        }
        if !texts.base_is_latest {
            return Err(Refusal::new(Code::EditionMoved).with("paths", ""));
        }
        texts.check()?;
        self.stage = Stage::Scheduled;
        Ok(from)
    }

    /// Throws the draft away; its number stays taken.
    pub fn drop_it(&mut self) -> Result<(), Refusal> {
        self.check_stage(Stage::Draft, "drop")?;
        self.stage = Stage::Dropped;
        Ok(())
    }

    /// What it is on a day. `latest` is the day from which the edition in force on that day holds and whether this is it.
    pub fn standing(&self, today: Date, in_force: bool) -> Standing {
        match (self.stage, self.from) {
            (Stage::Draft, _) => Standing::Draft,
            (Stage::Checked, _) => Standing::Checked,
            (Stage::Dropped, _) => Standing::Dropped,
            (Stage::Scheduled, Some(from)) if from > today => Standing::Scheduled,
            (Stage::Scheduled, _) if in_force => Standing::InForce,
            (Stage::Scheduled, _) => Standing::Superseded,
        }
    }

    fn check_stage(&self, stage: Stage, step: &str) -> Result<(), Refusal> {
        if self.stage == stage {
            return Ok(());
        }
        Err(Refusal::new(Code::StateForbids)
            .under("")
            .with("step", step)
            .with("state", self.stage.name()))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::ids::Id;

    const TODAY: Date = Date::constant(2026, 11, 24);
    const CLEAN: Checked = Checked {
        denied: 0,
        changed: true,
        base_is_latest: true,
        beyond_the_list: BTreeSet::new(),
    };

    fn person(number: u128) -> AccountId {
        AccountId(Id::new(crate::calendar::Moment::start_of(TODAY), number))
    }

    fn draft() -> Version {
        Version {
            stage: Stage::Draft,
            hands: BTreeSet::from([person(1)]),
            from: None,
        }
    }

    fn code<T: std::fmt::Debug>(result: Result<T, Refusal>) -> Code {
        result.expect_err("it should be refused").code
    }

    /// Proves CAT-08.
    #[test]
    fn nobody_publishes_what_he_drafted_changed_or_handed_in() {
        let mut version = draft();
        version.hands.insert(person(2));
        version.hand_in(person(3), TODAY, TODAY, CLEAN).unwrap();
        for own in [1, 2, 3] {
            assert_eq!(
                code(version.clone().publish(person(own), "合法", TODAY, CLEAN)),
                Code::SecondPersonNeeded
            );
        }
        assert_eq!(version.publish(person(4), "合法", TODAY, CLEAN), Ok(TODAY));
        assert_eq!(version.standing(TODAY, true), Standing::InForce);
    }

    #[test]
    fn an_edition_with_a_denied_finding_is_neither_handed_in_nor_published() {
        let denied = Checked { denied: 1, ..CLEAN };
        assert_eq!(code(draft().hand_in(person(1), TODAY, TODAY, denied.clone())), Code::EditionRefused);
        let mut version = draft();
        version.hand_in(person(1), TODAY, TODAY, CLEAN).unwrap();
        assert_eq!(code(version.publish(person(2), "合法", TODAY, denied)), Code::EditionRefused);
    }

    /// Proves CAT-08: no retroactive effect.
    #[test]
    fn force_begins_today_or_later_never_before() {
        let yesterday = Date::constant(2026, 11, 23);
        assert_eq!(code(draft().hand_in(person(1), yesterday, TODAY, CLEAN)), Code::DayPassed);
        let mut version = draft();
        version.hand_in(person(1), TODAY, TODAY, CLEAN).unwrap();
        let tomorrow = Date::constant(2026, 11, 25);
        assert_eq!(code(version.publish(person(2), "合法", tomorrow, CLEAN)), Code::DayPassed);
    }

    /// Proves GOV-08.
    #[test]
    fn without_an_opinion_of_legality_nothing_is_published() {
        let mut version = draft();
        version.hand_in(person(1), TODAY, TODAY, CLEAN).unwrap();
        assert_eq!(code(version.publish(person(2), " ", TODAY, CLEAN)), Code::FieldMissing);
    }

    /// Proves CAT-05: a matter that cites no entry of a published list never comes into an edition.
    #[test]
    fn a_new_matter_without_its_list_entry_is_neither_handed_in_nor_published() {
        let beyond = Checked {
            beyond_the_list: BTreeSet::from(["本地前置许可".to_owned()]),
            ..CLEAN
        };
        assert_eq!(code(draft().hand_in(person(1), TODAY, TODAY, beyond.clone())), Code::OutsideTheList);
        let mut version = draft();
        version.hand_in(person(1), TODAY, TODAY, CLEAN).unwrap();
        assert_eq!(code(version.publish(person(2), "合法", TODAY, beyond)), Code::OutsideTheList);
    }

    #[test]
    fn what_others_published_meanwhile_must_be_taken_in_first() {
        let moved = Checked {
            base_is_latest: false,
            ..CLEAN
        };
        assert_eq!(code(draft().hand_in(person(1), TODAY, TODAY, moved)), Code::EditionMoved);
    }

    #[test]
    fn a_published_edition_is_never_changed_again() {
        let mut version = draft();
        version.hand_in(person(1), TODAY, TODAY, CLEAN).unwrap();
        version.publish(person(2), "合法", TODAY, CLEAN).unwrap();
        assert_eq!(code(version.check_open()), Code::StateForbids);
        assert_eq!(code(version.send_back()), Code::StateForbids);
        assert_eq!(code(version.drop_it()), Code::StateForbids);
    }
}
