//! JSON: wire types apart from the model, under a versioned envelope.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::cite::{Bibliography, cited, once};
use super::explain::assumptions_of;
use super::formula::formula;
use super::listing::Listing;
use super::records::Cell;
use crate::block::{Block, Stage};
use crate::device::Variant;
use crate::factors::Factor;
use crate::grid::{Grid, GridBasis};
use crate::model::{Footprint, Line, Remark};
use crate::range::Range;
use crate::sources::Citation;

/// The footprints, with every line: schema `tinyfoot/estimate/v1`.
pub fn estimate_json(footprints: &[Footprint], bibliography: &Bibliography) -> String {
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
            .map(|(footprint, bibliography)| device(footprint, bibliography))
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

/// The rows of a list of what is built in: schema `tinyfoot/data/v1`.
pub fn listing_json(listing: &Listing) -> String {
    let records = listing.records();
    render(&Data {
        schema: "tinyfoot/data/v1",
        tool: TOOL,
        kind: listing.kind.key(),
        rows: records
            .rows
            .iter()
            .map(|cells| Object {
                columns: &records.columns,
                cells,
            })
            .collect(),
    })
}

fn render(value: &impl Serialize) -> String {
    // Strings and finite numbers: serializing them to memory cannot fail.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

const TOOL: Tool = Tool {
    name: env!("CARGO_PKG_NAME"),
    version: env!("CARGO_PKG_VERSION"),
};

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
                Cell::Number(number) => map.serialize_entry(column, number)?,
                Cell::Empty => map.serialize_entry(column, &())?,
            }
        }
        map.end()
    }
}

#[derive(Serialize)]
struct RangeWire {
    low: f64,
    typical: f64,
    high: f64,
}

impl From<Range> for RangeWire {
    fn from(range: Range) -> Self {
        Self {
            low: range.low,
            typical: range.typical,
            high: range.high,
        }
    }
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
struct GridWire<'a> {
    block: &'static str,
    code: Option<&'static str>,
    name: &'a str,
    year: Option<u16>,
    g_co2e_per_kwh: f64,
    basis: &'static str,
    sources: &'a [String],
}

#[derive(Serialize)]
struct CoverageWire {
    covered_parts: usize,
    parts: usize,
}

#[derive(Serialize)]
struct RemarkWire<'a> {
    code: &'static str,
    block: Option<&'static str>,
    text: &'a str,
}

#[derive(Serialize)]
struct ExcludedWire<'a> {
    block: Option<&'static str>,
    part: Option<&'a str>,
}

#[derive(Serialize)]
struct SourceWire<'a> {
    key: &'a str,
    title: Option<&'a str>,
    authors: Option<&'a str>,
    year: Option<&'a str>,
    published: Option<&'a str>,
    locator: Option<&'a str>,
    read_off: Option<&'a str>,
    derived: Option<bool>,
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
        grids: footprint
            .grids
            .iter()
            .map(|(block, grid)| grid_wire(*block, grid))
            .collect(),
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

fn grid_wire(block: Block, grid: &Grid) -> GridWire<'_> {
    GridWire {
        block: block.key(),
        code: grid.code,
        name: &grid.name,
        year: grid.year,
        g_co2e_per_kwh: grid.g_co2e_per_kwh,
        basis: match grid.basis {
            GridBasis::LifeCycle => "life_cycle",
            GridBasis::Direct => "direct",
            GridBasis::Stated => "stated",
        },
        sources: &grid.sources,
    }
}

fn remark(remark: &Remark) -> RemarkWire<'_> {
    RemarkWire {
        code: remark.code,
        block: remark.block.map(Block::key),
        text: &remark.text,
    }
}

fn citations<'a>(keys: Vec<&'a str>, bibliography: &'a Bibliography) -> Vec<SourceWire<'a>> {
    keys.into_iter()
        .map(|key| {
            let known = bibliography.find(key);
            let text = |get: fn(&Citation) -> Option<&str>| known.and_then(get);
            SourceWire {
                key,
                title: text(|citation| Some(&citation.title)),
                authors: text(|citation| Some(&citation.authors)),
                year: text(|citation| Some(&citation.year)),
                published: text(|citation| citation.published.as_deref()),
                locator: text(|citation| citation.locator.as_deref()),
                read_off: text(|citation| citation.read_off.as_deref()),
                derived: known.map(|citation| citation.derived),
            }
        })
        .collect()
}
