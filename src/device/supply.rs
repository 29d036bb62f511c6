//! Where a device's energy comes from.

use super::blocks::BlockReader;
use super::grid::GRID_KEYS;
use super::keys::{
    BATTERY_WH, CALENDAR_LIFE_YEARS, CHARGE_EFFICIENCY, CYCLE_LIFE, GRID, GRID_SOURCE, GRID_YEAR,
    LOSS, NO_LOAD_W, SELF_DISCHARGE, SHELF_LIFE_YEARS, TREND, USABLE_FRACTION,
};
use crate::diagnostic::{Diagnostic, suggest};
use crate::grid::Grid;
use crate::key::Key;
use crate::read::Stated;
use crate::tree::{Entry, Table};

/// Where energy comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupplyKind {
    /// A mains supply.
    Mains,
    /// A battery that is charged from the grid.
    Rechargeable,
    /// Cells that are used once.
    Primary,
    /// Energy from its surroundings, stored or not.
    Harvested,
}

impl SupplyKind {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Mains,
        Self::Rechargeable,
        Self::Primary,
        Self::Harvested,
    ];

    /// The name in device files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Mains => "mains",
            Self::Rechargeable => "rechargeable",
            Self::Primary => "primary",
            Self::Harvested => "harvested",
        }
    }

    /// The supply of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// In prose.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Mains => "mains",
            Self::Rechargeable => "a battery that is charged from the grid",
            Self::Primary => "primary cells",
            Self::Harvested => "harvested energy",
        }
    }
}

/// Keys of `[use]` that belong to a supply, and the supplies that they go with.
const KEYS: [(Key, &[SupplyKind]); 13] = {
    use SupplyKind::{Harvested, Mains, Primary, Rechargeable};
    const FROM_GRID: &[SupplyKind] = &[Mains, Rechargeable];
    const CELLS: &[SupplyKind] = &[Rechargeable, Primary, Harvested];
    const CHARGED: &[SupplyKind] = &[Rechargeable, Harvested];
    [
        (GRID, FROM_GRID),
        (GRID_YEAR, FROM_GRID),
        (GRID_SOURCE, FROM_GRID),
        (TREND, FROM_GRID),
        (LOSS, FROM_GRID),
        (CHARGE_EFFICIENCY, FROM_GRID),
        (NO_LOAD_W, FROM_GRID),
        (BATTERY_WH, CELLS),
        (USABLE_FRACTION, CELLS),
        (SELF_DISCHARGE, CELLS),
        (CYCLE_LIFE, CHARGED),
        (CALENDAR_LIFE_YEARS, CHARGED),
        (SHELF_LIFE_YEARS, &[Primary]),
    ]
};

/// Whether a key of `[use]` has a use with that supply.
pub(super) fn goes_with(key: &str, supply: SupplyKind) -> bool {
    KEYS.iter()
        .find(|(known, _)| known.name == key)
        .is_none_or(|(_, supplies)| supplies.contains(&supply))
}

/// Whether a key of `[use]` says something of cells of whatever kind: of those
/// that are there, and not of those of another kind.
pub(super) fn is_of_any_cells(key: &str) -> bool {
    let kinds = [SupplyKind::Primary, SupplyKind::Rechargeable];
    KEYS.iter().any(|(known, supplies)| {
        known.name == key && kinds.iter().all(|kind| supplies.contains(kind))
    })
}

/// Where a device's energy comes from, and what is lost on the way.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Supply {
    /// The kind; where the file states none, all energy is taken from a grid
    /// without any loss, as in the published systems.
    pub kind: Option<SupplyKind>,
    /// The grid, of what is fed from one.
    pub grid: Option<GridSupply>,
    /// From the wall to the device, 0 to 1.
    pub charge_efficiency: Option<f64>,
    /// What the charger or mains supply draws for itself, in W.
    pub no_load_w: Option<Stated>,
    /// Energy of the full battery, in Wh; that of its cells when absent.
    pub battery_wh: Option<Stated>,
    /// How much of that energy the device can use, 0 to 1.
    pub usable_fraction: Option<f64>,
    /// What the battery loses by itself, in percent a year.
    pub self_discharge_percent_per_year: Option<f64>,
    /// How long an unused primary cell is good for, in years.
    pub shelf_life_years: Option<f64>,
    /// How often the battery can be charged.
    pub cycle_life: Option<f64>,
    /// How long it lasts however little it is used, in years.
    pub calendar_life_years: Option<f64>,
}

/// Electricity from a grid over the years of a life.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GridSupply {
    /// The grid in the first year.
    pub grid: Grid,
    /// How its intensity changes, in percent a year: negative for a grid that
    /// decarbonises.
    pub trend_percent_per_year: Option<f64>,
    /// What is lost between generation and the wall, in percent of what
    /// arrives.
    pub loss_percent: Option<f64>,
}

impl BlockReader<'_> {
    /// The supply of a use.
    pub(super) fn supply(&mut self, entry: &Entry, table: &Table) -> Option<Supply> {
        let before = self.reader.diagnostics.len();
        let kind = self.supply_kind(table);
        if kind.is_none() && table.has("supply") {
            return None;
        }
        let stated = KEYS.into_iter().filter(|(key, _)| table.has(key.name));
        for (Key { name: key, .. }, kinds) in stated {
            match kind {
                Some(kind) if !goes_with(key, kind) => {
                    let why = format!("with `supply = \"{}\"`", kind.key());
                    self.refuse(
                        table,
                        key,
                        &why,
                        "it has no use there: remove one of the two",
                    );
                }
                None if !GRID_KEYS.contains(&key) && !key.starts_with("grid_") => {
                    let kinds: Vec<String> = kinds
                        .iter()
                        .map(|kind| format!("\"{}\"", kind.key()))
                        .collect();
                    let help = format!("add `supply`: {}", kinds.join(" or "));
                    self.refuse(table, key, "without `supply`", &help);
                }
                _ => {}
            }
        }
        let from_grid = kind.is_none_or(|kind| goes_with("grid", kind));
        let grid = if from_grid {
            self.grid_supply(entry, table)
        } else {
            None
        };
        let supply = Supply {
            kind,
            grid,
            charge_efficiency: self.reader.optional_number(table, &CHARGE_EFFICIENCY),
            no_load_w: self.stated_quantity(table, &NO_LOAD_W),
            battery_wh: self.stated_quantity(table, &BATTERY_WH),
            usable_fraction: self.reader.optional_number(table, &USABLE_FRACTION),
            self_discharge_percent_per_year: self.reader.optional_number(table, &SELF_DISCHARGE),
            shelf_life_years: self.reader.optional_number(table, &SHELF_LIFE_YEARS),
            cycle_life: self.reader.optional_number(table, &CYCLE_LIFE),
            calendar_life_years: self.reader.optional_number(table, &CALENDAR_LIFE_YEARS),
        };
        (self.reader.diagnostics.len() == before).then_some(supply)
    }

    /// The grid of a use or a saving over the years.
    pub(super) fn grid_supply(&mut self, entry: &Entry, table: &Table) -> Option<GridSupply> {
        self.grid(entry, table).map(|grid| GridSupply {
            grid,
            trend_percent_per_year: self.reader.optional_number(table, &TREND),
            loss_percent: self.reader.optional_number(table, &LOSS),
        })
    }

    fn supply_kind(&mut self, table: &Table) -> Option<SupplyKind> {
        let node = table.get("supply")?;
        let text = self.reader.text("supply", node)?;
        let kind = SupplyKind::from_key(&text);
        if kind.is_none() {
            self.reader.report(
                Diagnostic::at(
                    "unknown-supply",
                    &node.place,
                    format!("unknown supply `{text}`"),
                )
                .help(suggest(
                    &text,
                    SupplyKind::ALL.iter().map(|kind| kind.key()),
                    "it is one of",
                )),
            );
        }
        kind
    }

    /// A quantity, if it is stated.
    pub(super) fn stated_quantity(&mut self, table: &Table, key: &Key) -> Option<Stated> {
        let node = table.get(key.name)?;
        self.reader.quantity(key.name, node, key.bounds)
    }
}
