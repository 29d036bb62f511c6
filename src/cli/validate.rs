//! `tinyfoot validate`: all problems of device files.

use anyhow::Result;
use tinyfoot::report::printable;

use super::arguments::ValidateArguments;
use super::output::Sink;
use super::{load_devices, load_factors};

pub(crate) fn run(arguments: &ValidateArguments) -> Result<()> {
    let factors = load_factors(&arguments.device.factors)?;
    load_devices(&arguments.files, &arguments.device, &factors)?;
    if arguments.quiet {
        return Ok(());
    }
    let lines: Vec<String> = arguments
        .files
        .iter()
        .map(|file| format!("{}: valid\n", printable(file)))
        .collect();
    Sink::Stdout.write(&lines.concat())
}
