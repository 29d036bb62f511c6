//! `tinyfoot plot`: devices as a picture.

use anyhow::Result;
use tinyfoot::analysis::{
    Method, Sensitivity, Uncertain, life, overtakings, sensitivity, uncertainty,
};
use tinyfoot::report::Lifespans;
use tinyfoot::report::figure::{self, Figure, Lengths};
use tinyfoot::{Device, Diagnostic, Factors, Footprint, Problems, assess};

use super::arguments::{DrawArguments, Picture, PlotArguments};
use super::compare::products;
use super::context::Context;
use super::draws::{self, Watcher, draws};
use super::lifespan::YEARS;
use super::output::extension;
use super::sensitivity::base_draws;
use super::series;

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
