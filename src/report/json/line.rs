//! Lines of a footprint: quantity, factor, formula.

use serde::Serialize;

use super::RangeWire;
#[cfg(feature = "schema")]
use super::words::{BasisKey, BlockKey, StageKey};
use crate::device::Variant;
use crate::factors::Factor;
use crate::model::Line;
use crate::report::formula::formula;

/// A line: a quantity times an emission factor times a multiplier.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct LineWire<'a> {
    /// The item's key, or a custom component's name.
    item: &'a str,
    label: &'a str,
    #[cfg_attr(feature = "schema", schemars(with = "BlockKey"))]
    block: &'static str,
    #[cfg_attr(feature = "schema", schemars(with = "StageKey"))]
    stage: &'static str,
    quantity: QuantityWire,
    factor: FactorWire<'a>,
    /// What quantity times factor is multiplied by: the mean of the grid's
    /// trend over the life, truncation, 0 in a second life; 1 without any.
    multiplier: f64,
    kg_co2e: RangeWire,
    formula_low: String,
    /// Of the typical variant.
    formula: String,
    formula_high: String,
    /// Where the quantity is from: keys of `sources`, or texts.
    sources: &'a [String],
}

/// A quantity of three hardware variants.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct QuantityWire {
    low: f64,
    typical: f64,
    high: f64,
    unit: &'static str,
}

/// An emission factor.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct FactorWire<'a> {
    /// Its identity: lines that share it share its error.
    id: &'a str,
    kg_co2e_per_unit: f64,
    /// The unit that it is per.
    unit: &'static str,
    /// The least value that fits the published figures as well.
    feasible_low: Option<f64>,
    /// The largest such value.
    feasible_high: Option<f64>,
    /// Geometric standard deviation between published sources.
    gsd: Option<f64>,
    /// Which values that is between.
    gsd_basis: Option<&'a str>,
    /// How the value came to be.
    #[cfg_attr(feature = "schema", schemars(with = "BasisKey"))]
    basis: &'static str,
    /// What it includes.
    covers: Option<&'a str>,
    /// How the value was arrived at.
    derivation: Option<&'a str>,
    /// The factor set, or the device, that it came from.
    layer: &'a str,
    /// Where it is from: keys of `sources`, or texts.
    sources: &'a [String],
}

pub(super) fn line(line: &Line) -> LineWire<'_> {
    let quantity = line.quantity();
    LineWire {
        item: &line.item,
        label: &line.label,
        block: line.block.key(),
        stage: line.stage.key(),
        quantity: QuantityWire {
            low: quantity.low,
            typical: quantity.typical,
            high: quantity.high,
            unit: line.unit.symbol,
        },
        factor: factor(&line.factor),
        multiplier: line.multiplier(),
        kg_co2e: line.kg_co2e().into(),
        formula_low: formula(line, Variant::Low),
        formula: formula(line, Variant::Typical),
        formula_high: formula(line, Variant::High),
        sources: &line.sources,
    }
}

pub(super) fn factor(factor: &Factor) -> FactorWire<'_> {
    FactorWire {
        id: &factor.id,
        kg_co2e_per_unit: factor.kg_co2e_per_unit,
        unit: factor.unit.symbol,
        feasible_low: factor.feasible.map(|(low, _)| low),
        feasible_high: factor.feasible.map(|(_, high)| high),
        gsd: factor.gsd,
        gsd_basis: factor.gsd_basis.as_deref(),
        basis: factor.basis.key(),
        covers: factor.covers.as_deref(),
        derivation: factor.derivation.as_deref(),
        layer: &factor.layer,
        sources: &factor.sources,
    }
}
