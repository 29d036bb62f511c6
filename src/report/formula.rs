//! A line's formula with its numbers put in.

use super::number::{exact, kilograms_with_unit, significant, with_unit};
use crate::device::Variant;
use crate::model::Line;
use crate::range::Range;
use crate::unit::KILOGRAM_CO2E;

/// The formula of one variant of a line.
///
/// ```
/// use tinyfoot::device::Variant;
/// use tinyfoot::report::formula;
/// use tinyfoot::{Block, Device, Factors, assess};
///
/// let factors = Factors::builtin();
/// let device = Device::preset("keyword-spotting", &factors).unwrap();
/// let footprint = assess(&device, &factors);
/// let line = footprint.lines_of(Block::Processing).next().unwrap();
/// assert_eq!(
///     formula(line, Variant::Typical),
///     "10 mm² × 0.01682 kg/mm² = 0.168 kg",
/// );
/// ```
pub fn formula(line: &Line, variant: Variant) -> String {
    let mut terms: Vec<String> = values(line, variant)
        .into_iter()
        .zip(&line.terms)
        .map(|(value, term)| with_unit(value, &term.unit))
        .collect();
    if *line.factor.unit != KILOGRAM_CO2E {
        terms.push(format!(
            "{} {}",
            exact(line.factor.kg_co2e_per_unit),
            line.factor.unit.kilograms_per()
        ));
    }
    let kg = variant.of(line.kg_co2e()).typical;
    // A formula is there to be checked: it has a digit more than the tables.
    let result = match kg {
        0.01..1e3 => format!("{} kg", significant(kg)),
        0.0..0.01 if kg > 0.0 => format!("{} g", significant(kg * 1e3)),
        _ => kilograms_with_unit(kg),
    };
    match terms.as_slice() {
        // A footprint that is stated is not the result of anything.
        [_] => result,
        _ => format!("{} = {result}", terms.join(" × ")),
    }
}

/// The values of the terms whose product is that of a variant: where one is
/// negative, the least product is not that of the least values.
fn values(line: &Line, variant: Variant) -> Vec<f64> {
    let mut products = vec![Range::point(1.0)];
    for term in &line.terms {
        products.push(*products.last().unwrap_or(&Range::ZERO) * term.value);
    }
    let mut variant = variant;
    let mut values = Vec::new();
    for (before, term) in products.iter().zip(&line.terms).rev() {
        let of = |range: Range, variant: Variant| variant.of(range).typical;
        let product = of(*before * term.value, variant);
        let is_product = |(first, second): &(Variant, Variant)| {
            of(*before, *first) * of(term.value, *second) == product
        };
        let ends = [variant, Variant::Low, Variant::High];
        let mut pairs = ends
            .into_iter()
            .flat_map(|first| ends.map(|second| (first, second)));
        let (first, own) = pairs.find(is_product).unwrap_or((variant, variant));
        variant = first;
        values.push(of(term.value, own));
    }
    values.reverse();
    values
}
