//! Hardware specification levels from TOML.

use std::borrow::Cow;
use std::sync::Arc;

use super::items::{blocks, describe_factor, missing_source};
use super::keys::{LEVEL_KEYS, LEVEL_KG_CO2E};
use super::{Factor, Level, Whole};
use crate::block::Block;
use crate::diagnostic::Diagnostic;
use crate::key::names;
use crate::range::Range;
use crate::read::{Bounds, Reader, Stated};
use crate::tree::{Entry, Table};
use crate::unit::{KILOGRAM_CO2E, Unit};

/// Keys that describe the footprint of a whole level.
const OF_WHOLE: [&str; 4] = ["label", "gsd", "gsd_basis", "basis"];

/// Reads the `[levels.BLOCK.NUMBER]` tables of a factor set.
pub(super) fn read_levels(reader: &mut Reader, entry: &Entry, layer: &str) -> Vec<Level> {
    let mut levels = Vec::new();
    for (block, table) in blocks(reader, entry) {
        for entry in table.entries() {
            match entry.key.as_bytes() {
                [digit @ b'0'..=b'9'] => {
                    levels.extend(read_level(reader, block, digit - b'0', entry, layer));
                }
                _ => reader.report(
                    Diagnostic::at(
                        "unknown-level",
                        &entry.key_place,
                        format!("`{}` is no level", entry.key),
                    )
                    .help("levels are the numbers 0 to 9"),
                ),
            }
        }
    }
    levels
}

fn read_level(
    reader: &mut Reader,
    block: Block,
    number: u8,
    entry: &Entry,
    layer: &str,
) -> Option<Level> {
    let table = reader.table(entry)?;
    let name = format!("{} HSL-{number}", block.label());
    reader.only(table, &names(&LEVEL_KEYS), &name);
    let items = match table.entry("items") {
        Some(entry) => read_items(reader, block, entry),
        None => Vec::new(),
    };
    let whole = read_whole(reader, block, number, table, layer);
    if !table.has("kg_co2e") {
        let unused = |entry: &&Entry| OF_WHOLE.contains(&entry.key.as_str());
        for entry in table.entries().iter().filter(unused) {
            reader.report(
                Diagnostic::at(
                    "unused-key",
                    &entry.key_place,
                    format!("`{}` without `kg_co2e`", entry.key),
                )
                .help("it describes the footprint of a level as a whole"),
            );
        }
    }
    if !table.has("items") && !table.has("kg_co2e") {
        reader.report(
            Diagnostic::at(
                "empty-block",
                &entry.key_place,
                format!("{name} says nothing"),
            )
            .help("give `items`, or the `kg_co2e` of the level as a whole"),
        );
    }
    if let (Block::Transport, Some(entry)) = (block, table.entry("kg_co2e")) {
        reader.report(
            Diagnostic::at(
                "unknown-key",
                &entry.key_place,
                "a level of `transport` has no footprint as a whole",
            )
            .help("give its `items`: `weight_g` and distances such as `plane_distance_km`"),
        );
    }
    let sources = reader.sources(table);
    if sources.is_empty() {
        reader.report(missing_source(entry, "every level has one"));
    }
    Some(Level {
        block,
        number,
        items,
        whole,
        caution: reader.optional_text(table, "caution").map(Cow::from),
        sources,
    })
}

/// The footprint of a level of which only the whole is published.
fn read_whole(
    reader: &mut Reader,
    block: Block,
    number: u8,
    table: &Table,
    layer: &str,
) -> Option<Arc<Whole>> {
    let node = table.get("kg_co2e")?;
    let kg = reader.quantity(LEVEL_KG_CO2E.name, node, LEVEL_KG_CO2E.bounds);
    let id = format!("{}.hsl_{number}", block.key());
    let factor = describe_factor(reader, table, id, layer, &KILOGRAM_CO2E);
    let label = reader.optional_text(table, "label");
    Some(Arc::new(Whole {
        kg_co2e: kg?.range,
        label: label
            .unwrap_or_else(|| format!("HSL-{number} as a whole"))
            .into(),
        factor: Arc::new(Factor {
            covers: Some(format!("{} HSL-{number}", block.label()).into()),
            ..factor
        }),
    }))
}

fn read_items(reader: &mut Reader, block: Block, entry: &Entry) -> Vec<(Cow<'static, str>, Range)> {
    let Some(table) = reader.table(entry) else {
        return Vec::new();
    };
    table
        .entries()
        .iter()
        .filter_map(|entry| read_quantity(reader, block, entry))
        .collect()
}

fn read_quantity(
    reader: &mut Reader,
    block: Block,
    entry: &Entry,
) -> Option<(Cow<'static, str>, Range)> {
    let key = &entry.key;
    let is_journey = key == "weight_g" || key.ends_with("_distance_km");
    let Some((_, unit)) = Unit::split(key).filter(|_| block != Block::Transport || is_journey)
    else {
        let help = if block == Block::Transport {
            "a level of `transport` has `weight_g` and distances such as `plane_distance_km`"
        } else {
            "the key of an item ends in its unit, as in `mcu_mm2`"
        };
        let message = format!("unknown item `{key}`");
        reader.report(Diagnostic::at("unknown-item", &entry.key_place, message).help(help));
        return None;
    };
    let quantity = reader.quantity(key, &entry.node, Bounds::of(unit))?;
    if quantity != Stated::bare(quantity.range) {
        reader.report(
            Diagnostic::at(
                "unused-key",
                &entry.node.place,
                format!("`{key}` states an origin of its own"),
            )
            .help("the `source` of the level is that of all its quantities"),
        );
    }
    Some((key.clone().into(), quantity.range))
}
