//! What moves a footprint: schema `tinyfoot/sensitivity/v1`.

use serde::Serialize;

use super::{TOOL, Tool, render};
use crate::analysis::Sensitivity;

#[derive(Serialize)]
struct SensitivityWire<'a> {
    schema: &'static str,
    tool: Tool,
    name: &'a str,
    base_kg_co2e: f64,
    samples: u64,
    seed: u64,
    leaves_out_correlations: bool,
    inputs: Vec<InputWire<'a>>,
    largest_certain_input: Option<&'a str>,
    largest_certain_kg_co2e: Option<f64>,
}

#[derive(Serialize)]
struct InputWire<'a> {
    input: &'a str,
    kind: &'static str,
    input_p5: f64,
    input_p95: f64,
    total_at_p5_kg_co2e: f64,
    total_at_p95_kg_co2e: f64,
    first_order_index: f64,
    first_order_index_error: f64,
    total_index: f64,
    total_index_error: f64,
}

/// What moves a footprint: schema `tinyfoot/sensitivity/v1`. Errors are half
/// the widths of 95 % intervals.
pub fn sensitivity_json(found: &Sensitivity) -> String {
    render(&SensitivityWire {
        schema: "tinyfoot/sensitivity/v1",
        tool: TOOL,
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
    })
}
