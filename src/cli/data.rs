//! `tinyfoot data`: what is built in.

use anyhow::Result;
use clap::{Args, ValueEnum};
use tinyfoot::device::presets;
use tinyfoot::grid::find;
use tinyfoot::report::{Kind, Listing, listing_json};
use tinyfoot::{Diagnostic, Problems, nearest};

use super::context::{FactorArguments, found};
use super::output::{Format, OutputArguments, Sink, render};
use super::status::EXIT_STATUS;

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

/// Longer words are names.
const LONGEST_CODE: usize = 3;

pub(crate) fn run(arguments: &DataArguments) -> Result<()> {
    let kind = Kind::from(arguments.kind);
    let preset = match arguments.words.as_slice() {
        [word] if kind == Kind::Presets && arguments.output.format == Format::Table => {
            presets::find(word)
        }
        _ => None,
    };
    if let Some(preset) = preset {
        return Sink::open(&arguments.output, &[])?.write(preset.text);
    }
    let (_, factors) = found(&arguments.factors)?;
    let mut listing = Listing::new(kind, &factors);
    // A grid is found by its codes, and by every other name that a device file
    // may call it where a search finds none.
    let code = match kind {
        Kind::Grids | Kind::GridYears => find(&arguments.words.join(" "), None).ok(),
        _ => None,
    };
    let code = code.and_then(|grid| grid.code);
    match (code, arguments.words.as_slice()) {
        (Some(code), [word]) if word.len() <= LONGEST_CODE => listing.search(code),
        (code, words) => {
            let mut found = listing.clone();
            for word in words {
                found.search(word);
            }
            match code {
                Some(code) if found.is_empty() => listing.search(code),
                _ => listing = found,
            }
        }
    }
    if listing.is_empty() {
        let all = Listing::new(kind, &factors);
        let near = arguments
            .words
            .iter()
            .find_map(|word| nearest(word, all.names()));
        let help = near.map_or_else(
            || format!("`tinyfoot data {}` lists them all", kind.key()),
            |near| format!("did you mean `{near}`?"),
        );
        let words = arguments.words.join(" ");
        return Err(Problems::general(
            Diagnostic::general(
                "nothing-found",
                format!("nothing among the {} has `{words}`", kind.key()),
            )
            .help(help),
        )
        .into());
    }
    let sink = Sink::open(&arguments.output, &[&arguments.factors.files])?;
    let content = render(
        arguments.output.format,
        || listing.document(),
        || listing.records(),
        || listing_json(&listing, &factors),
        &sink,
    );
    sink.write(&content)
}
