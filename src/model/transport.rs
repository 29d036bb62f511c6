//! Transport of the finished device to its user.

use super::assessment::Assessment;
use super::footprint::{Line, Term, product};
use crate::block::{Block, Stage};
use crate::cited::together;
use crate::device::Transport;
use crate::factors::Factors;
use crate::range::Range;
use crate::unit;

const KILOGRAMS_PER_GRAM: f64 = 1e-3;
/// The path of the weight.
const WEIGHT: &str = "transport.weight_g";

/// `kg = mass × distance × emission factor`, for each leg (Pirson & Bol 2021).
pub(super) fn transport(assessment: &mut Assessment<'_>, transport: &Transport) {
    let block = Block::Transport;
    let weight = match &transport.weight_g {
        Some(weight) => {
            assessment.assume_stated(block, "weight_g", weight);
            Term::input(WEIGHT, weight, unit::GRAM.symbol)
        }
        None => {
            let summed = Term::sum(WEIGHT, stated_masses(assessment), unit::GRAM.symbol);
            assessment.assume(
                "summed-weight",
                block,
                format!(
                    "the weight is the sum of the masses that the file states and of its cells, \
                     {:.1} g (typical): parts without a mass, and packaging, are not in it",
                    summed.value.typical
                ),
            );
            summed
        }
    };
    let weight_sources = transport.weight_g.as_ref().map(|weight| &weight.sources);
    for (index, leg) in transport.legs.iter().enumerate() {
        let key = format!("{}_kg_km", leg.mode);
        let factor = match assessment.factors.factor(block, &key) {
            Ok(factor) => factor,
            Err(why) => {
                assessment.exclude(block, &leg.mode, &why);
                continue;
            }
        };
        let path = format!("transport.legs.{index}.km");
        assessment.assume_stated(block, &leg.mode, &leg.distance_km);
        let sources = [&leg.distance_km.sources].into_iter().chain(weight_sources);
        assessment.lines.push(Line {
            block,
            label: assessment.factors.label(block, &key),
            item: key.into(),
            stage: block.stage(),
            terms: vec![
                weight.clone(),
                Term::constant(KILOGRAMS_PER_GRAM, "kg/g"),
                Term::input(path, &leg.distance_km, unit::KILOMETRE.symbol),
            ],
            unit: &unit::KILOGRAM_KILOMETRE,
            factor,
            sources: together(sources),
        });
    }
}

/// The masses of what is made, in grams.
fn stated_masses(assessment: &Assessment<'_>) -> Vec<Vec<Term>> {
    let made = assessment.lines.iter();
    made.filter(|line| line.stage == Stage::Production)
        .filter_map(|line| mass_terms(line, assessment.factors))
        .collect()
}

/// What the mass of a line, in grams, is the product of: where its quantity is
/// a mass, or cells, which are counted in pieces and whose mass is known.
fn mass_terms(line: &Line, factors: &Factors) -> Option<Vec<Term>> {
    let of_cell = || factors.cell(line.block, &line.item)?.mass_g;
    let grams = line.unit.grams.or_else(of_cell)?;
    // Without a truncation factor, and what is reused has its mass.
    let inputs = line.terms.iter().filter(|term| term.path.is_some());
    let grams = Term::constant(grams, "g");
    Some(inputs.cloned().chain([grams]).collect())
}

/// The mass of a line, in grams, if it is known.
pub(crate) fn mass_g(line: &Line, factors: &Factors) -> Option<Range> {
    mass_terms(line, factors).map(|terms| product(&terms))
}
