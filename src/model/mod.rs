//! From a device to its footprint: the lines and everything derived from them.

mod assess;
mod assessment;
mod embodied;
mod footprint;
mod operation;
mod training;
mod transport;

pub use assess::assess;
pub use footprint::{Coverage, Excluded, Footprint, Line, Remark, Term};

/// Kilowatt-hours in a milliwatt-hour: 1 mW for 1 h is 1e-6 kWh.
const KILOWATT_HOURS_PER_MILLIWATT_HOUR: f64 = 1e-6;
/// A year of 365 days, as in the published figures.
const HOURS_PER_YEAR: f64 = 8760.0;
