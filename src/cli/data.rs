//! `tinyfoot data`: what is built in.

use anyhow::Result;
use tinyfoot::device::presets;
use tinyfoot::grid::find;
use tinyfoot::report::{Kind, Listing, listing_json};
use tinyfoot::{Diagnostic, Problems, nearest};

use super::arguments::{DataArguments, Format};
use super::context::found;
use super::output::{Sink, render};

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
