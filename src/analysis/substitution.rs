//! Lines with other values put in.
//!
//! A line is a product of terms. Where an input of the device file is one of
//! them, another value of the input gives the same line with that term
//! replaced, to the last bit, without reading the device again.

use crate::block::{Block, Stage};
use crate::model::Line;
use crate::range::Range;

/// A line whose terms have values for each place on some axes.
pub(super) struct Open {
    pub(super) stage: Stage,
    terms: Vec<Slot<Range>>,
    factor: Slot<f64>,
}

/// A value, and those that take its place along one axis.
struct Slot<T> {
    value: T,
    axis: Option<usize>,
    others: Vec<T>,
}

impl<T: Copy + PartialEq> Slot<T> {
    fn of(value: T) -> Self {
        Self {
            value,
            axis: None,
            others: Vec::new(),
        }
    }

    fn at(&self, at: &[usize]) -> T {
        match self.axis {
            Some(axis) if at[axis] > 0 => self.others[at[axis] - 1],
            _ => self.value,
        }
    }

    /// Takes the value at the next place of an axis; false if the slot changes
    /// along another axis already, or may not change along this one.
    fn note(&mut self, value: T, axis: usize, place: usize, may_change: bool) -> bool {
        if self.axis.is_none() && value == self.value {
            return true;
        }
        if !may_change || self.axis.is_some_and(|own| own != axis) {
            return value == self.value;
        }
        self.axis = Some(axis);
        // Places before the first change had the value itself.
        self.others.resize(place - 1, self.value);
        self.others.push(value);
        true
    }
}

impl Open {
    /// kg CO2e at a place on the axes: multiplied in the order of the line.
    pub(super) fn kg_co2e(&self, at: &[usize]) -> Range {
        let terms = self.terms.iter();
        let quantity = terms.fold(Range::point(1.0), |product, slot| product * slot.at(at));
        quantity * self.factor.at(at)
    }
}

fn of_blocks<'a>(lines: &'a [Line], blocks: &'a [Block]) -> impl Iterator<Item = &'a Line> {
    let is_meant = |line: &&Line| blocks.contains(&line.block);
    lines.iter().filter(is_meant)
}

/// The lines of some blocks.
pub(super) fn of(lines: &[Line], blocks: &[Block]) -> Vec<Open> {
    of_blocks(lines, blocks)
        .map(|line| Open {
            stage: line.stage,
            terms: line.terms.iter().map(|term| Slot::of(term.value)).collect(),
            factor: Slot::of(line.factor.kg_co2e_per_unit),
        })
        .collect()
}

/// Takes the values of a device at the next place of an axis; false if more
/// than the input itself has changed.
pub(super) fn note(
    open: &mut [Open],
    lines: &[Line],
    blocks: &[Block],
    path: &str,
    axis: usize,
    place: usize,
) -> bool {
    // A key that is no input may act through others in ways that one place
    // does not show, as a trend does within the first year.
    let is_grid = path == "use.grid" || path == "training.grid";
    let mut terms = of_blocks(lines, blocks).flat_map(|line| &line.terms);
    let is_input = is_grid || terms.any(|term| term.path.as_deref() == Some(path));
    if !is_input || of_blocks(lines, blocks).count() != open.len() {
        return false;
    }
    of_blocks(lines, blocks).zip(open).all(|(line, open)| {
        let is_alike = line.stage == open.stage && line.terms.len() == open.terms.len();
        is_alike
            && line.terms.iter().zip(&mut open.terms).all(|(term, slot)| {
                let may_change = term.path.as_deref() == Some(path);
                slot.note(term.value, axis, place, may_change)
            })
            && open
                .factor
                .note(line.factor.kg_co2e_per_unit, axis, place, is_grid)
    })
}
