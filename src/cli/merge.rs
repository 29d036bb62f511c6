//! `tinyfoot merge`: partial totals added up.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use anyhow::Result;
use clap::Args;
use tinyfoot::inventory::{LARGEST_PARTIAL_BYTES, Totals};
use tinyfoot::{Diagnostic, Problems};

use super::batch::content;
use super::context::check_streams;
use super::files::read_up_to;
use super::output::{OutputArguments, Sink, tell};
use super::status::EXIT_STATUS;

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

pub(crate) fn run(arguments: &MergeArguments) -> Result<()> {
    check_streams(&arguments.partials)?;
    let mut whole: Option<Totals> = None;
    let mut read: HashMap<u64, &str> = HashMap::new();
    for name in &arguments.partials {
        let text = read_up_to(name, LARGEST_PARTIAL_BYTES)?;
        // Two parts of an inventory may be alike, and rarely are.
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(&text.text);
        if let Some(other) = read.insert(hash, name) {
            tell(&format!(
                "note: {name} says the same as {other}; both are counted"
            ));
        }
        let part = Totals::read(&text)?;
        match &mut whole {
            None => whole = Some(part),
            Some(whole) => whole.merge(part).map_err(|why| {
                Problems::general(
                    Diagnostic::general("bad-partial", format!("{name}: {why}"))
                        .help("make all parts in the same way"),
                )
            })?,
        }
    }
    let totals = whole.unwrap_or_default();
    let sink = Sink::open(&arguments.output, &[&arguments.partials])?;
    let text = content(&totals, arguments.partial, arguments.output.format, &sink);
    sink.write(&text)
}
