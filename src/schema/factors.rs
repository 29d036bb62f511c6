//! The schema of factor sets.

use serde_json::{Map, Value, json};

use super::values::{Maker, closed, pattern, stated_source};
use crate::block::Block;
use crate::factors::{Factors, SET_KEYS};
use crate::key::Key;
use crate::unit::{KILOGRAM_KILOMETRE, Unit};

const WHAT: &str = "A factor set for tinyfoot: emission factors and hardware specification \
                    levels, to be laid over the built-in ones.";

/// The schema of factor sets.
pub(super) fn schema(factors: &Factors) -> Value {
    let mut maker = Maker::new(factors);
    let properties = maker.properties(&SET_KEYS);
    maker.file("factors", WHAT, properties)
}

impl Maker<'_> {
    /// Blocks, each with items whose key ends in a unit, each with these keys.
    pub(super) fn items(&mut self, keys: &[Key]) -> Value {
        let item = self.defined("factor", |maker| {
            let mut item = maker.object(keys);
            item["oneOf"] = json!([
                { "required": ["kg_co2e"], "allOf": [stated_source()] },
                { "required": ["same_as"] },
                { "required": ["unknown"] },
            ]);
            item
        });
        of_blocks(|block| {
            let units = Unit::of_items()
                .iter()
                .filter(|unit| block != Block::Transport || ***unit == KILOGRAM_KILOMETRE);
            units.map(|unit| (pattern(unit), item.clone())).collect()
        })
    }

    /// Blocks, each with levels by number, each with these keys.
    pub(super) fn levels(&mut self, keys: &[Key]) -> Value {
        let level = self.defined("level", |maker| {
            let mut level = maker.object(keys);
            level["anyOf"] = json!([{ "required": ["items"] }, { "required": ["kg_co2e"] }]);
            level["allOf"] = json!([stated_source()]);
            level
        });
        of_blocks(|_| {
            [("^[0-9]$".to_owned(), level.clone())]
                .into_iter()
                .collect()
        })
    }
}

/// A table for each block that has items.
fn of_blocks(tables: impl Fn(Block) -> Map<String, Value>) -> Value {
    let blocks = Block::ALL.into_iter().filter(|block| block.has_items());
    let blocks = blocks.map(|block| {
        let table = json!({
            "type": "object",
            "patternProperties": tables(block),
            "additionalProperties": false,
        });
        (block.key().to_owned(), table)
    });
    closed(blocks.collect())
}
