//! Partial totals, read back to be merged.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::totals::{Sums, Totals};
use crate::diagnostic::{Diagnostic, Place, Problems, Source};
use crate::saved::{FactorSetWire, ToolWire};

/// Totals of some hundred thousand groups; more is a mistake.
pub const LARGEST_PARTIAL_BYTES: usize = 1 << 30;

/// What partial totals are called in their JSON.
pub(crate) const SCHEMA: &str = "tinyfoot/partial/v1";

#[derive(Deserialize)]
struct PartialWire {
    schema: String,
    tool: ToolWire,
    factor_sets: Vec<FactorSetWire>,
    group_by: Vec<String>,
    overrides: Vec<String>,
    rows_read: u64,
    rows_rejected: u64,
    groups: Vec<GroupWire>,
}

#[derive(Deserialize)]
struct GroupWire {
    key: Vec<String>,
    rows: u64,
    devices: String,
    sums: SumsWire,
}

#[derive(Deserialize)]
struct SumsWire {
    low: String,
    typical: String,
    high: String,
    embodied_typical: String,
    operational_typical: String,
}

impl Totals {
    /// Reads the partial totals of a text, one or several behind each other,
    /// and merges them.
    ///
    /// # Errors
    ///
    /// When it holds none, or what does not fit together.
    pub fn read(source: &Source) -> Result<Self, Problems> {
        let mut whole: Option<Self> = None;
        let mut values = serde_json::Deserializer::from_str(&source.text).into_iter();
        loop {
            let start = values.byte_offset();
            let Some(value) = values.next() else {
                break;
            };
            let problem = |message: String| {
                let text = &source.text[start..];
                let start = start + text.len() - text.trim_start().len();
                let place = Place {
                    source: 0,
                    span: start..start,
                };
                let diagnostic = Diagnostic::at("bad-partial", &place, message)
                    .help("make them with `tinyfoot batch INVENTORY --partial`");
                Problems::new(vec![source.clone()], vec![diagnostic])
            };
            let wire = value.map_err(|error| {
                // Another result of this program says so itself.
                let mut schemas = serde_json::Deserializer::from_str(&source.text[start..])
                    .into_iter::<SchemaWire>();
                if let Some(Ok(SchemaWire { schema })) = schemas.next()
                    && schema != SCHEMA
                {
                    return problem(another(&schema));
                }
                let text = error.to_string();
                let what = text.split(" at line").next().unwrap_or_default();
                problem(format!("these are no partial totals: {what}"))
            })?;
            let part = totals(wire).map_err(problem)?;
            match &mut whole {
                None => whole = Some(part),
                Some(whole) => whole.merge(part).map_err(|why| problem(why.to_string()))?,
            }
        }
        whole.ok_or_else(|| {
            let message = format!("{} holds no partial totals", source.name);
            Problems::general(
                Diagnostic::general("bad-partial", message)
                    .help("make them with `tinyfoot batch INVENTORY --partial`"),
            )
        })
    }
}

fn another(schema: &str) -> String {
    format!("this is a `{schema}`, not a `{SCHEMA}`")
}

/// What every result says of itself.
#[derive(Deserialize)]
struct SchemaWire {
    schema: String,
}

fn totals(wire: PartialWire) -> Result<Totals, String> {
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    if wire.schema != SCHEMA {
        return Err(another(&wire.schema));
    }
    if wire.tool.version != VERSION {
        return Err(format!(
            "tinyfoot {} made these, and this is {VERSION}",
            wire.tool.version
        ));
    }
    let mut groups = BTreeMap::new();
    for group in wire.groups {
        if group.key.len() != wire.group_by.len() {
            return Err("a group has another number of values than there are columns".to_owned());
        }
        let sums = sums(&group)?;
        if groups.insert(group.key, sums).is_some() {
            return Err("a group is there twice".to_owned());
        }
    }
    let mut rows = groups.values().map(|sums: &Sums| sums.rows);
    let counted = rows.try_fold(0_u64, u64::checked_add);
    if counted.is_none() || wire.rows_read.checked_sub(wire.rows_rejected) != counted {
        return Err("its counts of rows do not add up".to_owned());
    }
    Ok(Totals {
        group_by: wire.group_by,
        groups,
        rows_read: wire.rows_read,
        rows_rejected: wire.rows_rejected,
        factor_sets: wire
            .factor_sets
            .into_iter()
            .map(FactorSetWire::into)
            .collect(),
        overrides: wire.overrides,
    })
}

fn sums(group: &GroupWire) -> Result<Sums, String> {
    let wrong = |text: &str| format!("`{text}` is no exact sum");
    let sum = |text: &String| text.parse().map_err(|_| wrong(text));
    let sums = &group.sums;
    Ok(Sums {
        rows: group.rows,
        devices: group.devices.parse().map_err(|_| wrong(&group.devices))?,
        kg_co2e: [
            sum(&sums.low)?,
            sum(&sums.typical)?,
            sum(&sums.high)?,
            sum(&sums.embodied_typical)?,
            sum(&sums.operational_typical)?,
        ],
    })
}
