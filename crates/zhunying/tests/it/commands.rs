//! The page of `docs/generated/` about commands, from their own help.

use std::process::Command;
use testkit::generated::is_current;

/// What a command says of itself. No setting of this machine may stand in it.
fn help(words: &[String]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhunying"));
    let output = command.args(words).arg("--help").env_clear().output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{words:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The names under `Commands:`; a command without them is one that does something.
fn below(help: &str) -> Vec<String> {
    let lines = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty());
    let names = lines
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| !line.starts_with(' '));
    names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

fn gather(words: &[String], into: &mut Vec<(Vec<String>, String)>) {
    let text = help(words);
    let inner = below(&text);
    if inner.is_empty() || words.is_empty() {
        into.push((words.to_vec(), text));
    }
    for name in inner {
        gather(&[words, &[name]].concat(), into);
    }
}

#[test]
fn the_page_of_commands_is_current() {
    let mut all = Vec::new();
    gather(&[], &mut all);
    assert!(all.len() > 15, "the list of commands was not read");
    let mut page = String::from("# Commands\n\nMade by `cargo xtask regenerate` from the help of each command; do not edit.\n");
    for (words, text) in all {
        let name = [&["zhunying".to_owned()], words.as_slice()].concat().join(" ");
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        page.push_str(&format!("\n## `{name}`\n\n```text\n{}\n```\n", lines.join("\n").trim()));
    }
    is_current("commands.md", &page);
}
