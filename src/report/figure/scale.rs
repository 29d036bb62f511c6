//! From values to places: linear and logarithmic.

/// A scale from its least to its most value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::report) enum Scale {
    /// Equal steps are equally long.
    Linear { from: f64, to: f64, step: f64 },
    /// Equal ratios are equally long: whole decades, as powers of 10.
    Log { from: i32, to: i32 },
}

/// A number of things.
pub(super) fn count(things: usize) -> f64 {
    u32::try_from(things).map_or(f64::from(u32::MAX), f64::from)
}

impl Scale {
    /// A linear scale that holds the values, with about `ticks` round ones.
    pub(in crate::report) fn linear(least: f64, most: f64, ticks: f64) -> Self {
        let span = if most > least { most - least } else { 1.0 };
        let rough = span / ticks;
        let power = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .into_iter()
            .map(|times| times * power)
            .find(|step| *step >= rough * 0.999)
            .unwrap_or(rough);
        Self::Linear {
            from: least,
            to: if most > least { most } else { least + 1.0 },
            step,
        }
    }

    /// A logarithmic scale of whole decades that holds positive values; the
    /// least of them is not at its very start.
    pub(in crate::report) fn log(least: f64, most: f64) -> Self {
        /// A bar of the least value is to be seen.
        const SHORTEST: f64 = 0.15;
        let (least, most) = (least.max(f64::MIN_POSITIVE), most.max(f64::MIN_POSITIVE));
        let from = whole((least.log10() - SHORTEST).floor());
        let to = whole((most.log10() - 1e-9).ceil()).max(from + 1);
        Self::Log { from, to }
    }

    /// Where a value is: 0 at the start, 1 at the end, never beyond.
    pub(in crate::report) fn place(&self, value: f64) -> f64 {
        let share = match *self {
            Self::Linear { from, to, .. } => (value - from) / (to - from),
            Self::Log { from, to } if value > 0.0 => {
                (value.log10() - f64::from(from)) / f64::from(to - from)
            }
            Self::Log { .. } => 0.0,
        };
        share.clamp(0.0, 1.0)
    }

    /// A value whose unit suits the axis: the largest that is named, or that in
    /// the middle of many decades.
    pub(in crate::report) fn usual(&self) -> f64 {
        match *self {
            Self::Linear { .. } => self.ticks().into_iter().map(f64::abs).fold(0.0, f64::max),
            Self::Log { from, to } => power_of_ten(i32::midpoint(from, to)),
        }
    }

    /// The values that are named along it.
    pub(in crate::report) fn ticks(&self) -> Vec<f64> {
        match *self {
            Self::Linear { from, to, step } => {
                let first = (from / step - 1e-9).ceil();
                let steps = (to / step + 1e-9).floor() - first;
                // Steps are never added up, and a tick is the number that it says.
                let tick = |index: i32| {
                    let value = (first + f64::from(index)) * step;
                    format!("{value:.9e}").parse().unwrap_or(value)
                };
                (0..=whole(steps)).map(tick).collect()
            }
            Self::Log { from, to } => {
                /// More names would stand on one another.
                const MOST: i32 = 8;
                let every = (to - from) / MOST + 1;
                let shown = (from..=to).filter(|power| (power - from) % every == 0);
                shown.map(power_of_ten).collect()
            }
        }
    }

    /// Between the decades of a logarithmic scale: 2 to 9 times each.
    pub(in crate::report) fn minor_ticks(&self) -> Vec<f64> {
        match *self {
            Self::Log { from, to } if to - from <= 6 => (from..to)
                .flat_map(|power| (2..10).map(move |times| f64::from(times) * power_of_ten(power)))
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// The number that its decimal text says: 0.001, not a product of tenths.
fn power_of_ten(power: i32) -> f64 {
    format!("1e{power}").parse().unwrap_or_default()
}

#[expect(clippy::cast_possible_truncation, reason = "a few hundred at most")]
fn whole(value: f64) -> i32 {
    value as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linear_places_are_in_proportion() {
        let scale = Scale::linear(0.0, 5.63, 6.0);
        assert_eq!(scale.place(0.0), 0.0);
        assert_eq!(scale.place(5.63), 1.0);
        assert!((scale.place(1.126) - 0.2).abs() < 1e-12);
        assert_eq!(scale.ticks(), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        let tenths = Scale::linear(0.0, 0.55, 6.0);
        assert_eq!(tenths.ticks(), [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]);
        let signed = Scale::linear(-3.0, 5.0, 4.0);
        assert_eq!(signed.ticks(), [-2.0, 0.0, 2.0, 4.0]);
        let nothing = Scale::linear(0.0, 0.0, 5.0);
        assert_eq!(nothing.place(0.0), 0.0);
    }

    #[test]
    fn decades_are_equally_long() {
        // 0.89 to 349: from 0.1 to 1000, four decades.
        let scale = Scale::log(0.89, 349.0);
        assert_eq!(scale, Scale::Log { from: -1, to: 3 });
        assert_eq!(scale.ticks(), [0.1, 1.0, 10.0, 100.0, 1000.0]);
        for (value, place) in [(0.1, 0.0), (1.0, 0.25), (10.0, 0.5), (1000.0, 1.0)] {
            assert!((scale.place(value) - place).abs() < 1e-12, "{value}");
        }
        // 10 times is as far wherever it starts.
        let far = scale.place(35.0) - scale.place(3.5);
        assert!((far - 0.25).abs() < 1e-12);
        // At a decade, the bar would have no length.
        assert_eq!(Scale::log(1.0, 10.0), Scale::Log { from: -1, to: 1 });
        assert_eq!(scale.place(0.0), 0.0);
        assert_eq!(scale.minor_ticks().len(), 4 * 8);
        assert!(Scale::log(1e-12, 1e12).ticks().len() <= 9);
    }
}
