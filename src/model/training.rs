//! Training of the machine-learning model, allocated to one device.

use super::assessment::Assessment;
use super::footprint::{Line, Term};
use super::operation::grid_factor;
use crate::block::Block;
use crate::device::{Effort, Training};
use crate::unit;

/// `kg = footprint / devices` or `kg = energy × PUE × grid intensity / devices`.
pub(super) fn training(assessment: &mut Assessment<'_>, training: &Training) {
    let block = Block::Training;
    let mut line = match &training.effort {
        Effort::Footprint(kg) => {
            assessment.assume_stated(block, "kg_co2e", kg);
            assessment.stated_line(block, "kg_co2e", "training of the model", kg)
        }
        Effort::Energy {
            energy_kwh,
            pue,
            pue_stated,
            grid,
        } => {
            assessment.assume_stated(block, "energy_kwh", energy_kwh);
            if !pue_stated {
                assessment.assume(
                    "default-pue",
                    block,
                    "power usage effectiveness (PUE) 1: the data centre draws no more than its computers",
                );
            }
            Line {
                block,
                item: "electricity".into(),
                label: "electricity of training".into(),
                stage: block.stage(),
                terms: vec![
                    Term::input(
                        "training.energy_kwh",
                        energy_kwh,
                        unit::KILOWATT_HOUR.symbol,
                    ),
                    Term::constant(*pue, "PUE"),
                ],
                unit: &unit::KILOWATT_HOUR,
                factor: grid_factor(grid),
                sources: energy_kwh.sources.clone(),
            }
        }
    };
    if training.shared_by != 1.0 {
        line.terms.push(Term::constant(
            1.0 / training.shared_by,
            format!("(shared by {} devices)", training.shared_by),
        ));
    }
    assessment.lines.push(line);
}
