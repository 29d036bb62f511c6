//! What a report says, before it has a format.

use std::borrow::Cow;

#[cfg(feature = "cli")]
use super::chart::Chart;
use super::figure::Figure;

/// A report for people.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// Its elements, from top to bottom.
    pub elements: Vec<Element>,
}

/// A piece of a report.
#[derive(Clone, Debug, PartialEq)]
pub enum Element {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A table.
    Table(Table),
    /// Named remarks, each with one or more texts.
    Facts(Vec<(String, Vec<String>)>),
    /// A picture.
    Figure(Figure),
    /// A picture made of characters.
    #[cfg(feature = "cli")]
    Chart(Chart),
}

/// A table with a header.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// What it holds.
    pub title: String,
    /// The unit of its numbers.
    pub unit: Option<&'static str>,
    /// On which side its cells stand.
    pub align: Align,
}

/// The side on which cells stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
    /// Bars made of characters: on the left, and never wrapped.
    Bar,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its cells, one a column.
    pub cells: Vec<String>,
    /// Whether it sums up the rows above it.
    pub is_total: bool,
}

impl Column {
    /// A column of text.
    pub fn text(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            unit: None,
            align: Align::Left,
        }
    }

    /// A column of bars made of characters.
    pub fn bar(title: &str) -> Self {
        Self {
            align: Align::Bar,
            ..Self::text(title)
        }
    }

    /// A column of numbers.
    pub fn number(title: &str, unit: Option<&'static str>) -> Self {
        Self {
            title: title.to_owned(),
            unit,
            align: Align::Right,
        }
    }
}

impl Table {
    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(Row {
            cells,
            is_total: false,
        });
    }

    /// Adds a row that sums up those above it.
    pub fn total(&mut self, cells: Vec<String>) {
        self.rows.push(Row {
            cells,
            is_total: true,
        });
    }
}

impl Document {
    /// Puts a chart above the first table below each heading, as long as there
    /// are charts.
    #[cfg(feature = "cli")]
    pub fn illustrate(&mut self, charts: impl IntoIterator<Item = Chart>) {
        let mut charts = charts.into_iter();
        let mut is_due = false;
        for element in std::mem::take(&mut self.elements) {
            is_due |= matches!(element, Element::Heading(_));
            if is_due && matches!(element, Element::Table(_)) {
                self.elements.extend(charts.next().map(Element::Chart));
                is_due = false;
            }
            self.elements.push(element);
        }
    }

    /// Adds another document below this one.
    pub fn append(&mut self, other: Self) {
        self.elements.extend(other.elements);
    }
}

/// A text on one line, with what would steer a terminal, turn the order of its
/// letters around, be there unseen, or may not stand in XML, made visible.
pub fn printable(text: &str) -> Cow<'_, str> {
    // Most texts are plain, which is seen at a glance.
    let is_plain = |byte: u8| (b' '..=b'~').contains(&byte);
    if text.bytes().fold(true, |all, byte| all & is_plain(byte)) {
        return text.into();
    }
    let steers = |c: char| {
        let is_no_character = matches!(c, '\u{fffe}' | '\u{ffff}');
        let is_direction = matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}'
            | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        let is_line_end = matches!(c, '\u{2028}' | '\u{2029}');
        let is_tag = matches!(c, '\u{e0000}'..='\u{e007f}');
        c.is_control() || is_direction || is_line_end || is_tag || is_no_character
    };
    if text.contains(steers) {
        text.replace(steers, "\u{fffd}").into()
    } else {
        text.into()
    }
}
