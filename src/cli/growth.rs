//! `tinyfoot fleet growth`: how the number of devices grows.

use anyhow::Result;
use tinyfoot::analysis::Growth;
use tinyfoot::report::{GrowthReport, growth_json};

use super::arguments::GrowthArguments;
use super::fleet::UNITS;
use super::output::{Sink, render};
use super::series;

/// The targets of the published table.
const TARGETS: &str = "50e9,100e9,250e9,1e12";
const YEARS: (f64, f64) = (1900.0, 10_000.0);
/// Less would take longer than there are years.
const PERCENT: (f64, f64) = (0.001, 1000.0);

pub(crate) fn run(arguments: &GrowthArguments) -> Result<()> {
    let most = series::MOST_OF_A_TABLE;
    let targets = match (&arguments.target, &arguments.year) {
        (None, Some(_)) => Vec::new(),
        (target, _) => {
            let text = target.as_deref().unwrap_or(TARGETS);
            series::parse(text, "--target", UNITS, most)?
        }
    };
    let years = match &arguments.year {
        Some(text) => series::parse(text, "--year", YEARS, most)?,
        None => Vec::new(),
    };
    let report = GrowthReport {
        start_devices: series::number(&arguments.start, "--start", UNITS)?,
        start_year: series::number(&arguments.start_year, "--start-year", YEARS)?,
        devices_per_year: series::number(&arguments.per_year, "--per-year", UNITS)?,
        percent_per_year: series::number(&arguments.percent, "--percent", PERCENT)?,
        targets,
        years,
    };
    let exponential = Growth::Exponential {
        percent_per_year: report.percent_per_year,
    };
    let grown = |year: f64| exponential.after(report.start_devices, year - report.start_year);
    if let Some(year) = report.years.iter().find(|year| !grown(**year).is_finite()) {
        let text = arguments.year.as_deref().unwrap_or_default();
        let what = format!(
            "is too far: with {} % more a year there are too many to be told in {year}",
            report.percent_per_year
        );
        return Err(series::problem(text, "--year", &what, "ask for an earlier year").into());
    }
    let sink = Sink::open(&arguments.output, &[])?;
    let content = render(
        arguments.output.format,
        || report.document(),
        || report.records(),
        || growth_json(&report),
        &sink,
    );
    sink.write(&content)
}
