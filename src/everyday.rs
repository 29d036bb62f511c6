//! The everyday part of TOML: what nearly all device files are made of.
//!
//! Headers of one key, and a path and its value on each line: a text without
//! escapes, a number without exponent, `true`, `false`, an array or an inline
//! table of these. To find out that a text is more than that, or wrong, takes
//! next to nothing; it is then left to the library that knows all of TOML and
//! every error. A text that is no more than that takes a tenth of the time.

use memchr::arch::all::memchr::One;

use crate::tree::{Base, Entry, Node, Table, Value};

/// A table of everyday has no more keys.
const MOST_KEYS: usize = 100;

/// No key of everyday has as many dots.
const MOST_DOTS: usize = 8;

/// The tree of a text, if it is of the everyday part.
pub fn parse(text: &str, base: Base) -> Option<Table> {
    let mut root = Table::default();
    let mut header: Option<Entry> = None;
    let newline = One::new(b'\n');
    let mut start = 0;
    while start < text.len() {
        let rest = &text.as_bytes()[start..];
        let end = newline
            .find(rest)
            .map_or(text.len(), |length| start + length);
        let mut line = Line {
            text,
            end,
            at: start,
            base,
        };
        line.skip_blanks();
        match line.peek() {
            None | Some(b'#') => {}
            Some(b'[') => {
                let opened = line.header()?;
                if let Some(table) = header.replace(opened) {
                    add(&mut root, table)?;
                }
            }
            Some(_) => {
                let entry = line.entry(Line::value)?;
                match header.as_mut().map(|entry| &mut entry.node.value) {
                    Some(Value::Table(table)) => add(table, entry)?,
                    _ => add(&mut root, entry)?,
                }
            }
        }
        line.finish()?;
        start = end + 1;
    }
    if let Some(table) = header {
        add(&mut root, table)?;
    }
    Some(root)
}

/// Adds an entry of a new key: each is held against all others, so that there
/// may be few.
fn add(table: &mut Table, entry: Entry) -> Option<()> {
    if table.entries().len() >= MOST_KEYS || table.has(&entry.key) {
        return None;
    }
    table.entries_mut().push(entry);
    Some(())
}

/// A line, and how far it was read.
struct Line<'a> {
    text: &'a str,
    end: usize,
    at: usize,
    base: Base,
}

impl Line<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes()[..self.end].get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// Reads a byte that must come next, and the blanks behind it.
    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek() == Some(byte)).then(|| self.at += 1)?;
        self.skip_blanks();
        Some(())
    }

    /// Reads all bytes that belong, and gives them from a place on.
    fn take_while(&mut self, belongs: impl Fn(u8) -> bool) -> &str {
        let start = self.at;
        while self.peek().is_some_and(&belongs) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    /// The rest is nothing but a comment.
    fn finish(&mut self) -> Option<()> {
        self.skip_blanks();
        let rest = &self.text.as_bytes()[self.at..self.end];
        let is_comment = rest.first().is_none_or(|byte| *byte == b'#');
        let is_text = |byte: &u8| *byte == b'\t' || !byte.is_ascii_control();
        (is_comment && rest.iter().all(is_text)).then_some(())
    }

    /// A key, with a value to come.
    fn key(&mut self) -> Option<Entry> {
        let start = self.at;
        let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let key = self.take_while(is_bare).to_owned();
        let place = self.base.place(start..self.at);
        let node = Node {
            value: Value::Bool(false),
            place: place.clone(),
        };
        (!key.is_empty()).then_some(Entry {
            key,
            key_place: place,
            node,
        })
    }

    /// `[key]`, with an empty table.
    fn header(&mut self) -> Option<Entry> {
        let start = self.at;
        self.take(b'[')?;
        let mut entry = self.key()?;
        self.skip_blanks();
        (self.peek() == Some(b']')).then(|| self.at += 1)?;
        entry.node.value = Value::Table(Table::default());
        entry.node.place = self.base.place(start..self.at);
        Some(entry)
    }

    /// `key = value`, or `key.key = value` as tables within tables.
    fn entry(&mut self, value: fn(&mut Self) -> Option<Value>) -> Option<Entry> {
        let mut keys = vec![self.key()?];
        while self.peek() == Some(b'.') && keys.len() < MOST_DOTS {
            self.at += 1;
            keys.push(self.key()?);
        }
        self.skip_blanks();
        self.take(b'=')?;
        let mut entry = keys.pop()?;
        entry.node = self.node(value)?;
        for mut above in keys.into_iter().rev() {
            above.node.value = Value::Table(vec![entry].into());
            entry = above;
        }
        Some(entry)
    }

    fn node(&mut self, value: fn(&mut Self) -> Option<Value>) -> Option<Node> {
        let start = self.at;
        let value = value(self)?;
        let place = self.base.place(start..self.at);
        Some(Node { value, place })
    }

    fn value(&mut self) -> Option<Value> {
        if self.peek()? != b'{' {
            return self.element();
        }
        let mut table = Table::default();
        for entry in self.list(b'{', b'}', |line| line.entry(Self::element))? {
            add(&mut table, entry)?;
        }
        Some(Value::Table(table))
    }

    /// A value that is no table.
    fn element(&mut self) -> Option<Value> {
        if self.peek()? != b'[' {
            return self.scalar();
        }
        let nodes = self.list(b'[', b']', |line| line.node(Self::scalar))?;
        Some(Value::Array(nodes))
    }

    /// What stands between brackets, with commas between.
    fn list<T>(
        &mut self,
        open: u8,
        close: u8,
        read: impl Fn(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut list = Vec::new();
        self.take(open)?;
        loop {
            list.push(read(self)?);
            self.skip_blanks();
            if self.peek()? == close {
                self.at += 1;
                return Some(list);
            }
            self.take(b',')?;
        }
    }

    fn scalar(&mut self) -> Option<Value> {
        match self.peek()? {
            b'"' => {
                self.at += 1;
                let is_plain = |byte: u8| !matches!(byte, b'"' | b'\\') && !byte.is_ascii_control();
                let text = self.take_while(is_plain).to_owned();
                (self.peek()? == b'"').then(|| self.at += 1)?;
                Some(Value::Text(text))
            }
            b'0'..=b'9' => self.number().map(Value::Number),
            _ => match self.take_while(|byte| byte.is_ascii_alphabetic()) {
                "true" => Some(Value::Bool(true)),
                "false" => Some(Value::Bool(false)),
                _ => None,
            },
        }
    }

    /// `5`, `0.5`.
    fn number(&mut self) -> Option<f64> {
        let number = self.take_while(|byte| byte.is_ascii_digit() || byte == b'.');
        let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
        let is_whole = whole == "0" || !whole.starts_with('0');
        let is_number = is_whole && !decimals.is_empty() && !decimals.contains('.');
        is_number.then(|| number.parse().ok())?
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::device::presets;
    use crate::tree::parse_all;

    const BASE: Base = Base {
        source: 2,
        offset: 7,
    };

    /// Whether a text is read here; if so, it is read as by the library.
    fn is_everyday(text: &str) -> bool {
        let Some(table) = parse(text, BASE) else {
            return false;
        };
        let expected = parse_all(text, BASE).expect(text);
        assert_eq!(format!("{table:?}"), format!("{expected:?}"), "{text}");
        true
    }

    #[test]
    fn trees_are_those_of_the_library() {
        assert!(is_everyday(
            "a = 1 # one\n[b]\nc = { d = 0.5, e = [\"f\", true] }"
        ));
        assert!(is_everyday("[a]\nb.c.d = 1\ne.f = { g.h = 2 }"));
        assert!(is_everyday(""));
        for wrong in [
            "a = 1\na = 2",
            "[a]\n[a]",
            "a = 1 2",
            "a = 01",
            "a = \"b\rc\"",
            "a = .5",
        ] {
            assert!(!is_everyday(wrong), "{wrong}");
        }
        for more in [
            "a.b = 1\na.c = 2",
            "[a.b]",
            "a = 1e3",
            "a = '1'",
            "a = 1_000",
            "a = -1",
            "a = []",
        ] {
            assert!(!is_everyday(more), "{more}");
        }
        let everyday = presets::ALL
            .iter()
            .filter(|preset| is_everyday(preset.text));
        assert!(everyday.count() >= presets::ALL.len() / 2);
    }

    #[test]
    fn files_of_tests_are_read_as_by_the_library() {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")];
        let mut count = 0;
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path
                    .extension()
                    .is_some_and(|extension| extension == "toml")
                {
                    is_everyday(&fs::read_to_string(path).unwrap());
                    count += 1;
                }
            }
        }
        assert!(count > 100);
    }

    #[test]
    fn a_letter_changed_is_read_as_by_the_library() {
        let text =
            "a = 10 # µ\n\n[b-c]\nd.m = \"e f\"\ng = { h = 0.5, i = true }\n[j]\nk = [\"l\", 2]\n";
        let letters = [
            "", "\n", " ", "\t", "\r", "\0", "\"", "'", "#", "=", ".", ",", "[", "]", "{",
        ];
        let letters = letters
            .into_iter()
            .chain(["}", "0", "1", "-", "_", "a", "e", "\\", "é", "\u{7f}"]);
        for letter in letters {
            for (place, old) in text.char_indices() {
                let (before, rest) = text.split_at(place);
                is_everyday(&[before, letter, &rest[old.len_utf8()..]].concat());
                is_everyday(&[before, letter, rest].concat());
                is_everyday(&[before, letter, letter, letter, rest].concat());
            }
        }
    }
}
