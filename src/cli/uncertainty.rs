//! `tinyfoot uncertainty`: how sure footprints are.

use anyhow::Result;
use tinyfoot::analysis::{Uncertain, uncertainty as find};
use tinyfoot::report::{
    distribution_chart, limits, uncertainty, uncertainty_json, uncertainty_records,
};
use tinyfoot::{Footprint, assess};

use super::arguments::UncertaintyArguments;
use super::draws::{self, Watcher, draws};
use super::open;
use super::output::{has_chart, render};

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
