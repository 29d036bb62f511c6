//! Emission factors and hardware specification levels: data, never code.
//!
//! The built-in set is `pirson-bol-2021`. Sets of the user's own are layered
//! over it, and over those the factors that a device file brings itself; each
//! [`Factor`] knows the layer that it came from.

mod builtin;
mod cells;
mod items;
mod keys;
mod levels;
mod set;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use builtin::BUILTIN;
pub use cells::{Cell, CellKind};
pub(crate) use items::{missing_source, read_factors};
#[cfg(feature = "schema")]
pub(crate) use keys::SET_KEYS;
pub(crate) use keys::{CYCLES, FACTOR_KEYS, LIFE_YEARS, PERCENT_PER_YEAR, SMALLEST_BATTERY_WH};
pub(crate) use set::read_set;

use crate::block::Block;
use crate::cited::Sources;
use crate::diagnostic::Problems;
use crate::range::Range;
use crate::sources::Citation;
use crate::unit::Unit;

/// Items that share the factor of one that shares the factor of another: more
/// is a circle.
const MOST_BORROWERS: usize = 16;

/// How a factor came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Printed in the source as it is.
    Published,
    /// Solved from published quantities and published results.
    Solved,
    /// Derived from published values, as the derivation says.
    Derived,
    /// Read off a figure of the source.
    Figure,
    /// Taken by assumption from something similar.
    Assumed,
    /// Stated by the user.
    Stated,
}

impl Basis {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Published,
        Self::Solved,
        Self::Derived,
        Self::Figure,
        Self::Assumed,
        Self::Stated,
    ];

    /// The name in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Solved => "solved",
            Self::Derived => "derived",
            Self::Figure => "figure",
            Self::Assumed => "assumed",
            Self::Stated => "stated",
        }
    }

    /// In prose.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Published => "published as it is",
            Self::Solved => "solved from published quantities and results",
            Self::Derived => "derived from published values",
            Self::Figure => "read off a published figure",
            Self::Assumed => "assumed",
            Self::Stated => "as stated",
        }
    }
}

/// An emission factor: kilograms of CO2e per unit of an item.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Factor {
    /// `block.item`, and the identity of the uncertain variable: items that
    /// share a factor share its error.
    pub id: Cow<'static, str>,
    /// The layer that it came from: a factor set's name or a device's.
    pub layer: Cow<'static, str>,
    /// kg CO2e per unit.
    pub kg_co2e_per_unit: f64,
    /// The unit that it is per.
    pub unit: &'static Unit,
    /// The interval of values that fit the published figures as well.
    pub feasible: Option<(f64, f64)>,
    /// Geometric standard deviation between published sources, 1 or more.
    pub gsd: Option<f64>,
    /// Which values that deviation is between.
    pub gsd_basis: Option<Cow<'static, str>>,
    /// How the value came to be.
    pub basis: Basis,
    /// What the factor includes.
    pub covers: Option<Cow<'static, str>>,
    /// How the value was arrived at.
    pub derivation: Option<Cow<'static, str>>,
    /// Citation keys or texts.
    pub sources: Sources,
}

impl Factor {
    /// A factor of 1 kg CO2e per unit that says nothing else: what is stated in
    /// kilograms, and what others start from.
    pub(crate) fn stated(
        id: impl Into<Cow<'static, str>>,
        layer: impl Into<Cow<'static, str>>,
        unit: &'static Unit,
    ) -> Self {
        Self {
            id: id.into(),
            layer: layer.into(),
            kg_co2e_per_unit: 1.0,
            unit,
            feasible: None,
            gsd: None,
            gsd_basis: None,
            basis: Basis::Stated,
            covers: None,
            derivation: None,
            sources: Sources::default(),
        }
    }
}

/// An item of a block: something that a device file can state a quantity of.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Item {
    /// The block that it belongs to.
    pub block: Block,
    /// The key with the unit, such as `abs_g`.
    pub key: Cow<'static, str>,
    /// The name in prose, if the set gives one.
    pub label: Option<Cow<'static, str>>,
    /// The unit.
    pub unit: &'static Unit,
    /// The emission factor, or why there is none.
    pub factor: ItemFactor,
    /// What one unit of the item holds, if it is a cell.
    pub cell: Option<Cell>,
}

/// Where an item's factor is.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemFactor {
    /// Here.
    Known(Arc<Factor>),
    /// That of another item (its block and key), because the technology is
    /// the same.
    SameAs(Block, String),
    /// Nowhere; the text says why.
    Unknown(String),
}

/// A hardware specification level of a block.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Level {
    /// The block.
    pub block: Block,
    /// 0 to 9; the published ones are 0 to 3.
    pub number: u8,
    /// The quantities that the level stands for.
    pub items: Vec<(Cow<'static, str>, Range)>,
    /// The footprint of the level as a whole, where only that is published.
    pub whole: Option<Arc<Whole>>,
    /// What the user of the level should know.
    pub caution: Option<Cow<'static, str>>,
    /// Citation keys or texts.
    pub sources: Sources,
}

/// The published footprint of a whole level.
#[derive(Clone, Debug, PartialEq)]
pub struct Whole {
    /// In kg CO2e.
    pub kg_co2e: Range,
    /// What it is in a few words.
    pub label: Cow<'static, str>,
    /// A factor of one kilogram per kilogram that carries gsd and sources.
    pub factor: Arc<Factor>,
}

/// A factor set: one layer.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct FactorSet {
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// Its items.
    pub items: Vec<Item>,
    /// Its levels.
    pub levels: Vec<Level>,
    /// The sources that it brings.
    pub citations: Vec<Citation>,
    /// The text that it was read from; empty for what a device file brings.
    pub text: String,
}

/// Which text a factor set is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fingerprint {
    /// The set's name.
    pub name: String,
    /// SHA-256 of its text, in hexadecimal digits.
    pub sha256: String,
}

impl Fingerprint {
    fn of(name: &str, text: &str) -> Self {
        let bytes = hmac_sha256::Hash::hash(text.as_bytes());
        let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let digits = digits.filter_map(|digit| char::from_digit(digit.into(), 16));
        Self {
            name: name.to_owned(),
            sha256: digits.collect(),
        }
    }
}

/// Factor sets in layers; the last one that knows an item or level is heard.
///
/// ```
/// use tinyfoot::{Block, Factors};
///
/// let factors = Factors::builtin();
/// let abs = factors.factor(Block::Casing, "abs_g").unwrap();
/// assert_eq!(abs.kg_co2e_per_unit, 0.00344);
/// assert_eq!(abs.sources[..], ["pirson-bol-2021", "tinyml-footprint-2023"]);
/// ```
#[derive(Clone, Debug)]
pub struct Factors {
    /// What lies over the built-in set, the lowest layer first.
    layers: Vec<Arc<FactorSet>>,
}

impl Factors {
    /// The built-in set alone.
    pub const fn builtin() -> Self {
        Self { layers: Vec::new() }
    }

    /// Reads a factor set from TOML and lays it over these.
    ///
    /// `name` is the file's name in messages.
    ///
    /// # Errors
    ///
    /// All problems of the text.
    pub fn layer(&mut self, text: &str, name: &str) -> Result<(), Problems> {
        let set = read_set(text, name, &|key| self.citation(key))?;
        self.push(Arc::new(FactorSet {
            text: text.to_owned(),
            ..set
        }));
        Ok(())
    }

    /// Lays a set over these.
    pub fn push(&mut self, set: Arc<FactorSet>) {
        self.layers.push(set);
    }

    /// The sets over the built-in one, the lowest first.
    pub fn layers(&self) -> impl DoubleEndedIterator<Item = &FactorSet> {
        self.layers.iter().map(Arc::as_ref)
    }

    /// Which texts the sets are, the built-in one first.
    ///
    /// ```
    /// let sets = tinyfoot::Factors::builtin().fingerprints();
    /// assert_eq!((sets.len(), sets[0].sha256.len()), (1, 64));
    /// ```
    pub fn fingerprints(&self) -> Vec<Fingerprint> {
        let builtin = Fingerprint {
            name: BUILTIN.to_owned(),
            sha256: builtin::SHA256.to_owned(),
        };
        let layers = self
            .layers()
            .map(|set| Fingerprint::of(&set.name, &set.text));
        [builtin].into_iter().chain(layers).collect()
    }

    /// The source of that key: of these layers, or built in.
    pub fn citation(&self, key: &str) -> Option<&Citation> {
        self.layers()
            .rev()
            .find_map(|set| set.citations.iter().find(|citation| citation.key == key))
            .or_else(|| crate::sources::find(key))
    }

    /// The item of that key in a block.
    pub fn item(&self, block: Block, key: &str) -> Option<&Item> {
        let is_meant = |item: &&Item| item.block == block && item.key == key;
        self.layers()
            .rev()
            .find_map(|set| set.items.iter().find(is_meant))
            .or_else(|| builtin::item(block, key))
    }

    /// The name of an item in prose: of the highest layer that gives one, or
    /// what its key says.
    pub fn label(&self, block: Block, key: &str) -> Cow<'static, str> {
        self.said(block, key, |item| item.label.clone())
            .unwrap_or_else(|| {
                let name = Unit::split(key).map_or(key, |(name, _)| name);
                name.replace('_', " ").into()
            })
    }

    /// What one unit of an item holds, if it is a cell: of the highest layer
    /// that says so.
    pub fn cell(&self, block: Block, key: &str) -> Option<Cell> {
        self.said(block, key, |item| item.cell.clone())
    }

    /// What the highest layer says of an item that says anything.
    fn said<T>(&self, block: Block, key: &str, what: fn(&Item) -> Option<T>) -> Option<T> {
        let is_meant = |item: &&Item| item.block == block && item.key == key;
        self.layers()
            .rev()
            .find_map(|set| set.items.iter().filter(is_meant).find_map(what))
            .or_else(|| what(builtin::item(block, key)?))
    }

    /// The factor of an item.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub fn factor(&self, block: Block, key: &str) -> Result<Arc<Factor>, String> {
        let (mut block, mut key) = (block, key);
        for _ in 0..MOST_BORROWERS {
            let item = self
                .item(block, key)
                .ok_or_else(|| format!("no factor set knows `{}.{key}`", block.key()))?;
            match &item.factor {
                ItemFactor::Known(factor) => return Ok(Arc::clone(factor)),
                ItemFactor::Unknown(why) => return Err(why.clone()),
                ItemFactor::SameAs(owner, item) => (block, key) = (*owner, item),
            }
        }
        Err(format!(
            "items share a factor in a circle through `{}.{key}`",
            block.key()
        ))
    }

    /// The items of a block, each key once, the built-in ones first.
    pub fn items(&self, block: Block) -> Vec<&Item> {
        let builtin = builtin::keys(block).filter_map(|key| builtin::item(block, key));
        let mut items: Vec<&Item> = builtin.collect();
        let keys = items.iter().map(|item| item.key.as_ref());
        let mut places: BTreeMap<&str, usize> = keys.zip(0..).collect();
        let own = self.layers().flat_map(|set| &set.items);
        for item in own.filter(|item| item.block == block) {
            let place = *places.entry(&item.key).or_insert(items.len());
            match items.get_mut(place) {
                Some(lower) => *lower = item,
                None => items.push(item),
            }
        }
        items
    }

    /// The keys of the items of a block, each once, the built-in ones first.
    pub fn keys(&self, block: Block) -> Vec<&str> {
        let mut keys: Vec<&str> = builtin::keys(block).collect();
        let mut seen: BTreeSet<&str> = keys.iter().copied().collect();
        for own in self.layers().flat_map(|set| &set.items) {
            if own.block == block && seen.insert(&own.key) {
                keys.push(&own.key);
            }
        }
        keys
    }

    /// A hardware specification level, and the name of its layer.
    pub fn level(&self, block: Block, number: u8) -> Option<(&Level, &str)> {
        let is_meant = |level: &&Level| level.block == block && level.number == number;
        self.layers()
            .rev()
            .find_map(|set| Some((set.levels.iter().find(is_meant)?, set.name.as_str())))
            .or_else(|| Some((builtin::level(block, number)?, BUILTIN)))
    }

    /// The levels of a block, in order, and the layer of each.
    pub fn levels(&self, block: Block) -> Vec<(&Level, &str)> {
        (0..=9)
            .filter_map(|number| self.level(block, number))
            .collect()
    }
}
