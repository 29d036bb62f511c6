//! What a check or a difference found, for the machines of a CI.

use super::document::Document;
use super::records::Records;
use crate::diagnostic::{Diagnostic, Position, Problems};

/// Something that was found, and where.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// How bad it is.
    pub level: Level,
    /// Stable words for what it is about.
    pub rule: &'static str,
    /// What that means.
    pub meaning: &'static str,
    /// The device.
    pub device: String,
    /// What was looked at, in a few words: one of a device's.
    pub title: String,
    /// What was found, in a sentence.
    pub text: String,
    /// Where it stands, if it stands in a file.
    pub position: Option<Position>,
}

impl Finding {
    /// What is wrong with an input, each where it stands.
    pub fn of_problems(problems: &Problems) -> Vec<Self> {
        let finding = |found: &Diagnostic| Self {
            level: Level::Unreadable,
            rule: found.code.0,
            meaning: "an input that cannot be read",
            device: "tinyfoot".to_owned(),
            title: found.code.0.to_owned(),
            text: match &found.help {
                Some(help) => format!("{}; {help}", found.message),
                None => found.message.clone(),
            },
            position: found
                .place
                .as_ref()
                .and_then(|place| Position::of(place, &problems.sources)),
        };
        problems.diagnostics.iter().map(finding).collect()
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// As it should be.
    Pass,
    /// Worth knowing.
    Note,
    /// A level of warning is exceeded.
    Warning,
    /// A budget or limit is broken.
    Error,
    /// There was nothing to look at: an input cannot be read.
    Unreadable,
}

impl Level {
    /// Whether a person should look at it.
    pub(super) fn is_shown(self) -> bool {
        self != Self::Pass
    }
}

/// A report that people and the machines of a CI read: everything that its
/// formats are made of.
pub trait CiReport {
    /// For people, in a terminal.
    fn document(&self) -> Document;
    /// For people, as a comment on a pull request: Markdown behind a hidden
    /// marker, with the details folded.
    fn comment(&self) -> String;
    /// For spreadsheets.
    fn records(&self) -> Records;
    /// For scripts.
    fn json(&self) -> String;
    /// For annotations, code scanning and dashboards.
    fn findings(&self) -> Vec<Finding>;
}
