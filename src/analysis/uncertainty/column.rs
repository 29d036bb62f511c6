//! Operations on columns of draws, many numbers at once.
//!
//! Each is compiled for several widths of vectors, and the widest that the
//! processor has is taken when it runs. They are made of additions,
//! multiplications, divisions and square roots, which every processor rounds
//! the same way, in an order that does not depend on the width: the results are
//! the same, to the last bit, on all of them.

use std::ops::{Add, Mul};

use multiversion::multiversion;

/// Steps of a histogram: far finer than the noise of a million draws.
pub(super) const BINS: usize = 4096;

/// Makes all of a column one value.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn fill(column: &mut [f32], value: f32) {
    column.fill(value);
}

/// Adds a multiple of a column to sums.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn add<V: Copy + Into<f64>>(sums: &mut [f64], scale: f64, column: &[V]) {
    for (sum, value) in sums.iter_mut().zip(column) {
        *sum += scale * (*value).into();
    }
}

/// Adds a multiple of the product of two columns to sums.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn add_product<V: Copy + Into<f64>>(
    sums: &mut [f64],
    scale: f64,
    first: &[V],
    second: &[V],
) {
    for ((sum, first), second) in sums.iter_mut().zip(first).zip(second) {
        *sum += scale * (*first).into() * (*second).into();
    }
}

/// Values that are added up side by side.
const SIDE: usize = 64;

/// Numbers that sums are made in.
pub(super) trait Number: Copy + Add<Output = Self> + Mul<Output = Self> + Into<f64> {
    /// The nearest one.
    fn nearest(value: f64) -> Self;
}

impl Number for f32 {
    #[expect(clippy::cast_possible_truncation, reason = "the nearest one is meant")]
    fn nearest(value: f64) -> Self {
        value as Self
    }
}

impl Number for f64 {
    fn nearest(value: f64) -> Self {
        value
    }
}

/// Fills sums with a constant and multiples of columns, which are added up in
/// numbers of type `N`.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn sum<N: Number, V: Copy + Into<f64>>(
    sums: &mut [f64],
    constant: f64,
    terms: &[(f64, &[V])],
) {
    let (whole, rest) = sums.as_chunks_mut::<SIDE>();
    let done = whole.len() * SIDE;
    for (chunk, sums) in whole.iter_mut().enumerate() {
        let mut own = [N::nearest(0.0); SIDE];
        for (scale, column) in terms {
            let scale = N::nearest(*scale);
            let values = &column[chunk * SIDE..][..SIDE];
            for (own, value) in own.iter_mut().zip(values) {
                *own = *own + scale * N::nearest((*value).into());
            }
        }
        for (sum, own) in sums.iter_mut().zip(own) {
            *sum = constant + own.into();
        }
    }
    for (index, sum) in rest.iter_mut().enumerate() {
        let values = terms
            .iter()
            .map(|(scale, column)| N::nearest(*scale) * N::nearest(column[done + index].into()));
        let own = values.fold(N::nearest(0.0), |sum, value| sum + value);
        *sum = constant + own.into();
    }
}

/// Multiplies values by a column.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn multiply<V: Copy + Into<f64>>(values: &mut [f64], column: &[V]) {
    for (value, factor) in values.iter_mut().zip(column) {
        *value *= (*factor).into();
    }
}

/// Values that are added up side by side.
const SUMS: usize = 32;

/// The sum of the differences of values from a middle, and of their squares.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn moments(column: &[f64], middle: f64) -> (f64, f64) {
    let (mut sums, mut squares) = ([0.0; SUMS], [0.0; SUMS]);
    let (whole, rest) = column.as_chunks::<SUMS>();
    for values in whole {
        let beyond = values.map(|value| value - middle);
        for lane in 0..SUMS {
            sums[lane] += beyond[lane];
            squares[lane] += beyond[lane] * beyond[lane];
        }
    }
    for ((value, sum), square) in rest.iter().zip(&mut sums).zip(&mut squares) {
        let beyond = value - middle;
        *sum += beyond;
        *square += beyond * beyond;
    }
    (sums.iter().sum(), squares.iter().sum())
}

/// The steps of a histogram in which values lie, from the first to the last:
/// the last bits of a sum with 2^52, whose digits are whole numbers. A cast
/// says the same, one number at a time.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub(super) fn steps(places: &mut [u32], column: &[f64], start: f64, per_step: f64) {
    const WHOLE: f64 = 4_503_599_627_370_496.0;
    #[expect(clippy::cast_precision_loss, reason = "4096")]
    const LAST: f64 = (BINS - 1) as f64;
    for (place, value) in places.iter_mut().zip(column) {
        let step = (value - start) * per_step - 0.5;
        // Not `clamp`, which says what becomes of what is no number.
        let inside = if step > 0.0 { step } else { 0.0 };
        let inside = if inside < LAST { inside } else { LAST };
        #[expect(clippy::cast_possible_truncation, reason = "the last bits are meant")]
        let whole = (inside + WHOLE).to_bits() as u32;
        *place = whole;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What vectors give, against the same formulas one number at a time: to
    /// the last bit.
    #[test]
    fn vectors_change_nothing() {
        let all: Vec<f32> = (0..1000_u16).map(|i| f32::from(i).sqrt()).collect();
        let values: Vec<f64> = all.iter().map(|share| f64::from(*share)).collect();
        let mut sums = values.clone();
        add(&mut sums, 1.1, &all);
        add_product(&mut sums, 0.3, &all, &all);
        multiply(&mut sums, &all);
        for (sum, value) in sums.iter().zip(&values) {
            let single = (value + 1.1 * value + 0.3 * value * value) * value;
            assert_eq!(sum.to_bits(), single.to_bits());
        }
        let terms = [(1.1, &all[..]), (0.3, &all[..])];
        sum::<f64, f32>(&mut sums, 0.7, &terms);
        for (sum, value) in sums.iter().zip(&values) {
            assert_eq!(sum.to_bits(), (0.7 + (1.1 * value + 0.3 * value)).to_bits());
        }
        sum::<f32, f32>(&mut sums, 0.7, &terms);
        for (sum, value) in sums.iter().zip(&all) {
            let single = 0.7 + f64::from(1.1 * value + 0.3 * value);
            assert_eq!(sum.to_bits(), single.to_bits());
        }
        let (mut sums, mut squares) = ([0.0; SUMS], [0.0; SUMS]);
        for (index, value) in values.iter().enumerate() {
            let beyond = value - 0.1;
            sums[index % SUMS] += beyond;
            squares[index % SUMS] += beyond * beyond;
        }
        let single: (f64, f64) = (sums.iter().sum(), squares.iter().sum());
        assert_eq!(moments(&values, 0.1), single);
    }

    /// A step is what a cast says, half-way cases aside.
    #[test]
    fn steps_are_casts() {
        let column: Vec<f64> = (0..100_000)
            .map(|i| f64::from(i) * 0.061_728_345 - 100.0)
            .collect();
        let mut places = vec![0; column.len()];
        steps(&mut places, &column, 0.0, 1.0);
        for (step, place) in column.iter().zip(&places) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let cast = (*step as u32).min(4095);
            assert_eq!(*place, cast, "{step}");
        }
        steps(&mut places[..2], &[f64::MIN, f64::MAX], 0.0, 1.0);
        assert_eq!(places[..2], [0, 4095]);
    }
}
