//! Training and use: electricity, and the grid that it comes from.

use super::blocks::{BlockReader, KG_CO2E};
use super::{Content, Effort, Electricity, Training};
use crate::diagnostic::Diagnostic;
use crate::grid::{self, Grid, GridBasis};
use crate::read::Bounds;
use crate::tree::{Entry, Table, Value};
use crate::unit;

impl BlockReader<'_> {
    pub(super) fn training(&mut self, entry: &Entry, table: &Table) -> Option<Content> {
        let reader = &mut self.reader;
        reader.only(
            table,
            &[
                "kg_co2e",
                "energy_kwh",
                "grid",
                "grid_source",
                "pue",
                "shared_by",
                "source",
                "assumption",
            ],
            "`training`",
        );
        let shared_by = match table.get("shared_by") {
            Some(node) => {
                reader.number("shared_by", node, Bounds::between(1.0, 1e12, "devices"))?
            }
            None => 1.0,
        };
        let effort = match (table.entry("kg_co2e"), table.entry("energy_kwh")) {
            (Some(_), Some(energy)) => {
                reader.report(
                    Diagnostic::at(
                        "both-stated-and-modelled",
                        &energy.key_place,
                        "`energy_kwh` next to `kg_co2e`",
                    )
                    .help("a training has a stated footprint or an energy, not both: remove one"),
                );
                return None;
            }
            (Some(kg), None) => Effort::Footprint(reader.quantity("kg_co2e", &kg.node, KG_CO2E)?),
            (None, Some(energy)) => {
                let bounds = Bounds::of(&unit::KILOWATT_HOUR);
                let energy_kwh = reader.quantity("energy_kwh", &energy.node, bounds);
                let pue = table.get("pue");
                let pue_stated = pue.is_some();
                let pue = match pue {
                    Some(node) => reader.number("pue", node, Bounds::between(1.0, 10.0, ""))?,
                    None => 1.0,
                };
                Effort::Energy {
                    energy_kwh: energy_kwh?,
                    pue,
                    pue_stated,
                    grid: self.grid(entry, table)?,
                }
            }
            (None, None) => {
                reader.report(
                    Diagnostic::at("missing-key", &entry.key_place, "`training` says nothing")
                        .help("give `kg_co2e`, or `energy_kwh` and `grid`"),
                );
                return None;
            }
        };
        Some(Content::Training(Training { effort, shared_by }))
    }

    pub(super) fn electricity(&mut self, entry: &Entry, table: &Table) -> Option<Content> {
        self.reader.only(
            table,
            &[
                "mean_power_mw",
                "grid",
                "grid_source",
                "kg_co2e",
                "source",
                "assumption",
            ],
            "`use`",
        );
        let power = match table.get("mean_power_mw") {
            Some(node) => self
                .reader
                .quantity("mean_power_mw", node, Bounds::of(&unit::MILLIWATT)),
            None => {
                self.reader.report(
                    Diagnostic::at(
                        "missing-key",
                        &entry.key_place,
                        "`use` has no `mean_power_mw`",
                    )
                    .help("add `mean_power_mw`, the mean electrical power over the life in mW"),
                );
                None
            }
        };
        let grid = self.grid(entry, table);
        Some(Content::Use(Electricity {
            mean_power_mw: power?,
            grid: grid?,
        }))
    }

    /// The grid of a block: a name, or a number in g CO2e/kWh.
    fn grid(&mut self, entry: &Entry, table: &Table) -> Option<Grid> {
        let Some(node) = table.get("grid") else {
            self.reader.report(
                Diagnostic::at(
                    "missing-key",
                    &entry.key_place,
                    format!("`{}` has no `grid`", entry.key),
                )
                .help("add `grid`: a country such as \"FR\", \"world\", or a number in g CO2e/kWh"),
            );
            return None;
        };
        if let Value::Number(_) = node.value {
            let bounds = Bounds::between(0.0, 5000.0, "g CO2e/kWh");
            let g_co2e_per_kwh = self.reader.number("grid", node, bounds)?;
            return Some(Grid {
                code: None,
                name: "stated intensity".to_owned(),
                year: None,
                g_co2e_per_kwh,
                basis: GridBasis::Stated,
                sources: self.reader.optional_texts(table, "grid_source"),
            });
        }
        if let Some(extra) = table.entry("grid_source") {
            self.reader.report(
                Diagnostic::at(
                    "unused-key",
                    &extra.key_place,
                    "`grid_source` next to a grid that has a source",
                )
                .help("`grid_source` is for a grid that is stated as a number"),
            );
        }
        let query = self.reader.text("grid", node)?;
        match grid::find(&query) {
            Ok(grid) => Some(grid),
            Err(near) => {
                let help = near.map_or_else(
                    || "give a country (\"FR\", \"FRA\", \"France\"), a US state (\"US-CA\"), \"EU\", \"world\", or a number in g CO2e/kWh;".to_owned(),
                    |near| format!("did you mean \"{near}\"?"),
                );
                self.reader.report(
                    Diagnostic::at(
                        "unknown-grid",
                        &node.place,
                        format!("unknown grid {query:?}"),
                    )
                    .help(format!("{help} `tinyfoot data grids` lists them")),
                );
                None
            }
        }
    }
}
