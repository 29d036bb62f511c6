//! What a text says: the values that the page's controls show.

use serde_json::{Map, Number, Value, json};

use super::problems;
use super::request::Design;
use crate::device::PresetsOnly;
use crate::factors::Factors;
use crate::tree::{self, Node, Table};

/// The values of the device and of the text alone, the items and levels that
/// it brings itself, and its problems. Values are there whenever the text is
/// TOML, however wrong they are.
pub(super) fn draft(design: &Design, factors: &Factors) -> Value {
    let draft = design.request().draft(&PresetsOnly);
    let validated = draft.as_ref().map(|draft| draft.device(factors).err());
    let problems = match &validated {
        Ok(found) => found.clone().unwrap_or_default(),
        Err(problems) => (*problems).clone(),
    };
    json!({
        "device": draft.as_ref().ok().map(|draft| table(draft.table())),
        "own": tree::parse(&design.toml, 0).ok().as_ref().map(table),
        "problems": problems::list(&problems),
    })
}

/// A table as JSON.
pub(super) fn table(table: &Table) -> Value {
    let entries = table.entries().iter();
    let entries = entries.map(|entry| (entry.key.clone(), value(&entry.node)));
    Value::Object(entries.collect::<Map<_, _>>())
}

fn value(node: &Node) -> Value {
    match &node.value {
        tree::Value::Text(text) => Value::from(text.as_str()),
        // JSON has no infinity: it is shown as it is written.
        tree::Value::Number(number) => {
            Number::from_f64(*number).map_or_else(|| Value::from(number.to_string()), Value::Number)
        }
        tree::Value::Bool(value) => Value::from(*value),
        tree::Value::Datetime => Value::Null,
        tree::Value::Array(nodes) => nodes.iter().map(value).collect(),
        tree::Value::Table(inner) => table(inner),
    }
}
