//! The built-in factor set, `pirson-bol-2021`.

use std::sync::LazyLock;

use super::{FactorSet, Item, Level, read_set};
use crate::block::Block;
use crate::sections::{self, Section};
use crate::sources;

/// Its name.
pub const BUILTIN: &str = "pirson-bol-2021";

static TEXT: &str = include_str!("pirson-bol-2021.toml");

static SECTIONS: LazyLock<Vec<Section<FactorSet>>> = LazyLock::new(|| sections::split(TEXT));

/// The sections of one kind (`factors` or `levels`) and block, and the last
/// part of their names.
fn of(
    kind: &'static str,
    block: Block,
) -> impl Iterator<Item = (&'static str, &'static FactorSet)> {
    matching(kind, block).map(|(key, section)| (key, parsed(section)))
}

fn matching(
    kind: &'static str,
    block: Block,
) -> impl Iterator<Item = (&'static str, &'static Section<FactorSet>)> {
    SECTIONS.iter().filter_map(move |section| {
        let key = section
            .header
            .strip_prefix(kind)?
            .strip_prefix('.')?
            .strip_prefix(block.key())?
            .strip_prefix('.')?;
        Some((key, section))
    })
}

fn parsed(section: &'static Section<FactorSet>) -> &'static FactorSet {
    section.get(|text| {
        read_set(text, BUILTIN, &sources::find)
            .unwrap_or_else(|problems| panic!("the built-in factor set is broken: {problems}"))
    })
}

pub(super) fn item(block: Block, key: &str) -> Option<&'static Item> {
    let start = "factors.";
    let length = start.len() + block.key().len() + 1 + key.len();
    // Nearly all of the others are told by their length or their last letters.
    let is_meant = |header: &str| {
        header.len() == length
            && header.ends_with(key)
            && header
                .strip_prefix(start)
                .is_some_and(|rest| rest.starts_with(block.key()))
    };
    let section = SECTIONS.iter().find(|section| is_meant(section.header))?;
    parsed(section).items.first()
}

pub(super) fn items(block: Block) -> impl Iterator<Item = &'static Item> {
    of("factors", block).flat_map(|(_, set)| &set.items)
}

pub(super) fn level(block: Block, number: u8) -> Option<&'static Level> {
    let (_, section) = matching("levels", block).find(|(key, _)| key.parse() == Ok(number))?;
    parsed(section).levels.first()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_the_whole_set() {
        let whole = read_set(TEXT, BUILTIN, &sources::find).unwrap();
        let items: Vec<&Item> = Block::ALL.into_iter().flat_map(items).collect();
        assert_eq!(whole.items.iter().collect::<Vec<_>>(), items);
        for expected in &whole.levels {
            assert_eq!(level(expected.block, expected.number), Some(expected));
        }
        assert_eq!(whole.levels.len() + whole.items.len(), SECTIONS.len());
        assert_eq!(whole.name, BUILTIN);
    }
}
