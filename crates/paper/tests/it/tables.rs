//! Tables of files that others wrote, and files that are no tables at all.

use paper::table::{CELL_MAX, COLUMNS_MAX, ROWS_MAX, Row, Sheet, Unreadable, read};
use rust_xlsxwriter::{Format, Workbook};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn rows(sheet: &Sheet) -> Vec<(u32, Vec<&str>)> {
    let cells = |row: &Row| row.cells.len();
    sheet.rows.iter().for_each(|row| assert!(cells(row) > 0));
    sheet
        .rows
        .iter()
        .map(|row| (row.number, row.cells.iter().map(String::as_str).collect()))
        .collect()
}

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn text_with(body: &str) -> Vec<u8> {
    let whole = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    );
    package(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", whole.as_bytes())])
}

fn cell(text: &str) -> String {
    format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
}

type Fits = fn(&Unreadable) -> bool;

const PLAIN: &str = "编号,名称\n1,\"食品经营许可,含仓储\"\n,\n3,卫生许可\n";

#[test]
fn commas_and_tabs_utf8_and_gb18030_say_the_same() {
    let expected = [
        (1, vec!["编号", "名称"]),
        (2, vec!["1", "食品经营许可,含仓储"]),
        (4, vec!["3", "卫生许可"]),
    ];
    let marked = format!("\u{feff}{PLAIN}");
    let tabs = PLAIN
        .replace("\"食品经营许可,含仓储\"", "\u{1}")
        .replace(',', "\t")
        .replace('\u{1}', "食品经营许可,含仓储");
    let (chinese, _, _) = encoding_rs::GB18030.encode(PLAIN);
    for bytes in [PLAIN.as_bytes(), marked.as_bytes(), tabs.as_bytes(), &chinese] {
        let sheets = read(bytes).unwrap();
        assert_eq!(rows(&sheets[0]), expected);
    }
    let remarks = read("# source: 甲\n编号\t名称\n\n# 乙\n1\t丙\n".as_bytes()).unwrap();
    assert_eq!(rows(&remarks[0]), [(2, vec!["编号", "名称"]), (5, vec!["1", "丙"])]);
}

#[test]
fn a_workbook_gives_its_shown_sheets_and_repeats_merged_cells() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("清单").unwrap();
    sheet.merge_range(0, 0, 0, 2, "附件", &Format::new()).unwrap();
    sheet.write_row(1, 0, ["编号", "部门", "名称"]).unwrap();
    sheet.write_number(2, 0, 11.0).unwrap();
    sheet.merge_range(2, 1, 3, 1, "市场监管总局", &Format::new()).unwrap();
    sheet.write_string(2, 2, "食品经营许可").unwrap();
    sheet.write_number(3, 0, 12.5).unwrap();
    sheet.write_string(3, 2, "食品生产许可").unwrap();
    book.add_worksheet()
        .set_name("草稿")
        .unwrap()
        .set_hidden(true)
        .write_string(0, 0, "不看")
        .unwrap();
    let sheets = read(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!((sheets.len(), sheets[0].name.as_str()), (1, "清单"));
    assert_eq!(
        rows(&sheets[0]),
        [
            (1, vec!["附件"; 3]),
            (2, vec!["编号", "部门", "名称"]),
            (3, vec!["11", "市场监管总局", "食品经营许可"]),
            (4, vec!["12.5", "市场监管总局", "食品生产许可"]),
        ]
    );
}

#[test]
fn one_cell_far_away_costs_one_cell_and_is_named() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(1_048_575, 3, "远").unwrap();
    assert_eq!(
        rows(&read(&book.save_to_buffer().unwrap()).unwrap()[0]),
        [(1_048_576, vec!["", "", "", "远"])]
    );
    let sheet = book.add_worksheet().set_name("宽").unwrap();
    sheet.write_string(1, 16_383, "更远").unwrap();
    let refused = read(&book.save_to_buffer().unwrap());
    assert!(matches!(refused, Err(Unreadable::TooManyColumns(place)) if place.sheet == "宽" && place.row == 2));
}

#[test]
fn a_text_gives_its_tables_with_cells_merged_both_ways() {
    let merged =
        |kind: &str, text: &str| format!(r#"<w:tc><w:tcPr><w:vMerge{kind}/></w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"#);
    let body = format!(
        r#"<w:p><w:r><w:t>前言</w:t></w:r></w:p><w:tbl>
        <w:tr>{}<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>标题</w:t></w:r></w:p></w:tc></w:tr>
        <w:tr>{}{}{}</w:tr><w:tr>{}{}<w:tc><w:p><w:r><w:t>第一行</w:t></w:r></w:p><w:p><w:r><w:t>第</w:t></w:r><w:r><w:t>二行</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
        <w:p/><w:tbl><w:tr>{}</w:tr></w:tbl>"#,
        cell("甲"),
        merged(r#" w:val="restart""#, "部门"),
        cell("1"),
        cell("a &amp; b&#x4e59;"),
        merged("", ""),
        cell("2"),
        cell("另表"),
    );
    let sheets = read(&text_with(&body)).unwrap();
    assert_eq!(sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(
        rows(&sheets[0]),
        [
            (1, vec!["甲", "标题", "标题"]),
            (2, vec!["部门", "1", "a & b乙"]),
            (3, vec!["部门", "2", "第一行\n第二行"]),
        ]
    );
    assert_eq!(rows(&sheets[1]), [(1, vec!["另表"])]);
}

#[test]
fn a_table_within_a_cell_is_text_and_what_was_moved_away_is_not_read() {
    let inner = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("里一"), cell("里二"));
    let body = format!(
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>外</w:t></w:r></w:p>{inner}</w:tc><w:tc><w:p><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:r><w:t>新</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    );
    assert_eq!(rows(&read(&text_with(&body)).unwrap()[0]), [(1, vec!["外\n里一\n里二", "新"])]);
}

#[test]
fn what_is_no_table_is_refused_by_its_kind() {
    let deep = format!("{}{}", "<w:p>".repeat(300), "</w:p>".repeat(300));
    let entity = r#"<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document/>"#;
    let cases: [(&str, Vec<u8>, Fits); 11] = [
        ("empty", Vec::new(), |why| *why == Unreadable::Empty),
        ("blank", b"\n\n ,\n".to_vec(), |why| *why == Unreadable::NoTable),
        ("pdf", b"%PDF-1.7 \xff".to_vec(), |why| *why == Unreadable::UnknownFormat),
        ("picture", b"\x89PNG\0\0".to_vec(), |why| *why == Unreadable::UnknownFormat),
        ("xls", b"\xd0\xcf\x11\xe0\xa1\xb1".to_vec(), |why| *why == Unreadable::OldFormat),
        ("bytes", b"a,b\n\xff\xff\xff".to_vec(), |why| *why == Unreadable::Encoding),
        ("zip", package(&[("x.txt", b"x")]), |why| *why == Unreadable::UnknownFormat),
        ("no table", text_with("<w:p/>"), |why| *why == Unreadable::NoTable),
        ("deep", text_with(&deep), |why| matches!(why, Unreadable::Damaged(_))),
        ("doctype", package(&[("word/document.xml", entity.as_bytes())]), |why| {
            matches!(why, Unreadable::Damaged(_))
        }),
        ("cut", text_with("<w:tbl><w:tr>")[..60].to_vec(), |why| {
            matches!(why, Unreadable::Damaged(_))
        }),
    ];
    for (name, bytes, fits) in cases {
        let refused = read(&bytes).unwrap_err();
        assert!(fits(&refused), "{name}: {refused}");
    }
}

#[test]
fn no_file_may_have_too_much_of_anything() {
    let strings = package(&[
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/SharedStrings.xml", br#"<sst uniqueCount="99999999999999"/>"#),
    ]);
    let cases: [(&str, Vec<u8>, Fits); 6] = [
        ("strings", strings, |why| *why == Unreadable::UnpacksTooLarge),
        ("rows", "a,b\n".repeat(ROWS_MAX + 1).into_bytes(), |why| {
            *why == Unreadable::TooManyRows
        }),
        ("columns", format!("{}x", ",".repeat(COLUMNS_MAX)).into_bytes(), |why| {
            matches!(why, Unreadable::TooManyColumns(_))
        }),
        ("cell", "长".repeat(CELL_MAX + 1).into_bytes(), |why| {
            matches!(why, Unreadable::CellTooLong(_))
        }),
        (
            "cell of a text",
            text_with(&format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", cell(&"长".repeat(CELL_MAX + 1)))),
            |why| matches!(why, Unreadable::CellTooLong(_)),
        ),
        ("bomb", package(&[("word/document.xml", &vec![b' '; 33 * 1_024 * 1_024])]), |why| {
            *why == Unreadable::UnpacksTooLarge
        }),
    ];
    for (name, bytes, fits) in cases {
        let refused = read(&bytes).unwrap_err();
        assert!(fits(&refused), "{name}: {refused}");
    }
    // A merged region far longer than the table is only as large as what stands in it.
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 99_999, 0, "一", &Format::new()).unwrap();
    sheet.write_string(2, 1, "二").unwrap();
    assert_eq!(rows(&read(&book.save_to_buffer().unwrap()).unwrap()[0]).len(), 3);
}

#[test]
fn a_file_broken_anywhere_is_refused_and_brings_nobody_down() {
    let mut book = Workbook::new();
    book.add_worksheet().write_row(0, 0, ["编号", "名称"]).unwrap();
    let table = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", cell("甲"));
    for whole in [book.save_to_buffer().unwrap(), text_with(&table), PLAIN.as_bytes().to_vec()] {
        for place in (0..whole.len()).step_by(61) {
            let _ = read(&whole[..place]);
            let mut changed = whole.clone();
            changed[place] ^= 0x5a;
            let _ = read(&changed);
        }
    }
}
