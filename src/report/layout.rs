//! Columns of text, wrapped at blanks, as wide as a terminal shows them.

use std::iter::repeat_n;

use memchr::arch::all::memchr::One;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::document::Align;

/// A word that no line holds begins on one where more columns are left.
const LEAST_ROOM: usize = 2;

const BLANKS: &str = "                                ";

/// A column, as wide as its longest line may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) width: usize,
    pub(super) align: Align,
}

impl Column {
    pub(super) const fn left(width: usize) -> Self {
        Self {
            width,
            align: Align::Left,
        }
    }
}

/// Columns beside each other.
#[derive(Debug)]
pub(super) struct Columns<'a> {
    pub(super) columns: &'a [Column],
    /// The blanks between them.
    pub(super) gap: usize,
}

impl Columns<'_> {
    /// Adds a row of cells, on as many lines as the longest of them takes.
    pub(super) fn push<'c>(&self, text: &mut String, cells: impl IntoIterator<Item = &'c str>) {
        let cells = cells.into_iter().take(self.columns.len());
        // What is left of each cell.
        let mut cells: Vec<Option<&str>> = cells.map(Some).collect();
        while cells.iter().any(Option::is_some) {
            let start = text.len();
            // The blanks that are due before the next letters.
            let mut blanks = 0;
            for (cell, column) in cells.iter_mut().zip(self.columns) {
                let (part, width, below) =
                    cell.map_or(("", 0, None), |rest| first_line(rest, column.width));
                *cell = below;
                let left = column.width.saturating_sub(width);
                let (before, after) = match column.align {
                    Align::Left | Align::Bar => (0, left),
                    Align::Right => (left, 0),
                };
                blanks += before;
                if !part.is_empty() {
                    text.extend(repeat_n(BLANKS, blanks / BLANKS.len()));
                    text.push_str(&BLANKS[..blanks % BLANKS.len()]);
                    text.push_str(part);
                    blanks = 0;
                }
                blanks += after + self.gap;
            }
            text.truncate(start + text[start..].trim_end().len());
            text.push('\n');
        }
    }

    /// Adds a line below a row, a blank longer than the row may be.
    pub(super) fn underline(&self, text: &mut String) {
        let widths: usize = self.columns.iter().map(|column| column.width).sum();
        let gaps = self.gap * self.columns.len().saturating_sub(1);
        text.extend(repeat_n('─', widths + gaps + 1));
        text.push('\n');
    }
}

/// How many columns of a terminal a text takes.
fn width_of(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    // Most others are Latin letters and signs such as `²` and `×`, each as wide
    // as its neighbour; the soft hyphen is not.
    let (lead_of_combining, of_soft_hyphen) = (0xcc, 0xad);
    if text
        .bytes()
        .all(|byte| byte < lead_of_combining && byte != of_soft_hyphen)
    {
        return text.chars().count();
    }
    text.width()
}

/// The first line of a cell, its width, and what stands below it.
fn first_line(cell: &str, width: usize) -> (&str, usize, Option<&str>) {
    let end = One::new(b'\n').find(cell.as_bytes());
    let line = &cell[..end.unwrap_or(cell.len())];
    let below = end.map(|end| &cell[end + 1..]);
    let own = width_of(line);
    if own <= width {
        return (line, own, below);
    }
    let (first, next) = broken(line, width);
    let below = next.map(|next| &cell[next..]).or(below);
    (first, width_of(first), below)
}

/// The first line of a text that is too long, and where the next one begins: it
/// is broken at a blank, or in a word that is wider than a line wherever that
/// ends.
fn broken(text: &str, width: usize) -> (&str, Option<usize>) {
    // The line that is begun, how wide it is, and what comes next.
    let (mut start, mut end, mut used, mut at) = (0, 0, 0, 0);
    while let Some(rest) = text.get(at..) {
        let end_of_word = rest.bytes().position(|byte| byte == b' ');
        let word = &rest[..end_of_word.unwrap_or(rest.len())];
        let own = width_of(word);
        let is_fresh = start == end;
        if is_fresh {
            (start, end, used) = (at, at, 0);
        }
        let room = width.saturating_sub(used + usize::from(!is_fresh));
        if own <= room {
            used = width - room + own;
            end = at + word.len();
            at = end + 1;
            continue;
        }
        if own > width && (is_fresh || room > LEAST_ROOM) {
            end = at + part(word, room, is_fresh).len();
            at = end;
        }
        return (&text[start..end], (at < text.len()).then_some(at));
    }
    (&text[start..end], None)
}

/// The start of a word that fits into a room, at least a letter if it must.
fn part(word: &str, room: usize, must: bool) -> &str {
    let mut used = 0;
    let end = word
        .grapheme_indices(true)
        .find_map(|(place, letter)| {
            used += width_of(letter);
            (used > room).then_some(place)
        })
        .unwrap_or(word.len());
    let least = word.chars().next().map_or(0, char::len_utf8);
    &word[..if must { end.max(least) } else { end }]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap(cell: &str, width: usize) -> Vec<&str> {
        let mut lines = Vec::new();
        let mut rest = Some(cell);
        while let Some(cell) = rest {
            let (line, _, below) = first_line(cell, width);
            lines.push(line);
            rest = below;
        }
        lines
    }

    #[test]
    fn words_stay_whole_where_they_can() {
        assert_eq!(wrap("one two three", 13), ["one two three"]);
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("one\ntwo", 8), ["one", "two"]);
        // A word that no line holds fills the line.
        assert_eq!(
            wrap("a incomprehensible b", 8),
            ["a incomp", "rehensib", "le b"]
        );
        assert_eq!(
            wrap("abcde incomprehensible", 8),
            ["abcde", "incompre", "hensible"]
        );
        // Wide letters take two columns, and are not cut in two.
        assert_eq!(wrap("漢字漢字漢", 5), ["漢字", "漢字", "漢"]);
        assert_eq!(wrap("漢字", 1), ["漢", "字"]);
        assert_eq!(wrap("", 8), [""]);
    }

    /// Each letter alone, and beside another one.
    #[test]
    fn widths_are_those_of_unicode() {
        for letter in '\u{a0}'..='\u{400}' {
            let text = format!("a{letter}b{letter}");
            assert_eq!(width_of(&text), text.width(), "{letter:?}");
        }
    }

    #[test]
    fn columns_are_aligned() {
        let right = Column {
            width: 4,
            align: Align::Right,
        };
        let columns = Columns {
            columns: &[Column::left(5), right, Column::left(3)],
            gap: 2,
        };
        let mut text = String::new();
        columns.push(&mut text, ["one two", "1.5", "x"]);
        columns.push(&mut text, ["µm", "", "y"]);
        columns.push(&mut text, ["last", "2", ""]);
        columns.underline(&mut text);
        assert_eq!(
            text,
            "one     1.5  x\ntwo\nµm           y\nlast      2\n─────────────────\n"
        );
    }
}
