//! What an assessment yields: lines, and sums of lines.

use std::borrow::Cow;
use std::sync::Arc;

use super::budget::EnergyBudget;
use crate::block::{Block, Stage};
use crate::cited::Sources;
use crate::device::{Correlation, Cost, LevelChoice};
use crate::factors::{Factor, FactorSet};
use crate::grid::Grid;
use crate::range::{Range, Shape};
use crate::read::Stated;
use crate::unit::Unit;

/// The footprint of one device over its lifespan, in kg CO2e (GWP100).
///
/// Only the lines are stored: every total is a sum of them, made when asked
/// for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Footprint {
    /// The device's name.
    pub name: String,
    /// What it is, in a sentence.
    pub description: Option<String>,
    /// Its lifespan, in years of 365 days.
    pub lifespan_years: f64,
    /// What production is multiplied by for what process-based studies leave
    /// out, if the file asks for it.
    pub truncation_factor: Option<f64>,
    /// The lines, in the order of [`Block::ALL`].
    pub lines: Vec<Line>,
    /// The blocks that are modelled; a modelled block may be zero.
    pub modelled: Vec<Block>,
    /// The hardware specification levels that blocks were expanded from.
    pub levels: Vec<(Block, LevelChoice)>,
    /// Blocks that are not modelled, and parts without a factor.
    pub excluded: Vec<Excluded>,
    /// What parts without a factor weigh, where that is known: they are carried,
    /// and thrown away.
    pub uncovered: Vec<UncoveredMass>,
    /// How many parts have a footprint, where the file lists those without.
    pub coverage: Option<Coverage>,
    /// Inputs that the device states to be correlated.
    pub correlations: Vec<Correlation>,
    /// What was assumed.
    pub assumptions: Vec<Remark>,
    /// What the reader should beware of.
    pub warnings: Vec<Remark>,
    /// The factor sets, the built-in one first.
    pub factor_sets: Vec<String>,
    /// Where the energy goes, if use is modelled by its power.
    pub energy: Option<EnergyBudget>,
    /// The grids that electricity comes from.
    pub grids: Vec<GridUse>,
    /// What the device costs, if its file states prices.
    pub cost: Option<Cost>,
    /// The factors and sources that the device brings itself.
    pub own: Arc<FactorSet>,
    /// Citation keys or texts of the device as a whole.
    pub sources: Sources,
}

/// One line of a footprint: a quantity times an emission factor.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Line {
    /// The block.
    pub block: Block,
    /// The item's key, or a custom component's name.
    pub item: Cow<'static, str>,
    /// The item in prose.
    pub label: Cow<'static, str>,
    /// The life-cycle stage.
    pub stage: Stage,
    /// What the quantity is the product of.
    pub terms: Vec<Term>,
    /// The unit of the quantity.
    pub unit: &'static Unit,
    /// The emission factor.
    pub factor: Arc<Factor>,
    /// Citation keys or texts of the quantity.
    pub sources: Sources,
}

/// The mass of a part that has no line, since its factor is not known.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct UncoveredMass {
    /// The life-cycle stage in which it is made.
    pub stage: Stage,
    /// What its mass in grams is the product of.
    pub terms: Vec<Term>,
}

/// A grid and what it feeds.
#[derive(Clone, Debug, PartialEq)]
pub struct GridUse {
    /// The block that it feeds.
    pub block: Block,
    /// The grid.
    pub grid: Grid,
    /// How its intensity changes, in percent a year, if the file says so.
    pub trend_percent_per_year: Option<f64>,
    /// What is lost on the way, in percent of what arrives, if the file says
    /// so.
    pub loss_percent: Option<f64>,
}

/// One value of a product.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Which input of the device file it is, such as `processing.mcu_mm2`, or
    /// which result, such as `replacement.sets`; nothing for a constant. Lines
    /// with the same path share the value.
    pub path: Option<String>,
    /// The value.
    pub value: Range,
    /// How likely the values of its range are.
    pub shape: Shape,
    /// Whether the device file states one over the value, as `interval_s` is of
    /// a rate: then its shape is of that.
    pub is_reciprocal: bool,
    /// Whether it is no part of the quantity, but changes what a unit of it
    /// costs: a trend of the grid, truncation, a second life.
    pub is_multiplier: bool,
    /// Its unit in prose.
    pub unit: Cow<'static, str>,
    /// Where the value is a sum of others: what each of them is the product of.
    pub summands: Vec<Vec<Term>>,
}

/// Something that the figures leave out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excluded {
    /// The block, or the block's place in life.
    pub block: Option<Block>,
    /// The part, if it is not the whole block.
    pub part: Option<String>,
}

/// How many of a device's parts have a footprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Parts with a footprint.
    pub covered: usize,
    /// All parts.
    pub parts: usize,
}

/// An assumption or a warning: a stable code and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Stable words that scripts may match.
    pub code: &'static str,
    /// The block that it is about.
    pub block: Option<Block>,
    /// What the reader should know.
    pub text: String,
}

impl Term {
    /// A value of the device file.
    pub(super) fn input(
        path: impl Into<String>,
        value: &Stated,
        unit: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            shape: value.shape,
            ..Self::result(path, value.range, unit)
        }
    }

    /// A value of the model.
    pub(super) fn result(
        path: impl Into<String>,
        value: Range,
        unit: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            path: Some(path.into()),
            value,
            shape: Shape::default(),
            is_reciprocal: false,
            is_multiplier: false,
            unit: unit.into(),
            summands: Vec::new(),
        }
    }

    /// The sum of products.
    pub(super) fn sum(
        path: impl Into<String>,
        summands: Vec<Vec<Self>>,
        unit: impl Into<Cow<'static, str>>,
    ) -> Self {
        let value = summands.iter().map(product).sum();
        Self {
            summands,
            ..Self::result(path, value, unit)
        }
    }

    /// A constant, or a value with no range.
    pub(super) fn constant(value: f64, unit: impl Into<Cow<'static, str>>) -> Self {
        Self {
            path: None,
            value: Range::point(value),
            shape: Shape::default(),
            is_reciprocal: false,
            is_multiplier: false,
            unit: unit.into(),
            summands: Vec::new(),
        }
    }

    /// What changes the cost of a unit.
    pub(crate) fn multiplier(value: f64, unit: impl Into<Cow<'static, str>>) -> Self {
        Self {
            is_multiplier: true,
            ..Self::constant(value, unit)
        }
    }
}

/// The product of some terms, variant by variant.
pub(super) fn product<'a>(terms: impl IntoIterator<Item = &'a Term>) -> Range {
    terms
        .into_iter()
        .fold(Range::point(1.0), |product, term| product * term.value)
}

impl Line {
    /// The quantity: the product of the terms that are no multipliers.
    pub fn quantity(&self) -> Range {
        product(self.terms.iter().filter(|term| !term.is_multiplier))
    }

    /// What a unit costs, times its emission factor: the mean of the grid's
    /// trend over the life, truncation, 0 in a second life; 1 without any.
    pub fn multiplier(&self) -> f64 {
        product(self.terms.iter().filter(|term| term.is_multiplier)).typical
    }

    /// kg CO2e: the quantity times the multiplier times the emission factor.
    pub fn kg_co2e(&self) -> Range {
        product(&self.terms) * self.factor.kg_co2e_per_unit
    }

    /// Citation keys or texts of the quantity, then of the factor.
    pub fn cited(&self) -> impl Iterator<Item = &str> {
        let all = self.sources.iter().chain(self.factor.sources.iter());
        all.map(String::as_str)
    }

    /// Whether the line is a stated footprint, not a calculated one.
    pub fn is_stated(&self) -> bool {
        *self.unit == crate::unit::KILOGRAM_CO2E
    }
}

impl Footprint {
    /// Everything, in kg CO2e.
    pub fn total(&self) -> Range {
        self.sum(|_| true)
    }

    /// All stages but use, in kg CO2e; nothing if none of them is modelled.
    pub fn embodied(&self) -> Option<Range> {
        self.sum_of(|line| line.stage != Stage::Use)
    }

    /// The stage of use, in kg CO2e; nothing if it is not modelled.
    pub fn operational(&self) -> Option<Range> {
        self.sum_of(|line| line.stage == Stage::Use)
    }

    /// A block, in kg CO2e; nothing if it is not modelled.
    pub fn block(&self, block: Block) -> Option<Range> {
        self.modelled
            .contains(&block)
            .then(|| self.sum(|line| line.block == block))
    }

    /// A stage, in kg CO2e; nothing if no line belongs to it.
    pub fn stage(&self, stage: Stage) -> Option<Range> {
        self.sum_of(|line| line.stage == stage)
    }

    /// The level that a block was expanded from.
    pub fn level(&self, block: Block) -> Option<&LevelChoice> {
        self.levels
            .iter()
            .find(|(other, _)| *other == block)
            .map(|(_, level)| level)
    }

    /// The lines of a block.
    pub fn lines_of(&self, block: Block) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.block == block)
    }

    /// The sum of the lines that belong, nothing if there is none.
    fn sum_of(&self, belongs: impl Fn(&Line) -> bool) -> Option<Range> {
        let any = self.lines.iter().any(&belongs);
        any.then(|| self.sum(belongs))
    }

    fn sum(&self, belongs: impl Fn(&Line) -> bool) -> Range {
        self.lines
            .iter()
            .filter(|line| belongs(line))
            .map(Line::kg_co2e)
            .sum()
    }
}
