//! How a device file overrides the one that it extends.

use crate::block::Block;
use crate::tree::{Entry, Node, Table, Value};

/// Keys of a block that go with items and with a stated footprint alike.
const REMARKS: [&str; 5] = ["source", "assumption", "reused", "variant", "shared_by"];

/// Lays `child` over `parent`.
///
/// Blocks merge key by key, `[factors]`, `[sources]` and `[levels]` entry by
/// entry, and everything else is replaced. A block has items or a stated
/// footprint, never both, so a child that states the one drops the other.
pub(super) fn lay_over(mut parent: Table, child: Table) -> Table {
    for entry in child.entries {
        let old = parent.entries.iter_mut().find(|old| old.key == entry.key);
        let merged = match old.map(|old| &mut old.node.value) {
            Some(Value::Table(old)) => match entry.node.value {
                Value::Table(new) => {
                    Value::Table(merge_table(&entry.key, std::mem::take(old), new))
                }
                other => other,
            },
            _ => entry.node.value,
        };
        parent.set(Entry {
            node: Node {
                value: merged,
                ..entry.node
            },
            ..entry
        });
    }
    parent
}

fn merge_table(key: &str, old: Table, new: Table) -> Table {
    match Block::from_key(key) {
        Some(Block::Custom) => replace_entries(old, new),
        Some(_) => merge_block(old, new),
        // `[factors.casing]` and its like hold tables by block.
        None if key == "factors" => lay_over(old, new),
        None if key == "sources" => replace_entries(old, new),
        None => new,
    }
}

fn merge_block(mut old: Table, new: Table) -> Table {
    let states = |table: &Table| table.has("kg_co2e");
    let models = |table: &Table| {
        table
            .entries
            .iter()
            .any(|entry| entry.key != "kg_co2e" && !REMARKS.contains(&entry.key.as_str()))
    };
    let switches = (states(&new) && !states(&old)) || (states(&old) && models(&new));
    if switches {
        old.retain(|key| key == "reused" || key == "shared_by");
    }
    // The source of an intensity goes with the intensity.
    if new.has("grid") {
        old.retain(|key| key != "grid_source");
    }
    replace_entries(old, new)
}

fn replace_entries(mut old: Table, new: Table) -> Table {
    for entry in new.entries {
        old.set(entry);
    }
    old
}
