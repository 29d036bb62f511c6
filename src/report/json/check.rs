//! Devices, held against what they may cost: schema `tinyfoot/check/v1`.

use serde::Serialize;

#[cfg(feature = "schema")]
use super::words::{BlockKey, BoundKey, StageKey, VerdictKey};
use super::{Answer, RemarkWire, remark, render};
use crate::analysis::{Checked, Denied, Held, Verdict};
use crate::block::{Block, Stage};
use crate::device::Subject;
use crate::diagnostic::Position;
use crate::report::check::Checks;

/// Devices, held against what they may cost.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct ChecksWire<'a> {
    /// The worst of all devices.
    #[cfg_attr(feature = "schema", schemars(with = "VerdictKey"))]
    verdict: &'static str,
    /// The project file that the check rests on, if there is one.
    project: Option<&'a str>,
    /// How many draws a P95 is from that cannot be convolved; `null` where no
    /// budget is on one.
    samples: Option<u64>,
    /// What the draws start from; `null` where no budget is on a P95.
    seed: Option<u64>,
    devices: Vec<CheckedWire<'a>>,
}

impl Answer for ChecksWire<'_> {
    const SCHEMA: &'static str = "tinyfoot/check/v1";
}

/// A device, held against what it may cost.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct CheckedWire<'a> {
    name: &'a str,
    /// `null` where there was nothing to check.
    #[cfg_attr(feature = "schema", schemars(with = "Option<VerdictKey>"))]
    verdict: Option<&'static str>,
    budgets: Vec<HeldWire<'a>>,
    /// Budgets per year of the lifespan.
    budgets_per_year: Vec<HeldPerYearWire<'a>>,
    /// Codes of remarks that it may not carry.
    denied: Vec<DeniedWire<'a>>,
}

/// A budget, and what it is held against.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct HeldWire<'a> {
    /// Its path in `[budget]`.
    path: String,
    /// The block that it is of, if it is of one.
    #[cfg_attr(feature = "schema", schemars(with = "Option<BlockKey>"))]
    block: Option<&'static str>,
    /// The stage that it is of, if it is of one.
    #[cfg_attr(feature = "schema", schemars(with = "Option<StageKey>"))]
    stage: Option<&'static str>,
    /// Which value of the footprint must keep it.
    #[cfg_attr(feature = "schema", schemars(with = "BoundKey"))]
    bound: &'static str,
    warn_kg_co2e: Option<f64>,
    error_kg_co2e: Option<f64>,
    /// `null` where it is not modelled.
    value_kg_co2e: Option<f64>,
    /// What is left until it breaks; negative where it is broken.
    margin_kg_co2e: Option<f64>,
    #[cfg_attr(feature = "schema", schemars(with = "VerdictKey"))]
    verdict: &'static str,
    /// Where it is stated; `null` for one of the command line.
    position: Option<PositionWire<'a>>,
}

/// A budget per year of the lifespan, and what it is held against.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct HeldPerYearWire<'a> {
    /// Its path in `[budget]`.
    path: String,
    /// Which value of the footprint must keep it.
    #[cfg_attr(feature = "schema", schemars(with = "BoundKey"))]
    bound: &'static str,
    warn_kg_co2e_per_year: Option<f64>,
    error_kg_co2e_per_year: Option<f64>,
    /// `null` where it is not modelled.
    value_kg_co2e_per_year: Option<f64>,
    /// What is left until it breaks; negative where it is broken.
    margin_kg_co2e_per_year: Option<f64>,
    #[cfg_attr(feature = "schema", schemars(with = "VerdictKey"))]
    verdict: &'static str,
    /// Where it is stated; `null` for one of the command line.
    position: Option<PositionWire<'a>>,
}

/// Remarks that a device may not carry.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct DeniedWire<'a> {
    code: &'static str,
    /// The block that they may not be about; `null` where none may be.
    #[cfg_attr(feature = "schema", schemars(with = "Option<BlockKey>"))]
    block: Option<&'static str>,
    #[cfg_attr(feature = "schema", schemars(with = "VerdictKey"))]
    verdict: &'static str,
    /// Those that it carries.
    found: Vec<FoundWire<'a>>,
}

/// A remark that is denied.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct FoundWire<'a> {
    remark: RemarkWire<'a>,
    /// Where the file says what it is about.
    position: Option<PositionWire<'a>>,
}

/// A place in a file.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct PositionWire<'a> {
    file: &'a str,
    /// From 1.
    line: usize,
    /// From 1.
    column: usize,
}

pub(super) fn position(position: Option<&Position>) -> Option<PositionWire<'_>> {
    position.map(|at| PositionWire {
        file: &at.file,
        line: at.line,
        column: at.column,
    })
}

/// Devices, held against what they may cost: schema `tinyfoot/check/v1`.
pub(in crate::report) fn check_json(checks: &Checks) -> String {
    let answer = ChecksWire {
        verdict: checks.verdict().unwrap_or_default().key(),
        project: checks.project.as_deref(),
        samples: checks.drawn().map(|draws| draws.samples),
        seed: checks.drawn().map(|draws| draws.seed),
        devices: checks.devices.iter().map(device).collect(),
    };
    render(answer, &checks.factors)
}

fn device(checked: &Checked) -> CheckedWire<'_> {
    let (yearly, others): (Vec<&Held>, Vec<&Held>) = checked
        .held
        .iter()
        .partition(|held| held.budget.of == Subject::PerYear);
    CheckedWire {
        name: &checked.name,
        verdict: checked.verdict().map(Verdict::key),
        budgets: others.into_iter().map(held).collect(),
        budgets_per_year: yearly.into_iter().map(held_per_year).collect(),
        denied: checked.denied.iter().map(denied).collect(),
    }
}

fn held(held: &Held) -> HeldWire<'_> {
    let budget = &held.budget;
    let (block, stage) = match budget.of {
        Subject::Block(block) => (Some(block), None),
        Subject::Stage(stage) => (None, Some(stage)),
        Subject::Total | Subject::PerYear => (None, None),
    };
    HeldWire {
        path: budget.of.path(),
        block: block.map(Block::key),
        stage: stage.map(Stage::key),
        bound: budget.bound.key(),
        warn_kg_co2e: budget.warn,
        error_kg_co2e: budget.error,
        value_kg_co2e: held.value,
        margin_kg_co2e: held.margin(),
        verdict: held.verdict.key(),
        position: position(budget.position.as_ref()),
    }
}

fn held_per_year(held: &Held) -> HeldPerYearWire<'_> {
    let budget = &held.budget;
    HeldPerYearWire {
        path: budget.of.path(),
        bound: budget.bound.key(),
        warn_kg_co2e_per_year: budget.warn,
        error_kg_co2e_per_year: budget.error,
        value_kg_co2e_per_year: held.value,
        margin_kg_co2e_per_year: held.margin(),
        verdict: held.verdict.key(),
        position: position(budget.position.as_ref()),
    }
}

fn denied(denied: &Denied) -> DeniedWire<'_> {
    DeniedWire {
        code: denied.denial.code,
        block: denied.denial.block.map(Block::key),
        verdict: denied.verdict().key(),
        found: denied
            .found
            .iter()
            .map(|(found, at)| FoundWire {
                remark: remark(found),
                position: position(at.as_ref()),
            })
            .collect(),
    }
}
