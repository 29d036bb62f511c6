//! Many devices: what they cost together, year by year.
//!
//! A stock-and-flow model of cohorts. What is made in a year is in service from
//! its beginning on, for its lifespan, and is retired in the year in which that
//! ends. Training, production and transport are counted in the year in which a
//! device is made, its end of life in the year in which it is retired, and use
//! and replacements evenly over its lifespan.

use crate::block::Stage;
use crate::device::Device;
use crate::factors::Factors;
use crate::model::{Footprint, assess, mass_g};
use crate::range::Range;

/// How many devices are made in each year.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Deployment {
    /// The first year.
    pub first_year: i32,
    /// Devices made in the first year and each year after it.
    pub made: Vec<f64>,
}

impl Deployment {
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
    /// assert_eq!(deployment.made, [100.0, 200.0, 400.0]);
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
        }
    }

    /// All devices.
    pub fn units(&self) -> f64 {
        self.made.iter().sum()
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
    /// Replacements, in kg CO2e.
    pub replaced: Range,
    /// Use, in kg CO2e.
    pub used: Range,
    /// End of life, in kg CO2e.
    pub end_of_life: Range,
    /// Electronic waste, in kg: retired devices and replaced cells, as far as
    /// the file states their masses; nothing where it states none.
    pub e_waste_kg: Option<Range>,
}

impl FleetYear {
    /// Everything in the year, in kg CO2e.
    pub fn total(&self) -> Range {
        self.embodied + self.replaced + self.used + self.end_of_life
    }
}

/// Many devices of one kind.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fleet {
    /// One of them.
    pub footprint: Footprint,
    /// How many there are.
    pub units: f64,
    /// The mass of one, in grams, as far as the file states masses.
    pub mass_g: Option<Range>,
    /// Year by year, until the last is retired.
    pub years: Vec<FleetYear>,
}

impl Fleet {
    /// The year in which most is emitted, typically.
    pub fn peak(&self) -> Option<&FleetYear> {
        let years = self.years.iter();
        // The first of equal years.
        years
            .rev()
            .max_by(|a, b| a.total().typical.total_cmp(&b.total().typical))
    }
}

/// What one device adds in a year, and for how long.
struct Unit {
    lifespan_years: f64,
    embodied: Range,
    replaced_per_year: Range,
    used_per_year: Range,
    end_of_life: Range,
    waste_kg: Option<Range>,
    replaced_waste_kg_per_year: Option<Range>,
}

impl Unit {
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
/// // In megatonnes.
/// assert_eq!((total / 1e9).round(), 853.0);
/// ```
pub fn fleet(device: &Device, factors: &Factors, deployment: &Deployment) -> Fleet {
    let footprint = assess(device, factors);
    let lifespan = footprint.lifespan_years;
    let stage = |stage| footprint.stage(stage).unwrap_or(Range::ZERO);
    let mass = |stage| mass_of(&footprint, factors, stage);
    let to_kg = |grams: Range| grams * 1e-3;
    let unit = Unit {
        lifespan_years: lifespan,
        embodied: stage(Stage::Training) + stage(Stage::Production) + stage(Stage::Transport),
        replaced_per_year: stage(Stage::Replacement) * lifespan.recip(),
        used_per_year: stage(Stage::Use) * lifespan.recip(),
        end_of_life: stage(Stage::EndOfLife),
        waste_kg: mass(Stage::Production).map(to_kg),
        replaced_waste_kg_per_year: mass(Stage::Replacement)
            .map(|grams| to_kg(grams) * lifespan.recip()),
    };
    let count = deployment.made.len() - 1 + unit.calendar_years();
    let years = (0..count)
        .map(|index| year(&unit, deployment, index))
        .collect();
    Fleet {
        units: deployment.units(),
        mass_g: mass(Stage::Production),
        years,
        footprint,
    }
}

fn mass_of(footprint: &Footprint, factors: &Factors, stage: Stage) -> Option<Range> {
    let mut factors = factors.clone();
    factors.push(std::sync::Arc::clone(&footprint.own));
    let lines = footprint.lines.iter().filter(|line| line.stage == stage);
    let masses: Vec<Range> = lines.filter_map(|line| mass_g(line, &factors)).collect();
    (!masses.is_empty()).then(|| masses.into_iter().sum())
}

fn year(unit: &Unit, deployment: &Deployment, index: usize) -> FleetYear {
    let serving = unit.calendar_years();
    let made = |cohort: usize| deployment.made.get(cohort).copied().unwrap_or(0.0);
    let oldest = (index + 1).saturating_sub(serving);
    let cohorts = oldest..=index;
    let in_service: f64 = cohorts.clone().map(made).fold(0.0, |sum, made| sum + made);
    // Years of service that fall in this year.
    let service: f64 = cohorts
        .map(|cohort| {
            #[expect(clippy::cast_precision_loss, reason = "a few hundred years")]
            let age = (index - cohort) as f64;
            made(cohort) * (unit.lifespan_years - age).clamp(0.0, 1.0)
        })
        .fold(0.0, |sum, years| sum + years);
    let retired = (index + 1).checked_sub(serving).map_or(0.0, made);
    let waste = unit.waste_kg.map(|kg| kg * retired);
    let replaced_waste = unit.replaced_waste_kg_per_year.map(|kg| kg * service);
    FleetYear {
        year: deployment.first_year + i32::try_from(index).unwrap_or(i32::MAX),
        made: made(index),
        in_service,
        retired,
        embodied: unit.embodied * made(index),
        replaced: unit.replaced_per_year * service,
        used: unit.used_per_year * service,
        end_of_life: unit.end_of_life * retired,
        e_waste_kg: match (waste, replaced_waste) {
            (Some(waste), Some(replaced)) => Some(waste + replaced),
            (waste, replaced) => waste.or(replaced),
        },
    }
}
