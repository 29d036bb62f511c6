//! `tinyfoot validate`: all problems of device files.

use anyhow::Result;
use clap::Args;
use tinyfoot::Problems;
use tinyfoot::report::printable;

use super::context::{Context, DeviceArguments, check_streams};
use super::output::Sink;
use super::problems::finish;
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
    let context = Context::new(&arguments.device)?;
    check_streams(&arguments.files)?;
    let (mut lines, mut problems) = (String::new(), Problems::default());
    for file in &arguments.files {
        match context.device(file) {
            Ok(_) => lines.push_str(&format!("{}: valid\n", printable(file))),
            Err(found) => problems.absorb(found),
        }
    }
    if !arguments.quiet {
        Sink::Stdout.write(&lines)?;
    }
    finish((), problems)
}
