//! Transport of the finished device to its user.

use super::assessment::Assessment;
use super::footprint::{Line, Term};
use crate::block::{Block, Stage};
use crate::device::Transport;
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
        let mut sources = leg.distance_km.sources.clone();
        for source in weight_sources.into_iter().flatten() {
            if !sources.contains(source) {
                sources.push(source.clone());
            }
        }
        assessment.lines.push(Line {
            block,
            label: assessment.factors.label(block, &key),
            item: key,
            stage: block.stage(),
            terms: vec![
                weight.clone(),
                Term::constant(KILOGRAMS_PER_GRAM, "kg/g"),
                Term::input(path, &leg.distance_km, unit::KILOMETRE.symbol),
            ],
            unit: &unit::KILOGRAM_KILOMETRE,
            factor,
            sources,
        });
    }
}

/// The masses, in grams: the quantities that are one, and those of the cells.
fn stated_masses(assessment: &Assessment<'_>) -> Vec<Vec<Term>> {
    assessment
        .lines
        .iter()
        .filter(|line| line.stage == Stage::Production)
        .filter_map(|line| {
            // Of cells, which are counted in pieces, the mass is known.
            let of_cell = || {
                let cell = assessment.factors.cell(line.block, &line.item)?;
                cell.mass_g
            };
            let grams = line.unit.grams.or_else(of_cell)?;
            let quantity = line.terms.first()?.clone();
            Some(vec![quantity, Term::constant(grams, "g")])
        })
        .collect()
}
