//! JSON: wire types apart from the model, all under one versioned envelope.
//!
//! The JSON Schemas of `tinyfoot schema` are derived from these types: what a
//! field's comment says is what its schema says.

mod batch;
mod check;
mod compare;
mod difference;
mod energy;
mod estimate;
mod explain;
mod fleet;
mod foundation;
mod growth;
mod lifespan;
mod line;
mod listing;
mod net;
#[cfg(feature = "schema")]
mod schema;
mod sensitivity;
mod uncertainty;
#[cfg(feature = "schema")]
mod words;

pub use batch::{batch_json, partial_json};
pub(super) use check::check_json;
pub use compare::compare_json;
pub(super) use difference::difference_json;
pub use estimate::estimate_json;
pub use explain::explain_json;
pub use fleet::fleet_json;
pub use growth::growth_json;
pub use lifespan::lifespan_json;
pub use listing::listing_json;
#[cfg(feature = "calculator")]
pub(crate) use listing::listing_rows;
pub use net::net_json;
#[cfg(feature = "schema")]
pub use schema::Output;
#[cfg(feature = "schema")]
pub(crate) use schema::{DIALECT, OUTPUTS};
pub use sensitivity::sensitivity_json;
pub use uncertainty::uncertainty_json;

use serde::Serialize;

use crate::block::Block;
use crate::factors::{Factors, Fingerprint};
use crate::model::Remark;
use crate::range::Range;

/// What a command answers, and the name of that in the envelope.
trait Answer: Serialize {
    const SCHEMA: &'static str;
}

/// What every answer comes in.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Envelope<T> {
    /// Which schema this is of. Within a version, keys are added, never
    /// renamed or removed.
    schema: &'static str,
    /// What made it.
    tool: Tool,
    /// The factor sets of all devices, the lowest layer first.
    factor_sets: Vec<FactorSetWire>,
    #[serde(flatten)]
    answer: T,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// A factor set: a layer.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct FactorSetWire {
    name: String,
    /// SHA-256 of its text, in hexadecimal digits.
    sha256: String,
}

impl From<Fingerprint> for FactorSetWire {
    fn from(Fingerprint { name, sha256 }: Fingerprint) -> Self {
        Self { name, sha256 }
    }
}

/// An answer in its envelope, as text.
fn render<T: Answer>(answer: T, factors: &Factors) -> String {
    enclose(answer, factors.fingerprints())
}

/// The same with the factor sets of a result that was saved.
fn enclose<T: Answer>(answer: T, factor_sets: Vec<Fingerprint>) -> String {
    pretty(&envelope(answer, factor_sets))
}

fn envelope<T: Answer>(answer: T, factor_sets: Vec<Fingerprint>) -> Envelope<T> {
    Envelope {
        schema: T::SCHEMA,
        tool: Tool {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        },
        factor_sets: factor_sets.into_iter().map(Into::into).collect(),
        answer,
    }
}

/// A value as text.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    // Strings and finite numbers: serializing them to memory cannot fail.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// The low, typical and high hardware variant: no confidence interval.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct RangeWire {
    low: f64,
    typical: f64,
    high: f64,
}

impl From<Range> for RangeWire {
    fn from(Range { low, typical, high }: Range) -> Self {
        Self { low, typical, high }
    }
}

/// The low, typical and high hardware variant, `null` where the value is
/// infinite or not defined.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct FiniteWire {
    low: Option<f64>,
    typical: Option<f64>,
    high: Option<f64>,
}

impl From<Range> for FiniteWire {
    fn from(range: Range) -> Self {
        let finite = |value: f64| value.is_finite().then_some(value);
        Self {
            low: finite(range.low),
            typical: finite(range.typical),
            high: finite(range.high),
        }
    }
}

/// An assumption, a warning or a flag.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct RemarkWire<'a> {
    /// Stable words that scripts may match.
    code: &'static str,
    /// The block that it is about, if it is about one.
    #[cfg_attr(feature = "schema", schemars(with = "Option<words::BlockKey>"))]
    block: Option<&'static str>,
    text: &'a str,
}

fn remark(remark: &Remark) -> RemarkWire<'_> {
    RemarkWire {
        code: remark.code,
        block: remark.block.map(Block::key),
        text: &remark.text,
    }
}
