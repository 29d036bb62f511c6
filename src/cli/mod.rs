//! Arguments in, bytes out: all that touches files, terminals and streams.

mod arguments;
mod check;
mod compare;
mod completions;
mod data;
mod datasheet;
mod diff;
mod draws;
mod estimate;
mod explain;
mod files;
mod gate;
mod git;
mod init;
mod lifespan;
mod man;
mod output;
mod plot;
mod problems;
mod project;
mod report;
mod schema;
mod sensitivity;
mod series;
mod sweep;
mod uncertainty;
mod validate;

use std::process::ExitCode;

use anyhow::Result;
use clap::{ColorChoice, Parser};
use tinyfoot::{Device, Diagnostic, Factors, Problems, Source, device::Request};

use arguments::{Arguments, Command, DeviceArguments, OutputArguments};
use output::Sink;

/// The tool could not do it: bad input or bad usage.
const FAILURE: u8 = 2;
/// It was done, and a budget or limit is broken.
const BROKEN: u8 = 1;

/// Whether what was asked for is within its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Limits {
    Kept,
    Broken,
}

pub(crate) fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.color {
        ColorChoice::Auto => {}
        ColorChoice::Always => anstream::ColorChoice::Always.write_global(),
        ColorChoice::Never => anstream::ColorChoice::Never.write_global(),
    }
    match run(&arguments.command) {
        Ok(Limits::Kept) => ExitCode::SUCCESS,
        Ok(Limits::Broken) => ExitCode::from(BROKEN),
        Err(error) => {
            problems::print(&error);
            ExitCode::from(FAILURE)
        }
    }
}

fn run(command: &Command) -> Result<Limits> {
    match command {
        Command::Check(arguments) => return check::run(arguments),
        Command::Diff(arguments) => return diff::run(arguments),
        Command::Estimate(arguments) => estimate::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Lifespan(arguments) => lifespan::run(arguments),
        Command::Compare(arguments) => compare::run(arguments),
        Command::Uncertainty(arguments) => uncertainty::run(arguments),
        Command::Sensitivity(arguments) => sensitivity::run(arguments),
        Command::Sweep(arguments) => sweep::run(arguments),
        Command::Plot(arguments) => plot::run(arguments),
        Command::Report(arguments) => report::run(arguments),
        Command::Datasheet(arguments) => datasheet::run(arguments),
        Command::Data(arguments) => data::run(arguments),
        Command::Init(arguments) => init::run(arguments),
        Command::Validate(arguments) => validate::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man(arguments) => man::run(arguments),
    }?;
    Ok(Limits::Kept)
}

/// What most commands start from: factors, devices, and where results go,
/// opened before they are made.
fn open(
    names: &[String],
    values: &DeviceArguments,
    output: &OutputArguments,
) -> Result<(Factors, Vec<Device>, Sink)> {
    let factors = load_factors(&values.factors)?;
    let devices = load_devices(names, values, &factors)?;
    let sink = Sink::open(output, &[names, &values.factors])?;
    Ok((factors, devices, sink))
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
    check_streams(names)?;
    let mut devices = Vec::new();
    let mut problems = Problems::default();
    for name in names {
        match load_device(name, values, factors) {
            Ok(device) => devices.push(device),
            Err(found) => problems.absorb(found),
        }
    }
    finish(devices, problems)
}

/// Standard input is one device.
fn check_streams(names: &[String]) -> Result<()> {
    let streams = names.iter().filter(|name| *name == arguments::STREAM);
    if streams.count() > 1 {
        return Err(Problems::general(
            Diagnostic::general("bad-usage", "standard input is one device")
                .help("give `-` once, and files for the others"),
        )
        .into());
    }
    Ok(())
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
    let request = if name == arguments::STREAM {
        let source = files::read_input(name)?;
        Request::source(&source.name, &source.text)
    } else {
        Request::named(name)
    };
    Ok(lay_over(request, arguments))
}

/// What the command line lays over a device.
fn lay_over(mut request: Request, arguments: &DeviceArguments) -> Request {
    for assignment in &arguments.set {
        request = request.set(assignment);
    }
    if let Some(years) = &arguments.lifespan_years {
        request = request.lifespan_years(years);
    }
    request
}

fn finish<T>(value: T, problems: Problems) -> Result<T> {
    if problems.diagnostics.is_empty() {
        Ok(value)
    } else {
        Err(problems.into())
    }
}
