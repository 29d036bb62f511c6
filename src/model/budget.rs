//! Where the energy of a device goes.

use super::footprint::{Term, product};
use crate::block::Block;
use crate::device::SupplyKind;
use crate::range::Range;
use crate::unit::Unit;

/// What draws energy over a life, and the battery that delivers it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct EnergyBudget {
    /// Where the energy comes from, if the file says.
    pub supply: Option<SupplyKind>,
    /// The lifespan, in years of 365 days.
    pub lifespan_years: f64,
    /// What draws energy.
    pub drains: Vec<Drained>,
    /// Inferences per year, where the file says which tasks they are.
    pub inferences_per_year: Option<Range>,
    /// The battery, if there is one and what it holds is known.
    pub battery: Option<Battery>,
}

/// Something that draws energy.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Drained {
    /// Its path below `use`.
    pub name: String,
    /// Its name in prose.
    pub label: String,
    /// What its energy in kWh a year is the product of.
    pub terms: Vec<Term>,
    /// Whether a battery delivers it, where there is one; otherwise it is drawn
    /// at the wall.
    pub is_from_battery: bool,
    /// The share of time that it works, 0 to 1, where that is known.
    pub duty: Option<Range>,
}

/// A battery over a life.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Battery {
    /// What it is made of, if that is known.
    pub cells: Vec<Cells>,
    /// Whether it is charged again.
    pub is_rechargeable: bool,
    /// What a full one delivers, in Wh.
    pub usable_wh: Range,
    /// How long a full one feeds the device, in days; infinitely long where
    /// the device draws nothing.
    pub days_per_charge: Range,
    /// How long one serves until it is replaced, in years, infinitely long
    /// where nothing wears it; nothing if it is not known to wear out.
    pub life_years: Option<Range>,
    /// What ends its life, for the typical variant, if anything does.
    pub limit: Option<Limit>,
    /// How many charges a life takes, of one that is charged.
    pub charges: Option<Range>,
    /// How many sets of cells a life takes, the first one included; nothing
    /// if it is not known to wear out.
    pub sets: Option<Range>,
    /// For each kind of cells, what their usable energy in Wh is the product
    /// of.
    pub energy_terms: Vec<Vec<Term>>,
    /// What ends its life.
    pub wear: Wear,
}

/// What ends the life of a battery: nothing, if nothing is known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Wear {
    /// How many times it delivers its usable energy: once, of a primary cell.
    pub charges: Option<f64>,
    /// How old it gets at most, in years.
    pub age_years: Option<f64>,
}

impl Wear {
    /// How long a battery serves that a charge feeds for so many years:
    /// infinitely long, if nothing ends its life.
    pub fn life_years(&self, years_per_charge: f64) -> f64 {
        let worn = self
            .charges
            .map_or(f64::INFINITY, |charges| charges * years_per_charge);
        worn.min(self.age_years.unwrap_or(f64::INFINITY))
    }

    /// How many sets a lifespan takes: `ceil(lifespan / battery life)`, at
    /// least one.
    pub fn sets(&self, years_per_charge: f64, lifespan_years: f64) -> f64 {
        // A millionth of a millionth of the sets is rounding, not use.
        const ROUNDING: f64 = 1e-12;
        let sets = lifespan_years / self.life_years(years_per_charge);
        (sets * (1.0 - ROUNDING)).ceil().max(1.0)
    }

    /// What ends it first.
    pub(super) fn limit(&self, years_per_charge: f64, is_rechargeable: bool) -> Limit {
        let worn = self
            .charges
            .map_or(f64::INFINITY, |charges| charges * years_per_charge);
        let is_worn = worn <= self.age_years.unwrap_or(f64::INFINITY);
        match (is_rechargeable, is_worn) {
            (true, true) => Limit::CycleLife,
            (true, false) => Limit::CalendarLife,
            (false, true) => Limit::Empty,
            (false, false) => Limit::ShelfLife,
        }
    }
}

/// Cells of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    /// The block that they are in.
    pub block: Block,
    /// The item's key.
    pub item: String,
    /// Their name in prose.
    pub label: String,
    /// How many or how much.
    pub quantity: Range,
    /// The unit of the quantity.
    pub unit: &'static Unit,
}

/// What ends the life of a battery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// A primary cell is empty.
    Empty,
    /// A primary cell is too old.
    ShelfLife,
    /// It was charged as often as it can be.
    CycleLife,
    /// It is too old, however little it was used.
    CalendarLife,
}

impl Limit {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Empty,
        Self::ShelfLife,
        Self::CycleLife,
        Self::CalendarLife,
    ];

    /// The name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::ShelfLife => "shelf_life",
            Self::CycleLife => "cycle_life",
            Self::CalendarLife => "calendar_life",
        }
    }

    /// In prose.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Empty => "until it is empty",
            Self::ShelfLife => "to the end of its shelf life",
            Self::CycleLife => "to the end of its cycle life",
            Self::CalendarLife => "to the end of its calendar life",
        }
    }
}

const MICROWATTS_PER_KILOWATT: f64 = 1e9;

impl Drained {
    /// Energy, in kWh a year.
    pub fn annual_kwh(&self) -> Range {
        product(&self.terms)
    }

    /// Mean power, in µW.
    pub fn mean_power_uw(&self) -> Range {
        self.annual_kwh() * (MICROWATTS_PER_KILOWATT / super::HOURS_PER_YEAR)
    }
}

impl EnergyBudget {
    /// Whether a battery is charged from a grid.
    pub fn supply_is_charged(&self) -> bool {
        self.supply == Some(SupplyKind::Rechargeable)
    }

    /// What the device and its battery draw, in kWh a year.
    pub fn annual_kwh(&self) -> Range {
        let own = self.drains.iter().filter(|drain| drain.is_from_battery);
        own.map(Drained::annual_kwh).sum()
    }

    /// Mean power of the device and its battery, without what a charger or
    /// mains supply draws for itself at the wall, in µW.
    pub fn mean_power_uw(&self) -> Range {
        let own = self.drains.iter().filter(|drain| drain.is_from_battery);
        own.map(Drained::mean_power_uw).sum()
    }

    /// Energy of a drain over life, in kWh.
    pub fn over_life_kwh(&self, drain: &Drained) -> Range {
        drain.annual_kwh() * self.lifespan_years
    }

    /// Inferences over life.
    pub fn inferences(&self) -> Option<Range> {
        Some(self.inferences_per_year? * self.lifespan_years)
    }
}
