//! The built-in factor set, `pirson-bol-2021`.

use std::sync::Arc;

use super::{Basis, Cell, CellKind, Factor, Item, ItemFactor, Level, Whole};
use crate::block::Block;
use crate::cited::Sources;
use crate::range::Range;
use crate::sections::{self, Cache, Sections, Written};
use crate::unit::{KILOGRAM_CO2E, Unit};

/// Its name.
pub const BUILTIN: &str = "pirson-bol-2021";

static TEXT: &str = include_str!("pirson-bol-2021.toml");

/// SHA-256 of the text: to find it in every run would take a quarter of it. A
/// test knows better.
pub(super) const SHA256: &str = "45e8867691fb15725b601cae71f1849661d5ee9e93e2d6aad37c9ee7d36edf41";

/// A table of the set.
enum Row {
    Item(Item),
    Level(Level),
}

const COUNT: usize = sections::tables(TEXT);
static SECTIONS: Sections<COUNT, { sections::lines(TEXT) }> = Sections::new(TEXT);
static READ: Cache<Row, COUNT> = Cache::new();

pub(super) fn item(block: Block, key: &str) -> Option<&'static Item> {
    let place = SECTIONS.place(&["factors.", block.key(), ".", key])?;
    match READ.get(place, || Row::Item(read_item(place, block))) {
        Row::Item(item) => Some(item),
        Row::Level(_) => None,
    }
}

pub(super) fn keys(block: Block) -> impl Iterator<Item = &'static str> {
    let of_block = move |header: &'static str| {
        let rest = header.strip_prefix("factors.")?.strip_prefix(block.key())?;
        rest.strip_prefix('.')
    };
    SECTIONS.headers().filter_map(of_block)
}

pub(super) fn level(block: Block, number: u8) -> Option<&'static Level> {
    let digit = char::from_digit(number.into(), 10)?;
    let mut digits = [0; 4];
    let digit = digit.encode_utf8(&mut digits);
    let place = SECTIONS.place(&["levels.", block.key(), ".", digit])?;
    match READ.get(place, || Row::Level(read_level(place, block, number))) {
        Row::Level(level) => Some(level),
        Row::Item(_) => None,
    }
}

/// Sets what a value says of a factor, other than its kilograms.
fn describe(factor: &mut Factor, key: &str, value: Written) {
    match key {
        "feasible" => factor.feasible = value.interval(),
        "gsd" => factor.gsd = Some(value.number()),
        "gsd_basis" => factor.gsd_basis = Some(value.text()),
        "basis" => {
            let text = value.text();
            let basis = Basis::ALL.into_iter().find(|basis| basis.key() == text);
            factor.basis = basis.unwrap_or(Basis::Stated);
        }
        "covers" => factor.covers = Some(value.text()),
        "derivation" => factor.derivation = Some(value.text()),
        "source" => factor.sources = value.texts().into(),
        _ => {}
    }
}

fn read_item(place: usize, block: Block) -> Item {
    // Its header is `factors.BLOCK.ITEM`.
    let id = SECTIONS.header(place).trim_start_matches("factors.");
    let (_, item) = id.split_once('.').unwrap_or_default();
    let unit = Unit::split(item).map_or(&KILOGRAM_CO2E, |(_, unit)| unit);
    let mut own = Factor::stated(id, BUILTIN, unit);
    let (mut label, mut cell, mut other) = (None, None, None);
    for (key, value) in SECTIONS.values(place) {
        match key {
            "label" => label = Some(value.text()),
            "kg_co2e" => own.kg_co2e_per_unit = value.number(),
            "same_as" => {
                let text = value.text();
                other = text.split_once('.').and_then(|(block, item)| {
                    Some(ItemFactor::SameAs(Block::from_key(block)?, item.to_owned()))
                });
            }
            "unknown" => other = Some(ItemFactor::Unknown(value.text().into_owned())),
            _ => match key.strip_prefix("cell.") {
                Some(key) => describe_cell(cell.get_or_insert_with(no_cell), key, value),
                None => describe(&mut own, key, value),
            },
        }
    }
    Item {
        block,
        key: item.into(),
        label,
        unit,
        factor: other.unwrap_or_else(|| ItemFactor::Known(Arc::new(own))),
        cell,
    }
}

/// A cell before its keys are read.
fn no_cell() -> Cell {
    Cell {
        kind: CellKind::Primary,
        usable_wh: None,
        capacity_mah: None,
        nominal_v: None,
        mass_g: None,
        self_discharge_percent_per_year: None,
        shelf_life_years: None,
        cycle_life: None,
        calendar_life_years: None,
        sources: Sources::default(),
    }
}

fn describe_cell(cell: &mut Cell, key: &str, value: Written) {
    let number = match key {
        "usable_wh" => &mut cell.usable_wh,
        "capacity_mah" => &mut cell.capacity_mah,
        "nominal_v" => &mut cell.nominal_v,
        "mass_g" => &mut cell.mass_g,
        "self_discharge_percent_per_year" => &mut cell.self_discharge_percent_per_year,
        "shelf_life_years" => &mut cell.shelf_life_years,
        "cycle_life" => &mut cell.cycle_life,
        "calendar_life_years" => &mut cell.calendar_life_years,
        "source" => {
            cell.sources = value.texts().into();
            return;
        }
        _ => {
            let text = value.text();
            let kind = CellKind::ALL.into_iter().find(|kind| kind.key() == text);
            cell.kind = kind.unwrap_or(cell.kind);
            return;
        }
    };
    *number = Some(value.number());
}

fn read_level(place: usize, block: Block, number: u8) -> Level {
    let mut level = Level {
        block,
        number,
        items: Vec::new(),
        whole: None,
        caution: None,
        sources: Sources::default(),
    };
    let id = format!("{}.hsl_{number}", block.key());
    let mut own = Factor::stated(id, BUILTIN, &KILOGRAM_CO2E);
    let mut kg_co2e: Option<Range> = None;
    let mut label = None;
    for (key, value) in SECTIONS.values(place) {
        match key {
            "kg_co2e" => kg_co2e = Some(value.range()),
            "label" => label = Some(value.text()),
            "caution" => level.caution = Some(value.text()),
            _ => match key.strip_prefix("items.") {
                Some(item) => level.items.push((item.into(), value.range())),
                None => describe(&mut own, key, value),
            },
        }
    }
    level.sources.clone_from(&own.sources);
    level.whole = kg_co2e.map(|kg_co2e| {
        Arc::new(Whole {
            kg_co2e,
            label: label.unwrap_or_else(|| format!("HSL-{number} as a whole").into()),
            factor: Arc::new(Factor {
                covers: Some(format!("{} HSL-{number}", block.label()).into()),
                ..own
            }),
        })
    });
    level
}

#[cfg(test)]
mod tests {
    use super::super::{Fingerprint, read_set};
    use super::*;
    use crate::sources;

    #[test]
    fn its_hash_is_that_of_the_text() {
        let found = Fingerprint::of(BUILTIN, TEXT).sha256;
        assert_eq!(SHA256, found, "the set has changed: so must `SHA256`");
    }

    #[test]
    fn it_is_what_a_user_would_get_from_its_text() {
        let whole = read_set(TEXT, BUILTIN, &sources::find).unwrap();
        let items = |block| keys(block).filter_map(move |key| item(block, key));
        let items: Vec<&Item> = Block::ALL.into_iter().flat_map(items).collect();
        assert_eq!(whole.items.iter().collect::<Vec<_>>(), items);
        for expected in &whole.levels {
            assert_eq!(level(expected.block, expected.number), Some(expected));
        }
        assert_eq!(whole.levels.len() + whole.items.len(), COUNT);
        assert_eq!(whole.name, BUILTIN);
    }
}
