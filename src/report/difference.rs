//! What a change of devices does to their footprints.

use super::check::line;
use super::comment::comment;
use super::document::{Column, Document, Element, Table};
use super::estimate::remark;
use super::finding::{CiReport, Finding, Level};
use super::json::difference_json;
use super::number::{
    NOT_MODELLED, difference as signed, exact, kilograms, quantity, significant, times,
};
use super::records::{Cell, Records};
use crate::analysis::{Change, ChangedValue, Difference, Effect, MostIncrease};
use crate::diagnostic::Position;
use crate::model::Footprint;
use crate::range::Range;

/// Devices before and after a change.
#[derive(Clone, Debug)]
pub struct Differences {
    /// What the devices are held against, in a few words.
    pub old: String,
    /// What they are now, in a few words.
    pub new: String,
    /// The devices.
    pub devices: Vec<Revised>,
    /// How much more each may cost.
    pub most: MostIncrease,
}

/// A device, by what has become of it.
#[derive(Clone, Debug)]
pub struct Revised {
    /// Its name.
    pub name: String,
    /// Where it begins.
    pub position: Option<Position>,
    /// What has become of it.
    pub fate: Fate,
}

/// What has become of a device.
#[derive(Clone, Debug)]
pub enum Fate {
    /// It was there before and after.
    Kept(Box<Difference>),
    /// It is new.
    New(Box<Footprint>),
    /// It is gone.
    Deleted(Box<Footprint>),
}

impl Revised {
    /// The word for what has become of it.
    pub fn state(&self) -> &'static str {
        match &self.fate {
            Fate::Kept(found) if found.is_empty() => "unchanged",
            Fate::Kept(_) => "changed",
            Fate::New(_) => "new",
            Fate::Deleted(_) => "deleted",
        }
    }

    /// Its totals before and after.
    pub(super) fn totals(&self) -> [Option<Range>; 2] {
        match &self.fate {
            Fate::Kept(found) => [Some(found.old.total()), Some(found.new.total())],
            Fate::New(new) => [None, Some(new.total())],
            Fate::Deleted(old) => [Some(old.total()), None],
        }
    }

    /// What it has become unlike, if it was there before and after.
    pub(super) fn kept(&self) -> Option<&Difference> {
        match &self.fate {
            Fate::Kept(found) => Some(found),
            Fate::New(_) | Fate::Deleted(_) => None,
        }
    }
}

impl Differences {
    /// Whether any device differs.
    pub fn differ(&self) -> bool {
        self.changed().next().is_some()
    }

    /// Whether any device costs more than it may.
    pub fn is_broken(&self) -> bool {
        self.devices.iter().any(|device| self.breaks(device))
    }

    pub(super) fn breaks(&self, device: &Revised) -> bool {
        device
            .kept()
            .is_some_and(|found| self.most.is_broken_by(found))
    }

    fn changed(&self) -> impl Iterator<Item = &Revised> {
        self.devices
            .iter()
            .filter(|device| device.state() != "unchanged")
    }

    /// The limits in words.
    fn limits(&self) -> Vec<String> {
        let kg = self.most.kg.map(|kg| format!("{} kg CO2e", exact(kg)));
        let percent = self.most.percent.map(|own| format!("{} %", exact(own)));
        [kg, percent].into_iter().flatten().collect()
    }

    fn head(&self) -> Document {
        if !self.differ() {
            let count = self.devices.len();
            let devices = if count == 1 { "device" } else { "devices" };
            let text = format!(
                "Carbon footprint: no change in {count} {devices}, from {} to {}.",
                self.old, self.new
            );
            return Document {
                elements: vec![Element::Text(text)],
            };
        }
        Document {
            elements: vec![
                Element::Heading(self.heading()),
                Element::Table(self.table()),
            ],
        }
    }

    fn heading(&self) -> String {
        let changed: Vec<&Revised> = self.changed().collect();
        let broken = self.devices.iter().filter(|own| self.breaks(own)).count();
        let what = match changed.as_slice() {
            [one] => match one.kept() {
                Some(found) if found.total() == Range::ZERO => {
                    format!("the total of {} is the same", one.name)
                }
                Some(found) => {
                    let kg = signed(found.total().typical);
                    format!("{kg} kg CO2e ({}), {}", percent(found.percent()), one.name)
                }
                None => format!("{} is {}", one.name, one.state()),
            },
            all => format!("{} of {} devices changed", all.len(), self.devices.len()),
        };
        match broken {
            0 => format!("Carbon footprint: {what}"),
            1 => format!(
                "Carbon footprint: {what}; one rises by more than {}",
                self.limits().join(" or ")
            ),
            count => format!(
                "Carbon footprint: {what}; {count} rise by more than {}",
                self.limits().join(" or ")
            ),
        }
    }

    /// What became of each device that is not the same.
    fn table(&self) -> Table {
        let unit = Some("kg CO2e");
        let has_limit = !self.limits().is_empty();
        let mut columns = vec![
            Column::text("device"),
            Column::number("old", unit),
            Column::number("new", unit),
            Column::number("change", unit),
            Column::number("change", Some("%")),
            Column::text("mostly by"),
        ];
        if has_limit {
            columns.push(Column::text("verdict"));
        }
        let mut table = Table {
            columns,
            rows: Vec::new(),
        };
        for device in self.changed() {
            let mut cells = vec![device.name.clone()];
            let [old, new] = device.totals();
            cells.extend(change_cells(old, new));
            cells.push(match device.kept() {
                Some(found) => mostly_by(found),
                None => device.state().to_owned(),
            });
            if has_limit {
                cells.push(
                    match (device.kept(), self.breaks(device)) {
                        (None, _) => NOT_MODELLED,
                        (Some(_), true) => "fail",
                        (Some(_), false) => "pass",
                    }
                    .to_owned(),
                );
            }
            table.row(cells);
        }
        table
    }

    /// Inputs and blocks of each device that is not the same.
    fn details(&self) -> Document {
        let mut elements = Vec::new();
        for device in self.changed() {
            let Some(found) = device.kept() else {
                continue;
            };
            elements.push(Element::Heading(device.name.clone()));
            if !found.flags.is_empty() {
                let flags = found.flags.iter().map(remark).collect();
                elements.push(Element::Facts(vec![("not alike".to_owned(), flags)]));
            }
            if !found.changes.is_empty() {
                elements.push(Element::Table(input_table(found)));
            }
            if !found.blocks().is_empty() {
                elements.push(Element::Table(block_table(found)));
            }
        }
        let same = self.devices.len() - self.changed().count();
        let mut facts = Vec::new();
        if self.differ() {
            let text = format!("{} against {}, typical values", self.new, self.old);
            facts.push(("compared".to_owned(), vec![text]));
        }
        if same > 0 && self.differ() {
            let text = format!("{same} of {} devices", self.devices.len());
            facts.push(("unchanged".to_owned(), vec![text]));
        }
        if !facts.is_empty() {
            elements.push(Element::Facts(facts));
        }
        Document { elements }
    }

    fn sentence(&self, device: &Revised, found: &Difference) -> String {
        let mut text = format!(
            "{}: {} to {} kg CO2e ({} kg CO2e, {})",
            device.name,
            kilograms(found.old.total().typical),
            kilograms(found.new.total().typical),
            signed(found.total().typical),
            percent(found.percent()),
        );
        if !found.changes.is_empty() {
            text.push_str(&format!(", mostly by {}", mostly_by(found)));
        }
        if self.breaks(device) {
            text.push_str(&format!(", more than {}", self.limits().join(" or ")));
        }
        text
    }
}

/// A row for each input, block and total that is not the same, and for each
/// device that is.
impl CiReport for Differences {
    fn document(&self) -> Document {
        let mut document = self.head();
        document.append(self.details());
        document
    }

    fn comment(&self) -> String {
        comment("tinyfoot:diff", &self.head(), &self.details())
    }

    fn json(&self) -> String {
        difference_json(self)
    }

    fn records(&self) -> Records {
        let mut records = Records {
            columns: vec![
                "device",
                "state",
                "row",
                "name",
                "old_input",
                "new_input",
                "old_kg_co2e",
                "new_kg_co2e",
                "change_kg_co2e",
                "change_percent",
                "file",
                "line",
            ],
            rows: Vec::new(),
        };
        for device in &self.devices {
            let mut push = |row: &str, name: Cell, rest: Vec<Cell>| {
                let mut cells: Vec<Cell> = vec![
                    device.name.as_str().into(),
                    device.state().into(),
                    row.into(),
                    name,
                ];
                cells.extend(rest);
                records.rows.push(cells);
            };
            let kilograms = |old: Option<Range>, new: Option<Range>| {
                let mut cells = vec![Cell::Empty, Cell::Empty];
                cells.extend(change_values(old, new).map(Cell::from));
                cells.extend([Cell::Empty, Cell::Empty]);
                cells
            };
            if let Some(found) = device.kept() {
                for change in &found.changes {
                    let at = change.position.as_ref();
                    let rest = vec![
                        change.old.as_ref().map(value_text).into(),
                        change.new.as_ref().map(value_text).into(),
                        Cell::Empty,
                        Cell::Empty,
                        effect(change).map(|kg| kg.typical).into(),
                        Cell::Empty,
                        at.map(|at| at.file.clone()).into(),
                        at.map(|at| line(at.line)).into(),
                    ];
                    push("input", change.path.as_str().into(), rest);
                }
                for (block, old, new) in found.blocks() {
                    push("block", block.key().into(), kilograms(old, new));
                }
            }
            let [old, new] = device.totals();
            push("total", Cell::Empty, kilograms(old, new));
        }
        records
    }

    fn findings(&self) -> Vec<Finding> {
        let findings = self.devices.iter().map(|device| {
            let position = device
                .kept()
                .and_then(|found| found.changes.first()?.position.clone())
                .or_else(|| device.position.clone());
            let (level, text) = match device.kept() {
                None => (
                    Level::Note,
                    format!("{} is {}", device.name, device.state()),
                ),
                Some(found) if found.is_empty() => {
                    (Level::Pass, format!("{} is unchanged", device.name))
                }
                Some(found) => (
                    if self.breaks(device) {
                        Level::Error
                    } else {
                        Level::Note
                    },
                    self.sentence(device, found),
                ),
            };
            Finding {
                level,
                rule: "carbon-footprint-change".to_owned(),
                device: device.name.clone(),
                title: "change of the carbon footprint".to_owned(),
                text,
                position,
            }
        });
        findings.collect()
    }
}

/// The input of the largest effect.
fn mostly_by(found: &Difference) -> String {
    match found.changes.first() {
        Some(change) => change.path.clone(),
        None => NOT_MODELLED.to_owned(),
    }
}

/// A difference in percent, with its sign.
fn percent(percent: f64) -> String {
    let sign = match percent {
        own if own > 0.0 => "+",
        own if own < 0.0 => "-",
        _ => "",
    };
    match percent {
        own if !own.is_finite() => NOT_MODELLED.to_owned(),
        0.0 => "0 %".to_owned(),
        own => format!("{sign}{} %", times(own.abs())),
    }
}

/// A change in percent, typical; nothing where there is nothing to hold it
/// against.
pub(super) fn change_percent(old: Option<Range>, new: Option<Range>) -> Option<f64> {
    let percent = new?.minus(old?).typical / old?.typical * 100.0;
    percent.is_finite().then_some(percent)
}

/// Typical kg CO2e before and after, the change, and the change in percent.
fn change_values(old: Option<Range>, new: Option<Range>) -> [Option<f64>; 4] {
    let more = old.zip(new).map(|(old, new)| new.minus(old).typical);
    let typical = |kg: Option<Range>| kg.map(|kg| kg.typical);
    let percent = change_percent(old, new);
    [typical(old), typical(new), more, percent]
}

fn change_cells(old: Option<Range>, new: Option<Range>) -> [String; 4] {
    let [old, new, more, share] = change_values(old, new);
    let none = || NOT_MODELLED.to_owned();
    [
        old.map_or_else(none, kilograms),
        new.map_or_else(none, kilograms),
        more.map_or_else(none, signed),
        share.map_or_else(none, percent),
    ]
}

/// A value as text.
pub(super) fn value_text(value: &ChangedValue) -> String {
    match value {
        ChangedValue::Stated(text) => text.clone(),
        ChangedValue::Quantity(range, unit) => quantity(*range, unit.symbol),
        ChangedValue::Factor(kg, unit) => {
            format!("{} {}", significant(*kg), unit.kilograms_per())
        }
    }
}

/// What a change does alone.
pub(super) fn effect(change: &Change) -> Option<Range> {
    match change.effect {
        Effect::Alone(kg) => Some(kg),
        Effect::WithOthers => None,
    }
}

fn input_table(found: &Difference) -> Table {
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

fn block_table(found: &Difference) -> Table {
    let unit = Some("kg CO2e");
    let mut table = Table {
        columns: vec![
            Column::text("block"),
            Column::number("old", unit),
            Column::number("new", unit),
            Column::number("change", unit),
            Column::number("change", Some("%")),
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
