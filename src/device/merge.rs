//! How one text overrides another: a child its parent, `--set` a file.

use super::keys::{GRID, KG_CO2E, LIFESPAN_YEARS, LOSS, STATED_FOR_YEARS, TREND};
use super::operation::{MEAN_POWER, PROFILE};
use super::profile::RateUnit;
use super::read::DEFAULT_LIFESPAN_YEARS;
use super::supply::{self, SupplyKind};
use super::tasks::ENERGIES;
use crate::block::{Block, Stage};
use crate::tree::{Entry, Node, Table, Value};

/// Keys of a block that go with items and with a stated footprint alike.
const OF_ANY_CONTENT: [&str; 5] = ["source", "assumption", "reused", "variant", "shared_by"];

/// Keys of a value, of a custom component or of a factor, that are numbers;
/// those of a task are its energies and rates.
const VALUES: [&str; 4] = ["low", "typical", "high", "kg_co2e"];
/// Keys of a block that say more of others of it.
const OF_OTHERS: [&str; 7] = [
    "source",
    "assumption",
    "grid_source",
    "grid_year",
    "stated_for_years",
    "reused",
    "variant",
];
/// Keys that say where such a number is from.
const OF_THE_VALUE: [&str; 9] = [
    "stated_for_years",
    "source",
    "assumption",
    "basis",
    "covers",
    "derivation",
    "feasible",
    "gsd",
    "gsd_basis",
];

/// Lays `child` over `parent`, the device that it extends.
///
/// Blocks merge key by key, a grid with its losses and trend, `[factors]`, `[custom]`, `[sources]` and the prices
/// of `[cost]` entry by entry, `[budget]` level by level, and everything else is
/// replaced.
///
/// The lifespan of a device that states none is `default_years`.
pub(super) fn lay_over(mut parent: Table, child: Table, default_years: Option<&Value>) -> Table {
    keep_years(&mut parent, &child, default_years);
    merge(parent, child, |key, old, new| {
        match (Block::from_key(key), key) {
            (Some(Block::Custom), _) | (_, "sources") => merge(old, new, replace),
            (Some(_), _) => merge_block(without_course(old, &new), new, replace_tasks),
            (_, "cost") => merge_cost(old, new),
            (_, "factors") => merge(old, new, |_, old, new| merge(old, new, replace)),
            (_, "budget") => deep(key, old, new),
            _ => new,
        }
    })
}

/// Lays values over a device: only what stands at the ends of their paths is
/// replaced.
///
/// The lifespan of a device that states none is `default_years`.
pub(super) fn set(mut device: Table, value: Table, default_years: Option<&Value>) -> Table {
    keep_years(&mut device, &value, default_years);
    merge(device, value, |key, old, new| match Block::from_key(key) {
        Some(block) if block != Block::Custom => merge_block(old, new, deep),
        None if key == "cost" => merge_cost(old, new),
        None if key == "application" => deep(key, of_other_grid(old, &new), new),
        _ => deep(key, old, new),
    })
}

/// A footprint of use or replacement that is stated for the lifespan is still
/// stated for that one where another takes its place.
fn keep_years(old: &mut Table, new: &Table, default_years: Option<&Value>) {
    if !new.has(LIFESPAN_YEARS.name) {
        return;
    }
    let own = old.get(LIFESPAN_YEARS.name).map(|node| &node.value);
    let years = match own.or(default_years) {
        Some(years) => years.clone(),
        None => Value::Number(DEFAULT_LIFESPAN_YEARS),
    };
    let keep = |stated: &mut Table| {
        if let Some(kg) = stated.entry(KG_CO2E.name)
            && !stated.has(STATED_FOR_YEARS.name)
        {
            let place = kg.key_place.clone();
            stated.entries_mut().push(Entry {
                key: STATED_FOR_YEARS.name.to_owned(),
                key_place: place.clone(),
                node: Node {
                    value: years.clone(),
                    place,
                },
            });
        }
    };
    for entry in old.entries_mut() {
        match (Block::from_key(&entry.key), &mut entry.node.value) {
            (Some(Block::Use), Value::Table(block)) => keep(block),
            (Some(Block::Custom), Value::Table(components)) => {
                for component in components.entries_mut() {
                    if let Value::Table(component) = &mut component.node.value
                        && goes_on(component)
                    {
                        keep(component);
                    }
                }
            }
            _ => {}
        }
    }
}

fn goes_on(component: &Table) -> bool {
    let stage = match component.get("stage").map(|node| &node.value) {
        Some(Value::Text(stage)) => Stage::from_key(stage),
        _ => None,
    };
    stage.is_some_and(Stage::goes_on)
}

/// Another grid loses something else, and goes on in another way.
fn without_course(mut old: Table, new: &Table) -> Table {
    if new.has(GRID.name) {
        old.retain(|key| ![LOSS.name, TREND.name].contains(&key));
    }
    old
}

/// A number has a source of its own, and is of no other year; all places have
/// years.
fn of_other_grid(mut old: Table, new: &Table) -> Table {
    let of_old: &[&str] = match new.get("grid").map(|node| &node.value) {
        None => &[],
        Some(Value::Text(_)) => &["grid_source"],
        Some(_) => &["grid_source", "grid_year"],
    };
    old.retain(|key| !of_old.contains(&key));
    old
}

/// The keys that say what a footprint is made of, of the blocks of which
/// another table says something.
pub(super) fn values(device: &Table, other: &Table) -> Vec<(Block, String)> {
    let is_meant = |entry: &&Entry| other.has(&entry.key);
    let entries = device.entries().iter().filter(is_meant);
    let blocks = entries.filter_map(|entry| {
        let block = Block::from_key(&entry.key)?;
        match &entry.node.value {
            Value::Table(table) if block != Block::Custom => Some((block, table)),
            _ => None,
        }
    });
    blocks
        .flat_map(|(block, table)| table.entries().iter().map(move |entry| (block, entry)))
        .filter(|(_, entry)| !OF_OTHERS.contains(&entry.key.as_str()))
        .map(|(block, entry)| (block, entry.key.clone()))
        .collect()
}

/// Prices merge one by one; amounts in one currency are none in another.
fn merge_cost(mut old: Table, new: Table) -> Table {
    let currency = |table: &Table| match table.get("currency").map(|node| &node.value) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    if new.has("currency") && currency(&old) != currency(&new) {
        old = Table::default();
    }
    merge(old, new, |_, old, new| merge(old, new, replace))
}

/// What becomes of two tables of the same key.
type Both = fn(&str, Table, Table) -> Table;

fn replace(_: &str, _: Table, new: Table) -> Table {
    new
}

/// Tasks are replaced one by one.
fn replace_tasks(key: &str, old: Table, new: Table) -> Table {
    match key {
        "tasks" => merge(old, new, replace),
        _ => new,
    }
}

/// The entries of both, down to the ends of the paths. What an old value says
/// of its origin is not said of a new one.
fn deep(_: &str, mut old: Table, new: Table) -> Table {
    let rates = RateUnit::ALL.map(RateUnit::key);
    let values = [&VALUES[..], &ENERGIES.concat(), &rates].concat();
    if let Some(value) = new
        .entries()
        .iter()
        .find(|own| values.contains(&own.key.as_str()))
    {
        // What the same text says of its origin is said of the new one.
        let text = value.key_place.source;
        old.entries_mut().retain(|entry| {
            entry.key_place.source == text || !OF_THE_VALUE.contains(&entry.key.as_str())
        });
    }
    yield_to(&mut old, &new, &ENERGIES);
    yield_to(&mut old, &new, &rates.each_ref().map(std::slice::from_ref));
    merge(old, new, deep)
}

/// Drops what is stated in another way by `new`: keys of which only one group
/// may be there.
fn yield_to(old: &mut Table, new: &Table, groups: &[&[&str]]) {
    let is_chosen = |group: &&&[&str]| group.iter().any(|key| new.has(key));
    let Some(chosen) = groups.iter().find(is_chosen) else {
        return;
    };
    let others = groups.concat();
    old.retain(|key| chosen.contains(&key) || !others.contains(&key));
}

/// Several values for the same device as one; the last of the same path counts.
pub(super) fn join(values: Vec<Table>) -> Table {
    fn both(_: &str, old: Table, new: Table) -> Table {
        merge(old, new, both)
    }
    values
        .into_iter()
        .fold(Table::default(), |all, value| merge(all, value, both))
}

/// The entries of both, those of `new` in the place of those of the same key;
/// where both have a table, `both` says what becomes of it.
fn merge(mut old: Table, new: Table, both: Both) -> Table {
    for mut entry in new.into_entries() {
        let place = old
            .entries_mut()
            .iter_mut()
            .find(|old| old.key == entry.key);
        if let (Some(Value::Array(nodes)), Value::Table(new)) =
            (place.as_ref().map(|old| &old.node.value), &entry.node.value)
            && let Some(nodes) = at_places(nodes.clone(), new, both)
        {
            entry.node.value = Value::Array(nodes);
        }
        if let (Some(old), Value::Table(new)) = (place, &mut entry.node.value) {
            match &mut old.node.value {
                Value::Table(old) => {
                    *new = both(&entry.key, std::mem::take(old), std::mem::take(new));
                }
                Value::Number(_) => {
                    for key in meant_by_number(new) {
                        new.set(Entry {
                            key: (*key).to_owned(),
                            ..old.clone()
                        });
                    }
                }
                _ => {}
            }
        }
        old.set(entry);
    }
    old
}

/// An array with the entries of a table, whose keys are places in it, in the
/// places of its own; nothing if they are none.
fn at_places(mut nodes: Vec<Node>, new: &Table, both: Both) -> Option<Vec<Node>> {
    for entry in new.entries() {
        let node = nodes.get_mut(entry.key.parse::<usize>().ok()?)?;
        let mut own = entry.node.clone();
        if let (Value::Table(old), Value::Table(new)) = (&mut node.value, &mut own.value) {
            *new = both(&entry.key, std::mem::take(old), std::mem::take(new));
        }
        *node = own;
    }
    Some(nodes)
}

/// Which values a number is where only what goes with it is said anew: all of a
/// range, so that none of another range below is left, or a budget's level of an
/// error.
fn meant_by_number(new: &Table) -> &'static [&'static str] {
    let says_only = |keys: &[&str]| {
        let mut entries = new.entries().iter();
        entries.all(|entry| keys.contains(&entry.key.as_str()))
    };
    if says_only(&["source", "assumption"]) {
        &["low", "typical", "high"]
    } else if says_only(&["warn", "bound"]) {
        &["error"]
    } else {
        &[]
    }
}

/// A block has items or a stated footprint, never both, so that one takes the
/// place of the other; what belongs to a value goes with it.
fn merge_block(mut old: Table, new: Table, both: Both) -> Table {
    let states = |table: &Table| table.has("kg_co2e");
    let models = |table: &Table| {
        let keys = table.entries().iter().map(|entry| entry.key.as_str());
        keys.into_iter().any(|key| {
            !["kg_co2e", STATED_FOR_YEARS.name].contains(&key) && !OF_ANY_CONTENT.contains(&key)
        })
    };
    let is_distance = |key: &str| key.ends_with("_distance_km");
    if (states(&new) && !states(&old)) || (states(&old) && models(&new)) {
        // What the same text says of its origin is said of the new one.
        let text = new.entries().first().map(|own| own.key_place.source);
        old.entries_mut().retain(|own| match own.key.as_str() {
            "shared_by" => true,
            "source" | "assumption" => Some(own.key_place.source) == text,
            _ => false,
        });
    }
    if states(&new) {
        old.retain(|key| key != STATED_FOR_YEARS.name);
    }
    old = of_other_grid(old, &new);
    yield_to(&mut old, &new, &[&[MEAN_POWER], &PROFILE]);
    let supply = |table: &Table| match table.get("supply").map(|node| &node.value) {
        Some(Value::Text(kind)) => SupplyKind::from_key(kind),
        _ => None,
    };
    if let Some(kind) = supply(&new) {
        let is_primary = |kind| kind == SupplyKind::Primary;
        let has_other_cells = supply(&old).is_some_and(|old| is_primary(old) != is_primary(kind));
        old.retain(|key| {
            supply::goes_with(key, kind) && !(has_other_cells && supply::is_of_any_cells(key))
        });
    }
    if new.has("legs") {
        old.retain(|key| !is_distance(key));
        if old.has("weight_g") || new.has("weight_g") {
            // Nothing is left of a level.
            old.retain(|key| !["hsl", "variant"].contains(&key));
        }
    } else if new.has("hsl") {
        old.retain(|key| key != "legs" && !is_distance(key));
    } else if new.entries().iter().any(|entry| is_distance(&entry.key)) {
        old.retain(|key| key != "legs");
    }
    // A source is that of the values in the same text: both texts keep theirs.
    let (sources, rest): (Vec<_>, Vec<_>) = new
        .into_entries()
        .into_iter()
        .partition(|entry| entry.key == "source");
    let mut merged = merge(old, rest.into(), both);
    merged.entries_mut().extend(sources);
    merged
}
