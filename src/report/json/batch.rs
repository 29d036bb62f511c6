//! Totals of an inventory: schemas `tinyfoot/batch/v1` and
//! `tinyfoot/partial/v1`.

use serde::Serialize;

use super::{Answer, RangeWire, enclose, envelope};
use crate::inventory::{PARTIAL_SCHEMA, Sums, Totals};

/// Totals of an inventory.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct BatchWire<'a> {
    /// The columns that rows are grouped by.
    group_by: &'a [String],
    /// In the order of their keys; one with an empty key where nothing is
    /// grouped.
    groups: Vec<GroupWire<'a>>,
    total: SumsWire,
    rows_read: u64,
    rows_counted: u64,
    /// Rows that are wrong, and in no sum.
    rows_rejected: u64,
}

impl Answer for BatchWire<'_> {
    const SCHEMA: &'static str = "tinyfoot/batch/v1";
}

/// The rows that share the values of some columns.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct GroupWire<'a> {
    /// Those values.
    key: &'a [String],
    #[serde(flatten)]
    sums: SumsWire,
}

/// Exact sums, rounded once.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct SumsWire {
    rows: u64,
    devices: u128,
    total_kg_co2e: RangeWire,
    embodied_typical_kg_co2e: f64,
    operational_typical_kg_co2e: f64,
}

impl From<&Sums> for SumsWire {
    fn from(sums: &Sums) -> Self {
        Self {
            rows: sums.rows,
            devices: sums.devices,
            total_kg_co2e: sums.total().into(),
            embodied_typical_kg_co2e: sums.embodied(),
            operational_typical_kg_co2e: sums.operational(),
        }
    }
}

/// Totals of a part of an inventory, to be merged with others.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct PartialWire<'a> {
    /// The columns that rows are grouped by.
    group_by: &'a [String],
    /// What was laid over all devices, as `path=value`.
    overrides: &'a [String],
    rows_read: u64,
    /// Rows that are wrong, and in no sum.
    rows_rejected: u64,
    /// In the order of their keys.
    groups: Vec<PartWire<'a>>,
}

impl Answer for PartialWire<'_> {
    const SCHEMA: &'static str = PARTIAL_SCHEMA;
}

/// The rows of the part that share the values of some columns.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct PartWire<'a> {
    key: &'a [String],
    rows: u64,
    /// How many devices, in decimal digits.
    devices: String,
    sums: ExactWire,
}

/// Exact sums in kg CO2e: a whole number in hexadecimal digits, and behind `p`
/// the exponent of the power of two that it is multiplied by, from -1074 on.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ExactWire {
    low: String,
    typical: String,
    high: String,
    embodied_typical: String,
    operational_typical: String,
}

/// Totals: schema `tinyfoot/batch/v1`.
pub fn batch_json(totals: &Totals) -> String {
    let answer = BatchWire {
        group_by: &totals.group_by,
        groups: totals
            .groups
            .iter()
            .map(|(key, sums)| GroupWire {
                key,
                sums: sums.into(),
            })
            .collect(),
        total: (&totals.all()).into(),
        rows_read: totals.rows_read,
        rows_counted: totals.rows_read.saturating_sub(totals.rows_rejected),
        rows_rejected: totals.rows_rejected,
    };
    enclose(answer, totals.factor_sets.clone())
}

/// Partial totals on one line: schema `tinyfoot/partial/v1`. The same rows make
/// the same text, in whatever order and parts they were added up.
pub fn partial_json(totals: &Totals) -> String {
    let groups = totals.groups.iter().map(|(key, sums)| {
        let [low, typical, high, embodied, operational] = &sums.kg_co2e;
        PartWire {
            key,
            rows: sums.rows,
            devices: sums.devices.to_string(),
            sums: ExactWire {
                low: low.to_string(),
                typical: typical.to_string(),
                high: high.to_string(),
                embodied_typical: embodied.to_string(),
                operational_typical: operational.to_string(),
            },
        }
    });
    let answer = PartialWire {
        group_by: &totals.group_by,
        overrides: &totals.overrides,
        rows_read: totals.rows_read,
        rows_rejected: totals.rows_rejected,
        groups: groups.collect(),
    };
    // Texts and whole numbers: serializing them to memory cannot fail.
    let envelope = envelope(answer, totals.factor_sets.clone());
    serde_json::to_string(&envelope).unwrap_or_default() + "\n"
}
