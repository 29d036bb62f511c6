//! Hardware: quantities of items, stated footprints, custom components.

use std::sync::Arc;

use super::assess::Assessment;
use super::footprint::{Line, Term};
use crate::block::Block;
use crate::device::{BlockInput, Custom, Part};
use crate::factors::{Basis, Factor, Whole};
use crate::range::Range;
use crate::read::Stated;
use crate::unit;

/// `kg = quantity × emission factor`, for each item (Pirson & Bol 2021), and
/// the footprint of a level that is published as a whole.
pub(super) fn parts(
    assessment: &mut Assessment<'_>,
    input: &BlockInput,
    parts: &[Part],
    whole: Option<&Arc<Whole>>,
) {
    let block = input.block;
    if let Some(whole) = whole {
        let variant = input.level.as_ref().and_then(|level| level.variant);
        let kg = variant.map_or(whole.kg_co2e, |variant| variant.of(whole.kg_co2e));
        assessment.lines.push(Line {
            block,
            item: whole
                .factor
                .id
                .rsplit('.')
                .next()
                .unwrap_or_default()
                .to_owned(),
            label: whole.label.clone(),
            stage: block.stage(),
            terms: vec![Term::input(
                whole.factor.id.clone(),
                kg,
                unit::KILOGRAM_CO2E.symbol,
            )],
            unit: &unit::KILOGRAM_CO2E,
            factor: Arc::clone(&whole.factor),
            sources: Vec::new(),
        });
    }
    for part in parts {
        part_line(assessment, block, part);
    }
}

fn part_line(assessment: &mut Assessment<'_>, block: Block, part: &Part) {
    let factors = assessment.factors;
    let Some(item) = factors.item(block, &part.key) else {
        assessment.exclude(block, &part.key, "no factor set knows it");
        return;
    };
    let factor = match factors.factor(block, &part.key) {
        Ok(factor) => factor,
        // None of an item needs no factor.
        Err(_) if part.quantity.range == Range::ZERO => return,
        Err(why) => {
            assessment.exclude(block, &item.label, &why);
            return;
        }
    };
    let path = format!("{}.{}", block.key(), part.key);
    note_assumption(assessment, block, &path, &part.quantity);
    assessment.lines.push(Line {
        block,
        item: part.key.clone(),
        label: item.label.clone(),
        stage: block.stage(),
        terms: vec![Term::input(
            path,
            part.quantity.range,
            item.unit.symbol_for(part.quantity.range.typical),
        )],
        unit: item.unit,
        factor,
        sources: part.quantity.sources.clone(),
    });
}

/// A block whose footprint is stated, taken as it is.
pub(super) fn stated(assessment: &mut Assessment<'_>, block: Block, kg: &Stated) {
    let path = format!("{}.kg_co2e", block.key());
    note_assumption(assessment, block, &path, kg);
    let line = stated_line(assessment, block, "kg_co2e", path, kg);
    assessment.lines.push(Line {
        label: "stated footprint".to_owned(),
        ..line
    });
}

/// Components of the user's own, taken as they are.
pub(super) fn custom(assessment: &mut Assessment<'_>, components: &[Custom]) {
    for component in components {
        let path = format!("custom.{}", component.name);
        note_assumption(assessment, Block::Custom, &path, &component.kg_co2e);
        let line = stated_line(
            assessment,
            Block::Custom,
            &component.name,
            path,
            &component.kg_co2e,
        );
        assessment.lines.push(Line {
            stage: component.stage,
            ..line
        });
    }
}

/// A line of a footprint that is stated: its factor is one kilogram per
/// kilogram.
pub(super) fn stated_line(
    assessment: &Assessment<'_>,
    block: Block,
    item: &str,
    path: String,
    kg: &Stated,
) -> Line {
    Line {
        block,
        item: item.to_owned(),
        label: item.to_owned(),
        stage: block.stage(),
        unit: &unit::KILOGRAM_CO2E,
        factor: Arc::new(Factor {
            id: path.clone(),
            layer: assessment.device.name.clone(),
            kg_co2e_per_unit: 1.0,
            unit: &unit::KILOGRAM_CO2E,
            feasible: None,
            gsd: None,
            gsd_basis: None,
            basis: Basis::Stated,
            covers: None,
            derivation: None,
            sources: Vec::new(),
        }),
        terms: vec![Term::input(path, kg.range, unit::KILOGRAM_CO2E.symbol)],
        sources: kg.sources.clone(),
    }
}

/// Hardware in its second life: its production was counted in the first.
pub(super) fn cut_off(line: &mut Line) {
    line.terms
        .push(Term::constant(0.0, "(reused: counted in its first life)"));
}

/// An assumption that a value of the device file carries.
pub(super) fn note_assumption(
    assessment: &mut Assessment<'_>,
    block: Block,
    path: &str,
    value: &Stated,
) {
    if let Some(text) = &value.assumption {
        let name = path.split_once('.').map_or(path, |(_, name)| name);
        assessment.assume("stated-assumption", block, format!("{name}: {text}"));
    }
}
