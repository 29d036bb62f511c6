//! `tinyfoot man`: manual pages.

use std::path::Path;

use anyhow::Result;
use clap::{Args, Command};
use clap_mangen::Man;
use tinyfoot::{Diagnostic, Problems, suggest};

use super::output::{Sink, tell};
use super::status::EXIT_STATUS;

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot man estimate | man -l -
  tinyfoot man --dir ~/.local/share/man/man1

{EXIT_STATUS}"))]
pub(crate) struct ManArguments {
    /// The command whose page it is, such as `fleet growth`
    #[arg(value_name = "COMMAND", conflicts_with = "dir")]
    pub(crate) command: Vec<String>,
    /// Write the pages of all commands to this folder
    #[arg(long, value_name = "FOLDER")]
    pub(crate) dir: Option<String>,
}

pub(crate) fn run(arguments: &ManArguments, mut program: Command) -> Result<()> {
    program.build();
    if let Some(folder) = &arguments.dir {
        return write_all(&program, Path::new(folder));
    }
    let command = match &arguments.command[..] {
        [] => &program,
        words => find(&program, &words.join("-"))?,
    };
    Sink::Stdout.write(&page(command)?)
}

/// The commands that have a page, the program first, and those of a command
/// behind it.
fn commands(program: &Command) -> Vec<&Command> {
    let own = program.get_subcommands();
    let own = own.filter(|command| command.get_name() != "help");
    std::iter::once(program)
        .chain(own.flat_map(commands))
        .collect()
}

/// What a command is called behind the program's name: `fleet-growth`.
fn name(command: &Command) -> &str {
    let name = command.get_display_name().unwrap_or(command.get_name());
    name.strip_prefix("tinyfoot-").unwrap_or(name)
}

fn find<'a>(program: &'a Command, name: &str) -> Result<&'a Command> {
    let own = &commands(program)[1..];
    own.iter()
        .copied()
        .find(|command| self::name(command) == name)
        .ok_or_else(|| {
            let names = own.iter().copied().map(self::name);
            Problems::general(
                Diagnostic::general("unknown-command", format!("there is no command `{name}`"))
                    .help(suggest(name, names, "the commands are")),
            )
            .into()
        })
}

fn page(command: &Command) -> Result<String> {
    let mut roff = Vec::new();
    Man::new(command.clone())
        .source(concat!("tinyfoot ", env!("CARGO_PKG_VERSION")))
        .render(&mut roff)?;
    Ok(String::from_utf8(roff)?)
}

fn write_all(program: &Command, folder: &Path) -> Result<()> {
    let mut count = 0;
    for command in commands(program) {
        let name = command.get_display_name().unwrap_or(command.get_name());
        let path = folder.join(format!("{name}.1"));
        let sink = Sink::open_named(Some(&path.to_string_lossy()), &[])?;
        sink.write(&page(command)?)?;
        count += 1;
    }
    tell(&format!(
        "wrote {count} manual pages to {}",
        folder.display()
    ));
    Ok(())
}
