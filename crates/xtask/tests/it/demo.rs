//! What can be tried of the verbs without building anything.

use xtask::demo::Wish;
use xtask::test::{Count, count_in};

fn wish(line: &str) -> Wish {
    Wish::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).unwrap()
}

#[test]
fn the_demo_has_its_standard_city() {
    let plain = wish("");
    assert_eq!((plain.enterprises, plain.applications, plain.port), (2_000, 500, 8080));
    assert_eq!(plain.data.to_str(), Some("data/demo"));
}

#[test]
fn the_demo_on_postgresql_lives_in_a_folder_of_its_own() {
    let other = wish("--database-url=postgres://localhost/city --enterprises 7 --port=9000");
    assert_eq!(other.database_url.as_deref(), Some("postgres://localhost/city"));
    assert_eq!(
        (other.enterprises, other.port, other.data.to_str()),
        (7, 9000, Some("data/demo-postgres"))
    );
}

#[test]
fn a_wrong_command_line_ends_with_code_two() {
    for words in [["--enterprises", "many"], ["--port", "70000"], ["--colour", "red"]] {
        assert_eq!(Wish::parse(&words.map(str::to_owned)).unwrap_err().code(), 2);
    }
    assert_eq!(Wish::parse(&["--port".to_owned()]).unwrap_err().code(), 2);
}

#[test]
fn the_lines_of_three_runners_are_counted() {
    let count = |passed, failed| Some(Count { passed, failed });
    assert_eq!(
        count_in("     Summary [   0.052s] 12 tests run: 11 passed (1 slow), 1 failed, 2 skipped"),
        count(11, 1)
    );
    assert_eq!(
        count_in("test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out"),
        count(4, 2)
    );
    assert_eq!(count_in("ℹ pass 3"), count(3, 0));
    assert_eq!(count_in("ℹ fail 1"), count(0, 1));
    assert_eq!(count_in("        PASS [   0.004s] xtask::it demo"), None);
}
