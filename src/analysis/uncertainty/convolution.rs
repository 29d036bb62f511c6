//! Convolution: sums of independent terms on a grid, without a draw.
//!
//! Each term is cut into steps of one width, and the sums of all terms are
//! found step by step. Where it is cut, its variance grows by `step² / 12`
//! (Sheppard), so that quantiles are off by a multiple of `step²`; two grids,
//! one twice as coarse as the other, show how much, and most of it is taken
//! off (Richardson). A term of several factors is integrated over all but one of
//! them, and twice as many nodes show how far that is off. A term alone is not cut at all where its own quantiles are
//! known.

use std::ops::Add;

use super::distribution::Distribution;
use super::plan::{Plan, Product};
use super::summary::{self, Histogram, QUANTILES, Summary};

/// Steps of the sum: of terms that end, and of those with long tails.
const STEPS: [f64; 2] = [2048.0, 4096.0];
/// What is cut off at each end of a term with tails.
const TAIL: f64 = 1e-6;
/// More variables in a term than this take too long to integrate over.
const MOST_BOUNDED: usize = 3;
/// Nodes of the integral over one variable of a term.
const NODES: usize = 24;
/// How often an interval is halved until a quantile is found.
const HALVINGS: u32 = 30;
/// How many shares of a term are taken at a time, so that the sum is read and
/// written less often.
const TAPS: usize = 8;

/// Whether a product can be cut into steps: one that may be negative grows with
/// none of its variables.
pub(super) fn can(plan: &Plan, product: &Product) -> bool {
    // A normal distribution is allowed to be negative less often than this.
    const SELDOM: f64 = 1e-4;
    let is_negative = |variable: &usize| {
        let distribution = &plan.variables[*variable].distribution;
        distribution.quantile(SELDOM) < 0.0
    };
    let may_be_negative = product.variables.len() > 1 && product.variables.iter().any(is_negative);
    if product.coefficient < 0.0 || may_be_negative {
        return false;
    }
    let bounded = product
        .variables
        .iter()
        .filter(|variable| !is_lognormal(plan, **variable));
    bounded.count() <= MOST_BOUNDED
}

fn is_lognormal(plan: &Plan, variable: usize) -> bool {
    matches!(
        plan.variables[variable].distribution,
        Distribution::Lognormal { .. }
    )
}

/// The sum of independent products, and how far its quantiles may be off;
/// nothing where the tails of its terms reach so far that the steps of the grid
/// are too wide for what lies between.
pub(super) fn sum(plan: &Plan, products: &[&Product]) -> Option<(Summary, f64)> {
    let terms: Vec<Term> = products
        .iter()
        .filter(|product| product.coefficient != 0.0)
        .map(|product| Term::new(plan, product))
        .collect();
    // From +0.0: an empty sum of floats is -0.0 otherwise.
    let sum = |get: fn(&Term) -> f64, terms: &[Term]| terms.iter().map(get).fold(0.0, f64::add);
    let mean = sum(|term| term.mean, &terms);
    let variance = sum(|term| term.variance, &terms);
    let (certain, uncertain): (Vec<Term>, Vec<Term>) =
        terms.into_iter().partition(|term| term.high <= term.low);
    let offset = sum(|term| term.low, &certain);
    if uncertain.is_empty() {
        return Some((Summary::certain(offset), 0.0));
    }
    if let [term] = uncertain.as_slice()
        && let (Some(only), [(scale, _)]) = (&term.last, term.others.as_slice())
    {
        return Some((Summary::exact(only, *scale, offset), 0.0));
    }
    let width: f64 = uncertain.iter().map(|term| term.high - term.low).sum();
    let steps = STEPS[usize::from(uncertain.iter().any(|term| term.has_tails))];
    let (fine, coarse) = (
        grid(&uncertain, offset, width / steps),
        grid(&uncertain, offset, 2.0 * width / steps),
    );
    let mut summary = Summary::of(mean, variance.sqrt(), &fine);
    let mut error = 0.0_f64;
    let others = coarse.quantiles(QUANTILES);
    for (quantile, other) in summary.quantiles.iter_mut().zip(others) {
        let off = (*quantile - other) / 3.0;
        *quantile += off;
        error = error.max(off.abs());
    }
    error += uncertain.iter().map(Term::integration_error).sum::<f64>();
    let [p5, _, p50, ..] = summary.quantiles;
    (width / steps <= summary::MOST_COARSE * (p50 - p5)).then_some((summary, error))
}

/// A product of independent variables.
struct Term {
    mean: f64,
    variance: f64,
    low: f64,
    high: f64,
    has_tails: bool,
    /// The last factor, whose shares are known; the others are integrated
    /// over: their products with their weights, and the same at twice as many
    /// nodes each.
    last: Option<Distribution>,
    others: Vec<(f64, f64)>,
    more_others: Vec<(f64, f64)>,
}

impl Term {
    fn new(plan: &Plan, product: &Product) -> Self {
        let distributions: Vec<Distribution> = product
            .variables
            .iter()
            .map(|variable| plan.variables[*variable].distribution)
            .collect();
        // E(xy) = E(x) E(y), and so for squares.
        let mean: f64 = distributions.iter().map(Distribution::mean).product();
        let square: f64 = distributions
            .iter()
            .map(|own| own.variance() + own.mean().powi(2))
            .product();
        let scale = product.coefficient;
        let has_tails = distributions.iter().any(|own| {
            matches!(
                own,
                Distribution::Lognormal { .. } | Distribution::Normal { .. }
            )
        });
        let end = |share: f64| -> f64 {
            let ends = distributions.iter().map(|own| own.end(share));
            scale * ends.product::<f64>()
        };
        let (last, others) = split(&distributions, NODES);
        let more_others = if others.len() > 1 {
            split(&distributions, 2 * NODES).1
        } else {
            Vec::new()
        };
        let scaled = |others: Vec<(f64, f64)>| {
            let others = others.into_iter();
            others
                .map(|(value, weight)| (value * scale, weight))
                .collect()
        };
        Self {
            mean: scale * mean,
            variance: scale * scale * (square - mean * mean).max(0.0),
            low: end(TAIL),
            high: end(1.0 - TAIL),
            has_tails,
            last,
            others: scaled(others),
            more_others: scaled(more_others),
        }
    }

    fn cdf(&self, x: f64) -> f64 {
        self.integral(&self.others, x)
    }

    fn integral(&self, others: &[(f64, f64)], x: f64) -> f64 {
        let Some(last) = &self.last else {
            return f64::from(u8::from(x >= self.low));
        };
        let shares = others.iter();
        shares
            .map(|(other, weight)| weight * last.cdf(x / other))
            .sum()
    }

    /// How far its quantiles may be off since it is integrated over a few
    /// nodes: twice as far as they move with twice as many,
    /// `2 Δ share / density`, for an error that is halved at least.
    fn integration_error(&self) -> f64 {
        if self.more_others.is_empty() {
            return 0.0;
        }
        let off = |share: f64| {
            let (mut low, mut high) = (self.low, self.high);
            for _ in 0..HALVINGS {
                let middle = f64::midpoint(low, high);
                if self.cdf(middle) < share {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            let step = (high - self.low) * 1e-3;
            let density = (self.cdf(high + step) - self.cdf(high - step)) / (2.0 * step);
            2.0 * (self.cdf(high) - self.integral(&self.more_others, high)).abs() / density
        };
        let off = QUANTILES.into_iter().map(off);
        off.filter(|off| off.is_finite()).fold(0.0, f64::max)
    }

    /// The shares between steps from its low end on.
    fn shares(&self, step: f64) -> Vec<f64> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "no more steps than the sum has"
        )]
        let count = ((self.high - self.low) / step).ceil().max(1.0) as u32;
        let mut below = 0.0;
        (1..=count)
            .map(|i| {
                let now = if i == count {
                    1.0
                } else {
                    self.cdf(self.low + f64::from(i) * step)
                };
                let share = now - below;
                below = now;
                share
            })
            .collect()
    }
}

impl Term {
    /// How far the mean of its shares, in the middle of their steps, is off: much
    /// of a step, where it has few of them. What tails hold is not in a grid.
    fn shift(&self, shares: &[f64], step: f64) -> f64 {
        const FEW: usize = 8;
        if self.has_tails && shares.len() > FEW {
            return 0.0;
        }
        let steps = (0_u32..).map(f64::from).zip(shares);
        let steps: f64 = steps.map(|(at, share)| (at + 0.5) * share).sum();
        self.mean - self.low - steps * step
    }
}

impl Distribution {
    /// An end: where it has one, or where only a tail is left.
    fn end(&self, share: f64) -> f64 {
        match *self {
            Self::Uniform { low, high }
            | Self::Triangular { low, high, .. }
            | Self::Pert { low, high, .. } => {
                if share < 0.5 {
                    low
                } else {
                    high
                }
            }
            Self::Reciprocal { of, .. } => {
                if share < 0.5 {
                    of.high.recip()
                } else {
                    of.low.recip()
                }
            }
            Self::Normal { .. } | Self::Lognormal { .. } => self.quantile(share),
        }
    }
}

/// The factor whose shares are used as they are, and the products of the
/// others at the nodes of an integral, with their weights. Lognormal factors
/// are one: their product is lognormal.
fn split(distributions: &[Distribution], nodes: usize) -> (Option<Distribution>, Vec<(f64, f64)>) {
    let (mut median, mut squares) = (1.0, 0.0);
    let mut bounded = Vec::new();
    for distribution in distributions {
        match distribution {
            Distribution::Lognormal { median: own, gsd } => {
                median *= own;
                squares += gsd.ln().powi(2);
            }
            other => bounded.push(*other),
        }
    }
    let last = if squares > 0.0 {
        Some(Distribution::Lognormal {
            median,
            gsd: squares.sqrt().exp(),
        })
    } else {
        bounded.pop()
    };
    let mut others = vec![(1.0, 1.0)];
    for distribution in bounded {
        others = others
            .into_iter()
            .flat_map(|(value, weight)| {
                legendre(nodes)
                    .into_iter()
                    .map(move |(share, own)| (value * distribution.quantile(share), weight * own))
            })
            .collect();
    }
    (last, others)
}

/// The nodes and weights of Gauss and Legendre between 0 and 1.
fn legendre(count: usize) -> Vec<(f64, f64)> {
    #[expect(clippy::cast_precision_loss, reason = "a few nodes")]
    let n = count as f64;
    (0..count)
        .map(|i| {
            #[expect(clippy::cast_precision_loss, reason = "a few nodes")]
            let i = i as f64;
            let mut x = (std::f64::consts::PI * (i + 0.75) / (n + 0.5)).cos();
            let mut slope = 1.0;
            // Newton's method doubles the digits each time.
            for _ in 0..6 {
                let (mut before, mut now) = (1.0, x);
                for k in 2..=count {
                    #[expect(clippy::cast_precision_loss, reason = "a few nodes")]
                    let k = k as f64;
                    (before, now) = (now, ((2.0 * k - 1.0) * x * now - (k - 1.0) * before) / k);
                }
                slope = n * (x * now - before) / (x * x - 1.0);
                x -= now / slope;
            }
            let weight = 2.0 / ((1.0 - x * x) * slope * slope);
            ((1.0 - x) / 2.0, weight / 2.0)
        })
        .collect()
}

/// The sum of terms on a grid of steps.
fn grid(terms: &[Term], offset: f64, step: f64) -> Histogram {
    let mut sum = vec![1.0];
    let mut start = offset;
    for term in terms {
        let shares = term.shares(step);
        start += term.low + term.shift(&shares, step);
        sum = convolve(&sum, &shares);
    }
    // The shares of each term stand in the middle of their steps: the sum's
    // stand as many half steps on, and reach half a step to both sides.
    #[expect(clippy::cast_precision_loss, reason = "a few terms")]
    let middle = terms.len() as f64 / 2.0;
    Histogram {
        start: start + step * (middle - 0.5),
        step,
        shares: sum,
    }
}

/// The shares of the sum of two independent terms.
fn convolve(a: &[f64], b: &[f64]) -> Vec<f64> {
    let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
    // Both ends of the longer term are set in zeros.
    let count = long.len() + short.len() - 1;
    let mut padded = vec![0.0; long.len() + 2 * (TAPS - 1)];
    padded[TAPS - 1..][..long.len()].copy_from_slice(long);
    let mut sum = vec![0.0; count + TAPS - 1];
    for (block, shares) in short.chunks(TAPS).enumerate() {
        let mut taps = [0.0; TAPS];
        for (tap, share) in taps.iter_mut().rev().zip(shares) {
            *tap = *share;
        }
        for (sum, window) in sum[block * TAPS..].iter_mut().zip(padded.windows(TAPS)) {
            *sum += (0..TAPS).map(|tap| taps[tap] * window[tap]).sum::<f64>();
        }
    }
    sum.truncate(count);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_integrate_polynomials() {
        let nodes = legendre(NODES);
        for power in [0, 1, 2, 7, 20, 40] {
            let found: f64 = nodes.iter().map(|(x, weight)| weight * x.powi(power)).sum();
            let exact = 1.0 / f64::from(power + 1);
            assert!((found - exact).abs() < 1e-12, "{power}: {found}");
        }
    }

    #[test]
    fn convolution_of_dice() {
        let die = [1.0 / 6.0; 6];
        let sum = convolve(&die, &die);
        assert_eq!(sum.len(), 11);
        assert!((sum[5] - 6.0 / 36.0).abs() < 1e-15);
        assert!((sum[0] - 1.0 / 36.0).abs() < 1e-15);
    }
}
