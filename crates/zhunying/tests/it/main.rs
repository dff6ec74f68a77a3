//! The program from outside: what people and scripts rely on of its commands.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod commands;
mod servers;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Place {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        if path.exists() {
            std::fs::remove_dir_all(&path).unwrap();
        }
        std::fs::create_dir_all(&path).unwrap();
        Place(path)
    }

    fn migrated(name: &str) -> Place {
        let place = Place::new(name);
        place.good(&["migrate"]);
        place
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhunying"));
        command.args(words).arg("--data").arg(&self.0).stdin(Stdio::null());
        command
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    fn good(&self, words: &[&str]) -> String {
        let output = self.run(words);
        let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!(output.status.code(), Some(0), "{words:?}\n{out}\n{err}");
        out
    }

    fn code(&self, words: &[&str]) -> Option<i32> {
        self.run(words).status.code()
    }

    fn json(&self, words: &[&str]) -> Value {
        serde_json::from_str(&self.good(words)).unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What is left behind lies in the build folder.
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_limit_ends_where_the_published_holidays_put_it() {
    let place = Place::new("calendar");
    let cases = [
        // Make-up Saturday counts, the spring festival does not.
        ("2026-02-13", "3", "2026-02-25"),
        ("2026-02-12", "1", "2026-02-13"),
        ("2026-09-30", "1", "2026-10-08"),
        ("2026-01-05", "5", "2026-01-12"),
        ("2026-01-05", "0", "2026-01-05"),
    ];
    for (start, days, due) in cases {
        let answer = place.json(&["calendar", "due", start, days, "--json"]);
        assert_eq!(answer["due"], due, "{start} + {days}");
        assert_eq!(answer["provisional"], false);
    }
    let open = place.json(&["calendar", "due", "2026-12-28", "10", "--json"]);
    assert_eq!((&open["due"], &open["provisional"]), (&Value::Null, &Value::Bool(true)));
    let table = place.good(&["calendar", "due", "2026-02-13", "3", "--explain"]);
    assert!(table.contains("2026-02-14  调休上班（春节）  第 1 日"), "{table}");
}

#[test]
fn a_restaurant_needs_its_food_permit_and_is_told_why() {
    let place = Place::new("notice");
    let notice = place.json(&["notice", "H2002", "--place", "330108", "--json"]);
    let food = notice["matters"]
        .as_array()
        .unwrap()
        .iter()
        .find(|matter| matter["code"] == "food-business")
        .unwrap();
    assert_eq!(food["mode"], "optimized_approval");
    assert!(food["promised_days"].as_u64().unwrap() <= food["legal_days"].as_u64().unwrap());
    assert_eq!(food["because"][0]["term"], "H2002");
    assert!(!food["because"][0]["basis"].as_str().unwrap().is_empty());
    assert_eq!(notice["edition"].as_str().unwrap().len(), 64);
    assert_eq!(place.code(&["notice", "X9999"]), Some(1));
}

#[test]
fn commands_end_with_the_code_of_their_reason() {
    let place = Place::new("codes");
    let cases: [(&[&str], i32); 9] = [
        (&["--help"], 0),
        (&["nonsense"], 2),
        (&["calendar", "due", "yesterday", "3"], 2),
        (&["notice", "H2002", "--place", "000000"], 2),
        (&["check"], 3),
        (&["serve"], 3),
        (&["catalogue", "compile", "/nowhere"], 2),
        (&["record", "verify", "/nowhere"], 3),
        (&["seed", "--receiver", "health"], 2),
    ];
    for (words, code) in cases {
        assert_eq!(place.code(words), Some(code), "{words:?}");
    }
    place.good(&["migrate"]);
    assert_eq!(
        place.code(&["serve", "--listen", "127.0.0.1:0"]),
        Some(1),
        "there is no administrator yet"
    );
    std::fs::write(place.path("wrong.toml"), "place = \"330108\"\ncolour = \"red\"\n").unwrap();
    assert_eq!(place.code(&["check-config", "--config", &place.path("wrong.toml")]), Some(2));
}

#[test]
fn every_command_shows_an_example() {
    let place = Place::new("help");
    let commands: [&[&str]; 20] = [
        &["migrate"],
        &["check-config"],
        &["doctor"],
        &["admin", "create"],
        &["serve"],
        &["work"],
        &["seed"],
        &["receiver"],
        &["catalogue", "lint"],
        &["catalogue", "compile"],
        &["notice"],
        &["name", "check"],
        &["calendar", "due"],
        &["record", "export"],
        &["record", "verify"],
        &["certificate", "verify"],
        &["check"],
        &["backup"],
        &["restore"],
        &[],
    ];
    for command in commands {
        let help = place.good(&[command, &["--help"]].concat());
        assert!(help.contains("示例："), "{command:?}\n{help}");
    }
}

#[test]
fn an_administrator_needs_a_long_password_of_his_own() {
    let place = Place::migrated("admin");
    let create = |password: &str| {
        let mut command = place.command(&["admin", "create", "--login", "root", "--name", "管理员"]);
        command.env("ZHUNYING_PASSWORD", password).output().unwrap().status.code()
    };
    assert_eq!(create("short"), Some(1));
    assert_eq!(create("a long enough one"), Some(0));
    assert_eq!(create("a long enough one"), Some(1), "the login is taken");
}

#[test]
fn the_platform_key_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::migrated("key");
    let mode = std::fs::metadata(place.path("keys/platform.pem")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let before = std::fs::read(place.path("keys/platform.pem")).unwrap();
    place.good(&["migrate"]);
    assert_eq!(std::fs::read(place.path("keys/platform.pem")).unwrap(), before);
}

#[test]
fn a_name_is_refused_with_its_reasons() {
    let place = Place::migrated("name");
    let output = place.run(&["name", "check", "杭州青禾瑞餐饮管理有限公司", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&answer["verdict"], &answer["parts"]["trade_name"]),
        (&Value::from("available"), &Value::from("青禾瑞"))
    );
    let output = place.run(&["name", "check", "杭州Apple餐饮管理有限公司", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["verdict"], "refused");
    assert!(!answer["reasons"][0]["basis"].as_str().unwrap().is_empty());
}

#[test]
fn a_seeded_city_keeps_every_invariant_and_its_record_cannot_be_altered() {
    let place = Place::migrated("city");
    place.good(&["seed", "--enterprises", "60", "--applications", "24", "--seed", "7", "--demo"]);
    let accounts = std::fs::read_to_string(place.path("accounts.txt")).unwrap();
    assert!(accounts.contains("liming") && accounts.contains("审批"));
    let checked = place.good(&["check"]);
    assert_eq!(checked.lines().filter(|line| line.contains("相符")).count(), 11, "{checked}");
    assert_eq!(
        place.code(&["seed", "--enterprises", "1"]),
        Some(1),
        "a city is made in an empty database only"
    );

    let export = place.path("record.jsonl");
    place.good(&["record", "export", &export]);
    assert!(place.good(&["record", "verify", &export]).contains("留痕相符"));
    let whole = std::fs::read_to_string(&export).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let altered = whole.replacen("issued", "refused", 1);
    let without_one: String = lines
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != 3)
        .map(|(_, line)| format!("{line}\n"))
        .collect();
    let cut: String = lines.iter().skip(1).map(|line| format!("{line}\n")).collect();
    for text in [altered, without_one, cut] {
        assert_ne!(text, whole);
        std::fs::write(&export, text).unwrap();
        assert_eq!(place.code(&["record", "verify", &export]), Some(1));
    }

    let backup = place.path("backup.sqlite3");
    place.good(&["backup", &backup]);
    let other = Place::new("restored");
    other.good(&["restore", &backup]);
    assert_eq!(other.code(&["restore", &backup]), Some(1), "nothing is overwritten");
}

#[test]
fn check_finds_what_was_altered_behind_the_programs_back() {
    let place = Place::migrated("altered");
    place.good(&["seed", "--enterprises", "60", "--applications", "24", "--seed", "7"]);
    let cases = [
        (
            "I2",
            "update application set phase = 'granted', issued_at = null where id in (select id from application where phase = 'issued' limit 1)",
        ),
        (
            "I8",
            "update application set due_day = due_day + 1 where id in (select id from application where due_day > 0 and phase <> 'draft' limit 1)",
        ),
        ("I9", "update record_head set peaks_sm3 = peaks_sha256"),
        (
            "I14",
            "update push set body = body || ' ' where id in (select id from push limit 1)",
        ),
        (
            "I4",
            "update application set decided_by = accepted_by, accepted_by = accepted_by where id in
            (select id from application where decided_by like 'person:%' limit 1)",
        ),
    ];
    let (file, kept) = (place.path("zhunying.sqlite3"), place.path("kept.sqlite3"));
    place.good(&["backup", &kept]);
    for (invariant, alteration) in cases {
        for old in [&file, &format!("{file}-wal"), &format!("{file}-shm")] {
            // The journals exist only while somebody works.
            let _gone = std::fs::remove_file(old);
        }
        std::fs::copy(&kept, &file).unwrap();
        let database = sql::Database::open(&format!("sqlite:{file}"), sql::Options::default()).unwrap();
        let changed = database.write("alter", move |tx| tx.execute(alteration, &[])).wait().unwrap();
        database.close();
        assert_eq!(changed, 1, "{alteration}");
        let output = place.run(&["check"]);
        let told = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(1), "{invariant}\n{told}");
        let last = told.lines().last().unwrap();
        assert!(
            last.starts_with(&format!("{invariant} ")) && last.contains("不符"),
            "{invariant}\n{told}"
        );
    }
}

#[test]
fn a_city_without_demo_has_no_account_anybody_could_use() {
    let place = Place::migrated("plain");
    place.good(&["seed", "--enterprises", "30", "--applications", "6", "--seed", "7"]);
    assert!(!Path::new(&place.path("accounts.txt")).exists());
    assert_eq!(
        place.code(&["serve", "--listen", "127.0.0.1:0"]),
        Some(1),
        "no administrator was made"
    );
}
