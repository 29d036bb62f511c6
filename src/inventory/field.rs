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

/// A plain decimal number as TOML writes it, such as `3` or `0.25`; nothing for
/// any other text, which may be a number too.
///
/// Two whole numbers that are exact make a quotient that is rounded once: the
/// nearest number to the text (Clinger 1990).
#[inline]
pub(super) fn decimal(text: &[u8]) -> Option<f64> {
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

/// A whole number of devices.
#[inline]
pub(super) fn whole(text: &[u8]) -> Option<u64> {
    if text.len() <= EXACT_DIGITS && !text.is_empty() {
        let number = text.iter().try_fold(0_u64, |number, byte| {
            let digit = byte.wrapping_sub(b'0');
            (digit < 10).then(|| number * 10 + u64::from(digit))
        });
        if number.is_some() {
            return number;
        }
    }
    any_whole(text)
}

#[cold]
fn any_whole(text: &[u8]) -> Option<u64> {
    let number: f64 = str::from_utf8(text).ok()?.trim().parse().ok()?;
    let is_count = (0.0..=MOST_DEVICES).contains(&number) && number.fract() == 0.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole, from 0 to 10^15"
    )]
    is_count.then_some(number as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_numbers() {
        for (text, number) in [("0", 0.0), ("3", 3.0), ("0.25", 0.25), ("12.50", 12.5)] {
            assert_eq!(decimal(text.as_bytes()), Some(number));
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
            "1234567890123456",
            "99999999999999999999999999999999",
        ] {
            assert_eq!(decimal(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn counts() {
        let whole = |text: &str| whole(text.as_bytes());
        assert_eq!(whole("0"), Some(0));
        assert_eq!(whole("250"), Some(250));
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
            if let Some(found) = decimal(text.as_bytes()) {
                prop_assert_eq!(found.to_bits(), text.parse::<f64>().unwrap().to_bits());
            }
        }
    }
}
