//! `tinyfoot estimate`: the footprint of devices.

use anyhow::Result;
use tinyfoot::report::{Bibliography, Detail, estimate, estimate_json, estimate_records};
use tinyfoot::{Footprint, assess};

use super::arguments::EstimateArguments;
use super::output::{Sink, render};
use super::{load_devices, load_factors};

pub(crate) fn run(arguments: &EstimateArguments) -> Result<()> {
    let factors = load_factors(&arguments.device.factors)?;
    let devices = load_devices(&arguments.devices, &arguments.device, &factors)?;
    let sink = Sink::open(
        &arguments.output,
        &[&arguments.devices, &arguments.device.factors],
    )?;
    let footprints: Vec<Footprint> = devices
        .iter()
        .map(|device| assess(device, &factors))
        .collect();
    let by = arguments.by.into();
    let detail = if arguments.quiet {
        Detail::Table
    } else {
        Detail::Full
    };
    let bibliography = || Bibliography::new(&factors);
    let content = render(
        arguments.output.format,
        || estimate(&footprints, by, detail, &bibliography()),
        || estimate_records(&footprints, by),
        || estimate_json(&footprints, &bibliography()),
        &sink,
    );
    sink.write(&content)
}
