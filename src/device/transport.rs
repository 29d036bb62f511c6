//! Transport: legs, by level, by mode or one after the other.

use super::blocks::{BlockReader, expand};
use super::keys::{LEG, LEG_KM, TRANSPORT, WEIGHT_G};
use super::{BlockInput, Content, Leg, LevelChoice, Part, Transport};
use crate::block::Block;
use crate::diagnostic::{Diagnostic, Place, suggest};
use crate::key::names;
use crate::range::Range;
use crate::read::wrong_type;
use crate::tree::{Entry, Node, Table, Value};
use crate::unit::Unit;

impl BlockReader<'_> {
    pub(super) fn transport(
        &mut self,
        entry: &Entry,
        table: &Table,
        choice: &mut Option<LevelChoice>,
    ) -> Content {
        let before = self.reader.diagnostics.len();
        let modes: Vec<&str> = self
            .factors
            .keys(Block::Transport)
            .into_iter()
            .filter_map(|key| key.strip_suffix("_kg_km"))
            .collect();
        let distances: Vec<String> = modes
            .iter()
            .map(|mode| [*mode, "_distance_km"].concat())
            .collect();
        let allowed = names(&TRANSPORT).chain(distances.iter().map(String::as_str));
        self.reader.only(table, &allowed, "`transport`");

        let expanded = self
            .level(Block::Transport, table, choice)
            .zip(choice.as_ref())
            .map(|(level, choice)| expand(level, choice))
            .unwrap_or_default();
        if let Some(level) = table.entry("hsl")
            && ["legs", "weight_g"].iter().all(|key| table.has(key))
        {
            let message = "`hsl` next to `legs` and `weight_g`: nothing of the level is left";
            self.reader.report(
                Diagnostic::at("both-level-and-legs", &level.key_place, message)
                    .help("leave `hsl` out, or what is to be as the level has it"),
            );
        }
        let mut weight_g = None;
        let mut legs: Vec<Leg> = Vec::new();
        for part in expanded {
            if part.key == "weight_g" {
                weight_g = Some(part.quantity);
            } else if let Some(mode) = part.key.strip_suffix("_distance_km") {
                legs.push(Leg {
                    mode: mode.to_owned(),
                    distance_km: part.quantity,
                });
            }
        }
        if let Some(node) = table.get("weight_g") {
            weight_g = self.reader.quantity(WEIGHT_G.name, node, WEIGHT_G.bounds);
        }
        if let Some(node) = table.get("legs") {
            legs = self.legs(node, &modes);
        }
        for (mode, key) in modes.iter().zip(&distances) {
            let Some(entry) = table.entry(key) else {
                continue;
            };
            if table.has("legs") {
                self.reader.report(
                    Diagnostic::at(
                        "both-legs-and-distance",
                        &entry.key_place,
                        format!("`{key}` next to `legs`"),
                    )
                    .help("give the distances once: as `legs`, or one key for each mode"),
                );
                continue;
            }
            if let Some(distance_km) = self.reader.quantity(key, &entry.node, LEG_KM.bounds) {
                legs.retain(|leg| leg.mode != *mode);
                legs.push(Leg {
                    mode: (*mode).to_owned(),
                    distance_km,
                });
            }
        }
        if legs.is_empty() && self.reader.diagnostics.len() == before {
            self.reader.report(
                Diagnostic::at("missing-key", &entry.key_place, "`transport` has no leg").help(
                    "give `legs = [{ mode = \"plane\", km = 6775 }]`, distances such as `plane_distance_km`, or `hsl`",
                ),
            );
        }
        self.check_modes(&entry.key_place, &legs);
        Content::Transport(Transport { weight_g, legs })
    }

    /// A mode without a factor would be silently zero.
    fn check_modes(&mut self, place: &Place, legs: &[Leg]) {
        for leg in legs {
            let key = format!("{}_kg_km", leg.mode);
            if let Err(why) = self.factors.factor(Block::Transport, &key) {
                self.reader.report(
                    Diagnostic::at(
                        "unknown-factor",
                        place,
                        format!("the factor of the mode `{}` is not known: {why}", leg.mode),
                    )
                    .help(format!("give it, as `[factors.transport.{key}]`")),
                );
            }
        }
    }

    /// Without a weight, the stated masses are carried: there must be some.
    pub(super) fn check_weight(&mut self, entry: &Entry, inputs: &[BlockInput]) {
        let unweighed = |input: &BlockInput| matches!(&input.content, Content::Transport(transport) if transport.weight_g.is_none());
        let has_mass = |block: Block, part: &Part| {
            let unit = Unit::split(&part.key).map(|(_, unit)| unit);
            let cell = self.factors.cell(block, &part.key);
            let is_weighed = unit.is_some_and(|unit| unit.grams.is_some())
                || cell.is_some_and(|cell| cell.mass_g.is_some());
            is_weighed && part.quantity.range != Range::ZERO
        };
        let weighed = |input: &BlockInput| match &input.content {
            Content::Parts { parts, .. } => parts.iter().any(|part| has_mass(input.block, part)),
            _ => false,
        };
        if inputs.iter().any(unweighed) && !inputs.iter().any(weighed) {
            self.reader.report(
                Diagnostic::at(
                    "missing-key",
                    &entry.key_place,
                    "`transport` has no `weight_g`, and no part of the device states a mass",
                )
                .help("add `weight_g`, the mass of the packed device in grams"),
            );
        }
    }

    fn legs(&mut self, node: &Node, modes: &[&str]) -> Vec<Leg> {
        if let Value::Table(table) = &node.value
            && let [first, ..] = table.entries()
            && table
                .entries()
                .iter()
                .all(|entry| entry.key.parse::<usize>().is_ok())
        {
            let message = format!("there is no leg `transport.legs.{}`", first.key);
            self.reader.report(
                Diagnostic::at("wrong-type", &first.key_place, message).help(
                    "those that the file states are counted from 0; to state others, write \
                         `legs = [{ mode = \"truck\", km = 300 }]`",
                ),
            );
            return Vec::new();
        }
        let Value::Array(nodes) = &node.value else {
            self.reader.report(
                wrong_type("legs", "an array of legs", &node.value, &node.place).help(
                    "write `legs = [{ mode = \"truck\", km = 300 }]`; `transport.legs.0.km` is \
                         of the first one that a file states",
                ),
            );
            return Vec::new();
        };
        nodes
            .iter()
            .filter_map(|node| self.leg(node, modes))
            .collect()
    }

    fn leg(&mut self, node: &Node, modes: &[&str]) -> Option<Leg> {
        let Value::Table(table) = &node.value else {
            self.reader.report(
                wrong_type("legs", "an array of tables", &node.value, &node.place)
                    .help("write `{ mode = \"truck\", km = 300 }`"),
            );
            return None;
        };
        self.reader.only(table, &names(&LEG), "a leg");
        let mode = self.required(table, "mode", &node.place, "`truck` or `plane`");
        let km = self.required(table, "km", &node.place, "the distance in km");
        let mode_node = mode?;
        let mode = self.reader.text("mode", mode_node)?;
        if !modes.contains(&mode.as_str()) {
            self.reader.report(
                Diagnostic::at(
                    "unknown-mode",
                    &mode_node.place,
                    format!("unknown mode of transport `{mode}`"),
                )
                .help(format!(
                    "{}; another mode needs a factor, `[factors.transport.{}_kg_km]`",
                    suggest(&mode, modes.iter().copied(), "the modes are"),
                    mode.replace(|c: char| !c.is_ascii_alphanumeric(), "_"),
                )),
            );
            return None;
        }
        let distance_km = self.reader.quantity(LEG_KM.name, km?, LEG_KM.bounds)?;
        Some(Leg { mode, distance_km })
    }
}
