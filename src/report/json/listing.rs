//! Lists of what is built in.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{TOOL, Tool, render};
use crate::report::listing::Listing;
use crate::report::records::{Cell, Records};

/// The rows of a list of what is built in: schema `tinyfoot/data/v1`.
pub fn listing_json(listing: &Listing) -> String {
    let records = listing.records();
    render(&Data {
        schema: "tinyfoot/data/v1",
        tool: TOOL,
        kind: listing.kind.key(),
        rows: objects(&records),
    })
}

/// The rows alone.
#[cfg(feature = "calculator")]
pub(crate) fn listing_rows(listing: &Listing) -> serde_json::Value {
    // Texts and finite numbers: they are values of JSON.
    serde_json::to_value(objects(&listing.records())).unwrap_or_default()
}

fn objects(records: &Records) -> Vec<Object<'_>> {
    let columns = &records.columns;
    let rows = records.rows.iter();
    rows.map(|cells| Object { columns, cells }).collect()
}

#[derive(Serialize)]
struct Data<'a> {
    schema: &'static str,
    tool: Tool,
    kind: &'static str,
    rows: Vec<Object<'a>>,
}

struct Object<'a> {
    columns: &'a [&'static str],
    cells: &'a [Cell],
}

impl Serialize for Object<'_> {
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
