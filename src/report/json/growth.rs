//! How the number of devices grows: schema `tinyfoot/growth/v1`.

use serde::Serialize;

use super::{Answer, render};
use crate::factors::Factors;
use crate::report::growth::{GrowthReport, Reached};

/// How the number of devices grows.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct GrowthWire {
    start_devices: f64,
    start_year: f64,
    /// Of the linear law.
    devices_per_year: f64,
    /// Of the exponential law.
    percent_per_year: f64,
    /// When the numbers of devices that were asked for are reached.
    reached: Vec<ReachedWire>,
    /// How many devices there are in the years that were asked for.
    grown: Vec<ReachedWire>,
}

impl Answer for GrowthWire {
    const SCHEMA: &'static str = "tinyfoot/growth/v1";
}

/// By one law, how many devices there are in a year.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ReachedWire {
    /// `linear` or `exponential`.
    law: &'static str,
    devices: f64,
    /// With its fraction.
    year: f64,
}

fn wires(found: Vec<[Reached; 2]>) -> Vec<ReachedWire> {
    let found = found.into_iter().flatten();
    found
        .map(|Reached { law, devices, year }| ReachedWire { law, devices, year })
        .collect()
}

/// How the number of devices grows: schema `tinyfoot/growth/v1`.
pub fn growth_json(report: &GrowthReport) -> String {
    let answer = GrowthWire {
        start_devices: report.start_devices,
        start_year: report.start_year,
        devices_per_year: report.devices_per_year,
        percent_per_year: report.percent_per_year,
        reached: wires(report.reached()),
        grown: wires(report.grown()),
    };
    render(answer, &Factors::builtin())
}
