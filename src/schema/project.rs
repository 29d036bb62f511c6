//! The schema of project files.

use serde_json::Value;

use super::values::Maker;
use crate::factors::Factors;
use crate::project::PROJECT_KEYS;

const WHAT: &str = "A project file for tinyfoot: the devices of a repository, and what all of \
                    them share.";

/// The schema of project files.
pub(super) fn schema(factors: &Factors) -> Value {
    let mut maker = Maker::new(factors);
    let properties = maker.properties(&PROJECT_KEYS);
    maker.file("project", WHAT, properties)
}
