//! Everything that is built in, for the page to choose from.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::block::{Block, Stage};
use crate::device::presets::{self, Preset};
use crate::device::{LARGEST_FILE_BYTES, RateUnit};
use crate::equivalents;
use crate::factors::Factors;
use crate::range::Range;
use crate::report::figure::pairs;
use crate::report::{Kind, Listing, listing_rows};
use crate::tree;

#[derive(Serialize)]
struct Labelled {
    key: &'static str,
    label: &'static str,
    /// On light and on dark paper.
    colours: Option<pairs::Pair>,
}

/// What the first picture needs.
pub(super) fn outline(factors: &Factors) -> Value {
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "largest_file_bytes": LARGEST_FILE_BYTES,
        "blocks": Block::ALL.map(|block| Labelled { key: block.key(), label: block.label(), colours: Some(pairs::of_block(block)) }),
        "stages": Stage::ALL.map(|stage| Labelled { key: stage.key(), label: stage.label(), colours: Some(pairs::of_stage(stage)) }),
        "rates": RateUnit::ALL.map(|rate| Labelled { key: rate.key(), label: rate.symbol(), colours: None }),
        "devices": [pairs::of_device(0), pairs::of_device(1)],
        "published": pairs::OF_PRODUCTS,
        "outcomes": pairs::OF_OUTCOMES,
        "presets": presets::ALL.iter().map(preset).collect::<Vec<_>>(),
        "template": presets::TEMPLATE,
        "products": listing_rows(&Listing::new(Kind::Products, factors)),
        "equivalents": equivalents::all()
            .into_iter()
            .map(|one| json!({ "label": one.label, "kg_co2e": one.kg_co2e, "source": one.source }))
            .collect::<Vec<_>>(),
    })
}

/// What there is to choose from: the rows of `tinyfoot data`, under the names
/// of the kinds, and the quantities of levels, which those rows have in prose
/// alone.
pub(super) fn catalogue(factors: &Factors) -> Value {
    let rows = |kind| listing_rows(&Listing::new(kind, factors));
    json!({
        "levels": rows(Kind::Levels),
        "quantities": quantities(factors),
        "factors": rows(Kind::Factors),
        "cells": rows(Kind::Cells),
        "grids": rows(Kind::Grids),
        "mcus": rows(Kind::Mcus),
        "radios": rows(Kind::Radios),
        "inferences": rows(Kind::Inferences),
        "sources": rows(Kind::Sources),
    })
}

fn preset(preset: &Preset) -> Value {
    let title = tree::parse(preset.text, 0).ok().and_then(|table| {
        let name = table.get("name")?.value.clone();
        match name {
            tree::Value::Text(name) => Some(name),
            _ => None,
        }
    });
    json!({
        "name": preset.name,
        "title": title.as_deref().unwrap_or(preset.name),
        "what_it_is": preset.summary(),
        "toml": preset.text,
    })
}

/// The quantities of the items of each level, under the name of its row.
fn quantities(factors: &Factors) -> Map<String, Value> {
    let levels = Block::ALL
        .into_iter()
        .flat_map(|block| factors.levels(block));
    levels
        .map(|(level, _)| {
            let items = level.items.iter();
            let items: Map<String, Value> = items
                .map(|(key, Range { low, typical, high })| {
                    (
                        key.to_string(),
                        json!({ "low": low, "typical": typical, "high": high }),
                    )
                })
                .collect();
            (
                format!("{} {}", level.block.key(), level.number),
                items.into(),
            )
        })
        .collect()
}
