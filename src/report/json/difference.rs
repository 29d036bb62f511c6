//! Devices before and after a change: schema `tinyfoot/diff/v1`.

use serde::Serialize;

use super::check::{PositionWire, position};
#[cfg(feature = "schema")]
use super::words::{BlockKey, StateKey};
use super::{Answer, FactorSetWire, RangeWire, RemarkWire, enclose, remark};
use crate::analysis::{Change, Difference};
use crate::block::Block;
use crate::range::Range;
use crate::report::difference::{
    Differences, Revised, change_percent, contribution, effect, value_text,
};

/// Devices before and after a change. The factor sets are those of the new
/// ones.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct DifferencesWire<'a> {
    /// What the devices are held against: a file or a revision.
    old: &'a str,
    /// What they are now.
    new: &'a str,
    /// The factor sets of the old devices, the lowest layer first.
    old_factor_sets: Vec<FactorSetWire>,
    /// Whether any device differs.
    differs: bool,
    /// How much more each device may cost; `null` where that is not limited.
    most_increase_kg_co2e: Option<f64>,
    /// The same in percent of what it was.
    most_increase_percent: Option<f64>,
    /// Whether any device costs more than it may.
    is_broken: bool,
    devices: Vec<RevisedWire<'a>>,
}

impl Answer for DifferencesWire<'_> {
    const SCHEMA: &'static str = "tinyfoot/diff/v1";
}

/// A device before and after a change.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct RevisedWire<'a> {
    name: &'a str,
    /// What has become of it.
    #[cfg_attr(feature = "schema", schemars(with = "StateKey"))]
    state: &'static str,
    /// Whether it costs more than it may.
    is_broken: bool,
    /// `null` where it is new.
    old_kg_co2e: Option<RangeWire>,
    /// `null` where it is gone.
    new_kg_co2e: Option<RangeWire>,
    change_kg_co2e: RangeWire,
    /// Typical; `null` where there was nothing, or nothing is left.
    change_percent: Option<f64>,
    /// The inputs that have changed, the largest effect first.
    inputs: Vec<InputWire<'a>>,
    /// What the inputs do together, beside what each does alone; `null` for a
    /// device that is new or gone.
    interaction_kg_co2e: Option<RangeWire>,
    /// The blocks that have changed, the largest change first.
    blocks: Vec<RevisedBlockWire>,
    /// In what old and new are not alike.
    flags: Vec<RemarkWire<'a>>,
}

/// An input that has changed.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct InputWire<'a> {
    /// Its path, as `--set` takes it.
    path: &'a str,
    /// `null` where it is new.
    old: Option<String>,
    /// `null` where it is gone.
    new: Option<String>,
    /// What it does alone; `null` where it is counted with others.
    effect_kg_co2e: Option<RangeWire>,
    /// Where it is stated, or was; `null` in a saved result.
    position: Option<PositionWire<'a>>,
}

/// A functional block before and after a change.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct RevisedBlockWire {
    #[cfg_attr(feature = "schema", schemars(with = "BlockKey"))]
    block: &'static str,
    /// `null` where it was not modelled.
    old_kg_co2e: Option<RangeWire>,
    /// `null` where it is not modelled.
    new_kg_co2e: Option<RangeWire>,
    change_kg_co2e: RangeWire,
    /// Typical; `null` where there was nothing, or nothing is left.
    change_percent: Option<f64>,
}

/// Devices before and after a change: schema `tinyfoot/diff/v1`.
pub(in crate::report) fn difference_json(found: &Differences) -> String {
    let sets = found.old_factor_sets.iter().cloned();
    let answer = DifferencesWire {
        old: &found.old,
        new: &found.new,
        old_factor_sets: sets.map(Into::into).collect(),
        differs: found.differ(),
        most_increase_kg_co2e: found.most.kg,
        most_increase_percent: found.most.percent,
        is_broken: found.is_broken(),
        devices: found
            .devices
            .iter()
            .map(|device| revised(found, device))
            .collect(),
    };
    enclose(answer, found.new_factor_sets.clone())
}

fn revised<'a>(found: &'a Differences, device: &'a Revised) -> RevisedWire<'a> {
    let [old, new] = device.totals();
    let kept = device.kept();
    let changes = kept.map_or(&[][..], |kept| &kept.changes);
    RevisedWire {
        name: &device.name,
        state: device.state().key(),
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

fn blocks(blocks: Vec<(Block, Option<Range>, Option<Range>)>) -> Vec<RevisedBlockWire> {
    let wire = |(block, old, new): (Block, Option<Range>, Option<Range>)| RevisedBlockWire {
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
