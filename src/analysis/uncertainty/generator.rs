//! Random numbers, several at once.

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

    /// The next 32 bits of each.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for each kind of processor")]
    pub(super) fn next(&mut self) -> [u32; LANES] {
        let [s0, s1, s2, s3] = &mut self.state;
        let mut bits = [0; LANES];
        for lane in 0..LANES {
            bits[lane] = s0[lane].wrapping_add(s3[lane]);
            let shifted = s1[lane] << 9;
            s2[lane] ^= s0[lane];
            s3[lane] ^= s1[lane];
            s1[lane] ^= s2[lane];
            s0[lane] ^= s3[lane];
            s2[lane] ^= shifted;
            s3[lane] = s3[lane].rotate_left(11);
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
        for lane in 0..LANES {
            let mut lanes = lanes.clone();
            let state = lanes.state.map(|words| words[lane]);
            let mut bytes = [0; 16];
            for (bytes, word) in bytes.chunks_exact_mut(4).zip(state) {
                bytes.copy_from_slice(&word.to_le_bytes());
            }
            let mut reference = Xoshiro128PlusPlus::from_seed(bytes);
            for _ in 0..100 {
                let [s0, _, _, s3] = lanes.state.map(|words| words[lane]);
                let scrambled = s0.wrapping_add(s3).rotate_left(7).wrapping_add(s0);
                assert_eq!(scrambled, reference.next_u32());
                assert_eq!(lanes.next()[lane], s0.wrapping_add(s3));
            }
        }
        assert_ne!(lanes.next(), Lanes::new(7, 4).next());
    }
}
