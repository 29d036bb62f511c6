//! `tinyfoot report`: all that is known of devices, on one page.

use anyhow::Result;
use tinyfoot::report::{Bibliography, Dossier, html};
use tinyfoot::{Footprint, assess};

use super::arguments::ReportArguments;
use super::compare::products;
use super::context::Context;
use super::output::refuse_name;
use super::plot::{lifespans, parse_years, sensitivities, uncertain};

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
