//! Where a device's energy comes from.

use super::blocks::BlockReader;
use super::grid::GRID_KEYS;
use crate::diagnostic::{Diagnostic, suggest};
use crate::factors::{CYCLES, LIFE_YEARS, PERCENT_PER_YEAR, SMALLEST_BATTERY_WH};
use crate::grid::Grid;
use crate::read::{Bounds, Stated};
use crate::tree::{Entry, Table};
use crate::unit;

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
const KEYS: [(&str, &[SupplyKind]); 12] = {
    use SupplyKind::{Harvested, Mains, Primary, Rechargeable};
    const GRID: &[SupplyKind] = &[Mains, Rechargeable];
    const CELLS: &[SupplyKind] = &[Rechargeable, Primary, Harvested];
    const CHARGED: &[SupplyKind] = &[Rechargeable, Harvested];
    [
        ("grid", GRID),
        ("grid_year", GRID),
        ("grid_source", GRID),
        ("grid_trend_percent_per_year", GRID),
        ("grid_loss_percent", GRID),
        ("charge_efficiency", GRID),
        ("no_load_w", GRID),
        ("battery_wh", CELLS),
        ("usable_fraction", CELLS),
        ("self_discharge_percent_per_year", CELLS),
        ("cycle_life", CHARGED),
        ("calendar_life_years", CHARGED),
    ]
};
/// The key of primary cells alone.
const SHELF_LIFE: &str = "shelf_life_years";

/// All keys of a supply.
pub(super) fn supply_keys() -> impl Iterator<Item = &'static str> {
    let keys = KEYS.iter().map(|(key, _)| *key);
    ["supply"].into_iter().chain(keys).chain([SHELF_LIFE])
}

/// Whether a key of `[use]` has a use with that supply.
pub(super) fn goes_with(key: &str, supply: SupplyKind) -> bool {
    if key == SHELF_LIFE {
        return supply == SupplyKind::Primary;
    }
    KEYS.iter()
        .find(|(known, _)| *known == key)
        .is_none_or(|(_, supplies)| supplies.contains(&supply))
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
        for (key, kinds) in KEYS
            .iter()
            .copied()
            .chain([(SHELF_LIFE, &[SupplyKind::Primary][..])])
        {
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
            self.grid(entry, table).map(|grid| GridSupply {
                grid,
                trend_percent_per_year: self.point(
                    table,
                    "grid_trend_percent_per_year",
                    Bounds::between(-100.0, 100.0, "%/year"),
                ),
                loss_percent: self.point(
                    table,
                    "grid_loss_percent",
                    Bounds::between(0.0, 100.0, "%"),
                ),
            })
        } else {
            None
        };
        let fraction = Bounds::between(0.01, 1.0, "");
        let supply = Supply {
            kind,
            grid,
            charge_efficiency: self.point(table, "charge_efficiency", fraction),
            no_load_w: self.stated_quantity(table, "no_load_w", Bounds::of(&unit::WATT)),
            battery_wh: self.stated_quantity(
                table,
                "battery_wh",
                Bounds::between(SMALLEST_BATTERY_WH, unit::WATT_HOUR.bound, "Wh"),
            ),
            usable_fraction: self.point(table, "usable_fraction", fraction),
            self_discharge_percent_per_year: self.point(
                table,
                "self_discharge_percent_per_year",
                PERCENT_PER_YEAR,
            ),
            shelf_life_years: self.point(table, SHELF_LIFE, LIFE_YEARS),
            cycle_life: self.point(table, "cycle_life", CYCLES),
            calendar_life_years: self.point(table, "calendar_life_years", LIFE_YEARS),
        };
        (self.reader.diagnostics.len() == before).then_some(supply)
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

    /// A number that is the same for all variants, if it is stated.
    fn point(&mut self, table: &Table, key: &str, bounds: Bounds<'_>) -> Option<f64> {
        self.reader.number(key, table.get(key)?, bounds)
    }

    pub(super) fn stated_quantity(
        &mut self,
        table: &Table,
        key: &str,
        bounds: Bounds<'_>,
    ) -> Option<Stated> {
        self.reader.quantity(key, table.get(key)?, bounds)
    }
}
