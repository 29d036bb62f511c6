//! `tinyfoot lifespan`: devices over the years.

use anyhow::Result;
use clap::Args;
use tinyfoot::analysis::{life, overtakings, service};
use tinyfoot::report::{Element, Lifespans, lifespan_json, limits, lives_chart};
use tinyfoot::{Footprint, assess};

use super::context::{DeviceArguments, open};
use super::output::{ChartArguments, OutputArguments, has_chart, render};
use super::series;
use super::status::EXIT_STATUS;

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot lifespan pinetime --years 1..10
  tinyfoot lifespan primary.toml rechargeable.toml --service-years 12

{EXIT_STATUS}"))]
pub(crate) struct LifespanArguments {
    /// Device files (TOML), `-` for standard input, or names of presets
    #[arg(required = true, value_name = "DEVICE")]
    pub(crate) devices: Vec<String>,
    /// How long they serve: `1..10`, `1..10:0.5` with a step, or `1,3,5`
    #[arg(
        long,
        allow_negative_numbers = true,
        value_name = "YEARS",
        default_value = "1..10"
    )]
    pub(crate) years: String,
    /// Count how many devices of each kind a service of so many years takes; written as `--years`
    #[arg(long, allow_negative_numbers = true, value_name = "YEARS")]
    pub(crate) service_years: Option<String>,
    #[command(flatten)]
    pub(crate) device: DeviceArguments,
    #[command(flatten)]
    pub(crate) chart: ChartArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

/// As for `lifespan_years` in a device file.
pub(super) const YEARS: (f64, f64) = (0.001, 100.0);
/// A service may outlast many devices.
const SERVICE_YEARS: (f64, f64) = (0.001, 1000.0);

pub(crate) fn run(arguments: &LifespanArguments) -> Result<()> {
    let has_chart = has_chart(&arguments.chart, arguments.output.format)?;
    let years = series::parse(&arguments.years, "--years", YEARS, series::MOST_OF_A_TABLE)?;
    let service_years = match &arguments.service_years {
        Some(text) => series::parse(
            text,
            "--service-years",
            SERVICE_YEARS,
            series::MOST_OF_A_TABLE,
        )?,
        None => Vec::new(),
    };
    let (factors, devices, sink) = open(&arguments.devices, &arguments.device, &arguments.output)?;
    let lifespans = Lifespans {
        lives: devices
            .iter()
            .map(|device| life(device, &factors, &years))
            .collect(),
        overtakings: overtakings(&devices, &factors),
        services: service_years
            .iter()
            .flat_map(|years| {
                devices
                    .iter()
                    .map(|device| service(device, &factors, *years))
            })
            .collect(),
    };
    let footprints = || -> Vec<Footprint> {
        let assessed = |device| assess(device, &factors);
        devices.iter().map(assessed).collect()
    };
    let content = render(
        arguments.output.format,
        || {
            let mut document = lifespans.document();
            if has_chart {
                let chart = Element::Chart(lives_chart(&lifespans.lives));
                document.elements.insert(0, chart);
            }
            document.append(limits(&footprints()));
            document
        },
        || lifespans.records(),
        || lifespan_json(&lifespans, &footprints(), &factors),
        &sink,
    );
    sink.write(&content)
}
