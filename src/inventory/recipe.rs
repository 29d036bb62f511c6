//! What one device of a row costs, as a function of its numbers.

use std::array;

use crate::block::Stage;
use crate::device::Device;
use crate::factors::Factors;
use crate::model::{Footprint, Line, assess};
use crate::range::Range;

/// Numbers of a row that are put into lines, and are no part of its key.
pub(super) const NUMBERS: usize = 2;

/// What a device costs, in kg CO2e.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Cost {
    /// Low, typical and high total, and the typical value of what is operational:
    /// side by side, since numbers of a row change all of them.
    pub(super) varying: Variants,
    /// The typical value of what is embodied.
    pub(super) embodied: f64,
}

/// The cost of a device as a function of its numbers: the very sums and
/// products of its assessment, to the last bit, in which the numbers are put.
#[derive(Clone, Debug)]
pub(super) struct Recipe {
    /// What those lines add up to that are before the first with a number.
    start: Cost,
    /// That line, or nothing.
    first: Open,
    /// Those behind it.
    more: Vec<Open>,
}

/// A line with numbers to be put in: a product, in this order.
///
/// Most are of a power and the hours of a year, years and what makes kWh of them,
/// and the intensity of a grid, for which there is a place each, so that they are
/// few bytes side by side.
#[derive(Clone, Debug)]
struct Open {
    /// What its first terms are the product of.
    start: Variants,
    points: [Term<f64>; 2],
    then: Variants,
    more: Vec<Term<Variants>>,
    is_use: bool,
    has_number: bool,
}

/// Low, typical and high, and typical once more: what is operational, where the
/// line is of use, and nothing where it is not. As many as are multiplied side by
/// side.
type Variants = [f64; 4];

fn variants(range: Range) -> Variants {
    [range.low, range.typical, range.high, range.typical]
}

/// Two factors of a product, of which one is 1 where it is not there.
#[derive(Clone, Copy, Debug)]
struct Term<C> {
    /// A number, or [`NO_NUMBER`].
    number: usize,
    /// What is behind it.
    constant: C,
}

/// Changes no product.
const ONES: Variants = [1.0; 4];

/// The place behind all numbers, where there is a 1.
const NO_NUMBER: usize = NUMBERS;

/// The numbers, and ones where there is none.
type Numbers = [f64; 4];

/// Loads a device with these numbers.
pub(super) type LoadWith<'a, E> = dyn Fn(&[f64; NUMBERS]) -> Result<Device, E> + 'a;

impl Recipe {
    /// The recipe of a device whose cost depends on no number.
    pub(super) fn fixed(footprint: &Footprint) -> Self {
        Self::of(footprint, &[None; NUMBERS])
    }

    /// The recipe of a device that has numbers at some paths. Nothing, where a
    /// number does more than to stand in a line: where it changes what is
    /// replaced, or a grid that has a trend, or stands beside what is negative.
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
        if paths.iter().any(Option::is_some) {
            let (changed, device) = other_numbers(load, at)?;
            let other = assess(&device, factors);
            if !differ_in(&base, &other, paths, at, &changed) {
                return Ok(None);
            }
        }
        let recipe = Self::of(&base, paths);
        let is_open = recipe.lines().all(Open::is_of_variants);
        Ok(is_open.then_some(recipe))
    }

    fn of(footprint: &Footprint, paths: &[Option<&str>; NUMBERS]) -> Self {
        let mut start = Cost::default();
        let mut open = Vec::new();
        for line in footprint.lines.iter().map(|line| Open::of(line, paths)) {
            let is_zero = !line.has_number && line.start == [0.0; 4];
            if open.is_empty() && !line.has_number {
                line.add_to(&mut start, &with_one(&[0.0; NUMBERS]));
            } else if !is_zero {
                open.push(line);
            }
        }
        let mut open = open.into_iter();
        Self {
            start,
            first: open.next().unwrap_or(Open::NOTHING),
            more: open.collect(),
        }
    }

    /// Whether no number changes it.
    pub(super) fn is_fixed(&self) -> bool {
        !self.first.has_number
    }

    /// Whether no number changes what is embodied.
    pub(super) fn has_fixed_embodied(&self) -> bool {
        self.lines().all(|line| line.is_use || !line.has_number)
    }

    fn lines(&self) -> impl Iterator<Item = &Open> {
        std::iter::once(&self.first).chain(&self.more)
    }

    /// The cost of one device with these numbers.
    #[inline(always)]
    pub(super) fn cost(&self, numbers: &[f64; NUMBERS]) -> Cost {
        let numbers = with_one(numbers);
        let mut cost = self.start;
        self.first.add_to(&mut cost, &numbers);
        for line in &self.more {
            line.add_to(&mut cost, &numbers);
        }
        cost
    }
}

impl Open {
    /// Adds nothing.
    const NOTHING: Self = Self {
        is_use: true,
        start: [0.0; 4],
        points: [Term {
            number: NO_NUMBER,
            constant: 1.0,
        }; 2],
        then: ONES,
        more: Vec::new(),
        has_number: false,
    };

    fn of(line: &Line, paths: &[Option<&str>; NUMBERS]) -> Self {
        let number = |path: &str| paths.iter().position(|own| *own == Some(path));
        let factor = Range::point(line.factor.kg_co2e_per_unit);
        let values = line.terms.iter().map(|term| {
            let number = term.path.as_deref().and_then(number);
            number.ok_or(term.value)
        });
        let mut start = Range::point(1.0);
        let mut terms: Vec<Term<Variants>> = Vec::new();
        for value in values.chain([Err(factor)]) {
            match (value, terms.last_mut()) {
                (Err(constant), None) => start = start * constant,
                (Err(constant), Some(last)) if last.constant == ONES => {
                    last.constant = variants(constant);
                }
                (Err(constant), Some(_)) => terms.push(Term {
                    number: NO_NUMBER,
                    constant: variants(constant),
                }),
                (Ok(number), _) => terms.push(Term {
                    number,
                    constant: ONES,
                }),
            }
        }
        let is_use = line.stage == Stage::Use;
        let mut start = variants(start);
        start[3] = if is_use { start[3] } else { 0.0 };
        let mut open = Self {
            start,
            is_use,
            has_number: !terms.is_empty(),
            ..Self::NOTHING
        };
        let mut terms = terms.into_iter().peekable();
        for point in &mut open.points {
            let is_point = |term: &Term<Variants>| term.constant == [term.constant[0]; 4];
            if let Some(Term { number, constant }) = terms.next_if(is_point) {
                *point = Term {
                    number,
                    constant: constant[0],
                };
            }
        }
        if let Some(term) = terms.next_if(|term| term.number == NO_NUMBER) {
            open.then = term.constant;
        }
        open.more = terms.collect();
        open
    }

    /// Whether a product of variants is that of ranges, since none is negative.
    fn is_of_variants(&self) -> bool {
        let points = self.points.iter().map(|term| term.constant);
        let more = self.more.iter().map(|term| term.constant);
        let all = more.chain([self.start, self.then]).flatten();
        !self.has_number || points.chain(all).all(|constant| constant >= 0.0)
    }

    #[inline(always)]
    fn add_to(&self, cost: &mut Cost, numbers: &Numbers) {
        let number = |number: usize| numbers[number % numbers.len()];
        let mut kg = self.start;
        for term in &self.points {
            kg = kg.map(|kg| kg * number(term.number) * term.constant);
        }
        kg = array::from_fn(|variant| kg[variant] * self.then[variant]);
        for term in &self.more {
            let times = |variant: usize| number(term.number) * kg[variant] * term.constant[variant];
            kg = array::from_fn(times);
        }
        cost.varying = array::from_fn(|place| cost.varying[place] + kg[place]);
        cost.embodied += if self.is_use { 0.0 } else { kg[1] };
    }
}

#[inline]
fn with_one([first, second]: &[f64; NUMBERS]) -> Numbers {
    [*first, *second, 1.0, 1.0]
}

/// Other numbers with which a device can be loaded, and that device.
///
/// # Errors
///
/// Those of loading it, where none are found.
fn other_numbers<E>(
    load: &LoadWith<'_, E>,
    at: &[f64; NUMBERS],
) -> Result<([f64; NUMBERS], Device), E> {
    // Each by another factor: no product or quotient of them stays as it is.
    // Less than may be is where more may be.
    let scaled = |ups: usize| -> [f64; NUMBERS] {
        array::from_fn(|number| {
            let factor = if number == 0 { 2.0 } else { 3.0 };
            match ups >> number & 1 {
                0 => at[number] / factor,
                _ => at[number] * factor,
            }
        })
    };
    let device = |ups| load(&scaled(ups)).map(|device| (scaled(ups), device));
    (1..1 << NUMBERS).fold(device(0), |found, ups| found.or_else(|_| device(ups)))
}

/// Whether two footprints are the same but for the numbers in their lines.
fn differ_in(
    base: &Footprint,
    other: &Footprint,
    paths: &[Option<&str>; NUMBERS],
    at: &[f64; NUMBERS],
    changed: &[f64; NUMBERS],
) -> bool {
    let number = |path: Option<&str>| {
        let path = path?;
        paths.iter().position(|own| *own == Some(path))
    };
    let lines = base.lines.iter().zip(&other.lines);
    base.lines.len() == other.lines.len()
        && lines.into_iter().all(|(own, other)| {
            let terms = own.terms.iter().zip(&other.terms);
            own.stage == other.stage
                && own.block == other.block
                && own.factor.kg_co2e_per_unit == other.factor.kg_co2e_per_unit
                && own.terms.len() == other.terms.len()
                && terms.into_iter().all(|(own, other)| {
                    let expected = number(own.path.as_deref())
                        .map_or((own.value, own.value), |number| {
                            (Range::point(at[number]), Range::point(changed[number]))
                        });
                    (own.value, other.value) == expected
                })
        })
}
