//! `tinyfoot validate`: all problems of device files.

use anyhow::Result;
use clap::Args;
use tinyfoot::report::printable;

use super::context::{Context, DeviceArguments};
use super::output::Sink;
use super::status::EXIT_STATUS;

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot validate my.toml
  tinyfoot validate devices/*.toml --factors house.toml

{EXIT_STATUS}"))]
pub(crate) struct ValidateArguments {
    /// Device files (TOML), `-` for standard input, or names of presets
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<String>,
    #[command(flatten)]
    pub(crate) device: DeviceArguments,
    /// Say nothing when all is well
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

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
