//! What a device saves elsewhere, as lines that are evaluated as its own are,
//! and never added to them.

use std::sync::Arc;

use super::footprint::{Footprint, GridUse, Line, Remark, Term};
use super::operation::{grid_factor, grid_terms};
use crate::block::{Block, Stage};
use crate::cited::{Sources, together};
use crate::device::{Application, Baseline, GridSupply, Saving};
use crate::diagnostic::plain;
use crate::factors::Factor;
use crate::range::Range;
use crate::read::Stated;
use crate::unit::{self, Unit};

/// A share is one hundredth of a percentage.
const SHARES_PER_PERCENT: f64 = 0.01;
/// The path of the attribution.
const ATTRIBUTION: &str = "application.attribution_percent";
/// The path of the rebound.
const REBOUND: &str = "application.rebound_percent";

/// What is avoided over the life of a device that starts so many years after
/// the first of its grids, in kg CO2e: `saving × years × attribution`, and times
/// `1 - rebound` if that is counted. A footprint of its own, whose inputs that
/// are the same as the device's are the same variables.
pub(crate) fn avoided(
    own: &Footprint,
    application: &Application,
    start: f64,
    with_rebound: bool,
) -> Footprint {
    let (terms, unit, factor) = saving(&application.saving);
    let effects = [
        &application.attribution_percent,
        &application.rebound_percent,
    ];
    let stated = terms.iter().map(|(_, stated)| *stated).chain(effects);
    let sources = together(stated.map(|stated| &stated.sources));
    let mut terms: Vec<Term> = terms.into_iter().map(|(term, _)| term).collect();
    if matches!(application.saving, Saving::Share { .. }) {
        terms.push(Term::constant(SHARES_PER_PERCENT, "/%"));
    }
    terms.push(Term::result(
        "lifespan_years",
        Range::point(own.lifespan_years),
        "year",
    ));
    let supply = application.saving.grid();
    let supply = supply.map(|supply| GridSupply {
        trend_percent_per_year: supply.trend_percent_per_year.or(trend_of_use(own, supply)),
        ..supply.clone()
    });
    if let Some(supply) = &supply {
        terms.extend(grid_terms(supply, start, own.lifespan_years));
    }
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
        assumptions: assumptions(own, application, with_rebound),
        warnings: Vec::new(),
        energy: None,
        grids: supply
            .map(|supply| GridUse {
                block: Block::Custom,
                grid: supply.grid,
                trend_percent_per_year: supply.trend_percent_per_year,
                loss_percent: supply.loss_percent,
            })
            .into_iter()
            .collect(),
        cost: None,
        sources: Sources::default(),
        ..own.clone()
    }
}

/// The trend that the use of the device states for the grid of the saving: a
/// grid does not change for one of them alone.
fn trend_of_use(own: &Footprint, supply: &GridSupply) -> Option<f64> {
    let is_same = |used: &&GridUse| used.block == Block::Use && used.grid == supply.grid;
    own.grids.iter().find(is_same)?.trend_percent_per_year
}

/// What is assumed of the saving of a device with that footprint: no
/// assumptions of the footprint itself.
pub fn saving_assumptions(own: &Footprint, application: &Application) -> Vec<Remark> {
    assumptions(own, application, true)
}

fn assumptions(own: &Footprint, application: &Application, with_rebound: bool) -> Vec<Remark> {
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
    if let Some(supply) = application.saving.grid()
        && supply.trend_percent_per_year.is_none()
        && let Some(percent) = trend_of_use(own, supply)
    {
        found.push(Remark {
            code: "default-saving-trend",
            block: None,
            text: format!(
                "the grid of the saving changes as that of the use, by {} % a year: no \
                 `application.grid_trend_percent_per_year` is stated",
                plain(percent)
            ),
        });
    }
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
    let of_grid = |supply: &GridSupply| (&unit::KILOWATT_HOUR, grid_factor(&supply.grid));
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
