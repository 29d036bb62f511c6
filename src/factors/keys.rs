//! The keys of factor sets.

use super::{Basis, CellKind};
use crate::key::{Key, Takes};
use crate::read::Bounds;
use crate::sources::CITATION_KEYS;
use crate::unit::{GRAM, KILOGRAM_CO2E, WATT_HOUR};

/// A kilogram of CO2e per unit: a tonne per square millimetre or piece is a
/// typing error.
const PER_UNIT: Bounds<'static> = Bounds::between(0.0, 1e3, "kg CO2e");

const SOURCE: Key = Key::texts(
    "source",
    "Where it is from: texts, or keys of `tinyfoot data sources`.",
);
const LABEL: Key = Key::text("label", "Its name in prose.");
pub(super) const GSD: Key = Key::number(
    "gsd",
    Bounds::between(1.0, 10.0, ""),
    "Geometric standard deviation between published sources, 1 or more.",
);
const GSD_BASIS: Key = Key::text("gsd_basis", "Which values that deviation is between.");
const BASIS: Key = Key::new(
    "basis",
    Takes::Word(|| Basis::ALL.map(Basis::key).to_vec()),
    "How the value came to be; stated if not said.",
);

/// The keys of a factor set.
pub(crate) const SET_KEYS: [Key; 5] = [
    Key::text(
        "name",
        "What the set is called; the file's name if not said.",
    ),
    Key::text("description", "What the set is."),
    Key::new(
        "factors",
        Takes::Items(&FACTOR_KEYS),
        "Emission factors: `[factors.casing.bamboo_g]`; an item's key ends in its unit.",
    ),
    Key::new(
        "levels",
        Takes::Levels(&LEVEL_KEYS),
        "Hardware specification levels: `[levels.casing.1]`.",
    ),
    Key::new(
        "sources",
        Takes::Named(&CITATION_KEYS),
        "Sources that the set brings, under keys that `source` may cite.",
    ),
];

pub(super) const KG_CO2E_PER_UNIT: Key = Key::number(
    "kg_co2e",
    PER_UNIT,
    "Kilograms of CO2e per unit of the item; it needs a `source`.",
);
pub(super) const FEASIBLE: Key = Key {
    bounds: PER_UNIT,
    ..Key::new(
        "feasible",
        Takes::Interval,
        "The interval of values that fit the published figures as well.",
    )
};

/// The keys of a factor.
pub(crate) const FACTOR_KEYS: [Key; 12] = [
    KG_CO2E_PER_UNIT,
    GSD,
    SOURCE,
    LABEL,
    Key::text("covers", "What the factor includes."),
    Key::text("derivation", "How the value was arrived at."),
    FEASIBLE,
    GSD_BASIS,
    BASIS,
    Key::text(
        "same_as",
        "The item whose factor it is, as `processing.mcu_mm2`: instead of `kg_co2e`.",
    ),
    Key::text(
        "unknown",
        "Why the factor is not known: instead of `kg_co2e`.",
    ),
    Key::new(
        "cell",
        Takes::Table(&CELL_KEYS),
        "What one unit of the item holds, if it is a cell.",
    ),
];

/// A microwatt-hour: less is no battery.
pub(crate) const SMALLEST_BATTERY_WH: f64 = 1e-6;
pub(crate) const PERCENT_PER_YEAR: Bounds<'static> = Bounds::between(0.0, 100.0, "%/year");
pub(crate) const LIFE_YEARS: Bounds<'static> = Bounds::between(0.01, 100.0, "years");
pub(crate) const CYCLES: Bounds<'static> = Bounds::between(1.0, 1e6, "charges");

/// The keys of a cell.
pub(super) const CELL_KEYS: [Key; 10] = [
    Key::new(
        "kind",
        Takes::Word(|| CellKind::ALL.map(CellKind::key).to_vec()),
        "Used once, or charged again.",
    )
    .needed(),
    Key::number(
        "usable_wh",
        Bounds::between(SMALLEST_BATTERY_WH, WATT_HOUR.bound, "Wh"),
        "Energy that it delivers when full, in Wh.",
    ),
    Key::number(
        "capacity_mah",
        Bounds::between(0.0, 1e6, "mAh"),
        "Nominal capacity, in mAh.",
    ),
    Key::number(
        "nominal_v",
        Bounds::between(0.0, 100.0, "V"),
        "Nominal voltage, in V.",
    ),
    Key::number("mass_g", Bounds::of(&GRAM), "Mass, in g."),
    Key::number(
        "self_discharge_percent_per_year",
        PERCENT_PER_YEAR,
        "What it loses by itself, in percent of a full one a year.",
    ),
    Key::number(
        "shelf_life_years",
        LIFE_YEARS,
        "How long an unused one is good for, in years.",
    ),
    Key::number("cycle_life", CYCLES, "How often it can be charged."),
    Key::number(
        "calendar_life_years",
        LIFE_YEARS,
        "How long it lasts however little it is used, in years.",
    ),
    SOURCE.needed(),
];

pub(super) const LEVEL_KG_CO2E: Key = Key::quantity(
    "kg_co2e",
    Bounds::of(&KILOGRAM_CO2E),
    "The footprint of the level, where only the whole is published, in kg CO2e.",
);

/// The keys of a hardware specification level.
pub(super) const LEVEL_KEYS: [Key; 8] = [
    Key::new(
        "items",
        Takes::Quantities,
        "The quantities that the level stands for.",
    ),
    LEVEL_KG_CO2E,
    LABEL,
    GSD,
    GSD_BASIS,
    BASIS,
    Key::text("caution", "What the user of the level should know."),
    SOURCE.needed(),
];
