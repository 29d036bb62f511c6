//! Lists of named parts.

use super::field::{Rows, machine, machine_number, number, text};
use super::number::significant;
use crate::block::Block;
use crate::factors::{CellKind, Factors};
use crate::parts;

pub(super) fn mcu_rows() -> Rows {
    let columns = vec![
        text("mcu"),
        machine("what_it_is"),
        text("core"),
        number("active_clock_mhz", "clock", Some("MHz")),
        machine_number("active_low_mw"),
        number("active_typical_mw", "active", Some("mW")),
        machine_number("active_high_mw"),
        number("sleep_uw", "asleep", Some("µW")),
        machine("sleep_state"),
        text("covers"),
        machine("sources"),
    ];
    let rows = parts::mcus()
        .into_iter()
        .map(|mcu| {
            let active = mcu.active_mw();
            vec![
                mcu.mcu.into(),
                mcu.label.into(),
                mcu.core.into(),
                mcu.active_clock_mhz.into(),
                active.map(|range| range.low).into(),
                active.map(|range| range.typical).into(),
                active.map(|range| range.high).into(),
                mcu.sleep_uw.into(),
                mcu.sleep_state.into(),
                mcu.covers.into(),
                mcu.sources.join("; ").into(),
            ]
        })
        .collect();
    (columns, rows)
}

pub(super) fn radio_rows() -> Rows {
    let columns = vec![
        text("radio"),
        machine("what_it_is"),
        number("payload_bytes", "payload", Some("bytes")),
        number("energy_uj", "energy", Some("µJ")),
        text("per"),
        number("time_ms", "time", Some("ms")),
        text("covers"),
        machine("sources"),
    ];
    let rows = parts::radios()
        .into_iter()
        .map(|radio| {
            vec![
                radio.radio.into(),
                radio.label.into(),
                radio.payload_bytes.into(),
                radio.energy_uj.into(),
                radio.per.key().into(),
                radio.time_ms.into(),
                radio.covers.into(),
                radio.sources.join("; ").into(),
            ]
        })
        .collect();
    (columns, rows)
}

pub(super) fn inference_rows() -> Rows {
    let columns = vec![
        text("task"),
        text("on"),
        machine("board"),
        machine("chip"),
        number("clock_mhz", "clock", Some("MHz")),
        text("software"),
        text("version"),
        number("energy_uj", "energy", Some("µJ")),
        number("latency_ms", "time", Some("ms")),
        machine("covers"),
        machine("sources"),
    ];
    let rows = parts::inferences()
        .into_iter()
        .map(|row| {
            vec![
                row.task.into(),
                row.on.into(),
                row.board.into(),
                row.chip.into(),
                row.clock_mhz.into(),
                row.software.into(),
                row.version.into(),
                row.energy_uj.into(),
                row.latency_ms.into(),
                row.covers.into(),
                row.sources.join("; ").into(),
            ]
        })
        .collect();
    (columns, rows)
}

pub(super) fn cell_rows(factors: &Factors) -> Rows {
    let columns = vec![
        text("item"),
        machine("what_it_is"),
        machine("kind"),
        text("per"),
        number("usable_wh", "usable", Some("Wh")),
        number("capacity_mah", "capacity", Some("mAh")),
        machine_number("nominal_v"),
        number("mass_g", "mass", Some("g")),
        number("self_discharge_percent_per_year", "loses", Some("%/year")),
        machine_number("shelf_life_years"),
        machine_number("cycle_life"),
        machine_number("calendar_life_years"),
        text("lasts"),
        text("footprint"),
        machine_number("kg_co2e_per_unit"),
        machine("sources"),
    ];
    let mut rows = Vec::new();
    for block in Block::ALL {
        for item in factors.items(block) {
            let Some(cell) = factors.cell(block, &item.key) else {
                continue;
            };
            let factor = factors.factor(block, &item.key).ok();
            let kg = factor.map(|factor| factor.kg_co2e_per_unit);
            let footprint = kg.map_or_else(
                || "not known".to_owned(),
                |kg| format!("{} g CO2e", significant(kg * 1e3)),
            );
            let lasts = [
                cell.shelf_life_years
                    .map(|years| format!("{years} years unused")),
                cell.cycle_life.map(|cycles| format!("{cycles} charges")),
                cell.calendar_life_years
                    .map(|years| format!("{years} years")),
            ];
            let lasts: Vec<String> = lasts.into_iter().flatten().collect();
            rows.push(vec![
                block.path(&item.key).into(),
                factors.label(block, &item.key).as_ref().into(),
                CellKind::key(cell.kind).into(),
                item.unit.symbol.into(),
                cell.usable_wh.into(),
                cell.capacity_mah.into(),
                cell.nominal_v.into(),
                cell.mass_g.into(),
                cell.self_discharge_percent_per_year.into(),
                cell.shelf_life_years.into(),
                cell.cycle_life.into(),
                cell.calendar_life_years.into(),
                lasts.join(", ").into(),
                footprint.into(),
                kg.into(),
                cell.sources.join("; ").into(),
            ]);
        }
    }
    (columns, rows)
}
