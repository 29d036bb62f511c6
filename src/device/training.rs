//! Training of the machine-learning model.

use super::blocks::{BlockReader, KG_CO2E};
use super::{Content, Effort, Training};
use crate::diagnostic::Diagnostic;
use crate::read::Bounds;
use crate::tree::{Entry, Table};
use crate::unit;

/// Keys of a training that is calculated.
const OF_ENERGY: [&str; 5] = ["energy_kwh", "grid", "grid_year", "grid_source", "pue"];
/// Keys of any training.
const KEYS: [&str; 4] = ["kg_co2e", "shared_by", "source", "assumption"];

impl BlockReader<'_> {
    pub(super) fn training(&mut self, entry: &Entry, table: &Table) -> Option<Content> {
        self.reader
            .only(table, &[&OF_ENERGY[..], &KEYS].concat(), "`training`");
        let shared_by = match table.get("shared_by") {
            Some(node) => {
                let bounds = Bounds::between(1.0, 1e12, "devices");
                self.reader.number("shared_by", node, bounds)
            }
            None => Some(1.0),
        };
        let effort = match table.get("kg_co2e") {
            Some(node) => {
                self.refuse_energy(table);
                self.reader
                    .quantity("kg_co2e", node, KG_CO2E)
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
        for key in OF_ENERGY {
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
        let bounds = Bounds::of(&unit::KILOWATT_HOUR);
        let energy_kwh = self.reader.quantity("energy_kwh", node, bounds);
        let pue = match table.get("pue") {
            Some(node) => self
                .reader
                .number("pue", node, Bounds::between(1.0, 10.0, "")),
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
