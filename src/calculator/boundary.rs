//! The boundary to WebAssembly: three functions that share memory with the
//! page.
//!
//! The page asks for room with `tinyfoot_allocate`, writes a request there as
//! UTF-8, calls `tinyfoot_answer`, reads the answer, and gives it back with
//! `tinyfoot_free`.

#![expect(
    unsafe_code,
    reason = "memory that is shared with the page has no owner that Rust knows of"
)]

use std::ptr;

/// Room for a request of `length` bytes, all zero, which `tinyfoot_answer` or
/// `tinyfoot_free` takes back.
// SAFETY: no other function of this name is linked into the module.
#[unsafe(no_mangle)]
pub extern "C" fn tinyfoot_allocate(length: usize) -> *mut u8 {
    Box::into_raw(vec![0_u8; length].into_boxed_slice()).cast()
}

/// Takes back what `tinyfoot_allocate` or `tinyfoot_answer` gave.
///
/// # Safety
///
/// `start` and `length` are those of one such piece, which is given back once.
// SAFETY: no other function of this name is linked into the module.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tinyfoot_free(start: *mut u8, length: usize) {
    // SAFETY: the contract is the same.
    drop(unsafe { taken(start, length) });
}

/// Answers the request that stands in a piece of `tinyfoot_allocate`, and takes
/// that piece back. The answer is a piece of its own: its start in the upper
/// 32 bits, its length in the lower ones.
///
/// # Safety
///
/// As for `tinyfoot_free`.
// SAFETY: no other function of this name is linked into the module.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tinyfoot_answer(start: *mut u8, length: usize) -> u64 {
    // SAFETY: the contract is the same.
    let request = unsafe { taken(start, length) };
    let answer = super::answer(&String::from_utf8_lossy(&request)).into_bytes();
    let length = answer.len() as u64;
    let start: *mut u8 = Box::into_raw(answer.into_boxed_slice()).cast();
    (start.addr() as u64) << 32 | length
}

/// The bytes of a piece, owned again.
///
/// # Safety
///
/// As for `tinyfoot_free`.
unsafe fn taken(start: *mut u8, length: usize) -> Box<[u8]> {
    // SAFETY: by the contract of the callers, this is what `Box::into_raw` gave,
    // and nobody else has it any more.
    unsafe { Box::from_raw(ptr::slice_from_raw_parts_mut(start, length)) }
}
