//! Profiles of use: what draws power, and how much.

use std::borrow::Cow;

use super::supply::Supply;
use crate::range::Range;
use crate::read::Stated;
use crate::unit::Unit;

/// How a device is used.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Operation {
    /// What draws power.
    pub drains: Vec<Drain>,
    /// Whether the file says what the device draws between its tasks.
    pub sleep_stated: bool,
    /// Where the energy comes from.
    pub supply: Supply,
}

/// Something that draws power.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Drain {
    /// Its path below `use`, such as `sleep_uw` or `tasks.inference`.
    pub name: String,
    /// Its name in prose.
    pub label: String,
    /// What it draws.
    pub load: Load,
    /// What the figures of a named part include.
    pub covers: Option<String>,
    /// Whether its events are inferences.
    pub is_inference: bool,
}

/// What something draws.
#[derive(Clone, Debug, PartialEq)]
pub enum Load {
    /// A power at all times, in mW or µW.
    Constant {
        /// The value.
        power: Stated,
        /// Its unit.
        unit: &'static Unit,
    },
    /// An energy again and again.
    Events {
        /// What an event takes.
        energy: Box<EventEnergy>,
        /// How often it comes.
        rate: Rate,
        /// How long it lasts, in ms, where that is known.
        duration_ms: Option<Range>,
    },
}

impl Drain {
    /// The share of time that its events take, where their duration is known.
    pub fn duty(&self) -> Option<Range> {
        match &self.load {
            Load::Events {
                rate,
                duration_ms: Some(duration_ms),
                ..
            } => {
                const MILLISECONDS_PER_YEAR: f64 = 365.0 * 86400.0 * 1e3;
                Some(*duration_ms * rate.events_per_year() * MILLISECONDS_PER_YEAR.recip())
            }
            _ => None,
        }
    }
}

/// What an event takes.
#[derive(Clone, Debug, PartialEq)]
pub enum EventEnergy {
    /// Energy of one event, in µJ.
    Energy {
        /// What states it below the task, such as `energy_uj` or `radio`, or
        /// below `use`, where it is one for all tasks.
        key: Cow<'static, str>,
        /// Whether all tasks that say the same have one value of it, as of a
        /// measured inference.
        is_shared: bool,
        /// In µJ.
        energy_uj: Stated,
    },
    /// Power while it lasts.
    Power {
        /// The key that states the power: `power_mw`, or `duration_ms` where
        /// it is that of the microcontroller.
        key: &'static str,
        /// In mW.
        power_mw: Stated,
        /// In ms.
        duration_ms: Stated,
    },
}

/// How often an event comes.
#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    /// What the value counts.
    pub unit: RateUnit,
    /// Events in that time; for an interval, its reciprocal, per second.
    pub events: Stated,
}

/// What a rate counts: the keys of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateUnit {
    /// `per_second`
    Second,
    /// `per_minute`
    Minute,
    /// `per_hour`
    Hour,
    /// `per_day`
    Day,
    /// `interval_s`: one event every so many seconds.
    Interval,
}

impl RateUnit {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Second,
        Self::Minute,
        Self::Hour,
        Self::Day,
        Self::Interval,
    ];

    /// The key in device files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Second => "per_second",
            Self::Minute => "per_minute",
            Self::Hour => "per_hour",
            Self::Day => "per_day",
            Self::Interval => "interval_s",
        }
    }

    /// The unit of the rate.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Second | Self::Interval => "/s",
            Self::Minute => "/min",
            Self::Hour => "/h",
            Self::Day => "/d",
        }
    }

    /// How many of that time a year of 365 days has.
    pub const fn per_year(self) -> f64 {
        match self {
            Self::Second | Self::Interval => 365.0 * 86400.0,
            Self::Minute => 365.0 * 1440.0,
            Self::Hour => 365.0 * 24.0,
            Self::Day => 365.0,
        }
    }

    /// The unit of that number.
    pub const fn per_year_symbol(self) -> &'static str {
        match self {
            Self::Second | Self::Interval => "s/year",
            Self::Minute => "min/year",
            Self::Hour => "h/year",
            Self::Day => "d/year",
        }
    }
}

impl Rate {
    /// Events per year of 365 days.
    pub fn events_per_year(&self) -> Range {
        self.events.range * self.unit.per_year()
    }
}

impl EventEnergy {
    /// The path below `use` of its energy or power, for a task of that name: what
    /// all tasks share is not below one of them.
    pub(crate) fn path(&self, task: &str) -> String {
        match self {
            Self::Energy {
                key,
                is_shared: true,
                ..
            } => key.to_string(),
            Self::Energy { key, .. } => format!("{task}.{key}"),
            Self::Power { .. } if self.is_of_mcu() => "mcu.active_mw".to_owned(),
            Self::Power { .. } => format!("{task}.power_mw"),
        }
    }

    /// Whether its power is that of the microcontroller at work.
    pub(super) fn is_of_mcu(&self) -> bool {
        matches!(
            self,
            Self::Power {
                key: "duration_ms",
                ..
            }
        )
    }

    /// The value that carries the remarks of the task.
    pub(super) fn first_mut(&mut self) -> &mut Stated {
        match self {
            Self::Energy { energy_uj, .. } => energy_uj,
            Self::Power { power_mw, .. } => power_mw,
        }
    }
}
