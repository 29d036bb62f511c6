//! What stands in the rows of a difference.

use crate::analysis::{Change, ChangedValue, Difference, Effect};
use crate::range::Range;
use crate::report::document::{Column, Table};
use crate::report::number::{
    NOT_MODELLED, difference as signed, kilograms, quantity, sign, significant, times,
};

/// The input of the largest effect, or its table where it was put in whole;
/// nothing where no input has an effect.
pub(super) fn mostly_by(found: &Difference) -> Option<String> {
    let change = found.changes.first()?;
    if effect(change).is_some_and(|kg| kg.typical == 0.0) {
        return None;
    }
    let section = |path: &str| path.split('.').next().unwrap_or_default().to_owned();
    let own = section(&change.path);
    Some(match found.changes.get(1) {
        Some(next) if next.effect == Effect::WithOthers && section(&next.path) == own => own,
        _ => change.path.clone(),
    })
}

/// A difference in percent, with its sign.
pub(super) fn percent(percent: f64) -> String {
    match percent {
        own if !own.is_finite() => NOT_MODELLED.to_owned(),
        0.0 => "0 %".to_owned(),
        own => format!("{}{} %", sign(own), times(own.abs())),
    }
}

/// A change in percent, typical; nothing where there is nothing to hold it
/// against.
pub(in crate::report) fn change_percent(old: Option<Range>, new: Option<Range>) -> Option<f64> {
    let percent = new?.minus(old?).typical / old?.typical * 100.0;
    percent.is_finite().then_some(percent)
}

/// What a block does to the total: all of it where it was not modelled before,
/// or no longer is.
pub(in crate::report) fn contribution(old: Option<Range>, new: Option<Range>) -> Range {
    let [old, new] = [old, new].map(|kg| kg.unwrap_or(Range::ZERO));
    new.minus(old)
}

/// Typical kg CO2e before and after, the change, and the change in percent.
pub(super) fn change_cells(old: Option<Range>, new: Option<Range>) -> [String; 4] {
    let none = || NOT_MODELLED.to_owned();
    let kg = |kg: Option<Range>| kg.map_or_else(none, |kg| kilograms(kg.typical));
    let more = signed(contribution(old, new).typical);
    let share = match (old, new) {
        (None, _) => "new".to_owned(),
        (_, None) => "gone".to_owned(),
        _ => change_percent(old, new).map_or_else(none, percent),
    };
    [kg(old), kg(new), more, share]
}

/// A value as text.
pub(in crate::report) fn value_text(value: &ChangedValue) -> String {
    match value {
        ChangedValue::Stated(text) => text.clone(),
        ChangedValue::Quantity(range, unit) => quantity(*range, unit.symbol),
        ChangedValue::Factor(kg, unit) => {
            format!("{} {}", significant(*kg), unit.kilograms_per())
        }
    }
}

/// What a change does alone.
pub(in crate::report) fn effect(change: &Change) -> Option<Range> {
    match change.effect {
        Effect::Alone(kg) => Some(kg),
        Effect::WithOthers => None,
    }
}

pub(super) fn input_table(found: &Difference) -> Table {
    let mut table = Table {
        columns: vec![
            Column::text("input"),
            Column::text("old"),
            Column::text("new"),
            Column::number("effect", Some("kg CO2e")),
        ],
        rows: Vec::new(),
    };
    let text = |value: &Option<ChangedValue>| match value {
        Some(value) => value_text(value),
        None => NOT_MODELLED.to_owned(),
    };
    for change in &found.changes {
        let effect = match effect(change) {
            Some(kg) => signed(kg.typical),
            None => "with others".to_owned(),
        };
        table.row(vec![
            change.path.clone(),
            text(&change.old),
            text(&change.new),
            effect,
        ]);
    }
    let mut sum = |name: &str, kg: Range| {
        let empty = String::new;
        table.total(vec![name.to_owned(), empty(), empty(), signed(kg.typical)]);
    };
    if found.interaction != Range::ZERO {
        sum("what they do together", found.interaction);
    }
    sum("all", found.total());
    table
}

pub(super) fn block_table(found: &Difference) -> Table {
    let unit = Some("kg CO2e");
    let mut table = Table {
        columns: vec![
            Column::text("block"),
            Column::number("old", unit),
            Column::number("new", unit),
            Column::number("change", unit),
            Column::number("percent", None),
        ],
        rows: Vec::new(),
    };
    let row = |name: &str, old, new| {
        let mut cells = vec![name.to_owned()];
        cells.extend(change_cells(old, new));
        cells
    };
    for (block, old, new) in found.blocks() {
        table.row(row(block.label(), old, new));
    }
    let totals = [&found.old, &found.new].map(|footprint| Some(footprint.total()));
    let [old, new] = totals;
    table.total(row("total", old, new));
    table
}
