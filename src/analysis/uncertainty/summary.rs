//! What is told of a distribution.

use super::distribution::Distribution;

/// A distribution in a few numbers, in kg CO2e.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Summary {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub sd: f64,
    /// The values below which 5, 25, 50, 75 and 95 % lie.
    pub quantiles: [f64; 5],
    /// Its shares between equal steps, for a picture.
    pub histogram: Histogram,
}

/// Shares between equal steps.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Histogram {
    /// Where the first step begins.
    pub start: f64,
    /// How wide a step is.
    pub step: f64,
    /// The share of each; together they are 1, or a little less where tails
    /// are cut.
    pub shares: Vec<f64>,
}

/// The shares below the quantiles of a [`Summary`].
pub const QUANTILES: [f64; 5] = [0.05, 0.25, 0.50, 0.75, 0.95];

/// The shares below which a picture begins, and above which it ends.
const ENDS: [f64; 2] = [0.001, 0.999];
/// The bars of a picture.
const BARS: usize = 24;

impl Summary {
    /// A value that is certain.
    pub(super) fn certain(value: f64) -> Self {
        Self {
            mean: value,
            sd: 0.0,
            quantiles: [value; 5],
            histogram: Histogram {
                start: value,
                step: 0.0,
                shares: vec![1.0],
            },
        }
    }

    /// A multiple of a known distribution, on top of what is certain.
    pub(super) fn exact(distribution: &Distribution, scale: f64, offset: f64) -> Self {
        let at = |share| offset + scale * distribution.quantile(share);
        let (low, high) = (at(ENDS[0]), at(ENDS[1]));
        #[expect(clippy::cast_precision_loss, reason = "a few bars")]
        let step = (high - low) / BARS as f64;
        #[expect(clippy::cast_precision_loss, reason = "a few bars")]
        let below = |bar: usize| distribution.cdf((low + bar as f64 * step - offset) / scale);
        Self {
            mean: offset + scale * distribution.mean(),
            sd: scale * distribution.variance().sqrt(),
            quantiles: QUANTILES.map(at),
            histogram: Histogram {
                start: low,
                step,
                shares: (0..BARS).map(|bar| below(bar + 1) - below(bar)).collect(),
            },
        }
    }

    /// From shares between equal steps, and the mean and standard deviation
    /// that are known better.
    pub(super) fn of(mean: f64, sd: f64, fine: &Histogram) -> Self {
        Self {
            mean,
            sd,
            quantiles: QUANTILES.map(|share| fine.quantile(share)),
            histogram: fine.coarse(),
        }
    }
}

impl Histogram {
    /// The value below which a share lies; within a step it grows evenly.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let total: f64 = self.shares.iter().sum();
        let (mut below, mut start) = (0.0, self.start);
        for own in &self.shares {
            let wanted = share * total - below;
            if wanted <= *own && *own > 0.0 {
                return start + self.step * wanted / own;
            }
            below += own;
            start += self.step;
        }
        start
    }

    /// The share of each unit of value around a value.
    pub(super) fn density(&self, value: f64) -> f64 {
        // A few steps on either side: a single one is noise.
        const REACH: usize = 8;
        let total: f64 = self.shares.iter().sum();
        let at = ((value - self.start) / self.step).max(0.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not negative, and no more steps than there are"
        )]
        let at = (at as usize).min(self.shares.len() - 1);
        let window = at.saturating_sub(REACH)..(at + REACH + 1).min(self.shares.len());
        #[expect(clippy::cast_precision_loss, reason = "a few steps")]
        let width = self.step * window.len() as f64;
        self.shares[window].iter().sum::<f64>() / total / width
    }

    /// The part between the thousandths at both ends, in few steps.
    fn coarse(&self) -> Self {
        let (low, high) = (self.quantile(ENDS[0]), self.quantile(ENDS[1]));
        #[expect(clippy::cast_precision_loss, reason = "a few bars")]
        let step = (high - low) / BARS as f64;
        if step <= 0.0 {
            return Self {
                start: low,
                step: 0.0,
                shares: vec![1.0],
            };
        }
        let total: f64 = self.shares.iter().sum();
        let mut shares = vec![0.0; BARS];
        let mut middle = self.start + self.step / 2.0;
        for own in &self.shares {
            let bar = ((middle - low) / step).floor();
            #[expect(clippy::cast_precision_loss, reason = "a few bars")]
            if (0.0..BARS as f64).contains(&bar) {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "0 to 23"
                )]
                let bar = bar as usize;
                shares[bar] += own / total;
            }
            middle += self.step;
        }
        Self {
            start: low,
            step,
            shares,
        }
    }
}
