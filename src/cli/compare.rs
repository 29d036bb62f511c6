//! `tinyfoot compare`: devices against one another.

use anyhow::Result;
use clap::{Args, ValueEnum};
use tinyfoot::analysis::{Per, compare as hold_against, paired};
use tinyfoot::products::{self, Product};
use tinyfoot::report::{Rows, compare, compare_json, compare_records, totals_chart};
use tinyfoot::{Diagnostic, Footprint, Problems, assess, suggest};

use super::context::{Context, DeviceArguments};
use super::draws::{self, DrawArguments, Watcher, draws};
use super::output::{ChartArguments, OutputArguments, has_chart, render};
use super::problems::finish;
use super::status::EXIT_STATUS;

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

pub(crate) fn run(arguments: &CompareArguments) -> Result<()> {
    let has_chart = has_chart(&arguments.chart, arguments.output.format)?;
    draws::refuse_without(arguments.uncertainty, &arguments.draws)?;
    let context = Context::new(&arguments.device)?;
    let factors = &context.factors;
    let devices = context.devices(&arguments.devices)?;
    let footprints: Vec<Footprint> = devices
        .iter()
        .map(|device| assess(device, factors))
        .collect();
    if footprints.len() < 2 && arguments.with.is_empty() {
        return Err(Problems::general(
            Diagnostic::general("nothing-to-compare", "there is nothing to compare with")
                .help("name two devices, or a product, as in `--with \"Apple Watch Series 7\"`"),
        )
        .into());
    }
    let baseline = baseline(arguments, &footprints)?;
    let products = products(&arguments.with)?;
    let mut comparison = hold_against(&footprints, &products, baseline, arguments.per.into())
        .map_err(|problem| {
            Problems::general(
                Diagnostic::general("not-comparable", problem.to_string()).help(
                    "`--per inference` counts tasks that state `inference`, or are called so; \
                 products have a footprint per device and, where a lifetime is published, \
                 per service year",
                ),
            )
        })?;
    if arguments.uncertainty && footprints.len() < 2 {
        return Err(Problems::general(
            Diagnostic::general("bad-usage", "`--uncertainty` draws devices in pairs")
                .help("name two devices: products have no distribution"),
        )
        .into());
    }
    if arguments.uncertainty {
        let alike = footprints.iter().map(|own| comparison.per.of(own));
        let alike: Vec<Footprint> = alike.collect::<Option<_>>().ok_or_else(|| {
            Problems::general(
                Diagnostic::general(
                    "bad-usage",
                    "`--uncertainty` goes with no `--per inference`: how many there are is \
                     uncertain too",
                )
                .help("draw per device, or `--per service-year`"),
            )
        })?;
        let draws = draws(&arguments.draws);
        let found = paired(&alike, baseline, draws, &Watcher::new(draws));
        comparison.paired = Some((draws::finish(found)?, draws.samples));
    }
    let sink = context.sink(arguments.output.output.as_deref(), &arguments.devices)?;
    let rows = if arguments.changed_only {
        Rows::Changed
    } else {
        Rows::All
    };
    let rendered = render(
        arguments.output.format,
        || {
            let mut document = compare(&comparison, rows);
            if has_chart {
                document.illustrate([totals_chart(&comparison, &footprints)]);
            }
            document
        },
        || compare_records(&comparison, rows),
        || compare_json(&comparison, &footprints, factors),
        &sink,
    );
    sink.write(&rendered)
}

/// The device that is meant by its argument or by its name.
fn baseline(arguments: &CompareArguments, footprints: &[Footprint]) -> Result<usize> {
    let Some(wanted) = &arguments.baseline else {
        return Ok(0);
    };
    let names = footprints.iter().map(|footprint| &footprint.name);
    let by_argument = arguments.devices.iter().position(|name| name == wanted);
    by_argument
        .or_else(|| names.clone().position(|name| name == wanted))
        .ok_or_else(|| {
            let known = arguments.devices.iter().chain(names).map(String::as_str);
            Problems::general(
                Diagnostic::general(
                    "unknown-baseline",
                    format!("`{wanted}` is none of the devices that are compared"),
                )
                .help(suggest(wanted, known, "they are")),
            )
            .into()
        })
}

/// Published products by name; case does not matter.
pub(super) fn products(names: &[String]) -> Result<Vec<Product>> {
    let all = products::all();
    let mut problems = Problems::default();
    let mut found = Vec::new();
    for name in names {
        let is_meant = |product: &&Product| product.product.eq_ignore_ascii_case(name.trim());
        match all.iter().find(is_meant) {
            Some(product) => found.push(product.clone()),
            None => problems.absorb(Problems::general(
                Diagnostic::general("unknown-product", format!("there is no product `{name}`"))
                    .help(suggest(
                        name,
                        all.iter().map(|product| product.product.as_str()),
                        "published are",
                    )),
            )),
        }
    }
    finish(found, problems)
}
