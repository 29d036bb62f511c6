//! Lists of what is built in: schema `tinyfoot/data/v1`.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{Answer, render};
use crate::factors::Factors;
use crate::report::listing::Listing;
use crate::report::records::{Cell, Records};

/// A list of what is built in.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct DataWire<'a> {
    #[cfg_attr(feature = "schema", schemars(with = "super::words::ListingKey"))]
    kind: &'static str,
    rows: Vec<RowWire<'a>>,
}

impl Answer for DataWire<'_> {
    const SCHEMA: &'static str = "tinyfoot/data/v1";
}

/// A row: the columns of its kind of list.
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(with = "std::collections::BTreeMap<String, CellWire>")
)]
struct RowWire<'a> {
    columns: &'a [&'static str],
    cells: &'a [Cell],
}

/// A cell; `null` where it is not known.
#[cfg(feature = "schema")]
#[derive(schemars::JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "a row writes its cells itself")]
enum CellWire {
    Text(String),
    Number(f64),
    Unknown(()),
}

/// The rows of a list of what is built in: schema `tinyfoot/data/v1`.
pub fn listing_json(listing: &Listing, factors: &Factors) -> String {
    let records = listing.records();
    let answer = DataWire {
        kind: listing.kind.key(),
        rows: rows(&records),
    };
    render(answer, factors)
}

/// The rows alone.
#[cfg(feature = "calculator")]
pub(crate) fn listing_rows(listing: &Listing) -> serde_json::Value {
    // Texts and finite numbers: they are values of JSON.
    serde_json::to_value(rows(&listing.records())).unwrap_or_default()
}

fn rows(records: &Records) -> Vec<RowWire<'_>> {
    let columns = &records.columns;
    let rows = records.rows.iter();
    rows.map(|cells| RowWire { columns, cells }).collect()
}

impl Serialize for RowWire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.columns.len()))?;
        for (column, cell) in self.columns.iter().zip(self.cells) {
            match cell {
                Cell::Text(text) => map.serialize_entry(column, text)?,
                Cell::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                    #[expect(clippy::cast_possible_truncation, reason = "a whole number")]
                    let whole = *number as i64;
                    map.serialize_entry(column, &whole)?;
                }
                Cell::Number(number) => map.serialize_entry(column, number)?,
                Cell::Empty => map.serialize_entry(column, &())?,
            }
        }
        map.end()
    }
}
