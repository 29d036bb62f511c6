//! Footprints as functions of their uncertain inputs.
//!
//! The inputs are the terms of the lines and their emission factors; what has
//! the same path or is the same factor is one variable, in one device or in
//! several. The same lines that give the point estimate are evaluated anew for
//! each draw.

use super::distribution::Distribution;
use crate::block::Block;
use crate::model::{Footprint, Line, Term, Wear};

/// What kind of input a variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A quantity of the device: a decision of its designer, or what is not
    /// known of it yet.
    Quantity,
    /// An emission factor, or the intensity of a grid.
    Factor,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Quantity, Self::Factor];

    /// The name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Quantity => "quantity",
            Self::Factor => "factor",
        }
    }
}

/// An uncertain input.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Variable {
    /// The path of a quantity, such as `casing.abs_g`, or the identity of a
    /// factor.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its distribution.
    pub distribution: Distribution,
}

/// A product of variables and a constant.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Product {
    /// The constant.
    pub(super) coefficient: f64,
    /// Variables; one that stands twice is squared.
    pub(super) variables: Vec<usize>,
    /// Sets of cells that are replaced: not a product, but a step function of
    /// others.
    pub(super) sets: Option<usize>,
}

/// How many sets of cells are replaced, from what is drawn and what a set
/// holds.
#[derive(Clone, Debug)]
struct Sets {
    drawn_wh_per_year: Vec<Product>,
    usable_wh: Vec<Product>,
    wear: Wear,
    lifespan_years: f64,
}

/// Devices as functions of their uncertain inputs.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The variables.
    pub(super) variables: Vec<Variable>,
    /// For each device, its lines by block.
    pub(super) devices: Vec<Vec<(Block, Product)>>,
    sets: Vec<Sets>,
}

impl Plan {
    /// The plan of some devices, which share the variables that are the same
    /// in them.
    pub fn new(footprints: &[Footprint]) -> Self {
        let mut plan = Self::default();
        for footprint in footprints {
            let sets = plan.sets_of(footprint);
            let lines = footprint
                .lines
                .iter()
                .map(|line| (line.block, plan.line(line, sets)))
                .collect();
            plan.devices.push(lines);
        }
        plan
    }

    /// The variables.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    fn line(&mut self, line: &Line, sets: Option<usize>) -> Product {
        let mut product = self.product(&line.terms, sets);
        let factor = &line.factor;
        match factor
            .gsd
            .filter(|gsd| *gsd > 1.0 && factor.kg_co2e_per_unit > 0.0)
        {
            Some(gsd) => {
                let variable = self.variable(Variable {
                    name: factor.id.clone(),
                    kind: Kind::Factor,
                    distribution: Distribution::Lognormal {
                        median: factor.kg_co2e_per_unit,
                        gsd,
                    },
                });
                product.variables.push(variable);
            }
            None => product.coefficient *= factor.kg_co2e_per_unit,
        }
        product
    }

    fn product(&mut self, terms: &[Term], sets: Option<usize>) -> Product {
        let mut product = Product {
            coefficient: 1.0,
            variables: Vec::new(),
            sets: None,
        };
        for term in terms {
            let path = term.path.as_deref();
            if path == Some(SETS_REPLACED) && sets.is_some() {
                product.sets = sets;
                continue;
            }
            let distribution = Distribution::of(term.value, term.shape);
            match (path, distribution) {
                (Some(path), Some(distribution)) => {
                    let variable = self.variable(Variable {
                        name: path.to_owned(),
                        kind: Kind::Quantity,
                        distribution,
                    });
                    product.variables.push(variable);
                }
                _ => product.coefficient *= term.value.typical,
            }
        }
        product
    }

    /// The number of a variable: that of the same one, if it is there.
    fn variable(&mut self, variable: Variable) -> usize {
        let found = self.variables.iter().position(|other| *other == variable);
        found.unwrap_or_else(|| {
            self.variables.push(variable);
            self.variables.len() - 1
        })
    }

    fn sets_of(&mut self, footprint: &Footprint) -> Option<usize> {
        let energy = footprint.energy.as_ref()?;
        let battery = energy.battery.as_ref()?;
        let drawn = energy.drains.iter().filter(|drain| drain.is_from_battery);
        let drawn = drawn
            .map(|drain| {
                let mut product = self.product(&drain.terms, None);
                product.coefficient *= 1e3;
                product
            })
            .collect();
        let usable_wh = battery
            .energy_terms
            .iter()
            .map(|terms| self.product(terms, None))
            .collect();
        self.sets.push(Sets {
            drawn_wh_per_year: drawn,
            usable_wh,
            wear: battery.wear,
            lifespan_years: footprint.lifespan_years,
        });
        Some(self.sets.len() - 1)
    }

    /// Whether two lines of a device share a variable, or one is not a plain
    /// product: then they are not independent of one another.
    pub(super) fn is_sum_of_independent_terms(&self, device: usize) -> bool {
        let mut seen = vec![false; self.variables.len()];
        self.devices[device].iter().all(|(_, product)| {
            let is_plain = product.sets.is_none_or(|_| product.coefficient == 0.0);
            let is_alone = product
                .variables
                .iter()
                .all(|variable| !std::mem::replace(&mut seen[*variable], true));
            is_plain && (is_alone || product.coefficient == 0.0)
        })
    }

    /// Fills a column with the values of a product, from the columns of the
    /// variables.
    pub(super) fn evaluate(&self, product: &Product, variables: &[Vec<f64>], column: &mut [f64]) {
        product.multiply(variables, column);
        if let Some(sets) = product.sets {
            let replaced = self.sets[sets].replaced(variables, column.len());
            for (value, sets) in column.iter_mut().zip(replaced) {
                *value *= sets;
            }
        }
    }
}

impl Product {
    /// Whether it is the same whatever is drawn.
    pub(super) fn is_certain(&self) -> bool {
        self.coefficient == 0.0 || (self.variables.is_empty() && self.sets.is_none())
    }

    fn multiply(&self, variables: &[Vec<f64>], column: &mut [f64]) {
        column.fill(self.coefficient);
        for variable in &self.variables {
            for (value, drawn) in column.iter_mut().zip(&variables[*variable]) {
                *value *= drawn;
            }
        }
    }
}

/// The path of the term that counts replaced sets of cells.
const SETS_REPLACED: &str = "replacement.sets";

impl Sets {
    /// How many sets are replaced, for each draw.
    fn replaced(&self, variables: &[Vec<f64>], count: usize) -> Vec<f64> {
        let sum = |products: &[Product]| {
            let (mut sum, mut own) = (vec![0.0; count], vec![0.0; count]);
            for product in products {
                product.multiply(variables, &mut own);
                for (sum, own) in sum.iter_mut().zip(&own) {
                    *sum += own;
                }
            }
            sum
        };
        let (usable, annual) = (sum(&self.usable_wh), sum(&self.drawn_wh_per_year));
        let years = usable
            .into_iter()
            .zip(annual)
            .map(|(usable, annual)| usable / annual);
        years
            .map(|years| self.wear.sets(years, self.lifespan_years) - 1.0)
            .collect()
    }
}
