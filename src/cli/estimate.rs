//! `tinyfoot estimate`: the footprint of devices.

use std::mem::ManuallyDrop;

use anyhow::Result;
use clap::{Args, ValueEnum};
use tinyfoot::analysis::{Method, Uncertain, uncertainty};
use tinyfoot::report::{
    Bibliography, By, Detail, estimate, estimate_chart, estimate_json, estimate_records,
};
use tinyfoot::{Diagnostic, Footprint, Problems, assess};

use super::context::{DeviceArguments, open};
use super::draws::{self, DrawArguments, Watcher, draws};
use super::output::{ChartArguments, OutputArguments, has_chart, render};
use super::status::EXIT_STATUS;

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot estimate keyword-spotting
  tinyfoot estimate my.toml --set processing.mcu_mm2=17 --by item
  cat my.toml | tinyfoot estimate - --format json | jq '.devices[0].total_kg_co2e'

{EXIT_STATUS}"))]
pub(crate) struct EstimateArguments {
    /// Device files (TOML), `-` for standard input, or names of presets
    #[arg(required = true, value_name = "DEVICE")]
    pub(crate) devices: Vec<String>,
    /// What a row of the table is; JSON always has all three
    #[arg(long, value_enum, default_value_t, value_name = "ROW")]
    pub(crate) by: Rows,
    /// Add the 5 % and 95 % quantiles of each block and of the total
    #[arg(long)]
    pub(crate) uncertainty: bool,
    #[command(flatten)]
    pub(crate) draws: DrawArguments,
    #[command(flatten)]
    pub(crate) device: DeviceArguments,
    #[command(flatten)]
    pub(crate) chart: ChartArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
    /// Print the table alone: no notes on what it rests on
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Rows {
    /// A functional block
    #[default]
    Block,
    /// An item: a quantity times an emission factor
    Item,
    /// A life-cycle stage
    Stage,
}

impl From<Rows> for By {
    fn from(rows: Rows) -> Self {
        match rows {
            Rows::Block => Self::Block,
            Rows::Item => Self::Item,
            Rows::Stage => Self::Stage,
        }
    }
}

pub(crate) fn run(arguments: &EstimateArguments) -> Result<()> {
    draws::refuse_without(arguments.uncertainty, &arguments.draws)?;
    let has_chart = has_chart(&arguments.chart, arguments.output.format)?;
    let (factors, devices, sink) = open(&arguments.devices, &arguments.device, &arguments.output)?;
    // These stay until the process ends: it is over before they are taken apart.
    let devices = ManuallyDrop::new(devices);
    let footprints: ManuallyDrop<Vec<Footprint>> = ManuallyDrop::new(
        devices
            .iter()
            .map(|device| assess(device, &factors))
            .collect(),
    );
    let uncertain = uncertain(arguments, &footprints)?;
    let by = arguments.by.into();
    let detail = if arguments.quiet {
        Detail::Table
    } else {
        Detail::Full
    };
    let content = render(
        arguments.output.format,
        || {
            let bibliography = Bibliography::new(&factors);
            let mut document = estimate(&footprints, &uncertain, by, detail, &bibliography);
            if has_chart {
                document.illustrate(footprints.iter().map(|own| estimate_chart(own, by)));
            }
            document
        },
        || estimate_records(&footprints, &uncertain, by),
        || estimate_json(&footprints, &uncertain, &factors),
        &sink,
    );
    sink.write(&content)
}

/// The distributions of the footprints, if they were asked for.
fn uncertain(arguments: &EstimateArguments, footprints: &[Footprint]) -> Result<Vec<Uncertain>> {
    if !arguments.uncertainty {
        return Ok(Vec::new());
    }
    if !matches!(arguments.by, Rows::Block) {
        return Err(Problems::general(
            Diagnostic::general(
                "bad-usage",
                "`--uncertainty` is of blocks: it goes with no other `--by`",
            )
            .help("leave one of the two out"),
        )
        .into());
    }
    let draws = draws(&arguments.draws);
    let watcher = Watcher::new(draws);
    let found = footprints
        .iter()
        .map(|footprint| draws::finish(uncertainty(footprint, Method::Auto, draws, &watcher)));
    let found = found.collect::<Result<Vec<Uncertain>>>()?;
    draws::tell_unused(&arguments.draws, &found);
    Ok(found)
}
