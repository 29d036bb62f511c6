//! JSON: wire types apart from the model, under versioned envelopes.

mod compare;
mod energy;
mod estimate;
mod lifespan;
mod listing;
mod sensitivity;
mod uncertainty;

pub use compare::compare_json;
pub use estimate::{estimate_json, explain_json};
pub use lifespan::lifespan_json;
pub use listing::listing_json;
#[cfg(feature = "calculator")]
pub(crate) use listing::listing_rows;
pub use sensitivity::sensitivity_json;
pub use uncertainty::uncertainty_json;

use serde::Serialize;

use super::cite::Bibliography;
use crate::block::Block;
use crate::grid::GridBasis;
use crate::model::Remark;
use crate::range::Range;
use crate::sources::Citation;

fn render(value: &impl Serialize) -> String {
    // Strings and finite numbers: serializing them to memory cannot fail.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

const TOOL: Tool = Tool {
    name: env!("CARGO_PKG_NAME"),
    version: env!("CARGO_PKG_VERSION"),
};

#[derive(Serialize)]
struct RangeWire {
    low: f64,
    typical: f64,
    high: f64,
}

impl From<Range> for RangeWire {
    fn from(range: Range) -> Self {
        Self {
            low: range.low,
            typical: range.typical,
            high: range.high,
        }
    }
}

/// A range of which some values may be infinite, or not defined: `null`.
#[derive(Serialize)]
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

#[derive(Serialize)]
struct RemarkWire<'a> {
    code: &'static str,
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

#[derive(Serialize)]
struct SourceWire<'a> {
    key: &'a str,
    title: Option<&'a str>,
    authors: Option<&'a str>,
    year: Option<&'a str>,
    published: Option<&'a str>,
    locator: Option<&'a str>,
    read_off: Option<&'a str>,
    derived: Option<bool>,
}

fn citations<'a>(keys: Vec<&'a str>, bibliography: &'a Bibliography) -> Vec<SourceWire<'a>> {
    keys.into_iter()
        .map(|key| {
            let known = bibliography.find(key);
            let text = |get: fn(&Citation) -> Option<&str>| known.and_then(get);
            SourceWire {
                key,
                title: text(|citation| Some(&citation.title)),
                authors: text(|citation| Some(&citation.authors)),
                year: text(|citation| Some(&citation.year)),
                published: text(|citation| citation.published.as_deref()),
                locator: text(|citation| citation.locator.as_deref()),
                read_off: text(|citation| citation.read_off.as_deref()),
                derived: known.map(|citation| citation.derived),
            }
        })
        .collect()
}

fn basis(basis: GridBasis) -> &'static str {
    match basis {
        GridBasis::LifeCycle => "life_cycle",
        GridBasis::Direct => "direct",
        GridBasis::Stated => "stated",
    }
}
