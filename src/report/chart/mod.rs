//! Pictures for a terminal, made of characters.
//!
//! Each kind of mark has a glyph of its own, so that nothing is said by a
//! colour alone, and a legend that names it.

mod bars;
mod distribution;
mod influences;
mod lives;

pub use bars::{estimate_chart, totals_chart};
pub use distribution::distribution_chart;
pub use influences::influences_chart;
pub use lives::lives_chart;

use super::document::Table;
use crate::block::Stage;

/// A picture made of characters: a table with a column of marks.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Its rows.
    pub(super) table: Table,
    /// What its glyphs mean.
    pub(super) legend: Vec<Glyph>,
}

/// A character, what it stands for, and its colour.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Glyph {
    pub(super) mark: char,
    pub(super) meaning: String,
    pub(super) ink: Ink,
}

/// What colours a mark where there are colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Stage(Stage),
    /// One of several devices.
    Device(usize),
    LowEnd,
    HighEnd,
    Plain,
}

/// The characters of the longest bar: a table with it fits into 80.
const WIDTH: u32 = 40;

impl Glyph {
    fn new(mark: char, meaning: impl Into<String>, ink: Ink) -> Self {
        Self {
            mark,
            meaning: meaning.into(),
            ink,
        }
    }
}

impl Chart {
    /// The legend as a line.
    pub(super) fn legend(&self) -> String {
        let texts = self.legend.iter();
        let texts: Vec<String> = texts
            .map(|own| format!("{} {}", own.mark, own.meaning))
            .collect();
        texts.join("   ")
    }

    /// The ink of a character.
    pub(super) fn ink(&self, mark: char) -> Ink {
        let own = self.legend.iter().find(|own| own.mark == mark);
        own.map_or(Ink::Plain, |own| own.ink)
    }
}

/// The characters that a value takes of a bar whose whole width is `most`.
fn characters(value: f64, most: f64) -> usize {
    let share = if most > 0.0 { value / most } else { 0.0 };
    rounded(share.clamp(0.0, 1.0) * f64::from(WIDTH))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the place of a character in a line"
)]
fn rounded(place: f64) -> usize {
    place.round() as usize
}
