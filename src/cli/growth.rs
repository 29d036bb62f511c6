//! `tinyfoot fleet growth`: how the number of devices grows.

use anyhow::Result;
use clap::Args;
use tinyfoot::analysis::Growth;
use tinyfoot::report::{GrowthReport, growth_json};

use super::fleet::UNITS;
use super::output::{OutputArguments, Sink, render};
use super::series;
use super::status::EXIT_STATUS;

/// Show when so many devices are connected, by linear and exponential growth.
#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot fleet growth
  tinyfoot fleet growth --target 50e9 --year 2030,2050
  tinyfoot fleet growth --start 1e6 --start-year 2026 --percent 40 --target 1e9

{EXIT_STATUS}"))]
pub(crate) struct GrowthArguments {
    /// Numbers of devices of which the date is found [default, without
    /// `--year`: 50e9,100e9,250e9,1e12]
    #[arg(long, allow_negative_numbers = true, value_name = "DEVICES")]
    pub(crate) target: Option<String>,
    /// Years of which the number of devices is found: `2030,2050`, or
    /// `2030..2050:5` with a step
    #[arg(long, allow_negative_numbers = true, value_name = "YEARS")]
    pub(crate) year: Option<String>,
    /// How many devices there are at the start
    #[arg(
        long,
        allow_negative_numbers = true,
        value_name = "N",
        default_value = "15e9"
    )]
    pub(crate) start: String,
    /// When that is
    #[arg(
        long,
        allow_negative_numbers = true,
        value_name = "YEAR",
        default_value = "2023"
    )]
    pub(crate) start_year: String,
    /// How many more there are each year, by the linear law
    #[arg(
        long,
        allow_negative_numbers = true,
        value_name = "N",
        default_value = "1.94e9"
    )]
    pub(crate) per_year: String,
    /// How many percent more there are each year, by the exponential law
    #[arg(
        long,
        allow_negative_numbers = true,
        value_name = "N",
        default_value = "15.2"
    )]
    pub(crate) percent: String,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

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
