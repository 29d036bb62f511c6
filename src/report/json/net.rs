//! What a device costs and saves: schema `tinyfoot/net/v1`.

use serde::Serialize;

use super::foundation::{SourceWire, citations, foundation};
use super::line::{FactorWire, factor};
use super::sensitivity::DeviceWire;
use super::uncertainty::SummaryWire;
use super::{Answer, RangeWire, RemarkWire, remark, render};
use crate::analysis::Net;
use crate::device::Variant;
use crate::factors::Factors;
use crate::model::Line;
use crate::range::Range;
use crate::report::cite::{Bibliography, cited};
use crate::report::formula::formula;
use crate::report::net::NetReport;

/// What a device costs and saves. The two are never subtracted but in `net`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct NetWire<'a> {
    /// One device over its life.
    one: SidesWire,
    /// How many devices there are; `null` where that was not asked for.
    units: Option<f64>,
    /// All of them.
    all: Option<SidesWire>,
    /// How likely it saves more than it costs.
    net_negative_probability: f64,
    /// The standard error of that.
    probability_error: f64,
    samples: u64,
    /// After how many years as much is saved as was spent; `null` if that is
    /// not within 100 years.
    payback_years: Option<f64>,
    /// After how many years that stays so for the rest of its life: later,
    /// where what is replaced costs more than was saved until then; `null` if
    /// it does not.
    lasting_payback_years: Option<f64>,
    /// What it would have to avoid a year to be worth it, before attribution
    /// and rebound; `null` if nothing would do.
    break_even_kg_co2e_per_year: Option<f64>,
    /// The rebound at which nothing is left of what it avoids; negative if it
    /// costs more without any, `null` if it avoids nothing.
    break_even_rebound_percent: Option<f64>,
    saving: SavingWire<'a>,
    /// The device, alone.
    devices: [DeviceWire<'a>; 1],
}

impl Answer for NetWire<'_> {
    const SCHEMA: &'static str = "tinyfoot/net/v1";
}

/// Both sides, and their difference.
#[expect(clippy::struct_field_names, reason = "keys end in their unit")]
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct SidesWire {
    /// What is spent.
    footprint_kg_co2e: RangeWire,
    footprint_distribution_kg_co2e: SummaryWire,
    /// What is avoided, before rebound.
    avoided_kg_co2e: RangeWire,
    /// What of that is lost, in each variant of it.
    rebound_kg_co2e: RangeWire,
    /// What is left of it.
    saved_kg_co2e: RangeWire,
    saved_distribution_kg_co2e: SummaryWire,
    /// What is spent less what is saved, from the best case to the worst.
    net_kg_co2e: RangeWire,
    net_distribution_kg_co2e: SummaryWire,
}

/// What the saving rests on.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct SavingWire<'a> {
    formula_low: Option<String>,
    /// Of the typical variant.
    formula: Option<String>,
    formula_high: Option<String>,
    /// What makes kilograms of it.
    factor: Option<FactorWire<'a>>,
    /// How the grid of that changes; `null` where it is the same in every year.
    grid_trend_percent_per_year: Option<f64>,
    /// What is lost on the way, in percent of what arrives.
    grid_loss_percent: Option<f64>,
    attribution_percent: RangeWire,
    rebound_percent: RangeWire,
    /// How good the evidence is, in words.
    evidence: Option<&'a str>,
    assumptions: Vec<RemarkWire<'a>>,
    sources: Vec<SourceWire>,
}

fn sides(net: &Net, units: f64) -> SidesWire {
    let range = |range: Range| RangeWire::from(range * units);
    let certainty = &net.certainty;
    SidesWire {
        footprint_kg_co2e: range(net.footprint.total()),
        footprint_distribution_kg_co2e: SummaryWire::of(&certainty.footprint.total, units),
        avoided_kg_co2e: range(net.avoided),
        rebound_kg_co2e: range(net.rebound()),
        saved_kg_co2e: range(net.kept()),
        saved_distribution_kg_co2e: SummaryWire::of(&certainty.kept.total, units),
        net_kg_co2e: range(net.net()),
        net_distribution_kg_co2e: SummaryWire::of(&certainty.net, units),
    }
}

fn saving<'a>(net: &'a Net, bibliography: &Bibliography) -> SavingWire<'a> {
    let line: Option<&Line> = net.saving.lines.first();
    let of = |variant| line.map(|line| formula(line, variant));
    let application = &net.application;
    let grid = net.saving.grids.first();
    SavingWire {
        formula_low: of(Variant::Low),
        formula: of(Variant::Typical),
        formula_high: of(Variant::High),
        factor: line.map(|line| factor(&line.factor)),
        grid_trend_percent_per_year: grid.and_then(|used| used.trend_percent_per_year),
        grid_loss_percent: grid.and_then(|used| used.loss_percent),
        attribution_percent: application.attribution_percent.range.into(),
        rebound_percent: application.rebound_percent.range.into(),
        evidence: application.evidence.as_deref(),
        assumptions: net.saving.assumptions.iter().map(remark).collect(),
        sources: citations(cited(&net.saving), &bibliography.with(&net.saving)),
    }
}

/// What a device costs and saves: schema `tinyfoot/net/v1`.
pub fn net_json(report: &NetReport, factors: &Factors) -> String {
    let net = &report.net;
    let bibliography = Bibliography::new(factors);
    let answer = NetWire {
        one: sides(net, 1.0),
        units: report.units,
        all: report.units.map(|units| sides(net, units)),
        net_negative_probability: net.certainty.net_negative_probability,
        probability_error: net.certainty.error,
        samples: net.certainty.samples,
        payback_years: net.payback_years,
        lasting_payback_years: net.lasting_payback_years,
        break_even_kg_co2e_per_year: net.break_even_kg_co2e_per_year,
        break_even_rebound_percent: net.break_even_rebound_percent,
        saving: saving(net, &bibliography),
        devices: [DeviceWire {
            name: &net.footprint.name,
            lifespan_years: net.footprint.lifespan_years,
            foundation: foundation(&net.footprint, &bibliography),
        }],
    };
    render(answer, factors)
}
