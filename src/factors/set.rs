//! A factor set from TOML.

use super::FactorSet;
use super::items::read_factors;
use super::keys::SET_KEYS;
use super::levels::read_levels;
use crate::block::Block;
use crate::diagnostic::{Diagnostic, Place, Problems, Source};
use crate::key::names;
use crate::read::{Reader, unknown_key};
use crate::sources::{Citation, read_citations};
use crate::tree::{self, Table};

/// Reads a factor set; `file` is its name in messages, and its own name
/// unless it states one; `known` finds the sources of the layers below.
///
/// # Errors
///
/// All problems of the text.
pub(crate) fn read_set<'a>(
    text: &str,
    file: &str,
    known: &dyn Fn(&str) -> Option<&'a Citation>,
) -> Result<FactorSet, Problems> {
    let mut reader = Reader::default();
    let set = match tree::parse(text, 0) {
        Ok(table) => read_table(&mut reader, &table, file, known),
        Err(diagnostics) => {
            reader.diagnostics = diagnostics;
            FactorSet::default()
        }
    };
    if reader.diagnostics.is_empty() {
        return Ok(set);
    }
    let source = Source {
        name: file.to_owned(),
        text: text.to_owned(),
    };
    Err(Problems::new(vec![source], reader.diagnostics))
}

fn read_table<'a>(
    reader: &mut Reader,
    table: &Table,
    file: &str,
    known: &dyn Fn(&str) -> Option<&'a Citation>,
) -> FactorSet {
    for entry in table.entries() {
        if Block::from_key(&entry.key).is_some() {
            reader.report(
                Diagnostic::at(
                    "unknown-key",
                    &entry.key_place,
                    format!("`[{}]` in a factor set", entry.key),
                )
                .help(format!(
                    "write `[factors.{}...]` or `[levels.{}...]`",
                    entry.key, entry.key
                )),
            );
        } else if names(&SET_KEYS).all(|key| key != entry.key) {
            reader.report(unknown_key(entry, names(&SET_KEYS), "a factor set"));
        }
    }
    let name = reader
        .optional_text(table, "name")
        .unwrap_or_else(|| file.to_owned());
    let mut set = FactorSet {
        description: reader.optional_text(table, "description"),
        name,
        ..FactorSet::default()
    };
    if let Some(entry) = table.entry("factors") {
        set.items = read_factors(reader, entry, |_| &set.name);
    }
    if let Some(entry) = table.entry("levels") {
        set.levels = read_levels(reader, entry, &set.name);
    }
    if let Some(entry) = table.entry("sources") {
        set.citations = read_citations(reader, entry, known);
    }
    if set.items.is_empty() && set.levels.is_empty() && reader.diagnostics.is_empty() {
        reader.report(
            Diagnostic::at(
                "empty-file",
                &Place::start_of(0),
                format!("{file} holds no factor and no level"),
            )
            .help("a factor looks like `[factors.casing.bamboo_g]` with `kg_co2e` and `source`"),
        );
    }
    set
}
