//! Published footprints of consumer products, to compare with.

use crate::table;

static PRODUCTS: &str = include_str!("products.csv");

/// A product and the footprint that its maker published.
#[derive(Clone, Debug, PartialEq)]
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
    table::read(PRODUCTS, |row| Product {
        product: row.text("product"),
        year: row.year("year"),
        kg_co2e: row.number("kg_co2e"),
        production_share_percent: row.number_if_any("production_share_percent"),
        lifetime_years: row.number_if_any("lifetime_years"),
        source: row.text("source"),
    })
}
