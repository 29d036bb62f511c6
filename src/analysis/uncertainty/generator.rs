//! Random numbers, several at once.

use std::hint::black_box;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// Generators that run side by side; their count is a part of the result, and
/// the same on every processor.
pub(super) const LANES: usize = 16;

/// Generators of the kind xoshiro128+, which its authors recommend for numbers
/// of single precision: Blackman & Vigna (2021), Scrambled Linear Pseudorandom
/// Number Generators, ACM Transactions on Mathematical Software 47(4), 36.
#[derive(Clone, Debug)]
pub(super) struct Lanes {
    state: [[u32; LANES]; 4],
}

impl Lanes {
    /// The generators of a stream of a seed: streams are independent.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        // The golden ratio keeps the seeds of streams far apart.
        let mut seeds =
            Xoshiro256PlusPlus::seed_from_u64(seed ^ stream.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut lane = || [0; LANES].map(|_: u32| seeds.next_u32());
        Self {
            state: [lane(), lane(), lane(), lane()],
        }
    }

    /// As many of them as the processor treats at once.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for each kind of processor")]
    pub(super) fn side<const WIDTH: usize>(&self, start: usize) -> Side<WIDTH> {
        let mut state = [[0; WIDTH]; 4];
        for (side, words) in state.iter_mut().zip(&self.state) {
            side.copy_from_slice(&words[start..start + WIDTH]);
        }
        Side {
            state,
            shifts: black_box((ROTATION, u32::BITS - ROTATION)),
        }
    }

    /// Takes the states back of some that have gone on.
    pub(super) fn keep<const WIDTH: usize>(&mut self, start: usize, side: &Side<WIDTH>) {
        for (words, side) in self.state.iter_mut().zip(&side.state) {
            words[start..start + WIDTH].copy_from_slice(side);
        }
    }
}

/// How far the last word of a state is rotated.
const ROTATION: u32 = 11;

/// Some of the generators, few enough to stay in registers.
pub(super) struct Side<const WIDTH: usize> {
    state: [[u32; WIDTH]; 4],
    /// To the left and to the right, for a rotation in two. Unknown to the
    /// compiler: where vectors have none of one instruction, it would rotate
    /// one word after the other.
    shifts: (u32, u32),
}

impl<const WIDTH: usize> Side<WIDTH> {
    /// The next 32 bits of each.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for each kind of processor")]
    pub(super) fn next(&mut self) -> [u32; WIDTH] {
        let [s0, s1, s2, s3] = &mut self.state;
        let (left, right) = self.shifts;
        let mut bits = [0; WIDTH];
        for lane in 0..WIDTH {
            bits[lane] = s0[lane].wrapping_add(s3[lane]);
            let shifted = s1[lane] << 9;
            s2[lane] ^= s0[lane];
            s3[lane] ^= s1[lane];
            s1[lane] ^= s2[lane];
            s0[lane] ^= s3[lane];
            s2[lane] ^= shifted;
            s3[lane] = if WIDTH == LANES {
                s3[lane].rotate_left(ROTATION)
            } else {
                s3[lane].wrapping_shl(left) | s3[lane].wrapping_shr(right)
            };
        }
        bits
    }
}

#[cfg(test)]
mod tests {
    use rand::rngs::Xoshiro128PlusPlus;

    use super::*;

    /// xoshiro128++ has the same states, and scrambles them otherwise.
    #[test]
    fn states_are_those_of_xoshiro128() {
        let mut lanes = Lanes::new(7, 3);
        let others = Lanes::new(7, 4);
        for lane in 0..LANES {
            let mut side: Side<LANES> = lanes.side(0);
            let state = side.state.map(|words| words[lane]);
            let mut bytes = [0; 16];
            for (bytes, word) in bytes.chunks_exact_mut(4).zip(state) {
                bytes.copy_from_slice(&word.to_le_bytes());
            }
            let mut reference = Xoshiro128PlusPlus::from_seed(bytes);
            for _ in 0..100 {
                let [s0, _, _, s3] = side.state.map(|words| words[lane]);
                let scrambled = s0.wrapping_add(s3).rotate_left(7).wrapping_add(s0);
                assert_eq!(scrambled, reference.next_u32());
                assert_eq!(side.next()[lane], s0.wrapping_add(s3));
            }
        }
        let mut side: Side<4> = lanes.side(8);
        let four = side.next();
        lanes.keep(8, &side);
        let all: Side<LANES> = lanes.side(0);
        assert_eq!(four[..], Lanes::new(7, 3).side::<LANES>(0).next()[8..12]);
        assert_eq!(all.state[0][8..12], side.state[0]);
        assert_ne!(four, others.side(8).next());
    }
}
