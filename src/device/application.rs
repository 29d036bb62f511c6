//! What a device saves elsewhere: avoided emissions.

use super::blocks::BlockReader;
use super::keys::{
    APPLICATION, ATTRIBUTION, AVOIDED, BASELINE_KG, BASELINE_KWH, EVIDENCE, OF_GRID, REBOUND,
    SAVES_KWH, SAVES_PERCENT,
};
use super::supply::GridSupply;
use crate::diagnostic::Diagnostic;
use crate::key::{Key, names};
use crate::range::{Range, Shape};
use crate::read::Stated;
use crate::tree::{Entry, Node, Table};

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
        grid: GridSupply,
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
    Energy(Stated, GridSupply),
}

impl Saving {
    /// Where saved electricity comes from.
    pub fn grid(&self) -> Option<&GridSupply> {
        match self {
            Self::Energy { grid, .. }
            | Self::Share {
                of: Baseline::Energy(_, grid),
                ..
            } => Some(grid),
            _ => None,
        }
    }
}

const SAVINGS: [Key; 3] = [AVOIDED, SAVES_KWH, SAVES_PERCENT];
const BASELINES: [Key; 2] = [BASELINE_KG, BASELINE_KWH];

impl BlockReader<'_> {
    pub(super) fn application(&mut self, entry: &Entry) -> Option<Application> {
        let table = self.reader.table(entry)?;
        self.reader
            .only(table, &names(&APPLICATION), "`[application]`");
        self.reader.enter(table);
        let found = self.application_of(entry, table);
        self.reader.leave();
        found
    }

    fn application_of(&mut self, entry: &Entry, table: &Table) -> Option<Application> {
        let mut saving = self.saving(entry, table);
        let assumption = self.reader.optional_text(table, "assumption");
        if let Some((key, stated)) = saving.as_mut().map(Saving::amount_mut) {
            // What is tried out on the command line has no other origin.
            let is_tried = |node: &Node| node.place.source >= self.texts_of_files;
            let tried = table.get(key.name).filter(|node| is_tried(node));
            let tried = tried.map(|_| "given on the command line".to_owned());
            stated.assumption = stated.assumption.take().or(assumption).or(tried);
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
        let mut percent = |key: Key, default| match table.get(key.name) {
            Some(node) => self.reader.quantity(key.name, node, key.bounds),
            None => Some(Stated::bare(Range::point(default))),
        };
        let attribution_percent = percent(ATTRIBUTION, 100.0);
        let rebound_percent = percent(REBOUND, 0.0);
        if let (Some(rebound), Some(node)) = (&rebound_percent, table.get(REBOUND.name))
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
            attribution_stated: table.has(ATTRIBUTION.name),
            rebound_stated: table.has(REBOUND.name),
            evidence: self.reader.optional_text(table, EVIDENCE.name),
        })
    }

    fn saving(&mut self, entry: &Entry, table: &Table) -> Option<Saving> {
        let key = self.one_of(entry, table, &SAVINGS, "says what it saves a year")?;
        if key.name != SAVES_PERCENT.name {
            for baseline in names(&BASELINES) {
                self.refuse(
                    table,
                    baseline,
                    "without `saves_percent`",
                    "a baseline is what a percentage is saved of",
                );
            }
        }
        let amount = |reader: &mut Self, key: Key| {
            let node = table.get(key.name)?;
            reader.reader.quantity(key.name, node, key.bounds)
        };
        let saved = amount(self, key);
        if key.name == AVOIDED.name {
            self.refuse_grid(table);
            return Some(Saving::Footprint {
                avoided_kg_co2e_per_year: saved?,
            });
        }
        if key.name == SAVES_KWH.name {
            let grid = self.grid_supply(entry, table);
            return Some(Saving::Energy {
                saves_kwh_per_year: saved?,
                grid: grid?,
            });
        }
        let of = self.one_of(entry, table, &BASELINES, "says what the share is of")?;
        let baseline = amount(self, of);
        let of = if of.name == BASELINE_KG.name {
            self.refuse_grid(table);
            Baseline::Footprint(baseline?)
        } else {
            let grid = self.grid_supply(entry, table);
            Baseline::Energy(baseline?, grid?)
        };
        Some(Saving::Share {
            saves_percent: saved?,
            of,
        })
    }

    fn refuse_grid(&mut self, table: &Table) {
        for key in names(&OF_GRID) {
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
    fn one_of(&mut self, entry: &Entry, table: &Table, keys: &[Key], what: &str) -> Option<Key> {
        let mut there = keys.iter().copied().filter(|key| table.has(key.name));
        let list = names(keys)
            .map(|key| format!("`{key}`"))
            .collect::<Vec<_>>()
            .join(", ");
        let first = there.next();
        let diagnostic = match (first, there.next().and_then(|key| table.entry(key.name))) {
            (Some(_), None) => return first,
            (Some(first), Some(second)) => Diagnostic::at(
                "both-given",
                &second.key_place,
                format!("`{}` next to `{}`", second.key, first.name),
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
    /// The amount that is saved, and its key.
    fn amount_mut(&mut self) -> (Key, &mut Stated) {
        match self {
            Self::Footprint {
                avoided_kg_co2e_per_year,
            } => (AVOIDED, avoided_kg_co2e_per_year),
            Self::Energy {
                saves_kwh_per_year, ..
            } => (SAVES_KWH, saves_kwh_per_year),
            Self::Share { saves_percent, .. } => (SAVES_PERCENT, saves_percent),
        }
    }
}
