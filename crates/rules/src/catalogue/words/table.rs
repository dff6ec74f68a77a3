//! Plain tables for a terminal, where a Chinese character is two columns wide.

use std::fmt;

/// Rows of cells: the first cell of a row to the left, the others to the right.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with this head.
    pub(super) fn headed(head: &[&str]) -> Table {
        Table {
            rows: vec![head.iter().map(|cell| (*cell).to_owned()).collect()],
        }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, name: impl Into<String>, figures: impl IntoIterator<Item = String>) {
        self.rows.push(std::iter::once(name.into()).chain(figures).collect());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| columns_of(cell))
                .max()
        };
        let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
        for row in &self.rows {
            let mut line = String::from("  ");
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let blank = " ".repeat(width - columns_of(cell));
                match column {
                    0 => line.extend([cell.as_str(), &blank]),
                    _ => line.extend(["  ", &blank, cell]),
                }
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// Columns a text takes on a terminal.
fn columns_of(text: &str) -> usize {
    let wide = |c: char| matches!(c, '\u{2e80}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}');
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_below_each_other() {
        let mut table = Table::headed(&["项", "数"]);
        table.row("材料（份）", ["8".to_owned()]);
        table.row("费", ["-12".to_owned()]);
        let lines: Vec<String> = table.to_string().lines().map(str::to_owned).collect();
        let ends: Vec<usize> = lines.iter().map(|line| columns_of(line)).collect();
        assert_eq!(ends, [17, 17, 17], "{lines:#?}");
    }
}
