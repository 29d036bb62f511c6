//! Many devices: what they cost together, year by year.
//!
//! A stock-and-flow model of cohorts. What is made in a year is in service from
//! its beginning on, for its lifespan, and is retired in the year in which that
//! ends. Training, production and transport are counted in the year in which a
//! device is made, its end of life in the year in which it is retired, and use
//! and replacements evenly over its lifespan. A grid with a trend changes from
//! year to year, for all that are in service.

use super::crossing::{at, has_grid_trend};
use super::lifespan::Lived;
use crate::block::{Block, Stage};
use crate::device::Device;
use crate::factors::Factors;
use crate::model::{Footprint, assess, mass_g};
use crate::range::Range;

/// How many devices are made in each year.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Deployment {
    /// The first year: of the calendar, or 1.
    pub first_year: i32,
    made: Vec<f64>,
    units: f64,
}

/// Years before it are those of a deployment, counted from its first one.
const FIRST_CALENDAR_YEAR: i32 = 1900;

impl Deployment {
    /// All units at once: the years are counted from then on, from 1.
    pub fn at_once(units: f64) -> Self {
        Self::linear(1, 1, units)
    }

    /// So many units over so many years, at least one, the same number in
    /// each: the number of devices grows along a line.
    pub fn linear(first_year: i32, years: usize, units: f64) -> Self {
        Self::growing(first_year, years, units, 0.0)
    }

    /// So many units over so many years, at least one, each year `percent`
    /// more than the year before.
    ///
    /// ```
    /// use tinyfoot::analysis::Deployment;
    ///
    /// let deployment = Deployment::growing(2024, 3, 700.0, 100.0);
    /// assert_eq!(deployment.made(), [100.0, 200.0, 400.0]);
    /// ```
    pub fn growing(first_year: i32, years: usize, units: f64, percent: f64) -> Self {
        let ratio = 1.0 + percent / 100.0;
        let weights: Vec<f64> = std::iter::successors(Some(1.0), |weight| Some(weight * ratio))
            .take(years.max(1))
            .collect();
        let sum: f64 = weights.iter().sum();
        Self {
            first_year,
            made: weights.iter().map(|weight| units * weight / sum).collect(),
            units,
        }
    }

    /// Devices made in the first year and each year after it.
    pub fn made(&self) -> &[f64] {
        &self.made
    }

    /// All devices.
    pub fn units(&self) -> f64 {
        self.units
    }

    /// How many years after the year of a device's grid the first one is, so
    /// that its trend counts from there; nothing where one of the two is no
    /// year of the calendar.
    fn start(&self, footprint: &Footprint) -> Option<i32> {
        let mut grids = footprint.grids.iter();
        let grid = grids.find(|used| used.trend_percent_per_year.is_some());
        let year = i32::from(grid?.grid.year?);
        (self.first_year >= FIRST_CALENDAR_YEAR).then(|| self.first_year - year)
    }
}

/// A year of a fleet.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FleetYear {
    /// The year.
    pub year: i32,
    /// Devices made in it.
    pub made: f64,
    /// Devices in service at some time of it.
    pub in_service: f64,
    /// Devices retired in it, at the end of their lifespan.
    pub retired: f64,
    /// Training, production and transport, in kg CO2e.
    pub embodied: Range,
    /// Replacements, in kg CO2e; nothing where they are not modelled.
    pub replaced: Option<Range>,
    /// Use, in kg CO2e; nothing where it is not modelled.
    pub used: Option<Range>,
    /// End of life, in kg CO2e; nothing where it is not modelled.
    pub end_of_life: Option<Range>,
    /// Electronic waste, in kg: retired devices and replaced cells, as far as
    /// the file states their masses; nothing where it states none.
    pub e_waste_kg: Option<Range>,
}

impl FleetYear {
    /// Everything in the year, in kg CO2e.
    pub fn total(&self) -> Range {
        let others = [self.replaced, self.used, self.end_of_life];
        self.embodied + others.into_iter().flatten().sum()
    }
}

/// Many devices of one kind.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fleet {
    /// One of them, made in the first year.
    pub footprint: Footprint,
    /// How many there are.
    pub units: f64,
    /// The mass of one, in grams, as far as the file states masses.
    pub mass_g: Option<Range>,
    /// Year by year, until the last is retired.
    pub years: Vec<FleetYear>,
    /// Whether the trend of a grid counts from the year of its figure: else it
    /// does from the first year of the deployment.
    pub trend_counts_from_grid: bool,
    /// Devices whose footprints are the same, and how many of each.
    cohorts: Vec<(f64, Footprint)>,
}

impl Fleet {
    /// All of them over their lives, in kg CO2e.
    pub fn total(&self) -> Range {
        self.sum(|footprint| Some(footprint.total()))
            .unwrap_or(Range::ZERO)
    }

    /// A life-cycle stage of all of them, in kg CO2e; nothing where it is not
    /// modelled.
    pub fn stage(&self, stage: Stage) -> Option<Range> {
        self.sum(|footprint| footprint.stage(stage))
    }

    /// A block of all of them, in kg CO2e; nothing where it is not modelled.
    pub fn block(&self, block: Block) -> Option<Range> {
        self.sum(|footprint| footprint.block(block))
    }

    fn sum(&self, of: impl Fn(&Footprint) -> Option<Range>) -> Option<Range> {
        let cohorts = self.cohorts.iter();
        cohorts
            .map(|(made, footprint)| Some(of(footprint)? * *made))
            .sum()
    }

    /// The year in which most is emitted, typically; the first of equal ones.
    pub fn peak(&self) -> Option<&FleetYear> {
        let years = self.years.iter();
        years
            .rev()
            .max_by(|a, b| a.total().typical.total_cmp(&b.total().typical))
    }
}

/// What one device adds in a year, and for how long.
struct Unit {
    lifespan_years: f64,
    embodied: Range,
    replaced_per_year: Option<Range>,
    used_per_year: Option<Range>,
    end_of_life: Option<Range>,
    waste_kg: Option<Range>,
    replaced_waste_kg_per_year: Option<Range>,
}

impl Unit {
    fn of(footprint: &Footprint, factors: &Factors) -> Self {
        let lifespan_years = footprint.lifespan_years;
        let stage = |stage| footprint.stage(stage);
        let made = [Stage::Training, Stage::Production, Stage::Transport];
        let kg = |stage| mass_g(footprint, factors, stage).map(|grams| grams * 1e-3);
        let per_year = |all: Option<Range>| all.map(|all| all * lifespan_years.recip());
        Self {
            lifespan_years,
            embodied: made.into_iter().filter_map(stage).sum(),
            replaced_per_year: per_year(stage(Stage::Replacement)),
            used_per_year: per_year(stage(Stage::Use)),
            end_of_life: stage(Stage::EndOfLife),
            waste_kg: kg(Stage::Production),
            replaced_waste_kg_per_year: per_year(kg(Stage::Replacement)),
        }
    }

    /// Calendar years in which it is in service.
    fn calendar_years(&self) -> usize {
        const ROUNDING: f64 = 1e-9;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a lifespan is 0.001 to 100 years"
        )]
        let years = (self.lifespan_years - ROUNDING).ceil().max(1.0) as usize;
        years
    }
}

/// Devices of one kind, made as a deployment says.
///
/// ```
/// use tinyfoot::analysis::{Deployment, fleet};
/// use tinyfoot::{Device, Factors};
///
/// let factors = Factors::builtin();
/// let device = Device::preset("image-classification", &factors).unwrap();
/// let fleet = fleet(&device, &factors, &Deployment::linear(2024, 1, 250e9));
/// let total: f64 = fleet.years.iter().map(|year| year.total().typical).sum();
/// // 250e9 × 3.406 kg in megatonnes; 3.41 kg, as it is printed, would make 853.
/// assert!((total / 1e9 - 851.5).abs() < 0.05);
/// ```
pub fn fleet(device: &Device, factors: &Factors, deployment: &Deployment) -> Fleet {
    let footprint = assess(device, factors);
    let start = deployment.start(&footprint);
    let first = start.unwrap_or(0);
    let footprint = assess(&starting(device, first), factors);
    let cohorts = if has_grid_trend(&footprint) {
        let made = deployment.made.iter().zip(first..);
        made.map(|(made, start)| (*made, assess(&starting(device, start), factors)))
            .collect()
    } else {
        vec![(deployment.units(), footprint.clone())]
    };
    let unit = Unit::of(&footprint, factors);
    let after_the_first = deployment.made.len().saturating_sub(1);
    let years = (0..after_the_first + unit.calendar_years())
        .zip(first..)
        .map(|(index, start)| {
            let used_per_year = if has_grid_trend(&footprint) {
                let device = starting(&at(device, 1.0), start);
                assess(&device, factors).stage(Stage::Use)
            } else {
                unit.used_per_year
            };
            year(&unit, used_per_year, deployment, index)
        })
        .collect();
    Fleet {
        units: deployment.units(),
        mass_g: mass_g(&footprint, factors, Stage::Production),
        years,
        trend_counts_from_grid: start.is_some(),
        cohorts,
        footprint,
    }
}

/// A device that is made so many years after that of its grid.
fn starting(device: &Device, years: i32) -> Device {
    Device {
        starts_after_years: f64::from(years),
        ..device.clone()
    }
}

/// A fleet whose devices serve longer or shorter than their file says, for as
/// many years of service as they do now.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Extended {
    /// How long each device serves, in years.
    pub lifespan_years: f64,
    /// How many devices that takes: `units × stated lifespan / lifespan`.
    pub devices: f64,
    /// Training, production, transport and end of life of all, in kg CO2e.
    pub made: Option<Range>,
    /// Replacements, in kg CO2e.
    pub replaced: Option<Range>,
    /// Use, in kg CO2e.
    pub used: Option<Range>,
    /// What that saves against the lifespan that the file states, in kg CO2e;
    /// negative where it costs more.
    pub saved: Range,
}

impl Extended {
    /// Everything, in kg CO2e.
    pub fn total(&self) -> Range {
        self.parts().into_iter().flatten().sum()
    }

    /// What is made, replaced and used; nothing where it is not modelled.
    pub fn parts(&self) -> [Option<Range>; 3] {
        [self.made, self.replaced, self.used]
    }
}

/// What a fleet costs if its devices serve for other numbers of years, each
/// longer than 0, and so fewer of them, or more, are made: the same service, on
/// the same grid.
///
/// ```
/// use tinyfoot::analysis::{Deployment, extend_life, fleet};
/// use tinyfoot::{Device, Factors};
///
/// let factors = Factors::builtin();
/// let device = Device::preset("keyword-spotting", &factors).unwrap();
/// let fleet = fleet(&device, &factors, &Deployment::at_once(1000.0));
/// // Six years instead of three: half as many are made.
/// let longer = extend_life(&fleet, &device, &factors, &[6.0]);
/// assert_eq!(longer[0].devices, 500.0);
/// assert!(longer[0].saved.typical > 0.0);
/// ```
pub fn extend_life(
    fleet: &Fleet,
    device: &Device,
    factors: &Factors,
    years: &[f64],
) -> Vec<Extended> {
    let used = fleet.stage(Stage::Use);
    years
        .iter()
        .map(|years| {
            let devices = fleet.units * device.lifespan_years / years;
            let lived = Lived::of(&assess(&at(device, *years), factors));
            let of_all = |of_one: Option<Range>| of_one.map(|of_one| of_one * devices);
            let mut life = Extended {
                lifespan_years: *years,
                devices,
                made: of_all(lived.made),
                replaced: of_all(lived.replaced),
                used,
                saved: Range::ZERO,
            };
            life.saved = fleet.total().minus(life.total());
            life
        })
        .collect()
}

/// A year of the cohorts, and what the use of a device costs in it.
fn year(
    unit: &Unit,
    used_per_year: Option<Range>,
    deployment: &Deployment,
    index: usize,
) -> FleetYear {
    let serving = unit.calendar_years();
    let made = |cohort: usize| deployment.made.get(cohort).copied().unwrap_or(0.0);
    let oldest = (index + 1).saturating_sub(serving);
    let cohorts = oldest..=index;
    // Years of service that fall in this one.
    let served_years: f64 = cohorts
        .clone()
        .map(|cohort| {
            #[expect(clippy::cast_precision_loss, reason = "a few hundred years")]
            let age = (index - cohort) as f64;
            made(cohort) * (unit.lifespan_years - age).clamp(0.0, 1.0)
        })
        .sum();
    let served = |per_year: Option<Range>| per_year.map(|per_year| per_year * served_years);
    let retired = (index + 1).checked_sub(serving).map_or(0.0, made);
    let waste = unit.waste_kg.map(|kg| kg * retired);
    let replaced_waste = served(unit.replaced_waste_kg_per_year);
    FleetYear {
        year: deployment
            .first_year
            .saturating_add(i32::try_from(index).unwrap_or(i32::MAX)),
        made: made(index),
        in_service: cohorts.map(made).fold(0.0, |sum, made| sum + made),
        retired,
        embodied: unit.embodied * made(index),
        replaced: served(unit.replaced_per_year),
        used: served(used_per_year),
        end_of_life: unit.end_of_life.map(|kg| kg * retired),
        e_waste_kg: match (waste, replaced_waste) {
            (Some(waste), Some(replaced)) => Some(waste + replaced),
            (waste, replaced) => waste.or(replaced),
        },
    }
}
