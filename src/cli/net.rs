//! `tinyfoot net`: what a device costs, and what it saves elsewhere.

use anyhow::Result;
use tinyfoot::analysis::net;
use tinyfoot::report::{Bibliography, NetReport, net_json};
use tinyfoot::{Diagnostic, Problems};

use super::arguments::NetArguments;
use super::draws::{self, Watcher, draws};
use super::fleet::UNITS;
use super::output::render;
use super::{open_one, series};

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
