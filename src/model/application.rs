//! What a device saves elsewhere, as lines that are evaluated as its own are,
//! and never added to them.

use std::sync::Arc;

use super::footprint::{Footprint, Line, Term};
use super::operation::grid_factor;
use crate::block::{Block, Stage};
use crate::device::{Application, Baseline, Saving};
use crate::factors::{Basis, Factor};
use crate::grid::Grid;
use crate::range::Range;
use crate::read::Stated;
use crate::unit::{self, Unit};

/// A share is one hundredth of a percentage.
const SHARES_PER_PERCENT: f64 = 0.01;

/// What is avoided over the life of a device, in kg CO2e: `saving × years ×
/// attribution`, and times `1 - rebound` if that is counted. A footprint of its
/// own, whose inputs that are the same as the device's are the same variables.
pub(crate) fn avoided(own: &Footprint, application: &Application, with_rebound: bool) -> Footprint {
    let (terms, unit, factor) = saving(&application.saving);
    let sources = terms.iter().flat_map(|(_, stated)| stated.sources.clone());
    let sources = sources.collect();
    let mut terms: Vec<Term> = terms.into_iter().map(|(term, _)| term).collect();
    if matches!(application.saving, Saving::Share { .. }) {
        terms.push(Term::constant(SHARES_PER_PERCENT, "/%"));
    }
    terms.push(Term::result(
        "lifespan_years",
        Range::point(own.lifespan_years),
        "year",
    ));
    terms.extend([
        Term::input(
            "application.attribution_percent",
            &application.attribution_percent,
            "% attribution",
        ),
        Term::constant(SHARES_PER_PERCENT, "/%"),
    ]);
    if with_rebound {
        let rebound = &application.rebound_percent;
        let Range { low, typical, high } = rebound.range;
        let left = Stated {
            range: Range::new(100.0 - high, 100.0 - typical, 100.0 - low),
            ..rebound.clone()
        };
        terms.extend([
            Term::input("application.rebound_percent", &left, "% left after rebound"),
            Term::constant(SHARES_PER_PERCENT, "/%"),
        ]);
    }
    let line = Line {
        block: Block::Custom,
        item: "avoided".to_owned(),
        label: "avoided".to_owned(),
        stage: Stage::Use,
        terms,
        unit,
        factor,
        sources,
    };
    Footprint {
        lines: vec![line],
        modelled: vec![Block::Custom],
        energy: None,
        ..own.clone()
    }
}

/// The inputs of a saving, and the factor that makes kilograms of it.
fn saving(saving: &Saving) -> (Vec<(Term, &Stated)>, &'static Unit, Arc<Factor>) {
    fn input<'a>(key: &str, stated: &'a Stated, unit: &str) -> (Term, &'a Stated) {
        (
            Term::input(format!("application.{key}"), stated, unit),
            stated,
        )
    }
    let of_grid = |grid: &Grid| (&unit::KILOWATT_HOUR, grid_factor(grid));
    let (terms, (unit, factor)) = match saving {
        Saving::Footprint {
            avoided_kg_co2e_per_year: kg,
        } => (
            vec![input("avoided_kg_co2e_per_year", kg, "kg CO2e/year")],
            (&unit::KILOGRAM_CO2E, stated()),
        ),
        Saving::Energy {
            saves_kwh_per_year: kwh,
            grid,
        } => (
            vec![input("saves_kwh_per_year", kwh, "kWh/year")],
            of_grid(grid),
        ),
        Saving::Share { saves_percent, of } => {
            let share = input("saves_percent", saves_percent, "%");
            match of {
                Baseline::Footprint(kg) => (
                    vec![
                        share,
                        input("baseline_kg_co2e_per_year", kg, "kg CO2e/year"),
                    ],
                    (&unit::KILOGRAM_CO2E, stated()),
                ),
                Baseline::Energy(kwh, grid) => (
                    vec![share, input("baseline_kwh_per_year", kwh, "kWh/year")],
                    of_grid(grid),
                ),
            }
        }
    };
    (terms, unit, factor)
}

/// A saving that is stated in kilograms.
fn stated() -> Arc<Factor> {
    Arc::new(Factor {
        id: "application.stated".to_owned(),
        layer: "application".to_owned(),
        kg_co2e_per_unit: 1.0,
        unit: &unit::KILOGRAM_CO2E,
        feasible: None,
        gsd: None,
        gsd_basis: None,
        basis: Basis::Stated,
        covers: None,
        derivation: None,
        sources: Vec::new(),
    })
}
