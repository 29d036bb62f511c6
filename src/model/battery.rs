//! Batteries: how long they last, and what is replaced.

use std::borrow::Cow;

use super::assessment::Assessment;
use super::budget::{Battery, Cells, Wear};
use super::footprint::{Line, Term, UncoveredMass, product};
use super::mass;
use crate::block::{Block, Stage};
use crate::cited::Sources;
use crate::device::{Content, Supply, SupplyKind};
use crate::diagnostic::plain;
use crate::factors::{Cell, CellKind};
use crate::range::Range;

/// More sets over a life than this can't be counted.
const MOST_SETS: f64 = 1e15;
/// What does not last for a day is a mistake.
const SHORT_YEARS: f64 = 1.0 / 365.0;

/// Cells of one kind that feed the device.
pub(super) struct CellSet {
    block: Block,
    pub(super) item: Cow<'static, str>,
    pub(super) label: Cow<'static, str>,
    /// What the energy of full ones in Wh is the product of: how many or how
    /// much first.
    pub(super) full: Vec<Term>,
    /// How much of it is used.
    usable: Option<f64>,
    /// What is known of one; nothing where the file states the whole battery.
    cell: Option<Cell>,
    unit: &'static crate::unit::Unit,
    pub(super) self_discharge_percent_per_year: Option<f64>,
    /// Where what one holds is from.
    pub(super) sources: Sources,
    /// Where the quantity is from.
    of_quantity: Sources,
}

/// The cells that feed the device: the items that are cells of the supply's
/// kind, or the battery that the file states as a whole.
pub(super) fn cells(assessment: &Assessment<'_>, supply: &Supply) -> Vec<CellSet> {
    let kind = match supply.kind {
        Some(SupplyKind::Primary) => CellKind::Primary,
        Some(SupplyKind::Rechargeable | SupplyKind::Harvested) => CellKind::Rechargeable,
        Some(SupplyKind::Mains) | None => return Vec::new(),
    };
    let usable = supply.usable_fraction;
    let factors = assessment.factors;
    let mut sets = Vec::new();
    for input in &assessment.device.blocks {
        let Content::Parts { parts, .. } = &input.content else {
            continue;
        };
        for part in parts {
            // What is not there feeds nothing, and is not worn.
            let cell = factors
                .cell(input.block, &part.key)
                .filter(|cell| cell.kind == kind && part.quantity.range != Range::ZERO);
            let Some(cell) = cell else {
                continue;
            };
            let Some(item) = factors.item(input.block, &part.key) else {
                continue;
            };
            let path = input.block.path(&part.key);
            let per_unit = format!("Wh/{}", item.unit.symbol);
            sets.push(CellSet {
                block: input.block,
                item: part.key.clone(),
                label: factors.label(input.block, &part.key),
                full: vec![
                    Term::input(path, &part.quantity, item.unit.symbol),
                    Term::constant(cell.usable_wh.unwrap_or_default(), per_unit),
                ],
                usable,
                self_discharge_percent_per_year: supply
                    .self_discharge_percent_per_year
                    .or(cell.self_discharge_percent_per_year),
                sources: cell.sources.clone(),
                of_quantity: part.quantity.sources.clone(),
                unit: item.unit,
                cell: Some(cell),
            });
        }
    }
    if let Some(whole) = &supply.battery_wh {
        return vec![CellSet {
            block: Block::Use,
            item: "battery_wh".into(),
            label: "battery".into(),
            full: vec![Term::input(
                "use.battery_wh",
                whole,
                crate::unit::WATT_HOUR.symbol,
            )],
            usable,
            self_discharge_percent_per_year: supply.self_discharge_percent_per_year.or_else(|| {
                let known = sets
                    .iter()
                    .filter_map(|set| set.self_discharge_percent_per_year);
                known.reduce(f64::max)
            }),
            sources: whole.sources.clone(),
            of_quantity: Sources::default(),
            unit: &crate::unit::WATT_HOUR,
            cell: None,
        }]
        .into_iter()
        .chain(sets.into_iter().map(|set| CellSet {
            // Their energy is stated as a whole; they are still what is replaced.
            full: vec![set.full[0].clone(), Term::constant(0.0, "Wh")],
            self_discharge_percent_per_year: None,
            ..set
        }))
        .collect();
    }
    sets
}

impl CellSet {
    /// What the usable energy in Wh is the product of.
    fn usable(&self) -> Vec<Term> {
        let usable = self
            .usable
            .map(|share| Term::constant(share, "(usable fraction)"));
        self.full.iter().cloned().chain(usable).collect()
    }

    fn usable_wh(&self) -> Range {
        product(&self.usable())
    }

    /// What is known of the cells, and not stated by the file: the user did not
    /// choose it.
    fn taken_from_data(&self, supply: &Supply) -> Option<String> {
        let cell = self.cell.as_ref()?;
        let years = |years: f64| format!("{} years", plain(years));
        let unless = |stated: Option<f64>, known: Option<f64>| known.filter(|_| stated.is_none());
        let energy = cell.usable_wh.filter(|_| supply.battery_wh.is_none());
        let texts = [
            energy.map(|wh| format!("{} Wh per {}", plain(wh), self.unit.symbol)),
            unless(
                supply.self_discharge_percent_per_year,
                cell.self_discharge_percent_per_year,
            )
            .map(|percent| format!("self-discharge {} % a year", plain(percent))),
            unless(supply.shelf_life_years, cell.shelf_life_years)
                .map(|life| format!("shelf life {}", years(life))),
            unless(supply.cycle_life, cell.cycle_life)
                .map(|cycles| format!("cycle life {} charges", plain(cycles))),
            unless(supply.calendar_life_years, cell.calendar_life_years)
                .map(|life| format!("calendar life {}", years(life))),
        ];
        let texts: Vec<String> = texts.into_iter().flatten().collect();
        (!texts.is_empty()).then(|| {
            format!(
                "{}: {} ({})",
                self.label,
                texts.join(", "),
                cell.sources.join(", ")
            )
        })
    }

    /// Whether it is an item of the device, not a battery stated as a whole.
    fn is_item(&self) -> bool {
        self.cell.is_some()
    }
}

/// The battery over the device's life, from what is drawn from it.
///
/// A primary set lasts `usable energy / power`, self-discharge included, and
/// at most its shelf life. A rechargeable one lasts `cycle life × usable
/// energy / power`, and at most its calendar life. A life takes
/// `ceil(lifespan / battery life)` sets, at least one.
pub(super) fn battery(
    assessment: &mut Assessment<'_>,
    supply: &Supply,
    cells: &[CellSet],
    annual_kwh: Range,
) -> Option<Battery> {
    let kind = supply.kind.filter(|kind| *kind != SupplyKind::Mains)?;
    let wanted = match kind {
        SupplyKind::Primary => "primary",
        _ => "rechargeable",
    };
    let usable_wh: Range = cells.iter().map(CellSet::usable_wh).sum();
    if usable_wh.low <= 0.0 {
        // What is harvested may go without a battery.
        if kind != SupplyKind::Harvested || !cells.is_empty() {
            assessment.warn(
                "battery-unknown",
                Block::Use,
                format!("not all variants of the device have {wanted} cells whose energy is known: battery life, and what is replaced, are left out"),
            );
        }
        return None;
    }
    for set in cells.iter().filter(|set| set.is_item()) {
        if set.usable_wh() == Range::ZERO && supply.battery_wh.is_none() {
            let text = format!(
                "the energy of the {} is not known, and counts as none",
                set.label
            );
            assessment.warn("cell-energy-unknown", set.block, text);
        }
    }
    let is_rechargeable = kind != SupplyKind::Primary;
    let years_per_charge = usable_wh.with(annual_kwh * 1e3, |wh, annual| wh / annual);
    let wear = wear_of(supply, cells, is_rechargeable);
    let life = years_per_charge.map(|years| wear.life_years(years));
    let sets = years_per_charge.map(|years| wear.sets(years, assessment.device.lifespan_years));
    if [sets.low, sets.typical, sets.high]
        .into_iter()
        .any(|sets| sets > MOST_SETS)
    {
        assessment.warn(
            "battery-too-small",
            Block::Use,
            format!("the battery would be replaced more than {MOST_SETS} times: battery life, and what is replaced, are left out"),
        );
        return None;
    }
    if life.typical < SHORT_YEARS {
        assessment.warn(
            "battery-short-lived",
            Block::Use,
            "the battery would be replaced more than once a day: is it large enough, and the power right?",
        );
    }
    let wears = wear != Wear::default();
    if !wears {
        assessment.assume(
            "battery-lasts",
            Block::Use,
            "the battery lasts as long as the device: neither `cycle_life` nor `calendar_life_years` is stated",
        );
    }
    remark_on_cells(assessment, supply, cells);
    let lifespan = assessment.device.lifespan_years;
    Some(Battery {
        cells: cells
            .iter()
            .filter(|set| set.is_item())
            .map(|set| Cells {
                block: set.block,
                item: set.item.to_string(),
                label: set.label.to_string(),
                quantity: set.full[0].value,
                unit: set.unit,
            })
            .collect(),
        is_rechargeable,
        usable_wh,
        days_per_charge: years_per_charge * super::DAYS_PER_YEAR,
        limit: life
            .typical
            .is_finite()
            .then(|| wear.limit(years_per_charge.typical, is_rechargeable)),
        charges: is_rechargeable.then(|| years_per_charge.map(|years| lifespan / years)),
        sets: wears.then_some(sets),
        life_years: wears.then_some(life),
        energy_terms: cells.iter().map(CellSet::usable).collect(),
        wear,
    })
}

/// What ends the life of the battery: what the file states, or the least of
/// what is known of its cells.
fn wear_of(supply: &Supply, cells: &[CellSet], is_rechargeable: bool) -> Wear {
    let of_cells = |get: fn(&Cell) -> Option<f64>| {
        let known = cells.iter().filter_map(|set| get(set.cell.as_ref()?));
        known.reduce(f64::min)
    };
    if is_rechargeable {
        Wear {
            charges: supply
                .cycle_life
                .or_else(|| of_cells(|cell| cell.cycle_life)),
            age_years: supply
                .calendar_life_years
                .or_else(|| of_cells(|cell| cell.calendar_life_years)),
        }
    } else {
        Wear {
            charges: Some(1.0),
            age_years: supply
                .shelf_life_years
                .or_else(|| of_cells(|cell| cell.shelf_life_years)),
        }
    }
}

/// Says what is taken from data, or left out, because the file does not state
/// it.
fn remark_on_cells(assessment: &mut Assessment<'_>, supply: &Supply, cells: &[CellSet]) {
    if cells
        .iter()
        .all(|set| set.self_discharge_percent_per_year.is_none())
    {
        assessment.assume(
            "no-self-discharge",
            Block::Use,
            "the battery loses nothing by itself: no self-discharge is stated",
        );
    }
    for set in cells {
        if let Some(text) = set.taken_from_data(supply) {
            assessment.assume("cell-data", set.block, text);
        }
    }
}

/// The sets after the first: `kg = quantity × sets × emission factor`. Only
/// cells are replaced, not what stands beside them.
pub(super) fn replacements(assessment: &mut Assessment<'_>, battery: &Battery, cells: &[CellSet]) {
    let Some(sets) = battery.sets else {
        return;
    };
    let replaced = sets.map(|sets| sets - 1.0);
    if !(replaced.low <= replaced.typical && replaced.typical <= replaced.high) {
        assessment.warn(
            "replacement-order",
            Block::Use,
            "the smaller battery is replaced more often: the low variant is not the one with the least replacement",
        );
    }
    let mut is_counted = false;
    for set in cells.iter().filter(|set| set.is_item()) {
        match assessment.factors.factor(set.block, &set.item) {
            Ok(factor) => {
                is_counted = true;
                assessment.lines.push(Line {
                    block: set.block,
                    item: set.item.clone(),
                    label: format!("replacement {}", set.label).into(),
                    stage: Stage::Replacement,
                    terms: vec![
                        set.full[0].clone(),
                        Term::result("replacement.sets", replaced, "set"),
                    ],
                    unit: set.unit,
                    factor,
                    sources: set.of_quantity.clone(),
                });
            }
            Err(_) if replaced.high > 0.0 => {
                let text = format!(
                    "the footprint of the {} that is replaced is not known, and left out",
                    set.label
                );
                assessment.warn("replacement-unknown", set.block, text);
                let factors = assessment.factors;
                if let Some(grams) = mass::grams_of_one(factors, set.block, &set.item, set.unit) {
                    assessment.uncovered.push(UncoveredMass {
                        stage: Stage::Replacement,
                        terms: vec![
                            set.full[0].clone(),
                            Term::result("replacement.sets", replaced, "set"),
                            Term::constant(grams, "g"),
                        ],
                    });
                }
            }
            Err(_) => {}
        }
    }
    let is_item = cells.iter().any(CellSet::is_item);
    if !is_counted && !is_item && replaced.high > 0.0 {
        assessment.warn(
            "replacement-unknown",
            Block::PowerSupply,
            "the battery is replaced, and which item it is, is not stated: its replacement is left out",
        );
    }
}
