//! How many devices there will be, and when.

use super::document::{Column, Document, Element, Table};
use super::number::{count, exact};
use super::records::{Cell, Records};
use crate::analysis::Growth;

/// The slides whose table it is.
const SLIDES: &str = "plancher-2024";

/// Numbers of devices and dates, each solved for the other by both laws.
#[derive(Clone, Debug, PartialEq)]
pub struct GrowthReport {
    /// How many devices there are at the start.
    pub start_devices: f64,
    /// When that is.
    pub start_year: f64,
    /// How many more there are each year, by the linear law.
    pub devices_per_year: f64,
    /// How many percent more there are each year, by the exponential law.
    pub percent_per_year: f64,
    /// Numbers of devices of which the date is asked for.
    pub targets: Vec<f64>,
    /// Years of which the number of devices is asked for.
    pub years: Vec<f64>,
}

/// By one law, how many devices there are in a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reached {
    pub(super) law: &'static str,
    pub(super) devices: f64,
    pub(super) year: f64,
}

impl GrowthReport {
    fn laws(&self) -> [(&'static str, Growth); 2] {
        let linear = Growth::Linear {
            per_year: self.devices_per_year,
        };
        let exponential = Growth::Exponential {
            percent_per_year: self.percent_per_year,
        };
        [("linear", linear), ("exponential", exponential)]
    }

    /// When the targets are reached, by each law.
    pub(super) fn reached(&self) -> Vec<[Reached; 2]> {
        let targets = self.targets.iter();
        targets
            .map(|devices| {
                self.laws().map(|(name, law)| Reached {
                    law: name,
                    devices: *devices,
                    year: self.start_year + law.years_until(self.start_devices, *devices),
                })
            })
            .collect()
    }

    /// How many devices there are in the years, by each law.
    pub(super) fn grown(&self) -> Vec<[Reached; 2]> {
        let years = self.years.iter();
        years
            .map(|year| {
                self.laws().map(|(name, law)| Reached {
                    law: name,
                    devices: law.after(self.start_devices, year - self.start_year),
                    year: *year,
                })
            })
            .collect()
    }

    /// A table for the targets, and one for the years.
    pub fn document(&self) -> Document {
        let mut elements = vec![Element::Heading(
            "How the number of devices grows".to_owned(),
        )];
        let mut push = |title: &str, rows: Vec<Vec<String>>| {
            if rows.is_empty() {
                return;
            }
            let columns = [title, "linear", "exponential"];
            let mut table = Table {
                columns: columns.map(|title| Column::number(title, None)).to_vec(),
                rows: Vec::new(),
            };
            for row in rows {
                table.row(row);
            }
            elements.push(Element::Table(table));
        };
        let reached = self.reached().into_iter().map(|laws| {
            let years = laws.map(|law| format!("{:.0}", law.year.round() + 0.0));
            [vec![count(laws[0].devices)], years.to_vec()].concat()
        });
        push("devices", reached.collect());
        let grown = self.grown().into_iter().map(|laws| {
            let devices = laws.map(|law| count(law.devices));
            [vec![exact(laws[0].year)], devices.to_vec()].concat()
        });
        push("year", grown.collect());
        elements.push(Element::Facts(vec![
            (
                "start".to_owned(),
                vec![format!(
                    "{} devices in {}",
                    count(self.start_devices),
                    exact(self.start_year)
                )],
            ),
            (
                "linear".to_owned(),
                vec![format!("{} more a year", count(self.devices_per_year))],
            ),
            (
                "exponential".to_owned(),
                vec![format!("{} % more a year", exact(self.percent_per_year))],
            ),
            (
                "years".to_owned(),
                vec!["rounded to the nearest; CSV and JSON have the fraction".to_owned()],
            ),
            (
                "source".to_owned(),
                vec![format!(
                    "{SLIDES}, for the numbers that are used unless others are given"
                )],
            ),
        ]));
        Document { elements }
    }

    /// A row for each target or year, and law.
    pub fn records(&self) -> Records {
        let row = |asked: &str, own: &Reached| {
            vec![
                Cell::from(asked),
                own.law.into(),
                own.devices.into(),
                own.year.into(),
            ]
        };
        let reached = self.reached();
        let grown = self.grown();
        let reached = reached.iter().flatten().map(|own| row("year", own));
        let grown = grown.iter().flatten().map(|own| row("devices", own));
        Records {
            columns: vec!["solved_for", "law", "devices", "year"],
            rows: reached.chain(grown).collect(),
        }
    }
}
