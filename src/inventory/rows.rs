//! What the rows of a run say, read column by column: to do the same to one
//! field after another is several times as fast as to do all to one row.

use multiversion::multiversion;

use super::field::{as_devices, is_within, number, short_decimal};
use super::recipe::NUMBERS;
use super::records::{MOST_IN_RUN, Run};
use super::table::{Block, Hash, Table, block};

/// Which columns say what.
pub(super) struct Wanted<'a> {
    pub(super) count: Option<usize>,
    pub(super) numbers: [Option<usize>; NUMBERS],
    /// What a row's cost depends on, but for its numbers.
    pub(super) keyed: &'a [usize],
}

/// Something of each row.
type Column<T> = [T; MOST_IN_RUN];

/// What rows say.
pub(super) struct Rows {
    /// Whether it is all here: numbers may be wrong, or written in another way.
    are_plain: Column<bool>,
    devices: Column<u64>,
    numbers: [Column<f64>; NUMBERS],
    /// Which numbers there are, a bit for each.
    given: Column<u8>,
    hashes: Column<Hash>,
    /// The first block of the fields of each keyed column.
    blocks: Vec<Column<Block>>,
    /// Fields of a column that is read as numbers: their first bytes, how long
    /// they are, and what they say.
    words: Column<u64>,
    lengths: Column<u64>,
    found: Column<f64>,
    places: Column<Option<usize>>,
}

impl Default for Rows {
    fn default() -> Self {
        Self {
            are_plain: [false; MOST_IN_RUN],
            devices: [0; MOST_IN_RUN],
            numbers: [[0.0; MOST_IN_RUN]; NUMBERS],
            given: [0; MOST_IN_RUN],
            hashes: [Hash::default(); MOST_IN_RUN],
            blocks: Vec::new(),
            words: [0; MOST_IN_RUN],
            lengths: [0; MOST_IN_RUN],
            found: [0.0; MOST_IN_RUN],
            places: [None; MOST_IN_RUN],
        }
    }
}

impl Rows {
    /// Reads the rows of a run, and finds what is known of them in a table.
    pub(super) fn read(&mut self, run: &Run<'_>, wanted: &Wanted<'_>, table: &Table) {
        self.are_plain.fill(true);
        self.given.fill(0);
        match wanted.count {
            None => self.devices.fill(1),
            Some(column) => {
                self.read_decimals(run, column);
                check_counts(self);
            }
        }
        for (index, column) in wanted.numbers.iter().enumerate() {
            match column {
                None => self.numbers[index].fill(0.0),
                Some(column) => {
                    self.read_decimals(run, *column);
                    check_numbers(self, index);
                }
            }
        }
        let columns = wanted.keyed.len();
        self.blocks.resize(columns, [Block::default(); MOST_IN_RUN]);
        read_keys(self, run, wanted.keyed);
        self.find(run.len(), table);
    }

    /// Nothing is known of so many rows.
    pub(super) fn forget(&mut self, rows: usize) {
        self.places[..rows].fill(None);
    }

    fn find(&mut self, rows: usize, table: &Table) {
        for row in 0..rows {
            let blocks = self.blocks.iter().map(|blocks| &blocks[row]);
            let found = table.find(self.hashes[row], kind(self.given[row], true), &blocks);
            let is_known = |place: &usize| self.are_plain[row] && table.entry(*place).has_price();
            self.places[row] = found.filter(is_known);
        }
    }

    /// Reads the fields of a column as numbers, which are NaN where they are not.
    fn read_decimals(&mut self, run: &Run<'_>, column: usize) {
        let own = self.words.iter_mut().zip(&mut self.lengths);
        for ((word, own), (padded, length)) in own.zip(run.column(column)) {
            *word = u64::from_le_bytes(*padded);
            *own = length as u64;
        }
        if read_short(self) {
            return;
        }
        let read = self.found.iter_mut().zip(&self.lengths).take(run.len());
        for (row, (found, length)) in read.enumerate() {
            if found.is_nan() && *length > 0 {
                *found = number(&run.record(row), column).unwrap_or(f64::NAN);
            }
        }
    }

    /// The place of what is known of a row, where that and what it says is all
    /// that it takes to price it.
    #[inline]
    pub(super) fn place(&self, row: usize) -> Option<usize> {
        self.places[row]
    }

    /// How many devices it is of.
    #[inline]
    pub(super) fn devices(&self, row: usize) -> u64 {
        self.devices[row]
    }

    /// Its numbers, zero where there is none.
    #[inline]
    pub(super) fn numbers(&self, row: usize) -> [f64; NUMBERS] {
        self.numbers.each_ref().map(|numbers| numbers[row])
    }
}

/// Reads the texts that are short, and says whether these are all that there
/// are. Those behind the last row, too: always the same number of times is
/// faster.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn read_short(rows: &mut Rows) -> bool {
    let texts = rows.words.iter().zip(&rows.lengths);
    let mut others = 0;
    for (number, (word, length)) in rows.found.iter_mut().zip(texts) {
        *number = short_decimal(*word, *length);
        others += u64::from(number.is_nan() && *length > 0);
    }
    others == 0
}

/// Takes what was found as how many devices there are.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn check_counts(rows: &mut Rows) {
    let own = rows.are_plain.iter_mut().zip(&mut rows.devices);
    for ((is_plain, devices), number) in own.zip(&rows.found) {
        let (is_count, count) = as_devices(*number);
        *is_plain &= is_count;
        *devices = count;
    }
}

/// Takes what was found as a number of that place among all numbers.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn check_numbers(rows: &mut Rows, index: usize) {
    let own = rows.are_plain.iter_mut().zip(&mut rows.given);
    let own = own.zip(&mut rows.numbers[index]);
    let read = rows.found.iter().zip(&rows.lengths);
    for (((is_plain, given), own), (number, length)) in own.zip(read) {
        let is_given = *length > 0;
        *is_plain &= is_within(index, *number) || !is_given;
        *given |= u8::from(is_given) << index;
        *own = if is_given { *number } else { 0.0 };
    }
}

/// Reads the fields of these columns, and what they are found by.
#[multiversion(targets("x86_64+avx2+bmi1+bmi2"))]
fn read_keys(rows: &mut Rows, run: &Run<'_>, columns: &[usize]) {
    for (hash, given) in rows.hashes.iter_mut().zip(&rows.given) {
        *hash = Hash::new(kind(*given, true));
    }
    for (blocks, column) in rows.blocks.iter_mut().zip(columns) {
        let own = rows.hashes.iter_mut().zip(blocks);
        for ((hash, own), (padded, length)) in own.zip(run.column(*column)) {
            *own = block(padded, length);
            hash.add(own);
        }
    }
}

/// What sets rows apart that are known in different ways: the numbers that they
/// have, and whether these are left out of what they are known by.
pub(super) fn kind(given: u8, is_open: bool) -> u8 {
    given << 1 | u8::from(is_open)
}
