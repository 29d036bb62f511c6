//! Everyday things of a known footprint.

use serde::Deserialize;

static EQUIVALENTS: &str = include_str!("equivalents.csv");

/// Something that people know the size of.
#[derive(Clone, Debug, Deserialize, PartialEq)]
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
    csv::Reader::from_reader(EQUIVALENTS.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("the built-in list of equivalents is broken: {error}"))
}
