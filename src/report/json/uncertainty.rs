//! How sure footprints are: schema `tinyfoot/uncertainty/v1`.

use serde::Serialize;

use super::foundation::{FoundationWire, foundation};
#[cfg(feature = "schema")]
use super::words::{BlockKey, MethodKey};
use super::{Answer, render};
use crate::analysis::{Paired, Summary, Uncertain};
use crate::factors::Factors;
use crate::model::Footprint;
use crate::report::cite::Bibliography;

/// How sure footprints are.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct UncertaintyWire<'a> {
    devices: Vec<DeviceWire<'a>>,
}

impl Answer for UncertaintyWire<'_> {
    const SCHEMA: &'static str = "tinyfoot/uncertainty/v1";
}

/// How sure the footprint of a device is, and what it rests on.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct DeviceWire<'a> {
    lifespan_years: f64,
    #[serde(flatten)]
    found: UncertainWire<'a>,
    #[serde(flatten)]
    foundation: FoundationWire<'a>,
}

/// The distribution of a footprint.

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct UncertainWire<'a> {
    name: &'a str,
    #[cfg_attr(feature = "schema", schemars(with = "MethodKey"))]
    method: &'static str,
    /// How many draws a simulation made; `null` without one.
    samples: Option<u64>,
    /// The seed of a simulation; `null` without one.
    seed: Option<u64>,
    /// How far quantiles may be off: the standard error of the P95 of the total
    /// in a simulation, and the bound of all quantiles in a convolution.
    error_kg_co2e: f64,
    uncertain_inputs: usize,
    correlations: usize,
    /// One that spreads so far that mean and standard deviation rest on few
    /// draws.
    spreads_too_far: Option<&'a str>,
    total_kg_co2e: SummaryWire,
    blocks: Vec<BlockWire>,
    histogram: HistogramWire<'a>,
}

/// A block; `null` where it is not modelled.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct BlockWire {
    #[cfg_attr(feature = "schema", schemars(with = "BlockKey"))]
    block: &'static str,
    kg_co2e: Option<SummaryWire>,
}

/// Mean, standard deviation and quantiles.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct SummaryWire {
    mean: f64,
    sd: f64,
    p5: f64,
    p25: f64,
    p50: f64,
    p75: f64,
    p95: f64,
}

/// Shares of a distribution in bins of one width.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct HistogramWire<'a> {
    start_kg_co2e: f64,
    step_kg_co2e: f64,
    shares: &'a [f64],
}

/// A device against the baseline, drawn in pairs.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct PairedWire<'a> {
    name: &'a str,
    /// How likely it costs less than the baseline.
    less_probability: f64,
    /// How likely it costs more.
    more_probability: f64,
    /// The standard error of these.
    probability_error: f64,
    uncertain_inputs: usize,
    /// How many of them are those of the baseline.
    shared_inputs: usize,
    /// Those that the baseline has as well, but correlates in another way:
    /// they are not shared.
    inputs_apart: &'a [String],
    difference_kg_co2e: SummaryWire,
}

impl From<&Summary> for SummaryWire {
    fn from(summary: &Summary) -> Self {
        Self::of(summary, 1.0)
    }
}

impl SummaryWire {
    /// A distribution of so many devices that all go together.
    pub(super) fn of(summary: &Summary, units: f64) -> Self {
        let [p5, p25, p50, p75, p95] = summary.quantiles.map(|kg| kg * units);
        Self {
            mean: summary.mean * units,
            sd: summary.sd * units,
            p5,
            p25,
            p50,
            p75,
            p95,
        }
    }
}

/// How sure footprints are: schema `tinyfoot/uncertainty/v1`.
///
/// The footprints are those that the distributions are of, in their order.
pub fn uncertainty_json(
    found: &[Uncertain],
    footprints: &[Footprint],
    factors: &Factors,
) -> String {
    let bibliography = Bibliography::new(factors);
    let devices = found
        .iter()
        .zip(footprints)
        .map(|(found, footprint)| DeviceWire {
            lifespan_years: footprint.lifespan_years,
            found: uncertain(found),
            foundation: foundation(footprint, &bibliography),
        })
        .collect();
    render(UncertaintyWire { devices }, factors)
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
        spreads_too_far: found.spreads_too_far.as_deref(),
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
        uncertain_inputs: found.variables,
        shared_inputs: found.shared,
        inputs_apart: &found.apart,
        difference_kg_co2e: (&found.difference).into(),
    }
}
