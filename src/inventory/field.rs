//! Numbers out of the bytes of a field.

use crate::device::keys::{LIFESPAN_YEARS, MEAN_POWER_MW};
use crate::read::Bounds;

/// More devices in a row are a typing error.
pub(super) const MOST_DEVICES: f64 = 1e15;
/// Between what the numbers of a row lie, in the order of their paths.
pub(super) const NUMBER_BOUNDS: [Bounds<'static>; 2] =
    [LIFESPAN_YEARS.bounds, MEAN_POWER_MW.bounds];

/// Digits of which a whole number is a `f64` exactly.
const EXACT_DIGITS: usize = 15;
const POWERS: [f64; EXACT_DIGITS + 1] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];

/// Bytes that are read in one go.
const WORD: usize = 8;
/// A text and what is behind it.
type Padded = [u8; WORD];
const ONES: u64 = u64::from_ne_bytes([1; WORD]);
const HIGHS: u64 = ONES << 7;
/// What eight digits are without their values.
const ZEROS: u64 = ONES * b'0' as u64;

/// A plain decimal number as TOML writes it, such as `3` or `0.25`; nothing for
/// any other text, which may be a number too.
///
/// Two whole numbers that are exact make a quotient that is rounded once: the
/// nearest number to the text (Clinger 1990).
#[cold]
pub(super) fn long_decimal(text: &[u8]) -> Option<f64> {
    let (mut digits, mut mantissa, mut point) = (0, 0_u64, None);
    for (place, byte) in text.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            // Too many digits are seen below.
            mantissa = mantissa.wrapping_mul(10).wrapping_add(digit.into());
            digits += 1;
        } else if *byte == b'.' && point.is_none() {
            point = Some(place);
        } else {
            return None;
        }
    }
    let whole = point.unwrap_or(text.len());
    let fraction = digits - whole;
    let is_toml = whole > 0 && (whole == 1 || text[0] != b'0') && (point.is_none() || fraction > 0);
    if !is_toml || digits > EXACT_DIGITS {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "at most 15 digits")]
    let mantissa = mantissa as f64;
    Some(mantissa / POWERS[fraction])
}

/// The same of a text that is short, all of its bytes at once: how long numbers
/// are, and where their points, is hard to foretell. Nothing if it is longer.
#[inline]
pub(super) fn short_decimal(padded: Padded, length: usize) -> Option<f64> {
    if length > WORD {
        return None;
    }
    let word = u64::from_le_bytes(padded);
    let points = word ^ (ONES * u64::from(b'.'));
    // The lowest of these bits is that of the first point.
    let points = points.wrapping_sub(ONES) & !points & HIGHS;
    let point = points.trailing_zeros() as usize / 8;
    let mut digits = word ^ ZEROS;
    let starts_with_zero = digits.trailing_zeros() >= 8;
    let mut fraction = 0;
    let mut whole = length;
    if point < length {
        // The digits before the point take its place.
        let before = (1 << (8 * point)) - 1;
        digits = digits & !before & !(0xff << (8 * point)) | (digits & before) << 8;
        fraction = length - point - 1;
        whole = if fraction > 0 { point } else { 0 };
    }
    let most_whole = if starts_with_zero { 1 } else { WORD };
    let is_toml = (1..=most_whole).contains(&whole);
    let mantissa = eight_digits(digits, length)?;
    #[expect(clippy::cast_precision_loss, reason = "at most 8 digits")]
    let number = mantissa as f64 / POWERS[fraction % WORD];
    is_toml.then_some(number)
}

/// A whole number of devices.
///
/// # Errors
///
/// What it must be, where it is none.
#[cold]
pub(super) fn whole(text: &[u8]) -> Result<u64, String> {
    let number = str::from_utf8(text).ok().map(|text| text.trim().parse());
    let is_count = |number: &f64| (0.0..=MOST_DEVICES).contains(number) && number.fract() == 0.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole, from 0 to 10^15"
    )]
    match number {
        Some(Ok(number)) if is_count(&number) => Ok(number as u64),
        _ => Err(format!(
            "`count` is `{}`, and must be a whole number from 0 to {MOST_DEVICES:e}",
            String::from_utf8_lossy(text)
        )),
    }
}

/// The same of a text that is short; nothing if it is longer, or other than
/// digits.
#[inline]
pub(super) fn short_whole(padded: Padded, length: usize) -> Option<u64> {
    eight_digits(u64::from_le_bytes(padded) ^ ZEROS, length)
}

/// The number of so many digits, up to eight, each a byte, the first in the
/// lowest place.
#[inline]
fn eight_digits(digits: u64, length: usize) -> Option<u64> {
    let unused = WORD.wrapping_sub(length);
    if unused >= WORD {
        return None;
    }
    let digits = digits << (8 * unused);
    let are_above_nine = (digits.wrapping_add(ONES * 0x76) | digits) & HIGHS;
    // Pairs of digits, then pairs of these, then both halves.
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    let eight = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff;
    (are_above_nine == 0).then_some(eight)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The text with others behind it.
    fn padded(text: &str) -> Padded {
        let mut bytes = [b'.'; WORD];
        for (byte, own) in bytes.iter_mut().zip(text.bytes().chain(*b",1.5")) {
            *byte = own;
        }
        bytes
    }

    /// Short texts are read in two ways, which agree.
    fn decimal(text: &str) -> Option<f64> {
        let number = long_decimal(text.as_bytes());
        if text.len() <= WORD {
            assert_eq!(short_decimal(padded(text), text.len()), number, "{text}");
        } else {
            assert_eq!(short_decimal(padded(text), text.len()), None, "{text}");
        }
        number
    }

    #[test]
    fn plain_numbers() {
        for (text, number) in [
            ("0", 0.0),
            ("3", 3.0),
            ("0.25", 0.25),
            ("12.50", 12.5),
            ("12345678", 12_345_678.0),
            ("123456.7", 123_456.7),
            ("123456.78", 123_456.78),
            ("0.000001", 0.000_001),
        ] {
            assert_eq!(decimal(text), Some(number));
        }
        for text in [
            "",
            ".",
            "1.",
            ".5",
            "007",
            "00.5",
            "1e3",
            "+1",
            "-1",
            "1_0",
            "inf",
            " 1",
            "1.2.3",
            "0x1",
            "1234567.",
            "1234567x",
            "\u{7f}1",
            "1:2",
            "1/2",
            "1234567890123456",
            "99999999999999999999999999999999",
        ] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }

    #[test]
    fn counts() {
        let whole = |text: &str| {
            let number = whole(text.as_bytes()).ok();
            let short = short_whole(padded(text), text.len());
            assert!(short.is_none() || short == number, "{text}");
            number
        };
        assert_eq!(whole("0"), Some(0));
        assert_eq!(whole("250"), Some(250));
        assert_eq!(whole("12345678"), Some(12_345_678));
        assert_eq!(whole("123456789"), Some(123_456_789));
        assert_eq!(whole("1e6"), Some(1_000_000));
        assert_eq!(whole(" 7 "), Some(7));
        assert_eq!(whole("1000000000000000"), Some(1_000_000_000_000_000));
        for text in ["", "-1", "1.5", "x", "1e16", "nan", "inf", "\u{663}"] {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn as_the_standard_library_reads_them(number in 0..10_u64.pow(15), fraction in 1..15_usize) {
            let digits = format!("{number:016}");
            let (whole, part) = digits.split_at(16 - fraction);
            let text = format!("{}.{part}", whole.trim_start_matches('0'));
            let text = text.strip_prefix('.').map_or(text.clone(), |part| format!("0.{part}"));
            if let Some(found) = decimal(&text) {
                prop_assert_eq!(found.to_bits(), text.parse::<f64>().unwrap().to_bits());
            }
        }
    }
}
