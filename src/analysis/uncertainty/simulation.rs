//! Simulation: what does not depend on how many threads there are.
//!
//! Draws are made in batches of chunks. Each batch has generators of its own,
//! seeded from the seed and the batch's number, and what batches find is put
//! together in their order.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use super::NotFound;
use super::column::{self, BINS, Number};
use super::generator::Lanes;
use super::inputs::Inputs;
use super::plan::Plan;
use super::summary::{Histogram, MOST_COARSE, Summary, Uneven};

/// Draws in a chunk: what is added up as it is drawn fits the fastest cache.
const CHUNK: usize = 2048;
/// Chunks in a batch, which a thread does in one go.
const CHUNKS: usize = 8;
/// Draws in a batch.
const BATCH: u64 = (CHUNK * CHUNKS) as u64;

/// Batches that 32 bits can count the draws of.
const MOST_BATCHES: u64 = (1 << 32) / BATCH - 1;

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
    sums: Found,
    histogram: Vec<u64>,
    scale: Scale,
}

/// A model: from the columns of variables to the columns of outputs.
pub(super) trait Model: Sync {
    /// How many outputs it has.
    fn outputs(&self) -> usize;
    /// Multiples of variables of which it needs no more than their sum, which
    /// stands behind the columns of all variables.
    fn added(&self) -> &[(f64, usize)] {
        &[]
    }
    /// Fills the columns of outputs from those of variables.
    fn evaluate<V: Number>(&self, variables: &[Vec<V>], outputs: &mut [Vec<f64>]);
    /// Whether it matters on which side of zero an output is.
    fn counts_signs(&self) -> bool {
        false
    }
}

/// Draws the variables of a plan and evaluates a model; nothing if the watch
/// stopped it.
pub(super) fn draw<M: Model>(
    plan: &Plan,
    model: &M,
    draws: Draws,
    watch: &dyn Watch,
) -> Option<Drawn> {
    let batches = draws.samples.div_ceil(BATCH);
    let scales = scales(plan, model, draws.seed);
    let next = AtomicU64::new(0);
    let stopped = AtomicBool::new(false);
    let threads = u64::try_from(draws.threads.max(1))
        .unwrap_or(1)
        .min(batches);
    let sums = Mutex::new(InOrder::new(model.outputs()));
    let histograms = Mutex::new(vec![vec![0_u64; BINS]; model.outputs()]);
    let work = || {
        let mut columns = Columns::new(plan, model);
        let mut places = [0; CHUNK];
        let mut own = vec![[0_u32; BINS]; model.outputs()];
        let mut batches_in_own = 0;
        let flush = |own: &mut [[u32; BINS]]| {
            if let Ok(mut all) = histograms.lock() {
                for (all, own) in all.iter_mut().flatten().zip(own.iter_mut().flatten()) {
                    *all += u64::from(std::mem::take(own));
                }
            }
        };
        loop {
            let batch = next.fetch_add(1, Ordering::Relaxed);
            if batch >= batches || stopped.load(Ordering::Relaxed) {
                break;
            }
            if !watch.goes_on(batch * BATCH) {
                stopped.store(true, Ordering::Relaxed);
                break;
            }
            let mut lanes = Lanes::new(draws.seed, batch);
            let mut found = vec![Found::default(); model.outputs()];
            let mut left = draws.samples - batch * BATCH;
            for _ in 0..CHUNKS {
                let count = usize::try_from(left).map_or(CHUNK, |left| left.min(CHUNK));
                if count == 0 {
                    break;
                }
                left -= count as u64;
                columns.fill(model, &mut lanes);
                let outputs = columns.outputs.iter().zip(&mut own).zip(&scales);
                for (((column, bins), scale), found) in outputs.zip(&mut found) {
                    found.count(model, &column[..count], &mut places, bins, scale);
                }
            }
            if let Ok(mut sums) = sums.lock() {
                sums.add(batch, found);
            }
            batches_in_own += 1;
            if batches_in_own == MOST_BATCHES {
                flush(&mut own);
                batches_in_own = 0;
            }
        }
        flush(&mut own);
    };
    if threads == 1 || cfg!(target_family = "wasm") {
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
    let outputs = histograms.into_iter().zip(scales).zip(sums);
    Some(Drawn {
        samples: draws.samples,
        outputs: outputs
            .map(|((histogram, scale), sums)| Output {
                sums,
                histogram,
                scale,
            })
            .collect(),
    })
}

/// What a batch adds to an output. Sums are of differences from a first value,
/// so that their squares lose no digits.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    sum: f64,
    squares: f64,
    negative: u64,
    positive: u64,
}

impl Found {
    fn add(&mut self, other: &Self) {
        self.sum += other.sum;
        self.squares += other.squares;
        self.negative += other.negative;
        self.positive += other.positive;
    }

    fn count(
        &mut self,
        model: &impl Model,
        column: &[f64],
        places: &mut [u32],
        bins: &mut [u32; BINS],
        scale: &Scale,
    ) {
        let (sum, squares) = column::moments(column, scale.first);
        let signs = |is_there: fn(f64) -> bool| {
            let there = column.iter().filter(|value| is_there(**value));
            there.count() as u64
        };
        let counts_signs = model.counts_signs();
        self.add(&Self {
            sum,
            squares,
            negative: if counts_signs {
                signs(|value| value < 0.0)
            } else {
                0
            },
            positive: if counts_signs {
                signs(|value| value > 0.0)
            } else {
                0
            },
        });
        if let Some(edges) = &scale.edges {
            for value in column {
                bins[edges.partition_point(|edge| edge <= value) % BINS] += 1;
            }
        } else if scale.step > 0.0 {
            let places = &mut places[..column.len()];
            column::steps(places, column, scale.start, scale.step.recip());
            for place in places {
                bins[*place as usize % BINS] += 1;
            }
        }
    }
}

/// Sums of what batches find, in the order of the batches: sums of floats
/// depend on it. What comes early waits.
struct InOrder {
    next: u64,
    waiting: Vec<(u64, Vec<Found>)>,
    sums: Vec<Found>,
}

impl InOrder {
    fn new(outputs: usize) -> Self {
        Self {
            next: 0,
            waiting: Vec::new(),
            sums: vec![Found::default(); outputs],
        }
    }

    fn add(&mut self, batch: u64, found: Vec<Found>) {
        self.waiting.push((batch, found));
        // As many wait as there are threads.
        while let Some(place) = self
            .waiting
            .iter()
            .position(|(batch, _)| *batch == self.next)
        {
            let (_, found) = self.waiting.swap_remove(place);
            for (sum, own) in self.sums.iter_mut().zip(&found) {
                sum.add(own);
            }
            self.next += 1;
        }
    }
}

/// Where an output's histogram begins, and how wide its steps are.
#[derive(Clone, Debug)]
struct Scale {
    start: f64,
    step: f64,
    /// What lies between its steps, of which there are as many as bins, where a
    /// long tail would make equal ones too wide.
    edges: Option<Vec<f64>>,
    first: f64,
}

/// The scales of the outputs, from one chunk: three times as wide as what it
/// holds. What lies beyond is counted at the ends.
fn scales(plan: &Plan, model: &impl Model, seed: u64) -> Vec<Scale> {
    let mut columns = Columns::new(plan, model);
    columns.fill(model, &mut Lanes::new(seed, 0));
    columns
        .outputs
        .iter()
        .map(|column| {
            let low = column.iter().copied().fold(f64::INFINITY, f64::min);
            let high = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let width = high - low;
            let mut sorted = column.clone();
            sorted.sort_by(f64::total_cmp);
            let at = |percent: usize| sorted[sorted.len() * percent / 100];
            let least = (at(50) - at(5)).min(at(95) - at(50));
            #[expect(clippy::cast_precision_loss, reason = "4096")]
            let step = |width: f64| width / BINS as f64;
            let first = column[0];
            let is_long = step(3.0 * width) > MOST_COARSE * least;
            Scale {
                start: low - 0.5 * width,
                step: step(3.0 * width),
                edges: is_long.then(|| edges(&sorted)),
                first,
            }
        })
        .collect()
}

/// The edges of fewer steps than there are bins: some between each two of what
/// was drawn. A value that was drawn again is one that many draws have, as where
/// sets of cells are counted, and gets a step of its own.
fn edges(sorted: &[f64]) -> Vec<f64> {
    let parts = BINS / sorted.len();
    let mut edges = Vec::with_capacity(BINS);
    let mut sorted = sorted.to_vec();
    for last in 1..sorted.len() {
        let is_again = sorted[last] == sorted[last - 1];
        let is_last = sorted.get(last + 1) != Some(&sorted[last]);
        if is_again && is_last {
            sorted[last] = sorted[last].next_up();
        }
    }
    for pair in sorted.windows(2) {
        #[expect(clippy::cast_precision_loss, reason = "a few parts")]
        let part = (pair[1] - pair[0]) / parts as f64;
        #[expect(clippy::cast_precision_loss, reason = "a few parts")]
        edges.extend((0..parts).map(|index| pair[0] + part * index as f64));
    }
    edges.extend(sorted.last());
    edges
}

/// A chunk of draws, variable by variable and output by output.
struct Columns {
    inputs: Inputs,
    variables: Vec<Vec<f32>>,
    outputs: Vec<Vec<f64>>,
}

impl Columns {
    fn new(plan: &Plan, model: &impl Model) -> Self {
        let inputs = plan.inputs.adding(model.added());
        Self {
            variables: inputs.columns(CHUNK),
            inputs,
            outputs: vec![vec![0.0; CHUNK]; model.outputs()],
        }
    }

    fn fill(&mut self, model: &impl Model, lanes: &mut Lanes) {
        self.inputs.fill(lanes, &mut self.variables);
        model.evaluate(&self.variables, &mut self.outputs);
    }
}

impl Drawn {
    /// An output in a few numbers.
    pub(super) fn summary(&self, output: &Output) -> Summary {
        #[expect(clippy::cast_precision_loss, reason = "no more than 2^53 draws")]
        let count = self.samples as f64;
        let Output { sums, scale, .. } = output;
        let mean = sums.sum / count;
        let variance = (sums.squares / count - mean * mean).max(0.0);
        if scale.step <= 0.0 {
            return Summary::certain(scale.first + mean);
        }
        let (mean, sd) = (scale.first + mean, variance.sqrt());
        match output.uneven() {
            Some(uneven) => uneven.summary(mean, sd),
            None => Summary::of(mean, sd, &output.fine()),
        }
    }

    /// The standard error of the 95 % quantile: `sqrt(p (1 - p) / n) / f`.
    pub(super) fn error(&self, output: &Output) -> f64 {
        if output.scale.step <= 0.0 {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "no more than 2^53 draws")]
        let count = self.samples as f64;
        let density = match output.uneven() {
            Some(uneven) => uneven.density_at(0.95),
            None => {
                let fine = output.fine();
                fine.density(fine.quantile(0.95))
            }
        };
        (0.95_f64 * 0.05 / count).sqrt() / density
    }

    /// The shares of draws in which an output is below and above zero.
    pub(super) fn shares_of_signs(&self, output: &Output) -> (f64, f64) {
        #[expect(clippy::cast_precision_loss, reason = "no more than 2^53 draws")]
        let share = |draws: u64| draws as f64 / self.samples as f64;
        (share(output.sums.negative), share(output.sums.positive))
    }
}

impl Output {
    fn uneven(&self) -> Option<Uneven> {
        let edges = self.scale.edges.as_ref()?;
        let counts = self.histogram.iter().take(edges.len() + 1);
        #[expect(clippy::cast_precision_loss, reason = "no more than 2^53 draws")]
        let counts = counts.map(|count| *count as f64);
        Some(Uneven::new(edges, counts.collect()))
    }

    fn fine(&self) -> Histogram {
        #[expect(clippy::cast_precision_loss, reason = "no more than 2^53 draws")]
        let shares = self.histogram.iter().map(|count| *count as f64).collect();
        Histogram {
            start: self.scale.start,
            step: self.scale.step,
            shares,
        }
    }
}
