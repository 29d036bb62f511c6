//! Devices over the years.

use super::document::{Column, Document, Element, Table};
use super::number::{exact, kilograms, significant, typical_kilograms};
use super::records::{Cell, Records};
use crate::analysis::{Life, Lived, Overtakings, Service};
use crate::device::Variant;
use crate::range::Range;

const KG: Option<&str> = Some("kg CO2e");

/// What is known of devices over the years.
#[derive(Clone, Debug)]
pub struct Lifespans {
    /// The devices.
    pub lives: Vec<Life>,
    /// Which overtakes which.
    pub overtakings: Overtakings,
    /// What a service takes, if one was asked for.
    pub services: Vec<Service>,
}

impl Lifespans {
    /// A table for each device, and what happens between them.
    pub fn document(&self) -> Document {
        let mut elements = Vec::new();
        for life in &self.lives {
            elements.push(Element::Heading(life.name.clone()));
            elements.push(Element::Table(years_table(life)));
            elements.push(Element::Text(overtakes_text(life)));
        }
        if self.lives.len() > 1 {
            elements.push(Element::Heading("One against another".to_owned()));
            elements.extend(self.overtaking_texts().into_iter().map(Element::Text));
        }
        if !self.services.is_empty() {
            let heading = "A service of some years, one device after the other";
            elements.push(Element::Heading(heading.to_owned()));
            elements.push(Element::Table(service_table(&self.services)));
        }
        Document { elements }
    }

    /// Without the parts of years that only a curve needs.
    #[must_use]
    pub(super) fn whole_years(&self) -> Self {
        let mut whole = self.clone();
        for life in &mut whole.lives {
            life.lives.retain(|lived| lived.years.fract() == 0.0);
        }
        whole
    }

    fn overtaking_texts(&self) -> Vec<String> {
        let name = |index: usize| &self.lives[index].name;
        let typical = self
            .overtakings
            .found
            .iter()
            .filter(|found| found.variant == Variant::Typical)
            .map(|found| {
                format!(
                    "{} costs more than {} from {} years on.",
                    name(found.overtakes),
                    name(found.overtaken),
                    significant(found.years)
                )
            });
        let mut texts: Vec<String> = typical.collect();
        if texts.is_empty() && self.overtakings.unsolved.is_empty() {
            texts.push(
                "Which of them costs less does not change within 100 years, for the typical variant."
                    .to_owned(),
            );
        }
        texts.extend(self.overtakings.unsolved.iter().map(|(first, second)| {
            format!(
                "{} and {} were not held against each other: a battery is replaced too many thousands of times.",
                name(*first),
                name(*second)
            )
        }));
        texts
    }

    /// A row for each device and number of years; a service is a row of its
    /// own, with the number of devices that it takes.
    pub fn records(&self) -> Records {
        let mut columns = vec!["device", "kind", "years", "devices"];
        columns.extend([
            "made_low_kg_co2e",
            "made_typical_kg_co2e",
            "made_high_kg_co2e",
            "replacement_low_kg_co2e",
            "replacement_typical_kg_co2e",
            "replacement_high_kg_co2e",
            "use_low_kg_co2e",
            "use_typical_kg_co2e",
            "use_high_kg_co2e",
            "total_low_kg_co2e",
            "total_typical_kg_co2e",
            "total_high_kg_co2e",
            "typical_kg_co2e_per_year",
        ]);
        let mut rows = Vec::new();
        let row = |name: &str, kind: &str, devices: f64, lived: &Lived| {
            let mut cells: Vec<Cell> =
                vec![name.into(), kind.into(), lived.years.into(), devices.into()];
            for range in lived.parts().into_iter().chain([Some(lived.total())]) {
                let three = |of: fn(Range) -> f64| Cell::from(range.map(of));
                cells.extend([
                    three(|kg| kg.low),
                    three(|kg| kg.typical),
                    three(|kg| kg.high),
                ]);
            }
            cells.push(lived.per_year().typical.into());
            cells
        };
        for life in &self.lives {
            rows.extend(
                life.lives
                    .iter()
                    .map(|lived| row(&life.name, "lifespan", 1.0, lived)),
            );
        }
        for service in &self.services {
            rows.push(row(
                &service.name,
                "service",
                service.devices,
                &service.lived,
            ));
        }
        Records { columns, rows }
    }
}

fn years_table(life: &Life) -> Table {
    let mut table = Table {
        columns: vec![Column::number("years", None)],
        rows: Vec::new(),
    };
    table.columns.extend(lived_columns());
    for lived in &life.lives {
        let mut cells = vec![exact(lived.years)];
        cells.extend(lived_cells(lived));
        table.row(cells);
    }
    table
}

fn service_table(services: &[Service]) -> Table {
    let mut table = Table {
        columns: vec![
            Column::text("device"),
            Column::number("service", Some("years")),
            Column::number("devices", None),
        ],
        rows: Vec::new(),
    };
    table.columns.extend(lived_columns());
    for service in services {
        let mut cells = vec![
            service.name.clone(),
            exact(service.years),
            service.devices.to_string(),
        ];
        cells.extend(lived_cells(&service.lived));
        table.row(cells);
    }
    table
}

fn lived_columns() -> impl Iterator<Item = Column> {
    let titles = [
        "made", "replaced", "used", "low", "total", "high", "per year",
    ];
    titles.into_iter().map(|title| Column::number(title, KG))
}

/// Typical values, and all three of the total.
fn lived_cells(lived: &Lived) -> Vec<String> {
    let Range { low, typical, high } = lived.total();
    let totals = [low, typical, high, lived.per_year().typical];
    let parts = lived.parts().map(typical_kilograms);
    parts.into_iter().chain(totals.map(kilograms)).collect()
}

fn overtakes_text(life: &Life) -> String {
    let mut text =
        "Made, replaced and used so far, of the typical variant; the total of all three. "
            .to_owned();
    let sentence = match life.use_overtakes_production_years[1] {
        _ if !life.models_use_and_production => {
            "Use and production are not both modelled.".to_owned()
        }
        Some(0.0) => "Use costs more than production from the start.".to_owned(),
        Some(years) => format!(
            "Use costs more than production, which is in what is made, from {} years on.",
            significant(years)
        ),
        None => {
            "Use costs less than production, which is in what is made, for 100 years.".to_owned()
        }
    };
    text.push_str(&sentence);
    if life.spreads_stated_use {
        text.push_str(" Use and replacement that are stated are spread evenly over the years that they are stated for.");
    }
    if let Some(left_out) = &life.replacement_left_out {
        text.push_str(&format!(" Within the longest of these lives, {left_out}."));
    }
    text
}
