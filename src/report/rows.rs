//! Rows by the million: the text of a value is made once and used again.

use super::records::tamed;
use crate::analysis::{Axis, Point, Sweep};

/// The columns of a point behind those of the axes, but for its cost.
pub(super) const POINT_COLUMNS: [&str; 5] = [
    "low_kg_co2e",
    "typical_kg_co2e",
    "high_kg_co2e",
    EMBODIED,
    OPERATIONAL,
];
const EMBODIED: &str = "embodied_typical_kg_co2e";
const OPERATIONAL: &str = "operational_typical_kg_co2e";

/// The columns of the points of a sweep behind those of the axes: the last one
/// is the cost, such as `cost_EUR`, where the device file states prices.
pub fn point_columns(sweep: &Sweep<'_>) -> Vec<String> {
    let cost = sweep.currency().map(|currency| format!("cost_{currency}"));
    POINT_COLUMNS
        .map(str::to_owned)
        .into_iter()
        .chain(cost)
        .collect()
}

/// The values of a point, in the order of [`point_columns`]; a cost without
/// prices is 0.
pub fn point_values(point: &Point) -> [f64; 6] {
    let total = point.total();
    [
        total.low,
        total.typical,
        total.high,
        point.embodied.typical,
        point.operational.typical,
        point.cost,
    ]
}

/// Rows of a sweep as text.
pub struct PointRows {
    /// For each axis, what stands before the value of each row: the value, and
    /// what separates it from the next.
    axes: Vec<Vec<Piece>>,
    /// What stands before each value of a point, and in its place where it is
    /// not modelled.
    names: Vec<(Piece, Option<Piece>)>,
    /// What is before and behind a row.
    ends: [Piece; 2],
    numbers: Numbers,
    text: Text,
}

impl PointRows {
    /// Rows of CSV, behind their header.
    pub fn csv(sweep: &Sweep<'_>) -> Self {
        let cell = |_: &str, value: &str| format!("{},", csv_cell(value));
        let mut rows = Self::new(sweep, cell, |_| String::new(), "", ["", "\n"]);
        let axes = sweep.axes().iter().map(|axis| csv_cell(&axis.path));
        let header = axes.chain(point_columns(sweep)).collect::<Vec<_>>();
        let header = Piece::new(&(header.join(",") + "\n"));
        rows.text.reserve(header.bytes());
        rows.text.push(&header);
        rows
    }

    /// An object of JSON on each line.
    pub fn json_lines(sweep: &Sweep<'_>) -> Self {
        let cell = |path: &str, text: &str| {
            let value = match text.parse::<f64>() {
                Ok(number) if number.is_finite() => serde_json::Value::from(number),
                _ => serde_json::Value::from(text),
            };
            format!("{}:{value},", serde_json::Value::from(path))
        };
        let name = |name: &str| format!("\"{name}\":");
        Self::new(sweep, cell, name, "null", ["{", "}\n"])
    }

    fn new(
        sweep: &Sweep<'_>,
        cell: impl Fn(&str, &str) -> String,
        name: impl Fn(&str) -> String,
        nothing: &str,
        ends: [&str; 2],
    ) -> Self {
        let cells = |axis: &Axis| {
            let values = axis.values.iter();
            values
                .map(|value| Piece::new(&cell(&axis.path, value)))
                .collect()
        };
        Self {
            axes: sweep.axes().iter().map(cells).collect(),
            names: point_columns(sweep)
                .iter()
                .map(|column| {
                    let is_modelled = match column.as_str() {
                        EMBODIED => sweep.models()[0],
                        OPERATIONAL => sweep.models()[1],
                        _ => true,
                    };
                    let nothing = || Piece::new(&format!("{nothing},"));
                    (Piece::new(&name(column)), (!is_modelled).then(nothing))
                })
                .collect(),
            ends: ends.map(Piece::new),
            numbers: Numbers::new(),
            text: Text::default(),
        }
    }

    /// Adds the rows of some points: one at a place, and those behind it along
    /// the last axis.
    pub fn push(&mut self, at: &[usize], points: &[Point]) {
        let (Some((inner, outer)), Some((first, places))) =
            (self.axes.split_last(), at.split_last())
        else {
            return;
        };
        let [start, end] = &self.ends;
        let outer = outer.iter().zip(places).map(|(axis, place)| &axis[*place]);
        let outer = Piece::join(std::iter::once(start).chain(outer));
        let cells = &inner[*first..][..points.len()];
        let widest = cells.iter().map(Piece::bytes).max().unwrap_or_default();
        let values: usize = self
            .names
            .iter()
            .map(|(name, _)| name.bytes() + NUMBER)
            .sum();
        // Its own while it grows: what is a local is kept in registers.
        let mut text = std::mem::take(&mut self.text);
        text.reserve(points.len() * (outer.bytes() + widest + values + end.bytes()));
        for (cell, point) in cells.iter().zip(points) {
            text.push(&outer);
            text.push(cell);
            for ((name, nothing), value) in self.names.iter().zip(point_values(point)) {
                text.push(name);
                match nothing {
                    None => self.numbers.push(&mut text, value),
                    Some(nothing) => text.push(nothing),
                }
            }
            // Nothing is to be separated from the last number.
            text.length -= 1;
            text.push(end);
        }
        self.text = text;
    }

    /// The rows that were added.
    pub fn text(&self) -> &[u8] {
        &self.text.bytes[..self.text.length]
    }

    /// Forgets them.
    pub fn clear(&mut self) {
        self.text.length = 0;
    }
}

/// Rows of an inventory as text: each as it was read, and what it costs.
pub struct PricedRows {
    buffers: [zmij::Buffer; Self::COLUMNS.len()],
    text: Text,
}

impl Default for PricedRows {
    fn default() -> Self {
        Self {
            buffers: Self::COLUMNS.map(|_| zmij::Buffer::new()),
            text: Text::default(),
        }
    }
}

impl PricedRows {
    /// The names of what is added to each row.
    pub const COLUMNS: [&'static str; 5] = POINT_COLUMNS;

    /// Adds a line.
    pub fn push_line(&mut self, line: &[u8]) {
        self.text.reserve(line.len() + 1);
        self.text.push_bytes(line);
        self.text.push_bytes(b"\n");
    }

    /// Adds a row: its bytes as CSV, and what it costs, in the order of
    /// [`PricedRows::COLUMNS`].
    #[inline]
    pub fn push(&mut self, row: &[u8], kg_co2e: [f64; 5]) {
        self.text.reserve(row.len() + 1 + kg_co2e.len() * NUMBER);
        // All numbers first: to read what was just written in pieces is slow.
        // All variants may be the same.
        let mut numbers = [""; Self::COLUMNS.len()];
        let mut last = (f64::NAN, "");
        let buffers = self.buffers.iter_mut().zip(kg_co2e);
        for (number, (buffer, kg)) in numbers.iter_mut().zip(buffers) {
            if kg.to_bits() != last.0.to_bits() {
                last = (kg, buffer.format_finite(kg));
            }
            *number = last.1;
        }
        self.text.push_bytes(row);
        for number in numbers {
            self.text.push_padded(b",", 1);
            self.text.push_bytes(number.as_bytes());
        }
        self.text.push_padded(b"\n", 1);
    }

    /// The rows that were added.
    pub fn text(&self) -> &[u8] {
        &self.text.bytes[..self.text.length]
    }

    /// Forgets them.
    pub fn clear(&mut self) {
        self.text.length = 0;
    }
}

/// A buffer that is filled by copies of fixed size: these are a few
/// instructions, where one of any size is a call.
#[derive(Default)]
struct Text {
    bytes: Vec<u8>,
    length: usize,
}

impl Text {
    /// Makes room for so many bytes, and for the padding of the last of them.
    fn reserve(&mut self, more: usize) {
        let wanted = self.length + more + NUMBER;
        if self.bytes.len() < wanted {
            self.bytes.resize(wanted, 0);
        }
    }

    /// Adds the first bytes of a text that is padded; there is room for all.
    #[inline]
    fn push_padded<const SIZE: usize>(&mut self, padded: &[u8; SIZE], length: usize) {
        self.bytes[self.length..][..SIZE].copy_from_slice(padded);
        self.length += length;
    }

    /// Adds bytes, for which there is room.
    #[inline]
    fn push_bytes(&mut self, bytes: &[u8]) {
        copy(bytes, &mut self.bytes[self.length..][..bytes.len()]);
        self.length += bytes.len();
    }

    #[inline]
    fn push(&mut self, piece: &Piece) {
        if piece.length == 0 {
            return;
        }
        self.push_padded(&piece.start, piece.length);
        if !piece.rest.is_empty() {
            self.bytes[self.length..][..piece.rest.len()].copy_from_slice(&piece.rest);
            self.length += piece.rest.len();
        }
    }
}

/// Copies bytes to others of the same length: most numbers, and most rows, by
/// two copies of fixed size, which overlap.
#[inline]
fn copy(from: &[u8], to: &mut [u8]) {
    if !copy_ends::<16>(from, to) && !copy_ends::<32>(from, to) {
        to.copy_from_slice(from);
    }
}

/// Copies both ends of bytes to others of the same length, which is all of them
/// if they are of one end up to two; if not, it copies nothing, and is false.
#[inline]
fn copy_ends<const SIZE: usize>(from: &[u8], to: &mut [u8]) -> bool {
    if from.len() > 2 * SIZE {
        return false;
    }
    let (Some(first), Some(last)) = (from.first_chunk::<SIZE>(), from.last_chunk::<SIZE>()) else {
        return false;
    };
    let behind = to.len() - SIZE;
    to[..SIZE].copy_from_slice(first);
    to[behind..].copy_from_slice(last);
    true
}

/// A text that is mostly short.
struct Piece {
    start: [u8; PADDED],
    length: usize,
    /// What is behind the start.
    rest: Box<[u8]>,
}

/// Bytes that pieces are padded to.
const PADDED: usize = 32;

impl Piece {
    fn new(text: &str) -> Self {
        Self::of(text.as_bytes())
    }

    fn join<'a>(pieces: impl Iterator<Item = &'a Self>) -> Self {
        let mut text = Text::default();
        for piece in pieces {
            text.reserve(piece.bytes());
            text.push(piece);
        }
        Self::of(&text.bytes[..text.length])
    }

    fn of(bytes: &[u8]) -> Self {
        let length = bytes.len().min(PADDED);
        let mut start = [0; PADDED];
        start[..length].copy_from_slice(&bytes[..length]);
        Self {
            start,
            length,
            rest: bytes[length..].into(),
        }
    }

    /// How many bytes it takes at most, padded.
    fn bytes(&self) -> usize {
        PADDED + self.rest.len()
    }
}

/// Bytes that a number takes at most, with the comma behind it.
const NUMBER: usize = 32;

/// Numbers whose texts are kept: a power of two.
const KEPT: usize = 1 << 15;

/// Numbers as text. On a grid the same ones come again and again: the text of
/// a number is kept until another one needs its slot.
struct Numbers {
    slots: Box<[Slot]>,
    buffer: zmij::Buffer,
}

/// Half a cache line.
#[derive(Clone)]
struct Slot {
    bits: u64,
    /// The number and a comma.
    text: [u8; 23],
    length: u8,
}

impl Numbers {
    fn new() -> Self {
        let mut zero = Slot {
            bits: 0,
            text: [0; 23],
            length: 4,
        };
        zero.text[..4].copy_from_slice(b"0.0,");
        Self {
            slots: vec![zero; KEPT].into(),
            buffer: zmij::Buffer::new(),
        }
    }

    /// Adds a number and a comma.
    #[inline]
    fn push(&mut self, text: &mut Text, value: f64) {
        let bits = value.to_bits();
        // Fibonacci hashing: the upper bits of the product with 2^64 / φ.
        let hash = bits.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - KEPT.ilog2());
        #[expect(clippy::cast_possible_truncation, reason = "less than KEPT")]
        let slot = &mut self.slots[hash as usize];
        if slot.bits != bits {
            let number = self.buffer.format_finite(value).as_bytes();
            let length = number.len();
            if length >= slot.text.len() {
                text.push_bytes(number);
                text.push_padded(b",", 1);
                return;
            }
            slot.bits = bits;
            copy(number, &mut slot.text[..length]);
            slot.text[length] = b',';
            #[expect(clippy::cast_possible_truncation, reason = "23 at most")]
            let length = length as u8 + 1;
            slot.length = length;
        }
        text.push_padded(&slot.text, slot.length.into());
    }
}

/// A text as a cell of CSV.
pub fn csv_cell(text: &str) -> String {
    let text = tamed(text);
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each number reads back to the last bit, whether its text is kept, was
    /// replaced, or is too long to be kept; so do the pieces between them.
    #[test]
    fn numbers_and_pieces_as_text() {
        let many = (0..40_000_u16).map(|index| f64::from(index) * 0.001_7);
        let odd = [
            0.0,
            -0.0,
            1e-300,
            -f64::MIN_POSITIVE,
            f64::MAX,
            -1.234_567_890_123_456_7e-250,
        ];
        let values: Vec<f64> = many.chain(odd).collect();
        let separators = ["", ";", "a separator of more than thirty-two bytes;"];
        let pieces = separators.map(Piece::new);
        let (mut numbers, mut text) = (Numbers::new(), Text::default());
        let mut expected = Vec::new();
        for _ in 0..2 {
            for (value, index) in values.iter().zip((0..3).cycle()) {
                text.reserve(NUMBER + pieces[index].bytes());
                text.push(&pieces[index]);
                numbers.push(&mut text, *value);
                expected.push(format!("{}{value:?}", separators[index]));
            }
        }
        let text = String::from_utf8(text.bytes[..text.length].to_vec()).unwrap();
        let found: Vec<&str> = text.strip_suffix(',').unwrap().split(',').collect();
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(&expected) {
            let parts = |text: &str| {
                let (before, number) = text.rsplit_once(';').unwrap_or(("", text));
                (before.to_owned(), number.parse::<f64>().unwrap().to_bits())
            };
            assert_eq!(parts(found), parts(expected));
        }
    }
}
