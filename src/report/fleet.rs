//! Fleets: what many devices cost together, and year by year.

use super::document::{Column, Document, Element, Table};
use super::estimate::limits_of;
use super::number::{
    NOT_MODELLED, count, difference, exact, kilograms, kilograms_with_unit, percent,
    typical_kilograms, with_unit,
};
use super::records::{Cell, Records};
use crate::analysis::{Extended, Fleet, FleetYear};
use crate::block::{Block, Stage};
use crate::model::{Footprint, Line};
use crate::range::Range;

const KG: Option<&str> = Some("kg CO2e");

/// What is known of a fleet.
#[derive(Clone, Debug)]
pub struct FleetReport {
    /// The fleet.
    pub fleet: Fleet,
    /// The same service with longer or shorter lives, if it was asked for.
    pub extended: Vec<Extended>,
}

/// What the figures of a row are of: its name, all devices, and one.
struct Sum {
    name: &'static str,
    key: &'static str,
    all: Option<Range>,
    one: Option<Range>,
}

impl FleetReport {
    /// Stages, blocks, the years, and what longer lives save.
    pub fn document(&self) -> Document {
        let fleet = &self.fleet;
        let mut elements = vec![
            Element::Heading(format!("{} × {}", count(fleet.units), fleet.footprint.name)),
            Element::Text(self.about()),
            Element::Table(self.sums_table("stage", &self.stages())),
            Element::Table(self.sums_table("block", &self.blocks())),
            Element::Table(years_table(&fleet.years)),
        ];
        if !self.extended.is_empty() {
            elements.push(Element::Heading(
                "As many years of service, with other lifespans".to_owned(),
            ));
            elements.push(Element::Table(extended_table(&self.extended)));
            elements.push(Element::Text(format!(
                "Saved: against the {} of the device.",
                with_unit(fleet.footprint.lifespan_years, "year")
            )));
        }
        elements.push(Element::Facts(self.facts()));
        Document { elements }
    }

    fn about(&self) -> String {
        let years = &self.fleet.years;
        let mut made = years
            .iter()
            .filter(|year| year.made > 0.0)
            .map(|year| year.year);
        let first = made.next().unwrap_or_default();
        let when = match made.next_back() {
            Some(last) => format!("made from {first} to {last}"),
            None if first == 1 => "all made at the start of year 1".to_owned(),
            None => format!("all made in {first}"),
        };
        format!(
            "The footprint of {} devices, {when}, each of which serves {}.",
            count(self.fleet.units),
            with_unit(self.fleet.footprint.lifespan_years, "year")
        )
    }

    fn stages(&self) -> Vec<Sum> {
        let fleet = &self.fleet;
        let stages = Stage::ALL.into_iter();
        stages
            .map(|stage| Sum {
                name: stage.label(),
                key: stage.key(),
                all: fleet.stage(stage),
                one: fleet.footprint.stage(stage),
            })
            .collect()
    }

    fn blocks(&self) -> Vec<Sum> {
        let fleet = &self.fleet;
        let blocks = Block::ALL.into_iter();
        blocks
            .filter(|block| *block != Block::Custom || fleet.block(*block).is_some())
            .map(|block| Sum {
                name: block.label(),
                key: block.key(),
                all: fleet.block(block),
                one: fleet.footprint.block(block),
            })
            .collect()
    }

    fn total(&self) -> Sum {
        Sum {
            name: "total",
            key: "total",
            all: Some(self.fleet.total()),
            one: Some(self.fleet.footprint.total()),
        }
    }

    fn sums_table(&self, title: &str, sums: &[Sum]) -> Table {
        let mut columns = vec![Column::text(title), Column::number("one", KG)];
        columns.extend(["low", "typical", "high"].map(|title| Column::number(title, KG)));
        columns.push(Column::number("share", None));
        let mut table = Table {
            columns,
            rows: Vec::new(),
        };
        let whole = self.fleet.total().typical;
        let cells = |sum: &Sum| {
            let mut cells = vec![sum.name.to_owned()];
            match (sum.one, sum.all) {
                (Some(one), Some(all)) => {
                    cells.extend([one.typical, all.low, all.typical, all.high].map(kilograms));
                    cells.push(percent(all.typical, whole));
                }
                _ => cells.extend([NOT_MODELLED; 5].map(str::to_owned)),
            }
            cells
        };
        for sum in sums {
            table.row(cells(sum));
        }
        table.total(cells(&self.total()));
        table
    }

    fn facts(&self) -> Vec<(String, Vec<String>)> {
        let fleet = &self.fleet;
        let mut facts = Vec::new();
        let mut fact = |name: &str, texts: Vec<String>| facts.push((name.to_owned(), texts));
        let total = fleet.total().typical;
        if let Some(peak) = fleet.peak() {
            let kg = peak.total().typical;
            let year = match fleet.years.first() {
                Some(first) if first.year == 1 => format!("year {}", peak.year),
                _ => peak.year.to_string(),
            };
            let text = format!(
                "{year}: {} CO2e, {} of all",
                kilograms_with_unit(kg),
                percent(kg, total)
            );
            fact("peak", vec![text]);
        }
        #[expect(clippy::cast_precision_loss, reason = "a few hundred years")]
        let count_of_years = fleet.years.len() as f64;
        fact(
            "a year",
            vec![format!(
                "{} CO2e on average over {}",
                kilograms_with_unit(total / count_of_years),
                with_unit(count_of_years, "year")
            )],
        );
        fact("e-waste", vec![self.waste()]);
        let mut counted = vec![
            "training, production and transport in the year in which a device is made, which it \
             serves from the start of; use and replacements evenly over its life, and so the \
             waste of replaced cells; its end of life in the year in which it is retired; typical \
             values"
                .to_owned(),
            "in service: all that serve at some time of the year, and so those that are retired in it"
                .to_owned(),
        ];
        if !self.extended.is_empty() {
            counted.push("other lifespans serve as many years, in the same years".to_owned());
        }
        counted.extend(of_many(&fleet.footprint, fleet.units));
        let mut grids = fleet.footprint.grids.iter();
        let of_estimate =
            "one device is what `tinyfoot estimate` says, with the assumptions and sources of that";
        if let Some(used) = grids.find(|used| used.trend_percent_per_year.is_some()) {
            let since = match used.grid.year.filter(|_| self.fleet.trend_counts_from_grid) {
                Some(year) => {
                    format!("{year}, the year of its figure, before which it is the same")
                }
                None => "the first year of the deployment".to_owned(),
            };
            counted.push(format!(
                "the use of each year is on the grid of that year: its trend counts from {since}"
            ));
            counted.push(format!(
                "{of_estimate}, but for the grid: it is one of the first year"
            ));
        } else {
            counted.push(of_estimate.to_owned());
        }
        fact("counted", counted);
        facts.extend(limits_of(&fleet.footprint, None));
        facts
    }

    fn waste(&self) -> String {
        let fleet = &self.fleet;
        let waste = fleet.years.iter().filter_map(|year| year.e_waste_kg);
        let Some(retired) = fleet.mass_g else {
            return "not known: the device states no masses".to_owned();
        };
        let all = waste.sum::<Range>().typical;
        let grams = |grams: f64| exact((grams * 10.0).round() / 10.0);
        let each = all * 1e3 / fleet.units;
        let replaced = if each > retired.typical * (1.0 + 1e-9) {
            format!(", {} g of it replaced cells", grams(each - retired.typical))
        } else {
            String::new()
        };
        format!(
            "{} in all: {} g each{replaced}; parts of which the device states masses",
            kilograms_with_unit(all),
            grams(each)
        )
    }

    /// A row for each stage and block, for the total, for each year, and for
    /// each lifespan.
    pub fn records(&self) -> Records {
        let columns = vec![
            "device",
            "kind",
            "row",
            "made_devices",
            "in_service_devices",
            "retired_devices",
            "low_kg_co2e",
            "typical_kg_co2e",
            "high_kg_co2e",
            "embodied_typical_kg_co2e",
            "replacement_typical_kg_co2e",
            "use_typical_kg_co2e",
            "end_of_life_typical_kg_co2e",
            "e_waste_typical_kg",
            "saved_typical_kg_co2e",
        ];
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        let name = self.fleet.footprint.name.as_str();
        let mut push = |kind: &str, row: Cell, cells: Vec<Cell>| {
            let mut own: Vec<Cell> = vec![name.into(), kind.into(), row];
            own.extend(cells);
            own.resize(columns.len(), Cell::Empty);
            rows.push(own);
        };
        let sums = [
            ("stage", self.stages()),
            ("block", self.blocks()),
            ("total", vec![self.total()]),
        ];
        for (kind, sums) in sums {
            for sum in sums {
                let mut cells = vec![Cell::Empty; 3];
                cells.extend(three(sum.all));
                push(kind, sum.key.into(), cells);
            }
        }
        for year in &self.fleet.years {
            let mut cells = [year.made, year.in_service, year.retired]
                .map(Cell::from)
                .to_vec();
            cells.extend(three(Some(year.total())));
            let parts = [year.replaced, year.used, year.end_of_life];
            cells.push(year.embodied.typical.into());
            cells.extend(parts.map(|part| part.map(|kg| kg.typical).into()));
            cells.push(year.e_waste_kg.map(|kg| kg.typical).into());
            push("year", f64::from(year.year).into(), cells);
        }
        for life in &self.extended {
            let mut cells = vec![life.devices.into(), Cell::Empty, Cell::Empty];
            cells.extend(three(Some(life.total())));
            cells.extend(life.parts().map(|part| part.map(|kg| kg.typical).into()));
            cells.extend([Cell::Empty, Cell::Empty, life.saved.typical.into()]);
            push("lifespan", life.lifespan_years.into(), cells);
        }
        Records { columns, rows }
    }
}

fn three(range: Option<Range>) -> Vec<Cell> {
    match range {
        Some(Range { low, typical, high }) => [low, typical, high].map(Cell::from).to_vec(),
        None => vec![Cell::Empty; 3],
    }
}

fn years_table(years: &[FleetYear]) -> Table {
    let mut columns = vec![Column::number("year", None)];
    columns.extend(["made", "in service", "retired"].map(|title| Column::number(title, None)));
    let kilograms_of = ["embodied", "replaced", "used", "end of life", "total"];
    columns.extend(kilograms_of.map(|title| Column::number(title, KG)));
    columns.push(Column::number("e-waste", Some("kg")));
    let mut table = Table {
        columns,
        rows: Vec::new(),
    };
    for year in years {
        let mut cells = vec![year.year.to_string()];
        cells.extend([year.made, year.in_service, year.retired].map(count));
        let parts = [
            Some(year.embodied),
            year.replaced,
            year.used,
            year.end_of_life,
            Some(year.total()),
            year.e_waste_kg,
        ];
        cells.extend(parts.map(typical_kilograms));
        table.row(cells);
    }
    table
}

fn extended_table(extended: &[Extended]) -> Table {
    let mut columns = vec![
        Column::number("lifespan", Some("years")),
        Column::number("devices", None),
    ];
    let titles = ["made", "replaced", "used", "low", "total", "high", "saved"];
    columns.extend(titles.map(|title| Column::number(title, KG)));
    let mut table = Table {
        columns,
        rows: Vec::new(),
    };
    for life in extended {
        let total = life.total();
        let mut cells = vec![exact(life.lifespan_years), count(life.devices)];
        cells.extend(life.parts().map(typical_kilograms));
        cells.extend([total.low, total.typical, total.high].map(kilograms));
        cells.push(difference(life.saved.typical));
        table.row(cells);
    }
    table
}

/// What is to be known where a footprint is multiplied, or lasts for another
/// time.
pub(super) fn of_many(footprint: &Footprint, units: f64) -> Vec<String> {
    let mut texts = Vec::new();
    let training = footprint.stage(Stage::Training).unwrap_or(Range::ZERO);
    if training.typical > 0.0 {
        texts.push(format!(
            "training is that of each of them, {} in all: `training.shared_by` says how many one \
             model serves",
            kilograms_with_unit(training.typical * units)
        ));
    }
    let goes_on = |line: &Line| line.stage.goes_on() && line.is_stated();
    if footprint.lines.iter().any(goes_on) {
        texts.push(
            "use and replacement that are stated are as much in every year of any life".to_owned(),
        );
    }
    texts
}
