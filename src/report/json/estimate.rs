//! Footprints with every line, and explanations of lines.

use serde::Serialize;

use super::energy::{EnergyWire, GridWire, energy, grid};
use super::uncertainty::{UncertainWire, uncertain as uncertain_wire};
use super::{RangeWire, RemarkWire, SourceWire, TOOL, Tool, citations, remark, render};
use crate::analysis::Uncertain;
use crate::block::{Block, Stage};
use crate::device::Variant;
use crate::factors::Factor;
use crate::model::{Footprint, Line};
use crate::report::cite::{Bibliography, cited, once};
use crate::report::explain::assumptions_of;
use crate::report::formula::formula;

/// The footprints, with every line: schema `tinyfoot/estimate/v1`.
///
/// With distributions, one a footprint, each device has an `uncertainty`.
pub fn estimate_json(
    footprints: &[Footprint],
    uncertain: &[Uncertain],
    bibliography: &Bibliography,
) -> String {
    let bibliographies: Vec<Bibliography> = footprints
        .iter()
        .map(|footprint| bibliography.with(footprint))
        .collect();
    render(&Envelope {
        schema: "tinyfoot/estimate/v1",
        tool: TOOL,
        devices: footprints
            .iter()
            .zip(&bibliographies)
            .enumerate()
            .map(|(index, (footprint, bibliography))| DeviceWire {
                uncertainty: uncertain.get(index).map(uncertain_wire),
                ..device(footprint, bibliography)
            })
            .collect(),
    })
}

/// The lines with their formulas and references: schema `tinyfoot/explain/v1`.
pub fn explain_json(footprint: &Footprint, lines: &[&Line], bibliography: &Bibliography) -> String {
    let bibliography = bibliography.with(footprint);
    let keys = lines.iter().flat_map(|line| line.cited());
    render(&Explanation {
        schema: "tinyfoot/explain/v1",
        tool: TOOL,
        name: &footprint.name,
        lines: lines.iter().map(|one| line(one)).collect(),
        assumptions: assumptions_of(footprint, lines).map(remark).collect(),
        sources: citations(once(keys), &bibliography),
    })
}

#[derive(Serialize)]
struct Envelope<'a> {
    schema: &'static str,
    tool: Tool,
    devices: Vec<DeviceWire<'a>>,
}

#[derive(Serialize)]
struct Explanation<'a> {
    schema: &'static str,
    tool: Tool,
    name: &'a str,
    lines: Vec<LineWire<'a>>,
    assumptions: Vec<RemarkWire<'a>>,
    sources: Vec<SourceWire<'a>>,
}

#[derive(Serialize)]
struct DeviceWire<'a> {
    name: &'a str,
    description: Option<&'a str>,
    lifespan_years: f64,
    total_kg_co2e: RangeWire,
    embodied_kg_co2e: Option<RangeWire>,
    operational_kg_co2e: Option<RangeWire>,
    stages: Vec<StageWire>,
    blocks: Vec<BlockWire<'a>>,
    factor_sets: &'a [String],
    grids: Vec<GridWire<'a>>,
    energy: Option<EnergyWire<'a>>,
    uncertainty: Option<UncertainWire<'a>>,
    cost: Option<CostWire<'a>>,
    coverage: Option<CoverageWire>,
    assumptions: Vec<RemarkWire<'a>>,
    excluded: Vec<ExcludedWire<'a>>,
    warnings: Vec<RemarkWire<'a>>,
    sources: Vec<SourceWire<'a>>,
}

#[derive(Serialize)]
struct StageWire {
    stage: &'static str,
    kg_co2e: Option<RangeWire>,
}

#[derive(Serialize)]
struct BlockWire<'a> {
    block: &'static str,
    hsl: Option<u8>,
    kg_co2e: Option<RangeWire>,
    lines: Vec<LineWire<'a>>,
}

#[derive(Serialize)]
struct LineWire<'a> {
    item: &'a str,
    label: &'a str,
    block: &'static str,
    stage: &'static str,
    quantity: QuantityWire,
    factor: FactorWire<'a>,
    kg_co2e: RangeWire,
    formula_low: String,
    formula: String,
    formula_high: String,
    sources: &'a [String],
}

#[derive(Serialize)]
struct QuantityWire {
    low: f64,
    typical: f64,
    high: f64,
    unit: &'static str,
}

#[derive(Serialize)]
struct FactorWire<'a> {
    id: &'a str,
    kg_co2e_per_unit: f64,
    unit: &'static str,
    feasible_low: Option<f64>,
    feasible_high: Option<f64>,
    gsd: Option<f64>,
    gsd_basis: Option<&'a str>,
    basis: &'static str,
    covers: Option<&'a str>,
    derivation: Option<&'a str>,
    layer: &'a str,
    sources: &'a [String],
}

#[derive(Serialize)]
struct CostWire<'a> {
    currency: &'a str,
    amount: f64,
}

#[derive(Serialize)]
struct CoverageWire {
    covered_parts: usize,
    parts: usize,
}

#[derive(Serialize)]
struct ExcludedWire<'a> {
    block: Option<&'static str>,
    part: Option<&'a str>,
}

fn device<'a>(footprint: &'a Footprint, bibliography: &'a Bibliography) -> DeviceWire<'a> {
    DeviceWire {
        name: &footprint.name,
        description: footprint.description.as_deref(),
        lifespan_years: footprint.lifespan_years,
        total_kg_co2e: footprint.total().into(),
        embodied_kg_co2e: footprint.embodied().map(Into::into),
        operational_kg_co2e: footprint.operational().map(Into::into),
        stages: Stage::ALL
            .into_iter()
            .map(|stage| StageWire {
                stage: stage.key(),
                kg_co2e: footprint.stage(stage).map(Into::into),
            })
            .collect(),
        blocks: Block::ALL
            .into_iter()
            .map(|block| BlockWire {
                block: block.key(),
                hsl: footprint.level(block).map(|level| level.number),
                kg_co2e: footprint.block(block).map(Into::into),
                lines: footprint.lines_of(block).map(line).collect(),
            })
            .collect(),
        factor_sets: &footprint.factor_sets,
        grids: footprint.grids.iter().map(grid).collect(),
        energy: footprint.energy.as_ref().map(energy),
        uncertainty: None,
        cost: footprint.cost.as_ref().map(|cost| CostWire {
            currency: &cost.currency,
            amount: cost.total(),
        }),
        coverage: footprint.coverage.map(|coverage| CoverageWire {
            covered_parts: coverage.covered,
            parts: coverage.parts,
        }),
        assumptions: footprint.assumptions.iter().map(remark).collect(),
        excluded: footprint
            .excluded
            .iter()
            .map(|excluded| ExcludedWire {
                block: excluded.block.map(Block::key),
                part: excluded.part.as_deref(),
            })
            .collect(),
        warnings: footprint.warnings.iter().map(remark).collect(),
        sources: citations(cited(footprint), bibliography),
    }
}

fn line(line: &Line) -> LineWire<'_> {
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
        kg_co2e: line.kg_co2e().into(),
        formula_low: formula(line, Variant::Low),
        formula: formula(line, Variant::Typical),
        formula_high: formula(line, Variant::High),
        sources: &line.sources,
    }
}

fn factor(factor: &Factor) -> FactorWire<'_> {
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
