//! The schema of device files.

use serde_json::{Map, Value, json};

use super::values::{Maker, closed, described, each, level, stated_source};
use crate::block::{Block, Stage};
use crate::device::RateUnit;
use crate::device::keys::{
    APPLICATION, APPLICATION_WHAT, AVOIDED, CUSTOM, DEVICE, HARDWARE, HSL, KG_CO2E, LEG_KM,
    SAVES_KWH, SAVES_PERCENT, TASK, TRAINING, TRANSPORT, USE,
};
use crate::device::tasks::ENERGIES;
use crate::factors::{Factors, Item};
use crate::key::Key;
use crate::read::Bounds;
use crate::report::level_contents;
use crate::report::number::exact;

const WHAT: &str = "A device for tinyfoot: tables are functional blocks, keys are items with \
                    their unit in the name, values are numbers or ranges.";

/// The schema of device files that use these factors.
pub(super) fn schema(factors: &Factors) -> Value {
    let mut maker = Maker::new(factors);
    let mut properties = maker.properties(&DEVICE);
    for block in Block::ALL {
        let schema = match block {
            Block::Training => maker.object(&TRAINING),
            Block::Use => sourced(maker.object(&USE)),
            Block::Custom => each(&maker.component()),
            Block::Transport => maker.transport(),
            _ => maker.hardware(block),
        };
        properties.insert(block.key().to_owned(), described(schema, what(block)));
    }
    properties.insert(
        "application".to_owned(),
        described(maker.application(), APPLICATION_WHAT),
    );
    let mut schema = maker.file("device", WHAT, properties);
    schema["dependentRequired"] = json!({ "omit": ["extends"] });
    schema
}

/// What a block is, in a sentence.
const fn what(block: Block) -> &'static str {
    match block {
        Block::Training => "Training of the machine-learning model, allocated to one device.",
        Block::Processing => "Microcontrollers and application processors.",
        Block::Memory => "Memory chips outside the processor.",
        Block::Sensing => "Sensors, microphones, imagers.",
        Block::Connectivity => "Radio chips and antennas.",
        Block::Security => "Chips for security alone.",
        Block::Actuators => "Motors, relays.",
        Block::UserInterface => "LEDs, switches, displays, speakers.",
        Block::PowerSupply => "Batteries, mains supplies and their auxiliaries.",
        Block::Pcb => "The printed circuit board.",
        Block::Others => "Passive and discrete components.",
        Block::Casing => "The enclosure.",
        Block::Transport => "Transport of the finished device to its user.",
        Block::Use => "Energy in use.",
        Block::EndOfLife => "Treatment at the end of life.",
        Block::Custom => "Components that no other block describes, each under its name.",
    }
}

impl Maker<'_> {
    /// A block of items: those that are known, and any that a factor of the
    /// user's own is there for, as its unit says.
    fn hardware(&mut self, block: Block) -> Value {
        let mut properties = self.block_properties(&HARDWARE, block);
        if block.stage() != Stage::Production {
            properties.remove("reused");
        }
        for item in self.factors.items(block) {
            let schema = self.quantity(Bounds::of(item.unit));
            let schema = described(schema, &item_text(item, self.factors));
            properties.insert(item.key.to_string(), schema);
        }
        let mut schema = closed(properties);
        schema["patternProperties"] = self.any_item().into();
        sourced(schema)
    }

    /// A distance for each mode of transport.
    fn transport(&mut self) -> Value {
        let mut properties = self.block_properties(&TRANSPORT, Block::Transport);
        let distance = self.quantity(LEG_KM.bounds);
        for mode in self.modes() {
            let what = format!("The distance by {mode}, in km.");
            let schema = described(distance.clone(), &what);
            properties.insert(format!("{mode}_distance_km"), schema);
        }
        let mut schema = closed(properties);
        schema["patternProperties"] = json!({ "^.+_distance_km$": distance });
        sourced(schema)
    }

    /// The keys of a block, with the levels that are known of it.
    fn block_properties(&mut self, keys: &[Key], block: Block) -> Map<String, Value> {
        let mut properties = self.properties(keys);
        let levels = self.factors.levels(block).into_iter();
        let known: Vec<(u8, String)> = levels
            .map(|(level, _)| {
                let contents = level_contents(level, self.factors);
                (level.number, format!("HSL-{}: {contents}.", level.number))
            })
            .collect();
        let schema = described(level(HSL.bounds, &known), HSL.what);
        properties.insert(HSL.name.to_owned(), schema);
        properties
    }

    /// What is saved is stated once, with its source or as an assumption.
    fn application(&mut self) -> Value {
        let mut table = self.object(&APPLICATION);
        let savings = [AVOIDED, SAVES_KWH, SAVES_PERCENT].map(|key| key.name);
        let assumed = json!({ "required": ["assumption"] });
        let origins = [stated_source(), assumed];
        let of_value = savings.map(|key| {
            json!({ "required": [key], "properties": {
                key: { "type": "object", "anyOf": origins },
            } })
        });
        let stated = savings.map(|key| json!({ "required": [key] }));
        table["oneOf"] = stated.to_vec().into();
        table["anyOf"] = [&origins[..], &of_value[..]].concat().into();
        table
    }

    /// A component has a footprint, and its source.
    fn component(&mut self) -> Value {
        sourced(self.object(&CUSTOM))
    }

    /// A task says once what an event takes, and once how often it comes.
    pub(super) fn task(&mut self) -> Value {
        let has = |key: &&str| json!({ "required": [key] });
        let energies: Vec<Value> = ENERGIES
            .iter()
            .map(|group| json!({ "anyOf": group.iter().map(has).collect::<Vec<_>>() }))
            .collect();
        let rates = RateUnit::ALL.map(|rate| has(&rate.key()));
        let mut table = self.object(&TASK);
        table["oneOf"] = rates.to_vec().into();
        table["anyOf"] = json!([{ "oneOf": energies }]);
        table
    }
}

/// What an item is and what a unit of it costs.
fn item_text(item: &Item, factors: &Factors) -> String {
    let label = factors.label(item.block, &item.key);
    let unit = item.unit.symbol;
    let about = match factors.factor(item.block, &item.key) {
        Ok(factor) => {
            let covers = factor.covers.as_ref();
            let covers = covers.map_or_else(String::new, |covers| format!(" It covers {covers}."));
            let kg = exact(factor.kg_co2e_per_unit);
            let basis = factor.basis.describe();
            format!("{kg} kg CO2e per {unit}, {basis}.{covers}")
        }
        Err(why) => format!("Its factor is not known: {why}."),
    };
    format!("{label}, in {unit}. {about}")
}

/// A table in which a stated footprint has a source: the table's or its own.
fn sourced(mut table: Value) -> Value {
    table["if"] = json!({ "required": [KG_CO2E.name] });
    let own = stated_source();
    let mut of_value = own.clone();
    of_value["type"] = "object".into();
    table["then"] = json!({ "anyOf": [own, { "properties": { KG_CO2E.name: of_value } }] });
    table
}
