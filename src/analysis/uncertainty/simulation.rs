//! Simulation: what does not depend on how many threads there are.
//!
//! Draws are made in chunks. Each chunk has a generator of its own, seeded
//! from the seed and the chunk's number, and what chunks find is put together
//! in their order.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

use super::NotFound;
use super::plan::{Plan, Variable};
use super::summary::{Histogram, Summary};

/// Draws in a chunk: its columns fit the fast caches.
pub(super) const CHUNK: usize = 2048;
/// Steps of a histogram: far finer than the noise of a million draws.
const BINS: usize = 8192;

/// How to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws {
    /// How many draws.
    pub samples: u64,
    /// Where the random numbers start: the same seed gives the same result.
    pub seed: u64,
    /// How many threads draw; the result does not depend on it.
    pub threads: usize,
}

impl Draws {
    /// Whether they are enough to show a spread.
    pub(super) fn suffice(self) -> Result<(), NotFound> {
        if self.samples < 2 {
            return Err(NotFound::TooFewDraws(self.samples));
        }
        Ok(())
    }
}

impl Default for Draws {
    fn default() -> Self {
        Self {
            samples: 100_000,
            seed: 1,
            threads: thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// What a run of draws is watched by.
pub trait Watch: Sync {
    /// Is told how many draws are made, now and then; nothing goes on if it
    /// says so.
    fn goes_on(&self, made: u64) -> bool;
}

/// Nobody watches.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn goes_on(&self, _: u64) -> bool {
        true
    }
}

/// Outputs of a model, drawn many times.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    /// How many draws.
    pub(super) samples: u64,
    /// For each output.
    pub(super) outputs: Vec<Output>,
}

/// An output, drawn many times.
#[derive(Clone, Debug)]
pub(super) struct Output {
    sum: f64,
    squares: f64,
    /// Draws below zero.
    pub(super) negative: u64,
    /// Draws above zero.
    pub(super) positive: u64,
    histogram: Vec<u32>,
    start: f64,
    step: f64,
    first: f64,
}

/// A model: from the columns of variables to the columns of outputs.
pub(super) trait Model: Sync {
    /// How many outputs it has.
    fn outputs(&self) -> usize;
    /// Fills the columns of outputs from those of variables.
    fn evaluate(&self, variables: &[Vec<f64>], outputs: &mut [Vec<f64>]);
    /// Whether it matters on which side of zero an output is.
    fn counts_signs(&self) -> bool {
        false
    }
    /// Whether an output is the same in every draw.
    fn is_certain(&self, _output: usize) -> bool {
        false
    }
}

/// Draws the variables of a plan and evaluates a model; nothing if the watch
/// stopped it.
pub(super) fn draw(
    plan: &Plan,
    model: &dyn Model,
    draws: Draws,
    watch: &dyn Watch,
) -> Option<Drawn> {
    let chunks = draws.samples.div_ceil(CHUNK as u64);
    let scales = scales(plan, model, draws.seed);
    let next = AtomicU64::new(0);
    let stopped = AtomicBool::new(false);
    let threads = u64::try_from(draws.threads.max(1)).unwrap_or(1).min(chunks);
    let empty = || -> Vec<Vec<u32>> { vec![vec![0; BINS]; model.outputs()] };
    let sums = Mutex::new(InOrder::new(model.outputs()));
    let histograms = Mutex::new(empty());
    let work = || {
        let mut columns = Columns::new(plan, model);
        let mut own = empty();
        loop {
            let chunk = next.fetch_add(1, Ordering::Relaxed);
            if chunk >= chunks || stopped.load(Ordering::Relaxed) {
                break;
            }
            if !watch.goes_on(chunk * CHUNK as u64) {
                stopped.store(true, Ordering::Relaxed);
                break;
            }
            let left = draws.samples - chunk * CHUNK as u64;
            let count = usize::try_from(left).map_or(CHUNK, |left| left.min(CHUNK));
            columns.fill(plan, model, draws.seed, chunk);
            let found: Vec<Found> = columns
                .outputs
                .iter()
                .zip(&mut own)
                .zip(&scales)
                .enumerate()
                .map(|(output, ((column, bins), scale))| {
                    if model.is_certain(output) {
                        return Found::default();
                    }
                    let column = &column[..count];
                    Found {
                        negative: signs(model, column, |value| value < 0.0),
                        positive: signs(model, column, |value| value > 0.0),
                        ..count_into(column, bins, scale)
                    }
                })
                .collect();
            if let Ok(mut sums) = sums.lock() {
                sums.add(chunk, found);
            }
        }
        if let Ok(mut all) = histograms.lock() {
            for (all, own) in all.iter_mut().flatten().zip(own.iter().flatten()) {
                *all += own;
            }
        }
    };
    if threads == 1 {
        work();
    } else {
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(work);
            }
        });
    }
    if stopped.into_inner() {
        return None;
    }
    let sums = sums.into_inner().ok()?.sums;
    let histograms = histograms.into_inner().ok()?;
    let outputs = histograms
        .into_iter()
        .zip(scales)
        .zip(sums)
        .map(|((histogram, scale), found)| Output {
            sum: found.sum,
            squares: found.squares,
            negative: found.negative,
            positive: found.positive,
            histogram,
            start: scale.start,
            step: scale.step,
            first: scale.first,
        })
        .collect();
    Some(Drawn {
        samples: draws.samples,
        outputs,
    })
}

/// What a chunk adds to an output. Sums are of differences from a first value,
/// so that their squares lose no digits.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    sum: f64,
    squares: f64,
    negative: u64,
    positive: u64,
}

/// Sums of what chunks find, in the order of the chunks: sums of floats depend
/// on it. What comes early waits.
struct InOrder {
    next: u64,
    waiting: BTreeMap<u64, Vec<Found>>,
    sums: Vec<Found>,
}

impl InOrder {
    fn new(outputs: usize) -> Self {
        Self {
            next: 0,
            waiting: BTreeMap::new(),
            sums: vec![Found::default(); outputs],
        }
    }

    fn add(&mut self, chunk: u64, found: Vec<Found>) {
        self.waiting.insert(chunk, found);
        while let Some(found) = self.waiting.remove(&self.next) {
            for (sum, own) in self.sums.iter_mut().zip(found) {
                sum.sum += own.sum;
                sum.squares += own.squares;
                sum.negative += own.negative;
                sum.positive += own.positive;
            }
            self.next += 1;
        }
    }
}

/// Where an output's histogram begins, and how wide its steps are.
#[derive(Clone, Copy, Debug)]
struct Scale {
    start: f64,
    step: f64,
    first: f64,
}

/// The scales of the outputs, from one chunk: three times as wide as what it
/// holds. What lies beyond is counted at the ends.
fn scales(plan: &Plan, model: &dyn Model, seed: u64) -> Vec<Scale> {
    let mut columns = Columns::new(plan, model);
    columns.fill(plan, model, seed, 0);
    columns
        .outputs
        .iter()
        .map(|column| {
            let low = column.iter().copied().fold(f64::INFINITY, f64::min);
            let high = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let width = high - low;
            #[expect(clippy::cast_precision_loss, reason = "8192")]
            let step = 3.0 * width / BINS as f64;
            Scale {
                start: low - 0.5 * width,
                step,
                first: column[0],
            }
        })
        .collect()
}

/// Values that are added up side by side: a processor adds several at once if
/// they do not wait for one another.
const LANES: usize = 8;

fn count_into(column: &[f64], bins: &mut [u32], scale: &Scale) -> Found {
    let (mut sums, mut squares) = ([0.0; LANES], [0.0; LANES]);
    for values in column.chunks(LANES) {
        for ((value, sum), square) in values.iter().zip(&mut sums).zip(&mut squares) {
            let beyond = value - scale.first;
            *sum += beyond;
            *square += beyond * beyond;
        }
    }
    if scale.step > 0.0 {
        let per_step = scale.step.recip();
        let mut places = [0; CHUNK];
        for (place, value) in places.iter_mut().zip(column) {
            *place = step_of((value - scale.start) * per_step);
        }
        for place in &places[..column.len()] {
            bins[*place as usize] += 1;
        }
    }
    Found {
        sum: sums.iter().sum(),
        squares: squares.iter().sum(),
        ..Found::default()
    }
}

/// How many values are on a side of zero, where that matters.
fn signs(model: &dyn Model, column: &[f64], is_there: fn(f64) -> bool) -> u64 {
    if !model.counts_signs() {
        return 0;
    }
    let there = column.iter().filter(|value| is_there(**value));
    there.count() as u64
}

/// The whole part of a number, from the first step to the last: the last bits
/// of the sum with 2^52, whose digits are whole numbers. A cast says the same,
/// one number at a time.
fn step_of(steps: f64) -> u32 {
    const LAST: f64 = 8191.0;
    const WHOLE: f64 = 4_503_599_627_370_496.0;
    let inside = steps.clamp(0.5, LAST + 0.5) - 0.5;
    #[expect(clippy::cast_possible_truncation, reason = "the last bits are meant")]
    let place = (inside + WHOLE).to_bits() as u32;
    place
}

/// A chunk of draws, variable by variable and output by output.
struct Columns {
    variables: Vec<Vec<f64>>,
    outputs: Vec<Vec<f64>>,
}

impl Columns {
    fn new(plan: &Plan, model: &dyn Model) -> Self {
        Self {
            variables: vec![vec![0.0; CHUNK]; plan.variables().len()],
            outputs: vec![vec![0.0; CHUNK]; model.outputs()],
        }
    }

    fn fill(&mut self, plan: &Plan, model: &dyn Model, seed: u64, chunk: u64) {
        fill(plan.variables(), &mut self.variables, seed, chunk);
        model.evaluate(&self.variables, &mut self.outputs);
    }
}

/// Fills the columns of variables with the draws of a chunk.
pub(super) fn fill(variables: &[Variable], columns: &mut [Vec<f64>], seed: u64, chunk: u64) {
    // SplitMix64's increment keeps the seeds of chunks far apart.
    let mut generator =
        Xoshiro256PlusPlus::seed_from_u64(seed ^ chunk.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    for (variable, column) in variables.iter().zip(columns) {
        for value in column.iter_mut() {
            *value = share(generator.next_u64());
        }
        variable.distribution.quantiles(column);
    }
}

/// A number above 0 and below 1 from 64 random bits.
fn share(bits: u64) -> f64 {
    const STEPS: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let step = (bits >> 11) as f64;
    (step + 0.5) / STEPS
}

impl Drawn {
    /// An output in a few numbers.
    pub(super) fn summary(&self, output: &Output) -> Summary {
        #[expect(clippy::cast_precision_loss, reason = "no more than 2^53 draws")]
        let count = self.samples as f64;
        let mean = output.sum / count;
        let variance = (output.squares / count - mean * mean).max(0.0);
        if output.step <= 0.0 {
            return Summary::certain(output.first + mean);
        }
        Summary::of(output.first + mean, variance.sqrt(), &output.fine())
    }

    /// The standard error of the 95 % quantile: `sqrt(p (1 - p) / n) / f`.
    pub(super) fn error(&self, output: &Output) -> f64 {
        if output.step <= 0.0 {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "no more than 2^53 draws")]
        let count = self.samples as f64;
        let fine = output.fine();
        (0.95_f64 * 0.05 / count).sqrt() / fine.density(fine.quantile(0.95))
    }
}

impl Output {
    fn fine(&self) -> Histogram {
        Histogram {
            start: self.start,
            step: self.step,
            shares: self.histogram.iter().copied().map(f64::from).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half-way cases aside, a step is what a cast says.
    #[test]
    fn steps() {
        for i in 0..100_000 {
            let steps = f64::from(i) * 0.123_456_7 - 100.0;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let cast = (steps as u32).min(8191);
            assert_eq!(step_of(steps), cast, "{steps}");
        }
        assert_eq!(step_of(f64::MIN), 0);
        assert_eq!(step_of(f64::MAX) as usize, BINS - 1);
    }
}
