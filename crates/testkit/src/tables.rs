//! Tables as offices send them: the same rows as CSV, as a workbook and as a text document.

use rust_xlsxwriter::Workbook;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Rows of cells, the headings first.
pub type Rows = Vec<Vec<String>>;

/// Rows from what one writes.
pub fn rows(rows: &[&[&str]]) -> Rows {
    let cells = |row: &&[&str]| row.iter().map(|cell| (*cell).to_owned()).collect();
    rows.iter().map(cells).collect()
}

/// A synthetic superior list of the shape the State's has: 523 centrally set matters, 76 of them only within free-trade zones, and 6
/// locally set ones.
pub fn superior_list() -> Rows {
    let modes = ["直接取消审批", "审批改为备案", "实行告知承诺", "优化审批服务"];
    let mut table = rows(&[&[
        "序号",
        "事项名称",
        "改革方式",
        "审批层级",
        "主管部门",
        "仅在自贸试验区实施",
        "设定层面",
    ]]);
    let row = |place: usize| {
        let central = place < 523;
        vec![
            (place + 1).to_string(),
            format!("许可{place}"),
            modes.get(place % modes.len()).copied().unwrap_or_default().to_owned(),
            if central { "省级" } else { "县级" }.to_owned(),
            "市场监管总局".to_owned(),
            if place < 76 { "是" } else { "否" }.to_owned(),
            if central { "中央层面设定" } else { "地方层面设定" }.to_owned(),
        ]
    };
    table.extend((0..529).map(row));
    table
}

/// As a spreadsheet program of an office saves CSV; cells hold neither commas nor quotes.
pub fn csv(rows: &Rows) -> Vec<u8> {
    let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    (lines.join("\r\n") + "\r\n").into_bytes()
}

/// A workbook with one sheet.
pub fn xlsx(rows: &Rows) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (number, row) in (0u32..).zip(rows) {
        sheet.write_row(number, 0, row.iter().map(String::as_str)).expect("a row");
    }
    book.save_to_buffer().expect("a workbook")
}

/// A text document with a title and one table.
pub fn docx(rows: &Rows) -> Vec<u8> {
    let cell = |text: &String| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
    };
    let row = |cells: &Vec<String>| format!("<w:tr>{}</w:tr>", cells.iter().map(cell).collect::<String>());
    let body: String = rows.iter().map(row).collect();
    let text = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>附件</w:t></w:r></w:p><w:tbl>{body}</w:tbl></w:body></w:document>"#
    );
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .start_file("word/document.xml", SimpleFileOptions::default())
        .expect("a part");
    writer.write_all(text.as_bytes()).expect("a part");
    writer.finish().expect("a document").into_inner()
}
