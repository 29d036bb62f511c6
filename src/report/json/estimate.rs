//! Footprints with every line: schema `tinyfoot/estimate/v1`.

use serde::Serialize;

use super::energy::{EnergyWire, energy};
use super::foundation::{FoundationWire, foundation};
use super::line::{LineWire, line};
use super::uncertainty::{UncertainWire, uncertain as uncertain_wire};
#[cfg(feature = "schema")]
use super::words::{BlockKey, StageKey};
use super::{Answer, RangeWire, render};
use crate::analysis::Uncertain;
use crate::block::{Block, Stage};
use crate::factors::Factors;
use crate::model::Footprint;
use crate::report::cite::Bibliography;

/// Footprints of devices, with every line.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct EstimateWire<'a> {
    devices: Vec<DeviceWire<'a>>,
}

impl Answer for EstimateWire<'_> {
    const SCHEMA: &'static str = "tinyfoot/estimate/v1";
}

/// The footprint of a device over its lifespan.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct DeviceWire<'a> {
    name: &'a str,
    description: Option<&'a str>,
    lifespan_years: f64,
    total_kg_co2e: RangeWire,
    /// All stages but use; `null` where none of them is modelled.
    embodied_kg_co2e: Option<RangeWire>,
    /// The stage of use; `null` where it is not modelled.
    operational_kg_co2e: Option<RangeWire>,
    /// All life-cycle stages.
    stages: Vec<StageWire>,
    /// All functional blocks.
    blocks: Vec<BlockWire<'a>>,
    /// Where the energy of use goes; `null` where its power is not modelled.
    energy: Option<EnergyWire<'a>>,
    /// How sure the footprint is; `null` where that was not asked for.
    uncertainty: Option<UncertainWire<'a>>,
    /// What it costs its maker; `null` where the file states no prices.
    cost: Option<CostWire<'a>>,
    #[serde(flatten)]
    foundation: FoundationWire<'a>,
}

/// Money, at prices of the user's own.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct CostWire<'a> {
    /// The currency, in letters.
    currency: &'a str,
    amount: f64,
}

/// A life-cycle stage; its footprint is `null` where it is not modelled.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct StageWire {
    #[cfg_attr(feature = "schema", schemars(with = "StageKey"))]
    pub(super) stage: &'static str,
    pub(super) kg_co2e: Option<RangeWire>,
}

/// A functional block; its footprint is `null` where it is not modelled.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct BlockWire<'a> {
    #[cfg_attr(feature = "schema", schemars(with = "BlockKey"))]
    block: &'static str,
    /// The hardware specification level that it was expanded from.
    hsl: Option<u8>,
    kg_co2e: Option<RangeWire>,
    lines: Vec<LineWire<'a>>,
}

/// The footprints, with every line: schema `tinyfoot/estimate/v1`.
///
/// With distributions, one a footprint, each device has an `uncertainty`.
pub fn estimate_json(
    footprints: &[Footprint],
    uncertain: &[Uncertain],
    factors: &Factors,
) -> String {
    let bibliography = Bibliography::new(factors);
    let devices = footprints
        .iter()
        .enumerate()
        .map(|(index, footprint)| DeviceWire {
            uncertainty: uncertain.get(index).map(uncertain_wire),
            ..device(footprint, &bibliography)
        })
        .collect();
    render(EstimateWire { devices }, factors)
}

fn device<'a>(footprint: &'a Footprint, bibliography: &Bibliography) -> DeviceWire<'a> {
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
        energy: footprint.energy.as_ref().map(energy),
        uncertainty: None,
        cost: footprint.cost.as_ref().map(|cost| CostWire {
            currency: &cost.currency,
            amount: cost.total(),
        }),
        foundation: foundation(footprint, bibliography),
    }
}
