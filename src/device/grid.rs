//! The grid that electricity comes from.

use super::blocks::BlockReader;
use super::keys::{GRID, GRID_YEAR};
use crate::diagnostic::Diagnostic;
use crate::grid::{self, Grid, GridBasis, GridError};
use crate::tree::{Entry, Node, Table, Value};

/// The keys that say which grid it is.
pub(super) const GRID_KEYS: [&str; 3] = ["grid", "grid_year", "grid_source"];

impl BlockReader<'_> {
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
            self.refuse(
                table,
                "grid_year",
                "next to a grid that is stated as a number",
                "`grid_year` is for a country or region: a number is of its own year",
            );
            return self.stated_grid(node, table);
        }
        self.refuse(
            table,
            "grid_source",
            "next to a grid that has a source",
            "`grid_source` is for a grid that is stated as a number",
        );
        let query = self.reader.text("grid", node)?;
        let year = match table.get("grid_year") {
            Some(node) => {
                let year = self.reader.whole(GRID_YEAR.name, node, GRID_YEAR.bounds)?;
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "1900 to 2200"
                )]
                Some(year as u16)
            }
            None => None,
        };
        match grid::find(&query, year) {
            Ok(grid) => Some(grid),
            Err(error) => {
                self.reader.report(no_grid(&error, node, table));
                None
            }
        }
    }

    /// Reports a key that has no use where it stands.
    pub(super) fn refuse(&mut self, table: &Table, key: &str, why: &str, help: &str) {
        if let Some(entry) = table.entry(key) {
            self.reader.report(
                Diagnostic::at("unused-key", &entry.key_place, format!("`{key}` {why}")).help(help),
            );
        }
    }

    /// An intensity that the file states, in g CO2e/kWh.
    fn stated_grid(&mut self, node: &Node, table: &Table) -> Option<Grid> {
        let g_co2e_per_kwh = self.reader.number(GRID.name, node, GRID.bounds)?;
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
            sources: self.reader.optional_texts(table, "grid_source").into(),
        })
    }
}

fn no_grid(error: &GridError, node: &Node, table: &Table) -> Diagnostic {
    const LISTED: &str = "; `tinyfoot data grids` lists them";
    let (code, help) = match error {
        GridError::Unknown {
            nearest: Some(near),
            ..
        } => (
            "unknown-grid",
            format!("did you mean \"{near}\"? `tinyfoot data grids` lists them"),
        ),
        GridError::Unknown { .. } => (
            "unknown-grid",
            format!(
                "give a country (\"FR\", \"FRA\", \"France\"), a US state (\"US-CA\"), \"EU\", \
                 \"world\", or a number in g CO2e/kWh{LISTED}"
            ),
        ),
        GridError::Ambiguous { .. } => (
            "unknown-grid",
            format!("give the code of the one that is meant{LISTED}"),
        ),
        GridError::NoSuchYear { years, .. } => {
            let years = match years.as_slice() {
                [only] => format!("it has {only}"),
                [first, .., last] => format!("it has years from {first} to {last}"),
                [] => "it has no year".to_owned(),
            };
            (
                "unknown-year",
                format!("{years}; without `grid_year`, it is the latest"),
            )
        }
    };
    let place = match (error, table.get("grid_year")) {
        (GridError::NoSuchYear { .. }, Some(year)) => &year.place,
        _ => &node.place,
    };
    Diagnostic::at(code, place, error.to_string()).help(help)
}
