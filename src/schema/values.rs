//! What a key takes, as a schema.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::block::Block;
use crate::factors::Factors;
use crate::key::{Key, Registry, Takes};
use crate::read::{Bounds, LONGEST_TEXT_BYTES, RANGE};
use crate::unit::Unit;
use crate::{device::presets, grid, parts};

/// Makes schemas; what stands in many places is defined once.
pub(super) struct Maker<'a> {
    pub(super) factors: &'a Factors,
    definitions: Map<String, Value>,
}

/// A schema with a description: what an editor shows of the key.
pub(super) fn described(mut schema: Value, what: &str) -> Value {
    schema["description"] = what.into();
    schema
}

/// A table with these properties and no other.
pub(super) fn closed(properties: Map<String, Value>) -> Value {
    let mut schema = json!({ "type": "object", "additionalProperties": false });
    schema["properties"] = properties.into();
    schema
}

/// A table of any names, each with such a value.
pub(super) fn each(value: &Value) -> Value {
    json!({ "type": "object", "additionalProperties": value })
}

impl<'a> Maker<'a> {
    pub(super) fn new(factors: &'a Factors) -> Self {
        Self {
            factors,
            definitions: Map::new(),
        }
    }

    /// The schema of a file: an object under a name, and what it refers to.
    pub(super) fn file(self, name: &str, what: &str, properties: Map<String, Value>) -> Value {
        let mut schema = closed(properties);
        schema["$schema"] = super::DIALECT.into();
        schema["$id"] = format!("urn:tinyfoot:{name}:v1").into();
        schema["title"] = format!("tinyfoot {name}").into();
        schema["$defs"] = self.definitions.into();
        described(schema, what)
    }

    /// Refers to a definition, which is made where it is not there yet.
    pub(super) fn defined(&mut self, name: &str, define: impl FnOnce(&mut Self) -> Value) -> Value {
        if !self.definitions.contains_key(name) {
            let definition = define(self);
            self.definitions.insert(name.to_owned(), definition);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    /// A table that has these keys and no other.
    pub(super) fn object(&mut self, keys: &[Key]) -> Value {
        let mut schema = closed(self.properties(keys));
        let needed = keys.iter().filter(|key| key.is_needed);
        let needed: Vec<&str> = needed.map(|key| key.name).collect();
        if !needed.is_empty() {
            schema["required"] = needed.into();
        }
        schema
    }

    pub(super) fn properties(&mut self, keys: &[Key]) -> Map<String, Value> {
        keys.iter()
            .map(|key| {
                let schema = described(self.value(key), key.what);
                (key.name.to_owned(), schema)
            })
            .collect()
    }

    fn value(&mut self, key: &Key) -> Value {
        match key.takes {
            Takes::Quantity => self.quantity(key.bounds),
            Takes::Number => number(key.bounds),
            Takes::Whole => whole(key.bounds),
            Takes::Text => text(),
            Takes::Texts => texts(),
            Takes::Flag => json!({ "type": "boolean" }),
            Takes::Word(words) => json!({ "enum": words() }),
            Takes::Name(registry) => self.name(registry),
            Takes::Grid => grid(key.bounds),
            Takes::Level => level(key.bounds, &[]),
            Takes::Year => json!({ "anyOf": [whole(key.bounds), text()] }),
            Takes::Interval => json!({
                "type": "array",
                "items": number(key.bounds),
                "minItems": 2,
                "maxItems": 2,
            }),
            Takes::Table(keys) => self.object(keys),
            Takes::NumberOr(keys) => number_or(self.object(keys), key.bounds),
            Takes::Each(names, key) => self.each_of(&names(), key),
            Takes::Tables(keys) => json!({ "type": "array", "items": self.object(keys) }),
            Takes::Named(keys) => each(&self.object(keys)),
            Takes::Tasks => each(&self.task()),
            Takes::Items(keys) => self.items(keys),
            Takes::Levels(keys) => self.levels(keys),
            Takes::Prices => each(&number(key.bounds)),
            Takes::Quantities => json!({
                "type": "object",
                "patternProperties": self.any_item(),
                "additionalProperties": false,
            }),
        }
    }

    /// A table of these names, each with what the key takes.
    fn each_of(&mut self, names: &[&str], key: &Key) -> Value {
        let value = self.defined(key.name, |maker| described(maker.value(key), key.what));
        let names = names.iter();
        closed(
            names
                .map(|name| ((*name).to_owned(), value.clone()))
                .collect(),
        )
    }

    /// A number, or a table with a range and its origin.
    pub(super) fn quantity(&mut self, bounds: Bounds<'_>) -> Value {
        let range: Map<String, Value> = RANGE
            .iter()
            .map(|key| {
                let definition = match key.takes {
                    Takes::Number => format!("{}_of_{}", key.name, identifier(bounds)),
                    _ => format!("{}_of_a_value", key.name),
                };
                let schema = self.defined(&definition, |maker| {
                    let schema = match key.takes {
                        Takes::Number => number(bounds),
                        _ => maker.value(key),
                    };
                    described(schema, key.what)
                });
                (key.name.to_owned(), schema)
            })
            .collect();
        let mut schema = number_or(closed(range), bounds);
        schema["required"] = json!(["typical"]);
        // Both ends or none.
        schema["dependentRequired"] = json!({ "low": ["high"], "high": ["low"] });
        schema
    }

    /// A text, such as one of these.
    fn name(&mut self, registry: Registry) -> Value {
        json!({ "anyOf": [{ "enum": self.names(registry) }, text()] })
    }

    /// Names that are known, each once.
    fn names(&self, registry: Registry) -> Vec<String> {
        let mut names: Vec<String> = match registry {
            Registry::Presets => presets::ALL
                .iter()
                .map(|preset| preset.name.to_owned())
                .collect(),
            Registry::Modes => self.modes(),
            Registry::Mcus => parts::mcus().into_iter().map(|row| row.mcu).collect(),
            Registry::Radios => parts::radios().into_iter().map(|row| row.radio).collect(),
            Registry::Tasks => parts::inferences()
                .into_iter()
                .map(|row| row.task)
                .collect(),
            Registry::Boards => parts::inferences().into_iter().map(|row| row.on).collect(),
        };
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    }

    /// The modes of transport that have a factor.
    pub(super) fn modes(&self) -> Vec<String> {
        let items = self.factors.items(Block::Transport);
        let modes = items
            .iter()
            .filter_map(|item| item.key.strip_suffix("_kg_km"));
        modes.map(str::to_owned).collect()
    }

    /// What ends in a unit is an item, if there is a factor of it: a quantity
    /// in that unit.
    pub(super) fn any_item(&mut self) -> Map<String, Value> {
        Unit::of_items()
            .iter()
            .map(|unit| {
                let name = format!("quantity_{}", unit.suffix);
                let quantity = self.defined(&name, |maker| maker.quantity(Bounds::of(unit)));
                (pattern(unit), quantity)
            })
            .collect()
    }
}

/// Bounds as a word of plain letters, which a reference needs.
fn identifier(
    Bounds {
        least,
        most,
        symbol,
    }: Bounds<'_>,
) -> String {
    let symbol = symbol.replace('²', "2").replace('µ', "u");
    let word = format!("{least}_to_{most}_{symbol}");
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    word.chars().map(plain).collect()
}

fn text() -> Value {
    json!({ "type": "string", "pattern": r"\S", "maxLength": LONGEST_TEXT_BYTES })
}

/// A text, or an array of texts.
fn texts() -> Value {
    let mut schema = text();
    schema["type"] = json!(["string", "array"]);
    schema["items"] = text();
    schema
}

/// A table with a source: an empty array is none.
pub(super) fn stated_source() -> Value {
    json!({ "required": ["source"], "properties": { "source": { "minItems": 1 } } })
}

/// The name of a grid, or its intensity.
fn grid(bounds: Bounds<'_>) -> Value {
    let codes: Vec<&str> = grid::all().iter().filter_map(|grid| grid.code).collect();
    json!({ "anyOf": [{ "enum": codes }, text(), number(bounds)] })
}

/// A number within bounds.
fn number(bounds: Bounds<'_>) -> Value {
    bounded("number", bounds)
}

/// A number within bounds, or this table.
///
/// One schema of both types, since what editors show of a key is lost where it
/// stands beside alternatives or a reference.
fn number_or(mut table: Value, bounds: Bounds<'_>) -> Value {
    table["type"] = json!(["number", "object"]);
    table["minimum"] = tidy(bounds.least);
    table["maximum"] = tidy(bounds.most);
    table
}

fn whole(bounds: Bounds<'_>) -> Value {
    bounded("integer", bounds)
}

fn bounded(kind: &str, bounds: Bounds<'_>) -> Value {
    json!({ "type": kind, "minimum": tidy(bounds.least), "maximum": tidy(bounds.most) })
}

/// A whole number without a point.
fn tidy(number: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "a whole number")]
    if number.fract() == 0.0 && number.abs() < 1e15 {
        (number as i64).into()
    } else {
        number.into()
    }
}

/// The number of a level, such as one of these with what they stand for.
pub(super) fn level(bounds: Bounds<'_>, known: &[(u8, String)]) -> Value {
    let known = known
        .iter()
        .map(|(number, what)| json!({ "const": number, "description": what }));
    let any: Vec<Value> = known.chain([whole(bounds)]).collect();
    json!({ "anyOf": any })
}

/// The names that end in a unit, and in no longer one.
pub(super) fn pattern(unit: &Unit) -> String {
    let end = format!("_{}", unit.suffix);
    let longer = Unit::suffixes().find(|suffix| suffix.ends_with(&end));
    match longer {
        Some(longer) => format!("^(?!.*_{longer}$).+{end}$"),
        None => format!("^.+{end}$"),
    }
}
