//! The schema of project files, and of the budgets that they share with
//! devices.

use serde_json::{Map, Value, json};

use super::values::{Maker, closed, number_or};
use crate::device::{BUDGET_KEYS, LEVEL_KEYS, LIMIT_KEYS, SUBJECT_KEYS};
use crate::factors::Factors;
use crate::key::Key;
use crate::project::PROJECT_KEYS;
use crate::read::Bounds;

const WHAT: &str = "A project file for tinyfoot: the devices of a repository, and what all of \
                    them share.";

/// The schema of project files.
pub(super) fn schema(factors: &Factors) -> Value {
    let mut maker = Maker::new(factors);
    let properties = maker.properties(&PROJECT_KEYS);
    maker.file("project", WHAT, properties)
}

impl Maker<'_> {
    /// Budgets: of one subject at least.
    pub(super) fn budget(&mut self) -> Value {
        some_of(self.object(&BUDGET_KEYS), &SUBJECT_KEYS)
    }

    /// A budget: its level of an error, or a table of one level at least.
    pub(super) fn limit(&mut self, bounds: Bounds<'_>) -> Value {
        let table = some_of(self.object(&LIMIT_KEYS), &LEVEL_KEYS);
        number_or(table, bounds)
    }

    /// Budgets under these names.
    pub(super) fn limits(&mut self, names: &[&str], bounds: Bounds<'_>) -> Value {
        let limit = self.defined("limit", |maker| maker.limit(bounds));
        let properties: Map<String, Value> = names
            .iter()
            .map(|name| ((*name).to_owned(), limit.clone()))
            .collect();
        closed(properties)
    }
}

/// A table that has at least one of these keys.
fn some_of(mut table: Value, keys: &[Key]) -> Value {
    let has = |key: &Key| json!({ "required": [key.name] });
    table["anyOf"] = keys.iter().map(has).collect();
    table
}
