//! Sums of what many rows cost, side by side and without rounding.

use std::array;

use super::exact::ExactSum;

/// Sums to which products of numbers, zero or more, with counts are added as
/// long as that takes no rounding: each is what two numbers are together.
///
/// What is lost when two numbers are added is a number itself, found by six
/// additions (Knuth's 2Sum; Møller 1965); a product with a small count is that of
/// both halves of a number, neither of which is rounded (Dekker 1971).
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
pub(super) struct Near<const COUNT: usize> {
    upper: [f64; COUNT],
    /// What was lost of the upper ones.
    lower: [f64; COUNT],
}

/// Half of a number has at most 27 bits: so many times, it has 53.
const MOST_TIMES: u64 = 1 << 26;
/// The bits of the lower half of a number.
const LOWER_HALF: u64 = (1 << 27) - 1;

/// The nearest number that ends in zeros: what is left is as often less than
/// nothing as more, and adds up to little.
#[inline(always)]
fn upper_half(number: f64) -> f64 {
    f64::from_bits((number.to_bits().wrapping_add(LOWER_HALF / 2 + 1)) & !LOWER_HALF)
}

impl<const COUNT: usize> Near<COUNT> {
    pub(super) const ZERO: Self = Self {
        upper: [0.0; COUNT],
        lower: [0.0; COUNT],
    };

    /// Adds numbers so many times. Nothing is added where something would be
    /// lost: the sums must be settled then.
    #[inline(always)]
    #[must_use]
    pub(super) fn add(&mut self, values: &[f64; COUNT], times: u64) -> bool {
        if times >= MOST_TIMES {
            return false;
        }
        #[expect(clippy::cast_possible_truncation, reason = "less than 2^26")]
        let times = f64::from(times as u32);
        let upper_half = values.map(upper_half);
        let upper_product = upper_half.map(|half| half * times);
        let lower_product: [f64; COUNT] =
            array::from_fn(|own| (values[own] - upper_half[own]) * times);
        let (upper, lost) = two_sums(&self.upper, &upper_product);
        let (lost, still_lost) = two_sums(&lower_product, &lost);
        let (lower, lost) = two_sums(&self.lower, &lost);
        // What is infinite makes this no number.
        let is_exact = |own: usize| still_lost[own].abs() + lost[own].abs() == 0.0;
        if !(0..COUNT).map(is_exact).fold(true, |all, own| all & own) {
            return false;
        }
        *self = Self { upper, lower };
        true
    }

    /// Adds all to other sums, and begins anew.
    pub(super) fn settle(&mut self, sums: [&mut ExactSum; COUNT]) {
        let Self { upper, lower } = std::mem::replace(self, Self::ZERO);
        for (sum, (upper, lower)) in sums.into_iter().zip(upper.into_iter().zip(lower)) {
            sum.add(upper, 1);
            if lower < 0.0 {
                sum.subtract(-lower);
            } else {
                sum.add(lower, 1);
            }
        }
    }
}

/// Sums as they are rounded, and what that loses.
#[inline(always)]
fn two_sums<const COUNT: usize>(
    one: &[f64; COUNT],
    other: &[f64; COUNT],
) -> ([f64; COUNT], [f64; COUNT]) {
    let sum: [f64; COUNT] = array::from_fn(|own| one[own] + other[own]);
    let lost = array::from_fn(|own| {
        let of_other = sum[own] - one[own];
        let of_one = sum[own] - of_other;
        (one[own] - of_one) + (other[own] - of_other)
    });
    (sum, lost)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Adds to near sums as long as these are exact, and else to far ones: how
    /// often they were settled, and what they come to.
    fn near(terms: &[([f64; 2], u64)]) -> (usize, [ExactSum; 2]) {
        let (mut near, mut far, mut settled) = (Near::ZERO, [const { ExactSum::new() }; 2], 0);
        for (values, times) in terms {
            if !near.add(values, *times) {
                near.settle(far.each_mut());
                settled += 1;
                for (sum, value) in far.iter_mut().zip(values) {
                    sum.add(*value, *times);
                }
            }
        }
        near.settle(far.each_mut());
        (settled, far)
    }

    fn exact(terms: &[([f64; 2], u64)]) -> [ExactSum; 2] {
        let mut sums = [const { ExactSum::new() }; 2];
        for (values, times) in terms {
            for (sum, value) in sums.iter_mut().zip(values) {
                sum.add(*value, *times);
            }
        }
        sums
    }

    /// What is lost may be less than nothing: 2^53 + 3 is rounded up by one, and
    /// 2^53 + 1 down.
    #[test]
    fn what_is_lost_is_kept() {
        let two_to_53 = 9_007_199_254_740_992.0;
        let terms = [([two_to_53, two_to_53], 1), ([3.0, 1.0], 1)];
        let (settled, sums) = near(&terms);
        assert_eq!((settled, &sums), (0, &exact(&terms)));
        assert_eq!(sums[0].to_string(), "8000000000000c000000000000p1024");
    }

    #[test]
    fn what_would_be_lost_is_not_added() {
        for terms in [
            // Too many bits for both.
            [([1e30, 0.0], 1), ([0.1, 0.0], 1), ([1e-30, 1.0], 3)],
            [([0.1, 0.1], 1), ([0.1, 0.1], MOST_TIMES), ([0.1, 0.1], 1)],
            // Products that are infinite.
            [([1e308, 0.1], 1), ([1e308, 0.1], 100), ([f64::MAX, 0.1], 1)],
        ] {
            let (settled, sums) = near(&terms);
            assert_eq!((settled > 0, &sums), (true, &exact(&terms)), "{terms:?}");
        }
    }

    /// Rows like those of an inventory are seldom settled: else this is slow.
    #[test]
    fn sums_of_many_rows_are_seldom_settled() {
        let term = |row: u64| {
            #[expect(clippy::cast_precision_loss, reason = "small")]
            let share = (row * 7919 % 10_007) as f64 / 10_007.0;
            ([0.1 + share * 20.0, 1e-4 + share], 1 + row * 31 % 5000)
        };
        let terms: Vec<_> = (0..100_000).map(term).collect();
        let (settled, sums) = near(&terms);
        assert!(settled < 100, "{settled}");
        assert_eq!(sums, exact(&terms));
    }

    fn numbers() -> impl Strategy<Value = f64> {
        prop_oneof![
            0.0..1e3,
            0.0..1e-3,
            0.0..1e300,
            0.0..1e-300,
            Just(0.0),
            Just(f64::from_bits(1)),
            Just(f64::MAX),
        ]
    }

    proptest! {
        #[test]
        fn any_terms(
            terms in prop::collection::vec(
                ([numbers(), numbers()], prop_oneof![0..5000_u64, 0..MOST_TIMES + 2, 0..u64::MAX]),
                0..40,
            ),
        ) {
            prop_assert_eq!(near(&terms).1, exact(&terms));
        }
    }
}
