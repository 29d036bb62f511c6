//! `tinyfoot net`: what a device costs, and what it saves elsewhere.

use anyhow::Result;
use clap::Args;
use tinyfoot::analysis::net;
use tinyfoot::report::{Bibliography, NetReport, net_json};
use tinyfoot::{Diagnostic, Problems};

use super::context::{DeviceArguments, open_one};
use super::draws::{self, DrawArguments, Watcher, draws};
use super::fleet::UNITS;
use super::output::{OutputArguments, render};
use super::series;
use super::status::EXIT_STATUS;

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot net my.toml
  tinyfoot net my.toml --units 1e6 --set application.rebound_percent=30

{EXIT_STATUS}"))]
pub(crate) struct NetArguments {
    /// A device file (TOML), `-` for standard input, or the name of a preset
    pub(crate) device: String,
    /// Show so many devices, too
    #[arg(long, allow_negative_numbers = true, value_name = "N")]
    pub(crate) units: Option<String>,
    #[command(flatten)]
    pub(crate) draws: DrawArguments,
    #[command(flatten)]
    pub(crate) values: DeviceArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

pub(crate) fn run(arguments: &NetArguments) -> Result<()> {
    let units = arguments.units.as_deref();
    let units = units.map(|text| series::number(text, "--units", UNITS));
    let units = units.transpose()?;
    let (factors, device, sink) =
        open_one(&arguments.device, &arguments.values, &arguments.output)?;
    let draws = draws(&arguments.draws);
    let watcher = Watcher::new(draws);
    let found = draws::finish(net(&device, &factors, draws, &watcher))?;
    drop(watcher);
    let Some(net) = found else {
        return Err(Problems::general(
            Diagnostic::general(
                "no-application",
                format!("{} says nothing of what it saves", arguments.device),
            )
            .help(
                "add `[application]` with `avoided_kg_co2e_per_year`, `saves_kwh_per_year` and `grid`, or \
                 `saves_percent` of a baseline, and its `source`",
            ),
        )
        .into());
    };
    let report = NetReport { net, units };
    let content = render(
        arguments.output.format,
        || report.document(&Bibliography::new(&factors)),
        || report.records(),
        || net_json(&report, &factors),
        &sink,
    );
    sink.write(&content)
}
