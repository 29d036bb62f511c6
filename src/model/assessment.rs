//! An assessment while it is made: lines, and what there is to say of them.

use std::borrow::Cow;
use std::sync::Arc;

use super::budget::EnergyBudget;
use super::footprint::{Excluded, Line, Remark, Term, UncoveredMass};
use crate::block::Block;
use crate::device::Device;
use crate::factors::{Factor, Factors};
use crate::read::Stated;
use crate::unit;

/// What the parts of an assessment add to.
pub(super) struct Assessment<'a> {
    pub(super) device: &'a Device,
    pub(super) factors: &'a Factors,
    pub(super) lines: Vec<Line>,
    pub(super) assumptions: Vec<Remark>,
    pub(super) warnings: Vec<Remark>,
    pub(super) unknown: Vec<Excluded>,
    pub(super) uncovered: Vec<UncoveredMass>,
    pub(super) budget: Option<EnergyBudget>,
}

impl<'a> Assessment<'a> {
    /// Nothing yet.
    pub(super) const fn new(device: &'a Device, factors: &'a Factors) -> Self {
        Self {
            device,
            factors,
            lines: Vec::new(),
            assumptions: Vec::new(),
            warnings: Vec::new(),
            unknown: Vec::new(),
            uncovered: Vec::new(),
            budget: None,
        }
    }

    /// Notes an assumption.
    pub(super) fn assume(&mut self, code: &'static str, block: Block, text: impl Into<String>) {
        self.assumptions.push(Remark {
            code,
            block: Some(block),
            text: text.into(),
        });
    }

    /// Notes an assumption that a value of the device file carries.
    pub(super) fn assume_stated(&mut self, block: Block, key: &str, value: &Stated) {
        if let Some(text) = &value.assumption {
            self.assume("stated-assumption", block, format!("{key}: {text}"));
        }
    }

    /// Notes something to beware of.
    pub(super) fn warn(&mut self, code: &'static str, block: Block, text: impl Into<String>) {
        self.warnings.push(Remark {
            code,
            block: Some(block),
            text: text.into(),
        });
    }

    /// Notes a part without a factor: it is excluded, never zero.
    pub(super) fn exclude(&mut self, block: Block, part: &str, why: &str) {
        let text = format!("{part} is left out: {why}");
        self.warn("unknown-factor", block, text);
        self.unknown.push(Excluded {
            block: Some(block),
            part: Some(part.to_owned()),
        });
    }

    /// A line of a footprint that is stated: its factor is one kilogram per
    /// kilogram.
    pub(super) fn stated_line(
        &self,
        block: Block,
        item: impl Into<Cow<'static, str>>,
        label: impl Into<Cow<'static, str>>,
        kg: &Stated,
    ) -> Line {
        let item = item.into();
        let path = block.path(&item);
        Line {
            block,
            item,
            label: label.into(),
            stage: block.stage(),
            unit: &unit::KILOGRAM_CO2E,
            factor: Arc::new(Factor::stated(
                path.clone(),
                self.device.name.clone(),
                &unit::KILOGRAM_CO2E,
            )),
            terms: vec![Term::input(path, kg, unit::KILOGRAM_CO2E.symbol)],
            sources: kg.sources.clone(),
        }
    }
}
