//! Fleets: schema `tinyfoot/fleet/v1`.

use serde::Serialize;

use super::estimate::StageWire;
use super::foundation::{FoundationWire, foundation};
#[cfg(feature = "schema")]
use super::words::BlockKey;
use super::{Answer, RangeWire, render};
use crate::analysis::{Extended, FleetYear};
use crate::block::{Block, Stage};
use crate::factors::Factors;
use crate::report::cite::Bibliography;
use crate::report::fleet::FleetReport;

/// Many devices of one kind.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct FleetWire<'a> {
    /// How many devices there are.
    units: f64,
    /// All of them over their lives.
    total_kg_co2e: RangeWire,
    stages: Vec<StageWire>,
    blocks: Vec<BlockWire>,
    /// The year in which most is emitted.
    peak_year: Option<i32>,
    /// Year by year, until the last device is retired.
    years: Vec<YearWire>,
    /// As many years of service, with devices of other lifespans, where that
    /// was asked for.
    extended: Vec<ExtendedWire>,
    /// The device, alone.
    devices: [DeviceWire<'a>; 1],
}

impl Answer for FleetWire<'_> {
    const SCHEMA: &'static str = "tinyfoot/fleet/v1";
}

/// A block of all; `null` where it is not modelled.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct BlockWire {
    #[cfg_attr(feature = "schema", schemars(with = "BlockKey"))]
    block: &'static str,
    kg_co2e: Option<RangeWire>,
}

/// A year.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct YearWire {
    /// Of the calendar, or counted from 1 where no deployment was given.
    year: i32,
    made_devices: f64,
    /// In service at some time of the year.
    in_service_devices: f64,
    retired_devices: f64,
    total_kg_co2e: RangeWire,
    /// Training, production and transport.
    embodied_kg_co2e: RangeWire,
    /// `null` where it is not modelled.
    replacement_kg_co2e: Option<RangeWire>,
    /// `null` where it is not modelled.
    use_kg_co2e: Option<RangeWire>,
    /// `null` where it is not modelled.
    end_of_life_kg_co2e: Option<RangeWire>,
    /// Retired devices and replaced cells, as far as the device states masses;
    /// `null` where it states none.
    e_waste_kg: Option<RangeWire>,
}

/// A lifespan, and what the same service costs with it; `null` where it is not
/// modelled.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ExtendedWire {
    lifespan_years: f64,
    /// How many devices the service takes.
    devices: f64,
    total_kg_co2e: RangeWire,
    /// Training, production, transport and end of life.
    made_kg_co2e: Option<RangeWire>,
    replacement_kg_co2e: Option<RangeWire>,
    use_kg_co2e: Option<RangeWire>,
    /// Against the lifespan that the device states.
    saved_kg_co2e: RangeWire,
}

/// One device.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct DeviceWire<'a> {
    name: &'a str,
    lifespan_years: f64,
    total_kg_co2e: RangeWire,
    /// As far as it states masses; `null` where it states none.
    mass_g: Option<RangeWire>,
    #[serde(flatten)]
    foundation: FoundationWire<'a>,
}

fn year(year: &FleetYear) -> YearWire {
    YearWire {
        year: year.year,
        made_devices: year.made,
        in_service_devices: year.in_service,
        retired_devices: year.retired,
        total_kg_co2e: year.total().into(),
        embodied_kg_co2e: year.embodied.into(),
        replacement_kg_co2e: year.replaced.map(Into::into),
        use_kg_co2e: year.used.map(Into::into),
        end_of_life_kg_co2e: year.end_of_life.map(Into::into),
        e_waste_kg: year.e_waste_kg.map(Into::into),
    }
}

fn extended(life: &Extended) -> ExtendedWire {
    ExtendedWire {
        lifespan_years: life.lifespan_years,
        devices: life.devices,
        total_kg_co2e: life.total().into(),
        made_kg_co2e: life.made.map(Into::into),
        replacement_kg_co2e: life.replaced.map(Into::into),
        use_kg_co2e: life.used.map(Into::into),
        saved_kg_co2e: life.saved.into(),
    }
}

/// A fleet: schema `tinyfoot/fleet/v1`.
pub fn fleet_json(report: &FleetReport, factors: &Factors) -> String {
    let fleet = &report.fleet;
    let footprint = &fleet.footprint;
    let answer = FleetWire {
        units: fleet.units,
        total_kg_co2e: fleet.total().into(),
        stages: Stage::ALL
            .into_iter()
            .map(|stage| StageWire {
                stage: stage.key(),
                kg_co2e: fleet.stage(stage).map(Into::into),
            })
            .collect(),
        blocks: Block::ALL
            .into_iter()
            .map(|block| BlockWire {
                block: block.key(),
                kg_co2e: fleet.block(block).map(Into::into),
            })
            .collect(),
        peak_year: fleet.peak().map(|peak| peak.year),
        years: fleet.years.iter().map(year).collect(),
        extended: report.extended.iter().map(extended).collect(),
        devices: [DeviceWire {
            name: &footprint.name,
            lifespan_years: footprint.lifespan_years,
            total_kg_co2e: footprint.total().into(),
            mass_g: fleet.mass_g.map(Into::into),
            foundation: foundation(footprint, &Bibliography::new(factors)),
        }],
    };
    render(answer, factors)
}
