//! Devices side by side: schema `tinyfoot/compare/v1`.

use serde::Serialize;

use super::uncertainty::{PairedWire, paired};
use super::{FiniteWire, RangeWire, RemarkWire, TOOL, Tool, remark, render};
use crate::analysis::Comparison;
use crate::block::Block;
use crate::report::compare::product_times;

#[derive(Serialize)]
struct ComparisonWire<'a> {
    schema: &'static str,
    tool: Tool,
    per: &'static str,
    baseline: &'a str,
    devices: Vec<ComparedWire<'a>>,
    pairs: Option<PairsWire<'a>>,
    products: Vec<ProductWire<'a>>,
    flags: Vec<RemarkWire<'a>>,
}

#[derive(Serialize)]
struct PairsWire<'a> {
    samples: u64,
    devices: Vec<PairedWire<'a>>,
}

#[derive(Serialize)]
struct ComparedWire<'a> {
    name: &'a str,
    lifespan_years: f64,
    rank: usize,
    total_kg_co2e: RangeWire,
    difference_kg_co2e: RangeWire,
    ratio: FiniteWire,
    blocks: Vec<BlockWire>,
}

#[derive(Serialize)]
struct BlockWire {
    block: &'static str,
    differs: bool,
    kg_co2e: Option<RangeWire>,
    difference_kg_co2e: Option<RangeWire>,
}

#[derive(Serialize)]
struct ProductWire<'a> {
    product: &'a str,
    year: u16,
    kg_co2e: f64,
    source: &'a str,
    times: Vec<TimesWire<'a>>,
}

#[derive(Serialize)]
struct TimesWire<'a> {
    device: &'a str,
    times: FiniteWire,
}

/// Devices side by side: schema `tinyfoot/compare/v1`. All blocks are there,
/// with a word on whether they differ.
pub fn compare_json(comparison: &Comparison) -> String {
    render(&ComparisonWire {
        schema: "tinyfoot/compare/v1",
        tool: TOOL,
        per: comparison.per.key(),
        baseline: &comparison.baseline().name,
        devices: comparison
            .devices
            .iter()
            .map(|device| ComparedWire {
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
    })
}
