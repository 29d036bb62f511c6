//! Where two devices cost the same along an axis.

use super::sweep::{Axis, Read};
use crate::diagnostic::Problems;
use crate::factors::Factors;
use crate::model::assess;

/// A value at which two devices cost the same, and what each costs there; at a
/// jump, what they cost just before it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct BreakEven {
    /// The value.
    pub at: f64,
    /// The typical total of the first device, in kg CO2e.
    pub first_kg: f64,
    /// That of the second.
    pub second_kg: f64,
}

/// Parts in which a crossing is looked for, where there are not more places.
const PARTS: usize = 128;

/// Where along an axis two devices cost the same, typically: between any two
/// neighbouring `places`, or in 128 parts where these are fewer, by bisection
/// down to neighbouring numbers. Two crossings within one part are not seen.
///
/// # Errors
///
/// The problems of a value that is wrong.
pub fn break_even(
    axis: &Axis,
    places: &[f64],
    first: &Read<'_>,
    second: &Read<'_>,
    factors: &Factors,
) -> Result<Vec<BreakEven>, Problems> {
    let total = |read: &Read<'_>, value: f64| -> Result<f64, Problems> {
        let device = read(&[format!("{}={value}", axis.path)])?;
        Ok(assess(&device, factors).total().typical)
    };
    let difference = |value: f64| Ok(total(first, value)? - total(second, value)?);
    let mut found = Vec::new();
    let pairs = places.len().saturating_sub(1).max(1);
    #[expect(clippy::cast_possible_truncation, reason = "at most 128")]
    let parts = PARTS.div_ceil(pairs) as u32;
    let ends = places.windows(2).flat_map(|pair| {
        let step = (pair[1] - pair[0]) / f64::from(parts);
        let part = move |part: u32| {
            if part == parts {
                pair[1]
            } else {
                pair[0] + f64::from(part) * step
            }
        };
        (0..parts).map(move |own| (part(own), part(own + 1)))
    });
    let mut before = None;
    for (mut low, mut high) in ends {
        let at_low = match before {
            Some(value) => value,
            None => difference(low)?,
        };
        let at_high = difference(high)?;
        before = Some(at_high);
        if at_low == 0.0 || at_low.signum() == at_high.signum() {
            // A zero at the first place is one; later ones end a pair.
            if !(at_low == 0.0 && found.is_empty()) {
                continue;
            }
            high = low;
        }
        loop {
            let middle = f64::midpoint(low, high);
            if middle <= low || middle >= high {
                break;
            }
            if difference(middle)?.signum() == at_low.signum() {
                low = middle;
            } else {
                high = middle;
            }
        }
        found.push(BreakEven {
            at: low,
            first_kg: total(first, low)?,
            second_kg: total(second, low)?,
        });
    }
    Ok(found)
}
