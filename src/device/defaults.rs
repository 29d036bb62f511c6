//! What a project states for its devices that do not say so themselves.

use super::keys::{DEFAULT_KEYS, GRID, KG_CO2E, LIFESPAN_YEARS, MEAN_POWER_MW, OF_GRID};
use super::read;
use super::supply::{SupplyKind, goes_with};
use crate::block::Block;
use crate::diagnostic::{Diagnostic, Place, Source};
use crate::factors::Factors;
use crate::key::names;
use crate::read::Reader;
use crate::tree::{Entry, Node, Table, Value};

/// Values that devices have where they state none: `lifespan_years`, and the
/// keys of the grid in `use`.
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    table: Table,
    source: Source,
}

impl PartialEq for Defaults {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Defaults {
    /// Reads `[defaults]`. A device that has nothing but them must be fine.
    pub(crate) fn read(reader: &mut Reader, entry: &Entry, source: &Source) -> Self {
        let Some(table) = reader.table(entry) else {
            return Self::default();
        };
        let before = reader.diagnostics.len();
        reader.only(table, &names(&DEFAULT_KEYS), "`defaults`");
        if let Some(entry) = table.entry(Block::Use.key())
            && let Some(of_use) = reader.table(entry)
        {
            reader.only(of_use, &names(&OF_GRID), "`defaults.use`");
        }
        let defaults = Self {
            table: table.clone(),
            source: source.clone(),
        };
        if reader.diagnostics.len() == before {
            reader.diagnostics.extend(defaults.check(&entry.key_place));
        }
        defaults
    }

    /// What is wrong with a device that has nothing but them.
    fn check(&self, place: &Place) -> Vec<Diagnostic> {
        let entry = |key: &str, value| Entry {
            key: key.to_owned(),
            key_place: place.clone(),
            node: Node {
                value,
                place: place.clone(),
            },
        };
        let mut entries = vec![entry(MEAN_POWER_MW.name, Value::Number(1.0))];
        if self.of_use().is_none() {
            entries.push(entry(GRID.name, Value::Number(1.0)));
        }
        let of_use = Value::Table(entries.into());
        let mut device = Table::from(vec![entry(Block::Use.key(), of_use)]);
        self.lay_under(&mut device, 0);
        read::device(&device, "", &Factors::builtin(), &[], 1).1
    }

    /// The lifespan that devices have, in years.
    pub(super) fn lifespan_years(&self) -> Option<&Value> {
        let years = self.table.get(LIFESPAN_YEARS.name)?;
        Some(&years.value)
    }

    fn of_use(&self) -> Option<&Table> {
        match &self.table.get(Block::Use.key())?.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Adds what a device lacks, as texts of a source: the paths that were
    /// added.
    pub(super) fn lay_under(&self, device: &mut Table, source: usize) -> Vec<String> {
        let mut added = Vec::new();
        if let Some(entry) = self.table.entry(LIFESPAN_YEARS.name)
            && !device.has(LIFESPAN_YEARS.name)
        {
            device.entries_mut().push(in_source(entry, source));
            added.push(LIFESPAN_YEARS.name.to_owned());
        }
        let own = device
            .entries_mut()
            .iter_mut()
            .find(|entry| entry.key == Block::Use.key());
        if let (Some(of_use), Some(Value::Table(own))) =
            (self.of_use(), own.map(|entry| &mut entry.node.value))
            && lacks_grid(own)
        {
            for entry in of_use.entries() {
                if !own.has(&entry.key) {
                    own.entries_mut().push(in_source(entry, source));
                    added.push(Block::Use.path(&entry.key));
                }
            }
        }
        added
    }

    /// The text that they stand in.
    pub(super) fn source(&self) -> &Source {
        &self.source
    }
}

/// Whether a use is fed from a grid, and does not say which.
fn lacks_grid(of_use: &Table) -> bool {
    let is_from_grid = match of_use.get("supply").map(|node| &node.value) {
        Some(Value::Text(kind)) => {
            SupplyKind::from_key(kind).is_some_and(|kind| goes_with(GRID.name, kind))
        }
        Some(_) => false,
        None => true,
    };
    is_from_grid && !of_use.has(KG_CO2E.name) && !of_use.has(GRID.name)
}

fn in_source(entry: &Entry, source: usize) -> Entry {
    let mut entry = entry.clone();
    entry.key_place.source = source;
    move_to(&mut entry.node, source);
    entry
}

fn move_to(node: &mut Node, source: usize) {
    node.place.source = source;
    if let Value::Array(nodes) = &mut node.value {
        for node in nodes {
            move_to(node, source);
        }
    }
}
