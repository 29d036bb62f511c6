//! Rows by the million: the text of a value is made once and used again.

mod points;
mod priced;
mod texts;

pub use points::PointRows;
pub use priced::PricedRows;

use super::records::tamed;
use crate::analysis::{Point, Sweep};

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

/// A text as a cell of CSV.
pub fn csv_cell(text: &str) -> String {
    let text = tamed(text);
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into_owned()
    }
}
