//! Sums without rounding.

use std::fmt::{self, Display};
use std::str::FromStr;

/// The exponent of the lowest bit that a number may have.
const LOWEST: i32 = -1074;
const LIMB_BITS: usize = 64;
/// A product of a number and a count takes three limbs where it lies across
/// their borders, and its carry one more.
const WIDTH: usize = 4;
/// More limbs than all numbers and counts take.
const MOST_LIMBS: usize = 64;

/// An exact sum of products of numbers, zero or more, with counts: it depends
/// neither on their order nor on how they are divided among several sums, and
/// is rounded once, when it is read.
///
/// A whole number of the smallest numbers there are, 2^-1074, in as many words
/// of 64 bits as it needs (Kulisch's accumulator).
///
/// ```
/// use tinyfoot::inventory::ExactSum;
///
/// let mut sum = ExactSum::default();
/// sum.add(0.1, 3);
/// sum.add(1e15, 1);
/// // 0.1 is a little more than a tenth; 1e15 + 0.3 is rounded once.
/// assert_eq!(sum.value(), 1e15 + 0.3);
/// ```
#[derive(Clone, Debug)]
pub struct ExactSum {
    /// Which limb of all the first one is.
    low: usize,
    limbs: Vec<u64>,
}

/// Bits of a number that are stored; the highest is not.
const MANTISSA_BITS: u32 = f64::MANTISSA_DIGITS - 1;

/// The whole number that a finite number is, but for its sign, and how many bits
/// above the lowest that there is its lowest bit stands.
fn parts(value: f64) -> (u128, usize) {
    let bits = value.abs().to_bits();
    let mantissa = u128::from(bits & ((1 << MANTISSA_BITS) - 1));
    match (bits >> MANTISSA_BITS) as usize {
        0 => (mantissa, 0),
        exponent => (mantissa | 1 << MANTISSA_BITS, exponent - 1),
    }
}

impl ExactSum {
    /// Nothing.
    pub const fn new() -> Self {
        Self {
            low: 0,
            limbs: Vec::new(),
        }
    }

    /// Adds a finite number, zero or more, so many times.
    pub fn add(&mut self, value: f64, count: u64) {
        let (mantissa, place) = parts(value);
        let product = mantissa * u128::from(count);
        if product == 0 {
            return;
        }
        let (limb, shift) = (place / LIMB_BITS, place % LIMB_BITS);
        self.reserve(limb, limb + WIDTH);
        let low = product << shift;
        // Twice, since a shift by all bits is none.
        let high = (product >> (127 - shift)) >> 1;
        #[expect(clippy::cast_possible_truncation, reason = "half of it at a time")]
        let parts = [low as u64, (low >> 64) as u64, high as u64];
        self.add_limbs(limb, &parts);
    }

    /// Takes away a finite number, zero or more, that is no more than the sum.
    pub(super) fn subtract(&mut self, value: f64) {
        // Its bits may be lower than all of the sum.
        let limb = parts(value).1 / LIMB_BITS;
        self.reserve(limb, limb + WIDTH);
        self.complement();
        self.add(value, 1);
        self.complement();
    }

    /// Turns all bits, which is what is left of ones alone.
    fn complement(&mut self) {
        self.limbs.iter_mut().for_each(|limb| *limb = !*limb);
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: &Self) {
        if other.limbs.is_empty() {
            return;
        }
        self.reserve(other.low, other.low + other.limbs.len() + 1);
        self.add_limbs(other.low, &other.limbs);
    }

    #[inline]
    fn reserve(&mut self, from: usize, to: usize) {
        if self.limbs.is_empty() || from < self.low || to > self.low + self.limbs.len() {
            self.grow(from, to);
        }
    }

    #[cold]
    fn grow(&mut self, from: usize, to: usize) {
        if self.limbs.is_empty() {
            self.low = from;
        }
        let more = self.low.saturating_sub(from);
        self.limbs.splice(0..0, std::iter::repeat_n(0, more));
        self.low -= more;
        let length = to.saturating_sub(self.low).max(self.limbs.len());
        self.limbs.resize(length, 0);
    }

    /// Adds limbs, for which there is room.
    #[inline]
    fn add_limbs(&mut self, at: usize, parts: &[u64]) {
        let own = &mut self.limbs[at - self.low..];
        let mut carry = false;
        for (own, part) in own.iter_mut().zip(parts) {
            let (sum, first) = own.overflowing_add(*part);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            *own = sum;
            carry = first | second;
        }
        if carry {
            self.carry(at + parts.len());
        }
    }

    #[cold]
    fn carry(&mut self, mut at: usize) {
        loop {
            self.reserve(at, at + 1);
            let limb = &mut self.limbs[at - self.low];
            let (sum, carries) = limb.overflowing_add(1);
            *limb = sum;
            if !carries {
                return;
            }
            at += 1;
        }
    }

    /// The number that is nearest to the sum, the even one of two.
    pub fn value(&self) -> f64 {
        let Some(top) = self.limbs.iter().rposition(|limb| *limb != 0) else {
            return 0.0;
        };
        let limb = |index: Option<usize>| index.map_or(0, |index| self.limbs[index]);
        let next = top.checked_sub(1);
        let upper = u128::from(self.limbs[top]) << 64 | u128::from(limb(next));
        let is_inexact = next.is_some_and(|next| self.limbs[..next].iter().any(|limb| *limb != 0));
        // From 53 bits on, what is cut off is rounded.
        let shift = 75 - upper.leading_zeros();
        let (kept, cut, half) = (
            upper >> shift,
            upper & ((1 << shift) - 1),
            1_u128 << (shift - 1),
        );
        let is_more = cut > half || (cut == half && (is_inexact || kept & 1 == 1));
        let rounded = kept + u128::from(is_more);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_possible_wrap,
            reason = "53 bits, and a few thousand places"
        )]
        let (mantissa, place) = (
            rounded as f64,
            shift as i32 + (self.low + top) as i32 * 64 - 64 + LOWEST,
        );
        // A power of two below the least is two factors.
        mantissa * 2_f64.powi(place / 2) * 2_f64.powi(place - place / 2)
    }
}

impl Default for ExactSum {
    fn default() -> Self {
        Self::new()
    }
}

/// A whole number in hexadecimal digits and the exponent of the power of two
/// that it is multiplied by: the same text for the same sum.
impl Display for ExactSum {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { low, limbs } = self;
        let first = limbs.iter().position(|limb| *limb != 0);
        let top = limbs.iter().rposition(|limb| *limb != 0);
        let (Some(first), Some(top)) = (first, top) else {
            return formatter.write_str("0");
        };
        write!(formatter, "{:x}", limbs[top])?;
        for limb in limbs[first..top].iter().rev() {
            write!(formatter, "{limb:016x}")?;
        }
        write!(formatter, "p{}", (low + first) * LIMB_BITS)
    }
}

impl PartialEq for ExactSum {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for ExactSum {}

/// A text is no sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no exact sum")]
pub struct NoSum;

impl FromStr for ExactSum {
    type Err = NoSum;

    fn from_str(text: &str) -> Result<Self, NoSum> {
        if text == "0" {
            return Ok(Self::default());
        }
        let (digits, place) = text.split_once('p').ok_or(NoSum)?;
        let place: usize = place.parse().map_err(|_| NoSum)?;
        let low = place / LIMB_BITS;
        let is_hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        if digits.is_empty() || !is_hexadecimal || !place.is_multiple_of(LIMB_BITS) {
            return Err(NoSum);
        }
        let digits = digits.as_bytes();
        if low + digits.len().div_ceil(16) > MOST_LIMBS {
            return Err(NoSum);
        }
        let limb = |digits: &[u8]| {
            let digits = str::from_utf8(digits).map_err(|_| NoSum)?;
            u64::from_str_radix(digits, 16).map_err(|_| NoSum)
        };
        let limbs = digits.rchunks(16).map(limb).collect::<Result<_, _>>()?;
        Ok(Self { low, limbs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sum(terms: &[(f64, u64)]) -> ExactSum {
        let mut sum = ExactSum::default();
        for (value, count) in terms {
            sum.add(*value, *count);
        }
        sum
    }

    #[test]
    fn by_hand() {
        assert_eq!(sum(&[]).value(), 0.0);
        assert_eq!(sum(&[(0.0, 5), (2.5, 0)]).value(), 0.0);
        assert_eq!(sum(&[(2.5, 4)]).value(), 10.0);
        // What is lost one by one is there together.
        assert_eq!(sum(&[(1e16, 1), (1.0, 2)]).value(), 1e16 + 2.0);
        let mut small = sum(&[(1e16, 1)]);
        (0..2).for_each(|_| small.add(1.0, 1));
        assert_eq!(small.value(), 1e16 + 2.0);
        // Half way between two numbers: the even one, and a little more is the
        // next.
        let two_to_53 = 9_007_199_254_740_992.0;
        assert_eq!(sum(&[(two_to_53, 1), (1.0, 1)]).value(), two_to_53);
        assert_eq!(
            sum(&[(two_to_53, 1), (1.0, 1), (1e-300, 1)]).value(),
            two_to_53 + 2.0
        );
        // The ends of what there is.
        for value in [f64::MIN_POSITIVE, 5e-324, f64::MAX, 1e300] {
            assert_eq!(sum(&[(value, 1)]).value(), value);
        }
        assert_eq!(sum(&[(5e-324, 3)]).value(), 1.5e-323);
    }

    #[test]
    fn carries_run_through() {
        let mut all = ExactSum::default();
        for _ in 0..3 {
            all.add(f64::from_bits(1), u64::MAX);
        }
        all.add(f64::from_bits(1), 3);
        // 3 × 2^64 of the smallest.
        assert_eq!(all.to_string(), "3p64");
    }

    #[test]
    fn texts_that_are_no_sums() {
        for text in [
            "",
            "p0",
            "1",
            "1p1",
            "1p-64",
            "xp0",
            "1p99999999999",
            "+1p0",
        ] {
            assert_eq!(text.parse::<ExactSum>(), Err(NoSum), "{text}");
        }
        let long = "1".repeat(5000) + "p0";
        assert_eq!(long.parse::<ExactSum>(), Err(NoSum));
    }

    proptest! {
        /// The order and the parts do not matter, and the text reads back.
        #[test]
        fn parts_make_the_whole(
            terms in prop::collection::vec((0.0..1e12_f64, 0..u64::MAX), 0..40),
            tiny in prop::collection::vec((0.0..1e-200_f64, 0..9_u64), 0..5),
            at in 0..40_usize,
        ) {
            let terms = [terms, tiny].concat();
            let whole = sum(&terms);
            let mut backwards = terms.clone();
            backwards.reverse();
            prop_assert_eq!(sum(&backwards).to_string(), whole.to_string());
            let (first, second) = terms.split_at(at.min(terms.len()));
            let mut parts = sum(second);
            parts.merge(&sum(first));
            prop_assert_eq!(parts.to_string(), whole.to_string());
            let read: ExactSum = whole.to_string().parse().unwrap();
            prop_assert_eq!(read.value(), whole.value());
            prop_assert_eq!(read.to_string(), whole.to_string());
        }

        /// Whole numbers are added as whole numbers are.
        #[test]
        fn whole_numbers(terms in prop::collection::vec((0..1_u64 << 53, 0..1_u64 << 40), 0..30)) {
            let exact: u128 = terms.iter().map(|(value, count)| u128::from(*value) * u128::from(*count)).sum();
            #[expect(clippy::cast_precision_loss)]
            let floats: Vec<(f64, u64)> = terms.iter().map(|(value, count)| (*value as f64, *count)).collect();
            #[expect(clippy::cast_precision_loss)]
            let nearest = exact as f64;
            prop_assert_eq!(sum(&floats).value(), nearest);
        }
    }
}
