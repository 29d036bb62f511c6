//! The merged tree, validated into a device.

use std::sync::Arc;

use super::{
    BlockInput, Content, Custom, Device, Effort, Electricity, Leg, LevelChoice, Part, Training,
    Transport, Uncovered, Variant,
};
use crate::block::{Block, Stage};
use crate::diagnostic::{Diagnostic, Place, suggest};
use crate::factors::{FactorSet, Factors, Level, missing_source, read_factors};
use crate::grid::{self, Grid, GridBasis};
use crate::range::Range;
use crate::read::{Bounds, Reader, Stated, wrong_type};
use crate::sources::read_citations;
use crate::tree::{Entry, Node, Table, Value};
use crate::unit;

/// The published systems live for three years (Prakash et al. 2023).
pub const DEFAULT_LIFESPAN_YEARS: f64 = 3.0;

const DEVICE_KEYS: [&str; 9] = [
    "name",
    "description",
    "lifespan_years",
    "source",
    "assumptions",
    "omit",
    "uncovered",
    "factors",
    "sources",
];
/// What every block may say about itself.
const REMARKS: [&str; 2] = ["source", "assumption"];
const KG_CO2E: Bounds<'static> = Bounds::of(&unit::KILOGRAM_CO2E);

/// A device from its merged tree, and what is wrong with it.
pub(super) fn device(
    table: &Table,
    fallback_name: &str,
    factors: &Factors,
) -> (Option<Device>, Vec<Diagnostic>) {
    let mut reader = Reader::default();
    let name = reader
        .optional_text(table, "name")
        .unwrap_or_else(|| fallback_name.to_owned());
    let own = Arc::new(own_factors(&mut reader, table, &name));
    let mut factors = factors.clone();
    factors.push(Arc::clone(&own));
    let mut blocks = BlockReader {
        reader,
        factors: &factors,
    };

    let mut inputs = Vec::new();
    for entry in &table.entries {
        match Block::from_key(&entry.key) {
            Some(block) => inputs.extend(blocks.block(block, entry)),
            None if DEVICE_KEYS.contains(&entry.key.as_str()) => {}
            None => blocks.reader.report(unknown_key(entry)),
        }
    }
    inputs.sort_by_key(|input| input.block);

    let mut reader = blocks.reader;
    let lifespan = table.get("lifespan_years");
    let device = Device {
        name,
        description: reader.optional_text(table, "description"),
        lifespan_years: lifespan
            .and_then(|node| lifespan_years(&mut reader, node))
            .unwrap_or(DEFAULT_LIFESPAN_YEARS),
        lifespan_stated: lifespan.is_some(),
        blocks: inputs,
        uncovered: table.entry("uncovered").and_then(|entry| uncovered(&mut reader, entry)),
        assumptions: reader.optional_texts(table, "assumptions"),
        own,
        sources: reader.sources(table),
    };
    check_omitted(&mut reader, table);
    if device.blocks.is_empty() && reader.diagnostics.is_empty() {
        reader.report(
            Diagnostic::general("no-block", "the device has no block")
                .help("give at least one, for example `[processing]` with `mcu_mm2 = 10`"),
        );
    }
    (Some(device), reader.diagnostics)
}

fn own_factors(reader: &mut Reader, table: &Table, name: &str) -> FactorSet {
    let items = table.entry("factors").map(|entry| read_factors(reader, entry, name));
    let citations = table.entry("sources").map(|entry| read_citations(reader, entry));
    FactorSet {
        name: name.to_owned(),
        items: items.unwrap_or_default(),
        citations: citations.unwrap_or_default(),
        ..FactorSet::default()
    }
}

fn unknown_key(entry: &Entry) -> Diagnostic {
    let is_table = matches!(entry.node.value, Value::Table(_));
    let (code, what) = if is_table {
        ("unknown-block", "block")
    } else {
        ("unknown-key", "key")
    };
    let candidates = Block::ALL.iter().map(|block| block.key()).chain(DEVICE_KEYS);
    Diagnostic::at(code, &entry.key_place, format!("unknown {what} `{}`", entry.key)).help(
        suggest(&entry.key, candidates, "a device file has"),
    )
}

fn lifespan_years(reader: &mut Reader, node: &Node) -> Option<f64> {
    let years = reader.number("lifespan_years", node, Bounds::between(0.0, 100.0, "years"))?;
    if years > 0.0 {
        return Some(years);
    }
    reader.report(
        Diagnostic::at("out-of-range", &node.place, "`lifespan_years` is 0")
            .help("a device serves for some time: give more than 0 years"),
    );
    None
}

fn uncovered(reader: &mut Reader, entry: &Entry) -> Option<Uncovered> {
    let table = reader.table(entry)?;
    reader.only(table, &["parts", "covered_count"], "`[uncovered]`");
    let covered_count = table.get("covered_count").and_then(|node| {
        let count = reader.whole("covered_count", node, Bounds::between(0.0, 1e5, "parts"))?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1e5")]
        Some(count as u32)
    });
    Some(Uncovered {
        parts: reader.optional_texts(table, "parts"),
        covered_count,
    })
}

fn check_omitted(reader: &mut Reader, table: &Table) {
    let Some(node) = table.get("omit") else {
        return;
    };
    for name in reader.texts("omit", node) {
        if Block::from_key(&name).is_none() {
            reader.report(
                Diagnostic::at("unknown-block", &node.place, format!("unknown block `{name}`"))
                    .help(suggest(
                        &name,
                        Block::ALL.iter().map(|block| block.key()),
                        "the blocks are",
                    )),
            );
        }
    }
}

/// Reads blocks, knowing which items there are.
struct BlockReader<'a> {
    reader: Reader,
    factors: &'a Factors,
}

impl<'a> BlockReader<'a> {
    fn block(&mut self, block: Block, entry: &Entry) -> Option<BlockInput> {
        let table = self.reader.table(entry)?;
        if block == Block::Custom {
            return Some(BlockInput {
                block,
                level: None,
                reused: false,
                content: Content::Custom(self.custom(table)),
                sources: Vec::new(),
                assumptions: Vec::new(),
            });
        }
        let (mut level, mut reused) = (None, false);
        let content = if table.has("kg_co2e") && block != Block::Training {
            reused = self.reader.flag(table, "reused");
            self.stated(block, entry, table)
        } else {
            match block {
                Block::Training => self.training(entry, table),
                Block::Use => self.electricity(entry, table),
                Block::Transport => self.transport(entry, table, &mut level),
                _ => {
                    reused = self.reader.flag(table, "reused");
                    self.parts(block, entry, table, &mut level)
                }
            }
        };
        let assumptions = self.reader.optional_texts(table, "assumption");
        let sources = self.reader.sources(table);
        Some(BlockInput {
            block,
            level,
            reused,
            content: content?,
            sources,
            assumptions,
        })
    }

    /// A block whose footprint is stated.
    fn stated(&mut self, block: Block, entry: &Entry, table: &Table) -> Option<Content> {
        let node = table.get("kg_co2e")?;
        for other in &table.entries {
            if !["kg_co2e", "reused"].contains(&other.key.as_str())
                && !REMARKS.contains(&other.key.as_str())
            {
                self.reader.report(
                    Diagnostic::at(
                        "both-stated-and-modelled",
                        &other.key_place,
                        format!("`{}` next to `kg_co2e`", other.key),
                    )
                    .help("a block has a stated footprint or items, not both: remove one"),
                );
            }
        }
        let stated = self.reader.quantity("kg_co2e", node, KG_CO2E);
        if !table.has("source") && stated.as_ref().is_some_and(|kg| kg.sources.is_empty()) {
            let rule = format!("a stated footprint of `{}` needs one", block.key());
            self.reader.report(missing_source(entry, &rule));
        }
        stated.map(Content::Stated)
    }

    /// A block of items, by level, by quantity, or both.
    fn parts(
        &mut self,
        block: Block,
        entry: &Entry,
        table: &Table,
        choice: &mut Option<LevelChoice>,
    ) -> Option<Content> {
        let before = self.reader.diagnostics.len();
        let mut parts = Vec::new();
        let level = self.level(block, table, choice);
        let whole = level.and_then(|level| level.whole.clone());
        let mut expanded: Vec<Part> = level
            .filter(|level| level.whole.is_none())
            .map(|level| expand(level, choice.as_ref()))
            .unwrap_or_default();
        for item in &table.entries {
            if ["hsl", "variant", "reused"].contains(&item.key.as_str())
                || REMARKS.contains(&item.key.as_str())
            {
                continue;
            }
            if let (Some(_), Some(level)) = (&whole, level)
                && level.items.iter().any(|(key, _)| *key == item.key)
            {
                self.reader.report(part_of_whole(item, level));
                continue;
            }
            if let Some(part) = self.part(block, item) {
                expanded.retain(|old| old.key != part.key);
                parts.push(part);
            }
        }
        self.check_level_factors(block, table, &expanded);
        expanded.extend(parts);
        if expanded.is_empty() && whole.is_none() && self.reader.diagnostics.len() == before {
            self.reader.report(empty_block(block, entry, self.factors));
        }
        Some(Content::Parts {
            parts: expanded,
            whole,
        })
    }

    fn level(
        &mut self,
        block: Block,
        table: &Table,
        choice: &mut Option<LevelChoice>,
    ) -> Option<&'a Level> {
        let Some(node) = table.get("hsl") else {
            if let Some(variant) = table.entry("variant") {
                self.reader.report(
                    Diagnostic::at("variant-without-level", &variant.key_place, "`variant` without `hsl`")
                        .help("a variant is one of the three of a level: add `hsl = ...`"),
                );
            }
            return None;
        };
        let number = self.reader.whole("hsl", node, Bounds::between(0.0, 9.0, ""))?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 9")]
        let number = number as u8;
        let variant = table.get("variant").and_then(|node| self.variant(node));
        let Some(level) = self.factors.level(block, number) else {
            let known: Vec<String> = self
                .factors
                .levels(block)
                .iter()
                .map(|(level, _)| level.number.to_string())
                .collect();
            let help = if known.is_empty() {
                format!("`{}` has no levels: give its items", block.key())
            } else {
                format!("the levels of `{}` are {}", block.key(), known.join(", "))
            };
            self.reader.report(
                Diagnostic::at(
                    "unknown-level",
                    &node.place,
                    format!("`{}` has no level {number}", block.key()),
                )
                .help(help),
            );
            return None;
        };
        *choice = Some(LevelChoice {
            number,
            variant,
            caution: level.caution.clone(),
            sources: level.sources.clone(),
        });
        Some(level)
    }

    fn variant(&mut self, node: &Node) -> Option<Variant> {
        let text = self.reader.text("variant", node)?;
        let variant = Variant::ALL.into_iter().find(|variant| variant.key() == text);
        if variant.is_none() {
            self.reader.report(
                Diagnostic::at("unknown-variant", &node.place, format!("unknown variant `{text}`"))
                    .help("a variant is `low`, `typical` or `high`"),
            );
        }
        variant
    }

    /// The factors of a level's items: a level is only usable with all of
    /// them, since a missing one would be silently zero.
    fn check_level_factors(&mut self, block: Block, table: &Table, parts: &[Part]) {
        let missing: Vec<(String, String)> = parts
            .iter()
            .filter(|part| part.quantity.range != Range::ZERO)
            .filter_map(|part| {
                let why = self.factors.factor(block, &part.key).err()?;
                Some((part.key.clone(), why))
            })
            .collect();
        let (Some(node), [(first, _), ..]) = (table.get("hsl"), missing.as_slice()) else {
            return;
        };
        let listed: Vec<_> = missing
            .iter()
            .map(|(key, why)| format!("`{key}` ({why})"))
            .collect();
        self.reader.report(
            Diagnostic::at(
                "unknown-factor",
                &node.place,
                format!(
                    "this level of `{}` needs factors that are not known: {}",
                    block.key(),
                    listed.join(", ")
                ),
            )
            .help(format!(
                "give them, as `[factors.{}.{first}]` with `kg_co2e` and `source`; or state 0 of an item that the device does not have; or the block's `kg_co2e` with its `source`",
                block.key()
            )),
        );
    }

    fn part(&mut self, block: Block, entry: &Entry) -> Option<Part> {
        let key = &entry.key;
        let Some(item) = self.factors.item(block, key) else {
            self.reader.report(self.unknown_item(block, entry));
            return None;
        };
        let bounds = Bounds::of(item.unit);
        let quantity = self.reader.quantity(key, &entry.node, bounds)?;
        if quantity.range != Range::ZERO
            && let Err(why) = self.factors.factor(block, key)
        {
            self.reader.report(
                Diagnostic::at(
                    "unknown-factor",
                    &entry.key_place,
                    format!("the factor of `{key}` is not known: {why}"),
                )
                .help(format!(
                    "give it, as `[factors.{}.{key}]` with `kg_co2e` and `source`; or list the part under `[uncovered]`",
                    block.key()
                )),
            );
        }
        Some(Part {
            key: key.clone(),
            quantity,
        })
    }

    fn unknown_item(&self, block: Block, entry: &Entry) -> Diagnostic {
        let key = entry.key.as_str();
        let elsewhere = Block::ALL
            .into_iter()
            .find(|other| self.factors.item(*other, key).is_some());
        let own = self.factors.items(block);
        let candidates = own
            .iter()
            .map(|item| item.key.as_str())
            .chain(["hsl", "kg_co2e", "source", "assumption", "reused", "variant"]);
        let help = match elsewhere {
            Some(other) => format!("`{key}` is an item of `{}`", other.key()),
            None => suggest(key, candidates, &format!("`{}` has", block.key())),
        };
        Diagnostic::at(
            "unknown-item",
            &entry.key_place,
            format!("unknown item `{key}` in `{}`", block.key()),
        )
        .help(help)
    }

    fn training(&mut self, entry: &Entry, table: &Table) -> Option<Content> {
        let reader = &mut self.reader;
        reader.only(
            table,
            &[
                "kg_co2e", "energy_kwh", "grid", "grid_source", "pue", "shared_by", "source",
                "assumption",
            ],
            "`training`",
        );
        let shared_by = match table.get("shared_by") {
            Some(node) => reader.number("shared_by", node, Bounds::between(1.0, 1e12, "devices"))?,
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
            (Some(kg), None) => {
                Effort::Footprint(reader.quantity("kg_co2e", &kg.node, KG_CO2E)?)
            }
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

    fn electricity(&mut self, entry: &Entry, table: &Table) -> Option<Content> {
        self.reader.only(
            table,
            &["mean_power_mw", "grid", "grid_source", "kg_co2e", "source", "assumption"],
            "`use`",
        );
        let power = match table.get("mean_power_mw") {
            Some(node) => self
                .reader
                .quantity("mean_power_mw", node, Bounds::of(&unit::MILLIWATT)),
            None => {
                self.reader.report(
                    Diagnostic::at("missing-key", &entry.key_place, "`use` has no `mean_power_mw`")
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
                    || "give a country (\"FR\", \"FRA\", \"France\"), a US state (\"US-CA\"), \"EU\", \"world\", or a number in g CO2e/kWh".to_owned(),
                    |near| format!("did you mean \"{near}\"?"),
                );
                self.reader.report(
                    Diagnostic::at("unknown-grid", &node.place, format!("unknown grid {query:?}"))
                        .help(format!("{help} `tinyfoot data grids` lists them")),
                );
                None
            }
        }
    }

    fn transport(
        &mut self,
        entry: &Entry,
        table: &Table,
        choice: &mut Option<LevelChoice>,
    ) -> Option<Content> {
        let before = self.reader.diagnostics.len();
        let modes: Vec<String> = self
            .factors
            .items(Block::Transport)
            .iter()
            .filter_map(|item| item.key.strip_suffix("_kg_km").map(str::to_owned))
            .collect();
        let distances: Vec<String> = modes.iter().map(|mode| format!("{mode}_distance_km")).collect();
        let mut allowed = vec!["hsl", "variant", "legs", "weight_g", "kg_co2e", "source", "assumption"];
        allowed.extend(distances.iter().map(String::as_str));
        self.reader.only(table, &allowed, "`transport`");

        let level = self.level(Block::Transport, table, choice).cloned();
        let expanded = level
            .map(|level| expand(&level, choice.as_ref()))
            .unwrap_or_default();
        let km = Bounds::of(&unit::KILOMETRE);
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
            weight_g = self.reader.quantity("weight_g", node, Bounds::of(&unit::GRAM));
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
                    Diagnostic::at("both-legs-and-distance", &entry.key_place, format!("`{key}` next to `legs`"))
                        .help("give the distances once: as `legs`, or one key for each mode"),
                );
                continue;
            }
            if let Some(distance_km) = self.reader.quantity(key, &entry.node, km) {
                legs.retain(|leg| leg.mode != *mode);
                legs.push(Leg {
                    mode: mode.clone(),
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
        Some(Content::Transport(Transport { weight_g, legs }))
    }

    fn legs(&mut self, node: &Node, modes: &[String]) -> Vec<Leg> {
        let Value::Array(nodes) = &node.value else {
            self.reader.report(
                wrong_type("legs", "an array of legs", &node.value, &node.place)
                    .help("write `legs = [{ mode = \"truck\", km = 300 }]`"),
            );
            return Vec::new();
        };
        nodes.iter().filter_map(|node| self.leg(node, modes)).collect()
    }

    fn leg(&mut self, node: &Node, modes: &[String]) -> Option<Leg> {
        let Value::Table(table) = &node.value else {
            self.reader.report(
                wrong_type("legs", "an array of tables", &node.value, &node.place)
                    .help("write `{ mode = \"truck\", km = 300 }`"),
            );
            return None;
        };
        self.reader.only(table, &["mode", "km"], "a leg");
        let mode = self.required(table, "mode", &node.place, "`truck` or `plane`");
        let km = self.required(table, "km", &node.place, "the distance in km");
        let mode_node = mode?;
        let mode = self.reader.text("mode", mode_node)?;
        if !modes.contains(&mode) {
            self.reader.report(
                Diagnostic::at("unknown-mode", &mode_node.place, format!("unknown mode of transport `{mode}`")).help(
                    format!(
                        "{}; another mode needs a factor, `[factors.transport.{}_kg_km]`",
                        suggest(&mode, modes.iter().map(String::as_str), "the modes are"),
                        mode.replace(|c: char| !c.is_ascii_alphanumeric(), "_"),
                    ),
                ),
            );
            return None;
        }
        let distance_km = self.reader.quantity("km", km?, Bounds::of(&unit::KILOMETRE))?;
        Some(Leg { mode, distance_km })
    }

    fn required<'t>(
        &mut self,
        table: &'t Table,
        key: &str,
        place: &Place,
        what: &str,
    ) -> Option<&'t Node> {
        let node = table.get(key);
        if node.is_none() {
            self.reader.report(
                Diagnostic::at("missing-key", place, format!("there is no `{key}`"))
                    .help(format!("add `{key}`: {what}")),
            );
        }
        node
    }

    fn custom(&mut self, table: &Table) -> Vec<Custom> {
        table
            .entries
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
        self.reader.only(
            table,
            &["kg_co2e", "stage", "source", "assumption"],
            &format!("`{}`", entry.key),
        );
        let node = self.required(table, "kg_co2e", &entry.key_place, "the component's footprint");
        let kg = node.and_then(|node| self.reader.quantity("kg_co2e", node, KG_CO2E));
        let stage = match table.get("stage") {
            Some(node) => self.stage(node)?,
            None => Stage::Production,
        };
        let mut kg_co2e = kg?;
        kg_co2e.sources.extend(self.reader.sources(table));
        kg_co2e.assumption = self
            .reader
            .optional_text(table, "assumption")
            .or(kg_co2e.assumption);
        if kg_co2e.sources.is_empty() {
            self.reader
                .report(missing_source(entry, "a stated footprint needs one"));
        }
        Some(Custom {
            name: entry.key.clone(),
            kg_co2e,
            stage,
        })
    }

    fn stage(&mut self, node: &Node) -> Option<Stage> {
        let text = self.reader.text("stage", node)?;
        let stage = Stage::from_key(&text);
        if stage.is_none() {
            self.reader.report(
                Diagnostic::at("unknown-stage", &node.place, format!("unknown stage `{text}`")).help(
                    suggest(&text, Stage::ALL.iter().map(|stage| stage.key()), "the stages are"),
                ),
            );
        }
        stage
    }
}

/// The quantities of a level, of one variant or of all three.
fn expand(level: &Level, choice: Option<&LevelChoice>) -> Vec<Part> {
    let variant = choice.and_then(|choice| choice.variant);
    level
        .items
        .iter()
        .map(|(key, range)| Part {
            key: key.clone(),
            quantity: Stated::bare(variant.map_or(*range, |variant| variant.of(*range))),
        })
        .collect()
}

fn part_of_whole(entry: &Entry, level: &Level) -> Diagnostic {
    Diagnostic::at(
        "part-of-whole",
        &entry.key_place,
        format!(
            "`{}` is inside `{}` HSL-{}, which is published as a whole",
            entry.key,
            level.block.key(),
            level.number
        ),
    )
    .help("remove it, or give all parts of the block without `hsl`")
}

fn empty_block(block: Block, entry: &Entry, factors: &Factors) -> Diagnostic {
    let items: Vec<_> = factors
        .items(block)
        .iter()
        .map(|item| item.key.clone())
        .collect();
    let items = if items.is_empty() {
        String::new()
    } else {
        format!(", or items: {}", items.join(", "))
    };
    Diagnostic::at(
        "empty-block",
        &entry.key_place,
        format!("`{}` says nothing", block.key()),
    )
    .help(format!("give `hsl`, or `kg_co2e` with its `source`{items}; remove the block if it is not modelled"))
}
