//! What can be said on the command line.

use std::env;
use std::num::NonZeroUsize;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use tinyfoot::analysis::{Method, Per};
use tinyfoot::device::Bound;
use tinyfoot::report::figure::Slices;
use tinyfoot::report::{By, Kind};
use tinyfoot::schema;

/// What stands for standard input, and for standard output.
pub(crate) const STREAM: &str = "-";

const EXIT_STATUS: &str = "\
Exit status:
  0  done
  2  it could not be done: bad input or bad usage";

const GATE_STATUS: &str = "\
Exit status:
  0  done, and every budget and limit is kept
  1  a budget or limit is broken
  2  it could not be done: bad input or bad usage";

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

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot estimate keyword-spotting
  tinyfoot estimate my.toml --set processing.mcu_mm2=17 --by item
  cat my.toml | tinyfoot estimate - --format json | jq '.devices[0].total_kg_co2e'

{EXIT_STATUS}"))]
pub(crate) struct EstimateArguments {
    /// Device files (TOML), `-` for standard input, or names of presets
    #[arg(required = true, value_name = "DEVICE")]
    pub(crate) devices: Vec<String>,
    /// What a row of the table is; JSON always has all three
    #[arg(long, value_enum, default_value_t, value_name = "ROW")]
    pub(crate) by: Rows,
    /// Add the 5 % and 95 % quantiles of each block and of the total
    #[arg(long)]
    pub(crate) uncertainty: bool,
    #[command(flatten)]
    pub(crate) draws: DrawArguments,
    #[command(flatten)]
    pub(crate) device: DeviceArguments,
    #[command(flatten)]
    pub(crate) chart: ChartArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
    /// Print the table alone: no notes on what it rests on
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot explain keyword-spotting processing
  tinyfoot explain my.toml casing.abs_g

{EXIT_STATUS}"))]
pub(crate) struct ExplainArguments {
    /// A device file (TOML), `-` for standard input, or the name of a preset
    pub(crate) device: String,
    /// Only this block, or this item of a block
    #[arg(value_name = "BLOCK[.ITEM]")]
    pub(crate) place: Option<String>,
    #[command(flatten)]
    pub(crate) values: DeviceArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot lifespan pinetime --years 1..10
  tinyfoot lifespan primary.toml rechargeable.toml --service-years 12

{EXIT_STATUS}"))]
pub(crate) struct LifespanArguments {
    /// Device files (TOML), `-` for standard input, or names of presets
    #[arg(required = true, value_name = "DEVICE")]
    pub(crate) devices: Vec<String>,
    /// How long they serve: `1..10`, `1..10:0.5` with a step, or `1,3,5`
    #[arg(
        long,
        allow_negative_numbers = true,
        value_name = "YEARS",
        default_value = "1..10"
    )]
    pub(crate) years: String,
    /// Count how many devices of each kind a service of so many years takes; written as `--years`
    #[arg(long, allow_negative_numbers = true, value_name = "YEARS")]
    pub(crate) service_years: Option<String>,
    #[command(flatten)]
    pub(crate) device: DeviceArguments,
    #[command(flatten)]
    pub(crate) chart: ChartArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot compare keyword-spotting image-classification
  tinyfoot compare old.toml new.toml --changed-only --per service-year
  tinyfoot compare keyword-spotting --with \"Apple Watch Series 7\"

{EXIT_STATUS}"))]
pub(crate) struct CompareArguments {
    /// Device files (TOML), `-` for standard input, or names of presets
    #[arg(required = true, value_name = "DEVICE")]
    pub(crate) devices: Vec<String>,
    /// The device that the others are held against; the first one if not said
    #[arg(long, value_name = "DEVICE")]
    pub(crate) baseline: Option<String>,
    /// Show only blocks that are not the same in all devices
    #[arg(long)]
    pub(crate) changed_only: bool,
    /// What is compared
    #[arg(long, value_enum, default_value_t, value_name = "UNIT")]
    pub(crate) per: Unit,
    /// Draw the devices in pairs: how likely each costs less than the baseline
    #[arg(long)]
    pub(crate) uncertainty: bool,
    #[command(flatten)]
    pub(crate) draws: DrawArguments,
    /// Compare with a published product too (`tinyfoot data products`);
    /// repeatable
    #[arg(long, value_name = "PRODUCT")]
    pub(crate) with: Vec<String>,
    #[command(flatten)]
    pub(crate) device: DeviceArguments,
    #[command(flatten)]
    pub(crate) chart: ChartArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot uncertainty keyword-spotting
  tinyfoot uncertainty my.toml --method simulation --samples 1000000 --seed 7

{EXIT_STATUS}"))]
pub(crate) struct UncertaintyArguments {
    /// Device files (TOML), `-` for standard input, or names of presets
    #[arg(required = true, value_name = "DEVICE")]
    pub(crate) devices: Vec<String>,
    /// How the distribution is found
    #[arg(long, value_enum, default_value_t, value_name = "METHOD")]
    pub(crate) method: MethodArgument,
    #[command(flatten)]
    pub(crate) draws: DrawArguments,
    #[command(flatten)]
    pub(crate) device: DeviceArguments,
    #[command(flatten)]
    pub(crate) chart: ChartArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot sensitivity keyword-spotting
  tinyfoot sensitivity my.toml --samples 100000 --format csv

{EXIT_STATUS}"))]
pub(crate) struct SensitivityArguments {
    /// A device file (TOML), `-` for standard input, or the name of a preset
    pub(crate) device: String,
    #[command(flatten)]
    pub(crate) draws: DrawArguments,
    #[command(flatten)]
    pub(crate) values: DeviceArguments,
    #[command(flatten)]
    pub(crate) chart: ChartArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot sweep my.toml --vary processing.mcu_mm2=5..17:1 --vary use.grid=FR,US,IN
  tinyfoot sweep my.toml --vary lifespan_years=1..10 --top 5
  tinyfoot sweep a.toml --vary lifespan_years=1,20 --break-even b.toml

{EXIT_STATUS}"))]
pub(crate) struct SweepArguments {
    /// A device file (TOML), `-` for standard input, or the name of a preset
    pub(crate) device: String,
    /// A key and its values: `1..10`, `5..17:0.5` with a step, or `FR,US,IN`;
    /// repeatable, the last one varies fastest
    #[arg(long, required = true, value_name = "PATH=VALUES")]
    pub(crate) vary: Vec<String>,
    /// Only the N points with the least in one column
    #[arg(long, value_name = "N", conflicts_with_all = ["pareto", "break_even"])]
    pub(crate) top: Option<NonZeroUsize>,
    /// The column of `--top`, or with a `-` before it the one with the most
    #[arg(
        long,
        value_name = "COLUMN",
        requires = "top",
        default_value = "total_kg_co2e",
        allow_hyphen_values = true
    )]
    pub(crate) by: String,
    /// Only points that no other one beats in all of these columns; the least
    /// is best, or the most behind a `-`
    #[arg(
        long,
        value_name = "COLUMNS",
        conflicts_with = "break_even",
        allow_hyphen_values = true
    )]
    pub(crate) pareto: Option<String>,
    /// Where along one axis, which is of both, the other device costs as much
    #[arg(long, value_name = "DEVICE")]
    pub(crate) break_even: Option<String>,
    /// More points than this are a mistake
    #[arg(
        long,
        allow_negative_numbers = true,
        value_name = "N",
        default_value_t = 10_000_000
    )]
    pub(crate) most_points: u64,
    /// How to print the rows
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: RowFormat,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<String>,
    #[command(flatten)]
    pub(crate) values: DeviceArguments,
    /// Say nothing on standard error
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum RowFormat {
    /// A header and a line for each point
    #[default]
    Csv,
    /// An object for each point, on a line of its own
    Jsonl,
}

#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true,
    after_help = format!("\
Examples:
  tinyfoot fleet image-classification --units 250e9
  tinyfoot fleet my.toml --units 1e6 --deploy 2024..2034 --growth 15.2%
  tinyfoot fleet my.toml --units 1e6 --extend-life 3..10

{EXIT_STATUS}")
)]
pub(crate) struct FleetArguments {
    /// A device file (TOML), `-` for standard input, or the name of a preset
    #[arg(required = true)]
    pub(crate) device: Option<String>,
    /// How many devices are made in all, as in `250e9`
    #[arg(long, allow_negative_numbers = true, required = true, value_name = "N")]
    pub(crate) units: Option<String>,
    /// Make them over these years, instead of all at once
    #[arg(long, value_name = "YEAR..YEAR")]
    pub(crate) deploy: Option<String>,
    /// How many more are made from year to year: `15.2%`, or `linear` for as
    /// many in each [default: linear]
    #[arg(
        long,
        value_name = "GROWTH",
        requires = "deploy",
        allow_hyphen_values = true
    )]
    pub(crate) growth: Option<String>,
    /// What the same service costs when devices serve for other numbers of
    /// years: `3..10`, `1..10:0.5` with a step, or `1,3,5`
    #[arg(long, allow_negative_numbers = true, value_name = "YEARS")]
    pub(crate) extend_life: Option<String>,
    #[command(flatten)]
    pub(crate) values: DeviceArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
    #[command(subcommand)]
    pub(crate) command: Option<FleetCommand>,
}

#[derive(Subcommand)]
pub(crate) enum FleetCommand {
    Growth(GrowthArguments),
}

/// Show when so many devices are connected, by linear and exponential growth.
#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot fleet growth
  tinyfoot fleet growth --target 50e9 --year 2030,2050
  tinyfoot fleet growth --start 1e6 --start-year 2026 --percent 40 --target 1e9

{EXIT_STATUS}"))]
pub(crate) struct GrowthArguments {
    /// Numbers of devices of which the date is found [default, without
    /// `--year`: 50e9,100e9,250e9,1e12]
    #[arg(long, allow_negative_numbers = true, value_name = "DEVICES")]
    pub(crate) target: Option<String>,
    /// Years of which the number of devices is found: `2030,2050`, or
    /// `2030..2050:5` with a step
    #[arg(long, allow_negative_numbers = true, value_name = "YEARS")]
    pub(crate) year: Option<String>,
    /// How many devices there are at the start
    #[arg(
        long,
        allow_negative_numbers = true,
        value_name = "N",
        default_value = "15e9"
    )]
    pub(crate) start: String,
    /// When that is
    #[arg(
        long,
        allow_negative_numbers = true,
        value_name = "YEAR",
        default_value = "2023"
    )]
    pub(crate) start_year: String,
    /// How many more there are each year, by the linear law
    #[arg(
        long,
        allow_negative_numbers = true,
        value_name = "N",
        default_value = "1.94e9"
    )]
    pub(crate) per_year: String,
    /// How many percent more there are each year, by the exponential law
    #[arg(
        long,
        allow_negative_numbers = true,
        value_name = "N",
        default_value = "15.2"
    )]
    pub(crate) percent: String,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot net my.toml
  tinyfoot net my.toml --units 1e6 --set application.rebound_percent=30

{EXIT_STATUS}"))]
pub(crate) struct NetArguments {
    /// A device file (TOML), `-` for standard input, or the name of a preset
    pub(crate) device: String,
    /// Show so many devices, too
    #[arg(long, allow_negative_numbers = true, value_name = "N")]
    pub(crate) units: Option<String>,
    #[command(flatten)]
    pub(crate) draws: DrawArguments,
    #[command(flatten)]
    pub(crate) values: DeviceArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

#[derive(Args)]
#[command(
    after_long_help = format!("\
Columns:
  device           a device file or a preset
  count            how many of them; 1 if there is no such column
  country          short for use.grid, where a grid feeds the device
  years            short for lifespan_years
  mean_power_mw    short for use.mean_power_mw
  any path         of a value, as `--set` takes it, which it goes over; an empty cell leaves
                   the device as it is
  any other name   a label to group by

{BATCH_EXAMPLES}

{EXIT_STATUS}"),
    after_help = format!("{BATCH_EXAMPLES}\n\n{EXIT_STATUS}"),
)]
pub(crate) struct BatchArguments {
    /// The inventory (CSV, JSON lines, or Parquet where it is built in), `-` for
    /// standard input
    pub(crate) inventory: String,
    /// Totals for each value of a column, or of several: `country,device`
    #[arg(
        long,
        value_name = "COLUMN",
        value_delimiter = ',',
        conflicts_with = "rows"
    )]
    pub(crate) group_by: Vec<String>,
    /// Print the rows as CSV, each with what it costs, instead of totals
    #[arg(long, conflicts_with_all = ["partial", "format"])]
    pub(crate) rows: bool,
    /// Print exact sums on one line, for `tinyfoot merge`
    #[arg(long, conflicts_with = "format")]
    pub(crate) partial: bool,
    /// The columns of an inventory that has no header, or of JSON lines of which
    /// the first does not have them all
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) header: Option<String>,
    /// Write rows that are wrong to this file (CSV), each with its line and
    /// what is wrong, and go on
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<String>,
    /// What to do about a row that is wrong [default: stop; continue with
    /// `--rejects`]
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) on_error: Option<OnError>,
    #[command(flatten)]
    pub(crate) values: DeviceArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
    /// Say nothing on standard error
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

const BATCH_EXAMPLES: &str = "\
Examples:
  tinyfoot batch inventory.csv --group-by country
  tinyfoot batch inventory.csv --rows --rejects wrong.csv -o priced.csv
  tinyfoot batch inventory.csv --partial > one.json; tinyfoot merge one.json";

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnError {
    /// Leave the row out, count it, and go on
    Continue,
    /// Stop: no file is written
    Stop,
}

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot merge part-*.json
  cat part-*.json | tinyfoot merge - --partial > whole.json

{EXIT_STATUS}"))]
pub(crate) struct MergeArguments {
    /// Files with partial totals, one or several in each; `-` for standard
    /// input
    #[arg(required = true, value_name = "PARTIAL")]
    pub(crate) partials: Vec<String>,
    /// Print exact sums on one line, to be merged again
    #[arg(long, conflicts_with = "format")]
    pub(crate) partial: bool,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

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

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot diff old.toml new.toml
  tinyfoot estimate my.toml --format json > saved.json; tinyfoot diff saved.json my.toml
  tinyfoot diff --git origin/main devices/*.toml --max-increase-percent 5

{GATE_STATUS}"))]
pub(crate) struct DiffArguments {
    /// OLD and NEW: device files (TOML), results of `estimate --format json`,
    /// `-` for standard input, or names of presets; with `--git`, device
    /// files, those of the project file if none is named
    #[arg(value_name = "DEVICE")]
    pub(crate) devices: Vec<String>,
    /// Hold the files as they are against those of this revision
    #[arg(long, value_name = "REV", allow_hyphen_values = true)]
    pub(crate) git: Option<String>,
    /// Exit with 1 when anything differs
    #[arg(long)]
    pub(crate) exit_code: bool,
    /// Exit with 1 when a typical total rises by more than N percent
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) max_increase_percent: Option<String>,
    /// Exit with 1 when a typical total rises by more than N kg CO2e
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) max_increase_kg: Option<String>,
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

#[derive(Args)]
pub(crate) struct ProjectArguments {
    /// The project file, whose factors and defaults hold [default:
    /// `tinyfoot.toml` in this folder or above, up to the root of the
    /// repository]
    #[arg(long, value_name = "FILE", conflicts_with = "no_project")]
    pub(crate) project: Option<String>,
    /// Read no project file
    #[arg(long)]
    pub(crate) no_project: bool,
}

#[derive(Args)]
pub(crate) struct GateOutputArguments {
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: GateFormat,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<String>,
    /// Append the Markdown to the file that `$GITHUB_STEP_SUMMARY` names, too
    #[arg(long)]
    pub(crate) summary: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum GateFormat {
    /// For people, in a terminal
    #[default]
    Table,
    /// For scripts, in full precision
    Json,
    /// For spreadsheets, in full precision
    Csv,
    /// A comment on a pull request
    Markdown,
    /// Annotations of a GitHub workflow, with file and line
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, for dashboards
    Junit,
}

#[derive(Args)]
pub(crate) struct DrawArguments {
    /// How many random draws are made, from 100 to 1e9 [default: 100000;
    /// sensitivity: 32768]
    #[arg(long, allow_negative_numbers = true, value_name = "N", value_parser = sample_count)]
    pub(crate) samples: Option<u64>,
    /// Where its random numbers start; the same seed, the same result
    /// [default: 1]
    #[arg(long, allow_negative_numbers = true, value_name = "N", value_parser = seed)]
    pub(crate) seed: Option<u64>,
    /// How many threads draw; the result does not depend on it [default: all]
    #[arg(long, allow_negative_numbers = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot plot keyword-spotting pinetime -o bars.svg
  tinyfoot plot keyword-spotting --log --with \"Apple Watch Series 7\" -o bars.svg
  tinyfoot plot primary.toml rechargeable.toml --kind lifespan --years 1..20:0.1 -o years.svg

{EXIT_STATUS}"))]
pub(crate) struct PlotArguments {
    /// Device files (TOML), `-` for standard input, or names of presets
    #[arg(required = true, value_name = "DEVICE")]
    pub(crate) devices: Vec<String>,
    /// What is drawn
    #[arg(long, value_enum, default_value_t, value_name = "KIND")]
    pub(crate) kind: Picture,
    /// Bars on a logarithmic scale
    #[arg(long)]
    pub(crate) log: bool,
    /// Draw a bar of a published product too (`tinyfoot data products`);
    /// repeatable
    #[arg(long, value_name = "PRODUCT")]
    pub(crate) with: Vec<String>,
    /// What a slice of a donut is [default: stage]
    #[arg(long, value_enum, value_name = "PART")]
    pub(crate) by: Option<Part>,
    /// The years of a lifespan: `1..20:0.1` with a step, or `1,3,5`
    /// [default: 0.05..10:0.05]
    #[arg(long, allow_negative_numbers = true, value_name = "YEARS")]
    pub(crate) years: Option<String>,
    #[command(flatten)]
    pub(crate) draws: DrawArguments,
    #[command(flatten)]
    pub(crate) device: DeviceArguments,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE.svg")]
    pub(crate) output: Option<String>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Picture {
    /// The blocks of each device, stacked
    #[default]
    Bars,
    /// What each device has cost over the years, with break-even
    Lifespan,
    /// The distribution of each total, with P5, P50 and P95
    Uncertainty,
    /// What moves each total most
    Tornado,
    /// The shares of each total, with kilograms
    Donut,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// A life-cycle stage
    #[default]
    Stage,
    /// A functional block
    Block,
}

impl From<Part> for Slices {
    fn from(part: Part) -> Self {
        match part {
            Part::Stage => Self::Stages,
            Part::Block => Self::Blocks,
        }
    }
}

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot report keyword-spotting -o report.html
  tinyfoot report old.toml new.toml --years 0.1..20:0.1 -o report.html

{EXIT_STATUS}"))]
pub(crate) struct ReportArguments {
    /// Device files (TOML), `-` for standard input, or names of presets
    #[arg(required = true, value_name = "DEVICE")]
    pub(crate) devices: Vec<String>,
    /// A published product to draw beside the devices; repeatable
    /// [default: Apple Watch Series 7, MacBook Pro 16-inch (M1 Pro, 512 GB)]
    #[arg(long, value_name = "PRODUCT")]
    pub(crate) with: Vec<String>,
    /// The years that are looked at: `1..20:0.1` with a step, or `1,3,5`
    /// [default: 0.05..10:0.05]
    #[arg(long, allow_negative_numbers = true, value_name = "YEARS")]
    pub(crate) years: Option<String>,
    #[command(flatten)]
    pub(crate) draws: DrawArguments,
    #[command(flatten)]
    pub(crate) device: DeviceArguments,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE.html")]
    pub(crate) output: Option<String>,
}

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot datasheet pa1-person-detection -o impact.md     # and impact.svg beside it
  tinyfoot datasheet my.toml -o impact.html

{EXIT_STATUS}"))]
pub(crate) struct DatasheetArguments {
    /// A device file (TOML), `-` for standard input, or the name of a preset
    pub(crate) device: String,
    /// How to write it [default: html for a file that is called so, markdown
    /// else]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<PageFormat>,
    #[command(flatten)]
    pub(crate) draws: DrawArguments,
    #[command(flatten)]
    pub(crate) values: DeviceArguments,
    /// Write to this file, whole or not at all, instead of standard output; the
    /// picture of Markdown is written beside it
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    /// For repositories and documents, its picture in a file of its own
    Markdown,
    /// One page with its picture in it
    Html,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum MethodArgument {
    /// Convolution where the lines are independent, simulation elsewhere
    #[default]
    Auto,
    /// Sums of independent lines on a grid, without a draw
    Convolution,
    /// Random draws
    Simulation,
}

impl From<MethodArgument> for Method {
    fn from(method: MethodArgument) -> Self {
        match method {
            MethodArgument::Auto => Self::Auto,
            MethodArgument::Convolution => Self::Convolution,
            MethodArgument::Simulation => Self::Simulation,
        }
    }
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Unit {
    /// A device over its life
    #[default]
    Device,
    /// A year of service
    ServiceYear,
    /// An inference
    Inference,
}

impl From<Unit> for Per {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Device => Self::Device,
            Unit::ServiceYear => Self::ServiceYear,
            Unit::Inference => Self::Inference,
        }
    }
}

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot data presets keyword-spotting > my.toml
  tinyfoot data factors pcb
  tinyfoot data grid-years FR --format csv

{EXIT_STATUS}"))]
pub(crate) struct DataArguments {
    /// What to list
    #[arg(value_enum)]
    pub(crate) kind: DataKind,
    /// Only rows with all of these words; the name of a preset prints its TOML
    #[arg(value_name = "WORD")]
    pub(crate) words: Vec<String>,
    #[command(flatten)]
    pub(crate) factors: FactorArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot init my.toml
  tinyfoot init --from smart-speaker --no-schema my-speaker.toml

{EXIT_STATUS}"))]
pub(crate) struct InitArguments {
    /// The file to write
    pub(crate) file: String,
    /// Start from this preset instead
    #[arg(long, value_name = "PRESET")]
    pub(crate) from: Option<String>,
    /// Write no schema, and no `#:schema` line that names it
    #[arg(long)]
    pub(crate) no_schema: bool,
}

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

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot schema device > tinyfoot-device.schema.json
  tinyfoot schema estimate --output estimate.schema.json

{EXIT_STATUS}"))]
pub(crate) struct SchemaArguments {
    /// What the schema is of
    #[arg(value_parser = schema_kind())]
    pub(crate) kind: schema::Kind,
    #[command(flatten)]
    pub(crate) factors: FactorArguments,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<String>,
}

/// What has a schema, by its name.
fn schema_kind() -> impl TypedValueParser<Value = schema::Kind> {
    let kinds = schema::Kind::all();
    let names = kinds.map(|kind| PossibleValue::new(kind.name()).help(kind.what()));
    PossibleValuesParser::new(names).try_map(|name| schema::Kind::find(&name).ok_or("is no kind"))
}

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

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot man estimate | man -l -
  tinyfoot man --dir ~/.local/share/man/man1

{EXIT_STATUS}"))]
pub(crate) struct ManArguments {
    /// The command whose page it is
    #[arg(value_name = "COMMAND", conflicts_with = "dir")]
    pub(crate) command: Option<String>,
    /// Write the pages of all commands to this folder
    #[arg(long, value_name = "FOLDER")]
    pub(crate) dir: Option<String>,
}

#[cfg(feature = "web")]
#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot web
  tinyfoot web --port 8080

{EXIT_STATUS}"))]
pub(crate) struct WebArguments {
    /// The port on this machine; a free one if not said
    #[arg(
        long,
        allow_negative_numbers = true,
        value_name = "N",
        default_value_t = 0,
        hide_default_value = true
    )]
    pub(crate) port: u16,
}

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

#[derive(Args)]
pub(crate) struct ChartArguments {
    /// Draw a chart too, of characters
    #[arg(long)]
    pub(crate) chart: bool,
}

#[derive(Args)]
pub(crate) struct OutputArguments {
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<String>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, in a terminal
    #[default]
    Table,
    /// For scripts, in full precision
    Json,
    /// For spreadsheets, in full precision
    Csv,
    /// For documents and pull requests
    Markdown,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Rows {
    /// A functional block
    #[default]
    Block,
    /// An item: a quantity times an emission factor
    Item,
    /// A life-cycle stage
    Stage,
}

impl From<Rows> for By {
    fn from(rows: Rows) -> Self {
        match rows {
            Rows::Block => Self::Block,
            Rows::Item => Self::Item,
            Rows::Stage => Self::Stage,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum DataKind {
    /// Built-in device files
    Presets,
    /// Hardware specification levels of the blocks
    Levels,
    /// Items and their emission factors
    Factors,
    /// Carbon intensities of electricity, of the latest year
    Grids,
    /// Carbon intensities of electricity, of all years
    GridYears,
    /// Microcontrollers: active and sleep power
    Mcus,
    /// Radios: energy of a message
    Radios,
    /// Measured energies of inferences
    Inferences,
    /// Cells: energy, mass, wear and footprint
    Cells,
    /// Published footprints of products
    Products,
    /// The sources of everything
    Sources,
    /// Codes of assumptions and warnings, and what `check --deny` takes
    Codes,
}

impl From<DataKind> for Kind {
    fn from(kind: DataKind) -> Self {
        match kind {
            DataKind::Presets => Self::Presets,
            DataKind::Levels => Self::Levels,
            DataKind::Factors => Self::Factors,
            DataKind::Grids => Self::Grids,
            DataKind::GridYears => Self::GridYears,
            DataKind::Mcus => Self::Mcus,
            DataKind::Radios => Self::Radios,
            DataKind::Inferences => Self::Inferences,
            DataKind::Cells => Self::Cells,
            DataKind::Products => Self::Products,
            DataKind::Sources => Self::Sources,
            DataKind::Codes => Self::Codes,
        }
    }
}

/// A number of draws, which may be written as `1e6`.
fn seed(text: &str) -> Result<u64, String> {
    let number = text.trim().parse();
    number.map_err(|_| format!("give a whole number from 0 to {}", u64::MAX))
}

fn sample_count(text: &str) -> Result<u64, String> {
    const LEAST: u64 = 100;
    const MOST: u64 = 1_000_000_000;
    let number: Option<f64> = text.trim().parse().ok();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a whole number within bounds"
    )]
    match number {
        Some(number) if number.fract() == 0.0 && (LEAST as f64..=MOST as f64).contains(&number) => {
            Ok(number as u64)
        }
        _ => Err(format!("give a whole number from {LEAST} to {MOST}")),
    }
}
