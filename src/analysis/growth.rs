//! How the number of devices in the world grows.

/// A law of growth.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Growth {
    /// The same number more each year.
    Linear {
        /// How many, above 0.
        per_year: f64,
    },
    /// The same share more each year.
    Exponential {
        /// How much, in percent, above 0.
        percent_per_year: f64,
    },
}

impl Growth {
    /// How many there are after some years, from `start` on; none before the
    /// first by the linear law.
    ///
    /// ```
    /// use tinyfoot::analysis::Growth;
    ///
    /// let law = Growth::Linear { per_year: 2.0 };
    /// assert_eq!([-4.0, 0.0, 3.0].map(|years| law.after(6.0, years)), [0.0, 6.0, 12.0]);
    /// ```
    pub fn after(self, start: f64, years: f64) -> f64 {
        match self {
            Self::Linear { per_year } => (start + per_year * years).max(0.0),
            Self::Exponential { percent_per_year } => {
                start * (1.0 + percent_per_year / 100.0).powf(years)
            }
        }
    }

    /// After how many years there are `target`, from `start` on; below 0 if
    /// there were so many before.
    ///
    /// ```
    /// use tinyfoot::analysis::Growth;
    ///
    /// let law = Growth::Exponential { percent_per_year: 15.2 };
    /// let years = law.years_until(15e9, 250e9);
    /// assert_eq!((2023.0 + years).round(), 2043.0);
    /// ```
    pub fn years_until(self, start: f64, target: f64) -> f64 {
        match self {
            Self::Linear { per_year } => (target - start) / per_year,
            Self::Exponential { percent_per_year } => {
                (target / start).ln() / (percent_per_year / 100.0).ln_1p()
            }
        }
    }
}
