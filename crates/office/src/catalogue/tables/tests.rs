//! Every shipped table read row by row, changed, and put back.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use super::*;
use rules::catalogue::compile;

fn shipped() -> Files {
    Files::embedded().unwrap().catalogue()
}

fn table(name: &str) -> &'static TableOf {
    TableOf::named(name).unwrap()
}

fn text_of<'e>(edit: &'e Edit, path: &str) -> &'e str {
    &edit.files.iter().find(|(one, _)| one == path).unwrap().1
}

fn filled(values: &[(&str, &str)]) -> Filled {
    values.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn a_row_sent_back_unchanged_leaves_every_shipped_file_as_it_was() {
    let files = shipped();
    for table in TABLES {
        let rows = table.rows(&files).unwrap();
        assert!(!rows.is_empty(), "{}", table.name);
        let step = rows.len() / 40 + 1;
        for row in rows.iter().step_by(step) {
            let edit = table.change(&files, &row.id, &row.filled).unwrap();
            assert_eq!(
                text_of(&edit, &row.file),
                files.text(&row.file).unwrap(),
                "{} {}",
                table.name,
                row.id
            );
            assert_eq!(edit.row.as_ref(), Some(&row.id));
        }
    }
}

#[test]
fn every_row_of_a_table_is_a_row_that_the_law_reads() {
    let files = shipped();
    let sources = crate::law::LawFiles::read_catalogue(&files).unwrap();
    let counted = |name: &str| table(name).rows(&files).unwrap().len();
    assert_eq!(counted("terms"), sources.terms.len());
    assert_eq!(counted("corrections"), sources.corrections.len());
    assert_eq!(counted("facts"), sources.facts.len());
    assert_eq!(counted("everyday"), sources.everyday.len());
    assert_eq!(counted("trades"), sources.trades.len());
    assert_eq!(counted("units"), sources.units.len());
    assert_eq!(counted("listed"), sources.listed.len());
    assert_eq!(counted("orders"), sources.orders.len());
    assert_eq!(counted("waivers"), sources.waivers.len());
    assert_eq!(counted("powers"), sources.powers.len());
    assert_eq!(counted("laws"), sources.registers.enactments.len());
    assert_eq!(counted("changes"), sources.registers.changes.len());
    assert_eq!(counted("power_items"), sources.registers.powers.len());
    assert_eq!(counted("duty_items"), sources.registers.duties.len());
    assert_eq!(counted("proofs"), sources.registers.proofs.len());
    assert_eq!(counted("visits"), sources.registers.visits.len());
    let rows = table("corrections").rows(&files).unwrap();
    for correction in &sources.corrections {
        let row = rows
            .iter()
            .find(|row| row.file == *correction.at.file && row.lines.contains(&correction.at.line))
            .unwrap();
        assert_eq!(row.cell("term"), correction.value.term);
    }
}

#[test]
fn a_changed_cell_changes_its_line_alone() {
    let files = shipped();
    let terms = table("terms");
    let row = terms.row(&files, "H2002").unwrap();
    let mut new = row.filled.clone();
    new.insert("row.name".into(), "餐饮\t服务（试）".into());
    let edit = terms.change(&files, "H2002", &new).unwrap();
    let (before, after) = (files.text(&row.file).unwrap(), text_of(&edit, &row.file));
    let differing: Vec<(&str, &str)> = before.lines().zip(after.lines()).filter(|(one, other)| one != other).collect();
    assert_eq!(differing.len(), 1);
    assert!(differing[0].1.starts_with("H2002\t餐饮 服务（试）\t"));
    assert_eq!(before.lines().count(), after.lines().count());
}

#[test]
fn a_row_more_or_less_is_counted_in_the_header_and_stands_in_its_place() {
    let files = shipped();
    let terms = table("terms");
    let new = filled(&[
        ("row.code", "A1001X"),
        ("row.name", "试种"),
        ("row.kind", "general"),
        ("row.industries", "011\n012"),
    ]);
    let edit = terms.add(&files, "catalogue/scope-terms.tsv", &new).unwrap();
    assert_eq!(edit.row.as_deref(), Some("A1001X"));
    let text = text_of(&edit, "catalogue/scope-terms.tsv");
    let at = text
        .lines()
        .position(|line| line == "A1001X\t试种\tgeneral\t011|012\t\t\t\t")
        .unwrap();
    assert!(text.lines().nth(at - 1).unwrap().starts_with("A1001\t"));
    assert!(text_of(&edit, HEADER).contains("terms = 1998\n"));
    let back = terms.remove(&with(&files, &edit.files), "A1001X").unwrap();
    for (path, text) in &back.files {
        assert_eq!(text, files.text(path).unwrap());
    }
    let Err(Failure::Refused(refusal)) = terms.add(&files, "catalogue/scope-terms.tsv", &filled(&[("row.code", "H2002")])) else {
        panic!("the same key twice")
    };
    assert_eq!(refusal.code, Code::RowTwice);
}

#[test]
fn needs_of_a_correction_are_rows_within_it_and_none_of_them_is_not_the_same_as_nothing_said() {
    let files = shipped();
    let corrections = table("corrections");
    let rows = corrections.rows(&files).unwrap();
    let row = rows
        .iter()
        .find(|row| row.cell("term") == "R5002" && row.filled.contains_key("needs.3.if"))
        .unwrap();
    assert_eq!(row.cell("needs"), "yes");
    assert_eq!(row.filled["needs.0.if"], "!foreign_investor");
    let mut new = row.filled.clone();
    new.insert("needs.0.delete".into(), "yes".into());
    new.insert("needs.4.all_of".into(), "tobacco-retail\nL001".into());
    new.insert("needs.4.if".into(), "has_pool".into());
    let edit = corrections.change(&files, &row.id, &new).unwrap();
    let text = text_of(&edit, &row.file);
    assert!(
        text.contains("\n  { all_of = [\"tobacco-retail\", \"L001\"], if = \"has_pool\" },\n]"),
        "{text}"
    );
    assert!(
        text.contains("term = \"R5002\"                       # 游艺娱乐活动"),
        "a remark stays"
    );
    let after = with(&files, &edit.files);
    let again = corrections.row(&after, &row.id).unwrap();
    assert_eq!(again.filled["needs.0.if"], "foreign_investor");
    assert_eq!(again.filled["needs.3.all_of"], "tobacco-retail\nL001");

    let mut none = row.filled.clone();
    none.retain(|name, _| !name.starts_with("needs."));
    let edit = corrections.change(&files, &row.id, &none).unwrap();
    assert!(text_of(&edit, &row.file).contains("needs = []"));
    none.insert("row.needs".into(), "no".into());
    let edit = corrections.change(&files, &row.id, &none).unwrap();
    assert_eq!(corrections.row(&with(&files, &edit.files), &row.id).unwrap().cell("needs"), "no");
}

#[test]
fn a_new_table_stands_after_its_kind_and_what_the_form_does_not_know_stays() {
    let text = "# head of the file\n\n[[trade]]\ncode = \"a\"\nname = \"甲\"\nsecret = { x = 1 } # kept\n\n[[trade.scene]]\nname = \"现制\"\n\n[[trade]]\ncode = \"b\"\nname = \"乙\"\n";
    let files = Files::from_texts([("catalogue/trades.toml", text)]);
    let trades = table("trades");
    let mut first = trades.row(&files, "a").unwrap();
    assert_eq!(*first.lines.start(), 3);
    first.filled.insert("row.name".into(), "甲店".into());
    let edit = trades.change(&files, "a", &first.filled).unwrap();
    assert_eq!(text_of(&edit, "catalogue/trades.toml"), text.replace("\"甲\"", "\"甲店\""));
    let new = filled(&[("row.code", "c"), ("row.name", "丙"), ("row.terms", "H2002")]);
    let edit = trades.add(&files, "catalogue/trades.toml", &new).unwrap();
    assert_eq!(
        text_of(&edit, "catalogue/trades.toml"),
        format!("{text}\n[[trade]]\ncode = \"c\"\nname = \"丙\"\nterms = [\"H2002\"]\n")
    );
    let edit = trades.remove(&files, "a").unwrap();
    assert_eq!(
        text_of(&edit, "catalogue/trades.toml"),
        "# head of the file\n\n[[trade]]\ncode = \"b\"\nname = \"乙\"\n"
    );
}

#[test]
fn scenes_of_a_trade_hold_answers_and_its_permit_stands_in_it_once() {
    let files = shipped();
    let trades = table("trades");
    let row = trades.row(&files, "restaurant").unwrap();
    assert_eq!(row.filled["scene.0.answers"], "crowded_place = yes");
    assert_eq!(row.filled["composite.mark"], "recalled");
    let mut new = row.filled.clone();
    new.insert("composite.mark".into(), "secondary".into());
    new.insert("scene.2.code".into(), "stall".into());
    new.insert("scene.2.name".into(), "档口".into());
    new.insert(
        "scene.2.answers".into(),
        "crowded_place = no\nfloor_area = 12.5\nkind = open".into(),
    );
    let edit = trades.change(&files, "restaurant", &new).unwrap();
    let text = text_of(&edit, "catalogue/trades.toml");
    assert!(text.contains("mark = \"secondary\" }\n"), "{text}");
    let scene = "\n[[trade.scene]]\ncode = \"stall\"\nname = \"档口\"\nanswers = { crowded_place = false, floor_area = 12.5, kind = \"open\" }\n\n[[trade]]\ncode = \"bakery\"";
    assert!(text.contains(scene), "{text}");
    assert_eq!(trades.row(&with(&files, &edit.files), "restaurant").unwrap().filled, {
        new.remove("scene.2.delete");
        new
    });
    let mut bare = row.filled.clone();
    bare.retain(|name, _| !name.starts_with("composite.") && !name.starts_with("scene."));
    let edit = trades.change(&files, "restaurant", &bare).unwrap();
    let again = trades.row(&with(&files, &edit.files), "restaurant").unwrap();
    assert!(
        !again
            .filled
            .keys()
            .any(|name| name.starts_with("scene.") || name.starts_with("composite."))
    );
}

#[test]
fn a_table_that_nobody_has_written_begins_with_its_first_row() {
    let files = Files::from_texts([("catalogue/units.toml", "")]);
    let row = filled(&[("row.code", "kinship"), ("row.name", "亲属关系证明"), ("row.disposal", "abolished")]);
    let edit = table("proofs").add(&files, "catalogue/proofs.toml", &row).unwrap();
    let text = text_of(&edit, "catalogue/proofs.toml");
    assert_eq!(
        text.trim_start(),
        "[[proof]]\ncode = \"kinship\"\nname = \"亲属关系证明\"\ndisposal = \"abolished\"\n"
    );
}

#[test]
fn what_changed_since_the_base_is_known_row_by_row_and_can_be_put_back() {
    let files = shipped();
    let units = table("units");
    let first = units.rows(&files).unwrap().swap_remove(0);
    let mut new = first.filled.clone();
    new.insert("row.phone".into(), "0571-1".into());
    let changed = with(&files, &units.change(&files, &first.id, &new).unwrap().files);
    let second = units.rows(&files).unwrap().swap_remove(1);
    let changed = with(&changed, &units.remove(&changed, &second.id).unwrap().files);
    let (before, after) = (units.rows(&files).unwrap(), units.rows(&changed).unwrap());
    let changes = units.changes(&before, &after);
    assert_eq!(
        changes,
        BTreeMap::from([(first.id.clone(), Change::Changed), (second.id.clone(), Change::Removed)])
    );
    let restored = with(&changed, &units.restore(&changed, &files, &first.id).unwrap().files);
    let restored = with(&restored, &units.restore(&restored, &files, &second.id).unwrap().files);
    assert!(units.changes(&before, &units.rows(&restored).unwrap()).is_empty());
}

#[test]
fn keepers_read_and_type_names_and_files_hold_codes() {
    let files = Files::embedded().unwrap();
    let law = rules::law::Law::on(
        crate::law::LawFiles::read(&files).unwrap().statutes,
        "2026-11-02".parse().unwrap(),
        "",
    );
    let sources = crate::law::LawFiles::read_catalogue(&files.catalogue()).unwrap();
    let edition = compile(&sources, &law).edition.unwrap();
    let (names, everyday) = (Names::of(&edition), table("everyday"));
    let name = edition.term("H2002").unwrap().name.clone();
    let stored = filled(&[("row.word", "火锅"), ("row.terms", "H2002\nNOPE")]);
    let shown = names.show(everyday, &stored);
    assert_eq!(shown["row.terms"], format!("H2002 {name}\nNOPE"));
    assert_eq!(names.read(everyday, &shown), stored);
    let typed = filled(&[("row.word", "火锅"), ("row.terms", &format!(" {name} \n"))]);
    assert_eq!(names.read(everyday, &typed)["row.terms"], "H2002");
}

#[test]
fn what_cannot_be_written_is_refused_at_its_field() {
    let files = shipped();
    for (name, values, field) in [
        ("everyday", filled(&[("row.word", " ")]), "row.word"),
        ("everyday", filled(&[("row.word", "#火锅")]), "row.word"),
        ("terms", filled(&[("row.code", "Z1"), ("row.kind", "不知道")]), "row.kind"),
        ("corrections", filled(&[("row.term", "H2002"), ("row.from", "明天")]), "row.from"),
    ] {
        let path = table(name).paths(&files)[0];
        let Err(Failure::Refused(refusal)) = table(name).add(&files, path, &values) else {
            panic!("{name} {values:?}")
        };
        assert_eq!(refusal.facts["field"], field);
    }
}
