//! What one device of a row costs, as a function of its numbers.

use crate::block::Stage;
use crate::device::Device;
use crate::factors::Factors;
use crate::model::{Footprint, Line, assess};
use crate::range::Range;

/// Numbers of a row that are put into lines, and are no part of its key.
pub(super) const NUMBERS: usize = 2;

/// What a device costs: low, typical and high total, and the typical values of
/// embodied and operational, in kg CO2e.
pub(super) type Cost = [f64; 5];

/// The place of what is embodied.
pub(super) const EMBODIED: usize = 3;

/// The cost of a device as a function of its numbers: the very sums and
/// products of its assessment, to the last bit, in which the numbers are put.
#[derive(Clone, Debug)]
pub(super) struct Recipe {
    /// What those lines add up to that are before the first with a number.
    start: Cost,
    /// That line and those behind it.
    lines: Vec<Open>,
}

/// A line with numbers to be put in: what its first terms are the product of,
/// and the other terms, the factor last.
#[derive(Clone, Debug)]
struct Open {
    is_use: bool,
    start: Range,
    terms: Vec<Term>,
}

#[derive(Clone, Copy, Debug)]
enum Term {
    Constant(Range),
    Number(usize),
}

/// Loads a device with these numbers.
pub(super) type LoadWith<'a, E> = dyn Fn(&[f64; NUMBERS]) -> Result<Device, E> + 'a;

impl Recipe {
    /// The recipe of a device whose cost depends on no number.
    pub(super) fn fixed(footprint: &Footprint) -> Self {
        Self::of(footprint, &[None; NUMBERS])
    }

    /// The recipe of a device that has numbers at some paths. Nothing, where a
    /// number does more than to stand in a line: where it changes what is
    /// replaced, or a grid that has a trend.
    ///
    /// # Errors
    ///
    /// Those of loading it.
    pub(super) fn open<E>(
        load: &LoadWith<'_, E>,
        factors: &Factors,
        paths: &[Option<&str>; NUMBERS],
        at: &[f64; NUMBERS],
    ) -> Result<Option<Self>, E> {
        let base = assess(&load(at)?, factors);
        let energy = base.energy.as_ref();
        let has_battery = energy.is_some_and(|energy| energy.battery.is_some());
        let mut grids = base.grids.iter();
        if has_battery || grids.any(|used| used.trend_percent_per_year.is_some()) {
            return Ok(None);
        }
        for (index, path) in paths.iter().enumerate() {
            let Some(path) = path else {
                continue;
            };
            // Half of what may be is less than it may be at worst: then twice.
            let mut other = *at;
            other[index] /= 2.0;
            let changed = load(&other).or_else(|_| {
                other[index] = at[index] * 2.0;
                load(&other)
            })?;
            let changed = assess(&changed, factors);
            if !differs_in(&base, &changed, path, at[index], other[index]) {
                return Ok(None);
            }
        }
        Ok(Some(Self::of(&base, paths)))
    }

    fn of(footprint: &Footprint, paths: &[Option<&str>; NUMBERS]) -> Self {
        let mut recipe = Self {
            start: Cost::default(),
            lines: Vec::new(),
        };
        for line in footprint.lines.iter().map(|line| Open::of(line, paths)) {
            let is_zero = line.terms.is_empty() && line.start == Range::default();
            if recipe.lines.is_empty() && line.terms.is_empty() {
                line.add_to(&mut recipe.start, &[0.0; NUMBERS]);
            } else if !is_zero {
                recipe.lines.push(line);
            }
        }
        recipe
    }

    /// Whether no number changes it.
    pub(super) fn is_fixed(&self) -> bool {
        self.lines.is_empty()
    }

    /// What is embodied, where no number changes it.
    pub(super) fn embodied(&self) -> Option<f64> {
        let mut lines = self.lines.iter();
        let is_fixed = lines.all(|line| line.is_use || line.terms.is_empty());
        is_fixed.then(|| self.cost(&[0.0; NUMBERS])[EMBODIED])
    }

    /// The cost of one device with these numbers.
    #[inline]
    pub(super) fn cost(&self, numbers: &[f64; NUMBERS]) -> Cost {
        let mut cost = self.start;
        for line in &self.lines {
            line.add_to(&mut cost, numbers);
        }
        cost
    }
}

impl Open {
    fn of(line: &Line, paths: &[Option<&str>; NUMBERS]) -> Self {
        let mut open = Self {
            is_use: line.stage == Stage::Use,
            start: Range::point(1.0),
            terms: Vec::new(),
        };
        let number = |path: &str| paths.iter().position(|own| *own == Some(path));
        let terms = line.terms.iter().map(|term| {
            let number = term.path.as_deref().and_then(number);
            number.map_or(Term::Constant(term.value), Term::Number)
        });
        let factor = Term::Constant(Range::point(line.factor.kg_co2e_per_unit));
        for term in terms.chain([factor]) {
            match term {
                Term::Constant(value) if open.terms.is_empty() => open.start = open.start * value,
                _ => open.terms.push(term),
            }
        }
        open
    }

    #[inline]
    fn add_to(&self, cost: &mut Cost, numbers: &[f64; NUMBERS]) {
        let terms = self.terms.iter();
        let kg = terms.fold(self.start, |product, term| match term {
            Term::Constant(value) => product * *value,
            Term::Number(index) => product * numbers[*index],
        });
        let [low, typical, high, embodied, operational] = cost;
        *low += kg.low;
        *typical += kg.typical;
        *high += kg.high;
        if self.is_use {
            *operational += kg.typical;
        } else {
            *embodied += kg.typical;
        }
    }
}

/// Whether two footprints are the same but for a number in their lines.
fn differs_in(base: &Footprint, other: &Footprint, path: &str, at: f64, changed: f64) -> bool {
    let lines = base.lines.iter().zip(&other.lines);
    base.lines.len() == other.lines.len()
        && lines.into_iter().all(|(own, other)| {
            let terms = own.terms.iter().zip(&other.terms);
            own.stage == other.stage
                && own.block == other.block
                && own.factor.kg_co2e_per_unit == other.factor.kg_co2e_per_unit
                && own.terms.len() == other.terms.len()
                && terms.into_iter().all(|(own, other)| {
                    if own.path.as_deref() == Some(path) {
                        own.value == Range::point(at) && other.value == Range::point(changed)
                    } else {
                        own.value == other.value
                    }
                })
        })
}
