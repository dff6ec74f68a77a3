//! The trades that ship, and the edition of old that ships beside the law of today.

use crate::catalogue::shipped;
use office::law::{Files, LawFiles};
use rules::calendar::Date;
use rules::catalogue::{Answers, Edition, Lint, Severity, Zone, compile, diff, notice, rebuild};
use rules::law::Law;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use testkit::PLACE;

fn today() -> Date {
    Date::constant(2026, 11, 2)
}

fn law(files: &LawFiles, day: Date) -> Law {
    Law::on(files.statutes.clone(), day, PLACE)
}

/// The folder of the law in the sources.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law")
}

fn old() -> Files {
    Files::from_dir(&folder().join("editions/2021-07")).unwrap()
}

fn edition(texts: &Files, day: Date) -> Edition {
    let files = LawFiles::read(texts).unwrap();
    rebuild(&files.catalogue, &law(&files, day))
}

/// Proves LIC-18.
#[test]
fn every_trade_that_ships_is_a_bundle_whose_scenes_leave_no_question_of_theirs() {
    let files = shipped();
    let law = law(&files, today());
    let compiled = compile(&files.catalogue, &law);
    let edition = compiled.edition.unwrap();
    assert!(edition.trades().len() >= 24, "{}", edition.trades().len());
    assert!(edition.trades().iter().filter(|trade| !trade.scenes.is_empty()).count() >= 24);
    for trade in edition.trades() {
        let codes: Vec<&str> = trade
            .terms
            .iter()
            .map(|term| edition.term_at(*term).unwrap().code.as_str())
            .collect();
        let notice = notice(&edition, &codes, PLACE, Zone::Elsewhere, &law).unwrap();
        for answers in trade.scenes.iter().map(|scene| &scene.answers).chain([&Answers::new()]) {
            let bundle = notice.bundle(answers);
            assert!(bundle.effort.after.days <= bundle.effort.before.days, "{}", trade.code);
            assert!(bundle.effort.after.materials <= bundle.effort.before.materials, "{}", trade.code);
            assert!(bundle.effort.after.steps <= bundle.effort.before.steps, "{}", trade.code);
            let open = notice.open_questions(answers);
            assert!(open.iter().all(|fact| !answers.contains_key(&fact.code)), "{}", trade.code);
        }
    }
    let of_trades = [Lint::SceneAnswerIdle, Lint::OrderIdle];
    let warned: Vec<_> = compiled
        .findings
        .iter()
        .filter(|finding| of_trades.contains(&finding.code))
        .collect();
    assert!(warned.is_empty(), "{warned:?}");
}

/// Proves CAT-08.
#[test]
fn the_edition_of_old_is_what_was_different_and_the_four_reductions_follow() {
    let then = old();
    let stands = then.old().unwrap();
    assert_eq!(
        (stands.title.as_str(), stands.day),
        ("2021年7月全国全覆盖改革前的办法", Date::constant(2021, 7, 1))
    );
    assert!(!stands.sources.is_empty());
    assert!(then.text("catalogue/trades.toml").is_err(), "removed");
    let now = Files::from_dir(&folder()).unwrap();
    assert!(now.old().is_none());
    let found = diff(&edition(&then, stands.day), &edition(&now, today()));
    let changed: BTreeSet<&str> = found.changed.iter().map(|matter| matter.code.as_str()).collect();
    let written: Vec<String> = std::fs::read_dir(folder().join("editions/2021-07/catalogue/matters"))
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    assert!(written.len() >= 6);
    for code in &written {
        assert!(changed.contains(code.as_str()), "{code} is not different");
    }
    let saved = found.effort.delta();
    assert!(
        saved.materials < 0 && saved.steps < 0 && saved.days < 0 && saved.fee_fen <= 0,
        "{saved:?}"
    );
    let words = found.to_string();
    for word in ["原版：《2021年7月全国全覆盖改革前的办法", "四减合计", "四减分事项", "诊所备案"] {
        assert!(words.contains(word), "{word}");
    }
}

/// What was published once holds, but the checks of today say what is wrong with it: nothing is guessed to please them.
#[test]
fn the_edition_of_old_is_readable_and_its_findings_are_those_of_before_the_reform() {
    let then = old();
    let files = LawFiles::read(&then).unwrap();
    let denied: BTreeSet<Lint> = compile(&files.catalogue, &law(&files, then.old().unwrap().day))
        .findings
        .into_iter()
        .filter(|finding| finding.level == Severity::Deny)
        .map(|finding| finding.code)
        .collect();
    let before_the_reform = BTreeSet::from([
        Lint::OptimisedWithoutReduction,
        Lint::FilingNotOnTheSpot,
        Lint::SharedMaterialAsked,
        Lint::LimitAboveGeneral,
        // The lists of powers and of proofs, and the changes of laws, are those of today.
        Lint::BasisChanged,
        Lint::PowerItemOfCancelled,
        Lint::ProofReplaced,
    ]);
    assert!(denied.is_subset(&before_the_reform), "{denied:?}");
}

/// A folder with these files that is gone afterwards.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn laid(name: &str, edition: &str) -> Folder {
    let folder = std::env::temp_dir().join(format!("zhunying-old-{}-{name}", std::process::id()));
    std::fs::create_dir_all(folder.join("below")).unwrap();
    std::fs::write(folder.join("below/kept.txt"), "kept").unwrap();
    std::fs::write(folder.join("below/other.txt"), "today").unwrap();
    std::fs::create_dir_all(folder.join("old")).unwrap();
    std::fs::write(folder.join("old/edition.toml"), edition).unwrap();
    std::fs::write(folder.join("old/other.txt"), "then").unwrap();
    Folder(folder)
}

#[test]
fn a_folder_lies_over_the_one_it_names_and_what_is_wrong_is_said_with_its_line() {
    let written = |over: &str, removes: &str| {
        format!("title = \"旧\"\nvalid_from = 2018-11-10\nday = 2021-07-01\nover = \"{over}\"\nremoves = [{removes}]\nsources = []\n")
    };
    let read = |folder: &Folder| Files::from_dir(&folder.0.join("old"));
    let good = laid("good", &written("../below", "\"kept.txt\""));
    let files = read(&good).unwrap();
    assert_eq!(files.text("other.txt").unwrap(), "then");
    assert!(files.text("kept.txt").is_err() && files.text("edition.toml").is_err());
    let missing = laid("missing", &written("../below", "\"never.txt\""));
    let error = read(&missing).unwrap_err().to_string();
    assert!(error.starts_with("edition.toml:5:") && error.contains("never.txt"), "{error}");
    let circle = laid("circle", &written("../old", ""));
    assert!(read(&circle).unwrap_err().to_string().contains("circle"));
    let nowhere = laid("nowhere", &written("../nothing", ""));
    assert!(read(&nowhere).is_err());
    let unknown = laid("unknown", "title = \"旧\"\nyear = 2021\n");
    assert!(read(&unknown).unwrap_err().to_string().starts_with("edition.toml:2:"));
}
