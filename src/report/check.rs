//! Devices, held against what they may cost.

use super::comment::comment;
use super::document::{Column, Document, Element, Table};
use super::estimate::remark;
use super::finding::{CiReport, Finding, Level};
use super::json::check_json;
use super::number::{NOT_MODELLED, difference, exact, kilograms, significant};
use super::records::{Cell, Records};
use crate::analysis::{Checked, Denied, Draws, Held, Verdict};
use crate::device::{Bound, Subject};
use crate::factors::Factors;
use crate::model::remarks;

/// Devices, held against what they may cost.
#[derive(Clone, Debug)]
pub struct Checks {
    /// The project file that the check rests on.
    pub project: Option<String>,
    /// How P95 is drawn where it cannot be convolved.
    pub draws: Draws,
    /// The factor sets.
    pub factors: Factors,
    /// The devices.
    pub devices: Vec<Checked>,
}

impl Checks {
    /// The worst verdict; nothing where there was nothing to check.
    pub fn verdict(&self) -> Option<Verdict> {
        self.devices.iter().filter_map(Checked::verdict).max()
    }

    /// How P95 is drawn, if any budget is on it.
    pub(super) fn drawn(&self) -> Option<Draws> {
        let mut held = self.devices.iter().flat_map(|device| &device.held);
        let any = held.any(|held| held.budget.bound == Bound::P95);
        any.then_some(self.draws)
    }

    fn head(&self) -> Document {
        Document {
            elements: vec![
                Element::Heading(heading(&self.devices)),
                Element::Table(table(&self.devices)),
            ],
        }
    }
}

/// A line for each budget and each code that is denied.
impl CiReport for Checks {
    fn document(&self) -> Document {
        let mut document = self.head();
        document.append(details(self));
        document
    }

    fn comment(&self) -> String {
        comment("tinyfoot:check", &self.head(), &details(self))
    }

    fn records(&self) -> Records {
        records(&self.devices)
    }

    fn json(&self) -> String {
        check_json(self)
    }

    fn findings(&self) -> Vec<Finding> {
        findings(&self.devices)
    }
}

fn heading(checked: &[Checked]) -> String {
    let held = checked.iter().flat_map(|device| &device.held);
    let denied = checked.iter().flat_map(|device| &device.denied);
    let verdicts: Vec<Verdict> = held
        .map(|held| held.verdict)
        .chain(denied.map(Denied::verdict))
        .collect();
    let count = |wanted| verdicts.iter().filter(|own| **own == wanted).count();
    let all = verdicts.len();
    let (failed, warned) = (count(Verdict::Fail), count(Verdict::Warn));
    let warnings = match warned {
        0 => String::new(),
        count => format!(", {count} above a warning level"),
    };
    match failed {
        0 => format!("Carbon check: all {all} kept{warnings}"),
        failed => format!("Carbon check: {failed} of {all} broken{warnings}"),
    }
}

fn table(checked: &[Checked]) -> Table {
    let held = checked.iter().flat_map(|device| &device.held);
    let warns = held.into_iter().any(|held| held.budget.warn.is_some());
    let unit = Some("kg CO2e");
    let mut columns = vec![
        Column::text("device"),
        Column::text("budget"),
        Column::text("bound"),
    ];
    if warns {
        columns.push(Column::number("warning", unit));
    }
    columns.extend(["limit", "value", "margin"].map(|title| Column::number(title, unit)));
    columns.push(Column::text("verdict"));
    let mut table = Table {
        columns,
        rows: Vec::new(),
    };
    for device in checked {
        let mut push = |what: String, bound: &str, numbers: [String; 4], verdict: &str| {
            let mut cells = vec![device.name.clone(), what, bound.to_owned()];
            let [warn, numbers @ ..] = numbers;
            cells.extend(warns.then_some(warn));
            cells.extend(numbers);
            cells.push(verdict.to_owned());
            table.row(cells);
        };
        let none = || NOT_MODELLED.to_owned();
        for held in &device.held {
            let level = |level: Option<f64>| level.map_or_else(none, exact);
            let numbers = [
                level(held.budget.warn),
                level(held.budget.error),
                held.value.map_or_else(none, kilograms),
                held.margin().map_or_else(none, difference),
            ];
            let verdict = match held.value {
                None => format!("{}: not modelled", held.verdict.key()),
                Some(_) => held.verdict.key().to_owned(),
            };
            let bound = held.budget.bound.key();
            push(held.budget.of.label(), bound, numbers, &verdict);
        }
        for denied in &device.denied {
            let found = format!("{} found", denied.found.len());
            let numbers = [none(), none(), found, none()];
            let what = format!("no {}", denied.denial.text());
            push(what, NOT_MODELLED, numbers, denied.verdict().key());
        }
        if device.held.is_empty() && device.denied.is_empty() {
            let numbers = [none(), none(), none(), none()];
            push(
                "none stated".to_owned(),
                NOT_MODELLED,
                numbers,
                "not checked",
            );
        }
    }
    table
}

/// What was found of what is denied, and what the columns mean.
fn details(checks: &Checks) -> Document {
    let mut facts: Vec<(String, Vec<String>)> = Vec::new();
    for device in &checks.devices {
        for denied in device.denied.iter().filter(|own| !own.found.is_empty()) {
            let found = denied.found.iter().map(|(found, _)| remark(found));
            let name = format!("{}: {}", device.name, denied.denial.text());
            facts.push((name, found.collect()));
        }
    }
    let bounds = "typical: the typical hardware variant; high: the one in which every part is the \
                  large one; p95: 95 % of the distribution are below";
    facts.push(("bounds".to_owned(), vec![bounds.to_owned()]));
    let figures = "those of `tinyfoot estimate`, with what that rests on and leaves out; a total \
                   per year is in kg CO2e a year";
    facts.push(("figures".to_owned(), vec![figures.to_owned()]));
    if let Some(Draws { samples, seed, .. }) = checks.drawn() {
        let text = format!(
            "by convolution where lines are independent, elsewhere {samples} draws with seed {seed}"
        );
        facts.push(("p95".to_owned(), vec![text]));
    }
    let project = checks.project.iter();
    facts.extend(project.map(|file| ("project".to_owned(), vec![file.clone()])));
    Document {
        elements: vec![Element::Facts(facts)],
    }
}

/// A row for each budget, and for each remark that is denied.
fn records(checked: &[Checked]) -> Records {
    let mut records = Records {
        columns: vec![
            "device", "budget", "bound", "warn", "error", "value", "margin", "unit", "verdict",
            "text", "file", "line",
        ],
        rows: Vec::new(),
    };
    for device in checked {
        for held in &device.held {
            let budget = &held.budget;
            let at = budget.position.as_ref();
            records.rows.push(vec![
                device.name.as_str().into(),
                budget.of.path().into(),
                budget.bound.key().into(),
                budget.warn.into(),
                budget.error.into(),
                held.value.into(),
                held.margin().into(),
                budget.of.unit().into(),
                held.verdict.key().into(),
                Cell::Empty,
                at.map(|at| at.file.clone()).into(),
                at.map(|at| line(at.line)).into(),
            ]);
        }
        for denied in &device.denied {
            let mut push = |text: Cell, file: Cell, line: Cell| {
                let mut row: Vec<Cell> = vec![
                    device.name.as_str().into(),
                    format!("no {}", denied.denial.text()).into(),
                ];
                row.extend([const { Cell::Empty }; 6]);
                row.extend([denied.verdict().key().into(), text, file, line]);
                records.rows.push(row);
            };
            if denied.found.is_empty() {
                push(Cell::Empty, Cell::Empty, Cell::Empty);
            }
            for (found, at) in &denied.found {
                let at = at.as_ref();
                push(
                    remark(found).into(),
                    at.map(|at| at.file.clone()).into(),
                    at.map(|at| line(at.line)).into(),
                );
            }
        }
    }
    records
}

/// A line number as a cell.
#[expect(clippy::cast_precision_loss, reason = "lines of a file of a megabyte")]
pub(super) fn line(line: usize) -> f64 {
    line as f64
}

/// What was found of each device.
fn findings(checked: &[Checked]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for device in checked {
        for held in &device.held {
            findings.push(finding(device, held));
        }
        for denied in &device.denied {
            let title = format!("no {}", denied.denial.text());
            let own = |level, text: String, position: Option<_>| Finding {
                level,
                rule: denied.denial.code,
                meaning: remarks::find(denied.denial.code).map_or("", |known| known.meaning),
                device: device.name.clone(),
                title: title.clone(),
                text,
                position,
            };
            if denied.found.is_empty() {
                let text = "none found".to_owned();
                findings.push(own(Level::Pass, text, device.position.clone()));
            }
            for (found, at) in &denied.found {
                let text = format!("{}: {}", device.name, remark(found));
                findings.push(own(Level::Error, text, at.clone()));
            }
        }
    }
    findings
}

fn finding(device: &Checked, held: &Held) -> Finding {
    let budget = &held.budget;
    let unit = budget.of.unit();
    let what = format!("{} of {}", budget.of.label(), device.name);
    let (level, text) = match (held.value, held.verdict) {
        (None, verdict) => (
            level(verdict),
            format!("{what} is not modelled, and keeps no budget: it may be more than zero"),
        ),
        (Some(value), verdict) => {
            let (how, than) = match verdict {
                Verdict::Pass => ("within", held.level()),
                Verdict::Warn => (
                    "above the warning level of",
                    budget.warn.unwrap_or_default(),
                ),
                Verdict::Fail => ("above", held.level()),
            };
            let text = format!(
                "{what} is {} {unit} ({}), {how} {} {unit} by {} {unit}",
                significant(value),
                budget.bound.key(),
                exact(than),
                significant((value - than).abs()),
            );
            (level(verdict), text)
        }
    };
    let (rule, meaning) = match budget.of {
        Subject::Total => ("budget-total", "a carbon budget of the total"),
        Subject::PerYear => ("budget-per-year", "a carbon budget per year of service"),
        Subject::Block(_) => ("budget-block", "a carbon budget of a block"),
        Subject::Stage(_) => ("budget-stage", "a carbon budget of a life-cycle stage"),
    };
    Finding {
        level,
        rule,
        meaning,
        device: device.name.clone(),
        title: format!("carbon budget of {}", budget.of.label()),
        text,
        position: budget.position.clone().or_else(|| device.position.clone()),
    }
}

const fn level(verdict: Verdict) -> Level {
    match verdict {
        Verdict::Pass => Level::Pass,
        Verdict::Warn => Level::Warning,
        Verdict::Fail => Level::Error,
    }
}
