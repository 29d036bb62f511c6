//! How sure footprints are: schema `tinyfoot/uncertainty/v1`.

use serde::Serialize;

use super::{TOOL, Tool, render};
use crate::analysis::{Paired, Summary, Uncertain};

#[derive(Serialize)]
struct UncertaintyWire<'a> {
    schema: &'static str,
    tool: Tool,
    devices: Vec<UncertainWire<'a>>,
}

#[derive(Serialize)]
pub(super) struct UncertainWire<'a> {
    name: &'a str,
    method: &'static str,
    samples: Option<u64>,
    seed: Option<u64>,
    error_kg_co2e: f64,
    uncertain_inputs: usize,
    correlations: usize,
    total_kg_co2e: SummaryWire,
    blocks: Vec<BlockWire>,
    histogram: HistogramWire<'a>,
}

#[derive(Serialize)]
struct BlockWire {
    block: &'static str,
    kg_co2e: Option<SummaryWire>,
}

#[derive(Serialize)]
struct SummaryWire {
    mean: f64,
    sd: f64,
    p5: f64,
    p25: f64,
    p50: f64,
    p75: f64,
    p95: f64,
}

#[derive(Serialize)]
struct HistogramWire<'a> {
    start_kg_co2e: f64,
    step_kg_co2e: f64,
    shares: &'a [f64],
}

#[derive(Serialize)]
pub(super) struct PairedWire<'a> {
    name: &'a str,
    less_probability: f64,
    more_probability: f64,
    probability_error: f64,
    difference_kg_co2e: SummaryWire,
}

impl From<&Summary> for SummaryWire {
    fn from(summary: &Summary) -> Self {
        let [p5, p25, p50, p75, p95] = summary.quantiles;
        Self {
            mean: summary.mean,
            sd: summary.sd,
            p5,
            p25,
            p50,
            p75,
            p95,
        }
    }
}

/// How sure footprints are: schema `tinyfoot/uncertainty/v1`.
pub fn uncertainty_json(found: &[Uncertain]) -> String {
    render(&UncertaintyWire {
        schema: "tinyfoot/uncertainty/v1",
        tool: TOOL,
        devices: found.iter().map(uncertain).collect(),
    })
}

pub(super) fn uncertain(found: &Uncertain) -> UncertainWire<'_> {
    UncertainWire {
        name: &found.name,
        method: found.method.key(),
        samples: found.samples,
        seed: found.seed,
        error_kg_co2e: found.error_kg,
        uncertain_inputs: found.variables,
        correlations: found.correlations,
        total_kg_co2e: (&found.total).into(),
        blocks: found
            .blocks
            .iter()
            .map(|(block, summary)| BlockWire {
                block: block.key(),
                kg_co2e: summary.as_ref().map(Into::into),
            })
            .collect(),
        histogram: HistogramWire {
            start_kg_co2e: found.total.histogram.start,
            step_kg_co2e: found.total.histogram.step,
            shares: &found.total.histogram.shares,
        },
    }
}

pub(super) fn paired(found: &Paired) -> PairedWire<'_> {
    PairedWire {
        name: &found.name,
        less_probability: found.less_probability,
        more_probability: found.more_probability,
        probability_error: found.error,
        difference_kg_co2e: (&found.difference).into(),
    }
}
