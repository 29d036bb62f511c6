//! How numbers are printed for people.
//!
//! Never more digits than the data bear: two decimals from what rounds to
//! 0.01 kg up to 10 kg, as the published tables print 0.009 kg, and three
//! significant figures elsewhere: grams where two decimals would print 0.00,
//! tonnes, kilotonnes and megatonnes from 1000 kg. Files for machines carry full
//! precision instead.

use crate::diagnostic::plain;
use crate::range::Range;

/// Kilograms that are printed with two decimals.
const TWO_DECIMALS: std::ops::Range<f64> = 0.005..9.995;

/// What stands for something that is not modelled.
pub const NOT_MODELLED: &str = "-";

/// A footprint under a heading that says `kg CO2e`: kilograms without a unit,
/// grams, tonnes, kilotonnes and megatonnes with theirs.
///
/// ```
/// use tinyfoot::report::number::kilograms;
///
/// assert_eq!(kilograms(2.6568), "2.66");
/// assert_eq!(kilograms(0.00042), "0.420 g");
/// assert_eq!(kilograms(42.5e9), "42.5 Mt");
/// assert_eq!(kilograms(-7.5), "-7.50");
/// ```
pub fn kilograms(kg: f64) -> String {
    match scaled(kg) {
        (text, "kg") => text,
        (text, unit) => text + " " + unit,
    }
}

/// The typical value of a footprint, if it is modelled.
pub(super) fn typical_kilograms(kg: Option<Range>) -> String {
    kg.map_or_else(|| NOT_MODELLED.to_owned(), |kg| kilograms(kg.typical))
}

/// A footprint in running text: always with its unit.
pub fn kilograms_with_unit(kg: f64) -> String {
    let (text, unit) = scaled(kg);
    format!("{text} {unit}")
}

fn scaled(kg: f64) -> (String, &'static str) {
    if kg < 0.0 {
        let (text, unit) = scaled(-kg);
        return (format!("-{text}"), unit);
    }
    if kg == 0.0 {
        ("0".to_owned(), "kg")
    } else if kg < TWO_DECIMALS.start {
        (significant(kg * 1e3), "g")
    } else if kg < TWO_DECIMALS.end {
        (with_decimals(kg, 2), "kg")
    } else if kg < 999.5 {
        (significant(kg), "kg")
    } else if kg < 999.5e3 {
        (significant(kg / 1e3), "t")
    } else if kg < 999.5e6 {
        (significant(kg / 1e6), "kt")
    } else {
        (significant(kg / 1e9), "Mt")
    }
}

/// The unit of an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MassUnit {
    /// Its symbol.
    pub symbol: &'static str,
    /// How many kilograms it is.
    pub kg: f64,
}

impl MassUnit {
    /// The unit in which footprints of this size are printed.
    ///
    /// ```
    /// use tinyfoot::report::number::MassUnit;
    ///
    /// assert_eq!(MassUnit::of(2.66).symbol, "kg");
    /// assert_eq!(MassUnit::of(42.5e9).kg, 1e9);
    /// ```
    pub fn of(kg: f64) -> Self {
        let symbol = scaled(kg).1;
        Self {
            symbol,
            kg: kilograms_of(symbol),
        }
    }
}

fn kilograms_of(symbol: &str) -> f64 {
    match symbol {
        "g" => 1e-3,
        "t" => 1e3,
        "kt" => 1e6,
        "Mt" => 1e9,
        _ => 1.0,
    }
}

/// Three significant figures; in exponential form only beyond what people
/// have to do with.
///
/// ```
/// use tinyfoot::report::number::significant;
///
/// assert_eq!(significant(12.345), "12.3");
/// assert_eq!(significant(0.0016815), "0.00168");
/// assert_eq!(significant(123456.0), "123000");
/// assert_eq!(significant(99.96), "100");
/// assert_eq!(significant(0.00000012), "0.000000120");
/// assert_eq!(significant(1.5e-297), "1.50e-297");
/// ```
pub fn significant(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    // Of 99.95 there are four figures or three: that close, all digits count.
    let least = THREE_FIGURES.start + CLOSE;
    let decimals = SCALES.iter().position(|scale| value * scale >= least);
    let digits = decimals.and_then(|decimals| Some((digits(value, decimals)?, decimals)));
    if let Some((digits, decimals)) = digits
        && THREE_FIGURES.contains(&digits.into())
    {
        return with_point(digits, decimals);
    }
    // Rounding may carry into a new digit (99.96 is 100), so the exponent is
    // read off the rounded value.
    let rounded = format!("{value:.2e}");
    let exponent: i32 = rounded
        .split_once('e')
        .and_then(|(_, exponent)| exponent.parse().ok())
        .unwrap_or_default();
    if !(-12..=12).contains(&exponent) {
        return rounded;
    }
    let value: f64 = rounded.parse().unwrap_or(value);
    let decimals = usize::try_from(2 - exponent).unwrap_or(0);
    with_decimals(value, decimals)
}

/// What numbers of some decimals are multiplied by to be whole.
const SCALES: [f64; 6] = [1.0, 10.0, 100.0, 1e3, 1e4, 1e5];
/// More than such a product is off by, up to [`MOST`].
const CLOSE: f64 = 1e-6;
const MOST: f64 = 1e9;
/// What is rounded to a whole number of three figures.
const THREE_FIGURES: std::ops::Range<f64> = 99.95..999.5;

/// A value of zero or more with so many decimals, as `{value:.decimals$}`
/// writes it.
fn with_decimals(value: f64, decimals: usize) -> String {
    match digits(value, decimals) {
        Some(digits) => with_point(digits, decimals),
        None => format!("{value:.decimals$}"),
    }
}

/// The digits of a value of zero or more with so many decimals, where it is
/// clear which way to round: then they are those of a whole number, which are
/// found much faster.
fn digits(value: f64, decimals: usize) -> Option<u32> {
    let scaled = value * SCALES.get(decimals)?;
    let is_clear = (scaled.fract() - 0.5).abs() > CLOSE;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 1e9"
    )]
    let digits = scaled.round() as u32;
    let is_small = (0.0..MOST).contains(&scaled) && !value.is_sign_negative();
    (is_small && is_clear).then_some(digits)
}

/// Digits, so many of them behind the point.
fn with_point(digits: u32, decimals: usize) -> String {
    let mut rest = digits;
    let mut text = [b'.'; 12];
    let mut start = text.len();
    let least = start - decimals;
    while rest > 0 || start >= least {
        // The point stands there already.
        start -= 1 + usize::from(decimals > 0 && start == least);
        text[start] = b"0123456789"[rest as usize % 10];
        rest /= 10;
    }
    String::from_utf8_lossy(&text[start..]).into_owned()
}

/// A value as it was given: the shortest text that reads back the same, but
/// for the noise of binary arithmetic.
pub fn exact(value: f64) -> String {
    plain(tidy(value))
}

/// A mean power under a heading that says `µW`: milliwatts and watts with
/// their unit.
///
/// ```
/// use tinyfoot::report::number::microwatts;
///
/// assert_eq!(microwatts(245.0), "245");
/// assert_eq!(microwatts(1.5e6), "1.50 W");
/// ```
pub fn microwatts(power_uw: f64) -> String {
    if power_uw < 999.5 {
        significant(power_uw)
    } else if power_uw < 999.5e3 {
        format!("{} mW", significant(power_uw / 1e3))
    } else {
        format!("{} W", significant(power_uw / 1e6))
    }
}

/// A difference of footprints: with its sign, unless it is nothing.
///
/// ```
/// use tinyfoot::report::number::difference;
///
/// assert_eq!(difference(-0.5), "-0.50");
/// assert_eq!(difference(0.002), "+2.00 g");
/// assert_eq!(difference(0.0), "0");
/// ```
pub fn difference(kg: f64) -> String {
    format!("{}{}", sign(kg), kilograms(kg.abs()))
}

/// A difference of footprints in running text: with its sign and its unit.
///
/// ```
/// use tinyfoot::report::number::difference_with_unit;
///
/// assert_eq!(difference_with_unit(0.002), "+2.00 g CO2e");
/// assert_eq!(difference_with_unit(-0.5), "-0.50 kg CO2e");
/// ```
pub fn difference_with_unit(kg: f64) -> String {
    let (text, unit) = scaled(kg.abs());
    format!("{}{text} {unit} CO2e", sign(kg))
}

/// The sign of a difference; nothing where there is none.
pub fn sign(difference: f64) -> &'static str {
    match difference {
        own if own > 0.0 => "+",
        own if own < 0.0 => "-",
        _ => "",
    }
}

/// How many times: one decimal from 2, two below, three significant figures
/// far from 1.
///
/// ```
/// use tinyfoot::report::number::times;
///
/// assert_eq!(times(38.21), "38.2");
/// assert_eq!(times(9.98), "10.0");
/// assert_eq!(times(1.234), "1.23");
/// assert_eq!(times(1234.5), "1230");
/// ```
pub fn times(ratio: f64) -> String {
    match ratio {
        0.095..1.995 => format!("{ratio:.2}"),
        1.995..99.95 => format!("{ratio:.1}"),
        _ => significant(ratio),
    }
}

/// A count of something: `1 set`, `2 sets`.
pub fn plural(count: f64, what: &str) -> String {
    let end = if count == 1.0 { "" } else { "s" };
    exact(count) + " " + what + end
}

/// A number of devices: as it is below a million, to three figures and in words
/// above.
///
/// ```
/// use tinyfoot::report::number::count;
///
/// assert_eq!(count(250e9), "250 billion");
/// assert_eq!(count(1.94e9), "1.94 billion");
/// assert_eq!(count(30_487.4), "30487");
/// assert_eq!(count(1e12), "1 trillion");
/// assert_eq!(count(0.25), "0.250");
/// ```
pub fn count(value: f64) -> String {
    let words = [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")];
    // Three figures of a little less than a billion are a billion.
    let rounded: f64 = format!("{value:.2e}").parse().unwrap_or(value);
    match words.into_iter().find(|(size, _)| rounded >= *size) {
        Some((size, word)) => format!("{} {word}", exact(rounded / size)),
        None if value.fract() == 0.0 || value >= 999.5 => format!("{value:.0}"),
        None => significant(value),
    }
}

/// A value and its unit: `1 piece`, `2 pieces`, `10 mm²`.
pub fn with_unit(value: f64, unit: &str) -> String {
    match unit {
        "piece" | "set" | "year" => plural(value, unit),
        _ => exact(value) + " " + unit,
    }
}

/// A quantity with the ends of its range, as in `10 mm² (5 to 17)`: as it was
/// stated, or to four figures where it was calculated.
pub fn quantity(range: Range, unit: &str) -> String {
    const MOST_STATED_CHARACTERS: usize = 8;
    let short = |value: f64| match exact(value) {
        text if text.len() <= MOST_STATED_CHARACTERS => value,
        _ => format!("{value:.3e}").parse().unwrap_or(value),
    };
    let range = range.map(short);
    let typical = with_unit(range.typical, unit);
    if range.is_point() {
        return typical;
    }
    typical + " (" + &exact(range.low) + " to " + &exact(range.high) + ")"
}

/// Without the noise of binary arithmetic: twelve significant figures.
fn tidy(value: f64) -> f64 {
    // A whole number has none.
    if value.fract() == 0.0 && value.abs() < 1e11 {
        return value;
    }
    format!("{value:.11e}").parse().unwrap_or(value)
}

/// A share of a total: whole percent from 10, one decimal below and next to
/// 100.
pub fn percent(part: f64, total: f64) -> String {
    const ROUNDING: f64 = 1e-9;
    if total == 0.0 {
        return NOT_MODELLED.to_owned();
    }
    let share = part / total;
    let is_all = (share - 1.0).abs() < ROUNDING;
    let percent = if is_all { 100.0 } else { share * 100.0 };
    if percent == 0.0 {
        "0 %".to_owned()
    } else if percent < 0.1 {
        "<0.1 %".to_owned()
    } else if (99.95..100.0).contains(&percent) {
        // All but a little is not all.
        ">99.9 %".to_owned()
    } else if percent < 9.95 || (99.5..100.0).contains(&percent) {
        with_decimals(percent, 1) + " %"
    } else {
        with_decimals(percent, 0) + " %"
    }
}

/// Whether what is printed for the parts adds up to what is printed for the
/// total.
pub fn adds_up(parts: &[f64], total: f64) -> bool {
    kilograms(parts.iter().map(|kg| as_printed(*kg)).sum()) == kilograms(total)
}

/// A footprint with the digits that are printed of it, in kg.
pub fn as_printed(kg: f64) -> f64 {
    if TWO_DECIMALS.contains(&kg)
        && let Some(digits) = digits(kg, 2)
    {
        return f64::from(digits) / 100.0;
    }
    let (text, unit) = scaled(kg);
    text.parse().unwrap_or(kg) * kilograms_of(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_those_of_the_formatter() {
        let mut values = vec![
            0.0,
            -0.0,
            -1.5,
            0.125,
            2.5,
            0.995,
            1e9,
            123_456_789.5,
            1e300,
        ];
        values.extend([f64::NAN, f64::INFINITY, 0.5, 1.5, 9.995, 99.95, 0.000_5]);
        // Ties and their neighbours, and values of all sizes.
        for number in 0..2000_u32 {
            let tie = f64::from(number) / 1000.0 + 0.0005;
            values.extend([tie, tie.next_up(), tie.next_down(), tie + 1e-9, tie - 1e-9]);
            values.push((f64::from(number) / 50.0).exp2());
        }
        for value in values {
            for decimals in 0..6 {
                let expected = format!("{value:.decimals$}");
                assert_eq!(with_decimals(value, decimals), expected);
            }
        }
    }

    #[test]
    fn figures_are_those_of_the_formatter() {
        // 1.00, 9.99 and 1.23 of all sizes, and what lies around the ties above.
        for exponent in -15..15 {
            for figures in ["1.005", "9.995", "9.985", "1.235", "4.444", "1", "9.99"] {
                let value: f64 = format!("{figures}e{exponent}").parse().unwrap();
                let off = value * 3e-8;
                for value in [
                    value,
                    value.next_up(),
                    value.next_down(),
                    value + off,
                    value - off,
                ] {
                    let rounded: f64 = format!("{value:.2e}").parse().unwrap();
                    let text = significant(value);
                    assert_eq!(text.parse::<f64>().unwrap(), rounded, "{value:e}");
                    let is_plain = (0.000_999_5..999.5).contains(&value);
                    let count = text.trim_start_matches(['0', '.']).replace('.', "").len();
                    assert!(!is_plain || count == 3, "{text} of {value:e}");
                }
            }
        }
    }

    #[test]
    fn what_is_printed_is_what_is_added_up() {
        for number in 1..4000 {
            let kg = f64::from(number) / 397.0;
            let expected: f64 = match scaled(kg) {
                (text, "g") => text.parse::<f64>().unwrap() * 1e-3,
                (text, _) => text.parse().unwrap(),
            };
            assert_eq!(as_printed(kg), expected);
        }
    }
}
