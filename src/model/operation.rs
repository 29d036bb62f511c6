//! Electricity in use.

use std::sync::Arc;

use super::assessment::Assessment;
use super::footprint::{Line, Term};
use super::{HOURS_PER_YEAR, KILOWATT_HOURS_PER_MILLIWATT_HOUR};
use crate::block::Block;
use crate::device::Electricity;
use crate::factors::{Basis, Factor};
use crate::grid::{Grid, GridBasis};
use crate::range::Range;
use crate::unit;

/// The median gap between two published sets of national intensities is 12 %:
/// taken as the spread of any of them. A stated intensity has none.
const GRID_GSD: f64 = 1.12;

/// `kg = mean power × hours of life × grid intensity` (Prakash et al. 2023):
/// `energy_kwh = mean_power_mw × 1e-6 × 8760 × lifespan_years`.
pub(super) fn electricity(assessment: &mut Assessment<'_>, electricity: &Electricity) {
    let power = &electricity.mean_power_mw;
    assessment.assume_stated(Block::Use, "mean_power_mw", power);
    assessment.assume(
        "no-losses",
        Block::Use,
        "all electricity comes from the grid: charging efficiency 1, no grid losses, no no-load power of a charger",
    );
    assessment.lines.push(Line {
        block: Block::Use,
        item: "electricity".to_owned(),
        label: "electricity".to_owned(),
        stage: Block::Use.stage(),
        terms: vec![
            Term::input("use.mean_power_mw", power.range, unit::MILLIWATT.symbol),
            Term::constant(HOURS_PER_YEAR, "h/year"),
            Term::input(
                "lifespan_years",
                Range::point(assessment.device.lifespan_years),
                "year",
            ),
            Term::constant(KILOWATT_HOURS_PER_MILLIWATT_HOUR, "kWh/mWh"),
        ],
        unit: &unit::KILOWATT_HOUR,
        factor: grid_factor(&electricity.grid),
        sources: power.sources.clone(),
    });
}

/// A grid's intensity as an emission factor, in kg CO2e per kWh.
pub(super) fn grid_factor(grid: &Grid) -> Arc<Factor> {
    let is_stated = grid.basis == GridBasis::Stated;
    let place = grid.code.unwrap_or("stated");
    let year = grid.year.map(|year| format!(" {year}")).unwrap_or_default();
    Arc::new(Factor {
        id: format!("grid.{place}"),
        layer: "grids".to_owned(),
        kg_co2e_per_unit: grid.g_co2e_per_kwh / 1000.0,
        unit: &unit::KILOWATT_HOUR,
        feasible: None,
        gsd: (!is_stated).then_some(GRID_GSD),
        gsd_basis: (!is_stated).then(|| {
            "assumed from the median gap of 12 % between two sets of national intensities"
                .to_owned()
        }),
        basis: if is_stated {
            Basis::Stated
        } else {
            Basis::Published
        },
        covers: Some(format!(
            "electricity, {}{year} ({})",
            grid.name,
            grid.basis.describe()
        )),
        derivation: None,
        sources: grid.sources.clone(),
    })
}
