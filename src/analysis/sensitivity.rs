//! What moves the result: one input at a time, and all together.

use super::uncertainty::{
    Draws, Indices, Kind, NotFound, Plan, Variable, Watch, base_samples, total_indices, totals_at,
};
use crate::model::{Footprint, Term};

/// What moves the total of a device.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Sensitivity {
    /// The device's name.
    pub name: String,
    /// The total with every input at its most likely value or median, in kg
    /// CO2e.
    pub base_kg: f64,
    /// The inputs, the most important first.
    pub inputs: Vec<Influence>,
    /// The quantity without a range, which counts as certain, that stands in
    /// lines with the largest typical footprint: its path, and kg CO2e.
    pub largest_certain: Option<(String, f64)>,
    /// An input that spreads so far that the variance, and so the indices,
    /// rest on few draws.
    pub spreads_too_far: Option<String>,
    /// Whether the device states correlations, which are left out: the inputs
    /// are drawn independently of one another.
    pub leaves_out_correlations: bool,
    /// How many base samples the indices are of.
    pub samples: u64,
    /// Their seed.
    pub seed: u64,
}

/// How an input moves the total.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Influence {
    /// The input.
    pub variable: Variable,
    /// Its 5 % and 95 % quantiles, in its own unit.
    pub ends: [f64; 2],
    /// The total in kg CO2e when the input alone is at these.
    pub totals_kg: [f64; 2],
    /// Its share of the total's variance.
    pub indices: Indices,
}

impl Influence {
    /// How far the input moves the total, in kg CO2e.
    pub fn swing_kg(&self) -> f64 {
        (self.totals_kg[1] - self.totals_kg[0]).abs()
    }
}

impl Sensitivity {
    /// The share of the variance that is due to inputs of a kind alone: the
    /// sum of their first-order indices.
    pub fn share_of(&self, kind: Kind) -> f64 {
        let own = self
            .inputs
            .iter()
            .filter(|input| input.variable.kind == kind);
        own.map(|input| input.indices.first.max(0.0)).sum()
    }
}

/// What moves the total of a device: each input between its 5 % and 95 %
/// quantiles while the others stay, and Sobol indices.
///
/// # Errors
///
/// When the watch stops it, there are fewer than two draws, or correlations
/// contradict one another.
///
/// ```
/// use tinyfoot::analysis::{Draws, Unwatched, sensitivity};
/// use tinyfoot::{Device, Factors, assess};
///
/// let factors = Factors::builtin();
/// let device = Device::preset("keyword-spotting", &factors).unwrap();
/// let draws = Draws { samples: 10_000, ..Draws::default() };
/// let found = sensitivity(&assess(&device, &factors), draws, &Unwatched).unwrap();
/// assert_eq!(found.inputs[0].variable.name, "power_supply.li_ion_g");
/// ```
pub fn sensitivity(
    footprint: &Footprint,
    draws: Draws,
    watch: &dyn Watch,
) -> Result<Sensitivity, NotFound> {
    let plan = Plan::of(footprint)?;
    let centre: Vec<f64> = plan
        .variables()
        .iter()
        .map(|variable| variable.distribution.centre())
        .collect();
    let indices = total_indices(&plan, draws, watch)?;
    let mut inputs: Vec<Influence> = plan
        .variables()
        .iter()
        .zip(indices)
        .enumerate()
        .map(|(index, (variable, indices))| {
            let ends = [0.05, 0.95].map(|share| variable.distribution.quantile(share));
            let totals_kg = ends.map(|end| {
                let mut values = centre.clone();
                values[index] = end;
                totals_at(&plan, &values)
            });
            Influence {
                variable: variable.clone(),
                ends,
                totals_kg,
                indices,
            }
        })
        .collect();
    inputs.sort_by(|a, b| {
        let rank = |input: &Influence| (input.indices.total, input.swing_kg());
        let (a, b) = (rank(a), rank(b));
        b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1))
    });
    Ok(Sensitivity {
        name: footprint.name.clone(),
        base_kg: totals_at(&plan, &centre),
        inputs,
        largest_certain: largest_certain(footprint),
        spreads_too_far: plan.spreads_too_far(base_samples(draws.samples)),
        leaves_out_correlations: plan.correlations() > 0,
        samples: base_samples(draws.samples),
        seed: draws.seed,
    })
}

/// Results that stand in lines: nobody states them as quantities.
const RESULTS: [&str; 2] = ["lifespan_years", "replacement.sets"];

/// Adds what lines of a term cost to what is known of its path, if the term is a
/// certain quantity.
fn note<'a>(found: &mut Vec<(&'a str, f64)>, term: &'a Term, kg: f64) {
    let Some(path) = term.path.as_deref() else {
        return;
    };
    let is_quantity = term.summands.is_empty() && !RESULTS.contains(&path);
    if !(is_quantity && term.value.is_point() && kg.is_finite()) {
        return;
    }
    match found.iter_mut().find(|(other, _)| *other == path) {
        Some((_, sum)) => *sum += kg,
        None => found.push((path, kg)),
    }
}

/// The certain quantity that stands in the largest lines.
fn largest_certain(footprint: &Footprint) -> Option<(String, f64)> {
    let mut found: Vec<(&str, f64)> = Vec::new();
    for line in &footprint.lines {
        let kg = line.kg_co2e().typical;
        for term in &line.terms {
            // A weight is the sum of parts, each of which has its share.
            let sum = term.value.typical;
            for summand in &term.summands {
                let share = summand
                    .iter()
                    .fold(1.0, |own, term| own * term.value.typical)
                    / sum;
                for term in summand {
                    note(&mut found, term, kg * share);
                }
            }
            note(&mut found, term, kg);
        }
    }
    let largest = found.into_iter().max_by(|(_, a), (_, b)| a.total_cmp(b));
    largest
        .filter(|(_, kg)| *kg > 0.0)
        .map(|(path, kg)| (path.to_owned(), kg))
}
