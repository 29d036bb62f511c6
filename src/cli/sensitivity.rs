//! `tinyfoot sensitivity`: what moves a footprint.

use anyhow::Result;
use tinyfoot::analysis::{Draws, sensitivity as find};
use tinyfoot::assess;
use tinyfoot::report::{sensitivity, sensitivity_json, sensitivity_records};

use super::arguments::{DrawArguments, SensitivityArguments};
use super::draws::{self, Watcher, draws};
use super::open_one;
use super::output::render;

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
    let (factors, device, sink) =
        open_one(&arguments.device, &arguments.values, &arguments.output)?;
    let draws = base_draws(&arguments.draws);
    let watcher = Watcher::new(draws);
    let footprint = assess(&device, &factors);
    let found = draws::finish(find(&footprint, draws, &watcher))?;
    drop(watcher);
    let content = render(
        arguments.output.format,
        || sensitivity(&found),
        || sensitivity_records(&found),
        || sensitivity_json(&found, &footprint, &factors),
        &sink,
    );
    sink.write(&content)
}
