//! What each input alone does to a total.

use super::{Chart, Glyph, Ink, WIDTH, rounded};
use crate::analysis::Sensitivity;
use crate::report::document::{Column, Table};
use crate::report::number::kilograms;
use crate::report::sensitivity::{input_name, shown};

const LOW: char = '▒';
const HIGH: char = '█';
const BASE: char = '│';

/// A tornado: from the total with an input at its low end to that at its high
/// end.
pub fn influences_chart(found: &Sensitivity) -> Chart {
    let inputs = shown(found);
    let ends = inputs.iter().flat_map(|input| input.totals_kg);
    let (least, most) = ends.fold((found.base_kg, found.base_kg), |(least, most), kg| {
        (least.min(kg), most.max(kg))
    });
    let place = |kg: f64| {
        let span = most - least;
        let share = if span > 0.0 { (kg - least) / span } else { 0.5 };
        rounded(share * f64::from(WIDTH - 1))
    };
    let mut table = Table {
        columns: vec![
            Column::text("input"),
            Column::number("low", Some("kg CO2e")),
            Column::bar(""),
            Column::number("high", Some("kg CO2e")),
        ],
        rows: Vec::new(),
    };
    let base = place(found.base_kg);
    for input in inputs {
        let [low, high] = input.totals_kg;
        let within = |end: usize, at: usize| (end.min(base)..=end.max(base)).contains(&at);
        let (low_end, high_end) = (place(low), place(high));
        let bar: String = (0..=place(most))
            .map(|at| match at {
                at if at == base => BASE,
                at if within(low_end, at) => LOW,
                at if within(high_end, at) => HIGH,
                _ => ' ',
            })
            .collect();
        table.row(vec![
            input_name(&input.variable),
            kilograms(low),
            bar.trim_end().to_owned(),
            kilograms(high),
        ]);
    }
    Chart {
        table,
        legend: vec![
            Glyph::new(LOW, "the input at its 5 % quantile", Ink::LowEnd),
            Glyph::new(HIGH, "at its 95 % quantile", Ink::HighEnd),
            Glyph::new(BASE, "all at their most likely value", Ink::Plain),
        ],
    }
}
