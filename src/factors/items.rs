//! Items and their factors from TOML.

use std::borrow::Cow;
use std::sync::Arc;

use super::cells::read_cell;
use super::keys::{FACTOR_KEYS, FEASIBLE, GSD, KG_CO2E_PER_UNIT};
use super::{Basis, Factor, Item, ItemFactor};
use crate::block::Block;
use crate::diagnostic::{Diagnostic, Place, plain, suggest};
use crate::key::names;
use crate::read::{Reader, wrong_type};
use crate::tree::{Entry, Node, Table, Value};
use crate::unit::Unit;

/// How the factors of transport end.
const OF_A_MODE: &str = "_kg_km";

/// Reads `[factors.BLOCK.ITEM]` tables, of a set or of a device file; `layer`
/// says of which layer is what stands at a place.
pub(crate) fn read_factors<'a>(
    reader: &mut Reader,
    entry: &Entry,
    layer: impl Fn(&Place) -> &'a str,
) -> Vec<Item> {
    let mut items = Vec::new();
    for (block, table) in blocks(reader, entry) {
        for entry in table.entries() {
            items.extend(read_item(reader, block, entry, layer(&entry.key_place)));
        }
    }
    items
}

/// The tables of a table whose keys are blocks.
pub(super) fn blocks<'t>(reader: &mut Reader, entry: &'t Entry) -> Vec<(Block, &'t Table)> {
    let Some(table) = reader.table(entry) else {
        return Vec::new();
    };
    let mut blocks = Vec::new();
    for entry in table.entries() {
        match Block::from_key(&entry.key) {
            Some(block) if block.has_items() => {
                blocks.extend(reader.table(entry).map(|table| (block, table)));
            }
            Some(block) => reader.report(
                Diagnostic::at(
                    "unused-key",
                    &entry.key_place,
                    format!("`{}` has no items and no levels", block.key()),
                )
                .help("its keys are fixed: see `tinyfoot data presets keyword-spotting`"),
            ),
            None => reader.report(unknown_block(entry)),
        }
    }
    blocks
}

/// The message for a table that should be named after a block.
fn unknown_block(entry: &Entry) -> Diagnostic {
    Diagnostic::at(
        "unknown-block",
        &entry.key_place,
        format!("unknown block `{}`", entry.key),
    )
    .help(suggest(
        &entry.key,
        Block::ALL
            .iter()
            .filter(|block| block.has_items())
            .map(|block| block.key()),
        "the blocks with items are",
    ))
}

fn read_item(reader: &mut Reader, block: Block, entry: &Entry, layer: &str) -> Option<Item> {
    let table = reader.table(entry)?;
    let key = &entry.key;
    let Some((_, unit)) = Unit::split(key) else {
        let suffixes: Vec<_> = Unit::suffixes()
            .map(|suffix| format!("_{suffix}"))
            .collect();
        reader.report(
            Diagnostic::at(
                "no-unit",
                &entry.key_place,
                format!("the item `{key}` does not say its unit"),
            )
            .help(format!("end its name in one of {}", suffixes.join(", "))),
        );
        return None;
    };
    if block == Block::Transport && !key.ends_with(OF_A_MODE) {
        reader.report(
            Diagnostic::at(
                "unknown-item",
                &entry.key_place,
                format!("`{key}` is no mode of transport"),
            )
            .help(format!(
                "the factor of a mode is per kg·km: `ship{OF_A_MODE}`"
            )),
        );
    }
    let what = format!("the factor `{key}`");
    reader.only(table, &names(&FACTOR_KEYS), &what);
    let factor = if table.has("same_as") {
        lone(reader, table, "same_as");
        same_as(reader, table, unit)
    } else if table.has("unknown") {
        lone(reader, table, "unknown");
        reader
            .optional_text(table, "unknown")
            .map(ItemFactor::Unknown)
    } else {
        known(reader, block, entry, table, unit, layer)
    };
    Some(Item {
        block,
        key: key.clone().into(),
        label: reader.optional_text(table, "label").map(Cow::from),
        unit,
        factor: factor?,
        cell: table
            .entry("cell")
            .and_then(|entry| read_cell(reader, entry)),
    })
}

/// A factor with a value of its own.
fn known(
    reader: &mut Reader,
    block: Block,
    entry: &Entry,
    table: &Table,
    unit: &'static Unit,
    layer: &str,
) -> Option<ItemFactor> {
    let value = match table.get("kg_co2e") {
        Some(node) => reader.number(KG_CO2E_PER_UNIT.name, node, KG_CO2E_PER_UNIT.bounds),
        None => {
            let what = format!("kilograms of CO2e per {}", unit.symbol);
            reader.report(
                Diagnostic::at(
                    "missing-key",
                    &entry.key_place,
                    format!("`{}` has no `kg_co2e`", entry.key),
                )
                .help(format!("add `kg_co2e`: {what}")),
            );
            None
        }
    };
    let id = block.path(&entry.key);
    let factor = describe_factor(reader, table, id, layer, unit);
    if factor.sources.is_empty() {
        reader.report(missing_source(entry, "every factor has one"));
    }
    if let (Some(value), Some((low, high)), Some(node)) =
        (value, factor.feasible, table.get("feasible"))
        && !(low..=high).contains(&value)
    {
        reader.report(
            Diagnostic::at(
                "out-of-range",
                &node.place,
                format!("`kg_co2e` is {}, outside `feasible`", plain(value)),
            )
            .help("the interval holds all values that fit, the factor itself among them"),
        );
    }
    Some(ItemFactor::Known(Arc::new(Factor {
        kg_co2e_per_unit: value?,
        ..factor
    })))
}

/// Reports what stands beside a key that says all there is to say.
fn lone(reader: &mut Reader, table: &Table, key: &str) {
    for entry in table.entries() {
        let goes_with_it = [key, "label", "cell"].contains(&entry.key.as_str());
        if !goes_with_it && names(&FACTOR_KEYS).any(|key| key == entry.key) {
            reader.report(
                Diagnostic::at(
                    "unused-key",
                    &entry.key_place,
                    format!("`{}` next to `{key}`", entry.key),
                )
                .help(format!("`{key}` stands alone: remove one of the two")),
            );
        }
    }
}

/// The message for a number that does not say where it comes from.
pub(crate) fn missing_source(entry: &Entry, rule: &str) -> Diagnostic {
    Diagnostic::at(
        "missing-source",
        &entry.key_place,
        format!("`{}` states a footprint without a source", entry.key),
    )
    .help(format!(
        "add `source = \"...\"`, a text or a citation key (that of a value which is replaced goes with it); {rule}"
    ))
}

fn same_as(reader: &mut Reader, table: &Table, unit: &'static Unit) -> Option<ItemFactor> {
    let node = table.get("same_as")?;
    let text = reader.text("same_as", node)?;
    let target = text.split_once('.').and_then(|(block, key)| {
        let (_, other) = Unit::split(key)?;
        Some((Block::from_key(block)?, key.to_owned(), other))
    });
    let diagnostic = match target {
        Some((block, key, other)) if other == unit => return Some(ItemFactor::SameAs(block, key)),
        Some((_, _, other)) => Diagnostic::at(
            "unit-mismatch",
            &node.place,
            format!(
                "`{text}` is per {}, this item per {}",
                other.symbol, unit.symbol
            ),
        )
        .help("items that share a factor have the same unit"),
        None => Diagnostic::at(
            "unknown-item",
            &node.place,
            format!("`{text}` is no block and item"),
        )
        .help("write it like `same_as = \"processing.mcu_mm2\"`"),
    };
    reader.report(diagnostic);
    None
}

/// Everything of a factor but its value, which is one kilogram per kilogram.
pub(super) fn describe_factor(
    reader: &mut Reader,
    table: &Table,
    id: String,
    layer: &str,
    unit: &'static Unit,
) -> Factor {
    Factor {
        id: id.into(),
        layer: layer.to_owned().into(),
        kg_co2e_per_unit: 1.0,
        unit,
        feasible: table
            .get("feasible")
            .and_then(|node| read_feasible(reader, node)),
        gsd: table
            .get(GSD.name)
            .and_then(|node| reader.number(GSD.name, node, GSD.bounds)),
        gsd_basis: reader.optional_text(table, "gsd_basis").map(Cow::from),
        basis: read_basis(reader, table),
        covers: reader.optional_text(table, "covers").map(Cow::from),
        derivation: reader.optional_text(table, "derivation").map(Cow::from),
        sources: reader.sources(table),
    }
}

fn read_feasible(reader: &mut Reader, node: &Node) -> Option<(f64, f64)> {
    if let Value::Array(nodes) = &node.value
        && let [low, high] = nodes.as_slice()
    {
        let low = reader.number(FEASIBLE.name, low, FEASIBLE.bounds)?;
        let high = reader.number(FEASIBLE.name, high, FEASIBLE.bounds)?;
        if low > high {
            reader.report(
                Diagnostic::at("unordered-range", &node.place, "`feasible` is not in order")
                    .help("the smaller end of the interval comes first"),
            );
        }
        return Some((low, high));
    }
    reader.report(wrong_type(
        "feasible",
        "an array of two numbers",
        &node.value,
        &node.place,
    ));
    None
}

fn read_basis(reader: &mut Reader, table: &Table) -> Basis {
    let Some((node, text)) = table
        .get("basis")
        .and_then(|node| Some((node, reader.text("basis", node)?)))
    else {
        return Basis::Stated;
    };
    if let Some(basis) = Basis::ALL.into_iter().find(|basis| basis.key() == text) {
        return basis;
    }
    reader.report(
        Diagnostic::at(
            "unknown-basis",
            &node.place,
            format!("unknown basis `{text}`"),
        )
        .help(suggest(
            &text,
            Basis::ALL.iter().map(|basis| basis.key()),
            "it is one of",
        )),
    );
    Basis::Stated
}
