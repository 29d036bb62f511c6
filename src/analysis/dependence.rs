//! What a key of a device file may change.

use crate::block::{Block, Stage};
use crate::device::Cost;
use crate::factors::Factors;
use crate::model::Footprint;

/// Whether something in a block is replaced, as often as what is drawn and how
/// long the device serves ask for.
pub(super) fn wears(block: Block, base: &Footprint) -> bool {
    let has_battery = base
        .energy
        .as_ref()
        .is_some_and(|energy| energy.battery.is_some());
    has_battery && may_wear(block, base)
}

/// Whether something in a block is replaced, or would be with another supply.
fn may_wear(block: Block, base: &Footprint) -> bool {
    let is_replaced =
        |line: &crate::model::Line| line.block == block && line.stage == Stage::Replacement;
    block == Block::PowerSupply || base.lines.iter().any(is_replaced)
}

/// Whether a key may change what a block costs.
pub(super) fn touches(path: &str, block: Block, base: &Footprint) -> bool {
    let key = path
        .split('.')
        .next()
        .unwrap_or(path)
        .trim()
        .trim_matches('"');
    let wears = |block| may_wear(block, base);
    match Block::from_key(key) {
        // Cells may be anywhere, and a supply decides whether they feed it.
        _ if path.trim().starts_with("use.supply") => true,
        Some(own) if own == block => true,
        Some(Block::Use) => wears(block),
        // Its cells feed the device, and its mass may be carried.
        Some(own) => {
            own.has_items()
                && (block == Block::Transport
                    || (wears(own) && (block == Block::Use || wears(block))))
        }
        None if key == "cost" => false,
        None if key == "lifespan_years" => block == Block::Use || wears(block),
        None => true,
    }
}

/// Whether a key may change a term of the cost.
pub(super) fn changes_cost(path: &str, term: usize, cost: &Cost, factors: &Factors) -> bool {
    let path = path.trim();
    let first = |path: &str| {
        let key = path.split('.').next().unwrap_or(path);
        key.trim().trim_matches('"').to_owned()
    };
    let price = term
        .checked_sub(1)
        .map(|index| cost.prices[index].path.as_str());
    if first(path) == "cost" {
        let key = path.strip_prefix("cost.").unwrap_or_default();
        let priced = key
            .strip_prefix("per_unit.")
            .map(|name| name.trim_matches(['"', '\'']));
        let is_known = |name: &str| cost.prices.iter().any(|price| price.path == name);
        return match (price, priced.filter(|name| is_known(name))) {
            (Some(price), Some(name)) => price == name,
            (None, Some(_)) => false,
            (Some(_), None) => key != "fixed",
            (None, None) => true,
        };
    }
    let Some(price) = price else {
        return false;
    };
    // The quantity of an item is its own, and no other's.
    let item = path.split_once('.');
    let item = item.and_then(|(block, key)| Some((Block::from_key(block)?, key)));
    if item.is_some_and(|(block, key)| factors.item(block, key).is_some()) {
        return path == price;
    }
    let own = first(path);
    own == first(price) || (own != "lifespan_years" && Block::from_key(&own).is_none())
}
