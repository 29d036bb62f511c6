//! The carbon footprint of TinyML devices over their life cycle.
//!
//! A device is a small TOML text; an assessment is a list of lines, each a
//! quantity times an emission factor, in kg CO2e (GWP100) per device over its
//! lifespan, cradle to grave. Every factor carries its source, the interval
//! of values that fit the published figures, and its geometric standard
//! deviation.
//!
//! ```
//! use tinyfoot::{Block, Device, Factors, Stage, assess};
//!
//! let factors = Factors::builtin();
//! let device = Device::parse(
//!     r#"
//!     name = "Door sensor"
//!     lifespan_years = 5
//!
//!     [processing]
//!     mcu_mm2 = { low = 5, typical = 10, high = 17 }
//!
//!     [use]
//!     mean_power_mw = 0.5
//!     grid = "FR"
//!     "#,
//!     &factors,
//! )?;
//! let footprint = assess(&device, &factors);
//!
//! // 17 mm² × 0.01682 kg/mm²
//! assert_eq!(footprint.block(Block::Processing).unwrap().high, 17.0 * 0.01682);
//! // Not modelled is not zero.
//! assert_eq!(footprint.block(Block::Casing), None);
//! assert_eq!(footprint.operational(), footprint.stage(Stage::Use));
//! # Ok::<(), tinyfoot::Problems>(())
//! ```
//!
//! Data flows one way: text → [`Device`] → [`assess`] → [`Footprint`] → the
//! [`report`] that shows it. The library prints nothing, and reads no file.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub mod analysis;
mod block;
#[cfg(feature = "calculator")]
pub mod calculator;
mod cited;
mod copula;
pub mod device;
mod diagnostic;
pub mod equivalents;
#[cfg(not(target_family = "wasm"))]
mod everyday;
pub mod factors;
pub mod grid;
pub mod inventory;
mod key;
pub mod model;
pub mod parts;
pub mod products;
pub mod project;
mod range;
mod read;
pub mod report;
pub mod saved;
#[cfg(feature = "schema")]
pub mod schema;
mod sections;
pub mod sources;
mod table;
mod tree;
pub mod unit;

pub use block::{Block, Stage};
pub use cited::Sources;
pub use device::Device;
pub use diagnostic::{Code, Diagnostic, Place, Position, Problems, Source, nearest, suggest};
pub use factors::Factors;
pub use model::{Footprint, Line, assess};
pub use range::{Range, Shape};
pub use read::Stated;
