//! Sums of rows, exact, so that parts of them add up to the same whole.

use std::collections::BTreeMap;

use super::exact::ExactSum;
use super::near::Near;
use super::recipe::Cost;
use crate::factors::Fingerprint;
use crate::range::Range;

/// The place of what is embodied.
const EMBODIED: usize = 3;

/// The sums of some rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sums {
    /// How many rows there are.
    pub rows: u64,
    /// How many devices.
    pub devices: u128,
    /// Low, typical and high total, and the typical values of embodied and
    /// operational.
    pub(crate) kg_co2e: [ExactSum; 5],
}

impl Sums {
    const fn new() -> Self {
        Self {
            rows: 0,
            devices: 0,
            kg_co2e: [const { ExactSum::new() }; 5],
        }
    }

    /// All but that of what is embodied.
    fn varying(&mut self) -> [&mut ExactSum; 4] {
        let [low, typical, high, _, operational] = &mut self.kg_co2e;
        [low, typical, high, operational]
    }

    /// Adds other sums.
    pub fn merge(&mut self, other: &Self) {
        self.rows = self.rows.saturating_add(other.rows);
        self.devices = self.devices.saturating_add(other.devices);
        for (sum, other) in self.kg_co2e.iter_mut().zip(&other.kg_co2e) {
            sum.merge(other);
        }
    }

    /// Everything, in kg CO2e.
    pub fn total(&self) -> Range {
        let [low, typical, high, ..] = &self.kg_co2e;
        Range::new(low.value(), typical.value(), high.value())
    }

    /// All stages but use, typically, in kg CO2e.
    pub fn embodied(&self) -> f64 {
        self.kg_co2e[EMBODIED].value()
    }

    /// Use, typically, in kg CO2e.
    pub fn operational(&self) -> f64 {
        self.kg_co2e[4].value()
    }
}

/// The sums of a group, as long as rows are added to it.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) sums: Sums,
    /// What was added of all but what is embodied, and is not in the sums yet.
    near: Near<4>,
}

impl Group {
    pub(super) const fn new() -> Self {
        Self {
            sums: Sums::new(),
            near: Near::ZERO,
        }
    }

    /// Adds what so many devices cost that cost the same.
    pub(super) fn add(&mut self, cost: &Cost, devices: u64) {
        self.add_varying(&cost.varying, devices);
        self.add_embodied(cost.embodied, devices);
    }

    /// Adds all but what is embodied.
    #[inline(always)]
    pub(super) fn add_varying(&mut self, kg: &[f64; 4], devices: u64) {
        if !self.near.add(kg, devices) {
            self.add_far(kg, devices);
        }
    }

    #[cold]
    fn add_far(&mut self, kg: &[f64; 4], devices: u64) {
        self.settle();
        for (sum, kg) in self.sums.varying().into_iter().zip(kg) {
            sum.add(*kg, devices);
        }
    }

    pub(super) fn add_embodied(&mut self, kg: f64, devices: u64) {
        self.sums.kg_co2e[EMBODIED].add(kg, devices);
    }

    /// What all rows add up to.
    pub(super) fn finish(mut self) -> Sums {
        self.settle();
        self.sums
    }

    fn settle(&mut self) {
        self.near.settle(self.sums.varying());
    }
}

/// The sums of an inventory, or of a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Totals {
    /// The columns that the rows are grouped by.
    pub group_by: Vec<String>,
    /// The groups by the values of these columns; one group without any.
    pub groups: BTreeMap<Vec<String>, Sums>,
    /// How many rows were read.
    pub rows_read: u64,
    /// How many of them are in no group, since they are wrong.
    pub rows_rejected: u64,
    /// The factor sets.
    pub factor_sets: Vec<Fingerprint>,
    /// What was laid over all devices, as `path=value`, in its order.
    pub overrides: Vec<String>,
}

/// Why parts make no whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotMergeable {
    /// They are grouped by other columns.
    #[error("the parts are grouped by different columns")]
    Groups,
    /// They rest on other factors.
    #[error("the parts rest on different factor sets")]
    Factors,
    /// Other values were laid over their devices.
    #[error(
        "other values are laid over the devices of the parts, by `--set` or `--lifespan-years`"
    )]
    Overrides,
}

impl Totals {
    /// All groups together.
    pub fn all(&self) -> Sums {
        let mut all = Sums::default();
        for sums in self.groups.values() {
            all.merge(sums);
        }
        all
    }

    /// Adds another part.
    ///
    /// # Errors
    ///
    /// When it is grouped in another way, or rests on other factors or values.
    pub fn merge(&mut self, other: Self) -> Result<(), NotMergeable> {
        if self.group_by != other.group_by {
            return Err(NotMergeable::Groups);
        }
        if self.factor_sets != other.factor_sets {
            return Err(NotMergeable::Factors);
        }
        if self.overrides != other.overrides {
            return Err(NotMergeable::Overrides);
        }
        for (key, sums) in other.groups {
            self.groups.entry(key).or_default().merge(&sums);
        }
        self.rows_read = self.rows_read.saturating_add(other.rows_read);
        self.rows_rejected = self.rows_rejected.saturating_add(other.rows_rejected);
        Ok(())
    }
}
