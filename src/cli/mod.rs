//! Arguments in, bytes out: all that touches files, terminals and streams.

mod arguments;
mod batch;
mod check;
mod compare;
mod completions;
mod context;
mod data;
mod datasheet;
mod diff;
mod draws;
mod estimate;
mod explain;
mod files;
mod fleet;
mod gate;
mod git;
mod growth;
mod init;
mod lifespan;
mod man;
mod merge;
mod net;
mod output;
mod plot;
#[cfg(feature = "png")]
mod png;
mod problems;
mod project;
mod report;
mod schema;
mod sensitivity;
mod series;
mod status;
mod sweep;
mod tables;
mod uncertainty;
mod validate;
#[cfg(feature = "web")]
mod web;

use std::process::ExitCode;

use anyhow::Result;
use clap::{ColorChoice, CommandFactory};

use arguments::{Arguments, Command};
use status::{FAILURE, Limits};

pub(crate) fn main() -> ExitCode {
    let arguments = Arguments::read();
    match arguments.colors.color {
        ColorChoice::Auto => {}
        ColorChoice::Always => anstream::ColorChoice::Always.write_global(),
        ColorChoice::Never => anstream::ColorChoice::Never.write_global(),
    }
    match run(&arguments.command) {
        Ok(limits) => limits.into(),
        Err(error) => {
            problems::print(&error);
            ExitCode::from(FAILURE)
        }
    }
}

fn run(command: &Command) -> Result<Limits> {
    match command {
        Command::Check(arguments) => {
            return gate::annotated(&arguments.output, &arguments.devices, check::run(arguments));
        }
        Command::Diff(arguments) => {
            return gate::annotated(&arguments.output, &arguments.devices, diff::run(arguments));
        }
        Command::Estimate(arguments) => estimate::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Lifespan(arguments) => lifespan::run(arguments),
        Command::Compare(arguments) => compare::run(arguments),
        Command::Uncertainty(arguments) => uncertainty::run(arguments),
        Command::Sensitivity(arguments) => sensitivity::run(arguments),
        Command::Sweep(arguments) => sweep::run(arguments),
        Command::Fleet(arguments) => fleet::run(arguments),
        Command::Net(arguments) => net::run(arguments),
        Command::Batch(arguments) => batch::run(arguments),
        Command::Merge(arguments) => merge::run(arguments),
        Command::Plot(arguments) => plot::run(arguments),
        Command::Report(arguments) => report::run(arguments),
        Command::Datasheet(arguments) => datasheet::run(arguments),
        Command::Data(arguments) => data::run(arguments),
        Command::Init(arguments) => init::run(arguments),
        Command::Validate(arguments) => validate::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Completions(arguments) => completions::run(arguments, Arguments::command()),
        Command::Man(arguments) => man::run(arguments, Arguments::command()),
        #[cfg(feature = "web")]
        Command::Web(arguments) => web::run(arguments),
    }?;
    Ok(Limits::Kept)
}
