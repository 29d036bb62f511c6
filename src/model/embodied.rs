//! Hardware: quantities of items, stated footprints, custom components.

use std::sync::Arc;

use super::assessment::Assessment;
use super::footprint::{Line, Term, UncoveredMass};
use super::mass;
use crate::block::Block;
use crate::device::{BlockInput, Custom, Part};
use crate::factors::Whole;
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
    if let (Some(whole), Some(level)) = (whole, &input.level) {
        let kg = level
            .variant
            .map_or(whole.kg_co2e, |variant| variant.of(whole.kg_co2e));
        assessment.lines.push(Line {
            block,
            item: format!("hsl_{}", level.number).into(),
            label: whole.label.clone(),
            stage: block.stage(),
            terms: vec![Term::result(
                whole.factor.id.as_ref(),
                kg,
                unit::KILOGRAM_CO2E.symbol,
            )],
            unit: &unit::KILOGRAM_CO2E,
            factor: Arc::clone(&whole.factor),
            sources: level.sources.clone(),
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
    assessment.assume_stated(block, &part.key, &part.quantity);
    let quantity = || Term::input(block.path(&part.key), &part.quantity, item.unit.symbol);
    let factor = match factors.factor(block, &part.key) {
        Ok(factor) => factor,
        // None of an item needs no factor.
        Err(_) if part.quantity.range == Range::ZERO => {
            let label = factors.label(block, &part.key);
            let line = assessment.stated_line(block, part.key.clone(), label, &part.quantity);
            assessment.lines.push(line);
            return;
        }
        Err(why) => {
            assessment.exclude(block, &factors.label(block, &part.key), &why);
            if let Some(grams) = mass::grams_of_one(factors, block, &part.key, item.unit) {
                assessment.uncovered.push(UncoveredMass {
                    stage: block.stage(),
                    terms: vec![quantity(), Term::constant(grams, "g")],
                });
            }
            return;
        }
    };
    assessment.lines.push(Line {
        block,
        item: part.key.clone(),
        label: factors.label(block, &part.key),
        stage: block.stage(),
        terms: vec![quantity()],
        unit: item.unit,
        factor,
        sources: part.quantity.sources.clone(),
    });
}

/// A block whose footprint is stated.
pub(super) fn stated(
    assessment: &mut Assessment<'_>,
    block: Block,
    kg: &Stated,
    for_years: Option<f64>,
) {
    assessment.assume_stated(block, "kg_co2e", kg);
    let mut line = assessment.stated_line(block, "kg_co2e", "stated footprint", kg);
    spread(assessment, &mut line, for_years);
    assessment.lines.push(line);
}

/// Use that is stated for some years, evenly over the lifespan:
/// `kg × lifespan / years that it is stated for`.
fn spread(assessment: &mut Assessment<'_>, line: &mut Line, for_years: Option<f64>) {
    let lifespan_years = assessment.device.lifespan_years;
    let Some(for_years) = for_years.filter(|years| *years != lifespan_years) else {
        return;
    };
    line.terms.push(Term::constant(
        lifespan_years / for_years,
        "(lifespan over the years that it is stated for)",
    ));
    assessment.assume(
        "stated-use-spread",
        line.block,
        format!(
            "{} is stated for {for_years} {}: it is as much every year of {lifespan_years}",
            line.item,
            if for_years == 1.0 { "year" } else { "years" },
        ),
    );
}

/// Components of the user's own.
pub(super) fn custom(assessment: &mut Assessment<'_>, components: &[Custom]) {
    for Custom {
        name,
        kg_co2e,
        stage,
        for_years,
    } in components
    {
        assessment.assume_stated(Block::Custom, name, kg_co2e);
        let mut line = assessment.stated_line(Block::Custom, name.clone(), name.clone(), kg_co2e);
        spread(assessment, &mut line, *for_years);
        assessment.lines.push(Line {
            stage: *stage,
            ..line
        });
    }
}

/// Hardware in its second life: its production was counted in the first.
pub(super) fn cut_off(line: &mut Line) {
    line.terms
        .push(Term::multiplier(0.0, "(reused: counted in its first life)"));
}
