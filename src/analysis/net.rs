//! Whether a device was worth it: what it costs, and what it saves elsewhere.
//!
//! The two are kept apart: avoided emissions are never subtracted from a
//! footprint silently (ITU-T L.1480, IEC 63372). Their difference is one more
//! figure beside both.

use super::crossing::{Crossing, SOON_YEARS, at, breaks, crossings, grid_breaks};
use super::uncertainty::{Draws, Method, NotFound, Summary, Uncertain, Watch, paired, uncertainty};
use crate::device::{Application, Device};
use crate::factors::Factors;
use crate::model::{Footprint, assess, avoided};
use crate::range::{Range, excess};

/// What a device costs and saves over its life, in kg CO2e.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Net {
    /// What it costs.
    pub footprint: Footprint,
    /// What it is used for.
    pub application: Application,
    /// What it saves, before any rebound.
    pub avoided: Range,
    /// What of that is left after rebound: a footprint of one line, of which
    /// an input that the device has too is the same variable.
    pub saving: Footprint,
    /// After how many years as much is saved as was spent, typically, 0 if more
    /// is from the start; nothing if that is not within 100 years.
    pub payback_years: Option<f64>,
    /// After how many years that stays so until the end of its life: later than
    /// the first, where what is replaced costs more than was saved until then;
    /// nothing if it does not.
    pub lasting_payback_years: Option<f64>,
    /// How much it would have to save a year to be worth it, before any
    /// rebound and with all else as stated, typically, in kg CO2e; nothing if
    /// no saving would do.
    pub break_even_kg_co2e_per_year: Option<f64>,
    /// The rebound, in percent, at which nothing is left of what it saves,
    /// typically; nothing if it saves nothing.
    pub break_even_rebound_percent: Option<f64>,
    /// How sure both sides are.
    pub certainty: Certainty,
}

/// How sure both sides are.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Certainty {
    /// What the device costs.
    pub footprint: Uncertain,
    /// What it saves, after rebound.
    pub kept: Uncertain,
    /// What it costs more than it saves.
    pub net: Summary,
    /// The share of draws in which it saves more than it costs.
    pub net_negative_probability: f64,
    /// How far that share may be off: its standard error.
    pub error: f64,
    /// How many draws the net is of.
    pub samples: u64,
}

impl Net {
    /// What is left of what it saves after rebound.
    pub fn kept(&self) -> Range {
        self.saving.total()
    }

    /// What is lost to rebound: typically, what is avoided less what is kept.
    pub fn rebound(&self) -> Range {
        self.avoided * (self.application.rebound_percent.range * 0.01)
    }

    /// What it costs more than it saves: negative, if it was worth it. From
    /// the best case, the least cost and the most saved, to the worst.
    pub fn net(&self) -> Range {
        let Range { low, typical, high } = self.kept();
        self.footprint.total().minus(Range::new(high, typical, low))
    }
}

/// What a device costs and saves; nothing if its file states no saving.
///
/// # Errors
///
/// As of [`uncertainty`].
pub fn net(
    device: &Device,
    factors: &Factors,
    draws: Draws,
    watch: &dyn Watch,
) -> Result<Option<Net>, NotFound> {
    let Some(application) = &device.application else {
        return Ok(None);
    };
    let own = assess(device, factors);
    let start = device.starts_after_years;
    let gross = avoided(&own, application, start, false);
    let saving = avoided(&own, application, start, true);
    let total = own.total().typical;
    let typical = gross.total().typical;
    let effect = application.attribution_percent.range.typical / 100.0
        * (1.0 - application.rebound_percent.range.typical / 100.0);
    let both = [own.clone(), saving.clone()];
    let difference = paired(&both, 1, draws, watch)?.swap_remove(0);
    let certainty = Certainty {
        footprint: uncertainty(&own, Method::Auto, draws, watch)?,
        kept: uncertainty(&saving, Method::Auto, draws, watch)?,
        net: difference.difference,
        net_negative_probability: difference.less_probability,
        error: difference.error,
        samples: draws.samples,
    };
    let (payback_years, lasting_payback_years) =
        payback(device, factors, application, &own, &saving);
    Ok(Some(Net {
        payback_years,
        lasting_payback_years,
        break_even_kg_co2e_per_year: (effect > 0.0).then(|| total / own.lifespan_years / effect),
        break_even_rebound_percent: (typical > 0.0)
            .then(|| excess(typical, total) / typical * 100.0),
        avoided: gross.total(),
        saving,
        application: application.clone(),
        certainty,
        footprint: own,
    }))
}

/// When it has paid back for the first time, and from when on for the rest of
/// its life.
fn payback(
    device: &Device,
    factors: &Factors,
    application: &Application,
    own: &Footprint,
    saving: &Footprint,
) -> (Option<f64>, Option<f64>) {
    let both = |years: f64| {
        let so_far = assess(&at(device, years), factors);
        let saved = avoided(&so_far, application, device.starts_after_years, true);
        (saved.total(), so_far.total())
    };
    // What takes no production pays back from the start.
    let (saved, spent) = both(SOON_YEARS);
    let at_start = (saved.minus(spent).typical > 0.0).then_some(0.0);
    let Some(mut breaks) = breaks(own) else {
        return (at_start, None);
    };
    breaks.extend(grid_breaks(saving));
    let [_, found, _] = crossings(breaks, both);
    let rise = |crossing: &Crossing| crossing.rises.then_some(crossing.years);
    let first = at_start.or_else(|| found.iter().find_map(rise));
    let within = |crossing: &&Crossing| crossing.years < own.lifespan_years;
    let lasting = match found.iter().rfind(within) {
        None => first.filter(|years| *years <= own.lifespan_years),
        Some(last) => rise(last),
    };
    (first, lasting)
}
