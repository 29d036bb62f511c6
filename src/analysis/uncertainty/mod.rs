//! How sure a footprint is: distributions of its inputs, and of what follows.
//!
//! Ranges of quantities are triangular unless the device file says otherwise;
//! factors and grids are lognormal, with their value as median and their
//! geometric standard deviation. An input that stands in several lines is one
//! variable in all of them.

mod convolution;
mod distribution;
mod paired;
mod plan;
mod simulation;
mod sobol;
mod summary;

pub use distribution::Distribution;
pub use paired::{Paired, paired};
pub use plan::{Kind, Plan, Variable};
pub use simulation::{Draws, Unwatched, Watch};
pub use sobol::Indices;
pub use summary::{Histogram, QUANTILES, Summary};

use crate::block::Block;
use crate::model::Footprint;
use plan::Product;
use simulation::{Model, draw};

/// How a distribution is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// Convolution where it can be, and simulation elsewhere.
    #[default]
    Auto,
    /// Sums of independent terms on a grid, without a draw.
    Convolution,
    /// Random draws.
    Simulation,
}

impl Method {
    /// The name on the command line and in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Convolution => "convolution",
            Self::Simulation => "simulation",
        }
    }
}

/// How sure a device's footprint is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Uncertain {
    /// The device's name.
    pub name: String,
    /// Which method found it: never `Auto`.
    pub method: Method,
    /// How many draws a simulation made.
    pub samples: Option<u64>,
    /// The seed of a simulation.
    pub seed: Option<u64>,
    /// How far the quantiles of the total may be off, in kg CO2e: the standard
    /// error of P95 of a simulation, the largest difference between two grids
    /// of a convolution, 0 where no grid is needed.
    pub error_kg: f64,
    /// The total.
    pub total: Summary,
    /// The blocks; nothing for one that is not modelled.
    pub blocks: Vec<(Block, Option<Summary>)>,
    /// How many uncertain inputs it has.
    pub variables: usize,
}

/// Why a distribution was not found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotFound {
    /// The watch stopped it.
    #[error("stopped")]
    Stopped,
    /// Convolution was asked for, and lines of the device depend on one
    /// another.
    #[error("the lines of {0} share uncertain inputs: they are not independent of one another")]
    Dependent(String),
    /// Fewer than two draws were asked for, which show no spread.
    #[error("a distribution takes two draws or more, not {0}")]
    TooFewDraws(u64),
    /// The baseline is none of the devices.
    #[error("there is no device at {baseline}, counted from 0, among {devices}")]
    NoBaseline {
        /// The place that was asked for, counted from 0.
        baseline: usize,
        /// How many devices there are.
        devices: usize,
    },
}

/// How sure the footprint of a device is.
///
/// # Errors
///
/// When the watch stops it, there are fewer than two draws to simulate with, or
/// convolution is asked for where lines are not independent.
///
/// ```
/// use tinyfoot::analysis::{Draws, Method, Unwatched, uncertainty};
/// use tinyfoot::{Device, Factors, assess};
///
/// let factors = Factors::builtin();
/// let device = Device::preset("keyword-spotting", &factors).unwrap();
/// let footprint = assess(&device, &factors);
/// let found = uncertainty(&footprint, Method::Auto, Draws::default(), &Unwatched).unwrap();
/// let [p5, .., p95] = found.total.quantiles;
/// assert!(p5 < found.total.mean && found.total.mean < p95);
/// ```
pub fn uncertainty(
    footprint: &Footprint,
    method: Method,
    draws: Draws,
    watch: &dyn Watch,
) -> Result<Uncertain, NotFound> {
    let plan = Plan::new(std::slice::from_ref(footprint));
    let is_independent = plan.is_sum_of_independent_terms(0)
        && plan.devices[0]
            .iter()
            .all(|(_, product)| convolution::can(&plan, product));
    match method {
        Method::Convolution if !is_independent => Err(NotFound::Dependent(footprint.name.clone())),
        Method::Auto | Method::Convolution if is_independent => Ok(convolved(footprint, &plan)),
        _ => simulated(footprint, &plan, draws, watch),
    }
}

fn convolved(footprint: &Footprint, plan: &Plan) -> Uncertain {
    let products = |block: Option<Block>| -> Vec<&Product> {
        let lines = plan.devices[0].iter();
        lines
            .filter(|(own, _)| block.is_none_or(|block| *own == block))
            .map(|(_, product)| product)
            .collect()
    };
    let (total, error_kg) = convolution::sum(plan, &products(None));
    Uncertain {
        name: footprint.name.clone(),
        method: Method::Convolution,
        samples: None,
        seed: None,
        error_kg,
        total,
        blocks: blocks(footprint, |block| {
            convolution::sum(plan, &products(Some(block))).0
        }),
        variables: plan.variables().len(),
    }
}

fn blocks(footprint: &Footprint, of: impl Fn(Block) -> Summary) -> Vec<(Block, Option<Summary>)> {
    Block::ALL
        .into_iter()
        .map(|block| (block, footprint.block(block).map(|_| of(block))))
        .collect()
}

/// The total of a device, and its blocks.
struct Totals<'a> {
    plan: &'a Plan,
    blocks: Vec<Block>,
}

impl Model for Totals<'_> {
    fn is_certain(&self, output: usize) -> bool {
        let Some(block) = output.checked_sub(1).map(|own| self.blocks[own]) else {
            return false;
        };
        let mut lines = self.plan.devices[0].iter().filter(|(own, _)| *own == block);
        lines.all(|(_, product)| product.is_certain())
    }

    fn outputs(&self) -> usize {
        1 + self.blocks.len()
    }

    fn evaluate(&self, variables: &[Vec<f64>], outputs: &mut [Vec<f64>]) {
        for column in outputs.iter_mut() {
            column.fill(0.0);
        }
        let mut line = vec![0.0; outputs[0].len()];
        for (block, product) in &self.plan.devices[0] {
            if product.coefficient == 0.0 {
                continue;
            }
            self.plan.evaluate(product, variables, &mut line);
            let own = self.blocks.iter().position(|other| other == block);
            for output in [Some(0), own.map(|own| own + 1)].into_iter().flatten() {
                for (sum, value) in outputs[output].iter_mut().zip(&line) {
                    *sum += value;
                }
            }
        }
    }
}

/// The Sobol indices of the variables of a plan for the total of its first
/// device.
pub(super) fn total_indices(
    plan: &Plan,
    draws: Draws,
    watch: &dyn Watch,
) -> Result<Vec<Indices>, NotFound> {
    let model = Totals {
        plan,
        blocks: Vec::new(),
    };
    draws.suffice()?;
    sobol::indices(plan.variables(), &model, draws, watch).ok_or(NotFound::Stopped)
}

/// The total of the first device of a plan for given values of its variables.
pub(super) fn totals_at(plan: &Plan, values: &[f64]) -> f64 {
    let model = Totals {
        plan,
        blocks: Vec::new(),
    };
    let columns: Vec<Vec<f64>> = values.iter().map(|value| vec![*value]).collect();
    let mut outputs = [vec![0.0]];
    model.evaluate(&columns, &mut outputs);
    outputs[0][0]
}

fn simulated(
    footprint: &Footprint,
    plan: &Plan,
    draws: Draws,
    watch: &dyn Watch,
) -> Result<Uncertain, NotFound> {
    let model = Totals {
        plan,
        blocks: footprint.modelled.clone(),
    };
    draws.suffice()?;
    let found = draw(plan, &model, draws, watch).ok_or(NotFound::Stopped)?;
    Ok(Uncertain {
        name: footprint.name.clone(),
        method: Method::Simulation,
        samples: Some(draws.samples),
        seed: Some(draws.seed),
        error_kg: found.error(&found.outputs[0]),
        total: found.summary(&found.outputs[0]),
        blocks: blocks(footprint, |block| {
            let own = model.blocks.iter().position(|other| *other == block);
            let output = own.map_or(&found.outputs[0], |own| &found.outputs[own + 1]);
            found.summary(output)
        }),
        variables: plan.variables().len(),
    })
}
