//! Built-in TOML, read a table at a time.
//!
//! A run needs a few dozen of the hundreds of tables that are built in. Where
//! each of them stands is found at compile time, and a table is read when it
//! is first asked for, without the checks that texts of users go through: tests
//! hold what is read here against what those make of the whole text.

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

/// A table of a built-in text.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// What stands between the brackets of its header.
    pub header: &'static str,
    /// The header and the lines below it.
    text: &'static str,
}

/// A value as it is written.
#[derive(Clone, Copy, Debug)]
pub struct Written(&'static str);

impl Section {
    /// The keys of the table and their values, in the order of the text.
    pub fn values(self) -> impl Iterator<Item = (&'static str, Written)> {
        let (newline, equals) = (One::new(b'\n'), One::new(b'='));
        let mut rest = self.text;
        let lines = std::iter::from_fn(move || {
            let end = newline.find(rest.as_bytes())?;
            let (line, below) = rest.split_at(end);
            rest = &below[1..];
            Some(line)
        });
        lines.filter_map(move |line| {
            let equals = equals.find(line.as_bytes())?;
            let (key, value) = (line[..equals].trim_ascii_end(), &line[equals + 1..]);
            let is_value = !line.starts_with(['#', '[']);
            is_value.then(|| (key, Written(value.trim_ascii())))
        })
    }

    const EMPTY: Self = Self {
        header: "",
        text: "",
    };

    const fn of(text: &'static str, start: usize, end: usize) -> Self {
        let (before, _) = text.split_at(end);
        let (_, text) = before.split_at(start);
        let mut close = 1;
        while text.as_bytes()[close] != b']' {
            close += 1;
        }
        let (header, _) = text.split_at(close);
        let (_, header) = header.split_at(1);
        Self { header, text }
    }
}

impl Written {
    /// `"a text"`.
    pub fn text(self) -> String {
        let text = self.0.strip_prefix('"').unwrap_or(self.0);
        let text = text.strip_suffix('"').unwrap_or(text);
        if text.contains('\\') {
            text.replace("\\\"", "\"")
        } else {
            text.to_owned()
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

/// The tables of a text, as many as [`count`] says. Each stands under a header
/// of its own at the start of a line, and each line below it is a key and its
/// value.
pub const fn split<const COUNT: usize>(text: &'static str) -> [Section; COUNT] {
    let mut sections = [Section::EMPTY; COUNT];
    let mut start = next(text, 0);
    let mut index = 0;
    while index < COUNT {
        let end = next(text, start + 1);
        sections[index] = Section::of(text, start, end);
        start = end;
        index += 1;
    }
    sections
}

/// How many tables a text has.
pub const fn count(text: &str) -> usize {
    let mut count = 0;
    let mut start = next(text, 0);
    while start < text.len() {
        count += 1;
        start = next(text, start + 1);
    }
    count
}

/// How many bytes the headers of tables have.
pub const fn lengths<const COUNT: usize>(sections: &[Section; COUNT]) -> [u8; COUNT] {
    let mut lengths = [0; COUNT];
    let mut index = 0;
    while index < COUNT {
        let length = sections[index].header.len();
        assert!(length <= u8::MAX as usize, "a header is a few names");
        #[expect(clippy::cast_possible_truncation, reason = "checked above")]
        let length = length as u8;
        lengths[index] = length;
        index += 1;
    }
    lengths
}

/// Where the next header begins, from a place on; the end if there is none.
const fn next(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut place = from;
    while place < bytes.len() {
        if bytes[place] == b'[' && (place == 0 || bytes[place - 1] == b'\n') {
            return place;
        }
        place += 1;
    }
    place
}
