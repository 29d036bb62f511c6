//! Axes: ticks, their names, and the unit.

use super::canvas::{Anchor, Canvas, LEADING, MARGIN, SIZE};
use super::label::Words;
use super::palette::{RULE, SOFT};
use super::scale::Scale;
use crate::report::number::{MassUnit, exact};

/// The part of a figure that has axes.
#[derive(Clone, Copy)]
pub(super) struct Plot {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

impl Plot {
    /// Where a value is along the x axis.
    pub(super) fn x(&self, scale: &Scale, value: f64) -> f64 {
        self.left + scale.place(value) * (self.right - self.left)
    }

    /// Where a value is along the y axis.
    pub(super) fn y(&self, scale: &Scale, value: f64) -> f64 {
        self.bottom - scale.place(value) * (self.bottom - self.top)
    }
}

/// An axis of footprints: `scale` is of kilograms.
pub(in crate::report) fn mass_texts(scale: &Scale) -> (Vec<(f64, String)>, &'static str) {
    let unit = MassUnit::of(scale.usual());
    let ticks = scale.ticks().into_iter();
    let texts = ticks.map(|kg| (kg, tick(kg / unit.kg)));
    (texts.collect(), unit.symbol)
}

/// A round number, short enough for a tick.
pub(in crate::report) fn tick(value: f64) -> String {
    const MOST_CHARACTERS: usize = 7;
    match exact(value) {
        text if text.len() <= MOST_CHARACTERS => text,
        _ => format!("{value:e}"),
    }
}

/// Lines from top to bottom behind the marks, their names and a title below.
pub(super) fn below(
    canvas: &mut Canvas,
    plot: Plot,
    scale: &Scale,
    texts: &[(f64, String)],
    title: &str,
) {
    for value in scale.minor_ticks() {
        let x = plot.x(scale, value);
        canvas.line((x, plot.bottom), (x, plot.bottom + 3.0), &SOFT, 1.0);
    }
    for (value, text) in texts {
        let x = plot.x(scale, *value);
        canvas.line((x, plot.top), (x, plot.bottom + 5.0), &RULE, 1.0);
        let words = Words::soft(text).anchored(Anchor::Middle);
        canvas.words(x, plot.bottom + LEADING, words);
    }
    canvas.line(
        (plot.left, plot.bottom),
        (plot.right, plot.bottom),
        &SOFT,
        1.0,
    );
    let y = plot.bottom + 2.0 * LEADING;
    canvas.words(plot.right, y, Words::soft(title).anchored(Anchor::End));
    canvas.height = y + SIZE / 2.0;
}

/// Lines from left to right behind the marks, their names, and a title whose
/// baseline is `above` the plot.
pub(super) fn beside(
    canvas: &mut Canvas,
    plot: Plot,
    scale: &Scale,
    texts: &[(f64, String)],
    (title, above): (&str, f64),
) {
    for (value, text) in texts {
        let y = plot.y(scale, *value);
        canvas.line((plot.left, y), (plot.right, y), &RULE, 1.0);
        let words = Words::soft(text).anchored(Anchor::End);
        canvas.words(plot.left - 6.0, y + SIZE * 0.35, words);
    }
    canvas.words(MARGIN, plot.top - above, Words::soft(title));
}
