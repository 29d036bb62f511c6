//! Built-in TOML, parsed a table at a time.
//!
//! A run needs a few dozen of the hundreds of tables that are built in. Where
//! each of them stands is found at compile time, and a table is parsed when it
//! is first asked for.

use std::sync::OnceLock;

/// The tables of a text. Each stands under a header of its own at the start
/// of a line, and no line within a value starts with a bracket.
#[derive(Debug)]
pub struct Sections<T: 'static, const COUNT: usize> {
    sections: [Section; COUNT],
    parsed: [OnceLock<T>; COUNT],
}

/// A table of a built-in text.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// What stands between the brackets of its header.
    pub header: &'static str,
    /// The header and the lines below it.
    text: &'static str,
}

impl<T, const COUNT: usize> Sections<T, COUNT> {
    /// Splits a text of [`count`] tables.
    pub const fn split(text: &'static str) -> Self {
        let mut sections = [Section::EMPTY; COUNT];
        let mut start = next(text, 0);
        let mut index = 0;
        while index < COUNT {
            let end = next(text, start + 1);
            sections[index] = Section::of(text, start, end);
            start = end;
            index += 1;
        }
        Self {
            sections,
            parsed: [const { OnceLock::new() }; COUNT],
        }
    }

    /// The tables and their places, in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Section)> {
        self.sections.iter().enumerate()
    }

    /// The parsed table at a place.
    pub fn get(&self, place: usize, parse: impl FnOnce(&'static str) -> T) -> &T {
        self.parsed[place].get_or_init(|| parse(self.sections[place].text))
    }
}

impl Section {
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
