//! Transport of the finished device to its user.

use super::assessment::Assessment;
use super::footprint::{Line, Term};
use super::mass;
use crate::block::Block;
use crate::cited::together;
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
            let summed = Term::sum(WEIGHT, mass::made(assessment), unit::GRAM.symbol);
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
