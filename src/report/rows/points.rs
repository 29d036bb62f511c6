//! Rows of a sweep.

use super::texts::{NUMBER, Numbers, PADDED, Piece, Text, WIDE, Writer};
use super::{EMBODIED, OPERATIONAL, csv_cell, point_columns, point_values};
use crate::analysis::{Axis, Point, Stretch, Sweep};

/// Rows of a sweep as text.
pub struct PointRows {
    /// For each axis, what stands before the value of each row: the value, and
    /// what separates it from the next.
    axes: Vec<Vec<Piece>>,
    /// What is before a row.
    start: Piece,
    tails: Tails,
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
        rows.text.add(header.len(), |text| text.push(&header));
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
        let columns = point_columns(sweep);
        let columns = columns.iter().map(|column| {
            let is_modelled = match column.as_str() {
                EMBODIED => sweep.models()[0],
                OPERATIONAL => sweep.models()[1],
                _ => true,
            };
            let nothing = || Piece::new(&format!("{nothing},"));
            (Piece::new(&name(column)), (!is_modelled).then(nothing))
        });
        let [start, end] = ends.map(Piece::new);
        Self {
            axes: sweep.axes().iter().map(cells).collect(),
            start,
            tails: Tails::new(columns.collect(), end),
            text: Text::default(),
        }
    }

    /// Adds the rows of points behind one another.
    pub fn push(&mut self, stretch: &Stretch<'_>) {
        let points = stretch.points;
        let (Some((inner, outer)), Some((first, places))) =
            (self.axes.split_last(), stretch.at.split_last())
        else {
            return;
        };
        let outer = outer.iter().zip(places).map(|(axis, place)| &axis[*place]);
        let outer = Piece::join(std::iter::once(&self.start).chain(outer));
        let cells = &inner[*first..][..points.len()];
        let widest = cells.iter().map(Piece::len).max().unwrap_or_default();
        let most = outer.len() + widest + self.tails.width;
        if stretch.is_new {
            self.tails.time += 1;
        }
        for (index, (cells, points)) in cells.chunks(SIDE).zip(points.chunks(SIDE)).enumerate() {
            let kinds = stretch.kinds.map(|kinds| &kinds[index * SIDE..]);
            self.tails.find(points, kinds);
            self.text.add(points.len() * most, |text| {
                for (row, cell) in cells.iter().enumerate() {
                    text.push(&outer);
                    text.push(cell);
                    self.tails.push(text, row);
                }
            });
        }
    }

    /// The rows that were added.
    pub fn text(&self) -> &[u8] {
        self.text.bytes()
    }

    /// Forgets them.
    pub fn clear(&mut self) {
        self.text.clear();
    }
}

/// Values of a point that are hardly the same in two kinds of points: the first
/// ones.
const TOTALS: usize = 3;

/// Rows that are made into text side by side.
const SIDE: usize = 64;

/// Rows of which the totals are made into text before the first is copied.
const TOGETHER: usize = 8;

/// Kinds of points whose tails are kept.
const KEPT: usize = 1 << 14;

/// When the tail of a kind of points was made, and how long it is.
#[derive(Clone, Copy, Default)]
struct Made {
    time: u64,
    length: usize,
}

/// What stands behind the values of the axes, for each kind of points.
struct Tails {
    /// What stands before each value of a point, and in its place where it is
    /// not modelled.
    names: Vec<(Piece, Option<Piece>)>,
    end: Piece,
    /// Bytes that a tail takes at most.
    width: usize,
    /// The tails: first those of points of which the kind is not known or too
    /// high, and behind them those of kinds.
    texts: Vec<u8>,
    made: Vec<Made>,
    /// It goes on where the numbers of kinds mean something else.
    time: u64,
    totals: Box<[[zmij::Buffer; TOTALS]; TOGETHER]>,
    others: Numbers,
    /// For each of the last points, its tail.
    last: [usize; SIDE],
}

impl Tails {
    fn new(names: Vec<(Piece, Option<Piece>)>, end: Piece) -> Self {
        let values = names.iter().map(|(name, _)| name.len() + NUMBER);
        let most = values.sum::<usize>() + end.len() + PADDED;
        // As few cache lines as can be.
        let width = most.max(WIDE).next_multiple_of(64);
        Self {
            names,
            end,
            width,
            texts: vec![0; SIDE * width],
            made: vec![Made::default(); SIDE],
            time: 0,
            totals: Box::new([(); TOGETHER].map(|()| [(); TOTALS].map(|()| zmij::Buffer::new()))),
            others: Numbers::new(),
            last: [0; SIDE],
        }
    }

    /// Finds the tails of some points, no more than [`SIDE`], and makes those
    /// that are not kept.
    fn find(&mut self, points: &[Point], kinds: Option<&[u32]>) {
        let (mut missing, mut misses) = ([0; SIDE], points.len());
        match kinds {
            Some(kinds) => misses = self.find_kinds(&kinds[..points.len()], &mut missing),
            None => {
                self.last = std::array::from_fn(|row| row);
                (0..).zip(&mut missing).for_each(|(row, own)| *own = row);
            }
        }
        for rows in missing[..misses].chunks(TOGETHER) {
            self.make(points, rows);
        }
    }

    /// Makes the tails of some points, no more than [`TOGETHER`].
    fn make(&mut self, points: &[Point], rows: &[u8]) {
        // All totals before the first is copied: to read what was just written
        // in pieces is slow.
        let mut totals = [[""; TOTALS]; TOGETHER];
        let texts = totals.iter_mut().zip(self.totals.iter_mut());
        for ((texts, buffers), row) in texts.zip(rows) {
            let values = point_values(&points[usize::from(*row)]);
            for ((text, buffer), value) in texts.iter_mut().zip(buffers).zip(values) {
                *text = buffer.format_finite(value);
            }
        }
        for (totals, row) in totals.iter().zip(rows) {
            let row = usize::from(*row);
            let tail = self.last[row];
            let values = point_values(&points[row]);
            let mut text = Writer::new(&mut self.texts[tail * self.width..]);
            for (column, ((name, nothing), value)) in self.names.iter().zip(values).enumerate() {
                text.push(name);
                match (totals.get(column), nothing) {
                    (Some(total), _) => text.push_number(total),
                    (None, None) => self.others.push(&mut text, value),
                    (None, Some(nothing)) => text.push(nothing),
                }
            }
            // Nothing is to be separated from the last number.
            text.pop();
            text.push(&self.end);
            self.made[tail].length = text.length();
        }
    }

    /// Finds the tails of kinds, and says how many of them are not kept, and in
    /// which rows.
    fn find_kinds(&mut self, kinds: &[u32], missing: &mut [u8; SIDE]) -> usize {
        let highest = kinds.iter().copied().max().unwrap_or_default() as usize;
        let count = SIDE + KEPT.min(highest + 1);
        if self.made.len() < count {
            self.made.resize(count, Made::default());
            self.texts.resize(count * self.width, 0);
        }
        let mut misses = 0;
        for ((row, kind), last) in (0..).zip(kinds).zip(&mut self.last) {
            let kind = *kind as usize;
            let is_kept = kind < KEPT;
            let tail = if is_kept { SIDE + kind } else { row.into() };
            let made = &mut self.made[tail];
            missing[misses % SIDE] = row;
            misses += usize::from(!is_kept || made.time != self.time);
            made.time = self.time;
            *last = tail;
        }
        misses
    }

    /// Adds the tail of one of the last points.
    #[inline]
    fn push(&self, text: &mut Writer<'_>, row: usize) {
        let tail = self.last[row];
        text.push_wide(&self.texts[tail * self.width..], self.made[tail].length);
    }
}
