//! Where the rows of an inventory come from: CSV as it is, and JSON lines and
//! Parquet as the same rows in CSV, line for line.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::rc::Rc;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;
use tinyfoot::{Diagnostic, Problems};

use super::files::{STREAM, unreadable};

/// Rows that are written to CSV in one go.
const ROWS_AT_ONCE: usize = 64;
/// A longer line is a mistake.
const LONGEST_LINE: u64 = 1 << 20;
/// What some programs write first.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// What Parquet begins with.
const PARQUET: &[u8] = b"PAR1";

/// An inventory as CSV.
pub(crate) struct Table {
    pub(crate) csv: Box<dyn Read>,
    /// How many bytes there are to be read, if that is known.
    pub(crate) bytes: u64,
    /// The columns, where they do not stand on the first line.
    pub(crate) names: Option<Vec<String>>,
    /// Why lines are wrong that could not be written as a row.
    pub(crate) wrong: Wrong,
}

pub(crate) type Wrong = Rc<RefCell<HashMap<u64, String>>>;

/// Opens an inventory, whose format its first bytes say. The columns of JSON
/// lines are those of its first row, if none are given.
pub(crate) fn open(name: &str, columns: Option<Vec<String>>) -> Result<Table, Problems> {
    let unread = |error: &io::Error| unreadable(name, error);
    let (mut input, bytes): (Box<dyn BufRead>, u64) = if name == STREAM {
        (Box::new(io::stdin().lock()), 0)
    } else {
        let file = File::open(name).map_err(|error| unread(&error))?;
        let bytes = file.metadata().map_or(0, |metadata| metadata.len());
        (Box::new(BufReader::new(file)), bytes)
    };
    let start = input.fill_buf().map_err(|error| unread(&error))?;
    if start.starts_with(PARQUET) {
        return parquet(name);
    }
    let text = start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start);
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    if first == Some(&b'{') {
        let mark = start.len() - text.len();
        input.consume(mark);
        return table(name, Lines { input }, bytes, columns);
    }
    Ok(Table {
        csv: Box::new(input),
        bytes,
        names: None,
        wrong: Wrong::default(),
    })
}

/// A table of rows that are no CSV: its columns are those that are given, or
/// those of the first one.
fn table(
    name: &str,
    mut rows: impl Iterator<Item = io::Result<Line>> + 'static,
    bytes: u64,
    columns: Option<Vec<String>>,
) -> Result<Table, Problems> {
    let mut before = Vec::new();
    let names = loop {
        if let Some(columns) = columns {
            break columns;
        }
        match rows
            .next()
            .transpose()
            .map_err(|error| unreadable(name, &error))?
        {
            Some(Line::Blank) => before.push(Line::Blank),
            Some(Line::Row(row)) => {
                let names: Vec<String> = row.iter().map(|(name, _)| name.clone()).collect();
                before.push(Line::Row(row));
                break names;
            }
            Some(Line::Wrong { why, .. }) => {
                let message = format!("{name}, line {}: {why}", before.len() + 1);
                let diagnostic = Diagnostic::general("no-csv", message);
                return Err(Problems::general(
                    diagnostic.help("write CSV, or a JSON object on each line"),
                ));
            }
            None => break Vec::new(),
        }
    };
    let wrong = Wrong::default();
    Ok(Table {
        csv: Box::new(AsCsv {
            rows: before.into_iter().map(Ok).chain(rows),
            names: names.clone(),
            line: 0,
            text: Vec::new(),
            place: 0,
            wrong: Rc::clone(&wrong),
        }),
        bytes,
        names: Some(names),
        wrong,
    })
}

/// A line, or a row, of a table.
enum Line {
    /// Nothing, which is no row.
    Blank,
    /// The columns and what is in them.
    Row(Vec<(String, Cell)>),
    /// What is no row, and why.
    Wrong { raw: String, why: String },
}

/// A value of JSON.
enum Cell {
    Text(String),
    /// What is no text, as it is written: a label may be a number of more digits
    /// than one has.
    Written(String),
}

/// Objects of JSON, one on each line.
struct Lines {
    input: Box<dyn BufRead>,
}

impl Iterator for Lines {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut bytes = Vec::new();
        let mut line = (&mut self.input).take(LONGEST_LINE);
        match line.read_until(b'\n', &mut bytes) {
            Err(error) => return Some(Err(error)),
            Ok(0) => return None,
            Ok(_) if bytes.len() as u64 == LONGEST_LINE => {
                let why = format!("a line has more than {LONGEST_LINE} bytes");
                return Some(Err(io::Error::new(ErrorKind::FileTooLarge, why)));
            }
            Ok(_) => {}
        }
        let raw = String::from_utf8_lossy(&bytes);
        let raw = raw.trim();
        Some(Ok(if raw.is_empty() {
            Line::Blank
        } else {
            match serde_json::from_str(raw) {
                Ok(Object(row)) => Line::Row(row),
                Err(error) => {
                    // Where it is wrong within a text is found in the whole line.
                    let whole = serde_json::from_str::<serde_json::Value>(raw);
                    Line::Wrong {
                        raw: raw.to_owned(),
                        why: no_object(&whole.err().unwrap_or(error)),
                    }
                }
            }
        }))
    }
}

/// Why a line is no object: its place in the line is that of the error.
fn no_object(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line").next().unwrap_or_default();
    format!("{what}, at column {}", error.column())
}

/// An object in the order of its keys.
struct Object(Vec<(String, Cell)>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Object;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut entries = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    let value = value.get();
                    let cell = if value.starts_with('"') {
                        Cell::Text(serde_json::from_str(value).map_err(A::Error::custom)?)
                    } else {
                        Cell::Written(value.to_owned())
                    };
                    entries.push((key, cell));
                }
                Ok(Object(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

/// Rows as lines of CSV.
struct AsCsv<I> {
    rows: I,
    names: Vec<String>,
    /// Lines that were written.
    line: u64,
    text: Vec<u8>,
    /// How much of it was read.
    place: usize,
    wrong: Wrong,
}

impl<I: Iterator<Item = io::Result<Line>>> AsCsv<I> {
    /// The next rows.
    fn refill(&mut self) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for line in self.rows.by_ref().take(ROWS_AT_ONCE) {
            self.line += 1;
            let (raw, why) = match line? {
                // No row, but a line.
                Line::Blank => {
                    let text = writer
                        .into_inner()
                        .map_err(csv::IntoInnerError::into_error)?;
                    self.text = text;
                    self.text.push(b'\n');
                    return Ok(());
                }
                Line::Row(row) => match cells(&self.names, &row) {
                    Ok(cells) => {
                        writer.write_record(cells)?;
                        continue;
                    }
                    Err(why) => (as_json(&row), why),
                },
                Line::Wrong { raw, why } => (raw, why),
            };
            // No device is called so: it is wrong, and as wide as the others.
            let mut cells = vec![String::new(); self.names.len()];
            if let Some(first) = cells.first_mut() {
                *first = raw;
            }
            writer.write_record(cells)?;
            self.wrong.borrow_mut().insert(self.line, why);
        }
        self.text = writer
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)?;
        Ok(())
    }
}

/// A row as it was, but for blanks.
fn as_json(row: &[(String, Cell)]) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let entries = row.iter().map(|(name, cell)| match cell {
        Cell::Text(text) => format!("{}:{}", quoted(name), quoted(text)),
        Cell::Written(value) => format!("{}:{value}", quoted(name)),
    });
    format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
}

impl<I: Iterator<Item = io::Result<Line>>> Read for AsCsv<I> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.place == self.text.len() {
            self.place = 0;
            self.refill()?;
        }
        let count = (&self.text[self.place..]).read(buffer)?;
        self.place += count;
        Ok(count)
    }
}

/// What a row has in each column, or why it is none: a cell that is not there is
/// empty.
fn cells(names: &[String], row: &[(String, Cell)]) -> Result<Vec<String>, String> {
    let mut cells = vec![String::new(); names.len()];
    let mut known = vec![false; names.len()];
    for (name, cell) in row {
        let Some(column) = names.iter().position(|own| own == name) else {
            return Err(format!(
                "`{name}` is none of the columns, which the first row names, or `--header`"
            ));
        };
        if std::mem::replace(&mut known[column], true) {
            return Err(format!("`{name}` is there twice"));
        }
        cells[column] = match cell {
            Cell::Text(text) if text.contains(['\n', '\r']) => {
                return Err(format!("`{name}` has more than one line"));
            }
            Cell::Text(text) => text.clone(),
            Cell::Written(value) if value == "null" => String::new(),
            Cell::Written(value) if value.starts_with(['[', '{']) => {
                return Err(format!("`{name}` is no text or number, but {value}"));
            }
            // Counts with gaps are often kept as `3.0`.
            Cell::Written(value) => match value.parse::<f64>() {
                Ok(whole) if whole.fract() == 0.0 && whole.abs() < 1e15 => whole.to_string(),
                _ => value.clone(),
            },
        };
    }
    Ok(cells)
}

#[cfg(not(feature = "parquet"))]
fn parquet(name: &str) -> Result<Table, Problems> {
    let message = format!("{name} is Parquet, which this build does not read");
    let diagnostic = Diagnostic::general("no-csv", message);
    Err(Problems::general(diagnostic.help(
        "a build with `--features parquet` does; or `duckdb -csv -c \"FROM 'FILE'\" | tinyfoot batch -`",
    )))
}

#[cfg(feature = "parquet")]
fn parquet(name: &str) -> Result<Table, Problems> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    if name == STREAM {
        let diagnostic = Diagnostic::general("no-csv", "Parquet is read from a file alone");
        return Err(Problems::general(diagnostic.help("name the file")));
    }
    let unread = |error: &io::Error| unreadable(name, error);
    let file = File::open(name).map_err(|error| unread(&error))?;
    let reader = SerializedFileReader::new(file);
    let reader = reader.map_err(|error| unread(&io::Error::other(error)))?;
    let columns = reader.metadata().file_metadata().schema().get_fields();
    let columns = columns.iter().map(|column| column.name().to_owned());
    let columns = columns.collect();
    let rows = reader.into_iter().map(|row| {
        let row = row.map_err(io::Error::other)?;
        let columns = row.into_columns().into_iter();
        // As they are written: JSON has no infinity, and digits of other floats.
        let cell = |field: Field| match field {
            Field::Float(number) => Cell::Written(number.to_string()),
            Field::Double(number) => Cell::Written(number.to_string()),
            other => match other.to_json_value() {
                serde_json::Value::String(text) => Cell::Text(text),
                other => Cell::Written(other.to_string()),
            },
        };
        let cells = columns.map(|(name, field)| (name, cell(field)));
        Ok(Line::Row(cells.collect()))
    });
    table(name, rows, 0, Some(columns))
}
