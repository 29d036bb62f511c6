//! Published footprints of consumer products, to compare with.

use serde::Deserialize;

static PRODUCTS: &str = include_str!("products.csv");

/// A product and the footprint that its maker published.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[non_exhaustive]
pub struct Product {
    /// Its name.
    pub product: String,
    /// The year of the report.
    pub year: u16,
    /// kg CO2e over its life.
    pub kg_co2e: f64,
    /// The share of production, in percent.
    pub production_share_percent: Option<f64>,
    /// The lifetime that the report assumes, in years.
    pub lifetime_years: Option<f64>,
    /// Citation key.
    pub source: String,
}

/// All products.
///
/// # Panics
///
/// Never: the built-in list is checked by the tests.
pub fn all() -> Vec<Product> {
    csv::Reader::from_reader(PRODUCTS.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("the built-in list of products is broken: {error}"))
}
