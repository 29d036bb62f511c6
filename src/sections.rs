//! Built-in TOML, parsed a table at a time.
//!
//! A run needs a few dozen of the hundreds of tables that are built in, and
//! parsing them all would take longer than everything else that it does.

use std::sync::OnceLock;

/// A table of a built-in text, parsed when it is first asked for.
#[derive(Debug)]
pub struct Section<T> {
    /// What stands between the brackets of its header.
    pub header: &'static str,
    /// The header and the lines below it.
    text: &'static str,
    parsed: OnceLock<T>,
}

impl<T> Section<T> {
    /// The parsed table.
    pub fn get(&self, parse: impl FnOnce(&'static str) -> T) -> &T {
        self.parsed.get_or_init(|| parse(self.text))
    }
}

/// The tables of a text. Each stands under a header of its own at the start
/// of a line, and no line within a value starts with a bracket.
pub fn split<T>(text: &'static str) -> Vec<Section<T>> {
    let mut starts: Vec<usize> = Vec::new();
    let mut position = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with('[') {
            starts.push(position);
        }
        position += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| {
            let text = &text[start..end];
            let header = text.split(['[', ']']).nth(1).unwrap_or_default();
            Section {
                header,
                text,
                parsed: OnceLock::new(),
            }
        })
        .collect()
}
