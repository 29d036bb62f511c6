//! `tinyfoot validate`: all problems of device files.

use anyhow::Result;
use tinyfoot::report::printable;

use super::arguments::ValidateArguments;
use super::context::Context;
use super::output::Sink;

pub(crate) fn run(arguments: &ValidateArguments) -> Result<()> {
    Context::new(&arguments.device)?.devices(&arguments.files)?;
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
