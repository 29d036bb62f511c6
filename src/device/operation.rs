//! Use: what draws power, and where the energy comes from.

use super::blocks::BlockReader;
use super::keys::{MEAN_POWER_MW, OVERHEAD_UW, SLEEP_UW, STATED_FOR_YEARS, USE};
use super::profile::{Drain, Load, Operation};
use super::{BlockInput, Content};
use crate::block::Block;
use crate::diagnostic::Diagnostic;
use crate::factors::CellKind;
use crate::key::names;
use crate::parts::{self, Mcu};
use crate::range::Range;
use crate::read::Stated;
use crate::tree::{Entry, Table};
use crate::unit;

/// Keys of a profile; `mean_power_mw` is its short form.
pub(super) const PROFILE: [&str; 4] = ["mcu", "sleep_uw", "overhead_uw", "tasks"];
/// The short form of a profile.
pub(super) const MEAN_POWER: &str = MEAN_POWER_MW.name;

impl BlockReader<'_> {
    pub(super) fn operation(&mut self, entry: &Entry, table: &Table) -> Option<Content> {
        self.reader.only(table, &names(&USE), "`use`");
        if let Some(years) = table.entry(STATED_FOR_YEARS.name) {
            self.reader.report(
                Diagnostic::at(
                    "unused-key",
                    &years.key_place,
                    format!("`{}` without `kg_co2e`", years.key),
                )
                .help("it says for how many years a stated footprint is: remove it"),
            );
        }
        let before = self.reader.diagnostics.len();
        let (drains, sleep_stated) = self.drains(entry, table);
        let profile_is_wrong = self.reader.diagnostics.len() > before;
        let supply = self.supply(entry, table)?;
        (!profile_is_wrong).then_some(Content::Use(Box::new(Operation {
            drains,
            sleep_stated,
            supply,
        })))
    }

    /// What draws power, and whether that between the tasks is stated.
    fn drains(&mut self, entry: &Entry, table: &Table) -> (Vec<Drain>, bool) {
        let profile = PROFILE.into_iter().find(|key| table.has(key));
        match (table.get(MEAN_POWER), profile) {
            (Some(node), None) => {
                let power = self.reader.quantity(MEAN_POWER, node, MEAN_POWER_MW.bounds);
                let drain = power.map(|power| Drain {
                    name: MEAN_POWER.to_owned(),
                    label: "electricity".to_owned(),
                    load: Load::Constant {
                        power,
                        unit: &unit::MILLIWATT,
                    },
                    covers: None,
                    is_inference: false,
                });
                (drain.into_iter().collect(), true)
            }
            (None, Some(_)) => self.profile(entry, table),
            (Some(_), Some(key)) => {
                if let Some(extra) = table.entry(key) {
                    self.reader.report(
                        Diagnostic::at(
                            "stated-twice",
                            &extra.key_place,
                            format!("`{key}` next to `{MEAN_POWER}`"),
                        )
                        .help(
                            "the mean power is that of everything: give it, or a profile of \
                             `mcu`, `sleep_uw`, `overhead_uw` and `tasks`",
                        ),
                    );
                }
                (Vec::new(), true)
            }
            (None, None) => {
                self.reader.report(
                    Diagnostic::at(
                        "missing-key",
                        &entry.key_place,
                        "`use` has no `mean_power_mw`",
                    )
                    .help(
                        "add `mean_power_mw`, the mean electrical power over the life in mW; \
                         or a profile: `sleep_uw` and `[use.tasks.NAME]`",
                    ),
                );
                (Vec::new(), true)
            }
        }
    }

    fn profile(&mut self, entry: &Entry, table: &Table) -> (Vec<Drain>, bool) {
        let before = self.reader.diagnostics.len();
        let mcu = self.mcu(table);
        let mut drains = Vec::new();
        for (key, label) in [(SLEEP_UW, "sleep"), (OVERHEAD_UW, "board overhead")] {
            let power = self.stated_quantity(table, &key);
            drains.extend(power.map(|power| constant(key.name, label, power)));
        }
        if let (Some(mcu), false) = (&mcu, table.has("sleep_uw")) {
            drains.extend(sleep_of(mcu));
        }
        let sleep_stated = drains.iter().any(|drain| drain.label.starts_with("sleep"));
        if let Some(tasks) = table.entry("tasks") {
            drains.extend(self.tasks(table, tasks, mcu.as_ref()));
        }
        let is_active = |drain: &Drain| match &drain.load {
            Load::Events { energy, .. } => energy.is_of_mcu(),
            Load::Constant { .. } => false,
        };
        if table.has("sleep_uw") && !drains.iter().any(is_active) {
            self.refuse(
                table,
                "mcu",
                "next to `sleep_uw`, and no task at its active power",
                "it says what the microcontroller draws asleep, and in tasks that state \
                 `duration_ms` alone: remove one of the two",
            );
        }
        if drains.is_empty() && self.reader.diagnostics.len() == before {
            self.reader.report(
                Diagnostic::at(
                    "missing-key",
                    &entry.key_place,
                    "`use` has a profile in which nothing draws power",
                )
                .help("give `sleep_uw`, `overhead_uw` or `[use.tasks.NAME]`"),
            );
        }
        (drains, sleep_stated)
    }

    fn mcu(&mut self, table: &Table) -> Option<Mcu> {
        let node = table.get("mcu")?;
        let name = self.reader.text("mcu", node)?;
        match parts::mcu(&name) {
            Ok(mcu) => Some(mcu),
            Err(unknown) => self.unknown_part("unknown-mcu", node, &unknown),
        }
    }

    /// Primary cells are somewhere in the device: without them, nothing feeds
    /// it.
    pub(super) fn check_cells(&mut self, entry: &Entry, inputs: &[BlockInput]) {
        let needs_cells = inputs.iter().any(|input| match &input.content {
            Content::Use(operation) => {
                let supply = &operation.supply;
                supply.kind == Some(super::SupplyKind::Primary) && supply.battery_wh.is_none()
            }
            _ => false,
        });
        let has_cells = inputs.iter().any(|input| match &input.content {
            Content::Parts { parts, .. } => parts.iter().any(|part| {
                let cell = self.factors.cell(input.block, &part.key);
                cell.is_some_and(|cell| cell.kind == CellKind::Primary && cell.usable_wh.is_some())
                    && part.quantity.range.low > 0.0
            }),
            _ => false,
        });
        if needs_cells && !has_cells {
            self.reader.report(
                Diagnostic::at(
                    "no-cells",
                    &entry.key_place,
                    "`use` is fed by primary cells, and not all variants of the device have some whose energy is known",
                )
                .help(format!(
                    "add them to `[{}]`, such as `aa_alkaline_piece = 2` (`tinyfoot data cells` \
                     lists what is known), or give `battery_wh`",
                    Block::PowerSupply.key()
                )),
            );
        }
    }
}

fn constant(name: &str, label: &str, power: Stated) -> Drain {
    Drain {
        name: name.to_owned(),
        label: label.to_owned(),
        load: Load::Constant {
            power,
            unit: &unit::MICROWATT,
        },
        covers: None,
        is_inference: false,
    }
}

/// What a named microcontroller draws asleep.
fn sleep_of(mcu: &Mcu) -> Option<Drain> {
    let state = mcu.sleep_state.as_deref().unwrap_or("asleep");
    let power = Stated {
        sources: mcu.sources.clone(),
        ..Stated::bare(Range::point(mcu.sleep_uw?))
    };
    Some(Drain {
        covers: Some(format!("{state}; {}", mcu.covers)),
        ..constant("mcu", &format!("sleep of the {}", mcu.label), power)
    })
}
