//! Devices over the years: schema `tinyfoot/lifespan/v1`.

use serde::Serialize;

use super::{RangeWire, TOOL, Tool, render};
use crate::analysis::Lived;
use crate::report::lifespan::Lifespans;

#[derive(Serialize)]
struct LifespansWire<'a> {
    schema: &'static str,
    tool: Tool,
    devices: Vec<LifeWire<'a>>,
    overtakings: Vec<OvertakingWire<'a>>,
    unsolved: Vec<[&'a str; 2]>,
    services: Vec<ServiceWire<'a>>,
}

#[derive(Serialize)]
struct LifeWire<'a> {
    name: &'a str,
    lifespan_years: f64,
    use_overtakes_production_years: YearsWire,
    spreads_stated_use: bool,
    years: Vec<LivedWire>,
}

/// `null` where it does not happen within 100 years.
#[derive(Serialize)]
struct YearsWire {
    low: Option<f64>,
    typical: Option<f64>,
    high: Option<f64>,
}

#[derive(Serialize)]
struct LivedWire {
    years: f64,
    made_kg_co2e: RangeWire,
    replacement_kg_co2e: RangeWire,
    use_kg_co2e: RangeWire,
    total_kg_co2e: RangeWire,
    kg_co2e_per_year: RangeWire,
}

#[derive(Serialize)]
struct OvertakingWire<'a> {
    overtakes: &'a str,
    overtaken: &'a str,
    years: f64,
    variant: &'static str,
}

#[derive(Serialize)]
struct ServiceWire<'a> {
    name: &'a str,
    lifespan_years: f64,
    devices: f64,
    #[serde(flatten)]
    lived: LivedWire,
}

fn lived(lived: &Lived) -> LivedWire {
    LivedWire {
        years: lived.years,
        made_kg_co2e: lived.made.into(),
        replacement_kg_co2e: lived.replaced.into(),
        use_kg_co2e: lived.used.into(),
        total_kg_co2e: lived.total().into(),
        kg_co2e_per_year: lived.per_year().into(),
    }
}

/// Devices over the years: schema `tinyfoot/lifespan/v1`.
pub fn lifespan_json(lifespans: &Lifespans) -> String {
    render(&LifespansWire {
        schema: "tinyfoot/lifespan/v1",
        tool: TOOL,
        devices: lifespans
            .lives
            .iter()
            .map(|life| {
                let [low, typical, high] = life.use_overtakes_production_years;
                LifeWire {
                    name: &life.name,
                    lifespan_years: life.lifespan_years,
                    use_overtakes_production_years: YearsWire { low, typical, high },
                    spreads_stated_use: life.spreads_stated_use,
                    years: life.lives.iter().map(lived).collect(),
                }
            })
            .collect(),
        overtakings: lifespans
            .overtakings
            .found
            .iter()
            .map(|found| OvertakingWire {
                overtakes: &lifespans.lives[found.overtakes].name,
                overtaken: &lifespans.lives[found.overtaken].name,
                years: found.years,
                variant: found.variant.key(),
            })
            .collect(),
        unsolved: lifespans
            .overtakings
            .unsolved
            .iter()
            .map(|(first, second)| [*first, *second].map(|index| &*lifespans.lives[index].name))
            .collect(),
        services: lifespans
            .services
            .iter()
            .map(|service| ServiceWire {
                name: &service.name,
                lifespan_years: service.lifespan_years,
                devices: service.devices,
                lived: lived(&service.lived),
            })
            .collect(),
    })
}
