//! How sure footprints are.

use super::document::{Column, Document, Element, Table};
use super::number::{NOT_MODELLED, kilograms, kilograms_with_unit, percent};
use super::records::{Cell, Records};
use crate::analysis::{Histogram, Method, Paired, Summary, Uncertain};

const KG: Option<&str> = Some("kg CO2e");

/// A table for each device: the total and its blocks, in quantiles.
pub fn uncertainty(found: &[Uncertain]) -> Document {
    let mut document = Document::default();
    for own in found {
        document.elements.extend([
            Element::Heading(own.name.clone()),
            Element::Table(table(own)),
            Element::Text(picture(&own.total.histogram)),
            Element::Facts(facts(own)),
        ]);
    }
    document
}

/// What the quantiles rest on.
pub(super) fn facts(found: &Uncertain) -> Vec<(String, Vec<String>)> {
    vec![
        ("inputs".to_owned(), inputs(found)),
        ("method".to_owned(), methods(found)),
    ]
}

pub(super) fn table(found: &Uncertain) -> Table {
    let numbers = ["mean", "sd", "P5", "P25", "P50", "P75", "P95"];
    let mut columns = vec![Column::text("block")];
    columns.extend(numbers.map(|title| Column::number(title, KG)));
    let mut table = Table {
        columns,
        rows: Vec::new(),
    };
    let cells = |name: &str, summary: Option<&Summary>| {
        let mut cells = vec![name.to_owned()];
        match summary {
            Some(summary) => {
                cells.extend([summary.mean, summary.sd].map(kilograms));
                cells.extend(summary.quantiles.map(kilograms));
            }
            None => cells.extend(numbers.map(|_| NOT_MODELLED.to_owned())),
        }
        cells
    };
    for (block, summary) in &found.blocks {
        if let Some(summary) = summary {
            table.row(cells(block.label(), Some(summary)));
        }
    }
    table.total(cells("total", Some(&found.total)));
    table
}

/// The shares of a histogram as bars on one line, between its ends.
fn picture(histogram: &Histogram) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = histogram.shares.iter().copied().fold(0.0, f64::max);
    let bars: String = histogram
        .shares
        .iter()
        .map(|share| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "0 to 7"
            )]
            let height = (share / most * 7.0).round() as usize;
            BARS[height.min(7)]
        })
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "a few bars")]
    let end = histogram.start + histogram.step * histogram.shares.len() as f64;
    format!(
        "total: {} {bars} {}",
        kilograms_with_unit(histogram.start),
        kilograms_with_unit(end)
    )
}

fn inputs(found: &Uncertain) -> Vec<String> {
    let inputs = match found.variables {
        1 => "1 uncertain input".to_owned(),
        count => format!("{count} uncertain inputs"),
    };
    vec![
        match found.correlations {
            0 => inputs,
            correlations => format!(
                "{inputs}, {correlations} of whose pairs the device states to be correlated"
            ),
        },
        "ranges of quantities are triangular unless the file states a `distribution`; factors and grids are lognormal around their value, with the gsd that `explain` shows; an input without a range or gsd is taken as certain".to_owned(),
    ]
}

fn methods(found: &Uncertain) -> Vec<String> {
    let far = found.spreads_too_far.as_ref().map(|name| {
        format!("`{name}` spreads so far that mean and sd rest on few draws: go by the quantiles")
    });
    // Means of blocks may be exact where that of the total is drawn.
    let noise = match found.method {
        Method::Convolution => "",
        _ => " but for the noise of the draws",
    };
    let adds_up = format!("means add up to that of the total{noise}, quantiles do not");
    [method(found)]
        .into_iter()
        .chain(far)
        .chain([adds_up])
        .collect()
}

pub(super) fn method(found: &Uncertain) -> String {
    let error = kilograms_with_unit(found.error_kg);
    match (found.method, found.samples, found.seed) {
        (Method::Simulation, Some(samples), Some(seed)) => format!(
            "simulation: {samples} draws from seed {seed}; the standard error of P95 is {error}"
        ),
        _ => format!(
            "convolution: the lines are independent of one another; quantiles are off by {error} at most"
        ),
    }
}

/// A row for each device and block, and one for its total.
pub fn uncertainty_records(found: &[Uncertain]) -> Records {
    let mut records = Records {
        columns: vec![
            "device",
            "row",
            "method",
            "mean_kg_co2e",
            "sd_kg_co2e",
            "p5_kg_co2e",
            "p25_kg_co2e",
            "p50_kg_co2e",
            "p75_kg_co2e",
            "p95_kg_co2e",
        ],
        rows: Vec::new(),
    };
    for own in found {
        let mut push = |row: &str, summary: Option<&Summary>| {
            let mut cells: Vec<Cell> = vec![
                own.name.as_str().into(),
                row.into(),
                own.method.key().into(),
            ];
            match summary {
                Some(summary) => {
                    cells.extend([summary.mean, summary.sd].map(Cell::from));
                    cells.extend(summary.quantiles.map(Cell::from));
                }
                None => cells.extend(vec![Cell::Empty; 7]),
            }
            records.rows.push(cells);
        };
        for (block, summary) in &own.blocks {
            push(block.key(), summary.as_ref());
        }
        push("total", Some(&own.total));
    }
    records
}

/// Devices against a baseline, drawn in pairs.
pub(super) fn paired_table(paired: &[Paired], baseline: &str, unit: &'static str) -> Table {
    let unit = Some(unit);
    let mut table = Table {
        columns: vec![
            Column::text(&format!("against {baseline}")),
            Column::number("costs less", None),
            Column::number("costs more", None),
            Column::number("difference P5", unit),
            Column::number("P50", unit),
            Column::number("P95", unit),
        ],
        rows: Vec::new(),
    };
    for own in paired {
        let [p5, _, p50, _, p95] = own.difference.quantiles;
        let mut cells = vec![own.name.clone()];
        cells.extend([own.less_probability, own.more_probability].map(|share| percent(share, 1.0)));
        cells.extend([p5, p50, p95].map(super::number::difference));
        table.row(cells);
    }
    table
}

/// A plain sentence on each pair.
pub(super) fn paired_texts(paired: &[Paired], baseline: &str, samples: u64) -> Vec<String> {
    let mut texts: Vec<String> = paired
        .iter()
        .map(|own| {
            let name = &own.name;
            let (less, more) = (own.less_probability, own.more_probability);
            if less + more == 0.0 {
                format!("{name} costs as much as {baseline} in every draw")
            } else if less >= 0.95 || more >= 0.95 {
                let (word, share) = if less > more { ("less", less) } else { ("more", more) };
                format!(
                    "{name} costs {word} than {baseline} in {} of all draws",
                    percent(share, 1.0)
                )
            } else {
                format!(
                    "which of {name} and {baseline} costs less is not decided: {name} does in {} of all draws",
                    percent(less, 1.0)
                )
            }
        })
        .collect();
    for own in paired {
        texts.push(format!(
            "{} shares {} of its {} uncertain inputs with {baseline}",
            own.name, own.shared, own.variables
        ));
        if !own.apart.is_empty() {
            texts.push(format!(
                "{} correlates {} in another way than {baseline}: not shared",
                own.name,
                own.apart.join(", ")
            ));
        }
    }
    texts.push(format!(
        "{samples} draws; an input that is the same in both has the same value in both of a pair"
    ));
    texts
}
