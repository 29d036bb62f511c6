//! What the rows of a run say, read column by column: to do the same to one
//! field after another is several times as fast as to do all to one row.

use multiversion::multiversion;

use super::field::{NUMBER_BOUNDS, as_devices, is_within, number, short_decimal};
use super::recipe::NUMBERS;
use super::records::{MOST_IN_RUN, Run};
use super::table::{Block, Hash, Table, block, kind};
use crate::read::Bounds;

/// Which columns say what.
pub(super) struct Wanted {
    pub(super) count: Option<usize>,
    pub(super) numbers: [Option<usize>; NUMBERS],
}

/// Bits, as wide as the numbers beside which they are found.
pub(super) type Flags = u64;

/// Something of each row.
type Column<T> = [T; MOST_IN_RUN];

/// What rows say.
///
/// Columns of numbers begin where what the processor holds at once does: each is
/// a multiple of that, and what is none stands last.
#[repr(C, align(64))]
pub(super) struct Rows {
    /// Whether it is all here: numbers may be wrong, or written in another way.
    are_plain: Column<Flags>,
    devices: Column<u64>,
    numbers: [Column<f64>; NUMBERS],
    /// Which numbers there are, a bit for each.
    given: Column<Flags>,
    /// Fields of a column that is read as numbers: their first bytes, how long
    /// they are, and what they say.
    words: Column<u64>,
    lengths: Column<u64>,
    found: Column<f64>,
    /// By what rows are known: a hash of their fields, the place of what is known,
    /// and the fields of each column.
    hashes: Column<Hash>,
    places: Column<Option<usize>>,
    blocks: Vec<Column<Block>>,
}

impl Default for Rows {
    fn default() -> Self {
        Self {
            are_plain: [0; MOST_IN_RUN],
            devices: [0; MOST_IN_RUN],
            numbers: [[0.0; MOST_IN_RUN]; NUMBERS],
            given: [0; MOST_IN_RUN],
            words: [0; MOST_IN_RUN],
            lengths: [0; MOST_IN_RUN],
            found: [0.0; MOST_IN_RUN],
            blocks: Vec::new(),
            hashes: [Hash::default(); MOST_IN_RUN],
            places: [None; MOST_IN_RUN],
        }
    }
}

impl Rows {
    /// Reads the rows of a run.
    pub(super) fn read(&mut self, run: &Run<'_>, wanted: &Wanted) {
        self.are_plain.fill(1);
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

    /// Finds what is known of the rows of a run that are plain, by the fields of
    /// some columns; nothing by more of them than have code of their own.
    pub(super) fn find(&mut self, run: &Run<'_>, columns: &[usize], table: &Table) {
        let find = match columns.len() {
            1 => find::<1>,
            2 => find::<2>,
            3 => find::<3>,
            4 => find::<4>,
            5 => find::<5>,
            6 => find::<6>,
            7 => find::<7>,
            8 => find::<8>,
            _ => return self.forget(run.len()),
        };
        find(self, run, columns, table);
    }

    /// Nothing is known of so many rows.
    pub(super) fn forget(&mut self, rows: usize) {
        self.places[..rows].fill(None);
    }

    /// The place of what is known of a row, where that and what it says is all
    /// that it takes to price it.
    #[inline(always)]
    pub(super) fn place(&self, row: usize) -> Option<usize> {
        self.places[row]
    }

    /// How many devices it is of.
    #[inline(always)]
    pub(super) fn devices(&self, row: usize) -> u64 {
        self.devices[row]
    }

    /// Its numbers, zero where there is none.
    #[inline(always)]
    pub(super) fn numbers(&self, row: usize) -> [f64; NUMBERS] {
        let mut numbers = [0.0; NUMBERS];
        for (number, all) in numbers.iter_mut().zip(&self.numbers) {
            *number = all[row];
        }
        numbers
    }
}

/// Finds what is known of rows by so many columns: first all keys, then all
/// entries, since what is to be waited for is so for several rows at once.
#[multiversion(targets("x86_64+avx2+bmi1+bmi2"))]
fn find<const COLUMNS: usize>(rows: &mut Rows, run: &Run<'_>, columns: &[usize], table: &Table) {
    // Of a known number: an inventory takes a seventh longer without.
    let Some(columns) = columns.first_chunk::<COLUMNS>() else {
        return;
    };
    let Rows {
        are_plain,
        given,
        hashes,
        blocks,
        places,
        ..
    } = rows;
    for (hash, given) in hashes.iter_mut().zip(&*given) {
        *hash = Hash::new(kind(*given, true));
    }
    blocks.resize(COLUMNS, [Block::default(); MOST_IN_RUN]);
    for (column, blocks) in columns.iter().zip(&mut *blocks) {
        for (row, (bytes, length)) in run.column(*column).enumerate().take(MOST_IN_RUN) {
            blocks[row] = block(bytes, length);
            hashes[row] = hashes[row].and(&blocks[row]);
        }
    }
    let Some(blocks) = blocks.first_chunk::<COLUMNS>() else {
        return;
    };
    for (row, place) in places.iter_mut().enumerate().take(run.len()) {
        *place = None;
        if are_plain[row] != 0 {
            let kind = kind(given[row], true);
            *place = table.find_short(hashes[row], kind, &blocks.each_ref().map(|own| &own[row]));
        }
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
        *is_plain &= Flags::from(is_count);
        *devices = count;
    }
}

/// Takes what was found as a number of that place among all numbers.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn check_numbers(rows: &mut Rows, index: usize) {
    let Bounds { least, most, .. } = NUMBER_BOUNDS[index];
    let own = rows.are_plain.iter_mut().zip(&mut rows.given);
    let own = own.zip(&mut rows.numbers[index]);
    let read = rows.found.iter().zip(&rows.lengths);
    for (((is_plain, given), own), (number, length)) in own.zip(read) {
        let is_given = *length > 0;
        *is_plain &= Flags::from(is_within(least, *number, most)) | Flags::from(!is_given);
        *given |= Flags::from(is_given) << index;
        *own = if is_given { *number } else { 0.0 };
    }
}
