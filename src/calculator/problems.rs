//! Problems as the page shows them: at a line and column of the text, and at
//! the field of a key.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Place, Positions, Problems, Source};
use crate::tree::{self, Table, Value};

/// Nobody mends more at once.
const MOST: usize = 50;

/// The answer to what could not be done.
#[derive(Serialize)]
pub(super) struct Answer {
    problems: Vec<Problem>,
}

/// A problem. Its place is in one text of those that were read.
#[derive(Serialize)]
pub(super) struct Problem {
    code: &'static str,
    message: String,
    help: Option<String>,
    /// The name of the text.
    source: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    /// The keys that lead to it, where the text can be read so far.
    path: Vec<String>,
    /// Where it starts and ends in the text, in UTF-16 units as scripts count.
    start: Option<usize>,
    end: Option<usize>,
}

impl From<&Problems> for Answer {
    fn from(problems: &Problems) -> Self {
        Self {
            problems: list(problems),
        }
    }
}

/// The first problems, each with its place.
pub(super) fn list(problems: &Problems) -> Vec<Problem> {
    let trees: Vec<Option<Table>> = problems
        .sources
        .iter()
        .map(|source| tree::parse(&source.text, 0).ok())
        .collect();
    let positions = Positions::new(&problems.sources);
    let found = problems.diagnostics.iter().take(MOST);
    found
        .map(|diagnostic| problem(diagnostic, &problems.sources, &positions, &trees))
        .collect()
}

fn problem(
    diagnostic: &Diagnostic,
    sources: &[Source],
    positions: &Positions,
    trees: &[Option<Table>],
) -> Problem {
    let place = diagnostic.place.as_ref();
    let position = place.and_then(|place| positions.of(place));
    let tree = place.and_then(|place| trees.get(place.source)?.as_ref());
    let units = |end: fn(&Place) -> usize| {
        let place = place?;
        let text = &sources.get(place.source)?.text;
        // A place beyond the end of a text is its end.
        let before = text.get(..end(place)).unwrap_or(text);
        Some(before.encode_utf16().count())
    };
    Problem {
        code: diagnostic.code.0,
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        line: position.as_ref().map(|position| position.line),
        column: position.as_ref().map(|position| position.column),
        source: position.map(|position| position.file),
        path: match (place, tree) {
            (Some(place), Some(tree)) => path(tree, place).unwrap_or_default(),
            _ => Vec::new(),
        },
        start: units(|place| place.span.start),
        end: units(|place| place.span.end),
    }
}

/// The keys that lead to a place: those of the innermost entry that holds it.
fn path(table: &Table, place: &Place) -> Option<Vec<String>> {
    let holds = |own: &Place| own.span.start <= place.span.start && place.span.end <= own.span.end;
    table.entries().iter().find_map(|entry| {
        let inner = match &entry.node.value {
            Value::Table(inner) => path(inner, place),
            _ => None,
        };
        let is_here = holds(&entry.key_place) || holds(&entry.node.place);
        let inner = inner.or_else(|| is_here.then(Vec::new))?;
        Some([vec![entry.key.clone()], inner].concat())
    })
}
