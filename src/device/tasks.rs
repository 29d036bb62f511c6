//! What a device does again and again: energy per event, and how often.

use super::blocks::BlockReader;
use super::keys::{
    DURATION_MS, ENERGY_UJ, EVENTS, INFERENCE, INTERVAL, PAYLOAD_BYTES, POWER_MW, TASK,
};
use super::profile::{Drain, EventEnergy, Load, Rate, RateUnit};
use crate::diagnostic::Diagnostic;
use crate::key::names;
use crate::parts::{self, Mcu, UnknownPart};
use crate::range::{Range, Shape};
use crate::read::{Stated, wrong_type};
use crate::tree::{Entry, Node, Table, Value};

/// Keys of a task that say what an event takes, alternatives of one another.
pub(crate) const ENERGIES: [&[&str]; 4] = [
    &["energy_uj"],
    &["power_mw", "duration_ms"],
    &["radio", "payload_bytes"],
    &["inference"],
];

/// What a task's energy is, how long an event lasts, and what a named part's
/// figures include.
struct Event {
    energy: EventEnergy,
    duration_ms: Option<Range>,
    covers: Option<String>,
}

impl BlockReader<'_> {
    /// The tasks of a profile.
    ///
    /// A task that has a `source` says so of its own values; those of another
    /// have that of the block.
    pub(super) fn tasks(&mut self, block: &Table, entry: &Entry, mcu: Option<&Mcu>) -> Vec<Drain> {
        let Value::Table(table) = &entry.node.value else {
            self.reader.report(
                wrong_type("tasks", "a table", &entry.node.value, &entry.node.place)
                    .help("write `[use.tasks.NAME]` and the keys of a task below it"),
            );
            return Vec::new();
        };
        let tasks: Vec<Drain> = table
            .entries()
            .iter()
            .filter_map(|entry| {
                let drain = self.task(entry, mcu);
                self.reader.enter(block);
                drain
            })
            .collect();
        self.check_duty(entry, &tasks);
        tasks
    }

    fn task(&mut self, entry: &Entry, mcu: Option<&Mcu>) -> Option<Drain> {
        let Value::Table(table) = &entry.node.value else {
            self.reader.report(
                wrong_type(&entry.key, "a table", &entry.node.value, &entry.node.place).help(
                    format!(
                        "write `[use.tasks.{}]` with `energy_uj` and `per_hour`, for example",
                        entry.key
                    ),
                ),
            );
            return None;
        };
        let what = format!("the task `{}`", entry.key);
        self.reader.only(table, &names(&TASK), &what);
        let remark = self.reader.optional_text(table, "assumption");
        if table.has("source") {
            self.reader.enter(table);
        }
        let event = self.event(entry, table, mcu);
        let rate = self.rate(entry, table);
        let (mut event, rate) = (event?, rate?);
        if remark.is_some() {
            event.energy.first_mut().assumption = remark;
        }
        Some(Drain {
            name: format!("tasks.{}", entry.key),
            label: entry.key.clone(),
            is_inference: entry.key == "inference" || table.has("inference"),
            covers: event.covers,
            load: Load::Events {
                energy: Box::new(event.energy),
                rate,
                duration_ms: event.duration_ms,
            },
        })
    }

    fn event(&mut self, entry: &Entry, table: &Table, mcu: Option<&Mcu>) -> Option<Event> {
        let stated: Vec<&str> = ENERGIES
            .iter()
            .filter_map(|keys| keys.iter().copied().find(|key| table.has(key)))
            .collect();
        let choice = match stated.as_slice() {
            [one] => *one,
            [] => {
                self.reader.report(
                    Diagnostic::at(
                        "missing-key",
                        &entry.key_place,
                        format!("the task `{}` does not say what it takes", entry.key),
                    )
                    .help(
                        "give `energy_uj`, or `power_mw` and `duration_ms`, or `radio`, \
                         or `inference`",
                    ),
                );
                return None;
            }
            [first, second, ..] => {
                self.reader.report(
                    Diagnostic::at(
                        "stated-twice",
                        &entry.key_place,
                        format!("the task `{}` has `{first}` and `{second}`", entry.key),
                    )
                    .help("what an event takes is stated once: remove one of the two"),
                );
                return None;
            }
        };
        match choice {
            "energy_uj" => {
                let node = table.get("energy_uj")?;
                let energy_uj = self
                    .reader
                    .quantity(ENERGY_UJ.name, node, ENERGY_UJ.bounds)?;
                Some(Event {
                    energy: EventEnergy::Energy {
                        key: "energy_uj".into(),
                        is_shared: false,
                        energy_uj,
                    },
                    duration_ms: None,
                    covers: None,
                })
            }
            "radio" | "payload_bytes" => self.radio(entry, table),
            "inference" => self.inference(table.get("inference")?),
            _ => self.power(entry, table, mcu),
        }
    }

    fn power(&mut self, entry: &Entry, table: &Table, mcu: Option<&Mcu>) -> Option<Event> {
        let duration = self.required(
            table,
            "duration_ms",
            &entry.key_place,
            "how long an event lasts, in ms",
        );
        let duration_ms = duration.and_then(|node| {
            self.reader
                .quantity(DURATION_MS.name, node, DURATION_MS.bounds)
        });
        let (key, power_mw, covers) = match (table.get("power_mw"), mcu) {
            (Some(node), _) => {
                let power_mw = self.reader.quantity(POWER_MW.name, node, POWER_MW.bounds);
                ("power_mw", power_mw, None)
            }
            (None, Some(mcu)) if mcu.active_mw().is_some() => {
                let power_mw = mcu.active_mw().map(|range| Stated {
                    sources: mcu.sources.clone(),
                    ..Stated::bare(range)
                });
                let covers = format!("active power of the {}: {}", mcu.label, mcu.covers);
                ("duration_ms", power_mw, Some(covers))
            }
            (None, _) => {
                let help = match mcu {
                    Some(mcu) => format!("the active power of `{}` is not known", mcu.mcu),
                    None => "the power while it lasts, in mW; or name the `mcu` of `[use]`, \
                             whose active power it is then"
                        .to_owned(),
                };
                self.required(table, "power_mw", &entry.key_place, &help);
                ("power_mw", None, None)
            }
        };
        let duration_ms = duration_ms?;
        Some(Event {
            duration_ms: Some(duration_ms.range),
            energy: EventEnergy::Power {
                key,
                power_mw: power_mw?,
                duration_ms,
            },
            covers,
        })
    }

    fn radio(&mut self, entry: &Entry, table: &Table) -> Option<Event> {
        let payload = match table.get("payload_bytes") {
            Some(node) => {
                let bounds = PAYLOAD_BYTES.bounds;
                Some(self.reader.whole(PAYLOAD_BYTES.name, node, bounds)?)
            }
            None => None,
        };
        let what = "the radio that the payload is sent with";
        let node = self.required(table, "radio", &entry.key_place, what)?;
        let name = self.reader.text("radio", node)?;
        let radio = match parts::message(&name, payload) {
            Ok(radio) => radio,
            Err(unknown) => {
                // Where a radio is known, its payload is what is wrong.
                let is_known = parts::radios()
                    .iter()
                    .any(|radio| unknown.message.contains(&format!("`{}`", radio.radio)));
                let (code, place) = match table.get("payload_bytes") {
                    Some(payload) if is_known => ("bad-payload", payload),
                    _ => ("unknown-radio", node),
                };
                return self.unknown_part(code, place, &unknown);
            }
        };
        let length = match (payload, radio.payload_bytes) {
            (_, None) => String::new(),
            (Some(stated), Some(bytes)) if stated < bytes => {
                format!(", {stated} bytes counted as {bytes}, the next length that is known")
            }
            (Some(_), Some(bytes)) => format!(", {bytes} bytes"),
            (None, Some(bytes)) => format!(", {bytes} bytes, as no `payload_bytes` is stated"),
        };
        Some(Event {
            covers: Some(format!("{}{length}: {}", radio.label, radio.covers)),
            duration_ms: radio.time_ms.map(Range::point),
            energy: EventEnergy::Energy {
                key: "radio".into(),
                is_shared: false,
                energy_uj: Stated {
                    sources: radio.sources,
                    ..Stated::bare(Range::point(radio.energy_uj))
                },
            },
        })
    }

    fn inference(&mut self, node: &Node) -> Option<Event> {
        let Value::Table(table) = &node.value else {
            self.reader.report(
                wrong_type("inference", "a table", &node.value, &node.place)
                    .help("write `inference = { task = \"kws\", on = \"nucleo-u575zi\" }`"),
            );
            return None;
        };
        self.reader.only(table, &names(&INFERENCE), "`inference`");
        let task = self.required(
            table,
            "task",
            &node.place,
            "what was inferred, such as `kws`",
        );
        let on = self.required(
            table,
            "on",
            &node.place,
            "the board, such as `nucleo-u575zi`",
        );
        let (task, on) = (task?, on?);
        let (task_name, on_name) = (self.reader.text("task", task), self.reader.text("on", on));
        let (task_name, on_name) = (task_name?, on_name?);
        let measured = match parts::inference(&task_name, &on_name) {
            Ok(measured) => measured,
            Err(unknown) => return self.unknown_part("unknown-inference", node, &unknown),
        };
        Some(Event {
            covers: Some(measured.covers),
            duration_ms: measured.latency_ms,
            energy: EventEnergy::Energy {
                key: format!("inference.{task_name}.{on_name}").into(),
                is_shared: true,
                energy_uj: Stated {
                    sources: measured.sources,
                    ..Stated::bare(measured.energy_uj)
                },
            },
        })
    }

    pub(super) fn unknown_part<T>(
        &mut self,
        code: &'static str,
        node: &Node,
        unknown: &UnknownPart,
    ) -> Option<T> {
        self.reader.report(
            Diagnostic::at(code, &node.place, unknown.message.as_str()).help(unknown.help.as_str()),
        );
        None
    }

    fn rate(&mut self, entry: &Entry, table: &Table) -> Option<Rate> {
        let stated: Vec<RateUnit> = RateUnit::ALL
            .into_iter()
            .filter(|unit| table.has(unit.key()))
            .collect();
        let keys = RateUnit::ALL.map(RateUnit::key).join("`, `");
        let [unit] = stated.as_slice() else {
            let (code, message, help) = if stated.is_empty() {
                (
                    "missing-key",
                    "does not say how often it comes",
                    "give one of",
                )
            } else {
                (
                    "stated-twice",
                    "says twice how often it comes",
                    "keep one of",
                )
            };
            self.reader.report(
                Diagnostic::at(
                    code,
                    &entry.key_place,
                    format!("the task `{}` {message}", entry.key),
                )
                .help(format!("{help} `{keys}`")),
            );
            return None;
        };
        let key = unit.key();
        let bounds = match unit {
            RateUnit::Interval => INTERVAL,
            _ => EVENTS,
        };
        let mut events = self.reader.quantity(key, table.get(key)?, bounds)?;
        if *unit == RateUnit::Interval {
            if events.shape == Shape::Normal {
                let text = "the normal distribution of an interval has no mean of events";
                let help = "take \"lognormal\", which stays above zero";
                let entry = Diagnostic::at("bad-distribution", &table.get(key)?.place, text);
                self.reader.report(entry.help(help.to_owned()));
                return None;
            }
            let Range { low, typical, high } = events.range;
            // The longest interval is the lowest rate.
            events.range = Range::new(high.recip(), typical.recip(), low.recip());
        }
        Some(Rate {
            unit: *unit,
            events,
        })
    }

    /// Nothing works for longer than the time there is.
    fn check_duty(&mut self, entry: &Entry, tasks: &[Drain]) {
        let duties = tasks.iter().filter_map(|task| Some((task, task.duty()?)));
        let total: Range = duties.clone().map(|(_, duty)| duty).sum();
        if total.high <= 1.0 + 1e-9 {
            return;
        }
        let Some((longest, duty)) = duties.max_by(|(_, a), (_, b)| a.high.total_cmp(&b.high))
        else {
            return;
        };
        self.reader.report(
            Diagnostic::at(
                "duty-above-100-percent",
                &entry.key_place,
                format!(
                    "the tasks take {:.0} % of the time that there is",
                    total.high * 100.0
                ),
            )
            .help(format!(
                "make them shorter or rarer: `{}` alone takes {:.0} %",
                longest.label,
                duty.high * 100.0
            )),
        );
    }
}
