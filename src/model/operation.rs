//! Use: what a device draws, and what that costs on its grid.

use std::sync::Arc;

use super::assessment::Assessment;
use super::battery::{self, CellSet};
use super::budget::{Drained, EnergyBudget};
use super::footprint::{Line, Term, product};
use super::{HOURS_PER_YEAR, KILOWATT_HOURS_PER_MICROJOULE};
use crate::block::Block;
use crate::cited::{Sources, together};
use crate::device::{
    Drain, EventEnergy, GridSupply, Load, Operation, RateUnit, Supply, SupplyKind,
};
use crate::factors::{Basis, Factor};
use crate::grid::{Grid, GridBasis};
use crate::range::Range;
use crate::unit;

/// The median gap between two published sets of national intensities is 12 %:
/// taken as the spread of any of them. A stated intensity has none.
const GRID_GSD: f64 = 1.12;

/// Something that draws power, as terms whose product is kWh a year.
pub(super) struct Draw {
    name: String,
    label: String,
    /// The values of the device file.
    inputs: Vec<Term>,
    /// How much of the inputs' time or number a year has.
    per_year: Term,
    /// From the inputs' unit of energy to kWh.
    to_kwh: Term,
    /// What it takes passes through the charger.
    is_charged: bool,
    sources: Sources,
}

impl Draw {
    /// What its energy in kWh a year is the product of.
    fn terms(&self) -> Vec<Term> {
        let ends = [self.per_year.clone(), self.to_kwh.clone()];
        self.inputs.iter().cloned().chain(ends).collect()
    }
}

/// The lines of use, and of what its battery takes over life:
/// `kg = Σ over drains (power × time) × (1 + grid loss) / charge efficiency ×
/// mean grid intensity` (Prakash et al. 2023 without losses:
/// `energy_kwh = mean_power_mw × 1e-6 × 8760 × lifespan_years`).
pub(super) fn operation(assessment: &mut Assessment<'_>, operation: &Operation) {
    let supply = &operation.supply;
    for drain in &operation.drains {
        remark(assessment, drain);
    }
    for (key, value) in [
        ("no_load_w", &supply.no_load_w),
        ("battery_wh", &supply.battery_wh),
    ] {
        if let Some(value) = value {
            assessment.assume_stated(Block::Use, key, value);
        }
    }
    if !operation.sleep_stated {
        assessment.assume(
            "no-sleep-power",
            Block::Use,
            "no power between the tasks is stated: the device draws nothing then",
        );
    }
    let mut draws: Vec<Draw> = operation.drains.iter().map(draw).collect();
    let cells = battery::cells(assessment, supply);
    draws.extend(cells.iter().filter_map(CellSet::self_discharge));
    let from_battery: Range = draws.iter().map(|draw| product(&draw.terms())).sum();
    let battery = battery::battery(assessment, supply, &cells, from_battery);
    draws.extend(no_load(supply));
    say_defaults(assessment, supply);
    let lifespan = assessment.device.lifespan_years;
    let start = assessment.device.starts_after_years;
    for draw in &draws {
        let line = line(draw, supply, (start, lifespan));
        assessment.lines.push(line);
    }
    if let Some(battery) = &battery {
        battery::replacements(assessment, battery, &cells);
    }
    let drained = draws.iter().map(|draw| Drained {
        name: draw.name.clone(),
        label: draw.label.clone(),
        terms: draw.terms(),
        is_from_battery: draw.is_charged,
        duty: operation
            .drains
            .iter()
            .find(|drain| drain.name == draw.name)
            .and_then(Drain::duty),
    });
    assessment.budget = Some(EnergyBudget {
        supply: supply.kind,
        lifespan_years: lifespan,
        drains: drained.collect(),
        inferences_per_year: inferences_per_year(operation),
        battery,
    });
}

/// Notes what the values of a drain assume, and what a named part's figures
/// leave out.
fn remark(assessment: &mut Assessment<'_>, drain: &Drain) {
    match &drain.load {
        Load::Constant { power, .. } => assessment.assume_stated(Block::Use, &drain.name, power),
        Load::Events { energy, rate, .. } => {
            let values = match energy.as_ref() {
                EventEnergy::Energy { energy_uj, .. } => vec![energy_uj],
                EventEnergy::Power {
                    power_mw,
                    duration_ms,
                    ..
                } => vec![power_mw, duration_ms],
            };
            for value in values.into_iter().chain([&rate.events]) {
                assessment.assume_stated(Block::Use, &drain.name, value);
            }
        }
    }
    if let Some(covers) = &drain.covers {
        let text = format!("{}: {covers}", drain.label);
        assessment.warn("part-covers", Block::Use, text);
    }
}

fn draw(drain: &Drain) -> Draw {
    let path = |key: &str| format!("use.{}.{key}", drain.name);
    let mut sources = Vec::new();
    let mut input = |path: String, value: &crate::read::Stated, unit: &'static str| {
        sources.push(Arc::clone(&value.sources));
        Term::input(path, value, unit)
    };
    let (inputs, per_year, to_kwh) = match &drain.load {
        Load::Constant { power, unit } => {
            let kilowatts = if **unit == unit::MILLIWATT {
                Term::constant(1e-6, "kWh/mWh")
            } else {
                Term::constant(1e-9, "kWh/µWh")
            };
            (
                vec![input(format!("use.{}", drain.name), power, unit.symbol)],
                Term::constant(HOURS_PER_YEAR, "h/year"),
                kilowatts,
            )
        }
        Load::Events { energy, rate, .. } => {
            let energy_path = format!("use.{}", energy.path(&drain.name));
            let mut inputs = match energy.as_ref() {
                EventEnergy::Energy { energy_uj, .. } => {
                    vec![input(energy_path, energy_uj, unit::MICROJOULE.symbol)]
                }
                EventEnergy::Power {
                    power_mw,
                    duration_ms,
                    ..
                } => vec![
                    input(energy_path, power_mw, unit::MILLIWATT.symbol),
                    input(path("duration_ms"), duration_ms, unit::MILLISECOND.symbol),
                ],
            };
            inputs.push(Term {
                is_reciprocal: rate.unit == RateUnit::Interval,
                ..input(path(rate.unit.key()), &rate.events, rate.unit.symbol())
            });
            (
                inputs,
                Term::constant(rate.unit.per_year(), rate.unit.per_year_symbol()),
                Term::constant(KILOWATT_HOURS_PER_MICROJOULE, "kWh/µJ"),
            )
        }
    };
    Draw {
        name: drain.name.clone(),
        label: drain.label.clone(),
        inputs,
        per_year,
        to_kwh,
        is_charged: true,
        sources: together(&sources),
    }
}

/// What a charger or mains supply draws for itself, plugged in at all hours.
fn no_load(supply: &Supply) -> Option<Draw> {
    let power = supply.no_load_w.as_ref()?;
    let label = match supply.kind {
        Some(SupplyKind::Mains) => "mains supply without load",
        _ => "charger without load",
    };
    Some(Draw {
        name: "no_load_w".to_owned(),
        label: label.to_owned(),
        inputs: vec![Term::input("use.no_load_w", power, unit::WATT.symbol)],
        per_year: Term::constant(HOURS_PER_YEAR, "h/year"),
        to_kwh: Term::constant(1e-3, "kWh/Wh"),
        is_charged: false,
        sources: power.sources.clone(),
    })
}

impl CellSet {
    /// What the cells lose by themselves, whatever of them is used: `energy of
    /// full ones × percent a year`.
    fn self_discharge(&self) -> Option<Draw> {
        let percent = self.self_discharge_percent_per_year?;
        Some(Draw {
            name: format!("self_discharge.{}", self.item),
            label: format!("self-discharge of the {}", self.label),
            inputs: self.full.clone(),
            per_year: Term::constant(percent / 100.0, "/year (self-discharge)"),
            to_kwh: Term::constant(1e-3, "kWh/Wh"),
            is_charged: true,
            sources: self.sources.clone(),
        })
    }
}

fn line(draw: &Draw, supply: &Supply, (start, lifespan_years): (f64, f64)) -> Line {
    let mut terms = draw.inputs.clone();
    let life = Term::result("lifespan_years", Range::point(lifespan_years), "year");
    terms.extend([draw.per_year.clone(), life, draw.to_kwh.clone()]);
    if let (Some(efficiency), true) = (supply.charge_efficiency, draw.is_charged) {
        let unit = format!("(charge efficiency {efficiency})");
        terms.push(Term::constant(efficiency.recip(), unit));
    }
    let factor = match &supply.grid {
        Some(grid) => {
            terms.extend(grid_terms(grid, start, lifespan_years));
            grid_factor(&grid.grid)
        }
        None => off_grid_factor(supply.kind),
    };
    // The short form has been called `electricity` from the start.
    let item = match draw.name.as_str() {
        "mean_power_mw" => "electricity".into(),
        name => name.to_owned().into(),
    };
    Line {
        block: Block::Use,
        item,
        label: draw.label.clone().into(),
        stage: Block::Use.stage(),
        terms,
        unit: &unit::KILOWATT_HOUR,
        factor,
        sources: draw.sources.clone(),
    }
}

/// What lies between generation in the first year and the wall over a life.
pub(super) fn grid_terms(supply: &GridSupply, start: f64, lifespan_years: f64) -> Vec<Term> {
    let loss = supply.loss_percent.map(|percent| {
        Term::constant(1.0 + percent / 100.0, format!("(grid loss of {percent} %)"))
    });
    let trend = supply.trend_percent_per_year.map(|percent| {
        Term::multiplier(
            mean_of_trend(percent, start, lifespan_years),
            format!("(mean over life, at {percent} % a year)"),
        )
    });
    loss.into_iter().chain(trend).collect()
}

/// The mean intensity over a life relative to that of the grid's first year:
/// `Σ over years (1 + trend)^year / years`, where the first and the last year
/// count as far as they are lived, and those before the grid's first year are
/// as it is.
fn mean_of_trend(percent_per_year: f64, start: f64, lifespan_years: f64) -> f64 {
    let change = 1.0 + percent_per_year / 100.0;
    let end = start + lifespan_years;
    let (mut sum, mut now) = (0.0, start);
    while now < end {
        let year = now.floor();
        let until = (year + 1.0).min(end);
        sum += change.powf(year.max(0.0)) * (until - now);
        now = until;
    }
    sum / lifespan_years
}

/// Says which losses are left out because the file does not state them.
fn say_defaults(assessment: &mut Assessment<'_>, supply: &Supply) {
    let block = Block::Use;
    let Some(kind) = supply.kind else {
        let has_losses = supply
            .grid
            .as_ref()
            .is_some_and(|grid| grid.loss_percent.is_some());
        let left_out = [
            (supply.charge_efficiency.is_some(), "charging efficiency 1"),
            (has_losses, "no grid losses"),
            (supply.no_load_w.is_some(), "no no-load power of a charger"),
        ];
        let left_out = left_out.iter().filter(|(is_stated, _)| !is_stated);
        let left_out: Vec<&str> = left_out.map(|(_, what)| *what).collect();
        if !left_out.is_empty() {
            let text = format!(
                "all electricity comes from the grid: {}",
                left_out.join(", ")
            );
            assessment.assume("no-losses", block, text);
        }
        return;
    };
    let Some(grid) = &supply.grid else {
        return;
    };
    if supply.charge_efficiency.is_none() {
        assessment.assume(
            "default-charge-efficiency",
            block,
            "charge efficiency 1: nothing is lost between the wall and the device",
        );
    }
    if grid.loss_percent.is_none() {
        assessment.assume(
            "default-grid-loss",
            block,
            "no grid losses: the wall gets all that is generated",
        );
    }
    if supply.no_load_w.is_none() {
        let what = match kind {
            SupplyKind::Mains => "mains supply",
            _ => "charger",
        };
        assessment.warn(
            "no-load-left-out",
            block,
            format!(
                "what the {what} draws for itself is left out: 0.1 W at all hours is 0.88 kWh a year; state `no_load_w`, 0 if it is unplugged"
            ),
        );
    }
}

fn inferences_per_year(operation: &Operation) -> Option<Range> {
    let rates: Vec<Range> = operation
        .drains
        .iter()
        .filter(|drain| drain.is_inference)
        .filter_map(|drain| match &drain.load {
            Load::Events { rate, .. } => Some(rate.events_per_year()),
            Load::Constant { .. } => None,
        })
        .collect();
    (!rates.is_empty()).then(|| rates.into_iter().sum())
}

/// A grid's intensity as an emission factor, in kg CO2e per kWh.
pub(super) fn grid_factor(grid: &Grid) -> Arc<Factor> {
    let is_stated = grid.basis == GridBasis::Stated;
    let place = grid.code.unwrap_or("stated");
    let year = grid.year.map(|year| format!(" {year}")).unwrap_or_default();
    Arc::new(Factor {
        id: format!("grid.{place}").into(),
        layer: "grids".into(),
        kg_co2e_per_unit: grid.g_co2e_per_kwh / 1000.0,
        unit: &unit::KILOWATT_HOUR,
        feasible: None,
        gsd: (!is_stated).then_some(GRID_GSD),
        gsd_basis: (!is_stated).then(|| {
            "assumed from the median gap of 12 % between two sets of national intensities".into()
        }),
        basis: if is_stated {
            Basis::Stated
        } else {
            Basis::Published
        },
        covers: Some(
            format!(
                "electricity, {}{year} ({})",
                grid.name,
                grid.basis.describe()
            )
            .into(),
        ),
        derivation: None,
        sources: grid.sources.clone(),
    })
}

/// Energy that no grid delivers: what it costs is counted where it is made.
fn off_grid_factor(kind: Option<SupplyKind>) -> Arc<Factor> {
    let from = kind.map_or("no grid", SupplyKind::describe);
    Arc::new(Factor {
        id: "grid.none".into(),
        layer: "grids".into(),
        kg_co2e_per_unit: 0.0,
        unit: &unit::KILOWATT_HOUR,
        feasible: None,
        gsd: None,
        gsd_basis: None,
        basis: Basis::Stated,
        covers: Some(format!(
            "energy from {from}, not from a grid: its source is hardware, counted in production and replacement"
        ).into()),
        derivation: Some("Nothing, by definition: no grid delivers it.".into()),
        sources: Sources::default(),
    })
}
