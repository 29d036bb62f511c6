//! Devices, held against what they may cost: schema `tinyfoot/check/v1`.

use serde::Serialize;

use super::{RemarkWire, TOOL, Tool, remark, render};
use crate::analysis::{Checked, Denied, Held, Verdict};
use crate::block::{Block, Stage};
use crate::device::Subject;
use crate::diagnostic::Position;
use crate::report::check::Checks;

#[derive(Serialize)]
struct ChecksWire<'a> {
    schema: &'static str,
    tool: Tool,
    verdict: &'static str,
    project: Option<&'a str>,
    /// How many draws a P95 is from that cannot be convolved; `null` where no
    /// budget is on one.
    samples: Option<u64>,
    seed: Option<u64>,
    devices: Vec<CheckedWire<'a>>,
}

#[derive(Serialize)]
struct CheckedWire<'a> {
    name: &'a str,
    /// `null` where there was nothing to check.
    verdict: Option<&'static str>,
    budgets: Vec<HeldWire<'a>>,
    budgets_per_year: Vec<HeldPerYearWire<'a>>,
    denied: Vec<DeniedWire<'a>>,
}

#[derive(Serialize)]
struct HeldWire<'a> {
    path: String,
    block: Option<&'static str>,
    stage: Option<&'static str>,
    bound: &'static str,
    warn_kg_co2e: Option<f64>,
    error_kg_co2e: Option<f64>,
    /// `null` where it is not modelled.
    value_kg_co2e: Option<f64>,
    margin_kg_co2e: Option<f64>,
    verdict: &'static str,
    position: Option<PositionWire<'a>>,
}

#[derive(Serialize)]
struct HeldPerYearWire<'a> {
    path: String,
    bound: &'static str,
    warn_kg_co2e_per_year: Option<f64>,
    error_kg_co2e_per_year: Option<f64>,
    value_kg_co2e_per_year: Option<f64>,
    margin_kg_co2e_per_year: Option<f64>,
    verdict: &'static str,
    position: Option<PositionWire<'a>>,
}

#[derive(Serialize)]
struct DeniedWire<'a> {
    code: &'static str,
    block: Option<&'static str>,
    verdict: &'static str,
    found: Vec<FoundWire<'a>>,
}

#[derive(Serialize)]
struct FoundWire<'a> {
    remark: RemarkWire<'a>,
    position: Option<PositionWire<'a>>,
}

#[derive(Serialize)]
pub(super) struct PositionWire<'a> {
    file: &'a str,
    line: usize,
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
    render(&ChecksWire {
        schema: "tinyfoot/check/v1",
        tool: TOOL,
        verdict: checks.verdict().unwrap_or_default().key(),
        project: checks.project.as_deref(),
        samples: checks.drawn().map(|draws| draws.samples),
        seed: checks.drawn().map(|draws| draws.seed),
        devices: checks.devices.iter().map(device).collect(),
    })
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
