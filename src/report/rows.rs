//! Rows by the million: the text of a value is made once and used again.

use super::records::tamed;
use crate::analysis::{Axis, Point, Sweep};

/// The columns of a point behind those of the axes, but for its cost.
pub(super) const POINT_COLUMNS: [&str; 5] = [
    "low_kg_co2e",
    "typical_kg_co2e",
    "high_kg_co2e",
    "embodied_typical_kg_co2e",
    "operational_typical_kg_co2e",
];

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
    /// What stands before each value of a point.
    before: Vec<Piece>,
    /// What is before and behind a row.
    ends: [Piece; 2],
    numbers: Numbers,
}

impl PointRows {
    /// Rows of CSV.
    pub fn csv(sweep: &Sweep<'_>) -> Self {
        let cell = |_: &str, value: &str| format!("{},", csv_cell(value));
        let before = std::iter::once("").chain(std::iter::repeat(","));
        Self::new(sweep, cell, before.map(str::to_owned), ["", "\n"])
    }

    /// The header of CSV.
    pub fn csv_header(sweep: &Sweep<'_>) -> String {
        let axes = sweep.axes().iter().map(|axis| csv_cell(&axis.path));
        let columns = axes.chain(point_columns(sweep));
        let mut header = columns.collect::<Vec<_>>().join(",");
        header.push('\n');
        header
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
        let columns = point_columns(sweep).into_iter().enumerate();
        let before = columns.map(|(index, name)| {
            let separator = if index == 0 { "" } else { "," };
            format!("{separator}\"{name}\":")
        });
        Self::new(sweep, cell, before, ["{", "}\n"])
    }

    fn new(
        sweep: &Sweep<'_>,
        cell: impl Fn(&str, &str) -> String,
        before: impl Iterator<Item = String>,
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
            before: before
                .take(point_columns(sweep).len())
                .map(|text| Piece::new(&text))
                .collect(),
            ends: ends.map(Piece::new),
            numbers: Numbers::new(),
        }
    }

    /// Adds the rows of some points to a text: one at a place, and those
    /// behind it along the last axis.
    pub fn push(&mut self, text: &mut Vec<u8>, at: &[usize], points: &[Point]) {
        let (Some((inner, outer)), Some((first, places))) =
            (self.axes.split_last(), at.split_last())
        else {
            return;
        };
        let [start, end] = &self.ends;
        let outer = outer.iter().zip(places).map(|(axis, place)| &axis[*place]);
        let outer = Piece::join(std::iter::once(start).chain(outer));
        for (cell, point) in inner[*first..].iter().zip(points) {
            outer.push(text);
            cell.push(text);
            for (before, value) in self.before.iter().zip(point_values(point)) {
                before.push(text);
                self.numbers.push(text, value);
            }
            end.push(text);
        }
    }
}

/// Numbers whose texts are kept: a power of two.
const KEPT: usize = 1 << 13;

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
    text: [u8; 23],
    length: u8,
}

impl Numbers {
    fn new() -> Self {
        let mut zero = Slot {
            bits: 0,
            text: [0; 23],
            length: 3,
        };
        zero.text[..3].copy_from_slice(b"0.0");
        Self {
            slots: vec![zero; KEPT].into(),
            buffer: zmij::Buffer::new(),
        }
    }

    fn push(&mut self, text: &mut Vec<u8>, value: f64) {
        let bits = value.to_bits();
        // Fibonacci hashing: the upper bits of the product with 2^64 / φ.
        let hash = bits.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - KEPT.ilog2());
        #[expect(clippy::cast_possible_truncation, reason = "less than KEPT")]
        let slot = &mut self.slots[hash as usize];
        if slot.bits != bits {
            let number = self.buffer.format_finite(value).as_bytes();
            let Some(own) = slot.text.get_mut(..number.len()) else {
                return text.extend_from_slice(number);
            };
            own.copy_from_slice(number);
            #[expect(clippy::cast_possible_truncation, reason = "23 at most")]
            let length = number.len() as u8;
            (slot.bits, slot.length) = (bits, length);
        }
        push_padded(text, &slot.text, slot.length.into());
    }
}

/// A text that is mostly short.
struct Piece {
    start: [u8; 32],
    length: usize,
    /// What is behind the first 32 bytes.
    rest: Box<[u8]>,
}

impl Piece {
    fn new(text: &str) -> Self {
        Self::of(text.as_bytes())
    }

    fn join<'a>(pieces: impl Iterator<Item = &'a Self>) -> Self {
        let mut text = Vec::new();
        pieces.for_each(|piece| piece.push(&mut text));
        Self::of(&text)
    }

    fn of(bytes: &[u8]) -> Self {
        let length = bytes.len().min(32);
        let mut start = [0; 32];
        start[..length].copy_from_slice(&bytes[..length]);
        Self {
            start,
            length,
            rest: bytes[length..].into(),
        }
    }

    fn push(&self, text: &mut Vec<u8>) {
        push_padded(text, &self.start, self.length);
        if !self.rest.is_empty() {
            text.extend_from_slice(&self.rest);
        }
    }
}

/// Adds the first bytes of a text that is padded. A copy of fixed size is a few
/// instructions, where one of any size is a call.
fn push_padded<const SIZE: usize>(text: &mut Vec<u8>, padded: &[u8; SIZE], length: usize) {
    let end = text.len() + length;
    text.extend_from_slice(padded);
    text.truncate(end);
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
