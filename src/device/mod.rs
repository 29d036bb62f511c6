//! A device: what it is made of, how it is used and for how long.
//!
//! Text becomes a tree ([`layers`](self)), trees of parents and overrides are
//! merged into one, and the merged tree is validated into a [`Device`] that
//! can no longer be wrong.

mod application;
mod blocks;
mod budgets;
mod correlations;
mod cost;
mod custom;
mod defaults;
mod draft;
mod grid;
mod inputs;
pub(crate) mod keys;
mod layers;
mod merge;
mod operation;
pub mod presets;
mod profile;
mod read;
mod supply;
pub(crate) mod tasks;
mod training;
mod transport;

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

pub use application::{Application, Baseline, Saving};
pub(crate) use budgets::read_budgets;
pub use budgets::{Bound, Budget, Subject};
pub use correlations::Correlation;
pub use cost::{Cost, Price};
pub use defaults::Defaults;
pub(crate) use draft::Changed;
pub use draft::{Draft, Statement};
pub use layers::{Files, LARGEST_FILE_BYTES, Opened, PresetsOnly, Request, path_keys};
pub use profile::{Drain, EventEnergy, Load, Operation, Rate, RateUnit};
pub use supply::{GridSupply, Supply, SupplyKind};

use crate::block::{Block, Stage};
use crate::cited::Sources;
use crate::diagnostic::Problems;
use crate::factors::{FactorSet, Factors};
use crate::grid::Grid;
use crate::range::Range;
use crate::read::Stated;

/// A device that was validated against factor sets.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Device {
    /// Its name.
    pub name: String,
    /// What it is, in a sentence.
    pub description: Option<String>,
    /// How long it serves, in years of 365 days.
    pub lifespan_years: f64,
    /// Whether the file states the lifespan.
    pub lifespan_stated: bool,
    /// When it starts to serve, in years from the first year of its grids: 0,
    /// unless it takes the place of another device, or is one of a fleet.
    pub starts_after_years: f64,
    /// What is modelled, in the order of [`Block::ALL`].
    pub blocks: Vec<BlockInput>,
    /// What production is multiplied by for what process-based studies leave
    /// out, 1 to 10, if the file asks for it.
    pub truncation_factor: Option<f64>,
    /// What it saves elsewhere, if the file says so.
    pub application: Option<Application>,
    /// Inputs that are not independent of one another.
    pub correlations: Vec<Correlation>,
    /// Parts of the device that no line describes.
    pub uncovered: Option<Uncovered>,
    /// What it costs, if the file states prices.
    pub cost: Option<Cost>,
    /// Assumptions that the file states.
    pub assumptions: Vec<String>,
    /// Paths of values that the project states in its stead.
    pub defaulted: Vec<String>,
    /// Values of a file that were dropped, since what is laid over it says the
    /// same in another way: their blocks and keys.
    pub replaced: Vec<(Block, String)>,
    /// What it may cost, as its file says.
    pub budgets: Vec<Budget>,
    /// The factors, levels and sources that the file brings itself.
    pub own: Arc<FactorSet>,
    /// Citation keys or texts of the device as a whole.
    pub sources: Sources,
}

/// Parts without a footprint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncovered {
    /// What they are.
    pub parts: Vec<String>,
    /// How many parts are covered, if the file states it.
    pub covered_count: Option<usize>,
    /// How many parts there are, if the file states it.
    pub parts_count: Option<usize>,
}

/// One modelled block.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BlockInput {
    /// Which.
    pub block: Block,
    /// The hardware specification level that it was expanded from.
    pub level: Option<LevelChoice>,
    /// Second-life hardware: its production is not counted again.
    pub reused: bool,
    /// What it is made of.
    pub content: Content,
    /// What was assumed about the block.
    pub assumptions: Vec<String>,
}

/// A hardware specification level, as chosen by a device file.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelChoice {
    /// 0 to 3 in the built-in set.
    pub number: u8,
    /// The only variant of the level that is meant, if not all three.
    pub variant: Option<Variant>,
    /// What the user of the level should know.
    pub caution: Option<Cow<'static, str>>,
    /// Citation keys or texts of the choice and of the level.
    pub sources: Sources,
}

/// One of the three hardware variants of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// The smallest.
    Low,
    /// The usual.
    Typical,
    /// The largest.
    High,
}

impl Variant {
    /// All three, in order.
    pub const ALL: [Self; 3] = [Self::Low, Self::Typical, Self::High];

    /// The name in device files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Typical => "typical",
            Self::High => "high",
        }
    }

    /// The value of that variant, for all three.
    pub fn of(self, range: Range) -> Range {
        Range::point(match self {
            Self::Low => range.low,
            Self::Typical => range.typical,
            Self::High => range.high,
        })
    }
}

/// What a block is made of.
#[derive(Clone, Debug)]
pub enum Content {
    /// A footprint that is stated, not calculated.
    Stated {
        /// The footprint, in kg CO2e.
        kg_co2e: Stated,
        /// For how many years of use it is stated, if that is not the lifespan.
        for_years: Option<f64>,
    },
    /// Quantities of items, and the level's footprint where it is published
    /// as a whole.
    Parts {
        /// The items.
        parts: Vec<Part>,
        /// Whether the level's own footprint counts as well.
        whole: Option<Arc<crate::factors::Whole>>,
    },
    /// Training of the model.
    Training(Training),
    /// Transport to the user.
    Transport(Transport),
    /// What draws power in use, and from where.
    Use(Box<Operation>),
    /// Components of the user's own.
    Custom(Vec<Custom>),
}

/// A quantity of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The item's key.
    pub key: Cow<'static, str>,
    /// How much of it, in the unit of the key.
    pub quantity: Stated,
}

/// Training of the machine-learning model.
#[derive(Clone, Debug, PartialEq)]
pub struct Training {
    /// What it took.
    pub effort: Effort,
    /// How many devices ship the model.
    pub shared_by: f64,
}

/// What a training took.
#[derive(Clone, Debug, PartialEq)]
pub enum Effort {
    /// Its footprint, in kg CO2e.
    Footprint(Stated),
    /// Electricity of the computers, in kWh.
    Energy {
        /// At the computers' plug.
        energy_kwh: Stated,
        /// Power usage effectiveness of the data centre: 1 where the file
        /// states none.
        pue: f64,
        /// Whether the file states it.
        pue_stated: bool,
        /// Where the electricity comes from.
        grid: Grid,
    },
}

/// Transport of the finished device.
#[derive(Clone, Debug, PartialEq)]
pub struct Transport {
    /// What is carried, in grams; the sum of the stated masses when absent.
    pub weight_g: Option<Stated>,
    /// Where to.
    pub legs: Vec<Leg>,
}

/// A leg of a transport.
#[derive(Clone, Debug, PartialEq)]
pub struct Leg {
    /// The mode: an item `MODE_kg_km` of the transport block.
    pub mode: String,
    /// The distance, in km.
    pub distance_km: Stated,
}

/// A component of the user's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Custom {
    /// Its name.
    pub name: String,
    /// Its footprint, in kg CO2e.
    pub kg_co2e: Stated,
    /// The stage that it belongs to.
    pub stage: Stage,
    /// For how many years of use its footprint is stated, if that is not the
    /// lifespan.
    pub for_years: Option<f64>,
}

impl Device {
    /// Reads a device from TOML; it may extend presets.
    ///
    /// # Errors
    ///
    /// All problems of the text, with their places.
    ///
    /// ```
    /// use tinyfoot::{Device, Factors};
    ///
    /// let device = Device::parse("[pcb]\nfr4_4_layer_cm2 = 8.1", &Factors::builtin()).unwrap();
    /// assert_eq!(device.blocks.len(), 1);
    ///
    /// let problems = Device::parse("[pcb]\nlayers = 4", &Factors::builtin()).unwrap_err();
    /// assert!(problems.to_string().starts_with("<text>:2:1: "));
    /// ```
    pub fn parse(text: &str, factors: &Factors) -> Result<Self, Problems> {
        Request::text(text).load(&PresetsOnly, factors)
    }

    /// A built-in preset.
    ///
    /// # Errors
    ///
    /// When there is no preset of that name.
    pub fn preset(name: &str, factors: &Factors) -> Result<Self, Problems> {
        Request::named(name).load(&PresetsOnly, factors)
    }

    /// Whether the block is modelled.
    pub fn has(&self, block: Block) -> bool {
        self.blocks.iter().any(|input| input.block == block)
    }
}

/// The name that a device without one gets: its file's.
pub(crate) fn name_of_file(name: &str) -> String {
    Path::new(name).file_stem().map_or_else(
        || name.to_owned(),
        |stem| stem.to_string_lossy().into_owned(),
    )
}
