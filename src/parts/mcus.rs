//! What microcontrollers draw while they work and while they sleep.

use super::{UnknownPart, slug};
use crate::cited::Sources;
use crate::range::Range;
use crate::table;

static MCUS: &str = include_str!("mcus.csv");

/// A microcontroller.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Mcu {
    /// What device files call it.
    pub mcu: String,
    /// What its maker calls it.
    pub label: String,
    /// Its processor cores.
    pub core: String,
    /// The clock of the active power, in MHz.
    pub active_clock_mhz: Option<f64>,
    active_low_mw: Option<f64>,
    active_typical_mw: Option<f64>,
    active_high_mw: Option<f64>,
    /// Power asleep, in µW.
    pub sleep_uw: Option<f64>,
    /// Which sleep that is.
    pub sleep_state: Option<String>,
    /// What the figures include.
    pub covers: String,
    /// Citation keys.
    pub sources: Sources,
}

impl Mcu {
    /// Power at work, in mW.
    pub fn active_mw(&self) -> Option<Range> {
        Some(Range::new(
            self.active_low_mw?,
            self.active_typical_mw?,
            self.active_high_mw?,
        ))
    }
}

/// All microcontrollers.
pub fn mcus() -> Vec<Mcu> {
    table::read(MCUS, |row| Mcu {
        mcu: row.text("mcu"),
        label: row.text("label"),
        core: row.text("core"),
        active_clock_mhz: row.number_if_any("active_clock_mhz"),
        active_low_mw: row.number_if_any("active_low_mw"),
        active_typical_mw: row.number_if_any("active_typical_mw"),
        active_high_mw: row.number_if_any("active_high_mw"),
        sleep_uw: row.number_if_any("sleep_uw"),
        sleep_state: row.text_if_any("sleep_state"),
        covers: row.text("covers"),
        sources: row.citation_keys("sources"),
    })
}

/// The microcontroller of that name.
///
/// # Errors
///
/// When there is none.
///
/// ```
/// let mcu = tinyfoot::parts::mcu("nRF52840").unwrap();
/// assert_eq!(mcu.sleep_uw, Some(4.5));
/// ```
pub fn mcu(name: &str) -> Result<Mcu, UnknownPart> {
    let mcus = mcus();
    let wanted = slug(name);
    match mcus.iter().find(|mcu| mcu.mcu == wanted) {
        Some(mcu) => Ok(mcu.clone()),
        None => {
            let names = mcus.into_iter().map(|mcu| mcu.mcu);
            Err(UnknownPart::new("microcontroller", name, names, "mcus"))
        }
    }
}
