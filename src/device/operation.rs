//! Electricity in use, and the grid that electricity comes from.

use super::blocks::BlockReader;
use super::{Content, Electricity};
use crate::diagnostic::Diagnostic;
use crate::grid::{self, Grid, GridBasis, GridError};
use crate::read::Bounds;
use crate::tree::{Entry, Node, Table, Value};
use crate::unit;

impl BlockReader<'_> {
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
    pub(super) fn grid(&mut self, entry: &Entry, table: &Table) -> Option<Grid> {
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
            return self.stated_grid(node, table);
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
            Err(unknown) => {
                let help = match &unknown {
                    GridError::Unknown {
                        nearest: Some(near),
                        ..
                    } => format!("did you mean \"{near}\"? "),
                    GridError::Unknown { .. } => "give a country (\"FR\", \"FRA\", \"France\"), \
                        a US state (\"US-CA\"), \"EU\", \"world\", or a number in g CO2e/kWh; "
                        .to_owned(),
                    GridError::Ambiguous { .. } => {
                        "give the code of the one that is meant; ".to_owned()
                    }
                };
                self.reader.report(
                    Diagnostic::at("unknown-grid", &node.place, unknown.to_string())
                        .help(format!("{help}`tinyfoot data grids` lists them")),
                );
                None
            }
        }
    }

    /// An intensity that the file states, in g CO2e/kWh.
    fn stated_grid(&mut self, node: &Node, table: &Table) -> Option<Grid> {
        let bounds = Bounds::between(0.0, 5000.0, "g CO2e/kWh");
        let g_co2e_per_kwh = self.reader.number("grid", node, bounds)?;
        if 0.0 < g_co2e_per_kwh && g_co2e_per_kwh < 1.0 {
            self.reader.report(
                Diagnostic::at(
                    "out-of-range",
                    &node.place,
                    format!("`grid` is {g_co2e_per_kwh} g CO2e/kWh, less than any grid"),
                )
                .help(format!(
                    "`grid` is in grams: {g_co2e_per_kwh} kg CO2e/kWh is `grid = {}`",
                    g_co2e_per_kwh * 1000.0
                )),
            );
        }
        Some(Grid {
            code: None,
            name: "stated intensity".to_owned(),
            year: None,
            g_co2e_per_kwh,
            basis: GridBasis::Stated,
            sources: self.reader.optional_texts(table, "grid_source"),
        })
    }
}
