//! A line's formula with its numbers put in.

use super::number::{exact, kilograms_with_unit, significant, with_unit};
use crate::device::Variant;
use crate::model::Line;
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
    let mut terms: Vec<String> = line
        .terms
        .iter()
        .map(|term| with_unit(variant.of(term.value).typical, &term.unit))
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
