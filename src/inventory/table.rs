//! What is known of rows, by the bytes of their fields.

use std::array;
use std::rc::Rc;

use super::prices::Priced;
use super::recipe::{NUMBERS, Recipe};
use super::records::Record;
use super::rows::Flags;
use super::totals::Group;

/// Rows that are known; more begin anew.
const MOST_ENTRIES: usize = 1 << 13;
/// Twice as many and more, a power of two.
const SLOTS: usize = 1 << 15;

/// What is known of some rows.
#[derive(Debug)]
pub(super) enum Known {
    Recipe(Recipe),
    /// Their numbers do more than to stand in lines.
    ByNumbers,
    /// Why they are wrong.
    Wrong(String),
}

/// What is known of the rows of one key, and how many of them were not added to
/// their group yet.
#[repr(align(64))]
pub(super) struct Entry {
    known: Rc<Known>,
    group: usize,
    /// Where the blocks of its key begin among all.
    blocks: usize,
    kind: Flags,
    /// Whether it says what a row costs.
    has_price: bool,
    /// Whether all rows cost the same: then they are added up later.
    is_fixed: bool,
    /// Whether in all rows the same is embodied: it is added up later.
    has_fixed_embodied: bool,
    rows: u64,
    devices: u64,
}

impl Entry {
    /// Adds a row to its group, or counts it.
    #[inline(always)]
    pub(super) fn add(&mut self, row: &Priced, groups: &mut [Group]) {
        if !self.is_fixed {
            let group = &mut groups[self.group];
            group.add_varying(&row.one.varying, row.devices);
            if !self.has_fixed_embodied {
                group.add_embodied(row.one.embodied, row.devices);
            }
        }
        if self.devices.checked_add(row.devices).is_none() {
            self.flush(groups);
        }
        self.devices += row.devices;
        self.rows += 1;
    }

    /// Adds what was counted to its group.
    fn flush(&mut self, groups: &mut [Group]) {
        let (rows, devices) = (self.rows, self.devices);
        (self.rows, self.devices) = (0, 0);
        let Known::Recipe(recipe) = &*self.known else {
            return;
        };
        let group = &mut groups[self.group];
        group.sums.rows += rows;
        group.sums.devices += u128::from(devices);
        let cost = recipe.cost(&[0.0; NUMBERS]);
        if self.is_fixed {
            group.add(&cost, devices);
        } else if self.has_fixed_embodied {
            group.add_embodied(cost.embodied, devices);
        }
    }
}

/// Entries by their keys: an open hash table.
pub(super) struct Table {
    entries: Vec<Entry>,
    /// Of the keys of all entries.
    blocks: Vec<Block>,
    /// Places of entries, from 1; 0 is empty.
    slots: Box<[u16; SLOTS]>,
}

impl Table {
    pub(super) fn new() -> Self {
        Self {
            entries: Vec::new(),
            blocks: Vec::new(),
            #[expect(clippy::large_stack_arrays, reason = "64 kB, once")]
            slots: Box::new([0; SLOTS]),
        }
    }

    /// What is known of the rows of an entry.
    #[inline(always)]
    pub(super) fn known(&self, place: usize) -> &Rc<Known> {
        &self.entries[place].known
    }

    #[inline(always)]
    pub(super) fn entry_mut(&mut self, place: usize) -> &mut Entry {
        &mut self.entries[place]
    }

    /// The place of the entry of a key.
    pub(super) fn find(&self, key: &Key) -> Option<usize> {
        let is_own = |kind, blocks: &[Block]| kind == key.kind && blocks.starts_with(&key.blocks);
        self.search(key.hash, is_own)
    }

    /// The place of the entry of a short key, if it says what a row costs.
    #[inline(always)]
    pub(super) fn find_short<const FIELDS: usize>(
        &self,
        hash: Hash,
        kind: Flags,
        blocks: &[&Block; FIELDS],
    ) -> Option<usize> {
        // All blocks, for the first that differs is hard to foretell, and seldom
        // there.
        let place = self.search(hash, |own, others| {
            let Some(others) = others.first_chunk::<FIELDS>() else {
                return false;
            };
            let mut differing = Words::default();
            for (own, other) in blocks.iter().zip(others) {
                let words = own.0.iter().zip(&other.0);
                for (differing, (own, other)) in differing.iter_mut().zip(words) {
                    *differing |= own ^ other;
                }
            }
            differing == Words::default() && own == kind
        });
        place.filter(|place| self.entries[*place].has_price)
    }

    /// The place of the entry whose kind and blocks, and those behind them, are
    /// what is looked for: that a field goes on in another block is in its first,
    /// so that no key is the beginning of another of its kind. Keys of fields that
    /// do are of kinds of their own, which no short key is of.
    #[inline(always)]
    fn search(&self, hash: Hash, is_own: impl Fn(Flags, &[Block]) -> bool) -> Option<usize> {
        let mut slot = hash.slot();
        loop {
            let place = usize::from(self.slots[slot % SLOTS]).checked_sub(1)?;
            let entry = &self.entries[place];
            if is_own(entry.kind, self.blocks.get(entry.blocks..)?) {
                return Some(place);
            }
            slot += 1;
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.entries.len() >= MOST_ENTRIES
    }

    /// Remembers what is known of a key, which is not there yet.
    pub(super) fn insert(&mut self, key: &Key, known: Rc<Known>, group: usize) -> usize {
        let mut slot = key.hash.slot();
        while self.slots[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        let recipe = match &*known {
            Known::Recipe(recipe) => Some(recipe),
            _ => None,
        };
        let is_fixed = recipe.is_some_and(Recipe::is_fixed);
        let has_fixed_embodied = recipe.is_some_and(Recipe::has_fixed_embodied);
        let has_price = recipe.is_some();
        self.entries.push(Entry {
            known,
            group,
            blocks: self.blocks.len(),
            kind: key.kind,
            has_price,
            is_fixed,
            has_fixed_embodied,
            rows: 0,
            devices: 0,
        });
        self.blocks.extend_from_slice(&key.blocks);
        #[expect(clippy::cast_possible_truncation, reason = "less than 2^14")]
        let place = self.entries.len() as u16;
        self.slots[slot] = place;
        self.entries.len() - 1
    }

    /// Adds all that was counted to its groups, and forgets the entries.
    pub(super) fn clear(&mut self, groups: &mut [Group]) {
        for entry in &mut self.entries {
            entry.flush(groups);
        }
        self.entries.clear();
        self.blocks.clear();
        self.slots.fill(0);
    }
}

/// What sets rows apart that are known in different ways: the numbers that they
/// have, and whether these are left out of what they are known by.
#[inline]
pub(super) fn kind(given: Flags, is_open: bool) -> Flags {
    given << 1 | Flags::from(is_open)
}

/// Of keys of which a field takes more than one block.
const LONG: Flags = 1 << (Flags::BITS - 1);

/// Fields as blocks: equal blocks are equal fields.
#[derive(Clone, Debug, Default)]
pub(super) struct Key {
    hash: Hash,
    kind: Flags,
    blocks: Vec<Block>,
}

/// Up to 31 bytes of a field, ones behind them, and last how many bytes there
/// are, or [`MORE`]. All are of one size: what depends on lengths that differ
/// from row to row is hard to foretell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(align(32))]
pub(super) struct Block(Words);
type Words = [u64; 4];
const BLOCK_BYTES: usize = size_of::<Block>();
const MOST_LENGTH: usize = BLOCK_BYTES - 1;
/// The field goes on in the next block.
const MORE: usize = BLOCK_BYTES;

/// 2^64 / φ: the upper bits of a product depend on all of those below.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

impl Key {
    /// Makes it that of other fields.
    #[inline]
    pub(super) fn set(&mut self, record: &Record<'_>, columns: &[usize], kind: Flags) {
        self.kind = kind;
        self.blocks.clear();
        self.hash = Hash::new(kind);
        for column in columns {
            let (padded, length) = record.padded(*column);
            let first = block(padded, length);
            self.kind |= if length > MOST_LENGTH { LONG } else { 0 };
            self.hash = self.hash.and(&first);
            self.blocks.push(first);
            let mut rest = length;
            for piece in record.field(*column).chunks(MOST_LENGTH).skip(1) {
                rest -= MOST_LENGTH;
                let mut padded = [0; BLOCK_BYTES];
                padded[..piece.len()].copy_from_slice(piece);
                self.blocks.push(block(&padded, rest));
            }
        }
    }
}

/// The first bytes of a field of that length, whatever is behind it.
#[inline(always)]
pub(super) fn block(bytes: &[u8; BLOCK_BYTES], length: usize) -> Block {
    let (kept, mark) = &MASKS.0[length.min(MORE)];
    let words = bytes.as_chunks().0.iter().zip(kept.iter().zip(mark));
    let mut block = Words::default();
    for (own, (bytes, (kept, mark))) in block.iter_mut().zip(words) {
        *own = u64::from_le_bytes(*bytes) & kept | mark;
    }
    Block(block)
}

/// By the length of a field: which bits of it are kept in a block, and what is
/// put behind them.
static MASKS: Aligned<[(Words, Words); MORE + 1]> = {
    let mut masks = [([0; 4], [0; 4]); MORE + 1];
    let mut length = 0;
    while length <= MORE {
        let (kept, mark) = &mut masks[length];
        let mut place = 0;
        while place < BLOCK_BYTES {
            let (word, shift) = (place / 8, place % 8 * 8);
            if place == MOST_LENGTH {
                mark[word] |= (length as u64) << shift;
            } else if place < length {
                kept[word] |= 0xff << shift;
            } else {
                // What would be left of the other words is more to do than this.
                mark[word] |= 0xff << shift;
            }
            place += 1;
        }
        length += 1;
    }
    Aligned(masks)
};

/// Begins where a block may.
#[repr(align(32))]
struct Aligned<T>(T);

/// A hash of the first block of each field, word by word, which are put together
/// last: that fields of more are the same is seen where they are compared.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hash(Block);

impl Hash {
    /// Odd multipliers of the halves of each word.
    const LOWER: Words = [0x9E37_79B9, 0x85EB_CA6B, 0xC2B2_AE35, 0x27D4_EB2F];
    const UPPER: Words = [0x7F4A_7C15, 0xA54F_F53B, 0x1656_67B1, 0xD6E8_FEB9];

    /// That of no field yet.
    #[inline(always)]
    pub(super) fn new(kind: Flags) -> Self {
        Self(Block([kind; 4]))
    }

    #[inline(always)]
    pub(super) fn and(self, block: &Block) -> Self {
        Self(Block(array::from_fn(|word| {
            let mixed = self.0.0[word] ^ block.0[word];
            let lower = (mixed & u64::from(u32::MAX)) * Self::LOWER[word];
            lower.wrapping_add((mixed >> 32) * Self::UPPER[word])
        })))
    }

    #[inline(always)]
    fn slot(self) -> usize {
        let [first, second, third, last] = self.0.0;
        let all = first ^ second ^ third ^ last;
        let spread = (all ^ all >> 32).wrapping_mul(SPREAD);
        #[expect(clippy::cast_possible_truncation, reason = "less than the slots")]
        let slot = (spread >> (u64::BITS - SLOTS.ilog2())) as usize;
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::super::records::Records;
    use super::*;
    use crate::device::{PresetsOnly, Request};
    use crate::factors::Factors;
    use crate::model::assess;

    /// Keys are the same where fields are, whatever their lengths, and whatever
    /// is behind them.
    #[test]
    fn keys_are_those_of_fields() {
        let long = |length: usize| "x".repeat(length);
        let mut texts: Vec<String> = (1..100).map(long).collect();
        texts.extend((1..40).map(|length| long(length) + "\0"));
        texts.push(long(30) + "y");
        texts.push(long(61) + "y");
        let key = |text: &String| {
            let text = format!("{text},FR,z\n");
            let mut records = Records::new(text.as_bytes());
            let record = records.read().unwrap().unwrap();
            let mut key = Key::default();
            key.set(&record, &[0, 1], 0);
            key
        };
        let keys: Vec<Key> = texts.iter().map(key).collect();
        for (own, first) in keys.iter().zip(&texts) {
            for (other, second) in keys.iter().zip(&texts) {
                let are_same = own.blocks == other.blocks;
                assert_eq!(are_same, first == second, "{first:?} {second:?}");
                assert!(!are_same || own.hash.slot() == other.hash.slot());
            }
        }
    }

    /// A key of short fields is none of which the first goes on, even where their
    /// hashes are the same.
    #[test]
    fn short_keys_are_no_beginnings_of_long_ones() {
        let start = "x".repeat(MOST_LENGTH);
        let key = |text: &str| {
            let mut records = Records::new(text.as_bytes());
            let record = records.read().unwrap().unwrap();
            let mut key = Key::default();
            key.set(&record, &[0, 1], kind(0, true));
            key
        };
        let long = key(&format!("{start}FR,z\n"));
        let short = key("x,FR\n");
        let factors = Factors::builtin();
        let device = Request::named("keyword-spotting").load(&PresetsOnly, &factors);
        let footprint = assess(&device.unwrap(), &factors);
        let mut table = Table::new();
        for (group, key) in [&long, &short].into_iter().enumerate() {
            let known = Known::Recipe(Recipe::fixed(&footprint));
            table.insert(key, Rc::new(known), group);
        }
        let find = |key: &Key| {
            let blocks = [&key.blocks[0], &key.blocks[1]];
            table.find_short(key.hash, kind(0, true), &blocks)
        };
        assert_eq!((table.find(&long), table.find(&short)), (Some(0), Some(1)));
        assert_eq!((find(&long), find(&short)), (None, Some(1)));
    }
}
