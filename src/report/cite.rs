//! Citation keys and what they stand for.

use std::collections::BTreeSet;

use crate::factors::Factors;
use crate::model::{Footprint, Line};
use crate::sources::{Citation, builtin, find};

/// The sources that are known: built in, of factor sets, of the device.
#[derive(Clone, Debug, Default)]
pub struct Bibliography {
    /// Those that are not built in, the lowest layer first.
    own: Vec<Citation>,
}

impl Bibliography {
    /// The built-in sources and those that factor sets bring.
    pub fn new(factors: &Factors) -> Self {
        let own = factors
            .layers()
            .flat_map(|set| set.citations.iter().cloned());
        Self { own: own.collect() }
    }

    /// These, and those of a device.
    #[must_use]
    pub fn with(&self, footprint: &Footprint) -> Self {
        let mut own = self.own.clone();
        own.extend(footprint.own.citations.iter().cloned());
        Self { own }
    }

    /// All sources, in the order of their layers.
    pub fn citations(&self) -> impl Iterator<Item = &Citation> {
        let builtin = builtin().map(|citation| -> &Citation { citation });
        builtin.chain(&self.own)
    }

    /// The source of that key; the last layer that knows it is heard.
    pub fn find(&self, key: &str) -> Option<&Citation> {
        self.own
            .iter()
            .rev()
            .find(|citation| citation.key == key)
            .or_else(|| find(key))
    }

    /// A source in a line: its key, and what it is where that is known.
    pub(super) fn describe(&self, key: &str) -> String {
        match self.find(key) {
            Some(citation) => format!("{key}: {}, {}", citation.short(), citation.title),
            None => key.to_owned(),
        }
    }
}

/// Everything that a footprint cites, each once, in the order of its lines.
pub(super) fn cited(footprint: &Footprint) -> Vec<&str> {
    let lines = footprint.lines.iter().flat_map(Line::cited);
    once(footprint.sources.iter().map(String::as_str).chain(lines))
}

/// Each text once, in the order in which it first comes.
pub(super) fn once<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    texts.filter(|text| seen.insert(*text)).collect()
}
