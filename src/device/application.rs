//! What a device saves elsewhere: avoided emissions.

use super::blocks::{BlockReader, KG_CO2E};
use crate::diagnostic::Diagnostic;
use crate::grid::Grid;
use crate::range::{Range, Shape};
use crate::read::{Bounds, Stated};
use crate::tree::{Entry, Table};
use crate::unit;

/// What a device saves elsewhere, apart from its own footprint: avoided
/// emissions in the sense of ITU-T L.1480 and IEC 63372.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Application {
    /// What it saves a year.
    pub saving: Saving,
    /// How much of that would not have been saved without it, in percent.
    pub attribution_percent: Stated,
    /// How much of that is lost again because what costs less is used more, in
    /// percent; above 100, more than all of it.
    pub rebound_percent: Stated,
    /// Whether the file states the attribution.
    pub attribution_stated: bool,
    /// Whether the file states the rebound.
    pub rebound_stated: bool,
    /// How good the evidence is, in words.
    pub evidence: Option<String>,
}

/// What is saved a year.
#[derive(Clone, Debug, PartialEq)]
pub enum Saving {
    /// A footprint.
    Footprint {
        /// In kg CO2e a year.
        avoided_kg_co2e_per_year: Stated,
    },
    /// Electricity.
    Energy {
        /// In kWh a year.
        saves_kwh_per_year: Stated,
        /// Where it comes from.
        grid: Grid,
    },
    /// A share of something.
    Share {
        /// In percent of the baseline.
        saves_percent: Stated,
        /// The baseline.
        of: Baseline,
    },
}

/// What a share is saved of.
#[derive(Clone, Debug, PartialEq)]
pub enum Baseline {
    /// A footprint, in kg CO2e a year.
    Footprint(Stated),
    /// Electricity, in kWh a year, and where it comes from.
    Energy(Stated, Grid),
}

const SAVINGS: [&str; 3] = [
    "avoided_kg_co2e_per_year",
    "saves_kwh_per_year",
    "saves_percent",
];
const BASELINES: [&str; 2] = ["baseline_kg_co2e_per_year", "baseline_kwh_per_year"];
const KEYS: [&str; 11] = [
    "avoided_kg_co2e_per_year",
    "saves_kwh_per_year",
    "saves_percent",
    "baseline_kg_co2e_per_year",
    "baseline_kwh_per_year",
    "grid",
    "grid_year",
    "grid_source",
    "attribution_percent",
    "rebound_percent",
    "evidence",
];
const SHARE: Bounds<'static> = Bounds::between(0.0, 100.0, "%");
/// A rebound of ten times is taken for a typing error.
const REBOUND: Bounds<'static> = Bounds::between(0.0, 1000.0, "%");

impl BlockReader<'_> {
    pub(super) fn application(&mut self, entry: &Entry) -> Option<Application> {
        let table = self.reader.table(entry)?;
        let allowed = [&KEYS[..], &["source", "assumption"]].concat();
        self.reader.only(table, &allowed, "`[application]`");
        self.reader.enter(table);
        let found = self.application_of(entry, table);
        self.reader.leave();
        found
    }

    fn application_of(&mut self, entry: &Entry, table: &Table) -> Option<Application> {
        let mut saving = self.saving(entry, table);
        let assumption = self.reader.optional_text(table, "assumption");
        if let Some(stated) = saving.as_mut().map(Saving::first_mut) {
            stated.assumption = stated.assumption.take().or(assumption);
            if stated.sources.is_empty() && stated.assumption.is_none() {
                self.reader.report(
                    Diagnostic::at(
                        "missing-source",
                        &entry.key_place,
                        "`[application]` says neither where its saving is from, nor why it is assumed",
                    )
                    .help("add `source`, a text or a key of `tinyfoot data sources`, or `assumption`"),
                );
            }
        }
        let mut percent = |key: &str, bounds, default| match table.get(key) {
            Some(node) => self.reader.quantity(key, node, bounds),
            None => Some(Stated::bare(Range::point(default))),
        };
        let attribution_percent = percent("attribution_percent", SHARE, 100.0);
        let rebound_percent = percent("rebound_percent", REBOUND, 0.0);
        if let (Some(rebound), Some(node)) = (&rebound_percent, table.get("rebound_percent"))
            && rebound.shape == Shape::Lognormal
        {
            self.reader.report(
                Diagnostic::at(
                    "bad-distribution",
                    &node.place,
                    "what is left after a lognormal rebound has no distribution that is known here",
                )
                .help("take \"triangular\", \"uniform\" or \"pert\""),
            );
        }
        Some(Application {
            saving: saving?,
            attribution_percent: attribution_percent?,
            rebound_percent: rebound_percent?,
            attribution_stated: table.has("attribution_percent"),
            rebound_stated: table.has("rebound_percent"),
            evidence: self.reader.optional_text(table, "evidence"),
        })
    }

    fn saving(&mut self, entry: &Entry, table: &Table) -> Option<Saving> {
        let key = self.one_of(entry, table, &SAVINGS, "says what it saves a year")?;
        let node = table.get(key)?;
        let kwh = Bounds::of(&unit::KILOWATT_HOUR);
        if key != "saves_percent" {
            for key in BASELINES {
                self.refuse(
                    table,
                    key,
                    "without `saves_percent`",
                    "a baseline is what a percentage is saved of",
                );
            }
        }
        match key {
            "avoided_kg_co2e_per_year" => {
                self.refuse_grid(table);
                Some(Saving::Footprint {
                    avoided_kg_co2e_per_year: self.reader.quantity(key, node, KG_CO2E)?,
                })
            }
            "saves_kwh_per_year" => {
                let saves_kwh_per_year = self.reader.quantity(key, node, kwh);
                let grid = self.grid(entry, table);
                Some(Saving::Energy {
                    saves_kwh_per_year: saves_kwh_per_year?,
                    grid: grid?,
                })
            }
            _ => {
                let saves_percent = self.reader.quantity(key, node, SHARE);
                let of = self.one_of(entry, table, &BASELINES, "says what the share is of")?;
                let baseline = table.get(of)?;
                let of = if of == "baseline_kg_co2e_per_year" {
                    self.refuse_grid(table);
                    Baseline::Footprint(self.reader.quantity(of, baseline, KG_CO2E)?)
                } else {
                    let kwh = self.reader.quantity(of, baseline, kwh);
                    let grid = self.grid(entry, table);
                    Baseline::Energy(kwh?, grid?)
                };
                Some(Saving::Share {
                    saves_percent: saves_percent?,
                    of,
                })
            }
        }
    }

    fn refuse_grid(&mut self, table: &Table) {
        for key in super::grid::GRID_KEYS {
            self.refuse(
                table,
                key,
                "next to a saving in kg CO2e",
                "a footprint needs no grid",
            );
        }
    }

    /// The one key of several that is there; none, or more than one, is a
    /// problem.
    fn one_of(
        &mut self,
        entry: &Entry,
        table: &Table,
        keys: &[&'static str],
        what: &str,
    ) -> Option<&'static str> {
        let mut there = keys.iter().copied().filter(|key| table.has(key));
        let list = keys
            .iter()
            .map(|key| format!("`{key}`"))
            .collect::<Vec<_>>()
            .join(", ");
        let first = there.next();
        let diagnostic = match (first, there.next().and_then(|key| table.entry(key))) {
            (Some(_), None) => return first,
            (Some(first), Some(second)) => Diagnostic::at(
                "both-given",
                &second.key_place,
                format!("`{}` next to `{first}`", second.key),
            )
            .help(format!("`[application]` takes one of {list}")),
            (None, _) => Diagnostic::at(
                "missing-key",
                &entry.key_place,
                format!("no key of `[application]` {what}"),
            )
            .help(format!("give one of {list}")),
        };
        self.reader.report(diagnostic);
        None
    }
}

impl Saving {
    /// The value that carries the remarks.
    fn first_mut(&mut self) -> &mut Stated {
        match self {
            Self::Footprint {
                avoided_kg_co2e_per_year,
            } => avoided_kg_co2e_per_year,
            Self::Energy {
                saves_kwh_per_year, ..
            } => saves_kwh_per_year,
            Self::Share { saves_percent, .. } => saves_percent,
        }
    }
}
