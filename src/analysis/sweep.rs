//! A device over a grid of values.
//!
//! A million points are not a million devices: a block of the device depends
//! on few of the axes, so it is assessed once for each combination of those,
//! and a point is the sum of what its blocks were found to cost. Every one of
//! these assessments is a device that was read with all checks.

use std::collections::HashMap;

use super::dependence::{changes_cost, touches, wears};
use super::substitution;
use crate::block::{Block, Stage};
use crate::device::{Cost, Device};
use crate::diagnostic::{Diagnostic, Problems};
use crate::factors::Factors;
use crate::model::{Footprint, Line, Remark, assess, lines};
use crate::range::Range;

/// Combinations that are worth keeping in memory; a block that depends on more
/// is assessed at each point.
const LARGEST_TABLE: u64 = 50_000;

/// Points that are looked at in one go.
const LONGEST_STRETCH: usize = 512;

/// Values that a key of the device takes, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// The key, such as `processing.mcu_mm2` or `use.grid`.
    pub path: String,
    /// Its values, as they would be written in the device file.
    pub values: Vec<String>,
}

/// What a point costs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// All stages but use, in kg CO2e.
    pub embodied: Range,
    /// Use, in kg CO2e.
    pub operational: Range,
    /// In the currency of the device file; 0 where it states no prices.
    pub cost: f64,
}

impl Point {
    /// Everything, in kg CO2e.
    pub fn total(&self) -> Range {
        self.embodied + self.operational
    }

    fn spend(&mut self, stage: Stage, kg: Range) {
        let sum = if stage == Stage::Use {
            &mut self.operational
        } else {
            &mut self.embodied
        };
        *sum = *sum + kg;
    }

    fn add(self, other: Self) -> Self {
        Self {
            embodied: self.embodied + other.embodied,
            operational: self.operational + other.operational,
            cost: self.cost + other.cost,
        }
    }
}

/// Points behind one another along the last axis.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Stretch<'a> {
    /// The indices of the values of the first point.
    pub at: &'a [usize],
    /// What it and those behind it cost.
    pub points: &'a [Point],
    /// For each point, a number that it has in common with those that cost the
    /// same, in this stretch and in those before it, up to the last new one;
    /// nothing, if that is not known.
    pub kinds: Option<&'a [u32]>,
    /// Whether the numbers of kinds mean something else than before.
    pub is_new: bool,
}

impl<'a> Stretch<'a> {
    /// Points of which nothing is known.
    pub fn of(at: &'a [usize], points: &'a [Point]) -> Self {
        Self {
            at,
            points,
            kinds: None,
            is_new: true,
        }
    }
}

/// Reads the device with one assignment, `path=value`, for each axis.
pub type Read<'a> = dyn Fn(&[String]) -> Result<Device, Problems> + 'a;

/// A device over the grid of all combinations of the values of some axes.
pub struct Sweep<'a> {
    axes: Vec<Axis>,
    groups: Vec<Group>,
    currency: Option<String>,
    /// Whether embodied and operational are modelled.
    models: [bool; 2],
    /// Warnings of the first and the last point, and what they replace.
    warnings: Vec<Remark>,
    read: &'a Read<'a>,
    factors: &'a Factors,
}

/// Blocks that depend on the same axes, or a term of the cost.
struct Group {
    axes: Vec<usize>,
    blocks: Vec<Block>,
    term: Option<usize>,
    /// What they cost for each combination, the last axis fastest; empty if
    /// there are too many.
    table: Vec<Point>,
}

/// What the costs of a combination are the sums of.
struct Parts {
    lines: Vec<Line>,
    cost: Option<Cost>,
}

impl Group {
    /// What it costs.
    fn of(&self, parts: &Parts) -> Point {
        let mut point = Point::default();
        let lines = parts.lines.iter();
        for line in lines.filter(|line| self.blocks.contains(&line.block)) {
            point.spend(line.stage, line.kg_co2e());
        }
        let mut terms = parts.cost.iter().flat_map(Cost::terms);
        point.cost = self
            .term
            .and_then(|term| terms.nth(term))
            .unwrap_or_default();
        point
    }
}

impl<'a> Sweep<'a> {
    /// Assesses the blocks of a device over the values that they depend on.
    ///
    /// # Errors
    ///
    /// All problems of the first combination that is wrong, or an axis without
    /// a value.
    pub fn new(
        axes: Vec<Axis>,
        read: &'a Read<'a>,
        factors: &'a Factors,
    ) -> Result<Self, Problems> {
        if let Some(axis) = axes.iter().find(|axis| axis.values.is_empty()) {
            let message = format!("`{}` is varied over no value", axis.path);
            let diagnostic = Diagnostic::general("empty-axis", message);
            return Err(Problems::general(diagnostic.help("give it one or more")));
        }
        let mut sweep = Self {
            axes,
            groups: Vec::new(),
            currency: None,
            models: [false; 2],
            warnings: Vec::new(),
            read,
            factors,
        };
        let first = vec![0; sweep.axes.len()];
        let base = assess(&sweep.device(&first)?, factors);
        sweep.models = [base.embodied(), base.operational()].map(|kg| kg.is_some());
        for block in Block::ALL {
            let axes: Vec<usize> = (0..sweep.axes.len())
                .filter(|axis| touches(&sweep.axes[*axis].path, block, &base))
                .collect();
            match sweep.groups.iter_mut().find(|group| group.axes == axes) {
                Some(group) => group.blocks.push(block),
                None => sweep.groups.push(Group {
                    axes,
                    blocks: vec![block],
                    term: None,
                    table: Vec::new(),
                }),
            }
        }
        if let Some(cost) = &base.cost {
            sweep.currency = Some(cost.currency.clone());
            // In their order: the sum is that of an estimate to the last bit.
            for term in 0..cost.terms().count() {
                let axes = sweep.axes.iter().enumerate();
                let axes = axes.filter(|(_, axis)| changes_cost(&axis.path, term, cost, factors));
                sweep.groups.push(Group {
                    axes: axes.map(|(index, _)| index).collect(),
                    blocks: Vec::new(),
                    term: Some(term),
                    table: Vec::new(),
                });
            }
        }
        for index in 0..sweep.groups.len() {
            let group = &sweep.groups[index];
            let sizes: Vec<usize> = group
                .axes
                .iter()
                .map(|axis| sweep.axes[*axis].values.len())
                .collect();
            let count: u64 = sizes.iter().map(|size| *size as u64).product();
            if count > LARGEST_TABLE {
                continue;
            }
            let substituted = if group.axes.len() > 1 && group.term.is_none() {
                sweep.substitute(group, &base, &sizes)?
            } else {
                None
            };
            let table = match substituted {
                Some(table) => table,
                None => sweep.tabulate(group, &sizes)?,
            };
            sweep.groups[index].table = table;
        }
        // What is read only for its blocks is read as a whole at the corners.
        let last: Vec<usize> = sweep
            .axes
            .iter()
            .map(|axis| axis.values.len() - 1)
            .collect();
        let end = assess(&sweep.device(&last)?, factors);
        for point in [base, end] {
            let assumptions = point.assumptions.into_iter();
            let replaced = assumptions.filter(|remark| remark.code == "replaced-values");
            for remark in point.warnings.into_iter().chain(replaced) {
                if !sweep.warnings.contains(&remark) {
                    sweep.warnings.push(remark);
                }
            }
        }
        Ok(sweep)
    }

    /// What a group costs for each combination of its axes, each of them read.
    fn tabulate(&self, group: &Group, sizes: &[usize]) -> Result<Vec<Point>, Problems> {
        let count: usize = sizes.iter().product();
        let mut at = vec![0; self.axes.len()];
        (0..count as u64)
            .map(|combination| {
                place(combination, sizes, |own, value| {
                    at[group.axes[own]] = value;
                });
                Ok(group.of(&self.parts(&at)?))
            })
            .collect()
    }

    /// The same without reading each: where every axis is an input of the
    /// lines, a combination is the same lines with other values put in.
    /// Nothing, where an axis changes anything else.
    fn substitute(
        &self,
        group: &Group,
        base: &Footprint,
        sizes: &[usize],
    ) -> Result<Option<Vec<Point>>, Problems> {
        if group.blocks.iter().any(|block| wears(*block, base)) {
            return Ok(None);
        }
        let mut lines = substitution::of(&base.lines, &group.blocks);
        for (own, axis) in group.axes.iter().enumerate() {
            for value in 1..sizes[own] {
                let mut at = vec![0; self.axes.len()];
                at[*axis] = value;
                let other = self.parts(&at)?.lines;
                let path = &self.axes[*axis].path;
                if !substitution::note(&mut lines, &other, &group.blocks, path, own, value) {
                    return Ok(None);
                }
            }
        }
        let count: usize = sizes.iter().product();
        let mut at = vec![0; sizes.len()];
        let table = (0..count as u64).map(|combination| {
            place(combination, sizes, |own, value| at[own] = value);
            let mut point = Point::default();
            for line in &lines {
                point.spend(line.stage, line.kg_co2e(&at));
            }
            point
        });
        Ok(Some(table.collect()))
    }

    /// The axes.
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// The currency of the costs, if the device file states prices.
    pub fn currency(&self) -> Option<&str> {
        self.currency.as_deref()
    }

    /// Whether embodied and operational are modelled: what is not is not zero.
    pub fn models(&self) -> [bool; 2] {
        self.models
    }

    /// What there is to be warned of at the first and the last point, and what
    /// their values take the place of.
    pub fn warnings(&self) -> &[Remark] {
        &self.warnings
    }

    /// How many points there are, at least one.
    pub fn points(&self) -> u64 {
        let sizes = self.axes.iter().map(|axis| axis.values.len() as u64);
        sizes.product()
    }

    /// Goes through all points, the last axis fastest, for as long as `visit`
    /// says so. It is shown stretches along the last axis.
    ///
    /// # Errors
    ///
    /// Those of `visit`, and the problems of a combination that was not looked
    /// at yet.
    pub fn visit<E: From<Problems>>(
        &self,
        mut visit: impl FnMut(&Stretch<'_>) -> Result<bool, E>,
    ) -> Result<(), E> {
        let longest = if self.groups.iter().any(|group| group.table.is_empty()) {
            1
        } else {
            LONGEST_STRETCH
        };
        let along = self.axes.last().map_or(1, |axis| axis.values.len());
        let mut at = vec![0; self.axes.len()];
        let mut points = Vec::new();
        let varying = self.only_group_along();
        let all_kinds = varying.map(|group| kinds(&group.table));
        let (mut others, mut last_others) = (Vec::new(), None);
        loop {
            let first = at.last().copied().unwrap_or_default();
            points.resize(longest.min(along - first), Point::default());
            self.stretch(&at, &mut points)?;
            // What the groups cost that do not vary along the stretch.
            others.clear();
            let is_other = |group: &&Group| varying.is_none_or(|own| !std::ptr::eq(own, *group));
            let groups = self.groups.iter().filter(is_other);
            others.extend(groups.map(|group| self.index(group, &at)));
            let kinds = varying
                .zip(all_kinds.as_ref())
                .map(|(group, kinds)| &kinds[self.index(group, &at)..][..points.len()]);
            let stretch = Stretch {
                at: &at,
                points: &points,
                kinds,
                is_new: last_others.as_ref() != Some(&others),
            };
            if !visit(&stretch)? {
                return Ok(());
            }
            last_others.get_or_insert_default().clone_from(&others);
            if let Some(last) = at.last_mut() {
                *last += points.len() - 1;
            }
            if !self.advance(&mut at) {
                return Ok(());
            }
        }
    }

    /// The group that varies along the last axis, if there is one alone, and
    /// all of them have tables.
    fn only_group_along(&self) -> Option<&Group> {
        let last = self.axes.len().checked_sub(1);
        let is_along = |group: &&Group| group.axes.last().copied() == last;
        let mut along = self.groups.iter().filter(is_along);
        let only = along.next().filter(|_| along.next().is_none());
        only.filter(|_| self.groups.iter().all(|group| !group.table.is_empty()))
    }

    /// Goes on to the next point; false behind the last one.
    fn advance(&self, at: &mut [usize]) -> bool {
        for (index, axis) in at.iter_mut().zip(&self.axes).rev() {
            *index += 1;
            if *index < axis.values.len() {
                return true;
            }
            *index = 0;
        }
        false
    }

    /// What the points from `at` on along the last axis cost: one point only, if
    /// a group has no table. Groups are added in their order, so that it does
    /// not matter which axis is the last.
    fn stretch(&self, at: &[usize], points: &mut [Point]) -> Result<(), Problems> {
        let last = self.axes.len().checked_sub(1);
        let mut whole: Option<Parts> = None;
        // What all points have in common, until they begin to differ.
        let mut common = Some(Point::default());
        for group in &self.groups {
            let index = self.index(group, at);
            if !group.table.is_empty() && group.axes.last().copied() == last {
                let own = points.iter_mut().zip(&group.table[index..]);
                match common.take() {
                    Some(common) => own.for_each(|(point, own)| *point = common.add(*own)),
                    None => own.for_each(|(point, own)| *point = point.add(*own)),
                }
                continue;
            }
            let own = match group.table.get(index) {
                Some(own) => *own,
                None => match &whole {
                    Some(whole) => group.of(whole),
                    None => group.of(whole.insert(self.parts(at)?)),
                },
            };
            match &mut common {
                Some(common) => *common = common.add(own),
                None => points.iter_mut().for_each(|point| *point = point.add(own)),
            }
        }
        if let Some(common) = common {
            points.fill(common);
        }
        Ok(())
    }

    /// Where a combination stands in the table of a group.
    fn index(&self, group: &Group, at: &[usize]) -> usize {
        group.axes.iter().fold(0, |index, axis| {
            index * self.axes[*axis].values.len() + at[*axis]
        })
    }

    fn parts(&self, at: &[usize]) -> Result<Parts, Problems> {
        let device = self.device(at)?;
        Ok(Parts {
            lines: lines(&device, self.factors),
            cost: device.cost,
        })
    }

    fn device(&self, at: &[usize]) -> Result<Device, Problems> {
        let assignments: Vec<String> = self
            .axes
            .iter()
            .zip(at)
            .map(|(axis, index)| format!("{}={}", axis.path, axis.values[*index]))
            .collect();
        (self.read)(&assignments)
    }
}

/// For each point, the number of the first that costs the same, among those
/// that differ.
fn kinds(points: &[Point]) -> Vec<u32> {
    let mut numbers = HashMap::with_capacity(points.len());
    let ends = |range: Range| [range.low, range.typical, range.high].map(f64::to_bits);
    let kind = |point: &Point| {
        let costs = (
            ends(point.embodied),
            ends(point.operational),
            point.cost.to_bits(),
        );
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        *numbers.entry(costs).or_insert(next)
    };
    points.iter().map(kind).collect()
}

/// The indices of a combination, the last one fastest.
fn place(combination: u64, sizes: &[usize], mut set: impl FnMut(usize, usize)) {
    let mut rest = combination;
    for (own, size) in sizes.iter().enumerate().rev() {
        let size = *size as u64;
        #[expect(clippy::cast_possible_truncation, reason = "smaller than a usize")]
        set(own, (rest % size) as usize);
        rest /= size;
    }
}
