//! `tinyfoot plot`: devices as a picture.

use anyhow::Result;
use clap::{Args, ValueEnum};
use tinyfoot::analysis::{
    Method, Sensitivity, Uncertain, life, overtakings, sensitivity, uncertainty,
};
use tinyfoot::report::Lifespans;
use tinyfoot::report::figure::{self, Figure, Lengths, Slices};
use tinyfoot::{Device, Diagnostic, Factors, Footprint, Problems, assess};

use super::compare::products;
use super::context::{Context, DeviceArguments};
use super::draws::{self, DrawArguments, Watcher, draws};
use super::lifespan::YEARS;
use super::output::extension;
use super::sensitivity::base_draws;
use super::series;
use super::status::EXIT_STATUS;

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

/// Fine enough for the steps of batteries that are replaced.
const DEFAULT_YEARS: &str = "0.05..10:0.05";

pub(crate) fn run(arguments: &PlotArguments) -> Result<()> {
    check(arguments)?;
    let years = parse_years(arguments.years.as_deref())?;
    let context = Context::new(&arguments.device)?;
    let factors = &context.factors;
    let devices = context.devices(&arguments.devices)?;
    let products = products(&arguments.with)?;
    let sink = context.sink(arguments.output.as_deref(), &arguments.devices)?;
    let footprints: Vec<Footprint> = devices
        .iter()
        .map(|device| assess(device, factors))
        .collect();
    let figure = match arguments.kind {
        Picture::Bars => {
            let lengths = if arguments.log {
                Lengths::Log
            } else {
                Lengths::Linear
            };
            figure::bars(&footprints, &products, lengths)
        }
        Picture::Lifespan => figure::lifespan(&lifespans(&devices, factors, &years)),
        Picture::Uncertainty => figure::histogram(&uncertain(&footprints, &arguments.draws)?),
        Picture::Tornado => figure::tornado(&sensitivities(&footprints, &arguments.draws)?),
        Picture::Donut => figure::donut(&footprints, arguments.by.unwrap_or_default().into()),
    };
    #[cfg(feature = "png")]
    if extension(arguments.output.as_deref()).as_deref() == Some("png") {
        let pixels = super::png::png(&figure.svg())?;
        return sink.stream(|output| output.write_all(&pixels));
    }
    sink.write(&Figure::svg(&figure))
}

/// An option that another kind of picture has is a mistake, and so is a file
/// that is called something else than it is.
fn check(arguments: &PlotArguments) -> Result<()> {
    let kind = arguments.kind;
    let wrong = [
        ("--log", arguments.log, Picture::Bars, "bars"),
        ("--with", !arguments.with.is_empty(), Picture::Bars, "bars"),
        ("--by", arguments.by.is_some(), Picture::Donut, "donut"),
        (
            "--years",
            arguments.years.is_some(),
            Picture::Lifespan,
            "lifespan",
        ),
    ];
    for (option, is_given, of, name) in wrong {
        if is_given && kind != of {
            return Err(Problems::general(
                Diagnostic::general(
                    "bad-usage",
                    format!("`{option}` is of `--kind {name}` alone"),
                )
                .help("leave one of the two out"),
            )
            .into());
        }
    }
    let output = arguments.output.as_deref().unwrap_or_default();
    let help = match extension(arguments.output.as_deref()).as_deref() {
        Some("png") if cfg!(feature = "png") => return Ok(()),
        Some("png") => {
            "write `-o FILE.svg`, and convert it: `rsvg-convert -z 2 FILE.svg -o FILE.png`; a build with `--features png` writes PNG itself"
        }
        Some("jpg" | "jpeg" | "pdf") => {
            "write `-o FILE.svg`, and convert it: `rsvg-convert -f pdf FILE.svg -o FILE.pdf`"
        }
        _ => return Ok(()),
    };
    Err(Problems::general(
        Diagnostic::general("bad-usage", format!("{output} would hold an SVG")).help(help),
    )
    .into())
}

/// The years of curves.
pub(super) fn parse_years(text: Option<&str>) -> Result<Vec<f64>, Problems> {
    let text = text.unwrap_or(DEFAULT_YEARS);
    let mut years = series::parse(text, "--years", YEARS, series::MOST_OF_A_TABLE)?;
    years.sort_by(f64::total_cmp);
    Ok(years)
}

pub(super) fn lifespans(devices: &[Device], factors: &Factors, years: &[f64]) -> Lifespans {
    Lifespans {
        lives: devices
            .iter()
            .map(|device| life(device, factors, years))
            .collect(),
        overtakings: overtakings(devices, factors),
        services: Vec::new(),
    }
}

pub(super) fn uncertain(
    footprints: &[Footprint],
    arguments: &DrawArguments,
) -> Result<Vec<Uncertain>> {
    let draws = draws(arguments);
    let watcher = Watcher::new(draws);
    let found = footprints
        .iter()
        .map(|footprint| draws::finish(uncertainty(footprint, Method::Auto, draws, &watcher)));
    found.collect()
}

pub(super) fn sensitivities(
    footprints: &[Footprint],
    arguments: &DrawArguments,
) -> Result<Vec<Sensitivity>> {
    let draws = base_draws(arguments);
    let watcher = Watcher::new(draws);
    let found = footprints
        .iter()
        .map(|footprint| draws::finish(sensitivity(footprint, draws, &watcher)));
    found.collect()
}
