//! A factor set from TOML.

use std::sync::Arc;

use super::{Basis, Factor, FactorSet, Item, ItemFactor, Level, Whole};
use crate::block::Block;
use crate::diagnostic::{Diagnostic, Place, Problems, Source, suggest};
use crate::range::Range;
use crate::read::{Bounds, Reader, Stated, wrong_type};
use crate::sources::read_citations;
use crate::tree::{self, Entry, Node, Table, Value};
use crate::unit::{KILOGRAM_CO2E, Unit};

const SET_KEYS: [&str; 5] = ["name", "description", "factors", "levels", "sources"];
const FACTOR_KEYS: [&str; 11] = [
    "kg_co2e",
    "gsd",
    "source",
    "label",
    "covers",
    "derivation",
    "feasible",
    "gsd_basis",
    "basis",
    "same_as",
    "unknown",
];
const LEVEL_KEYS: [&str; 8] = [
    "items",
    "kg_co2e",
    "label",
    "gsd",
    "gsd_basis",
    "basis",
    "caution",
    "source",
];

/// A kilogram of CO2e per unit: a tonne per square millimetre or piece is a
/// typing error.
const PER_UNIT: Bounds<'static> = Bounds::between(0.0, 1e3, "kg CO2e");
const GSD: Bounds<'static> = Bounds::between(1.0, 10.0, "");

/// Reads a factor set; `file` is its name in messages, and its own name
/// unless it states one.
///
/// # Errors
///
/// All problems of the text.
pub(crate) fn read_set(text: &str, file: &str) -> Result<FactorSet, Problems> {
    let mut reader = Reader::default();
    let set = match tree::parse(text, 0) {
        Ok(table) => read_table(&mut reader, &table, file),
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

fn read_table(reader: &mut Reader, table: &Table, file: &str) -> FactorSet {
    reader.only(table, &SET_KEYS, "a factor set");
    let name = reader
        .optional_text(table, "name")
        .unwrap_or_else(|| file.to_owned());
    let mut set = FactorSet {
        description: reader.optional_text(table, "description"),
        name,
        ..FactorSet::default()
    };
    if let Some(entry) = table.entry("factors") {
        set.items = read_factors(reader, entry, &set.name);
    }
    if let Some(entry) = table.entry("levels") {
        set.levels = read_levels(reader, entry, &set.name);
    }
    if let Some(entry) = table.entry("sources") {
        set.citations = read_citations(reader, entry);
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

/// Reads `[factors.BLOCK.ITEM]` tables, of a set or of a device file.
pub(crate) fn read_factors(reader: &mut Reader, entry: &Entry, layer: &str) -> Vec<Item> {
    let mut items = Vec::new();
    for (block, table) in blocks(reader, entry) {
        for entry in &table.entries {
            items.extend(read_item(reader, block, entry, layer));
        }
    }
    items
}

/// The tables of a table whose keys are blocks.
fn blocks<'t>(reader: &mut Reader, entry: &'t Entry) -> Vec<(Block, &'t Table)> {
    let Some(table) = reader.table(entry) else {
        return Vec::new();
    };
    let mut blocks = Vec::new();
    for entry in &table.entries {
        match Block::from_key(&entry.key) {
            Some(block) => blocks.extend(reader.table(entry).map(|table| (block, table))),
            None => reader.report(unknown_block(entry)),
        }
    }
    blocks
}

/// The message for a table that should be named after a block.
pub(crate) fn unknown_block(entry: &Entry) -> Diagnostic {
    Diagnostic::at(
        "unknown-block",
        &entry.key_place,
        format!("unknown block `{}`", entry.key),
    )
    .help(suggest(
        &entry.key,
        Block::ALL.iter().map(|block| block.key()),
        "the blocks are",
    ))
}

fn read_item(reader: &mut Reader, block: Block, entry: &Entry, layer: &str) -> Option<Item> {
    let table = reader.table(entry)?;
    let key = &entry.key;
    let Some((name, unit)) = Unit::split(key) else {
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
    reader.only(table, &FACTOR_KEYS, &format!("the factor `{key}`"));
    let label = reader
        .optional_text(table, "label")
        .unwrap_or_else(|| name.replace('_', " "));
    let id = format!("{}.{key}", block.key());
    let factor = if table.has("same_as") {
        same_as(reader, table)?
    } else if let Some(why) = reader.optional_text(table, "unknown") {
        ItemFactor::Unknown(why)
    } else {
        let Some(node) = table.get("kg_co2e") else {
            reader.report(missing(
                entry,
                "kg_co2e",
                &format!("kilograms per {}", unit.symbol),
            ));
            return None;
        };
        let value = reader.number("kg_co2e", node, PER_UNIT);
        let factor = describe_factor(reader, table, id, layer, unit);
        if factor.sources.is_empty() {
            reader.report(missing_source(entry, "every factor has one"));
        }
        ItemFactor::Known(Arc::new(Factor {
            kg_co2e_per_unit: value?,
            ..factor
        }))
    };
    Some(Item {
        block,
        key: key.clone(),
        label,
        unit,
        factor,
    })
}

fn missing(entry: &Entry, key: &str, what: &str) -> Diagnostic {
    Diagnostic::at(
        "missing-key",
        &entry.key_place,
        format!("`{}` has no `{key}`", entry.key),
    )
    .help(format!("add `{key}`: {what}"))
}

/// The message for a number that does not say where it comes from.
pub(crate) fn missing_source(entry: &Entry, rule: &str) -> Diagnostic {
    Diagnostic::at(
        "missing-source",
        &entry.key_place,
        format!("`{}` states a footprint without a source", entry.key),
    )
    .help(format!(
        "add `source = \"...\"`, a text or a citation key; {rule}"
    ))
}

fn same_as(reader: &mut Reader, table: &Table) -> Option<ItemFactor> {
    let node = table.get("same_as")?;
    let text = reader.text("same_as", node)?;
    let target = text
        .split_once('.')
        .and_then(|(block, key)| Some((Block::from_key(block)?, key.to_owned())));
    if target.is_none() {
        reader.report(
            Diagnostic::at(
                "unknown-item",
                &node.place,
                format!("`{text}` is no block and item"),
            )
            .help("write it like `same_as = \"processing.mcu_mm2\"`"),
        );
    }
    target.map(|(block, key)| ItemFactor::SameAs(block, key))
}

/// Everything of a factor but its value, which is one kilogram per kilogram.
fn describe_factor(
    reader: &mut Reader,
    table: &Table,
    id: String,
    layer: &str,
    unit: &'static Unit,
) -> Factor {
    Factor {
        id,
        layer: layer.to_owned(),
        kg_co2e_per_unit: 1.0,
        unit,
        feasible: table
            .get("feasible")
            .and_then(|node| read_feasible(reader, node)),
        gsd: table
            .get("gsd")
            .and_then(|node| reader.number("gsd", node, GSD)),
        gsd_basis: reader.optional_text(table, "gsd_basis"),
        basis: read_basis(reader, table),
        covers: reader.optional_text(table, "covers"),
        derivation: reader.optional_text(table, "derivation"),
        sources: reader.sources(table),
    }
}

fn read_feasible(reader: &mut Reader, node: &Node) -> Option<(f64, f64)> {
    if let Value::Array(nodes) = &node.value
        && let [low, high] = nodes.as_slice()
    {
        let low = reader.number("feasible", low, PER_UNIT)?;
        let high = reader.number("feasible", high, PER_UNIT)?;
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

fn read_levels(reader: &mut Reader, entry: &Entry, layer: &str) -> Vec<Level> {
    let mut levels = Vec::new();
    for (block, table) in blocks(reader, entry) {
        for entry in &table.entries {
            let number = match entry.key.as_bytes() {
                [digit @ b'0'..=b'9'] => digit - b'0',
                _ => {
                    reader.report(
                        Diagnostic::at(
                            "unknown-level",
                            &entry.key_place,
                            format!("`{}` is no level", entry.key),
                        )
                        .help("levels are the numbers 0 to 9"),
                    );
                    continue;
                }
            };
            levels.extend(read_level(reader, block, number, entry, layer));
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
    reader.only(table, &LEVEL_KEYS, &name);
    let items = match table.entry("items") {
        Some(entry) => read_level_items(reader, entry),
        None => Vec::new(),
    };
    let whole = match table.get("kg_co2e") {
        Some(node) => {
            let kg = reader.quantity("kg_co2e", node, Bounds::of(&KILOGRAM_CO2E));
            let id = format!("{}.hsl_{number}", block.key());
            let label = reader
                .optional_text(table, "label")
                .unwrap_or_else(|| format!("HSL-{number} as a whole"));
            let mut factor = Factor {
                feasible: None,
                covers: None,
                derivation: None,
                id,
                layer: layer.to_owned(),
                kg_co2e_per_unit: 1.0,
                unit: &KILOGRAM_CO2E,
                gsd: table
                    .get("gsd")
                    .and_then(|node| reader.number("gsd", node, GSD)),
                gsd_basis: reader.optional_text(table, "gsd_basis"),
                basis: read_basis(reader, table),
                sources: reader.sources(table),
            };
            factor.covers = Some(name);
            Some(Arc::new(Whole {
                kg_co2e: kg?.range,
                label,
                factor: Arc::new(factor),
            }))
        }
        None => None,
    };
    let sources = reader.sources(table);
    if sources.is_empty() {
        reader.report(missing_source(entry, "every level has one"));
    }
    Some(Level {
        block,
        number,
        items,
        whole,
        caution: reader.optional_text(table, "caution"),
        sources,
    })
}

fn read_level_items(reader: &mut Reader, entry: &Entry) -> Vec<(String, Range)> {
    let Some(table) = reader.table(entry) else {
        return Vec::new();
    };
    table
        .entries
        .iter()
        .filter_map(|entry| {
            let bounds = Unit::split(&entry.key)
                .map_or(Bounds::between(0.0, 1e6, ""), |(_, unit)| Bounds::of(unit));
            let Stated { range, .. } = reader.quantity(&entry.key, &entry.node, bounds)?;
            Some((entry.key.clone(), range))
        })
        .collect()
}
