//! Blocks of hardware: levels, items, stated footprints.

use super::keys::{HARDWARE, HSL, KG_CO2E, STATED_FOR_YEARS, USE};
use super::{BlockInput, Content, LevelChoice, Part, Variant};
use crate::block::{Block, Stage};
use crate::cited::together;
use crate::diagnostic::{Diagnostic, Place, nearest, suggest};
use crate::factors::{Factors, Level, missing_source};
use crate::key::names;
use crate::range::Range;
use crate::read::{Bounds, Reader, Stated};
use crate::tree::{Entry, Node, Table};
use crate::unit::Unit;

/// What every block may say about itself.
const REMARKS: [&str; 2] = ["source", "assumption"];

/// Reads blocks, knowing which items there are.
pub(super) struct BlockReader<'a> {
    pub(super) reader: Reader,
    pub(super) factors: &'a Factors,
    /// How many of the texts are files, the device's own first; behind them
    /// stand values from the command line.
    pub(super) texts_of_files: usize,
    /// What the file lists as not covered: an item of it, as `block.item`,
    /// needs no factor.
    pub(super) uncovered: &'a [String],
}

impl<'a> BlockReader<'a> {
    pub(super) fn block(&mut self, block: Block, entry: &Entry) -> Option<BlockInput> {
        let table = self.reader.table(entry)?;
        if block == Block::Custom {
            return Some(BlockInput {
                block,
                level: None,
                reused: false,
                content: Content::Custom(self.custom(table)),
                assumptions: Vec::new(),
            });
        }
        self.reader.enter(table);
        let (mut level, mut reused) = (None, false);
        let content = if table.has("kg_co2e") && block != Block::Training {
            reused = self.reused(block, table);
            self.stated(block, entry, table)
        } else {
            match block {
                Block::Training => self.training(entry, table),
                Block::Use => self.operation(entry, table),
                Block::Transport => Some(self.transport(entry, table, &mut level)),
                _ => {
                    reused = self.reused(block, table);
                    Some(self.parts(block, entry, table, &mut level))
                }
            }
        };
        let assumptions = self.assumptions(table);
        self.reader.leave();
        Some(BlockInput {
            block,
            level,
            reused,
            content: content?,
            assumptions,
        })
    }

    /// Whether the block is hardware in its second life.
    fn reused(&mut self, block: Block, table: &Table) -> bool {
        if let (false, Some(entry)) = (block.stage() == Stage::Production, table.entry("reused")) {
            self.reader.report(
                Diagnostic::at(
                    "unused-key",
                    &entry.key_place,
                    format!("`reused` in `{}`", block.key()),
                )
                .help("only hardware is reused: its production is not counted again"),
            );
        }
        self.reader.flag(table, "reused")
    }

    /// What the block assumes. An assumption about the values of another text
    /// says so: it may not fit what is there now.
    fn assumptions(&mut self, table: &Table) -> Vec<String> {
        let Some(entry) = table.entry("assumption") else {
            return Vec::new();
        };
        let texts = self.reader.texts("assumption", &entry.node);
        // Texts in the order of their age: values from the command line come
        // last of all texts and are the newest, then the device's own file,
        // then the one that it extends.
        let age = |text: usize| {
            if text < self.texts_of_files {
                text + 1
            } else {
                0
            }
        };
        let said = age(entry.key_place.source);
        let changed = table.entries().iter().any(|other| {
            !REMARKS.contains(&other.key.as_str()) && age(other.key_place.source) < said
        });
        if !changed {
            return texts;
        }
        let mark = |text: String| format!("{text} (said before values of the block were changed)");
        texts.into_iter().map(mark).collect()
    }

    /// What a key next to a stated footprint is meant to be, if nothing is called
    /// so.
    fn misspelt(&self, block: Block, key: &str) -> Option<&'static str> {
        let mut known = names(&USE).chain(names(&HARDWARE));
        if known.any(|own| own == key) || self.factors.item(block, key).is_some() {
            return None;
        }
        let of_use = (block == Block::Use).then_some(STATED_FOR_YEARS.name);
        nearest(key, REMARKS.into_iter().chain(["reused"]).chain(of_use))
    }

    /// A block whose footprint is stated.
    fn stated(&mut self, block: Block, entry: &Entry, table: &Table) -> Option<Content> {
        let node = table.get("kg_co2e")?;
        for other in table.entries() {
            let beside = match other.key.as_str() {
                "kg_co2e" | "reused" => true,
                key => key == STATED_FOR_YEARS.name && block == Block::Use,
            };
            if other.key == STATED_FOR_YEARS.name && block != Block::Use {
                self.reader.report(
                    Diagnostic::at(
                        "unused-key",
                        &other.key_place,
                        format!("`{}` in `{}`", other.key, block.key()),
                    )
                    .help("only use grows with the years: remove it"),
                );
            } else if let Some(meant) = self.misspelt(block, &other.key) {
                self.reader.report(
                    Diagnostic::at(
                        "unknown-key",
                        &other.key_place,
                        format!("unknown key `{}` next to `kg_co2e`", other.key),
                    )
                    .help(format!("did you mean `{meant}`?")),
                );
            } else if !beside && !REMARKS.contains(&other.key.as_str()) {
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
        let stated = self.reader.quantity(KG_CO2E.name, node, KG_CO2E.bounds);
        if stated.as_ref().is_some_and(|kg| kg.sources.is_empty()) {
            let rule = format!("a stated footprint of `{}` needs one", block.key());
            self.reader.report(missing_source(entry, &rule));
        }
        let for_years = self.reader.optional_number(table, &STATED_FOR_YEARS);
        stated.map(|kg_co2e| Content::Stated { kg_co2e, for_years })
    }

    /// A block of items, by level, by quantity, or both.
    fn parts(
        &mut self,
        block: Block,
        entry: &Entry,
        table: &Table,
        choice: &mut Option<LevelChoice>,
    ) -> Content {
        let before = self.reader.diagnostics.len();
        let mut parts = Vec::new();
        let level = self.level(block, table, choice);
        let whole = level.and_then(|level| level.whole.clone());
        let mut expanded: Vec<Part> = level
            .filter(|level| level.whole.is_none())
            .zip(choice.as_ref())
            .map(|(level, choice)| expand(level, choice))
            .unwrap_or_default();
        for item in table.entries() {
            if names(&HARDWARE).any(|key| key == item.key) {
                continue;
            }
            if let (Some(_), Some(level)) = (&whole, level)
                && level.items.iter().any(|(key, _)| *key == item.key)
            {
                self.reader.report(part_of_whole(item, level));
                continue;
            }
            if let Some(part) = self.part(block, item) {
                parts.push(part);
            }
        }
        let own = |key: &str| parts.iter().any(|part: &Part| part.key == key);
        let inherited: Vec<&Part> = expanded.iter().filter(|part| !own(&part.key)).collect();
        self.check_level_factors(block, table, &inherited);
        for part in parts {
            match expanded.iter_mut().find(|old| old.key == part.key) {
                Some(old) => *old = part,
                None => expanded.push(part),
            }
        }
        if expanded.is_empty() && whole.is_none() && self.reader.diagnostics.len() == before {
            self.reader.report(empty_block(block, entry, self.factors));
        }
        Content::Parts {
            parts: expanded,
            whole,
        }
    }

    pub(super) fn level(
        &mut self,
        block: Block,
        table: &Table,
        choice: &mut Option<LevelChoice>,
    ) -> Option<&'a Level> {
        let Some(node) = table.get("hsl") else {
            if let Some(variant) = table.entry("variant") {
                self.reader.report(
                    Diagnostic::at(
                        "variant-without-level",
                        &variant.key_place,
                        "`variant` without `hsl`",
                    )
                    .help("a variant is one of the three of a level: add `hsl = ...`"),
                );
            }
            return None;
        };
        let number = self.reader.whole(HSL.name, node, HSL.bounds)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 9"
        )]
        let number = number as u8;
        let variant = table.get("variant").and_then(|node| self.variant(node));
        let Some((level, _)) = self.factors.level(block, number) else {
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
        let sources = together([&self.reader.origin(&node.place), &level.sources]);
        *choice = Some(LevelChoice {
            number,
            variant,
            caution: level.caution.clone(),
            sources,
        });
        Some(level)
    }

    fn variant(&mut self, node: &Node) -> Option<Variant> {
        let text = self.reader.text("variant", node)?;
        let variant = Variant::ALL
            .into_iter()
            .find(|variant| variant.key() == text);
        if variant.is_none() {
            self.reader.report(
                Diagnostic::at(
                    "unknown-variant",
                    &node.place,
                    format!("unknown variant `{text}`"),
                )
                .help("a variant is `low`, `typical` or `high`"),
            );
        }
        variant
    }

    /// The factors of a level's items: a level is only usable with all of
    /// them, since a missing one would be silently zero.
    fn check_level_factors(&mut self, block: Block, table: &Table, parts: &[&Part]) {
        let missing: Vec<(&str, String)> = parts
            .iter()
            .filter(|part| part.quantity.range != Range::ZERO)
            .filter(|part| !self.is_uncovered(block, &part.key))
            .filter_map(|part| {
                let why = self.factors.factor(block, &part.key).err()?;
                Some((part.key.as_ref(), why))
            })
            .collect();
        let (Some(node), [(first, _), ..]) = (table.get("hsl"), missing.as_slice()) else {
            return;
        };
        // What is missing for the same reason stands together.
        let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
        for (key, why) in &missing {
            let key = format!("`{key}`");
            match reasons.iter_mut().find(|(own, _)| own == why) {
                Some((_, keys)) => keys.push(key),
                None => reasons.push((why, vec![key])),
            }
        }
        let listed: Vec<String> = reasons
            .iter()
            .map(|(why, keys)| format!("{} ({why})", keys.join(", ")))
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
        if self.is_uncovered(block, key) && self.factors.factor(block, key).is_ok() {
            self.reader.report(
                Diagnostic::at(
                    "covered",
                    &entry.key_place,
                    format!("`{key}` is listed as not covered, and has a factor"),
                )
                .help(format!(
                    "take `{}.{key}` out of `[uncovered] parts`",
                    block.key()
                )),
            );
        }
        if quantity.range != Range::ZERO
            && !self.is_uncovered(block, key)
            && let Err(why) = self.factors.factor(block, key)
        {
            self.reader.report(
                Diagnostic::at(
                    "unknown-factor",
                    &entry.key_place,
                    format!("the factor of `{key}` is not known: {why}"),
                )
                .help(format!(
                    "give it, as `[factors.{}.{key}]` with `kg_co2e` and `source`; or leave it out of the sum: `[uncovered] parts = [\"{}.{key}\"]`",
                    block.key(),
                    block.key()
                )),
            );
        }
        Some(Part {
            key: key.clone().into(),
            quantity,
        })
    }

    /// Whether the file says itself that the item is not covered.
    fn is_uncovered(&self, block: Block, key: &str) -> bool {
        let is_meant = |part: &String| part.split_once('.') == Some((block.key(), key));
        self.uncovered.iter().any(is_meant)
    }

    fn unknown_item(&self, block: Block, entry: &Entry) -> Diagnostic {
        let key = entry.key.as_str();
        let elsewhere = Block::ALL
            .into_iter()
            .find(|other| self.factors.item(*other, key).is_some());
        let own = self.factors.keys(block);
        let candidates = own.into_iter().chain(names(&HARDWARE));
        let help = match elsewhere {
            Some(other) => format!("`{key}` is an item of `{}`", other.key()),
            None => {
                let known = suggest(key, candidates, &format!("`{}` has", block.key()));
                match Unit::split(key) {
                    Some(_) => {
                        let end = if known.ends_with(['?', '.']) { "" } else { "." };
                        format!(
                            "{known}{end} Another item needs a factor: `[factors.{}.{key}]`",
                            block.key()
                        )
                    }
                    None => known,
                }
            }
        };
        Diagnostic::at(
            "unknown-item",
            &entry.key_place,
            format!("unknown item `{key}` in `{}`", block.key()),
        )
        .help(help)
    }

    pub(super) fn required<'t>(
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
}

/// The quantities of a level, of one variant or of all three.
pub(super) fn expand(level: &Level, choice: &LevelChoice) -> Vec<Part> {
    level
        .items
        .iter()
        .map(|(key, range)| Part {
            key: key.clone(),
            quantity: Stated {
                sources: choice.sources.clone(),
                ..Stated::bare(choice.variant.map_or(*range, |variant| variant.of(*range)))
            },
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
    let items = factors.keys(block);
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
    .help(format!(
        "give `hsl`, or `kg_co2e` with its `source`{items}; remove the block if it is not modelled"
    ))
}
