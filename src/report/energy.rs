//! Where the energy of a device goes, and how long its battery lasts.

use super::document::{Column, Table};
use super::number::{NOT_MODELLED, microwatts, percent, plural, quantity, significant};
use crate::model::{Battery, Drained, EnergyBudget, Footprint};
use crate::range::Range;

/// The budget task by task, where there is more than one thing that draws.
pub(super) fn table(footprint: &Footprint) -> Option<Table> {
    let budget = footprint.energy.as_ref()?;
    if budget.drains.len() < 2 {
        return None;
    }
    let mut table = Table {
        columns: vec![
            Column::text("energy"),
            Column::number("of the time", None),
            Column::number("low", Some("µW")),
            Column::number("typical", Some("µW")),
            Column::number("high", Some("µW")),
            Column::number("share", None),
            Column::number("over life", Some("kWh")),
        ],
        rows: Vec::new(),
    };
    let total = budget.mean_power_uw();
    let row = |label: &str, duty: Option<Range>, power: Range, kwh: Range, share: bool| {
        let duty = duty.map_or_else(|| "-".to_owned(), |duty| percent(duty.typical, 1.0));
        let mut cells = vec![label.to_owned(), duty];
        cells.extend([power.low, power.typical, power.high].map(microwatts));
        // What is drawn at the wall is no share of what the device draws.
        cells.push(if share {
            percent(power.typical, total.typical)
        } else {
            NOT_MODELLED.to_owned()
        });
        cells.push(significant(kwh.typical));
        cells
    };
    let of = |drain: &Drained| {
        let kwh = budget.over_life_kwh(drain);
        row(
            &drain.label,
            drain.duty,
            drain.mean_power_uw(),
            kwh,
            drain.is_from_battery,
        )
    };
    for drain in budget.drains.iter().filter(|drain| drain.is_from_battery) {
        table.row(of(drain));
    }
    let kwh = budget.annual_kwh() * budget.lifespan_years;
    table.total(row("mean power of the device", None, total, kwh, true));
    for drain in budget.drains.iter().filter(|drain| !drain.is_from_battery) {
        table.total(of(drain));
    }
    Some(table)
}

/// A profile in words, where there is more than one thing that draws.
pub(super) fn made_of(footprint: &Footprint) -> Option<String> {
    let budget = footprint.energy.as_ref()?;
    if budget.drains.len() < 2 {
        return None;
    }
    let with_unit = |power: f64| match microwatts(power) {
        text if text.ends_with('W') => text,
        text => format!("{text} µW"),
    };
    let in_words = |power: Range| {
        let typical = with_unit(power.typical);
        if power.is_point() {
            return typical;
        }
        let (low, high) = (with_unit(power.low), with_unit(power.high));
        format!("{typical} ({low} to {high})")
    };
    let mut text = format!("mean power {}", in_words(budget.mean_power_uw()));
    let at_the_wall = budget.drains.iter().filter(|drain| !drain.is_from_battery);
    for drain in at_the_wall.filter(|drain| drain.annual_kwh() != Range::ZERO) {
        text.push_str(&format!(
            ", {} {}",
            drain.label,
            in_words(drain.mean_power_uw())
        ));
    }
    Some(format!(
        "{text} × {}",
        plural(budget.lifespan_years, "year")
    ))
}

/// The supply and the battery in words.
pub(super) fn facts(footprint: &Footprint) -> Vec<String> {
    let Some(budget) = &footprint.energy else {
        return Vec::new();
    };
    let mut facts: Vec<String> = budget
        .supply
        .map(|supply| format!("from {}", supply.describe()))
        .into_iter()
        .collect();
    if let Some(battery) = &budget.battery {
        facts.extend(battery_facts(budget, battery));
    }
    facts
}

fn battery_facts(budget: &EnergyBudget, battery: &Battery) -> Vec<String> {
    let cells: Vec<String> = battery
        .cells
        .iter()
        .map(|cells| {
            format!(
                "{} {}",
                cells.label,
                quantity(cells.quantity, cells.unit.symbol)
            )
        })
        .collect();
    let cells = match cells.as_slice() {
        [] => "battery".to_owned(),
        cells => cells.join(", "),
    };
    let mut facts = vec![format!("{cells}: {} Wh usable", around(battery.usable_wh))];
    if battery.days_per_charge.typical.is_finite() {
        let of = if battery.is_rechargeable {
            "a charge"
        } else {
            "a set of cells"
        };
        facts.push(format!(
            "{of} lasts {} days",
            around(battery.days_per_charge)
        ));
    }
    if let (Some(charges), true) = (battery.charges, budget.supply_is_charged()) {
        facts.push(format!("{} charges over life", around(charges)));
    }
    if let (Some(years), Some(limit)) = (battery.life_years, battery.limit) {
        let why = limit.describe();
        facts.push(format!("the battery serves {} years, {why}", around(years)));
    }
    if let Some(sets) = battery.sets {
        let text = if sets.is_point() {
            plural(sets.typical, "set")
        } else {
            format!(
                "{} ({} to {})",
                plural(sets.typical, "set"),
                sets.low,
                sets.high
            )
        };
        facts.push(format!("{text} of cells over life, the first one included"));
    }
    facts
}

/// A calculated value with those of the other variants.
fn around(range: Range) -> String {
    let text = |value: f64| {
        if value.is_finite() {
            significant(value)
        } else {
            "ever".to_owned()
        }
    };
    let typical = text(range.typical);
    let (low, high) = (text(range.low), text(range.high));
    if low == typical && high == typical {
        return typical;
    }
    format!("{typical} ({low} to {high})")
}
