//! Grids, and where the energy of a device goes.

use serde::Serialize;

#[cfg(feature = "schema")]
use super::words::{BlockKey, GridBasisKey, LimitKey, SupplyKey};
use super::{FiniteWire, RangeWire};
use crate::block::Block;
use crate::device::SupplyKind;
use crate::model::{Battery, EnergyBudget, GridUse, Limit};

/// A grid and what it feeds.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct GridWire<'a> {
    /// The block that it feeds.
    #[cfg_attr(feature = "schema", schemars(with = "BlockKey"))]
    block: &'static str,
    /// ISO 3166 code, or that of a region; `null` for a stated number.
    code: Option<&'static str>,
    name: &'a str,
    /// The year of the data; `null` for a stated number.
    year: Option<u16>,
    g_co2e_per_kwh: f64,
    /// What the intensity includes.
    #[cfg_attr(feature = "schema", schemars(with = "GridBasisKey"))]
    basis: &'static str,
    /// How it changes; `null` where the file does not say so.
    trend_percent_per_year: Option<f64>,
    /// What is lost on the way, in percent of what arrives.
    loss_percent: Option<f64>,
    /// Keys of `sources`, or texts.
    sources: &'a [String],
}

pub(super) fn grid(used: &GridUse) -> GridWire<'_> {
    GridWire {
        block: used.block.key(),
        code: used.grid.code,
        name: &used.grid.name,
        year: used.grid.year,
        g_co2e_per_kwh: used.grid.g_co2e_per_kwh,
        basis: used.grid.basis.key(),
        trend_percent_per_year: used.trend_percent_per_year,
        loss_percent: used.loss_percent,
        sources: &used.grid.sources,
    }
}

/// Where the energy of use goes.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct EnergyWire<'a> {
    #[cfg_attr(feature = "schema", schemars(with = "Option<SupplyKey>"))]
    supply: Option<&'static str>,
    mean_power_uw: RangeWire,
    /// Over the lifespan.
    energy_kwh: RangeWire,
    /// Over the lifespan; `null` where the file does not say which tasks they
    /// are.
    inferences: Option<RangeWire>,
    drains: Vec<DrainWire<'a>>,
    /// `null` where there is none, or what it holds is not known.
    battery: Option<BatteryWire<'a>>,
}

/// Something that draws energy.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct DrainWire<'a> {
    /// Its path below `use`.
    name: &'a str,
    label: &'a str,
    mean_power_uw: RangeWire,
    /// Over the lifespan.
    energy_kwh: RangeWire,
    /// The share of time that it works, where that is known.
    duty_percent: Option<RangeWire>,
    /// Whether no battery delivers it.
    is_at_the_wall: bool,
}

/// A battery over the life.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct BatteryWire<'a> {
    cells: Vec<CellsWire<'a>>,
    is_rechargeable: bool,
    /// What a full one delivers.
    usable_wh: RangeWire,
    /// How long a full one feeds the device.
    days_per_charge: FiniteWire,
    /// How long one serves until it is replaced; `null` where it is not known
    /// to wear out.
    life_years: Option<FiniteWire>,
    /// What ends its life, of the typical variant.
    #[cfg_attr(feature = "schema", schemars(with = "Option<LimitKey>"))]
    limit: Option<&'static str>,
    /// How many charges the life takes.
    charges: Option<RangeWire>,
    /// How many batteries the life takes, the first one among them.
    sets: Option<RangeWire>,
}

/// Cells of a battery.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct CellsWire<'a> {
    #[cfg_attr(feature = "schema", schemars(with = "BlockKey"))]
    block: &'static str,
    item: &'a str,
    label: &'a str,
    quantity: RangeWire,
    unit: &'static str,
}

pub(super) fn energy(budget: &EnergyBudget) -> EnergyWire<'_> {
    EnergyWire {
        supply: budget.supply.map(SupplyKind::key),
        mean_power_uw: budget.mean_power_uw().into(),
        energy_kwh: (budget.annual_kwh() * budget.lifespan_years).into(),
        inferences: budget.inferences().map(Into::into),
        drains: budget
            .drains
            .iter()
            .map(|drain| DrainWire {
                name: &drain.name,
                label: &drain.label,
                mean_power_uw: drain.mean_power_uw().into(),
                energy_kwh: budget.over_life_kwh(drain).into(),
                duty_percent: drain.duty.map(|duty| (duty * 100.0).into()),
                is_at_the_wall: !drain.is_from_battery,
            })
            .collect(),
        battery: budget.battery.as_ref().map(battery),
    }
}

fn battery(battery: &Battery) -> BatteryWire<'_> {
    BatteryWire {
        cells: battery
            .cells
            .iter()
            .map(|cells| CellsWire {
                block: Block::key(cells.block),
                item: &cells.item,
                label: &cells.label,
                quantity: cells.quantity.into(),
                unit: cells.unit.symbol,
            })
            .collect(),
        is_rechargeable: battery.is_rechargeable,
        usable_wh: battery.usable_wh.into(),
        days_per_charge: battery.days_per_charge.into(),
        life_years: battery.life_years.map(Into::into),
        limit: battery.limit.map(Limit::key),
        charges: battery.charges.map(Into::into),
        sets: battery.sets.map(Into::into),
    }
}
