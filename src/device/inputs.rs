//! The quantities of a device by their paths.

use super::{BlockInput, Content, Device, Effort, EventEnergy, Load, Operation};
use crate::range::Range;

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

pub(super) fn inputs(blocks: &[BlockInput]) -> Vec<(String, Range)> {
    blocks
        .iter()
        .flat_map(|input| {
            let block = input.block.key();
            let own = match &input.content {
                Content::Stated { kg_co2e, .. } => {
                    vec![("kg_co2e".to_owned(), kg_co2e.range)]
                }
                Content::Parts { parts, .. } => parts
                    .iter()
                    .map(|part| (part.key.to_string(), part.quantity.range))
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
                let energy_path = energy.path(&drain.name);
                match energy.as_ref() {
                    EventEnergy::Energy { energy_uj, .. } => {
                        own.push((energy_path, energy_uj.range));
                    }
                    EventEnergy::Power {
                        power_mw,
                        duration_ms,
                        ..
                    } => {
                        own.push((energy_path, power_mw.range));
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
