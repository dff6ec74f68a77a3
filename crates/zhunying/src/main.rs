//! 程序: the one binary: commands, configuration, wiring. What a command does is an act or a view of `office`.

mod commands;
mod ending;
mod keys;
mod opening;
mod progress;
mod settings;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let line = match commands::Line::try_parse() {
        Ok(line) => line,
        Err(error) => {
            // A broken pipe while printing help is nobody's concern.
            let _printed = error.print();
            return ExitCode::from(if error.use_stderr() { ending::USAGE } else { 0 });
        }
    };
    match commands::run(line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("{stop}");
            stop.code()
        }
    }
}
