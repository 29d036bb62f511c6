//! A device over a grid of values.
//!
//! A million points are not a million devices: a block of the device depends
//! on few of the axes, so it is assessed once for each combination of those,
//! and a point is the sum of what its blocks were found to cost. Every one of
//! these assessments is a device that was read with all checks.

use super::substitution;
use crate::block::{Block, Stage};
use crate::device::Device;
use crate::diagnostic::Problems;
use crate::factors::Factors;
use crate::model::{Footprint, assess};
use crate::range::Range;

/// Combinations that are worth keeping in memory; a block that depends on more
/// is assessed at each point.
const LARGEST_TABLE: u64 = 50_000;

/// Values that a key of the device takes, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// The key, such as `processing.mcu_mm2` or `use.grid`.
    pub path: String,
    /// Its values, as they would be written in the device file.
    pub values: Vec<String>,
}

/// What a point costs, in kg CO2e.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// All stages but use.
    pub embodied: Range,
    /// Use.
    pub operational: Range,
}

impl Point {
    /// Everything.
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
        }
    }
}

/// Reads the device with one assignment, `path=value`, for each axis.
pub type Read<'a> = dyn Fn(&[String]) -> Result<Device, Problems> + 'a;

/// A device over the grid of all combinations of the values of some axes.
pub struct Sweep<'a> {
    axes: Vec<Axis>,
    groups: Vec<Group>,
    read: &'a Read<'a>,
    factors: &'a Factors,
}

/// Blocks that depend on the same axes.
struct Group {
    axes: Vec<usize>,
    blocks: Vec<Block>,
    /// What they cost for each combination, the last axis fastest; empty if
    /// there are too many.
    table: Vec<Point>,
}

impl<'a> Sweep<'a> {
    /// Assesses the blocks of a device over the values that they depend on.
    ///
    /// # Errors
    ///
    /// All problems of the first combination that is wrong.
    pub fn new(
        axes: Vec<Axis>,
        read: &'a Read<'a>,
        factors: &'a Factors,
    ) -> Result<Self, Problems> {
        let mut sweep = Self {
            axes,
            groups: Vec::new(),
            read,
            factors,
        };
        let first = vec![0; sweep.axes.len()];
        let base = sweep.assess(&first)?;
        for block in Block::ALL {
            let axes: Vec<usize> = (0..sweep.axes.len())
                .filter(|axis| touches(&sweep.axes[*axis].path, block, &base))
                .collect();
            match sweep.groups.iter_mut().find(|group| group.axes == axes) {
                Some(group) => group.blocks.push(block),
                None => sweep.groups.push(Group {
                    axes,
                    blocks: vec![block],
                    table: Vec::new(),
                }),
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
            let substituted = if group.axes.len() > 1 {
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
        sweep.assess(&last)?;
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
                Ok(cost(&self.assess(&at)?, &group.blocks))
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
        let mut lines = substitution::of(base, &group.blocks);
        for (own, axis) in group.axes.iter().enumerate() {
            for value in 1..sizes[own] {
                let mut at = vec![0; self.axes.len()];
                at[*axis] = value;
                let other = self.assess(&at)?;
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
            let mut cost = Point::default();
            for line in &lines {
                cost.spend(line.stage, line.kg_co2e(&at));
            }
            cost
        });
        Ok(Some(table.collect()))
    }

    /// The axes.
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// How many points there are.
    pub fn len(&self) -> u64 {
        let sizes = self.axes.iter().map(|axis| axis.values.len() as u64);
        sizes.product()
    }

    /// Whether there is none: an axis without a value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The indices of the values of a point; the last axis is the fastest.
    pub fn place(&self, point: u64, at: &mut [usize]) {
        let sizes: Vec<usize> = self.axes.iter().map(|axis| axis.values.len()).collect();
        place(point, &sizes, |axis, value| at[axis] = value);
    }

    /// Goes on to the next point; false behind the last one.
    pub fn advance(&self, at: &mut [usize]) -> bool {
        for (index, axis) in at.iter_mut().zip(&self.axes).rev() {
            *index += 1;
            if *index < axis.values.len() {
                return true;
            }
            *index = 0;
        }
        false
    }

    /// What a point costs.
    ///
    /// # Errors
    ///
    /// The problems of a combination that was not looked at yet.
    pub fn point(&self, at: &[usize]) -> Result<Point, Problems> {
        let mut sum = Point::default();
        let mut whole: Option<Footprint> = None;
        for group in &self.groups {
            let own = if group.table.is_empty() {
                if whole.is_none() {
                    whole = Some(self.assess(at)?);
                }
                whole
                    .as_ref()
                    .map_or_else(Point::default, |whole| cost(whole, &group.blocks))
            } else {
                let index = group.axes.iter().fold(0, |index, axis| {
                    index * self.axes[*axis].values.len() + at[*axis]
                });
                group.table[index]
            };
            sum = sum.add(own);
        }
        Ok(sum)
    }

    fn assess(&self, at: &[usize]) -> Result<Footprint, Problems> {
        let assignments: Vec<String> = self
            .axes
            .iter()
            .zip(at)
            .map(|(axis, index)| format!("{}={}", axis.path, axis.values[*index]))
            .collect();
        Ok(assess(&(self.read)(&assignments)?, self.factors))
    }
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

/// What some blocks cost.
fn cost(footprint: &Footprint, blocks: &[Block]) -> Point {
    let mut cost = Point::default();
    for line in footprint
        .lines
        .iter()
        .filter(|line| blocks.contains(&line.block))
    {
        cost.spend(line.stage, line.kg_co2e());
    }
    cost
}

/// Whether something in a block is replaced, as often as what is drawn and how
/// long the device serves ask for.
fn wears(block: Block, base: &Footprint) -> bool {
    let has_battery = base
        .energy
        .as_ref()
        .is_some_and(|energy| energy.battery.is_some());
    has_battery && may_wear(block, base)
}

/// Whether something in a block is replaced, or would be with another supply.
fn may_wear(block: Block, base: &Footprint) -> bool {
    let is_replaced =
        |line: &crate::model::Line| line.block == block && line.stage == Stage::Replacement;
    block == Block::PowerSupply || base.lines.iter().any(is_replaced)
}

/// Whether a key may change what a block costs.
fn touches(path: &str, block: Block, base: &Footprint) -> bool {
    let key = path
        .split('.')
        .next()
        .unwrap_or(path)
        .trim()
        .trim_matches('"');
    let wears = |block| may_wear(block, base);
    match Block::from_key(key) {
        // Cells may be anywhere, and a supply decides whether they feed it.
        _ if path.trim().starts_with("use.supply") => true,
        Some(own) if own == block => true,
        Some(Block::Use) => wears(block),
        // Its cells feed the device, and its mass may be carried.
        Some(own) => {
            own.has_items()
                && (block == Block::Transport
                    || (wears(own) && (block == Block::Use || wears(block))))
        }
        None if key == "lifespan_years" => block == Block::Use || wears(block),
        None => true,
    }
}

/// A value at which two devices cost the same, and what each costs there; at a
/// jump, what they cost just before it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct BreakEven {
    /// The value.
    pub at: f64,
    /// The typical total of the first device, in kg CO2e.
    pub first_kg: f64,
    /// That of the second.
    pub second_kg: f64,
}

/// Parts between two values in which a crossing is looked for.
const PARTS: u32 = 128;

/// Where along an axis two devices cost the same, typically: between any two
/// neighbouring `places` and 128 parts between them, by bisection down to
/// neighbouring numbers. Two crossings within one such part are not seen.
///
/// # Errors
///
/// The problems of a value that is wrong.
pub fn break_even(
    axis: &Axis,
    places: &[f64],
    first: &Read<'_>,
    second: &Read<'_>,
    factors: &Factors,
) -> Result<Vec<BreakEven>, Problems> {
    let total = |read: &Read<'_>, value: f64| -> Result<f64, Problems> {
        let device = read(&[format!("{}={value}", axis.path)])?;
        Ok(assess(&device, factors).total().typical)
    };
    let difference = |value: f64| Ok(total(first, value)? - total(second, value)?);
    let mut found = Vec::new();
    let ends = places.windows(2).flat_map(|pair| {
        let step = (pair[1] - pair[0]) / f64::from(PARTS);
        let part = move |part: u32| {
            if part == PARTS {
                pair[1]
            } else {
                pair[0] + f64::from(part) * step
            }
        };
        (0..PARTS).map(move |own| (part(own), part(own + 1)))
    });
    for (mut low, mut high) in ends {
        let (at_low, at_high) = (difference(low)?, difference(high)?);
        if at_low == 0.0 || at_low.signum() == at_high.signum() {
            // A zero at the first place is one; later ones end a pair.
            if !(at_low == 0.0 && found.is_empty()) {
                continue;
            }
            high = low;
        }
        loop {
            let middle = f64::midpoint(low, high);
            if middle <= low || middle >= high {
                break;
            }
            if difference(middle)?.signum() == at_low.signum() {
                low = middle;
            } else {
                high = middle;
            }
        }
        found.push(BreakEven {
            at: low,
            first_kg: total(first, low)?,
            second_kg: total(second, low)?,
        });
    }
    Ok(found)
}
