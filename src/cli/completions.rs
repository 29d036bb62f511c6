//! `tinyfoot completions`: what makes a shell complete commands.

use anyhow::Result;
use clap::{Args, Command};
use clap_complete::{Shell, generate};

use super::output::Sink;
use super::status::EXIT_STATUS;

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  source <(tinyfoot completions bash)
  tinyfoot completions fish > ~/.config/fish/completions/tinyfoot.fish

{EXIT_STATUS}"))]
pub(crate) struct CompletionsArguments {
    /// Which shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// `command` is the whole program.
pub(crate) fn run(arguments: &CompletionsArguments, mut command: Command) -> Result<()> {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    generate(arguments.shell, &mut command, name, &mut script);
    Sink::Stdout.stream(|output| output.write_all(&script))
}
