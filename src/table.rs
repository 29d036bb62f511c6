//! Built-in tables: CSV whose rows the tests check.

use std::str::FromStr;

use csv::StringRecord;

/// A row of a table, and the names of its columns.
pub(crate) struct Row<'a> {
    columns: &'a StringRecord,
    cells: &'a StringRecord,
}

impl Row<'_> {
    fn cell(&self, column: &str) -> &str {
        let index = self.columns.iter().position(|name| name == column);
        index
            .and_then(|index| self.cells.get(index))
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
    pub(crate) fn citation_keys(&self, column: &str) -> Vec<String> {
        let keys = self.cell(column).split("; ");
        keys.map(str::to_owned).collect()
    }
}

/// The rows of a table.
pub(crate) fn read<T>(text: &str, row: impl Fn(&Row) -> T) -> Vec<T> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut columns = StringRecord::new();
    if let Ok(found) = reader.headers() {
        columns.clone_from(found);
    }
    let mut cells = StringRecord::new();
    let mut rows = Vec::new();
    loop {
        match reader.read_record(&mut cells) {
            Ok(true) => rows.push(row(&Row {
                columns: &columns,
                cells: &cells,
            })),
            Ok(false) => return rows,
            Err(error) => panic!("a built-in table is broken: {error}"),
        }
    }
}

fn parsed<T: FromStr>(cell: &str) -> T {
    let number = cell.parse().ok();
    number.unwrap_or_else(|| panic!("`{cell}` in a built-in table is no number of its kind"))
}
