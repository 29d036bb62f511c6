//! `tinyfoot explain`: where each number comes from.

use anyhow::Result;
use clap::Args;
use tinyfoot::report::{Bibliography, explain, explain_json, explain_records};
use tinyfoot::{Block, Diagnostic, Footprint, Line, Problems, assess, suggest};

use super::context::{Context, DeviceArguments};
use super::output::{OutputArguments, render};
use super::status::EXIT_STATUS;

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

pub(crate) fn run(arguments: &ExplainArguments) -> Result<()> {
    let context = Context::new(&arguments.values)?;
    let factors = &context.factors;
    let footprint = assess(&context.device(&arguments.device)?, factors);
    let lines = select(&footprint, arguments.place.as_deref()).map_err(Problems::general)?;
    let inputs = std::slice::from_ref(&arguments.device);
    let sink = context.sink(arguments.output.output.as_deref(), inputs)?;
    let rendered = render(
        arguments.output.format,
        || explain(&footprint, &lines, &Bibliography::new(factors)),
        || explain_records(&footprint, &lines),
        || explain_json(&footprint, &lines, factors),
        &sink,
    );
    sink.write(&rendered)
}

/// The lines of `BLOCK` or `BLOCK.ITEM`, or all.
fn select<'a>(footprint: &'a Footprint, place: Option<&str>) -> Result<Vec<&'a Line>, Diagnostic> {
    let Some(place) = place else {
        return Ok(footprint.lines.iter().collect());
    };
    let (name, item) = match place.split_once('.') {
        Some((block, item)) => (block, Some(item.trim_matches('"'))),
        None => (place, None),
    };
    let modelled = footprint.modelled.iter().map(|block| block.key());
    let block = match Block::from_key(name) {
        Some(block) if footprint.modelled.contains(&block) => block,
        Some(_) => {
            return Err(Diagnostic::general(
                "not-modelled",
                format!("`{name}` is not modelled in {}", footprint.name),
            )
            .help(format!(
                "it has {}",
                modelled.collect::<Vec<_>>().join(", ")
            )));
        }
        None => {
            return Err(
                Diagnostic::general("unknown-block", format!("unknown block `{name}`"))
                    .help(suggest(name, modelled, "the device has")),
            );
        }
    };
    let lines: Vec<&Line> = footprint
        .lines_of(block)
        .filter(|line| {
            // An item, or a key of the file that a line is calculated from.
            let is_term = line
                .terms
                .iter()
                .any(|term| term.path.as_deref() == Some(place));
            item.is_none_or(|item| line.item == item || is_term)
        })
        .collect();
    match item {
        Some(item) if lines.is_empty() => {
            let items = footprint.lines_of(block).map(|line| line.item.as_ref());
            Err(
                Diagnostic::general("unknown-item", format!("there is no `{item}` in `{name}`"))
                    .help(suggest(item, items, "it has")),
            )
        }
        _ => Ok(lines),
    }
}
