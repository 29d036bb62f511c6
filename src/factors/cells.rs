//! Items that are cells: what they hold and how long they last.

use super::keys::CELL_KEYS;
use crate::cited::Sources;
use crate::diagnostic::{Diagnostic, suggest};
use crate::key::names;
use crate::read::{Reader, wrong_type};
use crate::tree::{Entry, Table, Value};

/// Whether a cell is used once or charged again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// Used once.
    Primary,
    /// Charged again.
    Rechargeable,
}

impl CellKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Primary, Self::Rechargeable];

    /// The name in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Rechargeable => "rechargeable",
        }
    }
}

/// What one unit of an item, a piece or a gram, is as a cell.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Cell {
    /// Used once or charged again.
    pub kind: CellKind,
    /// Energy that it delivers when full, in Wh, if that is known.
    pub usable_wh: Option<f64>,
    /// Nominal capacity, in mAh.
    pub capacity_mah: Option<f64>,
    /// Nominal voltage, in V.
    pub nominal_v: Option<f64>,
    /// Mass, in g.
    pub mass_g: Option<f64>,
    /// What it loses by itself, in percent of its energy a year.
    pub self_discharge_percent_per_year: Option<f64>,
    /// How long an unused one is good for, in years.
    pub shelf_life_years: Option<f64>,
    /// How often it can be charged.
    pub cycle_life: Option<f64>,
    /// How long it lasts however little it is used, in years.
    pub calendar_life_years: Option<f64>,
    /// Citation keys or texts.
    pub sources: Sources,
}

/// Reads the `cell` table of a factor.
pub(super) fn read_cell(reader: &mut Reader, entry: &Entry) -> Option<Cell> {
    let Value::Table(table) = &entry.node.value else {
        reader.report(
            wrong_type("cell", "a table", &entry.node.value, &entry.node.place)
                .help("write `cell.kind = \"primary\"` and so on, or `cell = { ... }`"),
        );
        return None;
    };
    reader.only(table, &names(&CELL_KEYS), "`cell`");
    let mut number = |name: &str| {
        let key = CELL_KEYS.iter().find(|key| key.name == name)?;
        reader.number(name, table.get(name)?, key.bounds)
    };
    let usable_wh = number("usable_wh");
    let capacity_mah = number("capacity_mah");
    let nominal_v = number("nominal_v");
    let mass_g = number("mass_g");
    let self_discharge_percent_per_year = number("self_discharge_percent_per_year");
    let shelf_life_years = number("shelf_life_years");
    let cycle_life = number("cycle_life");
    let calendar_life_years = number("calendar_life_years");
    for key in ["kind", "source"] {
        if !table.has(key) {
            reader.report(
                Diagnostic::at(
                    "missing-key",
                    &entry.key_place,
                    format!("`cell` has no `{key}`"),
                )
                .help(
                    "a cell has `kind` and `source`, and `usable_wh` of one unit of the item \
                     where it is known",
                ),
            );
        }
    }
    let kind = read_kind(reader, table);
    Some(Cell {
        kind: kind?,
        usable_wh,
        capacity_mah,
        nominal_v,
        mass_g,
        self_discharge_percent_per_year,
        shelf_life_years,
        cycle_life,
        calendar_life_years,
        sources: reader.sources(table),
    })
}

fn read_kind(reader: &mut Reader, table: &Table) -> Option<CellKind> {
    let node = table.get("kind")?;
    let text = reader.text("kind", node)?;
    let kind = CellKind::ALL.into_iter().find(|kind| kind.key() == text);
    if kind.is_none() {
        reader.report(
            Diagnostic::at(
                "unknown-kind",
                &node.place,
                format!("unknown kind of cell `{text}`"),
            )
            .help(suggest(
                &text,
                CellKind::ALL.iter().map(|kind| kind.key()),
                "it is one of",
            )),
        );
    }
    kind
}
