//! Lists of everything that is built in.

use super::cite::Bibliography;
use super::document::{Align, Document, Element, Table};
use super::field::{Field, Rows, machine, machine_number, number, text};
use super::number::{exact, quantity};
use super::part_listing;
use super::records::{Cell, Records};
use crate::block::Block;
use crate::device::presets;
use crate::factors::{Factors, ItemFactor, Level};
use crate::model::remarks::{REMARK_CODES, RemarkCode};
use crate::unit::Unit;
use crate::{grid, products};

/// What is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Built-in device files.
    Presets,
    /// Hardware specification levels.
    Levels,
    /// Items and their emission factors.
    Factors,
    /// Carbon intensities of electricity, of the latest year.
    Grids,
    /// The same, of all years.
    GridYears,
    /// Microcontrollers and what they draw.
    Mcus,
    /// Radios and what a message takes.
    Radios,
    /// Measured energies of inferences.
    Inferences,
    /// Cells and what they hold.
    Cells,
    /// Published footprints of products.
    Products,
    /// Sources.
    Sources,
    /// Codes of assumptions and warnings.
    Codes,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Presets,
        Self::Levels,
        Self::Factors,
        Self::Grids,
        Self::GridYears,
        Self::Mcus,
        Self::Radios,
        Self::Inferences,
        Self::Cells,
        Self::Products,
        Self::Sources,
        Self::Codes,
    ];

    /// The name on the command line and in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Presets => "presets",
            Self::Levels => "levels",
            Self::Factors => "factors",
            Self::Grids => "grids",
            Self::GridYears => "grid-years",
            Self::Mcus => "mcus",
            Self::Radios => "radios",
            Self::Inferences => "inferences",
            Self::Cells => "cells",
            Self::Products => "products",
            Self::Sources => "sources",
            Self::Codes => "codes",
        }
    }
}

/// A list, the same in every format.
#[derive(Clone, Debug)]
pub struct Listing {
    /// What is listed.
    pub kind: Kind,
    columns: Vec<Field>,
    rows: Vec<Vec<Cell>>,
}

impl Listing {
    /// Everything of a kind.
    pub fn new(kind: Kind, factors: &Factors) -> Self {
        let (columns, rows) = match kind {
            Kind::Presets => preset_rows(),
            Kind::Levels => level_rows(factors),
            Kind::Factors => factor_rows(factors),
            Kind::Grids => grid_rows(grid::all()),
            Kind::GridYears => grid_rows(grid::all_years()),
            Kind::Mcus => part_listing::mcu_rows(),
            Kind::Radios => part_listing::radio_rows(),
            Kind::Inferences => part_listing::inference_rows(),
            Kind::Cells => part_listing::cell_rows(factors),
            Kind::Products => product_rows(),
            Kind::Sources => source_rows(factors),
            Kind::Codes => code_rows(),
        };
        Self {
            kind,
            columns,
            rows,
        }
    }

    /// Only the rows in which the word stands, in any case, in a column that
    /// people see or that says what the row is. A row of which it is the first
    /// cell, whole, stands alone.
    pub fn search(&mut self, word: &str) {
        let word = word.to_lowercase();
        let lower = |cell: &Cell| match cell {
            Cell::Text(text) => text.to_lowercase(),
            Cell::Number(number) => number.to_string(),
            Cell::Empty => String::new(),
        };
        let is_named = |row: &Vec<Cell>| row.first().is_some_and(|cell| lower(cell) == word);
        if self.rows.iter().any(is_named) {
            self.rows.retain(is_named);
            return;
        }
        let searched = |field: &Field| field.heading.is_some() || field.key == "what_it_is";
        let columns: Vec<bool> = self.columns.iter().map(searched).collect();
        self.rows.retain(|row| {
            let mut cells = row.iter().zip(&columns).filter(|(_, searched)| **searched);
            cells.any(|(cell, _)| lower(cell).contains(&word))
        });
    }

    /// Whether nothing is listed.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The names of the columns for machines, and whether they are numbers.
    #[cfg(feature = "schema")]
    pub(super) fn columns(&self) -> Vec<(&'static str, bool)> {
        self.columns
            .iter()
            .map(|field| (field.key, field.is_number))
            .collect()
    }

    /// The first cells of all rows: what can be asked for.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(|row| match row.first() {
            Some(Cell::Text(text)) => Some(text.as_str()),
            _ => None,
        })
    }

    /// The list for people.
    pub fn document(&self) -> Document {
        let shown = |index: &usize| self.columns[*index].heading.is_some();
        let visible: Vec<usize> = (0..self.columns.len()).filter(shown).collect();
        let mut table = Table::default();
        for index in &visible {
            table.columns.extend(self.columns[*index].heading.clone());
        }
        for row in &self.rows {
            table.row(
                visible
                    .iter()
                    .map(|index| cell_text(&row[*index]))
                    .collect(),
            );
        }
        debug_assert!(
            table
                .columns
                .iter()
                .any(|column| column.align == Align::Left)
        );
        Document {
            elements: vec![Element::Table(table)],
        }
    }

    /// The list for machines.
    pub fn records(&self) -> Records {
        Records {
            columns: self.columns.iter().map(|field| field.key).collect(),
            rows: self.rows.clone(),
        }
    }
}

fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => exact(*number),
        Cell::Empty => "-".to_owned(),
    }
}

fn preset_rows() -> Rows {
    let rows = presets::ALL
        .iter()
        .map(|preset| vec![preset.name.into(), preset.summary().into()])
        .collect();
    (vec![text("preset"), text("what_it_is")], rows)
}

fn level_rows(factors: &Factors) -> Rows {
    let columns = vec![
        text("level"),
        machine("block"),
        machine_number("hsl"),
        text("made_of"),
        text("usable"),
        machine("caution"),
        machine("layer"),
        machine("sources"),
    ];
    let mut rows = Vec::new();
    for block in Block::ALL {
        for (level, layer) in factors.levels(block) {
            rows.push(vec![
                format!("{} {}", block.key(), level.number).into(),
                block.key().into(),
                f64::from(level.number).into(),
                level_contents(level, factors).into(),
                usable(level, factors).into(),
                level.caution.as_deref().into(),
                layer.into(),
                level.sources.join("; ").into(),
            ]);
        }
    }
    (columns, rows)
}

pub(crate) fn level_contents(level: &Level, factors: &Factors) -> String {
    let mut parts: Vec<String> = level
        .whole
        .iter()
        .map(|whole| format!("{} {}", whole.label, quantity(whole.kg_co2e, "kg CO2e")))
        .collect();
    let items: Vec<String> = level
        .items
        .iter()
        .map(|(key, range)| {
            let unit = Unit::split(key).map_or("", |(_, unit)| unit.symbol);
            let label = factors.label(level.block, key);
            format!("{label} {}", quantity(*range, unit))
        })
        .collect();
    if !items.is_empty() {
        let items = items.join(", ");
        parts.push(if parts.is_empty() {
            items
        } else {
            format!("for {items}")
        });
    }
    parts.join(" ")
}

/// Whether a level can be calculated, and if not, what is missing.
fn usable(level: &Level, factors: &Factors) -> String {
    if level.whole.is_some() || level.block == Block::Transport {
        return "yes".to_owned();
    }
    let missing: Vec<&str> = level
        .items
        .iter()
        .filter(|(key, _)| factors.factor(level.block, key).is_err())
        .map(|(key, _)| key.as_ref())
        .collect();
    if missing.is_empty() {
        "yes".to_owned()
    } else {
        format!("no factor for {}", missing.join(", "))
    }
}

fn factor_rows(factors: &Factors) -> Rows {
    let columns = vec![
        text("item"),
        machine("what_it_is"),
        number("kg_co2e_per_unit", "factor", Some("kg CO2e")),
        text("per"),
        number("gsd", "gsd", None),
        text("basis"),
        machine_number("feasible_low_kg_co2e_per_unit"),
        machine_number("feasible_high_kg_co2e_per_unit"),
        machine("gsd_basis"),
        machine("covers"),
        machine("derivation"),
        machine("same_as"),
        machine("why_not_known"),
        machine("layer"),
        text("sources"),
    ];
    let mut rows = Vec::new();
    for block in Block::ALL {
        for item in factors.items(block) {
            let factor = factors.factor(block, &item.key).ok();
            let factor = factor.as_deref();
            let same_as = match &item.factor {
                ItemFactor::SameAs(block, key) => Some(block.path(key)),
                _ => None,
            };
            let why_unknown = match &item.factor {
                ItemFactor::Unknown(why) => Some(why.as_str()),
                _ => None,
            };
            let basis = factor.map_or("not known", |factor| factor.basis.key());
            rows.push(vec![
                block.path(&item.key).into(),
                factors.label(block, &item.key).as_ref().into(),
                factor.map(|factor| factor.kg_co2e_per_unit).into(),
                item.unit.symbol.into(),
                factor.and_then(|factor| factor.gsd).into(),
                basis.into(),
                factor
                    .and_then(|factor| factor.feasible)
                    .map(|(low, _)| low)
                    .into(),
                factor
                    .and_then(|factor| factor.feasible)
                    .map(|(_, high)| high)
                    .into(),
                factor.and_then(|factor| factor.gsd_basis.as_deref()).into(),
                factor.and_then(|factor| factor.covers.as_deref()).into(),
                factor
                    .and_then(|factor| factor.derivation.as_deref())
                    .into(),
                same_as.into(),
                why_unknown.into(),
                factor.map(|factor| factor.layer.as_ref()).into(),
                factor.map(|factor| factor.sources.join("; ")).into(),
            ]);
        }
    }
    (columns, rows)
}

fn grid_rows(grids: Vec<grid::Grid>) -> Rows {
    let columns = vec![
        text("grid"),
        text("name"),
        number("year", "year", None),
        number("g_co2e_per_kwh", "intensity", Some("g CO2e/kWh")),
        text("basis"),
        text("source"),
    ];
    let rows = grids
        .into_iter()
        .map(|grid| {
            vec![
                grid.code.into(),
                grid.name.into(),
                grid.year.map(f64::from).into(),
                grid.g_co2e_per_kwh.into(),
                grid.basis.describe().into(),
                grid.sources.join("; ").into(),
            ]
        })
        .collect();
    (columns, rows)
}

fn product_rows() -> Rows {
    let columns = vec![
        text("product"),
        number("year", "year", None),
        number("kg_co2e", "footprint", Some("kg CO2e")),
        number("production_share_percent", "production", Some("%")),
        number("lifetime_years", "lifetime", Some("years")),
        text("source"),
    ];
    let rows = products::all()
        .into_iter()
        .map(|product| {
            vec![
                product.product.into(),
                f64::from(product.year).into(),
                product.kg_co2e.into(),
                product.production_share_percent.into(),
                product.lifetime_years.into(),
                product.source.into(),
            ]
        })
        .collect();
    (columns, rows)
}

fn source_rows(factors: &Factors) -> Rows {
    let columns = vec![
        text("key"),
        text("reference"),
        text("read_off"),
        text("derived"),
        machine("title"),
        machine("authors"),
        machine("year"),
        machine("published"),
        machine("locator"),
    ];
    let rows = Bibliography::new(factors)
        .citations()
        .map(|citation| {
            vec![
                citation.key.as_ref().into(),
                format!("{}: {}", citation.short(), citation.title).into(),
                citation.read_off.as_deref().into(),
                if citation.derived { "yes" } else { "no" }.into(),
                citation.title.as_ref().into(),
                citation.authors.as_ref().into(),
                citation.year.as_ref().into(),
                citation.published.as_deref().into(),
                citation.locator.as_deref().into(),
            ]
        })
        .collect();
    (columns, rows)
}

fn code_rows() -> Rows {
    let columns = vec![text("code"), text("kind"), text("what_it_is")];
    let row = |known: &RemarkCode| {
        vec![
            known.code.into(),
            known.kind.label().into(),
            known.meaning.into(),
        ]
    };
    (columns, REMARK_CODES.iter().map(row).collect())
}
