//! Measured energies of inferences.

use super::{UnknownPart, slug};
use crate::cited::{Sources, together};
use crate::range::Range;
use crate::table;

static INFERENCES: &str = include_str!("inferences.csv");

/// More than these say the same in other words.
const MOST_REMARKS: usize = 3;

/// A measurement of one inference.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Inference {
    /// The model's task: `kws`, `vww`, `ic`, `ad` and `sww` of MLPerf Tiny, or
    /// a model of MicroGreen.
    pub task: String,
    /// What device files call the board that it ran on.
    pub on: String,
    /// What its maker calls the board.
    pub board: String,
    /// The chip.
    pub chip: String,
    /// The clock, in MHz.
    pub clock_mhz: Option<f64>,
    /// The software that ran it.
    pub software: String,
    /// The round of the benchmark.
    pub version: String,
    /// Energy per inference, in µJ.
    pub energy_uj: f64,
    /// Time per inference, in ms.
    pub latency_ms: Option<f64>,
    /// What the figures include.
    pub covers: String,
    /// Citation keys.
    pub sources: Sources,
}

/// All measurements of one task on one board.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Energy per inference, in µJ: the least, the median and the most that
    /// was measured.
    pub energy_uj: Range,
    /// Time per inference, in ms, where it was measured.
    pub latency_ms: Option<Range>,
    /// How many measurements there are.
    pub count: usize,
    /// What the figures include, and from which rounds they are.
    pub covers: String,
    /// Citation keys.
    pub sources: Sources,
}

/// All measurements.
pub fn inferences() -> Vec<Inference> {
    table::read(INFERENCES, |row| Inference {
        task: row.text("task"),
        on: row.text("on"),
        board: row.text("board"),
        chip: row.text("chip"),
        clock_mhz: row.number_if_any("clock_mhz"),
        software: row.text("software"),
        version: row.text("version"),
        energy_uj: row.number("energy_uj"),
        latency_ms: row.number_if_any("latency_ms"),
        covers: row.text("covers"),
        sources: row.citation_keys("sources"),
    })
}

/// What one inference takes on a board or chip, over all measurements of it.
///
/// # Errors
///
/// When there is no such board, or the task was not measured on it.
///
/// ```
/// let kws = tinyfoot::parts::inference("kws", "nucleo-u575zi").unwrap();
/// assert!(kws.count > 1 && kws.energy_uj.low < kws.energy_uj.high);
/// ```
pub fn inference(task: &str, on: &str) -> Result<Measured, UnknownPart> {
    let (task_slug, on_slug) = (slug(task), slug(on));
    let all = inferences();
    let is_there = |row: &&Inference| row.on == on_slug || slug(&row.chip) == on_slug;
    let there: Vec<&Inference> = all.iter().filter(is_there).collect();
    if there.is_empty() {
        let mut names: Vec<String> = all.iter().map(|row| row.on.clone()).collect();
        names.sort();
        return Err(UnknownPart::new("measured board", on, names, "inferences"));
    }
    let rows: Vec<&Inference> = there
        .iter()
        .copied()
        .filter(|row| row.task == task_slug)
        .collect();
    if rows.is_empty() {
        let mut tasks: Vec<&str> = there.iter().map(|row| row.task.as_str()).collect();
        tasks.sort_unstable();
        tasks.dedup();
        return Err(UnknownPart {
            message: format!("no inference of `{task}` was measured on `{on}`"),
            help: format!("measured there: {}", tasks.join(", ")),
        });
    }
    let mut covers: Vec<&str> = Vec::new();
    for row in &rows {
        if !covers.contains(&row.covers.as_str()) && covers.len() < MOST_REMARKS {
            covers.push(&row.covers);
        }
    }
    let count = rows.len();
    let measurements = if count == 1 { "" } else { "s" };
    Ok(Measured {
        energy_uj: spread(rows.iter().map(|row| row.energy_uj)).unwrap_or_default(),
        latency_ms: spread(rows.iter().filter_map(|row| row.latency_ms)),
        count,
        covers: format!(
            "{}; {count} measurement{measurements}",
            covers.join("; or ")
        ),
        sources: together(rows.iter().map(|row| &row.sources)),
    })
}

/// The least, the median and the most of some values.
fn spread(values: impl Iterator<Item = f64>) -> Option<Range> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let (low, high) = (*values.first()?, *values.last()?);
    let middle = values.len() / 2;
    let median = if values.len().is_multiple_of(2) {
        f64::midpoint(values[middle - 1], values[middle])
    } else {
        values[middle]
    };
    Some(Range::new(low, median, high))
}
