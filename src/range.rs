//! The one numeric type that flows through the model.

use std::iter::Sum;
use std::ops::{Add, Mul};

/// A value for three hardware variants: the smallest, the usual and the
/// largest one that would still be called the same device.
///
/// It is *not* a confidence interval. Sums add low to low, typical to typical
/// and high to high, as in Pirson & Bol (2021), so the low end of a total is
/// the device in which every part is the small variant.
///
/// ```
/// use tinyfoot::Range;
///
/// let die_area_mm2 = Range::new(5.0, 10.0, 17.0);
/// let footprint_kg = die_area_mm2 * 0.01682;
/// assert_eq!(format!("{:.4}", footprint_kg.typical), "0.1682");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Range {
    /// The smallest variant.
    pub low: f64,
    /// The usual variant.
    pub typical: f64,
    /// The largest variant.
    pub high: f64,
}

/// Sums of a few dozen terms agree to this.
const ROUNDING: f64 = 1e-12;

/// What one sum has more than another: nothing where they differ by no more than
/// their rounding.
pub(crate) fn excess(one: f64, other: f64) -> f64 {
    let difference = one - other;
    if difference.abs() <= ROUNDING * (one.abs() + other.abs()) {
        0.0
    } else {
        difference
    }
}

/// How likely the values of a range are; ends of a bounded shape are the least
/// and the most, those of a normal or lognormal one hold 95 % between them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// From low to high, most likely at typical.
    #[default]
    Triangular,
    /// From low to high, all alike.
    Uniform,
    /// Around typical.
    Normal,
    /// Around typical, which is its median; never below zero.
    Lognormal,
    /// From low to high, smoothly around typical.
    Pert,
}

impl Shape {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Triangular,
        Self::Uniform,
        Self::Normal,
        Self::Lognormal,
        Self::Pert,
    ];

    /// The name in device files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Triangular => "triangular",
            Self::Uniform => "uniform",
            Self::Normal => "normal",
            Self::Lognormal => "lognormal",
            Self::Pert => "pert",
        }
    }
}

impl Range {
    /// Nothing: what an empty sum is.
    pub const ZERO: Self = Self::point(0.0);

    /// A range from its three values, which the caller has ordered.
    pub const fn new(low: f64, typical: f64, high: f64) -> Self {
        Self { low, typical, high }
    }

    /// The same value for all three variants.
    pub const fn point(value: f64) -> Self {
        Self::new(value, value, value)
    }

    /// Whether the three variants do not differ.
    pub fn is_point(&self) -> bool {
        self.low == self.typical && self.typical == self.high
    }

    /// Applies `f` to each of the three values.
    #[must_use]
    pub fn map(self, f: impl Fn(f64) -> f64) -> Self {
        Self::new(f(self.low), f(self.typical), f(self.high))
    }

    /// Applies `f` to the values of the same variant of two ranges.
    #[must_use]
    pub fn with(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        Self::new(
            f(self.low, other.low),
            f(self.typical, other.typical),
            f(self.high, other.high),
        )
    }

    /// What this has more than the other, variant by variant: nothing where
    /// they differ by no more than the rounding of their sums.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        self.with(other, excess)
    }

    /// Whether all three values are finite.
    pub fn is_finite(&self) -> bool {
        self.low.is_finite() && self.typical.is_finite() && self.high.is_finite()
    }

    /// The product of ranges of which one is negative, or begins there.
    #[cold]
    fn any_product(self, other: Self) -> Self {
        let [low, high] = [self.low, self.high].map(|own| [own * other.low, own * other.high]);
        let all = || low.into_iter().chain(high);
        Self {
            low: all().fold(f64::INFINITY, f64::min),
            typical: self.typical * other.typical,
            high: all().fold(f64::NEG_INFINITY, f64::max),
        }
    }
}

impl Add for Range {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.with(other, Add::add)
    }
}

impl Mul for Range {
    type Output = Self;

    /// The least product, that of the typical values, and the largest one.
    fn mul(self, other: Self) -> Self {
        if self.low < 0.0 || other.low < 0.0 {
            return self.any_product(other);
        }
        self.with(other, Mul::mul)
    }
}

impl Mul<f64> for Range {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        self.map(|value| value * factor)
    }
}

impl Sum for Range {
    /// Starts from `+0.0`: the standard library's empty sum of floats is
    /// `-0.0`, which a reader of JSON would see.
    fn sum<I: Iterator<Item = Self>>(ranges: I) -> Self {
        ranges.fold(Self::ZERO, Add::add)
    }
}
