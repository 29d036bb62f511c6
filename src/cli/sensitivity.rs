//! `tinyfoot sensitivity`: what moves a footprint.

use anyhow::Result;
use tinyfoot::analysis::{Draws, sensitivity as find};
use tinyfoot::assess;
use tinyfoot::report::{
    influences_chart, limits, sensitivity, sensitivity_json, sensitivity_records,
    sensitivity_without_bars,
};

use super::arguments::{DrawArguments, SensitivityArguments};
use super::context::Context;
use super::draws::{self, Watcher, draws};
use super::output::{has_chart, render};

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
