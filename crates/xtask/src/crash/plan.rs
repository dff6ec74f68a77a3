//! Which blows fall, when and on whom: drawn from the seed before anything starts.

use super::Engine;
use super::dice::Dice;
use std::time::Duration;

/// A way to be interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blow {
    /// SIGKILL to the server.
    Server,
    /// SIGKILL to PostgreSQL's postmaster.
    Postmaster,
    /// SIGKILL to one backend of PostgreSQL.
    Backend,
    /// SIGKILL to the server, and what was not synced is gone.
    PowerCut,
}

impl Blow {
    /// As a person at the terminal reads it.
    pub fn name(self) -> &'static str {
        match self {
            Blow::Server => "kill of the server",
            Blow::Postmaster => "kill of the postmaster",
            Blow::Backend => "kill of a backend",
            Blow::PowerCut => "power cut",
        }
    }
}

/// When exactly a blow falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instant {
    /// After a pause that nothing in the server knows of.
    AnyMoment(Duration),
    /// Right after some client read an answer: whoever answers before it is kept is caught here.
    OnAnAnswer,
}

/// One blow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Once so many acts were done.
    pub acts: usize,
    pub instant: Instant,
    pub blow: Blow,
    /// Whether clients rest afterwards, so that sealer and senders get their leases back and are at work at the next blow.
    pub rest: Rest,
}

/// What clients do after a blow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    None,
    UntilLeasesEnd,
}

/// A random pause before a blow, at most.
const PAUSE_MICROSECONDS_MAX: usize = 40_000;
/// Of four kills one is followed by a rest.
const REST_EVERY: usize = 4;

/// All blows of a run in order. Acts between two blows are about the same number.
pub fn plan(engine: Engine, seed: u64, acts: usize, kills: usize, power_cuts: usize) -> Vec<Step> {
    let mut dice = Dice::new(seed, 1);
    let victims: &[Blow] = match engine {
        Engine::Sqlite => &[Blow::Server],
        Engine::Postgres => &[Blow::Server, Blow::Postmaster, Blow::Backend, Blow::Server],
    };
    let mut blows: Vec<Blow> = victims.iter().copied().cycle().take(kills).collect();
    blows.extend(std::iter::repeat_n(Blow::PowerCut, power_cuts));
    // Fisher and Yates.
    for last in (1..blows.len()).rev() {
        blows.swap(last, dice.below(last + 1));
    }
    let total = blows.len();
    let step = |(number, blow): (usize, Blow)| {
        let from = number * acts / total;
        let span = ((number + 1) * acts / total).saturating_sub(from);
        let pause = Duration::from_micros(u64::try_from(dice.below(PAUSE_MICROSECONDS_MAX)).unwrap_or(0));
        let on_an_answer = dice.percent(50) && blow != Blow::Backend;
        Step {
            acts: from + dice.below(span),
            instant: if on_an_answer {
                Instant::OnAnAnswer
            } else {
                Instant::AnyMoment(pause)
            },
            blow,
            rest: if power_cuts == 0 && number % REST_EVERY == 0 {
                Rest::UntilLeasesEnd
            } else {
                Rest::None
            },
        }
    };
    blows.into_iter().enumerate().map(step).collect()
}
