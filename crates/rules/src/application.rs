//! 办件: anything an applicant asks an office to decide, registration and permits alike.
//!
//! States, transitions and clocks of 《行政许可法》第三十二条 (acceptance, one correction, silence), 第三十八条 (reasons and
//! remedy), 第四十二条 (decision), 第四十四条 (delivery). What a row knows beside this stands in that row.

use crate::access::{Actor, Role, named};
use crate::calendar::{Clock, Date, Moment, Remaining};
use crate::ids::{AccountId, ApplicationId, EnterpriseId, HumanNumber};
use crate::law::{Law, Unlawful};
use crate::{Code, Refusal};

named! {
    /// On which road an application goes.
    Road {
        /// 登记
        Registration = "registration",
        /// 备案
        Filing = "filing",
        /// 告知承诺
        Commitment = "commitment",
        /// 一般程序
        Ordinary = "ordinary",
    }
}

named! {
    /// The name of a state, as stored and shown.
    Phase {
        /// 草稿
        Draft = "draft",
        /// 已提交
        Submitted = "submitted",
        /// 待补正
        Correcting = "correcting",
        /// 已受理
        Accepted = "accepted",
        /// 准予
        Granted = "granted",
        /// 不予
        Refused = "refused",
        /// 已发证
        Issued = "issued",
        /// 已撤回
        Withdrawn = "withdrawn",
    }
}

named! {
    /// What can be done to an application.
    Step {
        Submit = "submit",
        AskCorrection = "ask_correction",
        AnswerCorrection = "answer_correction",
        Accept = "accept",
        Grant = "grant",
        Refuse = "refuse",
        Issue = "issue",
        Withdraw = "withdraw",
    }
}

/// The whole state machine. A step that is not here does not exist. Printed to `docs/generated/states.md`.
pub const TRANSITIONS: &[(Phase, Step, Phase)] = &[
    (Phase::Draft, Step::Submit, Phase::Submitted),
    (Phase::Draft, Step::Withdraw, Phase::Withdrawn),
    (Phase::Submitted, Step::AskCorrection, Phase::Correcting),
    (Phase::Submitted, Step::Accept, Phase::Accepted),
    (Phase::Submitted, Step::Withdraw, Phase::Withdrawn),
    (Phase::Correcting, Step::AnswerCorrection, Phase::Submitted),
    (Phase::Correcting, Step::Withdraw, Phase::Withdrawn),
    (Phase::Accepted, Step::Grant, Phase::Granted),
    (Phase::Accepted, Step::Refuse, Phase::Refused),
    (Phase::Accepted, Step::Withdraw, Phase::Withdrawn),
    (Phase::Granted, Step::Issue, Phase::Issued),
];

/// Who or what did a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// A person.
    Person(AccountId),
    /// A published rule, by its code.
    Rule(String),
    /// The law itself, because the office was silent.
    Silence,
}

/// A defect the applicant is asked to mend; always one of the things the one-time notice named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// Material or field code.
    pub item: String,
    /// What is wrong with it and what to do.
    pub what: String,
    /// Why it could not be seen in the first round; required for every later one.
    pub new_fact: Option<String>,
}

/// One round of correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// When the applicant was told.
    pub asked: Moment,
    /// By whom.
    pub by: AccountId,
    /// Until when to answer.
    pub due: Option<Date>,
    /// All defects.
    pub defects: Vec<Defect>,
    /// When answered.
    pub answered: Option<Moment>,
}

/// Taking in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// When; for silence, the moment of receipt.
    pub at: Moment,
    /// By whom.
    pub by: By,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 准予
    Granted,
    /// 不予
    Refused,
}

/// The decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: By,
    /// Yes or no.
    pub outcome: Outcome,
    /// Reasons; never empty for a no.
    pub reasons: String,
}

/// What is known in each state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// The applicant is still filling.
    Draft,
    /// Received on this moment (of the last complete hand-in).
    Submitted { received: Moment },
    /// Told what to mend in the last round.
    Correcting { received: Moment },
    /// In the office's hands; the decision clock runs.
    Accepted { acceptance: Acceptance },
    /// Yes.
    Granted { acceptance: Acceptance, decision: Decision },
    /// No.
    Refused { acceptance: Acceptance, decision: Decision },
    /// The certificate is out.
    Issued {
        acceptance: Acceptance,
        decision: Decision,
        issued: Moment,
    },
    /// Taken back by the applicant.
    Withdrawn { at: Moment },
}

impl State {
    /// The stored name.
    pub fn phase(&self) -> Phase {
        match self {
            State::Draft => Phase::Draft,
            State::Submitted { .. } => Phase::Submitted,
            State::Correcting { .. } => Phase::Correcting,
            State::Accepted { .. } => Phase::Accepted,
            State::Granted { .. } => Phase::Granted,
            State::Refused { .. } => Phase::Refused,
            State::Issued { .. } => Phase::Issued,
            State::Withdrawn { .. } => Phase::Withdrawn,
        }
    }
}

/// A limit with its article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Working days.
    pub days: u32,
    /// Article.
    pub article: String,
}

/// An application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Identity.
    pub id: ApplicationId,
    /// The number people use.
    pub number: HumanNumber,
    /// On which road.
    pub road: Road,
    /// Matter code.
    pub matter: String,
    /// The catalogue edition it was made under.
    pub edition: String,
    /// Division code.
    pub place: String,
    /// The unit that decides.
    pub unit: String,
    /// The applicant's account.
    pub applicant: AccountId,
    /// The enterprise it is about, once there is one.
    pub enterprise: Option<EnterpriseId>,
    /// Legal limit for the decision.
    pub legal: Limit,
    /// Promised limit, never above the legal one.
    pub promised_days: Option<u32>,
    /// Where it stands on paper.
    pub state: State,
    /// Correction rounds.
    pub rounds: Vec<Round>,
    /// Grows with every change.
    pub version: i64,
}

/// Whose move it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The applicant's.
    Applicant,
    /// The office's.
    Office,
    /// Nobody's: it is over.
    Nobody,
}

/// The legal standing at a moment, whether or not any worker ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The legal phase: silence may have moved it on from the stored one.
    pub phase: Phase,
    /// How it came into the office's hands.
    pub acceptance: Option<Acceptance>,
    /// The clock that matters now.
    pub clock: Option<Clock>,
    /// The legal clock where a promise runs before it.
    pub legal_clock: Option<Clock>,
    /// What is left on it.
    pub remaining: Option<Remaining>,
    /// Whose move it is.
    pub turn: Turn,
}

impl Application {
    /// The legal standing at this moment under the law of that day.
    pub fn standing(&self, at: Moment, law: &Law) -> Result<Standing, Unlawful> {
        let calendar = law.calendar();
        let mut standing = Standing {
            phase: self.state.phase(),
            acceptance: None,
            clock: None,
            legal_clock: None,
            remaining: None,
            turn: Turn::Office,
        };
        let clock = match &self.state {
            State::Draft => {
                standing.turn = Turn::Applicant;
                None
            }
            // 登记: decided within its own limit from receipt (《市场主体登记管理条例》第十九条); silence takes nothing in.
            State::Submitted { received } if self.road == Road::Registration => {
                Some(Clock::new(received.day(), self.legal.days, self.legal.article.clone()))
            }
            State::Submitted { received } => {
                let window = law.clock("licensing.supplement_notice_days", received.day())?;
                if window.due(calendar).date.is_some_and(|due| at.day() > due) {
                    let acceptance = Acceptance {
                        at: *received,
                        by: By::Silence,
                    };
                    standing.phase = Phase::Accepted;
                    standing.legal_clock = Some(self.legal_clock(&acceptance));
                    let clock = self.decision_clock(&acceptance);
                    standing.acceptance = Some(acceptance);
                    Some(clock)
                } else {
                    Some(window)
                }
            }
            State::Correcting { .. } => {
                standing.turn = Turn::Applicant;
                match self.rounds.last() {
                    Some(round) => Some(law.clock("licensing.correction_reply_days", round.asked.day())?),
                    None => None,
                }
            }
            State::Accepted { acceptance } => {
                standing.acceptance = Some(acceptance.clone());
                standing.legal_clock = Some(self.legal_clock(acceptance));
                Some(self.decision_clock(acceptance))
            }
            State::Granted { acceptance, decision } => {
                standing.acceptance = Some(acceptance.clone());
                Some(law.clock("licensing.delivery_days", decision.at.day())?)
            }
            State::Refused { acceptance, .. } | State::Issued { acceptance, .. } => {
                standing.acceptance = Some(acceptance.clone());
                standing.turn = Turn::Nobody;
                None
            }
            State::Withdrawn { .. } => {
                standing.turn = Turn::Nobody;
                None
            }
        };
        standing.remaining = clock.as_ref().map(|clock| clock.remaining(at.day(), calendar));
        standing.clock = clock;
        Ok(standing)
    }

    fn legal_clock(&self, acceptance: &Acceptance) -> Clock {
        Clock::new(acceptance.at.day(), self.legal.days, self.legal.article.clone())
    }

    fn decision_clock(&self, acceptance: &Acceptance) -> Clock {
        let days = self.promised_days.map_or(self.legal.days, |promised| promised.min(self.legal.days));
        Clock::new(acceptance.at.day(), days, self.legal.article.clone())
    }

    fn forbid(&self, step: Step, phase: Phase) -> Unlawful {
        Refusal::new(Code::StateForbids)
            .with("step", step.name())
            .with("state", phase.name())
            .into()
    }

    fn moved(mut self, state: State) -> Application {
        self.state = state;
        self.version += 1;
        self
    }

    /// The applicant hands in; received at this moment.
    pub fn submit(self, at: Moment) -> Result<Application, Unlawful> {
        match self.state {
            State::Draft => Ok(self.moved(State::Submitted { received: at })),
            _ => Err(self.forbid(Step::Submit, self.state.phase())),
        }
    }

    /// 受理: the office takes it in and the decision clock starts.
    pub fn accept(self, by: By, at: Moment, law: &Law) -> Result<Application, Unlawful> {
        let standing = self.standing(at, law)?;
        match (&self.state, standing.acceptance) {
            // Silence has accepted already: recording it keeps the legal day, not today's.
            (State::Submitted { .. }, Some(acceptance)) => Ok(self.moved(State::Accepted { acceptance })),
            (State::Submitted { .. }, None) => Ok(self.moved(State::Accepted {
                acceptance: Acceptance { at, by },
            })),
            _ => Err(self.forbid(Step::Accept, standing.phase)),
        }
    }

    /// 补正: everything that is missing, told once (第三十二条第一款第四项).
    pub fn ask_correction(mut self, by: AccountId, defects: Vec<Defect>, at: Moment, law: &Law) -> Result<Application, Unlawful> {
        let standing = self.standing(at, law)?;
        let State::Submitted { received } = self.state else {
            return Err(self.forbid(Step::AskCorrection, standing.phase));
        };
        if standing.phase != Phase::Submitted {
            return Err(self.forbid(Step::AskCorrection, standing.phase));
        }
        if defects.is_empty() || defects.iter().any(|defect| defect.what.trim().is_empty()) {
            return Err(Refusal::new(Code::DefectMissing).into());
        }
        if !self.rounds.is_empty() {
            let unexplained = defects
                .iter()
                .find(|defect| defect.new_fact.as_deref().is_none_or(|fact| fact.trim().is_empty()));
            if let Some(defect) = unexplained {
                return Err(Refusal::new(Code::CorrectionTwice).with("item", &defect.item).into());
            }
        }
        let due = law.clock("licensing.correction_reply_days", at.day())?.due(law.calendar()).date;
        self.rounds.push(Round {
            asked: at,
            by,
            due,
            defects,
            answered: None,
        });
        Ok(self.moved(State::Correcting { received }))
    }

    /// The applicant answers; what was asked has been mended, so the office's five days begin anew.
    pub fn answer_correction(mut self, at: Moment) -> Result<Application, Unlawful> {
        match self.state {
            State::Correcting { .. } => {
                if let Some(round) = self.rounds.last_mut() {
                    round.answered = Some(at);
                }
                Ok(self.moved(State::Submitted { received: at }))
            }
            _ => Err(self.forbid(Step::AnswerCorrection, self.state.phase())),
        }
    }

    /// 决定: by a person who did not take it in, or by a published rule.
    pub fn decide(self, by: By, outcome: Outcome, reasons: &str, at: Moment, law: &Law) -> Result<Application, Unlawful> {
        let standing = self.standing(at, law)?;
        let step = match outcome {
            Outcome::Granted => Step::Grant,
            Outcome::Refused => Step::Refuse,
        };
        let Some(acceptance) = standing.acceptance.filter(|_| standing.phase == Phase::Accepted) else {
            return Err(self.forbid(step, standing.phase));
        };
        if matches!((&acceptance.by, &by), (By::Person(taker), By::Person(decider)) if taker == decider) {
            return Err(Refusal::new(Code::DutiesSeparate).into());
        }
        if outcome == Outcome::Refused && reasons.trim().is_empty() {
            return Err(Refusal::new(Code::ReasonMissing).into());
        }
        let decision = Decision {
            at,
            by,
            outcome,
            reasons: reasons.trim().to_owned(),
        };
        Ok(self.moved(match outcome {
            Outcome::Granted => State::Granted { acceptance, decision },
            Outcome::Refused => State::Refused { acceptance, decision },
        }))
    }

    /// 发证: the certificate exists.
    pub fn issue(self, at: Moment) -> Result<Application, Unlawful> {
        match self.state.clone() {
            State::Granted { acceptance, decision } => Ok(self.moved(State::Issued {
                acceptance,
                decision,
                issued: at,
            })),
            state => Err(self.forbid(Step::Issue, state.phase())),
        }
    }

    /// A commitment is never forced on anybody: while it is a draft, the applicant may go the ordinary road instead, with
    /// what is promised there.
    pub fn go_ordinary(mut self, promised_days: Option<u32>) -> Result<Application, Refusal> {
        if self.state != State::Draft {
            return Err(Refusal::new(Code::StateForbids)
                .with("step", "go_ordinary")
                .with("state", self.state.phase().name()));
        }
        if self.road != Road::Commitment {
            return Err(Refusal::field(Code::FieldInvalid, "road"));
        }
        self.road = Road::Ordinary;
        self.promised_days = promised_days;
        self.version += 1;
        Ok(self)
    }

    /// 撤回: the applicant takes it back before the decision.
    pub fn withdraw(self, at: Moment) -> Result<Application, Unlawful> {
        match self.state {
            State::Draft | State::Submitted { .. } | State::Correcting { .. } | State::Accepted { .. } => {
                Ok(self.moved(State::Withdrawn { at }))
            }
            State::Granted { .. } | State::Refused { .. } | State::Issued { .. } | State::Withdrawn { .. } => {
                Err(self.forbid(Step::Withdraw, self.state.phase()))
            }
        }
    }

    /// Whether this person may see it: the applicant, and staff of the deciding unit in the same place.
    pub fn visible_to(&self, actor: &Actor) -> Result<(), Refusal> {
        let own = actor.account == Some(self.applicant) && !actor.is_staff();
        let office = actor.unit.as_deref() == Some(self.unit.as_str()) && actor.place == self.place;
        if own || office { Ok(()) } else { Err(Refusal::new(Code::NotFound)) }
    }
}

/// Which applications lie on an officer's desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Desk {
    /// Registrations: the registrar's.
    Registrations,
    /// Permits and filings: those of the window and of the approvers.
    Permits,
    /// All of the unit: the supervisor's, and of who holds both posts.
    All,
}

impl Desk {
    /// The desk of an officer's roles; others have none.
    pub fn of(actor: &Actor) -> Result<Desk, Refusal> {
        let registers = actor.is(Role::Registrar);
        let permits = actor.is(Role::Window) || actor.is(Role::Approver);
        match (registers, permits, actor.is(Role::Supervisor)) {
            (_, _, true) | (true, true, false) => Ok(Desk::All),
            (true, false, false) => Ok(Desk::Registrations),
            (false, true, false) => Ok(Desk::Permits),
            (false, false, false) => Err(Refusal::new(Code::NotGranted)),
        }
    }

    /// Whether applications of this road lie there.
    pub fn holds(self, road: Road) -> bool {
        match self {
            Desk::Registrations => road == Road::Registration,
            Desk::Permits => road != Road::Registration,
            Desk::All => true,
        }
    }
}

#[cfg(test)]
mod tests;
