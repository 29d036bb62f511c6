//! What a device saves elsewhere, as lines that are evaluated as its own are,
//! and never added to them.

use std::sync::Arc;

use super::footprint::{Footprint, Line, Remark, Term};
use super::operation::grid_factor;
use crate::block::{Block, Stage};
use crate::device::{Application, Baseline, Saving};
use crate::factors::Factor;
use crate::grid::Grid;
use crate::range::Range;
use crate::read::Stated;
use crate::unit::{self, Unit};

/// A share is one hundredth of a percentage.
const SHARES_PER_PERCENT: f64 = 0.01;
/// The path of the attribution.
const ATTRIBUTION: &str = "application.attribution_percent";
/// The path of the rebound.
const REBOUND: &str = "application.rebound_percent";

/// What is avoided over the life of a device, in kg CO2e: `saving × years ×
/// attribution`, and times `1 - rebound` if that is counted. A footprint of its
/// own, whose inputs that are the same as the device's are the same variables.
pub(crate) fn avoided(own: &Footprint, application: &Application, with_rebound: bool) -> Footprint {
    let (terms, unit, factor) = saving(&application.saving);
    let effects = [
        &application.attribution_percent,
        &application.rebound_percent,
    ];
    let stated = terms.iter().map(|(_, stated)| *stated).chain(effects);
    let mut sources: Vec<String> = Vec::new();
    for source in stated.flat_map(|stated| &stated.sources) {
        if !sources.contains(source) {
            sources.push(source.clone());
        }
    }
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
            ATTRIBUTION,
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
            Term::input(REBOUND, &left, "% left after rebound"),
            Term::constant(SHARES_PER_PERCENT, "/%"),
        ]);
    }
    let line = Line {
        block: Block::Custom,
        item: "avoided".into(),
        label: "avoided".into(),
        stage: Stage::Use,
        terms,
        unit,
        factor,
        sources,
    };
    Footprint {
        lines: vec![line],
        modelled: vec![Block::Custom],
        levels: Vec::new(),
        excluded: Vec::new(),
        coverage: None,
        assumptions: assumptions(application, with_rebound),
        warnings: Vec::new(),
        energy: None,
        grids: Vec::new(),
        cost: None,
        sources: Vec::new(),
        ..own.clone()
    }
}

/// What is assumed of a saving: no assumptions of the device's own footprint.
pub fn saving_assumptions(application: &Application) -> Vec<Remark> {
    assumptions(application, true)
}

fn assumptions(application: &Application, with_rebound: bool) -> Vec<Remark> {
    let (terms, ..) = saving(&application.saving);
    let effects = [
        (ATTRIBUTION, &application.attribution_percent),
        (REBOUND, &application.rebound_percent),
    ];
    let stated = terms
        .iter()
        .map(|(term, stated)| (term.path.as_deref().unwrap_or_default(), *stated))
        .chain(effects);
    let mut found: Vec<Remark> = stated
        .filter_map(|(path, stated)| {
            Some(Remark {
                code: "stated-assumption",
                block: None,
                text: format!("{path}: {}", stated.assumption.as_ref()?),
            })
        })
        .collect();
    if !application.attribution_stated {
        found.push(Remark {
            code: "default-attribution",
            block: None,
            text: format!("all of the saving is due to the device: no `{ATTRIBUTION}` is stated"),
        });
    }
    if with_rebound && !application.rebound_stated {
        found.push(Remark {
            code: "default-rebound",
            block: None,
            text: format!("nothing of the saving is lost to rebound: no `{REBOUND}` is stated"),
        });
    }
    found
}

/// The inputs of a saving, and the factor that makes kilograms of it.
fn saving(saving: &Saving) -> (Vec<(Term, &Stated)>, &'static Unit, Arc<Factor>) {
    fn input<'a>(key: &str, stated: &'a Stated, unit: &'static str) -> (Term, &'a Stated) {
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
    Arc::new(Factor::stated(
        "application.stated".to_owned(),
        "application",
        &unit::KILOGRAM_CO2E,
    ))
}
