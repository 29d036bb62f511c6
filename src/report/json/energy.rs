//! Grids, and where the energy of a device goes.

use serde::Serialize;

use super::{FiniteWire, RangeWire};
use crate::block::Block;
use crate::device::SupplyKind;
use crate::model::{Battery, EnergyBudget, GridUse, Limit};

#[derive(Serialize)]
pub(super) struct GridWire<'a> {
    block: &'static str,
    code: Option<&'static str>,
    name: &'a str,
    year: Option<u16>,
    g_co2e_per_kwh: f64,
    basis: &'static str,
    trend_percent_per_year: Option<f64>,
    loss_percent: Option<f64>,
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

#[derive(Serialize)]
pub(super) struct EnergyWire<'a> {
    supply: Option<&'static str>,
    mean_power_uw: RangeWire,
    energy_kwh: RangeWire,
    inferences: Option<RangeWire>,
    drains: Vec<DrainWire<'a>>,
    battery: Option<BatteryWire<'a>>,
}

#[derive(Serialize)]
struct DrainWire<'a> {
    name: &'a str,
    label: &'a str,
    mean_power_uw: RangeWire,
    energy_kwh: RangeWire,
    duty_percent: Option<RangeWire>,
    is_at_the_wall: bool,
}

#[derive(Serialize)]
struct BatteryWire<'a> {
    cells: Vec<CellsWire<'a>>,
    is_rechargeable: bool,
    usable_wh: RangeWire,
    days_per_charge: FiniteWire,
    life_years: Option<FiniteWire>,
    limit: Option<&'static str>,
    charges: Option<RangeWire>,
    sets: Option<RangeWire>,
}

#[derive(Serialize)]
struct CellsWire<'a> {
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
