//! `tinyfoot report`: all that is known of devices, on one page.

use anyhow::Result;
use clap::Args;
use tinyfoot::report::{Bibliography, Dossier, html};
use tinyfoot::{Footprint, assess};

use super::compare::products;
use super::context::{Context, DeviceArguments};
use super::draws::DrawArguments;
use super::output::refuse_name;
use super::plot::{lifespans, parse_years, sensitivities, uncertain};
use super::status::EXIT_STATUS;

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

/// Those of the figure that Prakash et al. (2023) draw.
const PRODUCTS: [&str; 2] = [
    "Apple Watch Series 7",
    "MacBook Pro 16-inch (M1 Pro, 512 GB)",
];

pub(crate) fn run(arguments: &ReportArguments) -> Result<()> {
    let others = ["pdf", "png", "jpg", "jpeg", "svg", "md", "csv", "json"];
    refuse_name(arguments.output.as_deref(), &others, "HTML")?;
    let years = parse_years(arguments.years.as_deref())?;
    let context = Context::new(&arguments.device)?;
    let factors = &context.factors;
    let devices = context.devices(&arguments.devices)?;
    let products = match arguments.with.as_slice() {
        [] => products(&PRODUCTS.map(str::to_owned))?,
        with => products(with)?,
    };
    let sink = context.sink(arguments.output.as_deref(), &arguments.devices)?;
    let footprints: Vec<Footprint> = devices
        .iter()
        .map(|device| assess(device, factors))
        .collect();
    let dossier = Dossier {
        footprints: &footprints,
        uncertain: &uncertain(&footprints, &arguments.draws)?,
        sensitivities: &sensitivities(&footprints, &arguments.draws)?,
        lifespans: &lifespans(&devices, factors, &years),
        products: &products,
    };
    sink.write(&html(&dossier.page(&Bibliography::new(factors))))
}
