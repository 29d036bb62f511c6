//! What an assessment may remark: stable codes, and what they mean.

/// A code that a remark may carry, or a group of them that may be denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RemarkCode {
    /// Stable words that scripts may match.
    pub code: &'static str,
    /// What it is.
    pub kind: RemarkKind,
    /// What it means.
    pub meaning: &'static str,
}

/// What a code stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemarkKind {
    /// An assumption.
    Assumption,
    /// A warning.
    Warning,
    /// What `check` finds out when it is denied.
    Finding,
}

impl RemarkKind {
    /// In prose.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Assumption => "assumption",
            Self::Warning => "warning",
            Self::Finding => "finding",
        }
    }
}

const fn assumption(code: &'static str, meaning: &'static str) -> RemarkCode {
    RemarkCode {
        code,
        kind: RemarkKind::Assumption,
        meaning,
    }
}

const fn warning(code: &'static str, meaning: &'static str) -> RemarkCode {
    RemarkCode {
        code,
        kind: RemarkKind::Warning,
        meaning,
    }
}

const fn finding(code: &'static str, meaning: &'static str) -> RemarkCode {
    RemarkCode {
        code,
        kind: RemarkKind::Finding,
        meaning,
    }
}

/// Any assumption.
pub(crate) const ANY_ASSUMPTION: &str = "any-assumption";
/// Any warning.
pub(crate) const ANY_WARNING: &str = "any-warning";
/// A block that is not modelled.
pub(crate) const EXCLUDED_BLOCK: &str = "excluded-block";
/// A part without a footprint.
pub(crate) const EXCLUDED_PART: &str = "excluded-part";
/// A grid of which a newer figure is built in.
pub(crate) const STALE_GRID: &str = "stale-grid";

/// All codes: assumptions, warnings, and what `check` finds.
pub static REMARK_CODES: [RemarkCode; 43] = [
    assumption("default-lifespan", "the lifespan of the published systems"),
    assumption(
        "project-default",
        "a value that the project states for a device that does not",
    ),
    assumption(
        "stated-assumption",
        "an assumption that the device file states",
    ),
    assumption(
        "stated-correlation",
        "inputs that the device file states to go together",
    ),
    assumption(
        "replaced-values",
        "values of a file that others take the place of: `extends` or `--set` says the same in another way",
    ),
    assumption(
        "stated-use-spread",
        "a footprint of use that is stated for other years than the lifespan",
    ),
    assumption(
        "unsourced",
        "a footprint or grid that is stated without a source",
    ),
    assumption(
        "reused",
        "second-life hardware whose production is not counted",
    ),
    assumption(
        "truncation",
        "production multiplied for what process-based studies leave out",
    ),
    assumption(
        "default-pue",
        "a data centre that takes no more than its computers",
    ),
    assumption(
        "summed-weight",
        "the weight of transport, summed from stated masses",
    ),
    assumption("no-sleep-power", "no power between tasks"),
    assumption(
        "no-losses",
        "nothing is lost between the grid and the device",
    ),
    assumption(
        "default-charge-efficiency",
        "nothing is lost between the wall and the device",
    ),
    assumption(
        "default-grid-loss",
        "nothing is lost between the plant and the wall",
    ),
    assumption(
        "no-self-discharge",
        "a battery that loses nothing by itself",
    ),
    assumption(
        "battery-lasts",
        "a battery that lasts as long as the device",
    ),
    assumption("cell-data", "the energy or wear of a cell, from its data"),
    assumption(
        "default-saving-trend",
        "the grid of a saving that changes as that of the use (`net`)",
    ),
    assumption(
        "default-attribution",
        "a saving that is due to the device alone (`net`)",
    ),
    assumption(
        "default-rebound",
        "a saving of which nothing is lost again (`net`)",
    ),
    warning("factor-from-figure", "a factor that was read off a figure"),
    warning("factor-assumed", "a factor that is assumed"),
    warning(
        "factor-far-off",
        "a factor far from the built-in one that it replaces",
    ),
    warning(
        "unknown-factor",
        "a part without a factor, which is left out",
    ),
    warning("level-caution", "what the user of a level should know"),
    warning("part-covers", "what the figures of a named part leave out"),
    warning("grid-zero", "a grid for which the source gives zero"),
    warning(
        "idle-correlation",
        "a correlation with an input that has no range",
    ),
    warning("mixed-grid-bases", "grids that are not on one basis"),
    warning(
        "unknown-citation",
        "a source that looks like a citation key and is none",
    ),
    warning("battery-unknown", "a battery whose energy is not known"),
    warning(
        "battery-too-small",
        "a battery that would be replaced too often to be counted",
    ),
    warning(
        "battery-short-lived",
        "a battery that is replaced more than once a day",
    ),
    warning("cell-energy-unknown", "a cell whose energy is not known"),
    warning(
        "no-load-left-out",
        "what a charger or mains supply draws for itself is left out",
    ),
    warning(
        "replacement-order",
        "a smaller battery that is replaced more often",
    ),
    warning(
        "replacement-unknown",
        "batteries whose replacement cannot be counted",
    ),
    finding(ANY_ASSUMPTION, "any assumption"),
    finding(ANY_WARNING, "any warning"),
    finding(EXCLUDED_BLOCK, "a block that is not modelled"),
    finding(
        EXCLUDED_PART,
        "a part that is listed as not covered, or has no factor",
    ),
    finding(
        STALE_GRID,
        "a year of a grid for which a newer figure is built in",
    ),
];

/// The code of that name.
pub fn find(code: &str) -> Option<&'static RemarkCode> {
    REMARK_CODES.iter().find(|known| known.code == code)
}
