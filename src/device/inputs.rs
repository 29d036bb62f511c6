//! The quantities of a device by their paths, and which of them go together.

use super::keys::{BETWEEN, CORRELATION, RANK};
use super::{BlockInput, Content, Device, Effort, EventEnergy, Load, Operation};
use crate::diagnostic::{Diagnostic, Place, suggest};
use crate::key::names;
use crate::range::Range;
use crate::read::{Reader, wrong_type};
use crate::tree::{Entry, Node, Table, Value};

/// Two inputs that are not independent of one another, as the file states it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Correlation {
    /// The paths of the inputs, such as `casing.abs_g`.
    pub between: [String; 2],
    /// Spearman's rank correlation, between -1 and 1.
    pub rank: f64,
    /// Citation keys or texts.
    pub sources: Vec<String>,
    /// Why it was assumed, if it was.
    pub assumption: Option<String>,
    /// The one that has no range, if one has none: what is certain goes with
    /// nothing.
    pub certain: Option<String>,
}

impl Device {
    /// The quantities that the file, or a level, gives: their paths and values.
    ///
    /// ```
    /// use tinyfoot::{Device, Factors};
    ///
    /// let device = Device::parse("[casing]\nabs_g = 35", &Factors::builtin()).unwrap();
    /// assert_eq!(device.inputs()[0].0, "casing.abs_g");
    /// ```
    pub fn inputs(&self) -> Vec<(String, Range)> {
        inputs(&self.blocks)
    }
}

fn inputs(blocks: &[BlockInput]) -> Vec<(String, Range)> {
    blocks
        .iter()
        .flat_map(|input| {
            let block = input.block.key();
            let own = match &input.content {
                Content::Stated(kg) => vec![("kg_co2e".to_owned(), kg.range)],
                Content::Parts { parts, .. } => parts
                    .iter()
                    .map(|part| (part.key.clone(), part.quantity.range))
                    .collect(),
                Content::Training(training) => match &training.effort {
                    Effort::Footprint(kg) => vec![("kg_co2e".to_owned(), kg.range)],
                    Effort::Energy { energy_kwh, .. } => {
                        vec![("energy_kwh".to_owned(), energy_kwh.range)]
                    }
                },
                Content::Transport(transport) => {
                    let weight = transport.weight_g.iter();
                    let legs = transport.legs.iter().enumerate();
                    weight
                        .map(|weight| ("weight_g".to_owned(), weight.range))
                        .chain(legs.map(|(index, leg)| {
                            (format!("legs.{index}.km"), leg.distance_km.range)
                        }))
                        .collect()
                }
                Content::Use(operation) => of_use(operation),
                Content::Custom(components) => components
                    .iter()
                    .map(|own| (own.name.clone(), own.kg_co2e.range))
                    .collect(),
            };
            own.into_iter()
                .map(move |(key, range)| (format!("{block}.{key}"), range))
        })
        .collect()
}

fn of_use(operation: &Operation) -> Vec<(String, Range)> {
    let mut own: Vec<(String, Range)> = Vec::new();
    for drain in &operation.drains {
        let path = |key: &str| format!("{}.{key}", drain.name);
        match &drain.load {
            Load::Constant { power, .. } => own.push((drain.name.clone(), power.range)),
            Load::Events { energy, rate, .. } => {
                match energy.as_ref() {
                    EventEnergy::Energy { key, energy_uj } => {
                        own.push((path(key), energy_uj.range));
                    }
                    EventEnergy::Power {
                        power_mw,
                        duration_ms,
                        ..
                    } => {
                        let power = if energy.is_of_mcu() {
                            "mcu.active_mw".to_owned()
                        } else {
                            path("power_mw")
                        };
                        own.push((power, power_mw.range));
                        own.push((path("duration_ms"), duration_ms.range));
                    }
                }
                own.push((path(rate.unit.key()), rate.events.range));
            }
        }
    }
    let supply = &operation.supply;
    for (key, value) in [
        ("no_load_w", &supply.no_load_w),
        ("battery_wh", &supply.battery_wh),
    ] {
        own.extend(value.iter().map(|value| (key.to_owned(), value.range)));
    }
    own
}

/// What `[[correlations]]` says of the inputs of some blocks.
pub(super) fn correlations(
    reader: &mut Reader,
    entry: &Entry,
    blocks: &[BlockInput],
) -> Vec<Correlation> {
    let Value::Array(nodes) = &entry.node.value else {
        reader.report(
            wrong_type(
                &entry.key,
                "an array of tables",
                &entry.node.value,
                &entry.node.place,
            )
            .help(format!("write `[[{}]]` and its keys below it", entry.key)),
        );
        return Vec::new();
    };
    let inputs = inputs(blocks);
    let mut found: Vec<Correlation> = Vec::new();
    for node in nodes {
        let Some(own) = correlation(reader, node, &inputs) else {
            continue;
        };
        let [a, b] = &own.between;
        let is_same = |other: &Correlation| {
            let between = &other.between;
            between.contains(a) && between.contains(b)
        };
        if found.iter().any(is_same) {
            reader.report(
                Diagnostic::at(
                    "repeated-correlation",
                    &node.place,
                    format!("the correlation between `{a}` and `{b}` is given twice"),
                )
                .help("keep one of the two"),
            );
        }
        found.push(own);
    }
    found
}

fn correlation(
    reader: &mut Reader,
    node: &Node,
    inputs: &[(String, Range)],
) -> Option<Correlation> {
    let Value::Table(table) = &node.value else {
        reader.report(wrong_type(
            "correlations",
            "an array of tables",
            &node.value,
            &node.place,
        ));
        return None;
    };
    reader.only(table, &names(&CORRELATION), "a correlation");
    let sources = reader.sources(table);
    let assumption = reader.optional_text(table, "assumption");
    let rank = required(reader, table, RANK.name, &node.place)
        .and_then(|node| reader.number(RANK.name, node, RANK.bounds));
    let between = required(reader, table, BETWEEN.name, &node.place)
        .and_then(|node| pair(reader, node, inputs))?;
    let is_certain = |name: &&String| {
        let own = inputs.iter().find(|(path, _)| path == *name);
        own.is_some_and(|(_, range)| range.is_point())
    };
    Some(Correlation {
        certain: between.iter().find(is_certain).cloned(),
        between,
        rank: rank?,
        sources,
        assumption,
    })
}

fn required<'t>(
    reader: &mut Reader,
    table: &'t Table,
    key: &str,
    place: &Place,
) -> Option<&'t Node> {
    let node = table.get(key);
    if node.is_none() {
        reader.report(
            Diagnostic::at("missing-key", place, format!("a correlation needs `{key}`"))
                .help("write `between = [\"casing.abs_g\", \"casing.steel_g\"]` and `rank = 0.8`"),
        );
    }
    node
}

/// The two inputs, each of which the device has.
fn pair(reader: &mut Reader, node: &Node, inputs: &[(String, Range)]) -> Option<[String; 2]> {
    let nodes = match &node.value {
        Value::Array(nodes) if nodes.len() == 2 => nodes,
        other => {
            reader.report(
                wrong_type("between", "an array of two inputs", other, &node.place)
                    .help("write `between = [\"casing.abs_g\", \"casing.steel_g\"]`"),
            );
            return None;
        }
    };
    let mut names = Vec::new();
    for node in nodes {
        let name = reader.text("between", node)?;
        let diagnostic = match inputs.iter().find(|(path, _)| *path == name) {
            None => {
                let all = inputs.iter().map(|(path, _)| path.as_str());
                Diagnostic::at(
                    "unknown-input",
                    &node.place,
                    format!("the device has no input `{name}`"),
                )
                .help(suggest(&name, all, "its inputs are"))
            }
            Some(_) if names.contains(&name) => Diagnostic::at(
                "repeated-correlation",
                &node.place,
                format!("`{name}` is correlated with itself"),
            )
            .help("name two inputs"),
            Some(_) => {
                names.push(name);
                continue;
            }
        };
        reader.report(diagnostic);
    }
    names.try_into().ok()
}
