//! Devices over the years: schema `tinyfoot/lifespan/v1`.

use serde::Serialize;

use super::foundation::{FoundationWire, foundation};
#[cfg(feature = "schema")]
use super::words::VariantKey;
use super::{Answer, RangeWire, render};
use crate::analysis::Lived;
use crate::factors::Factors;
use crate::model::Footprint;
use crate::report::cite::Bibliography;
use crate::report::lifespan::Lifespans;

/// Devices over the years.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct LifespansWire<'a> {
    devices: Vec<LifeWire<'a>>,
    /// Which device costs more than which from when on.
    overtakings: Vec<OvertakingWire<'a>>,
    /// Pairs of devices of which that could not be found.
    unsolved: Vec<[&'a str; 2]>,
    /// How many devices a service takes, where that was asked for.
    services: Vec<ServiceWire<'a>>,
}

impl Answer for LifespansWire<'_> {
    const SCHEMA: &'static str = "tinyfoot/lifespan/v1";
}

/// A device over lives of different lengths.

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct LifeWire<'a> {
    name: &'a str,
    /// What its file states.
    lifespan_years: f64,
    use_overtakes_production_years: YearsWire,
    /// Whether a stated footprint of use or replacement was spread evenly over the years
    /// that it is stated for.
    spreads_stated_use: bool,
    /// Which replacements within the longest of the lives are left out, since their
    /// footprint is not known; `null` if none is.
    replacement_left_out: Option<&'a str>,
    years: Vec<LivedWire>,
    #[serde(flatten)]
    foundation: FoundationWire<'a>,
}

/// Years, `null` where it does not happen within 100 of them.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct YearsWire {
    low: Option<f64>,
    typical: Option<f64>,
    high: Option<f64>,
}

/// What a life of some years costs; `null` where it is not modelled.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct LivedWire {
    years: f64,
    /// Training, production, transport and end of life.
    made_kg_co2e: Option<RangeWire>,
    replacement_kg_co2e: Option<RangeWire>,
    use_kg_co2e: Option<RangeWire>,
    total_kg_co2e: RangeWire,
    kg_co2e_per_year: RangeWire,
}

/// A device that costs more than another from then on.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct OvertakingWire<'a> {
    overtakes: &'a str,
    overtaken: &'a str,
    years: f64,
    #[cfg_attr(feature = "schema", schemars(with = "VariantKey"))]
    variant: &'static str,
}

/// Devices one after another, for as long as the service lasts.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ServiceWire<'a> {
    name: &'a str,
    lifespan_years: f64,
    /// How many of them it takes.
    devices: f64,
    #[serde(flatten)]
    lived: LivedWire,
}

fn lived(lived: &Lived) -> LivedWire {
    LivedWire {
        years: lived.years,
        made_kg_co2e: lived.made.map(Into::into),
        replacement_kg_co2e: lived.replaced.map(Into::into),
        use_kg_co2e: lived.used.map(Into::into),
        total_kg_co2e: lived.total().into(),
        kg_co2e_per_year: lived.per_year().into(),
    }
}

/// Devices over the years: schema `tinyfoot/lifespan/v1`.
///
/// The footprints are those of the devices, in their order.
pub fn lifespan_json(lifespans: &Lifespans, footprints: &[Footprint], factors: &Factors) -> String {
    let bibliography = Bibliography::new(factors);
    let answer = LifespansWire {
        devices: lifespans
            .lives
            .iter()
            .zip(footprints)
            .map(|(life, footprint)| {
                let [low, typical, high] = life.use_overtakes_production_years;
                LifeWire {
                    name: &life.name,
                    lifespan_years: life.lifespan_years,
                    use_overtakes_production_years: YearsWire { low, typical, high },
                    spreads_stated_use: life.spreads_stated_use,
                    replacement_left_out: life.replacement_left_out.as_deref(),
                    years: life.lives.iter().map(lived).collect(),
                    foundation: foundation(footprint, &bibliography),
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
    };
    render(answer, factors)
}
