//! Bars of footprints, made of their stages.

use super::{Chart, Glyph, Ink, characters};
use crate::analysis::Comparison;
use crate::block::{Block, Stage};
use crate::model::{Footprint, Line};
use crate::report::By;
use crate::report::compare::unit;
use crate::report::document::{Column, Table};
use crate::report::number::kilograms;

/// A bar of a value that is less than half a character.
const HARDLY: char = '▏';
/// From the typical to the high value.
const WHISKER: char = '─';
const WHISKER_END: char = '┤';
const PUBLISHED: char = '▄';

/// A bar: its typical value by stage, and how far it may go.
struct Bar {
    name: String,
    parts: Vec<(Stage, f64)>,
    high: f64,
    /// Whether it is of a product, of which nothing else is known.
    is_published: bool,
}

/// The rows of an estimate that are modelled, as bars of their typical values
/// with a line to the high ones.
pub fn estimate_chart(footprint: &Footprint, by: By) -> Chart {
    let bar = |name: &str, lines: &[&Line]| Bar {
        name: name.to_owned(),
        parts: by_stage(lines),
        high: lines.iter().map(|line| line.kg_co2e().high).sum(),
        is_published: false,
    };
    let of = |belongs: &dyn Fn(&Line) -> bool| -> Vec<&Line> {
        footprint
            .lines
            .iter()
            .filter(|line| belongs(line))
            .collect()
    };
    let (title, bars): (&str, Vec<Bar>) = match by {
        By::Block => (
            "block",
            Block::ALL
                .into_iter()
                .filter(|block| footprint.block(*block).is_some())
                .map(|block| bar(block.label(), &of(&|line| line.block == block)))
                .collect(),
        ),
        By::Stage => (
            "stage",
            Stage::ALL
                .into_iter()
                .filter(|stage| footprint.stage(*stage).is_some())
                .map(|stage| bar(stage.label(), &of(&|line| line.stage == stage)))
                .collect(),
        ),
        By::Item => (
            "item",
            footprint
                .lines
                .iter()
                .map(|line| bar(&line.label, &[line]))
                .collect(),
        ),
    };
    chart(title, "kg CO2e", &bars)
}

/// The totals of a comparison, each made of its stages; `footprints` are those
/// that were compared.
pub fn totals_chart(comparison: &Comparison, footprints: &[Footprint]) -> Chart {
    let devices = comparison.devices.iter().zip(footprints);
    let mut bars: Vec<Bar> = devices
        .map(|(device, footprint)| {
            let whole = footprint.total().typical;
            let share = if whole > 0.0 {
                device.total.typical / whole
            } else {
                0.0
            };
            let lines: Vec<&Line> = footprint.lines.iter().collect();
            let parts = by_stage(&lines).into_iter();
            Bar {
                name: device.name.clone(),
                parts: parts.map(|(stage, kg)| (stage, kg * share)).collect(),
                high: device.total.high,
                is_published: false,
            }
        })
        .collect();
    bars.extend(comparison.products.iter().map(|(product, kg)| Bar {
        name: product.product.clone(),
        parts: Vec::new(),
        high: *kg,
        is_published: true,
    }));
    chart("device", unit(comparison.per), &bars)
}

fn by_stage(lines: &[&Line]) -> Vec<(Stage, f64)> {
    let of = |stage| {
        let own = lines.iter().filter(|line| line.stage == stage);
        let kg: f64 = own.map(|line| line.kg_co2e().typical).sum();
        (stage, kg)
    };
    let stages = Stage::ALL.into_iter().map(of);
    stages.filter(|(_, kg)| *kg > 0.0).collect()
}

fn chart(title: &str, unit: &'static str, bars: &[Bar]) -> Chart {
    let most = bars.iter().map(|bar| bar.high).fold(0.0, f64::max);
    let mut table = Table {
        columns: vec![
            Column::text(title),
            Column::number("typical", Some(unit)),
            Column::bar(""),
        ],
        rows: Vec::new(),
    };
    for bar in bars {
        let typical: f64 = bar.parts.iter().map(|(_, kg)| kg).sum();
        let shown = if bar.is_published { bar.high } else { typical };
        table.row(vec![bar.name.clone(), kilograms(shown), drawn(bar, most)]);
    }
    let has = |stage: &Stage| {
        bars.iter()
            .any(|bar| bar.parts.iter().any(|own| own.0 == *stage))
    };
    let mut legend: Vec<Glyph> = Stage::ALL
        .into_iter()
        .filter(has)
        .map(|stage| Glyph::new(glyph(stage), stage.label(), Ink::Stage(stage)))
        .collect();
    if table
        .rows
        .iter()
        .any(|row| row.cells[2].contains(WHISKER_END))
    {
        legend.push(Glyph::new(WHISKER, "to the high variant", Ink::Plain));
    }
    if bars.iter().any(|bar| bar.is_published) {
        legend.push(Glyph::new(PUBLISHED, "published", Ink::Plain));
    }
    Chart { table, legend }
}

/// The glyph of a stage: each of another shade.
const fn glyph(stage: Stage) -> char {
    match stage {
        Stage::Training => '▚',
        Stage::Production => '█',
        Stage::Transport => '▒',
        Stage::Use => '░',
        Stage::Replacement => '▓',
        Stage::EndOfLife => '▪',
    }
}

fn drawn(bar: &Bar, most: f64) -> String {
    if bar.is_published {
        return PUBLISHED.to_string().repeat(characters(bar.high, most));
    }
    let mut text = String::new();
    // Ends are rounded, not lengths, so that parts add up to the whole.
    let (mut end, mut sum) = (0, 0.0);
    for (stage, kg) in &bar.parts {
        sum += kg;
        let next = characters(sum, most);
        text.extend(std::iter::repeat_n(glyph(*stage), next - end));
        end = next;
    }
    if end == 0 && sum > 0.0 {
        text.push(HARDLY);
        end = 1;
    }
    let high = characters(bar.high, most);
    if high > end {
        text.extend(std::iter::repeat_n(WHISKER, high - end - 1));
        text.push(WHISKER_END);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(parts: &[(Stage, f64)], high: f64) -> String {
        let bar = Bar {
            name: String::new(),
            parts: parts.to_vec(),
            high,
            is_published: false,
        };
        drawn(&bar, 4.0)
    }

    /// Ten characters a unit.
    #[test]
    fn lengths_are_in_proportion() {
        assert_eq!(bar(&[(Stage::Use, 0.5)], 0.5), "░░░░░");
        assert_eq!(bar(&[(Stage::Use, 0.5)], 0.8), "░░░░░──┤");
        // 0.24 and 0.24 end at 2 and 5 of 4.8: the sum is as long as it is.
        let parts = [(Stage::Production, 0.24), (Stage::Use, 0.24)];
        assert_eq!(bar(&parts, 0.48), "██░░░");
        assert_eq!(bar(&[(Stage::Use, 0.001)], 0.001), "▏");
        assert_eq!(bar(&[(Stage::Production, 4.0)], 4.0).chars().count(), 40);
        assert_eq!(bar(&[], 0.0), "");
        // Nothing typically, and something at most.
        assert_eq!(bar(&[], 0.5), "────┤");
    }
}
