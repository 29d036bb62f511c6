//! The keys of device files.

use super::budgets::BUDGET_KEYS;
use super::profile::RateUnit;
use super::{SupplyKind, Variant};
use crate::block::Stage;
use crate::factors::{CYCLES, FACTOR_KEYS, LIFE_YEARS, PERCENT_PER_YEAR, SMALLEST_BATTERY_WH};
use crate::key::{Key, Registry, Takes};
use crate::read::Bounds;
use crate::sources::CITATION_KEYS;
use crate::unit;

const SOURCE: Key = Key::texts(
    "source",
    "Where the values beside it are from: texts, or keys of `tinyfoot data sources`.",
);
const ASSUMPTION: Key = Key::texts("assumption", "What was assumed; the output shows it.");
/// An assumption about a single value.
const VALUE_ASSUMPTION: Key = Key::text("assumption", "What was assumed; the output shows it.");

/// A footprint that is stated.
pub(crate) const KG_CO2E: Key = Key::quantity(
    "kg_co2e",
    Bounds::of(&unit::KILOGRAM_CO2E),
    "The footprint, stated instead of calculated, in kg CO2e; it needs a `source`.",
);

pub(crate) const LIFESPAN_YEARS: Key = Key::number(
    "lifespan_years",
    Bounds::between(SHORTEST_YEARS, 100.0, "years"),
    "How long the device serves, in years of 365 days; 3 if not said.",
);
/// Less than half a day is a typing error.
pub(super) const SHORTEST_YEARS: f64 = 0.001;
pub(super) const TRUNCATION_FACTOR: Key = Key::number(
    "truncation_factor",
    Bounds::between(1.0, 10.0, ""),
    "What production and replacement are multiplied by for what process-based studies leave out.",
);

pub(crate) const BUDGET: Key = Key::new(
    "budget",
    Takes::Table(&BUDGET_KEYS),
    "What it may cost: `tinyfoot check` holds it against that.",
);

/// The keys of a device beside its blocks.
pub(crate) const DEVICE: [Key; 15] = [
    Key::text("name", "What the device is called."),
    Key::text("description", "What the device is, in a sentence."),
    LIFESPAN_YEARS,
    TRUNCATION_FACTOR,
    Key::texts("source", "Where the device as a whole is from."),
    Key::texts("assumptions", "What was assumed of the device as a whole."),
    BUDGET,
    Key::new("application", Takes::Table(&APPLICATION), APPLICATION_WHAT),
    Key::new(
        "correlations",
        Takes::Tables(&CORRELATION),
        "Inputs that are not independent of one another.",
    ),
    Key::new(
        "cost",
        Takes::Table(&COST),
        "What the device costs its maker, at prices of the user's own.",
    ),
    Key::new(
        "uncovered",
        Takes::Table(&UNCOVERED),
        "Parts without a footprint, so that the output says what is missing.",
    ),
    Key::new(
        "factors",
        Takes::Items(&FACTOR_KEYS),
        "Emission factors of the device's own: `[factors.casing.bamboo_g]`.",
    ),
    Key::new(
        "sources",
        Takes::Named(&CITATION_KEYS),
        "Sources of the device's own, under keys that `source` may cite.",
    ),
    Key::new(
        "extends",
        Takes::Name(Registry::Presets),
        "The preset or file that this device starts from; what stands here is laid over it.",
    ),
    Key::texts(
        "omit",
        "Blocks of the device that it extends to leave out, or components, as `custom.NAME`.",
    ),
];

const KILOWATT_HOURS: Bounds<'static> = Bounds::of(&unit::KILOWATT_HOUR);
const SHARE: Bounds<'static> = Bounds::between(0.0, 100.0, "%");

pub(crate) const AVOIDED: Key = Key::quantity(
    "avoided_kg_co2e_per_year",
    KG_CO2E.bounds,
    "What is avoided a year, in kg CO2e.",
);
pub(crate) const SAVES_KWH: Key = Key::quantity(
    "saves_kwh_per_year",
    KILOWATT_HOURS,
    "The electricity that is saved a year, in kWh, of a `grid`.",
);
pub(crate) const SAVES_PERCENT: Key = Key::quantity(
    "saves_percent",
    SHARE,
    "What is saved, in percent of a baseline.",
);
pub(super) const BASELINE_KG: Key = Key::quantity(
    "baseline_kg_co2e_per_year",
    KG_CO2E.bounds,
    "What there is to be saved of a year, in kg CO2e.",
);
pub(super) const BASELINE_KWH: Key = Key::quantity(
    "baseline_kwh_per_year",
    KILOWATT_HOURS,
    "The electricity that there is to be saved of a year, in kWh, of a `grid`.",
);
pub(super) const ATTRIBUTION: Key = Key::quantity(
    "attribution_percent",
    SHARE,
    "How much of the saving would not be there without the device; 100 if not said.",
);
pub(super) const REBOUND: Key = Key::quantity(
    "rebound_percent",
    Bounds::between(0.0, 1000.0, "%"),
    "How much of the saving is lost again since what costs less is used more; 0 if not said.",
);
pub(super) const EVIDENCE: Key = Key::text(
    "evidence",
    "How good the evidence for the saving is, in a sentence.",
);
pub(crate) const APPLICATION_WHAT: &str =
    "What the device saves elsewhere: `tinyfoot net` holds it against the footprint.";
/// The keys of an application; one of the first three says what is saved.
pub(crate) const APPLICATION: [Key; 15] = [
    AVOIDED,
    SAVES_KWH,
    SAVES_PERCENT,
    BASELINE_KG,
    BASELINE_KWH,
    GRID,
    GRID_YEAR,
    GRID_SOURCE,
    TREND,
    LOSS,
    ATTRIBUTION,
    REBOUND,
    EVIDENCE,
    SOURCE,
    VALUE_ASSUMPTION,
];

/// A rank of 1 would make one input of two.
pub(super) const RANK: Key = Key::number(
    "rank",
    Bounds::between(-0.999, 0.999, ""),
    "Spearman's rank correlation, from -0.999 to 0.999.",
)
.needed();
pub(super) const BETWEEN: Key = Key::texts(
    "between",
    "The paths of the two inputs, such as `casing.abs_g`.",
)
.needed();
/// The keys of a correlation.
pub(super) const CORRELATION: [Key; 4] = [BETWEEN, RANK, SOURCE, VALUE_ASSUMPTION];

/// More is a typing error, in most currencies.
pub(super) const MONEY: Bounds<'static> = Bounds::between(0.0, 1e9, "");
/// The keys of a cost.
pub(super) const COST: [Key; 3] = [
    Key::text("currency", "The currency, in letters: `EUR`."),
    Key::number("fixed", MONEY, "What does not depend on a quantity."),
    Key {
        bounds: MONEY,
        ..Key::new(
            "per_unit",
            Takes::Prices,
            "Prices of one unit of quantities: `\"processing.mcu_mm2\" = 0.12`.",
        )
    },
];

pub(super) const COUNT: Bounds<'static> = Bounds::between(0.0, 1e5, "parts");
pub(super) const UNCOVERED: [Key; 3] = [
    Key::texts(
        "parts",
        "What they are; an item without a factor as `block.item`.",
    ),
    Key::whole("covered_count", COUNT, "How many parts have a footprint."),
    Key::whole("parts_count", COUNT, "How many parts there are."),
];

pub(crate) const HSL: Key = Key {
    bounds: Bounds::between(0.0, 9.0, ""),
    ..Key::new(
        "hsl",
        Takes::Level,
        "A hardware specification level: it stands for its items and their ranges.",
    )
};
const VARIANT: Key = Key::new(
    "variant",
    Takes::Word(|| Variant::ALL.map(Variant::key).to_vec()),
    "The one column of the level that is meant, if not all three.",
);

/// The keys of a block of hardware beside its items.
pub(crate) const HARDWARE: [Key; 6] = [
    HSL,
    VARIANT,
    KG_CO2E,
    Key::new(
        "reused",
        Takes::Flag,
        "Second-life hardware: its production is not counted again.",
    ),
    SOURCE,
    ASSUMPTION,
];

pub(super) const WEIGHT_G: Key = Key::quantity(
    "weight_g",
    Bounds::of(&unit::GRAM),
    "What is carried, in grams; the sum of the stated masses if not said.",
);
pub(crate) const LEG_KM: Key =
    Key::quantity("km", Bounds::of(&unit::KILOMETRE), "The distance, in km.");
pub(super) const LEG: [Key; 2] = [
    Key::new("mode", Takes::Name(Registry::Modes), "How it is carried.").needed(),
    LEG_KM.needed(),
];

/// The keys of transport beside the distances of its modes.
pub(crate) const TRANSPORT: [Key; 7] = [
    HSL,
    VARIANT,
    Key::new(
        "legs",
        Takes::Tables(&LEG),
        "The legs of the journey: `[{ mode = \"truck\", km = 300 }]`.",
    ),
    WEIGHT_G,
    KG_CO2E,
    SOURCE,
    ASSUMPTION,
];

pub(super) const GRID: Key = Key {
    bounds: Bounds::between(0.0, 5000.0, "g CO2e/kWh"),
    ..Key::new(
        "grid",
        Takes::Grid,
        "Where electricity comes from: a country (\"FR\", \"FRA\", \"France\"), a US state \
         (\"US-CA\"), \"EU\", \"world\", or a number in g CO2e/kWh.",
    )
};
pub(super) const GRID_YEAR: Key = Key::whole(
    "grid_year",
    Bounds::between(1900.0, 2200.0, ""),
    "The year of the grid's data; the latest if not said.",
);
pub(super) const GRID_SOURCE: Key =
    Key::texts("grid_source", "Where a grid that is a number is from.");

pub(super) const SHARED_BY: Key = Key::number(
    "shared_by",
    Bounds::between(1.0, 1e12, "devices"),
    "How many devices ship the model.",
);
pub(super) const ENERGY_KWH: Key = Key::quantity(
    "energy_kwh",
    Bounds::of(&unit::KILOWATT_HOUR),
    "Electricity of the computers that trained the model, in kWh.",
);
pub(super) const PUE: Key = Key::number(
    "pue",
    Bounds::between(1.0, 10.0, ""),
    "Power usage effectiveness of the data centre; 1 if not said.",
);

/// The keys of training; the first five are those of an energy.
pub(crate) const TRAINING: [Key; 9] = [
    ENERGY_KWH,
    GRID,
    GRID_YEAR,
    GRID_SOURCE,
    PUE,
    KG_CO2E,
    SHARED_BY,
    SOURCE,
    ASSUMPTION,
];

pub(crate) const MEAN_POWER_MW: Key = Key::quantity(
    "mean_power_mw",
    Bounds::of(&unit::MILLIWATT),
    "The mean electrical power over the life, in mW: instead of a profile.",
);
pub(super) const SLEEP_UW: Key = Key::quantity(
    "sleep_uw",
    Bounds::of(&unit::MICROWATT),
    "What the device draws between its tasks, in µW.",
);
pub(super) const OVERHEAD_UW: Key = Key::quantity(
    "overhead_uw",
    Bounds::of(&unit::MICROWATT),
    "What the board draws at all times beside that, in µW.",
);
pub(super) const TREND: Key = Key::number(
    "grid_trend_percent_per_year",
    Bounds::between(-100.0, 100.0, "%/year"),
    "How the grid changes, in percent a year: negative where it decarbonises.",
);
pub(super) const LOSS: Key = Key::number(
    "grid_loss_percent",
    Bounds::between(0.0, 100.0, "%"),
    "What is lost between generation and the wall, in percent of what arrives.",
);
/// What a use says of its grid.
pub(super) const OF_GRID: [Key; 5] = [GRID, GRID_YEAR, GRID_SOURCE, TREND, LOSS];
/// What a project may state for devices that do not.
pub(super) const DEFAULT_KEYS: [Key; 2] = [
    Key {
        #[cfg(feature = "schema")]
        what: "How long the devices serve, in years of 365 days.",
        ..LIFESPAN_YEARS
    },
    Key::new(
        "use",
        Takes::Table(&OF_GRID),
        "The grid of what is fed from one.",
    ),
];
pub(crate) const DEFAULTS: Key = Key::new(
    "defaults",
    Takes::Table(&DEFAULT_KEYS),
    "What devices have that do not say so themselves; the output says where.",
);
const FRACTION: Bounds<'static> = Bounds::between(0.01, 1.0, "");
pub(super) const CHARGE_EFFICIENCY: Key = Key::number(
    "charge_efficiency",
    FRACTION,
    "How much of the wall's energy reaches the device, 0 to 1; 1 if not said.",
);
pub(super) const NO_LOAD_W: Key = Key::quantity(
    "no_load_w",
    Bounds::of(&unit::WATT),
    "What a charger or mains supply that stays plugged in draws for itself, in W.",
);
pub(super) const BATTERY_WH: Key = Key::quantity(
    "battery_wh",
    Bounds::between(SMALLEST_BATTERY_WH, unit::WATT_HOUR.bound, "Wh"),
    "Energy of the full battery, in Wh; that of its cells if not said.",
);
pub(super) const USABLE_FRACTION: Key = Key::number(
    "usable_fraction",
    FRACTION,
    "How much of the battery's energy the device can use, 0 to 1.",
);
pub(super) const SELF_DISCHARGE: Key = Key::number(
    "self_discharge_percent_per_year",
    PERCENT_PER_YEAR,
    "What the battery loses by itself, in percent of a full one a year.",
);
pub(super) const SHELF_LIFE_YEARS: Key = Key::number(
    "shelf_life_years",
    LIFE_YEARS,
    "How long an unused primary cell is good for, in years.",
);
pub(super) const CYCLE_LIFE: Key = Key::number(
    "cycle_life",
    CYCLES,
    "How often the battery can be charged.",
);
pub(super) const CALENDAR_LIFE_YEARS: Key = Key::number(
    "calendar_life_years",
    LIFE_YEARS,
    "How long the battery lasts however little it is used, in years.",
);

/// The keys of use.
pub(crate) const USE: [Key; 23] = [
    MEAN_POWER_MW,
    Key::new(
        "mcu",
        Takes::Name(Registry::Mcus),
        "The microcontroller: its sleep power, and its active power in tasks that state \
         `duration_ms` alone.",
    ),
    SLEEP_UW,
    OVERHEAD_UW,
    Key::new(
        "tasks",
        Takes::Tasks,
        "What the device does again and again: `[use.tasks.NAME]`.",
    ),
    Key::new(
        "supply",
        Takes::Word(|| SupplyKind::ALL.map(SupplyKind::key).to_vec()),
        "Where the energy comes from.",
    ),
    GRID,
    GRID_YEAR,
    GRID_SOURCE,
    TREND,
    LOSS,
    CHARGE_EFFICIENCY,
    NO_LOAD_W,
    BATTERY_WH,
    USABLE_FRACTION,
    SELF_DISCHARGE,
    SHELF_LIFE_YEARS,
    CYCLE_LIFE,
    CALENDAR_LIFE_YEARS,
    KG_CO2E,
    STATED_FOR_YEARS,
    SOURCE,
    ASSUMPTION,
];

pub(super) const ENERGY_UJ: Key = Key::quantity(
    "energy_uj",
    Bounds::of(&unit::MICROJOULE),
    "What an event takes, in µJ.",
);
pub(super) const POWER_MW: Key = Key::quantity(
    "power_mw",
    Bounds::of(&unit::MILLIWATT),
    "What the device draws while an event lasts, in mW; that of the `mcu` if not said.",
);
pub(super) const DURATION_MS: Key = Key::quantity(
    "duration_ms",
    Bounds::of(&unit::MILLISECOND),
    "How long an event lasts, in ms.",
);
pub(super) const PAYLOAD_BYTES: Key = Key::whole(
    "payload_bytes",
    Bounds::between(1.0, 1e6, "bytes"),
    "The length of a message, in bytes.",
);
pub(super) const INFERENCE: [Key; 2] = [
    Key::new("task", Takes::Name(Registry::Tasks), "What was inferred.").needed(),
    Key::new(
        "on",
        Takes::Name(Registry::Boards),
        "The board or chip that it was measured on.",
    )
    .needed(),
];
pub(super) const EVENTS: Bounds<'static> = Bounds::between(0.0, 1e9, "events");
pub(super) const INTERVAL: Bounds<'static> = Bounds::between(1e-6, 1e9, "s");

const fn rate(unit: RateUnit, what: &'static str) -> Key {
    Key::quantity(unit.key(), EVENTS, what)
}

/// The keys of a task.
pub(crate) const TASK: [Key; 13] = [
    ENERGY_UJ,
    POWER_MW,
    DURATION_MS,
    Key::new(
        "radio",
        Takes::Name(Registry::Radios),
        "The radio that a message is sent with: its published energy.",
    ),
    PAYLOAD_BYTES,
    Key::new(
        "inference",
        Takes::Table(&INFERENCE),
        "A measured inference: `{ task = \"kws\", on = \"nucleo-u575zi\" }`.",
    ),
    rate(RateUnit::Second, "How many events a second has."),
    rate(RateUnit::Minute, "How many events a minute has."),
    rate(RateUnit::Hour, "How many events an hour has."),
    rate(RateUnit::Day, "How many events a day has."),
    Key::quantity(
        RateUnit::Interval.key(),
        INTERVAL,
        "How many seconds lie between the starts of two events.",
    ),
    SOURCE,
    VALUE_ASSUMPTION,
];

pub(crate) const STATED_FOR_YEARS: Key = Key::number(
    "stated_for_years",
    LIFESPAN_YEARS.bounds,
    "For how many years of use or replacement `kg_co2e` is stated; the lifespan if not said. \
     Another lifespan costs as much more or less.",
);

/// The keys of a component that no block describes.
pub(crate) const CUSTOM: [Key; 5] = [
    KG_CO2E.needed(),
    STATED_FOR_YEARS,
    Key::new(
        "stage",
        Takes::Word(|| Stage::ALL.map(Stage::key).to_vec()),
        "The life-cycle stage that it belongs to; production if not said.",
    ),
    SOURCE,
    VALUE_ASSUMPTION,
];
