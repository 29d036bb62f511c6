//! Named parts: what microcontrollers, radios and inferences draw, as
//! published. A part is a row of data; each cites its sources and says what
//! its figures cover.

mod inferences;
mod mcus;
mod radios;

pub use inferences::{Inference, Measured, inference, inferences};
pub use mcus::{Mcu, mcu, mcus};
pub use radios::{Per, Radio, message, radios};

use crate::diagnostic::suggest;

/// Why there is no such part: what is wrong, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct UnknownPart {
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: String,
}

impl UnknownPart {
    fn new(what: &str, name: &str, names: impl IntoIterator<Item = String>, list: &str) -> Self {
        let mut names: Vec<String> = names.into_iter().collect();
        names.dedup();
        let known = suggest(name, names.iter().map(String::as_str), "known are");
        Self {
            message: format!("there is no {what} `{name}`"),
            help: format!(
                "{known}{}`tinyfoot data {list}` lists them",
                if known.ends_with('?') { " " } else { "; " }
            ),
        }
    }
}

/// Names are compared without case, and as people write them: `ESP32 S3`.
fn slug(name: &str) -> String {
    name.trim().to_ascii_lowercase().replace([' ', '_'], "-")
}
