//! Where fields may end, found many bytes at a time.

use multiversion::{multiversion, target::match_target};

/// Marks are looked for in so many bytes, which stay near the processor until
/// their records were read.
const LOOK_BYTES: usize = 1 << 12;

/// Bytes that are looked at in one go.
pub(super) const BLOCK: usize = 64;
/// Bytes behind what was read, so that there is a block at each of its bytes.
pub(super) const PADDING: usize = BLOCK;
/// Marks that are written in one go, at most.
const AT_ONCE: usize = 16;

/// Where the marks are of what was looked at.
pub(super) struct Marks {
    pub(super) places: Vec<u32>,
    /// How many places are in use.
    count: usize,
    /// The one before the first that belongs to no record yet: what is before
    /// the record that comes next.
    pub(super) before: usize,
    /// How far was looked.
    pub(super) seen: usize,
}

impl Marks {
    /// None, before the first byte.
    pub(super) fn new() -> Self {
        Self {
            places: vec![u32::MAX],
            count: 1,
            before: 0,
            seen: 0,
        }
    }

    /// Those that belong to no record yet.
    #[inline]
    pub(super) fn ahead(&self) -> &[u32] {
        &self.places[self.before + 1..self.count]
    }

    /// Looks on in bytes that are padded behind their end, and forgets the marks
    /// of records before.
    pub(super) fn look(&mut self, bytes: &[u8], end: usize) {
        self.places.copy_within(self.before..self.count, 0);
        self.count -= std::mem::take(&mut self.before);
        let room = self.count + LOOK_BYTES + AT_ONCE;
        if self.places.len() < room {
            self.places.resize(room, 0);
        }
        let end = end.min(self.seen + LOOK_BYTES);
        let padded = &bytes[self.seen..end + PADDING];
        self.count += look(padded, as_place(self.seen), &mut self.places[self.count..]);
        self.seen = end;
    }

    /// Goes on at that place, behind a record with quotes.
    pub(super) fn skip(&mut self, to: usize) {
        let is_before = |place: &&u32| (**place as usize) < to;
        self.before += self.ahead().iter().take_while(is_before).count();
        self.seen = self.seen.max(to);
    }

    /// Follows bytes that move to the front.
    pub(super) fn move_by(&mut self, by: usize) {
        for place in &mut self.places[self.before..self.count] {
            *place = place.wrapping_sub(as_place(by));
        }
        self.seen -= by;
    }
}

/// A place as it is kept.
#[inline]
pub(super) fn as_place(at: usize) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "buffers are below 2^22")]
    let place = at as u32;
    place
}

/// Writes where the marks are in bytes before their padding, counted from a
/// start, and says how many there are.
#[multiversion(targets(
    "x86_64+avx512f+avx512bw+avx512dq+avx512vbmi2+bmi1+popcnt",
    "x86_64+avx2+bmi1+popcnt"
))]
fn look(padded: &[u8], start: u32, places: &mut [u32]) -> usize {
    let length = padded.len() - PADDING;
    let mut count = 0;
    for at in (0..length).step_by(BLOCK) {
        let Some(block) = padded[at..].first_chunk() else {
            break;
        };
        let found = match_target! {
            "x86_64+avx512bw" => x86::marks_of_64(block),
            "x86_64+avx2" => x86::marks_of_32s(block),
            _ => marks(block),
        };
        let found = found & (u64::MAX >> BLOCK.saturating_sub(length - at));
        let own = &mut places[count..];
        count += found.count_ones() as usize;
        let start = start + as_place(at);
        match_target! {
            "x86_64+avx512vbmi2" => write_found(&x86::places(found), found.count_ones(), start, own),
            _ => write(found, start, own),
        }
    }
    count
}

/// What ends fields, and quotes.
const MARKS: [u8; 3] = [b',', b'\n', b'"'];

/// A bit for each byte that is a mark.
#[inline(always)]
fn marks(block: &[u8; BLOCK]) -> u64 {
    /// Puts the lowest bits of eight bytes side by side, in the upper byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let are_marks = block.map(|byte| u8::from(MARKS.contains(&byte)));
    let (eights, _) = are_marks.as_chunks::<8>();
    eights.iter().rev().fold(0, |bits, eight| {
        bits << 8 | u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56
    })
}

/// Writes places of bits, counted from a start, and something behind them.
#[inline(always)]
fn write(mut bits: u64, start: u32, places: &mut [u32]) {
    // Each without asking whether there is one more: that is hard to foretell,
    // and there are seldom more than these.
    const USUAL: usize = 12;
    for places in places.chunks_exact_mut(USUAL) {
        for own in places {
            *own = start + bits.trailing_zeros();
            bits &= bits.wrapping_sub(1);
        }
        if bits == 0 {
            break;
        }
    }
}

/// Writes so many places that were found, counted from a start, and something
/// behind them.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn write_found(found: &[u8; BLOCK], count: u32, start: u32, places: &mut [u32]) {
    let pieces = places.chunks_exact_mut(AT_ONCE).zip(found.as_chunks().0);
    let mut left = count as usize;
    for (places, found) in pieces {
        let found: &[u8; AT_ONCE] = found;
        for (place, found) in places.iter_mut().zip(found) {
            *place = start + u32::from(*found);
        }
        if left <= AT_ONCE {
            break;
        }
        left -= AT_ONCE;
    }
}

/// What compilers do not find by themselves.
#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m256i, __m512i, _mm_cvtsi128_si64, _mm_extract_epi64, _mm256_cmpeq_epi8,
        _mm256_movemask_epi8, _mm256_or_si256, _mm256_set_epi64x, _mm256_set1_epi8,
        _mm512_cmpeq_epi8_mask, _mm512_extracti64x2_epi64, _mm512_maskz_compress_epi8,
        _mm512_set_epi64, _mm512_set1_epi8,
    };

    use super::{BLOCK, MARKS};

    type Words = [i64; BLOCK / 8];

    /// Bytes as words, which are of vectors without `unsafe`: compilers make one
    /// load or store of them.
    #[inline(always)]
    const fn words(bytes: &[u8; BLOCK]) -> Words {
        let mut words = [0; BLOCK / 8];
        let (eights, _) = bytes.as_chunks();
        let mut word = 0;
        while word < words.len() {
            words[word] = i64::from_le_bytes(eights[word]);
            word += 1;
        }
        words
    }

    #[target_feature(enable = "avx512f")]
    #[inline]
    fn vector(words: Words) -> __m512i {
        let [w0, w1, w2, w3, w4, w5, w6, w7] = words;
        _mm512_set_epi64(w7, w6, w5, w4, w3, w2, w1, w0)
    }

    #[target_feature(enable = "avx512f,avx512bw")]
    #[inline]
    pub(super) fn marks_of_64(block: &[u8; BLOCK]) -> u64 {
        let block = vector(words(block));
        let [comma, line, quote] =
            MARKS.map(|mark| _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(mark.cast_signed())));
        comma | line | quote
    }

    #[target_feature(enable = "avx2")]
    #[inline]
    pub(super) fn marks_of_32s(block: &[u8; BLOCK]) -> u64 {
        let [w0, w1, w2, w3, w4, w5, w6, w7] = words(block);
        let marks = |half: __m256i| {
            let [comma, line, quote] =
                MARKS.map(|mark| _mm256_cmpeq_epi8(half, _mm256_set1_epi8(mark.cast_signed())));
            let all = _mm256_or_si256(_mm256_or_si256(comma, line), quote);
            u64::from(_mm256_movemask_epi8(all).cast_unsigned())
        };
        let upper = marks(_mm256_set_epi64x(w7, w6, w5, w4));
        upper << 32 | marks(_mm256_set_epi64x(w3, w2, w1, w0))
    }

    /// The places of bits, and zeros behind them.
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vbmi2")]
    #[inline]
    pub(super) fn places(bits: u64) -> [u8; BLOCK] {
        const ALL: Words = {
            let mut all = [0; BLOCK];
            let mut place: u8 = 0;
            while (place as usize) < BLOCK {
                all[place as usize] = place;
                place += 1;
            }
            words(&all)
        };
        let found = _mm512_maskz_compress_epi8(bits, vector(ALL));
        let quarters = [
            _mm512_extracti64x2_epi64::<0>(found),
            _mm512_extracti64x2_epi64::<1>(found),
            _mm512_extracti64x2_epi64::<2>(found),
            _mm512_extracti64x2_epi64::<3>(found),
        ];
        let mut places = [0; BLOCK];
        let (eights, _) = places.as_chunks_mut();
        for (pair, quarter) in eights.chunks_exact_mut(2).zip(quarters) {
            pair[0] = _mm_cvtsi128_si64(quarter).to_le_bytes();
            pair[1] = _mm_extract_epi64::<1>(quarter).to_le_bytes();
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// What this processor finds is what is there, one by one.
        #[test]
        fn places_of_marks(
            bytes in prop::collection::vec(
                prop_oneof![Just(b','), Just(b'\n'), Just(b'"'), any::<u8>(), Just(b'x')],
                0..300,
            ),
            start in 0..1000_u32,
        ) {
            let are_marks = bytes.iter().enumerate().filter(|(_, byte)| b",\n\"".contains(byte));
            let expected: Vec<u32> = are_marks.map(|(at, _)| start + as_place(at)).collect();
            let mut places = vec![0; bytes.len() + AT_ONCE];
            let padded = [&bytes[..], &[b','; PADDING]].concat();
            let count = look(&padded, start, &mut places);
            prop_assert_eq!(&places[..count], expected);
            // The same without what this processor can do.
            if let Some(block) = padded.first_chunk() {
                let bits = |own: u64, (at, byte): (usize, &u8)| own | u64::from(MARKS.contains(byte)) << at;
                prop_assert_eq!(marks(block), block.iter().enumerate().fold(0, bits));
            }
        }
    }
}
