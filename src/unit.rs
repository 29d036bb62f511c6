//! Units of quantities: they stand in key names, never in values.

/// A unit of measure, known by the suffix that keys in it carry.
#[derive(Debug, PartialEq)]
pub struct Unit {
    /// The end of a key, without the underscore: `mm2` in `mcu_mm2`.
    pub suffix: &'static str,
    /// The symbol in prose.
    pub symbol: &'static str,
    /// The largest value that is not taken for a typing error.
    pub bound: f64,
    /// How many grams one unit is, for units of mass.
    pub grams: Option<f64>,
}

const fn unit(suffix: &'static str, symbol: &'static str, bound: f64) -> Unit {
    Unit {
        suffix,
        symbol,
        bound,
        grams: None,
    }
}

const fn mass(suffix: &'static str, symbol: &'static str, bound: f64, grams: f64) -> Unit {
    Unit {
        suffix,
        symbol,
        bound,
        grams: Some(grams),
    }
}

/// Area of silicon, up to a die of 100 cm².
pub static SQUARE_MILLIMETRE: Unit = unit("mm2", "mm²", 1e4);
/// Area of a board or display, up to 10 m².
pub static SQUARE_CENTIMETRE: Unit = unit("cm2", "cm²", 1e5);
/// Mass, up to a kilogram.
pub static MILLIGRAM: Unit = mass("mg", "mg", 1e6, 1e-3);
/// Mass, up to a tonne.
pub static GRAM: Unit = mass("g", "g", 1e6, 1.0);
/// Length, up to a kilometre.
pub static CENTIMETRE: Unit = unit("cm", "cm", 1e5);
/// Length, up to a kilometre.
pub static METRE: Unit = unit("m", "m", 1e3);
/// Distance, up to one and a half times around the Earth.
pub static KILOMETRE: Unit = unit("km", "km", 6e4);
/// Mass carried over a distance.
pub static KILOGRAM_KILOMETRE: Unit = unit("kg_km", "kg·km", 1e8);
/// Pieces, up to 100,000 in a device.
pub static PIECE: Unit = unit("piece", "piece", 1e5);
/// Sets of parts, up to 100,000 in a device.
pub static SET: Unit = unit("set", "set", 1e5);
/// Stored energy, up to a megawatt-hour.
pub static WATT_HOUR: Unit = unit("wh", "Wh", 1e6);
/// Electrical capacitance, up to ten kilofarads.
pub static FARAD: Unit = unit("f", "F", 1e4);
/// Electrical power of what sleeps, up to a kilowatt.
pub static MICROWATT: Unit = unit("uw", "µW", 1e9);
/// Electrical power, up to a kilowatt.
pub static MILLIWATT: Unit = unit("mw", "mW", 1e6);
/// Electrical power at the wall, up to a kilowatt.
pub static WATT: Unit = unit("w", "W", 1e3);
/// Energy of an event, up to a kilojoule.
pub static MICROJOULE: Unit = unit("uj", "µJ", 1e9);
/// Duration of an event, up to a day.
pub static MILLISECOND: Unit = unit("ms", "ms", 8.64e7);
/// Energy, up to a terawatt-hour.
pub static KILOWATT_HOUR: Unit = unit("kwh", "kWh", 1e9);
/// A footprint that is stated instead of calculated, up to a kilotonne.
pub static KILOGRAM_CO2E: Unit = unit("kg_co2e", "kg CO2e", 1e6);

/// The units that the key of an item may end in.
static OF_ITEMS: [&Unit; 12] = [
    &SQUARE_MILLIMETRE,
    &SQUARE_CENTIMETRE,
    &MILLIGRAM,
    &GRAM,
    &CENTIMETRE,
    &METRE,
    &KILOMETRE,
    &KILOGRAM_KILOMETRE,
    &PIECE,
    &SET,
    &WATT_HOUR,
    &FARAD,
];

impl Unit {
    /// The name and the unit of an item key: `mcu_mm2` is `mcu` in `mm²`.
    ///
    /// Where two suffixes fit, the longer one counts (`plane_kg_km`).
    pub fn split(key: &str) -> Option<(&str, &'static Self)> {
        OF_ITEMS
            .into_iter()
            .filter_map(|unit| {
                let name = key.strip_suffix(unit.suffix)?.strip_suffix('_')?;
                (!name.is_empty()).then_some((name, unit))
            })
            .min_by_key(|(name, _)| name.len())
    }

    /// The units that the key of an item may end in.
    pub const fn of_items() -> &'static [&'static Self] {
        &OF_ITEMS
    }

    /// The unit of that symbol, among those that a line may be in.
    pub fn from_symbol(symbol: &str) -> Option<&'static Self> {
        let others = [&KILOWATT_HOUR, &KILOGRAM_CO2E];
        let mut all = OF_ITEMS.into_iter().chain(others);
        all.find(|unit| unit.symbol == symbol)
    }

    /// The suffixes that item keys may have.
    pub fn suffixes() -> impl Iterator<Item = &'static str> {
        OF_ITEMS.iter().map(|unit| unit.suffix)
    }

    /// `kg` per unit, as in `kg/mm²`.
    pub fn kilograms_per(&self) -> String {
        if self.symbol.contains('·') {
            format!("kg/({})", self.symbol)
        } else {
            format!("kg/{}", self.symbol)
        }
    }
}
