//! What is known of rows, by the bytes of their fields.

use std::rc::Rc;

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

impl Known {
    pub(super) fn why(&self) -> &str {
        match self {
            Self::Wrong(why) => why,
            _ => "",
        }
    }
}

/// What is known of the rows of one key, and how many of them were not added to
/// their group yet.
pub(super) struct Entry {
    key: Key,
    pub(super) known: Rc<Known>,
    pub(super) group: usize,
    /// Whether their numbers are part of their keys.
    pub(super) is_by_numbers: bool,
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
            is_by_numbers: matches!(*known, Known::ByNumbers),
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

    /// Counts a row; false if there are too many devices to be counted here.
    #[inline]
    pub(super) fn count(&mut self, devices: u64) -> bool {
        match self.devices.checked_add(devices) {
            Some(sum) => {
                self.devices = sum;
                self.rows += 1;
                true
            }
            None => false,
        }
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

    /// The place of the entry of that key.
    #[inline]
    pub(super) fn find(&self, key: &Key) -> Option<usize> {
        let mut slot = first_slot(key.hash);
        loop {
            let place = usize::from(self.slots[slot]).checked_sub(1)?;
            let own = &self.entries[place].key;
            if own.hash == key.hash && own.words == key.words {
                return Some(place);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.entries.len() >= MOST_ENTRIES
    }

    pub(super) fn insert(&mut self, entry: Entry) -> usize {
        let mut slot = first_slot(entry.key.hash);
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

fn first_slot(hash: u64) -> usize {
    #[expect(clippy::cast_possible_truncation, reason = "less than the slots")]
    let slot = (hash >> (u64::BITS - SLOTS.ilog2())) as usize;
    slot
}

/// Fields as words: the length of each, then its bytes, the last eight of them
/// as one word that may repeat some. Equal words are equal fields.
#[derive(Clone, Debug, Default)]
pub(super) struct Key {
    words: Vec<u64>,
    hash: u64,
}

impl Key {
    /// Makes it that of other fields.
    #[inline]
    pub(super) fn set(&mut self, record: &Record<'_>, columns: &[usize], kind: u8) {
        // 2^64 / φ: its upper bits depend on all of those below.
        const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
        self.words.clear();
        self.words.push(u64::from(kind));
        for column in columns {
            let field = record.field(*column);
            self.words.push(field.len() as u64);
            if let Some((_, last)) = field.split_last_chunk::<8>() {
                for word in field.as_chunks::<8>().0 {
                    self.words.push(u64::from_le_bytes(*word));
                }
                self.words.push(u64::from_le_bytes(*last));
            } else {
                let byte = |word: u64, byte: &u8| word << 8 | u64::from(*byte);
                self.words.push(field.iter().fold(0, byte));
            }
        }
        let mix = |hash: u64, word: &u64| (hash.rotate_left(23) ^ word).wrapping_mul(SPREAD);
        let hash = self.words.iter().fold(0, mix);
        self.hash = mix(hash, &(hash >> 32));
    }
}
