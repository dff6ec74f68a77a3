//! How it is measured: rounds in which all contestants take turns, a loop of fixed work that tells a busy machine, medians,
//! and lines of JSON.

use crate::{Outcome, Stop};
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::Instant;

/// A round is dropped when the fixed work took longer than this times its best.
const BUSY: f64 = 1.5;
/// Rounds beyond the wanted ones, to replace dropped ones.
const ROUNDS_EXTRA_MAX: u32 = 5;
/// Steps of the fixed work: some tens of milliseconds.
const STEPS: u64 = 20_000_000;

/// A clock that only measures spans; no row and no rule ever sees what it reads.
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts.
    #[expect(clippy::disallowed_methods, reason = "measuring is what this program is for")]
    pub fn start() -> Stopwatch {
        Stopwatch(Instant::now())
    }

    /// Seconds since the start.
    pub fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// What a workload is measured by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Time that passes: for what waits for disks and for others.
    Clock,
    /// Time a thread has had on a processor: for pure computing, so that a neighbour on the machine takes nothing away.
    Processor,
}

impl Measure {
    /// Seconds since some moment that stays the same within a thread.
    fn seconds(self, watch: &Stopwatch) -> f64 {
        match self {
            Measure::Clock => watch.seconds(),
            Measure::Processor => processor_seconds(),
        }
    }
}

/// Processor seconds of this thread, to the nanosecond.
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split_whitespace().next().and_then(|field| field.parse::<f64>().ok());
    nanoseconds.unwrap_or(f64::NAN) / 1e9
}

/// How often a processor second one thread does this, going through the cases again and again.
pub fn processor_rate<T>(seconds: f64, cases: &[T], mut one: impl FnMut(&T) -> Outcome<usize>) -> Outcome<f64> {
    let started = processor_seconds();
    let mut done = 0_u32;
    let mut bytes = 0;
    for case in cases.iter().cycle() {
        bytes += one(case)?;
        done += 1;
        // Looking costs as much as a notice.
        if done.is_multiple_of(64) && processor_seconds() - started >= seconds {
            break;
        }
    }
    black_box(bytes);
    Ok(f64::from(done) / (processor_seconds() - started))
}

/// The same integer work each time; gives the seconds it took.
fn fixed_work(measure: Measure) -> f64 {
    let watch = Stopwatch::start();
    let started = measure.seconds(&watch);
    let mut x = black_box(0x9e37_79b9_7f4a_7c15_u64);
    for step in 0..STEPS {
        x ^= x << 13;
        x ^= x >> 7;
        x = x.wrapping_add(step);
    }
    black_box(x);
    measure.seconds(&watch) - started
}

/// One who takes part: a limit, a peer or the product.
pub struct Contestant<'a> {
    /// How the lines call it.
    pub name: &'static str,
    /// What its figure counts.
    pub unit: &'static str,
    /// One turn; gives its figure. The number is that of the round.
    pub turn: Box<dyn FnMut(u32) -> Outcome<f64> + 'a>,
}

impl<'a> Contestant<'a> {
    /// A contestant.
    pub fn new(name: &'static str, unit: &'static str, turn: impl FnMut(u32) -> Outcome<f64> + 'a) -> Contestant<'a> {
        Contestant {
            name,
            unit,
            turn: Box::new(turn),
        }
    }
}

struct Round {
    calibration: f64,
    figures: Vec<f64>,
}

/// All figures of a workload.
pub struct Table {
    work: &'static str,
    names: Vec<(&'static str, &'static str)>,
    rounds: Vec<Round>,
}

/// What the product must reach against another contestant.
pub struct Goal {
    /// Whose figure is divided …
    pub of: &'static str,
    /// … by whose.
    pub by: &'static str,
    /// At least this.
    pub at_least: f64,
}

/// Lets all take turns, A B C A B C …, until so many rounds were calm.
pub fn take_turns(work: &'static str, measure: Measure, rounds: u32, contestants: &mut [Contestant]) -> Outcome<Table> {
    let names = contestants.iter().map(|one| (one.name, one.unit)).collect();
    let mut table = Table {
        work,
        names,
        rounds: Vec::new(),
    };
    for number in 0..rounds + ROUNDS_EXTRA_MAX {
        let mut round = Round {
            calibration: 0.0,
            figures: Vec::new(),
        };
        for one in contestants.iter_mut() {
            round.calibration = round.calibration.max(fixed_work(measure));
            let figure = (one.turn)(number)?;
            eprintln!("{work}: round {number}: {} {figure:.1} {}", one.name, one.unit);
            round.figures.push(figure);
        }
        table.rounds.push(round);
        if table.calm().count() >= rounds as usize {
            break;
        }
    }
    Ok(table)
}

impl Table {
    fn calm(&self) -> impl Iterator<Item = &Round> {
        let best = self.rounds.iter().map(|round| round.calibration).fold(f64::INFINITY, f64::min);
        self.rounds.iter().filter(move |round| round.calibration <= best * BUSY)
    }

    fn column(&self, name: &str) -> Outcome<usize> {
        let place = self.names.iter().position(|(own, _)| *own == name);
        place.ok_or_else(|| Stop::World(format!("no contestant is called {name}")))
    }

    fn figures(&self, name: &str) -> Outcome<Vec<f64>> {
        let column = self.column(name)?;
        Ok(self.calm().filter_map(|round| round.figures.get(column).copied()).collect())
    }

    /// Prints one line per figure and one per goal; tells which goals were missed.
    pub fn print(&self, goals: &[Goal]) -> Outcome<Vec<String>> {
        let dropped = self.rounds.len() - self.calm().count();
        for (name, unit) in &self.names {
            let figures = self.figures(name)?;
            line(&json!({
                "work": self.work, "figure": name, "unit": unit, "median": rounded(median(figures.clone())),
                "rounds": figures.into_iter().map(rounded).collect::<Vec<_>>(), "dropped": dropped,
            }));
        }
        let mut missed = Vec::new();
        for goal in goals {
            // Round by round: both saw the same minute of a shared machine.
            let pairs = self.figures(goal.of)?.into_iter().zip(self.figures(goal.by)?);
            let ratio = median(pairs.map(|(of, by)| of / by).collect());
            let met = ratio >= goal.at_least;
            let name = format!("{} / {}", goal.of, goal.by);
            line(&json!({"work": self.work, "ratio": name, "value": rounded(ratio), "goal": goal.at_least, "met": met}));
            if !met {
                missed.push(format!("{name} is {ratio:.2}, the goal is {}", goal.at_least));
            }
        }
        Ok(missed)
    }
}

/// Prints whether something holds that no speed excuses; a breach is told among what was missed.
pub fn gate(work: &str, name: &str, looked_at: usize, breach: Option<String>) -> Option<String> {
    line(&json!({"work": work, "gate": name, "looked_at": looked_at, "met": breach.is_none(), "breach": breach}));
    breach.map(|breach| format!("{name}: {breach}"))
}

/// One more figure beside those of the rounds.
pub fn beside(work: &str, name: &str, unit: &str, value: f64) {
    line(&json!({"work": work, "figure": name, "unit": unit, "median": rounded(value)}));
}

fn line(value: &Value) {
    println!("{value}");
}

/// Three decimals are more than such figures know.
fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

/// The middle one; of an even number the mean of the two in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let at = |place: usize| values.get(place).copied().unwrap_or(f64::NAN);
    if values.len() % 2 == 1 {
        at(middle)
    } else {
        (at(middle.saturating_sub(1)) + at(middle)) / 2.0
    }
}

/// The value below which this share of all lies.
pub fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = ((values.len() as f64 - 1.0).max(0.0) * share).round() as usize;
    values.get(place).copied().unwrap_or(f64::NAN)
}
