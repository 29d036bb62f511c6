//! A device over the years: what it costs so far, and per year of service.

use super::crossing::{SOON_YEARS, at, breaks, crossings, grid_breaks, has_grid_trend};
use crate::block::Stage;
use crate::device::{Device, Variant};
use crate::factors::Factors;
use crate::model::{Footprint, assess};
use crate::range::Range;

/// A device over lives of different lengths.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Life {
    /// Its name.
    pub name: String,
    /// The lifespan that its file states, in years.
    pub lifespan_years: f64,
    /// Lives of each length.
    pub lives: Vec<Lived>,
    /// The years at which use has cost more than production, for the low,
    /// typical and high variant, 0 if it does from the start; nothing if that
    /// is not within 100 years, or one of the two is not modelled.
    pub use_overtakes_production_years: [Option<f64>; 3],
    /// Whether both use and production are modelled.
    pub models_use_and_production: bool,
    /// Whether a footprint of use or replacement is stated, and was spread evenly over the
    /// years that it is stated for.
    pub spreads_stated_use: bool,
    /// Which replacements within the longest of the lives are left out, since
    /// their footprint is not known.
    pub replacement_left_out: Option<String>,
}

/// What a life of some years costs, in kg CO2e; nothing where it is not
/// modelled.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Lived {
    /// Its length, in years.
    pub years: f64,
    /// Training, production, transport and end of life.
    pub made: Option<Range>,
    /// Replacements so far.
    pub replaced: Option<Range>,
    /// Use so far.
    pub used: Option<Range>,
}

impl Lived {
    pub(super) fn of(footprint: &Footprint) -> Self {
        let stage = |stage| footprint.stage(stage);
        let made = Stage::ALL
            .into_iter()
            .filter(|stage| !matches!(stage, Stage::Replacement | Stage::Use))
            .filter_map(stage)
            .reduce(|sum, stage| sum + stage);
        Self {
            years: footprint.lifespan_years,
            made,
            replaced: stage(Stage::Replacement),
            used: stage(Stage::Use),
        }
    }

    /// Everything so far.
    pub fn total(&self) -> Range {
        self.parts().into_iter().flatten().sum()
    }

    /// What is made, replaced and used so far.
    pub fn parts(&self) -> [Option<Range>; 3] {
        [self.made, self.replaced, self.used]
    }

    /// Everything so far per year of service.
    pub fn per_year(&self) -> Range {
        self.total() * self.years.recip()
    }
}

/// A device that overtakes another: up to then it has cost less, from then on
/// more.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Overtaking {
    /// The device that costs more from then on: its index.
    pub overtakes: usize,
    /// The device that costs less from then on: its index.
    pub overtaken: usize,
    /// The years of service at which it happens.
    pub years: f64,
    /// For which variant of both.
    pub variant: Variant,
}

/// What it takes to serve for some years with devices of a kind, one after
/// the other, in kg CO2e.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Service {
    /// The name of the kind.
    pub name: String,
    /// How long one device serves, in years.
    pub lifespan_years: f64,
    /// How long the service is, in years.
    pub years: f64,
    /// How many devices it takes.
    pub devices: f64,
    /// What they cost together; the last one is used as long as it is needed.
    pub lived: Lived,
}

/// A device over lives of `years`, each longer than 0.
///
/// ```
/// use tinyfoot::analysis::life;
/// use tinyfoot::{Device, Factors};
///
/// let factors = Factors::builtin();
/// let device = Device::preset("keyword-spotting", &factors).unwrap();
/// let life = life(&device, &factors, &[1.0, 10.0]);
/// // The longer it serves, the less it costs a year.
/// assert!(life.lives[1].per_year().typical < life.lives[0].per_year().typical / 9.0);
/// ```
pub fn life(device: &Device, factors: &Factors, years: &[f64]) -> Life {
    let footprint = |years: f64| assess(&at(device, years), factors);
    let own = assess(device, factors);
    let longest = years.iter().copied().reduce(f64::max);
    let remarks = longest.map(|years| footprint(years).warnings);
    let mut remarks = remarks.into_iter().flatten();
    let left_out = remarks.find(|remark| remark.code == "replacement-unknown");
    Life {
        name: device.name.clone(),
        lifespan_years: device.lifespan_years,
        lives: years
            .iter()
            .map(|years| Lived::of(&footprint(*years)))
            .collect(),
        use_overtakes_production_years: use_overtakes_production(&own, &footprint),
        spreads_stated_use: own
            .lines
            .iter()
            .any(|line| line.stage.goes_on() && line.is_stated()),
        replacement_left_out: left_out.map(|remark| remark.text),
        models_use_and_production: [Stage::Use, Stage::Production]
            .into_iter()
            .all(|stage| own.stage(stage).is_some()),
    }
}

fn use_overtakes_production(
    own: &Footprint,
    footprint: &dyn Fn(f64) -> Footprint,
) -> [Option<f64>; 3] {
    let both = |footprint: &Footprint| {
        Some((
            footprint.stage(Stage::Use)?,
            footprint.stage(Stage::Production)?,
        ))
    };
    if both(own).is_none() {
        return [None; 3];
    }
    let at = |years: f64| both(&footprint(years)).unwrap_or_default();
    let found = crossings(grid_breaks(own), at);
    // Where nothing is produced, use costs more from the start.
    let (used, made) = at(SOON_YEARS);
    let ahead = used.minus(made);
    let mut years = found.map(|found| Some(found.first()?.years));
    for (years, variant) in years.iter_mut().zip(Variant::ALL) {
        if variant.of(ahead).typical > 0.0 {
            *years = Some(0.0);
        }
    }
    years
}

/// Which of the devices overtakes which.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Overtakings {
    /// In the order of the years, for each variant; within 100 years.
    pub found: Vec<Overtaking>,
    /// Pairs that were not looked at, by their indices: a battery of theirs is
    /// replaced many thousands of times.
    pub unsolved: Vec<(usize, usize)>,
}

/// Which of the devices overtakes which.
pub fn overtakings(devices: &[Device], factors: &Factors) -> Overtakings {
    let (mut found, mut unsolved) = (Vec::new(), Vec::new());
    let own: Vec<Footprint> = devices
        .iter()
        .map(|device| assess(device, factors))
        .collect();
    for first in 0..devices.len() {
        for second in first + 1..devices.len() {
            let (Some(mut pieces), Some(others)) = (breaks(&own[first]), breaks(&own[second]))
            else {
                unsolved.push((first, second));
                continue;
            };
            pieces.extend(others);
            let total =
                |index: usize, years: f64| assess(&at(&devices[index], years), factors).total();
            let both = |years| (total(first, years), total(second, years));
            for (variant, years) in Variant::ALL.into_iter().zip(crossings(pieces, both)) {
                for crossing in years {
                    let (dearer, cheaper) = if crossing.rises {
                        (first, second)
                    } else {
                        (second, first)
                    };
                    found.push(Overtaking {
                        overtakes: dearer,
                        overtaken: cheaper,
                        years: crossing.years,
                        variant,
                    });
                }
            }
        }
    }
    found.sort_by(|a, b| a.years.total_cmp(&b.years));
    Overtakings { found, unsolved }
}

/// What a service of `years` takes with devices of this kind: as many as it
/// needs, `ceil(years / lifespan)`, and the last one as long as it needs. A grid
/// with a trend goes on from one to the next.
///
/// ```
/// use tinyfoot::analysis::service;
/// use tinyfoot::{Device, Factors};
///
/// let factors = Factors::builtin();
/// let device = Device::preset("keyword-spotting", &factors).unwrap();
/// // Of three years each: four for ten years.
/// assert_eq!(service(&device, &factors, 10.0).devices, 4.0);
/// ```
pub fn service(device: &Device, factors: &Factors, years: f64) -> Service {
    const ROUNDING: f64 = 1e-9;
    let lifespan = device.lifespan_years;
    let devices = (years / lifespan - ROUNDING).ceil().max(1.0);
    let whole = devices - 1.0;
    let rest = years - whole * lifespan;
    let has_trend = has_grid_trend(&assess(device, factors));
    let lived = |years: f64, start: f64| {
        let device = Device {
            starts_after_years: start,
            ..at(device, years)
        };
        Lived::of(&assess(&device, factors))
    };
    let mut sum = lived(rest, whole * lifespan);
    let mut add = |own: Lived, times: f64| {
        for (sum, own) in [
            (&mut sum.made, own.made),
            (&mut sum.replaced, own.replaced),
            (&mut sum.used, own.used),
        ] {
            // What no device has is not modelled.
            let sums = sum.zip(own).map(|(sum, own)| sum + own * times);
            *sum = sums.or(*sum).or_else(|| own.map(|own| own * times));
        }
    };
    if has_trend {
        let mut before = 0.0;
        while before < whole {
            add(lived(lifespan, before * lifespan), 1.0);
            before += 1.0;
        }
    } else {
        add(lived(lifespan, 0.0), whole);
    }
    Service {
        name: device.name.clone(),
        lifespan_years: lifespan,
        years,
        devices,
        lived: Lived { years, ..sum },
    }
}
