//! How sure a footprint is: distributions of its inputs, and of what follows.
//!
//! Ranges of quantities are triangular unless the device file says otherwise;
//! factors and grids are lognormal, with their value as median and their
//! geometric standard deviation. An input that stands in several lines is one
//! variable in all of them.

mod column;
mod convolution;
mod distribution;
mod generator;
mod inputs;
mod paired;
mod plan;
mod sampler;
mod simulation;
mod sobol;
mod summary;

pub use distribution::Distribution;
pub use inputs::{Kind, Variable};
pub use paired::{Paired, paired};
pub use plan::Plan;
pub use simulation::{Draws, Unwatched, Watch};
pub use sobol::Indices;
pub(super) use sobol::base_samples;
pub use summary::{Histogram, QUANTILES, Summary};

use crate::block::Block;
use crate::model::Footprint;
use column::Number;
use plan::{Product, Sum};
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
    /// How far quantiles may be off, in kg CO2e: the standard error of the P95
    /// of the total in a simulation; in a convolution the bound of those of
    /// total and blocks, 0 where no grid is needed.
    pub error_kg: f64,
    /// The total.
    pub total: Summary,
    /// The blocks; nothing for one that is not modelled.
    pub blocks: Vec<(Block, Option<Summary>)>,
    /// How many uncertain inputs it has.
    pub variables: usize,
    /// How many pairs of them are correlated.
    pub correlations: usize,
    /// One that spreads so far that mean and standard deviation rest on few
    /// draws.
    pub spreads_too_far: Option<String>,
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
    /// Convolution was asked for, and the inputs of the device spread too far
    /// for a grid.
    #[error("the inputs of {0} spread too far for a grid")]
    TooWide(String),
    /// Inputs that go together, and a third one that goes with one of them and
    /// against the other: no distribution has such correlations.
    #[error("the correlations contradict one another")]
    ContradictoryCorrelations,
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
/// When the watch stops it, there are fewer than two draws to simulate with,
/// correlations contradict one another, or convolution is asked for where lines
/// are not independent.
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
    let plan = Plan::of(footprint)?;
    let is_independent = plan.is_sum_of_independent_terms(0)
        && plan.devices[0]
            .iter()
            .all(|(_, product)| convolution::can(&plan, product));
    let convolved = match method {
        Method::Auto | Method::Convolution if is_independent => convolved(footprint, &plan),
        _ => None,
    };
    match (convolved, method) {
        (Some(found), _) => Ok(found),
        (None, Method::Convolution) => {
            let name = footprint.name.clone();
            Err(if is_independent {
                NotFound::TooWide(name)
            } else {
                NotFound::Dependent(name)
            })
        }
        (None, _) => simulated(footprint, &plan, draws, watch),
    }
}

impl Uncertain {
    /// The distribution of a block; nothing where it is not modelled.
    pub fn block(&self, block: Block) -> Option<&Summary> {
        let (_, summary) = self.blocks.iter().find(|(own, _)| *own == block)?;
        summary.as_ref()
    }
}

/// The lines of a device that belong to a block, or all of them.
fn products(plan: &Plan, block: Option<Block>) -> Vec<&Product> {
    let lines = plan.devices[0].iter();
    lines
        .filter(|(own, _)| block.is_none_or(|block| *own == block))
        .map(|(_, product)| product)
        .collect()
}

fn convolved(footprint: &Footprint, plan: &Plan) -> Option<Uncertain> {
    let (total, mut error_kg) = convolution::sum(plan, &products(plan, None))?;
    let block = |block| match footprint.block(block) {
        None => Some((block, None)),
        Some(_) => {
            let (own, error) = convolution::sum(plan, &products(plan, Some(block)))?;
            error_kg = error_kg.max(error);
            Some((block, Some(own)))
        }
    };
    let blocks: Option<Vec<_>> = Block::ALL.into_iter().map(block).collect();
    Some(Uncertain {
        name: footprint.name.clone(),
        method: Method::Convolution,
        samples: None,
        seed: None,
        error_kg,
        total,
        blocks: blocks?,
        variables: plan.variables().len(),
        correlations: plan.correlations(),
        spreads_too_far: None,
    })
}

fn blocks(footprint: &Footprint, of: impl Fn(Block) -> Summary) -> Vec<(Block, Option<Summary>)> {
    Block::ALL
        .into_iter()
        .map(|block| (block, footprint.block(block).map(|_| of(block))))
        .collect()
}

/// The sum of products of which no more than one is uncertain, and of one
/// input alone: nothing is to be calculated or drawn.
fn known(plan: &Plan, products: &[&Product]) -> Option<Summary> {
    let uncertain: Vec<&&Product> = products
        .iter()
        .filter(|product| !product.is_certain())
        .collect();
    let certain = products.iter().filter(|product| product.is_certain());
    let offset = certain.fold(0.0, |sum, product| sum + product.coefficient);
    match uncertain[..] {
        [] => Some(Summary::certain(offset)),
        [only] if only.is_plain() && only.variables.len() == 1 && only.coefficient > 0.0 => {
            let distribution = &plan.variables[only.variables[0]].distribution;
            Some(Summary::exact(distribution, only.coefficient, offset))
        }
        _ => None,
    }
}

/// The total of a device, and some of its blocks.
struct Totals<'a> {
    plan: &'a Plan,
    blocks: Vec<Sum>,
    others: Sum,
    added: Vec<(f64, usize)>,
}

impl<'a> Totals<'a> {
    fn new(plan: &'a Plan, blocks: &[Block]) -> Self {
        let others = plan.devices[0].iter();
        let others = others.filter(|(own, _)| !blocks.contains(own));
        let of_block = |block: &Block| Sum::of(products(plan, Some(*block)));
        Self {
            plan,
            blocks: blocks.iter().map(of_block).collect(),
            others: Sum::of(others.map(|(_, product)| product)),
            added: Vec::new(),
        }
    }

    /// The same, where what only adds to the total is added up as it is drawn.
    fn adding(mut self) -> Self {
        let sums = self.blocks.iter().chain([&self.others]);
        let uses = self.plan.uses(sums);
        let inputs = &self.plan.inputs;
        self.added = self.others.take_singles(|scale, variable| {
            scale > 0.0 && uses[variable] == 1 && !inputs.is_correlated(variable)
        });
        self.others.add_single(1.0, self.plan.variables.len());
        self
    }
}

impl Model for Totals<'_> {
    fn outputs(&self) -> usize {
        1 + self.blocks.len()
    }

    fn added(&self) -> &[(f64, usize)] {
        &self.added
    }

    fn evaluate<V: Number>(&self, variables: &[Vec<V>], outputs: &mut [Vec<f64>]) {
        let Some((total, blocks)) = outputs.split_first_mut() else {
            return;
        };
        self.plan
            .fill(column::sum::<V, V>, &self.others, variables, total);
        for (sum, column) in self.blocks.iter().zip(blocks) {
            self.plan.fill(column::sum::<V, V>, sum, variables, column);
            column::add(total, 1.0, column);
        }
    }
}

/// The Sobol indices of the variables of a plan for the total of its first
/// device. They are shares of a variance that has independent parts: where
/// variables are correlated, they are drawn without.
pub(super) fn total_indices(
    plan: &Plan,
    draws: Draws,
    watch: &dyn Watch,
) -> Result<Vec<Indices>, NotFound> {
    let model = Totals::new(plan, &[]);
    draws.suffice()?;
    sobol::indices(&plan.inputs.independent(), &model, draws, watch).ok_or(NotFound::Stopped)
}

/// The total of the first device of a plan for given values of its variables.
pub(super) fn totals_at(plan: &Plan, values: &[f64]) -> f64 {
    let model = Totals::new(plan, &[]);
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
    let known = |block| known(plan, &products(plan, Some(block)));
    let modelled = footprint.modelled.iter().copied();
    let unknown: Vec<Block> = modelled.filter(|block| known(*block).is_none()).collect();
    let model = Totals::new(plan, &unknown).adding();
    draws.suffice()?;
    let found = draw(plan, &model, draws, watch).ok_or(NotFound::Stopped)?;
    Ok(Uncertain {
        name: footprint.name.clone(),
        method: Method::Simulation,
        samples: Some(draws.samples),
        seed: Some(draws.seed),
        error_kg: found.error(&found.outputs[0]),
        total: found.summary(&found.outputs[0]),
        blocks: blocks(footprint, |block| match known(block) {
            Some(summary) => summary,
            None => {
                let own = unknown.iter().position(|other| *other == block);
                found.summary(&found.outputs[own.map_or(0, |own| own + 1)])
            }
        }),
        variables: plan.variables().len(),
        correlations: plan.correlations(),
        spreads_too_far: plan.spreads_too_far(draws.samples),
    })
}
