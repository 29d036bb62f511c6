//! Built-in TOML, read a table at a time.
//!
//! A run needs a few dozen of the hundreds of tables that are built in. Where
//! each of them stands is found at compile time, and a table is read when it
//! is first asked for, without the checks that texts of users go through: tests
//! hold what is read here against what those make of the whole text.

use std::borrow::Cow;
use std::sync::OnceLock;

use memchr::arch::all::memchr::One;

use crate::range::Range;

/// What was read of the tables of a text, one place for each. Boxed: most stay
/// empty, and those that do not stand close together.
#[derive(Debug)]
pub struct Cache<T, const COUNT: usize>([OnceLock<Box<T>>; COUNT]);

impl<T, const COUNT: usize> Cache<T, COUNT> {
    /// Nothing was read.
    pub const fn new() -> Self {
        Self([const { OnceLock::new() }; COUNT])
    }

    /// What is read from the table at a place.
    pub fn get(&self, place: usize, read: impl FnOnce() -> T) -> &T {
        self.0[place].get_or_init(|| Box::new(read()))
    }
}

/// The tables of a built-in text, as many as [`tables`] says, and their lines,
/// as many as [`lines`]. Each table stands under a header of its own at the
/// start of a line, and each line below it is a key and its value, or says
/// nothing.
#[derive(Debug)]
pub struct Sections<const TABLES: usize, const LINES: usize> {
    text: &'static str,
    tables: [Table; TABLES],
    /// How long the headers are: all but a few are told apart by that.
    lengths: [u8; TABLES],
    lines: [Line; LINES],
}

/// Where a table stands.
#[derive(Clone, Copy, Debug)]
struct Table {
    /// What stands between the brackets of its header.
    header: (usize, usize),
    /// Its lines, the first of which stands below the header.
    lines: (usize, usize),
}

/// How long a line is, and where the equals sign stands between its key and its
/// value, 0 where it says nothing. Small: there are a thousand of them.
#[derive(Clone, Copy, Debug)]
struct Line {
    length: u16,
    equals: u8,
}

/// A value as it is written.
#[derive(Clone, Copy, Debug)]
pub struct Written(&'static str);

impl<const TABLES: usize, const LINES: usize> Sections<TABLES, LINES> {
    /// Finds them.
    pub const fn new(text: &'static str) -> Self {
        let mut tables = [Table {
            header: (0, 0),
            lines: (0, 0),
        }; TABLES];
        let mut lengths = [0; TABLES];
        let mut lines = [Line {
            length: 0,
            equals: 0,
        }; LINES];
        let (mut start, mut table, mut line) = (0, 0, 0);
        while start < text.len() {
            let end = find(b'\n', text, start);
            if is_header(text, start) {
                let close = find(b']', text, start);
                let length = close - start - 1;
                assert!(length <= u8::MAX as usize, "a header is a few names");
                #[expect(clippy::cast_possible_truncation, reason = "checked above")]
                let short = length as u8;
                lengths[table] = short;
                tables[table].header = (start + 1, close);
                tables[table].lines = (line, line);
                table += 1;
            } else if table > 0 {
                let equals = find(b'=', text, start) - start;
                let equals = if is_line(text, start) { equals } else { 0 };
                let length = end - start;
                assert!(length <= u16::MAX as usize && equals <= u8::MAX as usize);
                #[expect(clippy::cast_possible_truncation, reason = "checked above")]
                let short = Line {
                    length: length as u16,
                    equals: equals as u8,
                };
                lines[line] = short;
                line += 1;
                tables[table - 1].lines.1 = line;
            }
            start = end + 1;
        }
        Self {
            text,
            tables,
            lengths,
            lines,
        }
    }

    /// The headers of the tables, in the order of the text.
    pub fn headers(&self) -> impl Iterator<Item = &'static str> {
        self.tables.iter().map(|table| self.slice(table.header))
    }

    /// Where the table of that header stands among all.
    pub fn place(&self, header: &[&str]) -> Option<usize> {
        let length = header.iter().map(|part| part.len()).sum::<usize>();
        let length = One::new(u8::try_from(length).ok()?);
        length.iter(&self.lengths).find(|place| {
            // From the end: headers of one text begin alike.
            let mut rest = Some(self.header(*place));
            for part in header.iter().rev() {
                rest = rest.and_then(|rest| rest.strip_suffix(part));
            }
            rest.is_some()
        })
    }

    /// The header of the table at a place.
    pub fn header(&self, place: usize) -> &'static str {
        self.slice(self.tables[place].header)
    }

    /// The keys of the table at a place and their values, in the order of the
    /// text.
    pub fn values(&self, place: usize) -> impl Iterator<Item = (&'static str, Written)> {
        let Table { header, lines } = self.tables[place];
        // Behind the bracket and the end of the line.
        let mut start = header.1 + 2;
        self.lines[lines.0..lines.1].iter().filter_map(move |line| {
            let end = start + usize::from(line.length);
            let equals = start + usize::from(line.equals);
            let key = self.slice((start, equals)).trim_ascii_end();
            start = end + 1;
            (line.equals > 0).then(|| {
                let value = self.slice((equals + 1, end)).trim_ascii();
                (key, Written(value))
            })
        })
    }

    fn slice(&self, (start, end): (usize, usize)) -> &'static str {
        &self.text[start..end]
    }
}

impl Written {
    /// `"a text"`.
    pub fn text(self) -> Cow<'static, str> {
        let text = self.0.strip_prefix('"').unwrap_or(self.0);
        let text = text.strip_suffix('"').unwrap_or(text);
        if text.as_bytes().contains(&b'\\') {
            text.replace("\\\"", "\"").into()
        } else {
            text.into()
        }
    }

    /// `"a text"`, or `["one", "another"]`.
    pub fn texts(self) -> Vec<String> {
        let mut rest = self.0;
        let mut texts = Vec::new();
        while let Some((_, open)) = rest.split_once('"')
            && let Some((text, below)) = open.split_once('"')
        {
            texts.push(text.to_owned());
            rest = below;
        }
        texts
    }

    /// `0.5`.
    pub fn number(self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }

    /// `[0.5, 1]`.
    pub fn interval(self) -> Option<(f64, f64)> {
        let ends = self.0.strip_prefix('[')?.strip_suffix(']')?;
        let (low, high) = ends.split_once(',')?;
        let number = |text: &'static str| Self(text.trim_ascii()).number();
        Some((number(low), number(high)))
    }

    /// `{ low = 5, typical = 10, high = 17 }`, or a number.
    pub fn range(self) -> Range {
        let Some(ends) = self.0.strip_prefix('{') else {
            return Range::point(self.number());
        };
        let mut parts = ends.split('=').skip(1);
        let mut next = || {
            let value = parts.next().unwrap_or_default();
            let end = value.bytes().position(|byte| matches!(byte, b',' | b'}'));
            Self(value[..end.unwrap_or(value.len())].trim_ascii()).number()
        };
        Range::new(next(), next(), next())
    }

    /// Whether it is `true`.
    pub fn flag(self) -> bool {
        self.0 == "true"
    }
}

/// How many tables a text has.
pub const fn tables(text: &str) -> usize {
    let (mut count, mut start) = (0, 0);
    while start < text.len() {
        count += is_header(text, start) as usize;
        start = find(b'\n', text, start) + 1;
    }
    count
}

/// How many lines its tables have.
pub const fn lines(text: &str) -> usize {
    let (mut count, mut start, mut in_table) = (0, 0, false);
    while start < text.len() {
        let is_header = is_header(text, start);
        count += (in_table && !is_header) as usize;
        in_table |= is_header;
        start = find(b'\n', text, start) + 1;
    }
    count
}

/// Whether a header begins there.
const fn is_header(text: &str, start: usize) -> bool {
    text.as_bytes()[start] == b'['
}

/// Whether a key begins there.
const fn is_line(text: &str, start: usize) -> bool {
    !matches!(text.as_bytes()[start], b'[' | b'#' | b'\n')
}

/// Where a byte stands next, from a place on; the end if it does not.
const fn find(byte: u8, text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut place = from;
    while place < bytes.len() && bytes[place] != byte {
        place += 1;
    }
    place
}
