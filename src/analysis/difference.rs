//! What a change of a device does to its footprint.

use super::comparability::flags_of_revisions;
use crate::block::Block;
use crate::device::{Changed, Draft, Statement};
use crate::diagnostic::{Position, Problems};
use crate::factors::{FactorSet, Factors};
use crate::model::{Footprint, Line, Remark, assess};
use crate::range::Range;
use crate::unit::Unit;

/// With more changes than this, whole blocks are put in at once: each costs a
/// reading of the device.
const MOST_ALONE: usize = 64;

/// What a device file says that costs nothing.
const OF_NO_EFFECT: [&str; 7] = [
    "name",
    "description",
    "source",
    "sources",
    "assumptions",
    "budget",
    CORRELATIONS,
];

/// They say how likely values are together, not which there are; and one of
/// inputs that have changed may make no device.
const CORRELATIONS: &str = "correlations";

/// A device before and after a change.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Difference {
    /// What it was.
    pub old: Footprint,
    /// What it is.
    pub new: Footprint,
    /// What has changed, the largest effect first.
    pub changes: Vec<Change>,
    /// What the changes have in common: the difference of the totals, without
    /// the effect of each change alone.
    pub interaction: Range,
    /// In what the two are not alike, so that they are to be compared with
    /// care.
    pub flags: Vec<Remark>,
}

/// An input that has changed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Change {
    /// Its path, such as `processing.mcu_mm2`.
    pub path: String,
    /// What it was; nothing for what is new.
    pub old: Option<Value>,
    /// What it is; nothing for what is gone.
    pub new: Option<Value>,
    /// What it does to the total.
    pub effect: Effect,
    /// Where it is stated, or was.
    pub position: Option<Position>,
}

/// A value that has changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// As it is stated.
    Stated(String),
    /// A quantity of a line.
    Quantity(Range, &'static Unit),
    /// An emission factor of a line.
    Factor(f64, &'static Unit),
}

/// What a change does to the total, in kg CO2e.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effect {
    /// The old device with this change alone, less the old device.
    Alone(Range),
    /// Counted with another change: it cannot be made alone.
    WithOthers,
}

/// How much more a device may cost than it did; typical values.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MostIncrease {
    /// In kg CO2e.
    pub kg: Option<f64>,
    /// In percent of what it was.
    pub percent: Option<f64>,
}

impl MostIncrease {
    /// Whether a device costs more than that.
    pub fn is_broken_by(&self, found: &Difference) -> bool {
        let kg = found.total().typical;
        let above = |limit: Option<f64>, value: f64| {
            let left = |limit| Range::point(limit).minus(Range::point(value)).typical;
            limit.is_some_and(|limit| value.is_infinite() || left(limit) < 0.0)
        };
        kg > 0.0 && (above(self.kg, kg) || above(self.percent, found.percent()))
    }
}

/// A device and the factors that it is assessed with.
#[derive(Clone, Copy, Debug)]
pub struct Revision<'a> {
    /// The device.
    pub draft: &'a Draft,
    /// The factors.
    pub factors: &'a Factors,
}

impl Difference {
    /// What the new total has more than the old one.
    pub fn total(&self) -> Range {
        self.new.total().minus(self.old.total())
    }

    /// The same in percent of the old total, typical: infinite where that was
    /// zero.
    pub fn percent(&self) -> f64 {
        match self.total().typical {
            0.0 => 0.0,
            kg => kg / self.old.total().typical * 100.0,
        }
    }

    /// The blocks that are not the same, those that differ most first.
    pub fn blocks(&self) -> Vec<(Block, Option<Range>, Option<Range>)> {
        let size = |(_, old, new): &(Block, Option<Range>, Option<Range>)| {
            let [old, new] = [old, new].map(|kg| kg.unwrap_or(Range::ZERO));
            new.minus(old).typical.abs()
        };
        let mut blocks: Vec<_> = Block::ALL
            .into_iter()
            .map(|block| (block, self.old.block(block), self.new.block(block)))
            .filter(|(_, old, new)| match (old, new) {
                (Some(old), Some(new)) => new.minus(*old) != Range::ZERO,
                (None, None) => false,
                _ => true,
            })
            .collect();
        blocks.sort_by(|a, b| size(b).total_cmp(&size(a)));
        blocks
    }

    /// Whether nothing has changed: no input, and no result.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.blocks().is_empty()
    }
}

/// Holds a device against what it was. Each input that has changed is put into
/// the old device alone; where that makes no device, with those of its table,
/// such as a new task, or of its block.
///
/// # Errors
///
/// All problems of the two devices.
///
/// ```
/// use tinyfoot::analysis::{Effect, Revision, difference};
/// use tinyfoot::device::{PresetsOnly, Request};
/// use tinyfoot::Factors;
///
/// let factors = Factors::builtin();
/// let draft = |text| Request::text(text).draft(&PresetsOnly).unwrap();
/// let old = draft("[processing]\nmcu_mm2 = 10");
/// let new = draft("[processing]\nmcu_mm2 = 20");
/// let [old, new] = [&old, &new].map(|draft| Revision { draft, factors: &factors });
/// let found = difference(old, new).unwrap();
/// assert_eq!(found.changes[0].path, "processing.mcu_mm2");
/// // 10 mm² more × 0.01682 kg/mm²
/// let Effect::Alone(kg) = found.changes[0].effect else { panic!() };
/// assert!((kg.typical - 10.0 * 0.01682).abs() < 1e-12);
/// ```
pub fn difference(old: Revision<'_>, new: Revision<'_>) -> Result<Difference, Problems> {
    let mut problems = Problems::default();
    let mut read = |revision: Revision<'_>| match revision.draft.device(revision.factors) {
        Ok(device) => Some(assess(&device, revision.factors)),
        Err(found) => {
            problems.absorb(found);
            None
        }
    };
    let (Some(before), Some(after)) = (read(old), read(new)) else {
        return Err(problems);
    };
    let mut groups: Vec<Vec<Change>> = Vec::new();
    let changed = old.draft.changed(new.draft);
    let base = before.total();
    let more = |draft: &Draft, factors: &Factors| {
        let device = draft.without(CORRELATIONS).device(factors).ok()?;
        Some(assess(&device, factors).total().minus(base))
    };
    groups.extend(factor_sets(old, new, &more));
    let mut sections: Vec<&str> = Vec::new();
    for change in &changed {
        if !sections.contains(&change.section()) {
            sections.push(change.section());
        }
    }
    for section in sections {
        let own = changed.iter().filter(|change| change.section() == section);
        let own: Vec<&Changed> = own.collect();
        let put_in = |changes: &[&Changed]| {
            if OF_NO_EFFECT.contains(&section) {
                return Some(Range::ZERO);
            }
            let draft = changes.iter().fold(old.draft.clone(), |draft, change| {
                draft.with(new.draft, change)
            });
            more(&draft, old.factors)
        };
        let found = if changed.len() > MOST_ALONE {
            None
        } else {
            together(&own, &put_in)
        };
        let found = found.unwrap_or_else(|| {
            let all = old.draft.with_section(new.draft, section);
            vec![(own, more(&all, old.factors))]
        });
        groups.extend(found.into_iter().map(|(own, kg)| {
            let mut effect = kg.map_or(Effect::WithOthers, Effect::Alone);
            own.into_iter()
                .map(|change| stated(change, std::mem::replace(&mut effect, Effect::WithOthers)))
                .collect()
        }));
    }
    Ok(finish(before, after, groups))
}

/// Changes that can only be made together, and what they do.
type Together<'a> = (Vec<&'a Changed>, Option<Range>);

/// The changes of a section: one by one where that makes a device, else with
/// those of the same table, such as a new task, else all that are left at once.
/// Nothing if that makes no device either.
fn together<'a>(
    changes: &[&'a Changed],
    put_in: &dyn Fn(&[&Changed]) -> Option<Range>,
) -> Option<Vec<Together<'a>>> {
    let (mut found, mut left): (Vec<Together<'a>>, Vec<&Changed>) = (Vec::new(), Vec::new());
    for change in changes {
        match put_in(&[*change]) {
            Some(kg) => found.push((vec![*change], Some(kg))),
            None => left.push(*change),
        }
    }
    let mut tables: Vec<&[String]> = left.iter().map(|change| change.table()).collect();
    tables.dedup();
    for table in tables {
        let is_own = |change: &&&Changed| change.table() == table;
        let left_own: Vec<&Changed> = left.iter().filter(is_own).copied().collect();
        if left_own.is_empty() {
            continue;
        }
        let all_own: Vec<&Changed> = changes.iter().filter(is_own).copied().collect();
        for own in [left_own, all_own] {
            if let Some(kg) = put_in(&own) {
                let is_in = |change: &&Changed| own.iter().any(|own| own.path == change.path);
                left.retain(|change| !is_in(change));
                found.retain(|(group, _)| !group.iter().any(is_in));
                found.push((own, Some(kg)));
                break;
            }
        }
    }
    if !left.is_empty() {
        let kg = put_in(&left)?;
        found.push((left, Some(kg)));
    }
    Some(found)
}

fn stated(change: &Changed, effect: Effect) -> Change {
    let statements = [&change.old, &change.new].map(Option::as_ref);
    // Where both are the same value, what stands beside it has changed.
    let is_remark = matches!(statements, [Some(old), Some(new)] if old.value == new.value);
    let text = |own: &Statement| {
        if is_remark && !own.remarks.is_empty() {
            format!("{}, {}", own.value, own.remarks)
        } else {
            own.value.clone()
        }
    };
    let [old, new] = statements.map(|own| own.map(|own| Value::Stated(text(own))));
    Change {
        path: change.path.clone(),
        old,
        new,
        effect,
        position: statements[1]
            .or(statements[0])
            .and_then(|own| own.position.clone()),
    }
}

/// Factor sets that have changed: the old device with the new ones.
fn factor_sets(
    old: Revision<'_>,
    new: Revision<'_>,
    more: &dyn Fn(&Draft, &Factors) -> Option<Range>,
) -> Option<Vec<Change>> {
    let names = |factors: &Factors| {
        let names: Vec<&str> = factors.layers().map(|set| set.name.as_str()).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    // What sets say, however their texts are laid out.
    let said = |factors: &Factors| -> Vec<FactorSet> {
        let sets = factors.layers().cloned();
        sets.map(|set| FactorSet {
            text: String::new(),
            ..set
        })
        .collect()
    };
    if said(old.factors) == said(new.factors) {
        return None;
    }
    let (before, mut after) = (names(old.factors), names(new.factors));
    if before == after {
        after = after.map(|names| format!("{names} (changed)"));
    }
    let effect = more(old.draft, new.factors);
    Some(vec![Change {
        path: "factors".to_owned(),
        old: before.map(Value::Stated),
        new: after.map(Value::Stated),
        effect: effect.map_or(Effect::WithOthers, Effect::Alone),
        position: None,
    }])
}

/// Holds results against each other whose device files are not at hand: their
/// quantities and factors, line by line.
pub fn difference_of_results(old: Footprint, new: Footprint) -> Difference {
    let mut groups: Vec<Vec<Change>> = Vec::new();
    let mut push = |path: &str, old: Option<Value>, new: Option<Value>, effect: Effect| {
        groups.push(vec![Change {
            path: path.to_owned(),
            old,
            new,
            effect,
            position: None,
        }]);
    };
    let mut rest: Vec<&Line> = old.lines.iter().collect();
    for line in &new.lines {
        let is_same = |other: &&Line| {
            (other.block, &other.item, other.stage) == (line.block, &line.item, line.stage)
                && other.unit == line.unit
        };
        let path = path(line);
        let quantity = |line: &Line| Value::Quantity(line.quantity(), line.unit);
        let per_unit = |line: &Line| line.factor.kg_co2e_per_unit * line.multiplier();
        let factor = |line: &Line| Value::Factor(per_unit(line), line.unit);
        let Some(at) = rest.iter().position(is_same) else {
            let effect = Effect::Alone(line.kg_co2e());
            push(&path, None, Some(quantity(line)), effect);
            continue;
        };
        let was = rest.remove(at);
        let more = line.quantity().minus(was.quantity());
        if more != Range::ZERO {
            let effect = Effect::Alone(more * per_unit(was));
            push(&path, Some(quantity(was)), Some(quantity(line)), effect);
        }
        let [before, after] = [was, line].map(|line| Range::point(per_unit(line)));
        let more = after.minus(before);
        if more != Range::ZERO {
            let path = format!("{path} (factor)");
            let effect = Effect::Alone(was.quantity() * more);
            push(&path, Some(factor(was)), Some(factor(line)), effect);
        }
    }
    for line in rest {
        let effect = Effect::Alone(line.kg_co2e() * -1.0);
        let was = Value::Quantity(line.quantity(), line.unit);
        push(&path(line), Some(was), None, effect);
    }
    let [before, after] = [&old, &new].map(|footprint| footprint.lifespan_years);
    if before != after {
        let [before, after] = [before, after].map(|years| Value::Stated(years.to_string()));
        let path = "lifespan_years";
        push(path, Some(before), Some(after), Effect::WithOthers);
    }
    finish(old, new, groups)
}

fn path(line: &Line) -> String {
    let path = line.block.path(&line.item);
    if line.stage == line.block.stage() || line.block == Block::Custom {
        path
    } else {
        format!("{path} ({})", line.stage.label())
    }
}

fn finish(old: Footprint, new: Footprint, mut groups: Vec<Vec<Change>>) -> Difference {
    let alone = |change: &Change| match change.effect {
        Effect::Alone(kg) => Some(kg),
        Effect::WithOthers => None,
    };
    let size = |group: &Vec<Change>| {
        let kg: Range = group.iter().filter_map(alone).sum();
        kg.typical.abs()
    };
    groups.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let changes: Vec<Change> = groups.into_iter().flatten().collect();
    let effects: Range = changes.iter().filter_map(alone).sum();
    Difference {
        interaction: new.total().minus(old.total() + effects),
        flags: flags_of_revisions(&old, &new),
        old,
        new,
        changes,
    }
}
