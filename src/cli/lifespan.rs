//! `tinyfoot lifespan`: devices over the years.

use anyhow::Result;
use tinyfoot::analysis::{life, overtakings, service};
use tinyfoot::report::{Element, Lifespans, lifespan_json, limits, lives_chart};
use tinyfoot::{Footprint, assess};

use super::arguments::LifespanArguments;
use super::output::{has_chart, render};
use super::{open, series};

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
