//! Built-in tables: CSV whose rows the tests check.
//!
//! Cells may stand in quotes, and hold neither quotes nor ends of lines. A
//! reader of all of CSV takes longer to start than such a table takes to read.

use crate::cited::Sources;
use std::str::FromStr;

/// A row of a table, and the names of its columns.
pub(crate) struct Row<'a> {
    columns: &'a [&'a str],
    cells: &'a [&'a str],
}

impl Row<'_> {
    fn cell(&self, column: &str) -> &str {
        let index = self.columns.iter().position(|name| *name == column);
        index
            .and_then(|index| self.cells.get(index).copied())
            .unwrap_or_else(|| panic!("a built-in table has no column `{column}`"))
    }

    /// The text of a cell.
    pub(crate) fn text(&self, column: &str) -> String {
        self.cell(column).to_owned()
    }

    /// The text of a cell that may be empty.
    pub(crate) fn text_if_any(&self, column: &str) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    /// The number of a cell.
    pub(crate) fn number(&self, column: &str) -> f64 {
        let number = self.number_if_any(column);
        number.unwrap_or_else(|| panic!("a row of a built-in table has no `{column}`"))
    }

    /// The number of a cell that may be empty.
    pub(crate) fn number_if_any(&self, column: &str) -> Option<f64> {
        let cell = self.cell(column);
        (!cell.is_empty()).then(|| parsed(cell))
    }

    /// The year of a cell.
    pub(crate) fn year(&self, column: &str) -> u16 {
        parsed(self.cell(column))
    }

    /// The citation keys of a cell, with semicolons between them.
    pub(crate) fn citation_keys(&self, column: &str) -> Sources {
        let keys = self.cell(column).split("; ");
        keys.map(str::to_owned).collect()
    }
}

/// The rows of a table.
pub(crate) fn read<T>(text: &str, row: impl Fn(&Row) -> T) -> Vec<T> {
    let mut lines = text.lines().map(cells);
    let columns = lines.next().unwrap_or_default();
    let read = |cells: Vec<&str>| {
        row(&Row {
            columns: &columns,
            cells: &cells,
        })
    };
    lines.map(read).collect()
}

fn cells(line: &str) -> Vec<&str> {
    let mut cells = Vec::new();
    let mut rest = Some(line);
    while let Some(line) = rest {
        let (cell, after) = match line.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => line.split_at(line.find(',').unwrap_or(line.len())),
        };
        cells.push(cell);
        rest = after.strip_prefix(',');
    }
    cells
}

fn parsed<T: FromStr>(cell: &str) -> T {
    let number = cell.parse().ok();
    number.unwrap_or_else(|| panic!("`{cell}` in a built-in table is no number of its kind"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_those_of_csv() {
        let tables = [
            include_str!("parts/inferences.csv"),
            include_str!("parts/mcus.csv"),
            include_str!("parts/radios.csv"),
            include_str!("products.csv"),
            include_str!("equivalents.csv"),
        ];
        for text in tables {
            let mut reader = csv::ReaderBuilder::new();
            let mut reader = reader.has_headers(false).from_reader(text.as_bytes());
            let records: Vec<_> = reader.records().map(Result::unwrap).collect();
            let expected: Vec<Vec<&str>> = records.iter().map(|row| row.iter().collect()).collect();
            let found: Vec<Vec<&str>> = text.lines().map(cells).collect();
            assert_eq!(found, expected);
        }
    }
}
