//! Records of CSV, one after the other, in a buffer that stays small.
//!
//! RFC 4180 with lines that end in LF or CRLF. Eight bytes are looked at in
//! one go for what may end a field; a record with quotes is read by `csv-core`.

use std::io::{self, Read};

use csv_core::ReadRecordResult;

/// The buffer at first; it grows to the longest record.
const BUFFER_BYTES: usize = 1 << 17;
/// A longer record is a quote that is not closed.
const MOST_BYTES: usize = 1 << 20;
/// What some programs put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

const ONES: u64 = u64::from_ne_bytes([1; 8]);
const HIGHS: u64 = ONES << 7;

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
    /// Where the fields of a record end, from its start on.
    ends: Vec<usize>,
    /// The fields of a record with quotes, one behind the other.
    unquoted: Vec<u8>,
    parser: csv_core::Reader,
}

/// A record.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The line that it begins on, from 1.
    pub line: u64,
    /// Its bytes, without the end of its last line.
    pub raw: &'a [u8],
    fields: &'a [u8],
    ends: &'a [usize],
    /// What stands between the end of a field and the start of the next.
    gap: usize,
}

impl<'a> Record<'a> {
    /// How many fields it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it has no field.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A field; nothing behind the last one.
    #[inline]
    pub fn field(&self, index: usize) -> &'a [u8] {
        let Some(end) = self.ends.get(index) else {
            return &[];
        };
        let start = match index {
            0 => 0,
            _ => self.ends[index - 1] + self.gap,
        };
        &self.fields[start..*end]
    }

    /// All fields.
    pub fn iter(&self) -> impl Iterator<Item = &'a [u8]> {
        (0..self.len()).map(|index| self.field(index))
    }
}

/// How the bytes of a record end.
enum Found {
    /// At a line end, whose first byte is there.
    Plain(usize),
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
            ends: Vec::new(),
            unquoted: Vec::new(),
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
        loop {
            let found = self.find();
            if let Found::Plain(end) = found {
                let start = std::mem::replace(&mut self.start, end + 1);
                self.line += 1;
                let mut raw = start..end;
                if self.buffer[raw.clone()].last() == Some(&b'\r') {
                    raw.end -= 1;
                }
                if raw.is_empty() {
                    continue;
                }
                if let Some(last) = self.ends.last_mut() {
                    *last = raw.len();
                }
                let raw = &self.buffer[raw];
                return Ok(Some(Record {
                    line: self.line,
                    raw,
                    fields: raw,
                    ends: &self.ends,
                    gap: 1,
                }));
            }
            if matches!(found, Found::Quoted)
                && let Some(length) = self.unquote()
            {
                return Ok(Some(self.quoted(length)));
            }
            if self.is_ended && self.start < self.end {
                return Err(not_closed("a quote is not closed"));
            }
            if self.is_ended {
                return Ok(None);
            }
            self.fill()?;
        }
    }

    /// Where the record ends, and its fields.
    #[inline]
    fn find(&mut self) -> Found {
        self.ends.clear();
        let text = &self.buffer[self.start..self.end];
        let mut at = 0;
        while let Some((word, _)) = text[at..].split_first_chunk::<8>() {
            // The high bit of each byte that is at most a comma: of those,
            // text and numbers have few others than what is looked for.
            let word = u64::from_le_bytes(*word);
            let above = ((word & !HIGHS) + ONES * u64::from(0x7f - b',')) | word;
            let mut candidates = !above & HIGHS;
            while candidates != 0 {
                let place = at + candidates.trailing_zeros() as usize / 8;
                match text[place] {
                    b',' => self.ends.push(place),
                    b'\n' => {
                        self.ends.push(place);
                        return Found::Plain(self.start + place);
                    }
                    b'"' => return Found::Quoted,
                    _ => {}
                }
                candidates &= candidates - 1;
            }
            at += 8;
        }
        for (place, byte) in text.iter().enumerate().skip(at) {
            match byte {
                b',' => self.ends.push(place),
                b'\n' => {
                    self.ends.push(place);
                    return Found::Plain(self.start + place);
                }
                b'"' => return Found::Quoted,
                _ => {}
            }
        }
        Found::Nothing
    }

    /// The fields of a record with quotes, and how long it is; nothing if it
    /// goes on behind what was read.
    fn unquote(&mut self) -> Option<usize> {
        const ROOM: usize = 64;
        let text = &self.buffer[self.start..self.end];
        self.parser.reset();
        self.unquoted.resize(self.unquoted.len().max(ROOM), 0);
        self.ends.resize(self.ends.capacity().max(ROOM), 0);
        let (mut read, mut written, mut fields) = (0, 0, 0);
        loop {
            let (result, more_read, more_written, more_fields) = self.parser.read_record(
                &text[read..],
                &mut self.unquoted[written..],
                &mut self.ends[fields..],
            );
            read += more_read;
            written += more_written;
            fields += more_fields;
            match result {
                ReadRecordResult::OutputFull => {
                    self.unquoted.resize(self.unquoted.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => {
                    self.ends.truncate(fields);
                    return Some(read);
                }
                ReadRecordResult::InputEmpty | ReadRecordResult::End => return None,
            }
        }
    }

    fn quoted(&mut self, length: usize) -> Record<'_> {
        let start = self.start;
        self.start += length;
        let mut raw = &self.buffer[start..start + length];
        let line = self.line + 1;
        self.line += raw.split(|byte| *byte == b'\n').count() as u64 - 1;
        while let [rest @ .., b'\n' | b'\r'] = raw {
            raw = rest;
        }
        Record {
            line,
            raw,
            fields: &self.unquoted,
            ends: &self.ends,
            gap: 0,
        }
    }

    /// Reads on behind what is there, which moves to the front.
    fn fill(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.end > MOST_BYTES {
            return Err(not_closed(
                "a record is longer than a million bytes: is a quote not closed?",
            ));
        }
        if self.end + 1 >= self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        // A byte is left for the end of a last line that has none.
        let most = self.buffer.len() - 1;
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

fn not_closed(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
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
        let mut records = Records::new(Drops(text, at_a_time));
        let mut found = Vec::new();
        while let Some(record) = records.read().unwrap() {
            let fields = record.iter().map(<[u8]>::to_vec).collect();
            found.push((record.line, record.raw.to_vec(), fields));
        }
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
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text);
            let expected: Vec<Vec<Vec<u8>>> = reader
                .byte_records()
                .map(|record| record.unwrap().iter().map(<[u8]>::to_vec).collect())
                .collect();
            for at_a_time in [1, 2, 3, 7, 8, 9, 1000] {
                let found = all(text, at_a_time);
                let found = found.into_iter().map(|(_, _, fields)| fields);
                assert_eq!(found.collect::<Vec<_>>(), expected, "{text:?}");
            }
        }
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
        assert!(error.to_string().contains("is a quote not closed?"));
        let error = Records::new(&b"\"a\n"[..]).read().map(|_| ()).unwrap_err();
        assert_eq!(error.to_string(), "a quote is not closed");
    }
}
