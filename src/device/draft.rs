//! A device before it is validated: its texts, merged into one tree.

use std::collections::HashMap;

use super::budgets::read_budgets;
use super::keys::{BUDGET, KG_CO2E, LIFESPAN_YEARS, STATED_FOR_YEARS};
use super::{Device, read};
use crate::block::Block;
use crate::diagnostic::{Diagnostic, Position, Positions, Problems, Source, plain};
use crate::factors::Factors;
use crate::read::Reader;
use crate::tree::{Entry, Node, Table, Value};

/// A device before it is validated: what its file, those that it extends and
/// the command line state.
#[derive(Clone, Debug)]
pub struct Draft {
    pub(super) table: Table,
    pub(super) sources: Vec<Source>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// How many of the sources are files; behind them stand values from the
    /// command line.
    pub(super) texts_of_files: usize,
    pub(super) fallback_name: String,
    /// Paths of values that the project states in its stead.
    pub(super) defaulted: Vec<String>,
    /// Values of a layer that were dropped for others of the next one.
    pub(super) replaced: Vec<(Block, String)>,
}

/// A value that a device states.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statement {
    /// Its path, such as `processing.mcu_mm2`.
    pub path: String,
    /// The value, as in `10 (5 to 17)`.
    pub value: String,
    /// What stands beside a value: its source, assumption, distribution.
    pub remarks: String,
    /// Where it is stated.
    pub position: Option<Position>,
    keys: Vec<String>,
}

/// A statement that two devices do not share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Changed {
    /// Its path.
    pub(crate) path: String,
    /// That of the one.
    pub(crate) old: Option<Statement>,
    /// That of the other.
    pub(crate) new: Option<Statement>,
}

impl Changed {
    fn keys(&self) -> &[String] {
        let statement = self.new.as_ref().or(self.old.as_ref());
        statement.map_or(&[], |own| &own.keys)
    }

    /// The keys of the innermost table that it stands in.
    pub(crate) fn table(&self) -> &[String] {
        let keys = self.keys();
        &keys[..keys.len().saturating_sub(1)]
    }

    /// The table of the file that it stands in.
    pub(crate) fn section(&self) -> &str {
        self.keys().first().map_or("", String::as_str)
    }
}

impl Draft {
    /// Validates it.
    ///
    /// # Errors
    ///
    /// All problems that were found.
    pub fn device(&self, factors: &Factors) -> Result<Device, Problems> {
        let (mut device, found) = read::device(
            &self.table,
            &self.fallback_name,
            factors,
            &self.sources,
            self.texts_of_files,
        );
        let mut reader = Reader::default();
        reader.diagnostics.extend_from_slice(&self.diagnostics);
        reader.diagnostics.extend(found);
        if let Some(entry) = self.table.entry(BUDGET.name) {
            device.budgets = read_budgets(&mut reader, entry, &self.sources);
        }
        device.defaulted.clone_from(&self.defaulted);
        device.replaced.clone_from(&self.replaced);
        if reader.diagnostics.is_empty() {
            return Ok(device);
        }
        Err(Problems::new(self.sources.clone(), reader.diagnostics))
    }

    /// What it calls itself.
    pub fn name(&self) -> Option<&str> {
        match &self.table.get("name")?.value {
            Value::Text(name) => Some(name),
            _ => None,
        }
    }

    /// The merged tree.
    #[cfg(feature = "calculator")]
    pub(crate) fn table(&self) -> &Table {
        &self.table
    }

    /// Everything that is stated, in the order of the texts.
    pub fn statements(&self) -> Vec<Statement> {
        let mut statements = Vec::new();
        let positions = Positions::new(&self.sources);
        collect(&self.table, &[], &positions, &mut statements);
        statements
    }

    /// Where a block, or another table of the file, begins.
    pub fn section(&self, key: &str) -> Option<Position> {
        let entry = self.table.entry(key)?;
        Position::of(&entry.key_place, &self.sources)
    }

    /// Where the device begins: its first line.
    pub fn start(&self) -> Option<Position> {
        let place = crate::diagnostic::Place::start_of(0);
        Position::of(&place, &self.sources)
    }

    /// In which statements another device differs: its own in the order of its
    /// texts, then those that it no longer makes.
    pub(crate) fn changed(&self, new: &Self) -> Vec<Changed> {
        let (old, new) = (self.statements(), new.statements());
        let mut rest: HashMap<&str, &Statement> = HashMap::new();
        for own in &old {
            rest.insert(&own.path, own);
        }
        let mut changed = Vec::new();
        for own in &new {
            let old = rest.remove(own.path.as_str());
            let is_same =
                old.is_some_and(|old| (&old.value, &old.remarks) == (&own.value, &own.remarks));
            if !is_same {
                changed.push(Changed {
                    path: own.path.clone(),
                    old: old.cloned(),
                    new: Some(own.clone()),
                });
            }
        }
        let gone = old
            .iter()
            .filter(|own| rest.contains_key(own.path.as_str()));
        changed.extend(gone.map(|own| Changed {
            path: own.path.clone(),
            old: Some(own.clone()),
            new: None,
        }));
        changed
    }

    /// This device with one statement as in another.
    pub(crate) fn with(&self, other: &Self, changed: &Changed) -> Self {
        self.with_keys(other, changed.keys())
    }

    /// This device without a table, or top-level value.
    pub(crate) fn without(&self, key: &str) -> Self {
        let mut draft = self.clone();
        draft.table.retain(|own| own != key);
        draft
    }

    /// This device with a whole table, or top-level value, as in another.
    pub(crate) fn with_section(&self, other: &Self, key: &str) -> Self {
        self.with_keys(other, &[key.to_owned()])
    }

    fn with_keys(&self, other: &Self, keys: &[String]) -> Self {
        let mut draft = self.clone();
        graft(&mut draft.table, &other.table, keys);
        if keys == [LIFESPAN_YEARS.name] {
            for path in kept_years(&other.table) {
                graft(&mut draft.table, &other.table, &path);
            }
        }
        draft
    }
}

/// Whether nobody wrote an entry of a table: a lifespan that a stated footprint
/// had before a layer brought another one stands where the footprint does.
fn is_kept(table: &Table, entry: &Entry) -> bool {
    let kg = table.entry(KG_CO2E.name);
    entry.key == STATED_FOR_YEARS.name && kg.is_some_and(|kg| kg.key_place == entry.key_place)
}

/// The paths of such entries.
fn kept_years(device: &Table) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    let mut note = |above: &[&str], table: &Table| {
        if table.entries().iter().any(|entry| is_kept(table, entry)) {
            let keys = above.iter().chain(&[STATED_FOR_YEARS.name]);
            paths.push(keys.map(|key| (*key).to_owned()).collect());
        }
    };
    for entry in device.entries() {
        let Value::Table(block) = &entry.node.value else {
            continue;
        };
        note(&[&entry.key], block);
        for component in block.entries() {
            if let Value::Table(own) = &component.node.value {
                note(&[&entry.key, &component.key], own);
            }
        }
    }
    paths
}

/// Makes what stands at the end of a path the same as in another tree.
fn graft(own: &mut Table, other: &Table, keys: &[String]) {
    let Some((key, rest)) = keys.split_first() else {
        return;
    };
    let theirs = other.entry(key).map(|entry| &entry.node.value);
    let place = own.entries_mut().iter_mut().find(|entry| entry.key == *key);
    let mine = place.map(|entry| &mut entry.node.value);
    match (mine, theirs) {
        (Some(Value::Table(mine)), theirs) if !rest.is_empty() => {
            let nothing = Table::default();
            let theirs = match theirs {
                Some(Value::Table(theirs)) => theirs,
                _ => &nothing,
            };
            graft(mine, theirs, rest);
            if mine.entries().is_empty() {
                own.retain(|own| own != key);
            }
        }
        (None, Some(Value::Table(theirs))) if !rest.is_empty() => {
            let mut mine = Table::default();
            graft(&mut mine, theirs, rest);
            if let (Some(entry), false) = (other.entry(key), mine.entries().is_empty()) {
                let mut entry = entry.clone();
                entry.node.value = Value::Table(mine);
                own.entries_mut().push(entry);
            }
        }
        _ => {
            own.retain(|own| own != key);
            let theirs = other.entries().iter().filter(|entry| entry.key == *key);
            own.entries_mut().extend(theirs.cloned());
        }
    }
}

fn collect(
    table: &Table,
    above: &[String],
    positions: &Positions<'_>,
    statements: &mut Vec<Statement>,
) {
    for (index, entry) in table.entries().iter().enumerate() {
        if is_kept(table, entry) {
            continue;
        }
        let mut keys = above.to_vec();
        keys.push(entry.key.clone());
        let (value, remarks) = match &entry.node.value {
            Value::Table(table) if !table.has("typical") => {
                collect(table, &keys, positions, statements);
                continue;
            }
            Value::Table(table) => range(table),
            other => (inline(other), String::new()),
        };
        // A block has a source for each of the texts that state values.
        let is_source = |other: &Entry| other.key == "source";
        if is_source(entry) && table.entries()[..index].iter().any(is_source) {
            if let Some(first) = statements.iter_mut().find(|own| own.keys == keys) {
                first.value = format!("{}, {value}", first.value);
            }
            continue;
        }
        statements.push(Statement {
            path: path(&keys),
            value,
            remarks,
            position: positions.of(&entry.key_place),
            keys,
        });
    }
}

/// A path as `--set` takes it: keys that are no plain words stand in quotes.
fn path(keys: &[String]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| bare(key)).collect();
    keys.join(".")
}

fn bare(key: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    if !key.is_empty() && key.chars().all(is_plain) {
        key.to_owned()
    } else {
        format!("{key:?}")
    }
}

/// A range as `10 (5 to 17)`, and what stands beside it.
fn range(table: &Table) -> (String, String) {
    let value = |key: &str| table.get(key).map(|node| inline(&node.value));
    let typical = value("typical").unwrap_or_default();
    let text = match (value("low"), value("high")) {
        (Some(low), Some(high)) if low != typical || high != typical => {
            format!("{typical} ({low} to {high})")
        }
        _ => typical,
    };
    let is_value = |key: &str| ["low", "typical", "high"].contains(&key);
    let remarks: Vec<String> = table
        .entries()
        .iter()
        .filter(|entry| !is_value(&entry.key))
        .map(|entry| format!("{} {}", entry.key, inline(&entry.node.value)))
        .collect();
    (text, remarks.join(", "))
}

/// A value as it would be written on one line.
fn inline(value: &Value) -> String {
    let list =
        |nodes: &[Node]| -> Vec<String> { nodes.iter().map(|node| inline(&node.value)).collect() };
    match value {
        Value::Text(text) => format!("{text:?}"),
        Value::Number(number) => plain(*number),
        Value::Bool(value) => value.to_string(),
        Value::Datetime => "a date".to_owned(),
        Value::Array(nodes) => format!("[{}]", list(nodes).join(", ")),
        Value::Table(table) if table.has("typical") => {
            let (value, remarks) = range(table);
            let beside = if remarks.is_empty() { "" } else { ", " };
            format!("{value}{beside}{remarks}")
        }
        Value::Table(table) => {
            let entries: Vec<String> = table
                .entries()
                .iter()
                .map(|entry| format!("{} = {}", bare(&entry.key), inline(&entry.node.value)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}
