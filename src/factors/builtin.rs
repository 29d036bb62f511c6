//! The built-in factor set, `pirson-bol-2021`.

use super::{FactorSet, Item, Level, read_set};
use crate::block::Block;
use crate::sections::{self, Section, Sections};
use crate::sources;

/// Its name.
pub const BUILTIN: &str = "pirson-bol-2021";

static TEXT: &str = include_str!("pirson-bol-2021.toml");

/// SHA-256 of the text: to find it in every run would take a quarter of it. A
/// test knows better.
pub(super) const SHA256: &str = "9c8f152b4c356e03d8cd0d852760624786edeb89ba82650959423767b8e9cf88";

static SECTIONS: Sections<FactorSet, { sections::count(TEXT) }> = Sections::split(TEXT);

/// What the header of a table of a block says behind its name: `[KIND.BLOCK.KEY]`.
fn key_of(section: &'static Section, kind: &str, block: Block) -> Option<&'static str> {
    let rest = section.header.strip_prefix(kind)?.strip_prefix('.')?;
    rest.strip_prefix(block.key())?.strip_prefix('.')
}

fn parsed(place: usize) -> &'static FactorSet {
    SECTIONS.get(place, |text| {
        read_set(text, BUILTIN, &sources::find)
            .unwrap_or_else(|problems| panic!("the built-in factor set is broken: {problems}"))
    })
}

pub(super) fn item(block: Block, key: &str) -> Option<&'static Item> {
    // Few headers end as this one does: they are told apart by that first.
    let (place, _) = SECTIONS.iter().find(|(_, section)| {
        section.header.ends_with(key) && key_of(section, "factors", block) == Some(key)
    })?;
    parsed(place).items.first()
}

pub(super) fn keys(block: Block) -> impl Iterator<Item = &'static str> {
    SECTIONS
        .iter()
        .filter_map(move |(_, section)| key_of(section, "factors", block))
}

pub(super) fn level(block: Block, number: u8) -> Option<&'static Level> {
    let (place, _) = SECTIONS.iter().find(|(_, section)| {
        key_of(section, "levels", block).is_some_and(|key| key.parse() == Ok(number))
    })?;
    parsed(place).levels.first()
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
        let items = |block| keys(block).filter_map(move |key| item(block, key));
        let items: Vec<&Item> = Block::ALL.into_iter().flat_map(items).collect();
        assert_eq!(whole.items.iter().collect::<Vec<_>>(), items);
        for expected in &whole.levels {
            assert_eq!(level(expected.block, expected.number), Some(expected));
        }
        assert_eq!(
            whole.levels.len() + whole.items.len(),
            SECTIONS.iter().count()
        );
        assert_eq!(whole.name, BUILTIN);
    }
}
