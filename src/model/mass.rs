//! Masses of what is made and replaced: of parts whose quantity is a mass, and of
//! cells, which are counted in pieces and whose mass is known.

use std::sync::Arc;

use super::assessment::Assessment;
use super::footprint::{Footprint, Line, Term, UncoveredMass, product};
use crate::block::{Block, Stage};
use crate::factors::Factors;
use crate::range::Range;
use crate::unit::Unit;

/// The mass of one unit of an item, in grams, if it is known.
pub(super) fn grams_of_one(
    factors: &Factors,
    block: Block,
    item: &str,
    unit: &Unit,
) -> Option<f64> {
    unit.grams
        .or_else(|| factors.cell(block, item).and_then(|cell| cell.mass_g))
}

/// What the mass of a line, in grams, is the product of.
fn of_line(line: &Line, factors: &Factors) -> Option<Vec<Term>> {
    let grams = grams_of_one(factors, line.block, &line.item, line.unit)?;
    // Without a truncation factor, and what is reused has its mass.
    let inputs = line.terms.iter().filter(|term| term.path.is_some());
    Some(
        inputs
            .cloned()
            .chain([Term::constant(grams, "g")])
            .collect(),
    )
}

fn of_stage<'a>(
    lines: &'a [Line],
    uncovered: &'a [UncoveredMass],
    stage: Stage,
    factors: &'a Factors,
) -> impl Iterator<Item = Vec<Term>> + 'a {
    let lines = lines.iter().filter(move |line| line.stage == stage);
    let uncovered = uncovered.iter().filter(move |mass| mass.stage == stage);
    lines
        .filter_map(|line| of_line(line, factors))
        .chain(uncovered.map(|mass| mass.terms.clone()))
}

/// The masses of what is made, in grams.
pub(super) fn made(assessment: &Assessment<'_>) -> Vec<Vec<Term>> {
    let Assessment {
        lines, uncovered, ..
    } = assessment;
    of_stage(lines, uncovered, Stage::Production, assessment.factors).collect()
}

/// The mass of a stage, in grams; nothing where no part of it has one.
pub(crate) fn mass_g(footprint: &Footprint, factors: &Factors, stage: Stage) -> Option<Range> {
    let mut factors = factors.clone();
    factors.push(Arc::clone(&footprint.own));
    let masses = of_stage(&footprint.lines, &footprint.uncovered, stage, &factors);
    masses
        .map(|terms| product(&terms))
        .reduce(|sum, mass| sum + mass)
}
