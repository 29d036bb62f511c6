//! Devices before and after a change: schema `tinyfoot/diff/v1`.

use serde::Serialize;

use super::check::{PositionWire, position};
use super::{RangeWire, RemarkWire, TOOL, Tool, remark, render};
use crate::analysis::{Change, Difference};
use crate::block::Block;
use crate::range::Range;
use crate::report::difference::{
    Differences, Revised, change_percent, contribution, effect, value_text,
};

#[derive(Serialize)]
struct DifferencesWire<'a> {
    schema: &'static str,
    tool: Tool,
    old: &'a str,
    new: &'a str,
    differs: bool,
    most_increase_kg_co2e: Option<f64>,
    most_increase_percent: Option<f64>,
    is_broken: bool,
    devices: Vec<RevisedWire<'a>>,
}

#[derive(Serialize)]
struct RevisedWire<'a> {
    name: &'a str,
    state: &'static str,
    is_broken: bool,
    old_kg_co2e: Option<RangeWire>,
    new_kg_co2e: Option<RangeWire>,
    change_kg_co2e: RangeWire,
    /// Typical; `null` where there was nothing, or nothing is left.
    change_percent: Option<f64>,
    inputs: Vec<InputWire<'a>>,
    interaction_kg_co2e: Option<RangeWire>,
    blocks: Vec<BlockWire>,
    flags: Vec<RemarkWire<'a>>,
}

#[derive(Serialize)]
struct InputWire<'a> {
    path: &'a str,
    old: Option<String>,
    new: Option<String>,
    /// `null` where it is counted with others.
    effect_kg_co2e: Option<RangeWire>,
    position: Option<PositionWire<'a>>,
}

#[derive(Serialize)]
struct BlockWire {
    block: &'static str,
    old_kg_co2e: Option<RangeWire>,
    new_kg_co2e: Option<RangeWire>,
    change_kg_co2e: RangeWire,
    change_percent: Option<f64>,
}

/// Devices before and after a change: schema `tinyfoot/diff/v1`.
pub(in crate::report) fn difference_json(found: &Differences) -> String {
    render(&DifferencesWire {
        schema: "tinyfoot/diff/v1",
        tool: TOOL,
        old: &found.old,
        new: &found.new,
        differs: found.differ(),
        most_increase_kg_co2e: found.most.kg,
        most_increase_percent: found.most.percent,
        is_broken: found.is_broken(),
        devices: found
            .devices
            .iter()
            .map(|device| revised(found, device))
            .collect(),
    })
}

fn revised<'a>(found: &'a Differences, device: &'a Revised) -> RevisedWire<'a> {
    let [old, new] = device.totals();
    let kept = device.kept();
    let changes = kept.map_or(&[][..], |kept| &kept.changes);
    RevisedWire {
        name: &device.name,
        state: device.state(),
        is_broken: found.breaks(device),
        old_kg_co2e: old.map(Into::into),
        new_kg_co2e: new.map(Into::into),
        change_kg_co2e: contribution(old, new).into(),
        change_percent: change_percent(old, new),
        inputs: changes.iter().map(input).collect(),
        interaction_kg_co2e: kept.map(|kept| kept.interaction.into()),
        blocks: kept.map(Difference::blocks).map_or_else(Vec::new, blocks),
        flags: kept.map_or_else(Vec::new, |kept| kept.flags.iter().map(remark).collect()),
    }
}

fn blocks(blocks: Vec<(Block, Option<Range>, Option<Range>)>) -> Vec<BlockWire> {
    let wire = |(block, old, new): (Block, Option<Range>, Option<Range>)| BlockWire {
        block: block.key(),
        old_kg_co2e: old.map(Into::into),
        new_kg_co2e: new.map(Into::into),
        change_kg_co2e: contribution(old, new).into(),
        change_percent: change_percent(old, new),
    };
    blocks.into_iter().map(wire).collect()
}

fn input(change: &Change) -> InputWire<'_> {
    InputWire {
        path: &change.path,
        old: change.old.as_ref().map(value_text),
        new: change.new.as_ref().map(value_text),
        effect_kg_co2e: effect(change).map(Into::into),
        position: position(change.position.as_ref()),
    }
}
