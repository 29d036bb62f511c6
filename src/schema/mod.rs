//! JSON Schemas (draft 2020-12) of what tinyfoot reads and writes.
//!
//! Those of files are made from the keys that the readers accept, with the
//! items, levels, grids and parts that are known; those of JSON from the types
//! that are written.

mod device;
mod factors;
mod project;
mod values;

use crate::factors::Factors;
use crate::report::{DIALECT, Output, output_schema, pretty};

/// What a schema is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A device file.
    Device,
    /// A factor set.
    Factors,
    /// A project file.
    Project,
    /// The JSON of `estimate`.
    Estimate,
    /// The JSON of `explain`.
    Explain,
    /// The JSON of `lifespan`.
    Lifespan,
    /// The JSON of `compare`.
    Compare,
    /// The JSON of `uncertainty`.
    Uncertainty,
    /// The JSON of `sensitivity`.
    Sensitivity,
    /// A line of `sweep`.
    Sweep,
    /// The JSON of `check`.
    Check,
    /// The JSON of `diff`.
    Diff,
    /// The JSON of `fleet`.
    Fleet,
    /// The JSON of `fleet growth`.
    Growth,
    /// The JSON of `net`.
    Net,
    /// The JSON of `batch` and `merge`.
    Batch,
    /// The JSON of `batch --partial`.
    Partial,
    /// The JSON of `data`.
    Data,
}

/// A schema as text. That of a device file names the items, levels and modes
/// of these factors.
///
/// ```
/// use tinyfoot::{Factors, schema};
///
/// let text = schema::text(schema::Kind::Device, &Factors::builtin());
/// assert!(text.contains("mcu_mm2"));
/// ```
pub fn text(kind: Kind, factors: &Factors) -> String {
    let schema = match kind {
        Kind::Device => device::schema(factors),
        Kind::Factors => factors::schema(factors),
        Kind::Project => project::schema(factors),
        Kind::Estimate => output_schema(Output::Estimate),
        Kind::Explain => output_schema(Output::Explain),
        Kind::Lifespan => output_schema(Output::Lifespan),
        Kind::Compare => output_schema(Output::Compare),
        Kind::Uncertainty => output_schema(Output::Uncertainty),
        Kind::Sensitivity => output_schema(Output::Sensitivity),
        Kind::Sweep => output_schema(Output::Sweep),
        Kind::Check => output_schema(Output::Check),
        Kind::Diff => output_schema(Output::Diff),
        Kind::Fleet => output_schema(Output::Fleet),
        Kind::Growth => output_schema(Output::Growth),
        Kind::Net => output_schema(Output::Net),
        Kind::Batch => output_schema(Output::Batch),
        Kind::Partial => output_schema(Output::Partial),
        Kind::Data => output_schema(Output::Data),
    };
    pretty(&schema)
}
