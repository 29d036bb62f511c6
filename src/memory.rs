//! Copies of memory where musl's own are slow: on x86-64 it moves whole words
//! by one instruction, which takes dozens of cycles to begin, and most of what
//! is copied here is no longer than a number or a row.
//!
//! The symbols take the place of those of the C library: no crate that is kept
//! well does this. Nothing but reads and writes of fixed size, and that same
//! instruction for what is longer, so that no copy is made of a copy. Without
//! optimisation reads are calls of a copy themselves, and musl's is left alone.

#![expect(unsafe_code, reason = "memory is copied by address")]

use std::arch::asm;
use std::arch::x86_64::__m128i;

/// What C says of `memcpy`: as [`memmove`], of what does not overlap.
///
/// # Safety
///
/// So many bytes can be read from the one, and written to the other.
#[cfg_attr(not(test), unsafe(no_mangle))]
unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    // SAFETY: the same is asked for.
    unsafe { memmove(to, from, count) }
}

/// What C says of `memmove`: copies bytes, which may overlap, and returns where
/// they are.
///
/// # Safety
///
/// So many bytes can be read from the one, and written to the other.
#[cfg_attr(not(test), unsafe(no_mangle))]
unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    // SAFETY: each reads and writes no more than the bytes that there are, which
    // are at least as many as one end has.
    unsafe {
        match count {
            0 => {}
            1 => *to = *from,
            2..=4 => ends::<u16>(to, from, count),
            5..=8 => ends::<u32>(to, from, count),
            9..=16 => ends::<u64>(to, from, count),
            17..=32 => ends::<__m128i>(to, from, count),
            33..=64 => ends::<[__m128i; 2]>(to, from, count),
            65..=128 => ends::<[__m128i; 4]>(to, from, count),
            // Also where `to` is before `from`.
            _ if to.addr().wrapping_sub(from.addr()) >= count => forward(to, from, count),
            _ => backward(to, from, count),
        }
    }
    to
}

/// Copies both ends of some bytes, which overlap or touch: both are read before
/// one is written.
#[inline(always)]
unsafe fn ends<T>(to: *mut u8, from: *const u8, count: usize) {
    let behind = count - size_of::<T>();
    // SAFETY: both ends are of the bytes that there are.
    unsafe {
        let first = from.cast::<T>().read_unaligned();
        let last = from.add(behind).cast::<T>().read_unaligned();
        to.cast::<T>().write_unaligned(first);
        to.add(behind).cast::<T>().write_unaligned(last);
    }
}

/// Copies eight bytes or more from the first to the last.
unsafe fn forward(to: *mut u8, from: *const u8, count: usize) {
    let behind = count - size_of::<u64>();
    // SAFETY: as many whole words as there are, and those at the end, which are
    // read before what they overlap is written.
    unsafe {
        let last = from.add(behind).cast::<u64>().read_unaligned();
        asm!(
            "rep movsq",
            inout("rcx") count / size_of::<u64>() => _,
            inout("rdi") to => _,
            inout("rsi") from => _,
            options(nostack, preserves_flags),
        );
        to.add(behind).cast::<u64>().write_unaligned(last);
    }
}

/// Copies eight bytes or more from the last to the first.
unsafe fn backward(to: *mut u8, from: *const u8, count: usize) {
    let behind = count - size_of::<u64>();
    // SAFETY: as `forward`, with the words at the beginning; the direction is
    // what it has to be again when it ends.
    unsafe {
        let first = from.cast::<u64>().read_unaligned();
        asm!(
            "std",
            "rep movsq",
            "cld",
            inout("rcx") count / size_of::<u64>() => _,
            inout("rdi") to.add(behind) => _,
            inout("rsi") from.add(behind) => _,
            options(nostack),
        );
        to.cast::<u64>().write_unaligned(first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All lengths and distances that are treated in ways of their own, to
    /// either side, against a copy of a copy; nothing beside it is written.
    #[test]
    fn bytes_are_where_they_belong() {
        const MOST: usize = 200;
        let bytes: Vec<u8> = (0..=u8::MAX).cycle().take(3 * MOST).collect();
        for count in 0..MOST {
            for start in (0..MOST).chain([2 * MOST]) {
                let mut moved = bytes.clone();
                let all = moved.as_mut_ptr();
                // SAFETY: both are within the vector.
                unsafe {
                    let to = all.add(start);
                    assert_eq!(memmove(to, all.add(MOST / 2), count), to);
                }
                let mut expected = bytes.clone();
                expected[start..][..count].copy_from_slice(&bytes[MOST / 2..][..count]);
                assert!(moved == expected, "{count} to {start}");
            }
        }
        let mut copied = [0; MOST];
        // SAFETY: there are as many in both.
        unsafe { memcpy(copied.as_mut_ptr(), bytes.as_ptr(), MOST) };
        assert_eq!(copied[..], bytes[..MOST]);
    }
}
