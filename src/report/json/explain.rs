//! Where numbers come from: schema `tinyfoot/explain/v1`.

use serde::Serialize;

use super::energy::{GridWire, grid};
use super::foundation::{SourceWire, citations};
use super::line::{LineWire, line};
use super::{Answer, RemarkWire, remark, render};
use crate::block::Block;
use crate::factors::Factors;
use crate::model::{Footprint, Line, Remark};
use crate::report::cite::{Bibliography, once};
use crate::report::explain::assumptions_of;

/// Lines of a device with their formulas and references.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct ExplanationWire<'a> {
    name: &'a str,
    lines: Vec<LineWire<'a>>,
    /// The grids of these lines.
    grids: Vec<GridWire<'a>>,
    /// What was assumed of the blocks of these lines.
    assumptions: Vec<RemarkWire<'a>>,
    /// What to beware of in these blocks, and in the device as a whole.
    warnings: Vec<RemarkWire<'a>>,
    /// Everything that these lines cite.
    sources: Vec<SourceWire>,
}

impl Answer for ExplanationWire<'_> {
    const SCHEMA: &'static str = "tinyfoot/explain/v1";
}

/// The lines with their formulas and references: schema `tinyfoot/explain/v1`.
pub fn explain_json(footprint: &Footprint, lines: &[&Line], factors: &Factors) -> String {
    let bibliography = Bibliography::new(factors).with(footprint);
    let keys = lines.iter().flat_map(|line| line.cited());
    let is_shown = |block: Block| lines.iter().any(|line| line.block == block);
    let concerns = |remark: &&Remark| remark.block.is_none_or(is_shown);
    let grids = footprint.grids.iter().filter(|used| is_shown(used.block));
    let warnings = footprint.warnings.iter().filter(concerns);
    let answer = ExplanationWire {
        name: &footprint.name,
        lines: lines.iter().map(|one| line(one)).collect(),
        grids: grids.map(grid).collect(),
        assumptions: assumptions_of(footprint, lines).map(remark).collect(),
        warnings: warnings.map(remark).collect(),
        sources: citations(once(keys), &bibliography),
    };
    render(answer, factors)
}
