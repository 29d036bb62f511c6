//! Records of CSV, one after the other, in a buffer that stays small.
//!
//! RFC 4180 with lines that end in LF or CRLF. Marks are found first, which are
//! the bytes that may end a field, 64 bytes at a time and without regard to what
//! they mean; a record with quotes is read by `csv-core`.

use std::io::{self, Read};

use csv_core::ReadRecordResult;
use multiversion::multiversion;

use super::marks::{BLOCK, Marks, PADDING, as_place};

/// The buffer at first; it grows to the longest record.
const BUFFER_BYTES: usize = 1 << 18;
/// A longer record is a quote that is not closed.
const MOST_BYTES: usize = 1 << 20;
/// Records that are read in one go, at most.
pub(super) const MOST_IN_RUN: usize = 128;
/// What some programs put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads records.
pub struct Records<R> {
    input: R,
    buffer: Vec<u8>,
    /// Where the record that comes next begins.
    start: usize,
    /// Where what was read ends.
    end: usize,
    is_ended: bool,
    /// Lines before the record.
    line: u64,
    bytes: u64,
    marks: Marks,
    /// The fields of a record with quotes, one behind the other.
    unquoted: Vec<u8>,
    /// Where they end, as the parser says it and as a record does.
    unquoted_ends: Vec<usize>,
    unquoted_bounds: Vec<u32>,
    parser: csv_core::Reader,
}

/// Records that follow one another, of as many fields each.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The line that the first one begins on, from 1.
    line: u64,
    /// How many fields each has.
    width: usize,
    /// What fields stand in, and what is behind them.
    bytes: &'a [u8],
    /// Where the field before the first ends, then where each of them does.
    bounds: &'a [u32],
    /// What was read of the only record, if that has quotes: its fields are
    /// without them, and without what is between fields.
    quoted: Option<&'a [u8]>,
    /// Whether a carriage return may stand before the end of a line.
    have_returns: bool,
}

/// A record.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The line that it begins on, from 1.
    pub line: u64,
    /// Its bytes, without the end of its last line.
    pub raw: &'a [u8],
    run: Run<'a>,
    /// Where its bounds are among those of the run.
    first: usize,
}

impl<'a> Run<'a> {
    /// How many records there are, at least one.
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    #[inline]
    pub fn len(&self) -> usize {
        (self.bounds.len() - 1) / self.width
    }

    /// How many fields each of them has.
    #[inline]
    pub fn width(&self) -> usize {
        self.width
    }

    /// One of them.
    ///
    /// # Panics
    ///
    /// If there are not as many.
    #[inline]
    pub fn record(&self, row: usize) -> Record<'a> {
        let first = row * self.width;
        let plain = || {
            let [before, end] = [first, first + self.width].map(|bound| self.bounds[bound]);
            let (start, length) = self.place(before, end, self.have_returns);
            &self.bytes[start..][..length]
        };
        Record {
            line: self.line + row as u64,
            raw: self.quoted.unwrap_or_else(plain),
            run: *self,
            first,
        }
    }

    /// All of them.
    pub fn records(&self) -> impl Iterator<Item = Record<'a>> {
        (0..self.len()).map(|row| self.record(row))
    }

    /// Of each record so many bytes from the start of a field on, be they of it
    /// or behind it, and how long it is.
    #[inline(always)]
    pub(super) fn column<const COUNT: usize>(&self, column: usize) -> Column<'a, COUNT> {
        const { assert!(COUNT <= PADDING) };
        Column {
            run: *self,
            at: column,
            may_end_in_return: self.have_returns && column + 1 == self.width,
        }
    }

    #[inline(always)]
    fn padded<const COUNT: usize>(&self, start: usize) -> &'a [u8; COUNT] {
        let bytes = self.bytes.get(start..start + COUNT);
        let padded = bytes.and_then(|bytes| bytes.first_chunk());
        padded.unwrap_or(&[0; COUNT])
    }

    /// Where a field starts, and how long it is.
    #[inline(always)]
    fn place(&self, before: u32, end: u32, may_end_in_return: bool) -> (usize, usize) {
        // Before the first byte of all stands -1.
        let start = before.wrapping_add(self.quoted.is_none().into()) as usize;
        let mut end = end as usize;
        if may_end_in_return {
            end = self.before_return(end);
        }
        (start, end - start)
    }

    /// Where a line ends without what stands before its line feed on some
    /// systems.
    #[cold]
    fn before_return(&self, end: usize) -> usize {
        let is_return = |last: &usize| self.bytes.get(*last) == Some(&b'\r');
        end.checked_sub(1).filter(is_return).unwrap_or(end)
    }
}

/// The fields of a column, one record after the other.
pub(super) struct Column<'a, const COUNT: usize> {
    run: Run<'a>,
    /// Of the bounds the one before the field that comes next.
    at: usize,
    may_end_in_return: bool,
}

impl<'a, const COUNT: usize> Iterator for Column<'a, COUNT> {
    type Item = (&'a [u8; COUNT], usize);

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        let [before, end] = *self.run.bounds.get(self.at..)?.first_chunk()?;
        self.at += self.run.width;
        let (start, length) = self.run.place(before, end, self.may_end_in_return);
        Some((self.run.padded(start), length))
    }
}

impl<'a> Record<'a> {
    /// How many fields it has.
    #[inline]
    pub fn len(&self) -> usize {
        self.run.width
    }

    /// Whether it has no field.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A field; nothing behind the last one.
    #[inline]
    pub fn field(&self, index: usize) -> &'a [u8] {
        let (start, length) = self.place(index);
        &self.run.bytes[start..][..length]
    }

    /// So many bytes from the start of a field on, be they of it or behind it,
    /// and how long it is.
    #[inline]
    pub(super) fn padded<const COUNT: usize>(&self, index: usize) -> (&'a [u8; COUNT], usize) {
        let (start, length) = self.place(index);
        (self.run.padded(start), length)
    }

    #[inline]
    fn place(&self, index: usize) -> (usize, usize) {
        if index >= self.len() {
            return (0, 0);
        }
        let bounds = &self.run.bounds[self.first + index..];
        let is_last = index + 1 == self.len();
        let may_end_in_return = is_last && self.run.have_returns;
        self.run.place(bounds[0], bounds[1], may_end_in_return)
    }

    /// All fields.
    pub fn iter(&self) -> impl Iterator<Item = &'a [u8]> {
        (0..self.len()).map(|index| self.field(index))
    }
}

/// A line without what stands before its line feed on some systems.
#[inline]
fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// What comes next.
enum Found {
    /// So many records without quotes, of so many fields each.
    Plain {
        rows: usize,
        width: usize,
        have_returns: bool,
    },
    Quoted,
    /// There is more to be read.
    Nothing,
}

impl<R: Read> Records<R> {
    /// Records of what is read.
    pub fn new(input: R) -> Self {
        Self {
            input,
            buffer: vec![0; BUFFER_BYTES],
            start: 0,
            end: 0,
            is_ended: false,
            line: 0,
            bytes: 0,
            marks: Marks::new(),
            unquoted: Vec::new(),
            unquoted_ends: Vec::new(),
            unquoted_bounds: Vec::new(),
            parser: csv_core::Reader::new(),
        }
    }

    /// How many bytes were read so far.
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The next record that is no empty line; nothing behind the last one.
    ///
    /// # Errors
    ///
    /// Those of the input, and a record that is too long.
    pub fn read(&mut self) -> io::Result<Option<Record<'_>>> {
        let run = self.read_at_most(1)?;
        Ok(run.map(|run| run.record(0)))
    }

    /// The next record, and those behind it that are like it, as far as they
    /// are at hand.
    ///
    /// # Errors
    ///
    /// Those of the input, and a record that is too long.
    pub fn read_run(&mut self) -> io::Result<Option<Run<'_>>> {
        self.read_at_most(MOST_IN_RUN)
    }

    fn read_at_most(&mut self, most: usize) -> io::Result<Option<Run<'_>>> {
        loop {
            match self.find(most) {
                Found::Plain {
                    rows,
                    width,
                    have_returns,
                } => {
                    let before = self.marks.before;
                    let last = before + rows * width;
                    self.marks.before = last;
                    let end = self.marks.places[last] as usize;
                    let start = std::mem::replace(&mut self.start, end + 1);
                    let line = self.line + 1;
                    self.line += rows as u64;
                    if width == 1 && without_return(&self.buffer[start..end]).is_empty() {
                        continue;
                    }
                    return Ok(Some(Run {
                        line,
                        width,
                        bytes: &self.buffer,
                        bounds: &self.marks.places[before..=last],
                        quoted: None,
                        have_returns,
                    }));
                }
                Found::Quoted => {
                    if let Some(length) = self.unquote() {
                        return Ok(Some(self.quoted(length)));
                    }
                }
                Found::Nothing => {}
            }
            if self.is_ended && self.start < self.end {
                return Err(self.not_closed("has a quote that is not closed"));
            }
            if self.is_ended {
                return Ok(None);
            }
            self.fill()?;
        }
    }

    /// What comes next, of so many records at most.
    fn find(&mut self, most: usize) -> Found {
        // There may have been a record with quotes before.
        self.marks.places[self.marks.before] = as_place(self.start).wrapping_sub(1);
        let mut commas = 0;
        loop {
            let marks = &self.marks.ahead()[commas..];
            match marks.iter().position(|place| self.byte(*place) != b',') {
                Some(more) if self.byte(marks[more]) == b'\n' => {
                    let width = commas + more + 1;
                    // A line without a comma may be empty.
                    let most = if width == 1 { 1 } else { most };
                    let (rows, have_returns) = self.alike(width, most);
                    return Found::Plain {
                        rows,
                        width,
                        have_returns,
                    };
                }
                Some(_) => return Found::Quoted,
                None if self.marks.seen == self.end => return Found::Nothing,
                None => {
                    commas += marks.len();
                    self.marks.look(&self.buffer, self.end);
                }
            }
        }
    }

    /// How many records come next that have so many fields each, and no quotes,
    /// so many at most; and whether one of them may end in a carriage return.
    fn alike(&self, width: usize, most: usize) -> (usize, bool) {
        let (mut rows, mut end, mut returns) = (0, self.start, false);
        for marks in self.marks.ahead().chunks_exact(width).take(most) {
            let last = marks[width - 1] as usize;
            if self.buffer[last] != b'\n' {
                break;
            }
            rows += 1;
            end = last;
            returns |= last > 0 && self.buffer[last - 1] == b'\r';
        }
        // Where there are no more of such bytes than these, the others are commas.
        if others_than_commas(&self.buffer[self.start..=end]) == rows {
            return (rows, returns);
        }
        let records = self.marks.ahead().chunks_exact(width).take(rows);
        let is_plain = |marks: &&[u32]| {
            let commas = &marks[..width - 1];
            commas.iter().all(|place| self.byte(*place) == b',')
        };
        (records.take_while(is_plain).count(), returns)
    }

    #[inline]
    fn byte(&self, place: u32) -> u8 {
        self.buffer[place as usize]
    }

    /// The fields of a record with quotes, and how long it is; nothing if it
    /// goes on behind what was read.
    fn unquote(&mut self) -> Option<usize> {
        const ROOM: usize = 64;
        let text = &self.buffer[self.start..self.end];
        self.parser.reset();
        self.unquoted.resize(self.unquoted.len().max(ROOM), 0);
        self.unquoted_ends
            .resize(self.unquoted_ends.len().max(ROOM), 0);
        let (mut read, mut written, mut fields) = (0, 0, 0);
        loop {
            let (result, more_read, more_written, more_fields) = self.parser.read_record(
                &text[read..],
                &mut self.unquoted[written..],
                &mut self.unquoted_ends[fields..],
            );
            read += more_read;
            written += more_written;
            fields += more_fields;
            match result {
                ReadRecordResult::OutputFull => {
                    self.unquoted.resize(self.unquoted.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull => {
                    self.unquoted_ends.resize(self.unquoted_ends.len() * 2, 0);
                }
                ReadRecordResult::Record => {
                    self.unquoted
                        .resize(self.unquoted.len().max(written + PADDING), 0);
                    self.unquoted_bounds.clear();
                    self.unquoted_bounds.push(0);
                    let ends = self.unquoted_ends[..fields].iter();
                    self.unquoted_bounds.extend(ends.map(|end| as_place(*end)));
                    return Some(read);
                }
                ReadRecordResult::InputEmpty | ReadRecordResult::End => return None,
            }
        }
    }

    fn quoted(&mut self, length: usize) -> Run<'_> {
        let start = self.start;
        self.start += length;
        self.marks.skip(self.start);
        let mut raw = &self.buffer[start..start + length];
        let line = self.line + 1;
        self.line += raw.split(|byte| *byte == b'\n').count() as u64 - 1;
        while let [rest @ .., b'\n' | b'\r'] = raw {
            raw = rest;
        }
        Run {
            line,
            width: self.unquoted_bounds.len() - 1,
            bytes: &self.unquoted,
            bounds: &self.unquoted_bounds,
            quoted: Some(raw),
            have_returns: false,
        }
    }

    /// What is wrong with the record that comes next.
    fn not_closed(&self, why: &str) -> io::Error {
        let why = format!("the record of line {} {why}", self.line + 1);
        io::Error::new(io::ErrorKind::InvalidData, why)
    }

    /// Reads on behind what is there, which moves to the front.
    fn fill(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.marks.move_by(self.start);
        self.end -= self.start;
        self.start = 0;
        if self.end > MOST_BYTES {
            return Err(self.not_closed("is longer than a million bytes: is a quote not closed?"));
        }
        if self.end + PADDING + 1 >= self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        // The end of a last line that has none fits into the padding, too.
        let most = self.buffer.len() - PADDING - 1;
        let read = loop {
            match self.input.read(&mut self.buffer[self.end..most]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        // It may come in pieces, before any line.
        let may_have_mark = self.line == 0 && self.bytes < BYTE_ORDER_MARK.len() as u64;
        self.bytes += read as u64;
        self.end += read;
        if read == 0 {
            self.is_ended = true;
            if self.end > 0 {
                self.buffer[self.end] = b'\n';
                self.end += 1;
            }
        } else if may_have_mark && self.buffer[..self.end].starts_with(BYTE_ORDER_MARK) {
            self.start = BYTE_ORDER_MARK.len();
        }
        Ok(())
    }
}

/// How many bytes are ends of lines or quotes.
#[multiversion(targets("x86_64+avx2"))]
fn others_than_commas(bytes: &[u8]) -> usize {
    // As many at a time as a byte can count.
    const MOST: usize = u8::MAX as usize * BLOCK;
    let mut count = 0;
    for bytes in bytes.chunks(MOST) {
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        let mut counts = [0_u8; BLOCK];
        for block in blocks {
            for (count, byte) in counts.iter_mut().zip(block) {
                *count += u8::from(*byte == b'\n') | u8::from(*byte == b'"');
            }
        }
        let is_other = |byte: &&u8| matches!(**byte, b'\n' | b'"');
        count += rest.iter().filter(is_other).count();
        count += counts
            .iter()
            .map(|count| usize::from(*count))
            .sum::<usize>();
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that gives a few bytes at a time.
    struct Drops<'a>(&'a [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(buffer.len());
            let (now, rest) = self.0.split_at(count);
            buffer[..count].copy_from_slice(now);
            self.0 = rest;
            Ok(count)
        }
    }

    fn all(text: &[u8], at_a_time: usize) -> Vec<(u64, Vec<u8>, Vec<Vec<u8>>)> {
        let owned = |record: Record<'_>| {
            let fields: Vec<_> = record.iter().map(<[u8]>::to_vec).collect();
            (record.line, record.raw.to_vec(), fields)
        };
        let mut records = Records::new(Drops(text, at_a_time));
        let mut found = Vec::new();
        while let Some(record) = records.read().unwrap() {
            found.push(owned(record));
        }
        let mut records = Records::new(Drops(text, at_a_time));
        let mut found_in_runs = Vec::new();
        while let Some(run) = records.read_run().unwrap() {
            let before = found_in_runs.len();
            found_in_runs.extend(run.records().map(owned));
            assert_eq!(found_in_runs.len() - before, run.len());
            for column in 0..run.width() {
                let fields = run.column::<8>(column);
                for ((padded, length), (_, _, own)) in fields.zip(&found_in_runs[before..]) {
                    let short = length.min(8);
                    assert_eq!(
                        (&padded[..short], length),
                        (&own[column][..short], own[column].len())
                    );
                }
            }
        }
        assert_eq!(found_in_runs, found);
        found
    }

    /// What the `csv` crate reads, in pieces of any size.
    #[test]
    fn records_of_all_kinds() {
        let texts: [&[u8]; 12] = [
            b"a,b,c\n1,2,3\n",
            b"a,b\r\n1,2\r\n\r\n3,4",
            b"a\n\"x,y\"\n\"two\nlines\",z\n\"say \"\"no\"\"\"\n",
            b"",
            b"\n\n\n",
            b"one",
            b",,\n,\n",
            b"device,count,country\nimage-classification,12,FR\nkeyword-spotting,9999999,US-CA\n",
            "µ,漢字,\u{202e}\n é ,!#$%&'()*+,-\n".as_bytes(),
            b"\xff\xfe,\x00\n",
            b"a,\"b\"\n\"c\"\"\",d\nlast,\"one\"",
            b"\xef\xbb\xbfa,b\n1,2\n",
        ];
        for text in texts {
            for at_a_time in [1, 2, 3, 7, 8, 9, 1000] {
                assert_as_csv(text, at_a_time);
            }
        }
    }

    /// More of them than are looked at in one go, with as many marks as bytes
    /// and with few, and quotes in between.
    #[test]
    fn many_records() {
        let mut text = Vec::new();
        for index in 0..3000_usize {
            let fields = match index % 50 {
                0 => vec![",".repeat(index)],
                1 => vec![format!("\"{}\n,\"\"\"", "x".repeat(index))],
                _ => vec!["y".repeat(index % 23), index.to_string()],
            };
            text.extend(fields.join(",").bytes());
            text.extend(if index % 3 == 0 { &b"\r\n"[..] } else { b"\n" });
        }
        for at_a_time in [1000, 1 << 12, 1 << 20] {
            assert_as_csv(&text, at_a_time);
        }
    }

    fn assert_as_csv(text: &[u8], at_a_time: usize) {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text);
        let expected: Vec<Vec<Vec<u8>>> = reader
            .byte_records()
            .map(|record| record.unwrap().iter().map(<[u8]>::to_vec).collect())
            .collect();
        let found = all(text, at_a_time);
        let found: Vec<_> = found.into_iter().map(|(_, _, fields)| fields).collect();
        assert!(found == expected, "{}", String::from_utf8_lossy(text));
    }

    #[test]
    fn raw_bytes_are_kept() {
        let found = all(b"a,\"b\"\r\nc,d\r\n\"e\nf\"", 2);
        let raw: Vec<&[u8]> = found.iter().map(|(_, raw, _)| &raw[..]).collect();
        assert_eq!(raw, [&b"a,\"b\""[..], b"c,d", b"\"e\nf\""]);
        // Lines are counted in quotes, and where they are empty.
        let found = all(b"a\r\n\r\n\"b\nc\"\nd\n\ne", 3);
        let lines: Vec<u64> = found.iter().map(|(line, ..)| *line).collect();
        assert_eq!(lines, [1, 3, 5, 7]);
    }

    #[test]
    fn a_quote_that_is_not_closed_is_an_error() {
        let text = [&b"a\n\""[..], &vec![b'x'; 3 << 20]].concat();
        let mut records = Records::new(&text[..]);
        assert!(records.read().unwrap().is_some());
        let error = records.read().map(|_| ()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the record of line 2 is longer than a million bytes: is a quote not closed?"
        );
        let error = Records::new(&b"\"a\n"[..]).read().map(|_| ()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the record of line 1 has a quote that is not closed"
        );
    }
}
