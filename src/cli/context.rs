//! What devices are read in: the project around them, factors, and what the
//! command line lays over them.

use anyhow::Result;
use clap::Args;
use tinyfoot::device::Request;
use tinyfoot::{Device, Diagnostic, Factors, Problems};

use super::files::{self, FileSystem, STREAM};
use super::output::{OutputArguments, Sink};
use super::problems::finish;
use super::project::{self, ProjectArguments, Tree, Workspace};

#[derive(Args)]
pub(crate) struct DeviceArguments {
    /// Override a value, as in `--set processing.mcu_mm2=17`; repeatable
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,
    /// Override how many years the device serves
    #[arg(long, allow_negative_numbers = true, value_name = "N")]
    pub(crate) lifespan_years: Option<String>,
    #[command(flatten)]
    pub(crate) factors: FactorArguments,
}

#[derive(Args)]
pub(crate) struct FactorArguments {
    /// Lay a factor set (TOML) over the built-in one; repeatable, the last wins
    #[arg(id = "factors", long, value_name = "FILE")]
    pub(crate) files: Vec<String>,
    #[command(flatten)]
    pub(crate) project: ProjectArguments,
}

/// A project, the factors over the built-in ones, and the values of the
/// command line.
pub(crate) struct Context<'a> {
    arguments: &'a DeviceArguments,
    /// The project, if there is one.
    pub(crate) workspace: Option<Workspace>,
    /// The built-in factors under those of the project and the command line.
    pub(crate) factors: Factors,
}

impl<'a> Context<'a> {
    pub(crate) fn new(arguments: &'a DeviceArguments) -> Result<Self> {
        let (workspace, factors) = found(&arguments.factors)?;
        Ok(Self {
            arguments,
            workspace,
            factors,
        })
    }

    /// A device of the command line.
    pub(crate) fn device(&self, name: &str) -> Result<Device, Problems> {
        self.request(name)?.load(&FileSystem, &self.factors)
    }

    /// The devices of the command line; the problems of all of them at once.
    pub(crate) fn devices(&self, names: &[String]) -> Result<Vec<Device>> {
        check_streams(names)?;
        let mut devices = Vec::new();
        let mut problems = Problems::default();
        for name in names {
            match self.device(name) {
                Ok(device) => devices.push(device),
                Err(found) => problems.absorb(found),
            }
        }
        let mut devices = finish(devices, problems)?;
        tell_apart(devices.iter_mut().map(|own| &mut own.name), names);
        Ok(devices)
    }

    /// A device of the command line before it is read.
    pub(crate) fn request(&self, name: &str) -> Result<Request, Problems> {
        let request = if name == STREAM {
            let source = files::read_input(name)?;
            Request::source(&source.name, &source.text)
        } else {
            Request::named(name)
        };
        Ok(lay_over(request, self.arguments, self.workspace.as_ref()))
    }

    /// Where results go: to none of the files that were read.
    pub(crate) fn sink(&self, output: Option<&str>, names: &[String]) -> Result<Sink> {
        Sink::open_named(output, &[names, &self.files()])
    }

    /// The files that are read beside devices.
    pub(crate) fn files(&self) -> Vec<String> {
        let of_project = self
            .workspace
            .as_ref()
            .map_or_else(Vec::new, Workspace::files);
        [&of_project[..], &self.arguments.factors.files].concat()
    }
}

/// The project, and the built-in factors under its own and those of the command
/// line.
pub(crate) fn found(arguments: &FactorArguments) -> Result<(Option<Workspace>, Factors)> {
    let workspace = project::find(&arguments.project)?;
    let factors = project::factors(workspace.as_ref(), &arguments.files, Tree::Working, true)?;
    Ok((workspace, factors))
}

/// Devices of one name carry that of their file too.
pub(crate) fn tell_apart<'n>(names: impl Iterator<Item = &'n mut String>, files: &[String]) {
    let names: Vec<&mut String> = names.collect();
    let known: Vec<String> = names.iter().map(|name| (**name).clone()).collect();
    for (name, file) in names.into_iter().zip(files) {
        if known.iter().filter(|other| **other == *name).count() > 1 {
            *name = format!("{name} ({file})");
        }
    }
}

/// A device over the defaults of a project, under the values of the command
/// line.
pub(crate) fn lay_over(
    mut request: Request,
    arguments: &DeviceArguments,
    workspace: Option<&Workspace>,
) -> Request {
    if let Some(defaults) = workspace.and_then(|found| found.project.defaults.as_ref()) {
        request = request.defaults(defaults);
    }
    for assignment in &arguments.set {
        request = request.set(assignment);
    }
    if let Some(years) = &arguments.lifespan_years {
        request = request.lifespan_years(years);
    }
    request
}

/// Standard input can be read once.
pub(crate) fn check_streams(names: &[String]) -> Result<()> {
    let streams = names.iter().filter(|name| *name == STREAM);
    if streams.count() > 1 {
        return Err(Problems::general(
            Diagnostic::general("bad-usage", "standard input is read once")
                .help("give `-` once, and files for the others"),
        )
        .into());
    }
    Ok(())
}

/// What most commands start from: factors, devices, and where results go,
/// opened before they are made.
pub(crate) fn open(
    names: &[String],
    values: &DeviceArguments,
    output: &OutputArguments,
) -> Result<(Factors, Vec<Device>, Sink)> {
    let context = Context::new(values)?;
    let devices = context.devices(names)?;
    let sink = context.sink(output.output.as_deref(), names)?;
    Ok((context.factors, devices, sink))
}

/// The same of one device.
pub(crate) fn open_one(
    name: &String,
    values: &DeviceArguments,
    output: &OutputArguments,
) -> Result<(Factors, Device, Sink)> {
    let context = Context::new(values)?;
    let device = context.device(name)?;
    let sink = context.sink(output.output.as_deref(), std::slice::from_ref(name))?;
    Ok((context.factors, device, sink))
}
