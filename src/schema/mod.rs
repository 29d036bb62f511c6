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
use crate::report::{DIALECT, OUTPUTS, Output, pretty};

/// What a schema is of.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A device file.
    Device,
    /// A factor set.
    Factors,
    /// A project file.
    Project,
    /// JSON that is written.
    Output(&'static Output),
}

impl Kind {
    /// All of them: files first.
    pub fn all() -> impl Iterator<Item = Self> {
        let files = [Self::Device, Self::Factors, Self::Project];
        files.into_iter().chain(OUTPUTS.iter().map(Self::Output))
    }

    /// The kind of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::all().find(|kind| kind.name() == name)
    }

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Factors => "factors",
            Self::Project => "project",
            Self::Output(output) => output.name,
        }
    }

    /// What it is, in a few words.
    pub const fn what(self) -> &'static str {
        match self {
            Self::Device => "Device files (TOML)",
            Self::Factors => "Factor sets (TOML)",
            Self::Project => "Project files (TOML)",
            Self::Output(output) => output.what,
        }
    }
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
        Kind::Output(output) => output.schema(),
    };
    pretty(&schema)
}
