//! Arguments in, bytes out: all that touches files, terminals and streams.

mod arguments;
mod compare;
mod data;
mod draws;
mod estimate;
mod explain;
mod files;
mod init;
mod lifespan;
mod output;
mod problems;
mod sensitivity;
mod series;
mod sweep;
mod uncertainty;
mod validate;
#[cfg(feature = "web")]
mod web;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use tinyfoot::{Device, Diagnostic, Factors, Problems, Source, device::Request};

use arguments::{Arguments, Command, DeviceArguments};

/// The tool could not do it: bad input or bad usage. 1 is for limits that are
/// broken, 0 for everything else.
const FAILURE: u8 = 2;

pub(crate) fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.command {
        Command::Estimate(arguments) => estimate::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Lifespan(arguments) => lifespan::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Uncertainty(arguments) => uncertainty::run(&arguments),
        Command::Sensitivity(arguments) => sensitivity::run(&arguments),
        Command::Sweep(arguments) => sweep::run(&arguments),
        Command::Data(arguments) => data::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Validate(arguments) => validate::run(&arguments),
        #[cfg(feature = "web")]
        Command::Web(arguments) => web::run(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            problems::print(&error);
            ExitCode::from(FAILURE)
        }
    }
}

/// The built-in factors under those of the command line.
fn load_factors(paths: &[String]) -> Result<Factors> {
    let mut factors = Factors::builtin();
    let mut problems = Problems::default();
    for path in paths {
        let layered = files::read_input(path)
            .and_then(|Source { name, text, .. }| factors.layer(&text, &name));
        if let Err(found) = layered {
            problems.absorb(found);
        }
    }
    finish(factors, problems)
}

/// The devices of the command line; the problems of all of them at once.
fn load_devices(
    names: &[String],
    values: &DeviceArguments,
    factors: &Factors,
) -> Result<Vec<Device>> {
    let mut devices = Vec::new();
    let mut problems = Problems::default();
    if names
        .iter()
        .filter(|name| *name == arguments::STREAM)
        .count()
        > 1
    {
        return Err(Problems::general(
            Diagnostic::general("bad-usage", "standard input is one device")
                .help("give `-` once, and files for the others"),
        )
        .into());
    }
    for name in names {
        match load_device(name, values, factors) {
            Ok(device) => devices.push(device),
            Err(found) => problems.absorb(found),
        }
    }
    finish(devices, problems)
}

fn load_device(
    name: &str,
    arguments: &DeviceArguments,
    factors: &Factors,
) -> Result<Device, Problems> {
    request(name, arguments)?.load(&files::FileSystem, factors)
}

/// A device of the command line before it is read, with what is laid over it.
fn request(name: &str, arguments: &DeviceArguments) -> Result<Request, Problems> {
    let mut request = if name == arguments::STREAM {
        let source = files::read_input(name)?;
        Request::source(&source.name, &source.text)
    } else {
        Request::named(name)
    };
    for assignment in &arguments.set {
        request = request.set(assignment);
    }
    if let Some(years) = &arguments.lifespan_years {
        request = request.lifespan_years(years);
    }
    Ok(request)
}

fn finish<T>(value: T, problems: Problems) -> Result<T> {
    if problems.diagnostics.is_empty() {
        Ok(value)
    } else {
        Err(problems.into())
    }
}
