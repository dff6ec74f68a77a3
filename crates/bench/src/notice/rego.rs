//! The peer: the same mapping as a Rego policy over a data document, in a process of its own (see `rego/`).

use crate::{Outcome, Stop};
use office::Shelf;
use rules::catalogue::{Matter, Mode, Need, Needed, Term};
use serde_json::{Map, Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

fn failed(error: impl std::fmt::Display) -> Stop {
    Stop::World(format!("bench-rego: {error}"))
}

/// The data document: what the policy looks up, already made for the place.
fn document(shelf: &Shelf, place: &str) -> Value {
    let edition = shelf.edition();
    let codes = |need: &Need| -> Vec<&str> {
        let found = need.matters.matters().iter().filter_map(|index| edition.matter_at(*index));
        found.map(|matter| matter.code.as_str()).collect()
    };
    let zone = |needs: fn(&Term) -> &[Need]| {
        let (mut certain, mut residual) = (Map::new(), Map::new());
        for term in edition.terms() {
            let (mut always, mut sometimes) = (Vec::new(), Vec::new());
            for need in needs(term) {
                match (&need.matters, &need.when) {
                    (Needed::AllOf(_), None) => always.extend(codes(need)),
                    (Needed::AllOf(_), Some(_)) => sometimes.push(json!({"alternatives": false, "matters": codes(need)})),
                    (Needed::AnyOf(_), _) => sometimes.push(json!({"alternatives": true, "matters": codes(need)})),
                }
            }
            if !always.is_empty() {
                certain.insert(term.code.clone(), json!(always));
            }
            if !sometimes.is_empty() {
                residual.insert(term.code.clone(), json!(sometimes));
            }
        }
        (certain, residual)
    };
    let (certain, residual) = zone(|term| &term.needs);
    let (certain_free, residual_free) = zone(|term| &term.needs_ftz);
    let matters = edition
        .matters()
        .iter()
        .map(|matter| (matter.code.clone(), shown(shelf, matter, place)));
    json!({
        "certain": {"elsewhere": certain, "free_trade": certain_free},
        "residual": {"elsewhere": residual, "free_trade": residual_free},
        "matters": matters.collect::<Map<String, Value>>(),
    })
}

/// What the answer says of a matter; unlike the product, the peer gives no reasons.
fn shown(shelf: &Shelf, matter: &Matter, place: &str) -> Value {
    let unit = shelf.edition().unit_for(&matter.department, place);
    let detail = matter.detail.as_deref();
    json!({
        "code": matter.code,
        "name": matter.name,
        "mode": matter.mode.map(Mode::name),
        "department": unit.map_or(matter.department.as_str(), |unit| unit.name.as_str()),
        "legal_days": detail.and_then(|detail| detail.legal_limit.as_ref()).map(|limit| limit.days),
        "promised_days": detail.and_then(|detail| detail.promised_limit.as_ref()).map(|limit| limit.days),
    })
}

/// How the peer runs the policy.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Its compiled program.
    Compiled,
    /// Its interpreter.
    Interpreted,
}

/// The peer's process; ends with this value.
pub struct Rego {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Rego {
    /// Starts the peer with its data and the queries in this folder.
    pub fn start(program: &Path, folder: &Path, shelf: &Shelf, place: &str, queries: &[String]) -> Outcome<Rego> {
        let (data, asked) = (folder.join("data.json"), folder.join("queries.jsonl"));
        std::fs::write(&data, document(shelf, place).to_string()).map_err(failed)?;
        std::fs::write(&asked, queries.join("\n")).map_err(failed)?;
        let mut command = Command::new(program);
        command.args([&data, &asked]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| failed(format!("{}: {error}", program.display())))?;
        let (input, output) = child.stdin.take().zip(child.stdout.take()).ok_or_else(|| failed("no pipes"))?;
        Ok(Rego {
            child,
            input,
            output: BufReader::new(output),
        })
    }

    /// The next line the peer writes: its answers to all queries first, compiled and interpreted in turn.
    pub fn line(&mut self) -> Outcome<String> {
        let mut line = String::new();
        match self.output.read_line(&mut line).map_err(failed)? {
            0 => Err(failed("ended early")),
            _ => Ok(line.trim_end().to_owned()),
        }
    }

    /// One turn; gives queries a second.
    pub fn turn(&mut self, way: Way, seconds: f64) -> Outcome<f64> {
        let way = match way {
            Way::Compiled => "compiled",
            Way::Interpreted => "interpreted",
        };
        writeln!(self.input, "{way} {seconds}")
            .and_then(|()| self.input.flush())
            .map_err(failed)?;
        self.line()?.parse().map_err(failed)
    }
}

impl Drop for Rego {
    fn drop(&mut self) {
        // Its turns are over when nobody asks any more.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
