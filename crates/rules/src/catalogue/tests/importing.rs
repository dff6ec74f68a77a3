//! Official tables checked row by row: nothing is taken in while anything is wrong, and what is right says what it changes.

use super::city::*;
use crate::catalogue::import::{Extent, Kind, Line, Problem, Report, Sheet, Wish, Wrong, check};
use crate::catalogue::*;

fn sheet(rows: &[&[&str]]) -> Sheet {
    let rows = (1..).zip(rows).map(|(number, cells)| Line {
        number,
        cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
    });
    Sheet {
        name: String::new(),
        rows: rows.collect(),
    }
}

fn checked(rows: &[&[&str]], wish: Wish) -> Report {
    check(&[sheet(rows)], &wish, &sources())
}

fn listed_as(sort: Sort) -> Wish {
    Wish {
        sort: Some(sort),
        ..Wish::default()
    }
}

fn wrongs(problems: &[Problem]) -> Vec<(Wrong, u32, &str)> {
    problems
        .iter()
        .map(|problem| (problem.wrong, problem.place.row, problem.place.column.as_str()))
        .collect()
}

fn row<'r>(report: &'r Report, key: &str) -> Vec<&'r str> {
    let table = report.table.as_ref().unwrap();
    let row = table.iter().find(|row| row[0] == key).unwrap();
    row.iter().map(String::as_str).collect()
}

#[test]
fn headings_in_any_order_and_language_say_what_a_table_is() {
    let cases: [(&[&str], Option<Kind>); 8] = [
        (&["规范表述", "编码", "许可事项"], Some(Kind::ScopeTerms)),
        (&["code", "name", "kind"], Some(Kind::ScopeTerms)),
        (&["事项名称", "主管部门"], Some(Kind::ListedMatters)),
        (&["item", "seq", "dept_memory"], Some(Kind::ListedMatters)),
        (&["日常说法", "对应条目"], Some(Kind::Everyday)),
        // A superior list does not say whose it is.
        (&["编码", "事项名称", "改革方式", "审批层级"], None),
        (&["甲", "乙"], None),
        // A sheet may begin with the one heading that is known.
        (&["item", "scope_count"], Some(Kind::ListedMatters)),
    ];
    for (heading, kind) in cases {
        let report = checked(&[heading, &["x"; 4][..heading.len()]], Wish::default());
        assert_eq!(report.kind, kind, "{heading:?}");
        assert_eq!(report.problems.iter().any(|one| one.wrong == Wrong::KindUnknown), kind.is_none());
    }
}

/// Proves CAT-03.
#[test]
fn a_table_of_matters_adds_and_corrects_and_gives_no_id_twice() {
    let report = checked(
        &[
            &["附件", "附件", "附件"],
            &["序号", "事项名称", "主管部门"],
            &["1", "食品 经营许可", "市场监管总局"],
            &["2", "食品经营许可（自贸区适用）", "市场监管总局"],
            &["", "二、交通", ""],
            &["3", "道路货物运输经营许可", "交通运输部"],
        ],
        listed_as(Sort::Permit),
    );
    assert_eq!(
        (report.wrong, report.read, report.kind),
        (0, 3, Some(Kind::ListedMatters)),
        "{report}"
    );
    assert_eq!(row(&report, "P1")[4..6], ["市场监管总局", "secondary"]);
    assert_eq!(row(&report, "L001")[..4], ["L001", "食品经营许可", "permit", "yes"]);
    assert_eq!(row(&report, "L002")[1], "道路货物运输经营许可");
    let change = &report.change;
    assert_eq!(
        (change.added.len(), change.changed.len(), change.removed.len(), change.same),
        (2, 1, 0, 6)
    );
    let titles: Vec<u32> = report
        .remarks
        .iter()
        .filter(|one| one.wrong == Wrong::RowSkipped)
        .map(|one| one.place.row)
        .collect();
    assert_eq!(titles, [1, 5]);
    assert!(
        report
            .to_string()
            .contains("P1 食品经营许可；department：“市场监管”改为“市场监管总局”"),
        "{report}"
    );
}

#[test]
fn a_whole_table_takes_away_what_it_has_not_and_an_update_does_not() {
    let rows: &[&[&str]] = &[&["编号", "名称", "性质"], &["P1", "食品经营许可", "许可"]];
    let extent = |extent| Wish { extent, ..Wish::default() };
    let update = checked(rows, extent(Extent::Update));
    assert!(update.change.removed.is_empty() && update.table.unwrap().len() == 8);
    let whole = checked(rows, extent(Extent::Whole));
    assert_eq!((whole.change.removed.len(), whole.table.unwrap().len()), (6, 2));
}

/// Proves CAT-03: the refusal names row, column and way out, and nothing is half imported.
#[test]
fn every_bad_row_is_named_with_its_column_and_nothing_is_taken_in() {
    let report = checked(
        &[
            &["编码", "规范表述", "类别", "许可事项", "备案事项"],
            &["X1001", "新条目", "许可", "食品经营许可|餐饮服务许可", ""],
            &["", "没有编码", "一般", "", ""],
            &["X1002", "", "一般", "", ""],
            &["X1001", "又一条", "一般", "", ""],
            &["X1003", "不认识的事项", "许可", "食品经营许可证", ""],
            &["X1004", "类别不明", "特殊", "", ""],
            &["X1005", "矛盾", "一般", "食品经营许可", ""],
            &["编码X", "乱码", "一般", "", ""],
        ],
        Wish::default(),
    );
    assert_eq!(
        wrongs(&report.problems),
        [
            (Wrong::Missing, 3, "A"),
            (Wrong::Missing, 4, "B"),
            (Wrong::Twice, 5, "A"),
            (Wrong::MatterUnknown, 6, "D"),
            (Wrong::WordUnknown, 7, "C"),
            (Wrong::KindContradicts, 8, "C"),
            (Wrong::CodeWrong, 9, "A"),
        ]
    );
    assert_eq!(report.problems[3].near, "食品经营许可");
    assert!(report.table.is_none() && !report.is_good());
    let said = report.to_string();
    for line in [
        "第6行D列“许可事项”：清单事项中没有“食品经营许可证”；最接近的是“食品经营许可”",
        "第5行A列“编码”：“X1001”重复，第2行已有；删去一行，或者改正编码",
        "有7处错误，一行也没有导入。",
    ] {
        assert!(said.contains(line), "{line}\n---\n{said}");
    }
}

#[test]
fn a_term_is_classified_by_its_matters_and_names_become_ids() {
    let report = checked(
        &[
            &["code", "name", "industry_codes", "permits", "permits_ftz", "filings"],
            &["Ｘ１００１", "新条目", "6210；6220", "食品经营许可\nP2", "食品经营许可", ""],
            &["X1002", "备案条目", "", "", "", "预包装食品备案"],
            &["X1003", "一般条目", "", "", "", ""],
        ],
        Wish::default(),
    );
    assert_eq!(
        row(&report, "X1001"),
        ["X1001", "新条目", "permit", "6210|6220", "P1|P2", "P1", "", "ok"]
    );
    assert_eq!((row(&report, "X1002")[2], row(&report, "X1002")[6]), ("filing", "F2"));
    assert_eq!(row(&report, "X1003")[2], "general");
    // The table did not have them; they are as they were.
    assert_eq!(row(&report, "H2002")[4], "P1|P2");
}

#[test]
fn a_cell_that_is_cut_off_in_the_official_table_keeps_what_stood_there() {
    let table = |status: &str| {
        checked(
            &[
                &["code", "name", "permits", "permits_ftz", "cell_status"],
                &["H2002", "餐饮服务", "P1|P2", "食品经营许可|餐饮服务许", status],
            ],
            Wish::default(),
        )
    };
    let report = table("ok/ftz_clipped");
    assert_eq!(wrongs(&report.remarks), [(Wrong::CellClipped, 2, "D")]);
    assert_eq!(row(&report, "H2002")[5], "P1|P2");
    assert_eq!(wrongs(&table("ok").problems), [(Wrong::MatterUnknown, 2, "D")]);
}

#[test]
fn names_that_ran_together_are_read_apart_and_said_so() {
    let report = checked(
        &[
            &["编码", "名称", "许可事项"],
            &["X1001", "新条目", "食品经营许可餐饮服务许可卫生许可|公共场所卫生许可"],
        ],
        Wish::default(),
    );
    assert_eq!(row(&report, "X1001")[4], "P1|P2|P4|P3");
    assert_eq!(wrongs(&report.remarks), [(Wrong::NamesParted, 2, "C")]);
}

#[test]
fn everyday_words_find_their_terms_by_name_or_code() {
    let report = checked(
        &[
            &["说法", "规范表述"],
            &["早餐店", "餐饮服务"],
            &["快餐", "H2002；L2001"],
            &["渔家乐", "渔业"],
        ],
        Wish::default(),
    );
    assert_eq!(wrongs(&report.problems), [(Wrong::TermUnknown, 4, "B")]);
    let report = checked(
        &[&["说法", "规范表述"], &["早餐店", "餐饮服务"], &["快餐", "H2002；L2001"]],
        Wish::default(),
    );
    assert_eq!((row(&report, "早餐店")[1], row(&report, "快餐")[1]), ("H2002", "H2002|L2001"));
}

/// Proves CAT-03.
#[test]
fn a_superior_list_comes_in_with_ticks_levels_and_conditions() {
    let state = Wish {
        kind: Some(Kind::State),
        ..Wish::default()
    };
    let report = checked(
        &[
            &[
                "序号",
                "事项名称",
                "直接取消审批",
                "审批改为备案",
                "实行告知承诺",
                "优化审批服务",
                "审批层级（部门）",
                "许可条件",
                "设定",
            ],
            &["1", "食品经营许可", "", "", "", "√", "县级", "有场所；\n有设备", "中央层面设定"],
            &["2", "卫生许可", "", "", "√", "", "区级", "", ""],
            &["3", "两个勾", "√", "√", "", "", "", "", ""],
        ],
        state,
    );
    assert_eq!(wrongs(&report.problems), [(Wrong::ModesTwo, 4, "D")]);
    let whole = checked(
        &[
            &["序号", "事项名称", "实行告知承诺", "优化审批服务", "审批层级", "许可条件"],
            &["1", "食品经营许可", "", "√", "县级", "有场所；\n有设备"],
            &["2", "卫生许可", "√", "", "区级", ""],
        ],
        state,
    );
    assert_eq!(
        row(&whole, "1")[..10],
        [
            "1",
            "食品经营许可",
            "optimized_approval",
            "county",
            "",
            "",
            "no",
            "central",
            "有场所|有设备",
            ""
        ]
    );
    assert_eq!(row(&whole, "2")[2], "notification_commitment");
}

#[test]
fn a_mode_that_holds_only_in_part_is_left_out_and_said_so() {
    let report = checked(
        &[
            &["item", "reform_memory"],
            &["食品经营许可", "实行告知承诺(自贸区)"],
            &["卫生许可", "告知承诺"],
        ],
        Wish::default(),
    );
    assert!(report.is_good(), "{report}");
    assert_eq!(wrongs(&report.remarks), [(Wrong::ModePartly, 2, "B")]);
    assert_eq!(row(&report, "P4")[6..8], ["notification_commitment", "recalled"]);
}

#[test]
fn a_table_goes_on_over_sheets_and_what_has_no_heading_is_said_not_to_be_read() {
    let sheets = [
        sheet(&[&["名称", "性质"], &["甲许可", "许可"]]),
        sheet(&[&["乙备案", "备案"], &["名称", "性质"], &["丙许可", "许可"]]),
        sheet(&[&["说", "明", "文字"]]),
    ];
    let report = check(&sheets, &Wish::default(), &sources());
    assert_eq!((report.read, report.change.added.len()), (3, 3), "{report}");
    assert_eq!(
        report.remarks.iter().map(|one| one.wrong).collect::<Vec<_>>(),
        [Wrong::RowSkipped, Wrong::SheetSkipped]
    );
}

#[test]
fn neither_empty_tables_nor_thousands_of_errors_bring_it_down() {
    assert_eq!(
        wrongs(&check(&[], &Wish::default(), &sources()).problems),
        [(Wrong::KindUnknown, 0, "")]
    );
    let empty = checked(&[&["名称", "性质"]], Wish::default());
    assert_eq!(wrongs(&empty.problems), [(Wrong::NoRows, 0, "")]);
    let rows: Vec<Vec<String>> = (0..3_000).map(|place| vec![format!("说法{place}"), "没有".to_owned()]).collect();
    let mut many = sheet(&[&["说法", "条目"]]);
    many.rows.extend((2..).zip(rows).map(|(number, cells)| Line { number, cells }));
    let report = check(&[many], &Wish::default(), &sources());
    assert_eq!((report.wrong, report.problems.len()), (3_000, 500));
}
