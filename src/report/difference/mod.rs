//! What a change of devices does to their footprints.

mod rows;

use super::check::line;
use super::comment::comment;
use super::document::{Column, Document, Element, Table};
use super::estimate::remark;
use super::finding::{CiReport, Finding, Level};
use super::json::difference_json;
use super::number::{NOT_MODELLED, difference_with_unit, exact, kilograms_with_unit};
use super::records::{Cell, Records};
use crate::analysis::{Difference, MostIncrease};
use crate::diagnostic::Position;
use crate::factors::Fingerprint;
use crate::model::Footprint;
use crate::range::Range;
use rows::{block_table, change_cells, input_table, mostly_by, percent};
pub(super) use rows::{change_percent, contribution, effect, value_text};

/// Devices before and after a change.
#[derive(Clone, Debug)]
pub struct Differences {
    /// What the devices are held against, in a few words.
    pub old: String,
    /// What they are now, in a few words.
    pub new: String,
    /// The factor sets that they were assessed with, the lowest layer first.
    pub old_factor_sets: Vec<Fingerprint>,
    /// The factor sets that they are assessed with now.
    pub new_factor_sets: Vec<Fingerprint>,
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

/// What has become of a device, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is what it was.
    Unchanged,
    /// Its inputs, or its results, are others.
    Changed,
    /// It is new.
    New,
    /// It is gone.
    Deleted,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Unchanged, Self::Changed, Self::New, Self::Deleted];

    /// The word for it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Changed => "changed",
            Self::New => "new",
            Self::Deleted => "deleted",
        }
    }
}

impl Revised {
    /// The same in a word.
    pub fn state(&self) -> State {
        match &self.fate {
            Fate::Kept(found) if found.is_empty() => State::Unchanged,
            Fate::Kept(_) => State::Changed,
            Fate::New(_) => State::New,
            Fate::Deleted(_) => State::Deleted,
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

    /// Whether a device that was there keeps the limits, if there are any.
    fn verdict(&self, device: &Revised) -> Option<&'static str> {
        device.kept().filter(|_| !self.limits().is_empty())?;
        Some(if self.breaks(device) { "fail" } else { "pass" })
    }

    fn changed(&self) -> impl Iterator<Item = &Revised> {
        self.devices
            .iter()
            .filter(|device| device.state() != State::Unchanged)
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
        let mut elements = vec![
            Element::Heading(self.heading()),
            Element::Table(self.table()),
        ];
        let flags = self.flags();
        if !flags.is_empty() {
            elements.push(Element::Facts(vec![("not alike".to_owned(), flags)]));
        }
        Document { elements }
    }

    /// In what devices have become unlike what they were.
    fn flags(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for device in self.changed() {
            let Some(found) = device.kept() else {
                continue;
            };
            let mut say = |text: &str| match self.devices.len() {
                1 => texts.push(text.to_owned()),
                _ => texts.push(format!("{}: {text}", device.name)),
            };
            for flag in &found.flags {
                say(&remark(flag));
            }
            let [old, new] = [&found.old, &found.new];
            if old.lifespan_years != new.lifespan_years {
                let per_year = [old, new].map(|footprint| {
                    let kg = footprint.total().typical / footprint.lifespan_years;
                    format!("{} CO2e", kilograms_with_unit(kg))
                });
                say(&format!("per year of service, {}", per_year.join(" to ")));
            }
        }
        texts
    }

    fn heading(&self) -> String {
        let changed: Vec<&Revised> = self.changed().collect();
        let broken = self.devices.iter().filter(|own| self.breaks(own)).count();
        let text = match changed.as_slice() {
            [one] => match one.kept() {
                Some(found) if found.total() == Range::ZERO => {
                    format!("Carbon footprint of {}: the total stays the same", one.name)
                }
                Some(found) => {
                    let more = difference_with_unit(found.total().typical);
                    let percent = percent(found.percent());
                    format!("Carbon footprint of {}: {more} ({percent})", one.name)
                }
                None => format!("Carbon footprint: {} is {}", one.name, one.state().key()),
            },
            all => {
                let (changed, count) = (all.len(), self.devices.len());
                format!("Carbon footprint: {changed} of {count} devices differ")
            }
        };
        let limits = self.limits().join(" or ");
        match (broken, changed.len()) {
            (0, _) => text,
            (_, 1) => format!("{text}, more than {limits}"),
            (count, _) => format!("{text}, {count} by more than {limits}"),
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
            Column::number("percent", None),
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
            cells.push(device.kept().and_then(mostly_by).unwrap_or_default());
            if has_limit {
                cells.push(self.verdict(device).unwrap_or(NOT_MODELLED).to_owned());
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
        let [old, new] = [&found.old, &found.new].map(|footprint| {
            let kg = footprint.total().typical;
            format!("{} CO2e", kilograms_with_unit(kg))
        });
        let mut text = format!(
            "{}: {old} to {new} ({}, {})",
            device.name,
            difference_with_unit(found.total().typical),
            percent(found.percent()),
        );
        if let Some(input) = mostly_by(found) {
            text.push_str(&format!(", mostly by {input}"));
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
                "verdict",
            ],
            rows: Vec::new(),
        };
        for device in &self.devices {
            let mut push = |row: &str, name: Cell, rest: Vec<Cell>| {
                let mut cells: Vec<Cell> = vec![
                    device.name.as_str().into(),
                    device.state().key().into(),
                    row.into(),
                    name,
                ];
                cells.extend(rest);
                let verdict = self.verdict(device).filter(|_| row == "total");
                cells.push(verdict.into());
                records.rows.push(cells);
            };
            let kilograms = |old: Option<Range>, new: Option<Range>| {
                let mut cells = vec![Cell::Empty, Cell::Empty];
                cells.extend([old, new].map(|kg| Cell::from(kg.map(|kg| kg.typical))));
                cells.push(contribution(old, new).typical.into());
                cells.push(change_percent(old, new).into());
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
                if found.interaction != Range::ZERO {
                    let together = vec![Cell::Empty; 4];
                    let effect = Cell::from(found.interaction.typical);
                    let rest = [together, vec![effect], vec![Cell::Empty; 3]].concat();
                    push("interaction", Cell::Empty, rest);
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
                    format!("{} is {}", device.name, device.state().key()),
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
                rule: "carbon-footprint-change",
                meaning: "what a change does to the carbon footprint of a device",
                device: device.name.clone(),
                title: "change of the carbon footprint".to_owned(),
                text,
                position,
            }
        });
        findings.collect()
    }
}
