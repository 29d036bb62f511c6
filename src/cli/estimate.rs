//! `tinyfoot estimate`: the footprint of devices.

use std::mem::ManuallyDrop;

use anyhow::Result;
use tinyfoot::analysis::{Method, Uncertain, uncertainty};
use tinyfoot::report::{
    Bibliography, Detail, estimate, estimate_chart, estimate_json, estimate_records,
};
use tinyfoot::{Diagnostic, Footprint, Problems, assess};

use super::arguments::{EstimateArguments, Rows};
use super::draws::{self, Watcher, draws};
use super::open;
use super::output::{has_chart, render};

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
