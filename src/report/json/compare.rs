//! Devices side by side: schema `tinyfoot/compare/v1`.

use serde::Serialize;

use super::foundation::{FoundationWire, foundation};
use super::uncertainty::{PairedWire, paired};
#[cfg(feature = "schema")]
use super::words::{BlockKey, PerKey};
use super::{Answer, FiniteWire, RangeWire, RemarkWire, remark, render};
use crate::analysis::Comparison;
use crate::block::Block;
use crate::factors::Factors;
use crate::model::Footprint;
use crate::report::cite::Bibliography;
use crate::report::compare::product_times;

/// Devices side by side.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct ComparisonWire<'a> {
    /// What all footprints are per.
    #[cfg_attr(feature = "schema", schemars(with = "PerKey"))]
    per: &'static str,
    /// The device that the others are held against.
    baseline: &'a str,
    devices: Vec<ComparedWire<'a>>,
    /// The others against the baseline, drawn in pairs; `null` where that was
    /// not asked for.
    pairs: Option<PairsWire<'a>>,
    products: Vec<ProductWire<'a>>,
    /// In what the devices are not alike.
    flags: Vec<RemarkWire<'a>>,
}

impl Answer for ComparisonWire<'_> {
    const SCHEMA: &'static str = "tinyfoot/compare/v1";
}

/// What was drawn in pairs.

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct PairsWire<'a> {
    samples: u64,
    devices: Vec<PairedWire<'a>>,
}

/// A device in a comparison.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ComparedWire<'a> {
    name: &'a str,
    lifespan_years: f64,
    /// The place of its typical total, the lowest first; equals share one.
    rank: usize,
    total_kg_co2e: RangeWire,
    /// What it has more than the baseline.
    difference_kg_co2e: RangeWire,
    /// How many times the baseline's its total is.
    ratio: FiniteWire,
    /// All functional blocks.
    blocks: Vec<BlockWire>,
    #[serde(flatten)]
    foundation: FoundationWire<'a>,
}

/// A functional block; `null` where it is not modelled.

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct BlockWire {
    #[cfg_attr(feature = "schema", schemars(with = "BlockKey"))]
    block: &'static str,
    /// Whether it is not the same in all devices.
    differs: bool,
    kg_co2e: Option<RangeWire>,
    /// What it has more than in the baseline.
    difference_kg_co2e: Option<RangeWire>,
}

/// A published product.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ProductWire<'a> {
    product: &'a str,
    year: u16,
    kg_co2e: f64,
    source: &'a str,
    /// How many times the footprint of each device its own is.
    times: Vec<TimesWire<'a>>,
}

/// How many times the footprint of a device that is.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct TimesWire<'a> {
    device: &'a str,
    times: FiniteWire,
}

/// Devices side by side: schema `tinyfoot/compare/v1`. All blocks are there,
/// with a word on whether they differ.
///
/// The footprints are those of the devices, in their order.
pub fn compare_json(
    comparison: &Comparison,
    footprints: &[Footprint],
    factors: &Factors,
) -> String {
    let bibliography = Bibliography::new(factors);
    let answer = ComparisonWire {
        per: comparison.per.key(),
        baseline: &comparison.baseline().name,
        devices: comparison
            .devices
            .iter()
            .zip(footprints)
            .map(|(device, footprint)| ComparedWire {
                name: &device.name,
                lifespan_years: device.lifespan_years,
                rank: device.rank,
                total_kg_co2e: device.total.into(),
                difference_kg_co2e: comparison.difference(device).into(),
                ratio: comparison.ratio(device).into(),
                blocks: Block::ALL
                    .into_iter()
                    .map(|block| BlockWire {
                        block: block.key(),
                        differs: comparison.differs(block),
                        kg_co2e: device.block(block).map(Into::into),
                        difference_kg_co2e: comparison
                            .block_difference(device, block)
                            .map(Into::into),
                    })
                    .collect(),
                foundation: foundation(footprint, &bibliography),
            })
            .collect(),
        pairs: comparison
            .paired
            .as_ref()
            .map(|(found, samples)| PairsWire {
                samples: *samples,
                devices: found.iter().map(paired).collect(),
            }),
        products: comparison
            .products
            .iter()
            .map(|(product, kg)| ProductWire {
                product: &product.product,
                year: product.year,
                kg_co2e: *kg,
                source: &product.source,
                times: comparison
                    .devices
                    .iter()
                    .map(|device| TimesWire {
                        device: &device.name,
                        times: product_times(*kg, device.total).into(),
                    })
                    .collect(),
            })
            .collect(),
        flags: comparison.flags.iter().map(remark).collect(),
    };
    render(answer, factors)
}
