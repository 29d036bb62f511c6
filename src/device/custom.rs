//! Components of the user's own.

use super::Custom;
use super::blocks::BlockReader;
use super::keys::{CUSTOM, KG_CO2E, STATED_FOR_YEARS};
use crate::block::Stage;
use crate::diagnostic::{Diagnostic, suggest};
use crate::factors::missing_source;
use crate::key::names;
use crate::read::{Stated, wrong_type};
use crate::tree::{Entry, Node, Table, Value};

impl BlockReader<'_> {
    pub(super) fn custom(&mut self, table: &Table) -> Vec<Custom> {
        table
            .entries()
            .iter()
            .filter_map(|entry| self.custom_entry(entry))
            .collect()
    }

    fn custom_entry(&mut self, entry: &Entry) -> Option<Custom> {
        let Value::Table(table) = &entry.node.value else {
            self.reader.report(
                wrong_type(&entry.key, "a table", &entry.node.value, &entry.node.place).help(
                    format!(
                        "write `\"{}\" = {{ kg_co2e = 0.05, source = \"...\" }}`",
                        entry.key
                    ),
                ),
            );
            return None;
        };
        let what = format!("`{}`", entry.key);
        self.reader.only(table, &names(&CUSTOM), &what);
        self.reader.enter(table);
        let node = self.required(
            table,
            "kg_co2e",
            &entry.key_place,
            "the component's footprint",
        );
        let kg = node.and_then(|node| self.reader.quantity(KG_CO2E.name, node, KG_CO2E.bounds));
        self.reader.leave();
        let assumption = self.reader.optional_text(table, "assumption");
        let stage = match table.get("stage") {
            Some(node) => self.stage(node),
            None => Some(Stage::Production),
        };
        let for_years = self.reader.optional_number(table, &STATED_FOR_YEARS);
        if let (Some(years), Some(stage)) = (table.entry(STATED_FOR_YEARS.name), stage)
            && !stage.goes_on()
        {
            self.reader.report(
                Diagnostic::at(
                    "unused-key",
                    &years.key_place,
                    format!("`{}` in the stage `{}`", STATED_FOR_YEARS.name, stage.key()),
                )
                .help("only use and replacement grow with the years: remove it, or add `stage = \"use\"`"),
            );
        }
        let is_sourced = kg
            .as_ref()
            .map_or_else(|| table.has("source"), |kg: &Stated| !kg.sources.is_empty());
        if !is_sourced {
            self.reader
                .report(missing_source(entry, "a stated footprint needs one"));
        }
        let (mut kg_co2e, stage) = (kg?, stage?);
        kg_co2e.assumption = assumption.or(kg_co2e.assumption);
        Some(Custom {
            name: entry.key.clone(),
            kg_co2e,
            stage,
            for_years,
        })
    }

    fn stage(&mut self, node: &Node) -> Option<Stage> {
        let text = self.reader.text("stage", node)?;
        let stage = Stage::from_key(&text);
        if stage.is_none() {
            self.reader.report(
                Diagnostic::at(
                    "unknown-stage",
                    &node.place,
                    format!("unknown stage `{text}`"),
                )
                .help(suggest(
                    &text,
                    Stage::ALL.iter().map(|stage| stage.key()),
                    "the stages are",
                )),
            );
        }
        stage
    }
}
