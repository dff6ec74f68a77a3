//! An application as it lies on an officer's desk: who it is about, where it stands, and which steps are open to whom.
//! Whether a step is open is found out by trying it on a copy: the rule that will judge the act judges the button.

use crate::clock::{self, Due};
use crate::hall::Hall;
use crate::licensing::case::id;
use crate::shell::{About, Failed};
use crate::visit::Visit;
use crate::wording::Wording;
use office::access::{self, Person};
use office::application::{self, Claim, OnDesk};
use office::{Failure, licensing};
use rules::access::{Actor, Grant};
use rules::application::{Application, By, Defect, Outcome, Phase, Road, Standing};
use rules::catalogue::{Detail, Matter};
use rules::ids::{AccountId, ApplicationId};
use rules::law::{Law, Unlawful};
use rules::licensing::{open_for_application, reviewable};
use rules::registry::registration::RULE;
use rules::{Code, Refusal};
use serde::Serialize;
use std::collections::BTreeMap;

/// The bar over every page of one application (`identity` of `shell/macros.html`).
#[derive(Clone, Debug, Serialize)]
pub(super) struct Identity {
    pub matter: String,
    pub mode: Option<&'static str>,
    pub number: String,
    pub applicant: String,
    pub credit_code: Option<String>,
    pub state: &'static str,
    pub step: String,
    pub due: Due,
}

/// One step as a button of `desk/_acts.html`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Act {
    code: &'static str,
    href: Option<String>,
    post: Option<String>,
    /// Why it is barred to this officer.
    why: Option<String>,
    primary: bool,
    key: Option<&'static str>,
}

/// Whether a step is open.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// It can be done.
    Open,
    /// Its moment is there, but not for this officer.
    Barred(Refusal),
    /// It is no step of this moment or of this post.
    Absent,
}

/// The names of the unit's people, by account.
pub(super) struct Names(BTreeMap<AccountId, String>);

impl Names {
    /// Everybody of the officer's unit.
    pub fn of(hall: &Hall, actor: &Actor) -> Result<Names, Failure> {
        let people = access::colleagues(hall.app(), actor)?;
        Ok(Names(people.into_iter().map(|person| (person.account, person.name)).collect()))
    }

    /// A person of the unit, or somebody who is no longer of it.
    pub fn name(&self, account: AccountId, words: &Wording) -> String {
        self.0.get(&account).cloned().unwrap_or_else(|| words.word("desk.former"))
    }

    /// A person of the unit, if the account is one.
    pub fn known(&self, account: AccountId) -> Option<&String> {
        self.0.get(&account)
    }

    /// Who did a step.
    pub fn by(&self, by: &By, words: &Wording) -> String {
        match by {
            By::Person(account) => self.name(*account, words),
            By::Rule(_) => words.word("event.by_rule"),
            By::Silence => words.word("event.by_silence"),
        }
    }
}

/// An application of the officer's desk.
pub(super) struct Case<'h> {
    pub hall: &'h Hall,
    pub person: Person,
    pub application: Application,
    pub claim: Claim,
    pub standing: Standing,
    /// The law of today and this place.
    pub law: Law,
}

impl<'h> Case<'h> {
    /// The application in the path; what does not lie on this desk looks absent.
    pub fn open(hall: &'h Hall, visit: &Visit) -> Result<Case<'h>, Failure> {
        Case::of(hall, visit, id(visit)?)
    }

    /// An application of this officer's desk.
    pub fn of(hall: &'h Hall, visit: &Visit, id: ApplicationId) -> Result<Case<'h>, Failure> {
        let person = visit.staff()?.clone();
        let OnDesk {
            application,
            claim,
            standing,
        } = application::at_desk(hall.app(), &person.actor, id)?;
        Ok(Case {
            law: hall.app().law(&application.place),
            hall,
            person,
            application,
            claim,
            standing,
        })
    }

    /// Its matter; a registration has none in the catalogue.
    pub fn matter(&self) -> Result<Option<(&'h Matter, &'h Detail)>, Refusal> {
        if self.application.road == Road::Registration {
            return Ok(None);
        }
        let matter = super::super::case::matter(self.hall, &self.application)?;
        Ok(Some((matter, open_for_application(matter)?)))
    }

    /// Its matter, for pages that only permits have.
    pub fn permit(&self) -> Result<(&'h Matter, &'h Detail), Refusal> {
        self.matter()?.ok_or_else(|| Refusal::new(Code::NotFound))
    }

    /// One of its pages; without a name, the first.
    pub fn href(&self, page: &str) -> String {
        let slash = if page.is_empty() { "" } else { "/" };
        format!("/desk/applications/{}{slash}{page}", self.application.id)
    }

    /// The bar over the page.
    pub fn identity(&self, words: &Wording) -> Result<Identity, Failure> {
        let matter = self.matter()?;
        let credit_code = match self.application.enterprise {
            Some(_) => Some(licensing::subject(self.hall.app(), &self.person.actor, self.application.id)?.credit_code),
            None => None,
        };
        Ok(Identity {
            matter: matter.map_or_else(|| words.word("letters.registration"), |(matter, _)| matter.name.clone()),
            mode: matter.and_then(|(matter, _)| matter.mode).map(|mode| mode.name()),
            number: self.application.number.to_string(),
            applicant: applicant(&self.claim.subject_name, words),
            credit_code,
            state: clock::state(self.standing.phase, self.application.road),
            step: step_word(self.standing.phase, self.application.road, words),
            due: clock::due(&self.standing, words),
        })
    }

    /// What the page says of itself.
    pub fn about(&self, words: &Wording, title: &str, failed: Failed) -> About {
        About {
            title: format!("{} {}", words.word(title), self.application.number),
            section: Some(words.word("nav.desk")),
            nav: "desk",
            failed,
        }
    }

    fn me(&self) -> By {
        By::Person(self.person.account)
    }

    fn step(&self, grant: Grant, tried: Result<Application, Unlawful>) -> Result<Step, Failure> {
        if self.person.actor.check(grant).is_err() {
            return Ok(Step::Absent);
        }
        match tried {
            Ok(_) => Ok(Step::Open),
            Err(Unlawful::Refused(refusal)) if refusal.code == Code::StateForbids => Ok(Step::Absent),
            Err(Unlawful::Refused(refusal)) => Ok(Step::Barred(refusal)),
            Err(Unlawful::Missing(missing)) => Err(missing.into()),
        }
    }

    /// 受理
    pub fn accept_step(&self) -> Result<Step, Failure> {
        if self.application.road == Road::Registration {
            return Ok(Step::Absent);
        }
        // Silence has accepted already: the worker writes it down, there is nothing to press.
        if self.standing.acceptance.is_some() {
            return Ok(Step::Absent);
        }
        self.step(Grant::ApplicationAccept, self.accepted())
    }

    /// The application as it would be once taken in now.
    pub fn accepted(&self) -> Result<Application, Unlawful> {
        self.application.clone().accept(self.me(), self.hall.app().now(), &self.law)
    }

    /// 补正; a defect with a new fact stands for any that may still be asked.
    pub fn fix_step(&self) -> Result<Step, Failure> {
        if self.application.road == Road::Registration {
            return Ok(Step::Absent);
        }
        let any = Defect {
            item: String::new(),
            what: "-".to_owned(),
            new_fact: Some("-".to_owned()),
        };
        let now = self.hall.app().now();
        let asked = self
            .application
            .clone()
            .ask_correction(self.person.account, vec![any], now, &self.law);
        self.step(Grant::CorrectionAsk, asked)
    }

    /// 审查
    pub fn review_step(&self) -> Result<Step, Failure> {
        if self.application.road == Road::Registration {
            return Ok(Step::Absent);
        }
        let open = reviewable(self.application.state.phase()).map(|()| self.application.clone());
        self.step(Grant::ReviewSave, open.map_err(Unlawful::from))
    }

    /// 决定; registration takes in and decides in one step.
    pub fn decide_step(&self) -> Result<Step, Failure> {
        let now = self.hall.app().now();
        let decided = |application: Application| application.decide(self.me(), Outcome::Granted, "", now, &self.law);
        if self.application.road != Road::Registration {
            return self.step(Grant::ApplicationDecide, decided(self.application.clone()));
        }
        let taken_in = match self.application.state.phase() {
            Phase::Submitted => self.application.clone().accept(By::Rule(RULE.to_owned()), now, &self.law),
            _ => Ok(self.application.clone()),
        };
        self.step(Grant::RegistrationDecide, taken_in.and_then(decided))
    }

    fn claim_step(&self) -> Step {
        let free = self.claim.claimed_by.is_none() && self.person.actor.check(Grant::ApplicationClaim).is_ok();
        if free && self.standing.turn == rules::application::Turn::Office {
            Step::Open
        } else {
            Step::Absent
        }
    }

    /// The buttons, the one that moves the application on first.
    pub fn acts(&self, words: &Wording) -> Result<Vec<Act>, Failure> {
        let page = |name: &str| (Some(self.href(name)), None);
        let post = |name: &str| (None, Some(self.href(name)));
        let steps = [
            ("decide", Some("a"), page("decide"), self.decide_step()?),
            ("accept", Some("a"), post("accept"), self.accept_step()?),
            ("review", Some("r"), page("review"), self.review_step()?),
            ("fix", Some("b"), page("fix"), self.fix_step()?),
            ("claim", None, post("claim"), self.claim_step()),
        ];
        let mut acts: Vec<Act> = Vec::new();
        for (code, key, (href, post), step) in steps {
            let why = match step {
                Step::Open => None,
                Step::Barred(refusal) => Some(words.refusal(&refusal)),
                Step::Absent => continue,
            };
            let primary = why.is_none() && !acts.iter().any(|act| act.primary);
            acts.push(Act {
                code,
                href,
                post,
                why,
                primary,
                key,
            });
        }
        Ok(acts)
    }

    /// Who has claimed it, in words; nothing when nobody has.
    pub fn claimed(&self, names: &Names, words: &Wording) -> Option<String> {
        let by = self.claim.claimed_by?;
        Some(if by == self.person.account {
            words.word("desk.claimed_by_me")
        } else {
            names.name(by, words)
        })
    }
}

/// The applicant's name in lists; a registration may have no name yet.
pub(super) fn applicant(name: &str, words: &Wording) -> String {
    if name.is_empty() {
        words.word("open.unnamed")
    } else {
        name.to_owned()
    }
}

/// 环节; a registration is taken in and decided in one step.
pub(super) fn step_word(phase: Phase, road: Road, words: &Wording) -> String {
    let phase = if road == Road::Registration && phase == Phase::Submitted {
        Phase::Accepted
    } else {
        phase
    };
    words.word(&format!("desk_step.{}", phase.name()))
}
