//! Training of the machine-learning model.

use super::blocks::BlockReader;
use super::keys::{ENERGY_KWH, KG_CO2E, PUE, SHARED_BY, TRAINING};
use super::{Content, Effort, Training};
use crate::diagnostic::Diagnostic;
use crate::key::names;
use crate::tree::{Entry, Table};

/// How many of the keys are those of a training that is calculated.
const OF_ENERGY: usize = 5;

impl BlockReader<'_> {
    pub(super) fn training(&mut self, entry: &Entry, table: &Table) -> Option<Content> {
        self.reader.only(table, &names(&TRAINING), "`training`");
        let shared_by = match table.get("shared_by") {
            Some(node) => self.reader.number(SHARED_BY.name, node, SHARED_BY.bounds),
            None => Some(1.0),
        };
        let effort = match table.get("kg_co2e") {
            Some(node) => {
                self.refuse_energy(table);
                self.reader
                    .quantity(KG_CO2E.name, node, KG_CO2E.bounds)
                    .map(Effort::Footprint)
            }
            None => self.energy(entry, table),
        };
        Some(Content::Training(Training {
            effort: effort?,
            shared_by: shared_by?,
        }))
    }

    /// A training with a stated footprint has no use for an energy.
    fn refuse_energy(&mut self, table: &Table) {
        for key in names(&TRAINING[..OF_ENERGY]) {
            if let Some(entry) = table.entry(key) {
                self.reader.report(
                    Diagnostic::at(
                        "both-stated-and-modelled",
                        &entry.key_place,
                        format!("`{key}` next to `kg_co2e`"),
                    )
                    .help("a training has a stated footprint or an energy, not both: remove one"),
                );
            }
        }
    }

    fn energy(&mut self, entry: &Entry, table: &Table) -> Option<Effort> {
        let Some(node) = table.get("energy_kwh") else {
            self.reader.report(
                Diagnostic::at(
                    "missing-key",
                    &entry.key_place,
                    "`training` has no `energy_kwh`",
                )
                .help("add `energy_kwh` and `grid`, or `kg_co2e` with its `source`"),
            );
            return None;
        };
        let energy_kwh = self
            .reader
            .quantity(ENERGY_KWH.name, node, ENERGY_KWH.bounds);
        let pue = match table.get("pue") {
            Some(node) => self.reader.number(PUE.name, node, PUE.bounds),
            None => Some(1.0),
        };
        let grid = self.grid(entry, table);
        Some(Effort::Energy {
            energy_kwh: energy_kwh?,
            pue: pue?,
            pue_stated: table.has("pue"),
            grid: grid?,
        })
    }
}
