//! How likely each total is.

use super::{Chart, Glyph, Ink, characters};
use crate::analysis::Uncertain;
use crate::report::document::{Column, Table};
use crate::report::number::{kilograms, percent};

/// More rows are more than a terminal shows.
const MOST_ROWS: usize = 20;
const BAR: char = '█';

/// The distribution of a total: a bar for each step of it, and where its mean
/// and quantiles lie.
pub fn distribution_chart(found: &Uncertain) -> Chart {
    let histogram = &found.total.histogram;
    let together = histogram.shares.len().div_ceil(MOST_ROWS).max(1);
    let shares: Vec<f64> = histogram
        .shares
        .chunks(together)
        .map(|steps| steps.iter().sum())
        .collect();
    let most = shares.iter().copied().fold(0.0, f64::max);
    let mut table = Table {
        columns: vec![
            Column::number("from", Some("kg CO2e")),
            Column::number("share", None),
            Column::bar(""),
            Column::text(""),
        ],
        rows: Vec::new(),
    };
    let summary = &found.total;
    let names = ["P5", "P25", "P50", "P75", "P95"];
    let marks: Vec<(f64, &str)> = summary
        .quantiles
        .into_iter()
        .zip(names)
        .chain([(summary.mean, "mean")])
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "a few dozen steps")]
    let edge = |row: usize| histogram.start + histogram.step * (row * together) as f64;
    for (row, share) in shares.iter().enumerate() {
        let (from, to) = (edge(row), edge(row + 1));
        let within = marks.iter().filter(|(kg, _)| (from..to).contains(kg));
        let within: Vec<&str> = within.map(|(_, name)| *name).collect();
        table.row(vec![
            kilograms(from),
            percent(*share, 1.0),
            BAR.to_string().repeat(characters(*share, most)),
            within.join(", "),
        ]);
    }
    Chart {
        table,
        legend: vec![Glyph::new(BAR, "share of the outcomes", Ink::HighEnd)],
    }
}
