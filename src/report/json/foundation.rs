//! What the figures of a device rest on, the same in every answer.

use std::borrow::Cow;

use serde::Serialize;

use super::energy::{GridWire, grid};
#[cfg(feature = "schema")]
use super::words::BlockKey;
use super::{RemarkWire, remark};
use crate::block::Block;
use crate::model::Footprint;
use crate::report::cite::{Bibliography, cited};
use crate::sources::Citation;

/// What the figures of a device rest on.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct FoundationWire<'a> {
    /// The names of its factor sets, the lowest layer first; a device that
    /// brings factors is a layer of its own.
    factor_sets: &'a [String],
    /// What production is multiplied by for what process-based studies leave
    /// out; `null` where it is not.
    truncation_factor: Option<f64>,
    /// The grids that electricity comes from.
    grids: Vec<GridWire<'a>>,
    /// How many parts have a footprint; `null` where the file lists none that
    /// has not.
    coverage: Option<CoverageWire>,
    /// What was assumed.
    assumptions: Vec<RemarkWire<'a>>,
    /// What the figures leave out.
    excluded: Vec<ExcludedWire<'a>>,
    /// What to beware of.
    warnings: Vec<RemarkWire<'a>>,
    /// Everything that is cited.
    sources: Vec<SourceWire>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct CoverageWire {
    covered_parts: usize,
    parts: usize,
}

/// A block that is not modelled, or a part without a factor.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ExcludedWire<'a> {
    #[cfg_attr(feature = "schema", schemars(with = "Option<BlockKey>"))]
    block: Option<&'static str>,
    part: Option<&'a str>,
}

/// A source; all but `key` is `null` where the device file cites a text.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct SourceWire {
    /// What `sources` elsewhere call it by: a citation key, or a text.
    key: String,
    title: Option<Cow<'static, str>>,
    authors: Option<Cow<'static, str>>,
    year: Option<Cow<'static, str>>,
    /// Journal, conference, archive.
    published: Option<Cow<'static, str>>,
    /// DOI, address or repository.
    locator: Option<Cow<'static, str>>,
    /// What was read off.
    read_off: Option<Cow<'static, str>>,
    /// Whether figures were derived from it rather than printed in it.
    derived: Option<bool>,
}

/// What the figures of a device rest on.
pub(super) fn foundation<'a>(
    footprint: &'a Footprint,
    bibliography: &Bibliography,
) -> FoundationWire<'a> {
    let bibliography = bibliography.with(footprint);
    FoundationWire {
        factor_sets: &footprint.factor_sets,
        truncation_factor: footprint.truncation_factor,
        grids: footprint.grids.iter().map(grid).collect(),
        coverage: footprint.coverage.map(|coverage| CoverageWire {
            covered_parts: coverage.covered,
            parts: coverage.parts,
        }),
        assumptions: footprint.assumptions.iter().map(remark).collect(),
        excluded: footprint
            .excluded
            .iter()
            .map(|excluded| ExcludedWire {
                block: excluded.block.map(Block::key),
                part: excluded.part.as_deref(),
            })
            .collect(),
        warnings: footprint.warnings.iter().map(remark).collect(),
        sources: citations(cited(footprint), &bibliography),
    }
}

pub(super) fn citations(keys: Vec<&str>, bibliography: &Bibliography) -> Vec<SourceWire> {
    keys.into_iter()
        .map(|key| source(key, bibliography.find(key)))
        .collect()
}

fn source(key: &str, known: Option<&Citation>) -> SourceWire {
    let known = known.cloned();
    let derived = known.as_ref().map(|citation| citation.derived);
    let citation = known.unwrap_or_default();
    let stated = |text: Cow<'static, str>| derived.is_some().then_some(text);
    SourceWire {
        key: key.to_owned(),
        title: stated(citation.title),
        authors: stated(citation.authors),
        year: stated(citation.year),
        published: citation.published,
        locator: citation.locator,
        read_off: citation.read_off,
        derived,
    }
}
