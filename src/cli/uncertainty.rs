//! `tinyfoot uncertainty`: how sure footprints are.

use anyhow::Result;
use clap::{Args, ValueEnum};
use tinyfoot::analysis::{Method, Uncertain, uncertainty as find};
use tinyfoot::report::{
    distribution_chart, limits, uncertainty, uncertainty_json, uncertainty_records,
};
use tinyfoot::{Footprint, assess};

use super::context::{DeviceArguments, open};
use super::draws::{self, DrawArguments, Watcher, draws};
use super::output::{ChartArguments, OutputArguments, has_chart, render};
use super::status::EXIT_STATUS;

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot uncertainty keyword-spotting
  tinyfoot uncertainty my.toml --method simulation --samples 1000000 --seed 7

{EXIT_STATUS}"))]
pub(crate) struct UncertaintyArguments {
    /// Device files (TOML), `-` for standard input, or names of presets
    #[arg(required = true, value_name = "DEVICE")]
    pub(crate) devices: Vec<String>,
    /// How the distribution is found
    #[arg(long, value_enum, default_value_t, value_name = "METHOD")]
    pub(crate) method: MethodArgument,
    #[command(flatten)]
    pub(crate) draws: DrawArguments,
    #[command(flatten)]
    pub(crate) device: DeviceArguments,
    #[command(flatten)]
    pub(crate) chart: ChartArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum MethodArgument {
    /// Convolution where the lines are independent, simulation elsewhere
    #[default]
    Auto,
    /// Sums of independent lines on a grid, without a draw
    Convolution,
    /// Random draws
    Simulation,
}

impl From<MethodArgument> for Method {
    fn from(method: MethodArgument) -> Self {
        match method {
            MethodArgument::Auto => Self::Auto,
            MethodArgument::Convolution => Self::Convolution,
            MethodArgument::Simulation => Self::Simulation,
        }
    }
}

pub(crate) fn run(arguments: &UncertaintyArguments) -> Result<()> {
    let has_chart = has_chart(&arguments.chart, arguments.output.format)?;
    let (factors, devices, sink) = open(&arguments.devices, &arguments.device, &arguments.output)?;
    let draws = draws(&arguments.draws);
    let watcher = Watcher::new(draws);
    let footprints: Vec<Footprint> = devices
        .iter()
        .map(|device| assess(device, &factors))
        .collect();
    let found = footprints
        .iter()
        .map(|footprint| {
            let found = find(footprint, arguments.method.into(), draws, &watcher);
            draws::finish(found)
        })
        .collect::<Result<Vec<Uncertain>>>()?;
    drop(watcher);
    draws::tell_unused(&arguments.draws, &found);
    let content = render(
        arguments.output.format,
        || {
            let mut document = uncertainty(&found);
            if has_chart {
                document.illustrate(found.iter().map(distribution_chart));
            }
            document.append(limits(&footprints));
            document
        },
        || uncertainty_records(&found),
        || uncertainty_json(&found, &footprints, &factors),
        &sink,
    );
    sink.write(&content)
}
