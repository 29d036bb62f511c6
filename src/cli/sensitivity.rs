//! `tinyfoot sensitivity`: what moves a footprint.

use anyhow::Result;
use clap::Args;
use tinyfoot::analysis::{Draws, sensitivity as find};
use tinyfoot::assess;
use tinyfoot::report::{
    influences_chart, limits, sensitivity, sensitivity_json, sensitivity_records,
    sensitivity_without_bars,
};

use super::context::{Context, DeviceArguments};
use super::draws::{self, DrawArguments, Watcher, draws};
use super::output::{ChartArguments, OutputArguments, has_chart, render};
use super::status::EXIT_STATUS;

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot sensitivity keyword-spotting
  tinyfoot sensitivity my.toml --samples 100000 --format csv

{EXIT_STATUS}"))]
pub(crate) struct SensitivityArguments {
    /// A device file (TOML), `-` for standard input, or the name of a preset
    pub(crate) device: String,
    #[command(flatten)]
    pub(crate) draws: DrawArguments,
    #[command(flatten)]
    pub(crate) values: DeviceArguments,
    #[command(flatten)]
    pub(crate) chart: ChartArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

/// Each base sample is evaluated once for every input.
const SAMPLES: u64 = 32_768;

/// The draws that were asked for, or as many as indices take.
pub(super) fn base_draws(arguments: &DrawArguments) -> Draws {
    Draws {
        samples: arguments.samples.unwrap_or(SAMPLES),
        ..draws(arguments)
    }
}

pub(crate) fn run(arguments: &SensitivityArguments) -> Result<()> {
    let has_chart = has_chart(&arguments.chart, arguments.output.format)?;
    let context = Context::new(&arguments.values)?;
    let factors = &context.factors;
    let device = context.device(&arguments.device)?;
    let inputs = std::slice::from_ref(&arguments.device);
    let sink = context.sink(arguments.output.output.as_deref(), inputs)?;
    let draws = base_draws(&arguments.draws);
    let watcher = Watcher::new(draws);
    let footprint = assess(&device, factors);
    let found = draws::finish(find(&footprint, draws, &watcher))?;
    drop(watcher);
    let rendered = render(
        arguments.output.format,
        || {
            let mut document = if has_chart {
                let mut document = sensitivity_without_bars(&found);
                document.illustrate([influences_chart(&found)]);
                document
            } else {
                sensitivity(&found)
            };
            document.append(limits(std::slice::from_ref(&footprint)));
            document
        },
        || sensitivity_records(&found),
        || sensitivity_json(&found, &footprint, factors),
        &sink,
    );
    sink.write(&rendered)
}
