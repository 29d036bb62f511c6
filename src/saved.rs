//! Results of `estimate --format json`, read back into footprints.

use std::sync::Arc;

use serde::Deserialize;

use crate::block::{Block, Stage};
use crate::cited::Sources;
use crate::diagnostic::{Diagnostic, Place, Problems, Source};
use crate::factors::{Basis, Factor, FactorSet, Fingerprint};
use crate::grid::{self, Grid, GridBasis};
use crate::model::{Coverage, Excluded, Footprint, GridUse, Line, Remark, Term, remarks};
use crate::range::{Range, Shape};
use crate::unit::Unit;

/// Hundreds of devices with all their lines; more is a mistake.
pub const LARGEST_RESULT_BYTES: usize = 64 << 20;

const SCHEMA: &str = "tinyfoot/estimate/v1";

/// A saved result.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Saved {
    /// The version of the tool that made it.
    pub version: String,
    /// The factor sets of all devices, the lowest layer first.
    pub factor_sets: Vec<Fingerprint>,
    /// Its devices.
    pub footprints: Vec<Footprint>,
}

/// Whether a text is a saved result: no device file begins with a brace.
pub fn is_saved(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// Reads a saved result. Terms of a quantity are not saved, so that a line is
/// one quantity times its factor; totals are the same to the last bit.
///
/// # Errors
///
/// When it is no result of `estimate --format json`.
pub fn read(source: &Source) -> Result<Saved, Problems> {
    let problem = |diagnostic: Diagnostic| Problems::new(vec![source.clone()], vec![diagnostic]);
    let unreadable = |error: &serde_json::Error| {
        let place = place(&source.text, error);
        // What stands behind ` at line` is the place again.
        let text = error.to_string();
        let message = text
            .rsplit_once(" at line")
            .map_or(&*text, |(text, _)| text);
        problem(
            Diagnostic::at(
                "bad-result",
                &place,
                format!("this is no saved result: {message}"),
            )
            .help("save one with `tinyfoot estimate DEVICE --format json`"),
        )
    };
    let envelope: SchemaWire =
        serde_json::from_str(&source.text).map_err(|error| unreadable(&error))?;
    if envelope.schema != SCHEMA {
        let text = format!("this is a `{}`, not a `{SCHEMA}`", envelope.schema);
        return Err(problem(
            Diagnostic::at("bad-result", &Place::start_of(0), text)
                .help("save a result with `tinyfoot estimate DEVICE --format json`"),
        ));
    }
    let saved: SavedWire =
        serde_json::from_str(&source.text).map_err(|error| unreadable(&error))?;
    if saved.devices.is_empty() {
        return Err(problem(Diagnostic::at(
            "bad-result",
            &Place::start_of(0),
            "this result has no device",
        )));
    }
    let footprints = saved.devices.into_iter().map(footprint);
    let footprints: Result<Vec<Footprint>, String> = footprints.collect();
    Ok(Saved {
        version: saved.tool.version,
        factor_sets: saved
            .factor_sets
            .into_iter()
            .map(FactorSetWire::into)
            .collect(),
        footprints: footprints.map_err(|message| {
            problem(Diagnostic::at("bad-result", &Place::start_of(0), message))
        })?,
    })
}

/// Where the parser stopped.
fn place(text: &str, error: &serde_json::Error) -> Place {
    let before = text.split_inclusive('\n').take(error.line().max(1) - 1);
    let start: usize = before.map(str::len).sum();
    let mut start = (start + error.column().max(1) - 1).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    Place {
        source: 0,
        span: start..start,
    }
}

#[derive(Deserialize)]
struct SchemaWire {
    schema: String,
}

#[derive(Deserialize)]
struct SavedWire {
    tool: ToolWire,
    factor_sets: Vec<FactorSetWire>,
    devices: Vec<DeviceWire>,
}

/// The tool that wrote a file of JSON.
#[derive(Deserialize)]
pub(crate) struct ToolWire {
    pub(crate) version: String,
}

/// A factor set that a file of JSON rests on.
#[derive(Deserialize)]
pub(crate) struct FactorSetWire {
    name: String,
    sha256: String,
}

impl From<FactorSetWire> for Fingerprint {
    fn from(FactorSetWire { name, sha256 }: FactorSetWire) -> Self {
        Self { name, sha256 }
    }
}

#[derive(Deserialize)]
struct DeviceWire {
    name: String,
    description: Option<String>,
    lifespan_years: f64,
    truncation_factor: Option<f64>,
    total_kg_co2e: RangeWire,
    blocks: Vec<BlockWire>,
    factor_sets: Vec<String>,
    grids: Vec<GridWire>,
    coverage: Option<CoverageWire>,
    assumptions: Vec<RemarkWire>,
    excluded: Vec<ExcludedWire>,
    warnings: Vec<RemarkWire>,
}

#[derive(Deserialize)]
struct BlockWire {
    block: String,
    kg_co2e: Option<RangeWire>,
    lines: Vec<LineWire>,
}

#[derive(Deserialize)]
struct RangeWire {
    low: f64,
    typical: f64,
    high: f64,
}

#[derive(Deserialize)]
struct LineWire {
    item: String,
    label: String,
    stage: String,
    quantity: QuantityWire,
    factor: FactorWire,
    /// Where it is not there, it is part of the quantity.
    #[serde(default = "no_multiplier")]
    multiplier: f64,
    sources: Vec<String>,
}

const fn no_multiplier() -> f64 {
    1.0
}

#[derive(Deserialize)]
struct QuantityWire {
    low: f64,
    typical: f64,
    high: f64,
    unit: String,
}

#[derive(Deserialize)]
struct FactorWire {
    id: String,
    kg_co2e_per_unit: f64,
    gsd: Option<f64>,
    basis: String,
    layer: String,
    sources: Vec<String>,
}

#[derive(Deserialize)]
struct GridWire {
    block: String,
    code: Option<String>,
    name: String,
    year: Option<u16>,
    g_co2e_per_kwh: f64,
    basis: String,
    trend_percent_per_year: Option<f64>,
    loss_percent: Option<f64>,
    sources: Vec<String>,
}

#[derive(Deserialize)]
struct CoverageWire {
    covered_parts: usize,
    parts: usize,
}

#[derive(Deserialize)]
struct RemarkWire {
    code: String,
    block: Option<String>,
    text: String,
}

#[derive(Deserialize)]
struct ExcludedWire {
    block: Option<String>,
    part: Option<String>,
}

fn footprint(wire: DeviceWire) -> Result<Footprint, String> {
    let (mut lines, mut modelled) = (Vec::new(), Vec::new());
    for own in wire.blocks {
        let known = block(&own.block)?;
        let is_modelled = own.kg_co2e.is_some() || !own.lines.is_empty();
        if is_modelled && !modelled.contains(&known) {
            modelled.push(known);
        }
        let first = lines.len();
        for wire in own.lines {
            lines.push(line(known, wire)?);
        }
        let sum = lines[first..].iter().map(Line::kg_co2e).sum();
        if own.kg_co2e.is_some_and(|stated| !is_near(&stated, sum)) {
            return Err(format!(
                "`{}` of {} is not the sum of its lines: the result was changed",
                known.key(),
                wire.name
            ));
        }
    }
    // Sums are the same to the last bit in one order alone.
    lines.sort_by_key(|line| line.block);
    if !(wire.lifespan_years > 0.0 && wire.lifespan_years.is_finite()) {
        return Err(format!("{} serves for no time", wire.name));
    }
    if !lines.iter().map(Line::kg_co2e).sum::<Range>().is_finite() {
        return Err(format!("the footprint of {} is not finite", wire.name));
    }
    let total: Range = lines.iter().map(Line::kg_co2e).sum();
    if !is_near(&wire.total_kg_co2e, total) {
        return Err(format!(
            "the total of {} is not the sum of its lines: the result was changed",
            wire.name
        ));
    }
    let grids: Result<Vec<GridUse>, String> = wire.grids.into_iter().map(grid_use).collect();
    let excluded: Result<Vec<Excluded>, String> = wire
        .excluded
        .into_iter()
        .map(|wire| {
            Ok(Excluded {
                block: wire.block.as_deref().map(block).transpose()?,
                part: wire.part,
            })
        })
        .collect();
    Ok(Footprint {
        own: Arc::new(FactorSet {
            name: wire.name.clone(),
            ..FactorSet::default()
        }),
        name: wire.name,
        description: wire.description,
        lifespan_years: wire.lifespan_years,
        truncation_factor: wire.truncation_factor,
        lines,
        modelled,
        levels: Vec::new(),
        cost: None,
        excluded: excluded?,
        // What is carried is in the lines of transport.
        uncovered: Vec::new(),
        coverage: wire.coverage.map(|wire| Coverage {
            covered: wire.covered_parts,
            parts: wire.parts,
        }),
        correlations: Vec::new(),
        assumptions: known_remarks(wire.assumptions)?,
        warnings: known_remarks(wire.warnings)?,
        factor_sets: wire.factor_sets,
        energy: None,
        grids: grids?,
        sources: Sources::default(),
    })
}

/// Other versions may have summed in another order.
fn is_near(wire: &RangeWire, known: Range) -> bool {
    const ROUNDING: f64 = 1e-9;
    let near = |a: f64, b: f64| (a - b).abs() <= ROUNDING * a.abs().max(b.abs());
    near(wire.low, known.low) && near(wire.typical, known.typical) && near(wire.high, known.high)
}

fn line(block: Block, wire: LineWire) -> Result<Line, String> {
    let QuantityWire {
        low,
        typical,
        high,
        unit,
    } = wire.quantity;
    let is_range = 0.0 <= low && low <= typical && typical <= high;
    if !is_range || wire.factor.kg_co2e_per_unit < 0.0 || wire.multiplier < 0.0 {
        return Err(format!(
            "`{}.{}` cannot be: its quantity must run from low to high, and nothing be below zero",
            block.key(),
            wire.item
        ));
    }
    let multiplier =
        (wire.multiplier != 1.0).then(|| Term::multiplier(wire.multiplier, "(as saved)"));
    let unit = Unit::from_symbol(&unit).ok_or_else(|| unknown("unit", &unit))?;
    let basis = Basis::ALL
        .into_iter()
        .find(|basis| basis.key() == wire.factor.basis)
        .ok_or_else(|| unknown("basis", &wire.factor.basis))?;
    Ok(Line {
        block,
        stage: Stage::from_key(&wire.stage).ok_or_else(|| unknown("stage", &wire.stage))?,
        terms: vec![Term {
            path: Some(block.path(&wire.item)),
            value: Range::new(low, typical, high),
            shape: Shape::default(),
            is_reciprocal: false,
            is_multiplier: false,
            unit: unit.symbol.into(),
            summands: Vec::new(),
        }]
        .into_iter()
        .chain(multiplier)
        .collect(),
        item: wire.item.into(),
        label: wire.label.into(),
        unit,
        factor: Arc::new(Factor {
            id: wire.factor.id.into(),
            layer: wire.factor.layer.into(),
            kg_co2e_per_unit: wire.factor.kg_co2e_per_unit,
            unit,
            feasible: None,
            gsd: wire.factor.gsd,
            gsd_basis: None,
            basis,
            covers: None,
            derivation: None,
            sources: wire.factor.sources.into(),
        }),
        sources: wire.sources.into(),
    })
}

fn grid_use(wire: GridWire) -> Result<GridUse, String> {
    let basis = GridBasis::ALL
        .into_iter()
        .find(|basis| basis.key() == wire.basis);
    let code = wire.code.as_deref();
    Ok(GridUse {
        block: block(&wire.block)?,
        grid: Grid {
            code: code.and_then(|code| grid::find(code, None).ok()?.code),
            name: wire.name,
            year: wire.year,
            g_co2e_per_kwh: wire.g_co2e_per_kwh,
            basis: basis.ok_or_else(|| unknown("basis", &wire.basis))?,
            sources: wire.sources.into(),
        },
        trend_percent_per_year: wire.trend_percent_per_year,
        loss_percent: wire.loss_percent,
    })
}

/// Remarks with codes of this version; those of another one are left out.
fn known_remarks(wires: Vec<RemarkWire>) -> Result<Vec<Remark>, String> {
    let known = wires
        .into_iter()
        .filter_map(|wire| Some((remarks::find(&wire.code)?, wire)));
    let remark = |(known, wire): (&remarks::RemarkCode, RemarkWire)| {
        Ok(Remark {
            code: known.code,
            block: wire.block.as_deref().map(block).transpose()?,
            text: wire.text,
        })
    };
    known.map(remark).collect()
}

fn block(key: &str) -> Result<Block, String> {
    Block::from_key(key).ok_or_else(|| unknown("block", key))
}

fn unknown(what: &str, name: &str) -> String {
    format!("this version knows no {what} `{name}`: it was saved by another one")
}
