//! What can be tried of the crash test without a server.

use xtask::crash::dice::Dice;
use xtask::crash::http::Answer;
use xtask::crash::json::{Json, quoted};
use xtask::crash::ledger::{Act, Deed, registrations};
use xtask::crash::plan::{Blow, Rest, plan};
use xtask::crash::{Engine, Wish};

fn wish(line: &str) -> Wish {
    Wish::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).unwrap()
}

#[test]
fn the_crash_test_has_its_standard_amounts() {
    let plain = wish("");
    assert_eq!((plain.acts, plain.kills, plain.power_cuts, plain.minutes), (2_000, 20, 5, 10));
    assert_eq!((plain.engines, plain.seed), (vec![Engine::Sqlite, Engine::Postgres], None));
    let small = wish("--engine=postgres --acts 50 --kills=2 --seed 7");
    assert_eq!(
        (small.engines, small.acts, small.kills, small.seed),
        (vec![Engine::Postgres], 50, 2, Some(7))
    );
}

#[test]
fn a_wrong_crash_line_ends_with_code_two() {
    for words in [["--engine", "oracle"], ["--acts", "many"], ["--colour", "red"]] {
        assert_eq!(Wish::parse(&words.map(str::to_owned)).unwrap_err().code(), 2);
    }
}

#[test]
fn a_seed_draws_the_same_blows_again_each_within_its_part_of_the_acts() {
    let steps = plan(Engine::Sqlite, 42, 2_000, 20, 5);
    assert_eq!(steps, plan(Engine::Sqlite, 42, 2_000, 20, 5));
    assert_ne!(steps, plan(Engine::Sqlite, 43, 2_000, 20, 5));
    assert_eq!(steps.iter().filter(|step| step.blow == Blow::PowerCut).count(), 5);
    for (number, step) in steps.iter().enumerate() {
        assert!((number * 80..(number + 1) * 80).contains(&step.acts), "{number}: {step:?}");
    }
}

#[test]
fn on_postgresql_every_kind_of_process_is_hit_and_workers_get_their_turn() {
    let steps = plan(Engine::Postgres, 1, 100, 4, 0);
    for blow in [Blow::Server, Blow::Postmaster, Blow::Backend] {
        assert!(steps.iter().any(|step| step.blow == blow), "{blow:?}");
    }
    assert!(steps.iter().any(|step| step.rest == Rest::UntilLeasesEnd));
}

#[test]
fn json_is_read_as_it_is_written() {
    let text = "{\"a\":[1,-2.5e3,true,null],\"b\":{\"名\":\"\\u6731\\uD83D\\uDE00\\n\\\"\"},\"c\":[]}";
    let json = Json::read(text).unwrap();
    assert_eq!(json.list("a").first(), Some(&Json::Number("1".to_owned())));
    assert_eq!(json.get("b").map(|inner| inner.text("名")), Some("朱😀\n\""));
    assert_eq!(Json::read(&quoted("a\"\\\n朱")), Some(Json::Text("a\"\\\n朱".to_owned())));
    for broken in ["", "{", "{\"a\":}", "[1,]", "nul", "1 2", "\"\\u12\"", "--"] {
        assert_eq!(Json::read(broken), None, "{broken}");
    }
}

fn act(deed: Deed, body: &str, answer: &str) -> Act {
    Act {
        deed,
        key: format!("key of {}", deed.name()),
        path: String::new(),
        body: body.to_owned(),
        token: "t".to_owned(),
        registration: "r".to_owned(),
        answer: Answer {
            status: 200,
            body: answer.to_owned(),
        },
    }
}

#[test]
fn a_ledger_folds_into_registrations() {
    let acts = [
        act(
            Deed::Start,
            "{\"terms\":[\"H2002\"]}",
            "{\"id\":\"r\",\"number\":\"BJ1\",\"version\":1}",
        ),
        act(Deed::Name, "{\"name\":\"杭州青禾餐饮有限公司\"}", "{\"version\":2}"),
        act(Deed::Submit, "{}", "{\"phase\":\"granted\",\"enterprise\":\"e\",\"reasons\":[]}"),
    ];
    let all = registrations(&acts).unwrap();
    let [one] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((one.acts, one.version, one.number.as_str()), (3, 3, "BJ1"));
    assert_eq!(
        (one.name.as_deref(), one.phase.as_deref(), one.enterprise.as_deref()),
        (Some("杭州青禾餐饮有限公司"), Some("granted"), Some("e"))
    );
}

#[test]
fn an_act_done_twice_shows_in_the_versions() {
    let acts = [
        act(Deed::Start, "{\"terms\":[]}", "{\"id\":\"r\",\"version\":1}"),
        act(Deed::Address, "{}", "{\"version\":3}"),
    ];
    assert_eq!(registrations(&acts).unwrap_err().code(), 1);
}

#[test]
fn throws_stay_in_their_range() {
    let mut dice = Dice::new(1, 1);
    assert!((0..1_000).all(|_| dice.below(7) < 7));
    assert_eq!((dice.below(0), dice.pick::<u8>(&[])), (0, None));
}
