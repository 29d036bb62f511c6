//! Questions that the command line answers too, and their answers in its
//! words.

use super::refused;
use super::request::{Design, Options};
use crate::analysis::{
    Draws, Method, NotFound, Per, Uncertain, Unwatched, compare, life, overtakings, paired,
    uncertainty,
};
use crate::device::{Device, PresetsOnly, Request};
use crate::diagnostic::{Diagnostic, Problems};
use crate::factors::Factors;
use crate::model::{Footprint, assess};
use crate::products;
use crate::report::{self, By, Lifespans};

/// As for `lifespan_years` in a device file.
const YEARS: std::ops::RangeInclusive<f64> = 0.001..=100.0;
/// More points than a curve shows.
const MOST_YEARS: usize = 1000;
/// As many as the command line prints together without a word: more are no
/// comparison.
const MOST_DESIGNS: usize = 100;
/// What a simulation may draw while somebody waits for the page.
const SAMPLES: std::ops::RangeInclusive<u64> = 100..=1_000_000;

impl Design {
    pub(super) fn request(&self) -> Request {
        Request::source(&self.file, &self.toml)
    }
}

impl Options {
    pub(super) fn estimate(
        &self,
        designs: &[Design],
        factors: &Factors,
    ) -> Result<String, Problems> {
        let footprints = footprints(designs, factors)?;
        let uncertain = if self.uncertainty {
            self.distributions(&footprints)?
        } else {
            Vec::new()
        };
        Ok(if self.is_csv {
            report::estimate_records(&footprints, &uncertain, By::Block).csv()
        } else {
            report::estimate_json(&footprints, &uncertain, factors)
        })
    }

    pub(super) fn lifespan(
        &self,
        designs: &[Design],
        factors: &Factors,
    ) -> Result<String, Problems> {
        let fits = self.years.iter().all(|years| YEARS.contains(years));
        if self.years.is_empty() || self.years.len() > MOST_YEARS || !fits {
            return Err(refused(format!(
                "`years` are 1 to {MOST_YEARS} numbers from {} to {}",
                YEARS.start(),
                YEARS.end()
            )));
        }
        let devices = devices(designs, factors)?;
        let lifespans = Lifespans {
            lives: devices
                .iter()
                .map(|device| life(device, factors, &self.years))
                .collect(),
            overtakings: overtakings(&devices, factors),
            services: Vec::new(),
        };
        let footprints = assessed(&devices, factors);
        Ok(report::lifespan_json(&lifespans, &footprints, factors))
    }

    pub(super) fn compare(
        &self,
        designs: &[Design],
        factors: &Factors,
    ) -> Result<String, Problems> {
        let footprints = footprints(designs, factors)?;
        let all = products::all();
        let products = self
            .products
            .iter()
            .map(|name| {
                let is_meant = |product: &&products::Product| product.product == *name;
                let product = all.iter().find(is_meant).cloned();
                product.ok_or_else(|| refused(format!("there is no product `{name}`")))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let mut comparison = compare(&footprints, &products, 0, Per::Device)
            .map_err(|problem| refused(problem.to_string()))?;
        if self.uncertainty && footprints.len() > 1 {
            let draws = self.draws()?;
            let found = paired(&footprints, 0, draws, &Unwatched);
            let found = found.map_err(|problem| not_found(&problem))?;
            comparison.paired = Some((found, draws.samples));
        }
        Ok(report::compare_json(&comparison, &footprints, factors))
    }

    pub(super) fn uncertainty(
        &self,
        designs: &[Design],
        factors: &Factors,
    ) -> Result<String, Problems> {
        let footprints = footprints(designs, factors)?;
        let found = self.distributions(&footprints)?;
        Ok(report::uncertainty_json(&found, &footprints, factors))
    }

    fn distributions(&self, footprints: &[Footprint]) -> Result<Vec<Uncertain>, Problems> {
        let draws = self.draws()?;
        let mut found = Vec::new();
        for footprint in footprints {
            let one = uncertainty(footprint, Method::Auto, draws, &Unwatched);
            found.push(one.map_err(|problem| not_found(&problem))?);
        }
        Ok(found)
    }

    fn draws(&self) -> Result<Draws, Problems> {
        let samples = self.samples.unwrap_or(Draws::default().samples);
        if !SAMPLES.contains(&samples) {
            return Err(refused(format!(
                "`samples` are {} to {}",
                SAMPLES.start(),
                SAMPLES.end()
            )));
        }
        // A page has one thread.
        Ok(Draws {
            samples,
            seed: Draws::default().seed,
            threads: 1,
        })
    }
}

/// The devices; the problems of all of them at once.
fn devices(designs: &[Design], factors: &Factors) -> Result<Vec<Device>, Problems> {
    if designs.is_empty() || designs.len() > MOST_DESIGNS {
        return Err(refused(format!("`designs` are 1 to {MOST_DESIGNS}")));
    }
    let mut devices = Vec::new();
    let mut problems = Problems::default();
    for design in designs {
        match design.request().load(&PresetsOnly, factors) {
            Ok(device) => devices.push(device),
            Err(found) => problems.absorb(found),
        }
    }
    if problems.diagnostics.is_empty() {
        Ok(devices)
    } else {
        Err(problems)
    }
}

fn footprints(designs: &[Design], factors: &Factors) -> Result<Vec<Footprint>, Problems> {
    Ok(assessed(&devices(designs, factors)?, factors))
}

fn assessed(devices: &[Device], factors: &Factors) -> Vec<Footprint> {
    let footprints = devices.iter().map(|device| assess(device, factors));
    footprints.collect()
}

fn not_found(problem: &NotFound) -> Problems {
    Problems::general(Diagnostic::general("no-distribution", problem.to_string()))
}
