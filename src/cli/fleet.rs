//! `tinyfoot fleet`: what many devices cost together.

use anyhow::Result;
use clap::{Args, Subcommand};
use tinyfoot::analysis::{Deployment, extend_life, fleet};
use tinyfoot::report::{FleetReport, fleet_json};

use super::context::{DeviceArguments, open_one};
use super::growth::GrowthArguments;
use super::lifespan::YEARS;
use super::output::{OutputArguments, render, tell};
use super::status::EXIT_STATUS;
use super::{growth, series};

#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true,
    after_help = format!("\
Examples:
  tinyfoot fleet image-classification --units 250e9
  tinyfoot fleet my.toml --units 1e6 --deploy 2024..2034 --growth 15.2%
  tinyfoot fleet my.toml --units 1e6 --extend-life 3..10

{EXIT_STATUS}")
)]
pub(crate) struct FleetArguments {
    /// A device file (TOML), `-` for standard input, or the name of a preset
    #[arg(required = true)]
    pub(crate) device: Option<String>,
    /// How many devices are made in all, as in `250e9`
    #[arg(long, allow_negative_numbers = true, required = true, value_name = "N")]
    pub(crate) units: Option<String>,
    /// Make them over these years, instead of all at once
    #[arg(long, value_name = "YEAR..YEAR")]
    pub(crate) deploy: Option<String>,
    /// How many more are made from year to year: `15.2%`, or `linear` for as
    /// many in each [default: linear]
    #[arg(
        long,
        value_name = "GROWTH",
        requires = "deploy",
        allow_hyphen_values = true
    )]
    pub(crate) growth: Option<String>,
    /// What the same service costs when devices serve for other numbers of
    /// years: `3..10`, `1..10:0.5` with a step, or `1,3,5`
    #[arg(long, allow_negative_numbers = true, value_name = "YEARS")]
    pub(crate) extend_life: Option<String>,
    #[command(flatten)]
    pub(crate) values: DeviceArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
    #[command(subcommand)]
    pub(crate) command: Option<FleetCommand>,
}

#[derive(Subcommand)]
pub(crate) enum FleetCommand {
    Growth(GrowthArguments),
}

/// More than a hundred thousand devices for each human is a typing error.
pub(super) const UNITS: (f64, f64) = (1.0, 1e15);
/// Years of the calendar.
const CALENDAR: (f64, f64) = (1900.0, 2300.0);
const PERCENT: (f64, f64) = (-99.0, 1000.0);

pub(crate) fn run(arguments: &FleetArguments) -> Result<()> {
    if let Some(FleetCommand::Growth(arguments)) = &arguments.command {
        return growth::run(arguments);
    }
    // Without either, there was a subcommand.
    let (Some(device), Some(units)) = (&arguments.device, &arguments.units) else {
        return Ok(());
    };
    let units = series::number(units, "--units", UNITS)?;
    let deployment = deployment(arguments, units)?;
    let years = match &arguments.extend_life {
        Some(text) => series::parse(text, "--extend-life", YEARS, series::MOST_OF_A_TABLE)?,
        None => Vec::new(),
    };
    let (factors, device, sink) = open_one(device, &arguments.values, &arguments.output)?;
    let fleet = fleet(&device, &factors, &deployment);
    let report = FleetReport {
        extended: extend_life(&fleet, &device, &factors, &years),
        fleet,
    };
    let content = render(
        arguments.output.format,
        || report.document(),
        || report.records(),
        || fleet_json(&report, &factors),
        &sink,
    );
    sink.write(&content)
}

fn deployment(arguments: &FleetArguments, units: f64) -> Result<Deployment> {
    let Some(text) = &arguments.deploy else {
        return Ok(Deployment::at_once(units));
    };
    let years = text.split_once("..");
    let years = years.and_then(|(first, last)| Some((calendar(first)?, calendar(last)?)));
    let Some((first, last)) = years.filter(|(first, last)| first <= last) else {
        let help = format!(
            "write the first year and the last, from {} to {}, as in `2024..2034`",
            CALENDAR.0, CALENDAR.1
        );
        return Err(series::problem(text, "--deploy", "is no span of years", &help).into());
    };
    let count = usize::try_from(last - first).unwrap_or_default() + 1;
    let percent = match arguments.growth.as_deref() {
        None | Some("linear") => 0.0,
        Some(text) => {
            let number = text.trim().trim_end_matches('%').trim_end();
            let number = number.parse::<f64>().ok();
            if !text.contains('%') && number.is_some_and(|own| own != 0.0 && own.abs() < 1.0) {
                tell(&format!("note: `--growth {text}` is {text} % a year"));
            }
            let number = number.filter(|own| (PERCENT.0..=PERCENT.1).contains(own));
            number.ok_or_else(|| {
                let help = format!(
                    "write `linear`, or percent a year from {} to {}, as in `15.2%`",
                    PERCENT.0, PERCENT.1
                );
                series::problem(text, "--growth", "is no growth", &help)
            })?
        }
    };
    Ok(Deployment::growing(first, count, units, percent))
}

fn calendar(text: &str) -> Option<i32> {
    let year = text.trim().parse::<i32>().ok()?;
    (CALENDAR.0..=CALENDAR.1)
        .contains(&f64::from(year))
        .then_some(year)
}
