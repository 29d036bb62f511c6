//! What is known of rows, by the bytes of their fields.

use std::rc::Rc;

use super::Priced;
use super::recipe::{Cost, NUMBERS, Recipe};
use super::records::Record;
use super::totals::Sums;

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
pub(super) struct Entry {
    key: Key,
    pub(super) known: Rc<Known>,
    pub(super) group: usize,
    /// Whether all of them cost the same: then they are added up later.
    pub(super) is_fixed: bool,
    pub(super) fixed: Cost,
    /// What is embodied in each, if that is the same: it is added up later.
    pub(super) embodied: Option<f64>,
    rows: u64,
    devices: u64,
}

impl Entry {
    pub(super) fn new(key: Key, known: Rc<Known>, group: usize) -> Self {
        let (is_fixed, fixed) = match &*known {
            Known::Recipe(recipe) if recipe.is_fixed() => (true, recipe.cost(&[0.0; NUMBERS])),
            _ => (false, Cost::default()),
        };
        let embodied = match &*known {
            Known::Recipe(recipe) => recipe.embodied(),
            _ => None,
        };
        Self {
            embodied,
            key,
            known,
            group,
            is_fixed,
            fixed,
            rows: 0,
            devices: 0,
        }
    }

    /// Whether it says what a row costs.
    #[inline]
    pub(super) fn has_price(&self) -> bool {
        matches!(*self.known, Known::Recipe(_))
    }

    /// What a device of these numbers costs; nothing without a price.
    #[inline(always)]
    pub(super) fn cost(&self, numbers: &[f64; NUMBERS]) -> Cost {
        match &*self.known {
            Known::Recipe(recipe) if !self.is_fixed => recipe.cost(numbers),
            _ => self.fixed,
        }
    }

    /// Adds a row to its group, or counts it.
    #[inline(always)]
    pub(super) fn add(&mut self, row: &Priced, sums: &mut [Sums]) {
        if !self.is_fixed {
            let sums = &mut sums[self.group];
            match self.embodied {
                Some(_) => sums.add_but_embodied(&row.one_kg_co2e, row.devices),
                None => sums.add(&row.one_kg_co2e, row.devices),
            }
        }
        if self.devices.checked_add(row.devices).is_none() {
            self.flush(sums);
        }
        self.devices += row.devices;
        self.rows += 1;
    }

    /// Adds what was counted to its group.
    pub(super) fn flush(&mut self, sums: &mut [Sums]) {
        if self.rows == 0 {
            return;
        }
        let sums = &mut sums[self.group];
        sums.rows += self.rows;
        sums.devices += u128::from(self.devices);
        if self.is_fixed {
            sums.add(&self.fixed, self.devices);
        } else if let Some(kg) = self.embodied {
            sums.add_embodied(kg, self.devices);
        }
        (self.rows, self.devices) = (0, 0);
    }
}

/// Entries by their keys: an open hash table.
pub(super) struct Table {
    entries: Vec<Entry>,
    /// Places of entries, from 1; 0 is empty.
    slots: Box<[u16]>,
}

impl Table {
    pub(super) fn new() -> Self {
        Self {
            entries: Vec::new(),
            slots: vec![0; SLOTS].into(),
        }
    }

    #[inline]
    pub(super) fn entry(&self, place: usize) -> &Entry {
        &self.entries[place]
    }

    #[inline]
    pub(super) fn entry_mut(&mut self, place: usize) -> &mut Entry {
        &mut self.entries[place]
    }

    /// The place of the entry of the key of that kind and these blocks.
    #[inline]
    pub(super) fn find<'b>(
        &self,
        hash: Hash,
        kind: u8,
        blocks: &(impl Iterator<Item = &'b Block> + Clone),
    ) -> Option<usize> {
        let mut slot = hash.slot();
        loop {
            let place = usize::from(self.slots[slot]).checked_sub(1)?;
            if self.entries[place].key.is(hash, kind, blocks.clone()) {
                return Some(place);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.entries.len() >= MOST_ENTRIES
    }

    pub(super) fn insert(&mut self, entry: Entry) -> usize {
        let mut slot = entry.key.hash.slot();
        while self.slots[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        self.entries.push(entry);
        #[expect(clippy::cast_possible_truncation, reason = "less than 2^14")]
        let place = self.entries.len() as u16;
        self.slots[slot] = place;
        self.entries.len() - 1
    }

    /// Adds all that was counted to its groups, and forgets the entries.
    pub(super) fn clear(&mut self, sums: &mut [Sums]) {
        for entry in &mut self.entries {
            entry.flush(sums);
        }
        self.entries.clear();
        self.slots.fill(0);
    }
}

/// Fields as blocks: equal blocks are equal fields.
#[derive(Clone, Debug, Default)]
pub(super) struct Key {
    pub(super) hash: Hash,
    pub(super) kind: u8,
    pub(super) blocks: Vec<Block>,
}

/// Up to 31 bytes of a field, zeros behind them, and last how many bytes there
/// are, or [`MORE`]. All are of one size: what depends on lengths that differ
/// from row to row is hard to foretell.
pub(super) type Block = [u64; 4];
const BLOCK_BYTES: usize = size_of::<Block>();
const MOST_LENGTH: usize = BLOCK_BYTES - 1;
/// The field goes on in the next block.
const MORE: usize = BLOCK_BYTES;

/// 2^64 / φ: the upper bits of a product depend on all of those below.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

impl Key {
    /// Makes it that of other fields.
    #[inline]
    pub(super) fn set(&mut self, record: &Record<'_>, columns: &[usize], kind: u8) {
        self.kind = kind;
        self.blocks.clear();
        self.hash = Hash::new(kind);
        for column in columns {
            let (padded, length) = record.padded(*column);
            let first = block(padded, length);
            self.hash.add(&first);
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

    #[inline]
    fn is<'b>(&self, hash: Hash, kind: u8, blocks: impl Iterator<Item = &'b Block>) -> bool {
        self.hash == hash && self.kind == kind && self.blocks.iter().eq(blocks)
    }
}

/// The first bytes of a field of that length, whatever is behind it.
#[inline]
pub(super) fn block(bytes: &[u8; BLOCK_BYTES], length: usize) -> Block {
    let (kept, mark) = &MASKS[length.min(MORE)];
    let words = bytes.as_chunks().0.iter().zip(kept.iter().zip(mark));
    let mut block = Block::default();
    for (own, (bytes, (kept, mark))) in block.iter_mut().zip(words) {
        *own = u64::from_le_bytes(*bytes) & kept | mark;
    }
    block
}

/// By the length of a field: which bits of it are kept in a block, and what is
/// put behind them.
static MASKS: [(Block, Block); MORE + 1] = {
    let mut masks = [([0; 4], [0; 4]); MORE + 1];
    let mut length = 0;
    while length <= MORE {
        let (kept, mark) = &mut masks[length];
        let mut place = 0;
        while place < length && place < MOST_LENGTH {
            kept[place / 8] |= 0xff << (place % 8 * 8);
            place += 1;
        }
        mark[3] = (length as u64) << (u64::BITS - u8::BITS);
        length += 1;
    }
    masks
};

/// A hash of the first block of each field: that fields of more are the same is
/// seen where they are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hash(u64);

impl Hash {
    /// That of no field yet.
    #[inline]
    pub(super) fn new(kind: u8) -> Self {
        Self(kind.into())
    }

    #[inline]
    pub(super) fn add(&mut self, block: &Block) {
        let [first, second, third, last] = *block;
        let halves = product(first, second ^ SPREAD) ^ product(third ^ SPREAD, last);
        self.0 = self.0.rotate_left(23) ^ halves;
    }

    #[inline]
    fn slot(self) -> usize {
        let spread = (self.0 ^ self.0 >> 32).wrapping_mul(SPREAD);
        #[expect(clippy::cast_possible_truncation, reason = "less than the slots")]
        let slot = (spread >> (u64::BITS - SLOTS.ilog2())) as usize;
        slot
    }
}

/// Both halves of a product, together: each depends on all bits.
#[inline]
fn product(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    #[expect(clippy::cast_possible_truncation, reason = "half of it at a time")]
    let halves = product as u64 ^ (product >> 64) as u64;
    halves
}

#[cfg(test)]
mod tests {
    use super::super::records::Records;
    use super::*;

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
                assert_eq!(
                    own.is(other.hash, other.kind, other.blocks.iter()),
                    first == second,
                    "{first:?} {second:?}"
                );
            }
        }
    }
}
