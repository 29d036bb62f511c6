//! Numbers out of the bytes of a field.

use super::records::Record;
use crate::device::keys::{LIFESPAN_YEARS, MEAN_POWER_MW};
use crate::read::Bounds;

/// More devices in a row are a typing error.
pub(super) const MOST_DEVICES: f64 = 1e15;
/// Between what the numbers of a row lie, in the order of their paths: these need
/// no other check.
pub(super) const NUMBER_BOUNDS: [Bounds<'static>; 2] =
    [LIFESPAN_YEARS.bounds, MEAN_POWER_MW.bounds];

/// Whether a number lies between two others.
#[inline(always)]
pub(super) fn is_within(least: f64, number: f64, most: f64) -> bool {
    least < number && number < most
}

/// Bytes that are read in one go.
const WORD: u64 = 8;
const ONES: u64 = u64::from_ne_bytes([1; 8]);
const HIGHS: u64 = ONES << 7;
const POINT: u64 = b'.' as u64;
const ZERO: u64 = b'0' as u64;
/// What eight digits are without their values.
const ZEROS: u64 = ONES * ZERO;

/// A number as TOML writes it, such as `3`, `0.25` or `1e-5`; nothing for any
/// other text, which may be a number too.
#[cold]
fn decimal(text: &[u8]) -> Option<f64> {
    let is_digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let (mantissa, exponent) = cut(text, |byte| matches!(byte, b'e' | b'E'));
    let (whole, fraction) = cut(mantissa, |byte| *byte == b'.');
    let is_exponent = |text: &[u8]| match text {
        [b'+' | b'-', digits @ ..] | digits => is_digits(digits),
    };
    let is_toml = is_digits(whole)
        && (whole.len() == 1 || whole[0] != b'0')
        && fraction.is_none_or(is_digits)
        && exponent.is_none_or(is_exponent);
    let text = str::from_utf8(text).ok().filter(|_| is_toml)?;
    text.parse().ok()
}

/// A text before and behind the first byte of some kind.
fn cut(text: &[u8], is_cut: impl Fn(&u8) -> bool) -> (&[u8], Option<&[u8]>) {
    let mut parts = text.splitn(2, is_cut);
    (parts.next().unwrap_or_default(), parts.next())
}

/// The same of a text of up to eight bytes without an exponent, the first in the
/// lowest place, with anything behind it. NaN if it is another text.
///
/// Two whole numbers that are exact make a quotient that is rounded once: the
/// nearest number to the text (Clinger 1990).
///
/// All bytes at once and without a branch, so that many texts are read side by
/// side: how long numbers are, and where their points, is hard to foretell.
#[inline(always)]
pub(super) fn short_decimal(word: u64, length: u64) -> f64 {
    let unused = WORD.wrapping_sub(length);
    let up = unused % WORD * 8;
    // The text ends at the highest byte.
    let points = (word << up) ^ (ONES * POINT);
    let points = points.wrapping_sub(ONES) & !points & HIGHS;
    // The highest bit of the first point, if there is one: others cannot be
    // told from what is not a point.
    let point = points & points.wrapping_neg();
    let has_point = point != 0;
    let before = if has_point { (point >> 7) - 1 } else { 0 };
    let behind = !before & !(point | (point - (point >> 7)));
    // Digits before the point take its place.
    let text = (word ^ ZEROS) << up;
    let digits = (text & before) << 8 | text & behind;
    let are_above_nine = (digits.wrapping_add(ONES * 0x76) | digits) & HIGHS;
    let first = word & 0xff;
    let second = word >> 8 & 0xff;
    let has_idle_zero = first == ZERO && length > 1 && second != POINT;
    let ends_with_point = point >> 63 != 0;
    let is_plain = unused < WORD
        && are_above_nine == 0
        && first != POINT
        && !has_idle_zero
        && !ends_with_point;
    // The place of the point is the exponent, bit by bit.
    let ones = if point & 0x0080_0080_0080_0080 != 0 {
        1e1
    } else {
        1.0
    };
    let twos = if point & 0x0000_8080_0000_8080 != 0 {
        1e2
    } else {
        1.0
    };
    let fours = if point & 0x0000_0000_8080_8080 != 0 {
        1e4
    } else {
        1.0
    };
    let number = eight_digits(digits) / (ones * twos * fours);
    if is_plain { number } else { f64::NAN }
}

/// The number that a field of a record is, if it is a plain one.
pub(super) fn number(record: &Record<'_>, column: usize) -> Option<f64> {
    let (padded, length) = record.padded(column);
    let short = short_decimal(u64::from_le_bytes(*padded), length as u64);
    if short.is_nan() {
        decimal(record.field(column))
    } else {
        Some(short)
    }
}

/// How many devices the field of a record says there are.
///
/// # Errors
///
/// What it must be, where it is none.
pub(super) fn devices(record: &Record<'_>, column: usize) -> Result<u64, String> {
    match number(record, column).map(as_devices) {
        Some((true, devices)) => Ok(devices),
        _ => whole(record.field(column)),
    }
}

/// The number of eight digits, each a byte, the first in the lowest place.
#[inline(always)]
fn eight_digits(digits: u64) -> f64 {
    // Pairs of digits, then pairs of these, then both halves; by shifts, since
    // few processors multiply words side by side.
    let pairs = (digits << 3)
        .wrapping_add(digits << 1)
        .wrapping_add(digits >> 8);
    let pairs = pairs & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs << 6)
        .wrapping_add(pairs << 5)
        .wrapping_add(pairs << 2);
    let fours = fours.wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    let eight = (fours & 0xffff) * 10_000 + (fours >> 32);
    f64::from_bits(ULP_1.to_bits() | eight) - ULP_1
}

/// The least number that has no fraction in its bits: the lowest of these are
/// those of a whole number that is added to it.
const ULP_1: f64 = 4_503_599_627_370_496.0;

/// Whether a number, zero or more, is one of devices, and if so, which one it is.
#[inline(always)]
pub(super) fn as_devices(number: f64) -> (bool, u64) {
    let sum = number + ULP_1;
    let devices = sum.to_bits().wrapping_sub(ULP_1.to_bits());
    (sum - ULP_1 == number && number <= MOST_DEVICES, devices)
}

/// A whole number of devices.
///
/// # Errors
///
/// What it must be, where it is none.
#[cold]
fn whole(text: &[u8]) -> Result<u64, String> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What is read of a short text with others behind it.
    fn short(text: &str) -> Option<f64> {
        let behind = [",1.5....", ",,,,,,,,", "00000000", "\u{7f}\n.9.9.9.9"];
        let found = behind.map(|behind| {
            let bytes = [text, behind].concat();
            let word = bytes.as_bytes().first_chunk().unwrap();
            short_decimal(u64::from_le_bytes(*word), text.len() as u64)
        });
        assert_eq!(found.map(f64::to_bits), [found[0].to_bits(); 4], "{text}");
        Some(found[0]).filter(|number| !number.is_nan())
    }

    /// Short texts are read in two ways, which agree.
    fn decimal(text: &str) -> Option<f64> {
        let number = super::decimal(text.as_bytes());
        let nearest = text.parse().ok();
        assert!(number.is_none() || number == nearest, "{text}");
        let is_short = text.len() <= 8 && !text.contains(['e', 'E']);
        assert_eq!(short(text), number.filter(|_| is_short), "{text}");
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
            ("1234567890123456", 1_234_567_890_123_456.0),
            ("2.345678901234567", 2.345_678_901_234_567),
            ("1e3", 1000.0),
            ("2.5E-05", 2.5e-5),
            ("1e+01", 10.0),
        ] {
            assert_eq!(decimal(text), Some(number));
        }
        for text in [
            "", ".", "1.", ".5", "007", "00.5", "1e", "1e+", "1e1.5", "e3", "1.e3", "+1", "-1",
            "1_0", "inf", " 1", "1.2.3", "0x1", "1234567.", "1234567x", "\u{7f}1", "1:2", "1/2",
        ] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }

    #[test]
    fn counts() {
        let whole = |text: &str| {
            let whole = whole(text.as_bytes()).ok();
            if let Some(number) = decimal(text) {
                let (is_whole, number) = as_devices(number);
                assert_eq!(is_whole.then_some(number), whole, "{text}");
            }
            whole
        };
        assert_eq!(whole("0"), Some(0));
        assert_eq!(whole("250"), Some(250));
        assert_eq!(whole("12345678"), Some(12_345_678));
        assert_eq!(whole("123456789"), Some(123_456_789));
        assert_eq!(whole("1e6"), Some(1_000_000));
        assert_eq!(whole(" 7 "), Some(7));
        assert_eq!(whole("1000000000000000"), Some(1_000_000_000_000_000));
        for text in [
            "",
            "-1",
            "1.5",
            "1234567.5",
            "0.1",
            "x",
            "1e16",
            "nan",
            "inf",
            "\u{663}",
        ] {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    proptest! {
        /// Any bytes, most of them digits and points.
        #[test]
        fn short_texts(text in "[0-9]{0,8}", other in "[0-9.]{0,9}", any in ".{0,9}") {
            for text in [text, other, any] {
                decimal(&text);
            }
        }

        #[test]
        fn all_numbers(number in 0.0..1e9_f64, digits in 0..7_usize) {
            for text in [format!("{number:?}"), format!("{number:.digits$}"), format!("{number:e}")] {
                prop_assert_eq!(decimal(&text), text.parse().ok());
            }
        }
    }
}
