//! Distributions of single inputs.

use statrs::function::beta::{beta_reg, inv_beta_reg};
use statrs::function::erf::{erf_inv, erfc};

use crate::range::{Range, Shape};

/// How many standard deviations lie between the ends of a range that holds
/// 95 % of a normal distribution.
const DEVIATIONS_IN_95_PERCENT: f64 = 2.0 * 1.959_963_984_540_054;

/// The distribution of an uncertain input.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Distribution {
    /// All values alike.
    Uniform {
        /// The least.
        low: f64,
        /// The most.
        high: f64,
    },
    /// Most likely at the mode.
    Triangular {
        /// The least.
        low: f64,
        /// The most likely.
        mode: f64,
        /// The most.
        high: f64,
    },
    /// Around the mean.
    Normal {
        /// The mean.
        mean: f64,
        /// The standard deviation.
        sd: f64,
    },
    /// The logarithm is normal.
    Lognormal {
        /// The median.
        median: f64,
        /// The geometric standard deviation, above 1.
        gsd: f64,
    },
    /// A beta distribution between two ends with a mode (PERT).
    Pert {
        /// The least.
        low: f64,
        /// The most likely.
        mode: f64,
        /// The most.
        high: f64,
    },
    /// One over a value between two ends above zero.
    Reciprocal {
        /// The value's range.
        of: Range,
        /// How likely its values are: uniform, triangular or PERT.
        shape: Shape,
    },
}

impl Distribution {
    /// The distribution of a range: nothing if it is a point.
    pub fn of(range: Range, shape: Shape) -> Option<Self> {
        let Range { low, typical, high } = range;
        if low >= high {
            return None;
        }
        Some(match shape {
            Shape::Triangular => Self::Triangular {
                low,
                mode: typical,
                high,
            },
            Shape::Uniform => Self::Uniform { low, high },
            Shape::Normal => Self::Normal {
                mean: typical,
                sd: (high - low) / DEVIATIONS_IN_95_PERCENT,
            },
            Shape::Lognormal => Self::Lognormal {
                median: typical,
                gsd: ((high / low).ln() / DEVIATIONS_IN_95_PERCENT).exp(),
            },
            Shape::Pert => Self::Pert {
                low,
                mode: typical,
                high,
            },
        })
    }

    /// The distribution of a range above zero of which one over its values is
    /// stated, as an interval is for a rate: nothing if it is a point.
    pub fn of_reciprocal(range: Range, shape: Shape) -> Option<Self> {
        // Symmetric as logarithms are: so is its reciprocal.
        if shape == Shape::Lognormal || range.is_point() {
            return Self::of(range, shape);
        }
        let Range { low, typical, high } = range.map(f64::recip);
        let of = Range::new(high, typical, low);
        Some(Self::Reciprocal { of, shape })
    }

    /// The distribution between the ends of a range.
    fn bounded(of: Range, shape: Shape) -> Self {
        let (low, mode, high) = (of.low, of.typical, of.high);
        match shape {
            Shape::Uniform => Self::Uniform { low, high },
            Shape::Pert => Self::Pert { low, mode, high },
            _ => Self::Triangular { low, mode, high },
        }
    }

    /// The means of one over a value and of one over its square.
    fn reciprocal_moments(of: Range, shape: Shape) -> (f64, f64) {
        // How many quantiles of what has no formula.
        const NODES: u32 = 1000;
        // A mode at an end is next to it, where no denominator is zero.
        const NEXT: f64 = 1e-6;
        let (low, high) = (of.low, of.high);
        let over = |a: f64, b: f64| (b / a).ln() / (b - a);
        match shape {
            Shape::Uniform => (over(low, high), 1.0 / (low * high)),
            Shape::Pert => {
                let base = Self::bounded(of, shape);
                let shares = (0..NODES).map(|i| (f64::from(i) + 0.5) / f64::from(NODES));
                let sum = shares.fold((0.0, 0.0), |(sum, squares), share| {
                    let value = base.quantile(share).recip();
                    (sum + value, squares + value * value)
                });
                (sum.0 / f64::from(NODES), sum.1 / f64::from(NODES))
            }
            _ => {
                let next = NEXT * (high - low);
                let mode = of.typical.max(low + next).min(high - next);
                let (below, above) = (over(low, mode), over(mode, high));
                let half = 2.0 / (high - low);
                let square = below - above;
                (half * (high * above - low * below), half * square)
            }
        }
    }

    /// The value below which a share `p` of all values lies, 0 < `p` < 1.
    pub fn quantile(&self, p: f64) -> f64 {
        match *self {
            Self::Uniform { low, high } => low + p * (high - low),
            Self::Triangular { low, mode, high } => {
                let width = high - low;
                if p * width < mode - low {
                    low + (p * width * (mode - low)).sqrt()
                } else {
                    high - ((1.0 - p) * width * (high - mode)).sqrt()
                }
            }
            Self::Normal { mean, sd } => mean + sd * normal_quantile(p),
            Self::Lognormal { median, gsd } => median * (gsd.ln() * normal_quantile(p)).exp(),
            Self::Pert { low, mode, high } => {
                let (alpha, beta) = pert_shape(low, mode, high);
                low + (high - low) * inv_beta_reg(alpha, beta, p)
            }
            Self::Reciprocal { of, shape } => Self::bounded(of, shape).quantile(1.0 - p).recip(),
        }
    }

    /// The share of all values that lie below `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        match *self {
            Self::Uniform { low, high } => ((x - low) / (high - low)).clamp(0.0, 1.0),
            Self::Triangular { low, mode, high } => {
                let width = high - low;
                if x <= low {
                    0.0
                } else if x >= high {
                    1.0
                } else if x < mode {
                    (x - low).powi(2) / (width * (mode - low))
                } else {
                    1.0 - (high - x).powi(2) / (width * (high - mode))
                }
            }
            Self::Normal { mean, sd } => normal_cdf((x - mean) / sd),
            Self::Lognormal { median, gsd } => {
                if x <= 0.0 {
                    0.0
                } else {
                    normal_cdf((x / median).ln() / gsd.ln())
                }
            }
            Self::Pert { low, mode, high } => {
                let (alpha, beta) = pert_shape(low, mode, high);
                beta_reg(alpha, beta, ((x - low) / (high - low)).clamp(0.0, 1.0))
            }
            Self::Reciprocal { .. } if x <= 0.0 => 0.0,
            Self::Reciprocal { of, shape } => 1.0 - Self::bounded(of, shape).cdf(x.recip()),
        }
    }

    /// The most likely value of a bounded shape, and the median of another.
    pub fn centre(&self) -> f64 {
        match *self {
            Self::Triangular { mode, .. } | Self::Pert { mode, .. } => mode,
            Self::Uniform { low, high } => f64::midpoint(low, high),
            Self::Normal { mean, .. } => mean,
            Self::Lognormal { median, .. } => median,
            Self::Reciprocal { of, shape } => Self::bounded(of, shape).centre().recip(),
        }
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Uniform { low, high } => f64::midpoint(low, high),
            Self::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Self::Normal { mean, .. } => mean,
            Self::Lognormal { median, gsd } => median * (gsd.ln().powi(2) / 2.0).exp(),
            Self::Pert { low, mode, high } => (low + 4.0 * mode + high) / 6.0,
            Self::Reciprocal { of, shape } => Self::reciprocal_moments(of, shape).0,
        }
    }

    /// The variance.
    pub fn variance(&self) -> f64 {
        match *self {
            Self::Uniform { low, high } => (high - low).powi(2) / 12.0,
            Self::Triangular { low, mode, high } => {
                let (a, b) = (mode - low, high - low);
                (a * a - a * b + b * b) / 18.0
            }
            Self::Normal { sd, .. } => sd * sd,
            Self::Lognormal { gsd, .. } => {
                let spread = gsd.ln().powi(2);
                self.mean().powi(2) * spread.exp_m1()
            }
            Self::Pert { low, high, .. } => {
                let mean = self.mean();
                (mean - low) * (high - mean) / 7.0
            }
            Self::Reciprocal { of, shape } => {
                let (mean, square) = Self::reciprocal_moments(of, shape);
                square - mean * mean
            }
        }
    }
}

/// The shape of a PERT distribution as a beta distribution.
fn pert_shape(low: f64, mode: f64, high: f64) -> (f64, f64) {
    let width = high - low;
    (
        1.0 + 4.0 * (mode - low) / width,
        1.0 + 4.0 * (high - mode) / width,
    )
}

pub(super) fn normal_cdf(z: f64) -> f64 {
    0.5 * erfc(-z / std::f64::consts::SQRT_2)
}

fn normal_quantile(p: f64) -> f64 {
    std::f64::consts::SQRT_2 * erf_inv(2.0 * p - 1.0)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) const ALL: [Distribution; 10] = [
        Distribution::Reciprocal {
            of: Range::new(50.0, 60.0, 90.0),
            shape: Shape::Uniform,
        },
        Distribution::Reciprocal {
            of: Range::new(50.0, 60.0, 90.0),
            shape: Shape::Triangular,
        },
        Distribution::Reciprocal {
            of: Range::new(50.0, 50.0, 90.0),
            shape: Shape::Triangular,
        },
        Distribution::Reciprocal {
            of: Range::new(50.0, 60.0, 90.0),
            shape: Shape::Pert,
        },
        Distribution::Uniform {
            low: 2.0,
            high: 5.0,
        },
        Distribution::Triangular {
            low: 0.25,
            mode: 1.36,
            high: 2.71,
        },
        Distribution::Triangular {
            low: 1.0,
            mode: 1.0,
            high: 3.0,
        },
        Distribution::Normal {
            mean: 10.0,
            sd: 0.5,
        },
        Distribution::Lognormal {
            median: 0.01682,
            gsd: 1.68,
        },
        Distribution::Pert {
            low: 1.0,
            mode: 2.0,
            high: 6.0,
        },
    ];

    #[test]
    fn quantiles_and_shares_are_inverse() {
        for distribution in ALL {
            for i in 1..200 {
                let p = f64::from(i) / 200.0;
                let found = distribution.cdf(distribution.quantile(p));
                assert!((found - p).abs() < 1e-9, "{distribution:?} {p} {found}");
            }
        }
    }

    /// Closed forms: a triangular's quarter below the mode, a lognormal's P95.
    #[test]
    fn closed_forms() {
        let triangular = ALL[5];
        // 0.25 + sqrt(0.25 × 2.46 × 1.11).
        let quarter = 0.25 + (0.25_f64 * 2.46 * 1.11).sqrt();
        assert!((triangular.quantile(0.25) - quarter).abs() < 1e-15);
        let lognormal = ALL[8];
        // 0.01682 × 1.68^1.6448536.
        let p95 = 0.01682 * 1.68_f64.powf(1.644_853_626_951_472_7);
        assert!((lognormal.quantile(0.95) - p95).abs() < 1e-12);
        assert!((lognormal.quantile(0.5) - 0.01682).abs() < 1e-15);
    }

    /// Mean and variance, against an integral over quantiles.
    #[test]
    fn moments() {
        for distribution in ALL {
            let count = 400_000;
            let (mut sum, mut squares) = (0.0, 0.0);
            for i in 0..count {
                let x = distribution.quantile((f64::from(i) + 0.5) / f64::from(count));
                sum += x;
                squares += x * x;
            }
            let mean = sum / f64::from(count);
            let variance = squares / f64::from(count) - mean * mean;
            assert!(
                (mean - distribution.mean()).abs() < 1e-5 * distribution.mean().abs(),
                "{distribution:?}"
            );
            assert!(
                (variance - distribution.variance()).abs() < 2e-4 * distribution.variance(),
                "{distribution:?}: {variance}"
            );
        }
    }

    /// 95 % of a normal or lognormal range lie between its ends.
    #[test]
    fn ranges() {
        let range = Range::new(8.0, 10.0, 12.5);
        for shape in [Shape::Normal, Shape::Lognormal] {
            let distribution = Distribution::of(range, shape).unwrap();
            let inside = distribution.cdf(12.5) - distribution.cdf(8.0);
            assert!((inside - 0.95).abs() < 0.01, "{shape:?} {inside}");
        }
        assert_eq!(Distribution::of(Range::point(3.0), Shape::Triangular), None);
    }
}
