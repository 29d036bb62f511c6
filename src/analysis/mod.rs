//! What follows from footprints: years of life, and one device against
//! another. Every analysis evaluates the lines of [`assess`](crate::assess);
//! there is no second model.

mod comparability;
mod compare;
mod crossing;
mod fleet;
mod growth;
mod lifespan;
mod net;
mod sensitivity;
mod substitution;
mod sweep;
mod uncertainty;

pub use compare::{Compared, Comparison, NotComparable, Per, compare};
pub use fleet::{Deployment, Fleet, FleetYear, fleet};
pub use growth::Growth;
pub use lifespan::{Life, Lived, Overtaking, Overtakings, Service, life, overtakings, service};
pub use net::{Certainty, Net, net};
pub use sensitivity::{Influence, Sensitivity, sensitivity};
pub use sweep::{Axis, BreakEven, Point, Read, Sweep, break_even};
pub use uncertainty::{
    Distribution, Draws, Histogram, Indices, Kind, Method, NotFound, Paired, Plan, QUANTILES,
    Summary, Uncertain, Unwatched, Variable, Watch, paired, uncertainty,
};
