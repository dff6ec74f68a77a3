//! The peer of the notice: the same mapping as a Rego policy, JSON in and JSON out, run by regorus.
//!
//! `bench-rego DATA QUERIES`: DATA is a JSON document, QUERIES one JSON query a line. It first answers every query twice, by
//! the compiled program and by the interpreter, a line each. Then each line on the input, `compiled SECONDS` or
//! `interpreted SECONDS`, is one turn, and its answer the number of queries a second.

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Rc, Value};
use std::error::Error;
use std::hint::black_box;
use std::io::{BufRead, Write};
use std::process::ExitCode;

const POLICY: &str = include_str!("policy.rego");
const ANSWER: &str = "data.notice.answer";

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// The policy, loaded for the machine and for the interpreter.
struct Rego {
    machine: RegoVM,
    engine: Engine,
}

impl Rego {
    fn load(data: &str) -> Outcome<Rego> {
        let data = Value::from_json_str(data)?;
        let mut engine = Engine::new();
        engine.add_policy("policy.rego".to_owned(), POLICY.to_owned())?;
        engine.add_data(data.clone())?;
        let compiled = engine.compile_with_entrypoint(&Rc::from(ANSWER))?;
        let program = Compiler::compile_from_policy(&compiled, &[ANSWER])?;
        let mut machine = RegoVM::new();
        machine.load_program(program);
        machine.set_data(data)?;
        Ok(Rego { machine, engine })
    }

    /// JSON in, JSON out, by the compiled program.
    fn compiled(&mut self, query: &str) -> Outcome<String> {
        self.machine.set_input(Value::from_json_str(query)?);
        Ok(serde_json::to_string(&self.machine.execute()?)?)
    }

    /// JSON in, JSON out, by the interpreter.
    fn interpreted(&mut self, query: &str) -> Outcome<String> {
        self.engine.set_input(Value::from_json_str(query)?);
        Ok(serde_json::to_string(&self.engine.eval_rule(ANSWER.to_owned())?)?)
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench-rego: {error}");
            ExitCode::from(3)
        }
    }
}

fn run() -> Outcome {
    let mut words = std::env::args().skip(1);
    let (data, queries) = words.next().zip(words.next()).ok_or("bench-rego DATA QUERIES")?;
    let mut rego = Rego::load(&std::fs::read_to_string(data)?)?;
    let queries = std::fs::read_to_string(queries)?;
    let queries: Vec<&str> = queries.lines().collect();
    let mut out = std::io::stdout().lock();
    for query in &queries {
        writeln!(out, "{}", rego.compiled(query)?)?;
        writeln!(out, "{}", rego.interpreted(query)?)?;
    }
    out.flush()?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (way, seconds) = line.split_once(' ').ok_or("WAY SECONDS")?;
        let seconds: f64 = seconds.parse()?;
        let rate = match way {
            "compiled" => rate(seconds, &queries, |query| rego.compiled(query))?,
            "interpreted" => rate(seconds, &queries, |query| rego.interpreted(query))?,
            other => return Err(format!("no way is called {other}").into()),
        };
        writeln!(out, "{rate}")?;
        out.flush()?;
    }
    Ok(())
}

/// Queries a processor second of this thread, going through all again and again; as the bench measures its own.
fn rate(seconds: f64, queries: &[&str], mut one: impl FnMut(&str) -> Outcome<String>) -> Outcome<f64> {
    let started = processor_seconds()?;
    let mut done = 0_u32;
    for query in queries.iter().cycle() {
        black_box(one(query)?);
        done += 1;
        if done.is_multiple_of(64) && processor_seconds()? - started >= seconds {
            break;
        }
    }
    Ok(f64::from(done) / (processor_seconds()? - started))
}

fn processor_seconds() -> Outcome<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = text.split_whitespace().next().ok_or("an empty schedstat")?;
    Ok(nanoseconds.parse::<f64>()? / 1e9)
}
