//! JSON Schemas of the answers, from the types that are written.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::batch::{BatchWire, PartialWire};
use super::check::ChecksWire;
use super::compare::ComparisonWire;
use super::difference::DifferencesWire;
use super::estimate::EstimateWire;
use super::explain::ExplanationWire;
use super::fleet::FleetWire;
use super::growth::GrowthWire;
use super::lifespan::LifespansWire;
use super::listing::DataWire;
use super::net::NetWire;
use super::sensitivity::SensitivityWire;
use super::uncertainty::UncertaintyWire;
use super::{Answer, Envelope};
use crate::factors::Factors;
use crate::report::listing::{Kind, Listing};
use crate::report::rows::POINT_COLUMNS;

/// JSON that is written, and its schema.
#[derive(Debug)]
pub struct Output {
    /// What it is called.
    pub(crate) name: &'static str,
    /// What it is, in a few words.
    pub(crate) what: &'static str,
    schema: fn() -> Value,
}

impl Output {
    const fn new(name: &'static str, what: &'static str, schema: fn() -> Value) -> Self {
        Self { name, what, schema }
    }

    pub(crate) fn schema(&self) -> Value {
        (self.schema)()
    }
}

/// All JSON that is written; of a sweep, each line.
pub(crate) static OUTPUTS: [Output; 15] = [
    Output::new(
        "estimate",
        "JSON of `estimate`",
        envelope::<EstimateWire<'_>>,
    ),
    Output::new(
        "explain",
        "JSON of `explain`",
        envelope::<ExplanationWire<'_>>,
    ),
    Output::new(
        "lifespan",
        "JSON of `lifespan`",
        envelope::<LifespansWire<'_>>,
    ),
    Output::new(
        "compare",
        "JSON of `compare`",
        envelope::<ComparisonWire<'_>>,
    ),
    Output::new(
        "uncertainty",
        "JSON of `uncertainty`",
        envelope::<UncertaintyWire<'_>>,
    ),
    Output::new(
        "sensitivity",
        "JSON of `sensitivity`",
        envelope::<SensitivityWire<'_>>,
    ),
    Output::new("sweep", "A line of `sweep --format jsonl`", sweep),
    Output::new("check", "JSON of `check`", envelope::<ChecksWire<'_>>),
    Output::new("diff", "JSON of `diff`", envelope::<DifferencesWire<'_>>),
    Output::new("fleet", "JSON of `fleet`", envelope::<FleetWire<'_>>),
    Output::new("growth", "JSON of `fleet growth`", envelope::<GrowthWire>),
    Output::new("net", "JSON of `net`", envelope::<NetWire<'_>>),
    Output::new(
        "batch",
        "JSON of `batch` and `merge`",
        envelope::<BatchWire<'_>>,
    ),
    Output::new(
        "partial",
        "JSON of `batch --partial`",
        envelope::<PartialWire<'_>>,
    ),
    Output::new("data", "JSON of `data`", data),
];

fn envelope<T: Answer + JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12()
        .for_serialize()
        .with_transform(RecursiveTransform(exact));
    let schema = settings
        .into_generator()
        .into_root_schema_for::<Envelope<T>>();
    let mut schema = strip_wire(schema.to_value());
    schema["$id"] = format!("urn:{}", T::SCHEMA.replace('/', ":")).into();
    schema["title"] = T::SCHEMA.into();
    schema["properties"]["schema"]["const"] = T::SCHEMA.into();
    schema
}

/// Nothing but what the types have, and no formats that JSON Schema does not
/// know.
fn exact(schema: &mut Schema) {
    if schema.get("properties").is_some() {
        schema.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
    schema.remove("format");
}

/// Definitions are called by what is on the wire, not by how.
fn strip_wire(value: Value) -> Value {
    match value {
        Value::String(text) if text.starts_with("#/$defs/") => text.replace("Wire", "").into(),
        Value::Array(values) => values.into_iter().map(strip_wire).collect(),
        Value::Object(entries) => entries
            .into_iter()
            .map(|(key, value)| (key.replace("Wire", ""), strip_wire(value)))
            .collect::<Map<_, _>>()
            .into(),
        other => other,
    }
}

/// A line of a sweep has the axes, and what the point costs.
fn sweep() -> Value {
    let columns = POINT_COLUMNS.map(|column| {
        let kind = json!({ "type": ["number", "null"] });
        (column.to_owned(), kind)
    });
    let break_even = [
        ("is_jump", json!({ "type": "boolean" })),
        (
            "cheaper_above",
            json!({ "enum": ["first", "second", null] }),
        ),
    ];
    let break_even = break_even.map(|(key, kind)| (key.to_owned(), kind));
    json!({
        "$schema": DIALECT,
        "$id": "urn:tinyfoot:sweep:v1",
        "title": "tinyfoot/sweep/v1",
        "description": "A line of `tinyfoot sweep --format jsonl`: a point, or one at which \
                        two devices cost the same.",
        "type": "object",
        "properties": Value::Object(columns.into_iter().chain(break_even).collect()),
        "anyOf": [
            { "required": POINT_COLUMNS },
            { "required": ["first_kg_co2e", "second_kg_co2e"] },
        ],
        "additionalProperties": {
            "description": "The value of an axis, under its path.",
            "type": ["number", "string"],
        },
    })
}

/// Each kind of list has columns of its own.
fn data() -> Value {
    let mut schema = envelope::<DataWire<'_>>();
    let rows = Kind::ALL.map(|kind| {
        let columns = Listing::new(kind, &Factors::builtin()).columns();
        let keys: Vec<&str> = columns.iter().map(|(key, _)| *key).collect();
        let properties: Map<String, Value> = columns
            .iter()
            .map(|(key, is_number)| {
                let kind = if *is_number { "number" } else { "string" };
                ((*key).to_owned(), json!({ "type": [kind, "null"] }))
            })
            .collect();
        json!({
            "if": { "properties": { "kind": { "const": kind.key() } } },
            "then": { "properties": { "rows": { "items": {
                "properties": properties,
                "required": keys,
                "additionalProperties": false,
            } } } },
        })
    });
    schema["allOf"] = rows.to_vec().into();
    schema
}

/// The draft that all schemas are of.
pub(crate) const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
