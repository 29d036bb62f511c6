//! What devices cost over the years, as curves.

use super::{Chart, Glyph, Ink, rounded};
use crate::analysis::Life;
use crate::report::document::{Column, Table};
use crate::report::figure::axis::{mass_texts, tick};
use crate::report::figure::scale::Scale;

const COLUMNS: usize = 60;
const ROWS: usize = 16;
/// About so many names along an axis.
const TICKS: f64 = 6.0;
/// One for each device; they repeat.
const GLYPHS: [char; 8] = ['●', '○', '■', '□', '▲', '△', '◆', '◇'];
const BOTH: char = '✕';

/// The typical totals of devices over the years that were asked for, with
/// straight lines between them.
pub fn lives_chart(lives: &[Life]) -> Chart {
    let points: Vec<Vec<(f64, f64)>> = lives
        .iter()
        .map(|life| {
            let lives = life.lives.iter();
            lives
                .map(|lived| (lived.years, lived.total().typical))
                .collect()
        })
        .collect();
    let all = || points.iter().flatten();
    let first = all().map(|point| point.0).fold(f64::INFINITY, f64::min);
    let last = all().map(|point| point.0).fold(0.0, f64::max);
    let most = all().map(|point| point.1).fold(0.0, f64::max);
    let years = Scale::linear(first.min(last), last, TICKS);
    let kilograms = Scale::linear(0.0, most, TICKS);
    let mut grid = vec![vec![' '; COLUMNS]; ROWS];
    for (device, points) in points.iter().enumerate() {
        let glyph = GLYPHS[device % GLYPHS.len()];
        let mut before = None;
        for column in 0..COLUMNS {
            let at = first + (last - first) * share(column, COLUMNS);
            let Some(kg) = between(points, at) else {
                continue;
            };
            let row = row_of(kilograms.place(kg));
            // A step is a line from where it was.
            let from = before
                .filter(|from| *from > row + 1)
                .map_or(row, |from| from - 1);
            for cell in grid[row..=from].iter_mut().map(|line| &mut line[column]) {
                *cell = if *cell == ' ' { glyph } else { BOTH };
            }
            before = Some(row);
        }
    }
    let (texts, unit) = mass_texts(&kilograms);
    let mut table = Table {
        columns: vec![
            Column::number(&format!("{unit} CO2e"), None),
            Column::bar(""),
        ],
        rows: Vec::new(),
    };
    for (row, line) in grid.iter().enumerate() {
        let text = texts
            .iter()
            .find(|(kg, _)| row_of(kilograms.place(*kg)) == row);
        let edge = if text.is_some() { '┤' } else { '│' };
        let line: String = line.iter().collect();
        table.row(vec![
            text.map(|(_, text)| text.clone()).unwrap_or_default(),
            format!("{edge}{line}").trim_end().to_owned(),
        ]);
    }
    let (mut axis, mut names) = ("─".repeat(COLUMNS), " ".repeat(COLUMNS + 12));
    for value in years.ticks() {
        let column = rounded(years.place(value) * last_index(COLUMNS));
        put(&mut axis, column, "┬");
        put(&mut names, column + 1, &tick(value));
    }
    table.row(vec![String::new(), format!("└{axis}")]);
    table.row(vec![String::new(), format!("{} years", names.trim_end())]);
    let mut legend: Vec<Glyph> = lives
        .iter()
        .enumerate()
        .map(|(device, life)| {
            let glyph = GLYPHS[device % GLYPHS.len()];
            Glyph::new(glyph, life.name.clone(), Ink::Device(device))
        })
        .collect();
    if grid.iter().flatten().any(|cell| *cell == BOTH) {
        legend.push(Glyph::new(BOTH, "more than one", Ink::Plain));
    }
    Chart { table, legend }
}

#[expect(clippy::cast_precision_loss, reason = "a few dozen")]
fn last_index(count: usize) -> f64 {
    (count - 1) as f64
}

#[expect(clippy::cast_precision_loss, reason = "a few dozen")]
fn share(index: usize, count: usize) -> f64 {
    index as f64 / last_index(count)
}

fn row_of(place: f64) -> usize {
    ROWS - 1 - rounded(place * last_index(ROWS))
}

/// What a curve is at a place, if it is there.
fn between(points: &[(f64, f64)], at: f64) -> Option<f64> {
    let after = points.iter().position(|point| point.0 >= at - 1e-9)?;
    let (to, from) = (points[after], points[after.saturating_sub(1)]);
    let span = to.0 - from.0;
    let share = if span > 0.0 {
        (at - from.0) / span
    } else {
        1.0
    };
    (after > 0 || to.0 <= at + 1e-9).then_some(from.1 + share * (to.1 - from.1))
}

/// Writes a text over the characters from a column on.
fn put(line: &mut String, column: usize, text: &str) {
    let mut characters: Vec<char> = line.chars().collect();
    for (place, c) in characters.iter_mut().skip(column).zip(text.chars()) {
        *place = c;
    }
    *line = characters.into_iter().collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_are_straight_between_points() {
        let points = [(1.0, 2.0), (3.0, 6.0)];
        assert_eq!(between(&points, 1.0), Some(2.0));
        assert_eq!(between(&points, 2.0), Some(4.0));
        assert_eq!(between(&points, 3.0), Some(6.0));
        assert_eq!(between(&points, 0.5), None);
        assert_eq!(between(&points, 3.5), None);
        assert_eq!((row_of(0.0), row_of(1.0)), (ROWS - 1, 0));
    }
}
