//! From a device to its footprint: the lines and everything derived from them.

mod application;
mod assess;
mod assessment;
mod battery;
mod budget;
mod embodied;
mod footprint;
mod mass;
mod operation;
pub mod remarks;
mod training;
mod transport;

pub use assess::assess;
pub use budget::{Battery, Cells, Drained, EnergyBudget, Limit, Wear};
pub use footprint::{Coverage, Excluded, Footprint, GridUse, Line, Remark, Term, UncoveredMass};

pub(crate) use application::avoided;
pub use application::saving_assumptions;
pub(crate) use assess::lines;
pub(crate) use mass::mass_g;

/// Kilowatt-hours in a microjoule: 1 kWh is 3.6e12 µJ.
const KILOWATT_HOURS_PER_MICROJOULE: f64 = 1.0 / 3.6e12;
/// A year of 365 days, as in the published figures.
const DAYS_PER_YEAR: f64 = 365.0;
/// The same in hours.
const HOURS_PER_YEAR: f64 = 8760.0;
