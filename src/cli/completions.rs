//! `tinyfoot completions`: what makes a shell complete commands.

use anyhow::Result;
use clap::CommandFactory;
use clap_complete::generate;

use super::arguments::{Arguments, CompletionsArguments};
use super::output::Sink;

pub(crate) fn run(arguments: &CompletionsArguments) -> Result<()> {
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    generate(arguments.shell, &mut command, name, &mut script);
    Sink::Stdout.stream(|output| output.write_all(&script))
}
