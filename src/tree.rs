//! A TOML document in which every key and value remembers where it came from.
//!
//! Files that extend one another and overrides from the command line are
//! merged as trees, before anything is validated, so that one set of checks
//! serves them all and a problem still points at the right text.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Place, is_unit, leading_number, plain};

/// Texts of people have a few dozen values; ten times those of the largest
/// factor set are a mistake.
pub const MOST_VALUES: usize = 20_000;
/// Longer keys are no names.
const LONGEST_KEY_BYTES: usize = 200;

/// A table: its entries in the order of the text. Copies share them until one is
/// changed: a device is read with many values laid over it, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Table(Arc<Vec<Entry>>);

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_place: Place,
    /// The value.
    pub node: Node,
}

/// A value and its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub place: Place,
}

/// A TOML value. Integers and floats are one kind: the model only knows
/// numbers.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text.
    Text(String),
    /// An integer or a float.
    Number(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A date or time, which no key of ours takes.
    Datetime,
    /// An array.
    Array(Vec<Node>),
    /// A table, inline or not.
    Table(Table),
}

impl Value {
    /// The kind of value in words, with its content where that is short.
    pub fn describe(&self) -> Cow<'static, str> {
        match self {
            Self::Text(text) if text.chars().count() <= 40 => format!("the text {text:?}").into(),
            Self::Text(_) => "a text".into(),
            Self::Number(number) => format!("the number {}", plain(*number)).into(),
            Self::Bool(value) => format!("`{value}`").into(),
            Self::Datetime => "a date".into(),
            Self::Array(nodes) => format!("an array of {}", nodes.len()).into(),
            Self::Table(_) => "a table".into(),
        }
    }
}

impl Node {
    fn size(&self) -> usize {
        1 + match &self.value {
            Value::Table(table) => table.size(),
            Value::Array(nodes) => nodes.iter().map(Self::size).sum(),
            _ => 0,
        }
    }
}

impl From<Vec<Entry>> for Table {
    fn from(entries: Vec<Entry>) -> Self {
        Self(Arc::new(entries))
    }
}

impl Table {
    /// The entries.
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// The entries, to be changed.
    pub fn entries_mut(&mut self) -> &mut Vec<Entry> {
        Arc::make_mut(&mut self.0)
    }

    /// The entries alone.
    pub fn into_entries(self) -> Vec<Entry> {
        Arc::unwrap_or_clone(self.0)
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// Whether the key is there.
    pub fn has(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// Sets an entry, in the place of one of the same key if there is one.
    pub fn set(&mut self, entry: Entry) {
        let entries = self.entries_mut();
        match entries.iter_mut().find(|old| old.key == entry.key) {
            Some(old) => *old = entry,
            None => entries.push(entry),
        }
    }

    /// How many values it holds, those of its values included.
    pub fn size(&self) -> usize {
        self.entries().iter().map(|entry| entry.node.size()).sum()
    }

    /// Keeps only the entries whose key passes.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        if !self.entries().iter().all(|entry| keep(&entry.key)) {
            self.entries_mut().retain(|entry| keep(&entry.key));
        }
    }
}

/// Where a text stands: in which source, and behind how many bytes of it.
#[derive(Clone, Copy, Debug)]
pub struct Base {
    /// The index that the places will carry.
    pub source: usize,
    /// What is added to them.
    pub offset: usize,
}

impl Base {
    /// A place in the text, as one in its source.
    pub fn place(self, span: Range<usize>) -> Place {
        Place {
            source: self.source,
            span: self.offset + span.start..self.offset + span.end,
        }
    }
}

/// Parses a TOML text that is a whole source.
///
/// # Errors
///
/// All syntax errors of the text, one a line; or what is too large in it.
pub fn parse(text: &str, source: usize) -> Result<Table, Vec<Diagnostic>> {
    parse_at(text, Base { source, offset: 0 })
}

/// Parses a TOML text that is a part of a source.
///
/// # Errors
///
/// All syntax errors of the text, one a line; or what is too large in it.
pub fn parse_at(text: &str, base: Base) -> Result<Table, Vec<Diagnostic>> {
    // A page's module is small before it is fast.
    #[cfg(not(target_family = "wasm"))]
    let read = crate::everyday::parse(text, base);
    #[cfg(target_family = "wasm")]
    let read = None;
    let table = match read {
        Some(table) => table,
        None => parse_all(text, base)?,
    };
    if table.size() > MOST_VALUES {
        return Err(vec![too_many_values(base)]);
    }
    let mut long = Vec::new();
    report_long_keys(&table, &mut long);
    if long.is_empty() {
        Ok(table)
    } else {
        Err(long)
    }
}

/// Parses a text of any TOML.
pub(crate) fn parse_all(text: &str, base: Base) -> Result<Table, Vec<Diagnostic>> {
    let (document, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(convert_table(document.get_ref(), base));
    }
    let mut errors: Vec<_> = errors
        .iter()
        .map(|error| (error.span().unwrap_or(0..0), error.message()))
        .collect();
    errors.sort_by_key(|(span, _)| span.start);
    // The parser goes on after an error and trips over its consequences: the
    // first error of a line is the one to mend.
    let mut lines = text.split_inclusive('\n');
    let (mut line_end, mut last_line_end) = (0, None);
    let mut diagnostics = Vec::new();
    for (span, message) in errors {
        while line_end <= span.start
            && let Some(line) = lines.next()
        {
            line_end += line.len();
        }
        if last_line_end != Some(line_end) {
            diagnostics.push(syntax_error(text, message, span, base));
        }
        last_line_end = Some(line_end);
    }
    Err(diagnostics)
}

/// The message for a text, or texts up to that one, with too many values: what
/// is done with them may take time with the square of their number.
pub fn too_many_values(base: Base) -> Diagnostic {
    Diagnostic::at(
        "too-large",
        &base.place(0..0),
        format!("more than {MOST_VALUES} values"),
    )
    .help("a device file is a page of text: is it the right file?")
}

fn report_long_keys(table: &Table, diagnostics: &mut Vec<Diagnostic>) {
    for entry in table.entries() {
        if entry.key.len() > LONGEST_KEY_BYTES {
            diagnostics.push(
                Diagnostic::at(
                    "too-long",
                    &entry.key_place,
                    format!("this key is longer than {LONGEST_KEY_BYTES} bytes"),
                )
                .help("a key is a name: put a description into `source` or `assumption`"),
            );
        }
        if let Value::Table(table) = &entry.node.value {
            report_long_keys(table, diagnostics);
        }
    }
}

fn syntax_error(text: &str, message: &str, span: Range<usize>, base: Base) -> Diagnostic {
    let start = span.start;
    let place = &base.place(span);
    match message {
        "duplicate key" => Diagnostic::at("duplicate-key", place, "this key is given twice")
            .help("keep one of the two, or put what stands below both under one"),
        _ if message.contains("recursion") => {
            Diagnostic::at("nested-too-deeply", place, "tables are nested too deeply")
                .help("a device file needs three levels: block, item, range")
        }
        _ => {
            let diagnostic = Diagnostic::at("syntax", place, format!("not valid TOML: {message}"));
            match remedy(text, start) {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            }
        }
    }
}

/// What people mean when they write a value that is no TOML.
fn remedy(text: &str, position: usize) -> Option<String> {
    let before = text.get(..position)?;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text.get(start..)?.lines().next()?;
    let (key, value) = line.split_once('=')?;
    let (key, value) = (key.trim(), value.split('#').next()?.trim());
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    if value.is_empty() {
        return Some(format!("give `{key}` a value"));
    }
    if let Some((whole, decimals)) = value.split_once(',')
        && digits(whole)
        && digits(decimals)
    {
        return Some(format!(
            "decimals stand behind a point: `{key} = {whole}.{decimals}`"
        ));
    }
    if let Some((number, rest)) = leading_number(value)
        && is_unit(rest)
    {
        return Some(format!(
            "write `{key} = {number}`, in the unit of the key: units stand in names, never in values"
        ));
    }
    if let Ok(number) = value.parse::<f64>()
        && number.is_finite()
    {
        return Some(format!("write `{key} = {}`", plain(number)));
    }
    let is_word = value
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || !c.is_ascii() || "-_ ".contains(c));
    is_word.then(|| format!("texts stand in quotes: `{key} = \"{value}\"`"))
}

fn convert_table(table: &DeTable<'_>, base: Base) -> Table {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_place: base.place(key.span()),
            node: Node {
                value: convert(value.get_ref(), base),
                place: base.place(value.span()),
            },
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_place.span.start);
    entries.into()
}

fn convert(value: &DeValue<'_>, base: Base) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(integer) => {
            Value::Number(integer_value(integer.as_str(), integer.radix()))
        }
        DeValue::Float(float) => Value::Number(float.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(_) => Value::Datetime,
        DeValue::Array(nodes) => Value::Array(
            nodes
                .iter()
                .map(|node| Node {
                    value: convert(node.get_ref(), base),
                    place: base.place(node.span()),
                })
                .collect(),
        ),
        DeValue::Table(table) => Value::Table(convert_table(table, base)),
    }
}

/// An integer of any size and radix as the nearest float.
fn integer_value(digits: &str, radix: u32) -> f64 {
    if radix == 10 {
        return digits.parse().unwrap_or(f64::NAN);
    }
    digits
        .chars()
        .filter_map(|digit| digit.to_digit(radix))
        .fold(0.0, |value, digit| {
            value * f64::from(radix) + f64::from(digit)
        })
}
