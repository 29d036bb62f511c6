//! Where two devices cost the same along an axis.

use super::sweep::{Axis, Read};
use crate::diagnostic::Problems;
use crate::factors::Factors;
use crate::model::{Footprint, assess};
use crate::range::excess;

/// A value from which on it is another one of two devices that costs less, or
/// none, and what each costs there; at a jump, what they cost just before it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct BreakEven {
    /// The value.
    pub at: f64,
    /// The typical total of the first device, in kg CO2e.
    pub first_kg: f64,
    /// That of the second.
    pub second_kg: f64,
    /// Whether one of them jumps over the other there, as where cells are
    /// replaced, so that they never cost the same.
    pub is_jump: bool,
    /// Which of the two costs less from there on, 0 or 1; nothing where they
    /// cost the same.
    pub cheaper_above: Option<usize>,
}

/// All of them along an axis.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct BreakEvens {
    /// In the order of their values.
    pub found: Vec<BreakEven>,
    /// Whether batteries are replaced so often along the axis that not all of
    /// the jumps were looked at.
    pub is_incomplete: bool,
    /// Whether the two cost the same all along.
    pub is_same: bool,
}

/// Parts in which a crossing is looked for, where there are not more places.
const PARTS: usize = 128;

/// Each jump takes some hundred devices to be found.
const MOST_JUMPS: usize = 2000;

/// What two devices cost at a value.
#[derive(Clone, Copy, Debug)]
struct Sample {
    at: f64,
    kg: [f64; 2],
    /// How many sets of cells each takes: what they cost jumps with it.
    sets: [f64; 2],
}

impl Sample {
    /// 1 if the first costs more, -1 if the second does, 0 if none.
    fn sign(&self) -> f64 {
        let [first, second] = self.kg;
        match excess(first, second) {
            0.0 => 0.0,
            more => more.signum(),
        }
    }

    /// What is known of a place from which on the sign is another one.
    fn up_to(&self, sign: f64, is_jump: bool) -> BreakEven {
        let [first_kg, second_kg] = self.kg;
        BreakEven {
            at: self.at,
            first_kg,
            second_kg,
            is_jump,
            cheaper_above: match sign {
                0.0 => None,
                sign => Some(usize::from(sign > 0.0)),
            },
        }
    }
}

/// Two devices along an axis.
struct Pair<'a> {
    sample: &'a dyn Fn(f64) -> Result<Sample, Problems>,
    samples: Vec<Sample>,
    jumps: usize,
}

impl Pair<'_> {
    /// Adds the sample at `high`, behind those on both sides of each jump
    /// between `low` and it.
    fn split(&mut self, low: Sample, high: Sample) -> Result<(), Problems> {
        let middle = f64::midpoint(low.at, high.at);
        let is_between = low.at < middle && middle < high.at;
        if low.sets != high.sets && is_between && self.jumps < MOST_JUMPS {
            let middle = (self.sample)(middle)?;
            self.split(low, middle)?;
            self.split(middle, high)
        } else {
            self.jumps += usize::from(low.sets != high.sets);
            self.samples.push(high);
            Ok(())
        }
    }

    /// The last sample before the place between two where something ends that
    /// holds at `low` and not at `high`.
    fn last(
        &self,
        mut low: Sample,
        mut high: Sample,
        holds: impl Fn(&Sample) -> bool,
    ) -> Result<(Sample, Sample), Problems> {
        loop {
            let middle = f64::midpoint(low.at, high.at);
            if middle <= low.at || middle >= high.at {
                return Ok((low, high));
            }
            let middle = (self.sample)(middle)?;
            if holds(&middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
    }
}

/// Where along an axis it is another one of two devices that costs less,
/// typically: between any two neighbouring `places`, or in 128 parts where these
/// are fewer, and wherever cells are replaced once more; by bisection down to
/// neighbouring numbers. Two crossings within one part, without a replacement
/// between them, are not seen.
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
) -> Result<BreakEvens, Problems> {
    let sample = |at: f64| -> Result<Sample, Problems> {
        let of = |read: &Read<'_>| -> Result<(f64, f64), Problems> {
            let device = read(&[format!("{}={at}", axis.path)])?;
            let footprint = assess(&device, factors);
            Ok((footprint.total().typical, sets(&footprint)))
        };
        let (first, second) = (of(first)?, of(second)?);
        Ok(Sample {
            at,
            kg: [first.0, second.0],
            sets: [first.1, second.1],
        })
    };
    let mut pair = Pair {
        sample: &sample,
        samples: Vec::new(),
        jumps: 0,
    };
    // What is wrong with an end is said of the end, not of a place before it.
    if let Some(last) = places.iter().copied().max_by(f64::total_cmp) {
        sample(last)?;
    }
    for place in parts(places) {
        let here = sample(place)?;
        match pair.samples.last() {
            None => pair.samples.push(here),
            Some(before) => pair.split(*before, here)?,
        }
    }
    Ok(BreakEvens {
        found: turns(&pair)?,
        is_incomplete: pair.jumps >= MOST_JUMPS,
        is_same: pair.samples.iter().all(|sample| sample.sign() == 0.0),
    })
}

/// Sets of cells over a life; 0 where none is worn.
fn sets(footprint: &Footprint) -> f64 {
    let energy = footprint.energy.as_ref();
    let battery = energy.and_then(|energy| energy.battery.as_ref());
    let sets = battery.and_then(|battery| battery.sets);
    sets.map_or(0.0, |sets| sets.typical)
}

/// The places in their order, with others between them where they are few.
fn parts(places: &[f64]) -> Vec<f64> {
    let mut places = places.to_vec();
    places.sort_by(f64::total_cmp);
    places.dedup();
    let pairs = places.len().saturating_sub(1).max(1);
    #[expect(clippy::cast_possible_truncation, reason = "at most 128")]
    let parts = PARTS.div_ceil(pairs) as u32;
    let between = places.windows(2).flat_map(|pair| {
        let step = (pair[1] - pair[0]) / f64::from(parts);
        (0..parts).map(move |part| pair[0] + f64::from(part) * step)
    });
    between.chain(places.last().copied()).collect()
}

/// Where the sign of the difference becomes another one.
fn turns(pair: &Pair<'_>) -> Result<Vec<BreakEven>, Problems> {
    let mut found: Vec<BreakEven> = Vec::new();
    let runs: Vec<&[Sample]> = pair.samples.chunk_by(|a, b| a.sign() == b.sign()).collect();
    // A single place at which both cost the same is where they cross or meet.
    let is_place = |run: &[Sample]| run.len() == 1 && run[0].sign() == 0.0;
    for (index, run) in runs.iter().enumerate() {
        let [before, after] = [index.checked_sub(1), Some(index + 1)]
            .map(|index| index.and_then(|index| runs.get(index)).copied());
        if is_place(run) {
            let sign = |run: Option<&[Sample]>| run.map(|run| run[0].sign());
            if sign(before) != sign(after) {
                found.push(run[0].up_to(sign(after).unwrap_or(0.0), false));
            }
            continue;
        }
        let Some(after) = after.filter(|after| !is_place(after)) else {
            continue;
        };
        let (Some(low), Some(high)) = (run.last(), after.first()) else {
            continue;
        };
        let sign = low.sign();
        let (last, next) = pair.last(*low, *high, |own| {
            if sign == 0.0 || high.sign() == 0.0 {
                own.sign() == sign
            } else {
                // To the last digit: what is next to nothing has a sign as well.
                (own.kg[0] - own.kg[1]) * sign > 0.0
            }
        })?;
        found.push(last.up_to(high.sign(), last.sets != next.sets));
    }
    Ok(found)
}
