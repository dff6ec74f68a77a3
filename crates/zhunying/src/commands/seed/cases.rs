//! Applications for permits, from the draft to the decision, through the same acts as everybody's.

use super::city::Founded;
use super::dice::Dice;
use super::people::{Desk, Member};
use super::stage::{Scene, Stage, again};
use super::words;
use crate::ending::Stop;
use office::Shelf;
use office::access::sign;
use office::licensing::{
    Saved, accept, answer_correction, ask_correction, commit, commitment_letter, decide, file, own, save, start, submit, withdraw,
};
use office::registry::by_credit_code;
use rules::application::{Defect, Outcome, Road};
use rules::catalogue::{Detail, Field, FieldKind, Mode, Settled, Zone, notice};
use rules::ids::ApplicationId;
use rules::licensing::Verdict;
use rules::record::sm3_hex;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An application to be made.
#[derive(Clone)]
pub struct Case {
    /// For whom.
    pub founded: Founded,
    /// For what.
    pub matter: String,
}

/// Applications of the first founder that are made before all others.
const OWN_SHOWN: usize = 6;

/// All applications the city's enterprises could make, shuffled; for each enterprise the matters its scope leads to.
pub fn possible(shelf: &Shelf, seed: u64, place: &str, founded: &[Founded], law: &rules::law::Law) -> Result<Vec<Case>, Stop> {
    let mut known: HashMap<&[&str], Vec<String>> = HashMap::new();
    let mut cases = Vec::new();
    for one in founded {
        if !known.contains_key(one.terms) {
            let noticed =
                notice(shelf.edition(), one.terms, place, Zone::Elsewhere, law).map_err(|unlawful| Stop::world("告知", unlawful))?;
            let open = noticed
                .matters
                .iter()
                .filter(|entry| entry.matter.modelled() && entry.asks() && matches!(entry.unasked(), Settled::Needed | Settled::OneOf));
            known.insert(one.terms, open.map(|entry| entry.matter.code.clone()).collect());
        }
        for matter in known.get(one.terms).into_iter().flatten() {
            cases.push(Case {
                founded: one.clone(),
                matter: matter.clone(),
            });
        }
    }
    let mut dice = Dice::new(seed, 3);
    for at in (1..cases.len()).rev() {
        let other = dice.below(at + 1);
        cases.swap(at, other);
    }
    // Some of the first founder's come first, so that a demo's founder has something to look at.
    let (own, others): (Vec<Case>, Vec<Case>) = cases.into_iter().partition(|case| case.founded.owner == 0);
    let shown = own.len().min(OWN_SHOWN);
    let (front, rest) = own.split_at(shown);
    Ok([front, &others, rest].concat())
}

/// The units that decide the modelled matters at this place.
pub fn deciding_units(shelf: &Shelf, place: &str) -> Vec<String> {
    let edition = shelf.edition();
    let modelled = edition.matters().iter().filter(|matter| matter.modelled());
    let acting = modelled.map(|matter| edition.acting(matter, place));
    let units: BTreeSet<String> = acting
        .flat_map(|acting| [acting.accepts, acting.decides])
        .flatten()
        .map(|unit| unit.code.clone())
        .collect();
    units.into_iter().collect()
}

/// How far an ordinary application has come; days are working days before today.
#[derive(Clone, Copy, Debug)]
enum Plan {
    Draft,
    Submitted { back: usize },
    Correcting { back: usize },
    Corrected { back: usize },
    InHand { back: usize },
    Decided { back: usize, outcome: Outcome },
    Withdrawn { back: usize },
}

/// Working days the office has to ask for corrections; the city only aims with it, the law decides.
const NOTICE_DAYS: usize = 5;

/// Draws how far it has come: queues hold overdue, due today, soon, stopped, silent and settled ones.
fn draw(dice: &mut Dice, promised: usize) -> Plan {
    match dice.below(100) {
        0..5 => Plan::Draft,
        5..17 => Plan::Submitted { back: dice.below(4) },
        17..21 => Plan::Submitted { back: NOTICE_DAYS },
        21..24 => Plan::Submitted {
            back: NOTICE_DAYS + 2 + dice.below(3),
        },
        24..34 => Plan::Correcting { back: 2 + dice.below(6) },
        34..39 => Plan::Corrected { back: 4 + dice.below(4) },
        39..54 => Plan::InHand {
            back: dice.below(promised.max(1)),
        },
        54..62 => Plan::InHand { back: promised },
        62..69 => Plan::InHand {
            back: promised + 1 + dice.below(4),
        },
        69..91 => Plan::Decided {
            back: 2 + dice.below(16),
            outcome: Outcome::Granted,
        },
        91..96 => Plan::Decided {
            back: 2 + dice.below(16),
            outcome: Outcome::Refused,
        },
        _ => Plan::Withdrawn { back: dice.below(10) },
    }
}

/// Plays one case to where its throws lead it.
pub fn play(stage: &Stage, thing: u64, case: &Case) -> Result<(), Stop> {
    let mut scene = stage.scene(thing);
    let founder = stage
        .people
        .founders
        .get(case.founded.owner)
        .ok_or_else(|| Stop::world("申请人", "没有"))?;
    let matter = stage
        .shelf
        .edition()
        .matter(&case.matter)
        .ok_or_else(|| Stop::world("事项", &case.matter))?;
    let detail = matter.detail.as_deref().ok_or_else(|| Stop::world("事项", &case.matter))?;
    let enterprise = by_credit_code(&scene.app, &case.founded.credit_code)?.id;
    let ordinary =
        matter.mode == Some(Mode::OptimizedApproval) || (matter.mode == Some(Mode::NotificationCommitment) && scene.dice.percent(8));
    let promised = detail.promised_limit.as_ref().map_or(20, |limit| limit.days);
    let plan = draw(&mut scene.dice, usize::try_from(promised).unwrap_or(0));
    let back = match plan {
        Plan::Draft => scene.dice.below(15),
        Plan::Submitted { back } | Plan::Correcting { back } | Plan::Corrected { back } | Plan::Withdrawn { back } => back,
        // Taken in on that day or up to two working days after the hand-in.
        Plan::InHand { back } => back + scene.dice.below(3),
        Plan::Decided { back, .. } => back,
    };
    scene.go(stage.workday(back));
    let road = (ordinary && matter.mode == Some(Mode::NotificationCommitment)).then_some(Road::Ordinary);
    let caller = founder.caller();
    let id = again(|| start(&scene.app, &caller, enterprise, &case.matter, road, &founder.phone_last4()))?;
    let mut play = Play {
        stage,
        founder,
        detail,
        id,
        scene,
    };
    play.fill(plan)?;
    if matches!(plan, Plan::Draft) {
        return Ok(());
    }
    match (matter.mode, ordinary) {
        (Some(Mode::RecordFiling), _) => play.file(),
        (Some(Mode::NotificationCommitment), false) => play.commit(),
        (Some(Mode::OptimizedApproval | Mode::NotificationCommitment | Mode::ApprovalCancelled) | None, _) => play.ordinary(plan, back),
    }
}

struct Play<'a> {
    stage: &'a Stage,
    founder: &'a Member,
    detail: &'a Detail,
    id: ApplicationId,
    scene: Scene,
}

impl Play<'_> {
    fn version(&self) -> Result<i64, Stop> {
        Ok(own(&self.scene.app, &self.founder.person.actor, self.id)?.0.version)
    }

    /// Fills the form; a draft is left half done, without papers.
    fn fill(&mut self, plan: Plan) -> Result<(), Stop> {
        self.scene.later();
        let half = matches!(plan, Plan::Draft);
        let wanted = self.detail.fields.iter().filter(|field| field.required);
        let count = if half {
            self.detail.fields.len() / 2
        } else {
            self.detail.fields.len()
        };
        let day = self.stage.now.day().to_string();
        let mut answers = BTreeMap::new();
        for field in wanted.take(count) {
            answers.insert(field.code.clone(), answer(&mut self.scene.dice, field, &day));
        }
        let mut files = BTreeMap::new();
        if !half {
            for material in self.detail.materials.iter().filter(|material| material.handed_in()) {
                let sm3 = self.stage.upload(&self.scene.app, self.founder, &material.code, &material.name)?;
                files.insert(material.code.clone(), sm3);
            }
        }
        let ticks = self
            .detail
            .commitment
            .is_some()
            .then(|| self.detail.conditions.iter().map(|condition| condition.code.clone()).collect());
        let saved = Saved { answers, files, ticks };
        let version = self.version()?;
        again(|| save(&self.scene.app, &self.founder.caller(), self.id, Some(version), saved.clone()))?;
        Ok(())
    }

    fn file(&mut self) -> Result<(), Stop> {
        self.scene.later();
        let version = self.version()?;
        Ok(again(|| file(&self.scene.app, &self.founder.caller(), self.id, version))?)
    }

    fn commit(&mut self) -> Result<(), Stop> {
        self.scene.later();
        let app = &self.scene.app;
        let letter = commitment_letter(app, &self.founder.person.actor, self.id)?.text();
        let version = self.version()?;
        let signed = sign(app, &self.founder.person, &self.founder.password, &sm3_hex(letter.as_bytes()))?;
        Ok(again(|| commit(app, &self.founder.caller(), self.id, version, signed.clone()))?)
    }

    fn ordinary(&mut self, plan: Plan, back: usize) -> Result<(), Stop> {
        self.scene.later();
        let version = self.version()?;
        again(|| submit(&self.scene.app, &self.founder.caller(), self.id, version))?;
        match plan {
            Plan::Draft | Plan::Submitted { .. } => Ok(()),
            Plan::Correcting { .. } => self.ask(back.saturating_sub(1)),
            Plan::Corrected { .. } => {
                self.ask(back.saturating_sub(1))?;
                self.scene.go(self.stage.workday(back.saturating_sub(3)));
                let version = self.version()?;
                Ok(again(|| {
                    answer_correction(&self.scene.app, &self.founder.caller(), self.id, version)
                })?)
            }
            Plan::InHand { back: taken } => self.accept(taken),
            Plan::Decided { outcome, .. } => {
                self.accept(back.saturating_sub(1))?;
                self.decide(back.saturating_sub(2), outcome)
            }
            Plan::Withdrawn { .. } => {
                self.scene.later();
                let version = self.version()?;
                Ok(again(|| withdraw(&self.scene.app, &self.founder.caller(), self.id, version))?)
            }
        }
    }

    fn desk(&self) -> Result<&Desk, Stop> {
        let (found, _) = own(&self.scene.app, &self.founder.person.actor, self.id)?;
        self.stage
            .people
            .desks
            .get(&found.unit)
            .ok_or_else(|| Stop::world(&found.unit, "没有办理人员"))
    }

    fn ask(&mut self, back: usize) -> Result<(), Stop> {
        self.scene.go(self.stage.workday(back));
        let (desk, version) = (self.desk()?, self.version()?);
        let material = self.detail.materials.iter().find(|material| material.handed_in());
        let (item, what) = match (material, self.detail.fields.first()) {
            (Some(material), _) => (
                material.code.clone(),
                format!("{}内容不完整，请按要求补齐后重新上传。", material.name),
            ),
            (None, Some(field)) => (field.code.clone(), format!("“{}”与实际不符，请核对后重新填写。", field.label)),
            (None, None) => return Ok(()),
        };
        let defects = vec![Defect {
            item,
            what,
            new_fact: None,
        }];
        Ok(again(|| {
            ask_correction(&self.scene.app, &desk.taker.caller(), self.id, version, defects.clone())
        })?)
    }

    fn accept(&mut self, back: usize) -> Result<(), Stop> {
        self.scene.go(self.stage.workday(back));
        let (desk, version) = (self.desk()?, self.version()?);
        Ok(again(|| accept(&self.scene.app, &desk.taker.caller(), self.id, version))?)
    }

    fn decide(&mut self, back: usize, outcome: Outcome) -> Result<(), Stop> {
        self.scene.go(self.stage.workday(back));
        let (desk, version) = (self.desk()?, self.version()?);
        let conditions = self.detail.conditions.iter().map(|condition| condition.code.as_str());
        let ground = conditions
            .chain(self.detail.materials.iter().map(|material| material.code.as_str()))
            .next();
        let verdict = match (outcome, ground) {
            (Outcome::Refused, Some(ground)) => {
                Verdict::refused(&[ground], "经现场核查，经营场所的设施布局不符合许可条件，整改后可以重新申请。")
            }
            // What asks for nothing cannot be refused.
            (Outcome::Granted | Outcome::Refused, _) => Verdict::granted("经审查，申请材料齐全，符合许可条件，准予许可。"),
        };
        Ok(again(|| {
            decide(&self.scene.app, &desk.decider.caller(), self.id, version, &verdict)
        })?)
    }
}

/// An answer that the field takes.
fn answer(dice: &mut Dice, field: &Field, today: &str) -> String {
    let choices = &field.choices;
    match field.kind {
        FieldKind::Number => dice.between(3, 200).to_string(),
        FieldKind::Choice | FieldKind::Choices => dice.pick(choices).cloned().unwrap_or_default(),
        FieldKind::YesNo => dice.word(&["是", "否"]).to_owned(),
        FieldKind::Date => today.to_owned(),
        FieldKind::Text => match &field.label {
            label if label.contains("电话") || label.contains("手机") => words::phone(dice),
            label if label.contains("姓名") || label.contains("负责人") || label.contains("管理员") || label.contains("人员") => {
                words::person(dice)
            }
            label if label.contains("地址") || label.contains("楼层") || label.contains("位置") => words::room(dice),
            _ => "按目录所列".to_owned(),
        },
    }
}

/// Whether nothing was seeded here yet.
pub fn is_empty(app: &office::App) -> Result<bool, Stop> {
    let anything = app.view("seed.anything", |tx| {
        Ok(tx.query_opt("select id from enterprise limit 1", sql::params![])?.is_some()
            || tx.query_opt("select id from application limit 1", sql::params![])?.is_some())
    })?;
    Ok(!anything)
}
