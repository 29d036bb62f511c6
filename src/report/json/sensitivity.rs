//! What moves a footprint: schema `tinyfoot/sensitivity/v1`.

use serde::Serialize;

use super::foundation::{FoundationWire, foundation};
#[cfg(feature = "schema")]
use super::words::InputKey;
use super::{Answer, render};
use crate::analysis::Sensitivity;
use crate::factors::Factors;
use crate::model::Footprint;
use crate::report::cite::Bibliography;

/// What moves the footprint of a device.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct SensitivityWire<'a> {
    /// The device's name.
    name: &'a str,
    /// The total with every input at its most likely value or median.
    base_kg_co2e: f64,
    samples: u64,
    seed: u64,
    /// Whether correlations that the device states were left out.
    leaves_out_correlations: bool,
    /// The most important first.
    inputs: Vec<InputWire<'a>>,
    /// The quantity without a range, which counts as certain, that stands in the
    /// largest lines.
    largest_certain_input: Option<&'a str>,
    /// What these lines cost.
    largest_certain_kg_co2e: Option<f64>,
    /// An input that spreads so far that the indices rest on few draws.
    spreads_too_far: Option<&'a str>,
    /// The device, alone.
    devices: [DeviceWire<'a>; 1],
}

/// What the figures of a device rest on.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct DeviceWire<'a> {
    pub(super) name: &'a str,
    pub(super) lifespan_years: f64,
    #[serde(flatten)]
    pub(super) foundation: FoundationWire<'a>,
}

impl Answer for SensitivityWire<'_> {
    const SCHEMA: &'static str = "tinyfoot/sensitivity/v1";
}

/// How an input moves the total.

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct InputWire<'a> {
    /// Its path in the device file, or the identity of a factor.
    input: &'a str,
    #[cfg_attr(feature = "schema", schemars(with = "InputKey"))]
    kind: &'static str,
    /// Its 5 % quantile, in its own unit.
    input_p5: f64,
    /// Its 95 % quantile, in its own unit.
    input_p95: f64,
    /// The total when this input alone is at its 5 % quantile.
    total_at_p5_kg_co2e: f64,
    /// The total when this input alone is at its 95 % quantile.
    total_at_p95_kg_co2e: f64,
    /// The share of the variance that is due to it alone (Sobol).
    first_order_index: f64,
    /// Half the width of the 95 % interval.
    first_order_index_error: f64,
    /// The share that it has a part in, interactions included (Sobol).
    total_index: f64,
    /// Half the width of the 95 % interval.
    total_index_error: f64,
}

/// What moves a footprint: schema `tinyfoot/sensitivity/v1`. Errors are half
/// the widths of 95 % intervals.
///
/// The footprint is the one that the result is of.
pub fn sensitivity_json(found: &Sensitivity, footprint: &Footprint, factors: &Factors) -> String {
    let answer = SensitivityWire {
        name: &found.name,
        base_kg_co2e: found.base_kg,
        samples: found.samples,
        seed: found.seed,
        leaves_out_correlations: found.leaves_out_correlations,
        largest_certain_input: found
            .largest_certain
            .as_ref()
            .map(|(path, _)| path.as_str()),
        largest_certain_kg_co2e: found.largest_certain.as_ref().map(|(_, kg)| *kg),
        spreads_too_far: found.spreads_too_far.as_deref(),
        inputs: found
            .inputs
            .iter()
            .map(|input| InputWire {
                input: &input.variable.name,
                kind: input.variable.kind.key(),
                input_p5: input.ends[0],
                input_p95: input.ends[1],
                total_at_p5_kg_co2e: input.totals_kg[0],
                total_at_p95_kg_co2e: input.totals_kg[1],
                first_order_index: input.indices.first,
                first_order_index_error: input.indices.first_error,
                total_index: input.indices.total,
                total_index_error: input.indices.total_error,
            })
            .collect(),
        devices: [DeviceWire {
            name: &footprint.name,
            lifespan_years: footprint.lifespan_years,
            foundation: foundation(footprint, &Bibliography::new(factors)),
        }],
    };
    render(answer, factors)
}
