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

/// Steps may be so wide, as a part of what lies between P5 and P50: of a
/// distribution that leans so far to its low end that they are wider, they say
/// too little there.
pub(super) const MOST_COARSE: f64 = 1.0 / 30.0;

/// The shares below the ends of a picture.
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
        let [low, high] = ENDS.map(at);
        #[expect(clippy::cast_precision_loss, reason = "a few bars")]
        let step = (high - low) / BARS as f64;
        let mut below = ENDS[0];
        let shares = (1..=BARS).map(|bar| {
            #[expect(clippy::cast_precision_loss, reason = "a few bars")]
            let now = distribution.cdf((low + step * bar as f64 - offset) / scale);
            now - std::mem::replace(&mut below, now)
        });
        Self {
            mean: offset + scale * distribution.mean(),
            sd: scale * distribution.variance().sqrt(),
            quantiles: QUANTILES.map(at),
            histogram: Histogram {
                start: low,
                step,
                shares: shares.collect(),
            },
        }
    }

    /// From shares between equal steps, and the mean and standard deviation
    /// that are known better.
    pub(super) fn of(mean: f64, sd: f64, fine: &Histogram) -> Self {
        Self {
            mean,
            sd,
            quantiles: fine.quantiles(QUANTILES),
            histogram: fine.coarse(),
        }
    }
}

impl Histogram {
    /// The value below which a share lies; within a step it grows evenly.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let [quantile] = self.quantiles([share]);
        quantile
    }

    /// The values below which growing shares lie.
    pub(super) fn quantiles<const COUNT: usize>(&self, shares: [f64; COUNT]) -> [f64; COUNT] {
        let total: f64 = self.shares.iter().sum();
        let (mut below, mut start) = (0.0, self.start);
        let mut steps = self.shares.iter().peekable();
        shares.map(|share| {
            while let Some(own) = steps.peek() {
                let wanted = share * total - below;
                if wanted <= **own && **own > 0.0 {
                    return start + self.step * wanted / *own;
                }
                below += *own;
                start += self.step;
                steps.next();
            }
            start
        })
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
        let [low, high] = self.quantiles(ENDS);
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

/// Shares between steps that are not equal.
pub(super) struct Uneven {
    /// The ends of the steps.
    edges: Vec<f64>,
    /// The shares below them.
    below: Vec<f64>,
}

impl Uneven {
    /// From what was counted below the first edge, between each two, and behind
    /// the last.
    pub(super) fn new(inner: &[f64], counts: Vec<f64>) -> Self {
        let total: f64 = counts.iter().sum();
        let (Some(first), Some(last)) = (inner.first(), inner.last()) else {
            return Self {
                edges: Vec::new(),
                below: Vec::new(),
            };
        };
        let mut sum = 0.0;
        let mut below = vec![0.0];
        below.extend(counts.into_iter().map(|count| {
            sum += count;
            sum / total
        }));
        // What lies beyond is at the ends.
        let edges = [&[*first], inner, &[*last]].concat();
        Self { edges, below }
    }

    /// The value below which a share lies; within a step it grows evenly.
    fn quantile(&self, share: f64) -> f64 {
        let step = self.below.partition_point(|below| *below < share).max(1);
        let (Some(ends), Some(below)) = (
            self.edges.get(step - 1..=step),
            self.below.get(step - 1..=step),
        ) else {
            return self.edges.last().copied().unwrap_or_default();
        };
        let part = (share - below[0]) / (below[1] - below[0]);
        ends[0] + (ends[1] - ends[0]) * part.clamp(0.0, 1.0)
    }

    /// The share of each unit of value around a quantile.
    pub(super) fn density_at(&self, share: f64) -> f64 {
        const REACH: f64 = 0.005;
        2.0 * REACH / (self.quantile(share + REACH) - self.quantile(share - REACH))
    }

    /// In a few numbers, with the mean and standard deviation that are known
    /// better.
    pub(super) fn summary(&self, mean: f64, sd: f64) -> Summary {
        let [low, high] = ENDS.map(|share| self.quantile(share));
        #[expect(clippy::cast_precision_loss, reason = "a few bars")]
        let step = (high - low) / BARS as f64;
        let mut shares = vec![0.0; if step > 0.0 { BARS } else { 0 }];
        for (ends, below) in self.edges.windows(2).zip(self.below.windows(2)) {
            let bar = ((f64::midpoint(ends[0], ends[1]) - low) / step).floor();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "0 to 23"
            )]
            if (0.0..shares.len() as f64).contains(&bar) {
                shares[bar as usize] += below[1] - below[0];
            }
        }
        if shares.is_empty() {
            shares.push(1.0);
        }
        Summary {
            mean,
            sd,
            quantiles: QUANTILES.map(|share| self.quantile(share)),
            histogram: Histogram {
                start: low,
                step,
                shares,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A distribution that is known tells what its shares in fine steps tell.
    #[test]
    fn exact_is_the_limit_of_steps() {
        let (low, mode, high, scale) = (0.25, 1.36, 2.71, 3.0);
        let distribution = Distribution::Triangular { low, mode, high };
        let step = (high - low) / 20_000.0;
        let shares = (0..20_000).map(|i| {
            let start = low + step * f64::from(i);
            distribution.cdf(start + step) - distribution.cdf(start)
        });
        let fine = Histogram {
            start: scale * low,
            step: scale * step,
            shares: shares.collect(),
        };
        let of = Summary::of(4.32, 1.5, &fine);
        let exact = Summary::exact(&distribution, scale, 0.0);
        for (a, b) in of.quantiles.into_iter().zip(exact.quantiles) {
            assert!((a - b).abs() < 1e-6, "{a} {b}");
        }
        assert!((of.histogram.start - exact.histogram.start).abs() < 1e-3);
        assert!((of.histogram.step - exact.histogram.step).abs() < 1e-4);
        let (a, b) = (of.histogram.shares, exact.histogram.shares);
        assert_eq!(a.len(), b.len());
        for (a, b) in a.into_iter().zip(b) {
            assert!((a - b).abs() < 2e-4, "{a} {b}");
        }
        let median = fine.quantiles([0.0, 0.5, 1.0]);
        assert!((median[0] - scale * low).abs() < 1e-6);
        assert_eq!(median[1], fine.quantile(0.5));
        assert!((median[2] - scale * high).abs() < 1e-3);
    }
}
