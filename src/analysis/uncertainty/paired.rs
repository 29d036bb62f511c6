//! Devices against one another when neither is sure.

use super::NotFound;
use super::column::{self, Number};
use super::plan::{Plan, Sum};
use super::simulation::{Draws, Model, Watch, draw};
use super::summary::Summary;
use crate::model::Footprint;
use crate::range::excess;

/// A device against a baseline, both drawn with the same values of what they
/// share.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Paired {
    /// The device's name.
    pub name: String,
    /// What the device has more than the baseline, in kg CO2e.
    pub difference: Summary,
    /// The share of draws in which the device costs less than the baseline.
    pub less_probability: f64,
    /// The share in which it costs more.
    pub more_probability: f64,
    /// How far these shares may be off: their standard error.
    pub error: f64,
    /// How many uncertain inputs the device has.
    pub variables: usize,
    /// How many of them are those of the baseline.
    pub shared: usize,
    /// Those that are the same in the baseline, but go together with others in
    /// another way: they are not shared.
    pub apart: Vec<String>,
}

/// The differences of all devices to the one at `baseline`.
struct Differences<'a> {
    plan: &'a Plan,
    baseline: Sum,
    others: Vec<Sum>,
}

impl Model for Differences<'_> {
    fn counts_signs(&self) -> bool {
        true
    }

    fn outputs(&self) -> usize {
        self.others.len()
    }

    fn evaluate<V: Number>(&self, variables: &[Vec<V>], outputs: &mut [Vec<f64>]) {
        let mut base = vec![0.0; outputs.first().map_or(0, Vec::len)];
        let add_up = column::sum::<f64, V>;
        self.plan.fill(add_up, &self.baseline, variables, &mut base);
        for (other, column) in self.others.iter().zip(outputs) {
            self.plan.fill(add_up, other, variables, column);
            for (value, base) in column.iter_mut().zip(&base) {
                *value = excess(*value, *base);
            }
        }
    }
}

/// Draws devices in pairs with the one at `baseline`: an input that is the
/// same in both, a factor or a quantity with the same path and values, has the
/// same value in both of a pair. Of inputs that the two correlate in different
/// ways, as many are shared as can be.
///
/// # Errors
///
/// When the watch stops it, there is no device at `baseline`, there are fewer
/// than two draws, or correlations contradict one another.
pub fn paired(
    footprints: &[Footprint],
    baseline: usize,
    draws: Draws,
    watch: &dyn Watch,
) -> Result<Vec<Paired>, NotFound> {
    if baseline >= footprints.len() {
        return Err(NotFound::NoBaseline {
            baseline,
            devices: footprints.len(),
        });
    }
    draws.suffice()?;
    let plan = Plan::new(footprints, baseline)?;
    let total = |device: usize| Sum::of(plan.devices[device].iter().map(|(_, own)| own));
    let others: Vec<usize> = (0..footprints.len())
        .filter(|index| *index != baseline)
        .collect();
    let model = Differences {
        plan: &plan,
        baseline: total(baseline),
        others: others.iter().map(|other| total(*other)).collect(),
    };
    let found = draw(&plan, &model, draws, watch).ok_or(NotFound::Stopped)?;
    #[expect(clippy::cast_precision_loss, reason = "no more than 2^53 draws")]
    let count = draws.samples as f64;
    Ok(others
        .iter()
        .zip(&found.outputs)
        .map(|(index, output)| {
            let (less, more) = found.shares_of_signs(output);
            let (own, base) = (&plan.inputs_of[*index], &plan.inputs_of[baseline]);
            let is_apart = |variable: &&usize| {
                let variable = &plan.variables[**variable];
                base.iter().any(|other| plan.variables[*other] == *variable)
            };
            let (shared, others): (Vec<&usize>, Vec<&usize>) =
                own.iter().partition(|variable| base.contains(variable));
            Paired {
                name: footprints[*index].name.clone(),
                difference: found.summary(output),
                less_probability: less,
                more_probability: more,
                error: (less * (1.0 - less) / count).sqrt(),
                variables: own.len(),
                shared: shared.len(),
                apart: others
                    .into_iter()
                    .filter(is_apart)
                    .map(|variable| plan.variables[*variable].name.clone())
                    .collect(),
            }
        })
        .collect())
}
