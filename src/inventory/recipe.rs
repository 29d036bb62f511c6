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

/// The cost of a device as a function of its numbers: the very sums and
/// products of its assessment, to the last bit, in which the numbers are put.
#[derive(Clone, Debug)]
pub(super) struct Recipe {
    /// The lines that have a number in them.
    lines: Vec<Open>,
    total: Sum<Range>,
    embodied: Sum<f64>,
    operational: Sum<f64>,
}

/// A line with numbers to be put in: what its first terms are the product of,
/// and the other terms, the factor last.
#[derive(Clone, Debug)]
struct Open {
    start: Range,
    terms: Vec<Term>,
    /// The start where all variants of all terms are the same.
    point: Option<f64>,
}

#[derive(Clone, Copy, Debug)]
enum Term {
    Constant(Range),
    Number(usize),
}

/// A sum: what its first lines add up to, and the other lines.
#[derive(Clone, Debug, Default)]
struct Sum<T> {
    start: T,
    rest: Vec<Addend<T>>,
}

#[derive(Clone, Copy, Debug)]
enum Addend<T> {
    Constant(T),
    /// A line that has a number in it.
    Line(usize),
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
            lines: Vec::new(),
            total: Sum::default(),
            embodied: Sum::default(),
            operational: Sum::default(),
        };
        for line in &footprint.lines {
            let half = if line.stage == Stage::Use {
                &mut recipe.operational
            } else {
                &mut recipe.embodied
            };
            match open(line, paths) {
                Some(open) => {
                    let index = recipe.lines.len();
                    recipe.lines.push(open);
                    recipe.total.rest.push(Addend::Line(index));
                    half.rest.push(Addend::Line(index));
                }
                None => {
                    let kg = line.kg_co2e();
                    recipe.total.add(kg, |a, b| a + b);
                    half.add(kg.typical, |a, b| a + b);
                }
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
        self.embodied.rest.is_empty().then_some(self.embodied.start)
    }

    /// The cost of one device with these numbers.
    #[inline]
    pub(super) fn cost(&self, numbers: &[f64; NUMBERS]) -> Cost {
        if let [line] = self.lines.as_slice()
            && let ([Addend::Line(_)], [], [Addend::Line(_)]) = (
                self.total.rest.as_slice(),
                self.embodied.rest.as_slice(),
                self.operational.rest.as_slice(),
            )
        {
            let Range { low, typical, high } = self.total.start;
            let kg = match line.point {
                Some(start) => Range::point(line.kg_of_point(start, numbers)),
                None => line.kg_co2e(numbers),
            };
            return [
                low + kg.low,
                typical + kg.typical,
                high + kg.high,
                self.embodied.start,
                self.operational.start + kg.typical,
            ];
        }
        let lines: Vec<Range> = self
            .lines
            .iter()
            .map(|line| line.kg_co2e(numbers))
            .collect();
        let half = |sum: &Sum<f64>| {
            let rest = sum.rest.iter();
            rest.fold(sum.start, |sum, addend| match addend {
                Addend::Constant(kg) => sum + kg,
                Addend::Line(index) => sum + lines[*index].typical,
            })
        };
        let rest = self.total.rest.iter();
        let Range { low, typical, high } =
            rest.fold(self.total.start, |sum, addend| match addend {
                Addend::Constant(kg) => sum + *kg,
                Addend::Line(index) => sum + lines[*index],
            });
        [
            low,
            typical,
            high,
            half(&self.embodied),
            half(&self.operational),
        ]
    }
}

impl<T: Copy + PartialEq + Default> Sum<T> {
    /// Adds a line without a number. Zero changes no sum.
    fn add(&mut self, kg: T, add: impl Fn(T, T) -> T) {
        if self.rest.is_empty() {
            self.start = add(self.start, kg);
        } else if kg != T::default() {
            self.rest.push(Addend::Constant(kg));
        }
    }
}

impl Open {
    #[inline]
    fn kg_co2e(&self, numbers: &[f64; NUMBERS]) -> Range {
        let terms = self.terms.iter();
        terms.fold(self.start, |product, term| match term {
            Term::Constant(value) => product * *value,
            Term::Number(index) => product * Range::point(numbers[*index]),
        })
    }

    /// The same of variants that do not differ.
    #[inline]
    fn kg_of_point(&self, start: f64, numbers: &[f64; NUMBERS]) -> f64 {
        let terms = self.terms.iter();
        terms.fold(start, |product, term| match term {
            Term::Constant(value) => product * value.typical,
            Term::Number(index) => product * numbers[*index],
        })
    }
}

/// The line with its numbers left open; nothing if it has none.
fn open(line: &Line, paths: &[Option<&str>; NUMBERS]) -> Option<Open> {
    let number = |path: &str| paths.iter().position(|own| *own == Some(path));
    let mut open = Open {
        start: Range::point(1.0),
        terms: Vec::new(),
        point: None,
    };
    let terms = line.terms.iter().map(|term| {
        let number = term.path.as_deref().and_then(number);
        number.map_or(Term::Constant(term.value), Term::Number)
    });
    let factor = Term::Constant(Range::point(line.factor.kg_co2e_per_unit));
    let mut has_number = false;
    for term in terms.chain([factor]) {
        match term {
            Term::Constant(value) if open.terms.is_empty() => open.start = open.start * value,
            Term::Constant(_) => open.terms.push(term),
            Term::Number(_) => {
                has_number = true;
                open.terms.push(term);
            }
        }
    }
    let is_point = |term: &Term| match term {
        Term::Constant(value) => value.is_point(),
        Term::Number(_) => true,
    };
    let are_points = open.start.is_point() && open.terms.iter().all(is_point);
    open.point = are_points.then_some(open.start.typical);
    has_number.then_some(open)
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
