//! `tinyfoot check`: devices against what they may cost.

use anyhow::Result;
use clap::{Args, ValueEnum};
use tinyfoot::analysis::{Denial, Verdict, check, parse_denial};
use tinyfoot::device::{Bound, Budget, Draft};
use tinyfoot::model::saving_assumptions;
use tinyfoot::report::Checks;
use tinyfoot::{Diagnostic, Footprint, Problems, assess};

use super::context::{Context, DeviceArguments, check_streams, tell_apart};
use super::draws::{self, DrawArguments, Watcher, draws};
use super::files::FileSystem;
use super::gate::{GateOutputArguments, Outlets, limit};
use super::problems::finish;
use super::project::{Tree, Workspace};
use super::status::{GATE_STATUS, Limits};

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot check my.toml --budget-kg 3
  tinyfoot check my.toml --deny factor-from-figure,stale-grid --format github

{GATE_STATUS}"))]
pub(crate) struct CheckArguments {
    /// Device files (TOML), `-` for standard input, or names of presets; those
    /// of the project file if none is named
    #[arg(value_name = "DEVICE")]
    pub(crate) devices: Vec<String>,
    /// The total may be N kg CO2e at most, whatever the files say
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) budget_kg: Option<String>,
    /// Which value of the footprint must keep `--budget-kg`
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "BOUND",
        requires = "budget_kg"
    )]
    pub(crate) bound: BoundArgument,
    /// No device may carry a remark of this code (`tinyfoot data codes`), of
    /// this block; repeatable
    #[arg(long, value_name = "CODE[:BLOCK]", value_delimiter = ',')]
    pub(crate) deny: Vec<String>,
    #[command(flatten)]
    pub(crate) draws: DrawArguments,
    #[command(flatten)]
    pub(crate) device: DeviceArguments,
    #[command(flatten)]
    pub(crate) output: GateOutputArguments,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum BoundArgument {
    /// The typical hardware variant
    #[default]
    Typical,
    /// The variant in which every part is the large one
    High,
    /// What 95 % of the distribution are below
    P95,
}

impl From<BoundArgument> for Bound {
    fn from(bound: BoundArgument) -> Self {
        match bound {
            BoundArgument::Typical => Self::Typical,
            BoundArgument::High => Self::High,
            BoundArgument::P95 => Self::P95,
        }
    }
}

pub(crate) fn run(arguments: &CheckArguments) -> Result<Limits> {
    let context = Context::new(&arguments.device)?;
    let workspace = context.workspace.as_ref();
    let own = match &arguments.budget_kg {
        Some(text) => {
            let kg = limit("--budget-kg", text)?;
            vec![Budget::total(kg, arguments.bound.into())]
        }
        None => Vec::new(),
    };
    let denials = denials(arguments, workspace)?;
    let names = names(&arguments.devices, workspace)?;
    let devices = devices(&names, &context)?;
    let outlets = Outlets::open(&arguments.output, &[&names, &context.files()])?;

    let draws = draws(&arguments.draws);
    let watcher = Watcher::new(draws);
    let mut checks = Checks {
        project: workspace.map(|found| found.project.source.name.clone()),
        draws,
        factors: context.factors.clone(),
        devices: Vec::new(),
    };
    let shared = workspace.map_or(&[][..], |found| &found.project.budgets);
    for (draft, footprint, stated) in &devices {
        let budgets = Budget::over(Budget::over(own.clone(), stated), shared);
        let found = check(footprint, &budgets, &denials, draws, &watcher);
        let mut checked = draws::finish(found)?;
        checked.locate(draft);
        checks.devices.push(checked);
    }
    drop(watcher);
    let Some(verdict) = checks.verdict() else {
        return Err(Problems::general(
            Diagnostic::general(
                "no-budget",
                "there is nothing to check: no budget is stated",
            )
            .help(
                "state one in the device file, as in `[budget]` with `total_kg_co2e = 3.0`, \
                     in a project file, or with `--budget-kg 3`",
            ),
        )
        .into());
    };
    outlets.write(&checks)?;
    Ok(match verdict {
        Verdict::Pass | Verdict::Warn => Limits::Kept,
        Verdict::Fail => Limits::Broken,
    })
}

/// What the command line and the project deny, each once.
fn denials(arguments: &CheckArguments, workspace: Option<&Workspace>) -> Result<Vec<Denial>> {
    let mut denials: Vec<Denial> = Vec::new();
    let mut problems = Problems::default();
    let mut deny = |text: &str| match parse_denial(text) {
        Ok(denial) if denials.contains(&denial) => None,
        Ok(denial) => {
            denials.push(denial);
            None
        }
        Err(diagnostic) => Some(diagnostic),
    };
    for text in &arguments.deny {
        if let Some(diagnostic) = deny(text) {
            problems.absorb(Problems::general(diagnostic));
        }
    }
    if let Some(Workspace { project, .. }) = workspace {
        for reference in &project.deny {
            if let Some(mut diagnostic) = deny(&reference.text) {
                diagnostic.place = Some(reference.place.clone());
                problems.absorb(Problems::new(
                    vec![project.source.clone()],
                    vec![diagnostic],
                ));
            }
        }
    }
    finish(denials, problems)
}

/// The devices of the command line, or those of the project.
pub(super) fn names(given: &[String], workspace: Option<&Workspace>) -> Result<Vec<String>> {
    if !given.is_empty() {
        check_streams(given)?;
        return Ok(given.to_owned());
    }
    let names = match workspace {
        Some(workspace) => workspace.devices(Tree::Working, true)?,
        None => Vec::new(),
    };
    if names.is_empty() {
        return Err(Problems::general(
            Diagnostic::general("no-device", "no device is named")
                .help("name a device file or a preset, or `devices` in a project file"),
        )
        .into());
    }
    Ok(names)
}

/// Each device before it is validated, its footprint with what is assumed of
/// its saving, and its budgets.
type Assessed = (Draft, Footprint, Vec<Budget>);

fn devices(names: &[String], context: &Context<'_>) -> Result<Vec<Assessed>> {
    let factors = &context.factors;
    let mut devices = Vec::new();
    let mut problems = Problems::default();
    for name in names {
        let draft = context
            .request(name)
            .and_then(|request| request.draft(&FileSystem));
        let assessed = draft.and_then(|draft| {
            let device = draft.device(factors)?;
            let mut footprint = assess(&device, factors);
            if let Some(application) = &device.application {
                let assumed = saving_assumptions(&footprint, application);
                footprint.assumptions.extend(assumed);
            }
            Ok((draft, footprint, device.budgets))
        });
        match assessed {
            Ok(assessed) => devices.push(assessed),
            Err(found) => problems.absorb(found),
        }
    }
    let mut devices = finish(devices, problems)?;
    tell_apart(devices.iter_mut().map(|own| &mut own.1.name), names);
    Ok(devices)
}
