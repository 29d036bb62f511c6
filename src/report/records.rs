//! Rows for machines.

use std::borrow::Cow;

/// Rows under column names that scripts rely on; units stand in the names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
    /// The names of the columns.
    pub columns: Vec<&'static str>,
    /// The rows, one cell a column.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text.
    Text(String),
    /// A number in full precision.
    Number(f64),
    /// Not known or not modelled: not zero.
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

impl Records {
    /// The rows as CSV (RFC 4180, lines end in LF) under one header. Texts that
    /// a spreadsheet would calculate are [`tamed`].
    pub fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        // Writing to memory cannot fail, and every row has all columns.
        let _ = writer.write_record(&self.columns);
        for row in &self.rows {
            let _ = writer.write_record(row.iter().map(|cell| match cell {
                Cell::Text(text) => tamed(text).into_owned(),
                // No spreadsheet knows infinity.
                Cell::Number(number) if !number.is_finite() => String::new(),
                Cell::Number(number) => number.to_string(),
                Cell::Empty => String::new(),
            }));
        }
        let bytes = writer.into_inner().unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }
}

/// A text that a spreadsheet would take for a formula, behind an apostrophe,
/// which spreadsheets take for "this is text". Numbers stay as they are.
///
/// ```
/// use tinyfoot::report::tamed;
///
/// assert_eq!(tamed("=1+1"), "'=1+1");
/// assert_eq!(tamed("-20"), "-20");
/// ```
pub fn tamed(text: &str) -> Cow<'_, str> {
    let begins_a_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if begins_a_formula && text.parse::<f64>().is_err() {
        format!("'{text}").into()
    } else {
        text.into()
    }
}
