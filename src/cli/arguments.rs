//! What can be said on the command line.

use std::env;

use clap::{Args, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};

use super::batch::BatchArguments;
use super::check::CheckArguments;
use super::compare::CompareArguments;
use super::completions::CompletionsArguments;
use super::data::DataArguments;
use super::datasheet::DatasheetArguments;
use super::diff::DiffArguments;
use super::estimate::EstimateArguments;
use super::explain::ExplainArguments;
use super::fleet::FleetArguments;
use super::init::InitArguments;
use super::lifespan::LifespanArguments;
use super::man::ManArguments;
use super::merge::MergeArguments;
use super::net::NetArguments;
use super::plot::PlotArguments;
use super::report::ReportArguments;
use super::schema::SchemaArguments;
use super::sensitivity::SensitivityArguments;
use super::sweep::SweepArguments;
use super::uncertainty::UncertaintyArguments;
use super::validate::ValidateArguments;
#[cfg(feature = "web")]
use super::web::WebArguments;

/// The carbon footprint of TinyML devices over their life cycle, with every
/// number traceable to its source.
#[derive(Parser)]
#[command(
    version,
    arg_required_else_help = true,
    after_help = "\
Examples:
  tinyfoot estimate keyword-spotting      the footprint of a built-in preset
  tinyfoot compare pinetime smart-speaker devices against one another
  tinyfoot init my.toml                   a commented device file to start from
  tinyfoot report my.toml -o report.html  pictures and tables on one page
  tinyfoot estimate my.toml --format json for scripts
  tinyfoot check my.toml --budget-kg 3    for CI

Exit status:
  0  done
  1  a budget or limit of `check` or `diff` is broken
  2  it could not be done: bad input or bad usage"
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) colors: Colors,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Args)]
pub(crate) struct Colors {
    /// Colours: `always`, `never`, or `auto`: in a terminal, and as `NO_COLOR`
    /// and `CLICOLOR_FORCE` say
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    #[arg(hide_possible_values = true)]
    pub(crate) color: ColorChoice,
}

/// What is said to an estimate.
#[derive(Parser)]
#[command(disable_version_flag = true)]
struct Estimate {
    #[command(flatten)]
    colors: Colors,
    #[command(flatten)]
    arguments: EstimateArguments,
}

impl Arguments {
    /// What the command line says; ends the process where that is wrong.
    pub(crate) fn read() -> Self {
        Self::read_estimate().unwrap_or_else(Self::read_any)
    }

    /// The same of an estimate, without a look at the other commands: most runs
    /// are one, and are over soon. Nothing where there is something to be said of
    /// it.
    fn read_estimate() -> Option<Self> {
        let mut words = env::args_os().skip(1).peekable();
        words.peek().filter(|first| *first == "estimate")?;
        let Estimate { colors, arguments } = Estimate::try_parse_from(words).ok()?;
        Some(Self {
            colors,
            command: Command::Estimate(arguments),
        })
    }

    fn read_any() -> Self {
        let mut program = Self::command();
        let first = env::args_os().nth(1).unwrap_or_default();
        let named = program
            .find_subcommand(first)
            .map(|own| own.get_name().to_owned());
        let global = program
            .get_arguments()
            .find(|own| own.is_global_set())
            .cloned();
        // All commands get a copy of what is global: it is enough if the one
        // that is named has it.
        if let (Some(name), Some(global)) = (named, global) {
            program = program
                .mut_arg(global.get_id(), |own| own.global(false))
                .mut_subcommand(name, |own| own.arg(global).next_display_order(0));
        }
        Self::from_arg_matches_mut(&mut program.get_matches()).unwrap_or_else(|error| error.exit())
    }
}

// What a command takes is found out when it is the one that was named.
#[derive(Subcommand)]
#[command(defer = true)]
pub(crate) enum Command {
    /// Print the footprint of devices, block by block.
    Estimate(EstimateArguments),
    /// Show where each number of a device comes from: formula, factor, sources.
    Explain(ExplainArguments),
    /// Show what devices cost over the years, and which overtakes which.
    Lifespan(LifespanArguments),
    /// Hold devices against one another, block by block.
    Compare(CompareArguments),
    /// Show how sure footprints are: quantiles of the total and of each block.
    Uncertainty(UncertaintyArguments),
    /// Show what moves a footprint: each input alone, and its share of the
    /// variance.
    Sensitivity(SensitivityArguments),
    /// Assess a device over a grid of values, a row for each point.
    Sweep(SweepArguments),
    /// Show what many devices cost together, stage by stage and year by year.
    Fleet(FleetArguments),
    /// Hold what a device costs against what its use saves elsewhere, as its file
    /// says in `[application]`.
    Net(NetArguments),
    /// Add up an inventory: a table with a row for each group of devices.
    Batch(BatchArguments),
    /// Add up partial totals that `batch --partial` made of parts of an inventory.
    Merge(MergeArguments),
    /// Hold devices against what they may cost; for CI.
    Check(CheckArguments),
    /// Show what a change does to footprints: which inputs differ, and by how much
    /// the result.
    Diff(DiffArguments),
    /// Draw devices as SVG: bars, curves, distributions.
    Plot(PlotArguments),
    /// Write all that is known of devices as one HTML page, to be read offline,
    /// printed and handed on.
    Report(ReportArguments),
    /// Write the environmental-impact page of a device's datasheet, ready to
    /// paste.
    Datasheet(DatasheetArguments),
    /// List and search what is built in: presets, levels, factors, grids, parts,
    /// products, sources, codes of remarks.
    Data(DataArguments),
    /// Write a commented device file to start from, and the schema that an editor
    /// completes it with; never overwrites.
    Init(InitArguments),
    /// Check device files and report all of their problems at once.
    Validate(ValidateArguments),
    /// Print the JSON Schema of a file that is read, or of JSON that is written.
    Schema(SchemaArguments),
    /// Print what makes a shell complete commands, options and their values.
    Completions(CompletionsArguments),
    /// Print the manual page of the program or of a command, or write all of them.
    Man(ManArguments),
    /// Open the calculator as a web page: prints its address, until interrupted.
    #[cfg(feature = "web")]
    Web(WebArguments),
}
