//! Rows by the million: the text of a value is made once and used again.

use super::records::tamed;
use crate::analysis::{Point, Sweep};

/// The columns of a point behind those of the axes.
pub const POINT_COLUMNS: [&str; 5] = [
    "low_kg_co2e",
    "typical_kg_co2e",
    "high_kg_co2e",
    "embodied_typical_kg_co2e",
    "operational_typical_kg_co2e",
];

/// The values of a point, in the order of [`POINT_COLUMNS`].
pub fn point_values(point: &Point) -> [f64; 5] {
    let total = point.total();
    [
        total.low,
        total.typical,
        total.high,
        point.embodied.typical,
        point.operational.typical,
    ]
}

/// Rows of a sweep as text.
pub struct PointRows {
    /// For each axis, what stands before the value of each row: the value, and
    /// what separates it from the next.
    axes: Vec<Vec<String>>,
    /// What stands before each value of a point, and behind the last.
    between: Vec<String>,
    /// What is between two rows' first axes: nothing in CSV.
    start: &'static str,
    number: ryu::Buffer,
}

impl PointRows {
    /// Rows of CSV.
    pub fn csv(sweep: &Sweep<'_>) -> Self {
        let axes = sweep.axes().iter().map(|axis| {
            let cells = axis.values.iter();
            cells.map(|value| format!("{},", csv_cell(value))).collect()
        });
        Self {
            axes: axes.collect(),
            between: ["", ",", ",", ",", ",", "\n"].map(str::to_owned).to_vec(),
            start: "",
            number: ryu::Buffer::new(),
        }
    }

    /// The header of CSV.
    pub fn csv_header(sweep: &Sweep<'_>) -> String {
        let axes = sweep.axes().iter().map(|axis| csv_cell(&axis.path));
        let columns = axes.chain(POINT_COLUMNS.map(str::to_owned));
        let mut header = columns.collect::<Vec<_>>().join(",");
        header.push('\n');
        header
    }

    /// An object of JSON on each line.
    pub fn json_lines(sweep: &Sweep<'_>) -> Self {
        let axes = sweep.axes().iter().map(|axis| {
            let key = serde_json::Value::from(axis.path.as_str());
            let value = |text: &String| match text.parse::<f64>() {
                Ok(number) if number.is_finite() => serde_json::Value::from(number),
                _ => serde_json::Value::from(text.as_str()),
            };
            let values = axis.values.iter();
            values
                .map(|text| format!("{key}:{},", value(text)))
                .collect()
        });
        let mut between: Vec<String> = POINT_COLUMNS
            .iter()
            .enumerate()
            .map(|(index, name)| format!("{}\"{name}\":", if index == 0 { "" } else { "," }))
            .collect();
        between.push("}\n".to_owned());
        Self {
            axes: axes.collect(),
            between,
            start: "{",
            number: ryu::Buffer::new(),
        }
    }

    /// Adds the row of a point to a text.
    pub fn push(&mut self, text: &mut String, at: &[usize], point: &Point) {
        text.push_str(self.start);
        for (axis, index) in self.axes.iter().zip(at) {
            text.push_str(&axis[*index]);
        }
        let mut between = self.between.iter();
        for value in point_values(point) {
            text.push_str(between.next().map_or("", String::as_str));
            text.push_str(self.number.format(value));
        }
        text.push_str(between.next().map_or("", String::as_str));
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
