//! The built-in factor set, `pirson-bol-2021`.

use std::sync::LazyLock;

use super::{FactorSet, Item, Level, read_set};
use crate::block::Block;
use crate::sections::{self, Section};
use crate::sources;

/// Its name.
pub const BUILTIN: &str = "pirson-bol-2021";

static TEXT: &str = include_str!("pirson-bol-2021.toml");

/// SHA-256 of the text: to find it in every run would take a quarter of it. A
/// test knows better.
pub(super) const SHA256: &str = "9c8f152b4c356e03d8cd0d852760624786edeb89ba82650959423767b8e9cf88";

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
    let (_, section) = matching("factors", block).find(|(found, _)| *found == key)?;
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
    use super::super::Fingerprint;
    use super::*;

    #[test]
    fn its_hash_is_that_of_the_text() {
        let found = Fingerprint::of(BUILTIN, TEXT).sha256;
        assert_eq!(SHA256, found, "the set has changed: so must `SHA256`");
    }

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
