//! Columns of draws of a distribution, many numbers at once.
//!
//! What is drawn has single precision, which is far finer than the noise of
//! any number of draws. As in [`column`](super::column), the width of the
//! processor's vectors changes nothing.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for each kind of processor"
)]

use multiversion::multiversion;
use multiversion::target::target_cfg_f;

use super::column;
use super::distribution::{Distribution, normal_cdf};
use super::generator::{LANES, Lanes, Side};

/// A distribution, ready to be drawn.
#[derive(Clone, Debug)]
pub(super) enum Sampler {
    Uniform {
        low: f32,
        high: f32,
    },
    Triangular {
        low: f32,
        mode: f32,
        high: f32,
    },
    Normal {
        mean: f32,
        sd: f32,
    },
    Lognormal {
        median: f32,
        log_gsd: f32,
    },
    /// Quantiles at evenly spaced standard scores up to [`REACH`].
    Tabled(Vec<f32>),
}

/// Beyond this score lies no share that is drawn.
const REACH: f32 = 5.5;
/// Steps of a table: what lies between two values of it is straight to a
/// millionth of the range.
const TABLE: u16 = 2048;
/// Half of the distance between numbers of 16 bits that fill what is between 0
/// and 1.
const HALF_STEP: f32 = 1.0 / 131_072.0;

#[expect(clippy::cast_possible_truncation, reason = "noise is larger")]
fn single(value: f64) -> f32 {
    value as f32
}

impl Sampler {
    pub(super) fn new(distribution: Distribution) -> Self {
        match distribution {
            Distribution::Uniform { low, high } => Self::Uniform {
                low: single(low),
                high: single(high),
            },
            Distribution::Triangular { low, mode, high } => Self::Triangular {
                low: single(low),
                mode: single(mode),
                high: single(high),
            },
            Distribution::Normal { mean, sd } => Self::Normal {
                mean: single(mean),
                sd: single(sd),
            },
            Distribution::Lognormal { median, gsd } => Self::Lognormal {
                median: single(median),
                log_gsd: single(gsd.ln()),
            },
            Distribution::Pert { .. } | Distribution::Reciprocal { .. } => {
                let step = 2.0 * f64::from(REACH) / f64::from(TABLE);
                let at = |i| normal_cdf(f64::from(i) * step - f64::from(REACH));
                let values = (0..=TABLE).map(|i| single(distribution.quantile(at(i))));
                Self::Tabled(values.collect())
            }
        }
    }

    /// The sampler of a positive multiple of what is drawn.
    pub(super) fn times(mut self, scale: f64) -> Self {
        let scale = single(scale);
        match &mut self {
            Self::Uniform { low, high } => {
                *low *= scale;
                *high *= scale;
            }
            Self::Triangular { low, mode, high } => {
                *low *= scale;
                *mode *= scale;
                *high *= scale;
            }
            Self::Normal { mean, sd } => {
                *mean *= scale;
                *sd *= scale;
            }
            Self::Lognormal { median, .. } => *median *= scale,
            Self::Tabled(values) => {
                for value in values {
                    *value *= scale;
                }
            }
        }
        self
    }

    /// What each draw is more than.
    pub(super) fn base(&self) -> f32 {
        match *self {
            Self::Uniform { low, .. } => low,
            Self::Triangular { low, high, .. } => low + (high - low) * HALF_STEP,
            Self::Normal { mean, .. } => mean,
            Self::Lognormal { .. } | Self::Tabled(_) => 0.0,
        }
    }

    /// Fills a column, whose length is a multiple of [`LANES`], with draws.
    pub(super) fn draw(&self, lanes: &mut Lanes, column: &mut [f32]) {
        column::fill(column, self.base());
        self.add(lanes, column);
    }

    /// Adds to a column, whose length is a multiple of [`LANES`], what draws
    /// are more than the base.
    pub(super) fn add(&self, lanes: &mut Lanes, column: &mut [f32]) {
        add(self, lanes, column);
    }

    /// Turns shares into the values below which they lie.
    pub(super) fn quantiles(&self, column: &mut [f32]) {
        quantiles(self, column);
    }
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn add(sampler: &Sampler, lanes: &mut Lanes, column: &mut [f32]) {
    if target_cfg_f!(target_feature = "avx512f") {
        apply(sampler, Fresh::<16> { lanes, column });
    } else {
        apply(sampler, Fresh::<8> { lanes, column });
    }
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn quantiles(sampler: &Sampler, column: &mut [f32]) {
    apply(sampler, Given { column });
}

/// Fills a column, whose length is a multiple of [`LANES`], with shares: odd
/// multiples of 2^-24, above 0 and below 1.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn shares(lanes: &mut Lanes, column: &mut [f32]) {
    column.fill(0.0);
    Fresh::<LANES> { lanes, column }.fill(0.0, |share, whole| share / whole);
}

/// Turns shares into standard scores: quantiles of the normal distribution
/// with mean 0 and standard deviation 1.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn scores(column: &mut [f32]) {
    Given { column }.fill(0.0, |share, _| score(share));
}

/// Shares, to be turned into something else.
trait Shares {
    /// What is above a base is said of a multiple of a share, which spares a
    /// multiplication by a power of two.
    fn fill(self, base: f32, above: impl Fn(f32, f32) -> f32);

    /// What is triangular, in a range that is so wide, and whose mode is so far
    /// above the least value.
    fn triangular(self, low: f32, mode: f32, width: f32);
}

/// Shares that are drawn, by so many generators at once. What they are turned
/// into is added to a column, which holds the base already.
struct Fresh<'a, const WIDTH: usize> {
    lanes: &'a mut Lanes,
    column: &'a mut [f32],
}

/// Shares that stand in the column.
struct Given<'a> {
    column: &'a mut [f32],
}

impl<const WIDTH: usize> Fresh<'_, WIDTH> {
    /// Adds what each 32 random bits are turned into.
    #[inline(always)]
    fn add(self, value: impl Fn(u32) -> f32) {
        for start in (0..LANES).step_by(WIDTH) {
            let mut side: Side<WIDTH> = self.lanes.side(start);
            for values in self.column.chunks_exact_mut(LANES) {
                for (own, bits) in values[start..start + WIDTH].iter_mut().zip(side.next()) {
                    *own += value(bits);
                }
            }
            self.lanes.keep(start, &side);
        }
    }
}

impl<const WIDTH: usize> Shares for Fresh<'_, WIDTH> {
    #[inline(always)]
    fn fill(self, _: f32, above: impl Fn(f32, f32) -> f32) {
        const WHOLE: f32 = 16_777_216.0;
        // The last bit is set, for 0 has no standard score.
        self.add(|bits| above(short((bits >> 8) | 1), WHOLE));
    }

    #[inline(always)]
    fn triangular(self, _: f32, mode: f32, width: f32) {
        let step = 2.0 * HALF_STEP;
        let (falling, rising) = ((width - mode) * step, mode * step);
        self.add(|bits| triangular_of(bits, falling, rising));
    }
}

impl Shares for Given<'_> {
    #[inline(always)]
    fn fill(self, base: f32, above: impl Fn(f32, f32) -> f32) {
        for own in self.column {
            *own = base + above(*own, 1.0);
        }
    }

    #[inline(always)]
    fn triangular(self, low: f32, mode: f32, width: f32) {
        self.fill(low, |share, _| triangular(share, mode, width));
    }
}

#[inline(always)]
fn apply(sampler: &Sampler, shares: impl Shares) {
    let base = sampler.base();
    match *sampler {
        Sampler::Uniform { low, high } => {
            shares.fill(base, |share, whole| share * ((high - low) / whole));
        }
        Sampler::Triangular { low, mode, high } => {
            shares.triangular(low, mode - low, high - low);
        }
        Sampler::Normal { sd, .. } => {
            shares.fill(base, |share, whole| sd * score(share / whole));
        }
        Sampler::Lognormal { median, log_gsd } => {
            shares.fill(base, |share, whole| {
                lognormal(share / whole, median, log_gsd)
            });
        }
        Sampler::Tabled(ref table) => {
            shares.fill(base, |share, whole| tabled(table, share / whole));
        }
    }
}

/// One of two numbers: the first, where the mask is full, and the second, where
/// it is empty. A branch, or what the compiler takes for one, would keep
/// numbers from being treated side by side.
#[inline(always)]
fn pick(mask: u32, first: f32, second: f32) -> f32 {
    f32::from_bits((first.to_bits() & mask) | (second.to_bits() & !mask))
}

#[inline(always)]
fn mask(is_first: bool) -> u32 {
    u32::from(is_first).wrapping_neg()
}

/// What is above the least value, of a range that is so wide, and whose mode is
/// so far above the least value.
#[inline(always)]
fn triangular(share: f32, mode: f32, width: f32) -> f32 {
    let is_below = mask(share < mode / width);
    let rising = share * (width * mode);
    let falling = (1.0 - share) * (width * (width - mode));
    let root = pick(is_below, rising, falling).sqrt();
    pick(is_below, root, width - root)
}

/// What is above the base, of a range whose slopes are so many of the steps of
/// 16 bits wide, without a root: a part of the lesser and a part of the greater
/// of two uniform numbers, which are the halves of 32 bits. Stein & Keblis
/// (2009), A new method to simulate the triangular distribution, Mathematical
/// and Computer Modelling 49, 1143-1147.
///
/// The share of values below any other is off by less than 2^-16, as that of
/// a billion draws is.
#[inline(always)]
fn triangular_of(bits: u32, falling: f32, rising: f32) -> f32 {
    let (first, second) = (short(bits >> 16), short(bits & 0xffff));
    falling * first.min(second) + rising * first.max(second)
}

/// A number of 24 bits or fewer.
#[inline(always)]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    reason = "24 bits"
)]
fn short(bits: u32) -> f32 {
    // Signed, as processors convert them.
    bits as i32 as f32
}

#[inline(always)]
fn lognormal(share: f32, median: f32, log_gsd: f32) -> f32 {
    median * exponential(log_gsd * score(share))
}

/// Between two values of a table.
fn tabled(table: &[f32], share: f32) -> f32 {
    let at = ((score(share) + REACH) * (f32::from(TABLE) / (2.0 * REACH))).max(0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative, and no more than the table has"
    )]
    let step = (at as u16).min(TABLE - 1);
    let part = (at - f32::from(step)).min(1.0);
    let (low, high) = (table[usize::from(step)], table[usize::from(step) + 1]);
    low + part * (high - low)
}

/// The standard score below which a share lies: `√2 erf⁻¹(2 share - 1)`, with
/// the polynomials of Giles (2012), Approximating the erfinv Function, GPU
/// Computing Gems Jade Edition, 109-116.
#[inline(always)]
fn score(share: f32) -> f32 {
    const MIDDLE: [f32; 9] = [
        2.810_226_4e-8,
        3.432_739_4e-7,
        -3.523_387_7e-6,
        -4.391_506_5e-6,
        2.185_808_7e-4,
        -1.253_725e-3,
        -4.177_681_6e-3,
        0.246_640_73,
        1.501_409_4,
    ];
    const TAILS: [f32; 9] = [
        -2.002_142_6e-4,
        1.009_505_6e-4,
        1.349_343_2e-3,
        -3.673_428_4e-3,
        5.739_507_7e-3,
        -7.622_461_3e-3,
        9.438_870_5e-3,
        1.001_674,
        2.832_976_8,
    ];
    let x = 2.0 * share - 1.0;
    let w = -logarithm(4.0 * share * (1.0 - share));
    let is_middle = mask(w < 5.0);
    let at = pick(is_middle, w - 2.5, w.sqrt() - 3.0);
    let mut sum = pick(is_middle, MIDDLE[0], TAILS[0]);
    for term in 1..MIDDLE.len() {
        sum = pick(is_middle, MIDDLE[term], TAILS[term]) + sum * at;
    }
    std::f32::consts::SQRT_2 * (sum * x)
}

/// The natural logarithm of a positive number: of its mantissa `m` between
/// `√½` and `√2` by the series `2 artanh((m - 1) / (m + 1))`.
#[inline(always)]
fn logarithm(x: f32) -> f32 {
    const ROOT_HALF: u32 = 0x3f35_04f3;
    let shifted = x.to_bits().wrapping_sub(ROOT_HALF);
    #[expect(
        clippy::cast_possible_wrap,
        clippy::cast_precision_loss,
        reason = "8 bits and a sign"
    )]
    let exponent = (shifted as i32 >> 23) as f32;
    let mantissa = f32::from_bits((shifted & 0x007f_ffff) + ROOT_HALF);
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let series = 1.0 + square * (1.0 / 3.0 + square * (0.2 + square * (1.0 / 7.0 + square / 9.0)));
    exponent * std::f32::consts::LN_2 + 2.0 * s * series
}

/// `e^x`, of a number that neither it nor its inverse exceeds 10^37: of what
/// is left beside powers of two by the first terms of its series.
#[inline(always)]
fn exponential(x: f32) -> f32 {
    // The sum with it drops all digits behind the point.
    const WHOLE: f32 = 12_582_912.0;
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    let x = x.clamp(-85.0, 85.0);
    let shifted = x * std::f32::consts::LOG2_E + WHOLE;
    let power = shifted - WHOLE;
    let rest = (x - power * LN_2_HIGH) - power * LN_2_LOW;
    let mut sum = 1.0 / 5040.0;
    for inverse in [
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
        1.0,
        1.0,
    ] {
        sum = inverse + sum * rest;
    }
    let scale = f32::from_bits((shifted.to_bits() << 23).wrapping_add(0x3f80_0000));
    sum * scale
}

#[cfg(test)]
mod tests {
    use super::super::distribution::tests::ALL;
    use super::*;

    /// Shares over the whole range, and close to its ends.
    fn all_shares() -> Vec<f32> {
        let odd = (0..1 << 16)
            .map(|i| (i << 8) + 129)
            .chain([1, 3, 5, (1 << 24) - 1]);
        #[expect(clippy::cast_precision_loss)]
        odd.map(|odd: u32| odd as f32 / 16_777_216.0).collect()
    }

    /// What vectors give, against the same formulas one number at a time, as
    /// they are compiled for any processor: to the last bit.
    #[test]
    fn vectors_change_nothing() {
        let all = all_shares();
        let same = |operation: &dyn Fn(&mut [f32]), single: &dyn Fn(f32) -> f32| {
            let mut column = all.clone();
            operation(&mut column);
            for (share, value) in all.iter().zip(&column) {
                assert_eq!(value.to_bits(), single(*share).to_bits(), "{share}");
            }
        };
        same(&|column| scores(column), &score);
        let drawn = |sampler: &Sampler| {
            let mut drawn = vec![0.0; 1024];
            sampler.draw(&mut Lanes::new(1, 0), &mut drawn);
            drawn
        };
        let sampled = |sampler: Sampler, single: &dyn Fn(f32) -> f32| {
            same(&|column| sampler.quantiles(column), single);
            let mut given = vec![0.0; 1024];
            shares(&mut Lanes::new(1, 0), &mut given);
            sampler.quantiles(&mut given);
            assert!(drawn(&sampler) == given);
        };
        let (low, mode, high) = (0.25, 1.36, 2.71);
        let slopes = Sampler::Triangular { low, mode, high };
        same(&|column| slopes.quantiles(column), &|share| {
            low + triangular(share, mode - low, high - low)
        });
        let mut side: Side<LANES> = Lanes::new(1, 0).side(0);
        for values in drawn(&slopes).chunks_exact(LANES) {
            for (value, bits) in values.iter().zip(side.next()) {
                let (falling, rising) = ((high - mode) / 65_536.0, (mode - low) / 65_536.0);
                let single = slopes.base() + triangular_of(bits, falling, rising);
                assert_eq!(value.to_bits(), single.to_bits());
            }
        }
        let (median, log_gsd) = (0.01682, 0.52);
        sampled(Sampler::Lognormal { median, log_gsd }, &|share| {
            lognormal(share, median, log_gsd)
        });
        sampled(Sampler::Uniform { low, high }, &|share| {
            low + share * (high - low)
        });
        let (mean, sd) = (10.0, 0.5);
        sampled(Sampler::Normal { mean, sd }, &|share| {
            mean + sd * score(share)
        });
    }

    /// All 2^32 values that there are, counted: for each half the least other
    /// half that lies above, which is found by halving.
    #[test]
    fn triangular_without_roots() {
        for mode in [0.0, 0.2, 0.5, 1.0_f32] {
            let (low, high) = (0.0, 1.0);
            let exact = Distribution::Triangular {
                low,
                mode: mode.into(),
                high,
            };
            for x in [0.001, 0.05, 0.2, 0.4, 0.5, 0.77, 0.95, 0.999_f32] {
                let above = (x - HALF_STEP) * 65_536.0;
                let is_below = |bits| triangular_of(bits, 1.0 - mode, mode) <= above;
                let count = |first: u64| -> u64 {
                    let mut others = 0..65_536;
                    while others.start < others.end {
                        let middle = u64::midpoint(others.start, others.end);
                        if is_below(u32::try_from(first << 16 | middle).unwrap()) {
                            others.start = middle + 1;
                        } else {
                            others.end = middle;
                        }
                    }
                    others.start
                };
                let below: u64 = (0..65_536).map(count).sum();
                #[expect(clippy::cast_precision_loss)]
                let share = below as f64 / 4_294_967_296.0;
                let off = (share - exact.cdf(x.into())).abs();
                assert!(off < 1.0 / 65_536.0, "{mode} {x}: {off}");
            }
        }
    }

    /// Against the exact quantiles, in double precision.
    #[test]
    fn scores_are_quantiles() {
        let normal = Distribution::Normal { mean: 0.0, sd: 1.0 };
        let shares = all_shares();
        let mut column = shares.clone();
        scores(&mut column);
        for (share, score) in shares.iter().zip(&column) {
            let exact = normal.quantile(f64::from(*share));
            assert!(
                (f64::from(*score) - exact).abs() < 2e-6 * exact.abs().max(0.3),
                "{share}: {score} {exact}"
            );
        }
    }

    #[test]
    fn powers_and_logarithms() {
        for i in 1..20_000_u16 {
            let x = f32::from(i) * 0.001;
            assert!(
                (logarithm(x) - x.ln()).abs() < 2e-7 * x.ln().abs().max(1.0),
                "{x}"
            );
            for x in [x, -x] {
                let exact = f64::from(x).exp();
                assert!(
                    (f64::from(exponential(x)) - exact).abs() < 4e-7 * exact,
                    "{x}"
                );
            }
        }
    }

    /// The odd multiples of 2^-24, all alike.
    #[test]
    fn shares_are_even() {
        let mut lanes = Lanes::new(1, 0);
        let mut column = vec![0.0; 1 << 16];
        shares(&mut lanes, &mut column);
        assert!(column.iter().all(|share| *share > 0.0 && *share < 1.0));
        let (sum, squares) = column.iter().fold((0.0, 0.0), |(sum, squares), share| {
            let beyond = f64::from(*share) - 0.5;
            (sum + beyond, squares + beyond * beyond)
        });
        // Five standard errors of the mean and of the variance, 1/12: one false
        // alarm in 1.7 million seeds, and the seed is fixed.
        let count = 65_536.0_f64;
        assert!((sum / count).abs() < 5.0 * (1.0 / 12.0 / count).sqrt());
        assert!((squares / count - 1.0 / 12.0).abs() < 5.0 * (1.0 / 180.0 / count).sqrt());
    }

    /// Many at once are what they are one by one, to single precision.
    #[test]
    fn columns() {
        for distribution in ALL {
            let shares: Vec<f32> = (1..1000_u16).map(|i| f32::from(i) / 1000.0).collect();
            let mut column = shares.clone();
            Sampler::new(distribution).quantiles(&mut column);
            for (share, value) in shares.iter().zip(&column) {
                let exact = distribution.quantile(f64::from(*share));
                assert!(
                    (f64::from(*value) - exact).abs() <= 2e-6 * exact.abs(),
                    "{distribution:?} {share}: {value} {exact}"
                );
            }
        }
    }
}
