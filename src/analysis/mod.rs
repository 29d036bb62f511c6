//! What follows from footprints: years of life, and one device against
//! another. Every analysis evaluates the lines of [`assess`](crate::assess);
//! there is no second model.

mod break_even;
mod check;
mod comparability;
mod compare;
mod crossing;
mod dependence;
mod difference;
mod fleet;
mod growth;
mod lifespan;
mod net;
mod sensitivity;
mod substitution;
mod sweep;
mod uncertainty;

pub use break_even::{BreakEven, BreakEvens, break_even};
pub use check::{Checked, Denial, Denied, Held, Verdict, check, parse_denial};
pub use compare::{Compared, Comparison, NotComparable, Per, compare};
pub use difference::{
    Change, Difference, Effect, MostIncrease, Revision, Value as ChangedValue, difference,
    difference_of_results,
};
pub use fleet::{Deployment, Extended, Fleet, FleetYear, extend_life, fleet};
pub use growth::Growth;
pub use lifespan::{Life, Lived, Overtaking, Overtakings, Service, life, overtakings, service};
pub use net::{Certainty, Net, net};
pub use sensitivity::{Influence, Sensitivity, sensitivity};
pub use sweep::{Axis, Point, Read, Stretch, Sweep};
pub use uncertainty::{
    Distribution, Draws, Histogram, Indices, Kind, Method, NotFound, Paired, Plan, QUANTILES,
    Summary, Uncertain, Unwatched, Variable, Watch, paired, uncertainty,
};
