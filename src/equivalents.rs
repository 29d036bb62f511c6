//! Everyday things of a known footprint.

use crate::table;

static EQUIVALENTS: &str = include_str!("equivalents.csv");

/// Something that people know the size of.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Equivalent {
    /// What it is, in the plural.
    pub label: String,
    /// kg CO2e of one.
    pub kg_co2e: f64,
    /// Citation key.
    pub source: String,
}

/// All of them.
///
/// # Panics
///
/// Never: the built-in list is checked by the tests.
pub fn all() -> Vec<Equivalent> {
    table::read(EQUIVALENTS, |row| Equivalent {
        label: row.text("label"),
        kg_co2e: row.number("kg_co2e"),
        source: row.text("source"),
    })
}
